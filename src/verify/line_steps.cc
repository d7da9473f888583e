#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/verify/calendar_rules.h"
#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// The schedules of a line, in the order in which they come into force, and their first days.
std::vector<std::pair<std::optional<std::int64_t>, const JsonTree*>> SchedulesOf(const JsonTree& rule) {
  std::vector<std::pair<std::optional<std::int64_t>, const JsonTree*>> schedules;
  if (const JsonTree* const first = rule.Find("schedule"); first != nullptr)
    schedules.emplace_back(std::nullopt, first);
  const JsonTree* const changes = rule.Find("changes");
  if (changes == nullptr) return schedules;
  for (const JsonTree& change : changes->elements) {
    const JsonTree* const schedule = change.Find("schedule");
    if (schedule != nullptr) schedules.emplace_back(DayNumberOf(change.TextAt("from")), schedule);
  }
  return schedules;
}

// A period with one schedule: every step is known.
void CheckOneSchedule(const LineCase& line, const LineVersion& version) {
  const std::optional<ExpectedBenefit> expected =
      version.schedule ? ExpectedBenefitOf(*version.schedule, line.Bases()) : std::nullopt;
  if (!expected) {
    line.place.Differ("line", line.place.Shown("line"), "a line whose schedule can be read");
    return;
  }
  line.place.Expect("bracket", expected->bracket < 0 ? std::nullopt : std::optional<Number>(expected->bracket));
  CompareSteps(line, version, *expected);
}

// What was earned is the rounded sum of the steps, which is told too.
void CheckSum(const LineCase& line) {
  Number sum = 0;
  for (std::size_t i = 0; i < line.place.Size("steps"); ++i) {
    const Place step = line.place.Element("steps", i);
    sum += step.Exact("exact");
    step.Expect("step", Number(static_cast<std::int64_t>(i)));
  }
  line.place.Expect("exact", line.place.Size("steps") == 0 ? std::nullopt : std::optional<Number>(sum));
  line.place.Expect("earned", line.Rounded(sum));
}

}  // namespace

std::string_view StepRuleOf(const ScheduleRule& schedule, std::string_view kind, bool is_flat, bool scaled) {
  if (kind == "counted") return "TERMS-29";
  if (is_flat && kind != "interpolated") return "TERMS-11";
  if (!schedule.deficit.empty()) return "TERMS-30";
  const std::string& how = schedule.accumulation;
  if (how == "marginal") return scaled ? "TERMS-09" : "TERMS-08";
  if (how == "flat" || how == "sum_of_reached") return "TERMS-22";
  if (how == "d365_rolling" || how == "d365_total") return "TERMS-23";
  if (how == "target") return "TERMS-24";
  if (how == "block") return "TERMS-25";
  if (how == "growth") return "TERMS-26";
  return how == "linear" ? "TERMS-28" : "TERMS-10";
}

std::vector<LineVersion> VersionsOf(const LineCase& line) {
  const auto schedules = SchedulesOf(*line.rule);
  std::vector<LineVersion> versions;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    LineVersion version;
    version.number = i;
    version.begin = std::max(line.ValidBegin(), schedules[i].first.value_or(line.ValidBegin()));
    version.end = line.ValidEnd();
    if (i + 1 < schedules.size()) version.end = std::min(version.end, schedules[i + 1].first.value_or(version.end));
    if (version.begin >= version.end) continue;
    version.schedule = ScheduleRuleOf(*schedules[i].second, line.rule->Find("counts_on") != nullptr, line.rounding);
    versions.push_back(version);
  }
  return versions;
}

std::optional<Number> ExactOf(const LineVersion& version, const LineBases& bases) {
  const std::optional<ExpectedBenefit> benefit =
      version.schedule ? ExpectedBenefitOf(*version.schedule, bases) : std::nullopt;
  if (!benefit) return std::nullopt;
  Number sum = 0;
  for (const ExpectedStep& step : benefit->steps) sum += step.exact;
  return sum;
}

void CompareStep(const LineCase& line, const LineVersion& version, std::size_t index, const ExpectedStep& expected) {
  const Place found = line.place.Element("steps", index);
  found.ExpectText("kind", expected.is_prorated ? "prorated" : expected.kind);
  found.ExpectText("rule", StepRuleOf(*version.schedule, expected.kind, !expected.basis, line.IsScaled()));
  found.Expect("bracket", Number(expected.bracket));
  found.Expect("from", expected.from);
  found.Expect("to", expected.to);
  found.Expect("basis", expected.basis);
  found.Expect("benefit", expected.benefit);
  found.Expect("exact", expected.exact);
  const bool changes = line.rule->Find("changes") != nullptr;
  const Number number(static_cast<std::int64_t>(version.number));
  found.Expect("version", changes ? std::optional<Number>(number) : std::nullopt);
}

void CompareSteps(const LineCase& line, const LineVersion& version, const ExpectedBenefit& expected) {
  if (line.is_unexplained) {
    Number sum = 0;
    for (const ExpectedStep& step : expected.steps) sum += step.exact;
    line.place.Expect("earned", line.Rounded(sum));
    return;
  }
  const std::size_t count = line.place.Size("steps");
  if (count != expected.steps.size()) {
    line.place.Differ("steps", std::to_string(count) + " steps", std::to_string(expected.steps.size()) + " steps");
  }
  for (std::size_t i = 0; i < count && i < expected.steps.size(); ++i) {
    CompareStep(line, version, i, expected.steps[i]);
  }
}

void CheckSchedule(const LineCase& line) {
  const std::vector<LineVersion> versions = VersionsOf(line);
  if (versions.empty() || line.GetsNothing()) {
    line.place.ExpectThat(line.place.Size("steps") == 0, "steps", "none: no schedule is in force for the account");
    line.place.ExpectText("bracket", "");
    line.place.Expect("earned", Number(0));
  } else if (versions.size() == 1) {
    CheckOneSchedule(line, versions.front());
  } else {
    CheckVersions(line, versions);
  }
  if (line.is_unexplained) {
    line.place.ExpectThat(line.place.Size("steps") == 0, "steps", "none: explanations are omitted");
    line.place.ExpectText("exact", "");
  } else {
    CheckSum(line);
  }
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

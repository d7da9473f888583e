#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/expected_steps.h"
#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// The schedules of a line, in the order in which they come into force.
std::vector<const JsonTree*> SchedulesOf(const JsonTree& rule) {
  std::vector<const JsonTree*> schedules;
  if (const JsonTree* const first = rule.Find("schedule"); first != nullptr) schedules.push_back(first);
  const JsonTree* const changes = rule.Find("changes");
  if (changes == nullptr) return schedules;
  for (const JsonTree& change : changes->elements) {
    if (const JsonTree* const schedule = change.Find("schedule"); schedule != nullptr) schedules.push_back(schedule);
  }
  return schedules;
}

// Whether another schedule comes into force within the days of the period on which the line is valid.
bool ChangesWithin(const LineCase& line) {
  const JsonTree* const changes = line.rule.Find("changes");
  if (changes == nullptr || !line.begin) return false;
  std::int64_t begin = *line.begin;
  if (line.agreement != nullptr && line.agreement->Find("valid") != nullptr) {
    begin = std::max(begin, DayNumberOf(line.agreement->Find("valid")->TextAt("from")).value_or(begin));
  }
  for (const JsonTree& change : changes->elements) {
    const std::optional<std::int64_t> from = DayNumberOf(change.TextAt("from"));
    if (from && *from > begin && *from < line.ValidEnd()) return true;
  }
  return false;
}

// Which schedule is in force at the end of the period.
std::size_t VersionAtEnd(const LineCase& line) {
  std::size_t version = 0;
  const JsonTree* const changes = line.rule.Find("changes");
  if (changes == nullptr || !line.end) return 0;
  for (const JsonTree& change : changes->elements) {
    const std::optional<std::int64_t> from = DayNumberOf(change.TextAt("from"));
    if (from && *from < line.ValidEnd()) ++version;
  }
  return version;
}

LineBases BasesOf(const LineCase& line) {
  return {line.place.Amount("qualifying"), line.place.Amount("payable"), line.place.Optional("counted"),
          line.place.Optional("baseline")};
}

void CompareStep(const Place& found, const ExpectedStep& expected) {
  found.ExpectText("kind", expected.kind);
  found.Expect("bracket", Number(expected.bracket));
  found.Expect("from", expected.from);
  found.Expect("to", expected.to);
  found.Expect("basis", expected.basis);
  found.Expect("benefit", expected.benefit);
  found.Expect("exact", expected.exact);
}

// A period with one schedule: every step is known.
void CompareSteps(const LineCase& line, const ScheduleRule& schedule) {
  const std::optional<ExpectedBenefit> expected = ExpectedBenefitOf(schedule, BasesOf(line));
  if (!expected) {
    line.place.Differ("line", line.place.Shown("line"), "a schedule whose accumulation is known");
    return;
  }
  const std::optional<Number> bracket = NumberOf(line.place.Text("bracket"));
  const bool gets_nothing = !bracket && line.rule.Find("tiers") != nullptr;
  if (gets_nothing) {
    line.place.ExpectThat(line.place.Size("steps") == 0, "steps", "none: the line is not for the account's tier");
    line.place.Expect("earned", Number(0));
    return;
  }
  line.place.Expect("bracket", expected->bracket < 0 ? std::nullopt : std::optional<Number>(expected->bracket));
  if (line.is_unexplained) {
    Number sum = 0;
    for (const ExpectedStep& step : expected->steps) sum += step.exact;
    line.place.Expect("earned", line.Rounded(sum));
    return;
  }
  const std::size_t count = line.place.Size("steps");
  if (count != expected->steps.size()) {
    line.place.Differ("steps", std::to_string(count) + " steps", std::to_string(expected->steps.size()) + " steps");
  }
  const bool changes = line.rule.Find("changes") != nullptr;
  const auto version = static_cast<std::int64_t>(VersionAtEnd(line));
  for (std::size_t i = 0; i < count && i < expected->steps.size(); ++i) {
    CompareStep(line.place.Element("steps", i), expected->steps[i]);
    line.place.Element("steps", i).Expect("version", changes ? std::optional<Number>(version) : std::nullopt);
  }
}

// What a step adds, rounded where each step is; as it stands, or with its sign turned before and after.
void ExpectRounded(const LineCase& line, const Place& step, const Number& value) {
  const bool is_rounded = line.rounding.at == "slice";
  const Number added = is_rounded ? line.Rounded(value) : value;
  const Number taken = is_rounded ? Number(-line.Rounded(-value)) : value;
  const Number exact = step.Exact("exact");
  step.ExpectThat(exact == added || exact == taken, "exact", TextOf(added));
}

// A step of one of several schedules: the bases of their stretches are not on the statement, so each step is checked by
// itself. What a schedule would have paid on the count before it stands with its sign turned.
void CheckVersionStep(const LineCase& line, const Place& step, const std::vector<const JsonTree*>& schedules,
                      bool counts, bool one_basis) {
  const std::optional<Number> version = NumberOf(step.Text("version"));
  if (!version || *version < 0 || *version >= static_cast<std::int64_t>(schedules.size())) {
    step.Differ("version", step.Shown("version"), "one of the line's schedules");
    return;
  }
  const auto number = static_cast<std::size_t>(FloorOf(*version));
  const std::optional<ScheduleRule> schedule = ScheduleRuleOf(*schedules[number], counts, line.rounding);
  const std::optional<Number> bracket = NumberOf(step.Text("bracket"));
  if (!schedule || !bracket || *bracket < 0 || *bracket >= static_cast<std::int64_t>(schedule->brackets.size())) {
    step.Differ("bracket", step.Shown("bracket"), "a bracket of the schedule");
    return;
  }
  const BracketRule& rule = schedule->brackets[static_cast<std::size_t>(FloorOf(*bracket))];
  step.Expect("from", rule.from);
  step.Expect("to", rule.to);
  const std::string_view kind = step.Text("kind");
  const Number benefit = step.Amount("benefit");
  if (kind == "interpolated") return;
  if (kind == "flat" || kind == "prorated") {
    const Number flat = rule.flat.value_or(Number(0));
    if (benefit != flat && benefit != -flat) step.Differ("benefit", step.Shown("benefit"), TextOf(flat));
    if (kind == "flat") ExpectRounded(line, step, benefit);
    return;
  }
  const std::optional<Number> expected = kind == "counted" ? rule.per_unit : rule.benefit;
  // A price between two points follows from the basis of its stretch.
  const bool is_on_line = schedule->accumulation == "linear" && schedule->RoundsPrices();
  if (!is_on_line) step.Expect("benefit", expected);
  const Number basis = step.Amount("basis");
  // Over two bases a part is scaled by the ratio of a stretch, which is not on the statement.
  const bool is_part =
      kind == "slice" || kind == "rolled" || kind == "growth" || kind == "deficit" || kind == "counted";
  if (one_basis || !is_part) ExpectRounded(line, step, basis * benefit);
}

}  // namespace

void CheckSchedule(const LineCase& line) {
  const bool counts = line.rule.Find("counts_on") != nullptr;
  const std::vector<const JsonTree*> schedules = SchedulesOf(line.rule);
  if (ChangesWithin(line) && line.is_unexplained) {
    line.place.CannotJudge("earned", "its steps are left out, and its schedule changes within the period");
  } else if (ChangesWithin(line)) {
    const JsonTree* const pays_on = line.rule.Find("pays_on");
    const bool one_basis = !counts && (pays_on == nullptr || pays_on->text == line.rule.TextAt("qualifies_on"));
    for (std::size_t i = 0; i < line.place.Size("steps"); ++i) {
      CheckVersionStep(line, line.place.Element("steps", i), schedules, counts, one_basis);
    }
  } else {
    const std::size_t version = VersionAtEnd(line);
    const std::optional<ScheduleRule> schedule =
        version < schedules.size() ? ScheduleRuleOf(*schedules[version], counts, line.rounding) : std::nullopt;
    if (!schedule) {
      line.place.Differ("line", line.place.Shown("line"), "a line whose schedule can be read");
      return;
    }
    CompareSteps(line, *schedule);
  }
  if (line.is_unexplained) {
    line.place.ExpectThat(line.place.Size("steps") == 0, "steps", "none: explanations are omitted");
    line.place.ExpectText("exact", "");
    return;
  }
  Number sum = 0;
  for (std::size_t i = 0; i < line.place.Size("steps"); ++i) sum += line.place.Element("steps", i).Exact("exact");
  if (line.place.Has("exact") || line.place.Size("steps") > 0) line.place.Expect("exact", sum);
  line.place.Expect("earned", line.Rounded(sum));
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

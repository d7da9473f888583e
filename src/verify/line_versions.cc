// Several schedules within one period (docs/POLICY.md, "Schedules that change"). With C_i the bases up to the end of
// version i, which are not on the statement but for the last:
//
//   split_continue   version i has the steps of f_i(C_i), and those of f_i(C_{i−1}) taken off
//   split_restart    the steps of f_i on its own stretch
//   latest_governs   those of the last on all
//   prorate_flats    as split_continue without flats, then the flats of f_i on all, for its days; where each step is
//                    rounded, a flat is after it was prorated, and not before
//
// Where one basis qualifies and earns, C_i follows from the steps of version i, and all of them are computed from it.
// Where it does not follow, each step is held against its bracket, and the steps of the last version against all.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

namespace {

using Steps = std::vector<ExpectedStep>;

std::optional<Steps> StepsOn(const LineVersion& version, const LineBases& bases) {
  std::optional<ExpectedBenefit> benefit =
      version.schedule ? ExpectedBenefitOf(*version.schedule, bases) : std::nullopt;
  return benefit ? std::optional<Steps>(std::move(benefit->steps)) : std::nullopt;
}

void DropFlats(Steps* steps) {
  steps->erase(std::remove_if(steps->begin(), steps->end(), [](const ExpectedStep& step) { return !step.basis; }),
               steps->end());
}

void TakeOff(Steps* steps) {
  for (ExpectedStep& step : *steps) {
    step.exact = -step.exact;
    step.basis ? * step.basis = -* step.basis : step.benefit = -step.benefit;
  }
}

// The steps of one version, one after the other, on the statement.
struct Stretch {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first; }
};

class VersionsCheck {
 public:
  VersionsCheck(const LineCase& line, const std::vector<LineVersion>& versions)
      : line_(line), versions_(versions), how_(line.rule->TextAt("on_change")) {
    const JsonTree* const pays_on = line.rule->Find("pays_on");
    has_one_basis_ = line.rule->Find("counts_on") == nullptr &&
                     (pays_on == nullptr || pays_on->text == line.rule->TextAt("qualifies_on"));
  }

  void Check() {
    CheckBracket();
    std::size_t at = 0;
    for (std::size_t i = 0; i < versions_.size(); ++i) {
      Stretch steps{at, at};
      while (steps.last < line_.place.Size("steps") && IsOf(steps.last, versions_[i])) ++steps.last;
      at = steps.last;
      CheckVersion(i, steps);
    }
    for (; at < line_.place.Size("steps"); ++at) {
      const Place step = line_.place.Element("steps", at);
      step.Differ("version", step.Shown("version"), "a schedule that is in force, in their order");
    }
    if (how_ == "split_restart" && knows_all_) line_.place.Expect("qualifying", sum_);
  }

 private:
  bool IsOf(std::size_t step, const LineVersion& version) const {
    return NumberOf(line_.place.Element("steps", step).Text("version")) ==
           Number(static_cast<std::int64_t>(version.number));
  }

  // That of the last version, which under split_restart looks at its own stretch alone.
  void CheckBracket() const {
    if (how_ == "split_restart" || !versions_.back().schedule) return;
    const std::optional<ExpectedBenefit> all = ExpectedBenefitOf(*versions_.back().schedule, line_.Bases());
    if (!all) return;
    line_.place.Expect("bracket", all->bracket < 0 ? std::nullopt : std::optional<Number>(all->bracket));
  }

  void CheckVersion(std::size_t i, Stretch steps) {
    const LineVersion& version = versions_[i];
    if (!version.schedule) {
      line_.place.Differ("line", line_.place.Shown("line"), "a line whose schedules can be read");
      return;
    }
    Steps expected;
    const bool is_last = i + 1 == versions_.size();
    const bool is_known = how_ == "latest_governs"  ? OfLatest(is_last, &expected)
                          : how_ == "split_restart" ? OfOwnStretch(version, steps, &expected)
                                                    : OfGrowth(i, steps, &expected);
    if (!is_known) {
      const Steps of_all = is_last && how_ != "split_restart" ? OnAll(version) : Steps();
      for (std::size_t at = steps.first; at < steps.last; ++at) {
        const std::size_t k = at - steps.first;
        k < of_all.size() ? CompareStep(line_, version, at, of_all[k])
                          : CheckStep(line_.place.Element("steps", at), version);
      }
      return;
    }
    if (steps.size() != expected.size()) {
      line_.place.Differ("steps", std::to_string(steps.size()) + " steps of version " + std::to_string(version.number),
                         std::to_string(expected.size()) + " steps");
      return;
    }
    for (std::size_t k = 0; k < expected.size(); ++k) CompareStep(line_, version, steps.first + k, expected[k]);
  }

  // What the last version pays on all stands before what it would have paid on the count before it.
  Steps OnAll(const LineVersion& version) const {
    Steps steps;
    Add(StepsOn(version, line_.Bases()), &steps);
    if (how_ == "prorate_flats") DropFlats(&steps);
    return steps;
  }

  bool OfLatest(bool is_last, Steps* expected) const {
    if (!is_last) return true;
    return Add(StepsOn(versions_.back(), line_.Bases()), expected);
  }

  bool OfOwnStretch(const LineVersion& version, Stretch steps, Steps* expected) {
    const std::optional<Number> basis = BasisBehind(version, steps);
    knows_all_ = knows_all_ && basis.has_value();  // a basis below 0 has no steps
    if (!basis) return false;
    sum_ += *basis;
    return Add(StepsOn(version, LineBases{*basis, *basis, {}, {}}), expected);
  }

  // What the version adds to the count before it, and its flats where they are prorated.
  bool OfGrowth(std::size_t i, Stretch steps, Steps* expected) {
    const LineVersion& version = versions_[i];
    const bool without_flats = how_ == "prorate_flats";
    Steps before;
    Steps flats;
    bool is_known = i == 0 || (before_ && Add(StepsOn(version, *before_), &before));
    is_known = is_known && (!without_flats || OfDays(version, &flats));
    if (without_flats) DropFlats(&before);
    TakeOff(&before);
    // What is left of the version's steps are those on the count at its end, which tell that count.
    std::optional<LineBases> after;
    if (i + 1 == versions_.size()) {
      after = line_.Bases();
    } else if (is_known && steps.size() >= before.size() + flats.size()) {
      const std::optional<Number> basis =
          BasisBehind(version, {steps.first, steps.last - before.size() - flats.size()});
      if (basis) after = LineBases{*basis, *basis, {}, {}};
    }
    before_ = after;
    if (!is_known || !after || !Add(StepsOn(version, *after), expected)) return false;
    if (without_flats) DropFlats(expected);
    expected->insert(expected->end(), before.begin(), before.end());
    expected->insert(expected->end(), flats.begin(), flats.end());
    return true;
  }

  // The flats that a version owes on the whole basis, for the days on which it was in force.
  bool OfDays(const LineVersion& version, Steps* flats) const {
    if (!Add(StepsOn(version, line_.Bases()), flats)) return false;
    flats->erase(
        std::remove_if(flats->begin(), flats->end(), [](const ExpectedStep& step) { return step.basis.has_value(); }),
        flats->end());
    for (ExpectedStep& step : *flats) {
      // An amount that is on the way to the next one's keeps the rule of its way.
      if (step.kind != "interpolated") step.kind = "flat";
      step.exact = Added(step.unrounded.value_or(step.exact) * PartOfDays(version));
      step.is_prorated = true;
    }
    return true;
  }

  Number PartOfDays(const LineVersion& version) const {
    return Number(version.end - version.begin) / Number(line_.ValidDays());
  }

  static bool Add(std::optional<Steps> steps, Steps* all) {
    if (steps) all->insert(all->end(), steps->begin(), steps->end());
    return steps.has_value();
  }

  // The basis that steps are of, where one basis qualifies and earns; nothing where they do not tell it.
  std::optional<Number> BasisBehind(const LineVersion& version, Stretch steps) const {
    const std::vector<BracketRule>& brackets = version.schedule->brackets;
    const bool all_earn =
        std::all_of(brackets.begin(), brackets.end(), [](const BracketRule& one) { return one.benefit.has_value(); });
    if (!has_one_basis_) return std::nullopt;
    std::optional<Number> basis;
    for (std::size_t at = steps.first; at < steps.last; ++at) {
      const Place step = line_.place.Element("steps", at);
      const std::string_view kind = step.Text("kind");
      const Number own = NumberOf(step.Text("basis")).value_or(Number(0));
      if (kind == "whole") basis = own;
      if (kind == "rolled" && all_earn) basis = own;
      if (kind == "slice" && all_earn) basis = own + NumberOf(step.Text("from")).value_or(Number(0));
    }
    return basis;
  }

  // A step whose basis is not known, held against its bracket. What a schedule would have paid on the count before it
  // stands with its sign turned.
  void CheckStep(const Place& step, const LineVersion& version) const {
    const std::vector<BracketRule>& brackets = version.schedule->brackets;
    const std::optional<Number> bracket = NumberOf(step.Text("bracket"));
    if (!bracket || *bracket < 0 || *bracket >= static_cast<std::int64_t>(brackets.size())) {
      step.Differ("bracket", step.Shown("bracket"), "a bracket of the schedule");
      return;
    }
    const auto place = static_cast<std::size_t>(FloorOf(*bracket));
    const BracketRule& rule = brackets[place];
    step.Expect("bracket", Number(static_cast<std::int64_t>(place)));
    step.Expect("from", rule.from);
    step.Expect("to", rule.to);
    const std::string_view kind = step.Text("kind");
    const bool is_flat = kind == "flat" || kind == "prorated" || kind == "interpolated";
    CheckRule(step, *version.schedule);
    if (is_flat) {
      CheckFlat(step, place, version);
      return;
    }
    const Number benefit = step.Amount("benefit");
    // A price between two points, rounded, follows from the basis of its stretch.
    const bool is_on_line = version.schedule->accumulation == "linear" && version.schedule->RoundsPrices();
    if (!is_on_line) step.Expect("benefit", kind == "counted" ? rule.per_unit : rule.benefit);
    const Number product = step.Amount("basis") * benefit;
    // Over two bases a part is scaled by the ratio of a stretch, which is not on the statement.
    const bool is_part = kind == "slice" || kind == "rolled" || kind == "counted" || kind == "deficit";
    const bool is_known = kind == "slice" || kind == "rolled" || kind == "counted" || kind == "deficit" ||
                          kind == "whole" || kind == "block";
    step.ExpectThat(is_known, "kind", "a kind of step");
    if (has_one_basis_ || !is_part) ExpectAdded(step, product);
  }

  // What a value adds: itself, or where each step is rounded, that.
  Number Added(const Number& value) const { return line_.rounding.at == "slice" ? line_.Rounded(value) : value; }

  // What a step adds: as it stands, or with its sign turned before and after.
  void ExpectAdded(const Place& step, const Number& value) const {
    const Number added = Added(value);
    const Number taken = -Added(-value);
    const Number exact = step.Exact("exact");
    step.ExpectThat(exact == added || exact == taken, "exact", TextOf(added));
  }

  // Whether a stretch is scaled is not on the statement, and an amount that is prorated may be one on the way to
  // another.
  static void CheckRule(const Place& step, const ScheduleRule& schedule) {
    const std::string_view kind = step.Text("kind");
    const bool is_flat = kind == "flat" || kind == "prorated";
    const std::string_view found = step.Text("rule");
    const bool is_on_the_way = kind == "prorated" && schedule.accumulation == "linear" && found == "TERMS-28";
    const std::string_view rule = StepRuleOf(schedule, kind, is_flat, false);
    step.ExpectThat(found == rule || found == StepRuleOf(schedule, kind, is_flat, true) || is_on_the_way, "rule",
                    std::string(rule));
    if (is_flat) step.ExpectText("basis", "");
  }

  // A fixed amount, or the way from one to the next one's, by either sign.
  void CheckFlat(const Place& step, std::size_t place, const LineVersion& version) const {
    const std::vector<BracketRule>& brackets = version.schedule->brackets;
    const BracketRule& rule = brackets[place];
    const Number benefit = step.Amount("benefit");
    const Number magnitude = benefit < 0 ? Number(-benefit) : benefit;
    const auto is = [&](const Number& amount) { return magnitude == (amount < 0 ? Number(-amount) : amount); };
    const Number flat = rule.flat.value_or(Number(0));
    bool is_one = is(flat);
    if (version.schedule->accumulation == "linear" && place + 1 < brackets.size()) {
      const BracketRule& next = brackets[place + 1];
      const bool of_rate = step.Has("basis");
      const auto amount_of = [&](const BracketRule& one) {
        return (of_rate ? one.benefit : one.flat).value_or(Number(0));
      };
      is_one = is_one || is(amount_of(next) - amount_of(rule));
    }
    step.ExpectThat(is_one, "benefit", TextOf(flat));
    if (step.Text("kind") == "flat") ExpectAdded(step, benefit);
    if (step.Text("kind") == "prorated" && step.Text("rule") == "TERMS-11") {
      step.Expect("exact", Added(benefit * PartOfDays(version)));
    }
  }

  const LineCase& line_;
  const std::vector<LineVersion>& versions_;
  const std::string_view how_;
  bool has_one_basis_ = false;
  bool knows_all_ = true;
  Number sum_ = 0;                   // of the bases of the stretches so far
  std::optional<LineBases> before_;  // up to the end of the version before
};

}  // namespace

void CheckVersions(const LineCase& line, const std::vector<LineVersion>& versions) {
  const bool is_of_all = line.rule->TextAt("on_change") == "latest_governs";
  if (!line.is_unexplained) {
    VersionsCheck(line, versions).Check();
    return;
  }
  const std::optional<Number> exact = is_of_all ? ExactOf(versions.back(), line.Bases()) : std::nullopt;
  if (exact) {
    line.place.Expect("earned", line.Rounded(*exact));
  } else {
    line.place.CannotJudge("earned", "its steps are left out, and its schedule changes within the period");
  }
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

// Lint of one schedule: bounds at which a benefit falls, jumps or stays, brackets that no basis reaches.
#include <string>
#include <vector>

#include "keyhaul/terms/segments.h"
#include "src/engine/lint_findings.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr Decimal kZero;

const Decimal& BenefitOf(const Bracket& bracket) {
  if (bracket.rate.has_value()) return *bracket.rate;
  if (bracket.per_block.has_value()) return *bracket.per_block;
  return bracket.per_unit.has_value() ? *bracket.per_unit : kZero;
}

const Decimal& FlatOf(const Bracket& bracket) { return bracket.flat.has_value() ? *bracket.flat : kZero; }

// A bound at which something may happen, and the brackets on both sides. The first bound of a target above 0 has
// nothing below it, and the end of a last bracket with `zero` beyond it nothing above it.
struct LintedBound {
  enum class Kind { first, inner, end };
  Kind kind;
  std::size_t index;  // of the upper one among the compiled brackets
  Bracket lower;
  Bracket upper;
  std::string path;
};

std::vector<LintedBound> BoundsOf(const Schedule& schedule, const std::string& path) {
  using Kind = LintedBound::Kind;
  const std::vector<Bracket>& brackets = schedule.brackets;
  std::vector<LintedBound> bounds;
  bounds.reserve(brackets.size() + 1);
  for (std::size_t i = 0; i < brackets.size(); ++i) {
    const std::string here = path + ".brackets[" + std::to_string(i) + "]";
    if (i > 0) {
      bounds.push_back({Kind::inner, i, brackets[i - 1], brackets[i], here});
    } else if (schedule.accumulation == Accumulation::target && brackets[0].from.sign() > 0) {
      bounds.push_back({Kind::first, i, Bracket(), brackets[0], here});
    }
  }
  if (schedule.beyond_last == BeyondLast::zero && brackets.back().to.has_value()) {
    Bracket beyond;
    beyond.from = *brackets.back().to;
    bounds.push_back({Kind::end, brackets.size(), brackets.back(), beyond, path + ".beyond_last"});
  }
  return bounds;
}

// Whether what happens at a bound can be told as an amount, without a baseline, blocks or a choice among brackets. On a
// line nothing happens there, but at its end; and below that end there is no bracket left to choose.
bool JumpIsKnown(const Schedule& schedule, const LintedBound& bound) {
  if (bound.kind == LintedBound::Kind::end && schedule.accumulation == Accumulation::linear) return true;
  const bool chooses = schedule.deficit.has_value() && bound.kind != LintedBound::Kind::end;
  return schedule.accumulation <= Accumulation::target && !chooses;
}

// A bracket begins with its bound, or just above it.
std::string Entering(const CompiledSchedule& compiled, const LintedBound& bound) {
  return (compiled.boundary == Boundary::from_inclusive ? "reaching " : "passing ") + bound.upper.from.ToText();
}

// Whether the bracket reached rates the whole payable basis.
bool RatesWhole(const Schedule& schedule) {
  return schedule.accumulation == Accumulation::whole || schedule.accumulation == Accumulation::target;
}

// By how much the benefit of one basis jumps when it reaches the upper of two brackets: (r' − r)·bound + F' − F for
// the whole mode, F' for the marginal one. Both methods of Dynamics 365 add r'·bound to what was earned. So beyond the
// end, where r' and F' are 0, a sum over brackets keeps what it has, and the others lose all.
Result<Decimal> JumpAt(const Schedule& schedule, const LintedBound& bound) {
  const Bracket& lower = bound.lower;
  const Bracket& upper = bound.upper;
  switch (schedule.accumulation) {
    case Accumulation::marginal:
    case Accumulation::sum_of_reached:
      return FlatOf(upper);
    case Accumulation::d365_rolling:
    case Accumulation::d365_total: {
      KEYHAUL_TRY(const Decimal added, BenefitOf(upper).Multiply(upper.from));
      return added.Add(FlatOf(upper));
    }
    default:
      break;
  }
  KEYHAUL_TRY(const Decimal rates, BenefitOf(upper).Subtract(BenefitOf(lower)));
  KEYHAUL_TRY(const Decimal variable, rates.Multiply(upper.from));
  KEYHAUL_TRY(const Decimal flats, FlatOf(upper).Subtract(FlatOf(lower)));
  return variable.Add(flats);
}

// Below a notch a stretch of bases earns more than the bound itself does: those above (r'·U + F' − F) / r, up to U. The
// sentence about it, or nothing where that cannot be told.
std::string NotchText(const CompiledSchedule& compiled, std::size_t index) {
  if (index == 0) return "";
  const CompiledBracket& lower = compiled.brackets[index - 1];
  const CompiledBracket& upper = compiled.brackets[index];
  int128 earned = 0;
  int128 flats = 0;
  int128 divisor = 0;
  if (lower.coefficient <= 0 || !CheckedMultiply(upper.coefficient, upper.bound, &earned) ||
      !CheckedMultiply(upper.flat - lower.flat, compiled.bound_factor, &flats) || !CheckedAdd(earned, flats, &earned) ||
      !CheckedMultiply(lower.coefficient, compiled.bound_factor, &divisor)) {
    return "";
  }
  // A basis is above the quotient exactly where it is above its floor.
  const int128 above = DivideRounded(earned, divisor, RoundingMode::floor);
  if (above < lower.start) return "; every basis of the bracket below it earns more";
  const Result<Decimal> least = Decimal::Make(above, compiled.units.qualifying_scale);
  const std::string up_to = compiled.boundary == Boundary::from_inclusive ? " and below it" : " and up to it";
  return least.ok() ? "; a basis above " + least->ToText() + up_to + " earns more" : "";
}

void LintJump(const Schedule& schedule, const CompiledSchedule& compiled, const LintedBound& bound,
              LintFindings* findings) {
  if (!JumpIsKnown(schedule, bound)) return;
  const Result<Decimal> jump = JumpAt(schedule, bound);
  if (!jump.ok() || jump->IsZero()) return;
  if (jump->sign() > 0) {
    findings->Add(bound.path, "jump",
                  Entering(compiled, bound) + " pays " + jump->ToText() +
                      " at once; one unit less or a late credit note takes it back");
  } else {
    findings->Add(bound.path, "notch",
                  Entering(compiled, bound) + " costs " + jump->ToText().substr(1) + " of what was earned" +
                      (RatesWhole(schedule) ? NotchText(compiled, bound.index) : std::string()));
  }
}

// Where another basis pays, the jump depends on that basis, so it can be told but not counted.
void LintJumpOfTwoBases(const Schedule& schedule, const CompiledSchedule& compiled, const LintedBound& bound,
                        LintFindings* findings) {
  const Decimal& before = BenefitOf(bound.lower);
  const Decimal& after = BenefitOf(bound.upper);
  if (!RatesWhole(schedule) || after == before) return;
  const bool is_cliff = bound.kind == LintedBound::Kind::end && after < before;
  findings->Add(bound.path, is_cliff ? "notch" : "jump",
                Entering(compiled, bound) + " changes the benefit of the whole payable basis from " + before.ToText() +
                    " to " + after.ToText() + " at once");
}

// A basis comes in whole units of its measure, so that two bounds within one unit begin at the same basis.
void LintReach(const CompiledSchedule& compiled, std::size_t index, const std::string& path, LintFindings* findings) {
  const bool has_next = index + 1 < compiled.brackets.size();
  if (compiled.growth || !has_next || compiled.brackets[index].start < compiled.brackets[index + 1].start) return;
  findings->Add(path, "unreachable",
                "no basis lies in this bracket: the measure has " + std::to_string(compiled.units.qualifying_scale) +
                    " decimals, and the next bracket begins with the same basis");
}

// Two brackets of the schedule against each other.
void LintNeighbours(const CompiledSchedule& compiled, const LintedBound& bound, LintFindings* findings) {
  const Bracket& lower = bound.lower;
  const Bracket& upper = bound.upper;
  const std::string at = upper.from.ToText();
  if (BenefitOf(upper) < BenefitOf(lower)) {
    findings->Add(bound.path, "falling_rate", "the benefit falls at " + at + ": more volume earns less per unit");
  }
  const bool adds_flats = terms_internal::AddsUpFlats(compiled);
  const bool new_flat = adds_flats ? !FlatOf(upper).IsZero() : FlatOf(upper) != FlatOf(lower);
  if (BenefitOf(upper) == BenefitOf(lower) && !new_flat) {
    findings->Add(bound.path, "bound_without_effect", "nothing changes at " + at);
  }
  LintReach(compiled, bound.index, bound.path, findings);
}

void LintBound(const Schedule& schedule, const CompiledSchedule& compiled, bool one_basis, const LintedBound& bound,
               LintFindings* findings) {
  if (bound.kind == LintedBound::Kind::inner) LintNeighbours(compiled, bound, findings);
  one_basis ? LintJump(schedule, compiled, bound, findings) : LintJumpOfTwoBases(schedule, compiled, bound, findings);
}

// What a basis of exactly a bound would pay under the other boundary rule: "25 less at 1000". Nothing where that is the
// same, cannot be told, or where no basis meets the bound.
std::string OtherReading(const Schedule& schedule, const CompiledSchedule& compiled, bool one_basis,
                         const LintedBound& bound) {
  const Bracket& lower = bound.lower;
  const Bracket& upper = bound.upper;
  const bool is_above = compiled.boundary == Boundary::from_inclusive;
  if (!upper.from.MantissaAt(compiled.units.qualifying_scale).ok()) return "";
  const std::string at = " at " + upper.from.ToText();
  if (!one_basis) {
    if (!RatesWhole(schedule) || BenefitOf(upper) == BenefitOf(lower)) return "";
    return BenefitOf(is_above ? lower : upper).ToText() + " instead of " +
           BenefitOf(is_above ? upper : lower).ToText() + at;
  }
  const Result<Decimal> jump = JumpIsKnown(schedule, bound) ? JumpAt(schedule, bound) : Decimal();
  if (!jump.ok() || jump->IsZero()) return "";
  const bool gains = jump->sign() > 0;
  return jump->ToText().substr(gains ? 0 : 1) + (gains == is_above ? " less" : " more") + at;
}

// Contracts say "up to 1000" and "from 1000" and mean either; where it matters, both are told.
void LintBoundary(const Schedule& schedule, const CompiledSchedule& compiled, bool one_basis,
                  const std::vector<LintedBound>& bounds, const std::string& path, LintFindings* findings) {
  if (compiled.growth) return;
  std::string readings;
  for (const LintedBound& bound : bounds) {
    const std::string reading = OtherReading(schedule, compiled, one_basis, bound);
    if (!reading.empty()) readings += (readings.empty() ? "" : ", ") + reading;
  }
  if (readings.empty()) return;
  const bool is_above = compiled.boundary == Boundary::from_inclusive;
  findings->Add(path + ".boundary", "ambiguous_bound",
                std::string("a basis of exactly a bound belongs to the bracket ") +
                    (is_above ? "above it (from_inclusive); under up_to_inclusive"
                              : "below it (up_to_inclusive); under from_inclusive") +
                    " it would pay " + readings);
}

// A printed table says to which line its bounds belong, but not where a basis between two lines does. Nothing to tell
// where the measure has no such basis.
void LintPrintedSteps(const Schedule& schedule, const CompiledSchedule& compiled, const std::string& path,
                      LintFindings* findings) {
  const Decimal& step = *schedule.printed_step;
  const Result<Decimal> unit = Decimal::Make(1, compiled.units.qualifying_scale);
  if (compiled.growth || !unit.ok() || step <= *unit) return;
  const bool is_above = compiled.boundary == Boundary::up_to_inclusive;
  std::string gaps;
  for (std::size_t i = 1; i < schedule.brackets.size(); ++i) {
    const Decimal& bound = schedule.brackets[i].from;
    const Result<Decimal> other = is_above ? bound.Add(step) : bound.Subtract(step);
    if (!other.ok()) continue;
    gaps += (gaps.empty() ? "" : ", ") + (is_above ? bound : *other).ToText() + " and " +
            (is_above ? *other : bound).ToText();
  }
  if (gaps.empty()) return;
  findings->Add(path + ".step", "between_steps",
                "a basis between " + gaps + " is on no line of the printed table; it belongs to the bracket " +
                    (is_above ? "above (up_to_inclusive)" : "below (from_inclusive)"));
}

// Prices that are rounded before they are multiplied, and of which nothing is left.
void LintPrices(const CompiledSchedule& compiled, const std::string& path, LintFindings* findings) {
  for (std::size_t i = 0; i < compiled.brackets.size(); ++i) {
    const CompiledBracket& bracket = compiled.brackets[i];
    if (!bracket.listed || !bracket.benefit || !bracket.benefit->IsZero()) continue;
    findings->Add(path + ".brackets[" + std::to_string(i) + "]", "price_rounds_to_zero",
                  "its price is rounded to 0 before it is multiplied, and pays nothing");
  }
  for (const CompiledSchedule& counting : compiled.counting) LintPrices(counting, path, findings);
}

}  // namespace

void LintSchedule(const Schedule& schedule, const CompiledSchedule& compiled, bool one_basis, const std::string& path,
                  LintFindings* findings) {
  const std::vector<LintedBound> bounds = BoundsOf(schedule, path);
  for (const LintedBound& bound : bounds) LintBound(schedule, compiled, one_basis, bound, findings);
  if (schedule.printed_step) {
    LintPrintedSteps(schedule, compiled, path, findings);
  } else {
    LintBoundary(schedule, compiled, one_basis, bounds, path, findings);
  }
  LintPrices(compiled, path, findings);
  bool earns = false;
  const Decimal one = Decimal::FromInteger(1);
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    earns = earns || !BenefitOf(bracket).IsZero() || !FlatOf(bracket).IsZero();
    if (bracket.rate.has_value() && *bracket.rate > one) {
      findings->Add(path + ".brackets[" + std::to_string(i) + "].rate", "rate_above_100_percent",
                    "the rate gives back more than was paid");
    }
  }
  if (!earns) findings->Add(path, "earns_nothing", "no bracket pays anything");
}

}  // namespace v1
}  // namespace keyhaul

// Why a schedule pays what it pays: the slices, the flats, and how they add up.
//
// `Explain` gives the same amount as `Evaluate` and the steps that lead to it (explain_steps.h).
//
//   KEYHAUL_TRY(const Explanation why, Explain(compiled, {105000, 105000}));
//   RenderExplanation(why) == "800.00 × 2 % + 250.00 × 3 % = 23.50"
#ifndef KEYHAUL_TERMS_EXPLAIN_H_
#define KEYHAUL_TERMS_EXPLAIN_H_

#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/explain_steps.h"
#include "keyhaul/terms/steps.h"

namespace keyhaul {
inline namespace v1 {

// Refused like `Evaluate`.
Result<Explanation> Explain(const CompiledSchedule& schedule, const Bases& bases);

namespace terms_internal {

// The rule of a figure as a whole.
inline std::string_view RuleOf(const CompiledSchedule& schedule, bool scaled) {
  if (schedule.deficit) return "TERMS-30";
  switch (schedule.accumulation) {
    case Accumulation::marginal:
      return scaled ? "TERMS-09" : "TERMS-08";
    case Accumulation::whole:
      return "TERMS-10";
    case Accumulation::flat:
    case Accumulation::sum_of_reached:
      return "TERMS-22";
    case Accumulation::d365_rolling:
    case Accumulation::d365_total:
      return "TERMS-23";
    case Accumulation::target:
      return "TERMS-24";
    case Accumulation::block:
      return "TERMS-25";
    case Accumulation::growth:
      return "TERMS-26";
    case Accumulation::linear:
      return "TERMS-28";
  }
  return "";
}

template <class Int>
Result<Explanation> ExplainWith(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                                const Bases& bases) {
  KEYHAUL_TRY(const ScheduleValue value, EvaluateWith<Int>(schedule, segments, bases));
  Explanation out;
  out.benefit_is_rate = schedule.benefit_is_rate;
  KEYHAUL_TRY(out.qualifying, Decimal::Make(bases.qualifying, schedule.units.qualifying_scale));
  KEYHAUL_TRY(out.payable, Decimal::Make(bases.payable, schedule.units.payable_scale));
  out.qualifying_scale = schedule.units.qualifying_scale;
  out.payable_scale = schedule.units.payable_scale;
  if (schedule.growth) {
    const int scale = schedule.units.baseline_scale.value_or(schedule.units.qualifying_scale);
    KEYHAUL_TRY(out.baseline, Decimal::Make(bases.baseline, scale));
  }
  out.scaled_by_payable = schedule.sliced && bases.qualifying > 0 && !IsOneBasis(schedule, bases);
  out.rule = RuleOf(schedule, out.scaled_by_payable);
  out.bracket = value.bracket;
  out.exact = value.exact;
  out.rounded = value.rounded;
  out.amount_scale = schedule.units.money_scale;
  out.rounding = schedule.rounding;
  KEYHAUL_CHECK(ExplainReached<Int>(schedule, bases, &out));
  return out;
}

}  // namespace terms_internal

inline Result<Explanation> Explain(const CompiledSchedule& schedule, const Bases& bases) {
  if (terms_internal::RequiredBitsFor(schedule, bases) > terms_internal::kFastBits) {
    return terms_internal::NeedsWidePath();
  }
  return terms_internal::ExplainWith<int128>(schedule, schedule.segments, bases);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EXPLAIN_H_

// Why a schedule pays what it pays: the slices, the flats, and how they add up.
//
// `Explain` gives the same amount as `Evaluate` and the steps that lead to it. The steps are not read off the segments
// that `Evaluate` computes with but cut anew, slice by slice, from the bounds, so that their sum is a second way to the
// same number.
//
//   KEYHAUL_TRY(const Explanation why, Explain(compiled, {105000, 105000}));
//   RenderExplanation(why) == "800.00 × 2 % + 250.00 × 3 % = 23.50"
#ifndef KEYHAUL_TERMS_EXPLAIN_H_
#define KEYHAUL_TERMS_EXPLAIN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/evaluate.h"
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

// Every slice up to the basis. Those that hold nothing are left out, but for the only one.
template <class Int>
Status ExplainSlice(StepWriter<Int>& writer, std::size_t index, std::size_t reached) {
  const Int lower = Widen<Int>(writer.bracket(index).bound);
  Int width = writer.sliced_basis() - lower;
  if (index + 1 < writer.schedule().brackets.size()) {
    width = std::min(width, Int(Widen<Int>(writer.bracket(index + 1).bound) - lower));
  }
  return width <= Int(0) && reached > 0 ? Status() : writer.Part(index, StepKind::slice, width);
}

// What one bracket adds, of those up to the one that is reached.
template <class Int>
Status ExplainBracket(StepWriter<Int>& writer, std::size_t index, std::size_t reached) {
  switch (writer.schedule().accumulation) {
    case Accumulation::marginal:
      return ExplainSlice(writer, index, reached);
    case Accumulation::d365_rolling:
      return writer.Part(index, StepKind::rolled,
                         index < reached ? Widen<Int>(writer.bracket(index + 1).bound) : writer.sliced_basis());
    default:
      return writer.Whole(index);
  }
}

template <class Int>
Status ExplainSteps(StepWriter<Int>& writer, std::int32_t bracket) {
  const CompiledSchedule& schedule = writer.schedule();
  const auto reached = static_cast<std::size_t>(bracket);
  if (schedule.block) return ExplainBlocks(writer);
  if (schedule.growth) return ExplainGrowth(writer, reached);
  if (schedule.accumulation == Accumulation::linear) return ExplainLine(writer);
  if (schedule.deficit) return ExplainDeficit(writer);
  for (std::size_t i = AddsUpFlats(schedule) ? 0 : reached; i <= reached; ++i) {
    KEYHAUL_CHECK(ExplainBracket(writer, i, reached));
    KEYHAUL_CHECK(writer.Flat(i));
  }
  return {};
}

// TERMS-29: the steps of the amounts per unit, after those on the payable basis.
template <class Int>
Status ExplainCounted(const CompiledSchedule& schedule, const Bases& bases, Explanation* out) {
  const CompiledSchedule& counting = schedule.counting.front();
  const std::size_t first = out->steps.size();
  StepWriter<Int> writer(counting, CountedBases(bases), out);
  KEYHAUL_CHECK(ExplainSteps(writer, out->bracket));
  for (std::size_t i = first; i < out->steps.size(); ++i) {
    out->steps[i].kind = StepKind::counted;
    out->steps[i].rule = "TERMS-29";
  }
  KEYHAUL_TRY(out->counted, Decimal::Make(bases.counted, counting.units.payable_scale));
  out->counted_scale = counting.units.payable_scale;
  out->scaled_by_counted = counting.sliced && bases.qualifying > 0 && !IsOneBasis(counting, CountedBases(bases));
  return {};
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
  if (value.bracket < 0) return out;
  StepWriter<Int> writer(schedule, bases, &out);
  KEYHAUL_CHECK(ExplainSteps(writer, value.bracket));
  if (!schedule.counting.empty()) KEYHAUL_CHECK(ExplainCounted<Int>(schedule, bases, &out));
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

// The steps of what a schedule pays, by its accumulation.
//
// They are not read off the segments that `Evaluate` computes with but cut anew, slice by slice, from the bounds, so
// that their sum is a second way to the same number. Where each step is rounded by itself, their sum is the number.
#ifndef KEYHAUL_TERMS_EXPLAIN_STEPS_H_
#define KEYHAUL_TERMS_EXPLAIN_STEPS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/block.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/deficit.h"
#include "keyhaul/terms/growth.h"
#include "keyhaul/terms/linear.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// The bases of the amounts per unit of a quantity that is counted.
inline Bases CountedBases(const Bases& bases) { return {bases.qualifying, bases.counted}; }

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

// Appends the steps up to the bracket of the explanation, none where none is reached.
template <class Int>
Status ExplainReached(const CompiledSchedule& schedule, const Bases& bases, Explanation* out) {
  if (out->bracket < 0) return {};
  StepWriter<Int> writer(schedule, bases, out);
  KEYHAUL_CHECK(ExplainSteps(writer, out->bracket));
  return schedule.counting.empty() ? Status() : ExplainCounted<Int>(schedule, bases, out);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EXPLAIN_STEPS_H_

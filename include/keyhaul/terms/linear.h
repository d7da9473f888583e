// Benefits that move in a line from one bracket's to the next one's, instead of jumping.
//
// The benefit of a bracket, and its flat, are those at its `from`. Between two points they are interpolated by where
// the qualifying basis q stands between the bounds, and beyond the last point they stay:
//
//   rate(q) = r_i + (r_{i+1} − r_i) · (q − L_i) / (L_{i+1} − L_i),   pays rate(q) · Q + flat(q)
//
// The rate applies to the whole payable basis Q. It is a fraction and not rounded; only what it pays is. A price per
// unit is rounded before Q is multiplied by it where the rounding says `unit_price`.
//
//   0: 2 %, 1000: 3 %; 500 -> 500.00 × 2 % + 500.00 × 1 % × 500 / 1000 = 12.50, which is 2.5 %
#ifndef KEYHAUL_TERMS_LINEAR_H_
#define KEYHAUL_TERMS_LINEAR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline int LinearBits(const CompiledSchedule& schedule, const BasesBits& bits) {
  const int sliced = std::max(bits.qualifying + BitWidth(schedule.bound_factor), schedule.bound_bits) + 1;
  const int earned = schedule.coefficient_bits + sliced + bits.payable;
  const int divisor = BitWidth(schedule.denominator) + BitWidth(schedule.step) + schedule.bound_bits;
  const int listed = schedule.price_step > 0 ? schedule.coefficient_bits + sliced + BitWidth(schedule.step) : 0;
  return std::max({earned, schedule.flat_bits + sliced, divisor, listed}) + 3;
}

// Where a basis stands between a bracket's bound and the next: passed / width, and 0 / 1 beyond the last point.
template <class Int>
struct LinePlace {
  std::size_t bracket = 0;
  Int passed = Int(0);
  Int width = Int(1);
};

template <class Int>
LinePlace<Int> PlaceOnLine(const CompiledSchedule& schedule, const Bases& bases) {
  LinePlace<Int> place;
  place.bracket = BracketReached(schedule, bases.qualifying);
  if (place.bracket + 1 >= schedule.own_brackets) return place;
  const CompiledBracket& below = schedule.brackets[place.bracket];
  const CompiledBracket& above = schedule.brackets[place.bracket + 1];
  place.passed = Widen<Int>(bases.qualifying) * Widen<Int>(schedule.bound_factor) - Widen<Int>(below.bound);
  place.width = Widen<Int>(above.bound - below.bound);
  return place;
}

// The benefit at a place, times the width; exact.
template <class Int>
Int ListedOnLine(const CompiledSchedule& schedule, const LinePlace<Int>& place) {
  const int128 below = schedule.brackets[place.bracket].coefficient;
  const int128 above = place.passed == Int(0) ? below : schedule.brackets[place.bracket + 1].coefficient;
  return Widen<Int>(below) * place.width + (Widen<Int>(above) - Widen<Int>(below)) * place.passed;
}

// The same as it is multiplied: TERMS-35.
template <class Int>
Int BenefitOnLine(const CompiledSchedule& schedule, const LinePlace<Int>& place) {
  Int exact = ListedOnLine(schedule, place);
  if (schedule.price_step == 0) return exact;
  const Int step = Widen<Int>(schedule.price_step) * place.width;
  return RoundToMultiple(exact, step, schedule.rounding.mode);
}

// TERMS-28. For a qualifying basis that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceLine(const CompiledSchedule& schedule, const Bases& bases) {
  const LinePlace<Int> place = PlaceOnLine<Int>(schedule, bases);
  const CompiledBracket& below = schedule.brackets[place.bracket];
  const CompiledBracket& above = place.passed == Int(0) ? below : schedule.brackets[place.bracket + 1];
  Priced<Int> priced;
  priced.bracket = static_cast<std::int32_t>(place.bracket);
  priced.benefit.numerator = BenefitOnLine(schedule, place) * Widen<Int>(bases.payable);
  if (OwesFlat(schedule, place.bracket, bases.qualifying)) {
    const Int flat = Widen<Int>(below.flat);
    priced.benefit.numerator += Int(flat * place.width + (Widen<Int>(above.flat) - flat) * place.passed);
  }
  priced.benefit.denominator = Widen<Int>(schedule.denominator) * place.width;
  return priced;
}

// The way from a bracket's benefit to the next one's, as one step of its own: the part passed times the difference.
template <class Int>
Status ExplainWay(StepWriter<Int>& writer, const LinePlace<Int>& place, bool of_flat) {
  const CompiledBracket& below = writer.bracket(place.bracket);
  const CompiledBracket& above = writer.bracket(place.bracket + 1);
  const Decimal from = (of_flat ? below.fixed : below.benefit).value_or(Decimal());
  const Decimal to = (of_flat ? above.fixed : above.benefit).value_or(Decimal());
  if (from == to) return {};
  ExplanationStep step = writer.StepOf(place.bracket, StepKind::interpolated);
  KEYHAUL_TRY(step.benefit, to.Subtract(from));
  if (of_flat) {
    const Int difference = Widen<Int>(above.flat) - Widen<Int>(below.flat);
    return writer.Push(step, Int(difference * place.passed), Int(writer.denominator() * place.width));
  }
  KEYHAUL_TRY(step.basis, Decimal::Make(writer.bases().payable, writer.schedule().units.payable_scale));
  const Int difference = Widen<Int>(above.coefficient) - Widen<Int>(below.coefficient);
  return writer.Push(step, Int(difference * writer.payable() * place.passed), Int(writer.denominator() * place.width));
}

// The payable basis at the rounded price of a unit.
template <class Int>
Status ExplainPriceOnLine(StepWriter<Int>& writer, const LinePlace<Int>& place) {
  const CompiledSchedule& schedule = writer.schedule();
  const bool has_next = place.passed != Int(0);
  if (!writer.bracket(place.bracket).benefit && !(has_next && writer.bracket(place.bracket + 1).benefit)) return {};
  const Int listed = ListedOnLine(schedule, place);
  const Int price = BenefitOnLine(schedule, place);
  const Int width = Widen<Int>(schedule.price_step) * place.width;  // of one step of the rounding
  int128 steps = 0;
  Exact exact;
  if (!Narrow(Int(price / width), &steps) || !MakeExactFrom(Int(listed * Widen<Int>(schedule.step)), width, &exact)) {
    return TooLarge("a price per unit does not fit into 128 bits");
  }
  ExplanationStep step = writer.StepOf(place.bracket, StepKind::whole);
  KEYHAUL_TRY(const Decimal count, Decimal::Make(steps, 0));
  KEYHAUL_TRY(step.benefit, schedule.rounding.step.Multiply(count));
  if (listed != price) step.listed = exact;
  KEYHAUL_TRY(step.basis, Decimal::Make(writer.bases().payable, schedule.units.payable_scale));
  return writer.Push(step, Int(price / place.width * writer.payable()), writer.denominator());
}

template <class Int>
Status ExplainBenefitOnLine(StepWriter<Int>& writer, const LinePlace<Int>& place) {
  if (writer.schedule().price_step > 0) return ExplainPriceOnLine(writer, place);
  KEYHAUL_CHECK(writer.Whole(place.bracket));
  return place.passed == Int(0) ? Status() : ExplainWay(writer, place, false);
}

template <class Int>
Status ExplainLine(StepWriter<Int>& writer) {
  const LinePlace<Int> place = PlaceOnLine<Int>(writer.schedule(), writer.bases());
  KEYHAUL_CHECK(ExplainBenefitOnLine(writer, place));
  if (place.passed == Int(0)) return writer.Flat(place.bracket);
  KEYHAUL_CHECK(writer.Flat(place.bracket));
  return ExplainWay(writer, place, true);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LINEAR_H_

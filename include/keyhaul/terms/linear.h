// Benefits that move in a line from one bracket's to the next one's, instead of jumping.
//
// The benefit of a bracket, and its flat, are those at its `from`. Between two points they are interpolated by where
// the qualifying basis q stands between the bounds, and beyond the last point they stay:
//
//   rate(q) = r_i + (r_{i+1} − r_i) · (q − L_i) / (L_{i+1} − L_i),   pays rate(q) · Q + flat(q)
//
// The rate applies to the whole payable basis Q. It is a fraction, never rounded; only what it pays is.
//
//   0: 2 %, 1000: 3 %; 500 -> 500.00 × 2 % + 500.00 × 1 % × 500 / 1000 = 12.50, which is 2.5 %
#ifndef KEYHAUL_TERMS_LINEAR_H_
#define KEYHAUL_TERMS_LINEAR_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
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
  return std::max({earned, schedule.flat_bits + sliced, divisor}) + 3;
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

// TERMS-28. For a qualifying basis that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceLine(const CompiledSchedule& schedule, const Bases& bases) {
  const LinePlace<Int> place = PlaceOnLine<Int>(schedule, bases);
  const CompiledBracket& below = schedule.brackets[place.bracket];
  const CompiledBracket& above = place.passed == Int(0) ? below : schedule.brackets[place.bracket + 1];
  const auto at = [&](int128 from, int128 to) {
    return Int(Widen<Int>(from) * place.width + (Widen<Int>(to) - Widen<Int>(from)) * place.passed);
  };
  const bool owes_flat = OwesFlat(schedule, place.bracket, bases.qualifying);
  Priced<Int> priced;
  priced.bracket = static_cast<std::int32_t>(place.bracket);
  priced.benefit.numerator = at(below.coefficient, above.coefficient) * Widen<Int>(bases.payable);
  if (owes_flat) priced.benefit.numerator += at(below.flat, above.flat);
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

template <class Int>
Status ExplainLine(StepWriter<Int>& writer) {
  const LinePlace<Int> place = PlaceOnLine<Int>(writer.schedule(), writer.bases());
  KEYHAUL_CHECK(writer.Whole(place.bracket));
  if (place.passed == Int(0)) return writer.Flat(place.bracket);
  KEYHAUL_CHECK(ExplainWay(writer, place, false));
  KEYHAUL_CHECK(writer.Flat(place.bracket));
  return ExplainWay(writer, place, true);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LINEAR_H_

// What a schedule pays on two bases.
//
// With q the qualifying basis, Q the payable one, L_i the bounds, r_i the benefits and F_i the flats:
//
//   marginal, one basis (q = Q)   Σ r_i · w_i(q) + Σ of the flats of the brackets reached,
//                                 w_i(q) = clamp(q − L_i, 0, L_{i+1} − L_i), the slice of bracket i
//   marginal, two bases           (Σ r_i · w_i(q)) · Q / q + the same flats: every qualifying unit carries Q / q
//                                 payable ones, so that each slice earns in proportion; q = Q gives the line above
//   whole                         r_i · Q + F_i, where i is the bracket that q reaches
//
// The other accumulations have their formulas in headers of their own: segments.h, block.h, growth.h, linear.h and
// deficit.h. Here is decided which of them prices a schedule. Where a quantity is counted beside the payable basis,
// what its amounts per unit earn is added before anything is rounded.
//
// A basis below zero reaches nothing and gets 0, flats included. A basis of exactly zero reaches the first bracket,
// whose flat is owed there if `flat_at_zero` says so; under two marginal bases no slice earns then, since Q / q has no
// value. The result is exact until it is rounded once, by the schedule's rounding; or each step of it is rounded, and
// the result is their sum (`slice`).
//
//   KEYHAUL_TRY(const ScheduleValue value, Evaluate(compiled, {105000, 105000}));
//   // 800.00 × 2 % + 250.00 × 3 %: value.rounded == 2350, value.bracket == 1
//
// Here stands the path in 128 bits, which holds every product of 63-bit amounts by rates with up to 18 digits. What
// needs more is refused here with `overflow` and computed by kernels::Evaluate, in 256 bits and to the same values.
//
// Sources: these are the field's own formulas (marginal is known as graduated, stepped or slab; whole
// as volume, all-units or retroactive).
#ifndef KEYHAUL_TERMS_EVALUATE_H_
#define KEYHAUL_TERMS_EVALUATE_H_

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/block.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/deficit.h"
#include "keyhaul/terms/explain_steps.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/growth.h"
#include "keyhaul/terms/linear.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {

// A benefit in minor units: rounded, and exact before that. `bracket` is the zero-based bracket that is reached, the
// number of brackets where the basis lies beyond a closed last one, and -1 where nothing is reached.
struct ScheduleValue {
  int128 rounded = 0;
  Exact exact;
  std::int32_t bracket = -1;
};

// Refused with `data_value` where the basis lies beyond a last bracket that refuses it, and with `overflow` where 128
// bits may not hold a product or the result.
Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, const Bases& bases);

namespace terms_internal {

// A bound on the bits of every number that an evaluation on segments meets.
inline int SegmentBits(const CompiledSchedule& schedule, const BasesBits& bits, bool one_basis) {
  const int factor_bits = BitWidth(schedule.bound_factor);
  const int earned_bits = std::max(schedule.coefficient_bits + factor_bits + bits.qualifying, TableBits(schedule)) + 1;
  const int divisor_bits = BitWidth(schedule.denominator) + BitWidth(schedule.step);
  if (!schedule.sliced) {
    const int product_bits = std::max(schedule.coefficient_bits + bits.payable, schedule.flat_bits) + 1;
    return std::max({product_bits, TableBits(schedule), divisor_bits});
  }
  if (one_basis) return std::max({earned_bits + 1, divisor_bits, bits.qualifying + 1});
  const int flat_bits = schedule.flat_bits + bits.qualifying;
  return std::max(std::max(earned_bits + bits.payable, flat_bits) + 1, divisor_bits + bits.qualifying);
}

// A bound on the bits of every number that an evaluation meets, from the bits of the bases. Conservative: a basis that
// fits may be sent to the wider type, never the other way.
inline int RequiredBits(const CompiledSchedule& schedule, const BasesBits& bits, bool one_basis) {
  if (schedule.block) return BlockBits(schedule, bits);
  if (schedule.growth) return GrowthBits(schedule, bits, one_basis);
  if (schedule.accumulation == Accumulation::linear) return LinearBits(schedule, bits);
  // The prices that deficit rating chooses among are those of slices, at a bound above the basis too.
  if (schedule.deficit) {
    return SegmentBits(schedule, {std::max(bits.qualifying, schedule.bound_bits), bits.payable}, false);
  }
  const int own = SegmentBits(schedule, bits, one_basis);
  if (schedule.counting.empty()) return own;
  return own + SegmentBits(schedule.counting.front(), {bits.qualifying, bits.counted}, false) + 1;
}

template <class Int>
Fraction<Int> BenefitIn(const CompiledSchedule& schedule, const Segment<Int>& segment, const Int& qualifying,
                        const Int& payable, bool one_basis) {
  const Int denominator = Widen<Int>(schedule.denominator);
  if (!schedule.sliced) return {Int(segment.slope * payable + segment.flat), denominator};
  const Int earned = segment.slope * qualifying + segment.intercept;
  if (one_basis) return {Int(earned + segment.flat), denominator};
  if (qualifying == Int(0)) return {segment.flat, denominator};
  return {Int(earned * payable + segment.flat * qualifying), Int(denominator * qualifying)};
}

template <class Int>
Fraction<Int> SumOf(const Fraction<Int>& a, const Fraction<Int>& b) {
  if (a.denominator == b.denominator) return {Int(a.numerator + b.numerator), a.denominator};
  return {Int(a.numerator * b.denominator + b.numerator * a.denominator), Int(a.denominator * b.denominator)};
}

template <class Int>
Priced<Int> PriceOnSegments(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                            const Bases& bases) {
  const Int q = Widen<Int>(bases.qualifying);
  const Segment<Int>& segment = FindSegment(segments, q);
  return {BenefitIn(schedule, segment, q, Widen<Int>(bases.payable), IsOneBasis(schedule, bases)), segment.bracket};
}

template <class Int>
Priced<Int> PriceWithCounted(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                             const Bases& bases) {
  const CompiledSchedule& counting = schedule.counting.front();
  const Priced<Int> own = PriceOnSegments(schedule, segments, bases);
  Priced<Int> counted;
  if constexpr (std::is_same_v<Int, int128>) {
    counted = PriceOnSegments(counting, counting.segments, CountedBases(bases));
  } else {
    counted = PriceOnSegments(counting, BuildSegments<Int>(counting), CountedBases(bases));
  }
  return {SumOf(own.benefit, counted.benefit), own.bracket};
}

// What a basis earns that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceIn(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments, const Bases& bases) {
  if (schedule.block) return PriceBlocks<Int>(schedule, bases);
  if (schedule.growth) return PriceGrowth<Int>(schedule, bases);
  if (schedule.accumulation == Accumulation::linear) return PriceLine<Int>(schedule, bases);
  if (schedule.deficit) return PriceDeficit<Int>(schedule, bases);
  return schedule.counting.empty() ? PriceOnSegments(schedule, segments, bases)
                                   : PriceWithCounted(schedule, segments, bases);
}

template <class Int>
bool IsRefused(const CompiledSchedule& schedule, const Bases& bases) {
  if (schedule.growth) return GrowthOf<Int>(schedule, bases).IsRefused();
  return schedule.refused_from && bases.qualifying >= *schedule.refused_from;
}

inline Error BeyondLastBracket(const CompiledSchedule& schedule, int128 qualifying) {
  const Result<Decimal> basis = Decimal::Make(qualifying, schedule.units.qualifying_scale);
  Error error = MakeError(Code::data_value, "the basis " + (basis.ok() ? basis->ToText() : ToText(qualifying)) +
                                                " lies beyond the last bracket, which ends at " +
                                                schedule.brackets.back().to->ToText() +
                                                (schedule.growth ? " times the baseline" : ""));
  error.value = ToText(qualifying);
  error.rule = "TERMS-04";
  return error;
}

// Rounds once, and brings the result to 128 bits.
template <class Int>
Result<ScheduleValue> RoundBenefit(const CompiledSchedule& schedule, const Fraction<Int>& benefit,
                                   std::int32_t bracket) {
  const Int step = Widen<Int>(schedule.step);
  const Int steps = DivideRounded(benefit.numerator, Int(benefit.denominator * step), schedule.rounding.mode);
  ScheduleValue value;
  value.bracket = bracket;
  if (!Narrow(Int(steps * step), &value.rounded)) return TooLarge("the benefit does not fit into 128 bits");
  if (!MakeExactFrom(benefit.numerator, benefit.denominator, &value.exact)) {
    return TooLarge("the exact benefit has a denominator that does not fit into 128 bits");
  }
  return value;
}

// TERMS-34: the sum of the steps, each of which is rounded by itself.
template <class Int>
Result<ScheduleValue> SumOfRoundedSteps(const CompiledSchedule& schedule, const Bases& bases, std::int32_t bracket) {
  Explanation steps;
  steps.bracket = bracket;
  KEYHAUL_CHECK(ExplainReached<Int>(schedule, bases, &steps));
  ScheduleValue value;
  value.bracket = bracket;
  for (const ExplanationStep& step : steps.steps) {
    if (!CheckedAdd(value.rounded, step.value.whole, &value.rounded)) {
      return TooLarge("the benefit does not fit into 128 bits");
    }
  }
  value.exact.whole = value.rounded;
  return value;
}

// The evaluation in `Int`, for bases of which `RequiredBits` has proven that they fit.
template <class Int>
Result<ScheduleValue> EvaluateWith(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                                   const Bases& bases) {
  if (bases.qualifying < 0) return ScheduleValue{};
  if (IsRefused<Int>(schedule, bases)) return BeyondLastBracket(schedule, bases.qualifying);
  const Priced<Int> priced = PriceIn(schedule, segments, bases);
  if (schedule.rounding.at == RoundingPoint::slice) return SumOfRoundedSteps<Int>(schedule, bases, priced.bracket);
  return RoundBenefit(schedule, priced.benefit, priced.bracket);
}

inline int RequiredBitsFor(const CompiledSchedule& schedule, const Bases& bases) {
  const BasesBits bits{BitWidth(bases.qualifying), BitWidth(bases.payable), BitWidth(bases.counted),
                       BitWidth(bases.baseline)};
  return RequiredBits(schedule, bits, IsOneBasis(schedule, bases));
}

inline Error NeedsWidePath() {
  return TooLarge("the products of this schedule need the wide path of keyhaul::kernels");
}

}  // namespace terms_internal

inline Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, const Bases& bases) {
  if (terms_internal::RequiredBitsFor(schedule, bases) > terms_internal::kFastBits) {
    return terms_internal::NeedsWidePath();
  }
  return terms_internal::EvaluateWith<int128>(schedule, schedule.segments, bases);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EVALUATE_H_

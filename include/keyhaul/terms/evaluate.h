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
// A basis below zero reaches nothing and gets 0, flats included. A basis of exactly zero reaches the first bracket,
// whose flat is owed there if `flat_at_zero` says so; under two marginal bases no slice earns then, since Q / q has no
// value. The result is exact until it is rounded once, by the schedule's rounding.
//
//   KEYHAUL_TRY(const ScheduleValue value, Evaluate(compiled, 105000, 105000));
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
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/compiled_schedule.h"

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
Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, int128 qualifying, int128 payable);

namespace terms_internal {

// Whether both bases are the same number, so that the slices earn as they are.
inline bool IsOneBasis(const CompiledSchedule& schedule, int128 qualifying, int128 payable) {
  return qualifying == payable && schedule.units.qualifying_scale == schedule.units.payable_scale;
}

// A bound on the bits of every number that an evaluation meets, from the bits of the bases. Conservative: a basis that
// fits may be sent to the wider type, never the other way.
inline int RequiredBits(const CompiledSchedule& schedule, int qualifying_bits, int payable_bits, bool one_basis) {
  const int factor_bits = BitWidth(schedule.bound_factor);
  const int earned_bits = std::max(schedule.coefficient_bits + factor_bits + qualifying_bits, TableBits(schedule)) + 1;
  const int divisor_bits = BitWidth(schedule.denominator) + BitWidth(schedule.step);
  if (schedule.accumulation == Accumulation::whole) {
    const int product_bits = std::max(schedule.coefficient_bits + payable_bits, schedule.flat_bits) + 1;
    return std::max({product_bits, TableBits(schedule), divisor_bits});
  }
  if (one_basis) return std::max({earned_bits + 1, divisor_bits, qualifying_bits + 1});
  const int flat_bits = schedule.flat_bits + qualifying_bits;
  return std::max(std::max(earned_bits + payable_bits, flat_bits) + 1, divisor_bits + qualifying_bits);
}

// The last segment that starts at or below the basis, which is not below zero. Segments whose brackets hold no integer
// basis start where the next one does and are passed over.
template <class Int>
const Segment<Int>& FindSegment(const std::vector<Segment<Int>>& segments, const Int& qualifying) {
  std::size_t reached = 0;
  std::size_t above = segments.size();
  while (above - reached > 1) {
    const std::size_t middle = reached + (above - reached) / 2;
    if (segments[middle].start <= qualifying) {
      reached = middle;
    } else {
      above = middle;
    }
  }
  return segments[reached];
}

// numerator / denominator minor units, denominator > 0.
template <class Int>
struct Fraction {
  Int numerator;
  Int denominator;
};

template <class Int>
Fraction<Int> BenefitIn(const CompiledSchedule& schedule, const Segment<Int>& segment, const Int& qualifying,
                        const Int& payable, bool one_basis) {
  const Int denominator = Widen<Int>(schedule.denominator);
  if (schedule.accumulation == Accumulation::whole) {
    return {Int(segment.slope * payable + segment.flat), denominator};
  }
  const Int earned = segment.slope * qualifying + segment.intercept;
  if (one_basis) return {Int(earned + segment.flat), denominator};
  if (qualifying == Int(0)) return {segment.flat, denominator};
  return {Int(earned * payable + segment.flat * qualifying), Int(denominator * qualifying)};
}

inline Error BeyondLastBracket(const CompiledSchedule& schedule, int128 qualifying) {
  const Result<Decimal> basis = Decimal::Make(qualifying, schedule.units.qualifying_scale);
  Error error = MakeError(Code::data_value, "the basis " + (basis.ok() ? basis->ToText() : ToText(qualifying)) +
                                                " lies beyond the last bracket, which ends at " +
                                                schedule.brackets.back().to->ToText());
  error.value = ToText(qualifying);
  error.rule = "TERMS-04";
  return error;
}

inline Error TooLarge(std::string what) {
  Error error = MakeError(Code::overflow, std::move(what));
  error.rule = "TERMS-06";
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

// The evaluation in `Int`, for a basis of which `RequiredBits` has proven that it fits.
template <class Int>
Result<ScheduleValue> EvaluateWith(const CompiledSchedule& schedule, const std::vector<Segment<Int>>& segments,
                                   int128 qualifying, int128 payable) {
  if (qualifying < 0) return ScheduleValue{};
  if (schedule.refused_from && qualifying >= *schedule.refused_from) return BeyondLastBracket(schedule, qualifying);
  const Int q = Widen<Int>(qualifying);
  const Segment<Int>& segment = FindSegment(segments, q);
  const bool one_basis = IsOneBasis(schedule, qualifying, payable);
  return RoundBenefit(schedule, BenefitIn(schedule, segment, q, Widen<Int>(payable), one_basis), segment.bracket);
}

inline int RequiredBitsFor(const CompiledSchedule& schedule, int128 qualifying, int128 payable) {
  return RequiredBits(schedule, BitWidth(qualifying), BitWidth(payable), IsOneBasis(schedule, qualifying, payable));
}

inline Error NeedsWidePath() {
  return TooLarge("the products of this schedule need the wide path of keyhaul::kernels");
}

}  // namespace terms_internal

inline Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, int128 qualifying, int128 payable) {
  if (terms_internal::RequiredBitsFor(schedule, qualifying, payable) > terms_internal::kFastBits) {
    return terms_internal::NeedsWidePath();
  }
  return terms_internal::EvaluateWith<int128>(schedule, schedule.segments, qualifying, payable);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_EVALUATE_H_

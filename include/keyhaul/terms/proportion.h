// Proportions of money: amount · n / d, exact, and rounded once.
//
// Limits are prorated by days, accruals by months or by a forecast, overages by a factor. What comes out is an `Exact`,
// in minor units, until it is rounded at the one point that its rule names. Everyday numbers are ratios of 128 bits
// (ratio.h). Larger ones take the 512 of base/wide.h, which hold every product formed here: amounts and denominators
// have 127 bits, so that a numerator has at most 254 before and 381 after the factor. Refused with `overflow` is what
// does not fit 128 bits in the end: the whole part, or the denominator in lowest terms.
//
// Why not ratio.h alone: one factor has a bound, so that a header can keep whatever comes in without a kernel; a chain
// of discounts has none, and is left to one where 128 bits are too few.
//
//   1000.00 · 15/31 in cents:
//   Proportion({100000}, 15, 31)                        48387 + 3/31
//   RoundExact(of that, 1, RoundingMode::half_up)       48387
#ifndef KEYHAUL_TERMS_PROPORTION_H_
#define KEYHAUL_TERMS_PROPORTION_H_

#include <string>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/terms/ratio.h"

namespace keyhaul {
inline namespace v1 {

// x · numerator / denominator. Requires denominator > 0.
Result<Exact> Proportion(const Exact& x, int128 numerator, int128 denominator);

// a − b; base/exact.h adds.
Result<Exact> Subtract(const Exact& a, const Exact& b);

// The multiple of `step` next to x by the mode. Requires step > 0.
Result<int128> RoundExact(const Exact& x, int128 step, RoundingMode mode);

// An amount of money in minor units of 10^-money_scale; it may be finer than they are.
Result<Exact> ToExact(const Decimal& amount, int money_scale);

inline bool IsNegative(const Exact& x) { return x.whole < 0; }

// a + b and a − b of amounts in minor units.
Result<int128> CheckedSum(int128 a, int128 b);
Result<int128> CheckedDifference(int128 a, int128 b);

// -----------------------------------------------------------------------------------------------------------------

namespace proportion_internal {

inline Error DoesNotFit(std::string what) {
  Error error = MakeError(Code::overflow, std::move(what) + " does not fit into 128 bits");
  error.rule = "TERMS-06";
  return error;
}

// (-1)^is_negative · numerator / denominator.
struct WideFraction {
  bool is_negative;
  Wide numerator;
  Wide denominator;
};

inline WideFraction Widen(const Exact& x) {
  const uint128 denominator = static_cast<uint128>(x.denominator);
  const Wide rest = static_cast<uint128>(x.numerator);
  const Wide whole = Multiply(Magnitude(x.whole), denominator);
  const bool is_negative = x.whole < 0;
  return {is_negative, is_negative ? Subtract(whole, rest) : Add(whole, rest), denominator};
}

// floor + fraction, in lowest terms.
inline Result<Exact> Narrow(const WideFraction& x) {
  auto [quotient, rest] = Divide(x.numerator, x.denominator);
  if (x.is_negative && rest != Wide()) {
    quotient = Add(quotient, uint128{1});
    rest = Subtract(x.denominator, rest);
  }
  const Wide divisor = GreatestCommonDivisor(rest, x.denominator);
  const auto whole = base_internal::AsInt128(quotient);
  const auto numerator = base_internal::AsInt128(Divide(rest, divisor).quotient);
  const auto denominator = base_internal::AsInt128(Divide(x.denominator, divisor).quotient);
  if (!whole || !numerator || !denominator) return DoesNotFit("a proportion of an amount");
  return Exact{x.is_negative ? -*whole : *whole, *numerator, *denominator};
}

// Where n / d lies between two integers, as a division by 4 that every rounding mode treats alike: the modes ask only
// whether the rest is 0, less than half, half or more.
inline int128 Quarters(const Wide& rest, const Wide& d) {
  if (rest == Wide()) return 0;
  const Wide other = Subtract(d, rest);
  return rest < other ? 1 : rest == other ? 2 : 3;
}

}  // namespace proportion_internal

inline Result<Exact> Proportion(const Exact& x, int128 numerator, int128 denominator) {
  terms_internal::Ratio<int128> fast;
  if (terms_internal::RatioOfExact(x, &fast) && terms_internal::MultiplyRatios(fast, {numerator, denominator}, &fast)) {
    return MakeExact(fast.numerator, fast.denominator);
  }
  proportion_internal::WideFraction wide = proportion_internal::Widen(x);
  wide.is_negative = wide.is_negative != (numerator < 0);
  wide.numerator = Multiply(wide.numerator, Magnitude(numerator));
  wide.denominator = Multiply(wide.denominator, static_cast<uint128>(denominator));
  return proportion_internal::Narrow(wide);
}

inline Result<Exact> Subtract(const Exact& a, const Exact& b) {
  // −(w + n/d) is −w where there is no fraction, and (−w − 1) + (d − n)/d otherwise; −w − 1 is ~w, which always fits.
  if (b.numerator != 0) return Add(a, {~b.whole, b.denominator - b.numerator, b.denominator});
  Exact difference = a;
  if (CheckedSubtract(a.whole, b.whole, &difference.whole)) return difference;
  return proportion_internal::DoesNotFit("the exact difference of two amounts");
}

inline Result<int128> RoundExact(const Exact& x, int128 step, RoundingMode mode) {
  terms_internal::Ratio<int128> fast;
  int128 rounded = 0;
  if (terms_internal::RatioOfExact(x, &fast) && terms_internal::RoundRatio(fast, step, mode, &rounded)) return rounded;
  const proportion_internal::WideFraction wide = proportion_internal::Widen(x);
  const Wide divisor = Multiply(wide.denominator, static_cast<uint128>(step));
  const auto [quotient, rest] = Divide(wide.numerator, divisor);
  const auto magnitude = base_internal::AsInt128(quotient);
  if (!magnitude || *magnitude == kInt128Max) return proportion_internal::DoesNotFit("a rounded amount");
  const int128 quarters = proportion_internal::Quarters(rest, divisor);
  const int128 steps = wide.is_negative ? RoundDivision<int128>({-*magnitude, -quarters}, 4, mode)
                                        : RoundDivision<int128>({*magnitude, quarters}, 4, mode);
  if (!CheckedMultiply(steps, step, &rounded)) return proportion_internal::DoesNotFit("a rounded amount");
  return rounded;
}

inline Result<Exact> ToExact(const Decimal& amount, int money_scale) {
  const int shift = money_scale - amount.scale();
  if (shift < 0) return MakeExact<int128>(amount.mantissa(), PowerOfTen(-shift));
  Exact exact;
  if (!CheckedMultiply(amount.mantissa(), PowerOfTen(shift), &exact.whole)) {
    return proportion_internal::DoesNotFit("the amount " + amount.ToText() + " in minor units");
  }
  return exact;
}

inline Result<int128> CheckedSum(int128 a, int128 b) {
  int128 sum = 0;
  if (CheckedAdd(a, b, &sum)) return sum;
  return proportion_internal::DoesNotFit("the sum of " + ToText(a) + " and " + ToText(b));
}

inline Result<int128> CheckedDifference(int128 a, int128 b) {
  int128 difference = 0;
  if (CheckedSubtract(a, b, &difference)) return difference;
  return proportion_internal::DoesNotFit(ToText(a) + " less " + ToText(b));
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_PROPORTION_H_

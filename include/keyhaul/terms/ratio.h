// Exact fractions for chains of discounts.
//
// A cascade multiplies fractions: eight rates of twelve digits make a denominator of 96 digits. Its arithmetic is
// written once, over an integer type: int128 here, which holds what is usual, and an integer of 1024 bits in the
// kernels. Every operation first asks, from the bits of its operands, whether the result fits, and says so where it
// does not; nothing wraps and nothing is rounded. Fractions are reduced only where they have to be, since a common
// divisor costs more than all the rest.
//
// An `Exact` (base/exact.h) is what comes out and is shown: floor and fraction, each in 128 bits. A ratio is what a
// chain is computed in. A single factor on an Exact is proportion.h, which computes here and has 512 bits of its own
// beyond.
#ifndef KEYHAUL_TERMS_RATIO_H_
#define KEYHAUL_TERMS_RATIO_H_

#include <algorithm>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// What a ratio needs to know of its integer. The kernels add theirs.
template <class Int>
struct RatioWidth;

template <>
struct RatioWidth<int128> {
  static constexpr int kMost = kFastBits;  // bits of magnitude, with room for one addition
  static int Bits(int128 x) { return BitWidth(x); }
};

// numerator / denominator, denominator > 0.
template <class Int>
struct Ratio {
  Int numerator = Int(0);
  Int denominator = Int(1);

  bool IsZero() const { return numerator == Int(0); }
  bool IsNegative() const { return numerator < Int(0); }
};

template <class Int>
Ratio<Int> Negated(const Ratio<Int>& x) {
  return {Int(Int(0) - x.numerator), x.denominator};
}

template <class Int>
bool ProductFits(const Int& a, const Int& b) {
  return RatioWidth<Int>::Bits(a) + RatioWidth<Int>::Bits(b) <= RatioWidth<Int>::kMost;
}

template <class Int>
Ratio<Int> Reduced(const Ratio<Int>& x) {
  const Int magnitude = x.IsNegative() ? Int(Int(0) - x.numerator) : x.numerator;
  const Int divisor = CommonDivisor<Int>(magnitude, x.denominator);
  return {Int(x.numerator / divisor), Int(x.denominator / divisor)};
}

// Each writes the result and returns true, or returns false where it does not fit.
template <class Int>
bool MultiplyRatios(const Ratio<Int>& a, const Ratio<Int>& b, Ratio<Int>* out) {
  if (!ProductFits(a.numerator, b.numerator) || !ProductFits(a.denominator, b.denominator)) {
    // What the one's numerator and the other's denominator share falls out.
    const Ratio<Int> left = Reduced(Ratio<Int>{a.numerator, b.denominator});
    const Ratio<Int> right = Reduced(Ratio<Int>{b.numerator, a.denominator});
    if (!ProductFits(left.numerator, right.numerator) || !ProductFits(left.denominator, right.denominator)) {
      return false;
    }
    *out = {Int(left.numerator * right.numerator), Int(left.denominator * right.denominator)};
    return true;
  }
  *out = {Int(a.numerator * b.numerator), Int(a.denominator * b.denominator)};
  return true;
}

// a + b over the common denominator `a.denominator * to_a`, which is also `b.denominator * to_b`.
template <class Int>
bool AddOverCommon(const Ratio<Int>& a, const Ratio<Int>& b, const Int& to_a, const Int& to_b, Ratio<Int>* out) {
  constexpr int kMost = RatioWidth<Int>::kMost - 1;  // of each summand
  const auto bits = [](const Int& x, const Int& y) { return RatioWidth<Int>::Bits(x) + RatioWidth<Int>::Bits(y); };
  if (bits(a.numerator, to_a) > kMost || bits(b.numerator, to_b) > kMost || bits(a.denominator, to_a) > kMost) {
    return false;
  }
  *out = {Int(a.numerator * to_a + b.numerator * to_b), Int(a.denominator * to_a)};
  return true;
}

template <class Int>
bool AddRatios(const Ratio<Int>& a, const Ratio<Int>& b, Ratio<Int>* out) {
  // Denominators are powers of ten nearly always: then the smaller one divides the other.
  if (a.denominator == b.denominator) return AddOverCommon(a, b, Int(1), Int(1), out);
  if (a.denominator % b.denominator == Int(0)) {
    return AddOverCommon(a, b, Int(1), Int(a.denominator / b.denominator), out);
  }
  if (b.denominator % a.denominator == Int(0)) {
    return AddOverCommon(a, b, Int(b.denominator / a.denominator), Int(1), out);
  }
  const Ratio<Int> x = Reduced(a);
  const Ratio<Int> y = Reduced(b);
  const Int divisor = CommonDivisor<Int>(x.denominator, y.denominator);
  return AddOverCommon(x, y, Int(y.denominator / divisor), Int(x.denominator / divisor), out);
}

template <class Int>
bool SubtractRatios(const Ratio<Int>& a, const Ratio<Int>& b, Ratio<Int>* out) {
  return AddRatios(a, Negated(b), out);
}

// `*out` is below, at or above 0 as a is below, at or above b.
template <class Int>
bool CompareRatios(const Ratio<Int>& a, const Ratio<Int>& b, int* out) {
  Ratio<Int> difference;
  if (!SubtractRatios(a, b, &difference)) return false;
  *out = difference.IsNegative() ? -1 : difference.IsZero() ? 0 : 1;
  return true;
}

template <class Int>
Ratio<Int> RatioOf(int128 x) {
  return {Widen<Int>(x), Int(1)};
}

// A decimal in units of 10^-scale.
template <class Int>
bool RatioOfDecimal(const Decimal& x, int scale, Ratio<Int>* out) {
  const Ratio<Int> mantissa = {Widen<Int>(x.mantissa()), Int(1)};
  const int shift = scale - x.scale();
  const Int power = Widen<Int>(PowerOfTen(shift < 0 ? -shift : shift));
  return MultiplyRatios(mantissa, shift < 0 ? Ratio<Int>{Int(1), power} : Ratio<Int>{power, Int(1)}, out);
}

template <class Int>
bool RatioOfExact(const Exact& x, Ratio<Int>* out) {
  return AddRatios(RatioOf<Int>(x.whole), {Widen<Int>(x.numerator), Widen<Int>(x.denominator)}, out);
}

// The multiple of `step` next to x, in one rounding.
template <class Int>
bool RoundRatio(const Ratio<Int>& x, int128 step, RoundingMode mode, int128* out) {
  const Int wide_step = Widen<Int>(step);
  if (!ProductFits(x.denominator, wide_step)) return false;
  const Int steps = DivideRounded(x.numerator, Int(x.denominator * wide_step), mode);
  return ProductFits(steps, wide_step) && Narrow(Int(steps * wide_step), out);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_RATIO_H_

// Moving between 128 bits and a wider integer.
//
// The arithmetic of a schedule is written once, over an integer type: int128 here, and the 256-bit integers of the
// kernels, which domain headers do not name. These are the three passages between the two: in, out, and out as an exact
// fraction. `Int` is int128, or a signed integer at least as wide that converts from and to the compiler's own 128-bit
// integer and has the operators + - * / % and the comparisons.
#ifndef KEYHAUL_TERMS_WIDTH_H_
#define KEYHAUL_TERMS_WIDTH_H_

#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// Bits of magnitude that a signed 128-bit and a signed 256-bit integer hold with room for one more addition.
inline constexpr int kFastBits = 126;
inline constexpr int kWideBits = 254;

template <class Int>
Int Widen(int128 x) {
  return Int(static_cast<base_internal::NativeInt128>(x));
}

// Writes x and returns true, or returns false where x does not fit.
template <class Int>
bool Narrow(const Int& x, int128* out) {
  if (x > Widen<Int>(kInt128Max) || x < Widen<Int>(kInt128Min)) return false;
  *out = int128(static_cast<base_internal::NativeInt128>(x));
  return true;
}

// The greatest common divisor of a >= 0 and b > 0.
template <class Int>
Int CommonDivisor(Int a, Int b) {
  while (a != Int(0)) {
    const Int rest = b % a;
    b = a;
    a = rest;
  }
  return b;
}

// numerator / denominator; false where a part does not fit even in lowest terms. Requires denominator > 0. The fraction
// is reduced only where it has to be: that costs more than the rest of an evaluation.
template <class Int>
bool MakeExactFrom(const Int& numerator, const Int& denominator, Exact* out) {
  const Division<Int> parts = DivideFloor(numerator, denominator);
  if (!Narrow(parts.quotient, &out->whole)) return false;
  if (Narrow(denominator, &out->denominator)) return Narrow(parts.remainder, &out->numerator);
  const Int divisor = CommonDivisor(parts.remainder, denominator);
  return Narrow(Int(denominator / divisor), &out->denominator) &&
         Narrow(Int(parts.remainder / divisor), &out->numerator);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_WIDTH_H_

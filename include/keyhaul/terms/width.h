// Moving between 128 bits and a wider integer.
//
// The arithmetic of a schedule is written once, over an integer type: int128 here, and the 256-bit integers of the
// kernels, which domain headers do not name. These are the three passages between the two: in, out, and out as an exact
// fraction. `Int` is int128, or a signed integer at least as wide that is made from std::uint64_t and has the operators
// + - * / % and the comparisons.
#ifndef KEYHAUL_TERMS_WIDTH_H_
#define KEYHAUL_TERMS_WIDTH_H_

#include <cstdint>
#include <type_traits>

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
  if constexpr (std::is_same_v<Int, int128>) {
    return x;
  } else {
    const uint128 magnitude = Magnitude(x);
    const Int two_to_32(std::uint64_t{1} << 32);
    Int wide(absl::Uint128High64(magnitude));
    wide *= two_to_32;
    wide *= two_to_32;
    wide += Int(absl::Uint128Low64(magnitude));
    return x < 0 ? Int(Int(0) - wide) : wide;
  }
}

// Writes x and returns true, or returns false where x does not fit.
template <class Int>
bool Narrow(const Int& x, int128* out) {
  if constexpr (std::is_same_v<Int, int128>) {
    *out = x;
    return true;
  } else {
    if (x > Widen<Int>(kInt128Max) || x < Widen<Int>(kInt128Min)) return false;
    const bool negative = x < Int(0);
    const Int magnitude = negative ? Int(Int(0) - x) : x;
    const Int two_to_64 = Widen<Int>(int128(1) << 64);
    const auto high = static_cast<std::uint64_t>(Int(magnitude / two_to_64));
    const auto low = static_cast<std::uint64_t>(Int(magnitude % two_to_64));
    const uint128 bits = absl::MakeUint128(high, low);
    *out = static_cast<int128>(negative ? ~bits + 1 : bits);
    return true;
  }
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

// numerator / denominator in lowest terms; false where a part of that does not fit. Requires denominator > 0.
template <class Int>
bool MakeExactFrom(const Int& numerator, const Int& denominator, Exact* out) {
  const Division<Int> parts = DivideFloor(numerator, denominator);
  const Int divisor = CommonDivisor(parts.remainder, denominator);
  return Narrow(parts.quotient, &out->whole) && Narrow(Int(parts.remainder / divisor), &out->numerator) &&
         Narrow(Int(denominator / divisor), &out->denominator);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_WIDTH_H_

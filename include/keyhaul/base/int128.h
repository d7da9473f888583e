// 128-bit integers, and arithmetic on them that says when it does not fit.
//
// Totals of money and every product of an amount by a rate live in `int128`. `absl::int128` is the native type of the
// compiler under a portable name; only its inline arithmetic is used, so nothing of Abseil has to be linked.
#ifndef KEYHAUL_BASE_INT128_H_
#define KEYHAUL_BASE_INT128_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/numeric/bits.h"
#include "absl/numeric/int128.h"

#ifndef ABSL_HAVE_INTRINSIC_INT128
#error "Keyhaul needs a compiler with a native 128-bit integer (GCC or Clang on a 64-bit target)."
#endif

namespace keyhaul {
inline namespace v1 {

using int128 = absl::int128;
using uint128 = absl::uint128;

inline constexpr int128 kInt128Max = std::numeric_limits<int128>::max();
inline constexpr int128 kInt128Min = std::numeric_limits<int128>::min();

namespace base_internal {
__extension__ typedef __int128 NativeInt128;
}  // namespace base_internal

// Each writes the result and returns true, or returns false and leaves `*out` unspecified when it does not fit.
inline bool CheckedAdd(int128 a, int128 b, int128* out) {
  base_internal::NativeInt128 r;
  const bool overflow = __builtin_add_overflow(static_cast<base_internal::NativeInt128>(a),
                                               static_cast<base_internal::NativeInt128>(b), &r);
  *out = r;
  return !overflow;
}
inline bool CheckedSubtract(int128 a, int128 b, int128* out) {
  base_internal::NativeInt128 r;
  const bool overflow = __builtin_sub_overflow(static_cast<base_internal::NativeInt128>(a),
                                               static_cast<base_internal::NativeInt128>(b), &r);
  *out = r;
  return !overflow;
}
inline bool CheckedMultiply(int128 a, int128 b, int128* out) {
  base_internal::NativeInt128 r;
  const bool overflow = __builtin_mul_overflow(static_cast<base_internal::NativeInt128>(a),
                                               static_cast<base_internal::NativeInt128>(b), &r);
  *out = r;
  return !overflow;
}

// |x| without the overflow of -min.
constexpr uint128 Magnitude(int128 x) { return x < 0 ? ~static_cast<uint128>(x) + 1 : static_cast<uint128>(x); }

// Number of bits of |x|: 0 for 0, 1 for ±1, 8 for ±255. Sums of these bound products: |x·y| < 2^(bits(x)+bits(y)).
constexpr int BitWidth(int128 x) {
  const uint128 m = Magnitude(x);
  const std::uint64_t high = absl::Uint128High64(m);
  return high != 0 ? 64 + static_cast<int>(absl::bit_width(high))
                   : static_cast<int>(absl::bit_width(absl::Uint128Low64(m)));
}

// Whether x fits into 64 bits.
constexpr bool FitsInt64(int128 x) {
  return x >= std::numeric_limits<std::int64_t>::min() && x <= std::numeric_limits<std::int64_t>::max();
}

// The greatest n for which 10^n fits an int128.
inline constexpr int kMaxPowerOfTen = 38;

// 10^n for 0 <= n <= kMaxPowerOfTen.
constexpr int128 PowerOfTen(int n) {
  int128 power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

// Plain decimal digits with a leading '-' where negative; no locale.
inline std::string ToText(int128 x) {
  uint128 m = Magnitude(x);
  char digits[40];
  int n = 0;
  do {
    digits[n++] = static_cast<char>('0' + static_cast<int>(m % 10));
    m /= 10;
  } while (m != 0);
  std::string text;
  text.reserve(static_cast<std::size_t>(n) + 1);
  if (x < 0) text += '-';
  while (n > 0) text += digits[--n];
  return text;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_INT128_H_

// Wide: an unsigned integer of 512 bits, for comparisons and ratios of products that must be exact.
//
// Totals have up to 128 bits, their squares 256, and a coefficient of variation compares such squares after they were
// multiplied by a number of periods and by powers of ten. Nothing of that may be rounded, and nothing may be cut off: a
// class would be decided wrongly where the data are largest. So these few operations exist, without a heap and without
// another library; the kernels have faster ones for the 256 bits that money needs.
//
// Add and Multiply are for values that are known to fit; the checked ones say when they do not. A ratio of two such
// integers is read in lowest terms, or as a decimal of a few digits, rounded half up once, from the exact value:
//
//   RoundedRatio(2, 3, 9)                == 666666667
//   RoundedSquareRootOfRatio(2, 1, 9)    == 1414213562
#ifndef KEYHAUL_BASE_WIDE_H_
#define KEYHAUL_BASE_WIDE_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {

namespace base_internal {
__extension__ typedef unsigned __int128 NativeUint128;
}  // namespace base_internal

class Wide {
 public:
  static constexpr int kBits = 512;

  constexpr Wide() = default;
  constexpr Wide(uint128 x) : limbs_{absl::Uint128Low64(x), absl::Uint128High64(x)} {}  // NOLINT: no value is lost

  // Number of bits without leading zeros; 0 for 0.
  constexpr int BitWidth() const {
    for (std::size_t i = kLimbs; i-- > 0;) {
      if (limbs_[i] != 0) return static_cast<int>(64 * i) + static_cast<int>(absl::bit_width(limbs_[i]));
    }
    return 0;
  }
  constexpr bool FitsUint128() const { return BitWidth() <= 128; }
  constexpr uint128 low() const { return absl::MakeUint128(limbs_[1], limbs_[0]); }  // all of it where it fits
  constexpr bool bit(int i) const { return (limbs_[static_cast<std::size_t>(i / 64)] >> (i % 64) & 1U) != 0; }

  friend constexpr bool operator==(const Wide&, const Wide&) = default;
  friend constexpr std::strong_ordering operator<=>(const Wide& a, const Wide& b) {
    for (std::size_t i = kLimbs; i-- > 0;) {
      if (a.limbs_[i] != b.limbs_[i]) return a.limbs_[i] <=> b.limbs_[i];
    }
    return std::strong_ordering::equal;
  }

  // Each writes the result and returns true, or returns false and leaves `*out` unspecified when it does not fit.
  friend constexpr bool CheckedAdd(const Wide& a, const Wide& b, Wide* out) {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const base_internal::NativeUint128 sum = base_internal::NativeUint128{a.limbs_[i]} + b.limbs_[i] + carry;
      out->limbs_[i] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
    return carry == 0;
  }
  friend constexpr bool CheckedMultiply(const Wide& a, uint128 b, Wide* out) {
    const std::array<std::uint64_t, 2> factors = {absl::Uint128Low64(b), absl::Uint128High64(b)};
    std::array<std::uint64_t, kLimbs + 2> product{};
    for (std::size_t j = 0; j < factors.size(); ++j) {
      std::uint64_t carry = 0;
      for (std::size_t i = 0; i < kLimbs && factors[j] != 0; ++i) {
        const base_internal::NativeUint128 sum =
            base_internal::NativeUint128{a.limbs_[i]} * factors[j] + product[i + j] + carry;
        product[i + j] = static_cast<std::uint64_t>(sum);
        carry = static_cast<std::uint64_t>(sum >> 64);
      }
      product[kLimbs + j] = carry;
    }
    std::copy_n(product.begin(), kLimbs, out->limbs_.begin());
    return product[kLimbs] == 0 && product[kLimbs + 1] == 0;
  }

  // a - b. Requires a >= b.
  friend constexpr Wide Subtract(const Wide& a, const Wide& b) {
    Wide difference;
    std::uint64_t borrow = 0;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      const base_internal::NativeUint128 rest = base_internal::NativeUint128{a.limbs_[i]} - b.limbs_[i] - borrow;
      difference.limbs_[i] = static_cast<std::uint64_t>(rest);
      borrow = static_cast<std::uint64_t>(rest >> 64) & 1U;
    }
    return difference;
  }

  // Half of an even number.
  friend constexpr Wide Half(const Wide& x) {
    Wide half;
    for (std::size_t i = 0; i < kLimbs; ++i) {
      half.limbs_[i] = x.limbs_[i] >> 1 | (i + 1 < kLimbs ? x.limbs_[i + 1] << 63 : 0);
    }
    return half;
  }

 private:
  static constexpr std::size_t kLimbs = kBits / 64;

  std::array<std::uint64_t, kLimbs> limbs_{};  // the least significant first
};

// For results that are known to fit.
constexpr Wide Add(const Wide& a, const Wide& b) {
  Wide sum;
  CheckedAdd(a, b, &sum);
  return sum;
}
constexpr Wide Multiply(const Wide& a, uint128 b) {
  Wide product;
  CheckedMultiply(a, b, &product);
  return product;
}

// The greatest number that divides both, by halving and subtracting (J. Stein, 1967). Requires b > 0.
inline Wide GreatestCommonDivisor(Wide a, Wide b) {
  if (a == Wide()) return b;
  int shifted = 0;
  for (; !a.bit(0) && !b.bit(0); ++shifted) {
    a = Half(a);
    b = Half(b);
  }
  while (!a.bit(0)) a = Half(a);
  while (b != Wide()) {
    while (!b.bit(0)) b = Half(b);
    if (b < a) std::swap(a, b);
    b = Subtract(b, a);
  }
  while (shifted-- > 0) a = Multiply(a, 2);
  return a;
}

// n = quotient * d + rest.
struct WideDivision {
  Wide quotient;
  Wide rest;
};

// Requires d > 0, and 2 * d to fit.
inline WideDivision Divide(const Wide& n, const Wide& d) {
  WideDivision parts;
  for (int i = n.BitWidth(); i-- > 0;) {
    parts.quotient = Multiply(parts.quotient, 2);
    parts.rest = Add(Multiply(parts.rest, 2), uint128{n.bit(i) ? 1U : 0U});
    if (parts.rest < d) continue;
    parts.rest = Subtract(parts.rest, d);
    parts.quotient = Add(parts.quotient, uint128{1});
  }
  return parts;
}

namespace base_internal {

// x where it is a non-negative int128.
inline std::optional<int128> AsInt128(const Wide& x) {
  if (x > Wide(static_cast<uint128>(kInt128Max))) return std::nullopt;
  return static_cast<int128>(x.low());
}

// The greatest r with r * r <= x, by Newton's method from above, which falls until it is there.
inline uint128 FloorSquareRoot(uint128 x) {
  if (x == 0) return 0;
  uint128 root = uint128{1} << ((Wide(x).BitWidth() + 1) / 2);
  for (uint128 next = (root + x / root) / 2; next < root; next = (root + x / root) / 2) root = next;
  return root;
}

}  // namespace base_internal

// n / d * 10^digits rounded half up, for d > 0 and 0 <= digits <= kMaxDecimalScale. Nothing where that leaves an
// int128, or where 10 * d leaves 512 bits.
inline std::optional<int128> RoundedRatio(const Wide& n, const Wide& d, int digits) {
  const uint128 power = static_cast<uint128>(PowerOfTen(digits));
  Wide scaled;
  if (d.FitsUint128() && CheckedMultiply(n, power, &scaled) && scaled.FitsUint128()) {
    const uint128 quotient = scaled.low() / d.low();
    const uint128 rest = scaled.low() % d.low();
    return base_internal::AsInt128(Add(quotient, uint128{rest >= d.low() - rest ? 1U : 0U}));
  }
  if (!CheckedMultiply(d, 10, &scaled)) return std::nullopt;
  // Long division: the whole part, then one digit after the other.
  auto [quotient, rest] = Divide(n, d);
  if (quotient.BitWidth() > 127) return std::nullopt;
  for (int i = 0; i < digits; ++i) {
    quotient = Multiply(quotient, 10);
    rest = Multiply(rest, 10);
    for (; rest >= d; rest = Subtract(rest, d)) quotient = Add(quotient, uint128{1});
  }
  if (rest >= Subtract(d, rest)) quotient = Add(quotient, uint128{1});
  return base_internal::AsInt128(quotient);
}

// The square root of n / d, times 10^digits, rounded half up; `digits` and d as above. Nothing where 4 * n * 100^digits
// leaves 512 bits, or where the result is not below 2^125.
//
// r is the rounded root where (r - 1/2)^2 <= n / d * 100^digits < (r + 1/2)^2; times 4 d that compares integers.
inline std::optional<int128> RoundedSquareRootOfRatio(const Wide& n, const Wide& d, int digits) {
  const uint128 power = static_cast<uint128>(PowerOfTen(digits));
  Wide target;
  if (!CheckedMultiply(n, power, &target) || !CheckedMultiply(target, 4 * power, &target)) return std::nullopt;
  if (target.FitsUint128() && d.FitsUint128()) {
    const uint128 twice = base_internal::FloorSquareRoot(target.low() / d.low());
    return static_cast<int128>((twice + 1) / 2);
  }
  const auto is_reached = [&](uint128 r) {  // r >= 1
    Wide square;
    return CheckedMultiply(d, 2 * r - 1, &square) && CheckedMultiply(square, 2 * r - 1, &square) && square <= target;
  };
  // target / d < 2^(length + 1), so r has no more than length / 2 + 1 bits.
  const int length = target.BitWidth() - d.BitWidth();
  if (length > 253) return std::nullopt;
  uint128 root = 0;
  for (int i = std::max(length / 2 + 1, 0); i-- > 0;) {
    const uint128 with_bit = root + (uint128{1} << i);
    if (is_reached(with_bit)) root = with_bit;
  }
  return static_cast<int128>(root);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_WIDE_H_

// Fraction: an exact ratio of two integers, as criteria have before a value function makes points of them.
//
// A ratio of a balance sheet is seldom a decimal number, and what decides about it (the bin of a step, a knock-out)
// must not hang on a last digit. So ratios stay numerator / denominator, with a denominator above 0, until they are
// compared or rounded once. They need not be in lowest terms; equality and order are by value.
//
// Sums and products are taken in 512 bits and brought to lowest terms, so that Code::overflow says that the result
// itself does not fit 128 bits by 128 bits, never an intermediate one.
//
//   Add({1, 6}, {1, 10})     4/15
//   Compare({1, 3}, {2, 6})  equal
#ifndef KEYHAUL_SCORING_FRACTION_H_
#define KEYHAUL_SCORING_FRACTION_H_

#include <compare>
#include <cstdint>
#include <string>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/wide.h"

namespace keyhaul {
inline namespace v1 {

struct Fraction {
  int128 numerator = 0;
  int128 denominator = 1;  // above 0

  static Fraction Of(const Decimal& x) { return {x.mantissa(), PowerOfTen(x.scale())}; }
  int sign() const { return numerator < 0 ? -1 : numerator > 0 ? 1 : 0; }
};

namespace scoring_internal {

// An integer of 512 bits and a sign; zero is never negative.
struct SignedWide {
  Wide magnitude;
  bool negative = false;
};

// Products of two numbers of 128 bits, and of one more, always fit.
inline SignedWide Product(int128 a, int128 b) {
  return {Multiply(Wide(Magnitude(a)), Magnitude(b)), a != 0 && b != 0 && (a < 0) != (b < 0)};
}
inline SignedWide Product(const SignedWide& a, int128 b) {
  return {Multiply(a.magnitude, Magnitude(b)), a.magnitude != Wide() && b != 0 && a.negative != (b < 0)};
}

inline SignedWide Sum(const SignedWide& a, const SignedWide& b) {
  if (a.negative == b.negative) return {Add(a.magnitude, b.magnitude), a.negative};
  if (a.magnitude == b.magnitude) return {};
  if (a.magnitude > b.magnitude) return {Subtract(a.magnitude, b.magnitude), a.negative};
  return {Subtract(b.magnitude, a.magnitude), b.negative};
}
inline SignedWide Difference(const SignedWide& a, const SignedWide& b) {
  return Sum(a, {b.magnitude, b.magnitude != Wide() && !b.negative});
}

inline std::strong_ordering Compare(const SignedWide& a, const SignedWide& b) {
  if (a.negative != b.negative) return a.negative ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.negative ? b.magnitude <=> a.magnitude : a.magnitude <=> b.magnitude;
}

inline uint128 GreatestCommonDivisor(uint128 a, uint128 b) {
  while (b != 0) {
    if (absl::Uint128High64(a) == 0 && absl::Uint128High64(b) == 0) {
      std::uint64_t x = absl::Uint128Low64(a);
      for (std::uint64_t y = absl::Uint128Low64(b); y != 0;) {
        const std::uint64_t rest = x % y;
        x = y;
        y = rest;
      }
      return x;
    }
    const uint128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// n / d in lowest terms. Requires d > 0.
inline Result<Fraction> Lowest(const SignedWide& n, const Wide& d) {
  Wide over = n.magnitude;
  Wide by = d;
  if (over.FitsUint128() && by.FitsUint128()) {
    const uint128 divisor = GreatestCommonDivisor(by.low(), over.low());
    over = Wide(over.low() / divisor);
    by = Wide(by.low() / divisor);
  } else {
    const Wide divisor = keyhaul::GreatestCommonDivisor(over, by);
    over = Divide(over, divisor).quotient;
    by = Divide(by, divisor).quotient;
  }
  const Wide most(static_cast<uint128>(kInt128Max));
  if (over > most || by > most) {
    return MakeError(Code::overflow, "an exact ratio needs more than 128 bits above or below the line");
  }
  const auto numerator = static_cast<int128>(over.low());
  return Fraction{n.negative ? -numerator : numerator, static_cast<int128>(by.low())};
}

}  // namespace scoring_internal

inline std::strong_ordering Compare(const Fraction& a, const Fraction& b) {
  int128 left = 0;
  int128 right = 0;
  if (CheckedMultiply(a.numerator, b.denominator, &left) && CheckedMultiply(b.numerator, a.denominator, &right)) {
    return left < right   ? std::strong_ordering::less
           : right < left ? std::strong_ordering::greater
                          : std::strong_ordering::equal;
  }
  return scoring_internal::Compare(scoring_internal::Product(a.numerator, b.denominator),
                                   scoring_internal::Product(b.numerator, a.denominator));
}
inline std::strong_ordering Compare(const Fraction& a, const Decimal& b) { return Compare(a, Fraction::Of(b)); }

inline bool operator==(const Fraction& a, const Fraction& b) { return Compare(a, b) == 0; }

// Each is refused with Code::overflow where the result in lowest terms leaves 128 bits.
inline Result<Fraction> Add(const Fraction& a, const Fraction& b) {
  using scoring_internal::Product;
  return scoring_internal::Lowest(
      scoring_internal::Sum(Product(a.numerator, b.denominator), Product(b.numerator, a.denominator)),
      Product(a.denominator, b.denominator).magnitude);
}
inline Result<Fraction> Subtract(const Fraction& a, const Fraction& b) {
  using scoring_internal::Product;
  return scoring_internal::Lowest(
      scoring_internal::Difference(Product(a.numerator, b.denominator), Product(b.numerator, a.denominator)),
      Product(a.denominator, b.denominator).magnitude);
}
inline Result<Fraction> Multiply(const Fraction& a, const Fraction& b) {
  using scoring_internal::Product;
  return scoring_internal::Lowest(Product(a.numerator, b.numerator), Product(a.denominator, b.denominator).magnitude);
}

// a / b. Requires b above 0.
inline Result<Fraction> Divide(const Fraction& a, const Fraction& b) {
  using scoring_internal::Product;
  return scoring_internal::Lowest(Product(a.numerator, b.denominator), Product(a.denominator, b.numerator).magnitude);
}

// The same value in lowest terms.
inline Fraction Reduce(const Fraction& x) {
  const auto divisor =
      static_cast<int128>(scoring_internal::GreatestCommonDivisor(Magnitude(x.denominator), Magnitude(x.numerator)));
  return {x.numerator / divisor, x.denominator / divisor};
}

// "7/3", "-2": in lowest terms.
inline std::string ToText(const Fraction& x) {
  const Fraction lowest = Reduce(x);
  const std::string whole = ToText(lowest.numerator);
  return lowest.denominator == 1 ? whole : whole + "/" + ToText(lowest.denominator);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_FRACTION_H_

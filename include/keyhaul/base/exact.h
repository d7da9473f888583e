// Exact: the value of an amount before it was rounded.
//
// An explanation shows what an amount was before the one rounding that made it payable, and a checker adds such values
// up again; both need the true fraction. Its unit is the minor unit of the amount it belongs to:
//
//   value = whole + numerator / denominator,   0 <= numerator < denominator
//
// The floor form keeps every part within 128 bits wherever the rounded amount and the divisor are, also where the
// undivided product took 256. The fraction need not be reduced; equality is by value.
//
//   MakeExact<int128>(100, 3)              33 + 1/3 cents
//   ToText(MakeExact<int128>(100, 3), 2)   "0.33 + 1/300"
//   ToText(MakeExact<int128>(-25, 2), 2)   "-0.125"
#ifndef KEYHAUL_BASE_EXACT_H_
#define KEYHAUL_BASE_EXACT_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

namespace keyhaul {
inline namespace v1 {

struct Exact {
  int128 whole = 0;
  int128 numerator = 0;
  int128 denominator = 1;
};

namespace exact_internal {

// Between int128 and the integer of a kernel, by way of the compiler's own type, which every such integer knows.
template <class Int>
constexpr Int FromInt128(int128 x) {
  return Int(static_cast<base_internal::NativeInt128>(x));
}
template <class Int>
constexpr int128 ToInt128(const Int& x) {
  return int128(static_cast<base_internal::NativeInt128>(x));
}

inline int128 GreatestCommonDivisor(int128 a, int128 b) {
  while (b != 0) {
    const int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace exact_internal

// n / d. Requires d > 0 and that floor(n / d) and d fit 128 bits.
template <class Int>
Exact MakeExact(const Int& n, const Int& d) {
  const Division<Int> parts = DivideFloor(n, d);
  return {exact_internal::ToInt128(parts.quotient), exact_internal::ToInt128(parts.remainder),
          exact_internal::ToInt128(d)};
}

// The same value with the fraction in lowest terms.
inline Exact Reduce(const Exact& x) {
  const int128 divisor = exact_internal::GreatestCommonDivisor(x.denominator, x.numerator);
  return {x.whole, x.numerator / divisor, x.denominator / divisor};
}

inline bool operator==(const Exact& a, const Exact& b) {
  const Exact x = Reduce(a);
  const Exact y = Reduce(b);
  return x.whole == y.whole && x.numerator == y.numerator && x.denominator == y.denominator;
}

// a + b, for checkers that re-add an explanation. Code::overflow where the sum, or the common denominator, needs more
// than 128 bits.
inline Result<Exact> Add(const Exact& a, const Exact& b) {
  const Exact x = Reduce(a);
  const Exact y = Reduce(b);
  const int128 factor = y.denominator / exact_internal::GreatestCommonDivisor(x.denominator, y.denominator);
  Exact sum;
  if (CheckedMultiply(x.denominator, factor, &sum.denominator)) {
    // Both fractions are below 1, so neither product passes the denominator; of their sum one unit may be carried.
    const int128 left = x.numerator * factor;
    const int128 right = y.numerator * (sum.denominator / y.denominator);
    const bool carries = left >= sum.denominator - right;
    sum.numerator = carries ? left - (sum.denominator - right) : left + right;
    // A carry goes to a negative part first, so that a sum that ends at the minimum does not pass below it.
    const int128 smaller = std::min(x.whole, y.whole);
    const bool carries_first = carries && smaller < 0;
    if (CheckedAdd(smaller + (carries_first ? 1 : 0), std::max(x.whole, y.whole), &sum.whole) &&
        CheckedAdd(sum.whole, carries && !carries_first ? 1 : 0, &sum.whole)) {
      return Reduce(sum);
    }
  }
  return MakeError(Code::overflow, "the exact sum of two amounts needs more than 128 bits");
}

namespace exact_internal {

// The most digits after the point that are written out; longer fractions are written as such.
inline constexpr int kMaxFractionDigits = 40;

// The digits after the point of a reduced n / d, 0 <= n < d. Only for d = 2^a * 5^b; `count` is the larger of a and b.
inline std::string FractionDigits(int128 n, int128 d, int count) {
  std::string digits;
  for (int i = 0; i < count; ++i) {
    // 10 * n = digit * d + rest by ten additions, since the product may leave 128 bits.
    int digit = 0;
    int128 rest = 0;
    for (int k = 0; k < 10; ++k) {
      if (rest >= d - n) {
        rest -= d - n;
        ++digit;
      } else {
        rest += n;
      }
    }
    digits += static_cast<char>('0' + digit);
    n = rest;
  }
  return digits;
}

// How many digits after the point n / d needs for a reduced fraction, or -1 where no number of them is enough.
inline int FractionDigitCount(int128 d) {
  int twos = 0;
  int fives = 0;
  for (; d % 2 == 0; d /= 2) ++twos;
  for (; d % 5 == 0; d /= 5) ++fives;
  return d == 1 ? std::max(twos, fives) : -1;
}

// An integer of 10^-scale as decimal text.
inline std::string WithPoint(uint128 magnitude, bool negative, int scale) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(magnitude % 10)));
    magnitude /= 10;
  } while (magnitude != 0);
  const auto digits_after = static_cast<std::size_t>(scale);
  if (text.size() <= digits_after) text.insert(0, digits_after + 1 - text.size(), '0');
  if (scale > 0) text.insert(text.size() - digits_after, 1, '.');
  return negative ? "-" + text : text;
}

}  // namespace exact_internal

// The value in major units, where a major unit has 10^scale minor ones: as decimal text where that is exact within 40
// digits after the point, otherwise as "whole + n/d", also in major units. The second form keeps the floor: -1/3 of a
// cent is "-0.01 + 2/300".
inline std::string ToText(const Exact& value, int scale) {
  const Exact x = Reduce(value);
  const int digits = exact_internal::FractionDigitCount(x.denominator);
  if (digits < 0 || scale + digits > exact_internal::kMaxFractionDigits) {
    return exact_internal::WithPoint(Magnitude(x.whole), x.whole < 0, scale) + " + " + ToText(x.numerator) + "/" +
           ToText(x.denominator) + std::string(static_cast<std::size_t>(scale), '0');
  }
  if (digits == 0) return exact_internal::WithPoint(Magnitude(x.whole), x.whole < 0, scale);
  // Below zero the text counts away from zero: -3 + 1/4 is written -2.75.
  const bool negative = x.whole < 0;
  const uint128 magnitude = negative ? Magnitude(x.whole + 1) : Magnitude(x.whole);
  const int128 numerator = negative ? x.denominator - x.numerator : x.numerator;
  std::string text = exact_internal::WithPoint(magnitude, negative, scale);
  if (scale == 0) text += '.';
  return text + exact_internal::FractionDigits(numerator, x.denominator, digits);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_EXACT_H_

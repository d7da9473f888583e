// Rounding: division of integers with a named mode.
//
// A bare `/` on money does not exist in Keyhaul: it would round towards zero without anybody having said so. Every
// place that rounds names its mode, and the modes are the eight of the General Decimal Arithmetic specification
// (Mike Cowlishaw, https://speleotrove.com/decimal/damodel.html), which IEEE 754-2008 and Python's `decimal` share:
//
//   mode        2.5  1.5  1.1  1.0 -1.1 -1.5 -2.5   what it does with the part that does not fit
//   half_up       3    2    1    1   -1   -2   -3   nearest; a tie goes away from zero (the habit of trade; default)
//   half_even     2    2    1    1   -1   -2   -2   nearest; a tie goes to the even neighbour (bankers' rounding)
//   half_down     2    1    1    1   -1   -1   -2   nearest; a tie goes towards zero
//   up            3    2    2    1   -2   -2   -3   away from zero
//   down          2    1    1    1   -1   -1   -2   towards zero (truncation)
//   ceiling       3    2    2    1   -1   -1   -2   towards positive infinity
//   floor         2    1    1    1   -2   -2   -3   towards negative infinity
//   up_05         2    1    1    1   -1   -1   -2   towards zero, unless the last digit would be 0 or 5: then away
//
// "Up" and "down" speak of the magnitude, so every mode but ceiling and floor treats -x as the mirror of x. `up_05`
// never makes a tie for a later, coarser rounding; where a rounding has a step, it looks at the last digit of the
// number of steps.
//
// The functions are templates over the integer: int64, int128, and the 256-bit integers of the kernels run the same
// code. It never negates the minimum and never doubles a remainder, so it is right up to the ends of each type.
//
//   DivideRounded<std::int64_t>(-25, 10, RoundingMode::half_up)   == -3
//   RoundToMultiple<std::int64_t>(1237, 5, RoundingMode::half_up) == 1235    // cash, to 0.05
#ifndef KEYHAUL_BASE_ROUNDING_H_
#define KEYHAUL_BASE_ROUNDING_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

enum class RoundingMode : std::int8_t { half_up, half_even, half_down, up, down, ceiling, floor, up_05 };

namespace rounding_internal {

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 8> kNames = {"half_up", "half_even", "half_down", "up",
                                                           "down",    "ceiling",   "floor",     "up_05"};

}  // namespace rounding_internal

// The word of the policy, which is the enumerator's own name.
constexpr std::string_view Name(RoundingMode mode) { return rounding_internal::kNames[static_cast<std::size_t>(mode)]; }

// The mode of that name. Code::policy_value, listing the eight names, where there is none.
inline Result<RoundingMode> ParseRoundingMode(std::string_view text) {
  std::string expected;
  for (std::size_t i = 0; i < rounding_internal::kNames.size(); ++i) {
    if (rounding_internal::kNames[i] == text) return static_cast<RoundingMode>(i);
    if (i > 0) expected += ", ";
    expected += rounding_internal::kNames[i];
  }
  Error error = MakeError(Code::policy_value, "rounding mode is not known; expected one of " + expected);
  error.value = std::string(text);
  return error;
}

// n = quotient * d + remainder.
template <class Int>
struct Division {
  Int quotient;
  Int remainder;
};

// Both parts of n / d towards zero: the remainder has the sign of n and |remainder| < d. Requires d > 0.
template <class Int>
constexpr Division<Int> DivideTruncated(const Int& n, const Int& d) {
  return {Int(n / d), Int(n % d)};
}

// Both parts of n / d towards negative infinity: 0 <= remainder < d. Requires d > 0.
template <class Int>
constexpr Division<Int> DivideFloor(const Int& n, const Int& d) {
  Division<Int> parts = DivideTruncated(n, d);
  if (parts.remainder < Int(0)) {
    parts.quotient = parts.quotient - Int(1);
    parts.remainder = parts.remainder + d;
  }
  return parts;
}

namespace rounding_internal {

// Whether a truncated quotient moves by one away from zero, if `parts.remainder` is not 0; it has the sign of the exact
// value.
template <class Int>
constexpr bool MovesAway(const Division<Int>& parts, const Int& d, RoundingMode mode) {
  const bool negative = parts.remainder < Int(0);
  // |remainder| < d, so this negation cannot overflow, and neither can d - magnitude or magnitude + 1.
  const Int magnitude = negative ? Int(Int(0) - parts.remainder) : parts.remainder;
  const Int rest = d - magnitude;
  switch (mode) {
    case RoundingMode::half_up:
      return !(magnitude < rest);
    case RoundingMode::half_even:
      return rest < Int(magnitude + Int(parts.quotient % Int(2) != Int(0) ? 1 : 0));
    case RoundingMode::half_down:
      return rest < magnitude;
    case RoundingMode::up:
      return true;
    case RoundingMode::down:
      return false;
    case RoundingMode::ceiling:
      return !negative;
    case RoundingMode::floor:
      return negative;
    case RoundingMode::up_05:
      return parts.quotient % Int(5) == Int(0);  // the last digit is 0 or 5
  }
  return false;
}

}  // namespace rounding_internal

// A truncated division rounded to an integer: for callers that come by quotient and remainder in their own way.
// Requires what DivideTruncated gives, and a quotient that is not an end of `Int` when the remainder is not 0.
template <class Int>
constexpr Int RoundDivision(const Division<Int>& parts, const Int& d, RoundingMode mode) {
  // Without branches: which way a value goes is as good as random, and a wrong guess costs more than all the rest.
  const int away = parts.remainder < Int(0) ? -1 : 1;
  const int moves =
      static_cast<int>(parts.remainder != Int(0)) & static_cast<int>(rounding_internal::MovesAway(parts, d, mode));
  return Int(parts.quotient + Int(moves * away));
}

// n / d rounded to an integer. Requires d > 0; every n and every such d of the type are fine.
template <class Int>
constexpr Int DivideRounded(const Int& n, const Int& d, RoundingMode mode) {
  return RoundDivision(DivideTruncated(n, d), d, mode);
}

// The multiple of `step` next to n by `mode`. Requires step > 0 and that the result fits, which |n| + step fitting
// assures.
template <class Int>
constexpr Int RoundToMultiple(const Int& n, const Int& step, RoundingMode mode) {
  return Int(DivideRounded(n, step, mode) * step);
}

// The multiple of `step` next to the exact n / d, in one rounding. Requires d > 0, step > 0, and that d * step and the
// result fit.
template <class Int>
constexpr Int DivideRoundedToMultiple(const Int& n, const Int& d, const Int& step, RoundingMode mode) {
  return Int(DivideRounded(n, Int(d * step), mode) * step);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_ROUNDING_H_

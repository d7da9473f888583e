// An independent evaluation of a schedule: exact rationals, written from the formulas of the field (marginal, whole,
// the boundary rule, rounding by the General Decimal Arithmetic) and sharing no code with the engine but the schedule's
// own types, whose numbers it reads as text.
#ifndef KEYHAUL_TESTS_TERMS_SCHEDULE_ORACLE_H_
#define KEYHAUL_TESTS_TERMS_SCHEDULE_ORACLE_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>

#include "keyhaul/terms/schedule.h"

namespace keyhaul {
namespace terms_testing {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

// Reads plain decimal digits such as "-12.034".
inline Rational ReadRational(std::string text) {
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  Integer denominator = 1;
  if (const std::size_t point = text.find('.'); point != std::string::npos) {
    for (std::size_t i = point + 1; i < text.size(); ++i) denominator *= 10;
    text.erase(point, 1);
  }
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  const Rational value(Integer(text), denominator);
  return negative ? Rational(-value) : value;
}

inline Rational ToRational(const Decimal& x) { return ReadRational(x.ToText()); }
inline Rational ToRational(const Exact& x) {
  return ReadRational(ToText(x.whole)) + ReadRational(ToText(x.numerator)) / ReadRational(ToText(x.denominator));
}

// 10^-scale times the mantissa.
inline Rational FromMinor(int128 mantissa, int scale) {
  return ReadRational(ToText(mantissa)) /
         Rational(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(scale)));
}

inline Integer Floor(const Rational& x) {
  const Integer n = numerator(x);
  const Integer d = denominator(x);
  const Integer truncated = n / d;
  return n < 0 && truncated * d != n ? Integer(truncated - 1) : truncated;
}

// The multiple of `step` next to x.
inline Rational RoundRational(const Rational& x, const Rational& step, RoundingMode mode) {
  const Rational steps = x / step;
  const Integer below = Floor(steps);
  const Rational part = steps - below;
  if (part == 0) return x;
  const Integer above = below + 1;
  const bool negative = steps < 0;
  const Integer towards_zero = negative ? above : below;
  const Integer away = negative ? below : above;
  const Rational half(1, 2);
  const Integer nearest = part < half ? below : above;
  Integer chosen = nearest;
  switch (mode) {
    case RoundingMode::half_up:
      if (part == half) chosen = away;
      break;
    case RoundingMode::half_down:
      if (part == half) chosen = towards_zero;
      break;
    case RoundingMode::half_even:
      if (part == half) chosen = below % 2 == 0 ? below : above;
      break;
    case RoundingMode::up:
      chosen = away;
      break;
    case RoundingMode::down:
      chosen = towards_zero;
      break;
    case RoundingMode::ceiling:
      chosen = above;
      break;
    case RoundingMode::floor:
      chosen = below;
      break;
    case RoundingMode::up_05:
      chosen = towards_zero % 5 == 0 ? away : towards_zero;
      break;
  }
  return Rational(chosen) * step;
}

// What a schedule pays in major units, or nothing where the basis is refused as beyond the last bracket. `one_basis`
// says that both bases are the same measure with the same value.
inline std::optional<Rational> OracleBenefit(const Schedule& schedule, const Rational& q, const Rational& payable) {
  if (q < 0) return Rational(0);
  const auto at_or_above = [&](const Rational& bound) {
    return schedule.boundary == Boundary::from_inclusive ? q >= bound : q > bound;
  };
  const Bracket& last = schedule.brackets.back();
  const bool is_closed = last.to && schedule.beyond_last != BeyondLast::last_bracket;
  const bool is_beyond = is_closed && at_or_above(ToRational(*last.to));
  if (is_beyond && schedule.beyond_last == BeyondLast::error) return std::nullopt;

  Rational slices = 0;
  Rational flats = 0;
  Rational whole = 0;
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    const Rational lower = ToRational(bracket.from);
    Rational benefit = 0;
    if (bracket.rate) benefit = ToRational(*bracket.rate);
    if (bracket.per_unit) benefit = ToRational(*bracket.per_unit);
    const Rational flat = bracket.flat ? ToRational(*bracket.flat) : Rational(0);
    Rational width = q - lower;
    if (i + 1 < schedule.brackets.size())
      width = std::min(width, Rational(ToRational(schedule.brackets[i + 1].from) - lower));
    if (i + 1 == schedule.brackets.size() && is_closed) width = std::min(width, Rational(ToRational(*last.to) - lower));
    slices += benefit * std::max(width, Rational(0));
    const bool reached = i == 0 || at_or_above(lower);
    if (!reached) continue;
    const Rational owed = i > 0 || q > 0 || schedule.flat_at_zero ? flat : Rational(0);
    flats += owed;
    whole = benefit * payable + owed;
  }
  if (schedule.accumulation == Accumulation::whole) return is_beyond ? Rational(0) : whole;
  if (q == payable) return Rational(slices + flats);
  return q == 0 ? flats : Rational(slices * payable / q + flats);
}

}  // namespace terms_testing
}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_TERMS_SCHEDULE_ORACLE_H_

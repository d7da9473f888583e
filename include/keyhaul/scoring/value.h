// Points of a leaf: a value function, compiled, and what it makes of a raw value.
//
// A compiled function is one of four things: the points of levels, bins with points, straight lines between bounds, or
// a logarithm. Of the lines
//
//   points = y0 + (x - x0) * dy / dx
//
// all parts are integers and x is an exact ratio, so points are exact up to one rounding, half to even, at kPointScale
// decimals. Points are never outside the scorecard's [low, high]: a line that is extrapolated goes on until it meets
// one of them.
//
// The logarithm is the one place of the room where floating point is used. Its argument is an exact ratio, taken to a
// double; u is rounded to kPointScale decimals, some three digits before a double ends, and everything after is exact
// again. There is no sum with a product in it, which a compiler could contract to another result. log1p, unlike log of
// 1 + x, also keeps its digits where the ends are close.
//
//   Linear from 60 (worst) to 100 (best), points 1 to 4:   x = 90 gives 1 + 30 * 3 / 40 = 3.25
#ifndef KEYHAUL_SCORING_VALUE_H_
#define KEYHAUL_SCORING_VALUE_H_

#ifdef __FAST_MATH__
#error "Keyhaul's scores need IEEE arithmetic; compile without -ffast-math."
#endif

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/raw_value.h"
#include "keyhaul/scoring/value_check.h"
#include "keyhaul/scoring/value_function.h"

namespace keyhaul {
inline namespace v1 {

// What a value function makes of a known raw value.
struct LeafPoints {
  std::int64_t points = 0;   // units of 10^-kPointScale
  std::int32_t level = -1;   // the level of a rating scale or the bin of a step; -1 for the others
  bool was_outside = false;  // the raw value is outside what the function is declared for

  friend bool operator==(const LeafPoints&, const LeafPoints&) = default;
};

// The least and the greatest points that a leaf can give.
struct PointRange {
  std::int64_t least = 0;
  std::int64_t greatest = 0;

  friend bool operator==(const PointRange&, const PointRange&) = default;
};

namespace scoring_internal {

// Points as an integer. Requires what CheckPoints takes.
inline std::int64_t PointUnits(const Decimal& points) {
  return static_cast<std::int64_t>(points.mantissa() * PowerOfTen(kPointScale - points.scale()));
}

// A straight line. x0 and dx are in units of the function's bounds, y0 and dy in units of points.
struct Line {
  int128 x0 = 0;
  int128 y0 = 0;
  int128 dx = 1;  // above 0
  int128 dy = 0;
};

// More than any number of points, for what does not fit.
inline constexpr int128 kFarOut = int128(1) << 100;

// y + rest / d, for a rest of 0 <= rest < d, to the nearest integer, ties to the even one.
template <class Int>
int128 RoundHalfEven(int128 y, const Int& rest, const Int& missing) {
  const bool up = rest > missing || (rest == missing && y % 2 != 0);
  return up ? y + 1 : y;
}

// y + n / d to the nearest integer, ties to the even one; kFarOut or its negative beyond. Requires d > 0.
inline int128 PlusRatio(int128 y, int128 n, int128 d) {
  const Division<int128> parts = DivideFloor(n, d);
  if (BitWidth(parts.quotient) > 100) return parts.quotient < 0 ? -kFarOut : kFarOut;
  return RoundHalfEven(y + parts.quotient, parts.remainder, d - parts.remainder);
}
inline int128 PlusRatio(int128 y, const SignedWide& n, const Wide& d) {
  auto [quotient, rest] = keyhaul::Divide(n.magnitude, d);
  if (quotient.BitWidth() > 100) return n.negative ? -kFarOut : kFarOut;
  auto whole = static_cast<int128>(quotient.low());
  if (n.negative) whole = -whole;
  if (n.negative && rest != Wide()) {
    whole -= 1;
    rest = Subtract(d, rest);
  }
  return RoundHalfEven(y + whole, rest, Subtract(d, rest));
}

// The line at x, where bounds are integers of 1 / unit.
inline int128 PointsAt(const Line& line, const Fraction& x, int128 unit) {
  int128 here = 0;
  int128 start = 0;
  int128 run = 0;
  if (CheckedMultiply(x.numerator, unit, &here) && CheckedMultiply(x.denominator, line.x0, &start) &&
      CheckedSubtract(here, start, &here) && CheckedMultiply(here, line.dy, &here) &&
      CheckedMultiply(x.denominator, line.dx, &run)) {
    return PlusRatio(line.y0, here, run);
  }
  const SignedWide way = Difference(Product(x.numerator, unit), Product(x.denominator, line.x0));
  return PlusRatio(line.y0, Product(way, line.dy), Product(x.denominator, line.dx).magnitude);
}

// The 64 leading bits decide; what a double drops of them is rounded once.
inline double ToDouble(const Wide& x) {
  const int width = x.BitWidth();
  const int shift = std::max(width - 64, 0);
  std::uint64_t leading = 0;
  for (int i = width; i-- > shift;) leading = leading << 1 | (x.bit(i) ? 1U : 0U);
  return std::ldexp(static_cast<double>(leading), shift);
}

// A logarithm between two ends.
struct LogCurve {
  Fraction low;
  Fraction high;
  LogForm form = LogForm::ratio;

  // u at x in units of 10^-kPointScale. Requires x strictly between the ends, in the order of either.
  std::int64_t PartAt(const Fraction& x) const {
    const double u =
        form == LogForm::ratio ? std::log1p(Above(x)) / std::log1p(Above(high)) : std::log1p(kEulerLessOne * Way(x));
    return std::clamp<std::int64_t>(std::llround(u * 1e12), 0, kWhole);
  }

  static constexpr std::int64_t kWhole = 1'000'000'000'000;

 private:
  static constexpr double kEulerLessOne = 1.71828182845904523536;

  // x - low without its divisor, which is x.denominator * low.denominator.
  Wide DistanceTo(const Fraction& x) const {
    return Difference(Product(x.numerator, low.denominator), Product(low.numerator, x.denominator)).magnitude;
  }

  // (x - low) / low.
  double Above(const Fraction& x) const {
    return ToDouble(DistanceTo(x)) / ToDouble(Product(low.numerator, x.denominator).magnitude);
  }

  // (x - low) / (high - low).
  double Way(const Fraction& x) const {
    return ToDouble(Multiply(DistanceTo(x), static_cast<uint128>(high.denominator))) /
           ToDouble(Multiply(DistanceTo(high), static_cast<uint128>(x.denominator)));
  }
};

}  // namespace scoring_internal

class CompiledValue {
 public:
  // Refused as CheckPointRange and CheckValueFunction refuse.
  static Result<CompiledValue> Compile(const ValueFunction& value, const Decimal& low, const Decimal& high);

  // Whether raw values are levels of a scale; otherwise they are numbers.
  bool is_rated() const { return kind_ == Kind::rated; }

  // Levels of a scale or bins of a step, with their points; none for the others.
  const std::vector<std::int64_t>& level_points() const { return level_points_; }

  // The least and the greatest points that any raw value is given.
  PointRange range() const { return range_; }

  // For a known raw value. Refused with `invalid_argument` where it is not known, or not of the kind that the function
  // takes; with `data_value` where it is outside and the function says `error`.
  Result<LeafPoints> PointsOf(const RawValue& raw) const;

 private:
  enum class Kind : std::int8_t { rated, bins, lines, logarithm };
  class Compiler;

  Result<LeafPoints> PointsOfLevel(std::int32_t level) const;
  Result<LeafPoints> PointsOfNumber(const Fraction& x) const;

  // The part between two neighbouring bounds that holds x, the last one with its end; -1 below all, n above.
  std::int32_t PartOf(const Fraction& x) const;
  Fraction Bound(std::size_t i) const { return {bounds_[i], unit_}; }
  Result<LeafPoints> Outside(const Fraction& x, bool is_above) const;
  std::int64_t OnLine(std::size_t line, const Fraction& x) const;
  std::int64_t OnLogarithm(const Fraction& x) const;
  Error RefuseOutside(const Fraction& x) const;

  Kind kind_ = Kind::rated;
  std::vector<std::int64_t> level_points_;  // of rated and bins
  std::vector<int128> bounds_;              // rising, in parts of `unit_`; one more than bins or lines
  std::vector<scoring_internal::Line> lines_;
  scoring_internal::LogCurve log_;
  int128 unit_ = 1;
  OutOfRange outside_ = OutOfRange::clip;
  bool takes_all_ = false;  // no number is outside: beyond the ends points stay what they are there
  bool falls_ = false;      // of the logarithm: u = 1 is at the lower bound
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
  PointRange range_;
};

inline Result<LeafPoints> PointsOf(const CompiledValue& value, const RawValue& raw) { return value.PointsOf(raw); }

// -----------------------------------------------------------------------------------------------------------------

// Builds the parts of each kind of function, which has been checked.
class CompiledValue::Compiler {
 public:
  explicit Compiler(CompiledValue* out) : out_(*out) {}

  void operator()(const Rated& rated) {
    out_.kind_ = Kind::rated;
    for (const RatingLevel& level : rated.levels) AddLevel(level.points);
    RangeOfLevels();
  }

  void operator()(const Step& step) {
    out_.kind_ = Kind::bins;
    out_.outside_ = step.outside;
    std::vector<Decimal> bounds;
    for (const StepBin& bin : step.bins) {
      AddLevel(bin.points);
      bounds.push_back(bin.from);
    }
    bounds.push_back(step.to);
    SetBounds(bounds);
    RangeOfLevels();
  }

  void operator()(const Linear& linear) {
    (*this)(Curve{{{linear.worst, low_text_}, {linear.best, high_text_}}, linear.outside});
  }

  void operator()(const Curve& curve);
  void operator()(const Logarithmic& log);
  void operator()(const Target& target) {
    (*this)(Interval{target.low, target.target, target.target, target.high, target.outside});
  }
  void operator()(const Interval& interval);
  void operator()(const Benchmark& benchmark);

  void SetRange(const Decimal& low, const Decimal& high) {
    low_text_ = low;
    high_text_ = high;
    out_.low_ = scoring_internal::PointUnits(low);
    out_.high_ = scoring_internal::PointUnits(high);
    out_.range_ = {out_.low_, out_.high_};
  }

 private:
  void AddLevel(const Decimal& points) { out_.level_points_.push_back(scoring_internal::PointUnits(points)); }
  void RangeOfLevels() {
    const auto [least, greatest] = std::minmax_element(out_.level_points_.begin(), out_.level_points_.end());
    out_.range_ = {*least, *greatest};
  }

  // The bounds as integers of one unit, which CheckValueFunction has seen to fit.
  void SetBounds(const std::vector<Decimal>& bounds) {
    int scale = 0;
    for (const Decimal& bound : bounds) scale = std::max(scale, bound.scale());
    out_.unit_ = PowerOfTen(scale);
    for (const Decimal& bound : bounds) out_.bounds_.push_back(bound.mantissa() * PowerOfTen(scale - bound.scale()));
  }

  int128 Height() const { return int128(out_.high_) - out_.low_; }

  CompiledValue& out_;
  Decimal low_text_;
  Decimal high_text_;
};

inline void CompiledValue::Compiler::operator()(const Curve& curve) {
  out_.kind_ = Kind::lines;
  out_.outside_ = curve.outside;
  std::vector<CurvePoint> points = curve.points;
  if (points.front().x > points.back().x) std::reverse(points.begin(), points.end());
  std::vector<Decimal> bounds;
  bounds.reserve(points.size());
  for (const CurvePoint& point : points) bounds.push_back(point.x);
  SetBounds(bounds);
  std::vector<std::int64_t> ys;
  ys.reserve(points.size());
  for (const CurvePoint& point : points) ys.push_back(scoring_internal::PointUnits(point.points));
  for (std::size_t i = 0; i + 1 < ys.size(); ++i) {
    out_.lines_.push_back({out_.bounds_[i], ys[i], out_.bounds_[i + 1] - out_.bounds_[i], int128(ys[i + 1]) - ys[i]});
  }
  const auto [least, greatest] = std::minmax_element(ys.begin(), ys.end());
  out_.range_ = {*least, *greatest};
  if (curve.outside != OutOfRange::extrapolate) return;
  // A line that is not level meets the range's end, on one side or the other.
  const int128 before = out_.lines_.front().dy;
  const int128 after = out_.lines_.back().dy;
  if (before > 0 || after < 0) out_.range_.least = out_.low_;
  if (before < 0 || after > 0) out_.range_.greatest = out_.high_;
}

inline void CompiledValue::Compiler::operator()(const Logarithmic& log) {
  out_.kind_ = Kind::logarithm;
  out_.outside_ = log.outside;
  out_.falls_ = log.high < log.low;
  out_.log_ = {Fraction::Of(log.low), Fraction::Of(log.high), log.form};
  SetBounds({std::min(log.low, log.high), std::max(log.low, log.high)});
}

// Both sides fall by the same slope, that of the wider one.
inline void CompiledValue::Compiler::operator()(const Interval& interval) {
  out_.kind_ = Kind::lines;
  out_.outside_ = interval.outside;
  SetBounds({interval.low, interval.from, interval.to, interval.high});
  const int128 from = out_.bounds_[1];
  const int128 to = out_.bounds_[2];
  const int128 run = std::max(from - out_.bounds_[0], out_.bounds_[3] - to);
  const scoring_internal::Line sides[] = {
      {from - run, out_.low_, run, Height()}, {from, out_.high_, 1, 0}, {to, out_.high_, run, -Height()}};
  std::vector<int128> bounds = {out_.bounds_.front()};
  for (std::size_t i = 0; i < 3; ++i) {
    if (out_.bounds_[i] == out_.bounds_[i + 1]) continue;  // no part of that kind
    out_.lines_.push_back(sides[i]);
    bounds.push_back(out_.bounds_[i + 1]);
  }
  out_.bounds_ = std::move(bounds);
  if (run == 0) out_.range_.least = out_.high_;
}

// u is 0 as far below the lower quartile as that is below the median, and 1 on the other side.
inline void CompiledValue::Compiler::operator()(const Benchmark& benchmark) {
  out_.kind_ = Kind::lines;
  out_.takes_all_ = true;
  SetBounds({benchmark.lower, benchmark.median, benchmark.upper});
  const int128 median = out_.bounds_[1];
  const int128 below = median - out_.bounds_[0];
  const int128 above = out_.bounds_[2] - median;
  const int128 start = benchmark.less_is_better ? out_.high_ : out_.low_;
  const int128 rise = benchmark.less_is_better ? -Height() : Height();
  out_.lines_ = {{median - 2 * below, start, 4 * below, rise}, {median - 2 * above, start, 4 * above, rise}};
  out_.bounds_ = {median - 2 * below, median, median + 2 * above};
}

inline Result<CompiledValue> CompiledValue::Compile(const ValueFunction& value, const Decimal& low,
                                                    const Decimal& high) {
  KEYHAUL_CHECK(CheckPointRange(low, high));
  KEYHAUL_CHECK(CheckValueFunction(value, low, high));
  CompiledValue compiled;
  Compiler compiler(&compiled);
  compiler.SetRange(low, high);
  std::visit(compiler, value);
  return compiled;
}

inline Result<LeafPoints> CompiledValue::PointsOf(const RawValue& raw) const {
  if (!raw.is_known()) {
    Error error = MakeError(Code::invalid_argument, "a value that is not known, or does not apply, has no points");
    error.rule = "SCORING-12";
    return error;
  }
  if (is_rated() != (raw.level >= 0)) {
    return MakeError(Code::invalid_argument, is_rated() ? "a number is given for a rating scale; expected a level"
                                                        : "a level is given where there is no rating scale");
  }
  return is_rated() ? PointsOfLevel(raw.level) : PointsOfNumber(raw.number);
}

inline Result<LeafPoints> CompiledValue::PointsOfLevel(std::int32_t level) const {
  const auto i = static_cast<std::size_t>(level);
  if (i < level_points_.size()) return LeafPoints{level_points_[i], level, false};
  return MakeError(Code::invalid_argument, "there is no level " + std::to_string(level) +
                                               "; levels are numbered from 0 to " +
                                               std::to_string(level_points_.size() - 1));
}

inline std::int32_t CompiledValue::PartOf(const Fraction& x) const {
  const auto above = std::partition_point(bounds_.begin(), bounds_.end(), [&](int128 bound) {
    return Compare(Fraction{bound, unit_}, x) <= 0;
  });
  const auto part = static_cast<std::int32_t>(above - bounds_.begin()) - 1;
  const auto parts = static_cast<std::int32_t>(bounds_.size()) - 1;
  return part == parts && x == Bound(bounds_.size() - 1) ? parts - 1 : part;
}

inline Result<LeafPoints> CompiledValue::PointsOfNumber(const Fraction& x) const {
  const std::int32_t part = PartOf(x);
  const auto i = static_cast<std::size_t>(part);
  if (part < 0 || i + 1 >= bounds_.size()) return Outside(x, part >= 0);
  if (kind_ == Kind::bins) return LeafPoints{level_points_[i], part, false};
  return LeafPoints{kind_ == Kind::lines ? OnLine(i, x) : OnLogarithm(x), -1, false};
}

inline Result<LeafPoints> CompiledValue::Outside(const Fraction& x, bool is_above) const {
  if (outside_ == OutOfRange::error) return RefuseOutside(x);
  const std::size_t last = bounds_.size() - 2;
  const std::size_t part = is_above ? last : 0;
  if (kind_ == Kind::bins) return LeafPoints{level_points_[part], static_cast<std::int32_t>(part), true};
  const Fraction at = outside_ == OutOfRange::extrapolate ? x : Bound(is_above ? last + 1 : 0);
  return LeafPoints{kind_ == Kind::lines ? OnLine(part, at) : OnLogarithm(at), -1, !takes_all_};
}

inline std::int64_t CompiledValue::OnLine(std::size_t line, const Fraction& x) const {
  const int128 points = scoring_internal::PointsAt(lines_[line], x, unit_);
  return static_cast<std::int64_t>(std::clamp<int128>(points, low_, high_));
}

// Both ends are exact: no logarithm is asked.
inline std::int64_t CompiledValue::OnLogarithm(const Fraction& x) const {
  if (x == Bound(0)) return falls_ ? high_ : low_;
  if (x == Bound(1)) return falls_ ? low_ : high_;
  const int128 rise = (int128(high_) - low_) * log_.PartAt(Reduce(x));  // equal values, equal doubles
  return static_cast<std::int64_t>(scoring_internal::PlusRatio(low_, rise, scoring_internal::LogCurve::kWhole));
}

inline Error CompiledValue::RefuseOutside(const Fraction& x) const {
  Error error =
      MakeError(Code::data_value, ToText(x) + " is outside " + ToText(Bound(0)) + " to " +
                                      ToText(Bound(bounds_.size() - 1)) + ", for which the value function is declared");
  error.value = ToText(x);
  error.rule = "SCORING-04";
  return error;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_VALUE_H_

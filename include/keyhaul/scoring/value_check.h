// Checks a value function without values.
//
// What is refused says two things at once or cannot be computed: bounds that do not rise, points outside the range of
// the scorecard or with more decimals than points have, labels that stand twice, an extrapolation where there is no
// line that could go on. Errors carry the path inside the function, "levels[2].points", and rule SCORING-09.
#ifndef KEYHAUL_SCORING_VALUE_CHECK_H_
#define KEYHAUL_SCORING_VALUE_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/value_function.h"

namespace keyhaul {
inline namespace v1 {

// Levels of a scale, bins of a step, points of a curve. No scale that people rate by comes near.
inline constexpr std::size_t kMaxValueParts = 1024;

// The range of a scorecard lies between the negative of this and this.
inline constexpr std::int64_t kMaxScoringPoints = 1'000'000;

namespace scoring_internal {

// The bounds of one function, written with one number of decimals, have no more bits than this. Their differences and
// small multiples then fit 128 bits.
inline constexpr int kMaxBoundBits = 120;

inline Error RefuseValue(std::string path, std::string message) {
  Error error = MakeErrorAt(Code::policy_value, std::move(path), std::move(message));
  error.rule = "SCORING-09";
  return error;
}

inline std::string ElementPath(std::string_view list, std::size_t i, std::string_view field) {
  return std::string(list) + "[" + std::to_string(i) + "]." + std::string(field);
}

// A number of points as it is written.
inline Status CheckPoints(const Decimal& points, const std::string& path) {
  if (points.scale() > kPointScale) {
    return RefuseValue(path, points.ToText() + " has " + std::to_string(points.scale()) + " decimals; points have " +
                                 std::to_string(kPointScale) + " at most");
  }
  if (points > Decimal::FromInteger(kMaxScoringPoints) || points < Decimal::FromInteger(-kMaxScoringPoints)) {
    return RefuseValue(path, points.ToText() + " is not between -" + std::to_string(kMaxScoringPoints) + " and " +
                                 std::to_string(kMaxScoringPoints));
  }
  return {};
}

class ValueChecker {
 public:
  ValueChecker(const Decimal& low, const Decimal& high) : low_(low), high_(high) {}

  Status operator()(const Rated& rated) {
    KEYHAUL_CHECK(CheckCount("levels", rated.levels.size(), 2));
    for (std::size_t i = 0; i < rated.levels.size(); ++i) {
      KEYHAUL_CHECK(CheckInRange(rated.levels[i].points, ElementPath("levels", i, "points")));
      if (i > 0 && rated.levels[i].points <= rated.levels[i - 1].points) {
        return RefuseValue(ElementPath("levels", i, "points"),
                           rated.levels[i].points.ToText() + " is not above " + rated.levels[i - 1].points.ToText() +
                               ", the points of the level before; expected levels from worst to best");
      }
      if (rated.levels[i].label.empty()) return RefuseValue(ElementPath("levels", i, "label"), "the label is empty");
    }
    return CheckLabels("levels", rated.levels);
  }

  Status operator()(const Step& step) {
    KEYHAUL_CHECK(CheckCount("bins", step.bins.size(), 1));
    KEYHAUL_CHECK(CheckOutside(step.outside));
    for (std::size_t i = 0; i < step.bins.size(); ++i) {
      KEYHAUL_CHECK(CheckInRange(step.bins[i].points, ElementPath("bins", i, "points")));
      AddBound(step.bins[i].from, ElementPath("bins", i, "from"));
      if (i > 0) KEYHAUL_CHECK(CheckAbove(step.bins[i].from, step.bins[i - 1].from, ElementPath("bins", i, "from")));
    }
    AddBound(step.to, "to");
    KEYHAUL_CHECK(CheckNotBelow(step.to, step.bins.back().from, "to"));
    KEYHAUL_CHECK(CheckLabels("bins", step.bins));
    return CheckBounds();
  }

  Status operator()(const Linear& linear) {
    AddBound(linear.worst, "worst");
    AddBound(linear.best, "best");
    if (linear.best == linear.worst)
      return RefuseValue("best", linear.best.ToText() + " is both the worst and the best");
    return CheckBounds();
  }

  Status operator()(const Curve& curve) {
    KEYHAUL_CHECK(CheckCount("points", curve.points.size(), 2));
    const bool rises = curve.points[1].x > curve.points[0].x;
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
      const std::string path = ElementPath("points", i, "x");
      KEYHAUL_CHECK(CheckInRange(curve.points[i].points, ElementPath("points", i, "points")));
      AddBound(curve.points[i].x, path);
      if (i == 0) continue;
      const Decimal& x = curve.points[i].x;
      const Decimal& before = curve.points[i - 1].x;
      if (rises ? x > before : x < before) continue;
      return RefuseValue(path, x.ToText() + " comes after " + before.ToText() +
                                   "; expected x that rises throughout, or falls throughout");
    }
    return CheckBounds();
  }

  Status operator()(const Logarithmic& log) {
    KEYHAUL_CHECK(CheckOutside(log.outside));
    AddBound(log.low, "low");
    AddBound(log.high, "high");
    if (log.form == LogForm::ratio) {
      if (log.low.sign() <= 0) return RefuseValue("low", log.low.ToText() + " has no logarithm; expected more than 0");
      KEYHAUL_CHECK(CheckAbove(log.high, log.low, "high"));
    }
    if (log.low == log.high) return RefuseValue("high", log.high.ToText() + " is both the low and the high end");
    return CheckBounds();
  }

  Status operator()(const Target& target) {
    KEYHAUL_CHECK(CheckOutside(target.outside));
    AddBound(target.low, "low");
    AddBound(target.target, "target");
    AddBound(target.high, "high");
    KEYHAUL_CHECK(CheckAbove(target.high, target.low, "high"));
    KEYHAUL_CHECK(CheckNotBelow(target.target, target.low, "target"));
    KEYHAUL_CHECK(CheckNotBelow(target.high, target.target, "high"));
    return CheckBounds();
  }

  Status operator()(const Interval& interval) {
    KEYHAUL_CHECK(CheckOutside(interval.outside));
    AddBound(interval.low, "low");
    AddBound(interval.from, "from");
    AddBound(interval.to, "to");
    AddBound(interval.high, "high");
    KEYHAUL_CHECK(CheckAbove(interval.high, interval.low, "high"));
    KEYHAUL_CHECK(CheckNotBelow(interval.from, interval.low, "from"));
    KEYHAUL_CHECK(CheckNotBelow(interval.to, interval.from, "to"));
    KEYHAUL_CHECK(CheckNotBelow(interval.high, interval.to, "high"));
    return CheckBounds();
  }

  Status operator()(const Benchmark& benchmark) {
    AddBound(benchmark.lower, "lower");
    AddBound(benchmark.median, "median");
    AddBound(benchmark.upper, "upper");
    KEYHAUL_CHECK(CheckAbove(benchmark.median, benchmark.lower, "median"));
    KEYHAUL_CHECK(CheckAbove(benchmark.upper, benchmark.median, "upper"));
    return CheckBounds();
  }

 private:
  static Status CheckCount(std::string_view path, std::size_t count, std::size_t least) {
    if (count >= least && count <= kMaxValueParts) return {};
    return RefuseValue(std::string(path), std::to_string(count) + " are given; expected " + std::to_string(least) +
                                              " to " + std::to_string(kMaxValueParts));
  }

  static Status CheckOutside(OutOfRange outside) {
    if (outside != OutOfRange::extrapolate) return {};
    return RefuseValue("outside", "there is no line that could go on outside; expected clip or error");
  }

  Status CheckInRange(const Decimal& points, const std::string& path) const {
    KEYHAUL_CHECK(CheckPoints(points, path));
    if (points >= low_ && points <= high_) return {};
    return RefuseValue(
        path, points.ToText() + " is outside the scorecard's range, " + low_.ToText() + " to " + high_.ToText());
  }

  static Status CheckAbove(const Decimal& x, const Decimal& bound, const std::string& path) {
    if (x > bound) return {};
    return RefuseValue(path, x.ToText() + " is not above " + bound.ToText());
  }
  static Status CheckNotBelow(const Decimal& x, const Decimal& bound, const std::string& path) {
    if (x >= bound) return {};
    return RefuseValue(path, x.ToText() + " is below " + bound.ToText());
  }

  // Labels that are given differ.
  template <class Parts>
  static Status CheckLabels(std::string_view list, const Parts& parts) {
    for (std::size_t i = 1; i < parts.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (parts[i].label.empty() || parts[i].label != parts[k].label) continue;
        return RefuseValue(ElementPath(list, i, "label"), "\"" + parts[i].label + "\" stands twice");
      }
    }
    return {};
  }

  // Notes a bound; CheckBounds has the last word, when the decimals of all of them are known.
  void AddBound(const Decimal& x, const std::string& path) {
    if (x.scale() > scale_) scale_ = x.scale();
    const int whole_bits = BitWidth(x.mantissa() / PowerOfTen(x.scale()));
    if (whole_bits > whole_bits_) {
      whole_bits_ = whole_bits;
      widest_ = path;
    }
  }
  Status CheckBounds() const {
    if (whole_bits_ + BitWidth(PowerOfTen(scale_)) <= kMaxBoundBits) return {};
    Error error = RefuseValue(widest_, "the bound needs too many digits beside the others, which have up to " +
                                           std::to_string(scale_) + " decimals");
    error.code = Code::overflow;
    return error;
  }

  const Decimal& low_;
  const Decimal& high_;
  int scale_ = 0;       // decimals of the bounds
  int whole_bits_ = 0;  // bits of their whole parts
  std::string widest_;
};

}  // namespace scoring_internal

// The range of a scorecard. Paths are "low" and "high".
inline Status CheckPointRange(const Decimal& low, const Decimal& high) {
  KEYHAUL_CHECK(scoring_internal::CheckPoints(low, "low"));
  KEYHAUL_CHECK(scoring_internal::CheckPoints(high, "high"));
  if (low < high) return {};
  return scoring_internal::RefuseValue("high", high.ToText() + " is not above " + low.ToText() + ", the low end");
}

// For a range that CheckPointRange takes.
inline Status CheckValueFunction(const ValueFunction& value, const Decimal& low, const Decimal& high) {
  return std::visit(scoring_internal::ValueChecker(low, high), value);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_VALUE_CHECK_H_

// Several raters, several periods: how many values of one criterion become one.
//
// Raters. Each has a weight, all of them together make one rating (RaterMean):
//   weighted  sum of w * x / sum of w
//   median    the lower weighted median: the least value at which the weights of it and of all below it reach half
// Numbers are combined before the value function, exactly; ratings of a scale by their points, and rounded once to
// kPointScale decimals, half to even. Who does not know, and for whom the criterion does not apply, is passed over; so
// is a weight of 0. Where nobody is left, the criterion does not apply if nobody says more than that, and is missing
// otherwise; what only raters of weight 0 say is missing for that reason, `no_weight`. The dispersion is the greatest
// points less the least among those who count (SCORING-17).
//
// Of a scale a knock-out asks for a level: that of the median, or the highest one whose points the mean reaches.
//
//   three people, weights 2, 1, 1, rate 4, 2, 3:   mean 3.25, level "good"; lower median 3; dispersion 2
//
// Periods. s' = s (1 - f) + x f from the first period with a value on, each rounded to kPointScale decimals, half to
// even, so that a stored s' goes on as if it had never been stored; periods without a value are passed over
// (SCORING-18):
//
//   80, then 20, f = 0.1:   74
#ifndef KEYHAUL_SCORING_COMBINE_H_
#define KEYHAUL_SCORING_COMBINE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/raw_value.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/scoring/value.h"

namespace keyhaul {
inline namespace v1 {

// What one rater says of one criterion. Weights are integers of one unit, 0 to kMaxRaterWeight.
struct RaterValue {
  RawValue raw;
  std::int64_t weight = 1;
};

inline constexpr std::int64_t kMaxRaterWeight = 1'000'000'000'000;
inline constexpr std::size_t kMaxRaters = 1 << 16;

struct CombinedLeaf {
  RawValue raw;
  LeafPoints points;            // where raw is known
  std::int64_t dispersion = 0;  // units of points
  std::int32_t raters = 0;      // how many count
};

namespace scoring_internal {

struct Rating {
  Fraction number;
  LeafPoints points;
  std::int64_t weight = 0;
};

// What stands where nobody's value counts.
inline RawValue NobodysValue(std::span<const RaterValue> values) {
  const RawValue not_given = RawValue::Missing(MissingReason::not_given);
  const RawValue* missing = nullptr;
  bool applies_to_none = false;
  bool is_said_without_weight = false;
  for (const RaterValue& value : values) {
    if (value.weight == 0) {
      is_said_without_weight = is_said_without_weight || !(value.raw == not_given);
      continue;
    }
    if (value.raw.state == RawValue::State::missing && missing == nullptr) missing = &value.raw;
    if (value.raw.state == RawValue::State::not_applicable) applies_to_none = true;
  }
  const RawValue nobodys = missing != nullptr ? *missing : applies_to_none ? RawValue::NotApplicable() : not_given;
  return nobodys == not_given && is_said_without_weight ? RawValue::Missing(MissingReason::no_weight) : nobodys;
}

// The ratings that count, those of least points or number first.
inline Result<std::vector<Rating>> RatingsThatCount(const CompiledValue& function, std::span<const RaterValue> values) {
  std::vector<Rating> ratings;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const RaterValue& value = values[i];
    if (value.weight < 0 || value.weight > kMaxRaterWeight) {
      return MakeError(Code::invalid_argument, "rater " + std::to_string(i + 1) + " has a weight of " +
                                                   std::to_string(value.weight) + "; expected 0 to " +
                                                   std::to_string(kMaxRaterWeight));
    }
    if (value.weight == 0 || !value.raw.is_known()) continue;
    KEYHAUL_TRY(const LeafPoints points, function.PointsOf(value.raw));
    ratings.push_back({value.raw.number, points, value.weight});
  }
  std::sort(ratings.begin(), ratings.end(), [&](const Rating& a, const Rating& b) {
    return function.is_rated() ? a.points.points < b.points.points : Compare(a.number, b.number) < 0;
  });
  return ratings;
}

inline int128 TotalWeight(const std::vector<Rating>& ratings) {
  int128 total = 0;
  for (const Rating& rating : ratings) total += rating.weight;
  return total;
}

// Requires ratings in ascending order, one at least.
inline const Rating& LowerMedian(const std::vector<Rating>& ratings) {
  const int128 total = TotalWeight(ratings);
  int128 reached = 0;
  for (const Rating& rating : ratings) {
    reached += rating.weight;
    if (2 * reached >= total) return rating;
  }
  return ratings.back();
}

// Points of a mean, and the highest level that they reach. The sum has no more than 60 + 40 + 16 bits.
inline LeafPoints MeanOfLevels(const CompiledValue& function, const std::vector<Rating>& ratings) {
  int128 sum = 0;
  for (const Rating& rating : ratings) sum += int128(rating.points.points) * rating.weight;
  const auto mean = static_cast<std::int64_t>(PlusRatio(0, sum, TotalWeight(ratings)));
  const std::vector<std::int64_t>& levels = function.level_points();
  const auto above = std::upper_bound(levels.begin(), levels.end(), mean);
  return {mean, static_cast<std::int32_t>(above - levels.begin()) - 1, false};
}

inline Result<Fraction> MeanOfNumbers(const std::vector<Rating>& ratings) {
  Fraction sum;
  for (const Rating& rating : ratings) {
    KEYHAUL_TRY(const Fraction part, Multiply(rating.number, Fraction{rating.weight, 1}));
    KEYHAUL_TRY(sum, Add(sum, part));
  }
  return Divide(sum, Fraction{TotalWeight(ratings), 1});
}

inline std::int64_t Dispersion(const std::vector<Rating>& ratings) {
  PointRange range{ratings.front().points.points, ratings.front().points.points};
  for (const Rating& rating : ratings) {
    range.least = std::min(range.least, rating.points.points);
    range.greatest = std::max(range.greatest, rating.points.points);
  }
  return range.greatest - range.least;
}

}  // namespace scoring_internal

// Raters of one criterion. Refused: what CompiledValue::PointsOf refuses of any of them, weights out of range and more
// than kMaxRaters raters (`invalid_argument`), and an exact mean of numbers that leaves 128 bits (`overflow`).
inline Result<CombinedLeaf> CombineRaters(const CompiledValue& function, std::span<const RaterValue> values,
                                          RaterMean mean) {
  if (values.size() > kMaxRaters) {
    return MakeError(Code::invalid_argument, std::to_string(values.size()) + " raters are given; expected " +
                                                 std::to_string(kMaxRaters) + " at most");
  }
  KEYHAUL_TRY(const std::vector<scoring_internal::Rating> ratings,
              scoring_internal::RatingsThatCount(function, values));
  CombinedLeaf combined;
  if (ratings.empty()) {
    combined.raw = scoring_internal::NobodysValue(values);
    return combined;
  }
  combined.raters = static_cast<std::int32_t>(ratings.size());
  combined.dispersion = scoring_internal::Dispersion(ratings);
  if (function.is_rated()) {
    combined.points = mean == RaterMean::median ? scoring_internal::LowerMedian(ratings).points
                                                : scoring_internal::MeanOfLevels(function, ratings);
    combined.raw = RawValue::OfLevel(combined.points.level);
    return combined;
  }
  Fraction number = scoring_internal::LowerMedian(ratings).number;
  if (mean == RaterMean::weighted) {
    KEYHAUL_TRY(number, scoring_internal::MeanOfNumbers(ratings));
  }
  combined.raw = RawValue::Known(number);
  KEYHAUL_TRY(combined.points, function.PointsOf(combined.raw));
  return combined;
}

// Refused with `policy_value` at "factor" where it is not above 0 and at most 1.
inline Status CheckSmoothing(const Smoothing& smoothing) {
  if (smoothing.factor.sign() > 0 && smoothing.factor <= Decimal::FromInteger(1)) return {};
  Error error = MakeErrorAt(Code::policy_value, "factor", smoothing.factor.ToText() + " is not above 0 and at most 1");
  error.rule = "SCORING-18";
  return error;
}

// One step, in units of points, for a rule that CheckSmoothing takes and points within kMaxScoringPoints.
inline std::int64_t Smooth(const Smoothing& smoothing, std::int64_t before, std::int64_t now) {
  const int128 one = PowerOfTen(smoothing.factor.scale());
  const int128 change = (int128(now) - before) * smoothing.factor.mantissa();
  return static_cast<std::int64_t>(scoring_internal::PlusRatio(before, change, one));
}

// All periods, the earliest first; nothing where none has a value.
inline std::optional<std::int64_t> SmoothPeriods(const Smoothing& smoothing,
                                                 std::span<const std::optional<std::int64_t>> periods) {
  std::optional<std::int64_t> smoothed;
  for (const std::optional<std::int64_t>& now : periods) {
    if (now) smoothed = smoothed ? Smooth(smoothing, *smoothed, *now) : *now;
  }
  return smoothed;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_COMBINE_H_

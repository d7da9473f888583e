// Points of many candidates and the weights of their criteria, as the questions of robustness take them, and keys.
//
// A table has one row per candidate and one column per leaf of a scorecard, row-major; points are integers of
// 10^-kPointScale. Weights are integers, one per column, of any sum:
//
//   score = sum of weight * points / sum of weights,   key = the score times 10^9, rounded half away from zero
//
// What decides (rank, band) compares keys, or exact sums of weight * points; neither is ever a floating-point number.
// A sum is below 2^123, since weights add up to less than 2^63 and points are at most kMaxScorePoints.
#ifndef KEYHAUL_SCORING_SCORE_TABLE_H_
#define KEYHAUL_SCORING_SCORE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

// A million points, the end of the range that a scorecard may have.
inline constexpr std::int64_t kMaxScorePoints = 1'000'000'000'000'000'000;

namespace score_table_internal {

// Units of points in one unit of a key: 10^(12 - 9).
inline constexpr std::int64_t kPointsPerKey = 1000;

}  // namespace score_table_internal

// The key of numerator / total points. Requires total > 0, and |numerator| at most kMaxScorePoints * total.
inline std::int64_t KeyOfSum(int128 numerator, std::int64_t total) {
  const uint128 divisor = uint128{static_cast<std::uint64_t>(total)} * score_table_internal::kPointsPerKey;
  const uint128 magnitude = Magnitude(numerator);
  const uint128 rest = magnitude % divisor;
  const auto key = static_cast<std::int64_t>(magnitude / divisor + (rest >= divisor - rest ? 1U : 0U));
  return numerator < 0 ? -key : key;
}

// The least numerator over `total` whose key is not below `key`. Requires total > 0, and |key| at most 10^15.
inline int128 LeastSumOfKey(std::int64_t key, std::int64_t total) {
  const int128 half = int128{total} * (score_table_internal::kPointsPerKey / 2);
  // Half a unit below a key rounds up to it above zero, and away from it to the one before at and below zero.
  return int128{total} * score_table_internal::kPointsPerKey * key - half + (key > 0 ? 0 : 1);
}

// The sum of weights. Refused where there are none, one is below 0, none is above 0, or the sum leaves 63 bits.
inline Result<std::int64_t> TotalOfWeights(std::span<const std::int64_t> weights) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] < 0) {
      return MakeError(Code::invalid_argument, "the weight of criterion " + std::to_string(i) + " is " +
                                                   std::to_string(weights[i]) + "; expected 0 or more");
    }
    if (__builtin_add_overflow(total, weights[i], &total)) {
      return MakeError(Code::overflow, "the weights of " + std::to_string(weights.size()) +
                                           " criteria add up to more than 63 bits hold");
    }
  }
  if (total == 0) return MakeError(Code::invalid_argument, "no criterion has a weight above 0");
  return total;
}

// The number of rows of a table with `columns` columns. Refused where cells are missing or a cell is out of range.
inline Result<std::size_t> RowsOfPoints(std::span<const std::int64_t> points, std::size_t columns) {
  if (columns == 0 || points.size() % columns != 0) {
    return MakeError(Code::invalid_argument, std::to_string(points.size()) + " points for rows of " +
                                                 std::to_string(columns) + " criteria; expected whole rows");
  }
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i] <= kMaxScorePoints && points[i] >= -kMaxScorePoints) continue;
    Error error = MakeError(Code::overflow, "points are beyond a million; criterion " + std::to_string(i % columns));
    error.row = static_cast<std::int64_t>(i / columns);
    error.value = std::to_string(points[i]);
    return error;
  }
  return points.size() / columns;
}

// Sum of weight * points of one row.
inline int128 SumOfRow(std::span<const std::int64_t> points, std::span<const std::int64_t> weights) {
  int128 sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += int128{weights[i]} * points[i];
  return sum;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_SCORE_TABLE_H_

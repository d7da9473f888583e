// Keys of the scores of many candidates at once, of whom everything is known.
//
// The points of a million candidates by seven criteria are one table (score_table.h), and their scores one column. What
// evaluate.h gives beside a score (states, coverage, knock-outs, a decision) has no place here, and neither has a
// missing value; the keys are the same.
#ifndef KEYHAUL_SCORING_SCORE_KEYS_H_
#define KEYHAUL_SCORING_SCORE_KEYS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/compiled_scorecard.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

namespace scoring_internal {

// Rows are looked at in blocks that stay in the nearest cache.
inline constexpr std::size_t kRowsPerBlock = 256;

inline std::uint64_t MagnitudeOf(std::int64_t x) {
  return x < 0 ? ~static_cast<std::uint64_t>(x) + 1 : static_cast<std::uint64_t>(x);
}

inline std::uint64_t GreatestMagnitude(std::span<const std::int64_t> points) {
  std::uint64_t greatest = 0;
  for (const std::int64_t x : points) greatest = std::max(greatest, MagnitudeOf(x));
  return greatest;
}

// Keys of rows whose sums of products fit 64 bits. The divisor is even, so that half of it is exact.
inline void KeysOfSmall(std::span<const std::int64_t> weights, const std::int64_t* points, std::uint64_t divisor,
                        std::span<std::int64_t> keys) {
  for (std::int64_t& key : keys) {
    std::int64_t sum = 0;
    for (const std::int64_t weight : weights) sum += weight * *points++;
    const auto magnitude = static_cast<std::int64_t>((MagnitudeOf(sum) + divisor / 2) / divisor);
    key = sum < 0 ? -magnitude : magnitude;
  }
}

inline void KeysOfAny(std::span<const std::int64_t> weights, const std::int64_t* points, std::int64_t weight_sum,
                      std::span<std::int64_t> keys) {
  for (std::int64_t& key : keys) {
    int128 sum = 0;
    for (const std::int64_t weight : weights) sum += int128(weight) * *points++;
    key = KeyOfSum(sum, weight_sum);
  }
}

// Names the first points that are too large.
inline Error RefuseBeyond(const CompiledScorecard& scorecard, std::span<const std::int64_t> points) {
  const auto found = std::find_if(points.begin(), points.end(), [](std::int64_t x) {
    return MagnitudeOf(x) > static_cast<std::uint64_t>(kMaxScorePoints);
  });
  const auto place = static_cast<std::size_t>(found - points.begin());
  const std::size_t leaves = scorecard.leaves().size();
  Error error = MakeError(Code::data_value, "the points are beyond " + std::to_string(kMaxScoringPoints));
  error.row = static_cast<std::int64_t>(place / leaves);
  error.column = scorecard.CriterionOf(place % leaves).id;
  error.value = std::to_string(*found);
  return error;
}

}  // namespace scoring_internal

// `points` are those of the candidates, one candidate after the other; `keys` has one cell for each. Nothing is
// allocated. Refused: sizes that do not match (`invalid_argument`), and points beyond kMaxScorePoints (`data_value`,
// with row and column); then the keys have no meaning.
inline Status ScoreKeys(const CompiledScorecard& scorecard, std::span<const std::int64_t> points,
                        std::span<std::int64_t> keys) {
  constexpr std::uint64_t kPointsPerKey = score_table_internal::kPointsPerKey;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62;  // of sums and divisors of 64 bits, with room to round
  const std::span<const std::int64_t> weights = scorecard.weights();
  const std::size_t n = weights.size();
  if (points.size() != keys.size() * n) {
    return MakeError(Code::invalid_argument, std::to_string(points.size()) + " points for " +
                                                 std::to_string(keys.size()) + " candidates by " + std::to_string(n) +
                                                 " criteria");
  }
  const auto weight_sum = static_cast<std::uint64_t>(scorecard.weight_sum());
  const std::uint64_t most_small = weight_sum <= kMost / kPointsPerKey ? kMost / weight_sum : 0;
  for (std::size_t row = 0; row < keys.size(); row += scoring_internal::kRowsPerBlock) {
    const std::size_t rows = std::min(scoring_internal::kRowsPerBlock, keys.size() - row);
    const std::span<const std::int64_t> block = points.subspan(row * n, rows * n);
    const std::uint64_t greatest = scoring_internal::GreatestMagnitude(block);
    if (greatest > static_cast<std::uint64_t>(kMaxScorePoints))
      return scoring_internal::RefuseBeyond(scorecard, points);
    if (greatest <= most_small) {
      scoring_internal::KeysOfSmall(weights, block.data(), weight_sum * kPointsPerKey, keys.subspan(row, rows));
    } else {
      scoring_internal::KeysOfAny(weights, block.data(), scorecard.weight_sum(), keys.subspan(row, rows));
    }
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_SCORE_KEYS_H_

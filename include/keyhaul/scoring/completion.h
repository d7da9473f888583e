// Completions: what a score and a rank can still become when ratings are missing.
//
// A leaf that is not known can turn out to be worth anything from its least to its greatest points. With all of them at
// their least the score is as low as it can be, with all at their greatest as high: the score interval, of which no
// part can be ruled out. What is not known of one candidate says nothing of another, so:
//
//   a beats b for every completion     lowest of a > highest of b
//   best rank of a                     1 + number of candidates that beat a for every completion
//   worst rank of a                    1 + number of other candidates whose highest is above the lowest of a
//
// Both ranks are reached: with a at its highest and all others at their lowest, and the other way round. Ranks are
// those of a competition (1, 2, 2, 4), and scores are compared by their keys, as everywhere.
//
//   weights 1, 1; points from 1 to 4   a = (4, ?)   b = (2, 2)   c = (1, ?)
//   a 2.5 to 4, ranks 1 to 1           b 2, ranks 2 to 3         c 1 to 2.5, ranks 1 to 3: level with a at best
//
// A leaf that does not apply is out of both sides of the division and stays so. A candidate of which nothing applies
// has no score; it has no rank and takes none.
#ifndef KEYHAUL_SCORING_COMPLETION_H_
#define KEYHAUL_SCORING_COMPLETION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

enum class CellState : std::int8_t { known, missing, not_applicable };

// The least and the greatest points that a leaf can give.
struct LeafRange {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

// Scores are sums over `total`. Where `defined` is false nothing of positive weight applies, and the rest is 0.
struct ScoreInterval {
  bool defined = false;
  std::int64_t total = 0;  // of the weights that apply
  int128 low = 0;
  int128 high = 0;
  std::int64_t low_key = 0;
  std::int64_t high_key = 0;
};

// From 1; 0 and 0 for a candidate without a score.
struct RankInterval {
  std::int32_t best = 0;
  std::int32_t worst = 0;

  friend bool operator==(const RankInterval&, const RankInterval&) = default;
};

// One interval per row. `states` has one state per cell of `points`, and `ranges` one range per column; the points of
// cells that are not known do not count. Known ones may lie outside the range, as extrapolated points do. Refused where
// lengths differ or a range is empty.
Result<std::vector<ScoreInterval>> ScoreIntervals(std::span<const std::int64_t> weights,
                                                  std::span<const LeafRange> ranges,
                                                  std::span<const std::int64_t> points,
                                                  std::span<const CellState> states);

// Whether the key of a is above that of b whatever is still to come to light.
inline bool BeatsAlways(const ScoreInterval& a, const ScoreInterval& b) {
  return a.defined && b.defined && a.low_key > b.high_key;
}

std::vector<RankInterval> RankIntervals(std::span<const ScoreInterval> scores);

// -----------------------------------------------------------------------------------------------------------------

namespace completion_internal {

inline Status CheckRanges(std::span<const LeafRange> ranges, std::size_t columns) {
  if (ranges.size() != columns) {
    return MakeError(Code::invalid_argument, std::to_string(ranges.size()) + " ranges of points for " +
                                                 std::to_string(columns) + " criteria; expected one for each");
  }
  for (std::size_t i = 0; i < columns; ++i) {
    if (ranges[i].low > ranges[i].high || ranges[i].low < -kMaxScorePoints || ranges[i].high > kMaxScorePoints) {
      return MakeError(Code::invalid_argument, "criterion " + std::to_string(i) + " gives points from " +
                                                   std::to_string(ranges[i].low) + " to " +
                                                   std::to_string(ranges[i].high) + "; expected a range to a million");
    }
  }
  return {};
}

}  // namespace completion_internal

inline Result<std::vector<ScoreInterval>> ScoreIntervals(std::span<const std::int64_t> weights,
                                                         std::span<const LeafRange> ranges,
                                                         std::span<const std::int64_t> points,
                                                         std::span<const CellState> states) {
  KEYHAUL_CHECK(TotalOfWeights(weights));
  KEYHAUL_CHECK(completion_internal::CheckRanges(ranges, weights.size()));
  const std::size_t columns = weights.size();
  if (states.size() != points.size()) {
    return MakeError(Code::invalid_argument, std::to_string(points.size()) + " points and " +
                                                 std::to_string(states.size()) + " states; expected one for each");
  }
  KEYHAUL_TRY(const std::size_t rows, RowsOfPoints(points, columns));
  std::vector<ScoreInterval> scores(rows);
  for (std::size_t row = 0; row < scores.size(); ++row) {
    ScoreInterval& score = scores[row];
    for (std::size_t i = 0; i < columns; ++i) {
      const std::size_t cell = row * columns + i;
      if (states[cell] == CellState::not_applicable) continue;
      const bool is_known = states[cell] == CellState::known;
      score.total += weights[i];
      score.low += int128{weights[i]} * (is_known ? points[cell] : ranges[i].low);
      score.high += int128{weights[i]} * (is_known ? points[cell] : ranges[i].high);
    }
    score.defined = score.total > 0;
    if (!score.defined) continue;
    score.low_key = KeyOfSum(score.low, score.total);
    score.high_key = KeyOfSum(score.high, score.total);
  }
  return scores;
}

inline std::vector<RankInterval> RankIntervals(std::span<const ScoreInterval> scores) {
  std::vector<std::int64_t> lows;
  std::vector<std::int64_t> highs;
  for (const ScoreInterval& score : scores) {
    if (!score.defined) continue;
    lows.push_back(score.low_key);
    highs.push_back(score.high_key);
  }
  std::sort(lows.begin(), lows.end());
  std::sort(highs.begin(), highs.end());
  const auto above = [](const std::vector<std::int64_t>& keys, std::int64_t key) {
    return static_cast<std::int32_t>(keys.end() - std::upper_bound(keys.begin(), keys.end(), key));
  };
  std::vector<RankInterval> ranks(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!scores[i].defined) continue;
    const bool above_itself = scores[i].high_key > scores[i].low_key;
    ranks[i] = {1 + above(lows, scores[i].high_key), 1 + above(highs, scores[i].low_key) - (above_itself ? 1 : 0)};
  }
  return ranks;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_COMPLETION_H_

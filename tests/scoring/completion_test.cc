// SCORING-98 to SCORING-101: what scores and ranks can still become. Small cases by hand; two thousand random tables
// against every completion there is.
#include "keyhaul/scoring/completion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/print_int128.h"

namespace keyhaul {
namespace {

constexpr std::int64_t kPoint = 1'000'000'000'000;
constexpr std::int64_t kKey = 1'000'000'000;
constexpr auto kKnown = CellState::known;
constexpr auto kMissing = CellState::missing;
constexpr auto kNotApplicable = CellState::not_applicable;

struct Table {
  std::vector<std::int64_t> weights;
  std::vector<LeafRange> ranges;
  std::vector<std::int64_t> points;
  std::vector<CellState> states;

  Result<std::vector<ScoreInterval>> Scores() const { return ScoreIntervals(weights, ranges, points, states); }
};

// The essay of completion.h: a = (4, ?), b = (2, 2), c = (1, ?).
Table Essay() {
  const LeafRange range{kPoint, 4 * kPoint};
  return {{1, 1},
          {range, range},
          {4 * kPoint, 0, 2 * kPoint, 2 * kPoint, kPoint, 0},
          {kKnown, kMissing, kKnown, kKnown, kKnown, kMissing}};
}

// SCORING-98
TEST(Completion, Scoring98TheScoreLiesBetweenAllMissingAtTheirWorstAndAtTheirBest) {
  const auto scores = Essay().Scores();
  ASSERT_TRUE(scores.ok());
  EXPECT_EQ((*scores)[0].low_key, 5 * kKey / 2);
  EXPECT_EQ((*scores)[0].high_key, 4 * kKey);
  EXPECT_EQ((*scores)[1].low_key, 2 * kKey);
  EXPECT_EQ((*scores)[1].high_key, 2 * kKey);
  EXPECT_EQ((*scores)[2].low_key, kKey);
  EXPECT_EQ((*scores)[2].high_key, 5 * kKey / 2);
  EXPECT_EQ((*scores)[2].high, int128{5 * kPoint});
  EXPECT_EQ((*scores)[2].total, 2);
}

// SCORING-99
TEST(Completion, Scoring99BeatingForEveryCompletionIsLowestAboveHighest) {
  const auto scores = *Essay().Scores();
  EXPECT_TRUE(BeatsAlways(scores[0], scores[1]));
  EXPECT_FALSE(BeatsAlways(scores[0], scores[2]));  // both can be 2.5
  EXPECT_FALSE(BeatsAlways(scores[1], scores[2]));
  EXPECT_FALSE(BeatsAlways(scores[1], scores[0]));
}

// SCORING-100
TEST(Completion, Scoring100RanksReachFromAllOthersAtTheirLowestToAllAtTheirHighest) {
  EXPECT_EQ(RankIntervals(*Essay().Scores()), (std::vector<RankInterval>{{1, 1}, {2, 3}, {1, 3}}));
  // Level candidates share the better rank.
  Table level = Essay();
  level.points = {kPoint, kPoint, kPoint, kPoint, kPoint, kPoint};
  level.states.assign(6, kKnown);
  EXPECT_EQ(RankIntervals(*level.Scores()), (std::vector<RankInterval>{{1, 1}, {1, 1}, {1, 1}}));
}

// SCORING-101
TEST(Completion, Scoring101WhatDoesNotApplyIsOutOfBothSides) {
  Table table = Essay();
  table.states = {kKnown, kNotApplicable, kNotApplicable, kNotApplicable, kNotApplicable, kMissing};
  const auto scores = *table.Scores();
  EXPECT_EQ(scores[0].total, 1);
  EXPECT_EQ(scores[0].low_key, 4 * kKey);
  EXPECT_EQ(scores[0].high_key, 4 * kKey);
  EXPECT_FALSE(scores[1].defined);
  EXPECT_EQ(scores[2].low_key, kKey);
  EXPECT_EQ(scores[2].high_key, 4 * kKey);
  EXPECT_EQ(RankIntervals(scores), (std::vector<RankInterval>{{1, 1}, {0, 0}, {1, 2}}));
  EXPECT_FALSE(BeatsAlways(scores[0], scores[1]));
  EXPECT_FALSE(BeatsAlways(scores[1], scores[0]));
  // Nor does it stand before who has a score below 0.
  const ScoreInterval below{true, 1, -kPoint, -kPoint, -kKey, -kKey};
  EXPECT_EQ(RankIntervals(std::vector{ScoreInterval(), below}), (std::vector<RankInterval>{{0, 0}, {1, 1}}));
  // What applies has no weight: no score either.
  table.weights = {1, 0};
  EXPECT_FALSE((*table.Scores())[2].defined);
}

// SCORING-100
TEST(Completion, Scoring100NoCandidatesHaveNoRanks) {
  const Table empty{{1}, {{0, 1}}, {}, {}};
  EXPECT_TRUE(empty.Scores()->empty());
  EXPECT_TRUE(RankIntervals({}).empty());
}

// SCORING-98
TEST(Completion, Scoring98WhatIsNoTableIsRefused) {
  const auto refusal = [](const Table& table) {
    const auto scores = table.Scores();
    return scores.ok() ? "accepted" : scores.error().Text();
  };
  Table table = Essay();
  table.weights = {1, -1};
  EXPECT_EQ(refusal(table), "the weight of criterion 1 is -1; expected 0 or more");
  table.weights = {0, 0};
  EXPECT_EQ(refusal(table), "no criterion has a weight above 0");
  table.weights = {INT64_MAX, 1};
  EXPECT_EQ(refusal(table), "the weights of 2 criteria add up to more than 63 bits hold");
  table = Essay();
  table.ranges.pop_back();
  EXPECT_EQ(refusal(table), "1 ranges of points for 2 criteria; expected one for each");
  table.ranges.push_back({2, 1});
  EXPECT_EQ(refusal(table), "criterion 1 gives points from 2 to 1; expected a range to a million");
  table.ranges[1] = {0, kMaxScorePoints + 1};
  EXPECT_NE(refusal(table), "accepted");
  table = Essay();
  table.states.pop_back();
  EXPECT_EQ(refusal(table), "6 points and 5 states; expected one for each");
  table = Essay();
  table.points.pop_back();
  table.states.pop_back();
  EXPECT_EQ(refusal(table), "5 points for rows of 2 criteria; expected whole rows");
}

// Keys by another way than the header's: floor(x + 1/2) of a score that is not negative.
std::int64_t KeyByFloor(std::int64_t sum, std::int64_t total) { return (2 * sum + 1000 * total) / (2000 * total); }

// All completions with points of whole numbers; the ends of an interval are among them.
class Brute {
 public:
  explicit Brute(const Table& table) : table_(table), points_(table.points) {
    const std::size_t rows = table.points.size() / table.weights.size();
    lowest_.assign(rows, INT64_MAX);
    highest_.assign(rows, INT64_MIN);
    ranks_.assign(rows, {INT32_MAX, 0});
    beats_.assign(rows * rows, true);
    Complete(0);
  }

  std::vector<std::int64_t> lowest_;
  std::vector<std::int64_t> highest_;
  std::vector<RankInterval> ranks_;
  std::vector<bool> beats_;

 private:
  void Complete(std::size_t cell) {
    if (cell == points_.size()) return Count();
    if (table_.states[cell] != kMissing) return Complete(cell + 1);
    const LeafRange& range = table_.ranges[cell % table_.weights.size()];
    for (points_[cell] = range.low; points_[cell] <= range.high; points_[cell] += kPoint) Complete(cell + 1);
  }

  void Count() {
    const std::size_t columns = table_.weights.size();
    std::vector<std::int64_t> keys;
    for (std::size_t row = 0; row < lowest_.size(); ++row) {
      std::int64_t sum = 0;
      std::int64_t total = 0;
      for (std::size_t i = 0; i < columns; ++i) {
        if (table_.states[row * columns + i] == kNotApplicable) continue;
        sum += table_.weights[i] * points_[row * columns + i];
        total += table_.weights[i];
      }
      keys.push_back(total == 0 ? -1 : KeyByFloor(sum, total));
    }
    for (std::size_t a = 0; a < keys.size(); ++a) {
      lowest_[a] = std::min(lowest_[a], keys[a]);
      highest_[a] = std::max(highest_[a], keys[a]);
      std::int32_t rank = 1;
      for (std::size_t b = 0; b < keys.size(); ++b) {
        if (keys[b] > keys[a]) ++rank;
        if (keys[a] < 0 || keys[b] < 0 || keys[a] <= keys[b]) beats_[a * keys.size() + b] = false;
      }
      ranks_[a] = {std::min(ranks_[a].best, rank), std::max(ranks_[a].worst, rank)};
    }
  }

  const Table& table_;
  std::vector<std::int64_t> points_;
};

// SCORING-98, SCORING-99, SCORING-100, SCORING-101
TEST(Completion, Scoring98To101AgreeWithEveryCompletionOfRandomTables) {
  std::mt19937 random(20260101);
  const auto pick = [&random](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  for (int i = 0; i < 2000; ++i) {
    Table table;
    const int columns = pick(1, 4);
    for (int k = 0; k < columns; ++k) {
      table.weights.push_back(pick(k == 0 ? 1 : 0, 5));
      table.ranges.push_back({pick(0, 1) * kPoint, pick(2, 3) * kPoint});
    }
    const int cells = columns * pick(1, 4);
    int missing = 0;
    for (int k = 0; k < cells; ++k) {
      const LeafRange& range = table.ranges[static_cast<std::size_t>(k % columns)];
      table.points.push_back(pick(static_cast<int>(range.low / kPoint), static_cast<int>(range.high / kPoint)) *
                             kPoint);
      const int state = pick(0, 9);
      table.states.push_back(state == 0 ? kNotApplicable : state < 4 && ++missing <= 6 ? kMissing : kKnown);
    }
    const auto scores = table.Scores();
    ASSERT_TRUE(scores.ok()) << scores.error().Text();
    const Brute brute(table);
    const auto ranks = RankIntervals(*scores);
    for (std::size_t a = 0; a < scores->size(); ++a) {
      const ScoreInterval& score = (*scores)[a];
      ASSERT_EQ(score.defined, brute.lowest_[a] >= 0) << "table " << i;
      if (!score.defined) continue;
      ASSERT_EQ(score.low_key, brute.lowest_[a]) << "table " << i;
      ASSERT_EQ(score.high_key, brute.highest_[a]) << "table " << i;
      ASSERT_EQ(ranks[a], brute.ranks_[a]) << "table " << i;
      for (std::size_t b = 0; b < scores->size(); ++b) {
        ASSERT_EQ(BeatsAlways(score, (*scores)[b]), brute.beats_[a * scores->size() + b]) << "table " << i;
      }
    }
  }
}

// SCORING-99: The key's rounding against its definition, around halves on both sides of zero.
TEST(Completion, Scoring99TheLeastSumOfAKeyIsTheFirstThatHasIt) {
  for (const std::int64_t total : {1, 2, 3, 7, 1000}) {
    for (std::int64_t key = -3; key <= 3; ++key) {
      const int128 least = LeastSumOfKey(key, total);
      EXPECT_EQ(KeyOfSum(least, total), key) << total;
      EXPECT_EQ(KeyOfSum(least - 1, total), key - 1) << total;
    }
  }
  EXPECT_EQ(KeyOfSum(500, 1), 1);    // half away from zero
  EXPECT_EQ(KeyOfSum(-500, 1), -1);  // also below it
  EXPECT_EQ(KeyOfSum(499, 1), 0);
  EXPECT_EQ(KeyOfSum(int128{kMaxScorePoints} * INT64_MAX, INT64_MAX), 1'000'000 * kKey);
}

}  // namespace
}  // namespace keyhaul

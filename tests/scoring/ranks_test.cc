// Ranks by keys. Expected ranks are those of scipy.stats.rankdata (methods min, dense and average) of the negative
// keys; the large case compares with counting.
#include "keyhaul/scoring/ranks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace keyhaul {
namespace {

using Keys = std::vector<std::int64_t>;
using Places = std::vector<std::int32_t>;
using Flags = std::vector<std::uint8_t>;

ScoreRanks RanksOk(const Keys& keys, const Places& ids, const Flags& has_score = {}) {
  Result<ScoreRanks> ranks = RankKeys(keys, ids, has_score);
  EXPECT_TRUE(ranks.ok()) << ranks.error().Text();
  return *std::move(ranks);
}

// SCORING-48
TEST(RankKeys, CountsTiesInThreeWays) {
  const ScoreRanks ranks = RanksOk({50, 70, 20, 50}, {0, 1, 2, 3});
  EXPECT_EQ(ranks.competition, (Places{2, 1, 4, 2}));
  EXPECT_EQ(ranks.dense, (Places{2, 1, 3, 2}));
  EXPECT_EQ(ranks.twice_fractional, (Keys{5, 2, 8, 5}));
  EXPECT_EQ(ranks.tied, (Flags{1, 0, 0, 1}));
}

// SCORING-49: ranks 3, 1, 2, 2 are the order 2, 3, 4, 1, and not the other way round: a rank is no order.
TEST(RankKeys, OrderListsCandidatesAndTiesByTheirIds) {
  EXPECT_EQ(RanksOk({10, 40, 20, 20}, {0, 1, 2, 3}).order, (Places{1, 2, 3, 0}));
  EXPECT_EQ(RanksOk({10, 40, 20, 20}, {0, 1, 3, 2}).order, (Places{1, 3, 2, 0}));
  EXPECT_EQ(RanksOk({10, 40, 20, 20}, {7, 1, 900, -4}).order, (Places{1, 3, 2, 0})) << "ids with gaps";
  EXPECT_EQ(RanksOk({10, 40, 20, 20}, {0, 1, 2, 3}).competition, (Places{4, 1, 2, 2}));
}

// SCORING-49
TEST(RankKeys, CandidatesWithoutAScoreStandLast) {
  const ScoreRanks ranks = RanksOk({0, 0, -5, 0}, {3, 2, 1, 0}, {1, 0, 1, 0});
  EXPECT_EQ(ranks.order, (Places{0, 2, 3, 1}));
  EXPECT_EQ(ranks.competition, (Places{1, 0, 2, 0}));
  EXPECT_EQ(ranks.dense, (Places{1, 0, 2, 0}));
  EXPECT_EQ(ranks.twice_fractional, (Keys{2, 0, 4, 0}));
  EXPECT_EQ(ranks.tied, (Flags{0, 0, 0, 0})) << "they share no score";
}

// SCORING-48
TEST(RankKeys, AnySpreadOfKeys) {
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(RanksOk({least, most, 0, -1}, {0, 1, 2, 3}).competition, (Places{4, 1, 2, 3}));
  EXPECT_EQ(RanksOk({least, most}, {0, 1}, {1, 0}).order, (Places{0, 1}));
  EXPECT_TRUE(RanksOk({}, {}).order.empty());
  EXPECT_EQ(RanksOk({5}, {0}).competition, (Places{1}));
}

TEST(RankKeys, ColumnsOfDifferentLengthsAreRefused) {
  EXPECT_EQ(RankKeys(Keys{1, 2}, Places{0}).error().code, Code::invalid_argument);
  EXPECT_EQ(RankKeys(Keys{1, 2}, Places{0, 1}, Flags{1}).error().code, Code::invalid_argument);
}

// SCORING-48, SCORING-49: in whatever order candidates come.
TEST(RankKeys, AgreeWithCountingForRandomKeys) {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = random() % 40;
    Keys keys;
    for (std::size_t i = 0; i < n; ++i) keys.push_back(static_cast<std::int64_t>(random() % 20) * 1000 - 9000);
    Places ids(n);
    for (std::size_t i = 0; i < n; ++i) ids[i] = static_cast<std::int32_t>(i);
    std::shuffle(ids.begin(), ids.end(), random);
    const ScoreRanks ranks = RanksOk(keys, ids);
    for (std::size_t i = 0; i < n; ++i) {
      const auto above = std::count_if(keys.begin(), keys.end(), [&](std::int64_t k) { return k > keys[i]; });
      const auto same = std::count(keys.begin(), keys.end(), keys[i]);
      ASSERT_EQ(ranks.competition[i], above + 1);
      ASSERT_EQ(ranks.twice_fractional[i], 2 * above + 1 + same);
      ASSERT_EQ(ranks.tied[i], same > 1 ? 1 : 0);
    }
    for (std::size_t p = 1; p < n; ++p) {
      const auto a = static_cast<std::size_t>(ranks.order[p - 1]);
      const auto b = static_cast<std::size_t>(ranks.order[p]);
      ASSERT_TRUE(keys[a] > keys[b] || (keys[a] == keys[b] && ids[a] < ids[b]));
      ASSERT_EQ(ranks.dense[b], ranks.dense[a] + (keys[a] == keys[b] ? 0 : 1));
    }
  }
}

}  // namespace
}  // namespace keyhaul

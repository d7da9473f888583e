// Values without ranks, rankings that are filled again, and what runs two rows or columns at a time. What is expected
// is what one row, one column, a new ranking or std::llround gives.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "src/kernels/scoring_table.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul::scoring_testing {
namespace {

constexpr Method kMethods[] = {Method::weighted_sum, Method::weighted_product, Method::topsis,
                               Method::vikor,        Method::promethee_ii,     Method::spotis};

RankingRule RuleOf(Method method) {
  RankingRule rule = MakeRule(method, "+-+", {3, 2, 1});
  for (RankingCriterion& criterion : rule.criteria) {
    if (method == Method::spotis) criterion.bounds = Bounds{0, 100};
  }
  return rule;
}

std::vector<double> Cells(std::size_t count) {
  std::mt19937_64 random(7);
  std::vector<double> cells(count);
  for (double& cell : cells) cell = static_cast<double>(random() % 99 + 1);
  return cells;
}

void ExpectSame(const MethodRanking& a, const MethodRanking& b) {
  EXPECT_EQ(a.lower_is_better, b.lower_is_better);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.keys, b.keys);
  EXPECT_EQ(a.ranks, b.ranks);
  EXPECT_EQ(a.tied, b.tied);
  EXPECT_EQ(a.to_ideal, b.to_ideal);
  EXPECT_EQ(a.to_anti_ideal, b.to_anti_ideal);
  EXPECT_EQ(a.group_regret, b.group_regret);
  EXPECT_EQ(a.largest_regret, b.largest_regret);
  EXPECT_EQ(a.positive_flow, b.positive_flow);
  EXPECT_EQ(a.negative_flow, b.negative_flow);
  EXPECT_EQ(a.compromise.rows, b.compromise.rows);
  EXPECT_EQ(a.constant_columns, b.constant_columns);
  EXPECT_EQ(a.dropped_columns, b.dropped_columns);
  EXPECT_EQ(a.degenerate, b.degenerate);
}

TEST(ScoringRankTest, Scoring68ARankingThatIsFilledAgainIsANewOne) {
  MethodRanking again;
  for (const Method before : kMethods) {
    for (const Method method : kMethods) {
      ASSERT_TRUE(Rank(RuleOf(before), std::vector<double>{5, 5, 5, 5, 5, 5}, &again).ok());
      ASSERT_TRUE(Rank(RuleOf(method), Cells(63), &again).ok());
      ExpectSame(again, MustRank(RuleOf(method), Cells(63)));
    }
  }
}

TEST(ScoringRankTest, Scoring68ARankingThatIsFilledAgainKeepsItsMemory) {
  for (const Method method : kMethods) {
    MethodRanking ranking = MustRank(RuleOf(method), Cells(300));
    const double* values = ranking.values.data();
    const std::int64_t* keys = ranking.keys.data();
    const std::int32_t* ranks = ranking.ranks.data();
    ASSERT_TRUE(Rank(RuleOf(method), Cells(240), &ranking).ok());
    EXPECT_EQ(ranking.values.data(), values);
    EXPECT_EQ(ranking.keys.data(), keys);
    EXPECT_EQ(ranking.ranks.data(), ranks);
  }
}

TEST(ScoringRankTest, Scoring68ScoredRowsHaveTheValuesAndKeysOfRankedOnesAndNoRanks) {
  for (const Method method : kMethods) {
    MethodRanking expected = MustRank(RuleOf(method), Cells(63));
    MethodRanking scored = MustRank(RuleOf(method), Cells(90));
    ASSERT_TRUE(ScoreRows(RuleOf(method), Cells(63), &scored).ok());
    EXPECT_TRUE(scored.ranks.empty());
    EXPECT_TRUE(scored.tied.empty());
    expected.ranks.clear();
    expected.tied.clear();
    ExpectSame(scored, expected);
  }
}

// More rows than the sort takes small digits for, and ties among them.
TEST(ScoringRankTest, Scoring68RanksOfManyRowsAreCounted) {
  const std::vector<double> cells = Cells(6000);
  const MethodRanking ranking = MustRank(MakeRule(Method::weighted_sum, "+", {1}), cells);
  std::vector<std::int32_t> above(100);
  std::vector<std::int32_t> equal(100);
  for (const double cell : cells) {
    ++equal[static_cast<std::size_t>(cell)];
    for (std::size_t below = 0; below < static_cast<std::size_t>(cell); ++below) ++above[below];
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto value = static_cast<std::size_t>(cells[i]);
    ASSERT_EQ(ranking.ranks[i], above[value] + 1);
    ASSERT_EQ(ranking.tied[i], equal[value] > 1 ? 1 : 0);
  }
}

// The last row of an odd number of rows is computed alone, the others in pairs.
TEST(ScoringRankTest, Scoring71ARowHasTheSameBytesAloneAndInAPair) {
  RankingRule sum = MakeRule(Method::weighted_sum, "+-+", {3, 2, 1});
  for (RankingCriterion& criterion : sum.criteria) criterion.bounds = Bounds{0, 100};
  RankingRule topsis = sum;
  topsis.method = Method::topsis;
  topsis.normalization = Normalization::min_max;
  for (RankingCriterion& criterion : topsis.criteria) {
    criterion.ideal = criterion.direction == Direction::maximize ? 99.5 : 0.5;
    criterion.anti_ideal = criterion.direction == Direction::maximize ? 0.5 : 99.5;
  }
  const std::vector<double> cells = Cells(3 * 51);
  for (const RankingRule& rule : {sum, topsis, RuleOf(Method::spotis)}) {
    const MethodRanking all = MustRank(rule, cells);
    for (std::size_t i = 0; i < all.values.size(); ++i) {
      const auto row = cells.begin() + static_cast<std::ptrdiff_t>(3 * i);
      const MethodRanking alone = MustRank(rule, {row, row + 3});
      EXPECT_EQ(alone.values[0], all.values[i]);
      if (rule.method == Method::topsis) {
        EXPECT_EQ(alone.to_ideal[0], all.to_ideal[i]);
        EXPECT_EQ(alone.to_anti_ideal[0], all.to_anti_ideal[i]);
      }
    }
  }
}

// Wherever in a block, in a pair or alone.
TEST(ScoringRankTest, Scoring50ACellThatIsNoFiniteNumberIsFoundAnywhere) {
  for (std::size_t columns = 1; columns <= 4; ++columns) {
    const RankingRule rule = MakeRule(Method::weighted_sum, std::string(columns, '+'), std::vector<double>(columns, 1));
    for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
      for (std::size_t place = 0; place < 5 * columns; ++place) {
        std::vector<double> cells = Cells(5 * columns);
        cells[place] = bad;
        const Result<MethodRanking> ranking = Rank(rule, cells);
        ASSERT_FALSE(ranking.ok());
        EXPECT_EQ(ranking.error().row, static_cast<std::int64_t>(place / columns));
        EXPECT_EQ(ranking.error().column, rule.criteria[place % columns].id);
      }
    }
  }
}

TEST(ScoringRankTest, Scoring68KeysAreRoundedHalfAwayFromZero) {
  std::vector<double> cases = {0, 0.5, 1.5, 2.5, 0x1p52 + 1, 0x1p53 + 2, 0x1p62, 4503599627370495.5};
  cases.push_back(std::nextafter(0.5, 0));
  cases.push_back(std::nextafter(0x1p63, 0));
  cases.push_back(std::nextafter(4503599627370495.5, 0));
  std::mt19937_64 random(11);
  for (int i = 0; i < 100'000; ++i) {
    const auto halves = static_cast<double>(static_cast<std::int64_t>(random() >> (random() % 63 + 1)));
    cases.push_back(halves / 2);
    cases.push_back(std::ldexp(static_cast<double>(random() >> 11U), static_cast<int>(random() % 70) - 60));
  }
  for (const double x : cases) {
    ASSERT_EQ(kernels::RoundToKey(x), std::llround(x)) << x;
    ASSERT_EQ(kernels::RoundToKey(-x), std::llround(-x)) << x;
  }
}

}  // namespace
}  // namespace keyhaul::scoring_testing

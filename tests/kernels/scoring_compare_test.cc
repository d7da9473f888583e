// SCORING-82, SCORING-83, SCORING-84: rank correlations, and what becomes of the others when a row is removed.
#include "keyhaul/scoring/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

RankCorrelation MustCorrelate(const Ints& first, const Ints& second) {
  const Result<RankCorrelation> correlation = CorrelateRanks(first, second);
  if (correlation.ok()) return *correlation;
  ADD_FAILURE() << correlation.error().Text();
  return {};
}

TEST(ScoringCompareTest, Scoring82RankingsWithoutTies) {
  const RankCorrelation one = MustCorrelate({1, 2, 3, 4, 5}, {1, 3, 2, 4, 5});
  EXPECT_EQ(one.pairs, (PairCounts{9, 1, 0, 0, 0}));
  EXPECT_EQ(one.kendall_tau_b, 0.8);
  EXPECT_EQ(one.spearman_rho, 0.9);
  EXPECT_EQ(MustCorrelate({1, 2, 3}, {3, 2, 1}).kendall_tau_b, -1);
  EXPECT_EQ(MustCorrelate({1, 2, 3}, {3, 2, 1}).spearman_rho, -1);
}

// By hand: 4 rows, {1 2 2 4} against {1 1 3 4}. Pairs: 4 in order, one tied by the first alone, one by the second. Tau
// is 4 / sqrt(5 * 5); places are 1, 2.5, 2.5, 4 and 1.5, 1.5, 3, 4, so rho is 3.75 / 4.5.
TEST(ScoringCompareTest, Scoring82RankingsWithTies) {
  const RankCorrelation correlation = MustCorrelate({1, 2, 2, 4}, {1, 1, 3, 4});
  EXPECT_EQ(correlation.pairs, (PairCounts{4, 0, 1, 1, 0}));
  EXPECT_EQ(correlation.kendall_tau_b, 0.8);
  EXPECT_NEAR(*correlation.spearman_rho, 3.75 / 4.5, 1e-15);
}

TEST(ScoringCompareTest, Scoring82ARankingThatTiesAllHasNoCorrelation) {
  const RankCorrelation correlation = MustCorrelate({1, 1, 1}, {1, 2, 3});
  EXPECT_FALSE(correlation.kendall_tau_b);
  EXPECT_FALSE(correlation.spearman_rho);
  const RankCorrelation opposite = MustCorrelate({1, 2, 3}, {1, 1, 1});
  EXPECT_FALSE(opposite.kendall_tau_b);
  EXPECT_FALSE(opposite.spearman_rho);
  EXPECT_FALSE(CorrelateRanks(Ints{1}, Ints{1}).ok());
  EXPECT_FALSE(CorrelateRanks(Ints{1, 2}, Ints{1, 2, 3}).ok());
}

TEST(ScoringCompareTest, Scoring82CountsAreThoseOfAllPairs) {
  std::uint64_t state = 11;
  for (int n = 2; n < 60; ++n) {
    Ints first;
    Ints second;
    for (int i = 0; i < n; ++i) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      first.push_back(static_cast<std::int32_t>((state >> 33U) % 10));
      second.push_back(static_cast<std::int32_t>((state >> 45U) % 10));
    }
    PairCounts expected;
    for (std::size_t i = 0; i < first.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        const int product = (first[i] > first[k]   ? 1
                             : first[i] < first[k] ? -1
                                                   : 0) *
                            (second[i] > second[k]   ? 1
                             : second[i] < second[k] ? -1
                                                     : 0);
        if (product > 0) ++expected.concordant;
        if (product < 0) ++expected.discordant;
        if (product != 0) continue;
        const bool both = first[i] == first[k] && second[i] == second[k];
        ++(both ? expected.tied_both : first[i] == first[k] ? expected.tied_first : expected.tied_second);
      }
    }
    EXPECT_EQ(MustCorrelate(first, second).pairs, expected) << n;
  }
}

// M. G. Kendall's formula 12 S / (k^2 (n^3 - n)): three judges who agree have 1; sums of ranks 5, 6, 9, 10 around a
// mean of 7.5 have S = 17, and W = 12 * 17 / (9 * 60). With ties of two in one ranking, T = 6 is taken off for it.
TEST(ScoringCompareTest, Scoring83ConcordanceOfSeveralRankings) {
  EXPECT_EQ(*KendallW(Ints{1, 2, 3, 1, 2, 3, 1, 2, 3}, 3), 1.0);
  EXPECT_NEAR(**KendallW(Ints{1, 2, 3, 4, 1, 3, 4, 2, 3, 1, 2, 4}, 4), 12.0 * 17 / (9 * 60), 1e-15);
  // Places 1, 2.5, 2.5 and 1, 2, 3: sums 2, 4.5, 5.5 around 4, S = 6.5.
  EXPECT_NEAR(**KendallW(Ints{1, 2, 2, 1, 2, 3}, 3), 12 * 6.5 / (4 * 24 - 2 * 6), 1e-15);
  EXPECT_FALSE(KendallW(Ints{1, 1, 1, 1}, 2)->has_value());
  EXPECT_FALSE(KendallW(Ints{1, 2, 3}, 2).ok());
  EXPECT_FALSE(KendallW(Ints{}, 2).ok());
}

// By hand, as V. Belton and T. Gear (1983) found for other methods: a row that is worst by a criterion stretches its
// scale, and with it what the others have.
TEST(ScoringCompareTest, Scoring84RemovingARowMayTieOrTurnOthers) {
  RankingRule rule = MakeRule(Method::weighted_sum, "++", {0.4, 0.6});
  // a (10, 4), b (0, 6), c (0, 0): a 0.4 + 0.6 * 4/6 = 0.8, b 0.6, c 0. Without c: a 0.4, b 0.6.
  const std::vector<double> cells = {10, 4, 0, 6, 0, 0};
  EXPECT_EQ(MustRank(rule, cells).ranks, (Ints{1, 2, 3}));
  const Result<RankReversalReport> report = FindRankReversals(rule, cells);
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->removals.size(), 3U);
  const RankReversal& without_c = report->removals[2];
  EXPECT_EQ(without_c.removed, 2);
  EXPECT_EQ(without_c.reversed_pairs, 1);
  EXPECT_TRUE(without_c.best_changed);
  EXPECT_EQ(without_c.best_before, Ints{0});
  EXPECT_EQ(without_c.best_after, Ints{1});
  // Without a, the first column is constant, and b stays ahead of c.
  EXPECT_FALSE(report->removals[0].best_changed);
  EXPECT_EQ(report->removals[0].best_before, Ints{1});
  EXPECT_EQ(report->removals[1].best_after, Ints{0});
  EXPECT_EQ(report->reversed_pairs, 1);
  EXPECT_EQ(report->best_changes, 1);
  EXPECT_EQ(report->best_changes_by_worse, 1);
  rule.criteria[0].weight = 0.5;
  rule.criteria[1].weight = 0.5;
  const Result<RankReversalReport> equal = FindRankReversals(rule, cells);
  ASSERT_TRUE(equal.ok());
  EXPECT_EQ(equal->removals[2].pairs_tied, 1);
  EXPECT_EQ(equal->removals[2].best_after, (Ints{0, 1}));
}

TEST(ScoringCompareTest, Scoring84FixedScalesHaveNoReversals) {
  RankingRule rule = SupplierRule(Method::spotis);
  rule.criteria[0].bounds = Bounds{100, 400};
  rule.criteria[1].bounds = Bounds{0, 40};
  rule.criteria[2].bounds = Bounds{0, 20};
  const Result<RankReversalReport> report = FindRankReversals(rule, Suppliers());
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->reversed_pairs, 0);
  EXPECT_EQ(report->best_changes, 0);
}

TEST(ScoringCompareTest, Scoring84ReportsNeedRowsToRemove) {
  const RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
  EXPECT_EQ(FindRankReversals(rule, std::vector<double>{1}).error().code, Code::data_empty);
  EXPECT_EQ(FindRankReversals(MakeRule(Method::topsis, "+", {1}), std::vector<double>{1, 2}).error().code,
            Code::data_empty);
  EXPECT_EQ(FindRankReversals(rule, std::vector<double>(kMaxReversalRows + 1, 1)).error().code, Code::invalid_argument);
}

// By the definition: the rows but one are ranked anew, and pairs are looked at one by one.
TEST(ScoringCompareTest, Scoring84TotalsAreThoseOfAllRemovals) {
  std::uint32_t random = 1;
  std::int32_t changes_by_the_first = 0;
  for (int round = 0; round < 200; ++round) {
    const RankingRule rule = MakeRule(Method::topsis, "+-+", {2, 1, 1});
    std::vector<double> cells;
    for (int i = 0; i < 15; ++i) cells.push_back(static_cast<double>((random = random * 1664525 + 1013904223) >> 28));
    const Ints ranks = MustRank(rule, cells).ranks;
    std::int64_t reversed = 0;
    std::int32_t changes = 0;
    std::int32_t by_worse = 0;
    for (std::size_t removed = 0; removed < 5; ++removed) {
      std::vector<double> rest = cells;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(3 * removed),
                 rest.begin() + static_cast<std::ptrdiff_t>(3 * removed + 3));
      Ints before = ranks;
      before.erase(before.begin() + static_cast<std::ptrdiff_t>(removed));
      const Ints after = MustRank(rule, rest).ranks;
      for (std::size_t a = 0; a < 4; ++a) {
        for (std::size_t b = 0; b < 4; ++b) reversed += before[a] < before[b] && after[a] > after[b] ? 1 : 0;
      }
      const std::int32_t first = *std::min_element(before.begin(), before.end());
      bool changed = false;
      for (std::size_t a = 0; a < 4; ++a) changed = changed || (before[a] == first) != (after[a] == 1);
      changes += changed ? 1 : 0;
      by_worse += changed && ranks[removed] != 1 ? 1 : 0;
    }
    const Result<RankReversalReport> report = FindRankReversals(rule, cells);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->reversed_pairs, reversed);
    EXPECT_EQ(report->best_changes, changes);
    EXPECT_EQ(report->best_changes_by_worse, by_worse);
    changes_by_the_first += changes - by_worse;
  }
  EXPECT_GT(changes_by_the_first, 0);
}

TEST(ScoringCompareTest, Scoring84GaussianPreferencesHaveALimitOfTheirOwn) {
  RankingRule rule = MakeRule(Method::promethee_ii, "++", {1, 1});
  rule.criteria[1].preference = {Preference::gaussian, 0, 0, 1};
  std::vector<double> cells;
  for (std::size_t i = 0; i <= kMaxGaussianReversalRows; ++i) cells.insert(cells.end(), {static_cast<double>(i), 0});
  const Result<RankReversalReport> refused = FindRankReversals(rule, cells);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  rule.criteria[1].weight = 0;
  EXPECT_TRUE(FindRankReversals(rule, cells).ok());
}

}  // namespace
}  // namespace keyhaul

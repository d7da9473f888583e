// SCORING-53, SCORING-61, SCORING-62: VIKOR and its compromise set. Expected values from Python's fractions.
#include <gtest/gtest.h>

#include <vector>

#include "keyhaul/scoring/methods.h"
#include "src/kernels/scoring_methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

TEST(ScoringVikorTest, Scoring61RegretsAndTheirCompromise) {
  const MethodRanking ranking = MustRank(SupplierRule(Method::vikor), Suppliers());
  ExpectNear(ranking.group_regret, {0.75, 0.5, 0.5, 3 / 16.0, 13 / 16.0});
  ExpectNear(ranking.largest_regret, {0.5, 0.5, 0.25, 3 / 16.0, 0.5});
  ExpectNear(ranking.values, {0.95, 0.75, 0.35, 0, 1});
  EXPECT_TRUE(ranking.lower_is_better);
  EXPECT_EQ(ranking.ranks, (Ints{4, 3, 2, 1, 5}));
  EXPECT_TRUE(ranking.compromise.has_advantage);
  EXPECT_TRUE(ranking.compromise.is_stable);
  EXPECT_EQ(ranking.compromise.rows, Ints{3});
}

// The mountain climber of S. Opricovic and G.-H. Tzeng (2004): risk and altitude of three destinations.
TEST(ScoringVikorTest, Scoring61TheClimberTakesTheDestinationInTheMiddle) {
  const MethodRanking ranking = MustRank(MakeRule(Method::vikor, "-+", {0.5, 0.5}), {1, 3000, 2, 3750, 5, 4500});
  EXPECT_EQ(ranking.group_regret, (std::vector<double>{0.5, 0.375, 0.5}));
  EXPECT_EQ(ranking.largest_regret, (std::vector<double>{0.5, 0.25, 0.5}));
  EXPECT_EQ(ranking.values, (std::vector<double>{1, 0, 1}));
  EXPECT_EQ(ranking.compromise.rows, Ints{1});
}

TEST(ScoringVikorTest, Scoring61TheStrategyWeighsTheTwoRegrets) {
  RankingRule rule = SupplierRule(Method::vikor);
  rule.v = 1;
  ExpectNear(MustRank(rule, Suppliers()).values, {0.9, 0.5, 0.5, 0, 1});
  rule.v = 0;
  ExpectNear(MustRank(rule, Suppliers()).values, {1, 1, 0.2, 0, 1});
}

// One library raises for a constant criterion, others return NaN for the whole table.
TEST(ScoringVikorTest, Scoring53AConstantCriterionHasNoRegretAndIsFlagged) {
  RankingRule rule = MakeRule(Method::vikor, "-+", {1, 3});
  MethodRanking ranking = MustRank(rule, {5, 10, 5, 20, 5, 40});
  ExpectNear(ranking.group_regret, {0.75, 0.5, 0});
  EXPECT_EQ(ranking.constant_columns, Ints{0});
  rule.constant_columns = ConstantColumn::error;
  EXPECT_EQ(RefusalOf(rule, {5, 10, 5, 20}).column, "a");
  ranking = MustRank(MakeRule(Method::vikor, "-+", {1, 3}), {5, 10, 5, 10});
  EXPECT_EQ(ranking.values, (std::vector<double>{0, 0}));
  EXPECT_TRUE(ranking.degenerate);
  EXPECT_EQ(ranking.compromise.rows, (Ints{0, 1}));
}

// The same points in another order of criteria: S is the same on paper, and differs in its last bit.
TEST(ScoringVikorTest, Scoring61WhatRoundingLeavesOfADifferenceIsNotBlownUp) {
  const RankingRule rule = MakeRule(Method::vikor, "+++", {1, 1, 1});
  const MethodRanking ranking = MustRank(rule, {1, 0.3, 0, 0.3, 0, 1, 0, 1, 0.3});
  EXPECT_EQ(ranking.keys[0], ranking.keys[1]);
  EXPECT_EQ(ranking.keys[0], ranking.keys[2]);
  EXPECT_TRUE(ranking.degenerate);
}

TEST(ScoringVikorTest, Scoring62WithoutAdvantageAllThatAreCloseAreIn) {
  // m = 5, so that 1/4 is needed; 0.25 away is not close.
  const std::vector<double> s = {0.1, 0.2, 0.3, 0.4, 0.5};
  const Compromise c = kernels::CompromiseOf(std::vector<double>{0, 0.1, 0.2, 0.25, 1}, s, s);
  EXPECT_FALSE(c.has_advantage);
  EXPECT_TRUE(c.is_stable);
  EXPECT_EQ(c.rows, (Ints{0, 1, 2}));
}

TEST(ScoringVikorTest, Scoring62WithoutStabilityTheFirstTwoAreInWithTies) {
  const std::vector<double> s = {0.2, 0.1, 0.3, 0.4, 0.5};
  const std::vector<double> r = {0.2, 0.3, 0.1, 0.4, 0.5};
  const Compromise c = kernels::CompromiseOf(std::vector<double>{0, 0.5, 0.5, 0.6, 1}, s, r);
  EXPECT_TRUE(c.has_advantage);
  EXPECT_FALSE(c.is_stable);
  EXPECT_EQ(c.rows, (Ints{0, 1, 2}));
}

// A library returns all rows where neither condition holds.
TEST(ScoringVikorTest, Scoring62WithNeitherConditionTheCloseOnesAreInAndNotAll) {
  const std::vector<double> s = {0.2, 0.1, 0.3, 0.4, 0.5};
  const std::vector<double> r = {0.2, 0.3, 0.1, 0.4, 0.5};
  const Compromise c = kernels::CompromiseOf(std::vector<double>{0, 0.1, 0.5, 0.6, 1}, s, r);
  EXPECT_FALSE(c.has_advantage);
  EXPECT_FALSE(c.is_stable);
  EXPECT_EQ(c.rows, (Ints{0, 1}));
}

TEST(ScoringVikorTest, Scoring62TiesAtTheFirstPlaceAreIn) {
  const std::vector<double> s = {0.5, 0.1, 0.1};
  const Compromise c = kernels::CompromiseOf(std::vector<double>{1, 0, 0}, s, s);
  EXPECT_FALSE(c.has_advantage);
  EXPECT_EQ(c.rows, (Ints{1, 2}));
}

// 1/6 and 1/3 have keys whose difference is one below that of 1/6.
TEST(ScoringVikorTest, Scoring62AnAdvantageOfExactlyWhatIsNeededIsEnough) {
  for (int m = 2; m <= 200; ++m) {
    const double needed = 1 / static_cast<double>(m - 1);
    for (const double first : {0.0, needed, 2 * needed, 0.1}) {
      std::vector<double> q(static_cast<std::size_t>(m), 5);
      q[0] = first;
      q[1] = first + needed;
      EXPECT_TRUE(kernels::CompromiseOf(q, q, q).has_advantage) << m;
    }
  }
}

TEST(ScoringVikorTest, Scoring62OneRowIsItsOwnCompromise) {
  const Compromise c = MustRank(SupplierRule(Method::vikor), {250, 16, 12}).compromise;
  EXPECT_TRUE(c.has_advantage);
  EXPECT_TRUE(c.is_stable);
  EXPECT_EQ(c.rows, Ints{0});
}

// S is 1/2, 1/2 and 1/2 - 10^-10, R is 1/2, 1/2 and 1/4 - 10^-10: only R tells the rows apart.
TEST(ScoringVikorTest, Scoring61ADifferenceOfSWhoseKeyIs0CountsAsNone) {
  const MethodRanking ranking = MustRank(MakeRule(Method::vikor, "++", {1, 1}), {1, 0, 0, 1, 0.5 + 1e-10, 0.5 + 1e-10});
  EXPECT_EQ(ranking.values, (std::vector<double>{0.5, 0.5, 0}));
  EXPECT_FALSE(ranking.degenerate);
}

// C2: "the alternative must also be the best ranked by S or/and R"; one of them is enough.
TEST(ScoringVikorTest, Scoring62TheFirstIsStableWhereItIsFirstBySOrByR) {
  const std::vector<double> q = {0, 0.5, 1};
  const std::vector<double> first = {0.1, 0.2, 0.3};
  const std::vector<double> second = {0.2, 0.1, 0.3};
  EXPECT_TRUE(kernels::CompromiseOf(q, first, second).is_stable);
  EXPECT_TRUE(kernels::CompromiseOf(q, second, first).is_stable);
  EXPECT_FALSE(kernels::CompromiseOf(q, second, second).is_stable);
}

TEST(ScoringVikorTest, Scoring55ValuesTooFarApartAreRefused) {
  const Error error = RefusalOf(MakeRule(Method::vikor, "+-", {1, 1}), {1, -1.5e308, 2, 1.5e308});
  EXPECT_EQ(error.code, Code::overflow);
  EXPECT_EQ(error.column, "b");
  EXPECT_EQ(error.rule, "SCORING-55");
}

}  // namespace
}  // namespace keyhaul

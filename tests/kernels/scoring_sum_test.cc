// SCORING-50, SCORING-51, SCORING-52, SCORING-53, SCORING-54, SCORING-55, SCORING-57, SCORING-66, SCORING-67,
// SCORING-68, SCORING-69, SCORING-72, SCORING-85: weighted sum, weighted product, SPOTIS, keys and ranks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

std::vector<double> SumsBy(Normalization normalization, ZScoreDeviation deviation = ZScoreDeviation::population) {
  RankingRule rule = SupplierRule(Method::weighted_sum);
  rule.normalization = normalization;
  rule.deviation = deviation;
  return MustRank(rule, Suppliers()).values;
}

TEST(ScoringSumTest, Scoring52NormalizationsScaleAndTurn) {
  ExpectNear(SumsBy(Normalization::min_max), {0.25, 0.5, 0.5, 13 / 16.0, 3 / 16.0});
  ExpectNear(SumsBy(Normalization::sum),
             {25812 / 155617.0, 62509 / 311234.0, 271109 / 1244936.0, 159085 / 622468.0, 199125 / 1244936.0});
  ExpectNear(SumsBy(Normalization::max), {37 / 60.0, 0.75, 19 / 24.0, 41 / 44.0, 43 / 72.0});
  ExpectNear(SumsBy(Normalization::vector),
             {0.432910954453513, 0.490765612306301, 0.525811968889606, 0.608310726387429, 0.408266854808478});
  ExpectNear(SumsBy(Normalization::z_score),
             {-0.408248290463863, 0.224813597316884, -0.020689452084953, 0.715104237586631, -0.510980092354700});
  ExpectNear(SumsBy(Normalization::z_score, ZScoreDeviation::sample),
             {-0.365148371670111, 0.201079394346727, -0.018505208511672, 0.639608674496747, -0.457034488661692});
  ExpectNear(SumsBy(Normalization::none), {-57.5, -44, -63, -54.75, -52.25});
}

TEST(ScoringSumTest, Scoring52BoundsOfMinMaxMakeTheScaleAbsolute) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+-", {1, 1});
  rule.criteria[0].bounds = Bounds{0, 4};
  rule.criteria[1].bounds = Bounds{0, 10};
  ExpectNear(MustRank(rule, {3, 2}).values, {0.775});
  EXPECT_EQ(RefusalOf(rule, {3, 2, 5, 2}).Text(), "row 2, column a: 5 is outside the bounds 0 to 4 (SCORING-52)");
}

TEST(ScoringSumTest, Scoring52SignsThatANormalizationDoesNotTakeAreRefusedByRowAndColumn) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+-", {1, 1});
  rule.normalization = Normalization::sum;
  EXPECT_EQ(RefusalOf(rule, {1, 1, -1, 1}).Text(),
            "row 2, column a: -1 is below 0; shares of a sum are of values that are not (SCORING-52)");
  EXPECT_EQ(RefusalOf(rule, {0, 1, 0, 1}).column, "a");
  EXPECT_EQ(RefusalOf(rule, {1, 1, 1, 0}).Text(),
            "row 2, column b: 0 is not above 0; a share of reciprocals needs that where less is better (SCORING-52)");
  rule.normalization = Normalization::max;
  EXPECT_EQ(RefusalOf(rule, {-1, 1, -2, 1}).Text(),
            "column a: the greatest value is -1; a ratio to it needs one above 0 (SCORING-52)");
  EXPECT_EQ(RefusalOf(rule, {1, 1, 1, -2}).row, 1);
}

// A library gives 1 to all rows of a constant column, another 0, a third NaN: here it is said which.
TEST(ScoringSumTest, Scoring53ConstantColumnsAreDroppedAndFlaggedUnlessThePolicySaysElse) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+-+", {2, 1, 1});
  const std::vector<double> cells = {1, 7, 0, 3, 7, 4};
  MethodRanking ranking = MustRank(rule, cells);
  EXPECT_EQ(ranking.values, (std::vector<double>{0, 1}));
  EXPECT_EQ(ranking.constant_columns, Ints{1});
  EXPECT_EQ(ranking.dropped_columns, Ints{1});
  rule.constant_columns = ConstantColumn::one;
  ranking = MustRank(rule, cells);
  EXPECT_EQ(ranking.values, (std::vector<double>{0.25, 1}));
  EXPECT_EQ(ranking.constant_columns, Ints{1});
  EXPECT_TRUE(ranking.dropped_columns.empty());
  rule.constant_columns = ConstantColumn::zero;
  EXPECT_EQ(MustRank(rule, cells).values, (std::vector<double>{0, 0.75}));
  rule.constant_columns = ConstantColumn::error;
  EXPECT_EQ(RefusalOf(rule, cells).Text(), "column b: all values are 7, which tells no rows apart (SCORING-53)");
}

// The mean of ten times 0.1 is not 0.1 in doubles, and the deviation computed from it not 0.
TEST(ScoringSumTest, Scoring54ConstantColumnsAreToldByTheirValues) {
  RankingRule rule = MakeRule(Method::weighted_sum, "++", {1, 1});
  rule.normalization = Normalization::z_score;
  for (const int rows : {3, 10}) {  // the mean of three times 0.1 is, in doubles, the one above 0.1
    std::vector<double> cells;
    for (int i = 0; i < rows; ++i) cells.insert(cells.end(), {0.1, static_cast<double>(i)});
    EXPECT_EQ(MustRank(rule, cells).dropped_columns, Ints{0});
  }
}

TEST(ScoringSumTest, Scoring54NormOf0AndNegativeZeroAreConstant) {
  RankingRule rule = MakeRule(Method::weighted_sum, "++", {1, 1});
  rule.normalization = Normalization::vector;
  EXPECT_EQ(MustRank(rule, {0.0, 3, -0.0, 4}).dropped_columns, Ints{0});
  const MethodRanking ranking = MustRank(MakeRule(Method::weighted_sum, "+", {1}), {-0.0, 5});
  EXPECT_FALSE(std::signbit(ranking.values[0]));
}

// Squares of 1e200 leave the doubles, and so do those of 1e-200 at the other end; an integer of 32 bits would be worse.
TEST(ScoringSumTest, Scoring55SquaresDoNotOverflowOrVanish) {
  for (const double unit : {1e200, 1e-200, 1.0, 50000.0}) {
    RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
    rule.normalization = Normalization::vector;
    ExpectNear(MustRank(rule, {3 * unit, 4 * unit}).values, {0.6, 0.8}, 1e-15);
    rule.normalization = Normalization::z_score;
    ExpectNear(MustRank(rule, {3 * unit, 4 * unit}).values, {-1, 1}, 1e-15);
  }
  const Error error = RefusalOf(MakeRule(Method::weighted_sum, "+", {1}), {-1.5e308, 1.5e308});
  EXPECT_EQ(error.code, Code::overflow);
  EXPECT_EQ(error.column, "a");
}

TEST(ScoringSumTest, Scoring51WeightsAreDividedByTheirSumAndAreNeverWrittenTo) {
  const RankingRule points = SupplierRule(Method::weighted_sum);
  RankingRule parts = points;
  for (RankingCriterion& criterion : parts.criteria) criterion.weight /= 20;
  EXPECT_EQ(MustRank(points, Suppliers()).keys, MustRank(parts, Suppliers()).keys);
  EXPECT_EQ(points.criteria[1].weight, 10);
}

TEST(ScoringSumTest, Scoring51AWeightOf0TakesAColumnOutOfEverything) {
  for (const Method method :
       {Method::weighted_sum, Method::weighted_product, Method::topsis, Method::vikor, Method::promethee_ii}) {
    const MethodRanking without = MustRank(MakeRule(method, "+-", {2, 1}), {1, 5, 2, 9, 3, 6});
    const MethodRanking with = MustRank(MakeRule(method, "+--", {2, 1, 0}), {1, 5, -7, 2, 9, 0, 3, 6, 0});
    EXPECT_EQ(with.values, without.values);
    EXPECT_EQ(with.constant_columns, without.constant_columns);
  }
}

// Of exact ties, sums of doubles from the left split four in ten: 0.1 + 0.2 against 0.3.
TEST(ScoringSumTest, Scoring68RanksAndTiesCompareKeys) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+++", {0.1, 0.2, 0.3});
  rule.normalization = Normalization::none;
  const MethodRanking ranking = MustRank(rule, {1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1});
  EXPECT_EQ(ranking.keys, (std::vector<std::int64_t>{500000000, 500000000, 0, 1000000000}));
  EXPECT_EQ(ranking.ranks, (Ints{2, 2, 4, 1}));
  EXPECT_EQ(ranking.tied, (std::vector<std::uint8_t>{1, 1, 0, 0}));
}

// A library's ranks of 3 1 2 2 without ties were 2 3 4 1: an order taken for ranks.
TEST(ScoringSumTest, Scoring68RanksAreNotAnOrder) {
  const MethodRanking ranking = MustRank(MakeRule(Method::weighted_sum, "+", {1}), {1, 9, 5, 5});
  EXPECT_EQ(ranking.ranks, (Ints{4, 1, 2, 2}));
}

TEST(ScoringSumTest, Scoring68ManyRowsRankAsCountingSays) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
  rule.normalization = Normalization::none;
  std::vector<double> cells;
  std::uint64_t state = 7;
  for (int i = 0; i < 3000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    cells.push_back(static_cast<double>(state >> 53U) * (i % 2 == 0 ? 1e6 : -1));
  }
  const MethodRanking ranking = MustRank(rule, cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto better = std::count_if(cells.begin(), cells.end(), [&](double x) { return x > cells[i]; });
    ASSERT_EQ(ranking.ranks[i], better + 1);
    ASSERT_EQ(ranking.tied[i] != 0, std::count(cells.begin(), cells.end(), cells[i]) > 1);
  }
}

TEST(ScoringSumTest, Scoring72AKeyBeyond64BitsIsRefusedByRow) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
  rule.normalization = Normalization::none;
  EXPECT_EQ(MustRank(rule, {9.2e9, -9.2e9}).keys[1], -9200000000000000000);
  const Error error = RefusalOf(rule, {1, 9.3e9});
  EXPECT_EQ(error.code, Code::overflow);
  EXPECT_EQ(error.row, 1);
}

TEST(ScoringSumTest, Scoring57ProductsWeighByPowers) {
  RankingRule rule = SupplierRule(Method::weighted_product);
  ExpectNear(MustRank(rule, Suppliers()).values,
             {0.604275079471354, 0.707106781186548, 0.759835685651593, 0.923473261888205, 0.577350269189626});
  rule.normalization = Normalization::none;
  ExpectNear(MustRank(rule, Suppliers()).values,
             {0.540480061922814, 0.632455532033676, 0.679617697938849, 0.825979595594197, 0.516397779494322});
}

TEST(ScoringSumTest, Scoring57AFactorOf0MakesAProductOf0AndBelow0IsRefused) {
  RankingRule rule = MakeRule(Method::weighted_product, "++", {1, 1});
  rule.normalization = Normalization::none;
  EXPECT_EQ(MustRank(rule, {0, 5, 4, 9}).values[0], 0);
  EXPECT_EQ(RefusalOf(rule, {2, 5, -4, 9}).row, 1);
  rule.criteria[1].direction = Direction::minimize;
  EXPECT_EQ(RefusalOf(rule, {0, 1, 4, 0}).Text(),
            "row 2, column b: 0 is not above 0; a product cannot be divided by it (SCORING-57)");
}

// The example of J. Dezert et al. (2020): 0.1989, 0.3705, 0.3063, 0.7491, where the paper prints 0.3707 for the second;
// fractions say 0.37050905.
TEST(ScoringSumTest, Scoring66SpotisIsTheDistanceToTheIdealWithinBounds) {
  RankingRule rule = MakeRule(Method::spotis, "+-+", {0.2, 0.3, 0.5});
  rule.criteria[0].bounds = Bounds{-5, 12};
  rule.criteria[1].bounds = Bounds{-6, 10};
  rule.criteria[2].bounds = Bounds{-8, 5};
  const std::vector<double> cells = {10.5, -3.1, 1.7, -4.7, 0, 3.4, 8.1, 0.3, 1.3, 3.2, 7.3, -5.3};
  const MethodRanking ranking = MustRank(rule, cells);
  ExpectNear(ranking.values, {0.19894513574660633, 0.37050904977375565, 0.30631504524886877, 0.7490582579185521});
  EXPECT_TRUE(ranking.lower_is_better);
  EXPECT_EQ(ranking.ranks, (Ints{1, 3, 2, 4}));
  EXPECT_EQ(RefusalOf(rule, {0, 0, 6}).Text(), "row 1, column c: 6 is outside the bounds -8 to 5 (SCORING-52)");
  rule.criteria[0].ideal = 3.5;
  EXPECT_NEAR(MustRank(rule, {12, -6, 5}).values[0], 0.1, 1e-15);
}

TEST(ScoringSumTest, Scoring67ValuesOfSpotisDoNotDependOnTheOtherRows) {
  RankingRule rule = MakeRule(Method::spotis, "+-", {0.6, 0.4});
  rule.criteria[0].bounds = rule.criteria[1].bounds = Bounds{0, 10};
  const std::vector<double> alone = MustRank(rule, {3, 7}).values;
  EXPECT_EQ(MustRank(rule, {9, 1, 3, 7, 0, 0}).values[1], alone[0]);
}

TEST(ScoringSumTest, Scoring69OneRowIsFirst) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+-", {3, 1});
  rule.normalization = Normalization::none;
  EXPECT_EQ(MustRank(rule, {4, 2}).values, std::vector<double>{2.5});
  for (const Method method : {Method::weighted_sum, Method::vikor, Method::promethee_ii}) {
    const MethodRanking ranking = MustRank(MakeRule(method, "+-", {3, 1}), {4, 2});
    EXPECT_TRUE(ranking.degenerate);
    EXPECT_EQ(ranking.values, std::vector<double>{0});
    EXPECT_EQ(ranking.ranks, Ints{1});
    EXPECT_EQ(ranking.tied[0], 0);
  }
}

TEST(ScoringSumTest, Scoring50ValuesThatAreNoNumbersAreRefusedByRowAndColumn) {
  const RankingRule rule = MakeRule(Method::weighted_sum, "+-", {1, 1});
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()}) {
    const Error error = RefusalOf(rule, {1, 2, 3, bad});
    EXPECT_EQ(error.code, Code::data_value);
    EXPECT_EQ(error.row, 1);
    EXPECT_EQ(error.column, "b");
  }
  EXPECT_EQ(RefusalOf(rule, {}).code, Code::data_empty);
  EXPECT_EQ(RefusalOf(rule, {1, 2, 3}).code, Code::invalid_argument);
}

TEST(ScoringSumTest, Scoring85ADecimalBecomesTheDoubleNextToIt) {
  EXPECT_EQ(ToDouble(*Decimal::Parse("0.1")), 0.1);
  EXPECT_EQ(ToDouble(*Decimal::Parse("-12345678.901234567")), -12345678.901234567);
  EXPECT_EQ(ToDouble(*Decimal::Parse("9007199254740993")), 9007199254740992.0);
  EXPECT_EQ(ToDouble(Decimal()), 0);
}

// Without a weight a column is neither told to be constant nor refused for it, for its spread or for its bounds.
TEST(ScoringSumTest, Scoring51AColumnOfWeight0IsNotLookedAt) {
  for (const Method method : {Method::weighted_sum, Method::topsis, Method::vikor, Method::promethee_ii}) {
    RankingRule rule = MakeRule(method, "+++", {1, 0, 0});
    rule.constant_columns = ConstantColumn::error;
    const MethodRanking ranking = MustRank(rule, {1, 7, -1.5e308, 2, 7, 1.5e308});
    EXPECT_EQ(ranking.ranks, (Ints{2, 1}));
    EXPECT_TRUE(ranking.constant_columns.empty());
  }
}

// 3 and 4 times 2^-1070, where a double has no more than a few bits and 2^1074, to scale them up with, is none.
TEST(ScoringSumTest, Scoring55TheSmallestDoublesAreScaledToo) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
  rule.normalization = Normalization::vector;
  const double unit = std::ldexp(1.0, -1070);
  ExpectNear(MustRank(rule, {3 * unit, 4 * unit}).values, {0.6, 0.8}, 1e-15);
}

TEST(ScoringSumTest, Scoring52ASampleOfOneRowHasNoDeviation) {
  RankingRule rule = MakeRule(Method::weighted_sum, "+", {1});
  rule.normalization = Normalization::z_score;
  rule.deviation = ZScoreDeviation::sample;
  const Error error = RefusalOf(rule, {3});
  EXPECT_EQ(error.code, Code::data_empty);
  EXPECT_EQ(error.rule, "SCORING-52");
  ExpectNear(MustRank(rule, {3, 5}).values, {-std::sqrt(0.5), std::sqrt(0.5)}, 1e-15);
}

// -2^-1074 divided by 3 is nearer to 0 than to itself: -0.0, in the arithmetic of doubles.
TEST(ScoringSumTest, Scoring71NoValueIsMinus0) {
  RankingRule rule = MakeRule(Method::weighted_sum, "-+", {1, 2});
  rule.normalization = Normalization::none;
  EXPECT_FALSE(std::signbit(MustRank(rule, {std::ldexp(1.0, -1074), 0}).values[0]));
}

}  // namespace
}  // namespace keyhaul

// SCORING-55, SCORING-58, SCORING-59, SCORING-60: TOPSIS. Expected values from Python's decimal with 50 digits.
#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

#include "keyhaul/scoring/methods.h"
#include "tests/kernels/scoring_cases.h"

namespace keyhaul {
namespace {

using namespace scoring_testing;  // NOLINT(google-build-using-namespace)

TEST(ScoringTopsisTest, Scoring58ClosenessAndDistances) {
  const MethodRanking ranking = MustRank(SupplierRule(Method::topsis), Suppliers());
  ExpectNear(ranking.values,
             {0.211665070536298, 0.357929916965042, 0.642070083034958, 0.834277546457747, 0.165722453542253});
  ExpectNear(ranking.to_ideal,
             {0.156502329087416, 0.150755672288882, 0.084040615954740, 0.033210558207754, 0.167188105328122});
  ExpectNear(ranking.to_anti_ideal,
             {0.042020307977370, 0.084040615954740, 0.150755672288882, 0.167188105328122, 0.033210558207754});
  EXPECT_EQ(ranking.ranks, (Ints{4, 3, 2, 1, 5}));
  EXPECT_FALSE(ranking.degenerate);
}

RankingRule WithIdeals() {
  RankingRule rule = SupplierRule(Method::topsis);
  const double ideals[] = {180, 40, 5};
  const double anti_ideals[] = {320, 10, 20};
  for (std::size_t j = 0; j < 3; ++j) {
    rule.criteria[j].ideal = ideals[j];
    rule.criteria[j].anti_ideal = anti_ideals[j];
  }
  return rule;
}

TEST(ScoringTopsisTest, Scoring59IdealsMayBeGivenInTheUnitsOfTheColumns) {
  const MethodRanking ranking = MustRank(WithIdeals(), Suppliers());
  ExpectNear(ranking.values,
             {0.289067682938037, 0.367282158475546, 0.609776945733624, 0.721535702074743, 0.242077294743627});
  ExpectNear(ranking.to_ideal,
             {0.236650370695017, 0.227886527681451, 0.134727107561731, 0.090381970075626, 0.247344836975144});
}

TEST(ScoringTopsisTest, Scoring59OneRowNeedsAllIdeals) {
  EXPECT_EQ(RefusalOf(SupplierRule(Method::topsis), {250, 16, 12}).code, Code::data_empty);
  RankingRule rule = WithIdeals();
  rule.normalization = Normalization::none;
  // Each column in the middle between its ideals.
  ExpectNear(MustRank(rule, {250, 25, 12.5}).values, {0.5});
  rule.criteria[1].anti_ideal.reset();
  EXPECT_EQ(RefusalOf(rule, {250, 25, 12.5}).column, "b");
}

TEST(ScoringTopsisTest, Scoring59AnIdealBelowTheColumnsOwnAntiIdealIsRefused) {
  RankingRule rule = SupplierRule(Method::topsis);
  rule.criteria[1].ideal = 15;
  EXPECT_EQ(RefusalOf(rule, Suppliers()).column, "b");
}

TEST(ScoringTopsisTest, Scoring60RowsThatAreAllAlikeAreInTheMiddleAndFlagged) {
  for (const Normalization how : {Normalization::min_max, Normalization::sum, Normalization::max, Normalization::vector,
                                  Normalization::z_score, Normalization::none}) {
    RankingRule rule = SupplierRule(Method::topsis);
    rule.normalization = how;
    const MethodRanking ranking = MustRank(rule, {250, 16, 12, 250, 16, 12});
    EXPECT_EQ(ranking.values, (std::vector<double>{0.5, 0.5}));
    EXPECT_EQ(ranking.to_ideal, (std::vector<double>{0, 0}));
    EXPECT_EQ(ranking.ranks, (Ints{1, 1}));
    EXPECT_TRUE(ranking.degenerate);
    EXPECT_EQ(ranking.constant_columns, (Ints{0, 1, 2}));
  }
}

// A library returns NaN for 32-bit integers, whose squares overflow: 50,000 squared is above 2^31.
TEST(ScoringTopsisTest, Scoring55LargeAndSmallValuesHaveDistances) {
  for (const double unit : {50000.0, 1e250, 1e-250}) {
    for (const Normalization how : {Normalization::vector, Normalization::none}) {
      RankingRule rule = MakeRule(Method::topsis, "++", {1, 1});
      rule.normalization = how;
      ExpectNear(MustRank(rule, {unit, unit, 2 * unit, 2 * unit, 3 * unit, 3 * unit}).values, {0, 0.5, 1}, 1e-15);
    }
  }
}

TEST(ScoringTopsisTest, Scoring59OneRowNeedsNoIdealsOfAColumnOfWeight0) {
  RankingRule rule = MakeRule(Method::topsis, "++", {1, 0});
  rule.normalization = Normalization::none;
  rule.criteria[0].ideal = 4;
  rule.criteria[0].anti_ideal = 0;
  EXPECT_EQ(MustRank(rule, {3, 9}).values, std::vector<double>{0.75});
}

}  // namespace
}  // namespace keyhaul

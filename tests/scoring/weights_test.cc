// Surrogate weights. Expected values come from Python's fractions: the formulas of weights.h place by place, means over
// shared places, and then the least integers of the same ratios.
#include "keyhaul/scoring/weights.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <string_view>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

using Weights = std::vector<std::int64_t>;
using Order = std::vector<std::int32_t>;

Weights WeightsOk(Surrogate surrogate, const Order& ranks) {
  Result<Weights> weights = SurrogateWeights(surrogate, ranks);
  EXPECT_TRUE(weights.ok()) << weights.error().Text();
  return *std::move(weights);
}

// SCORING-21: three criteria in Barron and Barrett are .6111, .2778, .1111, which is 11, 5 and 2 of 18.
TEST(SurrogateWeights, FollowTheirFormulas) {
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {1, 2, 3}), (Weights{11, 5, 2}));
  EXPECT_EQ(WeightsOk(Surrogate::sum, {1, 2, 3}), (Weights{3, 2, 1}));
  EXPECT_EQ(WeightsOk(Surrogate::reciprocal, {1, 2, 3}), (Weights{6, 3, 2}));
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {1, 2, 3, 4, 5}), (Weights{137, 77, 47, 27, 12}));
  EXPECT_EQ(WeightsOk(Surrogate::reciprocal, {1, 2, 3, 4, 5}), (Weights{60, 30, 20, 15, 12}));
  for (const Surrogate surrogate : {Surrogate::centroid, Surrogate::sum, Surrogate::reciprocal}) {
    EXPECT_EQ(WeightsOk(surrogate, {7}), (Weights{1}));
  }
}

// SCORING-22: that each of the tied takes the first shared place is how weights come to add up to 1.65.
TEST(SurrogateWeights, TiesShareTheMeanOfTheirPlaces) {
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {1, 2, 2}), (Weights{22, 7, 7}));
  EXPECT_EQ(WeightsOk(Surrogate::sum, {1, 2, 2}), (Weights{2, 1, 1}));
  EXPECT_EQ(WeightsOk(Surrogate::reciprocal, {1, 2, 2}), (Weights{12, 5, 5}));
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {1, 2, 2, 4}), (Weights{25, 10, 10, 3}));
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {3, 1, 2, 1, 5}), (Weights{27, 107, 47, 107, 12}));
  EXPECT_EQ(WeightsOk(Surrogate::sum, {3, 1, 2, 1, 5}), (Weights{4, 9, 6, 9, 2}));
  EXPECT_EQ(WeightsOk(Surrogate::reciprocal, {3, 1, 2, 1, 5}), (Weights{15, 45, 20, 45, 12}));
  EXPECT_EQ(WeightsOk(Surrogate::centroid, Order(80, 4)), Weights(80, 1)) << "all are tied";
}

// SCORING-22
TEST(SurrogateWeights, OnlyTheOrderOfRanksCounts) {
  EXPECT_EQ(WeightsOk(Surrogate::centroid, {1, 2, 2, 3}), WeightsOk(Surrogate::centroid, {-5, 20, 20, 400}));
}

// SCORING-21: exact weights of 42 criteria have 63 bits, those of 43 do not.
TEST(SurrogateWeights, ThatDoNotFitAreRefused) {
  Order ranks(42);
  std::iota(ranks.begin(), ranks.end(), 1);
  const Weights largest = WeightsOk(Surrogate::centroid, ranks);
  EXPECT_EQ(largest.front(), 947817100178796463);
  EXPECT_EQ(largest.back(), 5215718803323600);
  ranks.push_back(43);
  EXPECT_EQ(SurrogateWeights(Surrogate::centroid, ranks).error().code, Code::overflow);
  EXPECT_EQ(SurrogateWeights(Surrogate::reciprocal, ranks).error().code, Code::overflow);
  EXPECT_TRUE(SurrogateWeights(Surrogate::sum, ranks).ok());
  ranks.resize(1000);
  std::iota(ranks.begin(), ranks.end(), 1);
  EXPECT_EQ(SurrogateWeights(Surrogate::centroid, ranks).error().code, Code::overflow);
  EXPECT_EQ(SurrogateWeights(Surrogate::sum, Order()).error().code, Code::invalid_argument);
}

// SCORING-23: 0.1 + 0.2 + 0.7 is 1, which sums of doubles are not sure about.
TEST(SumOfWeights, TellsTheDifferenceFromOne) {
  const std::vector<Decimal> fractions = {Number("0.1"), Number("0.2"), Number("0.7")};
  EXPECT_EQ(SumOfWeights(fractions)->difference, Decimal());
  EXPECT_FALSE(SumOfWeights(fractions)->differs);
  const std::vector<Decimal> points = {Number("30"), Number("20"), Number("49.5")};
  EXPECT_EQ(SumOfWeights(points)->sum, Number("99.5"));
  EXPECT_EQ(SumOfWeights(points)->difference, Number("98.5"));
  EXPECT_TRUE(SumOfWeights(points)->differs);
}

// SCORING-23
TEST(SumOfWeights, DiffersBeyondTheNinthDecimal) {
  EXPECT_FALSE(SumOfWeights(std::vector<Decimal>{Number("1.000000001")})->differs);
  EXPECT_FALSE(SumOfWeights(std::vector<Decimal>{Number("0.999999999")})->differs);
  EXPECT_TRUE(SumOfWeights(std::vector<Decimal>{Number("1.0000000011")})->differs);
  EXPECT_TRUE(SumOfWeights(std::vector<Decimal>{Number("0.9999999989")})->differs);
}

// SCORING-23
TEST(SumsOfWeights, AreToldForEachNode) {
  const Scorecard card =
      Card({Node("quality", -1, "60%"), Leaf("material", 0, "1"), Leaf("finish", 0, "2"), Leaf("price", -1, "40%")});
  const Result<std::vector<WeightSum>> sums = SumsOfWeights(card);
  ASSERT_EQ(sums->size(), 2U);
  EXPECT_EQ((*sums)[0].parent, -1);
  EXPECT_FALSE((*sums)[0].differs);
  EXPECT_EQ((*sums)[1].parent, 0);
  EXPECT_EQ((*sums)[1].sum, Number("3"));
  EXPECT_TRUE((*sums)[1].differs);
}

}  // namespace
}  // namespace keyhaul

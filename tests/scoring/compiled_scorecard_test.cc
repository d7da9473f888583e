// Weights as integers, bands. Expected weights come from Python's fractions: the product of shares along each path,
// times the least common multiple of the denominators.
#include "keyhaul/scoring/compiled_scorecard.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "score_cards.h"

namespace keyhaul {
namespace {

using Weights = std::vector<std::int64_t>;

Weights WeightsOf(const CompiledScorecard& card) { return {card.weights().begin(), card.weights().end()}; }
Weights NodeWeightsOf(const CompiledScorecard& card) {
  return {card.node_weights().begin(), card.node_weights().end()};
}

// SCORING-20
TEST(CompiledScorecard, WeightsAreIntegersWithoutACommonDivisor) {
  const CompiledScorecard supplier = Compiled(SupplierCard());
  EXPECT_EQ(WeightsOf(supplier), (Weights{3, 2, 3, 1, 1}));
  EXPECT_EQ(supplier.weight_sum(), 10);
  const CompiledScorecard points = Compiled(Card({Leaf("a", -1, "5"), Leaf("b", -1, "0"), Leaf("c", -1, "2.5")}));
  EXPECT_EQ(WeightsOf(points), (Weights{2, 0, 1}));
}

// SCORING-20: weights are shares among siblings, at each level.
TEST(CompiledScorecard, WeightsMultiplyAlongThePath) {
  const CompiledScorecard card = Compiled(
      Card({Node("quality", -1, "0.6"), Leaf("material", 0, "0.07"), Leaf("finish", 0, "2"), Leaf("packing", 0, "0.5"),
            Leaf("price", -1, "0.25"), Node("service", -1, "1.15"), Leaf("speed", 5, "3"), Leaf("care", 5, "4")}));
  EXPECT_EQ(WeightsOf(card), (Weights{588, 16800, 4200, 8995, 17733, 23644}));
  EXPECT_EQ(card.weight_sum(), 71960);
  EXPECT_EQ(NodeWeightsOf(card), (Weights{21588, 588, 16800, 4200, 8995, 41377, 17733, 23644}));
  EXPECT_EQ(card.CriterionOf(3).id, "price");
}

// SCORING-20
TEST(CompiledScorecard, ABranchWithoutWeightHasLeavesWithoutWeight) {
  const CompiledScorecard card =
      Compiled(Card({Leaf("a", -1, "1"), Node("b", -1, "0"), Leaf("c", 1, "3"), Leaf("d", 1, "4")}));
  EXPECT_EQ(WeightsOf(card), (Weights{1, 0, 0}));
  EXPECT_EQ(card.weight_sum(), 1);
}

// SCORING-26: 1 / 999999999989 and 1 / 999999999961 are no fractions of one 64-bit denominator; nothing is rounded.
TEST(CompiledScorecard, WeightsThatDoNotFitAreRefused) {
  const auto card = [](std::string_view first, std::string_view second) {
    return Card({Node("p", -1, "1"), Leaf("p1", 0, "1"), Leaf("p2", 0, first), Node("q", -1, "1"), Leaf("q1", 3, "1"),
                 Leaf("q2", 3, second)});
  };
  EXPECT_TRUE(CompiledScorecard::Compile(card("99999988", "99999970")).ok());
  const Result<CompiledScorecard> refused = CompiledScorecard::Compile(card("999999999988", "999999999960"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::overflow);
  EXPECT_EQ(refused.error().path, "criteria");
  EXPECT_EQ(refused.error().rule, "SCORING-26");
  EXPECT_EQ(
      CompiledScorecard::Compile(Card({Leaf("a", -1, "1e38"), Leaf("b", -1, "1e38"), Leaf("c", -1, "1")})).error().code,
      Code::overflow);
}

// SCORING-26
TEST(CompiledScorecard, RefusesWhatTheCheckRefuses) {
  EXPECT_EQ(CompiledScorecard::Compile(Card({})).error().path, "criteria");
}

Scorecard Banded() {
  Scorecard card = SupplierCard();
  card.bands = {{"C", Number("1"), "drop"}, {"B", Number("2.5"), "keep"}, {"A", Number("3.5"), "pursue"}};
  return card;
}

// SCORING-30: a score on a bound belongs to the band above; the last one is closed at the top.
TEST(CompiledScorecard, BandsBeginAtTheirBound) {
  const CompiledScorecard card = Compiled(Banded());
  EXPECT_EQ(card.BandOf(1'000'000'000), 0);
  EXPECT_EQ(card.BandOf(2'499'999'999), 0);
  EXPECT_EQ(card.BandOf(2'500'000'000), 1);
  EXPECT_EQ(card.BandOf(3'499'999'999), 1);
  EXPECT_EQ(card.BandOf(3'500'000'000), 2);
  EXPECT_EQ(card.BandOf(4'000'000'000), 2);
  EXPECT_EQ(Compiled(SupplierCard()).BandOf(4'000'000'000), -1);
}

// SCORING-41: up to 3.5 + 0.2, down to 2.5 - 0.2, that bound included; from there on the score's own band.
TEST(CompiledScorecard, HysteresisKeepsABandUnlessTheMarginIsPassed) {
  Scorecard given = Banded();
  given.hysteresis = Number("0.2");
  const CompiledScorecard card = Compiled(given);
  EXPECT_EQ(card.BandOf(3'699'999'999, 1), 1);
  EXPECT_EQ(card.BandOf(3'700'000'000, 1), 2);
  EXPECT_EQ(card.BandOf(2'300'000'001, 1), 1);
  EXPECT_EQ(card.BandOf(2'300'000'000, 1), 0);
  EXPECT_EQ(card.BandOf(2'600'000'000, 0), 0);
  EXPECT_EQ(card.BandOf(3'600'000'000, 0), 1) << "past the bound at 2.5 by far, and past that at 3.5 by less than 0.2";
  EXPECT_EQ(card.BandOf(3'700'000'000, 0), 2);
  EXPECT_EQ(card.BandOf(2'000'000'000, 2), 0);
  EXPECT_EQ(card.BandOf(3'600'000'000, -1), 2) << "nothing was before";
  EXPECT_EQ(Compiled(Banded()).BandOf(3'500'000'000, 1), 2) << "no margin";
  EXPECT_EQ(Compiled(Banded()).BandOf(2'499'999'999, 1), 0);
}

// SCORING-41: who was worse before is not better now.
TEST(CompiledScorecard, ABetterBandBeforeNeverGivesAWorseOneNow) {
  Scorecard given = Banded();
  given.hysteresis = Number("0.2");
  const CompiledScorecard card = Compiled(given);
  for (std::int64_t key = 1'000'000'000; key <= 4'000'000'000; key += 50'000'000) {
    EXPECT_LE(card.BandOf(key, 0), card.BandOf(key, 1)) << key;
    EXPECT_LE(card.BandOf(key, 1), card.BandOf(key, 2)) << key;
  }
}

// What a compiled card holds does not point into the one that it came from.
TEST(CompiledScorecard, CanBeCopiedAndMoved) {
  CompiledScorecard first = Compiled(SupplierCard());
  CompiledScorecard copy = first;
  const CompiledScorecard moved = std::move(first);
  EXPECT_EQ(Scored(copy, "43423").key, 3'500'000'000);
  EXPECT_EQ(Scored(moved, "43423").key, 3'500'000'000);
}

}  // namespace
}  // namespace keyhaul

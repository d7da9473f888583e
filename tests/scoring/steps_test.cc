// SCORING-102 to SCORING-105: cheapest steps and weakest levels. Small cases by hand; three thousand random leaves
// against every combination of levels.
#include "keyhaul/scoring/steps.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "tests/print_int128.h"

namespace keyhaul {
namespace {

constexpr std::int64_t kPoint = 1'000'000'000'000;
constexpr std::int64_t kKey = 1'000'000'000;

using Levels = std::vector<std::int32_t>;

const std::vector<std::int64_t> kFour = {kPoint, 2 * kPoint, 3 * kPoint, 4 * kPoint};

StepLeaf Rated(std::int64_t weight, std::int32_t level, std::int64_t cost = 1) {
  return {weight, kFour, level, 0, cost};
}

// SCORING-102: The essay of steps.h.
TEST(Steps, Scoring102TheCheapestPlanIsFoundAndOfLevelOnesTheHigherScore) {
  const std::vector<StepLeaf> leaves = {Rated(3, 1), Rated(2, 1)};
  const auto plan = CheapestSteps(leaves, 3 * kKey);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->reachable);
  EXPECT_EQ(plan->cost, 2);
  EXPECT_EQ(plan->levels, (Levels{3, 1}));
  EXPECT_EQ(plan->key, 3'200'000'000);
  EXPECT_EQ(plan->sum, int128{16 * kPoint});
  EXPECT_EQ(plan->total, 5);
}

// SCORING-102
TEST(Steps, Scoring102OfLevelPlansTheLeafDeclaredFirstMoves) {
  EXPECT_EQ(CheapestSteps(std::vector<StepLeaf>{Rated(1, 1), Rated(1, 1), Rated(1, 1)}, 8 * kKey / 3)->levels,
            (Levels{3, 1, 1}));
}

// SCORING-102: One step of the heavy leaf would do, but costs 5; the light one needs two at 2 each.
TEST(Steps, Scoring102CostsDecideNotSteps) {
  const auto plan = CheapestSteps(std::vector<StepLeaf>{Rated(2, 0, 5), Rated(1, 0, 2)}, 5 * kKey / 3);
  EXPECT_EQ(plan->levels, (Levels{0, 2}));
  EXPECT_EQ(plan->cost, 4);
}

// SCORING-102: the leaf with the most points for its cost goes first in a greedy choice: 7 for 5, then 5 for 4. That is
// dearer than the two others together.
TEST(Steps, Scoring102AGreedyChoiceIsNotTaken) {
  const std::vector<std::int64_t> dense = {0, 7 * kPoint};
  const std::vector<std::int64_t> plain = {0, 5 * kPoint};
  const std::vector<StepLeaf> leaves = {{1, dense, 0, 0, 5}, {1, plain, 0, 0, 4}, {1, plain, 0, 0, 4}};
  const auto plan = CheapestSteps(leaves, 10 * kKey / 3);  // a sum of 10: 5 + 5 for 8, not 7 + 5 for 9
  EXPECT_EQ(plan->levels, (Levels{0, 1, 1}));
  EXPECT_EQ(plan->cost, 8);
}

// SCORING-103
TEST(Steps, Scoring103WhoIsThereNeedsNoSteps) {
  const auto plan = CheapestSteps(std::vector<StepLeaf>{Rated(1, 2), Rated(1, 1)}, 5 * kKey / 2);
  EXPECT_TRUE(plan->reachable);
  EXPECT_EQ(plan->cost, 0);
  EXPECT_EQ(plan->levels, (Levels{2, 1}));
}

// SCORING-103
TEST(Steps, Scoring103WhatCannotBeReachedSaysSoAndWhatTheBestLevelsGive) {
  const std::vector<StepLeaf> leaves = {Rated(1, 1), {1, {}, -1, 2 * kPoint}, Rated(0, 1)};
  const auto plan = CheapestSteps(leaves, 4 * kKey);
  EXPECT_FALSE(plan->reachable);
  EXPECT_EQ(plan->levels, (Levels{3, -1, 1}));
  EXPECT_EQ(plan->cost, 2);
  EXPECT_EQ(plan->key, 3 * kKey);
  const std::vector<std::int64_t> bins = {3 * kPoint, kPoint, kPoint, kPoint, 3 * kPoint};
  const auto nearest = CheapestSteps(std::vector<StepLeaf>{{1, bins, 1}}, 4 * kKey);
  EXPECT_EQ(nearest->levels, Levels{0}) << "of two best bins the nearer one";
  EXPECT_EQ(nearest->cost, 1);
}

// SCORING-104: The bound is a key: 2.9999999995 reaches 3, a unit of points less does not.
TEST(Steps, Scoring104TheBoundIsReachedByKey) {
  const std::vector<std::int64_t> reaching = {0, 3 * kPoint - 500};
  const std::vector<std::int64_t> missing = {0, 3 * kPoint - 501};
  EXPECT_TRUE(CheapestSteps(std::vector<StepLeaf>{{1, reaching, 0, 0}}, 3 * kKey)->reachable);
  EXPECT_FALSE(CheapestSteps(std::vector<StepLeaf>{{1, missing, 0, 0}}, 3 * kKey)->reachable);
}

// SCORING-105: 3.5 with weights 30, 20, 30, 10, 10 and ratings 4, 3, 4, 2, 3; to keep 3.0 it may lose 0.5.
TEST(Steps, Scoring105EachRatingAloneMayFallAsFarAsTheBandHolds) {
  const std::vector<StepLeaf> supplier = {Rated(30, 3), Rated(20, 2), Rated(30, 3), Rated(10, 1), Rated(10, 2)};
  EXPECT_EQ(*WeakestLevels(supplier, 3 * kKey), (Levels{2, 0, 2, 0, 0}));
  EXPECT_EQ(*WeakestLevels(supplier, 7 * kKey / 2), (Levels{3, 2, 3, 1, 2}));
  EXPECT_EQ(WeakestLevels(supplier, 7 * kKey / 2 + 1).error().Text(),
            "the score is below the bound that it is to keep");
  const std::vector<std::int64_t> reaching = {3 * kPoint - 500, 4 * kPoint};
  EXPECT_EQ(*WeakestLevels(std::vector<StepLeaf>{{1, reaching, 1}}, 3 * kKey), Levels{0}) << "2.9999999995 has key 3";
}

// SCORING-105: A level that is worth less on the way stops the fall, even if one below it would do.
TEST(Steps, Scoring105TheFallIsStepByStep) {
  const std::vector<std::int64_t> bent = {3 * kPoint, kPoint, 4 * kPoint};
  EXPECT_EQ(*WeakestLevels(std::vector<StepLeaf>{{1, bent, 2, 0}}, 2 * kKey), (Levels{2}));
  EXPECT_EQ(*WeakestLevels(std::vector<StepLeaf>{{1, bent, 2, 0}, {1, {}, -1, 9 * kPoint}}, kKey), (Levels{0, -1}));
}

// SCORING-104
TEST(Steps, Scoring104WhatCannotBeSearchedIsRefused) {
  const auto refusal = [](const std::vector<StepLeaf>& leaves, std::int64_t target = kKey) {
    const auto plan = CheapestSteps(leaves, target);
    return plan.ok() ? "accepted" : plan.error().Text();
  };
  EXPECT_EQ(refusal({}), "no criterion has a weight above 0");
  EXPECT_EQ(refusal({Rated(1, 4)}), "criterion 0 has level 4 of 4, counted from 0");
  EXPECT_EQ(refusal({Rated(1, -2)}), "criterion 0 has level -2 of 4, counted from 0");
  EXPECT_EQ(refusal({Rated(1, 1, 0)}), "criterion 0 has a cost of 0 a step; expected 1 to 1000000000000");
  EXPECT_EQ(refusal({{1, {}, -1, kMaxScorePoints + 1}}), "points are beyond a million; criterion 0");
  EXPECT_EQ(refusal({Rated(-1, 1)}), "the weight of criterion 0 is -1; expected 0 or more");
  EXPECT_EQ(refusal({Rated(1, 1)}, INT64_MAX), "a bound of 9223372036854775807 is beyond a million points");
  EXPECT_EQ(refusal({Rated(1, 1)}, -1'000'000 * kKey - 1), "a bound of -1000000000000001 is beyond a million points");
  // Forty leaves with costs and weights of powers of two, so that no plan beats another.
  std::vector<StepLeaf> many;
  const std::vector<std::int64_t> two = {0, kPoint};
  for (int i = 0; i < 39; ++i) many.push_back({std::int64_t{1} << i, two, 0, 0, std::int64_t{1} << i});
  EXPECT_EQ(refusal(many, kKey / 2),
            "the costs of steps differ so much that there are more than 262144 plans to compare");
  EXPECT_EQ(refusal(many, 0), "accepted") << "who is there needs no search";
}

// SCORING-104: Sixty leaves of ten levels: 10^60 combinations, found at once with costs of 1.
TEST(Steps, Scoring104ManyLeavesAreNoTrouble) {
  std::vector<std::int64_t> ten;
  for (std::int64_t i = 0; i < 10; ++i) ten.push_back(i * kPoint);
  std::vector<StepLeaf> leaves;
  for (std::int64_t i = 0; i < 60; ++i) leaves.push_back({i + 1, ten, 0, 0});
  // The total is 1,830; a score of 3 is a sum of 5,490: 9 steps each of 60, 59 ... give 540, 531 ...; eleven give 5,445
  // and 45 remain for one step of the leaf of weight 49.
  const auto plan = CheapestSteps(leaves, 3 * kKey);
  EXPECT_EQ(plan->cost, 100);
  EXPECT_EQ(plan->levels[48], 1);
  EXPECT_EQ(plan->sum, int128{5494 * kPoint});
}

struct Best {
  bool found = false;
  std::int64_t cost = 0;
  std::int64_t sum = 0;
  Levels levels;
};

// Every combination, by the sentences of the header: cost, then the higher score, then more steps of the first leaf.
void Enumerate(const std::vector<StepLeaf>& leaves, std::int64_t target, Levels* levels, Best* best) {
  if (levels->size() < leaves.size()) {
    const StepLeaf& leaf = leaves[levels->size()];
    const auto count = static_cast<std::int32_t>(leaf.levels.size());
    for (std::int32_t level = leaf.level < 0 ? -1 : 0; level < (leaf.level < 0 ? 0 : count); ++level) {
      levels->push_back(level);
      Enumerate(leaves, target, levels, best);
      levels->pop_back();
    }
    return;
  }
  Best next{true, 0, 0, *levels};
  std::int64_t total = 0;
  std::vector<std::int32_t> steps;
  std::vector<std::int32_t> best_steps;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const StepLeaf& leaf = leaves[i];
    steps.push_back(std::abs((*levels)[i] - leaf.level));
    if (best->found) best_steps.push_back(std::abs(best->levels[i] - leaf.level));
    next.cost += steps.back() * leaf.step_cost;
    next.sum += leaf.weight * (leaf.level < 0 ? leaf.points : leaf.levels[static_cast<std::size_t>((*levels)[i])]);
    total += leaf.weight;
  }
  if ((2 * next.sum + 1000 * total) / (2000 * total) < target) return;
  if (!best->found || std::tuple(-next.cost, next.sum, steps, next.levels) >
                          std::tuple(-best->cost, best->sum, best_steps, best->levels)) {
    *best = next;
  }
}

// SCORING-102, SCORING-103, SCORING-104, SCORING-105
TEST(Steps, Scoring102To105AgreeWithEveryCombinationOnRandomLeaves) {
  std::mt19937 random(20260101);
  const auto pick = [&random](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  int reached = 0;
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::vector<std::int64_t>> levels(static_cast<std::size_t>(pick(1, 5)));
    std::vector<StepLeaf> leaves;
    const bool is_rising = pick(0, 3) != 0;
    for (auto& own : levels) {
      std::int64_t points = 0;
      for (int k = pick(1, 4); k > 0; --k)
        own.push_back(points = is_rising ? points + pick(0, 2) * kPoint : pick(0, 6) * kPoint);
      const bool fixed = pick(0, 5) == 0;
      leaves.push_back({pick(leaves.empty() ? 1 : 0, 4), own, fixed ? -1 : pick(0, static_cast<int>(own.size()) - 1),
                        pick(0, 4) * kPoint, pick(0, 1) == 0 ? 1 : pick(1, 5)});
    }
    const std::int64_t target = pick(1, 16) * kKey / 4;
    Best best;
    Levels chosen;
    Enumerate(leaves, target, &chosen, &best);
    const auto plan = CheapestSteps(leaves, target);
    ASSERT_TRUE(plan.ok()) << plan.error().Text();
    ASSERT_EQ(plan->reachable, best.found) << "case " << i;
    if (!best.found) continue;
    ++reached;
    ASSERT_EQ(plan->cost, best.cost) << "case " << i;
    ASSERT_EQ(plan->sum, int128{best.sum}) << "case " << i;
    ASSERT_EQ(plan->levels, best.levels) << "case " << i;
    ASSERT_GE(plan->key, target);
    const auto weakest = WeakestLevels(leaves, target);
    ASSERT_EQ(weakest.ok(), best.cost == 0);
    if (!weakest.ok()) continue;
    for (std::size_t k = 0; k < leaves.size();
         ++k) {  // each level down to the weakest keeps the key; the next does not
      std::vector<StepLeaf> fallen = leaves;
      for (; fallen[k].level > (*weakest)[k]; --fallen[k].level) {
        ASSERT_TRUE(WeakestLevels(fallen, target).ok()) << "case " << i;
      }
      ASSERT_TRUE(WeakestLevels(fallen, target).ok()) << "case " << i;
      if (--fallen[k].level >= 0) {
        ASSERT_FALSE(WeakestLevels(fallen, target).ok()) << "case " << i;
      }
    }
  }
  EXPECT_GT(reached, 1000);
}

}  // namespace
}  // namespace keyhaul

// SCORING-90 to SCORING-97: how far one weight can move. Small cases are worked out by hand; two thousand random
// trees are checked against the definition, evaluated with rationals of any size: at both ends of an interval nobody
// has changed places, and a little beyond somebody has.
#include "keyhaul/scoring/stability.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "boost/multiprecision/cpp_int.hpp"

namespace keyhaul {
namespace {

using Rational = boost::multiprecision::cpp_rational;
using Integer = boost::multiprecision::cpp_int;

constexpr std::int64_t kPoint = 1'000'000'000'000;

WeightRatio Ratio(unsigned numerator, unsigned denominator) {
  return {Wide(uint128{numerator}), Wide(uint128{denominator})};
}

Integer ToInteger(const Wide& x) {
  Integer value = 0;
  for (int i = x.BitWidth(); i-- > 0;) value = 2 * value + (x.bit(i) ? 1 : 0);
  return value;
}
Rational ToRational(const WeightRatio& x) { return Rational(ToInteger(x.numerator), ToInteger(x.denominator)); }

struct Case {
  std::vector<std::int32_t> parent;
  std::vector<std::int64_t> weights;
  std::vector<std::int64_t> points;

  WeightTree Tree() const { return *WeightTree::Make(parent, weights); }
  WeightMove Move(std::int32_t node) const {
    const auto move = MoveWeight(Tree(), node, points);
    EXPECT_TRUE(move.ok()) << (move.ok() ? "" : move.error().Text());
    return *move;
  }
};

// The definition: local weights as they are, but x for one node and (1 - x) / (1 - w) times as much for its siblings.
std::vector<Rational> ScoresAt(const Case& c, std::int32_t node, const Rational& x) {
  const std::size_t n = c.parent.size();
  std::vector<Rational> sums(n + 1);
  std::vector<bool> is_leaf(n + 1, true);
  const auto above = [&](std::size_t i) { return c.parent[i] < 0 ? n : static_cast<std::size_t>(c.parent[i]); };
  for (std::size_t i = 0; i < n; ++i) {
    sums[above(i)] += c.weights[i];
    is_leaf[above(i)] = false;
  }
  std::vector<Rational> part(n + 1);
  std::vector<Rational> parts_of_leaves;
  part[n] = 1;
  const auto moved = static_cast<std::size_t>(node);
  const Rational w = Rational(c.weights[moved]) / sums[above(moved)];
  for (std::size_t i = 0; i < n; ++i) {
    Rational local = Rational(c.weights[i]) / sums[above(i)];
    if (c.parent[i] == c.parent[moved]) local = i == moved ? x : Rational(local * (1 - x) / (1 - w));
    part[i] = part[above(i)] * local;
    if (is_leaf[i]) parts_of_leaves.push_back(part[i]);
  }
  std::vector<Rational> scores(c.points.size() / parts_of_leaves.size());
  for (std::size_t i = 0; i < c.points.size(); ++i) {
    scores[i / parts_of_leaves.size()] += parts_of_leaves[i % parts_of_leaves.size()] * c.points[i];
  }
  return scores;
}

// Two criteria; the rows of the essay of stability.h.
Case Essay() { return {{-1, -1}, {1, 1}, {4 * kPoint, 1 * kPoint, 2 * kPoint, 2 * kPoint, 1 * kPoint, 3 * kPoint}}; }

// SCORING-90
TEST(Stability, Scoring90TheBestStaysTheBestUpToTheNearestMeeting) {
  const WeightInterval first = StableBest(Essay().Move(0));
  ASSERT_TRUE(first.defined);
  EXPECT_EQ(first.from, Ratio(2, 5));
  EXPECT_EQ(first.at_from, (WeightMeeting{0, 2}));
  EXPECT_EQ(first.to, Ratio(1, 1));
  EXPECT_EQ(first.at_to, WeightMeeting{});
  const WeightInterval second = StableBest(Essay().Move(1));
  EXPECT_EQ(second.from, Ratio(0, 1));
  EXPECT_EQ(second.to, Ratio(3, 5));
  EXPECT_EQ(NineDigits(second.to), 600'000'000);
}

// SCORING-92: b = 2 and c = 3 - 2x are level at 1/2, where the weight is.
TEST(Stability, Scoring92CandidatesThatAreLevelNowPartWithAnyMove) {
  const WeightInterval order = StableOrder(Essay().Move(0));
  EXPECT_EQ(order.from, Ratio(1, 2));
  EXPECT_EQ(order.to, Ratio(1, 2));
  EXPECT_EQ(order.at_from, (WeightMeeting{1, 2}));
  EXPECT_EQ(order.at_to, (WeightMeeting{1, 2}));
}

// (3, 1) and (1, 3) with equal weights: the first of the two is the best that the other meets.
TEST(Stability, Scoring90OfLevelCandidatesTheFirstIsTheBest) {
  const Case c{{-1, -1}, {1, 1}, {3 * kPoint, kPoint, kPoint, 3 * kPoint}};
  const WeightInterval best = StableBest(c.Move(0));
  EXPECT_EQ(best.from, Ratio(1, 2));
  EXPECT_EQ(best.to, Ratio(1, 2));
  EXPECT_EQ(best.at_from, (WeightMeeting{0, 1}));
}

// SCORING-92
TEST(Stability, Scoring92CandidatesWithTheSameLineNeverPart) {
  Case c = Essay();
  c.points = {4, 1, 4, 1, 0, 0};
  EXPECT_EQ(StableOrder(c.Move(0)).from, Ratio(0, 1));
  EXPECT_EQ(StableOrder(c.Move(0)).to, Ratio(1, 1));
  EXPECT_EQ(StableBest(c.Move(0)).to, Ratio(1, 1));
}

// SCORING-91: With weights 1, 1 and rows (4, 1), (2, 2), (0, 3): 1 + 3x, 2, 3 - 3x all meet at 1/3; the order now is
// theirs.
TEST(Stability, Scoring91TheOrderStaysUpToTheFirstTwoThatMeet) {
  const Case c{{-1, -1}, {1, 1}, {4, 1, 2, 2, 0, 3}};
  const WeightInterval order = StableOrder(c.Move(0));
  EXPECT_EQ(order.from, Ratio(1, 3));
  EXPECT_EQ(order.at_from, (WeightMeeting{0, 1}));
  EXPECT_EQ(order.to, Ratio(1, 1));
}

// SCORING-93: One criterion alone, or with siblings of weight 0, has all the weight whatever happens.
TEST(Stability, Scoring93WithoutASiblingOfAnyWeightThereIsNoInterval) {
  const Case alone{{-1}, {7}, {1, 2}};
  EXPECT_FALSE(alone.Move(0).defined);
  EXPECT_EQ(alone.Move(0).weight, Ratio(1, 1));
  EXPECT_FALSE(StableBest(alone.Move(0)).defined);
  EXPECT_FALSE(StableOrder(alone.Move(0)).defined);
  EXPECT_FALSE(StableBand(alone.Move(0), 0, {})->defined);
  const Case idle{{-1, -1}, {7, 0}, {1, 2, 2, 1}};
  EXPECT_FALSE(idle.Move(0).defined);
  // The sibling itself can be given weight: 1 + x meets 2 - x at 1/2.
  EXPECT_EQ(StableBest(idle.Move(1)).from, Ratio(0, 1));
  EXPECT_EQ(StableBest(idle.Move(1)).to, Ratio(1, 2));
}

// SCORING-93: Under a node of weight 0 nothing matters: any x leaves all as it is.
TEST(Stability, Scoring93BelowANodeOfNoWeightEveryWeightIsStable) {
  const Case c{{-1, -1, 1, 1}, {1, 0, 1, 1}, {3, 0, 9, 2, 9, 0}};
  const WeightInterval best = StableBest(c.Move(2));
  EXPECT_EQ(best.from, Ratio(0, 1));
  EXPECT_EQ(best.to, Ratio(1, 1));
}

// SCORING-94: S = 1 + 3x in [2, 3): from 1/3 to 2/3, where it reaches the next band.
TEST(Stability, Scoring94ACandidateKeepsItsBandBetweenTheBounds) {
  const Case c{{-1, -1}, {1, 1}, {4 * kPoint, 1 * kPoint}};
  const auto band = StableBand(c.Move(0), 0, {2 * kPoint, 3 * kPoint});
  EXPECT_EQ(band->from, Ratio(1, 3));
  EXPECT_EQ(band->at_from, (WeightMeeting{0, -1, false}));
  EXPECT_EQ(band->to, Ratio(2, 3));
  EXPECT_EQ(band->at_to, (WeightMeeting{0, -1, true}));
  EXPECT_EQ(StableBand(c.Move(0), 0, {2 * kPoint, {}})->to, Ratio(1, 1));
  EXPECT_EQ(StableBand(c.Move(0), 0, {{}, 3 * kPoint})->from, Ratio(0, 1));
}

// SCORING-94: 2.5 is the lower bound of its band: the score may rise, and must not fall.
TEST(Stability, Scoring94OnTheLowerBoundItMayRise) {
  const Case c{{-1, -1}, {1, 1}, {4 * kPoint, 1 * kPoint}};
  const auto rising = StableBand(c.Move(0), 0, {5 * kPoint / 2, 3 * kPoint});
  EXPECT_EQ(rising->from, Ratio(1, 2));
  EXPECT_EQ(rising->to, Ratio(2, 3));
  const auto falling = StableBand(c.Move(1), 0, {5 * kPoint / 2, 3 * kPoint});
  EXPECT_EQ(falling->from, Ratio(1, 3));
  EXPECT_EQ(falling->to, Ratio(1, 2));
  const Case flat{{-1, -1}, {1, 1}, {5 * kPoint / 2, 5 * kPoint / 2}};
  EXPECT_EQ(StableBand(flat.Move(0), 0, {5 * kPoint / 2, 3 * kPoint})->from, Ratio(0, 1));
}

// SCORING-95: 2.4999999995 has the key of 2.5 and so its band; one unit of points less has not.
TEST(Stability, Scoring95AScoreLiftedByRoundingLiesOnTheBound) {
  const std::int64_t bound = 5 * kPoint / 2;
  const Case lifted{{-1, -1}, {1, 1}, {bound - 500 + kPoint, bound - 500 - kPoint}};
  const auto band = StableBand(lifted.Move(0), 0, {bound, {}});
  ASSERT_TRUE(band.ok());
  EXPECT_EQ(band->from, Ratio(1, 2));
  EXPECT_EQ(band->to, Ratio(1, 1));
  const Case below{{-1, -1}, {1, 1}, {bound - 501 + kPoint, bound - 501 - kPoint}};
  const auto refused = StableBand(below.Move(0), 0, {bound, {}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().Text(), "row 1: the score lies outside the band that it is said to have");
  EXPECT_FALSE(StableBand(below.Move(0), 0, {{}, bound - 501}).ok());
  EXPECT_FALSE(StableBand(below.Move(0), 1, {}).ok());
}

// SCORING-96: The five criteria of supplier evaluation: the parts of a tree multiply along the path.
TEST(Stability, Scoring96LeavesHaveTheProductOfThePartsAsIntegers) {
  const auto flat = WeightTree::Make(std::vector<std::int32_t>(5, -1), std::vector<std::int64_t>{30, 20, 30, 10, 10});
  EXPECT_EQ(flat->Leaves()->weights, (std::vector<std::int64_t>{3, 2, 3, 1, 1}));
  EXPECT_EQ(flat->Leaves()->total, 10);
  // 1/4 of which 1/3 and 2/3, 3/4 of which 2/5 and 3/5: 1/12, 2/12, 3/10, 9/20.
  const auto deep =
      WeightTree::Make(std::vector<std::int32_t>{-1, 0, 0, -1, 3, 3}, std::vector<std::int64_t>{1, 5, 10, 3, 20, 30});
  EXPECT_EQ(deep->Leaves()->weights, (std::vector<std::int64_t>{5, 10, 18, 27}));
  EXPECT_EQ(deep->Leaves()->total, 60);
  EXPECT_EQ(std::vector<std::int32_t>(deep->leaves().begin(), deep->leaves().end()),
            (std::vector<std::int32_t>{1, 2, 4, 5}));
}

// 2/3 of which two halves are thirds, not two sixths each.
TEST(Stability, Scoring96WeightsHaveNoCommonFactor) {
  const auto tree = WeightTree::Make(std::vector<std::int32_t>{-1, -1, 0, 0}, std::vector<std::int64_t>{2, 1, 1, 1});
  EXPECT_EQ(tree->Leaves()->weights, (std::vector<std::int64_t>{1, 1, 1}));
  EXPECT_EQ(tree->Leaves()->total, 3);
}

// 1/3, of it 3/4, of it 4/5 and so on to 40/41: 1/41 of the whole is left, though 40!/2 has 159 bits. The rest of each
// level is a leaf with 1 / (j (j + 1)), and the total is the least number that 1 to 41 divide.
TEST(Stability, Scoring96DeepTreesAreReducedOnTheWayDown) {
  std::vector<std::int32_t> parent = {-1, -1};
  std::vector<std::int64_t> weights = {2, 1};
  for (std::int64_t j = 3; j <= 40; ++j) {
    parent.insert(parent.end(), 2, static_cast<std::int32_t>(parent.size()) - 1);
    weights.insert(weights.end(), {1, j});
  }
  const auto leaves = WeightTree::Make(parent, weights)->Leaves();
  ASSERT_TRUE(leaves.ok());
  EXPECT_EQ(leaves->total, 219'060'189'739'591'200);
  EXPECT_EQ(leaves->weights.back(), leaves->total / 41);
  EXPECT_EQ(leaves->weights[1], leaves->total / 12);
}

std::string Refusal(std::vector<std::int32_t> parent, std::vector<std::int64_t> weights) {
  const auto tree = WeightTree::Make(parent, weights);
  return tree.ok() ? "accepted" : tree.error().Text();
}

// SCORING-97
TEST(Stability, Scoring97WhatIsNoTreeOrNoTableIsRefused) {
  EXPECT_EQ(Refusal({}, {}), "a tree of 0 criteria with 0 weights; expected one for each");
  EXPECT_EQ(Refusal({-1}, {1, 2}), "a tree of 1 criteria with 2 weights; expected one for each");
  EXPECT_EQ(Refusal({-1, 1}, {1, 1}), "the parent of criterion 1 is 1; expected one before it, or -1");
  EXPECT_EQ(Refusal({-2}, {1}), "the parent of criterion 0 is -2; expected one before it, or -1");
  EXPECT_EQ(Refusal({-1, -1}, {1, -1}), "the weight of criterion 1 is -1; expected 0 or more");
  EXPECT_EQ(Refusal({-1, 0}, {1, 0}), "no child of criterion 0 has a weight above 0");
  EXPECT_EQ(Refusal({-1, -1}, {0, 0}), "no criterion at the top has a weight above 0");
  const WeightTree tree = Essay().Tree();
  EXPECT_EQ(MoveWeight(tree, 2, std::vector<std::int64_t>{1, 2}).error().Text(), "there is no criterion 2 among 2");
  EXPECT_EQ(MoveWeight(tree, 0, {}).error().Text(), "there are no candidates");
  EXPECT_EQ(MoveWeight(tree, 0, std::vector<std::int64_t>{1, 2, 3}).error().Text(),
            "3 points for rows of 2 criteria; expected whole rows");
  EXPECT_EQ(MoveWeight(tree, 0, std::vector<std::int64_t>{1, 2, 3, kMaxScorePoints + 1}).error().Text(),
            "row 2: points are beyond a million; criterion 1");
  // 2^61 - 1 and 2^61 - 3 have no common divisor, and their product leaves 63 bits.
  const std::int64_t prime = (std::int64_t{1} << 61) - 1;
  const Case huge{{-1, -1, 0, 0, 1, 1}, {1, 1, 1, prime - 1, 1, prime - 3}, {1, 2, 3, 4}};
  EXPECT_EQ(MoveWeight(huge.Tree(), 0, huge.points).error().code, Code::overflow);
}

// SCORING-97: The largest points and weights that are taken: a and b differ by the whole range on the first, by 2 units
// less on the second.
TEST(Stability, Scoring97NothingIsCutOffAtTheLimits) {
  const std::int64_t most = kMaxScorePoints;
  const std::int64_t quarter = std::numeric_limits<std::int64_t>::max() / 4;
  const Case c{
      {-1, -1, 0, 0, 1}, {quarter, quarter, quarter, quarter - 1, 5}, {most, most, -most, -most, -most, most - 2}};
  const WeightInterval best = StableBest(c.Move(0));
  // 2 most x = (2 most - 2) (1 - x): the sum of both is 4 most - 2.
  EXPECT_EQ(ToRational(best.from), Rational(Integer(most) - 1, 2 * Integer(most) - 1));
}

class RandomTrees {
 public:
  Case Next() {
    Case c;
    const int nodes = Pick(2, 9);
    for (int i = 0; i < nodes; ++i) {
      c.parent.push_back(static_cast<std::int32_t>(Pick(0, 2) == 0 ? -1 : Pick(-1, i - 1)));
      c.weights.push_back(Pick(0, 9) == 0 ? 0 : Pick(1, 6));
    }
    for (int i = 0; i < nodes; ++i) {  // a group of nothing but 0 gets one weight
      std::int64_t sum = 0;
      for (int k = 0; k < nodes; ++k) sum += c.parent[At(k)] == c.parent[At(i)] ? c.weights[At(k)] : 0;
      if (sum == 0) c.weights[At(i)] = 1;
    }
    const std::size_t cells = c.Tree().leaf_count() * At(Pick(1, 5));
    for (std::size_t i = 0; i < cells; ++i) c.points.push_back(Pick(1, 4) * kPoint);
    return c;
  }
  int Pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

 private:
  static std::size_t At(int i) { return static_cast<std::size_t>(i); }

  std::mt19937 random_{20260101};
};

int SignOf(const Rational& x) { return x < 0 ? -1 : x > 0 ? 1 : 0; }

// Whether pair (a, b) at x has not passed to the other side of where it is now, or parted.
bool Holds(int now, int then, bool inside) { return inside ? now == then : then == 0 || now == then; }

class Brute {
 public:
  Brute(const Case& c, std::int32_t node, const WeightMove& move)
      : c_(c), node_(node), now_(ToRational(move.weight)), before_(ScoresAt(c, node, now_)) {}

  const Rational& now() const { return now_; }

  bool OrderHolds(const Rational& x, bool best_only, bool inside) const {
    const std::vector<Rational> after = ScoresAt(c_, node_, x);
    const auto best = static_cast<std::size_t>(std::max_element(before_.begin(), before_.end()) - before_.begin());
    for (std::size_t a = 0; a < after.size(); ++a) {
      if (best_only && a != best) continue;
      for (std::size_t b = 0; b < after.size(); ++b) {
        if (!Holds(SignOf(before_[a] - before_[b]), SignOf(after[a] - after[b]), inside)) return false;
      }
    }
    return true;
  }

 private:
  const Case& c_;
  std::int32_t node_;
  Rational now_;
  std::vector<Rational> before_;
};

// `holds(x, inside)`: inside an interval relations are those of now, at its ends they may be level.
template <class HoldsAt>
void ExpectExact(const WeightInterval& interval, const Rational& now, const HoldsAt& holds) {
  ASSERT_TRUE(interval.defined);
  const Rational from = ToRational(interval.from);
  const Rational to = ToRational(interval.to);
  const Rational little(1, 1'000'000'000);
  ASSERT_LE(from, now);
  ASSERT_LE(now, to);
  EXPECT_TRUE(holds(from, false));
  EXPECT_TRUE(holds(to, false));
  if (from < to) {
    EXPECT_TRUE(holds(Rational(from + (to - from) * little), true));
    EXPECT_TRUE(holds(Rational(to - (to - from) * little), true));
  }
  if (from > 0) {
    EXPECT_FALSE(holds(Rational(from - from * little), false));
  }
  if (to < 1) {
    EXPECT_FALSE(holds(Rational(to + (1 - to) * little), false));
  }
}

// SCORING-90, SCORING-91
TEST(Stability, Scoring90And91AgreeWithTheDefinitionOnRandomTrees) {
  RandomTrees trees;
  int ends = 0;
  for (int i = 0; i < 1000; ++i) {
    const Case c = trees.Next();
    for (std::int32_t node = 0; node < static_cast<std::int32_t>(c.parent.size()); ++node) {
      const WeightMove move = c.Move(node);
      if (!move.defined) continue;
      const Brute brute(c, node, move);
      for (const bool best_only : {true, false}) {
        const WeightInterval interval = best_only ? StableBest(move) : StableOrder(move);
        ends += interval.at_from.row >= 0 ? 1 : 0;
        ExpectExact(interval, brute.now(),
                    [&](const Rational& x, bool inside) { return brute.OrderHolds(x, best_only, inside); });
        if (HasFailure()) FAIL() << "tree " << i << ", node " << node;
      }
    }
  }
  EXPECT_GT(ends, 1000);
}

// SCORING-94
TEST(Stability, Scoring94AgreesWithTheDefinitionOnRandomTrees) {
  RandomTrees trees;
  for (int i = 0; i < 1000; ++i) {
    const Case c = trees.Next();
    // Bands of half a point, so that scores often lie on a bound.
    const auto node = static_cast<std::int32_t>(trees.Pick(0, static_cast<int>(c.parent.size()) - 1));
    const WeightMove move = c.Move(node);
    if (!move.defined) continue;
    const Rational now = ToRational(move.weight);
    for (std::size_t row = 0; row < move.rows.size(); ++row) {
      const Rational score = ScoresAt(c, node, now)[row];
      const std::int64_t unit = kPoint / 2;
      const auto steps = static_cast<std::int64_t>(Integer(numerator(score) / (denominator(score) * unit)));
      const BandRange band{steps * unit, (steps + 1) * unit};
      const auto interval = StableBand(move, static_cast<std::int32_t>(row), band);
      ASSERT_TRUE(interval.ok()) << interval.error().Text();
      ExpectExact(*interval, now, [&](const Rational& x, bool inside) {
        const Rational then = ScoresAt(c, node, x)[row];
        return then >= *band.from && (inside ? then < *band.to : then <= *band.to);
      });
      if (HasFailure()) FAIL() << "tree " << i << ", row " << row;
    }
  }
}

}  // namespace
}  // namespace keyhaul

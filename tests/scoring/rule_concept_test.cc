// SCORING-113: a rule of one's own needs a name and keys, and nothing else.
#include "keyhaul/scoring/rule_concept.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace keyhaul {
namespace {

constexpr std::int64_t kPoint = 1'000'000'000'000;

// The example of the header.
struct BestCriterion {
  std::string_view Name() const { return "best_criterion"; }
  Status Score(const RuleTable& table, std::span<std::int64_t> keys) const {
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const auto cells = table.PointsOf(row);
      keys[row] = *std::max_element(cells.begin(), cells.end()) / 1000;
    }
    return {};
  }
};

struct WithoutName {
  Status Score(const RuleTable& /*table*/, std::span<std::int64_t> /*keys*/) const { return {}; }
};
struct WithoutStatus {
  std::string_view Name() const { return "without_status"; }
  void Score(const RuleTable& /*table*/, std::span<std::int64_t> /*keys*/) const {}
};

static_assert(ScoringRule<BestCriterion>);
static_assert(!ScoringRule<WithoutName>);
static_assert(!ScoringRule<WithoutStatus>);
static_assert(!ScoringRule<int>);

// SCORING-113: a supplier rated 4, 3, 4, 2, 3 with 30, 20, 30, 10 and 10 percent has 3.5.
TEST(RuleConcept, Scoring113ABuiltInAndAnOwnRuleScoreTheSameTable) {
  const std::vector<std::int64_t> points = {4 * kPoint, 3 * kPoint, 4 * kPoint, 2 * kPoint, 3 * kPoint};
  const std::vector<double> values = {4, 3, 4, 2, 3};
  const RuleTable table{5, points, values};
  EXPECT_EQ(table.rows(), 1U);
  EXPECT_EQ(table.ValuesOf(0)[3], 2);
  std::vector<std::int64_t> keys(1);
  const auto rule = WeightedScore::Make(std::vector<std::int64_t>{30, 20, 30, 10, 10});
  ASSERT_TRUE(rule.ok());
  ASSERT_TRUE(rule->Score(table, keys).ok());
  EXPECT_EQ(keys[0], 3'500'000'000);
  ASSERT_TRUE(BestCriterion().Score(table, keys).ok());
  EXPECT_EQ(keys[0], 4'000'000'000);
  EXPECT_FALSE(rule->Score(RuleTable{1, points, values}, keys).ok());
  EXPECT_FALSE(rule->Score(table, {}).ok());
  EXPECT_FALSE(WeightedScore::Make({}).ok());
}

// SCORING-113
TEST(RuleConcept, Scoring113EachRowHasItsOwnCells) {
  const std::vector<std::int64_t> points = {4 * kPoint, 2 * kPoint, kPoint, 3 * kPoint};
  const std::vector<double> values = {4, 2, 1, 3};
  const RuleTable table{2, points, values};
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.ValuesOf(1)[0], 1);
  std::vector<std::int64_t> keys(2);
  ASSERT_TRUE(WeightedScore::Make(std::vector<std::int64_t>{1, 1})->Score(table, keys).ok());
  EXPECT_EQ(keys, (std::vector<std::int64_t>{3'000'000'000, 2'000'000'000}));
  ASSERT_TRUE(BestCriterion().Score(table, keys).ok());
  EXPECT_EQ(keys, (std::vector<std::int64_t>{4'000'000'000, 3'000'000'000}));
}

}  // namespace
}  // namespace keyhaul

// Distances of the examples in distance.h and of mixed rules, worked by hand.
#include "keyhaul/tiering/distance.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/classify.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;

AmountRange AtLeast(std::int64_t amount) { return AmountRange{Bound{Decimal::FromInteger(amount)}, std::nullopt}; }

TieringRule Rule(std::vector<Tier> tiers) {
  TieringRule rule;
  rule.tiers = std::move(tiers);
  return rule;
}

Result<TierDistance> DistanceOf(const TieringRule& rule, const Values& values, std::size_t account) {
  Population population;
  population.metrics = {{.values = values}};
  const Result<Classifier> classifier = Classifier::Make(std::move(population), rule);
  EXPECT_TRUE(classifier.ok());
  return Distances(*classifier).Of(account);
}

void ExpectDistance(const TieringRule& rule, const Values& values, std::size_t account, std::optional<int128> to_next,
                    std::int32_t next_tier, std::optional<int128> above) {
  const Result<TierDistance> distance = DistanceOf(rule, values, account);
  ASSERT_TRUE(distance.ok());
  EXPECT_EQ(distance->to_next_tier, to_next) << account;
  EXPECT_EQ(distance->next_tier, next_tier) << account;
  EXPECT_EQ(distance->above_threshold, above) << account;
}

TEST(DistanceOf, Tier15ShareCut) {
  const Values values = {50, 33, 17};
  const TieringRule rule = Rule({{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}});
  ExpectDistance(rule, values, 0, std::nullopt, -1, 17);
  ExpectDistance(rule, values, 1, std::nullopt, -1, 0);
  ExpectDistance(rule, values, 2, 16, 0, std::nullopt);
}

TEST(DistanceOf, Tier15AmountCutsThatNobodyReachesCount) {
  const Values values = {900, 450, -50};
  const TieringRule rule = Rule({{"gold", AtLeast(1000)}, {"silver", AtLeast(500)}, {"rest", std::nullopt}});
  ExpectDistance(rule, values, 0, 100, 0, 400);
  ExpectDistance(rule, values, 1, 50, 1, std::nullopt);
  ExpectDistance(rule, values, 2, 550, 1, std::nullopt);
}

// Here the second tier's threshold (rank 1: 900) is above the first one's (500): what is missing is the least of both,
// and it leads to the first tier.
TEST(DistanceOf, Tier15TheLeastThresholdAboveIsNext) {
  const Values values = {900, 450};
  const TieringRule rule = Rule({{"gold", AtLeast(500)}, {"silver", RankCut{1, std::nullopt}}, {"rest", std::nullopt}});
  ExpectDistance(rule, values, 1, 50, 0, std::nullopt);
}

TEST(DistanceOf, Tier15NothingToReachWithoutPositiveValues) {
  const Values values = {0, -3};
  const TieringRule rule = Rule({{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}});
  ExpectDistance(rule, values, 0, std::nullopt, -1, std::nullopt);
}

TEST(DistanceOf, Tier15DistancesBeyond128BitsAreRefused) {
  const Values values = {kInt128Max, kInt128Min};
  const TieringRule rule = Rule({{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}});
  const Result<TierDistance> distance = DistanceOf(rule, values, 1);
  ASSERT_FALSE(distance.ok());
  EXPECT_EQ(distance.error().code, Code::overflow);
}

// Where ties do not go up together, growing to the value of the last account inside is not enough: at 50 both would
// fall out of the top 1 together, and b stands behind a in the order of ids. One more is.
TEST(DistanceOf, Tier15TiesThatDoNotGoUpNeedOneMore) {
  const Values values = {50, 30};
  for (const Ties ties : {Ties::together_down, Ties::split_by_id}) {
    TieringRule rule = Rule({{"key", RankCut{1, std::nullopt}}, {"small", std::nullopt}});
    rule.ties = ties;
    ExpectDistance(rule, values, 1, 21, 0, std::nullopt);
    EXPECT_EQ(Classify(Values{50, 51}, 0, rule)->tier, (std::vector<std::int32_t>{1, 0}));
  }
}

// Growth moves the limit of a share cut that leaves out the account that crosses it. 17 + 34 = 51 is at most 80 % of
// 134, so the account is in; it is the least that is above the one account that is in.
TEST(DistanceOf, Tier15GrowthIntoACutThatLeavesTheCrossingAccountOut) {
  TieringRule rule = Rule({{"key", ShareCut{*Decimal::Parse("80%")}}, {"small", std::nullopt}});
  rule.crossing = Crossing::exclude;
  ExpectDistance(rule, {50, 33, 17}, 2, 34, 0, std::nullopt);
  ExpectDistance(rule, {50, 33, 17}, 0, std::nullopt, -1, 0);
  EXPECT_EQ(Classify(Values{50, 33, 51}, 0, rule)->tier[2], 0);
}

// Whether growth stays within the limit depends on what stands above the cut.
TEST(DistanceOf, Tier15NoPromiseWhereGrowthWouldCross) {
  TieringRule rule = Rule({{"key", ShareCut{*Decimal::Parse("95%")}}, {"small", std::nullopt}});
  rule.crossing = Crossing::exclude;
  // 90 and 5 are within 95 of 100; 3 grown to 6 would be the third with 90 + 6 = 96 of 103, whose 95 % are 97.85.
  ExpectDistance(rule, {90, 5, 3, 2}, 2, 3, 0, std::nullopt);
  EXPECT_EQ(Classify(Values{90, 5, 6, 2}, 0, rule)->tier[2], 0);
  // 92 alone is within 95 % of 100. 5 grown to 93 would be the first, with 93 of 188.
  ExpectDistance(rule, {92, 5, 3}, 1, 88, 0, std::nullopt);
  // 48 and 47 are 95 of 100 and within; 5 grown to 48 stands behind at most one 48: 96 of 143, whose 95 % are 135.85.
  ExpectDistance(rule, {48, 47, 5}, 2, 43, 0, std::nullopt);
  // 2 and 1 of 4 at 75 %: 3 of 4 are within. The second 1 grown to 2: before it 2, 2 + 2 = 4 of 5 are more than 3.75.
  rule.tiers[0].when = ShareCut{*Decimal::Parse("75%")};
  rule.ties = Ties::split_by_id;
  ExpectDistance(rule, {2, 1, 1}, 2, std::nullopt, -1, std::nullopt);
}

// A negative value that counts for zero has the way through zero before it; one that counts for its magnitude has none.
TEST(DistanceOf, Tier15NegativeValuesThatCountForSomethingElse) {
  TieringRule rule = Rule({{"key", AtLeast(5)}, {"small", std::nullopt}});
  rule.negative = NegativeValues::clamp;
  ExpectDistance(rule, {-3, 9}, 0, 8, 0, std::nullopt);
  rule.negative = NegativeValues::absolute;
  ExpectDistance(rule, {-3, 9}, 0, std::nullopt, -1, std::nullopt);
}

// Months by themselves do not follow from their sum, so neither distance is told.
TEST(DistanceOf, Tier15NothingIsToldOfMonthsByThemselves) {
  const Values sums = {15};
  const Values months = {5};
  Population population;
  population.metrics = {{.values = sums, .least_month = months, .greatest_month = months}};
  const TieringRule rule =
      Rule({{"steady", AmountRange{.lower = Bound{Decimal::FromInteger(5)}, .per = AmountPer::every_month}},
            {"rest", std::nullopt}});
  const Result<Classifier> classifier = Classifier::Make(std::move(population), rule);
  ASSERT_TRUE(classifier.ok());
  const Result<TierDistance> distance = Distances(*classifier).Of(0);
  ASSERT_TRUE(distance.ok());
  EXPECT_FALSE(distance->to_next_tier.has_value());
  EXPECT_FALSE(distance->above_threshold.has_value());
}

}  // namespace
}  // namespace keyhaul

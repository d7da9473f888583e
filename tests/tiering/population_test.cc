// What values count for, what shares are taken of, where zeros go, and populations in segments. The populations are
// those on which other tools fail or differ: negative values, nothing but zeros, one account, equal accounts, a total
// of zero or less. Expected tiers and sums are worked by hand.
#include "keyhaul/tiering/population.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/classify.h"
#include "keyhaul/tiering/distance.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;
using Counts = std::vector<std::int32_t>;
using TierColumn = std::vector<std::int32_t>;

ShareCut Share(std::string_view share) { return ShareCut{*Decimal::Parse(share)}; }

TieringRule Rule(std::vector<Tier> tiers) {
  TieringRule rule;
  rule.tiers = std::move(tiers);
  return rule;
}

TieringRule KeyAccounts(NegativeValues negative, TierBase base = TierBase::positive,
                        ZeroValues zero = ZeroValues::lowest) {
  TieringRule rule = Rule({{"A", Share("80%")}, {"B"}});
  rule.negative = negative;
  rule.base = base;
  rule.zero = zero;
  if (zero == ZeroValues::own_tier) rule.zero_tier = "none";
  return rule;
}

Tiers ClassifyOk(const Values& values, const TieringRule& rule) {
  Result<Tiers> tiers = Classify(values, 2, rule);
  EXPECT_TRUE(tiers.ok()) << (tiers.ok() ? "" : tiers.error().Text());
  return tiers.ok() ? *std::move(tiers) : Tiers();
}

std::uint32_t Mask(std::vector<PopulationFlag> flags) {
  std::uint32_t mask = 0;
  for (const PopulationFlag flag : flags) mask |= static_cast<std::uint32_t>(flag);
  return mask;
}

// TIER-21. Base 100, or 160 with the magnitude; 80 % are 80 and 128. In the order 60, 60, 30, 10 the sum before the
// account of 30 is 120.
TEST(Population, Tier21WhatNegativesCountFor) {
  const Values values = {60, 30, 10, -60};
  const Tiers net = ClassifyOk(values, KeyAccounts(NegativeValues::net));
  EXPECT_EQ(net.tier, (TierColumn{0, 0, 1, 1}));
  EXPECT_EQ(net.total.base, 100);
  EXPECT_EQ(net.total.net, 40);
  EXPECT_EQ(net.tier_value, (Values{90, -50}));
  const Tiers clamped = ClassifyOk(values, KeyAccounts(NegativeValues::clamp));
  EXPECT_EQ(clamped.tier, (TierColumn{0, 0, 1, 1}));
  EXPECT_EQ(clamped.total.net, 100);
  EXPECT_EQ(clamped.total.least, 0);
  EXPECT_EQ(clamped.tier_value, (Values{90, 10}));
  const Tiers absolute = ClassifyOk(values, KeyAccounts(NegativeValues::absolute));
  EXPECT_EQ(absolute.tier, (TierColumn{0, 0, 1, 0}));
  EXPECT_EQ(absolute.total.base, 160);
  EXPECT_EQ(absolute.tier_value, (Values{150, 10}));
  for (const Tiers* tiers : {&net, &clamped, &absolute}) {
    EXPECT_TRUE(tiers->Has(3, AccountFlag::negative));
    EXPECT_FALSE(tiers->Has(0, AccountFlag::negative));
    EXPECT_EQ(tiers->Has(3, AccountFlag::non_positive), tiers != &absolute);
  }
}

// TIER-20
TEST(Population, Tier20NegativesAreRefusedWhereTheRuleSaysSo) {
  const TieringRule rule = KeyAccounts(NegativeValues::reject);
  const Result<Tiers> refused = Classify(Values{5, 0, -3, -4}, 2, rule);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_value);
  EXPECT_EQ(refused.error().rule, "TIER-20");
  EXPECT_EQ(refused.error().row, 2);
  EXPECT_EQ(refused.error().value, "-3");
  EXPECT_EQ(ClassifyOk({5, 0, 3}, rule).tier, (TierColumn{0, 1, 0}));
  // Another metric is a column of values as well.
  const Values values = {1, 2};
  const Values margin = {1, -2};
  Population population;
  population.metrics = {{.values = values}, {.name = "margin", .values = margin}};
  EXPECT_EQ(Classifier::Make(population, rule).error().row, 1);
}

// TIER-21, TIER-17. The least number of 128 bits has no magnitude; counted as zero it is no trouble.
TEST(Population, Tier17MagnitudeBeyond128Bits) {
  const Values values = {5, kInt128Min};
  const Result<Tiers> absolute = Classify(values, 2, KeyAccounts(NegativeValues::absolute));
  ASSERT_FALSE(absolute.ok());
  EXPECT_EQ(absolute.error().code, Code::overflow);
  EXPECT_EQ(absolute.error().rule, "TIER-17");
  EXPECT_EQ(ClassifyOk(values, KeyAccounts(NegativeValues::clamp)).tier, (TierColumn{0, 1}));
}

// TIER-23. 80 % of the positive sum of 100 are 80, of the net sum of 70 they are 56.
TEST(Population, Tier23SharesOfTheNetSum) {
  const Values values = {56, 34, 10, -30};
  EXPECT_EQ(ClassifyOk(values, KeyAccounts(NegativeValues::net)).tier, (TierColumn{0, 0, 1, 1}));
  const Tiers net = ClassifyOk(values, KeyAccounts(NegativeValues::net, TierBase::net));
  EXPECT_EQ(net.tier, (TierColumn{0, 1, 1, 1}));
  EXPECT_EQ(net.total.base, 70);
  EXPECT_FALSE(net.Has(0, AccountFlag::crossing));  // an exact hit
  // Where negatives count for zero or for their magnitude, the two bases are the same.
  for (const NegativeValues negative : {NegativeValues::clamp, NegativeValues::absolute}) {
    EXPECT_EQ(ClassifyOk(values, KeyAccounts(negative, TierBase::net)).tier,
              ClassifyOk(values, KeyAccounts(negative)).tier);
  }
}

// TIER-23, TIER-08. Of a net sum of zero or less there is no share; ranks and amounts do not ask for it.
TEST(Population, Tier23NobodyIsInAShareOfNothing) {
  for (const int128 loss : {int128(-100), int128(-101)}) {
    const Values values = {60, 40, loss};
    const Tiers tiers = ClassifyOk(values, KeyAccounts(NegativeValues::net, TierBase::net));
    EXPECT_EQ(tiers.tier, (TierColumn{1, 1, 1}));
    EXPECT_EQ(tiers.flags, Mask({PopulationFlag::nonpositive_net, PopulationFlag::nonpositive_base}));
    EXPECT_FALSE(tiers.at_least[0].has_value());
    TieringRule rank = Rule({{"A", RankCut{1, std::nullopt}}, {"B"}});
    rank.base = TierBase::net;
    EXPECT_EQ(ClassifyOk(values, rank).tier, (TierColumn{0, 1, 1}));
  }
  EXPECT_EQ(ClassifyOk({60, 40, -99}, KeyAccounts(NegativeValues::net, TierBase::net)).tier, (TierColumn{0, 1, 1}));
}

// TIER-22. The tier of its own is below the last; an account below zero is in the last one all the same.
TEST(Population, Tier22Zeros) {
  const Values values = {60, 40, 0, -5};
  const auto tiers = [&](NegativeValues negative, ZeroValues zero) {
    return ClassifyOk(values, KeyAccounts(negative, TierBase::positive, zero)).tier;
  };
  EXPECT_EQ(tiers(NegativeValues::net, ZeroValues::lowest), (TierColumn{0, 0, 1, 1}));
  EXPECT_EQ(tiers(NegativeValues::net, ZeroValues::own_tier), (TierColumn{0, 0, 2, 1}));
  EXPECT_EQ(tiers(NegativeValues::net, ZeroValues::left_out), (TierColumn{0, 0, kNoTier, 1}));
  // Counted as zero, it goes where zeros go.
  EXPECT_EQ(tiers(NegativeValues::clamp, ZeroValues::lowest), (TierColumn{0, 0, 1, 1}));
  EXPECT_EQ(tiers(NegativeValues::clamp, ZeroValues::own_tier), (TierColumn{0, 0, 2, 2}));
  EXPECT_EQ(tiers(NegativeValues::clamp, ZeroValues::left_out), (TierColumn{0, 0, kNoTier, kNoTier}));
  const Tiers own = ClassifyOk(values, KeyAccounts(NegativeValues::net, TierBase::positive, ZeroValues::own_tier));
  EXPECT_EQ(own.tier_accounts, (std::vector<std::int64_t>{2, 1, 1}));
  EXPECT_EQ(own.tier_value, (Values{100, -5, 0}));
  EXPECT_EQ(own.at_least[0], 40);
  EXPECT_EQ(own.at_least[1], 1);
  const Tiers out = ClassifyOk(values, KeyAccounts(NegativeValues::net, TierBase::positive, ZeroValues::left_out));
  EXPECT_EQ(out.tier_accounts, (std::vector<std::int64_t>{2, 1}));
  EXPECT_TRUE(out.Has(2, AccountFlag::non_positive));
}

// TIER-22, TIER-15. One unit leads out of the tier of zeros; a loss of all leads into it.
TEST(Population, Tier22DistancesOfZeros) {
  const Values values = {60, 40, 3, 0};
  for (const ZeroValues zero : {ZeroValues::own_tier, ZeroValues::left_out}) {
    const TieringRule rule = KeyAccounts(NegativeValues::net, TierBase::positive, zero);
    Population population;
    population.metrics = {{.values = values}};
    const Result<Classifier> classifier = Classifier::Make(population, rule);
    ASSERT_TRUE(classifier.ok());
    const Distances distances(*classifier);
    EXPECT_EQ(distances.Of(3)->to_next_tier, 1);
    EXPECT_EQ(distances.Of(3)->next_tier, 1);
    EXPECT_EQ(distances.Of(2)->to_next_tier, 37);
    EXPECT_EQ(distances.Of(2)->above_threshold, 2);
  }
}

// TIER-08, TIER-22. Where other tools divide by zero or put everyone into the highest class.
TEST(Population, Tier08NothingButZeros) {
  const std::uint32_t flags =
      Mask({PopulationFlag::all_equal, PopulationFlag::all_zero, PopulationFlag::no_positive_value,
            PopulationFlag::nonpositive_net, PopulationFlag::nonpositive_base});
  for (const NegativeValues negative :
       {NegativeValues::net, NegativeValues::clamp, NegativeValues::absolute, NegativeValues::reject}) {
    for (const TierBase base : {TierBase::positive, TierBase::net}) {
      const Tiers lowest = ClassifyOk({0, 0, 0}, KeyAccounts(negative, base));
      EXPECT_EQ(lowest.tier, (TierColumn{1, 1, 1}));
      EXPECT_EQ(lowest.flags, flags);
      EXPECT_EQ(ClassifyOk({0, 0, 0}, KeyAccounts(negative, base, ZeroValues::own_tier)).tier, (TierColumn{2, 2, 2}));
      EXPECT_EQ(ClassifyOk({0, 0, 0}, KeyAccounts(negative, base, ZeroValues::left_out)).tier_accounts,
                (std::vector<std::int64_t>{0, 0}));
    }
  }
  // Losses that count for zero are nothing but zeros too.
  EXPECT_EQ(ClassifyOk({-1, -2}, KeyAccounts(NegativeValues::clamp)).flags, flags);
  const Tiers losses = ClassifyOk({-1, -2}, KeyAccounts(NegativeValues::net));
  EXPECT_EQ(losses.flags, Mask({PopulationFlag::no_positive_value, PopulationFlag::nonpositive_net,
                                PopulationFlag::nonpositive_base}));
}

// TIER-08
TEST(Population, Tier08EmptySingleAndEqual) {
  for (const TierBase base : {TierBase::positive, TierBase::net}) {
    for (const ZeroValues zero : {ZeroValues::lowest, ZeroValues::own_tier, ZeroValues::left_out}) {
      const TieringRule rule = KeyAccounts(NegativeValues::net, base, zero);
      const Tiers empty = ClassifyOk({}, rule);
      EXPECT_EQ(empty.flags, Mask({PopulationFlag::empty_population}));
      EXPECT_EQ(empty.tier_accounts, std::vector<std::int64_t>(TierCount(rule), 0));
      const Tiers single = ClassifyOk({7}, rule);
      EXPECT_EQ(single.tier, (TierColumn{0}));
      EXPECT_EQ(single.flags, Mask({PopulationFlag::single_account}));
      EXPECT_EQ(ClassifyOk(Values(13, 1), rule).tier, TierColumn(13, 0));
      EXPECT_EQ(ClassifyOk(Values(13, 1), rule).flags, Mask({PopulationFlag::all_equal}));
    }
  }
  // One account is all of the base: readings that exclude leave it out below 100 %.
  TieringRule exclude = KeyAccounts(NegativeValues::net);
  exclude.crossing = Crossing::exclude;
  EXPECT_EQ(ClassifyOk({7}, exclude).tier, (TierColumn{1}));
  exclude.ties = Ties::together_down;
  EXPECT_EQ(ClassifyOk(Values(13, 1), exclude).tier, TierColumn(13, 1));
  exclude.ties = Ties::split_by_id;  // 10 of 13 are 76.9 %, 11 are 84.6 %
  EXPECT_EQ(ClassifyOk(Values(13, 1), exclude).tier_accounts, (std::vector<std::int64_t>{10, 3}));
}

// TIER-35. The cuts of a segment are those of its accounts alone, as are its sums, flags and thresholds.
TEST(Population, Tier35SegmentsAreTieredApart) {
  const Values values = {500, 30, 300, 60, 200, 10, 0};
  const Counts segments = {0, 1, 0, 1, 0, 1, 3};
  const TieringRule rule = Rule({{"A", Share("80%")}, {"B"}});
  Population population;
  population.metrics = {{.values = values, .scale = 2}};
  population.segments = segments;
  population.segment_count = 4;
  const Result<Classifier> classifier = Classifier::Make(population, rule);
  ASSERT_TRUE(classifier.ok());
  const Tiers tiers = Classify(*classifier);
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0, 0, 0, 1, 1, 1}));
  const std::vector<Values> parts = {{500, 300, 200}, {30, 60, 10}, {}, {0}};
  int128 base = 0;
  for (std::size_t s = 0; s < parts.size(); ++s) {
    const Tiers alone = ClassifyOk(parts[s], rule);
    EXPECT_EQ(tiers.segment_flags[s], alone.flags) << s;
    EXPECT_EQ(tiers.segments[s].base, alone.total.base) << s;
    EXPECT_EQ(tiers.segments[s].positive_count, alone.total.positive_count) << s;
    EXPECT_EQ(tiers.at_least[2 * s], alone.at_least[0]) << s;
    base += alone.total.base;
  }
  EXPECT_EQ(tiers.total.base, base);
  EXPECT_EQ(tiers.total.least, 0);
  EXPECT_EQ(tiers.total.greatest, 500);
  EXPECT_EQ(tiers.total.nonpositive_count, 1);
  EXPECT_EQ(tiers.flags, 0u);
  // All in one, the three smallest but one are beyond 80 %.
  EXPECT_EQ(ClassifyOk(values, rule).tier, (TierColumn{0, 1, 0, 1, 0, 1, 1}));
}

// TIER-35. No accounts need no segments.
TEST(Population, Tier35NoSegments) {
  const TieringRule rule = Rule({{"A", Share("80%")}, {"B"}});
  Population population;
  population.metrics = {MetricColumn()};
  population.segment_count = 0;
  const Result<Classifier> classifier = Classifier::Make(population, rule);
  ASSERT_TRUE(classifier.ok());
  EXPECT_EQ(Classify(*classifier).flags, Mask({PopulationFlag::empty_population}));
}

// TIER-17. Sums over all segments fit as well, of either sign, whatever the order of the segments.
TEST(Population, Tier17SumsOverSegments) {
  const int128 large = int128{3} << 125;
  const TieringRule rule = Rule({{"A", Share("80%")}, {"B"}});
  const auto code = [&rule](const Values& values, const Counts& segments) {
    Population population;
    population.metrics = {{.values = values}};
    population.segments = segments;
    population.segment_count = 3;
    const Result<Classifier> classifier = Classifier::Make(population, rule);
    return classifier.ok() ? Code::ok : classifier.error().code;
  };
  EXPECT_EQ(code({large, large}, {0, 1}), Code::overflow);
  EXPECT_EQ(code({-large, -large, large}, {0, 1, 1}), Code::overflow);
  EXPECT_EQ(code({-large, large, -large}, {2, 1, 1}), Code::overflow);
  EXPECT_EQ(code({-large, large}, {0, 1}), Code::ok);
}

// Columns that do not fit each other, or lack what a condition asks for.
TEST(Population, ColumnsMustFit) {
  const Values values = {1, 2, 3};
  const Values short_values = {1, 2};
  const Counts short_counts = {1, 2};
  const Counts segments = {0, 1, 2};
  const TieringRule rule = Rule({{"A", Share("80%")}, {"B"}});
  const auto code = [&](auto change, const TieringRule& with) {
    Population population;
    population.metrics = {{.values = values}, {.name = "margin", .values = values}};
    change(&population);
    const Result<Classifier> classifier = Classifier::Make(population, with);
    return classifier.ok() ? Code::ok : classifier.error().code;
  };
  const auto refused = [&](auto change) { return code(change, rule) == Code::invalid_argument; };
  EXPECT_EQ(code([](Population*) {}, rule), Code::ok);
  EXPECT_TRUE(refused([](Population* p) { p->metrics.clear(); }));
  EXPECT_TRUE(refused([](Population* p) { p->metrics[0].scale = 19; }));
  EXPECT_TRUE(refused([](Population* p) { p->metrics[1].scale = -1; }));
  EXPECT_TRUE(refused([](Population* p) { p->metrics[1].values = {}; }));
  EXPECT_TRUE(refused([&](Population* p) { p->metrics[1].values = short_values; }));
  EXPECT_TRUE(refused([](Population* p) { p->metrics[0].values = {}; }));
  EXPECT_TRUE(refused([&](Population* p) { p->metrics[1].active_months = short_counts; }));
  EXPECT_TRUE(refused([&](Population* p) { p->metrics[0].least_month = short_values; }));
  EXPECT_TRUE(refused([&](Population* p) { p->metrics[0].greatest_month = short_values; }));
  EXPECT_TRUE(refused([&](Population* p) { p->metrics[0].previous = short_values; }));
  EXPECT_TRUE(refused([&](Population* p) { p->months = short_counts; }));
  EXPECT_TRUE(refused([&](Population* p) { p->places = short_counts; }));
  EXPECT_TRUE(refused([&](Population* p) { p->segments = short_counts; }));
  EXPECT_TRUE(refused([&](Population* p) { p->segments = segments; }));  // of one segment
  for (const AmountPer per : {AmountPer::active_month, AmountPer::every_month}) {
    const TieringRule amount = Rule({{"A", AmountRange{Bound{Decimal::FromInteger(1)}, std::nullopt, per}}, {"B"}});
    EXPECT_EQ(code([](Population*) {}, amount), Code::invalid_argument);
  }
}

}  // namespace
}  // namespace keyhaul

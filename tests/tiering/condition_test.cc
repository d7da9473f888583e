// Amounts, facts and trees of conditions, and which of them decides. Expected sides of bounds are worked by hand from
// value × 12 against bound × months and the like; figures that need more digits come from Python's fractions.
#include "keyhaul/tiering/condition.h"

#include <gtest/gtest.h>

#include <algorithm>
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

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }
Bound At(std::string_view text) { return {Number(text), true}; }
Bound Off(std::string_view text) { return {Number(text), false}; }
AmountRange Range(AmountPer per, std::optional<Bound> lower, std::optional<Bound> upper = std::nullopt) {
  return {lower, upper, per};
}
RankCut Top(std::int64_t count) { return RankCut{count, std::nullopt}; }
RankCut TopPart(std::string_view fraction) { return RankCut{std::nullopt, Number(fraction)}; }

TieringRule Rule(std::vector<Tier> tiers) {
  TieringRule rule;
  rule.tiers = std::move(tiers);
  return rule;
}

Classifier Make(const Population& population, const TieringRule& rule, std::span<const AccountClass> classes = {}) {
  Result<Classifier> classifier = Classifier::Make(population, rule, classes);
  EXPECT_TRUE(classifier.ok()) << (classifier.ok() ? "" : classifier.error().Text());
  return *std::move(classifier);
}

TierColumn TiersOf(const Population& population, const TieringRule& rule) {
  return Classify(Make(population, rule)).tier;
}

// The accounts, as 0 and 1, that are within a range.
TierColumn Within(const Population& population, const AmountRange& range) {
  TierColumn tiers = TiersOf(population, Rule({{"in", range}, {"out"}}));
  for (std::int32_t& tier : tiers) tier = 1 - tier;
  return tiers;
}

Population Cents(const Values& values, std::int32_t window_months = 12) {
  Population population;
  population.metrics = {{.values = values, .scale = 2}};
  population.window_months = window_months;
  return population;
}

// TIER-27
TEST(AmountRange, Tier27Window) {
  const Values values = {9999, 10000, 10001, 19999, 20000, 20001};
  const Population population = Cents(values, 8);
  EXPECT_EQ(Within(population, Range(AmountPer::window, At("100"))), (TierColumn{0, 1, 1, 1, 1, 1}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, Off("100"))), (TierColumn{0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, At("100"), At("200"))), (TierColumn{0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, Off("100"), Off("200"))), (TierColumn{0, 0, 1, 1, 0, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, std::nullopt, Off("100"))), (TierColumn{1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, At("100"), At("100"))), (TierColumn{0, 1, 0, 0, 0, 0}));
  // Bounds between two cents are the same from either side.
  EXPECT_EQ(Within(population, Range(AmountPer::window, Off("99.995"))), (TierColumn{0, 1, 1, 1, 1, 1}));
  EXPECT_EQ(Within(population, Range(AmountPer::window, At("99.995"), Off("199.999"))), (TierColumn{0, 1, 1, 1, 0, 0}));
}

// TIER-27. The courier's band of 2,000 to 10,000 a month, over 8 months: 16,000.00 to 80,000.00.
TEST(AmountRange, Tier27MonthlyMean) {
  const Values values = {1599999, 1600000, 1600001, 7999999, 8000000, 8000001};
  const Population population = Cents(values, 8);
  const auto in = [&](Bound lower, Bound upper) { return Within(population, Range(AmountPer::month, lower, upper)); };
  EXPECT_EQ(in(At("2000"), At("10000")), (TierColumn{0, 1, 1, 1, 1, 0}));
  EXPECT_EQ(in(Off("2000"), Off("10000")), (TierColumn{0, 0, 1, 1, 0, 0}));
  // 0.005 a month over 3 months is a cent and a half.
  const Values small = {1, 2};
  EXPECT_EQ(Within(Cents(small, 3), Range(AmountPer::month, At("0.005"))), (TierColumn{0, 1}));
  EXPECT_EQ(Within(Cents(small, 3), Range(AmountPer::month, std::nullopt, Off("0.005"))), (TierColumn{1, 0}));
}

// TIER-27. Months of each account's own window.
TEST(AmountRange, Tier27MonthsPerAccount) {
  const Values values = {10000, 9999, 119999, 120000, 30000};
  const Counts months = {1, 1, 12, 12, 3};
  Population population = Cents(values);
  population.months = months;
  EXPECT_EQ(Within(population, Range(AmountPer::month, At("100"))), (TierColumn{1, 0, 0, 1, 1}));
  // A year's: 1,200.00, 1,199.88, 1,199.99, 1,200.00 and 1,200.00.
  EXPECT_EQ(Within(population, Range(AmountPer::year, At("1200"))), (TierColumn{1, 0, 0, 1, 1}));
  EXPECT_EQ(Within(population, Range(AmountPer::year, std::nullopt, Off("1200"))), (TierColumn{0, 1, 1, 0, 0}));
}

// TIER-27. 5,000,000 a year over 8 months is 3,333,333.33 and a third; 6,000,000 is 4,000,000 exactly.
TEST(AmountRange, Tier27Year) {
  const Values thirds = {333333333, 333333334};
  EXPECT_EQ(Within(Cents(thirds, 8), Range(AmountPer::year, At("5000000"))), (TierColumn{0, 1}));
  EXPECT_EQ(Within(Cents(thirds, 8), Range(AmountPer::year, Off("5000000"))), (TierColumn{0, 1}));
  EXPECT_EQ(Within(Cents(thirds, 8), Range(AmountPer::year, std::nullopt, At("5000000"))), (TierColumn{1, 0}));
  const Values exact = {399999999, 400000000, 400000001};
  EXPECT_EQ(Within(Cents(exact, 8), Range(AmountPer::year, At("6000000"))), (TierColumn{0, 1, 1}));
  EXPECT_EQ(Within(Cents(exact, 8), Range(AmountPer::year, Off("6000000"))), (TierColumn{0, 0, 1}));
  EXPECT_EQ(Within(Cents(exact, 8), Range(AmountPer::year, std::nullopt, At("6000000"))), (TierColumn{1, 1, 0}));
  // Over 24 months it is twice the bound.
  const Values two_years = {999999999, 1000000000};
  EXPECT_EQ(Within(Cents(two_years, 24), Range(AmountPer::year, At("5000000"))), (TierColumn{0, 1}));
}

// TIER-27. Means of the months with rows; without such a month there is no mean, whatever the bounds.
TEST(AmountRange, Tier27ActiveMonths) {
  const Values values = {40000, 39999, 10000, 9999, 50000};
  const Counts active = {4, 4, 1, 1, 0};
  Population population = Cents(values);
  population.metrics[0].active_months = active;
  EXPECT_EQ(Within(population, Range(AmountPer::active_month, At("100"))), (TierColumn{1, 0, 1, 0, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::active_month, Off("100"))), (TierColumn{0, 0, 0, 0, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::active_month, std::nullopt, At("100"))), (TierColumn{1, 1, 1, 1, 0}));
}

// TIER-28
TEST(AmountRange, Tier28EveryMonth) {
  const Values values = {6000000, 6000000, 6000000, 6000000, 6000000};
  const Values least = {200000, 199999, 200000, 200001, 0};  // the last has a month without rows
  const Values greatest = {1000000, 1000000, 1000001, 999999, 900000};
  Population population = Cents(values);
  population.metrics[0].least_month = least;
  population.metrics[0].greatest_month = greatest;
  EXPECT_EQ(Within(population, Range(AmountPer::every_month, At("2000"), At("10000"))), (TierColumn{1, 0, 0, 1, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::every_month, Off("2000"), Off("10000"))), (TierColumn{0, 0, 0, 1, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::every_month, At("2000"))), (TierColumn{1, 0, 1, 1, 0}));
  EXPECT_EQ(Within(population, Range(AmountPer::every_month, std::nullopt, Off("10000"))), (TierColumn{0, 0, 0, 1, 1}));
}

// TIER-29. Against 1.00, a fifth more is 1.20; against 0.03 it is 0.036.
TEST(AmountRange, Tier29Growth) {
  const Values values = {119, 120, 121, 3, 4, 50, 7};
  const Values previous = {100, 100, 100, 3, 3, 0, -100};
  Population population = Cents(values);
  population.metrics[0].previous = previous;
  const auto in = [&](std::optional<Bound> lower, std::optional<Bound> upper) {
    return Within(population, Range(AmountPer::growth, lower, upper));
  };
  EXPECT_EQ(in(At("20%"), {}), (TierColumn{0, 1, 1, 0, 1, 0, 0}));
  EXPECT_EQ(in(Off("20%"), {}), (TierColumn{0, 0, 1, 0, 1, 0, 0}));
  EXPECT_EQ(in({}, At("0.2")), (TierColumn{1, 1, 0, 1, 0, 0, 0}));
  EXPECT_EQ(in({}, Off("0.2")), (TierColumn{1, 0, 0, 1, 0, 0, 0}));
  EXPECT_EQ(in(At("0"), At("0")), (TierColumn{0, 0, 0, 1, 0, 0, 0}));
  // What was zero or less grows by nothing, not even by less than a million.
  EXPECT_EQ(in(At("-1"), At("1000000")), (TierColumn{1, 1, 1, 1, 1, 0, 0}));
  // A bound below zero is a fall.
  const Values fallen = {49, 50, 51};
  const Values before = {100, 100, 100};
  Population falling = Cents(fallen);
  falling.metrics[0].previous = before;
  EXPECT_EQ(Within(falling, Range(AmountPer::growth, At("-0.5"))), (TierColumn{0, 1, 1}));
  EXPECT_EQ(Within(falling, Range(AmountPer::growth, std::nullopt, Off("-50%"))), (TierColumn{1, 0, 0}));
  // Without a window before, nobody grew.
  EXPECT_EQ(Within(Cents(fallen), Range(AmountPer::growth, At("-1"))), (TierColumn{0, 0, 0}));
}

// TIER-39. Bounds in units of the metric, and products on the way to them, that pass 128 bits.
TEST(AmountRange, Tier39BoundsBeyond128Bits) {
  const Values one = {kInt128Max};
  Population alone = Cents(one);
  alone.metrics[0].scale = 18;
  EXPECT_EQ(Within(alone, Range(AmountPer::window, At("10000000000000000000000000000000000000"))), (TierColumn{0}));
  EXPECT_EQ(Within(alone, Range(AmountPer::window, std::nullopt, At("10000000000000000000000000000000000000"))),
            (TierColumn{1}));
  EXPECT_EQ(Within(alone, Range(AmountPer::window, At("170141183460469231731.687303715884105727"))), (TierColumn{1}));
  EXPECT_EQ(Within(alone, Range(AmountPer::window, Off("170141183460469231731.687303715884105727"))), (TierColumn{0}));
  EXPECT_EQ(Within(alone, Range(AmountPer::window, std::nullopt, Off("170141183460469231731.687303715884105727"))),
            (TierColumn{0}));
  // 4 × 10^38 cents a year are beyond them, a month's twelfth of it is not.
  for (const int short_of : {0, 1}) {
    const int128 twelfth = *Number("33333333333333333333333333333333333334").MantissaAt(0);
    const Values value = {twelfth - short_of};
    EXPECT_EQ(Within(Cents(value, 1), Range(AmountPer::year, At("4000000000000000000000000000000000000"))),
              (TierColumn{1 - short_of}));
  }
  // 9 × 10^17 × 1001.000000000000000001 is 900900000000000000000.9.
  const Values grown = {*Number("900900000000000000000").MantissaAt(0), *Number("900900000000000000001").MantissaAt(0)};
  const Values before = {900000000000000000, 900000000000000000};
  Population growing = Cents(grown);
  growing.metrics[0].previous = before;
  EXPECT_EQ(Within(growing, Range(AmountPer::growth, At("1000.000000000000000001"))), (TierColumn{0, 1}));
  EXPECT_EQ(Within(growing, Range(AmountPer::growth, std::nullopt, At("1000.000000000000000001"))), (TierColumn{1, 0}));
}

// TIER-30, TIER-32
TEST(Conditions, Tier30AllAndAny) {
  const Values values = {900, 800, 700, 600, 500};
  const Values parcels = {1, 9, 8, 2, 10};
  Population population;
  population.metrics = {{.values = values}, {.name = "parcels", .values = parcels}};
  const AmountRange many{At("8"), std::nullopt, AmountPer::window, "parcels"};
  const AllOf large_and_many = {{Top(3), many}};
  EXPECT_EQ(TiersOf(population, Rule({{"A", large_and_many}, {"rest"}})), (TierColumn{1, 0, 0, 1, 1}));
  const AnyOf large_or_many = {{Top(1), many}};
  const TieringRule any = Rule({{"A", large_or_many}, {"rest"}});
  EXPECT_EQ(TiersOf(population, any), (TierColumn{0, 0, 0, 1, 0}));
  const Classifier classifier = Make(population, any);
  EXPECT_EQ(Classify(classifier).clause, (std::vector<std::int16_t>{0, 1, 1, kNoClause, 1}));
  EXPECT_EQ(classifier.clauses()[0].path, "tiers[0].when.any[0].rank");
  EXPECT_EQ(classifier.clauses()[1].path, "tiers[0].when.any[1].amount");
  // (top 3 and many) or (at most 500 and (top 1 or 10 parcels)): one clause for each part of the outer one.
  const AmountRange ten{At("10"), std::nullopt, AmountPer::window, "parcels"};
  const AnyOf nested = {{large_and_many, AllOf{{Range(AmountPer::window, {}, At("500")), AnyOf{{Top(1), ten}}}}}};
  const Classifier deep = Make(population, Rule({{"A", nested}, {"rest"}}));
  EXPECT_EQ(deep.clauses()[1].path, "tiers[0].when.any[1].all");
  const TieringRule rule = Rule({{"A", nested}, {"rest"}});
  EXPECT_EQ(Classify(Make(population, rule)).clause, (std::vector<std::int16_t>{kNoClause, 0, 0, kNoClause, 1}));
}

// The courier's pyramid over 20 accounts: top 5 %, next 15 %, the others; and, for the middle, whoever has 2,000 to
// 10,000 a month. The largest account is in the band too, as is the sixth.
Values PyramidValues() {
  Values values = {8400000, 8300000, 8200000, 8100000, 2399999, 2400000};  // 7,000.00 a month and so on
  for (int i = 0; i < 14; ++i) values.push_back(100000 - i);
  return values;
}

TieringRule Pyramid(std::int32_t band_priority) {
  TierCondition band = Range(AmountPer::month, At("2000"), At("10000"));
  band.priority = band_priority;
  return Rule({{"key", TopPart("5%")}, {"mid", AnyOf{{TopPart("20%"), band}}}, {"small"}});
}

// TIER-31, TIER-32
TEST(Conditions, Tier31TheHigherTierWinsWithoutPriorities) {
  const Values values = PyramidValues();
  const TieringRule rule = Pyramid(0);
  const Classifier classifier = Make(Cents(values), rule);
  const Tiers tiers = Classify(classifier);
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{1, 4, 15}));
  EXPECT_EQ(classifier.clauses()[0].path, "tiers[0].when.rank");
  EXPECT_EQ(classifier.clauses()[1].path, "tiers[1].when.any[0].rank");
  EXPECT_EQ(classifier.clauses()[2].path, "tiers[1].when.any[1].monthly_mean");
  EXPECT_EQ(TierColumn(tiers.clause.begin(), tiers.clause.begin() + 7), (TierColumn{0, 1, 1, 1, -1, 2, -1}));
}

// TIER-31, TIER-32. With the greater priority the band is looked at first, and takes the largest account down.
TEST(Conditions, Tier31APriorityLetsTheBandWin) {
  const Values values = PyramidValues();
  const TieringRule rule = Pyramid(1);
  const Classifier classifier = Make(Cents(values), rule);
  const Tiers tiers = Classify(classifier);
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{0, 5, 15}));
  EXPECT_EQ(classifier.clauses()[0].path, "tiers[1].when.any[1].monthly_mean");
  EXPECT_EQ(classifier.clauses()[0].priority, 1);
  EXPECT_EQ(TierColumn(tiers.clause.begin(), tiers.clause.begin() + 7), (TierColumn{0, 0, 0, 0, -1, 0, -1}));
  // Below all others it is looked at last, which is its place anyhow.
  const TieringRule last = Pyramid(-1);
  EXPECT_EQ(Classify(Make(Cents(values), last)).tier_accounts, (std::vector<std::int64_t>{1, 4, 15}));
}

// TIER-31. The other way round: a band above a percentile, which wins by its priority.
TEST(Conditions, Tier31APriorityLetsThePercentileWin) {
  const Values values = PyramidValues();
  TierCondition top = TopPart("5%");
  top.priority = 7;
  const AmountRange band = Range(AmountPer::month, At("2000"), At("10000"));
  EXPECT_EQ(TiersOf(Cents(values), Rule({{"band", band}, {"top", top}, {"rest"}}))[0], 1);
  EXPECT_EQ(TiersOf(Cents(values), Rule({{"band", band}, {"top", TopPart("5%")}, {"rest"}}))[0], 0);
}

// TIER-31. The members of an `any` have its priority where they have none of their own; equal ones stay in order.
TEST(Conditions, Tier31PrioritiesOfParts) {
  TierCondition own = Top(2);
  own.priority = 2;
  TierCondition any = AnyOf{{Top(1), own, Top(3)}};
  any.priority = 5;
  TierCondition five = Top(9);
  five.priority = 5;
  const TieringRule rule = Rule({{"A", Top(1)}, {"B", any}, {"C", five}, {"rest"}});
  std::vector<std::string> paths;
  for (const TierClause& clause : ClausesOf(rule.tiers)) paths.push_back(clause.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"tiers[1].when.any[0].rank", "tiers[1].when.any[2].rank",
                                             "tiers[2].when.rank", "tiers[1].when.any[1].rank", "tiers[0].when.rank"}));
}

// TIER-33. Cuts and amounts of another metric, with its own scale and base; the value of the rule still must be
// positive.
TEST(Conditions, Tier33OtherMetrics) {
  const Values values = {100, 200, 300, 400, 0};
  const Values margin = {5000, 3300, 1700, -10000, 9000};  // at scale 3
  Population population;
  population.metrics = {{.values = values, .scale = 2}, {.name = "margin", .values = margin, .scale = 3}};
  // 90 % of 19.000 are 17.100; in the order 9.000, 5.000, 3.300 the sum before the third is 14.000,
  // before 1.700 17.300.
  EXPECT_EQ(TiersOf(population, Rule({{"A", ShareCut{Number("90%"), "margin"}}, {"rest"}})),
            (TierColumn{0, 0, 1, 1, 1}));
  EXPECT_EQ(TiersOf(population, Rule({{"A", RankCut{2, std::nullopt, "margin"}}, {"rest"}})),
            (TierColumn{0, 1, 1, 1, 1}));
  // Half of the four with a positive margin.
  EXPECT_EQ(TiersOf(population, Rule({{"A", RankCut{std::nullopt, Number("50%"), "margin"}}, {"rest"}})),
            (TierColumn{0, 1, 1, 1, 1}));
  EXPECT_EQ(TiersOf(population, Rule({{"A", AmountRange{At("3.3"), {}, AmountPer::window, "margin"}}, {"rest"}})),
            (TierColumn{0, 0, 1, 1, 1}));
  // No loss: a bound of zero means something for another metric.
  const TieringRule no_loss = Rule({{"A", AmountRange{At("0"), {}, AmountPer::window, "margin"}}, {"rest"}});
  EXPECT_EQ(TiersOf(population, no_loss), (TierColumn{0, 0, 0, 1, 1}));
  const Result<Classifier> unknown =
      Classifier::Make(population, Rule({{"A", RankCut{2, std::nullopt, "weight"}}, {"rest"}}));
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::invalid_argument);
}

// TIER-34
TEST(Conditions, Tier34Facts) {
  const Values values = {100, 200, 300, 0};
  const std::vector<std::string> industry = {"apparel", "books", "shoes", "apparel"};
  Population population = Cents(values);
  population.has_fact = [&](std::size_t account, const FactIs& fact) {
    return fact.fact == "industry" &&
           std::find(fact.values.begin(), fact.values.end(), industry[account]) != fact.values.end();
  };
  const TieringRule rule = Rule({{"A", FactIs{"industry", {"apparel", "shoes"}}}, {"rest"}});
  EXPECT_EQ(TiersOf(population, rule), (TierColumn{0, 1, 0, 1}));
  const Classifier classifier = Make(population, rule);
  EXPECT_EQ(classifier.clauses()[0].path, "tiers[0].when.industry");
  // No value leads to a fact, and none away from it but the loss of everything.
  const Distances distances(classifier);
  EXPECT_FALSE(distances.Of(1)->to_next_tier.has_value());
  EXPECT_EQ(distances.Of(0)->above_threshold, 99);
  EXPECT_EQ(distances.Of(3)->to_next_tier, 1);
  population.has_fact = nullptr;
  const Result<Classifier> without = Classifier::Make(population, rule);
  ASSERT_FALSE(without.ok());
  EXPECT_EQ(without.error().code, Code::invalid_argument);
}

// TIER-15. Distances where the other figures of an account decide too: a mean over its own months, growth, a band.
TEST(Conditions, Tier15DistancesPerAccount) {
  const Values values = {5000, 5000};
  const Counts months = {1, 2};
  Population population = Cents(values);
  population.months = months;
  const TieringRule mean = Rule({{"A", Range(AmountPer::month, At("30"))}, {"rest"}});
  const Classifier by_mean = Make(population, mean);
  EXPECT_EQ(Distances(by_mean).Of(0)->above_threshold, 2000);
  EXPECT_EQ(Distances(by_mean).Of(1)->to_next_tier, 1000);
  const Values previous = {4000, 6000};
  population.metrics[0].previous = previous;
  const TieringRule growth = Rule({{"A", Range(AmountPer::growth, At("10%"))}, {"rest"}});
  const Classifier by_growth = Make(population, growth);
  EXPECT_EQ(Distances(by_growth).Of(0)->above_threshold, 600);
  EXPECT_EQ(Distances(by_growth).Of(1)->to_next_tier, 1600);
  const TieringRule band = Rule({{"A", Range(AmountPer::window, At("60"), At("70"))}, {"rest"}});
  const Classifier by_band = Make(population, band);
  EXPECT_EQ(Distances(by_band).Of(0)->to_next_tier, 1000);
  EXPECT_FALSE(Distances(by_band).Of(0)->above_threshold.has_value());
}

// TIER-36
TEST(Conditions, Tier36RetainConditions) {
  const Values values = {60, 25, 24, 0};
  Population population;
  population.metrics = {{.values = values}};
  population.has_fact = [](std::size_t account, const FactIs&) { return account >= 2; };
  const TieringRule amount =
      Rule({{"A", Top(1), Range(AmountPer::window, At("25"))}, {"B", Top(2), FactIs{"tag", {"x"}}}, {"rest"}});
  const Classifier classifier = Make(population, amount);
  EXPECT_TRUE(classifier.Retains(0, 0));
  EXPECT_TRUE(classifier.Retains(1, 0));
  EXPECT_FALSE(classifier.Retains(2, 0));
  EXPECT_FALSE(classifier.Retains(1, 1));
  EXPECT_TRUE(classifier.Retains(2, 1));
  EXPECT_FALSE(classifier.Retains(3, 1));  // has the tag, but no positive value
  EXPECT_FALSE(classifier.Retains(2, 2));
  EXPECT_FALSE(classifier.Retains(2, kNoTier));
}

// TIER-36. Ten percent of 100 are 10; of 95 they are 9.5, so that 85.5 keeps the tier and 86 is the first to have it.
// Upper bounds stay where they are.
TEST(Conditions, Tier36Margins) {
  const Values values = {91, 90, 89, 86, 85, 201, 200};
  Population population;
  population.metrics = {{.values = values}};
  const auto retained = [&](TierCondition condition, std::string_view margin) {
    TieringRule rule = Rule({{"A", std::move(condition)}, {"rest"}});
    rule.retain_margin = Number(margin);
    const Classifier classifier = Make(population, rule);
    TierColumn column;
    for (std::size_t i = 0; i < values.size(); ++i) column.push_back(classifier.Retains(i, 0) ? 1 : 0);
    return column;
  };
  EXPECT_EQ(retained(Range(AmountPer::window, At("100"), At("200")), "10%"), (TierColumn{1, 1, 0, 0, 0, 0, 1}));
  EXPECT_EQ(retained(Range(AmountPer::window, Off("100")), "10%"), (TierColumn{1, 0, 0, 0, 0, 1, 1}));
  EXPECT_EQ(retained(Range(AmountPer::window, At("95")), "10%"), (TierColumn{1, 1, 1, 1, 0, 1, 1}));
  EXPECT_EQ(retained(Range(AmountPer::window, At("95")), "0"), (TierColumn{0, 0, 0, 0, 0, 0, 0}));
  // The line of the two largest is at 200, and 57 % less of it at 86.
  EXPECT_EQ(retained(Top(2), "57%"), (TierColumn{1, 1, 1, 1, 0, 1, 1}));
  EXPECT_EQ(retained(AnyOf{{Top(2), Range(AmountPer::window, At("100"))}}, "10%"), (TierColumn{1, 1, 0, 0, 0, 1, 1}));
  EXPECT_EQ(retained(AllOf{{Top(2), Range(AmountPer::window, At("100"))}}, "10%"), (TierColumn{0, 0, 0, 0, 0, 1, 1}));
}

// TIER-37. Classes overlap, and an account without a positive value may be in one; what they ask for does not change
// how tiers are decided.
TEST(Conditions, Tier37Classes) {
  const Values values = {600000000, 500000000, 499999999, -100};
  const std::vector<std::string> role = {"head", "", "", ""};
  Population population = Cents(values);
  const TierColumn tier = {0, 1, 1, 1};
  population.has_fact = [&](std::size_t account, const FactIs& fact) {
    if (fact.fact == "tier") return fact.values[0] == (tier[account] == 0 ? "key" : "rest");
    if (fact.fact == "tag") return account == 3;
    return fact.fact == "group" && role[account] == fact.values[0];
  };
  const std::vector<AccountClass> classes = {{"economic", Range(AmountPer::year, At("5000000"))},
                                             {"group", FactIs{"group", {"head"}}},
                                             {"strategic", FactIs{"tag", {"strategic"}}},
                                             {"others", FactIs{"tier", {"rest"}}}};
  const TieringRule rule = Rule({{"key", Top(1)}, {"rest"}});
  const Classifier classifier = Make(population, rule, classes);
  const auto first_of = [&](std::size_t account) {
    std::size_t number = 0;
    while (number < classes.size() && !classifier.IsInClass(account, number)) ++number;
    return number;
  };
  EXPECT_TRUE(classifier.IsInClass(0, 0) && classifier.IsInClass(0, 1));
  EXPECT_FALSE(classifier.IsInClass(0, 2) || classifier.IsInClass(0, 3));
  EXPECT_EQ(first_of(0), 0u);
  EXPECT_EQ(first_of(1), 0u);  // at the bound
  EXPECT_EQ(first_of(2), 3u);  // a cent below it
  EXPECT_EQ(first_of(3), 2u);
  EXPECT_TRUE(classifier.DecidesByValue(0));
  EXPECT_EQ(Classify(classifier).at_least[0], 600000000);
}

}  // namespace
}  // namespace keyhaul

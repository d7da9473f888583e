// TIER-16: what a tiering rule may say. Expected errors follow from the rules in rule.h.
#include "keyhaul/tiering/rule_check.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

TieringRule Rule(std::vector<Tier> tiers) {
  TieringRule rule;
  rule.value.measure = "revenue";
  rule.tiers = std::move(tiers);
  return rule;
}

TieringRule TwoCuts(TierCondition first, TierCondition second) {
  return Rule({{"A", first}, {"B", second}, {"C", std::nullopt}});
}

TierCondition Share(std::string_view share) { return ShareCut{Number(share)}; }
TierCondition Count(std::int64_t count) { return RankCut{count, std::nullopt}; }
TierCondition Fraction(std::string_view fraction) { return RankCut{std::nullopt, Number(fraction)}; }
TierCondition AtLeast(std::string_view amount) { return AmountRange{Bound{Number(amount)}, std::nullopt}; }

void ExpectRefused(const TieringRule& rule, std::string_view path, Code code = Code::policy_value) {
  const Status status = CheckTieringRule(rule);
  ASSERT_FALSE(status.ok()) << path;
  EXPECT_EQ(status.error().path, path);
  EXPECT_EQ(status.error().code, code) << status.error().Text();
  EXPECT_EQ(status.error().rule, "TIER-16");
}

TEST(CheckTieringRule, Tier16AcceptsEachKindOfCut) {
  EXPECT_TRUE(CheckTieringRule(Rule({{"all", std::nullopt}})).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Share("80%"), Share("1"))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Count(1), Count(2))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Fraction("5%"), Fraction("20%"))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(AtLeast("5000000"), AtLeast("0.01"))).ok());
}

// How cuts of different kinds compare depends on the ledger, so any mix is accepted.
TEST(CheckTieringRule, Tier16CutsOfDifferentKindsAreNotCompared) {
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Share("95%"), Fraction("5%"))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Count(100), Fraction("1%"))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(AtLeast("1"), Share("80%"))).ok());
}

TEST(CheckTieringRule, Tier16CutsOfOneKindMustWiden) {
  ExpectRefused(TwoCuts(Share("80%"), Share("80%")), "tiers[1].when.share");
  ExpectRefused(TwoCuts(Share("95%"), Share("80%")), "tiers[1].when.share");
  ExpectRefused(TwoCuts(Count(3), Count(3)), "tiers[1].when.rank");
  ExpectRefused(TwoCuts(Fraction("20%"), Fraction("15%")), "tiers[1].when.rank");
  ExpectRefused(TwoCuts(AtLeast("10"), AtLeast("10.00")), "tiers[1].when.amount");
  ExpectRefused(TwoCuts(AtLeast("10"), AtLeast("10.01")), "tiers[1].when.amount");
  // A cut of another kind between two of one kind does not hide them from each other.
  ExpectRefused(Rule({{"A", Share("80%")}, {"B", Count(3)}, {"C", Share("70%")}, {"D", std::nullopt}}),
                "tiers[2].when.share");
}

TEST(CheckTieringRule, Tier16SharesAndFractionsArePartsOfAWhole) {
  ExpectRefused(TwoCuts(Share("0"), Share("1")), "tiers[0].when.share");
  ExpectRefused(TwoCuts(Share("-0.1"), Share("1")), "tiers[0].when.share");
  ExpectRefused(TwoCuts(Share("80%"), Share("1.000000000000000001")), "tiers[1].when.share");
  ExpectRefused(TwoCuts(Fraction("0"), Share("1")), "tiers[0].when.rank");
  ExpectRefused(TwoCuts(Fraction("20"), Share("1")), "tiers[0].when.rank");
}

TEST(CheckTieringRule, Tier16ARankIsACountOrAFraction) {
  ExpectRefused(TwoCuts(RankCut{}, Share("1")), "tiers[0].when.rank");
  ExpectRefused(TwoCuts(RankCut{3, Number("5%")}, Share("1")), "tiers[0].when.rank");
  ExpectRefused(TwoCuts(Count(0), Share("1")), "tiers[0].when.rank");
  ExpectRefused(TwoCuts(Count(-3), Share("1")), "tiers[0].when.rank");
}

// An account without a positive value is in the last tier, so an amount that such an account has would contradict it.
TEST(CheckTieringRule, Tier16AmountsAreAboveZero) {
  ExpectRefused(TwoCuts(AtLeast("0"), Share("1")), "tiers[0].when.amount");
  ExpectRefused(TwoCuts(AtLeast("-5"), Share("1")), "tiers[0].when.amount");
}

TEST(CheckTieringRule, Tier16ConditionsStandOnAllTiersButTheLast) {
  ExpectRefused(Rule({}), "tiers", Code::policy_missing_key);
  ExpectRefused(Rule({{"A", Share("80%")}}), "tiers[0].when");
  ExpectRefused(Rule({{"A", std::nullopt}, {"B", std::nullopt}}), "tiers[0].when", Code::policy_missing_key);
}

TEST(CheckTieringRule, Tier16NamesArePresentAndUnique) {
  ExpectRefused(Rule({{"A", Share("80%")}, {"", std::nullopt}}), "tiers[1].name", Code::policy_missing_key);
  ExpectRefused(Rule({{"A", Share("80%")}, {"B", Share("95%")}, {"A", std::nullopt}}), "tiers[2].name");
}

TEST(CheckTieringRule, Tier16TiersHaveALimit) {
  std::vector<Tier> tiers;
  for (int i = 1; i < kMaxTiers; ++i) tiers.push_back({"tier " + std::to_string(i), Count(i)});
  tiers.push_back({"rest", std::nullopt});
  EXPECT_TRUE(CheckTieringRule(Rule(tiers)).ok());
  tiers.insert(tiers.end() - 1, {"one more", Count(kMaxTiers)});
  ExpectRefused(Rule(tiers), "tiers");
}

TEST(CheckTieringRule, Tier16ValueAndWindow) {
  TieringRule rule = Rule({{"all", std::nullopt}});
  rule.value.measure.clear();
  ExpectRefused(rule, "value", Code::policy_missing_key);
  rule.value.kind = TierValue::Kind::active_days;
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  rule.value.measure = "revenue";
  ExpectRefused(rule, "value");
  rule.value.measure.clear();
  rule.window.months = 0;
  ExpectRefused(rule, "window");
  rule.window.months = kMaxWindowMonths;
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  ++rule.window.months;
  ExpectRefused(rule, "window");
}

}  // namespace
}  // namespace keyhaul

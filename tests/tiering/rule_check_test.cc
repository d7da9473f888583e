// TIER-16, TIER-37: what a tiering rule and classes of accounts may say. Expected errors follow from the rules in
// rule.h.
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

TierCondition Amount(AmountPer per, std::optional<std::string_view> lower, std::optional<std::string_view> upper) {
  AmountRange range;
  range.per = per;
  if (lower) range.lower = Bound{Number(*lower)};
  if (upper) range.upper = Bound{Number(*upper)};
  return range;
}

TieringRule OneCut(TierCondition condition) { return Rule({{"A", condition}, {"B", std::nullopt}}); }

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

// A tier that takes from above 10 leaves exactly 10 to the one below.
TEST(CheckTieringRule, Tier16BoundsThatTouch) {
  const auto above = [](std::string_view amount) { return AmountRange{Bound{Number(amount), false}, std::nullopt}; };
  EXPECT_TRUE(CheckTieringRule(TwoCuts(above("10"), AtLeast("10"))).ok());
  ExpectRefused(TwoCuts(AtLeast("10"), above("10")), "tiers[1].when.amount");
  ExpectRefused(TwoCuts(above("10"), above("10.0")), "tiers[1].when.amount");
}

// Cuts of the curve widen from a to ab. Cuts of different metrics, bands, conditions with a priority and parts of
// others are compared with nothing.
TEST(CheckTieringRule, Tier16OnlyLikeCutsAreCompared) {
  const TierCondition a = CurveCut{CurveLimit::a};
  const TierCondition ab = CurveCut{CurveLimit::ab};
  EXPECT_TRUE(CheckTieringRule(TwoCuts(a, ab)).ok());
  ExpectRefused(TwoCuts(a, a), "tiers[1].when.curve");
  ExpectRefused(TwoCuts(ab, a), "tiers[1].when.curve");
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Share("80%"), ShareCut{Number("80%"), "margin"})).ok());
  ExpectRefused(TwoCuts(ShareCut{Number("80%"), "margin"}, ShareCut{Number("80%"), "margin"}), "tiers[1].when.share");
  EXPECT_TRUE(CheckTieringRule(TwoCuts(AtLeast("10"), Amount(AmountPer::month, "10", {}))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(AtLeast("10"), Amount(AmountPer::window, "20", "30"))).ok());
  TierCondition first = Share("80%");
  first.priority = 1;
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Share("95%"), first)).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(Share("95%"), AnyOf{{Share("80%"), Share("70%")}})).ok());
}

TEST(CheckTieringRule, Tier16Bounds) {
  ExpectRefused(OneCut(AmountRange{}), "tiers[0].when.amount");
  ExpectRefused(OneCut(Amount(AmountPer::month, {}, {})), "tiers[0].when.monthly_mean");
  ExpectRefused(OneCut(Amount(AmountPer::active_month, "3", "2")), "tiers[0].when.active_monthly_mean");
  ExpectRefused(OneCut(Amount(AmountPer::every_month, "-1", "2")), "tiers[0].when.every_month");
  ExpectRefused(OneCut(Amount(AmountPer::year, {}, "-1")), "tiers[0].when.annual");
  ExpectRefused(OneCut(Amount(AmountPer::growth, "-1.01", {})), "tiers[0].when.growth");
  EXPECT_TRUE(CheckTieringRule(OneCut(Amount(AmountPer::growth, "-1", "0"))).ok());
  EXPECT_TRUE(CheckTieringRule(OneCut(Amount(AmountPer::growth, "0", {}))).ok());
  EXPECT_TRUE(CheckTieringRule(OneCut(Amount(AmountPer::window, "2", "2"))).ok());
  EXPECT_TRUE(CheckTieringRule(OneCut(Amount(AmountPer::window, "0", "2"))).ok());
  const Bound two{Number("2")};
  const Bound off_two{Number("2.0"), false};
  ExpectRefused(OneCut(AmountRange{two, off_two}), "tiers[0].when.amount");
  ExpectRefused(OneCut(AmountRange{off_two, two}), "tiers[0].when.amount");
  // Every account in a condition has more than zero, but not of another metric, and not in every month.
  ExpectRefused(OneCut(Amount(AmountPer::year, "0", {})), "tiers[0].when.annual");
  EXPECT_TRUE(CheckTieringRule(OneCut(AmountRange{Bound{}, {}, AmountPer::window, "margin"})).ok());
  EXPECT_TRUE(CheckTieringRule(OneCut(Amount(AmountPer::every_month, "0", {}))).ok());
}

TEST(CheckTieringRule, Tier16Facts) {
  EXPECT_TRUE(CheckTieringRule(OneCut(FactIs{"industry", {"shoes"}})).ok());
  ExpectRefused(OneCut(FactIs{"industry", {}}), "tiers[0].when.industry", Code::policy_missing_key);
  ExpectRefused(OneCut(FactIs{"", {"shoes"}}), "tiers[0].when.", Code::policy_missing_key);
  ExpectRefused(OneCut(FactIs{"tier", {"A"}}), "tiers[0].when.tier");
  ExpectRefused(OneCut(AllOf{{Share("80%"), FactIs{"tier", {"A"}}}}), "tiers[0].when.all[1].tier");
}

TEST(CheckTieringRule, Tier16Trees) {
  ExpectRefused(OneCut(AllOf{}), "tiers[0].when.all", Code::policy_missing_key);
  ExpectRefused(OneCut(AnyOf{}), "tiers[0].when.any", Code::policy_missing_key);
  const AnyOf nested = {{Share("80%"), AllOf{{Count(3), AnyOf{{Share("2")}}}}}};
  ExpectRefused(OneCut(nested), "tiers[0].when.any[1].all[1].any[0].share");
  // Each condition counts, the trees themselves too, in all tiers and what retains them.
  AnyOf many;
  for (int i = 1; i < kMaxConditions; ++i) many.of.push_back(Count(i));
  TieringRule rule = OneCut(many);
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  rule.movement = MovementRule();
  rule.tiers[0].retain = Count(7);
  ExpectRefused(rule, "tiers[0].retain.rank");
  many.of.push_back(Count(5000));
  ExpectRefused(OneCut(many), "tiers[0].when.any[1023].rank");
}

TEST(CheckTieringRule, Tier16Retention) {
  TieringRule rule = OneCut(Count(3));
  rule.tiers[0].retain = Count(4);
  ExpectRefused(rule, "movement", Code::policy_missing_key);
  rule.movement = MovementRule();
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  rule.tiers[0].retain = Count(0);
  ExpectRefused(rule, "tiers[0].retain.rank");
  rule.tiers[0].retain = std::nullopt;
  rule.tiers[1].retain = Count(4);
  ExpectRefused(rule, "tiers[1].retain");
  rule.tiers[1].retain = std::nullopt;
  for (const std::string_view margin : {"0", "10%", "0.999999999999999999"}) {
    rule.retain_margin = Number(margin);
    EXPECT_TRUE(CheckTieringRule(rule).ok()) << margin;
  }
  for (const std::string_view margin : {"1", "-0.01"}) {
    rule.retain_margin = Number(margin);
    ExpectRefused(rule, "movement.retain_margin");
  }
}

TEST(CheckTieringRule, Tier16ZeroTierAndCountRounding) {
  TieringRule rule = OneCut(Share("80%"));
  rule.zero_tier = "none";
  ExpectRefused(rule, "zero_tier");
  rule.zero = ZeroValues::left_out;
  ExpectRefused(rule, "zero_tier");
  rule.zero = ZeroValues::own_tier;
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  rule.zero_tier = "B";
  ExpectRefused(rule, "zero_tier");
  rule.zero_tier.clear();
  ExpectRefused(rule, "zero_tier");
  rule.zero_tier = "none";
  for (const RoundingMode mode : {RoundingMode::ceiling, RoundingMode::floor, RoundingMode::half_up}) {
    rule.count_rounding = mode;
    EXPECT_TRUE(CheckTieringRule(rule).ok());
  }
  for (const RoundingMode mode :
       {RoundingMode::half_even, RoundingMode::half_down, RoundingMode::up, RoundingMode::down, RoundingMode::up_05}) {
    rule.count_rounding = mode;
    ExpectRefused(rule, "count_rounding");
  }
}

TEST(CheckTieringRule, Tier16CalendarWindows) {
  TieringRule rule = OneCut(Share("80%"));
  rule.window.kind = TierWindow::Kind::calendar;
  for (std::int32_t months = 1; months <= 24; ++months) {
    rule.window.months = months;
    if (months == 1 || months == 3 || months == 6 || months == 12) {
      EXPECT_TRUE(CheckTieringRule(rule).ok());
    } else {
      ExpectRefused(rule, "window");
    }
  }
  rule.window.kind = TierWindow::Kind::trailing;
  EXPECT_TRUE(CheckTieringRule(rule).ok());
}

TEST(CheckTieringRule, Tier16Within) {
  TieringRule rule = OneCut(Share("80%"));
  rule.within.kind = TierWithin::Kind::fact;
  ExpectRefused(rule, "within", Code::policy_missing_key);
  rule.within.name = "name";
  ExpectRefused(rule, "within");
  for (const char* const name : {"industry", "city", "region"}) {
    rule.within.name = name;
    EXPECT_TRUE(CheckTieringRule(rule).ok());
  }
  rule.within.kind = TierWithin::Kind::dimension;
  ExpectRefused(rule, "within.values", Code::policy_missing_key);
  rule.within.values = {"air", "road", "sea"};
  EXPECT_TRUE(CheckTieringRule(rule).ok());
  rule.within.values = {"air", "road", "air"};
  ExpectRefused(rule, "within.values[2]");
  rule.within.name.clear();
  ExpectRefused(rule, "within.dimension", Code::policy_missing_key);
}

void ExpectClassesRefused(const std::vector<AccountClass>& classes, std::string_view path,
                          Code code = Code::policy_value) {
  const Status status = CheckAccountClasses(classes);
  ASSERT_FALSE(status.ok()) << path;
  EXPECT_EQ(status.error().path, path);
  EXPECT_EQ(status.error().code, code) << status.error().Text();
}

// Classes may ask for the tier of an account, and are compared with nothing.
TEST(CheckAccountClasses, Tier37ConditionsAndNames) {
  EXPECT_TRUE(CheckAccountClasses({}).ok());
  const std::vector<AccountClass> classes = {{"economic", Amount(AmountPer::year, "5000000", {})},
                                             {"large", Share("80%")},
                                             {"largest", Share("50%")},
                                             {"key", FactIs{"tier", {"A"}}}};
  EXPECT_TRUE(CheckAccountClasses(classes).ok());
  ExpectClassesRefused({{"", Share("80%")}}, "[0].name", Code::policy_missing_key);
  ExpectClassesRefused({{"a", Share("80%")}, {"b", Share("80%")}, {"a", Share("80%")}}, "[2].name");
  ExpectClassesRefused({{"a", Share("80%")}, {"b", Share("2")}}, "[1].when.share");
  ExpectClassesRefused({{"a", AllOf{{FactIs{"tier", {}}}}}}, "[0].when.all[0].tier", Code::policy_missing_key);
  std::vector<AccountClass> many;
  for (int i = 0; i < kMaxClasses; ++i) many.push_back({std::to_string(i), Share("80%")});
  EXPECT_TRUE(CheckAccountClasses(many).ok());
  many.push_back({"one more", Share("80%")});
  ExpectClassesRefused(many, "");
}

// A priority that nobody looks at is refused where it stands: in an all, below a nested any, in a retain, in a class.
TEST(CheckTieringRule, Tier16PrioritiesStandWhereTheyCount) {
  TierCondition ranked = Share("80%");
  ranked.priority = 1;
  EXPECT_TRUE(CheckTieringRule(TwoCuts(ranked, Share("95%"))).ok());
  EXPECT_TRUE(CheckTieringRule(TwoCuts(AnyOf{{ranked, Count(3)}}, Share("95%"))).ok());
  ExpectRefused(TwoCuts(AllOf{{Count(3), ranked}}, Share("95%")), "tiers[0].when.all[1].priority");
  ExpectRefused(TwoCuts(AnyOf{{AnyOf{{ranked}}}}, Share("95%")), "tiers[0].when.any[0].any[0].priority");
  TieringRule retained = TwoCuts(Share("80%"), Share("95%"));
  retained.tiers[0].retain = ranked;
  retained.movement.emplace();
  ExpectRefused(retained, "tiers[0].retain.priority");
  const Status status = CheckAccountClasses(std::vector<AccountClass>{{"economic", ranked}});
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().path, "[0].when.priority");
}

TEST(CheckTieringRule, Tier16AMarginNeedsMovement) {
  TieringRule rule = TwoCuts(Share("80%"), Share("95%"));
  rule.retain_margin = Number("10%");
  ExpectRefused(rule, "movement", Code::policy_missing_key);
  rule.movement.emplace();
  EXPECT_TRUE(CheckTieringRule(rule).ok());
}

}  // namespace
}  // namespace keyhaul

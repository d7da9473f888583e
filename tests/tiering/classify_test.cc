// Tiers of small populations, worked by hand, by SQL or by another program, as each case says.
#include "keyhaul/tiering/classify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {
namespace {

using Values = std::vector<int128>;
using TierColumn = std::vector<std::int32_t>;

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }
ShareCut Share(std::string_view share) { return ShareCut{Number(share)}; }
RankCut Top(std::int64_t count) { return RankCut{count, std::nullopt}; }
RankCut TopFraction(std::string_view fraction) { return RankCut{std::nullopt, Number(fraction)}; }
AmountRange AtLeast(std::string_view amount) { return AmountRange{Bound{Number(amount)}, std::nullopt}; }

TieringRule Rule(std::vector<TierCondition> conditions) {
  TieringRule rule;
  rule.value.measure = "revenue";
  const char* const names[] = {"A", "B", "C", "D"};
  for (std::size_t i = 0; i < conditions.size(); ++i) rule.tiers.push_back({names[i], std::move(conditions[i])});
  rule.tiers.push_back({"rest", std::nullopt});
  return rule;
}

Tiers ClassifyOk(const Values& values, std::vector<TierCondition> conditions, int scale = 2) {
  Result<Tiers> tiers = Classify(values, scale, Rule(std::move(conditions)));
  EXPECT_TRUE(tiers.ok()) << (tiers.ok() ? "" : tiers.error().Text());
  return tiers.ok() ? *std::move(tiers) : Tiers();
}

// The example of SAP's ABC analysis quoted in its documentation: shares of 50, 33 and 17 %. 50 % is hit exactly by the
// first product, 83 % by the second.
TEST(Classify, Tier03ExactHitsTakeNoFurtherAccount) {
  const Tiers tiers = ClassifyOk({50, 33, 17}, {Share("0.5"), Share("0.83")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 1, 2}));
  EXPECT_EQ(tiers.at_least[0], 50);
  EXPECT_EQ(tiers.at_least[1], 33);
  EXPECT_FALSE(tiers.Has(0, AccountFlag::crossing));
  EXPECT_FALSE(tiers.Has(1, AccountFlag::crossing));
}

// In binary floating point 0.4 + 0.2 + 0.1 is above 0.7 and 0.5 + 0.2 + 0.1 is below 0.8 (IEEE 754 double): the first
// would lose an account to readings that exclude, the second would gain one here.
TEST(Classify, Tier03SharesAreNotFloatingPoint) {
  EXPECT_EQ(ClassifyOk({40, 20, 10, 9, 8, 7, 6}, {Share("70%")}).tier, (TierColumn{0, 0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(ClassifyOk({50, 20, 10, 9, 8, 3}, {Share("80%")}).tier, (TierColumn{0, 0, 0, 1, 1, 1}));
}

// With 95, 3, 2 and limits 50/90 tools that exclude the crossing account leave A empty and let 95 fall to C or B. Here
// it is in A; it passes the limit of B too, so B takes nobody.
TEST(Classify, Tier02CrossingAccountBelongsToTheUpperTier) {
  const Tiers tiers = ClassifyOk({95, 3, 2}, {Share("0.5"), Share("0.9")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 2, 2}));
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{1, 0, 2}));
  EXPECT_EQ(tiers.tier_value, (Values{95, 0, 5}));
  EXPECT_TRUE(tiers.Has(0, AccountFlag::crossing));  // TIER-09
  EXPECT_FALSE(tiers.Has(1, AccountFlag::crossing));
  EXPECT_TRUE(tiers.at_least[1].has_value());
}

// 100 % takes every account with a positive value, and the smallest share takes one.
TEST(Classify, Tier02WholeAndLeastShare) {
  EXPECT_EQ(ClassifyOk({5, 1, 3, 0}, {Share("1")}).tier, (TierColumn{0, 0, 0, 1}));
  EXPECT_EQ(ClassifyOk({5, 1, 3, 0}, {Share("0.000000000000000001")}).tier, (TierColumn{0, 1, 1, 1}));
}

// Expected tiers by SQLite 3.40 over the same values, where `above` is
//   SUM(v) OVER (ORDER BY v DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP)
// over the positive values, and COUNT(*) over the same window for ranks: above * 100 < 60 * base, ... 90 * base;
// count * 100 < 20 * n, ... 45 * n.
TEST(Classify, Tier04TiesGoUpTogetherAsInSqlRange) {
  const Values values = {120, 90, 90, 60, 60, 60, 45, 30, 30, 15, 0, -25};
  const Tiers by_share = ClassifyOk(values, {Share("60%"), Share("90%")});
  EXPECT_EQ(by_share.tier, (TierColumn{0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(by_share.total.base, 600);
  EXPECT_EQ(by_share.total.net, 575);
  const Tiers by_rank = ClassifyOk(values, {TopFraction("20%"), TopFraction("45%")});
  EXPECT_EQ(by_rank.tier, (TierColumn{0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2}));
  // TIER-09: three 60s cross the first share, and two 30s the second; two 90s and three 60s are at the ranks.
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool share_edge = values[i] == 60 || values[i] == 30;
    const bool rank_edge = values[i] == 90 || values[i] == 60;
    EXPECT_EQ(by_share.Has(i, AccountFlag::tied_at_cut), share_edge) << i;
    EXPECT_EQ(by_share.Has(i, AccountFlag::crossing), share_edge) << i;
    EXPECT_EQ(by_rank.Has(i, AccountFlag::tied_at_cut), rank_edge) << i;
    EXPECT_FALSE(by_rank.Has(i, AccountFlag::crossing)) << i;
  }
}

// 5 % and 20 % of 89 accounts, rounded up, are 5 and 18.
TEST(Classify, Tier05FractionsAreRoundedUp) {
  Values values;
  for (int i = 1; i <= 89; ++i) values.push_back(i);
  const Tiers tiers = ClassifyOk(values, {TopFraction("5%"), TopFraction("20%")});
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{5, 13, 71}));
  EXPECT_EQ(tiers.at_least[0], 85);
  EXPECT_EQ(tiers.at_least[1], 72);
}

// An exact number of accounts is not rounded up: 5 % of 40 are 2, and of 20 one.
TEST(Classify, Tier05ExactFractionsStay) {
  Values values;
  for (int i = 1; i <= 40; ++i) values.push_back(i);
  EXPECT_EQ(ClassifyOk(values, {TopFraction("5%")}).tier_accounts, (std::vector<std::int64_t>{2, 38}));
  values.resize(20);
  EXPECT_EQ(ClassifyOk(values, {TopFraction("5%")}).tier_accounts, (std::vector<std::int64_t>{1, 19}));
}

// Only accounts with a positive value are counted: 50 % of four, not of seven.
TEST(Classify, Tier07FractionsCountPositiveValuesOnly) {
  const Tiers tiers = ClassifyOk({8, 6, 4, 2, 0, 0, -7}, {TopFraction("50%")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0, 1, 1, 1, 1, 1}));
}

TEST(Classify, Tier05CountsBeyondThePopulationTakeAllThatIsPositive) {
  EXPECT_EQ(ClassifyOk({3, 1, 2, -1}, {Top(2), Top(10)}).tier, (TierColumn{0, 1, 0, 2}));
}

// An account at the amount is in; one cent below it is not. 5,000,000.00 is the sample threshold of economic key
// accounts.
TEST(Classify, Tier06AmountsAreInclusive) {
  const Tiers tiers = ClassifyOk({500000000, 499999999, 1, 0}, {AtLeast("5000000")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 1, 1, 1}));
  EXPECT_EQ(tiers.at_least[0], 500000000);
}

// Amounts compare at any scale: 0.015 lies between 0.01 and 0.02, and 10^37 units of 10^-18 are more than 128 bits.
TEST(Classify, Tier06AmountsCompareExactlyAtAnyScale) {
  EXPECT_EQ(ClassifyOk({1, 2}, {AtLeast("0.015")}, 2).tier, (TierColumn{1, 0}));
  EXPECT_EQ(ClassifyOk({14, 15}, {AtLeast("0.015")}, 3).tier, (TierColumn{1, 0}));
  EXPECT_EQ(ClassifyOk({1, 2}, {AtLeast("1.000000000000000001")}, 0).tier, (TierColumn{1, 0}));
  const Tiers beyond = ClassifyOk({kInt128Max}, {AtLeast("10000000000000000000000000000000000000")}, 18);
  EXPECT_EQ(beyond.tier, (TierColumn{1}));
  EXPECT_FALSE(beyond.at_least[0].has_value());
}

TEST(Classify, Tier06AnAmountThatNobodyReachesIsStillAThreshold) {
  const Tiers tiers = ClassifyOk({100, 200}, {AtLeast("3")});
  EXPECT_EQ(tiers.tier, (TierColumn{1, 1}));
  EXPECT_TRUE(tiers.at_least[0].has_value());
  EXPECT_EQ(tiers.at_least[0], 300);
}

// The first condition from the top wins, whatever the order of the thresholds: here B's threshold (rank 1: 900) is
// above A's (500), so B takes nobody, and C's amount takes what A left. From 500 on an account is in B or higher.
TEST(Classify, Tier01FirstConditionFromTheTopWins) {
  const Tiers tiers = ClassifyOk({900, 500, 499, 100, 99}, {AtLeast("5"), Top(1), AtLeast("1")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0, 2, 2, 3}));
  EXPECT_EQ(tiers.at_least[1], 500);
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{2, 0, 2, 1}));
}

// TIER-09: an account at the threshold of a cut that is not its tier's own is not at the cut of its tier.
TEST(Classify, Tier09FlagsAreThoseOfTheTiersOwnCut) {
  const Tiers tiers = ClassifyOk({500, 500, 300}, {AtLeast("3"), Top(1)});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0, 0}));
  EXPECT_EQ(tiers.account_flags, (std::vector<std::uint8_t>{0, 0, 0}));
}

// TIER-09: two accounts of one value that reach the share exactly together are tied, and cross nothing.
TEST(Classify, Tier09GroupThatHitsExactlyDoesNotCross) {
  const Tiers tiers = ClassifyOk({40, 20, 20, 15, 5}, {Share("80%")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0, 0, 1, 1}));
  EXPECT_TRUE(tiers.Has(1, AccountFlag::tied_at_cut));
  EXPECT_FALSE(tiers.Has(1, AccountFlag::crossing));
  EXPECT_FALSE(tiers.Has(0, AccountFlag::tied_at_cut));
}

// A share that is not a whole number of units cannot be hit exactly: 50 % of 101 is 50.5, so 51 crosses it and 50 does
// not reach it.
TEST(Classify, Tier09SharesBetweenTwoUnits) {
  const Tiers tiers = ClassifyOk({51, 50}, {Share("50%")});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 1}));
  EXPECT_TRUE(tiers.Has(0, AccountFlag::crossing));
  EXPECT_EQ(ClassifyOk({50, 49, 2}, {Share("50%")}).tier, (TierColumn{0, 0, 1}));
}

TEST(Classify, Tier07NonPositiveValuesAreOutsideTheBaseAndFlagged) {
  const Tiers tiers = ClassifyOk({60, 40, 0, -500}, {Share("60%"), Top(99)});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 1, 2, 2}));
  EXPECT_EQ(tiers.total.base, 100);
  EXPECT_EQ(tiers.total.net, -400);
  EXPECT_EQ(tiers.total.positive_count, 2);
  EXPECT_EQ(tiers.total.nonpositive_count, 2);
  EXPECT_TRUE(tiers.Has(2, AccountFlag::non_positive));
  EXPECT_TRUE(tiers.Has(3, AccountFlag::non_positive));
  EXPECT_FALSE(tiers.Has(1, AccountFlag::non_positive));
  EXPECT_EQ(tiers.flags, static_cast<std::uint32_t>(PopulationFlag::nonpositive_net));  // TIER-08
}

TEST(Classify, Tier08EmptyPopulation) {
  const Tiers tiers = ClassifyOk({}, {Share("80%"), Top(3), AtLeast("7")});
  EXPECT_TRUE(tiers.tier.empty());
  EXPECT_EQ(tiers.flags, static_cast<std::uint32_t>(PopulationFlag::empty_population));
  ASSERT_EQ(tiers.at_least.size(), 4u);
  EXPECT_FALSE(tiers.at_least[0].has_value());
  EXPECT_FALSE(tiers.at_least[1].has_value());
  EXPECT_TRUE(tiers.at_least[2].has_value());
  EXPECT_EQ(tiers.at_least[2], 700);
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{0, 0, 0, 0}));
}

// Where other tools fail, or put everyone into the highest class, all zeros are in the last tier.
TEST(Classify, Tier08AllZero) {
  const Tiers tiers = ClassifyOk({0, 0, 0}, {Share("80%"), Top(2)});
  EXPECT_EQ(tiers.tier, (TierColumn{2, 2, 2}));
  EXPECT_TRUE(tiers.Has(PopulationFlag::all_zero));
  EXPECT_TRUE(tiers.Has(PopulationFlag::all_equal));
  EXPECT_TRUE(tiers.Has(PopulationFlag::no_positive_value));
  EXPECT_TRUE(tiers.Has(PopulationFlag::nonpositive_net));
  EXPECT_FALSE(tiers.at_least[0].has_value());
  EXPECT_FALSE(tiers.at_least[1].has_value());
}

TEST(Classify, Tier08AllEqual) {
  const Tiers tiers = ClassifyOk(Values(13, 1), {Share("80%"), Share("95%")});
  EXPECT_EQ(tiers.tier, TierColumn(13, 0));
  EXPECT_EQ(tiers.flags, static_cast<std::uint32_t>(PopulationFlag::all_equal));
  EXPECT_TRUE(tiers.Has(0, AccountFlag::tied_at_cut));
}

// One account is the upper tier, also where it is more than the share (other tools say the lowest tier, or nothing).
TEST(Classify, Tier08SingleAccount) {
  const Tiers tiers = ClassifyOk({7}, {Share("80%")});
  EXPECT_EQ(tiers.tier, (TierColumn{0}));
  EXPECT_EQ(tiers.flags, static_cast<std::uint32_t>(PopulationFlag::single_account));
  EXPECT_EQ(ClassifyOk({7}, {TopFraction("5%")}).tier, (TierColumn{0}));
  EXPECT_EQ(ClassifyOk({-7}, {Share("80%")}).tier, (TierColumn{1}));
}

TEST(Classify, Tier08OnlyNegativeValues) {
  const Tiers tiers = ClassifyOk({-1, -2}, {Share("80%"), AtLeast("0.01")});
  EXPECT_EQ(tiers.tier, (TierColumn{2, 2}));
  EXPECT_TRUE(tiers.Has(PopulationFlag::no_positive_value));
  EXPECT_TRUE(tiers.Has(PopulationFlag::nonpositive_net));
  EXPECT_FALSE(tiers.Has(PopulationFlag::all_zero));
  EXPECT_EQ(tiers.total.base, 0);
  EXPECT_EQ(tiers.tier_value, (Values{0, 0, -3}));
}

TEST(Classify, Tier08OneTierTakesAll) {
  const Tiers tiers = ClassifyOk({5, -5}, {});
  EXPECT_EQ(tiers.tier, (TierColumn{0, 0}));
}

// Revenue after discount of the 89 customers of the Northwind sample database (Microsoft, MIT licence), in units of
// 10^-4, by customer id. Python's fractions over its order_details give 34 customers at 80 % and 61 at 95 % when the
// crossing customer is in (33 and 60 when it is not).
TEST(Classify, Tier02Northwind) {
  const Values values = {
      42730000,   14029500,  70239775,  133906500, 249275775, 32398000,  185340800, 42328500,  219632525,  208016000,
      60899000,   18148000,  1008000,   123488800, 38107500,  17191000,  37632100,  16159000,  147610350,  1048749785,
      41075500,   116669000, 295675625, 266565595, 31721600,  15457000,  64274225,  8367000,   114463600,  84141350,
      185074500,  14887000,  328413700, 227687640, 30632000,  499799050, 61463000,  309083840, 19920500,   93282000,
      5225000,    3570000,   192614100, 30764725,  160766000, 164765650, 42586000,  71762150,  97360750,   288721900,
      50422000,   6490000,   34602000,  151774625, 124962000, 42422000,  231288600, 50449400,  66648100,   257174975,
      1102773050, 28441000,  510978005, 70482400,  124508000, 193437790, 14672900,  57351500,  1043619500, 162153250,
      168170975,  24233500,  114416300, 240887800, 33610000,  19472400,  47781400,  108121500, 68506640,   15712000,
      158439250,  91824300,  14800000,  95884250,  156487025, 60682000,  273636050, 31613500,  35319500};
  ASSERT_EQ(values.size(), 89u);
  const Tiers tiers = ClassifyOk(values, {Share("80%"), Share("95%")}, 4);
  EXPECT_EQ(tiers.total.base, 12657930395);  // 1265793.0395, the published net total of all orders
  EXPECT_EQ(tiers.tier_accounts, (std::vector<std::int64_t>{34, 27, 28}));
  EXPECT_EQ(
      std::count_if(tiers.account_flags.begin(), tiers.account_flags.end(), [](std::uint8_t f) { return f != 0; }),
      2);  // one customer crosses each cut
}

TEST(Classify, Tier17SumsBeyond128BitsAreRefused) {
  const int128 half = int128{1} << 126;
  const Result<Tiers> positive = Classify(Values{half, half}, 2, Rule({Share("80%")}));
  ASSERT_FALSE(positive.ok());
  EXPECT_EQ(positive.error().code, Code::overflow);
  EXPECT_EQ(positive.error().rule, "TIER-17");
  // The sum of both signs would fit; neither order of adding up may hide that the negative ones do not.
  EXPECT_FALSE(Classify(Values{-half, half, -half, -half}, 2, Rule({Share("80%")})).ok());
  EXPECT_TRUE(Classify(Values{-half, -half, half, half - 1}, 2, Rule({Share("80%")})).ok());
}

// base = 2^127 - 1: the product with 10^18 takes 187 bits. Half of it is 2^126 - 0.5, so 2^126 - 1 does not reach 50 %
// and 2^126 does; the expected tiers follow from that.
TEST(Classify, Tier03SharesOfTheLargestBase) {
  const int128 half = int128{1} << 126;
  EXPECT_EQ(ClassifyOk({half, half - 1}, {Share("50%")}).tier, (TierColumn{0, 1}));
  EXPECT_EQ(ClassifyOk({half - 1, half - 2, 2}, {Share("50%")}).tier, (TierColumn{0, 0, 1}));
  EXPECT_EQ(ClassifyOk({half, half - 1}, {Share("0.500000000000000001")}).tier, (TierColumn{0, 0}));
}

TEST(Classify, Tier16RefusesWhatTheRuleCheckRefuses) {
  const Result<Tiers> tiers = Classify(Values{1}, 2, Rule({Share("0.9"), Share("0.8")}));
  ASSERT_FALSE(tiers.ok());
  EXPECT_EQ(tiers.error().path, "tiers[1].when.share");
  EXPECT_EQ(Classify(Values{1}, 19, Rule({})).error().code, Code::invalid_argument);
  EXPECT_EQ(Classify(Values{1}, -1, Rule({})).error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace keyhaul

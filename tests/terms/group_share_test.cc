// Shares of a group. Expected values are printed by the sources named, or computed by hand beside them.
#include "keyhaul/terms/group_share.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

struct Group {
  CompiledSchedule schedule;
  std::vector<std::string_view> ids;
  std::vector<int128> bases;
};

int128 Earned(const CompiledSchedule& schedule, int128 basis) {
  const Result<ScheduleValue> value = Evaluate(schedule, Bases{basis, basis});
  EXPECT_TRUE(value.ok());
  return value.ok() ? value->rounded : int128(0);
}

GroupShares SharesOf(const Group& group, GroupShare share, std::size_t head_office = 0) {
  std::vector<int128> standalone;
  std::vector<int128> running;
  int128 sum = 0;
  for (const int128 basis : group.bases) {
    standalone.push_back(Earned(group.schedule, basis));
    sum += basis;
    running.push_back(Earned(group.schedule, sum));
  }
  const GroupBenefit benefit{share,      running.back(), group.schedule.step, group.ids, group.bases,
                             standalone, running,        head_office};
  Result<GroupShares> shares = ShareGroup(benefit);
  EXPECT_TRUE(shares.ok());
  return shares.ok() ? *std::move(shares) : GroupShares();
}

// "1338.03 669.01, gain -81.92"
std::string TextOf(const GroupShares& shares) {
  std::string text;
  for (const int128 part : shares.parts) text += Decimal::Make(part, 2)->ToText(2) + " ";
  text.back() = ',';
  return text + " gain " + Decimal::Make(shares.gain, 2)->ToText(2);
}

// AWS, "Consolidated billing": 8 TB and 4 TB out, 0.17 per GB for the first 10 TB and 0.13 above. Together 2,007.04;
// each for itself at 0.17, 2,088.96.
Group Aws() {
  return {Compiled(Marginal({UnitsFrom("0", "0.17"), UnitsFrom("10240", "0.13")}), kPieces),
          {"bob", "susan"},
          {8192, 4096}};
}

// 2 % from 1,000 on, 1 % below: 700, 300.01 and 99.99 are 1,100.00 together.
Group Three() {
  return {Compiled(Whole({RateFrom("0", "1%"), RateFrom("1000", "2%")})), {"b", "a", "c"}, {70000, 30001, 9999}};
}

TEST(GroupShareTest, ThePartsOfEveryRuleAddUp) {  // TERMS-75
  for (const GroupShare share : {GroupShare::contribution, GroupShare::standalone_first, GroupShare::marginal_by_order,
                                 GroupShare::head_office}) {
    const GroupShares shares = SharesOf(Three(), share);
    EXPECT_EQ(ToText(shares.parts[0] + shares.parts[1] + shares.parts[2]), "2200");
  }
}

// A commitment leaves 299.03 of a group in whole units: 299.03 · 300.30 / 700.97 is 128.10…, the rest 170.92….
TEST(GroupShareTest, PartsOfWhatIsNoMultipleOfTheStepAddUp) {  // TERMS-75
  const std::string_view ids[] = {"M1", "M2"};
  const int128 bases[] = {30030, 40067};
  const int128 standalone[] = {-70000, -59900};
  for (const GroupShare share : {GroupShare::contribution, GroupShare::standalone_first}) {
    const Result<GroupShares> shares = ShareGroup({share, -29903, 100, ids, bases, standalone, {}, 0});
    ASSERT_TRUE(shares.ok());
    EXPECT_TRUE(shares->parts[0] + shares->parts[1] == -29903);
  }
  const Result<GroupShares> shares = ShareGroup({GroupShare::contribution, -29903, 100, ids, bases, standalone, {}, 0});
  EXPECT_TRUE(shares->parts[0] == -12811 && shares->parts[1] == -17092);
}

TEST(GroupShareTest, ContributionSharesByBasis) {  // TERMS-76
  // 2007.04 * 8 / 12 = 1338.0266..., * 4 / 12 = 669.0133...: the cent goes to the greater remainder.
  EXPECT_EQ(TextOf(SharesOf(Aws(), GroupShare::contribution)), "1338.03 669.01, gain -81.92");
  // 22.00 by 70000 : 30001 : 9999 is 14.00, 6.0002, 1.9998.
  EXPECT_EQ(TextOf(SharesOf(Three(), GroupShare::contribution)), "14.00 6.00 2.00, gain 11.00");
}

TEST(GroupShareTest, EqualRemaindersAreDecidedById) {  // TERMS-76
  Group group{Compiled(Whole({RateFrom("0", "1%")})), {"b", "a"}, {50, 50}};
  EXPECT_EQ(TextOf(SharesOf(group, GroupShare::contribution)), "0.00 0.01, gain -0.01");
}

TEST(GroupShareTest, StandaloneFirstSharesTheGain) {  // TERMS-77
  // 7.00, 3.00 and 1.00 alone, 11.00 of gain by basis: 7.00, 3.0001, 0.9999.
  EXPECT_EQ(TextOf(SharesOf(Three(), GroupShare::standalone_first)), "14.00 6.00 2.00, gain 11.00");
  // -81.92 by 2 : 1 is -54.61 and -27.31 (of -54.6133 and -27.3067 the latter has the greater remainder).
  EXPECT_EQ(TextOf(SharesOf(Aws(), GroupShare::standalone_first)), "1338.03 669.01, gain -81.92");
}

TEST(GroupShareTest, MarginalByOrderGivesWhatEachAdds) {  // TERMS-78
  // R(f(700)) = 7.00, R(f(1000.01)) = 20.00, R(f(1100.00)) = 22.00.
  EXPECT_EQ(TextOf(SharesOf(Three(), GroupShare::marginal_by_order)), "7.00 13.00 2.00, gain 11.00");
}

TEST(GroupShareTest, HeadOfficeGetsAll) {  // TERMS-79
  EXPECT_EQ(TextOf(SharesOf(Three(), GroupShare::head_office, 1)), "0.00 22.00 0.00, gain 11.00");
}

TEST(GroupShareTest, TheGainIsTheTotalLessWhatEachEarnsAlone) {  // TERMS-80
  EXPECT_EQ(ToText(SharesOf(Aws(), GroupShare::contribution).gain), "-8192");
  EXPECT_EQ(ToText(SharesOf(Aws(), GroupShare::contribution).standalone), "208896");
}

TEST(GroupShareTest, TheDayOfLeavingDoesNotCount) {  // TERMS-81
  const Day day = *Day::Parse("2026-03-31");
  const Day next = *Day::Parse("2026-04-01");
  const std::vector<Period> stretches = {{day, next}, {*Day::Parse("2026-06-01"), *Day::Parse("2026-07-01")}};
  EXPECT_TRUE(CountsOn({}, day));
  EXPECT_TRUE(CountsOn(stretches, day));
  EXPECT_FALSE(CountsOn(stretches, next));
  EXPECT_TRUE(CountsOn(stretches, *Day::Parse("2026-06-30")));
  EXPECT_FALSE(CountsOn(stretches, *Day::Parse("2026-07-01")));
}

TEST(GroupShareTest, ABasisBelowZeroCountsAndGetsNoShare) {  // TERMS-82
  Group group = Three();
  group.bases[2] = -1000;  // 990.01 in all, at 1 % 9.90; by 70000 : 30001 : 0 that is 6.92993 and 2.97007
  const GroupShares shares = SharesOf(group, GroupShare::contribution);
  EXPECT_EQ(TextOf(shares), "6.93 2.97 0.00, gain -0.10");
  EXPECT_TRUE(shares.negative_basis);
  EXPECT_FALSE(shares.no_positive_basis);
}

TEST(GroupShareTest, WithoutABasisSharesAreEqual) {  // TERMS-82
  Group group{Compiled(Whole({RateFrom("0", "1%", "1.00")})), {"a", "b", "c"}, {0, 0, 0}};
  const GroupShares shares = SharesOf(group, GroupShare::contribution);
  EXPECT_EQ(TextOf(shares), "0.34 0.33 0.33, gain -2.00");
  EXPECT_TRUE(shares.no_positive_basis);
  EXPECT_FALSE(SharesOf(group, GroupShare::marginal_by_order).no_positive_basis);
}

TEST(GroupShareTest, SharesAreStepsOfTheRounding) {  // TERMS-76
  Group group{Compiled(Whole({RateFrom("0", "1%")}), kCents, RoundTo("0.05")), {"a", "b", "c"}, {10000, 10000, 10000}};
  EXPECT_EQ(TextOf(SharesOf(group, GroupShare::contribution)), "1.00 1.00 1.00, gain 0.00");
  group.bases = {10000, 10000, 11000};  // 3.10 is 62 steps: 20, 20 and 22
  EXPECT_EQ(TextOf(SharesOf(group, GroupShare::contribution)), "1.00 1.00 1.10, gain 0.00");
}

TEST(GroupShareTest, AmountsThatDoNotFitAreRefused) {  // TERMS-75
  const std::vector<std::string_view> ids = {"a", "b"};
  const std::vector<int128> bases = {1, 1};
  const std::vector<int128> standalone = {kInt128Max, kInt128Max};
  const GroupBenefit benefit{GroupShare::contribution, 0, 1, ids, bases, standalone, {}, 0};
  const Result<GroupShares> shares = ShareGroup(benefit);
  ASSERT_FALSE(shares.ok());
  EXPECT_EQ(shares.error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul

// Schedules that change within a period. Expected values are computed by hand, beside them.
#include "keyhaul/terms/versions.h"

#include <string>

#include "keyhaul/terms/explain.h"
#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

Day On(std::string_view text) { return *Day::Parse(text); }

struct Changes {
  VersionRule rule;
  std::vector<CompiledSchedule> schedules;
  std::vector<int128> bases;  // cents
};

// 10 % up to 1,000 and 20 % above with 5.00 once; from 1 July 12 %, and 30 % from 1,200 on with 8.00.
Changes Changed(VersionPolicy policy, std::vector<int128> bases) {
  return {{policy, {On("2026-01-01"), On("2026-07-01")}, Period{On("2026-01-01"), On("2027-01-01")}},
          {Compiled(Marginal({RateFrom("0", "10%"), RateFrom("1000", "20%", "5")})),
           Compiled(Marginal({RateFrom("0", "12%"), RateFrom("1200", "30%", "8")}))},
          std::move(bases)};
}

Result<VersionsValue> Sum(const Changes& changes) {
  KEYHAUL_CHECK(CheckVersions(changes.rule));
  return SumVersions(changes.rule,
                     [&changes](std::size_t version, std::size_t first, std::size_t last) -> Result<VersionBenefit> {
                       int128 basis = 0;
                       for (std::size_t i = first; i <= last; ++i) basis += changes.bases[i];
                       KEYHAUL_TRY(const Explanation why, Explain(changes.schedules[version], Bases{basis, basis}));
                       return SplitFlats(why);
                     });
}

// "105.00 + 99.50 = 204.50"
std::string TextOf(const Changes& changes) {
  const Result<VersionsValue> value = Sum(changes);
  if (!value.ok()) return value.error().Text();
  std::string text;
  for (const Exact& part : value->parts) text += (text.empty() ? "" : " + ") + ToText(part, 2);
  return text + " = " + ToText(value->exact, 2);
}

TEST(VersionsTest, DaysAscendAndCoverThePeriod) {  // TERMS-83
  Changes changes = Changed(VersionPolicy::split_continue, {0, 0});
  changes.rule.from[1] = On("2026-01-01");
  EXPECT_EQ(TextOf(changes).find("versions[1].from: 2026-01-01 is not after"), 0U) << TextOf(changes);
  changes.rule.from = {On("2026-01-02"), On("2026-07-01")};
  EXPECT_EQ(TextOf(changes).find("versions[0].from: no version is in force"), 0U) << TextOf(changes);
  changes.rule.from = {On("2025-01-01"), On("2027-01-01")};
  EXPECT_EQ(TextOf(changes).find("versions[1].from: 2027-01-01 is not before"), 0U) << TextOf(changes);
  changes.rule.policy = VersionPolicy::prorate_flats;
  changes.rule.period.reset();
  EXPECT_EQ(TextOf(changes).find("period: flats are prorated"), 0U) << TextOf(changes);
  changes.rule.period = Period{On("2026-01-01"), On("2026-01-01")};
  EXPECT_EQ(TextOf(changes).find("period: the period has no day"), 0U) << TextOf(changes);
  changes.rule.from.clear();
  EXPECT_EQ(TextOf(changes).find("versions: at least one"), 0U) << TextOf(changes);
}

TEST(VersionsTest, DaysInForceEndWhereTheNextVersionBegins) {  // TERMS-83
  const VersionRule rule{VersionPolicy::prorate_flats,
                         {On("2025-06-01"), On("2025-12-01"), On("2026-02-10")},
                         Period{On("2026-01-01"), On("2026-04-01")}};
  ASSERT_TRUE(CheckVersions(rule).ok());
  EXPECT_EQ(DaysInForce(rule), (std::vector<std::int64_t>{0, 40, 50}));
}

TEST(VersionsTest, SplitContinuePricesEachStretchOfOneCount) {  // TERMS-84
  // f1(800) = 80; f2(1500) - f2(800) = 12 % * 1200 + 30 % * 300 + 8 - 96 = 146.
  EXPECT_EQ(TextOf(Changed(VersionPolicy::split_continue, {80000, 70000})), "80.00 + 146.00 = 226.00");
  EXPECT_EQ(TextOf(Changed(VersionPolicy::split_continue, {80000, -20000})), "80.00 + -24.00 = 56.00");
}

TEST(VersionsTest, SplitRestartCountsEachFromZero) {  // TERMS-85
  // f1(800) = 80, f2(700) = 84.
  EXPECT_EQ(TextOf(Changed(VersionPolicy::split_restart, {80000, 70000})), "80.00 + 84.00 = 164.00");
}

TEST(VersionsTest, LatestGovernsAll) {  // TERMS-86
  // f2(1500) = 144 + 90 + 8.
  EXPECT_EQ(TextOf(Changed(VersionPolicy::latest_governs, {80000, 70000})), "0.00 + 242.00 = 242.00");
}

TEST(VersionsTest, FlatsAreProratedByDays) {  // TERMS-87
  // Without flats 80 + 138; of the flats on 1500, 5 for 181 days of 365 and 8 for 184: 2.479452... and 4.032876....
  const Changes changes = Changed(VersionPolicy::prorate_flats, {80000, 70000});
  EXPECT_EQ(TextOf(changes), "82.47 + 69/7300 + 142.03 + 21/7300 = 224.51 + 17/7300");
}

TEST(VersionsTest, FlatsOnALineAreInterpolated) {  // TERMS-87
  // Half-way from 10.00 to 30.00 and from 2 % to 4 %: 3 % of 50 and 20.00.
  Schedule line = Marginal({RateFrom("0", "2%", "10"), RateFrom("100", "4%", "30")});
  line.accumulation = Accumulation::linear;
  const Result<Explanation> why = Explain(Compiled(line), Bases{5000, 5000});
  ASSERT_TRUE(why.ok());
  const Result<VersionBenefit> benefit = SplitFlats(*why);
  ASSERT_TRUE(benefit.ok());
  EXPECT_EQ(ToText(benefit->exact, 2), "21.50");
  EXPECT_EQ(ToText(benefit->flats, 2), "20.00");
}

TEST(VersionsTest, PartsAddUpAndAreRoundedOnce) {  // TERMS-88
  // Thirds of a cent: 0.333 and 0.334 are 0.667, one cent; rounded one by one they were none.
  Changes changes = Changed(VersionPolicy::split_restart, {33, 33});
  changes.schedules = {Compiled(Whole({RateFrom("0", "1.01%")})), Compiled(Whole({RateFrom("0", "1.01%")}))};
  const Result<VersionsValue> value = Sum(changes);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(ToText(value->exact, 2), "0.006666");
  EXPECT_EQ(ToText(*RoundExact(value->exact, 1, RoundingMode::half_up)), "1");
}

TEST(VersionsTest, OneVersionIsTheScheduleItself) {  // TERMS-84
  Changes changes = Changed(VersionPolicy::split_continue, {150000});
  changes.rule.from.pop_back();
  changes.schedules.pop_back();
  for (const VersionPolicy policy : {VersionPolicy::split_continue, VersionPolicy::split_restart,
                                     VersionPolicy::latest_governs, VersionPolicy::prorate_flats}) {
    changes.rule.policy = policy;
    EXPECT_EQ(TextOf(changes), "205.00 = 205.00");
  }
}

}  // namespace
}  // namespace keyhaul

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
  return SumVersions(changes.rule, [&changes](std::size_t version, std::size_t first, std::size_t last) {
    int128 basis = 0;
    for (std::size_t i = first; i <= last; ++i) basis += changes.bases[i];
    return Explain(changes.schedules[version], Bases{basis, basis});
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
  // At 20, 2.4 % of it is 0.48; at 50, half-way from 2 % to 4 % and from 10.00 to 30.00, 3 % less that is 1.02. Of the
  // flat of 20.00 there, 181 of 365 days are 9.91 + 57/7300.
  Schedule line = Marginal({RateFrom("0", "2%", "10"), RateFrom("100", "4%", "30")});
  line.accumulation = Accumulation::linear;
  Changes changes = Changed(VersionPolicy::prorate_flats, {2000, 3000});
  changes.schedules = {Compiled(line), Compiled(line)};
  EXPECT_EQ(TextOf(changes), "10.39 + 57/7300 + 11.10 + 16/7300 = 21.50");
}

// What three stretches of a January give, from the 1st, the 11th and the 21st.
std::string ByJanuary(const Schedule& schedule, std::vector<int128> bases, RoundingMode mode,
                      RoundingPoint at = RoundingPoint::slice) {
  Changes changes{{VersionPolicy::prorate_flats,
                   {On("2026-01-01"), On("2026-01-11"), On("2026-01-21")},
                   Period{On("2026-01-01"), On("2026-02-01")}},
                  {},
                  std::move(bases)};
  changes.schedules.assign(3, Compiled(schedule, kCents, Rounding{mode, Number("0.01"), at}));
  return TextOf(changes);
}

TEST(VersionsTest, AFlatThatIsProratedIsRoundedAfterItsDays) {  // TERMS-34, TERMS-87
  // 10 · 10/31 = 100/31 = 3.2258…, twice, and 10 · 11/31 = 110/31 = 3.5483…: 3.23 + 3.23 + 3.55, and once 310/31.
  const Schedule fee = Marginal({RateFrom("0", "0%", "10")});
  EXPECT_EQ(ByJanuary(fee, {0, 0, 0}, RoundingMode::half_up), "3.23 + 3.23 + 3.55 = 10.01");
  EXPECT_EQ(ByJanuary(fee, {0, 0, 0}, RoundingMode::floor), "3.22 + 3.22 + 3.54 = 9.98");
  EXPECT_EQ(ByJanuary(fee, {0, 0, 0}, RoundingMode::half_up, RoundingPoint::term),
            "3.22 + 18/3100 + 3.22 + 18/3100 + 3.54 + 26/3100 = 10.00");
}

TEST(VersionsTest, AFlatThatIsProratedIsRoundedOnce) {  // TERMS-34, TERMS-87
  // 0.0145 · 10/31 = 0.00467… is nothing and 0.0145 · 11/31 = 0.00514… a cent, while of 0.0145 → 0.01 both were
  // nothing: 0.01 · 11/31 = 0.00354….
  const auto fee = [](std::string_view flat) { return Marginal({RateFrom("0", "0%", flat)}); };
  EXPECT_EQ(ByJanuary(fee("0.0145"), {0, 0, 0}, RoundingMode::half_up), "0.00 + 0.00 + 0.01 = 0.01");
  // 0.015 · 10/31 = 0.00483… is nothing and 0.015 · 11/31 = 0.00532… a cent, while of 0.015 → 0.02 all were: 0.00645….
  EXPECT_EQ(ByJanuary(fee("0.015"), {0, 0, 0}, RoundingMode::half_up), "0.00 + 0.00 + 0.01 = 0.01");
}

TEST(VersionsTest, EveryStepOfAProratedScheduleIsRoundedOnce) {  // TERMS-34, TERMS-87
  // 0.25 · 2 % = 0.005 → 0.01; 0.50 · 2 % = 0.01, less that; 0.75 · 2 % = 0.015 → 0.02, less 0.01. Of the flats, of
  // which two are reached, 10 · 10/31 → 3.23 and 5 · 10/31 = 1.6129… → 1.61, and 3.55 and 5 · 11/31 = 1.7741… → 1.77.
  const Schedule marginal = Marginal({RateFrom("0", "2%", "10"), RateFrom("0.75", "3%", "5")});
  EXPECT_EQ(ByJanuary(marginal, {25, 25, 25}, RoundingMode::half_up), "4.85 + 4.84 + 5.33 = 15.02");
  // On a line a flat has two steps, each for its days: at 50 of 100, 10 · 10/31 → 3.23 and half of 20, 10 · 10/31
  // → 3.23 again; 3.55 twice.
  Schedule line = Marginal({RateFrom("0", "0%", "10"), RateFrom("100", "0%", "30")});
  line.accumulation = Accumulation::linear;
  EXPECT_EQ(ByJanuary(line, {5000, 0, 0}, RoundingMode::half_up), "6.46 + 6.46 + 7.10 = 20.02");
}

TEST(VersionsTest, AFlatKeepsWhatItWasBeforeItWasRounded) {  // TERMS-34, TERMS-87
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "0%", "0.015")}), kCents,
                                             Rounding{RoundingMode::half_up, Number("0.01"), RoundingPoint::slice});
  const Result<Explanation> why = Explain(schedule, Bases{0, 0});
  ASSERT_TRUE(why.ok());
  ASSERT_EQ(ToText(why->steps.back().value, 2), "0.02");
  const Result<ExplanationStep> third = ProratedFlat(*why, why->steps.back(), 1, 3);
  ASSERT_TRUE(third.ok());
  EXPECT_EQ(Name(third->kind), "prorated");
  EXPECT_EQ(ToText(third->value, 2), "0.01");
  ASSERT_TRUE(third->unrounded.has_value());
  EXPECT_EQ(ToText(*third->unrounded, 2), "0.005");
  // Two thirds of 0.015 are a cent, which rounding does not change.
  const Result<ExplanationStep> two = ProratedFlat(*why, why->steps.back(), 2, 3);
  ASSERT_TRUE(two.ok());
  EXPECT_EQ(ToText(two->value, 2), "0.01");
  EXPECT_FALSE(two->unrounded.has_value());
}

TEST(VersionsTest, PricesThatAreRoundedLeaveFlatsExact) {  // TERMS-35, TERMS-87
  // 3 · 0.33 = 0.99 and 5 · 0.33 less that, 0.66; 10.005 · 10/31 = 3.22 + 23/3100 and 10.005 · 21/31 = 6.77 + 47/6200.
  Changes changes{{VersionPolicy::prorate_flats, {On("2026-01-01"), On("2026-01-11")}, {}}, {}, {3, 2}};
  changes.rule.period = Period{On("2026-01-01"), On("2026-02-01")};
  changes.schedules.assign(2, Compiled(Marginal({UnitsFrom("0", "0.3333", "10.005")}), kPieces,
                                       Rounding{RoundingMode::half_up, Number("0.01"), RoundingPoint::unit_price}));
  EXPECT_EQ(TextOf(changes), "4.21 + 23/3100 + 7.43 + 47/6200 = 11.655");
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

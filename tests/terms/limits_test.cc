#include "keyhaul/terms/limits.h"

#include <string>
#include <vector>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// Empty texts are absent limits.
Limits LimitsOf(std::string_view cap, std::string_view taken, std::string_view guarantee,
                GuaranteeKind kind = GuaranteeKind::cumulative, Proration prorate = {}) {
  return {Maybe(cap), Number(taken), Maybe(guarantee), kind, prorate};
}

std::vector<int> Takes(const std::vector<int128>& lines, int128 cap, int128 taken) {
  std::vector<int128> takes(lines.size());
  EXPECT_TRUE(TakeInOrder(lines, cap, taken, takes).ok());
  std::vector<int> out;
  for (const int128 take : takes) out.push_back(static_cast<int>(take));
  return out;
}

CompiledLimits CompiledFrom(const Limits& limits, std::string_view step = "0.01") {
  const Result<CompiledLimits> compiled = CompileLimits(limits, 2, RoundTo(step));
  EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.error().Text());
  return compiled.ok() ? *compiled : CompiledLimits();
}

std::vector<int> Dues(const CompiledLimits& limits, const std::vector<PeriodEarned>& periods) {
  std::vector<PeriodLimited> limited(periods.size());
  EXPECT_TRUE(LimitPeriods(std::vector<CompiledLimits>(periods.size(), limits), periods, limited).ok());
  std::vector<int> dues;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    EXPECT_TRUE(limited[i].due == periods[i].earned - limited[i].capped + limited[i].top_up);
    dues.push_back(static_cast<int>(limited[i].due));
  }
  return dues;
}

std::string PathOfRefusal(const Limits& limits, std::string_view rule) {
  const Result<CompiledLimits> compiled = CompileLimits(limits, 2, RoundTo("0.01"));
  if (compiled.ok()) return "accepted";
  EXPECT_EQ(compiled.error().code, Code::policy_value);
  EXPECT_EQ(compiled.error().rule, rule);
  return compiled.error().path;
}

TEST(Limits, LinesShareACapInTheirOrder) {  // TERMS-41
  EXPECT_EQ(Takes({400, 500, 300}, 1000, 0), (std::vector<int>{400, 500, 100}));
  EXPECT_EQ(Takes({400, 500, 300}, 1000, 850), (std::vector<int>{150, 0, 0}));
  EXPECT_EQ(Takes({400}, 1000, 1000), (std::vector<int>{0})) << "the cap equals what was taken";
  EXPECT_EQ(Takes({400}, 1000, 1200), (std::vector<int>{0})) << "more was taken than there is";
  EXPECT_EQ(Takes({600}, 600, 0), (std::vector<int>{600})) << "the line equals the cap";
  EXPECT_EQ(Takes({}, 1000, 0), (std::vector<int>{}));
}

TEST(Limits, ACreditGivesRoomBack) {  // TERMS-41
  EXPECT_EQ(Takes({1000, -300, 500}, 1000, 0), (std::vector<int>{1000, -300, 300}));
}

// OpenMeter's cap of 10000 after 9000.01123: what others took is rounded to money first, and 999.99 are left.
TEST(Limits, CapAndWhatWasTakenAreRoundedFirst) {  // TERMS-41
  const CompiledLimits cap = CompiledFrom(LimitsOf("10000", "9000.01123", ""));
  EXPECT_EQ(ToText(*cap.room), "99999");
  const CompiledLimits yen = CompiledFrom(LimitsOf("10000.4", "9000.5", ""), "1");
  EXPECT_EQ(ToText(*yen.room), "99900") << "10000 less 9001";
  EXPECT_EQ(ToText(*CompiledFrom(LimitsOf("10", "12", "")).room), "0") << "more was taken than there is";
}

TEST(Limits, AreProratedByDaysOfStatedDays) {  // TERMS-40
  Limits limits = LimitsOf("1000", "0", "500", GuaranteeKind::per_period, {15, 31});
  const CompiledLimits compiled = CompiledFrom(limits);
  EXPECT_EQ(ToText(*compiled.room), "48387");       // 483.870967...
  EXPECT_EQ(ToText(*compiled.guarantee), "24194");  // 241.935483...
  limits.prorate = {0, 31};
  EXPECT_EQ(ToText(*CompiledFrom(limits).room), "0");
  limits.prorate = {31, 31};
  EXPECT_EQ(ToText(*CompiledFrom(limits).room), "100000");
}

TEST(Limits, RefusesDaysThatAreNoPart) {  // TERMS-40
  EXPECT_EQ(PathOfRefusal(LimitsOf("1", "0", "", {}, {32, 31}), "TERMS-40"), "prorate.days");
  EXPECT_EQ(PathOfRefusal(LimitsOf("1", "0", "", {}, {-1, 31}), "TERMS-40"), "prorate.days");
  EXPECT_EQ(PathOfRefusal(LimitsOf("1", "0", "", {}, {0, 0}), "TERMS-40"), "prorate.of");
}

TEST(Limits, RefusesNegativeLimits) {  // TERMS-41, TERMS-43
  EXPECT_EQ(PathOfRefusal(LimitsOf("-1", "0", ""), "TERMS-41"), "cap");
  EXPECT_EQ(PathOfRefusal(LimitsOf("", "0", "-0.01"), "TERMS-43"), "guarantee");
}

// Microsoft Dynamics 365: 12,000 and then 5,000 are earned and 10,000 guaranteed for each.
TEST(Limits, TheTwoReadingsOfAGuarantee) {  // TERMS-43
  const std::vector<PeriodEarned> periods = {{1200000, true}, {500000, true}};
  EXPECT_EQ(Dues(CompiledFrom(LimitsOf("", "0", "10000", GuaranteeKind::cumulative)), periods),
            (std::vector<int>{1200000, 800000}));
  EXPECT_EQ(Dues(CompiledFrom(LimitsOf("", "0", "10000", GuaranteeKind::per_period)), periods),
            (std::vector<int>{1200000, 1000000}));
}

TEST(Limits, AGuaranteeIsToppedUpAtTheFinalRunOnly) {  // TERMS-43
  const CompiledLimits limits = CompiledFrom(LimitsOf("", "0", "10"));
  EXPECT_EQ(Dues(limits, {{300, false}}), (std::vector<int>{300}));
  EXPECT_EQ(Dues(limits, {{300, true}}), (std::vector<int>{1000}));
  EXPECT_EQ(Dues(limits, {{1000, true}}), (std::vector<int>{1000})) << "the minimum equals what is earned";
  EXPECT_EQ(Dues(limits, {{-200, true}}), (std::vector<int>{1000})) << "credits are made up for";
  EXPECT_EQ(Dues(limits, {{300, true}, {100, false}}), (std::vector<int>{1000, 100})) << "the second still runs";
}

// Hand: what was topped up counts as received; 5 and 12 of 10 each are 10 and 12, since 22 >= 20.
TEST(Limits, EarlierTopUpsCount) {  // TERMS-43
  const CompiledLimits limits = CompiledFrom(LimitsOf("", "0", "10"));
  EXPECT_EQ(Dues(limits, {{500, true}, {1200, true}}), (std::vector<int>{1000, 1200}));
  EXPECT_EQ(Dues(limits, {{500, true}, {1200, true}, {700, true}}), (std::vector<int>{1000, 1200, 800}));
}

TEST(Limits, TheCapComesFirst) {  // TERMS-44
  const CompiledLimits limits = CompiledFrom(LimitsOf("20", "15", "10", GuaranteeKind::per_period));
  EXPECT_EQ(Dues(limits, {{3000, true}}), (std::vector<int>{1000})) << "30 earned, 5 left of the cap, 10 guaranteed";
  EXPECT_EQ(PathOfRefusal(LimitsOf("10", "0", "10.01"), "TERMS-44"), "guarantee");
  EXPECT_EQ(Dues(CompiledFrom(LimitsOf("10", "0", "10")), {{3000, true}}), (std::vector<int>{1000}));
}

TEST(Limits, RefusesSumsThatDoNotFit) {  // TERMS-41, TERMS-06
  std::vector<int128> takes(1);
  const std::vector<int128> line = {1};
  const Status status = TakeInOrder(line, kInt128Max, -1, takes);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul

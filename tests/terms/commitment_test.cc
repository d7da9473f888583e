#include "keyhaul/terms/commitment.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

struct Spend {
  int128 prior;
  int128 current;
  bool is_final = true;
};

// "committed, utilised, overage, true-up = total" in minor units.
std::string Figures(const Commitment& commitment, const Spend& spend, int money_scale = 2,
                    const Rounding& rounding = RoundTo("0.01")) {
  const Result<CommitmentValue> value =
      EvaluateCommitment(commitment, spend.prior, spend.current, spend.is_final, money_scale, rounding);
  if (!value.ok()) return value.error().path + " " + value.error().rule;
  const int128 parts = value->utilised.rounded + value->overage.rounded + value->true_up.rounded;
  EXPECT_EQ(ToText(parts), ToText(value->total.rounded));
  Result<Exact> exact = Add(value->utilised.exact, value->overage.exact);
  exact = Add(*exact, value->true_up.exact);
  EXPECT_TRUE(exact.ok() && *exact == value->total.exact);
  return ToText(value->committed.rounded) + ", " + ToText(value->utilised.rounded) + ", " +
         ToText(value->overage.rounded) + ", " + ToText(value->true_up.rounded) + " = " + ToText(value->total.rounded);
}

Commitment Of(std::string_view amount, std::string_view overage = "1", Proration prorate = {},
              NegativeUsage negative = NegativeUsage::counts) {
  return {Number(amount), Number(overage), negative, prorate};
}

// Lago: 1000 for the month, 15 of its 31 days, 200 used. 283.87 to pay, and 284 where money has no decimals.
TEST(Commitment, ProratesTheTrueUp) {  // TERMS-40, TERMS-45
  EXPECT_EQ(Figures(Of("1000", "1", {15, 31}), {0, 20000}), "48387, 20000, 0, 28387 = 48387");
  EXPECT_EQ(Figures(Of("1000", "1", {15, 31}), {0, 200}, 0, RoundTo("1")), "484, 200, 0, 284 = 484");
  EXPECT_EQ(Figures(Of("1000", "1", {15, 31}), {150, 50}, 0, RoundTo("1")), "484, 200, 0, 284 = 484");
}

// lago-api#6194: 91 is prorated by the days of the whole period, not by those that are billed.
TEST(Commitment, TheDenominatorIsStated) {  // TERMS-40
  EXPECT_EQ(Figures(Of("91", "1", {42, 91}), {0, 0}), "4200, 0, 0, 4200 = 4200");
  EXPECT_EQ(Figures(Of("91", "1", {92, 91}), {0, 0}), "days TERMS-40");
}

TEST(Commitment, NothingIsMissingBeforeTheFinalRun) {  // TERMS-45
  EXPECT_EQ(Figures(Of("1000"), {0, 20000, false}), "100000, 20000, 0, 0 = 20000");
}

TEST(Commitment, EqualToTheMinimumHasNeither) {  // TERMS-45
  EXPECT_EQ(Figures(Of("1000", "1.5"), {60000, 40000}), "100000, 100000, 0, 0 = 100000");
}

TEST(Commitment, BeyondItTheFactorApplies) {  // TERMS-45
  EXPECT_EQ(Figures(Of("1000", "1.5"), {100000, 20000}), "100000, 100000, 30000, 0 = 130000");
  EXPECT_EQ(Figures(Of("1000", "1.5"), {100000, 20000, false}), "100000, 100000, 30000, 0 = 130000");
  EXPECT_EQ(Figures(Of("1000", "0"), {0, 120000}), "100000, 100000, 0, 0 = 100000");
}

// Flexprice rounds the used 749.996 first and is left with 250.00; unrounded it is 250.004.
TEST(Commitment, NothingIsRoundedBeforehand) {  // TERMS-46
  EXPECT_EQ(Figures(Of("1000"), {0, 749996}, 3), "1000000, 750000, 0, 250000 = 1000000");
}

// Half a cent of commitment: a factor of 1 bills what was spent, though both parts by themselves would be rounded up.
TEST(Commitment, OnlyTheTotalIsRounded) {  // TERMS-46
  EXPECT_EQ(Figures(Of("1.01", "1", {1, 2}), {0, 100}), "51, 51, 49, 0 = 100");
  EXPECT_EQ(Figures(Of("1.01", "1", {1, 2}), {0, 20}), "51, 20, 0, 31 = 51");
  EXPECT_EQ(Figures(Of("1.01", "1", {1, 2}), {0, 20}, 2, RoundTo("0.01", RoundingMode::half_even)),
            "50, 20, 0, 30 = 50");
}

TEST(Commitment, CreditsCountOrDoNot) {  // TERMS-47
  EXPECT_EQ(Figures(Of("10"), {0, -500}), "1000, -500, 0, 1500 = 1000");
  EXPECT_EQ(Figures(Of("10", "1", {}, NegativeUsage::zero), {0, -500}), "1000, 0, 0, 1000 = 1000");
  EXPECT_EQ(Figures(Of("10", "1", {}, NegativeUsage::zero), {800, -500}), "1000, 300, 0, 700 = 1000");
}

TEST(Commitment, RefusesWhatIsNegative) {  // TERMS-45
  EXPECT_EQ(Figures(Of("-1"), {0, 0}), "amount TERMS-45");
  EXPECT_EQ(Figures(Of("1", "-0.5"), {0, 0}), "overage TERMS-45");
}

// 10^18 minor units and a factor of twelve decimals; Python: 10^18 + (7·10^17) · 1.000000000001.
TEST(Commitment, LargeAmounts) {  // TERMS-45
  constexpr std::int64_t kSpend = 1'700'000'000'000'000'000;
  EXPECT_EQ(Figures(Of("10000000000000000", "1.000000000001"), {0, kSpend}),
            "1000000000000000000, 1000000000000000000, 700000000000700000, 0 = 1700000000000700000");
}

}  // namespace
}  // namespace keyhaul

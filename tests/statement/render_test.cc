#include "keyhaul/statement/render.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

std::string Rendered(const CompiledSchedule& schedule, int128 qualifying, int128 payable,
                     std::string_view currency = "") {
  const Result<Explanation> explanation = Explain(schedule, {qualifying, payable});
  return explanation.ok() ? RenderExplanation(*explanation, {currency}) : explanation.error().Text();
}

TEST(RenderExplanation, SlicesAsOnABill) {  // STATEMENT-01
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "2%"), RateFrom("800", "3%")}));
  // The line of design and issue: 16 + 7.50.
  EXPECT_EQ(Rendered(schedule, 105000, 105000), "800.00 × 2 % + 250.00 × 3 % = 23.50");
  EXPECT_EQ(Rendered(schedule, 105000, 105000, "CNY"), "800.00 × 2 % + 250.00 × 3 % = 23.50 CNY");
  EXPECT_EQ(Rendered(schedule, 0, 0), "0.00 × 2 % = 0.00");
  EXPECT_EQ(Rendered(schedule, -100, -100), "nothing on -1.00 = 0.00");
}

TEST(RenderExplanation, AmountsPerUnitAndFlats) {  // STATEMENT-01
  // Zuora's line "100 * USD0.00 + 30 * USD2.00 = USD60.00", and a flat.
  const CompiledSchedule schedule = Compiled(Marginal({UnitsFrom("0", "0"), UnitsFrom("100", "2")}), kPieces);
  EXPECT_EQ(Rendered(schedule, 130, 130), "100 × 0.00 + 30 × 2.00 = 60.00");
  // 1200.5 · 0.35 + 100 = 520.175
  const CompiledSchedule kilograms = Compiled(Marginal({UnitsFrom("0", "0.35", "100")}), {1, 1, false, 2});
  EXPECT_EQ(Rendered(kilograms, 12005, 12005), "1200.5 × 0.35 + 100.00 flat = 520.175 → 520.18 (half_up)");
  EXPECT_EQ(Rendered(Compiled(Whole({RateFrom("0", "", "30000")})), 1, 1), "30000.00 flat = 30000.00");
}

TEST(RenderExplanation, TwoBases) {  // STATEMENT-01
  const CompiledSchedule whole = Compiled(Whole({RateFrom("0", "0%"), RateFrom("600000", "4.8%")}));
  EXPECT_EQ(Rendered(whole, 66710600, 53620500), "536205.00 × 4.8 % = 25737.84 (667106.00 qualifies)");
  const CompiledSchedule marginal = Compiled(Marginal({RateFrom("0", "2%"), RateFrom("800", "3%", "100")}));
  EXPECT_EQ(Rendered(marginal, 105000, 52500),
            "(800.00 × 2 % + 250.00 × 3 %) × 525.00 / 1050.00 + 100.00 flat = 111.75");
  EXPECT_EQ(Rendered(marginal, 50000, 25000), "500.00 × 2 % × 250.00 / 500.00 = 5.00");
}

TEST(RenderExplanation, NamesTheRoundingWhereItChangedTheValue) {  // STATEMENT-02
  const Schedule schedule = Marginal({RateFrom("0", "2.5%")});
  EXPECT_EQ(Rendered(Compiled(schedule), 3333, 3333), "33.33 × 2.5 % = 0.83325 → 0.83 (half_up)");
  EXPECT_EQ(Rendered(Compiled(schedule), 4000, 4000), "40.00 × 2.5 % = 1.00");
  EXPECT_EQ(Rendered(Compiled(schedule, kCents, RoundTo("0.05", RoundingMode::ceiling)), 3333, 3333, "CHF"),
            "33.33 × 2.5 % = 0.83325 → 0.85 CHF (ceiling to 0.05)");
  // A step that is coarser than a cent changes a value that is a whole number of cents.
  EXPECT_EQ(Rendered(Compiled(schedule, kCents, RoundTo("0.05")), 4040, 4040),
            "40.40 × 2.5 % = 1.01 → 1.00 (half_up to 0.05)");
  EXPECT_EQ(Rendered(Compiled(schedule, {0, 0, true, 0}, RoundTo("1")), 3333, 3333, "JPY"),
            "3333 × 2.5 % = 83.325 → 83 JPY (half_up)");
}

TEST(RenderExplanation, CutsDecimalsThatDoNotEnd) {  // STATEMENT-03
  // 2 % of 3.00 times 1.00 / 7.00 is 0.0085714285...; its negative is cut towards zero too.
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "2%")}));
  EXPECT_EQ(Rendered(Compiled(Marginal({RateFrom("0", "1%"), RateFrom("3", "0%")})), 700, 200),
            "(3.00 × 1 % + 4.00 × 0 %) × 2.00 / 7.00 = 0.008571… → 0.01 (half_up)");
  EXPECT_EQ(Rendered(Compiled(Marginal({RateFrom("0", "-1%"), RateFrom("3", "0%")})), 700, 200),
            "(3.00 × -1 % + 4.00 × 0 %) × 2.00 / 7.00 = -0.008571… → -0.01 (half_up)");
  // 100 · 1/3, in yen and in cents.
  EXPECT_EQ(
      Rendered(Compiled(Marginal({RateFrom("0", "100%"), RateFrom("1", "0%")}), {0, 0, true, 0}, RoundTo("1")), 3, 100),
      "(1 × 100 % + 2 × 0 %) × 100 / 3 = 33.333333… → 33 (half_up)");
  // A rate that ends does not get an ellipsis however long it is.
  EXPECT_EQ(Rendered(Compiled(Marginal({RateFrom("0", "0.123456789012%")})), 1, 1),
            "0.01 × 0.123456789012 % = 0.0000123456789012 → 0.00 (half_up)");
}

}  // namespace
}  // namespace keyhaul

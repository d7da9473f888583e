#include "keyhaul/terms/explain.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

Explanation Explained(const CompiledSchedule& schedule, const Bases& bases) {
  Result<Explanation> explanation = Explain(schedule, bases);
  EXPECT_TRUE(explanation.ok());
  return explanation.ok() ? *std::move(explanation) : Explanation();
}

// One step as "kind rule bracket from..to basis × benefit = value".
std::string StepText(const ExplanationStep& step) {
  std::string text(Name(step.kind));
  text += " " + std::string(step.rule) + " " + std::to_string(step.bracket) + " " + step.from.ToText() + "..";
  if (step.to) text += step.to->ToText();
  if (step.basis) text += " " + step.basis->ToText();
  return text + " × " + step.benefit.ToText() + " = " + ToText(step.value, 2);
}

TEST(Explain, CutsSlicesAtTheBounds) {  // TERMS-18, TERMS-08
  const CompiledSchedule schedule =
      Compiled(Marginal({RateFrom("0", "2%"), RateFrom("800", "3%", "100"), RateFrom("2000", "4%")}));
  const Explanation why = Explained(schedule, {105000, 105000});
  ASSERT_EQ(why.steps.size(), 3U);
  EXPECT_EQ(StepText(why.steps[0]), "slice TERMS-08 0 0..800 800 × 0.02 = 16.00");
  EXPECT_EQ(StepText(why.steps[1]), "slice TERMS-08 1 800..2000 250 × 0.03 = 7.50");
  EXPECT_EQ(StepText(why.steps[2]), "flat TERMS-11 1 800..2000 × 100 = 100.00");
  EXPECT_EQ(why.rule, "TERMS-08");
  EXPECT_EQ(why.bracket, 1);
  EXPECT_EQ(ToText(why.exact, 2), "123.50");
  EXPECT_EQ(ToText(why.rounded), "12350");
}

TEST(Explain, ScalesSlicesByThePayableBasis) {  // TERMS-18, TERMS-09
  // 525 of 1050 earn: each slice's 16.00 and 7.50 by half; the flat in full.
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "2%"), RateFrom("800", "3%", "100")}));
  const Explanation why = Explained(schedule, {105000, 52500});
  ASSERT_EQ(why.steps.size(), 3U);
  EXPECT_TRUE(why.scaled_by_payable);
  EXPECT_EQ(StepText(why.steps[0]), "slice TERMS-09 0 0..800 800 × 0.02 = 8.00");
  EXPECT_EQ(StepText(why.steps[1]), "slice TERMS-09 1 800.. 250 × 0.03 = 3.75");
  EXPECT_EQ(ToText(why.exact, 2), "111.75");
}

TEST(Explain, RatesTheWholeBasisByTheBracketReached) {  // TERMS-18, TERMS-10
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "0%"), RateFrom("600000", "4.8%", "-1")}));
  const Explanation why = Explained(schedule, {66710600, 53620500});
  ASSERT_EQ(why.steps.size(), 2U);
  EXPECT_EQ(StepText(why.steps[0]), "whole TERMS-10 1 600000.. 536205 × 0.048 = 25737.84");
  EXPECT_EQ(StepText(why.steps[1]), "flat TERMS-11 1 600000.. × -1 = -1.00");
  EXPECT_EQ(ToText(why.exact, 2), "25736.84");
}

TEST(Explain, HasNoStepsWhereNothingIsReached) {  // TERMS-18, TERMS-13
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "2%", "5")}));
  const Explanation why = Explained(schedule, {-1, 100});
  EXPECT_TRUE(why.steps.empty());
  EXPECT_EQ(why.bracket, -1);
  EXPECT_EQ(ToText(why.exact, 2), "0.00");
}

TEST(Explain, NamesThePartBeyondAClosedLastBracket) {  // TERMS-18, TERMS-04
  Schedule closed = Marginal({RateFrom("0", "10%"), RateFrom("1000", "25%", "", "2500")});
  closed.beyond_last = BeyondLast::zero;
  const Explanation why = Explained(Compiled(closed), {300000, 300000});
  ASSERT_EQ(why.steps.size(), 3U);
  EXPECT_EQ(StepText(why.steps[2]), "slice TERMS-08 2 2500.. 500 × 0 = 0.00");
  EXPECT_EQ(ToText(why.exact, 2), "475.00");
}

TEST(Explain, KeepsBoundsFinerThanTheBasis) {  // TERMS-18, TERMS-08
  // Pieces with a bound of 2.5: five pieces are 2.5 at 1 and 2.5 at 3.
  const CompiledSchedule schedule = Compiled(Marginal({UnitsFrom("0", "1"), UnitsFrom("2.5", "3")}), kPieces);
  const Explanation why = Explained(schedule, {5, 5});
  ASSERT_EQ(why.steps.size(), 2U);
  EXPECT_EQ(StepText(why.steps[1]), "slice TERMS-08 1 2.5.. 2.5 × 3 = 7.50");
  EXPECT_EQ(ToText(why.rounded), "1000");
}

}  // namespace
}  // namespace keyhaul

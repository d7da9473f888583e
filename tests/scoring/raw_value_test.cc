// Raw values: exact ratios, states, levels by label or points, and what criteria make of facts. Expected ratios are
// Python's fractions over the same figures, fractions.Fraction(numerator, denominator), which is always in lowest
// terms.
#include "keyhaul/scoring/raw_value.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/scoring/compiled_input.h"
#include "keyhaul/scoring/input_text.h"

namespace keyhaul {
namespace {

Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

RawValue Fact(std::string_view text) {
  if (text == "-") return RawValue::Missing(MissingReason::not_given);
  if (text == "n/a") return RawValue::NotApplicable();
  return RawValue::Known(Number(text));
}

std::string Text(const Result<RawValue>& value) {
  if (!value.ok()) return value.error().message;
  if (value->is_known()) return ToText(value->number);
  return value->state == RawValue::State::missing ? std::string(Name(value->reason)) : "not_applicable";
}

// Facts in the order in which the input names them, period after period.
std::string Evaluate(std::string_view text, const std::vector<std::string_view>& facts,
                     PeriodUse periods = PeriodUse::latest) {
  Result<CriterionInput> input = ParseInput(text);
  if (!input.ok()) return input.error().message;
  input->periods = periods;
  std::vector<RawValue> values;
  for (const std::string_view fact : facts) values.push_back(Fact(fact));
  return Text(CompiledInput::Compile(*input)->Evaluate(values));
}

// SCORING-13
TEST(Fraction, ExactArithmeticInLowestTerms) {
  EXPECT_EQ(ToText(*Add({1, 6}, {1, 10})), "4/15");
  EXPECT_EQ(ToText(*Subtract({1, 6}, {1, 6})), "0");
  EXPECT_EQ(ToText(*Subtract({1, 10}, {1, 6})), "-1/15");
  EXPECT_EQ(ToText(*Multiply({-6, 35}, {14, 4})), "-3/5");
  EXPECT_EQ(ToText(*Divide({-6, 35}, {3, 7})), "-2/5");
  EXPECT_EQ(ToText(Fraction::Of(Number("-2.50"))), "-5/2");
  EXPECT_TRUE((Fraction{2, 6} == Fraction{1, 3}));
  EXPECT_TRUE((Compare(Fraction{1, 3}, Number("0.333333333333333333")) > 0));
  EXPECT_TRUE((Compare(Fraction{-1, 3}, Number("-0.333333333333333333")) < 0));
}

// SCORING-13: what overflows is the result, not the way to it.
TEST(Fraction, OverflowIsTheResultsOwn) {
  const Fraction huge{kInt128Max, 3};
  const Fraction tiny{3, kInt128Max};
  EXPECT_EQ(ToText(*Multiply(huge, tiny)), "1");
  EXPECT_EQ(ToText(*Divide(huge, huge)), "1");
  EXPECT_EQ(ToText(*Subtract(huge, huge)), "0");
  EXPECT_EQ(Add(huge, Fraction{1, kInt128Max - 1}).error().code, Code::overflow);
  EXPECT_EQ(Multiply(huge, huge).error().code, Code::overflow);
  EXPECT_EQ(Multiply(Fraction{1, kInt128Max}, Fraction{1, 3}).error().code, Code::overflow) << "below the line alone";
  EXPECT_EQ(Subtract(Fraction{kInt128Min, 1}, Fraction{1, 1}).error().code, Code::overflow);
  EXPECT_TRUE((Compare(Fraction{kInt128Max, kInt128Max - 1}, Fraction{kInt128Max - 1, kInt128Max - 2}) < 0));
  EXPECT_TRUE((Compare(Fraction{kInt128Min, kInt128Max}, Fraction{-1, 1}) < 0));
  EXPECT_TRUE((Compare(Fraction{-1, kInt128Max}, Fraction{kInt128Max, 2}) < 0));
  EXPECT_TRUE((Compare(Fraction{1, kInt128Max}, Fraction{-kInt128Max, 2}) > 0));
}

// SCORING-19
TEST(ReadRating, LevelsByLabelOrPoints) {
  Rated scale = KotlerScale();
  EXPECT_EQ(ReadRating(scale, "good")->level, 2);
  EXPECT_EQ(ReadRating(scale, "3")->level, 2);
  EXPECT_EQ(ReadRating(scale, "3.00")->level, 2);
  EXPECT_EQ(ReadRating(scale, "Good").error().message,
            "'Good' is not a level of the scale; expected one of poor, fair, good, excellent, or the points of one");
  EXPECT_EQ(ReadRating(scale, "2.5").error().code, Code::data_value);
  scale.levels[0].label = "4";
  EXPECT_EQ(ReadRating(scale, "4")->level, 0) << "a label goes before points";
}

// SCORING-13: the ratios of a balance sheet.
TEST(CompiledInput, SumsOfQuotientsAreExact) {
  EXPECT_EQ(Evaluate("current_assets / current_liabilities", {"700", "300"}), "7/3");
  EXPECT_EQ(Evaluate("(current_assets - stock) / current_liabilities", {"700", "150.5", "300"}), "1099/600");
  EXPECT_EQ(Evaluate("365 * stock / cost_of_sales + 365 * receivables / sales", {"120", "900", "80", "1300"}),
            "2774/39");
  EXPECT_EQ(Evaluate("a - 0.5 * b", {"1", "3"}), "-1/2");
  EXPECT_EQ(Evaluate("a / (a + b)", {"1", "2"}), "1/3");
  const Result<CompiledInput> input = CompiledInput::Compile(*ParseInput("a / (b + a) - c / b"));
  EXPECT_EQ(input->facts(), (std::vector<std::string>{"a", "b", "c"}));
}

// SCORING-13: no ratio to nothing, nor to less.
TEST(CompiledInput, DivisorThatIsNotPositiveIsMissingForThatReason) {
  EXPECT_EQ(Evaluate("debt / equity", {"5", "0"}), "divisor_not_positive");
  EXPECT_EQ(Evaluate("debt / equity", {"0", "0"}), "divisor_not_positive");
  EXPECT_EQ(Evaluate("debt / equity", {"5", "-2"}), "divisor_not_positive");
  EXPECT_EQ(Evaluate("debt / (equity - goodwill)", {"5", "9", "9"}), "divisor_not_positive");
  EXPECT_EQ(Evaluate("a / b + c / d", {"1", "2", "3", "0"}), "divisor_not_positive");
}

// SCORING-15
TEST(CompiledInput, NotApplicableBeforeMissing) {
  EXPECT_EQ(Evaluate("a / b", {"1", "-"}), "not_given");
  EXPECT_EQ(Evaluate("a / b", {"-", "0"}), "not_given") << "before the divisor is looked at";
  EXPECT_EQ(Evaluate("a / b", {"-", "n/a"}), "not_applicable");
  EXPECT_EQ(Evaluate("a", {"n/a"}), "not_applicable");
  const Result<CompiledInput> input = CompiledInput::Compile(*ParseInput("a + b"));
  const std::vector<RawValue> facts = {Fact("1"), RawValue::Missing(MissingReason::earlier_not_positive)};
  EXPECT_EQ(Text(input->Evaluate(facts)), "earlier_not_positive") << "a fact's own reason";
  const std::vector<RawValue> both = {facts[1], RawValue::Missing(MissingReason::divisor_not_positive)};
  EXPECT_EQ(Text(input->Evaluate(both)), "earlier_not_positive") << "that of the fact named first";
}

// SCORING-14
TEST(CompiledInput, LatestPeriodThatIsToldOf) {
  EXPECT_EQ(Evaluate("a / b", {"1", "2", "3", "4"}), "3/4");
  EXPECT_EQ(Evaluate("a / b", {"1", "2", "-", "4"}), "1/2");
  EXPECT_EQ(Evaluate("a / b", {"1", "2", "3", "-1"}), "divisor_not_positive") << "an older figure does not hide it";
  EXPECT_EQ(Evaluate("a / b", {"1", "2", "3", "n/a"}), "not_applicable");
  EXPECT_EQ(Evaluate("a / b", {"-", "2", "3", "-"}), "not_given");
}

// SCORING-14
TEST(CompiledInput, ChangeAndGrowthSinceThePeriodBefore) {
  EXPECT_EQ(Evaluate("a", {"1.2", "-", "1.5"}, PeriodUse::change), "3/10");
  EXPECT_EQ(Evaluate("a", {"1.2", "-", "1.5"}, PeriodUse::growth), "1/4");
  EXPECT_EQ(Evaluate("a", {"9", "1.2", "1.5", "-"}, PeriodUse::growth), "1/4") << "no further back than needed";
  EXPECT_EQ(Evaluate("a", {"-3", "2"}, PeriodUse::change), "5");
  EXPECT_EQ(Evaluate("a", {"-3", "2"}, PeriodUse::growth), "earlier_not_positive");
  EXPECT_EQ(Evaluate("a", {"0", "2"}, PeriodUse::growth), "earlier_not_positive");
  EXPECT_EQ(Evaluate("a", {"-", "2"}, PeriodUse::growth), "no_earlier_period");
  EXPECT_EQ(Evaluate("a", {"2"}, PeriodUse::change), "no_earlier_period");
  EXPECT_EQ(Evaluate("a", {"n/a", "2"}, PeriodUse::change), "no_earlier_period");
  EXPECT_EQ(Evaluate("a", {"2", "n/a"}, PeriodUse::change), "not_applicable");
  EXPECT_EQ(Evaluate("a", {"-", "-"}, PeriodUse::change), "not_given");
  EXPECT_EQ(Evaluate("a / b", {"1", "0", "1", "2"}, PeriodUse::change), "divisor_not_positive");
  EXPECT_EQ(Evaluate("a / b", {"1", "2", "1", "0"}, PeriodUse::change), "divisor_not_positive");
}

// SCORING-13
TEST(CompiledInput, WhatItCannotReckonWithIsRefused) {
  const Result<CompiledInput> input = CompiledInput::Compile(*ParseInput("a / b"));
  EXPECT_EQ(input->Evaluate({}).error().code, Code::invalid_argument);
  const std::vector<RawValue> three(3, Fact("1"));
  EXPECT_EQ(Text(input->Evaluate(three)), "3 values are given; expected 2 for each period");
  const std::vector<RawValue> level = {RawValue::OfLevel(1), Fact("1")};
  EXPECT_EQ(input->Evaluate(level).error().code, Code::invalid_argument);
  const Decimal far = *Decimal::Make(1, -38);
  const std::vector<RawValue> huge = {RawValue::Known(far), Fact("0.000000000000000001")};
  EXPECT_EQ(input->Evaluate(huge).error().code, Code::overflow);
}

std::string Refusal(const CriterionInput& input) {
  const Status status = CheckCriterionInput(input);
  return status.ok() ? "" : status.error().path + ": " + status.error().message;
}

// SCORING-13
TEST(CheckCriterionInput, RefusedWithPath) {
  const Decimal one = Decimal::FromInteger(1);
  EXPECT_EQ(Refusal({}), "sum: 0 are given; expected 1 to 64");
  EXPECT_EQ(Refusal({{{one, {}}}}), "sum[0].over: 0 are given; expected 1 to 64");
  EXPECT_EQ(Refusal({{{one, {{"a"}}}, {Decimal(), {{"a"}}}}}),
            "sum[1].times: a factor of 0 leaves nothing of the quotient");
  EXPECT_EQ(Refusal({{{one, {{"a"}}, {{"b"}, {"", one}}}}}), "sum[0].by[1].fact: the name is empty");
  EXPECT_EQ(Refusal({{{one, {{"a", Decimal()}}}}}), "sum[0].over[0].factor: a factor of 0 leaves nothing of the fact");
  EXPECT_EQ(Refusal({{{one, std::vector<FactTerm>(65, FactTerm{"a"})}}}),
            "sum[0].over: 65 are given; expected 1 to 64");
}

}  // namespace
}  // namespace keyhaul

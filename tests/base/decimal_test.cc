// Decimals: reading, writing, exact arithmetic, order and steps.
#include "keyhaul/base/decimal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/rounding_rule.h"
#include "wide.h"

namespace keyhaul {
namespace {

using test::FitsInt128;
using test::FromText;
using test::Random;
using test::ToWide;
using test::Wide;

Decimal D(std::string_view text) { return *Decimal::Parse(text); }

constexpr const char* kMinText = "-170141183460469231731687303715884105728";
constexpr const char* kMaxText = "170141183460469231731687303715884105727";

struct Reading {
  const char* text;
  const char* mantissa;
  int scale;
};

// BASE-10. Values by the meaning of the notation.
TEST(DecimalTest, Base10ReadsExactly) {
  const Reading kReadings[] = {
      {"0", "0", 0},
      {"-0", "0", 0},
      {"-0.000", "0", 0},
      {"0e999999999999999999999", "0", 0},
      {"1234.5", "12345", 1},
      {"-0.07", "-7", 2},
      {"2.50", "25", 1},
      {"100", "100", 0},
      {"100.00", "100", 0},
      {"0.10", "1", 1},
      {"1002003.00400", "1002003004", 3},
      {"007.5", "75", 1},
      {"1e3", "1000", 0},
      {"1E+3", "1000", 0},
      {"1e-7", "1", 7},
      {"12.5e1", "125", 0},
      {"12.5e-1", "125", 2},
      {"1e38", "100000000000000000000000000000000000000", 0},
      {"1000000000000000000000000000000000000000000e-40", "100", 0},
      {"0.0000000000000000000000000000000000000001e40", "1", 0},
      {"1e-18", "1", 18},
      {"0.000000000000000001000", "1", 18},
      {"2.5%", "25", 3},
      {"2.5 %", "25", 3},
      {"100%", "1", 0},
      {"-7%", "-7", 2},
      {"25\u2030", "25", 3},
      {"25 \u2030", "25", 3},
      {"1e2%", "1", 0},
      {"0.0000000000000001%", "1", 18},
      {kMaxText, kMaxText, 0},
      {kMinText, kMinText, 0},
      {"-170141183460469231731.687303715884105728", kMinText, 18},
  };
  for (const Reading& reading : kReadings) {
    const Result<Decimal> value = Decimal::Parse(reading.text);
    ASSERT_TRUE(value.ok()) << value.error().Text();
    EXPECT_EQ(ToText(value->mantissa()), reading.mantissa) << reading.text;
    EXPECT_EQ(value->scale(), reading.scale) << reading.text;
  }
}

struct Refusal {
  const char* text;
  Code code;
  const char* message_part;
};

// BASE-11
TEST(DecimalTest, Base11RefusesWhatPeopleReadInTwoWays) {
  const Refusal kRefusals[] = {
      {"", Code::data_value, "'' is empty"},
      {"+1", Code::data_value, "starts with '+'"},
      {"-", Code::data_value, "does not start with a digit"},
      {".", Code::data_value, "no digit before the point"},
      {".5", Code::data_value, "no digit before the point"},
      {"-.5", Code::data_value, "no digit before the point"},
      {"1.", Code::data_value, "no digit after the point"},
      {"1.e5", Code::data_value, "no digit after the point"},
      {"NaN", Code::data_value, "does not start with a digit"},
      {"inf", Code::data_value, "does not start with a digit"},
      {"1_000", Code::data_value, "at position 2"},
      {"1,5", Code::data_value, "at position 2"},
      {"1 000", Code::data_value, "at position 2"},
      {"1.000,50", Code::data_value, "at position 6"},
      {" 1", Code::data_value, "does not start with a digit"},
      {"1 ", Code::data_value, "at position 2"},
      {"1e", Code::data_value, "no digit in its exponent"},
      {"1e+", Code::data_value, "no digit in its exponent"},
      {"1e5.5", Code::data_value, "at position 4"},
      {"0x10", Code::data_value, "at position 2"},
      {"--1", Code::data_value, "does not start with a digit"},
      {"1%%", Code::data_value, "at position 2"},
      {"1  %", Code::data_value, "at position 2"},
      {"1\xE2\x80", Code::data_value, "at position 2"},
      {"\xEF\xBC\x91", Code::data_value, "does not start with a digit"},  // a full-width digit one
      {"0.1234567890123456789", Code::inexact, "has 19 decimals; 18 are allowed"},
      {"1e-19", Code::inexact, "has 19 decimals; 18 are allowed"},
      {"1e-18%", Code::inexact, "has 20 decimals; 18 are allowed"},
      {"1e-99999999999999999999", Code::inexact, "18 are allowed"},
      {"170141183460469231731687303715884105728", Code::overflow, "more than 128 bits"},
      {"-170141183460469231731687303715884105729", Code::overflow, "more than 128 bits"},
      {"1701411834604692317316873037158841057270", Code::overflow, "more than 128 bits"},
      {"9999999999999999999999999999999999999999.9", Code::overflow, "more than 128 bits"},
      {"1e39", Code::overflow, "more than 128 bits"},
      {"1e99999999999999999999", Code::overflow, "more than 128 bits"},
      {"2e38", Code::overflow, "more than 128 bits"},
  };
  for (const Refusal& refusal : kRefusals) {
    const Result<Decimal> value = Decimal::Parse(refusal.text);
    ASSERT_FALSE(value.ok()) << refusal.text;
    EXPECT_EQ(value.error().code, refusal.code) << refusal.text;
    EXPECT_NE(value.error().message.find(refusal.message_part), std::string::npos) << value.error().message;
    EXPECT_EQ(value.error().value, refusal.text);
  }
  EXPECT_EQ(Decimal::Parse("1,5").error().message,
            "'1,5' has something else than a digit at position 2; expected a plain decimal number such as 1234.5, "
            "-0.07 or 1e-7");
}

// BASE-11. Anybody may have written the text: the message quotes at most 60 bytes and never half a character.
TEST(DecimalTest, Base11QuotesHostileTextShort) {
  std::string text(59, 'x');
  text += "\u2030 and more";
  const Error error = Decimal::Parse(text).error();
  EXPECT_EQ(error.message.substr(0, 65), "'" + std::string(59, 'x') + "...' ");
  EXPECT_EQ(error.value, text);
  EXPECT_FALSE(Decimal::Parse(std::string(100000, '9')).ok());
  EXPECT_EQ(*Decimal::Parse(std::string(100000, '0') + "7"), D("7"));
}

// BASE-12
TEST(DecimalTest, Base12WritesPlainDigits) {
  EXPECT_EQ(D("-0.025").ToText(), "-0.025");
  EXPECT_EQ(D("1e-18").ToText(), "0.000000000000000001");
  EXPECT_EQ(D("1e3").ToText(), "1000");
  EXPECT_EQ(D("12.5").ToText(2), "12.50");
  EXPECT_EQ(D("12").ToText(2), "12.00");
  EXPECT_EQ(D("0").ToText(3), "0.000");
  EXPECT_EQ(D("12.345").ToText(2), "12.345");
  EXPECT_EQ(D(kMinText).ToText(), kMinText);
}

Decimal AnyDecimal(Random& random) {
  return *Decimal::Make(random.Any(), static_cast<int>(random.Within(0, kMaxDecimalScale)));
}

// BASE-12
TEST(DecimalTest, Base12WhatIsWrittenIsReadBack) {
  Random random(3);
  for (int i = 0; i < 20000; ++i) {
    const Decimal x = AnyDecimal(random);
    ASSERT_EQ(*Decimal::Parse(x.ToText()), x) << x.ToText();
    ASSERT_EQ(*Decimal::Parse(x.ToText(static_cast<int>(random.Within(0, 25)))), x) << x.ToText();
  }
}

TEST(DecimalTest, MakeNormalisesAndRefuses) {
  EXPECT_EQ(*Decimal::Make(2500, 3), D("2.5"));
  EXPECT_EQ(*Decimal::Make(25, -2), D("2500"));
  EXPECT_EQ(*Decimal::Make(PowerOfTen(20), 38), D("1e-18"));
  EXPECT_EQ(Decimal::Make(1, 19).error().code, Code::inexact);
  EXPECT_EQ(Decimal::Make(2, -38).error().code, Code::overflow);
  EXPECT_EQ(Decimal::Make(1, -1000).error().code, Code::overflow);
  EXPECT_EQ(*Decimal::Make(0, -1000), Decimal());
}

// value * 10^18, which 256 bits hold for every Decimal.
Wide Scaled(const Decimal& x) {
  Wide power = 1;
  for (int i = x.scale(); i < kMaxDecimalScale; ++i) power *= 10;
  return ToWide(x.mantissa()) * power;
}

// The Decimal of numerator / 10^scale, if it is one.
std::optional<Decimal> Narrowed(Wide numerator, int scale) {
  while (scale > 0 && numerator % 10 == 0) {
    numerator /= 10;
    --scale;
  }
  if (scale > kMaxDecimalScale || !FitsInt128(numerator)) return std::nullopt;
  return *Decimal::Make(FromText(numerator.str()), scale);
}

void ExpectExactly(const Result<Decimal>& result, const std::optional<Decimal>& expected, const std::string& what) {
  ASSERT_EQ(result.ok(), expected.has_value()) << what;
  if (result.ok()) {
    ASSERT_EQ(*result, *expected) << what;
  }
}

// BASE-13. The other computation is Boost's 256-bit integers. It is also asked whether a result exists at all: no sum
// or product that is a Decimal is refused.
TEST(DecimalTest, Base13SumsAndProductsAreExactOrRefused) {
  Random random(4);
  for (int i = 0; i < 30000; ++i) {
    const Decimal a = AnyDecimal(random);
    // Every other b cancels most of a, so that a sum exists although a, written as finely as b, would not fit.
    const Decimal b = i % 2 == 0 ? AnyDecimal(random)
                                 : *Decimal::Make(-a.mantissa() / 10 * random.Within(5, 10) + random.Within(-99, 99),
                                                  std::max(a.scale() - 1, 0));
    const std::string what = a.ToText() + " and " + b.ToText();
    ExpectExactly(a.Add(b), Narrowed(Scaled(a) + Scaled(b), kMaxDecimalScale), what);
    ExpectExactly(a.Subtract(b), Narrowed(Scaled(a) - Scaled(b), kMaxDecimalScale), what);
    ExpectExactly(a.Multiply(b), Narrowed(ToWide(a.mantissa()) * ToWide(b.mantissa()), a.scale() + b.scale()), what);
    const Decimal c = *Decimal::Make(random.Any(60), static_cast<int>(random.Within(0, kMaxDecimalScale)));
    const Decimal d = *Decimal::Make(random.Any(66), static_cast<int>(random.Within(0, kMaxDecimalScale)));
    ExpectExactly(c.Multiply(d), Narrowed(ToWide(c.mantissa()) * ToWide(d.mantissa()), c.scale() + d.scale()), what);
  }
}

// BASE-13. The minimum has no negative, but differences with it exist.
TEST(DecimalTest, Base13TheMinimumIsNoSpecialCase) {
  const Decimal min = D(kMinText);
  const Decimal fine_min = *Decimal::Make(kInt128Min, 18);
  EXPECT_EQ(min.Negate().error().code, Code::overflow);
  EXPECT_EQ(*D(kMaxText).Negate(), *min.Add(D("1")));
  EXPECT_EQ(*min.Subtract(min), Decimal());
  EXPECT_EQ(*D("-1").Subtract(min), D(kMaxText));
  EXPECT_EQ(D("0").Subtract(min).error().code, Code::overflow);
  EXPECT_EQ(*D("-200000000000000000000").Subtract(fine_min), D("-29858816539530768268.312696284115894272"));
  EXPECT_EQ(D("0.1").Subtract(min).error().code, Code::overflow);
  // The first number has no room for the decimal of the second; their sum is the last number that has one.
  EXPECT_EQ(*D("17014118346046923173168730371588410573").Add(D("-0.3")), *Decimal::Make(kInt128Max, 1));
  EXPECT_EQ(*D("-17014118346046923173168730371588410573").Add(D("0.2")), *Decimal::Make(kInt128Min, 1));
  EXPECT_EQ(D("17014118346046923173168730371588410573").Add(D("-0.2")).error().code, Code::overflow);
  EXPECT_EQ(*min.Multiply(D("1")), min);
  EXPECT_EQ(min.Multiply(D("-1")).error().code, Code::overflow);
  // 2^127 = 8 * 21267647932558653966460912964485513216: the product of the mantissas passes 128 bits, the value does
  // not.
  EXPECT_EQ(*min.Multiply(D("0.5")), D("-85070591730234615865843651857942052864"));
  EXPECT_EQ(min.Add(D("-1")).error().message, std::string(kMinText) + " + -1 needs more than 128 bits");
}

// BASE-14
TEST(DecimalTest, Base14OrderIsThatOfTheValues) {
  Random random(5);
  std::vector<Decimal> values = {D("0"),      D("0.5"),    D("-0.5"),  D("-1.5"),   D("-1.2"),
                                 D(kMinText), D(kMaxText), D("1e-18"), D("-1e-18"), *Decimal::Make(kInt128Min, 18)};
  for (int i = 0; i < 100; ++i) {
    values.push_back(AnyDecimal(random));
    // A neighbour of the last one, one unit of its last digit away.
    values.push_back(values.back().Add(*Decimal::Make(1, values.back().scale())).value());
  }
  for (const Decimal& a : values) {
    for (const Decimal& b : values) {
      ASSERT_EQ(a < b, Scaled(a) < Scaled(b)) << a.ToText() << " < " << b.ToText();
      ASSERT_EQ(a == b, Scaled(a) == Scaled(b)) << a.ToText() << " == " << b.ToText();
      ASSERT_EQ((a <=> b) == std::strong_ordering::equal, a == b);
    }
  }
}

// BASE-15
TEST(DecimalTest, Base15RescalingLosesNothing) {
  EXPECT_EQ(*D("12.3").MantissaAt(2), 1230);
  EXPECT_EQ(*D("12.3").MantissaAt(1), 123);
  EXPECT_EQ(*D("1").MantissaAt(38), PowerOfTen(38));
  EXPECT_EQ(D("12.345").MantissaAt(2).error().code, Code::inexact);
  EXPECT_EQ(D("12.345").MantissaAt(2).error().message, "'12.345' has 3 decimals; 2 are allowed");
  EXPECT_EQ(D("2").MantissaAt(38).error().code, Code::overflow);
}

struct Quantized {
  const char* value;
  const char* step;
  std::array<const char*, 8> results;  // half_up, half_even, half_down, up, down, ceiling, floor, up_05
};

// Python 3.11: step * (Decimal(Fraction(value) / Fraction(step)) rounded by quantize(Decimal(1), mode) at 500 digits).
constexpr Quantized kQuantized[] = {
    {"0.025", "0.01", {"0.03", "0.02", "0.02", "0.03", "0.02", "0.03", "0.02", "0.02"}},
    {"99.995", "0.01", {"100", "100", "99.99", "100", "99.99", "100", "99.99", "99.99"}},
    {"-12.375", "0.01", {"-12.38", "-12.38", "-12.37", "-12.38", "-12.37", "-12.37", "-12.38", "-12.37"}},
    {"0.025", "1", {"0", "0", "0", "1", "0", "1", "0", "1"}},
    {"2.5", "1", {"3", "2", "2", "3", "2", "3", "2", "2"}},
    {"-2.5", "1", {"-3", "-2", "-2", "-3", "-2", "-2", "-3", "-2"}},
    {"99.995", "1", {"100", "100", "100", "100", "99", "100", "99", "99"}},
    {"-0.004", "1", {"0", "0", "0", "-1", "0", "0", "-1", "-1"}},
    {"0.125", "1", {"0", "0", "0", "1", "0", "1", "0", "1"}},
    {"12.37", "1", {"12", "12", "12", "13", "12", "13", "12", "12"}},
    {"33.333333333333333333", "1", {"33", "33", "33", "34", "33", "34", "33", "33"}},
    {"12.345", "0.05", {"12.35", "12.35", "12.35", "12.35", "12.3", "12.35", "12.3", "12.3"}},
    {"0.025", "0.05", {"0.05", "0", "0", "0.05", "0", "0.05", "0", "0.05"}},
    {"-0.025", "0.05", {"-0.05", "0", "0", "-0.05", "0", "0", "-0.05", "-0.05"}},
    {"1.005", "0.05", {"1", "1", "1", "1.05", "1", "1.05", "1", "1.05"}},
    {"-12.375", "0.05", {"-12.4", "-12.4", "-12.35", "-12.4", "-12.35", "-12.35", "-12.4", "-12.35"}},
    {"1e-18", "0.05", {"0", "0", "0", "0.05", "0", "0.05", "0", "0.05"}},
    {"33.333333333333333333", "0.05", {"33.35", "33.35", "33.35", "33.35", "33.3", "33.35", "33.3", "33.3"}},
    {"1e-18", "0.001", {"0", "0", "0", "0.001", "0", "0.001", "0", "0.001"}},
    {"33.333333333333333333",
     "0.001",
     {"33.333", "33.333", "33.333", "33.334", "33.333", "33.334", "33.333", "33.333"}},
    {"12.345", "0.25", {"12.25", "12.25", "12.25", "12.5", "12.25", "12.5", "12.25", "12.25"}},
    {"12.355", "0.25", {"12.25", "12.25", "12.25", "12.5", "12.25", "12.5", "12.25", "12.25"}},
    {"-0.025", "0.25", {"0", "0", "0", "-0.25", "0", "0", "-0.25", "-0.25"}},
    {"0.075", "0.25", {"0", "0", "0", "0.25", "0", "0.25", "0", "0.25"}},
    {"12.37", "0.25", {"12.25", "12.25", "12.25", "12.5", "12.25", "12.5", "12.25", "12.25"}},
    {"-12.375", "0.25", {"-12.5", "-12.5", "-12.25", "-12.5", "-12.25", "-12.25", "-12.5", "-12.25"}},
    {"12.345", "100", {"0", "0", "0", "100", "0", "100", "0", "100"}},
    {"-12.345", "100", {"0", "0", "0", "-100", "0", "0", "-100", "-100"}},
    {"-0.025", "100", {"0", "0", "0", "-100", "0", "0", "-100", "-100"}},
    {"-2.5", "100", {"0", "0", "0", "-100", "0", "0", "-100", "-100"}},
    {"99.995", "100", {"100", "100", "100", "100", "0", "100", "0", "100"}},
    {"-12.375", "100", {"0", "0", "0", "-100", "0", "0", "-100", "-100"}},
    {"1e-18", "100", {"0", "0", "0", "100", "0", "100", "0", "100"}},
    {"-12.345", "3", {"-12", "-12", "-12", "-15", "-12", "-12", "-15", "-12"}},
    {"0.025", "3", {"0", "0", "0", "3", "0", "3", "0", "3"}},
    {"-0.025", "3", {"0", "0", "0", "-3", "0", "0", "-3", "-3"}},
    {"2.5", "3", {"3", "3", "3", "3", "0", "3", "0", "3"}},
    {"1.005", "3", {"0", "0", "0", "3", "0", "3", "0", "3"}},
    {"1234567890123456789.5",
     "3",
     {"1234567890123456789", "1234567890123456789", "1234567890123456789", "1234567890123456792", "1234567890123456789",
      "1234567890123456792", "1234567890123456789", "1234567890123456789"}},
    {"33.333333333333333333", "3", {"33", "33", "33", "36", "33", "36", "33", "33"}},
    {"-2.5", "0.01", {"-2.5", "-2.5", "-2.5", "-2.5", "-2.5", "-2.5", "-2.5", "-2.5"}},
    {"7", "1", {"7", "7", "7", "7", "7", "7", "7", "7"}},
};

// BASE-16
TEST(DecimalTest, Base16QuantizeAgreesWithPython) {
  for (const Quantized& row : kQuantized) {
    for (std::size_t i = 0; i < row.results.size(); ++i) {
      const Rounding rounding{static_cast<RoundingMode>(i), D(row.step)};
      const Result<Decimal> result = D(row.value).Quantize(rounding);
      ASSERT_TRUE(result.ok()) << result.error().Text();
      EXPECT_EQ(result->ToText(), row.results[i]) << row.value << " to " << row.step << " " << Name(rounding.mode);
    }
  }
}

// BASE-16
TEST(DecimalTest, Base16AStepIsAboveZero) {
  EXPECT_EQ(D("1").Quantize(Rounding()).error().code, Code::policy_value);
  EXPECT_EQ(D("1").Quantize({RoundingMode::down, D("-0.01")}).error().path, "step");
  EXPECT_EQ(D("1").Quantize({RoundingMode::down, D("1000000000000000000.5")}).error().code, Code::policy_value);
  EXPECT_EQ(D("1").Quantize({RoundingMode::up, D("1e18")}).value(), D("1e18"));
  EXPECT_EQ(D(kMaxText).Quantize({RoundingMode::up, D("100")}).error().code, Code::overflow);
  EXPECT_EQ(D(kMaxText).Quantize({RoundingMode::down, D("0.3")}).error().code, Code::overflow);
}

TEST(DecimalTest, StepAtRefusesAStepFinerThanTheAmounts) {
  EXPECT_EQ(*StepAt({RoundingMode::half_up, D("0.05")}, 2), 5);
  EXPECT_EQ(*StepAt({RoundingMode::half_up, D("1")}, 2), 100);
  const Error error = StepAt({RoundingMode::half_up, D("0.001")}, 2).error();
  EXPECT_EQ(error.code, Code::inexact);
  EXPECT_EQ(error.message, "rounding step 0.001 is finer than the amounts it rounds, which have 2 decimals");
  EXPECT_EQ(RoundingToDecimals(RoundingMode::down, 3)->step, D("0.001"));
  EXPECT_EQ(RoundingToDecimals(RoundingMode::down, 0)->step, D("1"));
}

// BASE-17
TEST(ParseMinorTest, Base17ReadsCells) {
  EXPECT_EQ(*ParseMinor("12.34", 2), 1234);
  EXPECT_EQ(*ParseMinor("12.3", 2), 1230);
  EXPECT_EQ(*ParseMinor("-12", 2), -1200);
  EXPECT_EQ(*ParseMinor("-0.01", 2), -1);
  EXPECT_EQ(*ParseMinor("12.3400", 2), 1234);
  EXPECT_EQ(*ParseMinor("0012.34", 2), 1234);
  EXPECT_EQ(*ParseMinor("-0", 0), 0);
  EXPECT_EQ(*ParseMinor("1e3", 0), 1000);
  EXPECT_EQ(*ParseMinor("9223372036854775807", 0), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(*ParseMinor("-9223372036854775808", 0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*ParseMinor("-92233720368547758.08", 2), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*ParseMinor("9.223372036854775807", 18), std::numeric_limits<std::int64_t>::max());
}

// BASE-17
TEST(ParseMinorTest, Base17RefusesCells) {
  const Error too_fine = ParseMinor("12.345", 2).error();
  EXPECT_EQ(too_fine.code, Code::inexact);
  EXPECT_EQ(too_fine.message, "'12.345' has 3 decimals; 2 are allowed");
  EXPECT_EQ(ParseMinor("0.5", 0).error().message, "'0.5' has 1 decimal; 0 are allowed");
  EXPECT_EQ(ParseMinor("9223372036854775808", 0).error().code, Code::overflow);
  EXPECT_EQ(ParseMinor("-9223372036854775809", 0).error().code, Code::overflow);
  EXPECT_EQ(ParseMinor("92233720368547758.08", 2).error().message,
            "'92233720368547758.08' is too large: it needs more than 64 bits with 2 decimals");
  EXPECT_EQ(ParseMinor("18446744073709551617", 0).error().code, Code::overflow);  // 2^64 + 1
  for (const char* text : {"", "-", "+1", ".", ".5", "1.", "1,5", "1 ", " 1", "NaN", "5%", "5\u2030", "1e", "--1"}) {
    EXPECT_EQ(ParseMinor(text, 2).error().code, Code::data_value) << text;
  }
}

// BASE-17. The straight loop for short numbers against the reader of everything.
TEST(ParseMinorTest, Base17AgreesWithDecimal) {
  Random random(6);
  for (int i = 0; i < 50000; ++i) {
    const int scale = static_cast<int>(random.Within(0, kMaxDecimalScale));
    const Decimal x =
        *Decimal::Make(random.Any(static_cast<int>(random.Within(1, 70))), static_cast<int>(random.Within(0, 18)));
    const std::string text = x.ToText(static_cast<int>(random.Within(0, 20)));
    const Result<std::int64_t> minor = ParseMinor(text, scale);
    const Result<int128> mantissa = x.MantissaAt(scale);
    ASSERT_EQ(minor.ok(), mantissa.ok() && FitsInt64(*mantissa)) << text << " at " << scale;
    if (minor.ok()) {
      ASSERT_EQ(int128(*minor), *mantissa) << text << " at " << scale;
    }
  }
}

}  // namespace
}  // namespace keyhaul

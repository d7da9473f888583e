// Money: amounts of one currency, and products with rates in one rounding.
#include "keyhaul/base/money.h"

#include <gtest/gtest.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "wide.h"

namespace keyhaul {
namespace {

using test::Random;
using test::ToWide;
using test::Wide;

Money M(std::string_view major, std::string_view currency, int extra_digits = 0) {
  return *Money::Parse(major, *Currency::Parse(currency), extra_digits);
}

// BASE-22
TEST(MoneyTest, Base22CountsMinorUnitsOfItsCurrency) {
  EXPECT_EQ(M("1234.5", "CNY").minor(), 123450);
  EXPECT_EQ(M("1234.5", "CNY").ToText(), "1234.50 CNY");
  EXPECT_EQ(M("1234", "JPY").ToText(), "1234 JPY");
  EXPECT_EQ(M("-0.001", "BHD").ToText(), "-0.001 BHD");
  EXPECT_EQ(M("0.0305", "CNY", 2).ToText(), "0.0305 CNY");
  EXPECT_EQ(M("0.0305", "CNY", 2).scale(), 4);
  EXPECT_EQ(M("1", "CLF", 4).scale(), 8);
  EXPECT_EQ(Money::Parse("12.345", *Currency::Parse("CNY")).error().code, Code::inexact);
  EXPECT_EQ(Money::Parse("0.5", *Currency::Parse("JPY")).error().code, Code::inexact);
  EXPECT_EQ(Money::Make(1, *Currency::Parse("CNY"), 5).error().code, Code::invalid_argument);
  EXPECT_EQ(Money::Make(1, *Currency::Parse("CNY"), -1).error().code, Code::invalid_argument);
  EXPECT_TRUE(Money::Make(0, *Currency::Parse("CNY"))->IsZero());
}

// BASE-23
TEST(MoneyTest, Base23SumsAreExact) {
  EXPECT_EQ(M("0.10", "CNY").Add(M("0.20", "CNY"))->ToText(), "0.30 CNY");
  EXPECT_EQ(M("0.10", "CNY").Subtract(M("0.20", "CNY"))->ToText(), "-0.10 CNY");
  EXPECT_EQ(M("0.10", "CNY").Add(M("0.0001", "CNY", 2))->ToText(), "0.1001 CNY");
  EXPECT_EQ(M("0.0001", "CNY", 2).Subtract(M("0.0001", "CNY", 2))->ToText(), "0.0000 CNY");
  const Money most = *Money::Make(kInt128Max, *Currency::Parse("CNY"));
  EXPECT_EQ(most.Add(M("0.01", "CNY")).error().code, Code::overflow);
  EXPECT_EQ(most.Subtract(M("-0.01", "CNY")).error().code, Code::overflow);
  EXPECT_EQ(most.Add(M("0.0001", "CNY", 2)).error().code, Code::overflow);
}

// BASE-24
TEST(MoneyTest, Base24CurrenciesDoNotMeet) {
  const Money yuan = M("1", "CNY");
  const Money dollar = M("1", "USD");
  EXPECT_EQ(yuan.Add(dollar).error().code, Code::currency_mismatch);
  EXPECT_EQ(yuan.Subtract(dollar).error().code, Code::currency_mismatch);
  EXPECT_EQ(yuan.Compare(dollar).error().code, Code::currency_mismatch);
  EXPECT_EQ(yuan.Add(dollar).error().message, "1.00 USD cannot be added to 1.00 CNY: amounts of different currencies");
  EXPECT_FALSE(yuan == dollar);
  EXPECT_EQ(*yuan.Compare(M("2", "CNY")), std::strong_ordering::less);
  EXPECT_EQ(*yuan.Compare(M("0.9999", "CNY", 2)), std::strong_ordering::greater);
  EXPECT_EQ(*yuan.Compare(M("1", "CNY", 4)), std::strong_ordering::equal);
  EXPECT_EQ(yuan, M("1", "CNY", 4));
}

struct Product {
  const char* amount;
  const char* currency;
  int extra_digits;
  const char* rate;
  const char* step;
  std::array<const char*, 8> results;  // half_up, half_even, half_down, up, down, ceiling, floor, up_05
};

// Python 3.11: amount * rate / step as `fractions.Fraction`, rounded by Decimal.quantize at 600 digits, times step.
// Among them 10^18 minor units by rates of 12 and 18 decimals.
constexpr Product kProducts[] = {
    {"1234.50", "CNY", 0, "2.5%", "0.01", {"30.86", "30.86", "30.86", "30.87", "30.86", "30.87", "30.86", "30.86"}},
    {"-1234.50",
     "CNY",
     0,
     "2.5%",
     "0.01",
     {"-30.86", "-30.86", "-30.86", "-30.87", "-30.86", "-30.86", "-30.87", "-30.86"}},
    {"0.50", "CNY", 0, "1%", "0.01", {"0.01", "0.00", "0.00", "0.01", "0.00", "0.01", "0.00", "0.01"}},
    {"1.50", "CNY", 0, "1%", "0.01", {"0.02", "0.02", "0.01", "0.02", "0.01", "0.02", "0.01", "0.01"}},
    {"12345", "JPY", 0, "0.15", "1", {"1852", "1852", "1852", "1852", "1851", "1852", "1851", "1851"}},
    {"10.10", "CHF", 0, "1.25%", "0.05", {"0.15", "0.15", "0.15", "0.15", "0.10", "0.15", "0.10", "0.10"}},
    {"100.000",
     "BHD",
     0,
     "33.3335%",
     "0.001",
     {"33.334", "33.334", "33.333", "33.334", "33.333", "33.334", "33.333", "33.333"}},
    {"10000000000000000.00",
     "CNY",
     0,
     "57.143000000001%",
     "0.01",
     {"5714300000000100.00", "5714300000000100.00", "5714300000000100.00", "5714300000000100.00", "5714300000000100.00",
      "5714300000000100.00", "5714300000000100.00", "5714300000000100.00"}},
    {"-10000000000000000.00",
     "CNY",
     0,
     "0.123456789012",
     "0.01",
     {"-1234567890120000.00", "-1234567890120000.00", "-1234567890120000.00", "-1234567890120000.00",
      "-1234567890120000.00", "-1234567890120000.00", "-1234567890120000.00", "-1234567890120000.00"}},
    {"9999999999999999.99",
     "CNY",
     0,
     "0.123456789012345678",
     "0.05",
     {"1234567890123456.80", "1234567890123456.80", "1234567890123456.80", "1234567890123456.80", "1234567890123456.75",
      "1234567890123456.80", "1234567890123456.75", "1234567890123456.80"}},
    {"0.1234",
     "CNY",
     2,
     "50.5%",
     "0.0001",
     {"0.0623", "0.0623", "0.0623", "0.0624", "0.0623", "0.0624", "0.0623", "0.0623"}},
    {"99.99", "CNY", 0, "100%", "0.01", {"99.99", "99.99", "99.99", "99.99", "99.99", "99.99", "99.99", "99.99"}},
    {"5.00", "CNY", 0, "-0.3", "1", {"-2.00", "-2.00", "-1.00", "-2.00", "-1.00", "-1.00", "-2.00", "-1.00"}},
    {"123456789012345678901234567890.12",
     "CNY",
     0,
     "0.5",
     "0.01",
     {"61728394506172839450617283945.06", "61728394506172839450617283945.06", "61728394506172839450617283945.06",
      "61728394506172839450617283945.06", "61728394506172839450617283945.06", "61728394506172839450617283945.06",
      "61728394506172839450617283945.06", "61728394506172839450617283945.06"}},
};

// BASE-25
TEST(MoneyTest, Base25ProductsAgreeWithPython) {
  for (const Product& row : kProducts) {
    for (std::size_t i = 0; i < row.results.size(); ++i) {
      const Rounding rounding{static_cast<RoundingMode>(i), *Decimal::Parse(row.step)};
      const Result<Money> product =
          M(row.amount, row.currency, row.extra_digits).MultiplyRounded(*Rate::Parse(row.rate), rounding);
      ASSERT_TRUE(product.ok()) << product.error().Text();
      EXPECT_EQ(product->ToText(), std::string(row.results[i]) + " " + row.currency)
          << row.amount << " * " << row.rate << " " << Name(rounding.mode);
    }
  }
}

// BASE-25. Against the undivided product in 256 bits.
TEST(MoneyTest, Base25DividingFirstRoundsLikeTheWholeProduct) {
  Random random(10);
  int computed = 0;
  for (int i = 0; i < 20000; ++i) {
    const int128 amount = random.Any();
    const int128 factor = random.Any(63);
    const int128 divisor = PowerOfTen(static_cast<int>(random.Within(0, 18))) * random.Within(1, 10);
    const auto mode = static_cast<RoundingMode>(random.Within(0, 7));
    const Wide expected = DivideRounded<Wide>(ToWide(amount) * ToWide(factor), ToWide(divisor), mode);
    int128 product = 0;
    if (!money_internal::MultiplyDivideRounded(amount, factor, divisor, mode, &product)) {
      ASSERT_GE(abs(expected), ToWide(kInt128Max));
      continue;
    }
    ++computed;
    ASSERT_EQ(ToText(product), expected.str()) << ToText(amount) << " * " << ToText(factor) << " / " << ToText(divisor);
  }
  EXPECT_GT(computed, 10000);
}

// BASE-25
TEST(MoneyTest, Base25ProductsThatHaveNoAnswerAreRefused) {
  const Rounding cents{RoundingMode::half_up, *Decimal::Parse("0.01")};
  EXPECT_EQ(M("1", "JPY").MultiplyRounded(*Rate::Parse("5%"), cents).error().code, Code::inexact);
  EXPECT_EQ(M("1", "CNY").MultiplyRounded(*Rate::Parse("5%"), Rounding()).error().code, Code::policy_value);
  const Money most = *Money::Make(kInt128Max, *Currency::Parse("CNY"));
  EXPECT_EQ(most.MultiplyRounded(*Rate::Parse("2"), cents).error().code, Code::overflow);
  EXPECT_EQ(most.MultiplyRounded(*Rate::Parse("1"), cents)->minor(), kInt128Max);
  EXPECT_EQ(Money::Make(kInt128Min, *Currency::Parse("CNY"))->MultiplyRounded(*Rate::Parse("100%"), cents)->minor(),
            kInt128Min);
}

}  // namespace
}  // namespace keyhaul

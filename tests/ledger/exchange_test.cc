// Rates and conversions. Expected amounts come from Python's fractions,
//   Fraction(amount, 10**from_scale) * Fraction(rate),
// rounded to the step by the definition of the mode.
#include "keyhaul/ledger/exchange.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "gtest/gtest.h"

namespace keyhaul {
namespace {

Currency CurrencyOf(std::string_view code) { return *Currency::Parse(code); }
Day DayOf(std::string_view text) { return *Day::Parse(text); }
Decimal Number(std::string_view text) { return *Decimal::Parse(text); }

ExchangeRate RateOf(std::string_view currency, std::string_view from, std::string_view rate) {
  return {CurrencyOf(currency), DayOf(from), Number(rate)};
}

Result<ExchangeRates> RatesOfCny(const std::vector<ExchangeRate>& rates) {
  return ExchangeRates::Make(CurrencyOf("CNY"), rates);
}

// LEDGER-12
TEST(ExchangeTest, ARateHoldsUntilTheNextOfItsCurrency) {
  const ExchangeRates rates = *RatesOfCny({RateOf("USD", "2026-01-01", "7.1234"), RateOf("JPY", "2026-01-15", "0.0465"),
                                           RateOf("USD", "2026-02-01", "7.05"), RateOf("USD", "2026-02-02", "7.06")});
  const Currency usd = CurrencyOf("USD");
  EXPECT_EQ(*rates.On(usd, DayOf("2026-01-01")), Number("7.1234"));
  EXPECT_EQ(*rates.On(usd, DayOf("2026-01-31")), Number("7.1234"));
  EXPECT_EQ(*rates.On(usd, DayOf("2026-02-01")), Number("7.05"));
  EXPECT_EQ(*rates.On(usd, DayOf("9999-12-31")), Number("7.06"));
  EXPECT_EQ(*rates.On(CurrencyOf("JPY"), DayOf("2026-01-15")), Number("0.0465"));
}

// LEDGER-13
TEST(ExchangeTest, DaysWithoutARateAreRefusedByName) {
  const ExchangeRates rates =
      *RatesOfCny({RateOf("USD", "2026-01-01", "7.1234"), RateOf("JPY", "2026-01-15", "0.0465")});
  const auto refusal = [&](std::string_view currency, std::string_view day) {
    const Result<Decimal> rate = rates.On(CurrencyOf(currency), DayOf(day));
    EXPECT_EQ(rate.error().code, Code::currency_mismatch);
    return rate.error().message;
  };
  EXPECT_EQ(refusal("USD", "2025-12-31"), "no rate of USD for 2025-12-31; the first is of 2026-01-01");
  EXPECT_EQ(refusal("JPY", "2026-01-14"), "no rate of JPY for 2026-01-14; the first is of 2026-01-15");
  for (const std::string currency : {"EUR", "KRW", "ZAR"}) {
    EXPECT_EQ(refusal(currency, "2026-01-31"), "no rate of " + currency + " for 2026-01-31; the policy has none");
  }
  EXPECT_FALSE(RatesOfCny({})->On(CurrencyOf("USD"), DayOf("2026-01-31")).ok());
}

// LEDGER-14
TEST(ExchangeTest, RatesAreChecked) {
  const auto refusal = [](ExchangeRate rate) -> std::string {
    const Result<ExchangeRates> rates =
        RatesOfCny({RateOf("USD", "2026-01-02", "7"), RateOf("JPY", "2026-01-01", "0.05"), std::move(rate)});
    return rates.ok() ? "ok" : rates.error().path;
  };
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-03", "7")), "ok");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-02", "7")), "rates[2].from");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-01", "7")), "rates[2].from");
  EXPECT_EQ(refusal(RateOf("JPY", "2026-01-02", "7")), "ok");
  EXPECT_EQ(refusal(RateOf("CNY", "2026-01-03", "1")), "rates[2].currency");
  EXPECT_EQ(refusal({Currency(), DayOf("2026-01-03"), Number("1")}), "rates[2].currency");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-03", "0")), "rates[2].rate");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-03", "-1")), "rates[2].rate");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-03", "0.123456789012345678")), "ok");
  EXPECT_EQ(refusal(RateOf("USD", "2026-01-03", "1.123456789012345678")), "rates[2].rate");
  EXPECT_EQ(refusal({CurrencyOf("USD"), Day(kMaxDay + 1), Number("1")}), "rates[2].from");
}

// LEDGER-12
TEST(ExchangeTest, AmountsAreConvertedExactlyAndRoundedOnce) {
  const auto convert = [](std::int64_t amount, int from, std::string_view rate, int to, RoundingMode mode,
                          std::string_view step) {
    const Result<int128> converted = Convert(amount, from, Number(rate), to, {mode, Number(step)});
    EXPECT_TRUE(converted.ok());
    return converted.ok() ? *converted : int128(0);
  };
  constexpr auto kHalfUp = RoundingMode::half_up;
  EXPECT_EQ(convert(1999, 2, "7.1234", 2, kHalfUp, "0.01"), 14240);  // 142.396766
  EXPECT_EQ(convert(1999, 2, "7.1234", 2, RoundingMode::down, "0.01"), 14239);
  EXPECT_EQ(convert(-1999, 2, "7.1234", 2, RoundingMode::floor, "0.01"), -14240);
  EXPECT_EQ(convert(1999, 2, "7.1234", 4, kHalfUp, "0.01"), 1424000);
  EXPECT_EQ(convert(1999, 2, "7.1234", 4, kHalfUp, "0.0001"), 1423968);
  EXPECT_EQ(convert(1997, 2, "7.1234", 2, kHalfUp, "0.05"), 14225);  // 142.254298
  EXPECT_EQ(convert(1000, 0, "0.04655", 2, kHalfUp, "0.01"), 4655);
  EXPECT_EQ(convert(1, 0, "0.045", 2, kHalfUp, "0.01"), 5);  // a tie
  EXPECT_EQ(convert(1, 0, "0.045", 2, RoundingMode::half_even, "0.01"), 4);
  EXPECT_EQ(convert(-1, 0, "0.045", 2, kHalfUp, "0.01"), -5);
  EXPECT_EQ(convert(10, 1, "1", 0, kHalfUp, "1"), 1);
  EXPECT_EQ(convert(5, 0, "2", 6, kHalfUp, "1"), 10000000);
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(convert(kLeast, 3, "0.999999999999999999", 2, kHalfUp, "0.01"), int128(-922337203685477580));
}

TEST(ExchangeTest, WhatDoesNotFitIsRefused) {
  const Rounding cent{RoundingMode::half_up, Number("0.01")};
  EXPECT_EQ(Convert(1, 2, Number("7"), 0, cent).error().code, Code::inexact);
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Convert(kMost, 0, Number("999999999999999999"), 18, cent).error().code, Code::overflow);
}

}  // namespace
}  // namespace keyhaul

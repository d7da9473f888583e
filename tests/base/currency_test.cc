// Currencies: codes and exponents of ISO 4217.
#include "keyhaul/base/currency.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace keyhaul {
namespace {

// BASE-20. The exponents other than 2, as ISO 4217 list one states them; Java's java.util.Currency (OpenJDK 25) and
// Debian's iso-codes were compared with the whole table when it was written.
TEST(CurrencyTest, Base20ExponentsAreThoseOfIso4217) {
  auto expect = [](int exponent, std::string_view codes) {
    for (std::size_t i = 0; i < codes.size(); i += 4) {
      const Result<Currency> currency = Currency::Parse(codes.substr(i, 3));
      ASSERT_TRUE(currency.ok()) << currency.error().Text();
      EXPECT_EQ(currency->exponent(), exponent) << currency->code();
      EXPECT_EQ(currency->code(), codes.substr(i, 3));
    }
  };
  expect(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF");
  expect(2, "AED BGN CHF CNY EUR GBP HKD INR MGA MRU TWD USD USN XCG ZAR ZMW ZWG ZWL");
  expect(3, "BHD IQD JOD KWD LYD OMR TND");
  expect(4, "CLF UYW");
}

// BASE-20. Bisection needs sorted codes, and no code has two exponents.
TEST(CurrencyTest, Base20EveryCodeOfTheTableIsFoundOnce) {
  int count = 0;
  for (const auto& [exponent, codes] : currency_internal::kCodes) {
    std::string_view previous;
    for (std::size_t i = 0; i < codes.size(); i += currency_internal::kCodeWidth) {
      const std::string_view code = codes.substr(i, 3);
      EXPECT_LT(previous, code);
      EXPECT_EQ(codes[i + 3], ' ');
      EXPECT_EQ(Currency::Parse(code)->exponent(), exponent) << code;
      previous = code;
      ++count;
    }
  }
  EXPECT_EQ(count, 170);
}

// BASE-21
TEST(CurrencyTest, Base21RefusesWhatIsNoCurrency) {
  for (const char* code : {"", "CN", "cny", "CNYX", "CNY ", "XXX", "XTS", "XAU", "AAA", "ZZZ", "RMB", "CNY USD"}) {
    const Result<Currency> currency = Currency::Parse(code);
    ASSERT_FALSE(currency.ok()) << code;
    EXPECT_EQ(currency.error().code, Code::policy_value);
    EXPECT_EQ(currency.error().value, code);
  }
}

TEST(CurrencyTest, NoneIsEqualToItselfOnly) {
  EXPECT_TRUE(Currency().IsNone());
  EXPECT_EQ(Currency().code(), "XXX");
  EXPECT_NE(Currency(), *Currency::Parse("JPY"));
  EXPECT_EQ(*Currency::Parse("JPY"), *Currency::Parse("JPY"));
  EXPECT_FALSE(Currency::Parse("JPY")->IsNone());
}

}  // namespace
}  // namespace keyhaul

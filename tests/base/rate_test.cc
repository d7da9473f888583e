// Rates: fractions, percentages and per mille.
#include "keyhaul/base/rate.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "wide.h"

namespace keyhaul {
namespace {

// BASE-30
TEST(RateTest, Base30OneRateHasOneForm) {
  const Rate rate = *Rate::Parse("2.5%");
  EXPECT_EQ(rate.mantissa(), 25);
  EXPECT_EQ(rate.scale(), 3);
  for (const char* text : {"0.025", "2.5 %", "25\u2030", "0.0250", "2.5e-2", "25e-1%"}) {
    EXPECT_EQ(*Rate::Parse(text), rate) << text;
  }
  EXPECT_TRUE(Rate().IsZero());
  EXPECT_EQ(*Rate::Parse("0%"), Rate());
  EXPECT_LT(*Rate::Parse("9.99%"), *Rate::Parse("0.1"));
}

// BASE-30
TEST(RateTest, Base30IsWrittenAsAPercentage) {
  EXPECT_EQ(Rate::Parse("0.025")->ToText(), "2.5%");
  EXPECT_EQ(Rate::Parse("1")->ToText(), "100%");
  EXPECT_EQ(Rate::Parse("-0.0003")->ToText(), "-0.03%");
  EXPECT_EQ(Rate().ToText(), "0%");
  EXPECT_EQ(Rate::Parse("57.143%")->ToText(), "57.143%");
  EXPECT_EQ(Rate::Parse("1e-18")->ToText(), "0.0000000000000001%");
  EXPECT_EQ(Rate::Parse("9223372036854775807")->ToText(), "922337203685477580700%");
  test::Random random(9);
  for (int i = 0; i < 5000; ++i) {
    const Rate rate = *Rate::FromDecimal(*Decimal::Make(random.Any(63), static_cast<int>(random.Within(0, 18))));
    ASSERT_EQ(*Rate::Parse(rate.ToText()), rate) << rate.ToText();
  }
}

// BASE-30
TEST(RateTest, Base30RefusesWhatDoesNotFit) {
  EXPECT_EQ(Rate::Parse("9223372036854775808").error().code, Code::overflow);
  EXPECT_EQ(Rate::Parse("-9223372036854775808")->mantissa(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Rate::Parse("2,5%").error().code, Code::data_value);
  EXPECT_EQ(Rate::Parse("0.0000000000000000001").error().code, Code::inexact);
}

}  // namespace
}  // namespace keyhaul

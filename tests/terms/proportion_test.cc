#include "keyhaul/terms/proportion.h"

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

int128 ReadInt128(const char* text) {
  const bool negative = *text == '-';
  int128 value = 0;
  for (const char* c = text + (negative ? 1 : 0); *c != '\0'; ++c) {
    value = negative ? value * 10 - (*c - '0') : value * 10 + (*c - '0');
  }
  return value;
}

struct ProportionCase {
  const char* whole;
  const char* numerator;
  const char* denominator;
  const char* by;
  const char* of;
  const char* step;
  RoundingMode mode;
  const char* exact_whole;
  const char* exact_numerator;
  const char* exact_denominator;
  const char* rounded;
};

// Computed by Python's fractions. Some take 128 bits, the others 512.
constexpr ProportionCase kCases[] = {
    {"100000", "0", "1", "15", "31", "1", RoundingMode::half_up, "48387", "3", "31", "48387"},
    {"-100000", "0", "1", "15", "31", "5", RoundingMode::half_even, "-48388", "28", "31", "-48385"},
    {"5", "0", "1", "1", "2", "1", RoundingMode::half_down, "2", "1", "2", "2"},
    {"-5", "0", "1", "1", "2", "1", RoundingMode::up, "-3", "1", "2", "-3"},
    {"7", "1", "2", "-3", "5", "1", RoundingMode::down, "-5", "1", "2", "-4"},
    {"1000000000000000000", "0", "1", "29", "365", "1", RoundingMode::ceiling, "79452054794520547", "69", "73",
     "79452054794520548"},
    {"1000000000000000000000000000000", "1", "3", "1000000000007", "1000000000000", "1", RoundingMode::floor,
     "1000000000007000000000000000000", "1000000000007", "3000000000000", "1000000000007000000000000000000"},
    {"-1000000000000000000000000000000000000", "3", "7", "89", "90", "25", RoundingMode::up_05,
     "-988888888888888888888888888888888889", "337", "630", "-988888888888888888888888888888888900"},
    {"85070591730234615865843651857942052864", "0", "1", "1", "3", "1", RoundingMode::half_up,
     "28356863910078205288614550619314017621", "1", "3", "28356863910078205288614550619314017621"},
    {"-170141183460469231731687303715884105728", "0", "1", "1", "2", "1", RoundingMode::half_even,
     "-85070591730234615865843651857942052864", "0", "1", "-85070591730234615865843651857942052864"},
    {"100000000000000000000", "100000000000000000001", "1000000000000000000000", "1000000000000000003",
     "100000000000000009", "5", RoundingMode::half_down, "999999999999999913001", "782991301000000000000000003",
     "100000000000000009000000000000000000000", "999999999999999913000"},
    {"2500000000000000000000000000000000000", "0", "1", "1", "100000000000000000000000000000000000", "10",
     RoundingMode::up, "25", "0", "1", "30"},
    {"-35000000000000000000000000000000000000", "0", "1", "1", "1000000000000000000000000000000000000", "10",
     RoundingMode::down, "-35", "0", "1", "-30"},
    {"10000000000000000000000000000000000000", "0", "1", "5", "20000000000000000000000000000000000000", "1",
     RoundingMode::ceiling, "2", "1", "2", "3"},
    {"-10000000000000000000000000000000000000", "0", "1", "5", "20000000000000000000000000000000000000", "1",
     RoundingMode::floor, "-3", "1", "2", "-3"},
    {"30000000000000000000000000000000000000", "0", "1", "5", "100000000000000000000000000000000000000", "1",
     RoundingMode::up_05, "1", "1", "2", "1"},
    {"15000000000000000000000000000000000000", "0", "1", "1", "1000000000000000000000000000000000000", "10",
     RoundingMode::half_up, "15", "0", "1", "20"},
    {"10000000000000000000000000000000000001", "0", "1", "1", "2000000000000000000000000000000000000", "10",
     RoundingMode::half_even, "5", "1", "2000000000000000000000000000000000000", "10"},
};

TEST(Proportion, AsInFractions) {  // TERMS-42
  for (const ProportionCase& c : kCases) {
    SCOPED_TRACE(std::string(c.whole) + " · " + c.by + "/" + c.of);
    const Exact x{ReadInt128(c.whole), ReadInt128(c.numerator), ReadInt128(c.denominator)};
    const Result<Exact> exact = Proportion(x, ReadInt128(c.by), ReadInt128(c.of));
    ASSERT_TRUE(exact.ok()) << exact.error().Text();
    EXPECT_EQ(
        *exact == (Exact{ReadInt128(c.exact_whole), ReadInt128(c.exact_numerator), ReadInt128(c.exact_denominator)}),
        true)
        << ToText(*exact, 0);
    const Result<int128> rounded = RoundExact(*exact, ReadInt128(c.step), c.mode);
    ASSERT_TRUE(rounded.ok()) << rounded.error().Text();
    EXPECT_EQ(ToText(*rounded), c.rounded);
  }
}

// A number halfway between two steps, as 128 bits round it and as 512 do.
TEST(Proportion, TiesAreTheSameInBothWidths) {  // TERMS-42
  const int128 large_factor = PowerOfTen(37);
  for (int mode = 0; mode < 8; ++mode) {
    for (int x = -25; x <= 25; ++x) {
      const auto rounding = static_cast<RoundingMode>(mode);
      const Exact small = MakeExact<int128>(x, 10);
      // The same value over a denominator that no 128-bit product has room for.
      const Exact large{small.whole, small.numerator * large_factor, 10 * large_factor};
      const Result<int128> one = RoundExact(small, 1, rounding);
      const Result<int128> other = RoundExact(large, 1, rounding);
      ASSERT_TRUE(one.ok() && other.ok());
      EXPECT_EQ(ToText(*one), ToText(*other)) << x << " " << Name(rounding);
    }
  }
}

TEST(Proportion, DifferencesAreExact) {  // TERMS-42
  EXPECT_TRUE(*Subtract({2, 1, 3}, {1, 1, 2}) == (Exact{0, 5, 6}));
  EXPECT_TRUE(*Subtract({1, 0, 1}, {3, 0, 1}) == (Exact{-2, 0, 1}));
  EXPECT_TRUE(*Subtract({0, 1, 3}, {5, 0, 1}) == (Exact{-5, 1, 3}));
  EXPECT_TRUE(*Subtract({-1, 0, 1}, {kInt128Min, 1, 2}) == (Exact{kInt128Max - 1, 1, 2}));
  EXPECT_EQ(Subtract({0, 0, 1}, {kInt128Min, 0, 1}).error().code, Code::overflow);
}

TEST(Proportion, RefusesWhatDoesNotFit) {  // TERMS-42, TERMS-06
  const Result<Exact> large = Proportion(Exact{kInt128Max}, 3, 2);
  ASSERT_FALSE(large.ok());
  EXPECT_EQ(large.error().code, Code::overflow);
  EXPECT_EQ(large.error().rule, "TERMS-06");
  EXPECT_FALSE(Proportion(Exact{0, 1, kInt128Max}, 1, 7).ok()) << "a denominator of 130 bits";
  EXPECT_FALSE(RoundExact(Exact{kInt128Max, 1, 2}, 1, RoundingMode::half_up).ok());
  EXPECT_FALSE(ToExact(Number("99999999999999999999999999999999999"), 6).ok());
}

TEST(Proportion, AnAmountMayBeFinerThanItsCurrency) {  // TERMS-42
  const Result<Exact> amount = ToExact(Number("-9000.01123"), 2);
  ASSERT_TRUE(amount.ok());
  EXPECT_EQ(ToText(*amount, 2), "-9000.01123");
  EXPECT_EQ(ToText(*RoundExact(*amount, 1, RoundingMode::half_up)), "-900001");
}

}  // namespace
}  // namespace keyhaul

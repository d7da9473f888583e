// Exact values: the floor form, its text and its sums.
#include "keyhaul/base/exact.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "wide.h"

namespace keyhaul {
namespace {

using test::Random;
using test::ToWide;
using test::Wide;

// BASE-35
TEST(ExactTest, Base35IsAFloorAndAFraction) {
  const Exact third = MakeExact<int128>(100, 3);
  EXPECT_EQ(third.whole, 33);
  EXPECT_EQ(third.numerator, 1);
  EXPECT_EQ(third.denominator, 3);
  const Exact below = MakeExact<int128>(-100, 3);
  EXPECT_EQ(below.whole, -34);
  EXPECT_EQ(below.numerator, 2);
  EXPECT_EQ(MakeExact<std::int64_t>(5, 10), MakeExact<int128>(1, 2));
  EXPECT_FALSE(MakeExact<int128>(1, 2) == MakeExact<int128>(1, 3));
  EXPECT_FALSE(MakeExact<int128>(1, 2) == MakeExact<int128>(3, 2));
  EXPECT_EQ(MakeExact<int128>(kInt128Min, kInt128Max).numerator, kInt128Max - 1);
}

// BASE-35. n and d as they were, from the parts.
TEST(ExactTest, Base35BothWidthsGiveTheSameParts) {
  Random random(11);
  for (int i = 0; i < 5000; ++i) {
    const int128 n = random.Any();
    const int128 d = random.Positive();
    const Exact narrow = MakeExact(n, d);
    ASSERT_EQ(ToWide(narrow.whole) * ToWide(d) + ToWide(narrow.numerator), ToWide(n));
    ASSERT_TRUE(narrow.numerator >= 0 && narrow.numerator < d);
    const Exact wide = MakeExact(ToWide(n), ToWide(d));
    ASSERT_EQ(wide.whole, narrow.whole);
    ASSERT_EQ(wide.numerator, narrow.numerator);
    ASSERT_EQ(wide.denominator, d);
  }
  // A product of 143 bits, of which every part fits 128.
  const Wide product = ToWide(PowerOfTen(36)) * 7 + 3;
  const Exact exact = MakeExact<Wide>(product * 1000000, ToWide(PowerOfTen(24)));
  EXPECT_EQ(ToText(exact, 2), "70000000000000000.00000000000000000003");
}

// BASE-36. The texts are those of Python: Decimal for finite fractions, and by hand for the others.
TEST(ExactTest, Base36IsWrittenAsADecimalWhereThatIsExact) {
  EXPECT_EQ(ToText(MakeExact<int128>(308625, 100), 2), "30.8625");
  EXPECT_EQ(ToText(MakeExact<int128>(5, 1), 2), "0.05");
  EXPECT_EQ(ToText(MakeExact<int128>(0, 1), 2), "0.00");
  EXPECT_EQ(ToText(MakeExact<int128>(-5, 1), 0), "-5");
  EXPECT_EQ(ToText(MakeExact<int128>(-25, 2), 2), "-0.125");
  EXPECT_EQ(ToText(MakeExact<int128>(-25, 2), 0), "-12.5");
  EXPECT_EQ(ToText(MakeExact<int128>(-1, 4), 2), "-0.0025");
  EXPECT_EQ(ToText(MakeExact<int128>(-99, 100), 0), "-0.99");
  EXPECT_EQ(ToText(MakeExact<int128>(7, 40), 3), "0.000175");
  EXPECT_EQ(ToText(MakeExact<int128>(50, 100), 2), "0.005");
  // Decimal(1) / 2**38 and one digit more than is written out.
  EXPECT_EQ(ToText(MakeExact<int128>(1, int128(1) << 38), 2), "0.0000000000000363797880709171295166015625");
  EXPECT_EQ(ToText(MakeExact<int128>(1, int128(1) << 39), 2), "0.00 + 1/54975581388800");
  // The largest power of ten: ten times the remainder passes 128 bits.
  EXPECT_EQ(ToText(MakeExact<int128>(PowerOfTen(38) - 1, PowerOfTen(38)), 2),
            "0.0099999999999999999999999999999999999999");
  EXPECT_EQ(ToText(MakeExact<int128>(kInt128Min, 1), 2), "-1701411834604692317316873037158841057.28");
  EXPECT_EQ(ToText(MakeExact<int128>(kInt128Min + 1, 2), 2), "-850705917302346158658436518579420528.635");
}

// BASE-36
TEST(ExactTest, Base36IsWrittenAsAFractionOtherwise) {
  EXPECT_EQ(ToText(MakeExact<int128>(100, 3), 2), "0.33 + 1/300");
  EXPECT_EQ(ToText(MakeExact<int128>(-1, 3), 2), "-0.01 + 2/300");
  EXPECT_EQ(ToText(MakeExact<int128>(200, 6), 0), "33 + 1/3");
}

// BASE-37
TEST(ExactTest, Base37SumsAreExact) {
  EXPECT_EQ(*Add(MakeExact<int128>(1, 3), MakeExact<int128>(1, 6)), MakeExact<int128>(1, 2));
  EXPECT_EQ(*Add(MakeExact<int128>(-1, 3), MakeExact<int128>(1, 3)), MakeExact<int128>(0, 1));
  EXPECT_EQ(*Add(MakeExact<int128>(-1, 2), MakeExact<int128>(-1, 2)), MakeExact<int128>(-1, 1));
  EXPECT_EQ(Add({kInt128Max, 1, 2}, {0, 1, 2}).error().code, Code::overflow);
  EXPECT_EQ(*Add({kInt128Max, 1, 2}, {0, 1, 3}), (Exact{kInt128Max, 5, 6}));
  EXPECT_EQ(*Add({kInt128Max, 1, 2}, {-1, 1, 2}), (Exact{kInt128Max, 0, 1}));
  EXPECT_EQ(*Add({kInt128Min, 1, 2}, {-1, 1, 2}), (Exact{kInt128Min, 0, 1}));
  EXPECT_EQ(Add({kInt128Min, 1, 2}, {-1, 1, 3}).error().code, Code::overflow);
  // Two neighbouring denominators of 64 bits and more share no factor.
  EXPECT_EQ(Add({0, 1, PowerOfTen(20)}, {0, 1, PowerOfTen(20) - 1}).error().code, Code::overflow);
}

// BASE-37. Cross multiplication in 256 bits.
TEST(ExactTest, Base37SumsAgreeWith256Bits) {
  Random random(12);
  for (int i = 0; i < 10000; ++i) {
    const int128 d = random.Positive(60);
    const int128 e = random.Within(0, 1) == 0 ? d * random.Within(1, 100) : random.Positive(60);
    const int128 n = random.Any(120);
    const int128 m = random.Any(120);
    const Result<Exact> sum = Add(MakeExact(n, d), MakeExact(m, e));
    ASSERT_TRUE(sum.ok());
    const Wide numerator = ToWide(sum->whole) * ToWide(sum->denominator) + ToWide(sum->numerator);
    const Wide expected = (ToWide(n) * ToWide(e) + ToWide(m) * ToWide(d));
    // numerator / denominator == expected / (d * e), with products split so that 256 bits hold them.
    const Wide common = gcd(ToWide(d) * ToWide(e), ToWide(sum->denominator));
    ASSERT_EQ(numerator * (ToWide(d) * ToWide(e) / common), expected * (ToWide(sum->denominator) / common));
    ASSERT_TRUE(sum->numerator >= 0 && sum->numerator < sum->denominator);
  }
}

}  // namespace
}  // namespace keyhaul

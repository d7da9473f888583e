// The 512-bit integer against Boost's cpp_int, which computes without bounds, and against digits of square roots from
// Python: Decimal(2).sqrt(), Decimal(10).sqrt(), Decimal("0.5").sqrt() at 40 digits. The measures of the tiering room
// stand on it: TIER-40, TIER-51, TIER-53.
#include "keyhaul/base/wide.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "wide.h"

namespace keyhaul {
namespace {

using Big = boost::multiprecision::cpp_int;
using keyhaul::Wide;

Big ToBig(const Wide& x) {
  Big value = 0;
  std::uint64_t limb = 0;
  for (int i = Wide::kBits; i-- > 0;) {
    limb = limb << 1 | (x.bit(i) ? 1U : 0U);
    if (i % 64 == 0) value = (value << 64) + limb;
  }
  return value;
}

Big ToBig(uint128 x) { return (Big(absl::Uint128High64(x)) << 64) + absl::Uint128Low64(x); }

uint128 AnyUnsigned(test::Random& random) {
  return Magnitude(random.Any()) * 2 + static_cast<uint128>(random.Within(0, 1));
}

// A product of up to four factors of any length.
Wide AnyWide(test::Random& random) {
  Wide x(AnyUnsigned(random));
  for (std::int64_t more = random.Within(0, 3); more > 0; --more) {
    Wide product;
    if (CheckedMultiply(x, AnyUnsigned(random), &product)) x = product;
  }
  return x;
}

const Big kEnd = Big(1) << Wide::kBits;

TEST(Wide, AddsMultipliesSubtractsAndComparesAsWithoutBounds) {
  test::Random random(40);
  for (int i = 0; i < 2000; ++i) {
    const Wide a = AnyWide(random);
    const Wide b = random.Within(0, 9) == 0 ? a : AnyWide(random);
    const uint128 factor = AnyUnsigned(random);
    Wide out;
    ASSERT_EQ(CheckedAdd(a, b, &out), ToBig(a) + ToBig(b) < kEnd);
    ASSERT_EQ(ToBig(out), (ToBig(a) + ToBig(b)) % kEnd);
    ASSERT_EQ(CheckedMultiply(a, factor, &out), ToBig(a) * ToBig(factor) < kEnd);
    ASSERT_EQ(ToBig(out), ToBig(a) * ToBig(factor) % kEnd);
    ASSERT_EQ(a < b, ToBig(a) < ToBig(b));
    ASSERT_EQ(a == b, ToBig(a) == ToBig(b));
    ASSERT_EQ(ToBig(Subtract(a < b ? b : a, a < b ? a : b)), abs(ToBig(a) - ToBig(b)));
    ASSERT_EQ(a.BitWidth(), a == Wide() ? 0 : static_cast<int>(msb(ToBig(a))) + 1);
  }
}

TEST(Wide, SaysWhatDoesNotFit) {
  Wide most(~uint128{0});
  for (int i = 0; i < 3; ++i) most = Add(Multiply(Multiply(most, uint128{1} << 127), 2), ~uint128{0});
  EXPECT_EQ(ToBig(most), kEnd - 1);
  Wide out;
  EXPECT_FALSE(CheckedAdd(most, uint128{1}, &out));
  EXPECT_TRUE(CheckedAdd(most, uint128{0}, &out));
  EXPECT_FALSE(CheckedMultiply(most, 2, &out));
  EXPECT_FALSE(CheckedMultiply(most, uint128{1} << 64, &out));
  EXPECT_TRUE(CheckedMultiply(most, 1, &out));
  EXPECT_FALSE(RoundedRatio(most, most, 0).has_value()) << "ten times the divisor leaves 512 bits";
  EXPECT_FALSE(RoundedRatio(most, Wide(uint128{3}), 9).has_value());
  const Wide top_bit = Subtract(most, Half(Subtract(most, uint128{1})));
  EXPECT_FALSE(RoundedRatio(top_bit, uint128{1}, 1).has_value()) << "ten times 2^511 would wrap to 0";
  EXPECT_FALSE(RoundedSquareRootOfRatio(most, Wide(uint128{3}), 0).has_value());
}

TEST(Wide, DividesAndReducesAsWithoutBounds) {
  test::Random random(43);
  for (int i = 0; i < 2000; ++i) {
    const Wide common = random.Within(0, 1) == 0 ? Wide(uint128{1}) : Wide(AnyUnsigned(random));
    Wide a = Multiply(common, absl::Uint128Low64(AnyUnsigned(random)));
    Wide b = random.Within(0, 1) == 0 ? AnyWide(random) : Multiply(common, absl::Uint128Low64(AnyUnsigned(random)));
    if (b == Wide()) b = uint128{6};
    ASSERT_EQ(ToBig(GreatestCommonDivisor(a, b)), gcd(ToBig(a), ToBig(b)));
    ASSERT_EQ(ToBig(Half(Subtract(a, uint128{a.bit(0) ? 1U : 0U}))), ToBig(a) / 2);
    if (b.BitWidth() == Wide::kBits) continue;
    const Wide n = AnyWide(random);
    const WideDivision parts = Divide(n, b);
    ASSERT_EQ(ToBig(parts.quotient), ToBig(n) / ToBig(b));
    ASSERT_EQ(ToBig(parts.rest), ToBig(n) % ToBig(b));
  }
  EXPECT_EQ(GreatestCommonDivisor(Wide(), uint128{7}), Wide(uint128{7}));
}

TEST(RoundedRatio, IsTheExactRatioRoundedHalfUp) {
  EXPECT_EQ(RoundedRatio(uint128{2}, uint128{3}, 9), 666666667);
  EXPECT_EQ(RoundedRatio(uint128{1}, uint128{2}, 0), 1);
  EXPECT_EQ(RoundedRatio(uint128{499999999}, uint128{1000000000}, 0), 0);
  EXPECT_EQ(RoundedRatio(uint128{0}, uint128{7}, 18), 0);
  test::Random random(41);
  int given = 0;
  for (int i = 0; i < 2000; ++i) {
    const Wide n = AnyWide(random);
    Wide d = random.Within(0, 3) == 0 ? Add(n, AnyUnsigned(random)) : AnyWide(random);
    if (d == Wide()) d = uint128{1};
    const int digits = static_cast<int>(random.Within(0, kMaxDecimalScale));
    const Big scaled = ToBig(n) * pow(Big(10), static_cast<unsigned>(digits)) * 2;
    const Big expected = (scaled / ToBig(d) + 1) / 2;
    const std::optional<int128> ratio = RoundedRatio(n, d, digits);
    if (ToBig(d) * 10 >= kEnd || expected > ToBig(static_cast<uint128>(kInt128Max))) {
      ASSERT_FALSE(ratio.has_value());
      continue;
    }
    ++given;
    ASSERT_TRUE(ratio.has_value());
    ASSERT_EQ(ToBig(static_cast<uint128>(*ratio)), expected);
  }
  EXPECT_GT(given, 500);
}

// Ties: (2 k + 1) / (2 m) of a multiple of 10^-digits goes up, a little less does not, narrow and wide alike.
TEST(RoundedRatio, TiesGoUp) {
  for (const uint128 factor : {uint128{1}, uint128{1} << 120}) {
    const Wide d = Multiply(Multiply(Wide(factor), factor), 2);
    const Wide n = Multiply(Multiply(Wide(factor), factor), 7);
    EXPECT_EQ(RoundedRatio(n, d, 0), 4);
    EXPECT_EQ(RoundedRatio(n, Add(d, uint128{1}), 0), factor == 1 ? 2 : 3);  // 7/3 and 3.4999...
  }
}

TEST(RoundedSquareRootOfRatio, HasTheDigitsOfTheRoot) {
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{2}, uint128{1}, 9), 1414213562);
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{2}, uint128{1}, 18), 1414213562373095049);
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{10}, uint128{1}, 9), 3162277660);
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{1}, uint128{2}, 9), 707106781);
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{0}, uint128{2}, 9), 0);
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{9}, uint128{4}, 0), 2) << "1.5 goes up";
  EXPECT_EQ(RoundedSquareRootOfRatio(uint128{8999}, uint128{4000}, 0), 1);
}

TEST(RoundedSquareRootOfRatio, IsTheExactRootRoundedHalfUp) {
  test::Random random(42);
  int given = 0;
  for (int i = 0; i < 2000; ++i) {
    const Wide n = AnyWide(random);
    Wide d = random.Within(0, 1) == 0 ? Wide(AnyUnsigned(random)) : AnyWide(random);
    if (d == Wide()) d = uint128{1};
    const int digits = static_cast<int>(random.Within(0, kMaxDecimalScale));
    const std::optional<int128> root = RoundedSquareRootOfRatio(n, d, digits);
    const Big target = ToBig(n) * pow(Big(10), 2 * static_cast<unsigned>(digits)) * 4;
    const Big expected = (sqrt(Big(target / ToBig(d))) + 1) / 2;
    if (!root.has_value()) {
      ASSERT_TRUE(target >= kEnd || expected >= (Big(1) << 125)) << expected;
      continue;
    }
    ++given;
    ASSERT_EQ(ToBig(static_cast<uint128>(*root)), expected);
  }
  EXPECT_GT(given, 500);
}

// An exact half is on the way up also where the numbers are wide: (3/2)^2 = 9/4, and a little less.
TEST(RoundedSquareRootOfRatio, TiesGoUp) {
  const uint128 factor = uint128{1} << 120;
  const Wide n = Multiply(Multiply(Wide(factor), factor), 9);
  const Wide d = Multiply(Multiply(Wide(factor), factor), 4);
  EXPECT_EQ(RoundedSquareRootOfRatio(n, d, 0), 2);
  EXPECT_EQ(RoundedSquareRootOfRatio(n, Add(d, uint128{1}), 0), 1);
}

// Just below 2^20 the root rounds to 2^10, one bit longer than it.
TEST(RoundedSquareRootOfRatio, MayGrowByABit) {
  const Wide d = Multiply(Wide(uint128{1} << 100), uint128{1} << 100);
  const Wide n = Subtract(Multiply(d, uint128{1} << 20), uint128{1});
  EXPECT_EQ(RoundedSquareRootOfRatio(n, d, 0), 1024);
}

TEST(Wide, IsUsableInConstants) {
  static_assert(Multiply(Add(Wide(uint128{5}), uint128{1}), 7) == Wide(uint128{42}));
  static_assert(Subtract(Wide(uint128{5}), uint128{4}).BitWidth() == 1 && Wide(uint128{5}) > Wide(uint128{4}));
}

}  // namespace
}  // namespace keyhaul

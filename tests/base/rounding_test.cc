// Rounding: the eight modes against Python's `decimal`, which implements the same specification.
#include "keyhaul/base/rounding.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include "keyhaul/base/int128.h"
#include "wide.h"

namespace keyhaul {
namespace {

using test::FromText;
using test::Random;
using test::RoundedByDefinition;
using test::ToWide;
using test::Wide;

constexpr std::array<RoundingMode, 8> kModes = {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::half_down,
                                                RoundingMode::up,      RoundingMode::down,      RoundingMode::ceiling,
                                                RoundingMode::floor,   RoundingMode::up_05};

struct GridRow {
  RoundingMode mode;
  std::int64_t divisor;
  std::int64_t limit;
  const char* quotients;  // of -limit / divisor, (-limit + 1) / divisor, ..., limit / divisor
};

// Python 3.11: (Decimal(n) / Decimal(d)).quantize(Decimal(1), rounding=mode) at 500 digits of precision. The divisor 2
// gives ties at every last digit, 0 and 5 among them; 3 gives none; 10 gives all distances from a tie.
constexpr GridRow kGrid[] = {
    {RoundingMode::half_up, 2, 23,
     "-12 -11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 "
     "10 10 11 11 12"},
    {RoundingMode::half_even, 2, 23,
     "-12 -11 -10 -10 -10 -9 -8 -8 -8 -7 -6 -6 -6 -5 -4 -4 -4 -3 -2 -2 -2 -1 0 0 0 1 2 2 2 3 4 4 4 5 6 6 6 7 8 8 8 9 "
     "10 10 10 11 12"},
    {RoundingMode::half_down, 2, 23,
     "-11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 "
     "10 10 11 11"},
    {RoundingMode::up, 2, 23,
     "-12 -11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 "
     "10 10 11 11 12"},
    {RoundingMode::down, 2, 23,
     "-11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 "
     "10 10 11 11"},
    {RoundingMode::ceiling, 2, 23,
     "-11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 "
     "10 11 11 12"},
    {RoundingMode::floor, 2, 23,
     "-12 -11 -11 -10 -10 -9 -9 -8 -8 -7 -7 -6 -6 -5 -5 -4 -4 -3 -3 -2 -2 -1 -1 0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 "
     "9 10 10 11 11"},
    {RoundingMode::up_05, 2, 23,
     "-11 -11 -11 -10 -9 -9 -8 -8 -7 -7 -6 -6 -6 -5 -4 -4 -3 -3 -2 -2 -1 -1 -1 0 1 1 1 2 2 3 3 4 4 5 6 6 6 7 7 8 8 9 9 "
     "10 11 11 11"},
    {RoundingMode::half_up, 3, 20,
     "-7 -6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7"},
    {RoundingMode::half_even, 3, 20,
     "-7 -6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7"},
    {RoundingMode::half_down, 3, 20,
     "-7 -6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7"},
    {RoundingMode::up, 3, 20,
     "-7 -7 -6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7 7"},
    {RoundingMode::down, 3, 20,
     "-6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6"},
    {RoundingMode::ceiling, 3, 20,
     "-6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6 7 7"},
    {RoundingMode::floor, 3, 20,
     "-7 -7 -6 -6 -6 -5 -5 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 0 0 0 1 1 1 2 2 2 3 3 3 4 4 4 5 5 5 6 6 6"},
    {RoundingMode::up_05, 3, 20,
     "-6 -6 -6 -6 -6 -5 -4 -4 -4 -3 -3 -3 -2 -2 -2 -1 -1 -1 -1 -1 0 1 1 1 1 1 2 2 2 3 3 3 4 4 4 5 6 6 6 6 6"},
    {RoundingMode::half_up, 10, 30,
     "-3 -3 -3 -3 -3 -3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 "
     "1 1 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3"},
    {RoundingMode::half_even, 10, 30,
     "-3 -3 -3 -3 -3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 "
     "1 2 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3"},
    {RoundingMode::half_down, 10, 30,
     "-3 -3 -3 -3 -3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 "
     "1 1 2 2 2 2 2 2 2 2 2 2 3 3 3 3 3"},
    {RoundingMode::up, 10, 30,
     "-3 -3 -3 -3 -3 -3 -3 -3 -3 -3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 1 1 1 1 1 1 1 1 1 1 "
     "2 2 2 2 2 2 2 2 2 2 3 3 3 3 3 3 3 3 3 3"},
    {RoundingMode::down, 10, 30,
     "-3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 "
     "1 1 1 1 2 2 2 2 2 2 2 2 2 2 3"},
    {RoundingMode::ceiling, 10, 30,
     "-3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 0 1 1 1 1 1 1 1 1 1 1 2 2 2 2 2 "
     "2 2 2 2 2 3 3 3 3 3 3 3 3 3 3"},
    {RoundingMode::floor, 10, 30,
     "-3 -3 -3 -3 -3 -3 -3 -3 -3 -3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 0 0 0 0 0 0 0 0 0 1 "
     "1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 3"},
    {RoundingMode::up_05, 10, 30,
     "-3 -2 -2 -2 -2 -2 -2 -2 -2 -2 -2 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0 1 1 1 1 1 1 1 1 1 1 "
     "1 1 1 1 1 1 1 1 1 2 2 2 2 2 2 2 2 2 2 3"},
};

// BASE-01
TEST(RoundingTest, Base01EightModesAgreeWithPythonOnAGridOfBothSigns) {
  for (const GridRow& row : kGrid) {
    std::istringstream expected(row.quotients);
    for (std::int64_t n = -row.limit; n <= row.limit; ++n) {
      std::int64_t quotient = 0;
      ASSERT_TRUE(expected >> quotient);
      const std::string what =
          std::string(Name(row.mode)) + " " + std::to_string(n) + "/" + std::to_string(row.divisor);
      EXPECT_EQ(DivideRounded<std::int64_t>(n, row.divisor, row.mode), quotient) << what;
      EXPECT_EQ(DivideRounded<int128>(n, row.divisor, row.mode), quotient) << what;
      EXPECT_EQ(DivideRounded<Wide>(n, row.divisor, row.mode), quotient) << what;
    }
    std::string rest;
    EXPECT_FALSE(expected >> rest);
  }
}

struct EndRow {
  const char* dividend;
  const char* divisor;
  std::array<const char*, 8> quotients;  // by mode, in the order of kModes
};

// The same computation in Python at and next to the ends of 128 bits, and for 10^18 units by divisors of 10^18.
constexpr EndRow kEnds[] = {
    {"-170141183460469231731687303715884105728",
     "1",
     {"-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728",
      "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"}},
    {"-170141183460469231731687303715884105728",
     "2",
     {"-85070591730234615865843651857942052864", "-85070591730234615865843651857942052864",
      "-85070591730234615865843651857942052864", "-85070591730234615865843651857942052864",
      "-85070591730234615865843651857942052864", "-85070591730234615865843651857942052864",
      "-85070591730234615865843651857942052864", "-85070591730234615865843651857942052864"}},
    {"-170141183460469231731687303715884105728",
     "3",
     {"-56713727820156410577229101238628035243", "-56713727820156410577229101238628035243",
      "-56713727820156410577229101238628035243", "-56713727820156410577229101238628035243",
      "-56713727820156410577229101238628035242", "-56713727820156410577229101238628035242",
      "-56713727820156410577229101238628035243", "-56713727820156410577229101238628035242"}},
    {"-170141183460469231731687303715884105728",
     "170141183460469231731687303715884105727",
     {"-1", "-1", "-1", "-2", "-1", "-1", "-2", "-1"}},
    {"170141183460469231731687303715884105727",
     "170141183460469231731687303715884105727",
     {"1", "1", "1", "1", "1", "1", "1", "1"}},
    {"170141183460469231731687303715884105727",
     "2",
     {"85070591730234615865843651857942052864", "85070591730234615865843651857942052864",
      "85070591730234615865843651857942052863", "85070591730234615865843651857942052864",
      "85070591730234615865843651857942052863", "85070591730234615865843651857942052864",
      "85070591730234615865843651857942052863", "85070591730234615865843651857942052863"}},
    {"170141183460469231731687303715884105726",
     "170141183460469231731687303715884105727",
     {"1", "1", "1", "1", "0", "1", "0", "1"}},
    {"85070591730234615865843651857942052863",
     "170141183460469231731687303715884105727",
     {"0", "0", "0", "1", "0", "1", "0", "1"}},
    {"85070591730234615865843651857942052864",
     "170141183460469231731687303715884105727",
     {"1", "1", "1", "1", "0", "1", "0", "1"}},
    {"-85070591730234615865843651857942052863",
     "170141183460469231731687303715884105727",
     {"0", "0", "0", "-1", "0", "0", "-1", "-1"}},
    {"-85070591730234615865843651857942052864",
     "170141183460469231731687303715884105727",
     {"-1", "-1", "-1", "-1", "0", "0", "-1", "-1"}},
    {"1000000000000000000500000000000000000",
     "1000000000000000000",
     {"1000000000000000001", "1000000000000000000", "1000000000000000000", "1000000000000000001", "1000000000000000000",
      "1000000000000000001", "1000000000000000000", "1000000000000000001"}},
    {"-1000000000000000000500000000000000000",
     "1000000000000000000",
     {"-1000000000000000001", "-1000000000000000000", "-1000000000000000000", "-1000000000000000001",
      "-1000000000000000000", "-1000000000000000000", "-1000000000000000001", "-1000000000000000001"}},
    {"170141183460469231731687303715884105727",
     "1000000000000000000",
     {"170141183460469231732", "170141183460469231732", "170141183460469231732", "170141183460469231732",
      "170141183460469231731", "170141183460469231732", "170141183460469231731", "170141183460469231731"}},
    {"85070591730234615865843651857942052864",
     "85070591730234615865843651857942052864",
     {"1", "1", "1", "1", "1", "1", "1", "1"}},
    {"127605887595351923798765477786913079296",
     "85070591730234615865843651857942052864",
     {"2", "2", "1", "2", "1", "2", "1", "1"}},
    {"-127605887595351923798765477786913079296",
     "85070591730234615865843651857942052864",
     {"-2", "-2", "-1", "-2", "-1", "-1", "-2", "-1"}},
    {"106338239662793269832304564822427566080",
     "42535295865117307932921825928971026432",
     {"3", "2", "2", "3", "2", "3", "2", "2"}},
};

// BASE-02
TEST(RoundingTest, Base02EndsOf128BitsAreRight) {
  for (const EndRow& row : kEnds) {
    for (std::size_t i = 0; i < kModes.size(); ++i) {
      EXPECT_EQ(ToText(DivideRounded(FromText(row.dividend), FromText(row.divisor), kModes[i])), row.quotients[i])
          << row.dividend << " / " << row.divisor << " " << Name(kModes[i]);
    }
  }
}

// BASE-02
TEST(RoundingTest, Base02EndsOf64BitsAgreeWith128Bits) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t n : {kMin, kMin + 1, kMin / 2, std::int64_t{-1}, std::int64_t{1}, kMax / 2, kMax - 1, kMax}) {
    for (const std::int64_t d : {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, kMax / 2, kMax - 1, kMax}) {
      for (const RoundingMode mode : kModes) {
        EXPECT_EQ(int128(DivideRounded(n, d, mode)), DivideRounded<int128>(n, d, mode)) << n << " / " << d;
      }
    }
  }
}

// BASE-03
TEST(RoundingTest, Base03OneCodeGivesTheSameIn128And256Bits) {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const int128 d = random.Positive();
    // Every other dividend is close to a multiple of half the divisor, where the modes part.
    const int128 n = i % 2 == 0 ? random.Any() : d / 2 * random.Within(-1, 1) + random.Within(-1, 1);
    for (const RoundingMode mode : kModes) {
      const Wide expected = RoundedByDefinition(ToWide(n), ToWide(d), mode);
      ASSERT_EQ(ToText(DivideRounded(n, d, mode)), expected.str()) << ToText(n) << " / " << ToText(d) << Name(mode);
      ASSERT_EQ(DivideRounded(ToWide(n), ToWide(d), mode), expected);
    }
  }
}

// BASE-04
TEST(RoundingTest, Base04EveryModeButCeilingAndFloorIsItsOwnMirror) {
  Random random(2);
  for (int i = 0; i < 5000; ++i) {
    const int128 n = random.Any();
    const int128 d = random.Positive();
    for (const RoundingMode mode : kModes) {
      const RoundingMode mirror = mode == RoundingMode::ceiling ? RoundingMode::floor
                                  : mode == RoundingMode::floor ? RoundingMode::ceiling
                                                                : mode;
      ASSERT_EQ(DivideRounded<int128>(-n, d, mirror), -DivideRounded(n, d, mode)) << ToText(n) << " / " << ToText(d);
    }
  }
}

// BASE-05. Swiss cash to 0.05; and 0.12 in steps of 0.05 is two steps and a bit, whose last digit is 2 and stays, while
// 0.27 is five steps and a bit, whose last digit 5 moves away from zero.
TEST(RoundingTest, Base05AStepCountsSteps) {
  EXPECT_EQ(RoundToMultiple<std::int64_t>(1237, 5, RoundingMode::half_up), 1235);
  EXPECT_EQ(RoundToMultiple<std::int64_t>(1238, 5, RoundingMode::half_up), 1240);
  EXPECT_EQ(RoundToMultiple<std::int64_t>(12, 5, RoundingMode::up_05), 10);
  EXPECT_EQ(RoundToMultiple<std::int64_t>(27, 5, RoundingMode::up_05), 30);
  EXPECT_EQ(RoundToMultiple<std::int64_t>(-27, 5, RoundingMode::up_05), -30);
  // One rounding: 4.9 to a step of 10 is 0, where rounding to 5 first would have given 10.
  EXPECT_EQ((DivideRoundedToMultiple<std::int64_t>(49, 10, 10, RoundingMode::half_up)), 0);
  EXPECT_EQ((DivideRoundedToMultiple<std::int64_t>(50, 10, 10, RoundingMode::half_up)), 10);
}

TEST(RoundingTest, DivideFloorKeepsTheRemainderWithinTheDivisor) {
  const Division<std::int64_t> parts = DivideFloor<std::int64_t>(-7, 2);
  EXPECT_EQ(parts.quotient, -4);
  EXPECT_EQ(parts.remainder, 1);
  const Division<int128> end = DivideFloor(kInt128Min, kInt128Max);
  EXPECT_EQ(end.quotient, -2);
  EXPECT_EQ(end.remainder, kInt128Max - 1);
}

TEST(RoundingTest, NamesAreReadBack) {
  for (const RoundingMode mode : kModes) EXPECT_EQ(*ParseRoundingMode(Name(mode)), mode);
  const Result<RoundingMode> unknown = ParseRoundingMode("bankers");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::policy_value);
  EXPECT_EQ(unknown.error().value, "bankers");
  EXPECT_EQ(
      unknown.error().message,
      "rounding mode is not known; expected one of half_up, half_even, half_down, up, down, ceiling, floor, up_05");
}

// Usable where the compiler computes.
static_assert(DivideRounded<std::int64_t>(-25, 10, RoundingMode::half_up) == -3);

}  // namespace
}  // namespace keyhaul

// What the tests of exact arithmetic share: 256-bit integers of Boost as the other computation, and a seeded source of
// numbers that likes the ends of their range. std::mt19937_64 is defined to the bit by the C++ standard, so every
// machine tests the same numbers.
#ifndef KEYHAUL_TESTS_BASE_WIDE_H_
#define KEYHAUL_TESTS_BASE_WIDE_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <string_view>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"

// Lets GoogleTest print 128-bit integers without the compiled part of Abseil, which nothing of ours links.
namespace absl {
ABSL_NAMESPACE_BEGIN
inline void PrintTo(int128 x, std::ostream* out) { *out << keyhaul::ToText(x); }
ABSL_NAMESPACE_END
}  // namespace absl

namespace keyhaul::test {

using Wide = boost::multiprecision::int256_t;

// Through decimal text, so as not to share a conversion with the code under test.
inline Wide ToWide(int128 x) { return Wide(ToText(x)); }

// Digits with a leading '-' where negative; anything within 128 bits.
inline int128 FromText(std::string_view text) {
  const bool negative = text.front() == '-';
  int128 value = 0;
  for (const char c : text.substr(negative ? 1 : 0)) value = value * 10 - (c - '0');
  return negative ? value : -value;
}

inline bool FitsInt128(const Wide& x) { return x >= ToWide(kInt128Min) && x <= ToWide(kInt128Max); }

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // Uniform within low and high, both included. The bias of the modulo does not matter here.
  std::int64_t Within(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }

  // Up to `bits` bits of magnitude, every length equally likely, either sign; now and then a power of two or of ten and
  // its neighbours.
  int128 Any(int bits = 127) {
    int128 x =
        static_cast<int128>(absl::MakeUint128(engine_(), engine_()) >> static_cast<int>(Within(129 - bits, 128) - 1));
    if (Within(0, 7) == 0) x = (int128(1) << static_cast<int>(Within(0, bits - 1))) - Within(0, 1);
    if (Within(0, 7) == 0) x = PowerOfTen(static_cast<int>(Within(0, bits * 3 / 10))) + Within(-1, 1);
    return Within(0, 1) == 0 ? x : -x;
  }

  int128 Positive(int bits = 127) {
    const int128 x = Any(bits);
    return x > 0 ? x : 1 - x;
  }

 private:
  std::mt19937_64 engine_;
};

// n / d rounded by Boost's integers and the definition of each mode as a set: the rounded value is one of the two
// neighbours of n / d, and which is decided by doubling, which 256 bits have room for.
inline Wide RoundedByDefinition(const Wide& n, const Wide& d, RoundingMode mode) {
  const Wide down = n / d;
  const Wide away = down + (n < 0 ? -1 : 1);
  const Wide twice = 2 * abs(Wide(n % d));
  if (twice == 0) return down;
  switch (mode) {
    case RoundingMode::half_up:
      return twice >= d ? away : down;
    case RoundingMode::half_down:
      return twice > d ? away : down;
    case RoundingMode::half_even:
      return twice > d || (twice == d && abs(down) % 2 == 1) ? away : down;
    case RoundingMode::up:
      return away;
    case RoundingMode::down:
      return down;
    case RoundingMode::ceiling:
      return n < 0 ? down : away;
    case RoundingMode::floor:
      return n < 0 ? away : down;
    case RoundingMode::up_05:
      return abs(down) % 10 == 0 || abs(down) % 10 == 5 ? away : down;
  }
  return 0;
}

}  // namespace keyhaul::test

#endif  // KEYHAUL_TESTS_BASE_WIDE_H_

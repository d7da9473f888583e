#include "src/kernels/reciprocal.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/terms/schedule_generator.h"

namespace keyhaul {
namespace {

using terms_testing::Random;

std::vector<std::uint64_t> Divisors(Random& random) {
  std::vector<std::uint64_t> divisors = {2, 3, 5, 7, 641, (std::uint64_t{1} << 62) + 1, (std::uint64_t{1} << 63) - 1};
  for (int bit = 1; bit < 63; ++bit) {
    divisors.push_back(std::uint64_t{1} << bit);
    divisors.push_back((std::uint64_t{1} << bit) + 1);
    if (bit > 1) divisors.push_back((std::uint64_t{1} << bit) - 1);
  }
  for (std::uint64_t power = 10; power < 1'000'000'000'000'000'000; power *= 10) {
    divisors.push_back(power);
    divisors.push_back(power * 5);
  }
  for (int i = 0; i < 500; ++i) divisors.push_back(2 + (random.Next() >> (2 + random.Below(60))));
  return divisors;
}

TEST(NarrowReciprocal, IsTheTrueQuotient) {  // KERNEL-05
  Random random(31);
  constexpr std::uint64_t kEnd = std::uint64_t{1} << 63;
  for (const std::uint64_t divisor : Divisors(random)) {
    const kernels::NarrowReciprocal reciprocal(divisor);
    const auto expect = [&](std::uint64_t n) { ASSERT_EQ(reciprocal.Divide(n), n / divisor) << n << " " << divisor; };
    for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, kEnd - 1, kEnd - 2, divisor, divisor - 1}) {
      expect(n);
    }
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t n = random.Next() >> (1 + random.Below(62));
      expect(n);
      // Around a multiple of the divisor is where a reciprocal that is off shows.
      const std::uint64_t multiple = n / divisor * divisor;
      expect(multiple);
      if (multiple > 0) expect(multiple - 1);
    }
    expect((kEnd - 1) / divisor * divisor);
    expect((kEnd - 1) / divisor * divisor - 1);
  }
}

TEST(WideReciprocal, IsTheTrueQuotientAndRemainder) {  // KERNEL-05
  Random random(32);
  std::vector<std::uint64_t> divisors = Divisors(random);
  divisors.push_back(1);
  divisors.push_back(std::numeric_limits<std::uint64_t>::max());
  divisors.push_back(std::uint64_t{1} << 63);
  for (const std::uint64_t divisor : divisors) {
    const kernels::WideReciprocal reciprocal(divisor);
    const auto expect = [&](uint128 n) {
      std::uint64_t remainder = 0;
      const uint128 quotient = reciprocal.Divide(n, &remainder);
      ASSERT_TRUE(quotient == n / divisor && remainder == n % divisor) << divisor;
    };
    expect(0);
    expect(~uint128(0));
    expect(~uint128(0) / divisor * divisor);
    for (int i = 0; i < 100; ++i) {
      const uint128 n = absl::MakeUint128(random.Next(), random.Next()) >> random.Below(128);
      expect(n);
      expect(n / divisor * divisor);
      expect(n / divisor * divisor - 1);
    }
  }
}

}  // namespace
}  // namespace keyhaul

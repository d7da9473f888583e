#include "src/kernels/allocation_kernel.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "src/kernels/wide_integer.h"
#include "tests/terms/schedule_generator.h"

namespace keyhaul {
namespace {

using terms_testing::Random;

std::string Texts(const std::vector<int128>& numbers) {
  std::string text;
  for (const int128& number : numbers) text += ToText(number) + " ";
  return text;
}

TEST(KernelAllocate, TotalsBeyond128Bits) {  // KERNEL-04
  // Largest remainder of 10^30 + 7, by Python's integers.
  const int128 total = PowerOfTen(30) + 7;
  const std::vector<int128> weights = {PowerOfTen(30), PowerOfTen(29) * 3 + 1, 7, 0, PowerOfTen(30) - 1};
  std::vector<int128> parts(weights.size());
  ASSERT_FALSE(Allocate(total, weights, {}, parts).ok());
  const Result<int128> leftover = kernels::Allocate(total, weights, {}, parts);
  ASSERT_TRUE(leftover.ok());
  EXPECT_TRUE(*leftover == 0);
  EXPECT_EQ(Texts(parts),
            "434782608695652173913043478263 130434782608695652173913043479 3 0 "
            "434782608695652173913043478262 ");
}

TEST(KernelAllocate, TheEndsOf128Bits) {  // KERNEL-04
  const std::vector<int128> weights = {kInt128Max, kInt128Max, kInt128Max};
  std::vector<int128> parts(weights.size());
  for (const int128& total : {kInt128Max, kInt128Min}) {
    ASSERT_TRUE(kernels::Allocate(total, weights, {}, parts).ok());
    EXPECT_TRUE(parts[0] + parts[1] + parts[2] == total);
  }
  // 2^127 is 2 modulo 3, so two of three parts have a unit more.
  EXPECT_TRUE(parts[0] == parts[1] && parts[1] == parts[2] - 1);
}

TEST(KernelAllocate, GivesTheSamePartsInBothWidths) {  // KERNEL-04
  Random random(41);
  for (int i = 0; i < 3000; ++i) {
    std::vector<int128> weights(static_cast<std::size_t>(1 + random.Below(9)));
    for (int128& weight : weights) weight = random.Digits(12);
    const int128 total = random.Digits(14) * (random.OneIn(3) ? -1 : 1);
    AllocationOptions options;
    options.method = static_cast<AllocationMethod>(random.Below(5));
    options.zero_weights = random.OneIn(2) ? ZeroWeights::equal : ZeroWeights::error;
    options.capped = random.OneIn(3);
    std::vector<int128> fast(weights.size());
    std::vector<int128> wide(weights.size());
    const Result<int128> a = kernels::Allocate(total, weights, options, fast);
    const Result<int128> b = allocation_internal::AllocateWith<kernels::WideInt>(total, weights, options, wide);
    ASSERT_EQ(a.ok(), b.ok());
    if (!a.ok()) continue;
    ASSERT_TRUE(*a == *b);
    ASSERT_EQ(Texts(fast), Texts(wide));
  }
}

}  // namespace
}  // namespace keyhaul

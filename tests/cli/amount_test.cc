// Expected texts are Python's: str(decimal.Decimal(n).scaleb(-scale)) and format(n, ",").
#include "src/cli/amount.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace keyhaul::cli {
namespace {

constexpr std::uint64_t kAllOnes = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;

Amount Words(std::uint64_t high, std::uint64_t low) { return Amount(capi::Words128{low, high}); }

const Amount kMax = Words(kSign - 1, kAllOnes);
const Amount kMin = Words(kSign, 0);

// CLI-13
TEST(AmountTest, TextOfSmallOnes) {
  EXPECT_EQ(Amount(std::int64_t{0}).Text(0), "0");
  EXPECT_EQ(Amount(std::int64_t{0}).Text(2), "0.00");
  EXPECT_EQ(Amount(std::int64_t{5}).Text(3), "0.005");
  EXPECT_EQ(Amount(std::int64_t{-5}).Text(2), "-0.05");
  EXPECT_EQ(Amount(std::int64_t{-123450}).Text(2), "-1234.50");
  EXPECT_EQ(Amount(std::int64_t{1000000000}).Text(0), "1000000000");
  EXPECT_EQ(Amount(std::int64_t{1000000000}).Text(9), "1.000000000");
}

// CLI-13
TEST(AmountTest, TextOfLargeOnes) {
  EXPECT_EQ(kMax.Text(0), "170141183460469231731687303715884105727");
  EXPECT_EQ(kMin.Text(0), "-170141183460469231731687303715884105728");
  EXPECT_EQ(kMin.Text(2), "-1701411834604692317316873037158841057.28");
  EXPECT_EQ(Words(1, 0).Text(0), "18446744073709551616");
  EXPECT_EQ(Words(0, kAllOnes).Text(0), "18446744073709551615");
  EXPECT_EQ(Words(kAllOnes, kAllOnes).Text(0), "-1");
  EXPECT_EQ(Amount(std::numeric_limits<std::int64_t>::min()).Text(0), "-9223372036854775808");
}

// CLI-13
TEST(AmountTest, GroupsThousands) {
  EXPECT_EQ(Amount(std::int64_t{999}).Text(0, ','), "999");
  EXPECT_EQ(Amount(std::int64_t{1000}).Text(0, ','), "1,000");
  EXPECT_EQ(Amount(std::int64_t{-123456789}).Text(2, ','), "-1,234,567.89");
  EXPECT_EQ(Amount(std::int64_t{12345}).Text(3, ','), "12.345");
  EXPECT_EQ(kMax.Text(0, ','), "170,141,183,460,469,231,731,687,303,715,884,105,727");
}

TEST(AmountTest, AddsAcrossTheWords) {
  EXPECT_EQ(Words(0, kAllOnes) + Amount(std::int64_t{1}), Words(1, 0));
  EXPECT_EQ(Words(1, 0) - Amount(std::int64_t{1}), Words(0, kAllOnes));
  EXPECT_EQ(-Words(0, 1), Words(kAllOnes, kAllOnes));
  EXPECT_EQ(Amount(std::int64_t{-7}) + Amount(std::int64_t{7}), Amount());
}

// CLI-13
TEST(AmountTest, RefusesASumBeyond128Bits) {
  Amount sum = kMax;
  EXPECT_FALSE(sum.Add(Amount(std::int64_t{1})));
  EXPECT_EQ(sum, kMax);
  EXPECT_TRUE(sum.Add(Amount(std::int64_t{-1})));
  EXPECT_EQ(sum, Words(kSign - 1, kAllOnes - 1));
  sum = kMin;
  EXPECT_FALSE(sum.Add(Amount(std::int64_t{-1})));
  EXPECT_TRUE(sum.Add(kMax));
  EXPECT_EQ(sum, Amount(std::int64_t{-1}));
}

TEST(AmountTest, OrdersBySign) {
  EXPECT_LT(kMin, Amount(std::int64_t{-1}));
  EXPECT_LT(Amount(std::int64_t{-1}), Amount());
  EXPECT_LT(Amount(), Words(0, kAllOnes));
  EXPECT_LT(Words(0, kAllOnes), Words(1, 0));
  EXPECT_LT(Words(1, 0), kMax);
}

}  // namespace
}  // namespace keyhaul::cli

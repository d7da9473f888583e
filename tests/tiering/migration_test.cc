// TIER-90 to TIER-95: matrices worked by hand; expected nine digits and mobilities are of Python's fractions, rounded
// by floor(x * 10^9 + 1/2).
#include "keyhaul/tiering/migration.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "../print_int128.h"

namespace keyhaul {

static void PrintTo(const CountRatio& ratio, std::ostream* out) { *out << ratio.numerator << "/" << ratio.denominator; }

namespace {

using Tiers = std::vector<std::int32_t>;
using Values = std::vector<int128>;

// Accounts with the given moves, as many of each as the matrix says; its last row and column are those of absence.
Migration FromMatrix(const std::vector<std::vector<int>>& matrix) {
  const auto tiers = static_cast<std::int32_t>(matrix.size()) - 1;
  Tiers before;
  Tiers after;
  for (std::int32_t i = 0; i <= tiers; ++i) {
    for (std::int32_t j = 0; j <= tiers; ++j) {
      const int count = matrix[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      before.insert(before.end(), static_cast<std::size_t>(count), i == tiers ? kNoTier : i);
      after.insert(after.end(), static_cast<std::size_t>(count), j == tiers ? kNoTier : j);
    }
  }
  return *Migration::Make(tiers, before, after);
}

// key 0, mid 1, small 2
const Tiers kBefore = {0, 0, 0, 1, 1, 2, 2, 2, -1, -1};
const Tiers kAfter = {0, 0, 1, 1, 0, 2, 1, -1, 2, -1};

// TIER-90
TEST(Migration, CountsEveryAccountOnce) {
  const Migration migration = *Migration::Make(3, kBefore, kAfter);
  const std::int64_t expected[4][4] = {{2, 1, 0, 0}, {1, 1, 0, 0}, {0, 1, 1, 1}, {0, 0, 1, 1}};
  for (std::int32_t i = 0; i < 4; ++i) {
    for (std::int32_t j = 0; j < 4; ++j) EXPECT_EQ(migration.Count(i, j), expected[i][j]) << i << " to " << j;
  }
  EXPECT_EQ(migration.tier_count(), 3);
  EXPECT_EQ(migration.Count(2, kNoTier), 1);
  EXPECT_EQ(migration.Count(kNoTier, 2), 1);
  EXPECT_EQ(migration.Count(kNoTier, kNoTier), 1);
  EXPECT_FALSE(migration.ValueBefore(0, 0).has_value());
  EXPECT_FALSE(migration.ValueAfter(0, 0).has_value());
}

// TIER-91
TEST(Migration, EveryAccountThatHadATierStayedRoseFellOrLeft) {
  const Migration migration = *Migration::Make(3, kBefore, kAfter);
  const MigrationTotals& totals = migration.totals();
  EXPECT_EQ(totals.before, 8);
  EXPECT_EQ(totals.after, 8);
  EXPECT_EQ(totals.stayed, 4);
  EXPECT_EQ(totals.upgraded, 2);
  EXPECT_EQ(totals.downgraded, 1);
  EXPECT_EQ(totals.left, 1);
  EXPECT_EQ(totals.entered, 1);
  EXPECT_EQ(migration.RetentionRate(), (CountRatio{4, 8}));
  EXPECT_EQ(migration.UpgradeRate(), (CountRatio{2, 8}));
  EXPECT_EQ(migration.DowngradeRate(), (CountRatio{1, 8}));
  EXPECT_EQ(migration.ExitRate(), (CountRatio{1, 8}));
}

// TIER-92
TEST(Migration, ProbabilitiesArePartsOfARow) {
  const Migration migration = FromMatrix({{49, 12, 2, 7}, {5, 20, 5, 0}, {0, 0, 0, 0}, {5, 0, 0, 3}});
  EXPECT_EQ(migration.Probability(0, 0), (CountRatio{49, 70}));
  EXPECT_EQ(migration.Probability(0, kNoTier), (CountRatio{7, 70}));
  EXPECT_EQ(migration.Probability(0, 3), (CountRatio{7, 70}));
  EXPECT_EQ(migration.Probability(1, 0), (CountRatio{5, 30}));
  EXPECT_EQ(migration.Probability(2, 2), std::nullopt);
  EXPECT_EQ(migration.Probability(kNoTier, 0), (CountRatio{5, 8}));
  EXPECT_EQ(NineDigits(*migration.Probability(0, 0)), 700000000);
  EXPECT_EQ(NineDigits(*migration.Probability(1, 0)), 166666667);
}

// TIER-92: half up once, from the exact ratio.
TEST(Migration, NineDigitsAreRoundedHalfUp) {
  EXPECT_EQ(NineDigits({1, 3}), 333333333);
  EXPECT_EQ(NineDigits({2, 3}), 666666667);
  EXPECT_EQ(NineDigits({1, 7}), 142857143);
  EXPECT_EQ(NineDigits({1, 2000000000}), 1);
  EXPECT_EQ(NineDigits({1, 2000000001}), 0);
  EXPECT_EQ(NineDigits({std::int64_t{1} << 62, (std::int64_t{1} << 62) + 1}), 1000000000);
  EXPECT_EQ(NineDigits({INT64_MAX, 1}), int128{INT64_MAX} * 1000000000);
}

// TIER-93: among the accounts that are on both sides.
TEST(Migration, MobilityOfShorrocks) {
  EXPECT_EQ(FromMatrix({{2, 1, 0, 9}, {0, 3, 1, 0}, {1, 1, 3, 4}, {7, 0, 0, 5}}).Mobility(), 491666667);  // 59/120
  EXPECT_EQ(FromMatrix({{5, 0, 0}, {0, 7, 1}, {0, 2, 0}}).Mobility(), 0);
  EXPECT_EQ(FromMatrix({{0, 5, 0}, {7, 0, 0}, {0, 0, 0}}).Mobility(), 2000000000);
  EXPECT_EQ(FromMatrix({{1, 1, 0}, {1, 1, 0}, {0, 0, 0}}).Mobility(), 1000000000);
}

// TIER-93
TEST(Migration, MobilityNeedsTwoTiersThatAccountsHad) {
  EXPECT_EQ(FromMatrix({{5, 0}, {0, 0}}).Mobility(), std::nullopt);
  EXPECT_EQ(FromMatrix({{5, 3, 0}, {0, 0, 0}, {0, 0, 0}}).Mobility(), std::nullopt);
  EXPECT_EQ(FromMatrix({{5, 3, 0}, {0, 0, 9}, {0, 0, 0}}).Mobility(), std::nullopt);  // the second tier's all left
  EXPECT_EQ(Migration::Make(3, {}, {})->Mobility(), std::nullopt);
  // A tier that nobody had does not count: 1/2 and 1/4 moved, of two tiers.
  EXPECT_EQ(FromMatrix({{1, 0, 1, 0}, {0, 0, 0, 0}, {0, 1, 3, 0}, {0, 0, 0, 0}}).Mobility(), 750000000);
}

// TIER-93: 1/3072 + 2/3072 is 1/1024, 976562.5 billionths, of fractions that no number of digits writes out.
TEST(Migration, MobilityIsRoundedOnceFromTheExactSum) {
  EXPECT_EQ(FromMatrix({{3071, 1, 0}, {2, 3070, 0}, {0, 0, 0}}).Mobility(), 976563);
}

// TIER-93: 64 tiers whose numbers of accounts are the primes from 211 to 601, with a common denominator of 550 bits.
TEST(Migration, MobilityOfManyTiersIsExact) {
  std::vector<std::vector<int>> matrix(kMaxTiers + 1, std::vector<int>(kMaxTiers + 1));
  std::size_t tier = 0;
  for (int n = 211; tier < kMaxTiers; ++n) {
    bool prime = true;
    for (int d = 2; d * d <= n; ++d) prime = prime && n % d != 0;
    if (!prime) continue;
    const int moved = static_cast<int>(tier) + 1;
    matrix[tier][tier] = n - moved;
    matrix[tier][(tier + 1) % kMaxTiers] = moved;
    ++tier;
  }
  EXPECT_EQ(FromMatrix(matrix).Mobility(), 74574019);
}

// TIER-94
TEST(Migration, ExpectedStayIsOneByThePartThatGoes) {
  const Migration migration = FromMatrix({{49, 12, 9}, {0, 20, 0}, {5, 0, 3}});
  EXPECT_EQ(migration.ExpectedStay(0), (CountRatio{70, 21}));
  EXPECT_EQ(migration.ExpectedStay(1), std::nullopt);
  EXPECT_EQ(FromMatrix({{0, 3, 0}, {0, 0, 0}, {0, 0, 0}}).ExpectedStay(0), (CountRatio{3, 3}));
  EXPECT_EQ(FromMatrix({{0, 3, 0}, {0, 0, 0}, {0, 0, 0}}).ExpectedStay(1), std::nullopt);
}

// TIER-91, TIER-92: what would divide by zero is undefined.
TEST(Migration, OfNobodyNothingIsDefined) {
  for (const Migration& migration : {*Migration::Make(2, {}, {}), FromMatrix({{0, 0, 0}, {0, 0, 0}, {4, 0, 2}})}) {
    EXPECT_EQ(migration.totals().before, 0);
    EXPECT_EQ(migration.RetentionRate(), std::nullopt);
    EXPECT_EQ(migration.UpgradeRate(), std::nullopt);
    EXPECT_EQ(migration.DowngradeRate(), std::nullopt);
    EXPECT_EQ(migration.ExitRate(), std::nullopt);
    EXPECT_EQ(migration.Probability(0, 0), std::nullopt);
    EXPECT_EQ(migration.ExpectedStay(0), std::nullopt);
    EXPECT_EQ(migration.Mobility(), std::nullopt);
  }
}

// TIER-95
TEST(Migration, ValuesAddUpByCell) {
  const Tiers before = {0, 0, 1, -1, 1};
  const Tiers after = {0, 0, 0, 1, -1};
  const Values values_before = {500, 250, 40, 0, -3};
  const Values values_after = {600, 100, 300, 70, 0};
  const Migration migration = *Migration::Make(2, before, after, values_before, values_after);
  EXPECT_EQ(migration.ValueBefore(0, 0), 750);
  EXPECT_EQ(migration.ValueAfter(0, 0), 700);
  EXPECT_EQ(migration.ValueBefore(1, 0), 40);
  EXPECT_EQ(migration.ValueAfter(1, 0), 300);
  EXPECT_EQ(migration.ValueBefore(1, kNoTier), -3);
  EXPECT_EQ(migration.ValueAfter(kNoTier, 1), 70);
  EXPECT_EQ(migration.ValueAfter(1, 1), 0);
  // Either side alone.
  EXPECT_EQ(Migration::Make(2, before, after, {}, values_after)->ValueBefore(0, 0), std::nullopt);
  EXPECT_EQ(Migration::Make(2, before, after, {}, values_after)->ValueAfter(0, 0), 700);
}

// TIER-95: in every order a sum that fits is given, and one that does not is refused.
TEST(Migration, OnlyTheWholeSumHasToFit) {
  const Tiers tiers = {0, 0, 0, 0};
  Values fits = {kInt128Min, kInt128Min, kInt128Max, kInt128Max};
  do {
    const Result<Migration> migration = Migration::Make(1, tiers, tiers, fits, {});
    ASSERT_TRUE(migration.ok());
    EXPECT_EQ(migration->ValueBefore(0, 0), -2);
  } while (std::next_permutation(fits.begin(), fits.end()));
  for (Values passes : {Values{-2, -1, 1, kInt128Min}, Values{-1, 0, 2, kInt128Max}}) {
    std::sort(passes.begin(), passes.end());
    do {
      const Result<Migration> migration = Migration::Make(1, tiers, tiers, {}, passes);
      ASSERT_FALSE(migration.ok());
      EXPECT_EQ(migration.error().code, Code::overflow);
      EXPECT_EQ(migration.error().rule, "TIER-95");
    } while (std::next_permutation(passes.begin(), passes.end()));
  }
  // The ends themselves.
  EXPECT_EQ(Migration::Make(1, tiers, tiers, {}, Values{-1, 0, 1, kInt128Max})->ValueAfter(0, 0), kInt128Max);
  EXPECT_EQ(Migration::Make(1, tiers, tiers, {}, Values{-1, 0, 1, kInt128Min})->ValueAfter(0, 0), kInt128Min);
}

// TIER-90
TEST(Migration, RefusesOtherAccountsAndOtherTiers) {
  const auto code = [](const Result<Migration>& result) { return result.ok() ? Code::ok : result.error().code; };
  EXPECT_EQ(code(Migration::Make(0, {}, {})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(65, {}, {})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(64, {}, {})), Code::ok);
  EXPECT_EQ(code(Migration::Make(2, Tiers{0, 1}, Tiers{0})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(2, Tiers{0}, Tiers{2})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(2, Tiers{-2}, Tiers{0})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(2, Tiers{0}, Tiers{1}, Values{1, 2}, {})), Code::invalid_argument);
  EXPECT_EQ(code(Migration::Make(2, Tiers{0}, Tiers{1}, {}, Values{1, 2})), Code::invalid_argument);
  EXPECT_EQ(Migration::Make(2, Tiers{0, 3}, Tiers{1, 1}).error().message,
            "account 1 went from tier 3 to tier 1; tiers are numbered from 0 to 1, and -1 is none");
}

}  // namespace
}  // namespace keyhaul

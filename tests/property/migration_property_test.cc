// Migration matrices of random accounts against rationals without bounds (boost::multiprecision::cpp_rational), from
// the formulas as they stand in migration.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/tiering/migration.h"

namespace keyhaul {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

struct Accounts {
  std::int32_t tiers = 1;
  std::vector<std::int32_t> before;
  std::vector<std::int32_t> after;
};

// Accounts that mostly stay, so that rows have all kinds of denominators; some tiers are empty.
Accounts RandomAccounts(std::mt19937_64& bits) {
  const auto below = [&bits](std::size_t n) { return static_cast<std::int32_t>(bits() % n); };
  Accounts accounts;
  accounts.tiers = 1 + below(12);
  const std::int32_t used = 1 + below(static_cast<std::size_t>(accounts.tiers));
  const std::int32_t size = below(400);
  for (std::int32_t i = 0; i < size; ++i) {
    const auto lines = static_cast<std::size_t>(used) + 1;
    accounts.before.push_back(below(lines) - 1);
    accounts.after.push_back(below(3) == 0 ? below(lines) - 1 : accounts.before.back());
  }
  return accounts;
}

std::int64_t CountBy(const Accounts& accounts, std::int32_t before, std::int32_t after) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < accounts.before.size(); ++i) {
    if (accounts.before[i] == before && accounts.after[i] == after) ++count;
  }
  return count;
}

int128 HalfUp(const cpp_rational& x) {
  const cpp_rational scaled = x * 2'000'000'000 + 1;
  return static_cast<std::int64_t>(cpp_int(numerator(scaled) / (denominator(scaled) * 2)));
}

std::optional<int128> MobilityBy(const Accounts& accounts) {
  cpp_rational trace = 0;
  int rows = 0;
  for (std::int32_t i = 0; i < accounts.tiers; ++i) {
    std::int64_t in_both = 0;
    for (std::int32_t j = 0; j < accounts.tiers; ++j) in_both += CountBy(accounts, i, j);
    if (in_both == 0) continue;
    trace += cpp_rational(CountBy(accounts, i, i), in_both);
    ++rows;
  }
  if (rows < 2) return std::nullopt;
  return HalfUp((rows - trace) / (rows - 1));
}

cpp_rational Exactly(const std::optional<CountRatio>& ratio) {
  return cpp_rational(ratio->numerator, ratio->denominator);
}

// TIER-90, TIER-93
TEST(MigrationProperty, CountsAndMobilityAgree) {
  std::mt19937_64 bits(93);
  int defined = 0;
  for (int round = 0; round < 400; ++round) {
    const Accounts accounts = RandomAccounts(bits);
    const Migration migration = *Migration::Make(accounts.tiers, accounts.before, accounts.after);
    for (std::int32_t i = -1; i < accounts.tiers; ++i) {
      for (std::int32_t j = -1; j < accounts.tiers; ++j) ASSERT_EQ(migration.Count(i, j), CountBy(accounts, i, j));
    }
    const std::optional<int128> mobility = migration.Mobility();
    ASSERT_EQ(mobility, MobilityBy(accounts));
    defined += mobility.has_value() ? 1 : 0;
  }
  EXPECT_GT(defined, 200);
}

// TIER-91, TIER-92, TIER-94: rates and rows add up to 1, and the expected stay is 1 by the part that goes.
TEST(MigrationProperty, PartsAddUp) {
  std::mt19937_64 bits(91);
  for (int round = 0; round < 400; ++round) {
    const Accounts accounts = RandomAccounts(bits);
    const Migration migration = *Migration::Make(accounts.tiers, accounts.before, accounts.after);
    const MigrationTotals& totals = migration.totals();
    ASSERT_EQ(totals.after - totals.entered, totals.before - totals.left);
    if (totals.before > 0) {
      ASSERT_EQ(Exactly(migration.RetentionRate()) + Exactly(migration.UpgradeRate()) +
                    Exactly(migration.DowngradeRate()) + Exactly(migration.ExitRate()),
                1);
    }
    for (std::int32_t i = 0; i <= accounts.tiers; ++i) {
      if (!migration.Probability(i, 0)) continue;
      cpp_rational row = 0;
      for (std::int32_t j = 0; j <= accounts.tiers; ++j) row += Exactly(migration.Probability(i, j));
      ASSERT_EQ(row, 1);
      const cpp_rational stays = Exactly(migration.Probability(i, i));
      ASSERT_EQ(migration.ExpectedStay(i).has_value(), stays != 1);
      if (stays != 1) {
        ASSERT_EQ(Exactly(migration.ExpectedStay(i)), 1 / (1 - stays));
      }
    }
  }
}

// TIER-90, TIER-95: the order of accounts does not matter.
TEST(MigrationProperty, OrderDoesNotMatter) {
  std::mt19937_64 bits(95);
  for (int round = 0; round < 100; ++round) {
    const Accounts accounts = RandomAccounts(bits);
    std::vector<int128> values;
    for (std::size_t i = 0; i < accounts.before.size(); ++i) {
      values.push_back(absl::MakeInt128(static_cast<std::int64_t>(bits()), bits()));
    }
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::shuffle(order.begin(), order.end(), bits);
    Accounts shuffled{accounts.tiers, {}, {}};
    std::vector<int128> shuffled_values;
    for (const std::size_t i : order) {
      shuffled.before.push_back(accounts.before[i]);
      shuffled.after.push_back(accounts.after[i]);
      shuffled_values.push_back(values[i]);
    }
    const Result<Migration> one = Migration::Make(accounts.tiers, accounts.before, accounts.after, values);
    const Result<Migration> other = Migration::Make(accounts.tiers, shuffled.before, shuffled.after, shuffled_values);
    ASSERT_EQ(one.ok(), other.ok());
    if (!one.ok()) continue;
    for (std::int32_t i = 0; i <= accounts.tiers; ++i) {
      for (std::int32_t j = 0; j <= accounts.tiers; ++j) ASSERT_EQ(one->ValueBefore(i, j), other->ValueBefore(i, j));
    }
  }
}

}  // namespace
}  // namespace keyhaul

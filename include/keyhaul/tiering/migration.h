// Migration: who moved between tiers from one review to another, and how much.
//
// A `Migration` compares two tierings of the same accounts. Its matrix has a row for every tier before and a column for
// every tier after, from the highest, and one more of each for accounts that have no tier there; each cell counts
// accounts and, where values are given, sums them. Accounts with a tier on neither side are in the last cell of all and
// in no figure below.
//
//   before key key key mid absent      after    key  mid absent      accounts before 4, after 4
//   after  key key mid -   key         key        2    1      0      stayed 2, downgraded 1, left 1, entered 1
//                                      mid        0    0      1      retention 2/4
//                                      absent     1    0      0
//
// Figures:
//   probability(i, j)  n_ij / n_i: of the accounts that had tier i, the part that has tier j now (or none, for the last
//                      column). A row adds up to 1.
//   retention, upgrade, downgrade, exit rate: of the accounts that had a tier, the part that stayed in it, rose, fell
//                      or left. They add up to 1; retention is the trace of the matrix over its accounts.
//   expected stay      n_i / (n_i - n_ii) = 1 / (1 - p_ii): reviews that an account spends in tier i until it moves or
//                      leaves, if every review were like this one: the mean of a geometric distribution.
//   mobility           (k - trace(P)) / (k - 1), the index of A. F. Shorrocks, "The measurement of mobility"
//                      (Econometrica 46, 1978): 0 where nobody moves, 1 where the tier before says nothing of the tier
//                      after, more where accounts are more likely to move than by chance. P is the matrix of
//                      probabilities among the accounts that have a tier on both sides, k the number of tiers that some
//                      of these had before. Tiers that nobody had have no probabilities and do not count.
//
// Every figure is exact, a ratio of counts; one that would divide by 0 is undefined and absent. Only mobility, a sum of
// fractions whose common denominator may have hundreds of digits, is given as nine digits: the exact value, rounded
// half up once, whatever the data.
#ifndef KEYHAUL_TIERING_MIGRATION_H_
#define KEYHAUL_TIERING_MIGRATION_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/movement.h"

namespace keyhaul {
inline namespace v1 {

// A ratio of two counts, not reduced: 2/4 says two of four. The denominator is above 0.
struct CountRatio {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const CountRatio&, const CountRatio&) = default;
};

// The ratio times 10^9, rounded half up. Rounded parts of one whole need not add up to 1.
inline int128 NineDigits(const CountRatio& ratio) {
  return DivideRounded<int128>(int128{ratio.numerator} * PowerOfTen(9), ratio.denominator, RoundingMode::half_up);
}

// Accounts that had a tier before, have one after, and what became of the former; `entered` had none before.
struct MigrationTotals {
  std::int64_t before = 0;
  std::int64_t after = 0;
  std::int64_t stayed = 0;
  std::int64_t upgraded = 0;
  std::int64_t downgraded = 0;
  std::int64_t entered = 0;
  std::int64_t left = 0;
};

namespace tiering_internal {

// A sum of any number of 128-bit integers. Whether it fits at the end does not depend on the order of its terms, as it
// would if every partial sum had to.
class LongSum {
 public:
  void Add(int128 x) {
    low_ += static_cast<uint128>(x);
    high_ += (low_ < static_cast<uint128>(x) ? 1 : 0) - (x < 0 ? 1 : 0);
  }
  bool FitsInt128() const { return high_ == (value() < 0 ? -1 : 0); }
  int128 value() const { return static_cast<int128>(low_); }  // where it fits

 private:
  uint128 low_ = 0;
  std::int64_t high_ = 0;  // in units of 2^128
};

// A natural number of any size, for products of as many counts as there are tiers: the 512 bits of `Wide` do not hold
// 64 of them.
class Natural {
 public:
  explicit Natural(std::uint64_t x) : limbs_{x} {}

  Natural& operator*=(std::uint64_t factor) {
    uint128 carry = 0;
    for (std::uint64_t& limb : limbs_) limb = TakeLow(uint128{limb} * factor, &carry);
    if (carry != 0) limbs_.push_back(absl::Uint128Low64(carry));
    return *this;
  }

  Natural& operator+=(const Natural& other) {
    uint128 carry = 0;
    if (limbs_.size() < other.limbs_.size()) limbs_.resize(other.limbs_.size());
    for (std::size_t i = 0; i < limbs_.size(); ++i) {
      limbs_[i] = TakeLow(uint128{limbs_[i]} + (i < other.limbs_.size() ? other.limbs_[i] : 0), &carry);
    }
    if (carry != 0) limbs_.push_back(absl::Uint128Low64(carry));
    return *this;
  }

  friend bool operator<(const Natural& a, const Natural& b) {
    for (std::size_t i = std::max(a.limbs_.size(), b.limbs_.size()); i-- > 0;) {
      const std::uint64_t x = i < a.limbs_.size() ? a.limbs_[i] : 0;
      const std::uint64_t y = i < b.limbs_.size() ? b.limbs_[i] : 0;
      if (x != y) return x < y;
    }
    return false;
  }

 private:
  // The lower half of x + carry; the upper half is the next carry. The sum fits: (2^64 - 1)^2 + 2^64 - 1 < 2^128.
  static std::uint64_t TakeLow(uint128 x, uint128* carry) {
    const uint128 sum = x + *carry;
    *carry = absl::Uint128High64(sum);
    return absl::Uint128Low64(sum);
  }

  std::vector<std::uint64_t> limbs_;  // the least significant first
};

// The sum of ratios by `divisor`, times 10^9, rounded half up. Each ratio is at most 1, and there are at most
// twice as many as `divisor` says.
//
// With sum / divisor = n / d, the result is the greatest r with r - 1/2 <= n / d * 10^9, which is (2 r - 1) d <= 2 n
// 10^9 in integers.
inline int128 RoundedMean(std::span<const CountRatio> ratios, std::uint64_t divisor) {
  constexpr std::uint64_t kUnit = 1'000'000'000;
  Natural numerator(0);
  Natural denominator(1);
  for (const CountRatio& ratio : ratios) {
    Natural term = denominator;
    term *= static_cast<std::uint64_t>(ratio.numerator);
    numerator *= static_cast<std::uint64_t>(ratio.denominator);
    numerator += term;
    denominator *= static_cast<std::uint64_t>(ratio.denominator);
  }
  numerator *= 2 * kUnit;
  denominator *= divisor;
  std::uint64_t reached = 0;
  std::uint64_t beyond = 2 * kUnit + 1;
  while (beyond - reached > 1) {
    const std::uint64_t middle = reached + (beyond - reached) / 2;
    Natural bound = denominator;
    bound *= 2 * middle - 1;
    (numerator < bound ? beyond : reached) = middle;
  }
  return static_cast<int128>(reached);
}

}  // namespace tiering_internal

class Migration {
 public:
  // `before[i]` and `after[i]` are the tiers of account i, 0 to tier_count - 1, or kNoTier. Values are integers at one
  // scale, one per account; where none are given (empty spans), the matrix has none. Refused with `invalid_argument`
  // where a tier does not exist or lengths differ, with `overflow` where the values of a cell leave 128 bits.
  static Result<Migration> Make(std::int32_t tier_count, std::span<const std::int32_t> before,
                                std::span<const std::int32_t> after, std::span<const int128> values_before = {},
                                std::span<const int128> values_after = {});

  std::int32_t tier_count() const { return tier_count_; }

  // Accounts of a cell, and the sum of their values before and after, which are absent where no values were given. For
  // rows and columns both kNoTier and `tier_count()` are the one for absence.
  std::int64_t Count(std::int32_t before, std::int32_t after) const { return counts_[CellOf(before, after)]; }
  std::optional<int128> ValueBefore(std::int32_t before, std::int32_t after) const {
    return At(values_before_, before, after);
  }
  std::optional<int128> ValueAfter(std::int32_t before, std::int32_t after) const {
    return At(values_after_, before, after);
  }

  // n_ij / n_i; absent where the row has no accounts. The row of absence has accounts that entered, and those that are
  // absent on both sides too.
  std::optional<CountRatio> Probability(std::int32_t before, std::int32_t after) const {
    return Part(Count(before, after), RowCount(before));
  }

  const MigrationTotals& totals() const { return totals_; }
  std::optional<CountRatio> RetentionRate() const { return Part(totals_.stayed, totals_.before); }
  std::optional<CountRatio> UpgradeRate() const { return Part(totals_.upgraded, totals_.before); }
  std::optional<CountRatio> DowngradeRate() const { return Part(totals_.downgraded, totals_.before); }
  std::optional<CountRatio> ExitRate() const { return Part(totals_.left, totals_.before); }

  // In reviews, at least 1. Absent where nobody had the tier, and where all who had it stayed: then no stay has ended.
  std::optional<CountRatio> ExpectedStay(std::int32_t tier) const {
    const std::int64_t all = RowCount(tier);
    return Part(all, all - Count(tier, tier));
  }

  // 0 to 2, times 10^9. Absent where fewer than two tiers had accounts that have a tier on both sides.
  std::optional<int128> Mobility() const;

 private:
  explicit Migration(std::int32_t tier_count) : tier_count_(tier_count) {}

  static std::optional<CountRatio> Part(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return std::nullopt;
    return CountRatio{part, whole};
  }

  std::size_t CellOf(std::int32_t before, std::int32_t after) const {
    const auto line = [this](std::int32_t tier) {
      return static_cast<std::size_t>(tier == kNoTier ? tier_count_ : tier);
    };
    return line(before) * static_cast<std::size_t>(tier_count_ + 1) + line(after);
  }

  std::optional<int128> At(const std::vector<int128>& values, std::int32_t before, std::int32_t after) const {
    if (values.empty()) return std::nullopt;
    return values[CellOf(before, after)];
  }

  std::int64_t RowCount(std::int32_t before) const {
    std::int64_t all = 0;
    for (std::int32_t after = 0; after <= tier_count_; ++after) all += Count(before, after);
    return all;
  }

  Status CountAccounts(std::span<const std::int32_t> before, std::span<const std::int32_t> after);
  Status SumValues(std::string_view side, std::span<const std::int32_t> before, std::span<const std::int32_t> after,
                   std::span<const int128> values, std::vector<int128>* sums) const;
  void AddTotals();

  std::int32_t tier_count_;
  std::vector<std::int64_t> counts_;  // rows before, columns after, the last of each for absence
  std::vector<int128> values_before_;
  std::vector<int128> values_after_;
  MigrationTotals totals_;
};

// -----------------------------------------------------------------------------------------------------------------

inline Result<Migration> Migration::Make(std::int32_t tier_count, std::span<const std::int32_t> before,
                                         std::span<const std::int32_t> after, std::span<const int128> values_before,
                                         std::span<const int128> values_after) {
  if (tier_count < 1 || tier_count > kMaxTiers) {
    return MakeError(Code::invalid_argument, "a migration between " + std::to_string(tier_count) +
                                                 " tiers; expected 1 to " + std::to_string(kMaxTiers));
  }
  if (before.size() != after.size()) {
    return MakeError(Code::invalid_argument, "tiers of " + std::to_string(before.size()) + " accounts before and of " +
                                                 std::to_string(after.size()) + " after; expected the same accounts");
  }
  Migration migration(tier_count);
  KEYHAUL_CHECK(migration.CountAccounts(before, after));
  KEYHAUL_CHECK(migration.SumValues("before", before, after, values_before, &migration.values_before_));
  KEYHAUL_CHECK(migration.SumValues("after", before, after, values_after, &migration.values_after_));
  migration.AddTotals();
  return migration;
}

inline Status Migration::CountAccounts(std::span<const std::int32_t> before, std::span<const std::int32_t> after) {
  const auto exists = [this](std::int32_t tier) { return tier >= kNoTier && tier < tier_count_; };
  counts_.assign(CellOf(kNoTier, kNoTier) + 1, 0);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!exists(before[i]) || !exists(after[i])) {
      return MakeError(Code::invalid_argument, "account " + std::to_string(i) + " went from tier " +
                                                   std::to_string(before[i]) + " to tier " + std::to_string(after[i]) +
                                                   "; tiers are numbered from 0 to " + std::to_string(tier_count_ - 1) +
                                                   ", and -1 is none");
    }
    ++counts_[CellOf(before[i], after[i])];
  }
  return {};
}

inline Status Migration::SumValues(std::string_view side, std::span<const std::int32_t> before,
                                   std::span<const std::int32_t> after, std::span<const int128> values,
                                   std::vector<int128>* sums) const {
  if (values.empty()) return {};
  if (values.size() != before.size()) {
    return MakeError(Code::invalid_argument, std::to_string(values.size()) + " values " + std::string(side) + " for " +
                                                 std::to_string(before.size()) + " accounts; expected one for each");
  }
  std::vector<tiering_internal::LongSum> cells(counts_.size());
  for (std::size_t i = 0; i < values.size(); ++i) cells[CellOf(before[i], after[i])].Add(values[i]);
  sums->reserve(cells.size());
  for (const tiering_internal::LongSum& cell : cells) {
    if (!cell.FitsInt128()) {
      Error error = MakeError(Code::overflow, "the values " + std::string(side) +
                                                  " of accounts with the same move add up to more than 128 bits hold");
      error.rule = "TIER-95";
      return error;
    }
    sums->push_back(cell.value());
  }
  return {};
}

inline void Migration::AddTotals() {
  for (std::int32_t from = 0; from < tier_count_; ++from) {
    for (std::int32_t to = 0; to < tier_count_; ++to) {
      (from == to ? totals_.stayed : to < from ? totals_.upgraded : totals_.downgraded) += Count(from, to);
    }
    totals_.left += Count(from, kNoTier);
    totals_.entered += Count(kNoTier, from);
  }
  const std::int64_t in_both = totals_.stayed + totals_.upgraded + totals_.downgraded;
  totals_.before = in_both + totals_.left;
  totals_.after = in_both + totals_.entered;
}

// k - trace(P) is the sum of the parts that moved, n_i - n_ii of n_i.
inline std::optional<int128> Migration::Mobility() const {
  std::vector<CountRatio> moved;
  for (std::int32_t tier = 0; tier < tier_count_; ++tier) {
    const std::int64_t in_both = RowCount(tier) - Count(tier, kNoTier);
    if (in_both > 0) moved.push_back({in_both - Count(tier, tier), in_both});
  }
  if (moved.size() < 2) return std::nullopt;
  return tiering_internal::RoundedMean(moved, moved.size() - 1);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_MIGRATION_H_

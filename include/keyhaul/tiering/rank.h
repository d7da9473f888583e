// Ranks accounts by value and sums the values down the ranking: the Pareto curve, account by account.
//
// The order is by value from the largest down; equal values stand in the order of their external ids, so the order of a
// population never depends on the order in which its accounts came. Ranks are those of sports: equal values have the
// same rank and the next value's rank counts them all (1, 2, 2, 4). Every account has a rank, those without a positive
// value too; they come last.
//
// `cumulative` is the sum of the positive values down to and including the account, in that order. Equal values thus
// have different sums, each its own place on the curve; the sum for the group is that of its last member. For accounts
// without a positive value it is the whole base.
//
//   values   20  50  20  -5     order      1 0 2 3   (accounts 0 and 2 by id)
//   rank      2   1   2   4     cumulative 70 50 90 90
//
// Tiers need no ranking (classify.h); this is for reports. It is a radix sort (radix_sort.h) of the distance to the
// largest value, linear in the accounts on any data. Keys are 64 bits wide when the spread of the values is.
#ifndef KEYHAUL_TIERING_RANK_H_
#define KEYHAUL_TIERING_RANK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/radix_sort.h"

namespace keyhaul {
inline namespace v1 {

struct Ranking {
  std::vector<std::int32_t> order;  // position -> account
  std::vector<std::int64_t> rank;   // account -> rank, from 1
  std::vector<int128>
      cumulative;  // account -> sum; empty if the base passes 128 bits, which Classify refuses (TIER-17)
};

namespace tiering_internal {

// An account and how far it is below the largest value; the ranking is in ascending order of that distance.
template <class Key>
struct RankEntry {
  Key distance;
  std::int32_t account;
};

// Sorts by distance, stably; `width` is that of the greatest distance.
template <class Key>
void SortByDistance(int width, std::vector<RankEntry<Key>>* entries) {
  std::vector<RankEntry<Key>> scratch(entries->size());
  const std::span<RankEntry<Key>> sorted = base_internal::RadixSort(
      std::span(*entries), std::span(scratch), width, [](const RankEntry<Key>& entry) { return entry.distance; });
  if (sorted.data() == scratch.data()) entries->swap(scratch);
}

// Accounts in the order of their external ids. Places that are a permutation of 0..n-1, as a book gives them, need one
// scatter; any other numbers are sorted.
inline std::vector<std::int32_t> OrderById(std::span<const std::int32_t> id_order_rank) {
  const std::size_t n = id_order_rank.size();
  std::vector<std::int32_t> order(n, -1);
  bool permutation = true;
  for (std::size_t i = 0; i < n && permutation; ++i) {
    const std::int32_t place = id_order_rank[i];
    permutation = place >= 0 && static_cast<std::size_t>(place) < n && order[static_cast<std::size_t>(place)] < 0;
    if (permutation) order[static_cast<std::size_t>(place)] = static_cast<std::int32_t>(i);
  }
  if (permutation) return order;
  constexpr std::int64_t kLeast = std::numeric_limits<std::int32_t>::min();
  std::vector<RankEntry<std::uint64_t>> entries(n);
  for (std::size_t i = 0; i < n; ++i) {
    entries[i] = {static_cast<std::uint64_t>(id_order_rank[i] - kLeast), static_cast<std::int32_t>(i)};
  }
  SortByDistance(std::numeric_limits<std::uint32_t>::digits, &entries);
  for (std::size_t i = 0; i < n; ++i) order[i] = entries[i].account;
  return order;
}

// Walks the sorted accounts. Values come back from the distances, since those of the accounts would be read in random
// order.
template <class Key>
void FillRanking(const std::vector<RankEntry<Key>>& entries, int128 largest, Ranking* ranking) {
  int128 sum = 0;
  bool fits = true;
  std::int64_t rank = 1;
  for (std::size_t position = 0; position < entries.size(); ++position) {
    const RankEntry<Key>& entry = entries[position];
    const std::size_t account = static_cast<std::size_t>(entry.account);
    const int128 value = static_cast<int128>(static_cast<uint128>(largest) - static_cast<uint128>(entry.distance));
    const bool tied = position > 0 && entries[position - 1].distance == entry.distance;
    if (!tied) rank = static_cast<std::int64_t>(position) + 1;
    if (value > 0) fits &= CheckedAdd(sum, value, &sum);
    ranking->order[position] = entry.account;
    ranking->rank[account] = rank;
    ranking->cumulative[account] = sum;
  }
  if (!fits) ranking->cumulative.clear();
}

template <class Key>
void RankByDistance(std::span<const int128> values, int128 largest, int width, Ranking* ranking) {
  std::vector<RankEntry<Key>> entries(values.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::int32_t account = ranking->order[i];
    const int128 value = values[static_cast<std::size_t>(account)];
    entries[i] = {static_cast<Key>(static_cast<uint128>(largest) - static_cast<uint128>(value)), account};
  }
  SortByDistance(width, &entries);
  FillRanking(entries, largest, ranking);
}

}  // namespace tiering_internal

// Ranks a population. `id_order_rank[i]` is the place of account i among all accounts in the byte order of their
// external ids: different numbers, as many as values.
inline Ranking Rank(std::span<const int128> values, std::span<const std::int32_t> id_order_rank) {
  Ranking ranking;
  if (values.empty()) return ranking;
  ranking.order = tiering_internal::OrderById(id_order_rank);
  ranking.rank.resize(values.size());
  ranking.cumulative.resize(values.size());
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  const uint128 spread = static_cast<uint128>(*largest) - static_cast<uint128>(*least);
  const std::uint64_t high = absl::Uint128High64(spread);
  if (high == 0) {
    const int width = static_cast<int>(absl::bit_width(absl::Uint128Low64(spread)));
    tiering_internal::RankByDistance<std::uint64_t>(values, *largest, width, &ranking);
  } else {
    const int width = 64 + static_cast<int>(absl::bit_width(high));
    tiering_internal::RankByDistance<uint128>(values, *largest, width, &ranking);
  }
  return ranking;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RANK_H_

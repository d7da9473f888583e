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
// Tiers need no ranking (classify.h); this is for reports. It is a radix sort by digits of 11 bits of the distance to
// the largest value, linear in the accounts on any data. Keys are 64 bits wide when the spread of the values is, and
// digits that all accounts share are skipped.
#ifndef KEYHAUL_TIERING_RANK_H_
#define KEYHAUL_TIERING_RANK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

struct Ranking {
  std::vector<std::int32_t> order;  // position -> account
  std::vector<std::int64_t> rank;   // account -> rank, from 1
  std::vector<int128>
      cumulative;  // account -> sum; empty if the base passes 128 bits, which Classify refuses (TIER-17)
};

namespace tiering_internal {

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
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return id_order_rank[static_cast<std::size_t>(a)] < id_order_rank[static_cast<std::size_t>(b)];
  });
  return order;
}

inline constexpr int kRankDigitBits = 11;
inline constexpr std::size_t kRankDigits = std::size_t{1} << kRankDigitBits;

// Sorts `order`, stably, by the distance of each account's value to `largest`; `width` is that of the greatest
// distance.
template <class Key>
void SortByDistance(std::span<const int128> values, int128 largest, int width, std::vector<std::int32_t>* order) {
  struct Entry {
    Key distance;
    std::int32_t account;
  };
  const std::size_t passes = static_cast<std::size_t>((width + kRankDigitBits - 1) / kRankDigitBits);
  const auto digit_of = [](Key key, std::size_t pass) {
    return static_cast<std::size_t>((key >> (static_cast<int>(pass) * kRankDigitBits)) & Key{kRankDigits - 1});
  };
  std::vector<Entry> entries(order->size());
  std::vector<std::size_t> counts(passes * kRankDigits);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::int32_t account = (*order)[i];
    const uint128 distance =
        static_cast<uint128>(largest) - static_cast<uint128>(values[static_cast<std::size_t>(account)]);
    entries[i] = {static_cast<Key>(distance), account};
    for (std::size_t p = 0; p < passes; ++p) ++counts[p * kRankDigits + digit_of(entries[i].distance, p)];
  }
  std::vector<Entry> sorted(entries.size());
  for (std::size_t p = 0; p < passes; ++p) {
    const std::span<std::size_t> places(counts.data() + p * kRankDigits, kRankDigits);
    if (std::find(places.begin(), places.end(), entries.size()) != places.end()) continue;  // all share this digit
    std::exclusive_scan(places.begin(), places.end(), places.begin(), std::size_t{0});
    for (const Entry& entry : entries) sorted[places[digit_of(entry.distance, p)]++] = entry;
    entries.swap(sorted);
  }
  for (std::size_t i = 0; i < entries.size(); ++i) (*order)[i] = entries[i].account;
}

}  // namespace tiering_internal

// Ranks a population. `id_order_rank[i]` is the place of account i among all accounts in the byte order of their
// external ids: different numbers, as many as values.
inline Ranking Rank(std::span<const int128> values, std::span<const std::int32_t> id_order_rank) {
  Ranking ranking;
  if (values.empty()) return ranking;
  ranking.order = tiering_internal::OrderById(id_order_rank);
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  const uint128 spread = static_cast<uint128>(*largest) - static_cast<uint128>(*least);
  const std::uint64_t high = absl::Uint128High64(spread);
  const int width =
      static_cast<int>(high != 0 ? 64 + absl::bit_width(high) : absl::bit_width(absl::Uint128Low64(spread)));
  if (width <= 64) {
    tiering_internal::SortByDistance<std::uint64_t>(values, *largest, width, &ranking.order);
  } else {
    tiering_internal::SortByDistance<uint128>(values, *largest, width, &ranking.order);
  }
  ranking.rank.resize(values.size());
  ranking.cumulative.resize(values.size());
  int128 sum = 0;
  bool fits = true;
  std::int64_t rank = 1;
  for (std::size_t position = 0; position < values.size(); ++position) {
    const std::size_t account = static_cast<std::size_t>(ranking.order[position]);
    const int128 value = values[account];
    const bool tied = position > 0 && values[static_cast<std::size_t>(ranking.order[position - 1])] == value;
    if (!tied) rank = static_cast<std::int64_t>(position) + 1;
    if (value > 0) fits &= CheckedAdd(sum, value, &sum);
    ranking.rank[account] = rank;
    ranking.cumulative[account] = sum;
  }
  if (!fits) ranking.cumulative.clear();
  return ranking;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RANK_H_

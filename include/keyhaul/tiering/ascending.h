// Puts values into ascending order, linear in their number on any data: the radix sort of rank.h, the other way round.
//
// What is computed along a distribution (Lorenz curves, quantiles, bins of equal size) needs the values in order; equal
// values stand as `first` has them, so whoever needs an order among them gives it.
#ifndef KEYHAUL_TIERING_ASCENDING_H_
#define KEYHAUL_TIERING_ASCENDING_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/tiering/rank.h"

namespace keyhaul {
inline namespace v1 {

struct Ascending {
  std::vector<std::int32_t> order;  // position -> index of a value
  std::vector<int128> values;       // position -> value
};

namespace tiering_internal {

template <class Key>
Ascending SortFrom(std::span<const int128> values, std::span<const std::int32_t> first, int128 least, int width) {
  std::vector<RankEntry<Key>> entries(first.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const int128 value = values[static_cast<std::size_t>(first[i])];
    entries[i] = {static_cast<Key>(static_cast<uint128>(value) - static_cast<uint128>(least)), first[i]};
  }
  SortByDistance(width, &entries);
  Ascending sorted;
  sorted.order.reserve(entries.size());
  sorted.values.reserve(entries.size());
  for (const RankEntry<Key>& entry : entries) {
    sorted.order.push_back(entry.account);
    sorted.values.push_back(static_cast<int128>(static_cast<uint128>(least) + static_cast<uint128>(entry.distance)));
  }
  return sorted;
}

}  // namespace tiering_internal

// `first` has indices of values, each at most once; only those values are sorted.
inline Ascending SortAscending(std::span<const int128> values, std::span<const std::int32_t> first) {
  if (first.empty()) return {};
  int128 least = values[static_cast<std::size_t>(first.front())];
  int128 greatest = least;
  for (const std::int32_t i : first) {
    least = std::min(least, values[static_cast<std::size_t>(i)]);
    greatest = std::max(greatest, values[static_cast<std::size_t>(i)]);
  }
  const uint128 spread = static_cast<uint128>(greatest) - static_cast<uint128>(least);
  const std::uint64_t high = absl::Uint128High64(spread);
  if (high != 0) {
    return tiering_internal::SortFrom<uint128>(values, first, least, 64 + static_cast<int>(absl::bit_width(high)));
  }
  const int width = static_cast<int>(absl::bit_width(absl::Uint128Low64(spread)));
  return tiering_internal::SortFrom<std::uint64_t>(values, first, least, width);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_ASCENDING_H_

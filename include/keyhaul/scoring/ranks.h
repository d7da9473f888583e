// Ranks of a set by its keys, the largest first.
//
// Candidates with equal keys are tied. How ties count is said, never left to chance:
//
//   keys         70  50  50  20
//   competition   1   2   2   4    the next rank counts all of the tied: the default
//   dense         1   2   2   3    the next rank is the next number
//   fractional    1 2.5 2.5   4    the tied share the mean of their places; twice of it is kept, an integer
//
// The order of the tied is that of their ids, so the order of a set never depends on the order in which it came; but
// they stay tied, and say so. A rank is not an order: `order` lists the candidates from the first to the last, a rank
// is a property of each. Candidates without a score have rank 0 and stand last, by their ids.
//
// A radix sort (radix_sort.h), linear in the candidates.
#ifndef KEYHAUL_SCORING_RANKS_H_
#define KEYHAUL_SCORING_RANKS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/radix_sort.h"

namespace keyhaul {
inline namespace v1 {

// Per candidate, but for `order`.
struct ScoreRanks {
  std::vector<std::int32_t> order;  // position -> candidate
  std::vector<std::int32_t> competition;
  std::vector<std::int32_t> dense;
  std::vector<std::int64_t> twice_fractional;
  std::vector<std::uint8_t> tied;  // 1 where another candidate has the same key

  friend bool operator==(const ScoreRanks&, const ScoreRanks&) = default;
};

namespace scoring_internal {

// Candidates in the order of their ids. A rank of each among all is a permutation most often, and then takes one pass.
inline std::vector<std::int32_t> ById(std::span<const std::int32_t> id_order_rank) {
  std::vector<std::int32_t> order(id_order_rank.size(), -1);
  const auto n = static_cast<std::int32_t>(order.size());
  bool is_permutation = true;
  for (std::int32_t i = 0; i < n; ++i) {
    const std::int32_t rank = id_order_rank[static_cast<std::size_t>(i)];
    if (rank < 0 || rank >= n || order[static_cast<std::size_t>(rank)] >= 0) {
      is_permutation = false;
      break;
    }
    order[static_cast<std::size_t>(rank)] = i;
  }
  if (is_permutation) return order;
  for (std::int32_t i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const std::int32_t rank_a = id_order_rank[static_cast<std::size_t>(a)];
    const std::int32_t rank_b = id_order_rank[static_cast<std::size_t>(b)];
    return rank_a != rank_b ? rank_a < rank_b : a < b;
  });
  return order;
}

// Ranks of what is sorted, group of equal keys by group.
template <class Sorted>
void FillRanks(const Sorted& sorted, ScoreRanks* ranks) {
  std::int32_t dense = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted.key(end) == sorted.key(begin)) ++end;
    ++dense;
    for (std::size_t place = begin; place < end; ++place) {
      const auto i = static_cast<std::size_t>(sorted.index(place));
      ranks->order[place] = sorted.index(place);
      ranks->competition[i] = static_cast<std::int32_t>(begin) + 1;
      ranks->dense[i] = dense;
      ranks->twice_fractional[i] = static_cast<std::int64_t>(begin + end) + 1;
      ranks->tied[i] = end - begin > 1 ? 1 : 0;
    }
  }
}

}  // namespace scoring_internal

// Ranks keys. `id_order_rank[i]` is the place of candidate i among all in the byte order of their ids: different
// numbers, not necessarily without gaps. `has_score` has 0 for candidates without a score; all have one where it is
// empty. Code::invalid_argument where the columns differ in length.
inline Result<ScoreRanks> RankKeys(std::span<const std::int64_t> keys, std::span<const std::int32_t> id_order_rank,
                                   std::span<const std::uint8_t> has_score = {}) {
  const std::size_t n = keys.size();
  if (id_order_rank.size() != n || (!has_score.empty() && has_score.size() != n)) {
    return MakeError(Code::invalid_argument, "the columns differ in length");
  }
  ScoreRanks ranks{scoring_internal::ById(id_order_rank), std::vector<std::int32_t>(n), std::vector<std::int32_t>(n),
                   std::vector<std::int64_t>(n), std::vector<std::uint8_t>(n)};
  std::size_t scored = n;
  if (!has_score.empty()) {
    const auto is_scored = [has_score](std::int32_t i) { return has_score[static_cast<std::size_t>(i)] != 0; };
    const auto rest = std::stable_partition(ranks.order.begin(), ranks.order.end(), is_scored);
    scored = static_cast<std::size_t>(rest - ranks.order.begin());
  }
  base_internal::SortByKey(
      keys, base_internal::KeyOrder::descending, scored, [&ranks](std::size_t i) { return ranks.order[i]; },
      [&ranks](const auto& sorted) { scoring_internal::FillRanks(sorted, &ranks); });
  return ranks;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_RANKS_H_

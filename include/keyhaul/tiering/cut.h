// Where a cut by share, rank or curve falls, by the rule's reading of crossings and ties.
//
// In order of value (descending) and id, every account has a sum before it and one after it. It belongs to the upper
// side of a share cut, whose limit is `share × base`, when
//   include   before < limit
//   exclude   after <= limit
//   nearest   before + after <= 2 × limit: the sum after it is at least as near to the limit as the sum before it
// and to the upper side of a cut by count when fewer than `count` accounts stand before it. Each of these holds for a
// stretch from the top, so the cut falls into one group of equal values: all above it are in, all below it are out.
// `ties` says who of the group is in: all or none, as for its first member (together_up) or its last (together_down),
// or as many as the order by id lets in (split_by_id).
//
//   values 50 33 17, share 80 %: before 33 is 50 < 80, so include takes it; after it is 83 > 80, exclude does not;
//   50 + 83 = 133 <= 160, so it is nearer to be in
//
// Limits are rational; `before < limit` is `before < ceiling(limit)` for integers, and the others follow in the same
// way, so that 128-bit integers decide exactly.
#ifndef KEYHAUL_TIERING_CUT_H_
#define KEYHAUL_TIERING_CUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/rule.h"
#include "keyhaul/tiering/select.h"

namespace keyhaul {
inline namespace v1 {

inline constexpr std::int32_t kEveryPlace = std::numeric_limits<std::int32_t>::max();

// A cut on one population. Accounts above `at_least` are in, and of those equal to it the ones whose place in the order
// of ids is at most `last_place`.
struct CutLine {
  bool empty = true;  // takes nobody, whatever its value
  int128 at_least = 0;
  std::int32_t last_place = kEveryPlace;
  int128 sum_above = 0;  // of the values above `at_least`
  // The group of equal values in which the cut falls, and what is unusual about it.
  int128 group_value = 0;
  bool tied = false;                          // two accounts or more
  bool crosses = false;                       // takes the sum from below the limit to beyond it
  std::int32_t crossing_place = kEveryPlace;  // who crosses, where ties are split by id; all of the group otherwise
};

namespace tiering_internal {

// share × base as floor and rest: limit = whole + rest / 10^scale. Neither product can overflow: the mantissa is at
// most 10^scale, so mantissa × whole <= base, and mantissa × rest < 10^(2 × scale) <= 10^36.
struct ShareLimit {
  int128 floor = 0;
  bool exact = true;       // the floor is the limit
  bool half_more = false;  // the rest is a half or more

  int128 ceiling() const { return exact ? floor : floor + 1; }
  // floor(2 × limit), which may need the 128th bit.
  uint128 twice() const { return static_cast<uint128>(floor) * 2 + (half_more ? 1 : 0); }
};

inline ShareLimit LimitOf(const Decimal& share, int128 base) {
  const int128 one = PowerOfTen(share.scale());
  const int128 whole = DivideRounded(base, one, RoundingMode::floor);
  const int128 product = share.mantissa() * (base - whole * one);
  const int128 part = DivideRounded(product, one, RoundingMode::floor);
  const int128 rest = product - part * one;
  return {share.mantissa() * whole + part, rest == 0, rest * 2 >= one};
}

// How many accounts of the group in which a share cut falls belong to its upper side if each is looked at by itself, in
// the order of ids: the greatest j whose before = above + (j - 1) v and after = above + j v satisfy the crossing.
inline int128 TakenBySum(const CutPoint& group, const ShareLimit& limit, Crossing crossing) {
  const int128 value = group.threshold;
  if (crossing == Crossing::include) {
    return DivideRounded(limit.ceiling() - group.sum_above, value, RoundingMode::ceiling);
  }
  if (crossing == Crossing::exclude) {
    return DivideRounded(limit.floor - group.sum_above, value, RoundingMode::floor);
  }
  // 2 above + (2 j - 1) v <= 2 limit. The group reaches the limit, so nothing here is negative.
  const uint128 v = static_cast<uint128>(value);
  const uint128 room = limit.twice() - static_cast<uint128>(group.sum_above) * 2;
  const uint128 odd = room / v;  // greatest m with m v <= room; j = (m + 1) / 2, rounded down
  return static_cast<int128>((odd + 1) / 2);
}

// How many of the group are in, by the rule's reading of ties.
inline std::int64_t TakenTogether(int128 taken, std::int64_t count, Ties ties) {
  const std::int64_t each = taken >= count ? count : static_cast<std::int64_t>(std::max(taken, int128(0)));
  if (ties == Ties::together_up) return each > 0 ? count : 0;
  if (ties == Ties::together_down) return each == count ? count : 0;
  return each;
}

// The place of the nth (from 1) of the accounts with a value, in the order of ids.
inline std::int32_t PlaceOfNth(std::span<const int128> values, std::span<const std::int32_t> places, int128 value,
                               std::int64_t nth) {
  std::vector<std::int32_t> equal;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == value) equal.push_back(places.empty() ? static_cast<std::int32_t>(i) : places[i]);
  }
  const auto found = equal.begin() + (nth - 1);
  std::nth_element(equal.begin(), found, equal.end());
  return *found;
}

// The line of a group of which `taken` are in.
inline CutLine LineOf(const CutPoint& group, std::int64_t taken, std::span<const int128> values,
                      std::span<const std::int32_t> places) {
  CutLine line;
  line.group_value = group.threshold;
  line.tied = group.count_equal > 1;
  line.empty = taken == 0 && group.count_above == 0;
  line.at_least = group.threshold;
  line.sum_above = group.sum_above;
  if (taken > 0 && taken < group.count_equal) {
    line.last_place = PlaceOfNth(values, places, group.threshold, taken);
  } else if (taken == 0 && !line.empty) {
    // Nobody of the group: the cut is at the least value above it.
    line.at_least = kInt128Max;
    std::int64_t equal = 0;
    for (const int128 value : values) {
      if (value <= group.threshold || value > line.at_least) continue;
      equal = value == line.at_least ? equal + 1 : 1;
      line.at_least = value;
    }
    line.sum_above -= line.at_least * equal;
  }
  return line;
}

// A cut to be resolved: by sum where it has a limit, by count otherwise.
struct CutRequest {
  std::optional<ShareLimit> limit;
  int128 count = 0;

  bool TakesNobody() const { return limit ? limit->ceiling() < 1 : count < 1; }
};

// The line of a cut whose group of equal values is known.
inline CutLine LineAt(const CutPoint& group, const CutRequest& request, Crossing crossing, Ties ties,
                      std::span<const int128> values, std::span<const std::int32_t> places) {
  if (!request.limit) {
    return LineOf(group, TakenTogether(request.count - group.count_above, group.count_equal, ties), values, places);
  }
  const ShareLimit& limit = *request.limit;
  const int128 taken = TakenBySum(group, limit, crossing);
  CutLine line = LineOf(group, TakenTogether(taken, group.count_equal, ties), values, places);
  // The member whose sum reaches the limit crosses, unless its sum is the limit; tied accounts do so as one.
  const int128 last = ties == Ties::split_by_id ? TakenBySum(group, limit, Crossing::include) : group.count_equal;
  line.crosses = !limit.exact || group.sum_above + group.threshold * last != limit.floor;
  if (line.crosses && line.tied && ties == Ties::split_by_id) {
    line.crossing_place = PlaceOfNth(values, places, group.threshold, static_cast<std::int64_t>(last));
  }
  return line;
}

// One line per request, in order. `histogram` is that of `values`; `places` may be empty where ties are not split.
inline std::vector<CutLine> ResolveCuts(std::span<const int128> values, std::span<const std::int32_t> places,
                                        const ValueHistogram& histogram, std::span<const CutRequest> requests,
                                        Crossing crossing, Ties ties) {
  std::vector<CutLine> lines(requests.size());
  std::vector<CutTarget> targets;
  std::vector<std::size_t> request_of;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].TakesNobody() || histogram.positive_count() == 0) continue;
    const int128 most = histogram.positive_count();
    targets.push_back(requests[i].limit ? CutTarget{CutTarget::By::sum, requests[i].limit->ceiling()}
                                        : CutTarget{CutTarget::By::count, std::min(requests[i].count, most)});
    request_of.push_back(i);
  }
  const std::vector<CutPoint> groups = SelectCuts(values, histogram, targets);
  for (std::size_t t = 0; t < groups.size(); ++t) {
    const std::size_t i = request_of[t];
    lines[i] = LineAt(groups[t], requests[i], crossing, ties, values, places);
  }
  return lines;
}

}  // namespace tiering_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CUT_H_

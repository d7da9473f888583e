// RFM: how recently, how often and for how much an account buys, as three scores and a segment.
//
// Recency is the number of days since the last activity, frequency a count (shipments, active days), monetary a value.
// Each is scored from 1 to k, k being the best: the most recent, the most frequent, the largest. How, is said per
// dimension:
//   quantile    the inner quantiles of the population cut it, by type 7 of R. J. Hyndman and Y. Fan, "Sample
//               quantiles in statistical packages" (1996), the default of R and NumPy; a value that equals a cut is
//               below it                                                                                 (TIER-55)
//   ntile       bins of equal size, as NTILE(k) of SQL over (value, id) fills them: of n = q k + r accounts the first r
//               bins have q + 1. Equal values may be parted, by id                                       (TIER-56)
//   dense_rank  every different value is a rank, from 1 to d; the score is rank * k / d, rounded up      (TIER-57)
//   fixed_cuts  the rule's own cuts; a value that equals a cut is above it                               (TIER-58)
// For recency the scores run the other way, since less is better: k + 1 less the score of quantile and fixed_cuts, and
// the order from the most days to the least for ntile and dense_rank (TIER-59).
//
//   frequency 1 1 2 4 9, k = 5    quantiles 1, 1.6, 2.8, 5    scores 1 1 3 4 5
//                                 ntile                              1 2 3 4 5
//                                 dense_rank, d = 4                  2 2 3 4 5
//
// The cuts of quantiles are rational, and compared without rounding. Accounts without any activity are outside the
// population: their scores are 0, and they are in no segment (TIER-60). Where there is one account only, quantile gives
// it 1, but k for recency, since it is above no cut; ntile gives 1 and dense_rank k for each dimension (TIER-61).
//
// Segments are an ordered list of ranges of scores; the first that holds all three is the account's (TIER-62).
//
// Source: A. M. Hughes, "Strategic Database Marketing" (1994), for the three dimensions.
#ifndef KEYHAUL_TIERING_RFM_H_
#define KEYHAUL_TIERING_RFM_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/tiering/ascending.h"
#include "keyhaul/tiering/rfm_rule.h"

namespace keyhaul {
inline namespace v1 {

// Columns of one length, one cell per account.
struct RfmColumns {
  std::span<const std::int64_t> recency_days;  // below 0: never active
  std::span<const std::int64_t> frequency;
  std::span<const int128> monetary;  // units of 10^-monetary_scale
  int monetary_scale = 0;
  std::span<const std::int32_t> id_order_rank;  // as for Rank: the place among all ids in byte order
};

enum class RfmFlag : std::uint8_t {
  no_activity = 1,  // outside the population: scores of 0, no segment
};

struct RfmScores {
  std::vector<std::int32_t> recency;
  std::vector<std::int32_t> frequency;
  std::vector<std::int32_t> monetary;
  std::vector<std::int32_t> segment;           // place in the rule's list; -1 where no segment takes it
  std::vector<std::uint8_t> flags;             // mask of RfmFlag
  std::vector<std::int64_t> segment_accounts;  // per segment
  std::int64_t others = 0;                     // accounts that no segment takes, those without activity among them

  bool Has(std::size_t account, RfmFlag flag) const { return (flags[account] & static_cast<std::uint8_t>(flag)) != 0; }
};

namespace tiering_internal {

// What stands for the inner quantiles. A quantile lies between two neighbours of the population, or on the lower one;
// the values that it is compared with are of the population too, so they are above it where they are above that one.
inline std::vector<int128> QuantileCuts(std::span<const int128> ascending, std::int32_t bins) {
  std::vector<int128> cuts;
  const std::size_t last = ascending.size() - 1;
  const auto k = static_cast<std::size_t>(bins);
  for (std::size_t j = 1; j < k; ++j) cuts.push_back(ascending[last * j / k]);
  return cuts;
}

// A fixed cut is reached by an integer that is above the last one that does not reach it. Cuts that no 128-bit value
// reaches are left out; those that every value reaches are counted.
struct FixedCuts {
  std::vector<int128> below;
  std::int32_t always = 0;
};
inline FixedCuts FixedCutsAt(const std::vector<Decimal>& cuts, int scale) {
  FixedCuts result;
  for (const Decimal& cut : cuts) {
    int128 least = 0;
    if (cut.scale() > scale) {
      least = DivideRounded(cut.mantissa(), PowerOfTen(cut.scale() - scale), RoundingMode::ceiling);
    } else if (!CheckedMultiply(cut.mantissa(), PowerOfTen(scale - cut.scale()), &least)) {
      if (cut.sign() > 0) continue;
      least = kInt128Min;
    }
    if (least == kInt128Min) {
      ++result.always;
    } else {
      result.below.push_back(least - 1);
    }
  }
  return result;
}

// One dimension of the population, larger values being better, or smaller ones where `reversed`.
struct Dimension {
  std::span<const std::int32_t> accounts;  // those that are active, in the order of their ids
  std::vector<int128> values;              // per account of all
  int scale = 0;
  bool reversed = false;
};

// `always` cuts are below every value, beside those of `cuts` that are.
inline void ScoreByCuts(const Dimension& dimension, const FixedCuts& cuts, std::int32_t bins,
                        std::vector<std::int32_t>* scores) {
  for (const std::int32_t account : dimension.accounts) {
    const auto i = static_cast<std::size_t>(account);
    const auto found = std::lower_bound(cuts.below.begin(), cuts.below.end(), dimension.values[i]);
    const std::int32_t below = cuts.always + static_cast<std::int32_t>(found - cuts.below.begin());
    (*scores)[i] = dimension.reversed ? bins - below : 1 + below;
  }
}

// From the worst value to the best, equal ones in the order of ids.
inline Ascending FromWorst(const Dimension& dimension) {
  if (!dimension.reversed) return SortAscending(dimension.values, dimension.accounts);
  std::vector<int128> negative;
  negative.reserve(dimension.values.size());
  for (const int128 days : dimension.values) negative.push_back(-days);
  return SortAscending(negative, dimension.accounts);
}

inline void ScoreByPlace(const Dimension& dimension, std::int32_t bins, std::vector<std::int32_t>* scores) {
  const std::vector<std::int32_t> order = FromWorst(dimension).order;
  const auto k = static_cast<std::size_t>(bins);
  const std::size_t size = order.size() / k;      // of the bins but the first ones,
  const std::size_t larger = order.size() % k;    // of which so many have one more
  const std::size_t first = larger * (size + 1);  // where those of `size` begin
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::size_t bin = place < first ? place / (size + 1) : larger + (place - first) / size;
    (*scores)[static_cast<std::size_t>(order[place])] = static_cast<std::int32_t>(bin) + 1;
  }
}

inline void ScoreByDenseRank(const Dimension& dimension, std::int32_t bins, std::vector<std::int32_t>* scores) {
  const Ascending sorted = FromWorst(dimension);
  std::vector<std::int64_t> ranks(sorted.order.size());
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (i == 0 || sorted.values[i] != sorted.values[i - 1]) ++rank;
    ranks[i] = rank;
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const std::int64_t score = DivideRounded<std::int64_t>(ranks[i] * bins, rank, RoundingMode::ceiling);
    (*scores)[static_cast<std::size_t>(sorted.order[i])] = static_cast<std::int32_t>(score);
  }
}

inline std::vector<std::int32_t> Score(const Dimension& dimension, const ScoreRule& rule) {
  std::vector<std::int32_t> scores(dimension.values.size());
  if (dimension.accounts.empty()) return scores;
  switch (rule.method) {
    case ScoreMethod::quantile: {
      const Ascending sorted = SortAscending(dimension.values, dimension.accounts);
      ScoreByCuts(dimension, {QuantileCuts(sorted.values, rule.bins), 0}, rule.bins, &scores);
      break;
    }
    case ScoreMethod::ntile:
      ScoreByPlace(dimension, rule.bins, &scores);
      break;
    case ScoreMethod::dense_rank:
      ScoreByDenseRank(dimension, rule.bins, &scores);
      break;
    case ScoreMethod::fixed_cuts:
      ScoreByCuts(dimension, FixedCutsAt(rule.cuts, dimension.scale), rule.bins, &scores);
      break;
  }
  return scores;
}

inline bool Holds(const std::optional<ScoreRange>& range, std::int32_t score) {
  return !range || (range->least <= score && score <= range->most);
}

// The first segment that takes the account, or -1.
inline std::int32_t SegmentOf(const RfmRule& rule, const RfmScores& scores, std::size_t account) {
  if (scores.Has(account, RfmFlag::no_activity)) return -1;
  const auto takes = [&](const RfmSegment& segment) {
    return Holds(segment.recency, scores.recency[account]) && Holds(segment.frequency, scores.frequency[account]) &&
           Holds(segment.monetary, scores.monetary[account]);
  };
  const auto found = std::find_if(rule.segments.begin(), rule.segments.end(), takes);
  return found == rule.segments.end() ? -1 : static_cast<std::int32_t>(found - rule.segments.begin());
}

inline void AssignSegments(const RfmRule& rule, RfmScores* scores) {
  scores->segment.resize(scores->flags.size());
  scores->segment_accounts.resize(rule.segments.size());
  for (std::size_t i = 0; i < scores->segment.size(); ++i) {
    const std::int32_t segment = SegmentOf(rule, *scores, i);
    scores->segment[i] = segment;
    ++(segment < 0 ? scores->others : scores->segment_accounts[static_cast<std::size_t>(segment)]);
  }
}

}  // namespace tiering_internal

// Scores a population. Linear in the accounts. Refused: a rule that CheckRfmRule refuses (with the same path), columns
// of different lengths and a scale that is not in 0..kMaxDecimalScale (`invalid_argument`).
inline Result<RfmScores> ScoreRfm(const RfmColumns& columns, const RfmRule& rule) {
  KEYHAUL_CHECK(CheckRfmRule(rule));
  const std::size_t n = columns.recency_days.size();
  if (columns.frequency.size() != n || columns.monetary.size() != n || columns.id_order_rank.size() != n) {
    return MakeError(Code::invalid_argument, "the columns differ in length");
  }
  if (columns.monetary_scale < 0 || columns.monetary_scale > kMaxDecimalScale) {
    return MakeError(Code::invalid_argument, "a scale of " + std::to_string(columns.monetary_scale) + " is not in 0.." +
                                                 std::to_string(kMaxDecimalScale));
  }
  RfmScores scores;
  scores.flags.resize(n);
  std::vector<std::int32_t> active = tiering_internal::OrderById(columns.id_order_rank);
  std::erase_if(active, [&](std::int32_t i) { return columns.recency_days[static_cast<std::size_t>(i)] < 0; });
  for (std::size_t i = 0; i < n; ++i) {
    if (columns.recency_days[i] < 0) scores.flags[i] = static_cast<std::uint8_t>(RfmFlag::no_activity);
  }
  const auto score = [&](const auto& values, int scale, bool reversed, const ScoreRule& by) {
    return tiering_internal::Score({active, {values.begin(), values.end()}, scale, reversed}, by);
  };
  scores.recency = score(columns.recency_days, 0, true, rule.recency);
  scores.frequency = score(columns.frequency, 0, false, rule.frequency);
  scores.monetary = score(columns.monetary, columns.monetary_scale, false, rule.monetary);
  tiering_internal::AssignSegments(rule, &scores);
  return scores;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RFM_H_

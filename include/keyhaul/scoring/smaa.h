// SMAA: which candidate would win under which weights, when nobody agrees on the weights.
//
// Stochastic multicriteria acceptability analysis (R. Lahdelma, P. Salminen, "SMAA-2: stochastic multicriteria
// acceptability analysis for group decision making", Operations Research 49, 2001) draws many weight vectors from all
// that are admissible, ranks the candidates under each, and counts:
//
//   rank acceptability       how often a candidate has a rank
//   pairwise winning         how often a has a higher score than b
//   central weights          the mean of the weights under which a candidate is first: who would choose it. A candidate
//                            that is never first has none; zeros would be a claim
//   confidence factor        how often it is first under its central weights. It is 1 where points are certain; where
//                            they are not (missing ratings lie somewhere from worst to best) it says how much they
//                            matter
//
// Weights are integers that add up to kWeightUnit, 10^18. They are uniform on one of three sets:
//
//   simplex     any weights: the gaps between sorted uniform numbers (L. Devroye, 1986)
//   ordinal     only their order is known: the same, sorted. Their mean is the rank order centroid
//   intervals   each from its low to its high: what the lows leave (or the highs exceed) is shared out as on the
//               simplex, and a draw that breaks another bound is thrown away. A sample is drawn kMaxSmaaDraws times at
//               most; bounds that leave less to hit are refused
//
// Sample i takes its bits from counter i of a generator without state (philox.h), scores are exact integers, and all
// figures are counts and sums of integers. So samples can be shared out over threads in any way, and what they add up
// to is the same to the last digit:
//
//   const Smaa smaa = *Smaa::Make(points, {}, 3, {}, 42);
//   SmaaCounts first = smaa.NewCounts();  KEYHAUL_CHECK(smaa.Sample(0, 5000, &first));        // one thread
//   SmaaCounts second = smaa.NewCounts(); KEYHAUL_CHECK(smaa.Sample(5000, 5000, &second));    // another
//   first.Add(second);
//
// Level candidates share the better rank (1, 1, 3), so that several can be first at once; neither wins against the
// other.
#ifndef KEYHAUL_SCORING_SMAA_H_
#define KEYHAUL_SCORING_SMAA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/philox.h"
#include "keyhaul/scoring/score_table.h"

namespace keyhaul {
inline namespace v1 {

// The sum of the weights of a sample.
inline constexpr std::int64_t kWeightUnit = 1'000'000'000'000'000'000;

// Candidates: figures of pairs take 16 bytes for each two of them.
inline constexpr std::size_t kMaxSmaaRows = 1024;

// Draws for one sample.
inline constexpr std::uint32_t kMaxSmaaDraws = 10'000;

enum class WeightSetKind : std::int8_t { simplex, ordinal, intervals };

// Parts of kWeightUnit.
struct WeightBounds {
  std::int64_t low = 0;
  std::int64_t high = kWeightUnit;
};

struct WeightSet {
  WeightSetKind kind = WeightSetKind::simplex;
  std::vector<std::int32_t> order = {};   // of ordinal: one number per criterion, the least for the most important;
                                          // between equal numbers nothing is known
  std::vector<WeightBounds> bounds = {};  // of intervals: one per criterion
};

// What samples add up to. Row-major, of as many rows and columns as there are candidates.
struct SmaaCounts {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::int64_t samples = 0;
  std::int64_t draws = 0;           // of weights, with those thrown away
  std::vector<std::int64_t> ranks;  // [candidate, rank - 1]
  std::vector<std::int64_t> wins;   // [a, b]: a has the higher score
  std::vector<int128> weight_sums;  // [candidate, criterion], of the samples in which it is first

  std::int64_t RankCount(std::size_t row, std::size_t rank) const { return ranks[row * rows + rank - 1]; }
  std::int64_t Wins(std::size_t row, std::size_t other) const { return wins[row * rows + other]; }

  // Of kWeightUnit, each rounded half up; absent where the candidate is never first.
  std::optional<std::vector<std::int64_t>> CentralWeights(std::size_t row) const;

  // Requires counts of the same problem, of other samples.
  void Add(const SmaaCounts& other);
};

class Smaa {
 public:
  // `low` has the points of each candidate, row-major. With `high` of the same shape, the points of a cell lie anywhere
  // from low to high, uniformly; without it (empty) they are certain. Both are borrowed.
  static Result<Smaa> Make(std::span<const std::int64_t> low, std::span<const std::int64_t> high, std::size_t columns,
                           WeightSet weights, std::uint64_t seed);

  SmaaCounts NewCounts() const;

  // Adds samples first, first + 1 ... to `counts`. Code::policy_unsupported where a sample finds no admissible weights;
  // the counts are then of no use.
  Status Sample(std::uint64_t first, std::uint64_t count, SmaaCounts* counts) const;

  // Adds to `firsts`, one number per candidate, how often each of the same samples has it first under its central
  // weights. `counts` are those of all samples.
  void AddConfidence(const SmaaCounts& counts, std::uint64_t first, std::uint64_t count,
                     std::span<std::int64_t> firsts) const;

  // The weights of one sample; the number of draws that it took.
  Result<std::uint32_t> WeightsOf(std::uint64_t sample, std::span<std::int64_t> weights) const;

  // The points of one sample.
  void PointsOf(std::uint64_t sample, std::span<std::int64_t> points) const;

 private:
  Smaa() = default;

  Status CheckWeights() const;
  void Share(PhiloxStream* stream, std::int64_t whole, std::span<std::int64_t> parts) const;
  void Sort(std::span<std::int64_t> weights) const;
  bool Fit(std::span<std::int64_t> weights) const;

  std::span<const std::int64_t> low_;
  std::span<const std::int64_t> high_;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  WeightSet set_;
  std::uint64_t seed_ = 0;
  std::int64_t to_share_ = kWeightUnit;  // of intervals: what the lows leave, or the highs exceed
  bool from_high_ = false;
};

// -----------------------------------------------------------------------------------------------------------------

namespace smaa_internal {

// Streams of a sample: 0 is that of the points, 1 and following those of the draws of weights.
inline constexpr std::uint32_t kPointsStream = 0;

// Row places from the highest score to the lowest.
inline void Order(const std::vector<int128>& scores, std::vector<std::size_t>* order) {
  for (std::size_t i = 0; i < order->size(); ++i) (*order)[i] = i;
  std::sort(order->begin(), order->end(),
            [&scores](std::size_t a, std::size_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
}

// One sample's ranks and wins.
inline void Count(const std::vector<int128>& scores, const std::vector<std::size_t>& order,
                  std::span<const std::int64_t> weights, SmaaCounts* counts) {
  std::size_t rank = 0;  // from 0, shared by level candidates
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (scores[order[i]] != scores[order[rank]]) rank = i;
    ++counts->ranks[order[i] * counts->rows + rank];
    for (std::size_t k = 0; k < rank; ++k) ++counts->wins[order[k] * counts->rows + order[i]];
    for (std::size_t k = 0; rank == 0 && k < weights.size(); ++k) {
      counts->weight_sums[order[i] * weights.size() + k] += weights[k];
    }
  }
}

}  // namespace smaa_internal

inline std::optional<std::vector<std::int64_t>> SmaaCounts::CentralWeights(std::size_t row) const {
  const std::int64_t first = RankCount(row, 1);
  if (first == 0) return std::nullopt;
  std::vector<std::int64_t> weights;
  for (std::size_t i = 0; i < columns; ++i) {
    weights.push_back(static_cast<std::int64_t>((weight_sums[row * columns + i] + first / 2) / first));
  }
  return weights;
}

inline void SmaaCounts::Add(const SmaaCounts& other) {
  samples += other.samples;
  draws += other.draws;
  for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] += other.ranks[i];
  for (std::size_t i = 0; i < wins.size(); ++i) wins[i] += other.wins[i];
  for (std::size_t i = 0; i < weight_sums.size(); ++i) weight_sums[i] += other.weight_sums[i];
}

inline Result<Smaa> Smaa::Make(std::span<const std::int64_t> low, std::span<const std::int64_t> high,
                               std::size_t columns, WeightSet weights, std::uint64_t seed) {
  Smaa smaa;
  KEYHAUL_TRY(smaa.rows_, RowsOfPoints(low, columns));
  if (!high.empty()) KEYHAUL_CHECK(RowsOfPoints(high, columns));
  if (smaa.rows_ == 0 || smaa.rows_ > kMaxSmaaRows) {
    return MakeError(Code::invalid_argument, "an analysis of " + std::to_string(smaa.rows_) +
                                                 " candidates; expected 1 to " + std::to_string(kMaxSmaaRows));
  }
  if (!high.empty() && high.size() != low.size()) {
    return MakeError(Code::invalid_argument, std::to_string(low.size()) + " least points and " +
                                                 std::to_string(high.size()) + " greatest ones; expected as many");
  }
  for (std::size_t i = 0; i < high.size(); ++i) {
    if (low[i] <= high[i]) continue;
    Error error = MakeError(Code::invalid_argument,
                            "the least points of criterion " + std::to_string(i % columns) + " are above the greatest");
    error.row = static_cast<std::int64_t>(i / columns);
    return error;
  }
  smaa.low_ = low;
  smaa.high_ = high;
  smaa.columns_ = columns;
  smaa.set_ = std::move(weights);
  smaa.seed_ = seed;
  KEYHAUL_CHECK(smaa.CheckWeights());
  if (smaa.set_.kind != WeightSetKind::intervals) return smaa;
  int128 lows = 0;
  int128 highs = 0;
  for (const WeightBounds& bounds : smaa.set_.bounds) {
    lows += bounds.low;
    highs += bounds.high;
  }
  if (lows > kWeightUnit || highs < kWeightUnit) {
    return MakeError(Code::invalid_argument, "no weights within the bounds add up to 1");
  }
  smaa.from_high_ = highs - kWeightUnit < kWeightUnit - lows;
  smaa.to_share_ = static_cast<std::int64_t>(smaa.from_high_ ? highs - kWeightUnit : kWeightUnit - lows);
  return smaa;
}

inline Status Smaa::CheckWeights() const {
  const std::size_t given = set_.kind == WeightSetKind::ordinal     ? set_.order.size()
                            : set_.kind == WeightSetKind::intervals ? set_.bounds.size()
                                                                    : columns_;
  if (given != columns_) {
    return MakeError(Code::invalid_argument, "weights of " + std::to_string(given) + " criteria for " +
                                                 std::to_string(columns_) + "; expected as many");
  }
  for (std::size_t i = 0; set_.kind == WeightSetKind::intervals && i < columns_; ++i) {
    const auto [low, high] = set_.bounds[i];
    if (low >= 0 && low <= high && high <= kWeightUnit) continue;
    return MakeError(Code::invalid_argument,
                     "the bounds of the weight of criterion " + std::to_string(i) + " are no interval from 0 to 1");
  }
  return {};
}

inline SmaaCounts Smaa::NewCounts() const {
  SmaaCounts counts;
  counts.rows = rows_;
  counts.columns = columns_;
  counts.ranks.assign(rows_ * rows_, 0);
  counts.wins.assign(rows_ * rows_, 0);
  counts.weight_sums.assign(rows_ * columns_, 0);
  return counts;
}

// The gaps between 0, sorted uniform numbers and `whole`.
inline void Smaa::Share(PhiloxStream* stream, std::int64_t whole, std::span<std::int64_t> parts) const {
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    parts[i] = static_cast<std::int64_t>(stream->UpTo(static_cast<std::uint64_t>(whole)));
  }
  parts.back() = whole;
  std::sort(parts.begin(), parts.end() - 1);
  for (std::size_t i = parts.size(); i-- > 1;) parts[i] -= parts[i - 1];
}

// Sorts weights in the order of importance. Criteria of the same importance keep the order that their weights had among
// each other, which is any order with the same probability.
inline void Smaa::Sort(std::span<std::int64_t> weights) const {
  std::vector<std::size_t> places(columns_);
  for (std::size_t i = 0; i < columns_; ++i) places[i] = i;
  std::sort(places.begin(), places.end(), [this, weights](std::size_t a, std::size_t b) {
    if (set_.order[a] != set_.order[b]) return set_.order[a] < set_.order[b];
    return weights[a] != weights[b] ? weights[a] > weights[b] : a < b;
  });
  std::vector<std::int64_t> sorted(weights.begin(), weights.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < columns_; ++i) weights[places[i]] = sorted[columns_ - 1 - i];
}

// From shares to weights; whether they are within all bounds.
inline bool Smaa::Fit(std::span<std::int64_t> weights) const {
  bool fits = true;
  for (std::size_t i = 0; i < columns_; ++i) {
    const auto [low, high] = set_.bounds[i];
    weights[i] = from_high_ ? high - weights[i] : low + weights[i];
    fits = fits && weights[i] >= low && weights[i] <= high;
  }
  return fits;
}

inline Result<std::uint32_t> Smaa::WeightsOf(std::uint64_t sample, std::span<std::int64_t> weights) const {
  for (std::uint32_t draw = 1; draw <= kMaxSmaaDraws; ++draw) {
    PhiloxStream stream(seed_, sample, smaa_internal::kPointsStream + draw);
    Share(&stream, to_share_, weights);
    if (set_.kind == WeightSetKind::ordinal) Sort(weights);
    if (set_.kind != WeightSetKind::intervals || Fit(weights)) return draw;
  }
  return MakeError(Code::policy_unsupported, "of " + std::to_string(kMaxSmaaDraws) +
                                                 " draws of weights none was within the bounds; they leave too little");
}

inline void Smaa::PointsOf(std::uint64_t sample, std::span<std::int64_t> points) const {
  PhiloxStream stream(seed_, sample, smaa_internal::kPointsStream);
  for (std::size_t i = 0; i < low_.size(); ++i) {
    points[i] = low_[i];
    if (high_.empty() || high_[i] == low_[i]) continue;
    points[i] += static_cast<std::int64_t>(stream.UpTo(static_cast<std::uint64_t>(high_[i] - low_[i])));
  }
}

inline Status Smaa::Sample(std::uint64_t first, std::uint64_t count, SmaaCounts* counts) const {
  std::vector<std::int64_t> weights(columns_);
  std::vector<std::int64_t> points(low_.begin(), low_.end());
  std::vector<int128> scores(rows_);
  std::vector<std::size_t> order(rows_);
  for (std::uint64_t sample = first; sample - first < count; ++sample) {
    KEYHAUL_TRY(const std::uint32_t draws, WeightsOf(sample, weights));
    if (!high_.empty()) PointsOf(sample, points);
    for (std::size_t row = 0; row < rows_; ++row) {
      scores[row] = SumOfRow(std::span(points).subspan(row * columns_, columns_), weights);
    }
    smaa_internal::Order(scores, &order);
    smaa_internal::Count(scores, order, weights, counts);
    counts->draws += draws;
    ++counts->samples;
  }
  return {};
}

inline void Smaa::AddConfidence(const SmaaCounts& counts, std::uint64_t first, std::uint64_t count,
                                std::span<std::int64_t> firsts) const {
  std::vector<std::optional<std::vector<std::int64_t>>> central;
  central.reserve(rows_);
  for (std::size_t row = 0; row < rows_; ++row) central.push_back(counts.CentralWeights(row));
  std::vector<std::int64_t> points(low_.begin(), low_.end());
  const auto score = [this, &points](std::size_t row, std::span<const std::int64_t> weights) {
    return SumOfRow(std::span(points).subspan(row * columns_, columns_), weights);
  };
  for (std::uint64_t sample = first; sample - first < count; ++sample) {
    if (!high_.empty()) PointsOf(sample, points);
    for (std::size_t row = 0; row < rows_; ++row) {
      if (!central[row]) continue;
      const int128 own = score(row, *central[row]);
      bool is_first = true;
      for (std::size_t other = 0; is_first && other < rows_; ++other) is_first = score(other, *central[row]) <= own;
      if (is_first) ++firsts[row];
    }
  }
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_SMAA_H_

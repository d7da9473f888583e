// Two rankings of the same rows side by side, and one ranking without each of its rows in turn.
//
// Kendall's tau counts pairs: those that both rankings put in the same order less those that they put in opposite
// order. Tau-b allows for ties (M. G. Kendall, 1945). Spearman's rho is the correlation of the ranks, rows that tie
// having the mean of the places that they share. Both are from -1 to 1, and undefined where a ranking ties all rows.
// Kendall's W says how well several rankings agree, from 0 to 1, likewise corrected for ties.
//
//   1 2 3 4 5 against 1 3 2 4 5: 9 pairs in the same order, 1 in opposite, tau (9 - 1) / 10 = 0.8, rho 0.9
//
// Counts are exact; one rounding each for the square root and the division follows.
//
// Most methods of methods.h compare the rows with each other, and to remove one may turn the order of two others
// around. The report of reversals removes each row and counts.
//
// This is compiled once: link keyhaul::kernels.
#ifndef KEYHAUL_SCORING_COMPARE_H_
#define KEYHAUL_SCORING_COMPARE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"

namespace keyhaul {
inline namespace v1 {

// Rows of which a report of reversals is made: it ranks the set once for each of them. Where a preference is gaussian
// a ranking looks at each pair, and the limit is lower.
inline constexpr std::size_t kMaxReversalRows = 1000;
inline constexpr std::size_t kMaxGaussianReversalRows = 200;

// Pairs of rows, each counted once.
struct PairCounts {
  std::int64_t concordant = 0;   // in the same order
  std::int64_t discordant = 0;   // in opposite order
  std::int64_t tied_first = 0;   // tied by the first ranking alone
  std::int64_t tied_second = 0;  // by the second alone
  std::int64_t tied_both = 0;

  friend bool operator==(const PairCounts&, const PairCounts&) = default;
};

struct RankCorrelation {
  PairCounts pairs;
  std::optional<double> kendall_tau_b;
  std::optional<double> spearman_rho;
};

// Ranks as in MethodRanking::ranks, or any numbers that are lower for better and equal for ties. Refused with
// `invalid_argument` where the lengths differ or are under 2.
Result<RankCorrelation> CorrelateRanks(std::span<const std::int32_t> first, std::span<const std::int32_t> second);

// `ranks` holds several rankings of `rows` rows, one after the other. Refused with `invalid_argument` where there is
// under 1 ranking, under 2 rows, or a ranking that is not whole. Absent where all rankings tie all rows.
Result<std::optional<double>> KendallW(std::span<const std::int32_t> ranks, std::size_t rows);

// What becomes of the others when one row is removed.
struct RankReversal {
  std::int32_t removed = 0;
  std::int64_t reversed_pairs = 0;             // now in opposite order
  std::int64_t pairs_tied = 0;                 // that were apart
  std::int64_t pairs_untied = 0;               // that were tied
  bool best_changed = false;                   // other rows are first among those that are left
  std::vector<std::int32_t> best_before = {};  // first among those that are left, before and after
  std::vector<std::int32_t> best_after = {};
};

struct RankReversalReport {
  std::vector<RankReversal> removals;      // one per row
  std::int64_t reversed_pairs = 0;         // over all removals
  std::int32_t best_changes = 0;           // removals that change the best
  std::int32_t best_changes_by_worse = 0;  // of them, where the removed row was itself not first
};

// Refused as by Rank; with `data_empty` under 2 rows, 3 for topsis without given ideals; with `invalid_argument` above
// the limits.
Result<RankReversalReport> FindRankReversals(const RankingRule& rule, std::span<const double> matrix);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_COMPARE_H_

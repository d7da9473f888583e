// Rank correlations and reversals. The pairs are counted by merge sort: W. R. Knight, "A computer method for
// calculating Kendall's tau with ungrouped data", Journal of the American Statistical Association 61 (1966).
#include "keyhaul/scoring/compare.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

using Ranks = std::span<const std::int32_t>;
using base_internal::NativeInt128;

Error RefuseRanks(std::string why) {
  Error error = MakeError(Code::invalid_argument, std::move(why));
  error.rule = "SCORING-82";
  return error;
}

std::int64_t PairsOf(std::int64_t count) { return count * (count - 1) / 2; }

// Pairs that `equal` holds for, of a list where these stand together.
template <class Equal>
std::int64_t CountEqualPairs(std::size_t size, Equal equal) {
  std::int64_t pairs = 0;
  std::int64_t run = 1;
  for (std::size_t i = 1; i <= size; ++i) {
    if (i < size && equal(i - 1, i)) {
      ++run;
    } else {
      pairs += PairsOf(run);
      run = 1;
    }
  }
  return pairs;
}

// Sorts, and counts the pairs that stood in falling order.
std::int64_t SortAndCount(std::vector<std::int32_t>* values) {
  std::int64_t falling = 0;
  std::vector<std::int32_t> merged(values->size());
  for (std::size_t width = 1; width < values->size(); width *= 2) {
    for (std::size_t begin = 0; begin < values->size(); begin += 2 * width) {
      const std::size_t middle = std::min(begin + width, values->size());
      const std::size_t end = std::min(begin + 2 * width, values->size());
      std::size_t a = begin;
      std::size_t b = middle;
      for (std::size_t out = begin; out < end; ++out) {
        const bool take_second = a == middle || (b < end && (*values)[b] < (*values)[a]);
        if (take_second) falling += static_cast<std::int64_t>(middle - a);
        merged[out] = (*values)[take_second ? b++ : a++];
      }
    }
    values->swap(merged);
  }
  return falling;
}

PairCounts CountPairs(Ranks first, Ranks second) {
  std::vector<std::size_t> order(first.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [first, second](std::size_t a, std::size_t b) {
    return first[a] != first[b] ? first[a] < first[b] : second[a] < second[b];
  });
  const std::int64_t tied_first =
      CountEqualPairs(order.size(), [&](std::size_t a, std::size_t b) { return first[order[a]] == first[order[b]]; });
  PairCounts pairs;
  pairs.tied_both = CountEqualPairs(order.size(), [&](std::size_t a, std::size_t b) {
    return first[order[a]] == first[order[b]] && second[order[a]] == second[order[b]];
  });
  std::vector<std::int32_t> seconds;
  seconds.reserve(order.size());
  for (const std::size_t row : order) seconds.push_back(second[row]);
  pairs.discordant = SortAndCount(&seconds);
  const std::int64_t tied_second =
      CountEqualPairs(seconds.size(), [&](std::size_t a, std::size_t b) { return seconds[a] == seconds[b]; });
  pairs.tied_first = tied_first - pairs.tied_both;
  pairs.tied_second = tied_second - pairs.tied_both;
  pairs.concordant = PairsOf(static_cast<std::int64_t>(order.size())) - pairs.discordant - pairs.tied_first -
                     pairs.tied_second - pairs.tied_both;
  return pairs;
}

// Twice the mean of the places that the rows of one rank share, which is an integer; 2 for the first alone.
std::vector<std::int64_t> DoubledPlaces(Ranks ranks) {
  std::vector<std::size_t> order(ranks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [ranks](std::size_t a, std::size_t b) { return ranks[a] < ranks[b]; });
  std::vector<std::int64_t> places(ranks.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && ranks[order[end]] == ranks[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i) places[order[i]] = static_cast<std::int64_t>(begin + 1 + end);
    begin = end;
  }
  return places;
}

// The root of a product, without the product.
double RootOfProduct(double a, double b) { return std::sqrt(a) * std::sqrt(b); }

std::optional<double> TauB(const PairCounts& pairs) {
  const std::int64_t apart = pairs.concordant + pairs.discordant;
  const std::int64_t by_first = apart + pairs.tied_second;
  const std::int64_t by_second = apart + pairs.tied_first;
  if (by_first == 0 || by_second == 0) return std::nullopt;
  const auto difference = static_cast<double>(pairs.concordant - pairs.discordant);
  // Where both part the same number of pairs, the root is that number, and no rounding gets in.
  if (by_first == by_second) return difference / static_cast<double>(by_first);
  return difference / RootOfProduct(static_cast<double>(by_first), static_cast<double>(by_second));
}

std::optional<double> Rho(Ranks first, Ranks second) {
  const std::vector<std::int64_t> a = DoubledPlaces(first);
  const std::vector<std::int64_t> b = DoubledPlaces(second);
  const auto mean = static_cast<std::int64_t>(a.size()) + 1;  // of doubled places
  NativeInt128 product = 0;
  NativeInt128 square_a = 0;
  NativeInt128 square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const NativeInt128 x = a[i] - mean;
    const NativeInt128 y = b[i] - mean;
    product += x * y;
    square_a += x * x;
    square_b += y * y;
  }
  if (square_a == 0 || square_b == 0) return std::nullopt;
  if (square_a == square_b) return static_cast<double>(product) / static_cast<double>(square_a);
  return static_cast<double>(product) / RootOfProduct(static_cast<double>(square_a), static_cast<double>(square_b));
}

// The rows with the least rank, where row i of the list is row i of the table, or i + 1 from the removed one on.
std::vector<std::int32_t> FirstOfTheRest(Ranks ranks, std::size_t removed) {
  const std::int32_t least = *std::min_element(ranks.begin(), ranks.end());
  std::vector<std::int32_t> rows;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] == least) rows.push_back(static_cast<std::int32_t>(i < removed ? i : i + 1));
  }
  return rows;
}

template <class T>
std::vector<T> Without(std::span<const T> values, std::size_t begin, std::size_t count) {
  std::vector<T> rest(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(begin));
  rest.insert(rest.end(), values.begin() + static_cast<std::ptrdiff_t>(begin + count), values.end());
  return rest;
}

Status CheckReversalRows(const RankingRule& rule, std::size_t rows) {
  bool gaussian = false;
  for (const RankingCriterion& criterion : rule.criteria) {
    gaussian = gaussian || (rule.method == Method::promethee_ii && criterion.weight > 0 &&
                            criterion.preference.shape == Preference::gaussian);
  }
  const std::size_t most = gaussian ? kMaxGaussianReversalRows : kMaxReversalRows;
  if (rows >= 2 && rows <= most) return {};
  Error error = MakeError(
      rows < 2 ? Code::data_empty : Code::invalid_argument,
      "there are " + std::to_string(rows) + " rows to remove one by one; expected 2 to " + std::to_string(most));
  error.rule = "SCORING-84";
  return error;
}

Result<RankReversal> RemoveRow(const RankingRule& rule, std::span<const double> matrix, const MethodRanking& whole,
                               std::size_t removed) {
  const std::size_t columns = rule.criteria.size();
  KEYHAUL_TRY(const MethodRanking rest, Rank(rule, Without(matrix, removed * columns, columns)));
  const std::vector<std::int32_t> before = Without(Ranks(whole.ranks), removed, 1);
  const PairCounts pairs = CountPairs(before, rest.ranks);
  RankReversal reversal;
  reversal.removed = static_cast<std::int32_t>(removed);
  reversal.reversed_pairs = pairs.discordant;
  reversal.pairs_tied = pairs.tied_second;
  reversal.pairs_untied = pairs.tied_first;
  reversal.best_before = FirstOfTheRest(before, removed);
  reversal.best_after = FirstOfTheRest(rest.ranks, removed);
  reversal.best_changed = reversal.best_before != reversal.best_after;
  return reversal;
}

}  // namespace
}  // namespace kernels

Result<RankCorrelation> CorrelateRanks(std::span<const std::int32_t> first, std::span<const std::int32_t> second) {
  if (first.size() != second.size() || first.size() < 2 || first.size() >= static_cast<std::size_t>(kMaxAccounts)) {
    return kernels::RefuseRanks("rankings of " + std::to_string(first.size()) + " and " +
                                std::to_string(second.size()) + " rows; expected the same number, 2 at least");
  }
  RankCorrelation correlation;
  correlation.pairs = kernels::CountPairs(first, second);
  correlation.kendall_tau_b = kernels::TauB(correlation.pairs);
  correlation.spearman_rho = kernels::Rho(first, second);
  return correlation;
}

// With d the deviation of a place from the mean of its ranking, W is the sum over rows of (sum of d)^2, divided by the
// number of rankings and by the sum of all d^2: Kendall's formula with its correction for ties, in integers.
Result<std::optional<double>> KendallW(std::span<const std::int32_t> ranks, std::size_t rows) {
  if (rows < 2 || rows > (std::size_t{1} << 24) || ranks.empty() || ranks.size() % rows != 0 ||
      ranks.size() / rows > 65536) {
    return kernels::RefuseRanks(std::to_string(ranks.size()) + " ranks of " + std::to_string(rows) +
                                " rows are not one or more whole rankings of 2 rows or more");
  }
  const std::size_t k = ranks.size() / rows;
  std::vector<std::int64_t> sums(rows, 0);
  kernels::NativeInt128 squares = 0;  // of the deviations within the rankings
  const auto mean = static_cast<std::int64_t>(rows) + 1;
  for (std::size_t r = 0; r < k; ++r) {
    const std::vector<std::int64_t> places = kernels::DoubledPlaces(ranks.subspan(r * rows, rows));
    for (std::size_t i = 0; i < rows; ++i) {
      sums[i] += places[i] - mean;
      squares += static_cast<kernels::NativeInt128>(places[i] - mean) * (places[i] - mean);
    }
  }
  if (squares == 0) return std::optional<double>();
  kernels::NativeInt128 between = 0;
  for (const std::int64_t sum : sums) between += static_cast<kernels::NativeInt128>(sum) * sum;
  return std::optional<double>(static_cast<double>(between) /
                               static_cast<double>(squares * static_cast<kernels::NativeInt128>(k)));
}

Result<RankReversalReport> FindRankReversals(const RankingRule& rule, std::span<const double> matrix) {
  KEYHAUL_TRY(const MethodRanking whole, Rank(rule, matrix));
  KEYHAUL_CHECK(kernels::CheckReversalRows(rule, whole.ranks.size()));
  RankReversalReport report;
  for (std::size_t i = 0; i < whole.ranks.size(); ++i) {
    KEYHAUL_TRY(RankReversal reversal, kernels::RemoveRow(rule, matrix, whole, i));
    report.reversed_pairs += reversal.reversed_pairs;
    if (reversal.best_changed) ++report.best_changes;
    if (reversal.best_changed && whole.ranks[i] != 1) ++report.best_changes_by_worse;
    report.removals.push_back(std::move(reversal));
  }
  return report;
}

}  // namespace v1
}  // namespace keyhaul

// From a rule and a table to keys and ranks.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

Status ScoreBy(const RankingInput& input, MethodRanking* ranking) {
  switch (input.rule.method) {
    case Method::weighted_sum:
      return ScoreByWeightedSum(input, ranking);
    case Method::weighted_product:
      return ScoreByWeightedProduct(input, ranking);
    case Method::topsis:
      return ScoreByTopsis(input, ranking);
    case Method::vikor:
      return ScoreByVikor(input, ranking);
    case Method::promethee_ii:
      return ScoreByPromethee(input, ranking);
    case Method::spotis:
      return ScoreBySpotis(input, ranking);
  }
  return MakeError(Code::internal, "the method is none of those that there are");
}

// A row with its place from the best, as a number that is lower for better.
struct PlacedRow {
  std::uint64_t place = 0;
  std::uint32_t row = 0;
};

// By place; rows of one place stay in their order. Digits of 11 bits from the lowest on, and no digit above the
// largest.
std::vector<PlacedRow> SortByPlace(std::vector<PlacedRow> rows) {
  constexpr unsigned kDigitBits = 11;
  constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
  std::uint64_t largest = 0;
  for (const PlacedRow& row : rows) largest = std::max(largest, row.place);
  std::vector<PlacedRow> sorted(rows.size());
  for (unsigned shift = 0; shift < 64 && (largest >> shift) != 0; shift += kDigitBits) {
    const auto digit = [shift](const PlacedRow& row) { return (row.place >> shift) % kDigits; };
    std::vector<std::size_t> starts(kDigits + 1, 0);
    for (const PlacedRow& row : rows) ++starts[digit(row) + 1];
    for (std::size_t d = 1; d < kDigits; ++d) starts[d] += starts[d - 1];
    for (const PlacedRow& row : rows) sorted[starts[digit(row)]++] = row;
    rows.swap(sorted);
  }
  return rows;
}

std::vector<PlacedRow> PlaceRows(const MethodRanking& ranking) {
  const auto ends = std::minmax_element(ranking.keys.begin(), ranking.keys.end());
  const auto best = static_cast<std::uint64_t>(ranking.lower_is_better ? *ends.first : *ends.second);
  std::vector<PlacedRow> rows(ranking.keys.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto key = static_cast<std::uint64_t>(ranking.keys[i]);
    rows[i] = {ranking.lower_is_better ? key - best : best - key, static_cast<std::uint32_t>(i)};
  }
  return SortByPlace(std::move(rows));
}

Status MakeKeys(MethodRanking* ranking) {
  ranking->keys.resize(ranking->values.size());
  for (std::size_t i = 0; i < ranking->values.size(); ++i) {
    ranking->values[i] += 0.0;  // no -0.0
    Result<std::int64_t> key = KeyOfValue(ranking->values[i]);
    if (!key.ok()) {
      Error error = std::move(key).error();
      error.row = static_cast<std::int64_t>(i);
      error.rule = "SCORING-72";
      return error;
    }
    ranking->keys[i] = *key;
  }
  return {};
}

}  // namespace

Status RankValues(MethodRanking* ranking) {
  KEYHAUL_CHECK(MakeKeys(ranking));
  const std::vector<PlacedRow> rows = PlaceRows(*ranking);
  ranking->ranks.resize(rows.size());
  ranking->tied.assign(rows.size(), 0);
  std::size_t first = 0;  // of the rows with this key
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].place != rows[first].place) first = i;
    ranking->ranks[rows[i].row] = static_cast<std::int32_t>(first + 1);
    if (i > first) ranking->tied[rows[i].row] = ranking->tied[rows[first].row] = 1;
  }
  return {};
}

Normalization NormalizationOf(const RankingRule& rule) {
  if (rule.normalization) return *rule.normalization;
  if (rule.method == Method::weighted_product) return Normalization::max;
  if (rule.method == Method::topsis) return Normalization::vector;
  return Normalization::min_max;
}

}  // namespace kernels

Result<MethodRanking> Rank(const RankingRule& rule, std::span<const double> matrix) {
  KEYHAUL_CHECK(CheckRankingRule(rule));
  KEYHAUL_TRY(const kernels::ScoringTable table, kernels::CheckScoringTable(rule.criteria, matrix));
  if (rule.normalization == Normalization::z_score && rule.deviation == ZScoreDeviation::sample && table.rows < 2) {
    Error error = MakeError(Code::data_empty, "there is one row, and the deviation of a sample needs two");
    error.rule = "SCORING-52";
    return error;
  }
  const std::vector<kernels::ColumnExtremes> extremes = kernels::ExtremesOf(table);
  MethodRanking ranking;
  KEYHAUL_CHECK(kernels::ScoreBy({rule, table, extremes}, &ranking));
  KEYHAUL_CHECK(kernels::RankValues(&ranking));
  return ranking;
}

double ToDouble(const Decimal& decimal) {
  const std::string text = decimal.ToText();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace v1
}  // namespace keyhaul

// From a rule and a table to keys and ranks.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/radix_sort.h"
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

// Of a ranking that is filled again: columns that this method does not give are emptied, the others keep their memory.
void ClearColumns(Method method, MethodRanking* ranking) {
  if (method != Method::topsis) {
    ranking->to_ideal.clear();
    ranking->to_anti_ideal.clear();
  }
  if (method != Method::vikor) {
    ranking->group_regret.clear();
    ranking->largest_regret.clear();
  }
  if (method != Method::promethee_ii) {
    ranking->positive_flow.clear();
    ranking->negative_flow.clear();
  }
  ranking->constant_columns.clear();
  ranking->dropped_columns.clear();
  ranking->compromise = {};
  ranking->lower_is_better = false;
  ranking->degenerate = false;
}

Status MakeKeys(MethodRanking* ranking) {
  ranking->keys.resize(ranking->values.size());
  for (std::size_t i = 0; i < ranking->values.size(); ++i) {
    ranking->values[i] += 0.0;  // no -0.0
    const double scaled = ranking->values[i] * kKeysPerUnit;
    if (!(std::fabs(scaled) < kBeyondKeys)) {
      Error error = KeyOfValue(ranking->values[i]).error();
      error.row = static_cast<std::int64_t>(i);
      error.rule = "SCORING-72";
      return error;
    }
    ranking->keys[i] = RoundToKey(scaled);
  }
  return {};
}

Status MakeValues(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking) {
  KEYHAUL_CHECK(CheckRankingRule(rule));
  std::vector<ColumnExtremes> extremes;
  KEYHAUL_TRY(const ScoringTable table, CheckScoringTable(rule.criteria, matrix, &extremes));
  if (rule.normalization == Normalization::z_score && rule.deviation == ZScoreDeviation::sample && table.rows < 2) {
    Error error = MakeError(Code::data_empty, "there is one row, and the deviation of a sample needs two");
    error.rule = "SCORING-52";
    return error;
  }
  ClearColumns(rule.method, ranking);
  KEYHAUL_CHECK(ScoreBy({rule, table, extremes}, ranking));
  return MakeKeys(ranking);
}

template <class Sorted>
void FillRanks(const Sorted& sorted, MethodRanking* ranking) {
  std::size_t first = 0;  // of the rows with this key
  bool is_tied = false;   // this row, with the one before
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool ties_next = i + 1 < sorted.size() && sorted.key(i) == sorted.key(i + 1);
    const auto row = static_cast<std::size_t>(sorted.index(i));
    ranking->ranks[row] = static_cast<std::int32_t>(first + 1);
    ranking->tied[row] = is_tied || ties_next ? 1 : 0;
    is_tied = ties_next;
    if (!ties_next) first = i + 1;
  }
}

void RankByKeys(MethodRanking* ranking) {
  ranking->ranks.resize(ranking->keys.size());
  ranking->tied.resize(ranking->keys.size());
  const auto order =
      ranking->lower_is_better ? base_internal::KeyOrder::ascending : base_internal::KeyOrder::descending;
  const auto row = [](std::size_t i) { return static_cast<std::int32_t>(i); };
  base_internal::SortByKey(ranking->keys, order, ranking->keys.size(), row,
                           [ranking](const auto& sorted) { FillRanks(sorted, ranking); });
}

}  // namespace

Normalization NormalizationOf(const RankingRule& rule) {
  if (rule.normalization) return *rule.normalization;
  if (rule.method == Method::weighted_product) return Normalization::max;
  if (rule.method == Method::topsis) return Normalization::vector;
  return Normalization::min_max;
}

}  // namespace kernels

Status ScoreRows(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking) {
  ranking->ranks.clear();
  ranking->tied.clear();
  return kernels::MakeValues(rule, matrix, ranking);
}

Status Rank(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking) {
  KEYHAUL_CHECK(kernels::MakeValues(rule, matrix, ranking));
  kernels::RankByKeys(ranking);
  return {};
}

Result<MethodRanking> Rank(const RankingRule& rule, std::span<const double> matrix) {
  MethodRanking ranking;
  KEYHAUL_CHECK(Rank(rule, matrix, &ranking));
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

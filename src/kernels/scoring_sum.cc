// The methods that add up: weighted sum, weighted product, SPOTIS.
#include <cmath>
#include <cstddef>
#include <vector>

#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_normalize.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

Error RefuseFactor(const RankingInput& input, std::size_t row, std::size_t column, const char* why) {
  Error error =
      RefuseCell(Code::data_value, input.rule.criteria, row, column, input.table.Row(row)[column], std::string(why));
  error.rule = "SCORING-57";
  return error;
}

// The logarithm of the product of one row, times the sum of weights; minus infinity where a factor is 0. `signs` has -1
// for the factors that are divided by.
Result<double> LogProduct(const RankingInput& input, const NormalColumns& normal, const std::vector<double>& signs,
                          std::size_t row) {
  double sum = 0;
  bool has_zero = false;
  for (std::size_t k = 0; k < normal.columns.size(); ++k) {
    const NormalColumn& column = normal.columns[k];
    const double factor = column.Of(input.table.Row(row)[column.column]);
    if (factor < 0)
      return RefuseFactor(input, row, column.column,
                          "is below 0 as it is normalised; a product has no "
                          "place for that");
    if (factor > 0) {
      sum += signs[k] * (column.weight * std::log(factor));
    } else if (signs[k] > 0) {
      has_zero = true;
    } else {
      return RefuseFactor(input, row, column.column, "is not above 0; a product cannot be divided by it");
    }
  }
  return has_zero ? -HUGE_VAL : sum;
}

}  // namespace

Status ScoreByWeightedSum(const RankingInput& input, MethodRanking* ranking) {
  KEYHAUL_TRY(const NormalColumns normal,
              NormalizeColumns(input.rule, NormalizationOf(input.rule), true, input.table, input.extremes, ranking));
  ranking->degenerate = normal.columns.empty();
  if (ranking->degenerate) ranking->values.assign(input.table.rows, 0);
  if (ranking->degenerate) return {};
  ranking->values.resize(input.table.rows);
  ForLanes(input.table.rows, [&](std::size_t i, auto sum) {
    for (const NormalColumn& column : normal.columns) {
      sum += column.weight * column.Of(input.table.CellsOf<decltype(sum)>(i, column.column));
    }
    StoreLanes(sum / normal.total_weight, &ranking->values[i]);
  });
  return {};
}

Status ScoreByWeightedProduct(const RankingInput& input, MethodRanking* ranking) {
  const Normalization normalization = NormalizationOf(input.rule);
  // Without a normalisation nothing is turned, and what is minimised is divided by.
  const bool divides = normalization == Normalization::none;
  KEYHAUL_TRY(const NormalColumns normal,
              NormalizeColumns(input.rule, normalization, !divides, input.table, input.extremes, ranking));
  std::vector<double> signs;
  for (const NormalColumn& column : normal.columns) {
    signs.push_back(divides && input.rule.criteria[column.column].direction == Direction::minimize ? -1 : 1);
  }
  ranking->degenerate = normal.columns.empty();
  if (ranking->degenerate) ranking->values.assign(input.table.rows, 1);
  if (ranking->degenerate) return {};
  ranking->values.resize(input.table.rows);
  for (std::size_t i = 0; i < input.table.rows; ++i) {
    KEYHAUL_TRY(const double logarithm, LogProduct(input, normal, signs, i));
    ranking->values[i] = std::exp(logarithm / normal.total_weight);
  }
  return {};
}

Status ScoreBySpotis(const RankingInput& input, MethodRanking* ranking) {
  struct Term {
    std::size_t column;
    double weight;
    double ideal;
    double width;
  };
  // min_max refuses what is outside the bounds; its formula is not used.
  KEYHAUL_TRY(const NormalColumns normal,
              NormalizeColumns(input.rule, Normalization::min_max, false, input.table, input.extremes, ranking));
  std::vector<Term> terms;
  for (const NormalColumn& column : normal.columns) {
    const RankingCriterion& criterion = input.rule.criteria[column.column];
    const double best = criterion.direction == Direction::maximize ? criterion.bounds->high : criterion.bounds->low;
    terms.push_back({column.column, column.weight, criterion.ideal.value_or(best), column.b});
  }
  ranking->lower_is_better = true;
  ranking->values.resize(input.table.rows);
  ForLanes(input.table.rows, [&](std::size_t i, auto sum) {
    for (const Term& term : terms) {
      const auto distance = input.table.CellsOf<decltype(sum)>(i, term.column) - term.ideal;
      sum += term.weight * (GreatestLanes(distance, -distance) / term.width);
    }
    StoreLanes(sum / normal.total_weight, &ranking->values[i]);
  });
  return {};
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

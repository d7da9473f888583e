// Weights that come from a table: entropy, CRITIC, standard deviation.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/scoring/weighting.h"
#include "src/kernels/scoring_normalize.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

Status CheckRowCount(const ScoringTable& table, Weighting weighting) {
  const std::size_t needed = weighting == Weighting::critic ? 3 : 2;
  if (table.rows >= needed) return {};
  Error error = MakeError(Code::data_empty, "there are " + std::to_string(table.rows) +
                                                " rows; weights from data need " + std::to_string(needed));
  error.rule = "SCORING-50";
  return error;
}

// Shares are of columns without values below 0 and with one above.
Status CheckShares(std::span<const RankingCriterion> criteria, const ScoringTable& table,
                   std::span<const ColumnExtremes> extremes) {
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (extremes[j].least >= 0 && extremes[j].greatest > 0) continue;
    Error error = RefuseColumn(Code::data_value, criteria, j, "all values are 0; shares of a sum need one above");
    for (std::size_t i = 0; i < table.rows && extremes[j].least < 0; ++i) {
      if (table.Row(i)[j] >= 0) continue;
      error = RefuseCell(Code::data_value, criteria, i, j, table.Row(i)[j],
                         "is below 0; shares of a sum are of values "
                         "that are not");
      break;
    }
    error.rule = "SCORING-78";
    return error;
  }
  return {};
}

// 1 - entropy, which is 0 where all shares are equal.
Result<std::vector<double>> DivergencesOf(std::span<const RankingCriterion> criteria, const ScoringTable& table,
                                          std::span<const ColumnExtremes> extremes) {
  KEYHAUL_CHECK(CheckShares(criteria, table, extremes));
  const std::vector<double> sums = SumColumns(table, [](std::size_t, auto x) { return x; });
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (std::isfinite(sums[j])) continue;
    Error error = RefuseColumn(Code::overflow, criteria, j, "the values are too large to be added up");
    error.rule = "SCORING-78";
    return error;
  }
  std::vector<double> divergences = SumColumns(table, [&sums](std::size_t j, auto x) {
    return EachLane(x / LoadLanes<decltype(x)>(&sums[j]),
                    [](double share) { return share > 0 ? share * std::log(share) : 0; });
  });
  const double most = std::log(static_cast<double>(table.rows));
  for (std::size_t j = 0; j < table.columns; ++j) {
    divergences[j] = extremes[j].IsConstant() ? 0 : std::max(0.0, 1 + divergences[j] / most);
  }
  return divergences;
}

// The table normalised by min_max; constant columns are 0. `turned`: those that are minimised the other way around.
std::vector<double> UnitTable(std::span<const RankingCriterion> criteria, const ScoringTable& table,
                              std::span<const ColumnExtremes> extremes, bool turned) {
  std::vector<double> cells(table.cells.size(), 0);
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (extremes[j].IsConstant()) continue;
    // Halves, so that the width of the widest column stays a double.
    const double least = extremes[j].least / 2;
    const double width = extremes[j].greatest / 2 - least;
    for (std::size_t i = 0; i < table.rows; ++i) {
      const double part = (table.Row(i)[j] / 2 - least) / width;
      cells[i * table.columns + j] = turned && criteria[j].direction == Direction::minimize ? 1 - part : part;
    }
  }
  return cells;
}

// Pearson's correlation of two columns of a unit table.
double Correlate(const ScoringTable& table, const ColumnMoments& moments, std::size_t a, std::size_t b) {
  CompensatedSum<double> sum;
  for (std::size_t i = 0; i < table.rows; ++i) {
    sum.Add((table.Row(i)[a] - moments.means[a]) * (table.Row(i)[b] - moments.means[b]));
  }
  return sum.value() / static_cast<double>(table.rows) / (moments.deviations[a] * moments.deviations[b]);
}

std::vector<double> InformationOf(const ScoringTable& unit, const ColumnMoments& moments,
                                  std::span<const ColumnExtremes> extremes) {
  std::vector<double> conflicts(unit.columns, 0);
  for (std::size_t a = 0; a < unit.columns; ++a) {
    for (std::size_t b = 0; b < unit.columns; ++b) {
      if (a == b || extremes[a].IsConstant() || extremes[b].IsConstant()) continue;
      // The same order for (a, b) and (b, a), so that two columns alike get weights alike.
      const double correlation = Correlate(unit, moments, std::min(a, b), std::max(a, b));
      conflicts[a] += std::max(0.0, 1 - correlation);
    }
  }
  for (std::size_t j = 0; j < unit.columns; ++j) conflicts[j] *= moments.deviations[j];
  return conflicts;
}

Result<std::vector<double>> ImportancesOf(Weighting weighting, std::span<const RankingCriterion> criteria,
                                          const ScoringTable& table, std::span<const ColumnExtremes> extremes) {
  if (weighting == Weighting::entropy) return DivergencesOf(criteria, table, extremes);
  const std::vector<double> cells = UnitTable(criteria, table, extremes, weighting == Weighting::critic);
  const ScoringTable unit{cells, table.rows, table.columns};
  ColumnMoments moments = MomentsOf(unit, ExtremesOf(unit), ZScoreDeviation::population);
  if (weighting == Weighting::standard_deviation) return std::move(moments.deviations);
  return InformationOf(unit, moments, extremes);
}

}  // namespace
}  // namespace kernels

Result<DerivedWeights> DeriveWeights(Weighting weighting, std::span<const RankingCriterion> criteria,
                                     std::span<const double> matrix) {
  std::vector<kernels::ColumnExtremes> extremes;
  KEYHAUL_TRY(const kernels::ScoringTable table, kernels::CheckScoringTable(criteria, matrix, &extremes));
  KEYHAUL_CHECK(kernels::CheckRowCount(table, weighting));
  DerivedWeights derived;
  KEYHAUL_TRY(derived.weights, kernels::ImportancesOf(weighting, criteria, table, extremes));
  double sum = 0;
  for (const double importance : derived.weights) sum += importance;
  // Columns that agree to the last digits but one leave rounding, which is no information.
  derived.equal = kernels::KeyOfSmall(sum) == 0;
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (extremes[j].IsConstant()) derived.constant_columns.push_back(static_cast<std::int32_t>(j));
    double& weight = derived.weights[j];
    weight = derived.equal ? 1 / static_cast<double>(table.columns) : weight / sum;
  }
  return derived;
}

}  // namespace v1
}  // namespace keyhaul

// TOPSIS: closeness to the ideal. C.-L. Hwang, K. Yoon, "Multiple attribute decision making" (1981).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_normalize.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

// A column with its ideals, weighted and scaled.
struct IdealColumn {
  NormalColumn normal;
  double ideal = 0;
  double anti_ideal = 0;
};

// The ends of a column in its own unit: as given, or the best and the worst of its values.
struct IdealEnds {
  double best = 0;
  double worst = 0;
};

IdealEnds EndsOf(const RankingInput& input, std::size_t column) {
  const RankingCriterion& criterion = input.rule.criteria[column];
  const ColumnExtremes& extremes = input.extremes[column];
  const bool maximize = criterion.direction == Direction::maximize;
  return {criterion.ideal.value_or(maximize ? extremes.greatest : extremes.least),
          criterion.anti_ideal.value_or(maximize ? extremes.least : extremes.greatest)};
}

Status CheckEnds(const RankingInput& input, const NormalColumn& column) {
  const RankingCriterion& criterion = input.rule.criteria[column.column];
  if (!criterion.ideal && !criterion.anti_ideal) return {};
  const IdealEnds ends = EndsOf(input, column.column);
  const bool holds = criterion.direction == Direction::maximize ? ends.best >= ends.worst : ends.best <= ends.worst;
  if (holds) return {};
  Error error = RefuseColumn(Code::data_value, input.rule.criteria, column.column,
                             "the ideal " + NumberText(ends.best) + " is worse than the anti-ideal " +
                                 NumberText(ends.worst) + "; of the two, one is the column's own");
  error.rule = "SCORING-59";
  return error;
}

// One row, without ideals from outside, is its own ideal and its own opposite: nothing can be said of it.
Status CheckRows(const RankingInput& input) {
  if (input.table.rows > 1) return {};
  for (const RankingCriterion& criterion : input.rule.criteria) {
    if (criterion.weight == 0 || (criterion.ideal && criterion.anti_ideal)) continue;
    Error error = MakeError(Code::data_empty,
                            "there is one row, which has nothing to be compared with; expected two rows, or the "
                            "ideal and the anti-ideal of each criterion");
    error.column = criterion.id;
    error.rule = "SCORING-59";
    return error;
  }
  return {};
}

// Weighs the columns, all by one power of two that keeps squares within the doubles, and sets the ideals. Returns the
// exponent of that power.
int SetIdeals(const RankingInput& input, std::vector<IdealColumn>* columns) {
  double largest = 0;
  for (IdealColumn& column : *columns) {
    const IdealEnds ends = EndsOf(input, column.normal.column);
    const ColumnExtremes& extremes = input.extremes[column.normal.column];
    for (const double end : {ends.best, ends.worst, extremes.least, extremes.greatest}) {
      largest = std::max(largest, std::fabs(column.normal.weight * column.normal.Of(end)));
    }
  }
  const int exponent = ScaleExponent(largest);
  const double factor = ScaleFactor(exponent);
  for (IdealColumn& column : *columns) {
    const IdealEnds ends = EndsOf(input, column.normal.column);
    column.normal.weight *= factor;
    column.ideal = column.normal.weight * column.normal.Of(ends.best);
    column.anti_ideal = column.normal.weight * column.normal.Of(ends.worst);
  }
  return exponent;
}

}  // namespace

Status ScoreByTopsis(const RankingInput& input, MethodRanking* ranking) {
  KEYHAUL_CHECK(CheckRows(input));
  KEYHAUL_TRY(const NormalColumns normal,
              NormalizeColumns(input.rule, NormalizationOf(input.rule), false, input.table, input.extremes, ranking));
  std::vector<IdealColumn> columns;
  for (const NormalColumn& column : normal.columns) {
    KEYHAUL_CHECK(CheckEnds(input, column));
    columns.push_back({column});
  }
  const double back = ScaleFactor(-SetIdeals(input, &columns));
  ranking->values.resize(input.table.rows);
  ranking->to_ideal.resize(input.table.rows);
  ranking->to_anti_ideal.resize(input.table.rows);
  ranking->degenerate = true;
  const double total = columns.empty() ? 1 : normal.total_weight;
  ForLanes(input.table.rows, [&](std::size_t i, auto zero) {
    using Lanes = decltype(zero);
    Lanes ideal_squares = zero;
    Lanes anti_ideal_squares = zero;
    for (const IdealColumn& column : columns) {
      const Lanes weighted =
          column.normal.weight * column.normal.Of(input.table.CellsOf<Lanes>(i, column.normal.column));
      ideal_squares += (weighted - column.ideal) * (weighted - column.ideal);
      anti_ideal_squares += (weighted - column.anti_ideal) * (weighted - column.anti_ideal);
    }
    const auto root = [](double x) { return std::sqrt(x); };
    const Lanes to_ideal = EachLane(ideal_squares, root);
    const Lanes to_anti_ideal = EachLane(anti_ideal_squares, root);
    const Lanes both = to_ideal + to_anti_ideal;
    StoreLanes(both > 0 ? to_anti_ideal / both : zero + 0.5, &ranking->values[i]);
    StoreLanes(to_ideal * back / total, &ranking->to_ideal[i]);
    StoreLanes(to_anti_ideal * back / total, &ranking->to_anti_ideal[i]);
    if (!AreZero(both)) ranking->degenerate = false;
  });
  return {};
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

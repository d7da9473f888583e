// PROMETHEE II: flows of preference. J.-P. Brans, Ph. Vincke, "A preference ranking organisation method", Management
// Science 31 (1985).
//
// Whether a difference reaches a threshold must not hang on the last bit: 0.8 - 0.6 is above 0.2 in doubles. The values
// of a column, and its thresholds, are therefore taken as integers of a decimal unit, 15 digits for the largest of
// them; a double recovers every decimal of 15 digits. Differences are exact then, and so are their sums.
//
// Not each pair is looked at: in a sorted column, the rows that a row is preferred to lie in two windows, and sums over
// windows come from running sums. Only the gaussian shape needs the pairs.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/radix_sort.h"
#include "src/kernels/scoring_methods.h"
#include "src/kernels/scoring_normalize.h"
#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

using base_internal::NativeInt128;

constexpr int kGridDigits = 15;

// x * 10^exponent. Powers up to 10^22 are exact doubles, so that up to there this rounds once.
double TimesPowerOfTen(double x, int exponent) {
  static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  for (; exponent > 22; exponent -= 22) x *= 1e22;
  for (; exponent < -22; exponent += 22) x /= 1e22;
  return exponent < 0 ? x / kPowers[-exponent] : x * kPowers[exponent];
}

// The decimal unit of a column: values are integers of 10^-exponent, of 15 digits at most.
class Grid {
 public:
  explicit Grid(double largest) {
    if (largest == 0) return;
    int digits = 0;  // largest < 10^digits
    while (TimesPowerOfTen(largest, -digits) >= 1) ++digits;
    while (TimesPowerOfTen(largest, -digits + 1) < 1) --digits;
    exponent_ = kGridDigits - digits;
  }

  std::int64_t ToUnits(double x) const { return RoundToKey(TimesPowerOfTen(x, exponent_)); }
  double FromUnits(std::int64_t units) const { return TimesPowerOfTen(static_cast<double>(units), -exponent_); }

 private:
  int exponent_ = 0;
};

struct UnitRow {
  std::int64_t units = 0;
  std::int32_t row = 0;
};

// A criterion in units: rows from the worst to the best.
struct UnitColumn {
  std::vector<UnitRow> rows;
  Preference shape = Preference::usual;
  std::int64_t q = 0;
  std::int64_t p = 0;
  double s = 0;  // gaussian, in the column's own unit
  Grid grid{0};
};

UnitColumn UnitsOf(const RankingInput& input, std::size_t column) {
  const RankingCriterion& criterion = input.rule.criteria[column];
  const ColumnExtremes& extremes = input.extremes[column];
  const PreferenceFunction& preference = criterion.preference;
  UnitColumn units;
  units.shape = preference.shape;
  units.s = preference.s;
  units.grid = Grid(std::max({std::fabs(extremes.least), std::fabs(extremes.greatest), preference.q, preference.p}));
  units.q = units.grid.ToUnits(preference.q);
  units.p = units.grid.ToUnits(preference.p);
  const bool maximize = criterion.direction == Direction::maximize;
  std::vector<std::int64_t> keys(input.table.rows);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::int64_t x = units.grid.ToUnits(input.table.Row(i)[column]);
    keys[i] = maximize ? x : -x;
  }
  const auto row = [](std::size_t i) { return static_cast<std::int32_t>(i); };
  base_internal::SortByKey(keys, base_internal::KeyOrder::ascending, keys.size(), row, [&units](const auto& sorted) {
    units.rows.reserve(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) units.rows.push_back({sorted.key(i), sorted.index(i)});
  });
  return units;
}

// The same seen from the other end: who is worse is better.
UnitColumn Reversed(UnitColumn column) {
  std::reverse(column.rows.begin(), column.rows.end());
  for (UnitRow& row : column.rows) row.units = -row.units;
  return column;
}

// Hands add(row, sum of P over the others) each row of a column.
template <class Add>
void SumPreferences(const UnitColumn& column, Add add) {
  const std::vector<UnitRow>& rows = column.rows;
  std::vector<NativeInt128> before(rows.size() + 1, 0);  // before[k]: sum of the units of the first k rows
  for (std::size_t k = 0; k < rows.size(); ++k) before[k + 1] = before[k] + rows[k].units;
  // Thresholds that are the same in units leave nothing between them.
  const bool is_linear =
      (column.shape == Preference::vshape || column.shape == Preference::linear) && column.p > column.q;
  std::size_t above_q = 0;  // rows k with a difference above q are those below this
  std::size_t above_p = 0;
  for (const UnitRow& row : rows) {
    while (row.units - rows[above_q].units > column.q) ++above_q;
    while (row.units - rows[above_p].units > column.p) ++above_p;
    if (is_linear) {
      const NativeInt128 between =
          static_cast<NativeInt128>(above_q - above_p) * (row.units - column.q) - (before[above_q] - before[above_p]);
      const std::int64_t width = column.p - column.q;
      const NativeInt128 sum = static_cast<NativeInt128>(above_p) * width + between;
      add(row.row, static_cast<double>(sum) / static_cast<double>(width));
    } else if (column.shape == Preference::level) {
      add(row.row, static_cast<double>(above_q + above_p) / 2);
    } else {
      add(row.row, static_cast<double>(above_q));
    }
  }
}

// The gaussian shape, pair by pair from the worst row on.
template <class AddWin, class AddLoss>
void SumGaussian(const UnitColumn& column, AddWin add_win, AddLoss add_loss) {
  const std::vector<UnitRow>& rows = column.rows;
  std::vector<double> wins(rows.size(), 0);
  std::vector<double> losses(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const double z = column.grid.FromUnits(rows[i].units - rows[k].units) / column.s;
      const double preference = -std::expm1(-(z * z) / 2);
      wins[i] += preference;
      losses[k] += preference;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    add_win(rows[i].row, wins[i]);
    add_loss(rows[i].row, losses[i]);
  }
}

Status CheckColumns(const RankingInput& input, MethodRanking* ranking) {
  ranking->constant_columns = ConstantColumns(input.rule, input.extremes);
  ranking->dropped_columns = ranking->constant_columns;
  if (input.rule.constant_columns == ConstantColumn::error && !ranking->constant_columns.empty()) {
    const auto column = static_cast<std::size_t>(ranking->constant_columns.front());
    return RefuseConstant(input.rule, column, input.extremes[column].least);
  }
  if (input.table.rows <= kMaxGaussianRows) return {};
  for (const RankingCriterion& criterion : input.rule.criteria) {
    if (criterion.weight == 0 || criterion.preference.shape != Preference::gaussian) continue;
    Error error = MakeError(Code::invalid_argument,
                            "there are " + std::to_string(input.table.rows) + " rows; a gaussian preference compares " +
                                "each with each and takes " + std::to_string(kMaxGaussianRows) + " at most");
    error.column = criterion.id;
    error.rule = "SCORING-63";
    return error;
  }
  return {};
}

}  // namespace

Status ScoreByPromethee(const RankingInput& input, MethodRanking* ranking) {
  KEYHAUL_CHECK(CheckColumns(input, ranking));
  std::vector<double>& positive = ranking->positive_flow;
  std::vector<double>& negative = ranking->negative_flow;
  positive.assign(input.table.rows, 0);
  negative.assign(input.table.rows, 0);
  ranking->values.assign(input.table.rows, 0);
  double total = 0;
  ranking->degenerate = true;
  for (std::size_t j = 0; j < input.table.columns; ++j) {
    const double weight = input.rule.criteria[j].weight;
    total += weight;
    if (weight == 0 || input.extremes[j].IsConstant()) continue;
    const auto add_win = [&positive, weight](std::int32_t row, double sum) {
      positive[static_cast<std::size_t>(row)] += weight * sum;
    };
    const auto add_loss = [&negative, weight](std::int32_t row, double sum) {
      negative[static_cast<std::size_t>(row)] += weight * sum;
    };
    const UnitColumn column = UnitsOf(input, j);
    if (column.shape == Preference::gaussian) {
      SumGaussian(column, add_win, add_loss);
    } else {
      SumPreferences(column, add_win);
      SumPreferences(Reversed(column), add_loss);
    }
  }
  if (input.table.rows == 1) return {};
  const double divisor = total * static_cast<double>(input.table.rows - 1);
  for (std::size_t i = 0; i < input.table.rows; ++i) {
    if (positive[i] > 0 || negative[i] > 0) ranking->degenerate = false;
    positive[i] /= divisor;
    negative[i] /= divisor;
    ranking->values[i] = positive[i] - negative[i];
  }
  return {};
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

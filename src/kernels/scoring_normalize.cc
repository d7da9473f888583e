#include "src/kernels/scoring_normalize.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

// What the columns of one table need, computed once for all of them.
class Normalizer {
 public:
  Normalizer(const RankingRule& rule, Normalization normalization, bool turned, const ScoringTable& table,
             std::span<const ColumnExtremes> extremes)
      : rule_(rule), normalization_(normalization), turned_(turned), table_(table), extremes_(extremes) {
    if (normalization == Normalization::vector) sums_ = NormsOf(table, extremes);
    if (normalization == Normalization::z_score) moments_ = MomentsOf(table, extremes, rule.deviation);
    if (normalization == Normalization::sum) sums_ = SharedSums();
  }

  // The formula of a column, or none where it is dropped.
  Result<std::optional<NormalColumn>> Of(std::size_t column) const {
    const RankingCriterion& criterion = rule_.criteria[column];
    KEYHAUL_CHECK(CheckSigns(column));
    NormalColumn normal{column, criterion.weight};
    if (CannotTellApart(column)) {
      if (rule_.constant_columns == ConstantColumn::drop_and_flag) return std::optional<NormalColumn>();
      if (rule_.constant_columns == ConstantColumn::error) {
        return RefuseConstant(rule_, column, extremes_[column].least);
      }
      normal.form = NormalForm::constant;
      normal.a = rule_.constant_columns == ConstantColumn::one ? 1 : 0;
      return std::optional<NormalColumn>(normal);
    }
    Fill(&normal);
    if (std::isfinite(normal.a) && std::isfinite(normal.b)) return std::optional<NormalColumn>(normal);
    Error error = RefuseColumn(Code::overflow, rule_.criteria, column,
                               "values from " + NumberText(extremes_[column].least) + " to " +
                                   NumberText(extremes_[column].greatest) + " are too far apart, or too large, to be " +
                                   "normalised");
    error.rule = "SCORING-55";
    return error;
  }

 private:
  // What the shares of a column are of: the sum of its values, or of their reciprocals.
  std::vector<double> SharedSums() const {
    std::vector<double> sums = SumColumns(table_, [](std::size_t, auto x) { return x; });
    std::vector<std::size_t> turned;
    for (std::size_t j = 0; j < sums.size(); ++j) {
      if (IsTurned(j)) turned.push_back(j);
    }
    if (turned.empty()) return sums;
    const std::vector<double> reciprocals = SumColumns(table_, [](std::size_t, auto x) { return 1 / x; });
    for (const std::size_t j : turned) sums[j] = reciprocals[j];
    return sums;
  }

  bool IsTurned(std::size_t column) const { return turned_ && rule_.criteria[column].direction == Direction::minimize; }

  bool CannotTellApart(std::size_t column) const {
    switch (normalization_) {
      case Normalization::min_max:
        return !rule_.criteria[column].bounds && extremes_[column].IsConstant();
      case Normalization::z_score:
        return extremes_[column].IsConstant();
      case Normalization::vector:
        return extremes_[column].least == 0 && extremes_[column].greatest == 0;
      case Normalization::sum:
      case Normalization::max:
      case Normalization::none:
        return false;
    }
    return false;
  }

  Status CheckSigns(std::size_t column) const {
    const ColumnExtremes& extremes = extremes_[column];
    switch (normalization_) {
      case Normalization::min_max:
        return CheckBounds(column);
      case Normalization::sum:
        if (IsTurned(column)) return CheckAboveZero(column, "a share of reciprocals");
        if (extremes.least < 0) {
          return RefuseWhere(
              column, [](double x) { return x < 0; }, "is below 0; shares of a sum are of values that are not");
        }
        if (extremes.greatest > 0) return {};
        return RefuseSign(
            RefuseColumn(Code::data_value, rule_.criteria, column, "all values are 0; shares of a sum need one above"));
      case Normalization::max:
        if (IsTurned(column)) return CheckAboveZero(column, "a ratio to the least value");
        if (extremes.greatest > 0) return {};
        return RefuseSign(RefuseColumn(
            Code::data_value, rule_.criteria, column,
            "the greatest value is " + NumberText(extremes.greatest) + "; a ratio to it needs one above 0"));
      case Normalization::vector:
      case Normalization::z_score:
      case Normalization::none:
        return {};
    }
    return {};
  }

  Status CheckBounds(std::size_t column) const {
    const std::optional<Bounds>& bounds = rule_.criteria[column].bounds;
    if (!bounds) return {};
    const double low = bounds->low;
    const double high = bounds->high;
    if (low <= extremes_[column].least && extremes_[column].greatest <= high) return {};
    return RefuseWhere(
        column, [low, high](double x) { return x < low || x > high; },
        "is outside the bounds " + NumberText(low) + " to " + NumberText(high));
  }

  Status CheckAboveZero(std::size_t column, std::string_view what) const {
    if (extremes_[column].least > 0) return {};
    return RefuseWhere(
        column, [](double x) { return x <= 0; },
        "is not above 0; " + std::string(what) + " needs that where less is better");
  }

  // Names the first row that is to blame.
  template <class IsBad>
  Error RefuseWhere(std::size_t column, IsBad is_bad, std::string why) const {
    std::size_t row = 0;
    while (row + 1 < table_.rows && !is_bad(table_.Row(row)[column])) ++row;
    return RefuseSign(
        RefuseCell(Code::data_value, rule_.criteria, row, column, table_.Row(row)[column], std::move(why)));
  }

  static Error RefuseSign(Error error) {
    error.rule = "SCORING-52";
    return error;
  }

  void Fill(NormalColumn* normal) const {
    const std::size_t column = normal->column;
    const bool turned = IsTurned(column);
    const ColumnExtremes& extremes = extremes_[column];
    switch (normalization_) {
      case Normalization::min_max: {
        const Bounds ends = rule_.criteria[column].bounds.value_or(Bounds{extremes.least, extremes.greatest});
        // (x - max) / (min - max) has the bits of (max - x) / (max - min).
        normal->a = turned ? ends.high : ends.low;
        normal->b = turned ? ends.low - ends.high : ends.high - ends.low;
        return;
      }
      case Normalization::sum:
        normal->form = turned ? NormalForm::reciprocal : NormalForm::affine;
        normal->a = turned ? 1 : 0;
        normal->b = sums_[column];
        return;
      case Normalization::max:
        normal->form = turned ? NormalForm::reciprocal : NormalForm::affine;
        normal->a = turned ? extremes.least : 0;
        normal->b = turned ? 1 : extremes.greatest;
        return;
      case Normalization::vector:
        normal->form = turned ? NormalForm::complement : NormalForm::affine;
        normal->b = sums_[column];
        return;
      case Normalization::z_score:
        normal->a = moments_.means[column];
        normal->b = turned ? -moments_.deviations[column] : moments_.deviations[column];
        return;
      case Normalization::none:
        normal->b = turned ? -1 : 1;
        return;
    }
  }

  const RankingRule& rule_;
  Normalization normalization_;
  bool turned_;
  const ScoringTable& table_;
  std::span<const ColumnExtremes> extremes_;
  std::vector<double> sums_;  // of sum, or norms of vector
  ColumnMoments moments_;     // of z_score
};

double LargestMagnitude(const ColumnExtremes& extremes) {
  return std::max(std::fabs(extremes.least), std::fabs(extremes.greatest));
}

}  // namespace

Result<NormalColumns> NormalizeColumns(const RankingRule& rule, Normalization normalization, bool turned,
                                       const ScoringTable& table, std::span<const ColumnExtremes> extremes,
                                       MethodRanking* ranking) {
  const Normalizer normalizer(rule, normalization, turned, table, extremes);
  NormalColumns normal;
  ranking->constant_columns = ConstantColumns(rule, extremes);
  for (std::size_t j = 0; j < table.columns; ++j) {
    if (rule.criteria[j].weight == 0) continue;
    KEYHAUL_TRY(const std::optional<NormalColumn> column, normalizer.Of(j));
    if (!column) {
      ranking->dropped_columns.push_back(static_cast<std::int32_t>(j));
      continue;
    }
    normal.columns.push_back(*column);
    normal.total_weight += column->weight;
  }
  return normal;
}

std::vector<std::int32_t> ConstantColumns(const RankingRule& rule, std::span<const ColumnExtremes> extremes) {
  std::vector<std::int32_t> constant;
  for (std::size_t j = 0; j < extremes.size(); ++j) {
    if (rule.criteria[j].weight > 0 && extremes[j].IsConstant()) constant.push_back(static_cast<std::int32_t>(j));
  }
  return constant;
}

Error RefuseConstant(const RankingRule& rule, std::size_t column, double value) {
  Error error = RefuseColumn(Code::data_value, rule.criteria, column,
                             "all values are " + NumberText(value) + ", which tells no rows apart");
  error.rule = "SCORING-53";
  return error;
}

std::vector<double> NormsOf(const ScoringTable& table, std::span<const ColumnExtremes> extremes) {
  std::vector<int> exponents;
  std::vector<double> factors;
  for (const ColumnExtremes& column : extremes) {
    exponents.push_back(ScaleExponent(LargestMagnitude(column)));
    factors.push_back(ScaleFactor(exponents.back()));
  }
  std::vector<double> norms = SumColumns(table, [&factors](std::size_t j, auto x) {
    const auto scaled = x * LoadLanes<decltype(x)>(&factors[j]);
    return scaled * scaled;
  });
  for (std::size_t j = 0; j < norms.size(); ++j) norms[j] = std::ldexp(std::sqrt(norms[j]), exponents[j]);
  return norms;
}

ColumnMoments MomentsOf(const ScoringTable& table, std::span<const ColumnExtremes> extremes,
                        ZScoreDeviation divide_by) {
  ColumnMoments moments;
  moments.means = SumColumns(table, [](std::size_t, auto x) { return x; });
  for (double& mean : moments.means) mean /= static_cast<double>(table.rows);
  std::vector<int> exponents;
  std::vector<double> factors;
  for (const ColumnExtremes& column : extremes) {
    exponents.push_back(ScaleExponent(column.greatest - column.least));
    factors.push_back(ScaleFactor(exponents.back()));
  }
  moments.deviations = SumColumns(table, [&factors, &moments](std::size_t j, auto x) {
    using Lanes = decltype(x);
    const auto scaled = (x - LoadLanes<Lanes>(&moments.means[j])) * LoadLanes<Lanes>(&factors[j]);
    return scaled * scaled;
  });
  const auto divisor = static_cast<double>(divide_by == ZScoreDeviation::population ? table.rows : table.rows - 1);
  for (std::size_t j = 0; j < table.columns; ++j) {
    double& deviation = moments.deviations[j];
    deviation = extremes[j].IsConstant() ? 0 : std::ldexp(std::sqrt(deviation / divisor), exponents[j]);
  }
  return moments;
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

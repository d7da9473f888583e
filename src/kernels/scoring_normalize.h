// Normalisation of the columns of a table: one small formula per column, applied cell by cell where it is needed, so
// that no second table is made.
#ifndef KEYHAUL_KERNELS_SCORING_NORMALIZE_H_
#define KEYHAUL_KERNELS_SCORING_NORMALIZE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

enum class NormalForm : std::int8_t {
  affine,      // (x - a) / b
  reciprocal,  // (a / x) / b
  complement,  // 1 - x / b
  constant,    // a
};

// A column that takes part: weight above 0, not dropped.
struct NormalColumn {
  std::size_t column = 0;
  double weight = 0;
  NormalForm form = NormalForm::affine;
  double a = 0;
  double b = 1;

  // Of one cell, or of those of two rows.
  template <class Lanes>
  Lanes Of(Lanes x) const {
    if (form == NormalForm::affine) return (x - a) / b;
    if (form == NormalForm::reciprocal) return (a / x) / b;
    if (form == NormalForm::complement) return 1 - x / b;
    return Lanes{} + a;
  }
};

struct NormalColumns {
  std::vector<NormalColumn> columns;
  double total_weight = 0;  // of these, added up in their order
};

// `turned`: whether columns that are minimised are turned around. `normalization` may differ from the rule's where that
// has none. Fills the constant and the dropped columns of the ranking.
Result<NormalColumns> NormalizeColumns(const RankingRule& rule, Normalization normalization, bool turned,
                                       const ScoringTable& table, std::span<const ColumnExtremes> extremes,
                                       MethodRanking* ranking);

// Those of weight above 0 whose values are all the same.
std::vector<std::int32_t> ConstantColumns(const RankingRule& rule, std::span<const ColumnExtremes> extremes);

// The refusal of a constant column by ConstantColumn::error.
Error RefuseConstant(const RankingRule& rule, std::size_t column, double value);

// The norm of each column, scaled before it is squared.
std::vector<double> NormsOf(const ScoringTable& table, std::span<const ColumnExtremes> extremes);

// The deviation of each column from its mean, 0 where it is constant; scaled before it is squared.
struct ColumnMoments {
  std::vector<double> means;
  std::vector<double> deviations;
};
ColumnMoments MomentsOf(const ScoringTable& table, std::span<const ColumnExtremes> extremes, ZScoreDeviation divide_by);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_SCORING_NORMALIZE_H_

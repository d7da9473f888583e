// What the ranking methods share: a checked table, columns' sums and extremes in a fixed order, refusals by row and
// column. See include/keyhaul/scoring/methods.h.
#ifndef KEYHAUL_KERNELS_SCORING_TABLE_H_
#define KEYHAUL_KERNELS_SCORING_TABLE_H_

#ifdef __FAST_MATH__
#error "Keyhaul's scores need IEEE arithmetic in the order in which it is written: compile without -ffast-math."
#endif

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Rows of finite numbers; one row at least.
struct ScoringTable {
  std::span<const double> cells;
  std::size_t rows = 0;
  std::size_t columns = 0;

  const double* Row(std::size_t row) const { return cells.data() + row * columns; }
};

// Refused as Rank says.
Result<ScoringTable> CheckScoringTable(std::span<const RankingCriterion> criteria, std::span<const double> matrix);

struct ColumnExtremes {
  double least = 0;
  double greatest = 0;

  // Equal values are told by comparing them: a computed deviation of equal values need not be 0.
  bool IsConstant() const { return least == greatest; }
};

std::vector<ColumnExtremes> ExtremesOf(const ScoringTable& table);

// A sum that carries what each addition loses (D. E. Knuth's TwoSum), so that it hardly depends on the number of terms.
class CompensatedSum {
 public:
  void Add(double x) {
    const double sum = sum_ + x;
    const double part = sum - sum_;
    lost_ += (sum_ - (sum - part)) + (x - part);
    sum_ = sum;
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

// Sums of term(column, x) over the rows, from the first to the last.
template <class Term>
std::vector<double> SumColumns(const ScoringTable& table, Term term) {
  std::vector<CompensatedSum> sums(table.columns);
  for (std::size_t i = 0; i < table.rows; ++i) {
    const double* row = table.Row(i);
    for (std::size_t j = 0; j < table.columns; ++j) sums[j].Add(term(j, row[j]));
  }
  std::vector<double> values;
  values.reserve(table.columns);
  for (const CompensatedSum& sum : sums) values.push_back(sum.value());
  return values;
}

// The exponent e with 2^(e-1) <= magnitude < 2^e, but not below -1000. Numbers of this size, multiplied by 2^-e, can be
// squared and summed without leaving the doubles; the multiplication itself is exact.
int ScaleExponent(double magnitude);
double ScaleFactor(int exponent);  // 2^-exponent

// The key of a value. Refused with `overflow`.
Result<std::int64_t> KeyOfValue(double value);

// As KeyOfValue for values from -10^9 to 10^9.
std::int64_t KeyOfSmall(double value);

// The column of the error is the id of the criterion.
Error RefuseCell(Code code, std::span<const RankingCriterion> criteria, std::size_t row, std::size_t column,
                 double value, std::string why);
Error RefuseColumn(Code code, std::span<const RankingCriterion> criteria, std::size_t column, std::string why);
Error RefuseRow(Code code, std::size_t row, std::string why);

// The shortest decimal that is read as this double.
std::string NumberText(double value);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_SCORING_TABLE_H_

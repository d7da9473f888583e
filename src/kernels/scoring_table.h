// What the ranking methods share: a checked table, columns' sums and extremes in a fixed order, refusals by row and
// column. See include/keyhaul/scoring/methods.h.
#ifndef KEYHAUL_KERNELS_SCORING_TABLE_H_
#define KEYHAUL_KERNELS_SCORING_TABLE_H_

#ifdef __FAST_MATH__
#error "Keyhaul's scores need IEEE arithmetic in the order in which it is written: compile without -ffast-math."
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"
#include "src/kernels/lanes.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Rows of finite numbers; one row at least.
struct ScoringTable {
  std::span<const double> cells;
  std::size_t rows = 0;
  std::size_t columns = 0;

  const double* Row(std::size_t row) const { return cells.data() + row * columns; }

  // A cell of one row, or the two of this row and the next.
  template <class Lanes>
  Lanes CellsOf(std::size_t row, std::size_t column) const {
    return GatherLanes<Lanes>(Row(row) + column, columns);
  }
};

struct ColumnExtremes {
  double least = 0;
  double greatest = 0;

  // Equal values are told by comparing them: a computed deviation of equal values need not be 0.
  bool IsConstant() const { return least == greatest; }
};

std::vector<ColumnExtremes> ExtremesOf(const ScoringTable& table);

// Refused as Rank says. The table is read once, for what it is checked for and for the extremes.
Result<ScoringTable> CheckScoringTable(std::span<const RankingCriterion> criteria, std::span<const double> matrix,
                                       std::vector<ColumnExtremes>* extremes);

// A sum, or two side by side, that carries what each addition loses (D. E. Knuth's TwoSum), so that it hardly depends
// on the number of terms.
template <class Lanes>
struct CompensatedSum {
  Lanes sum = {};
  Lanes lost = {};

  void Add(Lanes x) {
    const Lanes next = sum + x;
    const Lanes part = next - sum;
    lost += (sum - (next - part)) + (x - part);
    sum = next;
  }
  Lanes value() const { return sum + lost; }
};

// Calls body(column, lanes, first row, end row) for all columns, two by two as ForLanes does, in blocks of rows that
// stay in the nearest cache.
template <class Body>
void ForBlocks(const ScoringTable& table, Body body) {
  constexpr std::size_t kCellsPerBlock = 2048;
  const std::size_t rows = std::max(std::size_t{1}, kCellsPerBlock / table.columns);
  for (std::size_t begin = 0; begin < table.rows; begin += rows) {
    const std::size_t end = std::min(begin + rows, table.rows);
    ForLanes(table.columns, [&](std::size_t column, auto lanes) { body(column, lanes, begin, end); });
  }
}

// Sums of term(column, x) over the rows, from the first to the last. Where x is a pair, it has the cells of the column
// and of the next one.
template <class Term>
std::vector<double> SumColumns(const ScoringTable& table, Term term) {
  std::vector<double> sums(table.columns);
  std::vector<double> lost(table.columns);
  ForBlocks(table, [&](std::size_t column, auto lanes, std::size_t begin, std::size_t end) {
    using Lanes = decltype(lanes);
    CompensatedSum<Lanes> sum{LoadLanes<Lanes>(&sums[column]), LoadLanes<Lanes>(&lost[column])};
    for (std::size_t i = begin; i < end; ++i) sum.Add(term(column, LoadLanes<Lanes>(table.Row(i) + column)));
    StoreLanes(sum.sum, &sums[column]);
    StoreLanes(sum.lost, &lost[column]);
  });
  for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += lost[j];
  return sums;
}

// The exponent e with 2^(e-1) <= magnitude < 2^e, but not below -1000. Numbers of this size, multiplied by 2^-e, can be
// squared and summed without leaving the doubles; the multiplication itself is exact.
int ScaleExponent(double magnitude);
double ScaleFactor(int exponent);  // 2^-exponent

inline constexpr double kKeysPerUnit = 1e9;

// 2^63: of doubles, the first that is too large for a key.
inline constexpr double kBeyondKeys = 9223372036854775808.0;

// Half away from 0, as std::llround.
inline std::int64_t RoundToKey(double scaled) {
  const auto whole = static_cast<std::int64_t>(scaled);
  const double rest = scaled - static_cast<double>(whole);  // exact, and 0 from 2^52 on
  return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
}

// The key of a value. Refused with `overflow`.
Result<std::int64_t> KeyOfValue(double value);

// As KeyOfValue for values from -10^9 to 10^9.
inline std::int64_t KeyOfSmall(double value) { return RoundToKey(value * kKeysPerUnit); }

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

#include "src/kernels/scoring_table.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

constexpr std::uint64_t kExponentBits = 0x7FF0'0000'0000'0000;

// Whether all are finite, by bits and without a branch per cell.
bool AreFinite(std::span<const double> cells) {
  std::uint64_t bad = 0;
  for (const double x : cells) {
    bad |= static_cast<std::uint64_t>((std::bit_cast<std::uint64_t>(x) & kExponentBits) == kExponentBits);
  }
  return bad == 0;
}

Error RefuseTable(Code code, std::string why) {
  Error error = MakeError(code, std::move(why));
  error.rule = "SCORING-50";
  return error;
}

}  // namespace

Result<ScoringTable> CheckScoringTable(std::span<const RankingCriterion> criteria, std::span<const double> matrix) {
  const std::size_t columns = criteria.size();
  if (columns == 0 || columns > static_cast<std::size_t>(kMaxRankingCriteria)) {
    return RefuseTable(Code::invalid_argument, "there are " + std::to_string(columns) + " criteria; expected 1 to " +
                                                   std::to_string(kMaxRankingCriteria));
  }
  if (matrix.empty()) return RefuseTable(Code::data_empty, "there are no rows to compare");
  if (matrix.size() % columns != 0) {
    return RefuseTable(Code::invalid_argument, std::to_string(matrix.size()) + " values are not whole rows of " +
                                                   std::to_string(columns) + " criteria");
  }
  const ScoringTable table{matrix, matrix.size() / columns, columns};
  if (table.rows > static_cast<std::size_t>(kMaxAccounts - 1)) {
    return RefuseTable(Code::invalid_argument, "there are more than " + std::to_string(kMaxAccounts - 1) + " rows");
  }
  if (AreFinite(matrix)) return table;
  const auto bad = std::find_if(matrix.begin(), matrix.end(), [](double x) { return !std::isfinite(x); });
  const auto place = static_cast<std::size_t>(bad - matrix.begin());
  Error error = RefuseCell(Code::data_value, criteria, place / columns, place % columns, *bad,
                           "is not a finite number; a value that is not known cannot be compared");
  error.rule = "SCORING-50";
  return error;
}

std::vector<ColumnExtremes> ExtremesOf(const ScoringTable& table) {
  std::vector<ColumnExtremes> extremes(table.columns);
  for (std::size_t j = 0; j < table.columns; ++j) extremes[j] = {table.cells[j], table.cells[j]};
  for (std::size_t i = 1; i < table.rows; ++i) {
    const double* row = table.Row(i);
    for (std::size_t j = 0; j < table.columns; ++j) {
      extremes[j].least = std::min(extremes[j].least, row[j]);
      extremes[j].greatest = std::max(extremes[j].greatest, row[j]);
    }
  }
  // -0.0 and 0.0 are equal, and which of them was met first must not be seen in a result.
  for (ColumnExtremes& column : extremes) column = {column.least + 0.0, column.greatest + 0.0};
  return extremes;
}

int ScaleExponent(double magnitude) {
  int exponent = 0;
  if (std::isfinite(magnitude)) std::frexp(magnitude, &exponent);
  return std::max(exponent, -1000);
}

double ScaleFactor(int exponent) { return std::ldexp(1.0, -exponent); }

Result<std::int64_t> KeyOfValue(double value) {
  // Of doubles, 2^63 is the first that 64 bits do not hold.
  constexpr double kBeyond = 9223372036854775808.0;
  const double scaled = value * 1e9;
  if (!(std::fabs(scaled) < kBeyond)) {
    return MakeError(Code::overflow, "the value " + NumberText(value) + " is too large: its key, in units of 10^-9, " +
                                         "needs more than 64 bits");
  }
  return static_cast<std::int64_t>(std::llround(scaled));
}

std::int64_t KeyOfSmall(double value) { return static_cast<std::int64_t>(std::llround(value * 1e9)); }

Error RefuseCell(Code code, std::span<const RankingCriterion> criteria, std::size_t row, std::size_t column,
                 double value, std::string why) {
  const std::string text = NumberText(value);
  Error error = RefuseColumn(code, criteria, column, text + " " + std::move(why));
  error.row = static_cast<std::int64_t>(row);
  error.value = text;
  return error;
}

Error RefuseColumn(Code code, std::span<const RankingCriterion> criteria, std::size_t column, std::string why) {
  Error error = MakeError(code, std::move(why));
  error.column = criteria[column].id;
  return error;
}

Error RefuseRow(Code code, std::size_t row, std::string why) {
  Error error = MakeError(code, std::move(why));
  error.row = static_cast<std::int64_t>(row);
  return error;
}

std::string NumberText(double value) {
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value);
  return std::string(text, end.ptr);
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

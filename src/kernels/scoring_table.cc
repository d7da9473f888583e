#include "src/kernels/scoring_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

// Extremes of all columns, and whether there was a NaN, which they do not show.
struct Scan {
  std::vector<double> least;
  std::vector<double> greatest;
  bool has_nan = false;
};

Scan ScanTable(const ScoringTable& table) {
  const std::vector<double> first(table.Row(0), table.Row(0) + table.columns);
  Scan scan{first, first};
  ForBlocks(table, [&](std::size_t column, auto lanes, std::size_t begin, std::size_t end) {
    using Lanes = decltype(lanes);
    auto least = LoadLanes<Lanes>(&scan.least[column]);
    auto greatest = LoadLanes<Lanes>(&scan.greatest[column]);
    auto is_nan = AreNan(lanes);
    for (std::size_t i = begin; i < end; ++i) {
      const auto x = LoadLanes<Lanes>(table.Row(i) + column);
      least = LeastLanes(least, x);
      greatest = GreatestLanes(greatest, x);
      is_nan |= AreNan(x);
    }
    StoreLanes(least, &scan.least[column]);
    StoreLanes(greatest, &scan.greatest[column]);
    scan.has_nan |= IsAny(is_nan);
  });
  return scan;
}

std::vector<ColumnExtremes> ExtremesOf(const Scan& scan) {
  std::vector<ColumnExtremes> extremes(scan.least.size());
  // -0.0 and 0.0 are equal, and which of them was met first must not be seen in a result.
  for (std::size_t j = 0; j < extremes.size(); ++j) extremes[j] = {scan.least[j] + 0.0, scan.greatest[j] + 0.0};
  return extremes;
}

bool AreFinite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

Error RefuseTable(Code code, std::string why) {
  Error error = MakeError(code, std::move(why));
  error.rule = "SCORING-50";
  return error;
}

}  // namespace

Result<ScoringTable> CheckScoringTable(std::span<const RankingCriterion> criteria, std::span<const double> matrix,
                                       std::vector<ColumnExtremes>* extremes) {
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
  const Scan scan = ScanTable(table);
  *extremes = ExtremesOf(scan);
  if (!scan.has_nan && AreFinite(scan.least) && AreFinite(scan.greatest)) return table;
  const auto bad = std::find_if(matrix.begin(), matrix.end(), [](double x) { return !std::isfinite(x); });
  const auto place = static_cast<std::size_t>(bad - matrix.begin());
  Error error = RefuseCell(Code::data_value, criteria, place / columns, place % columns, *bad,
                           "is not a finite number; a value that is not known cannot be compared");
  error.rule = "SCORING-50";
  return error;
}

std::vector<ColumnExtremes> ExtremesOf(const ScoringTable& table) { return ExtremesOf(ScanTable(table)); }

int ScaleExponent(double magnitude) {
  int exponent = 0;
  if (std::isfinite(magnitude)) std::frexp(magnitude, &exponent);
  return std::max(exponent, -1000);
}

double ScaleFactor(int exponent) { return std::ldexp(1.0, -exponent); }

Result<std::int64_t> KeyOfValue(double value) {
  const double scaled = value * kKeysPerUnit;
  if (!(std::fabs(scaled) < kBeyondKeys)) {
    return MakeError(Code::overflow, "the value " + NumberText(value) + " is too large: its key, in units of 10^-9, " +
                                         "needs more than 64 bits");
  }
  return RoundToKey(scaled);
}

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

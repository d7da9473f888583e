// Reading the cells of a host's columns as texts, days and amounts.
//
// A column is read in place where its layout fits and into a buffer of the batch where it does not; no cell allocates.
// A cell that cannot be read refuses its row: the verdict is noted for every such row, and for the first row of the
// table the whole error, so that a host sees one clear line however many rows are bad.
#ifndef KEYHAUL_SRC_ENGINE_CELLS_H_
#define KEYHAUL_SRC_ENGINE_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/ledger.h"

namespace keyhaul {
inline namespace v1 {

// The refused rows of one table.
class Refusals {
 public:
  Refusals(std::string_view table, std::size_t rows) : table_(table), verdicts_(rows, Verdict::accepted) {}

  // Notes that a row is refused. The first reason noted for a row stands; the error kept is the one of the first row.
  void Refuse(std::size_t row, Verdict verdict, std::string_view column, std::string_view value, Error error);

  bool any() const { return first_row_ != kNoRow; }
  bool refused(std::size_t row) const { return verdicts_[row] != Verdict::accepted; }
  const Error& first() const { return first_; }
  std::span<Verdict> verdicts() { return verdicts_; }

 private:
  static constexpr std::size_t kNoRow = std::numeric_limits<std::size_t>::max();

  std::string_view table_;
  std::vector<Verdict> verdicts_;
  std::size_t first_row_ = kNoRow;
  Error first_;
};

// The column of a table by name, or null.
const InputColumn* FindColumn(const InputTable& table, std::string_view name);
// The same, and an error that names the table where it is missing.
Result<const InputColumn*> RequiredColumn(const InputTable& table, std::string_view name);

// Refuses a column that is in none of the lists, naming those that are.
Status CheckColumnNames(const InputTable& table, std::span<const std::string_view> known);

// The same error, told of a row of a table.
Error InRow(const InputTable& table, std::size_t row, Error error);

// A text column; refused as a whole where the host gives numbers.
Result<TextColumn> ReadTexts(const InputTable& table, const InputColumn& column);

// Whether a cell has a value: it is valid, and its text is not empty.
bool HasText(const TextColumn& texts, std::size_t row);

// A column of days. A missing cell refuses its row, unless `missing` says which day it means.
Result<std::span<const std::int32_t>> ReadDays(const InputTable& table, const InputColumn& column,
                                               std::optional<std::int32_t> missing, std::vector<std::int32_t>* buffer,
                                               Refusals* refusals);

// Amounts as integers at `scale`. Digits that do not fit the scale and numbers that do not fit 64 bits refuse the row,
// as does a missing cell.
Result<std::span<const std::int64_t>> ReadAmounts(const InputTable& table, const InputColumn& column, int scale,
                                                  std::vector<std::int64_t>* buffer, Refusals* refusals);

// The same where amounts of some rows are to be exchanged.
struct AmountExchange {
  // The decimals that texts of such a row may have; absent for a row that stays as it is. Numbers have their column's.
  std::function<std::optional<int>(std::size_t row)> text_scale;
  // What an amount of the row with so many decimals becomes.
  std::function<Result<std::int64_t>(std::size_t row, std::int64_t amount, int scale)> convert;
};
Result<std::span<const std::int64_t>> ReadExchangedAmounts(const InputTable& table, const InputColumn& column,
                                                           int scale, const AmountExchange& exchange,
                                                           std::vector<std::int64_t>* buffer, Refusals* refusals);

// The same in 128 bits.
Result<std::vector<int128>> ReadTotals(const InputTable& table, const InputColumn& column, int scale,
                                       Refusals* refusals);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CELLS_H_

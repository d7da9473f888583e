// A batch of ledger rows, as columns.
//
// A `LedgerBatch` borrows. Accounts are dense ids of the book that the rows go to (-1: the book does not know it), days
// are numbers (day.h), kinds are bytes, and each dimension is a column of codes of the measure plan's dictionary (-1: a
// value that no rule names, or none). Only what rules ask about crosses over; the text of a dimension is looked up once
// per row by the reader and not by every rule.
//
//   LedgerBatch batch;
//   batch.rows = 3;
//   batch.account = accounts;                 // int32
//   batch.day = days;                         // int32
//   batch.measures = {revenue, weight};       // int64, in the schema's order and scales
//
// Columns that are left empty: `kind` (every row is a charge), `document` and `credits` (no row names one), an entry of
// `measure_validity` or all of it (no value is missing). Account, day, all dimensions and all measures of the schema
// are required.
//
// `currency` is for ledgers that keep currencies (schema.h): the ISO 4217 code of rows whose measures in money are in
// another currency than the plan's, in that currency's own minor units. A row without one, or with the plan's, is in
// the plan's.
//
// `dimension_texts` are the values themselves, for totals that are told apart by them: all of it or an entry is left
// empty where no total of the book is split by the dimension. The texts that are given are kept, and checked for that.
#ifndef KEYHAUL_LEDGER_BATCH_H_
#define KEYHAUL_LEDGER_BATCH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/ledger/columns.h"
#include "keyhaul/ledger/schema.h"

namespace keyhaul {
inline namespace v1 {

struct LedgerBatch {
  std::size_t rows = 0;
  std::span<const std::int32_t> account;
  std::span<const std::int32_t> day;
  std::span<const std::uint8_t> kind;
  TextColumn document;
  TextColumn credits;
  TextColumn currency;
  std::vector<std::span<const std::int32_t>> dimensions;
  std::vector<TextColumn> dimension_texts;
  std::vector<std::span<const std::int64_t>> measures;
  std::vector<std::span<const std::uint8_t>> measure_validity;
};

// Whether the batch has the columns of the schema, each of `rows` rows. Refused with `data_column`, naming the column.
// This looks at shapes, not at rows; rows get verdicts (check.h).
Status CheckBatch(const Schema& schema, const LedgerBatch& batch);

namespace ledger_internal {

inline Status CheckLength(std::string_view name, std::size_t length, std::size_t rows, bool optional = false) {
  if (length == rows || (optional && length == 0)) return {};
  Error error = MakeError(Code::data_column,
                          "the column has " + std::to_string(length) + " rows and the batch " + std::to_string(rows));
  error.column = name;
  return error;
}

inline Status CheckText(std::string_view name, const TextColumn& column, std::size_t rows) {
  KEYHAUL_CHECK(CheckLength(name, column.size(), rows, true));
  if (column.IsWellFormed()) return {};
  Error error = MakeError(Code::data_column, "the offsets of the column do not ascend from 0");
  error.column = name;
  return error;
}

inline Status CheckColumnCount(std::string_view what, std::size_t count, std::size_t expected) {
  if (count == expected) return {};
  return MakeError(Code::data_column, "the batch has " + std::to_string(count) + " " + std::string(what) +
                                          " and the schema " + std::to_string(expected));
}

}  // namespace ledger_internal

inline Status CheckBatch(const Schema& schema, const LedgerBatch& batch) {
  using ledger_internal::CheckLength;
  KEYHAUL_CHECK(CheckLength("account", batch.account.size(), batch.rows));
  KEYHAUL_CHECK(CheckLength("day", batch.day.size(), batch.rows));
  KEYHAUL_CHECK(CheckLength("kind", batch.kind.size(), batch.rows, true));
  KEYHAUL_CHECK(ledger_internal::CheckText("document", batch.document, batch.rows));
  KEYHAUL_CHECK(ledger_internal::CheckText("credits", batch.credits, batch.rows));
  KEYHAUL_CHECK(ledger_internal::CheckText("currency", batch.currency, batch.rows));
  if (batch.currency.size() > 0 && !schema.KeepsCurrencies()) {
    Error error = MakeError(Code::data_column, "the ledger keeps no amounts in other currencies");
    error.column = "currency";
    return error;
  }
  KEYHAUL_CHECK(ledger_internal::CheckColumnCount("dimensions", batch.dimensions.size(), schema.dimensions.size()));
  KEYHAUL_CHECK(ledger_internal::CheckColumnCount("measures", batch.measures.size(), schema.measures.size()));
  if (!batch.dimension_texts.empty()) {
    KEYHAUL_CHECK(ledger_internal::CheckColumnCount("columns of dimension texts", batch.dimension_texts.size(),
                                                    schema.dimensions.size()));
  }
  if (!batch.measure_validity.empty()) {
    KEYHAUL_CHECK(
        ledger_internal::CheckColumnCount("validity columns", batch.measure_validity.size(), schema.measures.size()));
  }
  for (std::size_t i = 0; i < batch.dimensions.size(); ++i) {
    KEYHAUL_CHECK(CheckLength(schema.dimensions[i], batch.dimensions[i].size(), batch.rows));
  }
  for (std::size_t i = 0; i < batch.dimension_texts.size(); ++i) {
    KEYHAUL_CHECK(ledger_internal::CheckText(schema.dimensions[i], batch.dimension_texts[i], batch.rows));
  }
  for (std::size_t i = 0; i < batch.measures.size(); ++i) {
    KEYHAUL_CHECK(CheckLength(schema.measures[i].name, batch.measures[i].size(), batch.rows));
  }
  for (std::size_t i = 0; i < batch.measure_validity.size(); ++i) {
    KEYHAUL_CHECK(CheckLength(schema.measures[i].name, batch.measure_validity[i].size(), batch.rows, true));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_BATCH_H_

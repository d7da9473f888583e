#include "src/engine/cells.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "keyhaul/base/day.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {
namespace {

bool IsText(InputType type) {
  return type == InputType::text32 || type == InputType::text64 || type == InputType::text_fixed;
}

bool IsValid(const InputColumn& column, std::size_t row) {
  return column.validity == nullptr || column.validity[row] != 0;
}

TextColumn TextsOf(const InputColumn& column, std::size_t rows) {
  const auto* bytes = static_cast<const char*>(column.values);
  switch (column.type) {
    case InputType::text32:
      return TextColumn::FromOffsets32(bytes, static_cast<const std::int32_t*>(column.offsets), rows, column.validity);
    case InputType::text64:
      return TextColumn::FromOffsets64(bytes, static_cast<const std::int64_t*>(column.offsets), rows, column.validity);
    default:
      return TextColumn::FromFixedWidth(bytes, column.width, rows, column.validity);
  }
}

Error WrongType(const InputTable& table, const InputColumn& column, std::string_view expected) {
  Error error = MakeError(Code::data_column, "has the wrong type; expected " + std::string(expected));
  error.table = std::string(table.name);
  error.column = std::string(column.name);
  return error;
}

// The 128-bit number of a cell: low word first. Hosts need not align it to 16 bytes.
int128 WideCell(const InputColumn& column, std::size_t row) {
  std::uint64_t words[2];
  std::memcpy(words, static_cast<const char*>(column.values) + row * sizeof words, sizeof words);
  return absl::MakeInt128(static_cast<std::int64_t>(words[1]), words[0]);
}

// The number of a cell at another scale.
Result<int128> NumberCell(const InputColumn& column, std::size_t row, int scale) {
  int128 mantissa = 0;
  switch (column.type) {
    case InputType::integer64:
      mantissa = static_cast<const std::int64_t*>(column.values)[row];
      break;
    case InputType::integer32:
      mantissa = static_cast<const std::int32_t*>(column.values)[row];
      break;
    default:
      mantissa = WideCell(column, row);
      break;
  }
  if (column.scale == scale) return mantissa;
  KEYHAUL_TRY(const Decimal decimal, Decimal::Make(mantissa, column.scale));
  return decimal.MantissaAt(scale);
}

Error IsMissing() { return MakeError(Code::data_value, "is missing; a value is expected"); }

}  // namespace

void Refusals::Refuse(std::size_t row, Verdict verdict, std::string_view column, std::string_view value, Error error) {
  if (verdicts_[row] == Verdict::accepted) verdicts_[row] = verdict;
  if (row >= first_row_) return;
  first_row_ = row;
  first_ = std::move(error);
  first_.table = std::string(table_);
  first_.row = static_cast<std::int64_t>(row);
  first_.column = std::string(column);
  first_.value = std::string(value);
}

const InputColumn* FindColumn(const InputTable& table, std::string_view name) {
  for (const InputColumn& column : table.columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

Result<const InputColumn*> RequiredColumn(const InputTable& table, std::string_view name) {
  const InputColumn* column = FindColumn(table, name);
  if (column != nullptr) return column;
  Error error = MakeError(Code::data_column, "is not there; the table needs it");
  error.table = std::string(table.name);
  error.column = std::string(name);
  return error;
}

Status CheckColumnNames(const InputTable& table, std::span<const std::string_view> known) {
  for (const InputColumn& column : table.columns) {
    if (std::find(known.begin(), known.end(), column.name) != known.end()) continue;
    std::string list;
    for (const std::string_view name : known) {
      if (!list.empty()) list += ", ";
      list += name;
    }
    Error error = MakeError(Code::data_column, "is unknown; expected one of " + list);
    error.table = std::string(table.name);
    error.column = std::string(column.name);
    return error;
  }
  return {};
}

Error InRow(const InputTable& table, std::size_t row, Error error) {
  error.table = std::string(table.name);
  error.row = static_cast<std::int64_t>(row);
  return error;
}

Result<TextColumn> ReadTexts(const InputTable& table, const InputColumn& column) {
  if (!IsText(column.type)) return WrongType(table, column, "text");
  return TextsOf(column, table.rows);
}

bool HasText(const TextColumn& texts, std::size_t row) { return texts.valid(row) && !texts[row].empty(); }

Result<std::span<const std::int32_t>> ReadDays(const InputTable& table, const InputColumn& column,
                                               std::optional<std::int32_t> missing, std::vector<std::int32_t>* buffer,
                                               Refusals* refusals) {
  if (!IsText(column.type) && column.type != InputType::day) return WrongType(table, column, "days or text");
  const auto* days = static_cast<const std::int32_t*>(column.values);
  // In range or not is for the row check to say, so days without gaps are read in place.
  if (column.type == InputType::day && column.validity == nullptr) return std::span(days, table.rows);
  buffer->assign(table.rows, 0);
  const TextColumn texts = column.type == InputType::day ? TextColumn() : TextsOf(column, table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool present = column.type == InputType::day ? IsValid(column, row) : HasText(texts, row);
    if (!present) {
      if (missing.has_value()) {
        (*buffer)[row] = *missing;
      } else {
        refusals->Refuse(row, Verdict::missing_value, column.name, "", IsMissing());
      }
    } else if (column.type == InputType::day) {
      (*buffer)[row] = days[row];
    } else if (Result<Day> day = Day::Parse(texts[row]); day.ok()) {
      (*buffer)[row] = day->value();
    } else {
      refusals->Refuse(row, Verdict::bad_day, column.name, texts[row], std::move(day).error());
    }
  }
  return std::span<const std::int32_t>(*buffer);
}

namespace {

// Reads every cell of a column of numbers by `read(row)` and refuses the rows for which it fails.
template <class Value, class Read>
void ReadCells(const InputTable& table, const InputColumn& column, const TextColumn* texts, std::vector<Value>* buffer,
               Refusals* refusals, Read read) {
  buffer->assign(table.rows, 0);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool present = texts == nullptr ? IsValid(column, row) : HasText(*texts, row);
    if (!present) {
      refusals->Refuse(row, Verdict::missing_value, column.name, "", IsMissing());
    } else if (Result<Value> value = read(row); value.ok()) {
      (*buffer)[row] = *value;
    } else {
      refusals->Refuse(row, Verdict::bad_amount, column.name, texts == nullptr ? "" : (*texts)[row],
                       std::move(value).error());
    }
  }
}

// The amount of a cell that is not missing. Without texts the cell is a number.
Result<std::int64_t> AmountCell(const InputColumn& column, const TextColumn* texts, std::size_t row, int scale) {
  if (texts != nullptr) return ParseMinor((*texts)[row], scale);
  KEYHAUL_TRY(const int128 value, NumberCell(column, row, scale));
  if (FitsInt64(value)) return static_cast<std::int64_t>(value);
  return MakeError(Code::overflow, ToText(value) + " at scale " + std::to_string(scale) + " does not fit 64 bits");
}

}  // namespace

Result<std::span<const std::int64_t>> ReadAmounts(const InputTable& table, const InputColumn& column, int scale,
                                                  std::vector<std::int64_t>* buffer, Refusals* refusals) {
  if (column.type == InputType::day) return WrongType(table, column, "numbers or text");
  if (column.type == InputType::integer64 && column.scale == scale && column.validity == nullptr) {
    return std::span(static_cast<const std::int64_t*>(column.values), table.rows);
  }
  if (IsText(column.type)) {
    const TextColumn texts = TextsOf(column, table.rows);
    ReadCells(table, column, &texts, buffer, refusals,
              [&](std::size_t row) { return AmountCell(column, &texts, row, scale); });
  } else {
    ReadCells(table, column, nullptr, buffer, refusals,
              [&](std::size_t row) { return AmountCell(column, nullptr, row, scale); });
  }
  return std::span<const std::int64_t>(*buffer);
}

Result<std::span<const std::int64_t>> ReadExchangedAmounts(const InputTable& table, const InputColumn& column,
                                                           int scale, const AmountExchange& exchange,
                                                           std::vector<std::int64_t>* buffer, Refusals* refusals) {
  if (column.type == InputType::day) return WrongType(table, column, "numbers or text");
  const bool is_text = IsText(column.type);
  const TextColumn all_texts = is_text ? TextsOf(column, table.rows) : TextColumn();
  const TextColumn* const texts = is_text ? &all_texts : nullptr;
  ReadCells(table, column, texts, buffer, refusals, [&](std::size_t row) -> Result<std::int64_t> {
    const std::optional<int> text_scale = exchange.text_scale(row);
    if (!text_scale.has_value()) return AmountCell(column, texts, row, scale);
    const int given_scale = is_text ? *text_scale : column.scale;
    KEYHAUL_TRY(const std::int64_t amount, AmountCell(column, texts, row, given_scale));
    return exchange.convert(row, amount, given_scale);
  });
  return std::span<const std::int64_t>(*buffer);
}

Result<std::vector<int128>> ReadTotals(const InputTable& table, const InputColumn& column, int scale,
                                       Refusals* refusals) {
  if (column.type == InputType::day) return WrongType(table, column, "numbers or text");
  std::vector<int128> totals;
  if (IsText(column.type)) {
    const TextColumn texts = TextsOf(column, table.rows);
    ReadCells(table, column, &texts, &totals, refusals, [&](std::size_t row) -> Result<int128> {
      KEYHAUL_TRY(const Decimal decimal, Decimal::Parse(texts[row]));
      return decimal.MantissaAt(scale);
    });
  } else {
    ReadCells(table, column, nullptr, &totals, refusals,
              [&](std::size_t row) { return NumberCell(column, row, scale); });
  }
  return totals;
}

Table CopyTable(const InputTable& table) {
  Table copy(table.name);
  for (const InputColumn& column : table.columns) {
    const bool text = IsText(column.type);
    const TextColumn texts = text ? TextsOf(column, table.rows) : TextColumn();
    Column made(column.name, text ? ColumnType::text : static_cast<ColumnType>(column.type), column.scale);
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (!IsValid(column, row)) {
        made.AddMissing();
        continue;
      }
      switch (column.type) {
        case InputType::integer64:
          made.Add(static_cast<const std::int64_t*>(column.values)[row]);
          break;
        case InputType::integer128:
          made.Add(WideCell(column, row));
          break;
        case InputType::day:
        case InputType::integer32:
          made.Add(static_cast<const std::int32_t*>(column.values)[row]);
          break;
        default:
          made.Add(texts[row]);
          break;
      }
    }
    copy.Append(std::move(made));
  }
  return copy;
}

}  // namespace v1
}  // namespace keyhaul

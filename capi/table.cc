// Reading the tables of a caller. Everything that can be wrong with a column's shape is found here, so that what comes
// after may rely on it: offsets that start at 0 or more, never fall and cover each row; scales in range; names that are
// text and unique.
#include <cstring>

#include "handles.h"

namespace keyhaul::capi {
namespace {

Error Bad(const InputColumn& column, std::string message) {
  Error error = MakeError(Code::data_column, std::move(message));
  error.column = std::string(column.name);
  return error;
}

template <class Offset>
Status CheckOffsets(const InputColumn& column, std::size_t rows) {
  const auto* offsets = static_cast<const Offset*>(column.offsets);
  if (offsets[0] < 0) return Bad(column, "the first text offset is negative");
  for (std::size_t row = 0; row < rows; ++row) {
    if (offsets[row + 1] < offsets[row]) {
      Error error = Bad(column, "the text offset after this row is below the one before it");
      error.row = static_cast<std::int64_t>(row);
      return error;
    }
  }
  if (column.values == nullptr && offsets[rows] > 0) return Bad(column, "values is NULL");
  return {};
}

Status CheckShape(const InputColumn& column, std::size_t rows) {
  switch (column.type) {
    case InputType::integer64:
    case InputType::integer128:
    case InputType::day:
    case InputType::integer32:
      if (column.values == nullptr && rows > 0) return Bad(column, "values is NULL");
      if (column.scale < 0 || column.scale > kMaxDecimalScale) {
        return Bad(column,
                   "scale is " + std::to_string(column.scale) + "; expected 0 to " + std::to_string(kMaxDecimalScale));
      }
      return {};
    case InputType::text32:
    case InputType::text64:
      if (column.offsets == nullptr) return Bad(column, "offsets is NULL");
      return column.type == InputType::text32 ? CheckOffsets<std::int32_t>(column, rows)
                                              : CheckOffsets<std::int64_t>(column, rows);
    case InputType::text_fixed:
      if (column.values == nullptr && rows > 0) return Bad(column, "values is NULL");
      if (column.width == 0) return Bad(column, "width is 0");
      if (rows > 0 && column.width > static_cast<std::size_t>(PTRDIFF_MAX) / rows) {
        return Bad(column, "width is " + std::to_string(column.width));
      }
      return {};
  }
  return Bad(column, "type " + std::to_string(static_cast<std::int32_t>(column.type)) + " is unknown");
}

Result<InputColumn> ReadColumn(const keyhaul_column* given, std::size_t rows) {
  keyhaul_column raw;
  KEYHAUL_CHECK(ReadStruct(given, "keyhaul_column", &raw));
  KEYHAUL_CHECK(IsReserved(raw.reserved, "keyhaul_column.reserved"));
  KEYHAUL_TRY(const std::string_view name, ReadText(raw.name, raw.name_length, "the name of a column"));
  InputColumn column;
  column.name = name;
  column.type = static_cast<InputType>(raw.type);
  column.scale = raw.scale;
  column.values = raw.values;
  column.offsets = raw.offsets;
  column.width = raw.width;
  column.validity = raw.validity;
  KEYHAUL_CHECK(CheckShape(column, rows));
  return column;
}

Status ReadColumns(const keyhaul_table& table, std::vector<InputColumn>* columns) {
  // More columns than any table of any policy can have; a count beyond it is uninitialised memory.
  constexpr std::uint64_t kMaxColumns = 4096;
  if (table.column_count > kMaxColumns) {
    return InvalidArgument("column_count is " + std::to_string(table.column_count));
  }
  if (table.column_count == 0) return {};
  KEYHAUL_CHECK(Required(table.columns, "columns"));
  KEYHAUL_TRY(const std::uint64_t stride, StrideOf(table.columns, "keyhaul_column"));
  const auto* bytes = reinterpret_cast<const unsigned char*>(table.columns);
  for (std::uint64_t i = 0; i < table.column_count; ++i) {
    const auto* given = reinterpret_cast<const keyhaul_column*>(bytes + i * stride);
    if (given->struct_size != stride) {
      return InvalidArgument("columns have different struct_size: " + std::to_string(stride) + " and " +
                             std::to_string(given->struct_size));
    }
    KEYHAUL_TRY(const InputColumn column, ReadColumn(given, table.row_count));
    for (const InputColumn& earlier : *columns) {
      if (earlier.name == column.name) return Bad(column, "is given twice");
    }
    columns->push_back(column);
  }
  return {};
}

}  // namespace

Result<InputTable> ReadTable(const keyhaul_table* given, std::vector<InputColumn>* columns) {
  KEYHAUL_CHECK(Required(given, "table"));
  keyhaul_table raw;
  KEYHAUL_CHECK(ReadStruct(given, "keyhaul_table", &raw));
  KEYHAUL_CHECK(IsReserved(raw.reserved, "keyhaul_table.reserved"));
  // The widest cell is 16 bytes; more rows than address space are uninitialised memory.
  if (raw.row_count > static_cast<std::uint64_t>(PTRDIFF_MAX) / 16) {
    return InvalidArgument("row_count is " + std::to_string(raw.row_count));
  }
  InputTable table;
  KEYHAUL_TRY(table.name, ReadText(raw.name, raw.name_length, "the name of a table"));
  if (Status status = ReadColumns(raw, columns); !status.ok()) {
    Error error = std::move(status).error();
    error.table = std::string(table.name);
    return error;
  }
  table.columns = *columns;
  table.rows = raw.row_count;
  return table;
}

}  // namespace keyhaul::capi

#include "handles.h"

using keyhaul::Code;
using keyhaul::MakeError;
using keyhaul::Status;
namespace capi = keyhaul::capi;

namespace {

const keyhaul::Table* TableAt(const keyhaul_result* result, uint64_t table) {
  if (result == nullptr || table >= result->result.tables.size()) return nullptr;
  return &result->result.tables[table];
}

void FillValues(const keyhaul::Column& from, keyhaul_column* column) {
  switch (from.type()) {
    case keyhaul::ColumnType::integer64:
      column->values = from.int64s().data();
      break;
    case keyhaul::ColumnType::integer128:
      column->values = from.int128s().data();
      break;
    case keyhaul::ColumnType::day:
    case keyhaul::ColumnType::integer32:
      column->values = from.int32s().data();
      break;
    case keyhaul::ColumnType::text:
      column->values = from.texts().bytes.data();
      column->offsets = from.texts().offsets.data();
      break;
  }
}

}  // namespace

extern "C" {

void keyhaul_result_free(keyhaul_result* result) { delete result; }

uint64_t keyhaul_result_table_count(const keyhaul_result* result) {
  return result == nullptr ? 0 : result->result.tables.size();
}

const char* keyhaul_result_table_text(const keyhaul_result* result, uint64_t table) {
  const keyhaul::Table* found = TableAt(result, table);
  return found == nullptr ? nullptr : found->name().c_str();
}

int32_t keyhaul_result_find(const keyhaul_result* result, const char* table_text, uint64_t* table, uint64_t* rows,
                            uint64_t* columns, keyhaul_error** error) {
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(result, "result"));
    KEYHAUL_CHECK(capi::Required(table_text, "table_text"));
    const auto& tables = result->result.tables;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (tables[i].name() != table_text) continue;
      if (table != nullptr) *table = i;
      if (rows != nullptr) *rows = tables[i].rows();
      if (columns != nullptr) *columns = tables[i].columns().size();
      return {};
    }
    return MakeError(Code::not_found, "the result has no table \"" + std::string(table_text) + "\"");
  });
}

int32_t keyhaul_result_column(const keyhaul_result* result, uint64_t table, uint64_t index, keyhaul_column* column,
                              keyhaul_error** error) {
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(result, "result"));
    KEYHAUL_CHECK(capi::Required(column, "column"));
    const keyhaul::Table* found = TableAt(result, table);
    if (found == nullptr) return MakeError(Code::not_found, "the result has no table " + std::to_string(table));
    if (index >= found->columns().size()) {
      return MakeError(Code::not_found, "the table " + found->name() + " has no column " + std::to_string(index));
    }
    const keyhaul::Column& from = found->columns()[index];
    keyhaul_column filled{};
    filled.name = from.name().c_str();
    filled.name_length = from.name().size();
    filled.type = static_cast<int32_t>(from.type());
    filled.scale = from.scale();
    filled.validity = from.validity().empty() ? nullptr : from.validity().data();
    FillValues(from, &filled);
    return capi::WriteStruct(filled, "keyhaul_column", column);
  });
}

}  // extern "C"

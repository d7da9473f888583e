// For the tests of a binding: what the structs look like from this side, and a table there and back.
#include <cstddef>

#include "handles.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

namespace {

struct Member {
  const char* name;
  std::size_t offset;
};

std::string StructJson(const char* name, std::size_t size, std::span<const Member> members) {
  std::string json = "\"" + std::string(name) + "\": {\"size\": " + std::to_string(size) + ", \"members\": {";
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) json += ", ";
    json += "\"" + std::string(members[i].name) + "\": " + std::to_string(members[i].offset);
  }
  return json + "}}";
}

std::string LayoutJson() {
  constexpr Member kColumn[] = {
      {"struct_size", offsetof(keyhaul_column, struct_size)},
      {"name", offsetof(keyhaul_column, name)},
      {"name_length", offsetof(keyhaul_column, name_length)},
      {"type", offsetof(keyhaul_column, type)},
      {"scale", offsetof(keyhaul_column, scale)},
      {"values", offsetof(keyhaul_column, values)},
      {"offsets", offsetof(keyhaul_column, offsets)},
      {"width", offsetof(keyhaul_column, width)},
      {"validity", offsetof(keyhaul_column, validity)},
      {"reserved", offsetof(keyhaul_column, reserved)},
  };
  constexpr Member kTable[] = {
      {"struct_size", offsetof(keyhaul_table, struct_size)},   {"name", offsetof(keyhaul_table, name)},
      {"name_length", offsetof(keyhaul_table, name_length)},   {"columns", offsetof(keyhaul_table, columns)},
      {"column_count", offsetof(keyhaul_table, column_count)}, {"row_count", offsetof(keyhaul_table, row_count)},
      {"reserved", offsetof(keyhaul_table, reserved)},
  };
  constexpr Member kAdd[] = {
      {"struct_size", offsetof(keyhaul_add_options, struct_size)},
      {"skip_refused_rows", offsetof(keyhaul_add_options, skip_refused_rows)},
      {"open_accounts", offsetof(keyhaul_add_options, open_accounts)},
      {"reserved", offsetof(keyhaul_add_options, reserved)},
  };
  constexpr Member kRun[] = {
      {"struct_size", offsetof(keyhaul_run_options, struct_size)},
      {"has_as_of", offsetof(keyhaul_run_options, has_as_of)},
      {"as_of_day", offsetof(keyhaul_run_options, as_of_day)},
      {"omit_explanations", offsetof(keyhaul_run_options, omit_explanations)},
      {"omit_terms", offsetof(keyhaul_run_options, omit_terms)},
      {"state", offsetof(keyhaul_run_options, state)},
      {"state_count", offsetof(keyhaul_run_options, state_count)},
      {"reserved", offsetof(keyhaul_run_options, reserved)},
  };
  return "{" + StructJson("keyhaul_column", sizeof(keyhaul_column), kColumn) + ",\n " +
         StructJson("keyhaul_table", sizeof(keyhaul_table), kTable) + ",\n " +
         StructJson("keyhaul_add_options", sizeof(keyhaul_add_options), kAdd) + ",\n " +
         StructJson("keyhaul_run_options", sizeof(keyhaul_run_options), kRun) + "}\n";
}

}  // namespace

extern "C" {

int32_t keyhaul_selftest_layout(keyhaul_text** json, keyhaul_error** error) {
  if (json != nullptr) *json = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(json, "json"));
    *json = new keyhaul_text{LayoutJson()};
    return {};
  });
}

int32_t keyhaul_selftest_echo(const keyhaul_table* table, keyhaul_result** result, keyhaul_error** error) {
  if (result != nullptr) *result = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(result, "result"));
    std::vector<keyhaul::InputColumn> columns;
    KEYHAUL_TRY(const keyhaul::InputTable input, capi::ReadTable(table, &columns));
    keyhaul::RunResult echo;
    echo.tables.push_back(keyhaul::CopyTable(input));
    *result = new keyhaul_result{std::move(echo)};
    return {};
  });
}

}  // extern "C"

// What tests of runs share: policies from text, and the cells of a result as text.
#ifndef KEYHAUL_TESTS_ENGINE_RESULT_CELLS_H_
#define KEYHAUL_TESTS_ENGINE_RESULT_CELLS_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine.h"

namespace keyhaul::testing {

using Texts = std::vector<std::string>;

inline PolicyHandle CompiledPolicyOf(const std::string& json) {
  Result<PolicyHandle> compiled = CompilePolicyJson(json);
  EXPECT_TRUE(compiled.ok()) << compiled.error().Text();
  return *compiled;
}

// The cells of one column as text, "-" where missing; numbers without their point.
inline Texts Cells(const RunResult& result, std::string_view table, std::string_view name) {
  const Column& column = (*result.Find(table))[name];
  Texts cells;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (!column.valid(row)) {
      cells.emplace_back("-");
    } else if (column.type() == ColumnType::text) {
      cells.emplace_back(column.texts()[row]);
    } else if (column.type() == ColumnType::day) {
      cells.push_back(Day(column.int32s()[row]).ToText());
    } else if (column.type() == ColumnType::integer32) {
      cells.push_back(std::to_string(column.int32s()[row]));
    } else if (column.type() == ColumnType::integer64) {
      cells.push_back(std::to_string(column.int64s()[row]));
    } else {
      cells.push_back(ToText(column.int128s()[row]));
    }
  }
  return cells;
}

}  // namespace keyhaul::testing

#endif  // KEYHAUL_TESTS_ENGINE_RESULT_CELLS_H_

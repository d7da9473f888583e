// A host's table from rows of text, for tests: what a CSV reader would hand in.
#ifndef KEYHAUL_TESTS_ENGINE_HOST_TABLE_H_
#define KEYHAUL_TESTS_ENGINE_HOST_TABLE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "keyhaul/engine.h"

namespace keyhaul::testing {

class HostTable {
 public:
  // The first row holds the column names; all rows are of its length.
  HostTable(std::string name, const std::vector<std::vector<std::string>>& rows) : name_(std::move(name)) {
    const std::size_t row_count = rows.size() - 1;
    for (std::size_t c = 0; c < rows[0].size(); ++c) {
      Cells& cells = cells_.emplace_back();
      cells.name = rows[0][c];
      cells.offsets.push_back(0);
      for (std::size_t r = 1; r < rows.size(); ++r) {
        cells.bytes += rows[r][c];
        cells.offsets.push_back(static_cast<std::int64_t>(cells.bytes.size()));
      }
      InputColumn column;
      column.name = cells.name;
      column.type = InputType::text64;
      column.values = cells.bytes.data();
      column.offsets = cells.offsets.data();
      columns_.push_back(column);
    }
    table_.name = name_;
    table_.columns = columns_;
    table_.rows = row_count;
  }
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  const InputTable& get() const { return table_; }

 private:
  struct Cells {
    std::string name;
    std::string bytes;
    std::vector<std::int64_t> offsets;
  };
  std::string name_;
  std::deque<Cells> cells_;
  std::vector<InputColumn> columns_;
  InputTable table_;
};

}  // namespace keyhaul::testing

#endif  // KEYHAUL_TESTS_ENGINE_HOST_TABLE_H_

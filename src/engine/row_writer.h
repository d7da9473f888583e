// Writes one row of a table of a result, cell by cell in the order of the catalogue.
//
// A run may write millions of rows: columns are not looked up by name. Every row must be written to its end, which
// debug builds check; where memory runs out the whole result is given up.
#ifndef KEYHAUL_SRC_ENGINE_ROW_WRITER_H_
#define KEYHAUL_SRC_ENGINE_ROW_WRITER_H_

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <string_view>

#include "keyhaul/engine/table.h"

namespace keyhaul {
inline namespace v1 {

class RowWriter {
 public:
  explicit RowWriter(Table* table) : columns_(table->columns()) {}
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  // A row that memory ran out on is left as it is: its table goes with the run.
  ~RowWriter() { assert(next_ == columns_.size() || std::uncaught_exceptions() > 0); }

  template <class Value>
  RowWriter& Add(const Value& value) {
    columns_[next_++].Add(value);
    return *this;
  }
  template <class Value>
  RowWriter& AddOptional(const std::optional<Value>& value) {
    return value.has_value() ? Add(*value) : AddMissing();
  }
  // Missing where the text is empty.
  RowWriter& AddText(std::string_view text) { return text.empty() ? AddMissing() : Add(text); }
  // Missing where the index is negative.
  RowWriter& AddIndex(std::int32_t index) { return index < 0 ? AddMissing() : Add(index); }
  RowWriter& AddMissing() {
    columns_[next_++].AddMissing();
    return *this;
  }

 private:
  std::span<Column> columns_;
  std::size_t next_ = 0;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_ROW_WRITER_H_

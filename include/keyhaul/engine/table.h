// Tables of a result: named columns, each a plain vector of one type.
//
// What a column is called, its type, unit and scale, and whether it may be missing stand in one catalogue
// (catalogue.h); a table can only be built from an entry of it. So nothing leaves Keyhaul that the catalogue, the
// documentation and the bindings do not know.
#ifndef KEYHAUL_ENGINE_TABLE_H_
#define KEYHAUL_ENGINE_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "keyhaul/base/day.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

// The numbers are those of the C door (KEYHAUL_INT64 ...).
enum class ColumnType : std::int32_t { integer64 = 1, integer128 = 2, day = 3, integer32 = 4, text = 6 };

// An entry of the catalogue. `scale` is the number of decimals where it is fixed, or one of the two below: that of the
// currency, or that of the measures that the table is about (the tiering value; the greatest of all bases of
// settlements).
inline constexpr std::int32_t kScaleOfCurrency = -1;
inline constexpr std::int32_t kScaleOfMeasure = -2;

struct ColumnSpec {
  std::string_view name;
  ColumnType type;
  std::string_view unit;  // "money", "day", "fraction", "count", "text" ...
  std::int32_t scale;
  bool nullable;
  std::string_view since;  // the first version that had it
  std::string_view meaning;
};

struct TableSpec {
  std::string_view name;
  bool input;
  std::string_view since;
  std::string_view meaning;
  std::span<const ColumnSpec> columns;
};

// Text values end to end, with the offset where each starts and one past the last.
struct TextValues {
  std::string bytes;
  std::vector<std::int64_t> offsets = {0};

  std::string_view operator[](std::size_t row) const {
    const auto begin = static_cast<std::size_t>(offsets[row]);
    return std::string_view(bytes).substr(begin, static_cast<std::size_t>(offsets[row + 1]) - begin);
  }
};

// One column. A missing value is stored as 0 or "" with validity 0; validity is empty while nothing is missing.
class Column {
 public:
  Column(std::string_view name, ColumnType type, std::int32_t scale);

  const std::string& name() const { return name_; }
  ColumnType type() const { return type_; }
  std::int32_t scale() const { return scale_; }
  std::size_t size() const { return size_; }
  bool valid(std::size_t row) const { return validity_.empty() || validity_[row] != 0; }

  // Appends a value. The type must be the column's; day columns take a Day, int32 columns an int32.
  void Add(std::int64_t value);
  void Add(int128 value);
  void Add(std::int32_t value);
  void Add(Day value);
  void Add(std::string_view value);
  void AddMissing();

  std::span<const std::int64_t> int64s() const { return std::get<std::vector<std::int64_t>>(values_); }
  std::span<const int128> int128s() const { return std::get<std::vector<int128>>(values_); }
  std::span<const std::int32_t> int32s() const { return std::get<std::vector<std::int32_t>>(values_); }
  const TextValues& texts() const { return std::get<TextValues>(values_); }
  std::span<const std::uint8_t> validity() const { return validity_; }

 private:
  void Grow(bool valid);

  std::string name_;
  ColumnType type_;
  std::int32_t scale_;
  std::size_t size_ = 0;
  std::variant<std::vector<std::int64_t>, std::vector<int128>, std::vector<std::int32_t>, TextValues> values_;
  std::vector<std::uint8_t> validity_;
};

// Columns of one length under a name. Columns keep their order.
class Table {
 public:
  explicit Table(std::string_view name) : name_(name) {}
  // The table of a catalogue entry, all columns present and empty. Money columns get `money_scale`, columns of a
  // measure's unit `measure_scale`.
  Table(const TableSpec& spec, std::int32_t money_scale, std::int32_t measure_scale);

  const std::string& name() const { return name_; }
  std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }
  std::span<const Column> columns() const { return columns_; }
  std::span<Column> columns() { return columns_; }
  void Append(Column column) { columns_.push_back(std::move(column)); }

  // The column of that name; it must exist.
  Column& operator[](std::string_view name);
  const Column& operator[](std::string_view name) const;

 private:
  std::string name_;
  std::vector<Column> columns_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_ENGINE_TABLE_H_

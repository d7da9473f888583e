#include "keyhaul/engine/table.h"

#include <cstdlib>
#include <utility>

namespace keyhaul {
inline namespace v1 {

Column::Column(std::string_view name, ColumnType type, std::int32_t scale) : name_(name), type_(type), scale_(scale) {
  switch (type) {
    case ColumnType::integer64:
      values_ = std::vector<std::int64_t>();
      break;
    case ColumnType::integer128:
      values_ = std::vector<int128>();
      break;
    case ColumnType::day:
    case ColumnType::integer32:
      values_ = std::vector<std::int32_t>();
      break;
    case ColumnType::text:
      values_ = TextValues();
      break;
  }
}

void Column::Grow(bool valid) {
  // Validity is only kept from the first missing value on.
  if (!valid && validity_.empty()) validity_.assign(size_, 1);
  if (!valid || !validity_.empty()) validity_.push_back(valid ? 1 : 0);
  ++size_;
}

void Column::Add(std::int64_t value) {
  std::get<std::vector<std::int64_t>>(values_).push_back(value);
  Grow(true);
}

void Column::Add(int128 value) {
  std::get<std::vector<int128>>(values_).push_back(value);
  Grow(true);
}

void Column::Add(std::int32_t value) {
  std::get<std::vector<std::int32_t>>(values_).push_back(value);
  Grow(true);
}

void Column::Add(Day value) { Add(value.value()); }

void Column::Add(std::string_view value) {
  auto& texts = std::get<TextValues>(values_);
  texts.bytes += value;
  texts.offsets.push_back(static_cast<std::int64_t>(texts.bytes.size()));
  Grow(true);
}

void Column::AddMissing() {
  switch (type_) {
    case ColumnType::integer64:
      std::get<std::vector<std::int64_t>>(values_).push_back(0);
      break;
    case ColumnType::integer128:
      std::get<std::vector<int128>>(values_).emplace_back();
      break;
    case ColumnType::day:
    case ColumnType::integer32:
      std::get<std::vector<std::int32_t>>(values_).push_back(0);
      break;
    case ColumnType::text: {
      auto& texts = std::get<TextValues>(values_);
      texts.offsets.push_back(static_cast<std::int64_t>(texts.bytes.size()));
      break;
    }
  }
  Grow(false);
}

Table::Table(const TableSpec& spec, std::int32_t money_scale, std::int32_t measure_scale) : name_(spec.name) {
  columns_.reserve(spec.columns.size());
  for (const ColumnSpec& column : spec.columns) {
    std::int32_t scale = column.scale;
    if (scale == kScaleOfCurrency) scale = money_scale;
    if (scale == kScaleOfMeasure) scale = measure_scale;
    columns_.emplace_back(column.name, column.type, scale);
  }
}

Column& Table::operator[](std::string_view name) {
  return const_cast<Column&>(std::as_const(*this)[name]);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

const Column& Table::operator[](std::string_view name) const {
  for (const Column& column : columns_) {
    if (column.name() == name) return column;
  }
  std::abort();  // a column that the catalogue does not have: a defect that every test of the table finds
}

}  // namespace v1
}  // namespace keyhaul

#include "src/engine/explain_conversions.h"

#include <algorithm>
#include <utility>

#include "src/engine/explain_tier.h"
#include "src/engine/rows_of_key.h"

namespace keyhaul {
inline namespace v1 {

ConversionsTeller::ConversionsTeller(const RunResult& result, std::string_view account, const Table& settlements,
                                     std::size_t row)
    : policy_(*result.policy), conversions_(result.Find("conversions")) {
  if (conversions_ == nullptr) return;
  const auto [begin, end] = RowsOfKey(*conversions_, account);
  for (std::size_t i = begin; i < end; ++i) {
    const auto is_same = [&](std::string_view column) {
      return CellText(*conversions_, column, i, 0) == CellText(settlements, column, row, 0);
    };
    if (is_same("line") && is_same("period_begin")) rows_.push_back(i);
  }
}

std::string ConversionsTeller::Cell(std::string_view column, std::size_t row) const {
  return CellText(*conversions_, column, row, policy_.money_scale);
}

std::string ConversionsTeller::Text() const {
  std::vector<std::string> told;
  for (const std::size_t row : rows_) {
    std::string text = Cell("amount", row) + " " + Cell("currency", row) + " at " + Cell("rate", row) + " of " +
                       Cell("day", row) + " is " + Cell("converted", row);
    if (std::ranges::find(told, text) == told.end()) told.push_back(std::move(text));
  }
  std::string all;
  for (const std::string& text : told) all += (all.empty() ? "; of it " : ", ") + text;
  return all;
}

void ConversionsTeller::Put(JsonWriter& json) const {
  if (conversions_ == nullptr) return;
  json.Key("conversions").BeginArray();
  for (const std::size_t row : rows_) {
    json.BeginObject();
    for (const std::string_view column : {"measure", "currency", "amount", "rate", "day", "converted"}) {
      json.Key(column).Text(Cell(column, row));
    }
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace v1
}  // namespace keyhaul

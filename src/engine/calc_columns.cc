#include "src/engine/calc_columns.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "src/engine/calc.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

Result<DecimalColumn> ReadColumn(const std::vector<JsonNode>& nodes) {
  DecimalColumn column;
  std::vector<Decimal> numbers;
  numbers.reserve(nodes.size());
  for (const JsonNode node : nodes) {
    KEYHAUL_TRY(const Decimal number, ReadDecimal(node));
    column.scale = std::max(column.scale, number.scale());
    numbers.push_back(number);
  }
  column.values.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Result<int128> mantissa = numbers[i].MantissaAt(column.scale);
    if (!mantissa.ok()) return ErrorAt(nodes[i], std::move(mantissa).error());
    column.values.push_back(*mantissa);
  }
  return column;
}

Result<std::vector<std::int32_t>> PlacesOfIds(const std::vector<JsonNode>& ids) {
  for (const JsonNode id : ids) KEYHAUL_CHECK(ReadText(id));
  std::vector<std::int32_t> order(ids.size());
  std::iota(order.begin(), order.end(), 0);
  const auto id_of = [&ids](std::int32_t i) { return ids[static_cast<std::size_t>(i)].text(); };
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return id_of(a) < id_of(b); });
  std::vector<std::int32_t> places(ids.size());
  for (std::size_t place = 0; place < order.size(); ++place) {
    const std::int32_t account = order[place];
    if (place > 0 && id_of(order[place - 1]) == id_of(account)) {
      return ids[static_cast<std::size_t>(account)].MakeError(
          Code::policy_value, "another account has the id \"" + std::string(id_of(account)) + "\"");
    }
    places[static_cast<std::size_t>(account)] = static_cast<std::int32_t>(place);
  }
  return places;
}

void AddWord(bool applies, std::string_view word, std::string* words) {
  if (!applies) return;
  if (!words->empty()) *words += ' ';
  *words += word;
}

}  // namespace v1
}  // namespace keyhaul

#include "src/engine/calc_alternatives.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr int kKeyDigits = 9;

}  // namespace

Result<Alternatives> ReadAlternatives(const CalcRequest& request, JsonNode list, const std::string& pattern) {
  Alternatives alternatives{.list = list, .elements = {}, .values = {}, .ids = {}};
  KEYHAUL_TRY(alternatives.elements, ReadElements(request.context, list, pattern));
  const ObjectForm form(request.context, pattern);
  std::unordered_set<std::string_view> seen;
  for (const JsonNode element : alternatives.elements) {
    KEYHAUL_CHECK(form.Check(element));
    const JsonNode id = form.Require(element, "id");
    KEYHAUL_TRY(std::string text, ReadText(id));
    if (!seen.insert(id.text()).second) {
      return id.MakeError(Code::policy_value, "another alternative has the id \"" + text + "\"");
    }
    alternatives.ids.push_back(std::move(text));
    const JsonNode values = form.Require(element, "values");
    KEYHAUL_CHECK(ReadNamedMembers(request.context, values, pattern + ".values.*"));
    alternatives.values.push_back(values);
  }
  return alternatives;
}

Result<std::vector<double>> MatrixOf(const Alternatives& alternatives, std::span<const RankingCriterion> criteria) {
  std::unordered_map<std::string_view, std::size_t> columns;
  for (std::size_t j = 0; j < criteria.size(); ++j) columns.emplace(criteria[j].id, j);
  std::vector<double> matrix;
  std::vector<std::optional<double>> row;
  for (const JsonNode values : alternatives.values) {
    row.assign(criteria.size(), std::nullopt);
    for (const JsonNode value : values.Children()) {
      const auto column = columns.find(value.key());
      if (column == columns.end()) continue;
      KEYHAUL_TRY(const Decimal decimal, ReadDecimal(value));
      row[column->second] = ToDouble(decimal);
    }
    for (std::size_t j = 0; j < criteria.size(); ++j) {
      if (!row[j].has_value()) {
        return values.MakeError(Code::policy_missing_key, "the value of \"" + criteria[j].id +
                                                              "\" is missing; a value that is not known cannot be "
                                                              "compared");
      }
      matrix.push_back(*row[j]);
    }
  }
  return matrix;
}

Status CheckValueNames(const Alternatives& alternatives, const std::vector<std::string_view>& names) {
  for (const JsonNode values : alternatives.values) {
    for (const JsonNode value : values.Children()) {
      if (std::binary_search(names.begin(), names.end(), value.key())) continue;
      return value.KeyError(Code::policy_unknown_key, "no criterion has the id \"" + std::string(value.key()) + "\"");
    }
  }
  return {};
}

Error ErrorOfTable(const Alternatives& alternatives, JsonNode criteria_list, std::span<const RankingCriterion> criteria,
                   Error error) {
  JsonNode place = alternatives.list;
  const auto row = static_cast<std::size_t>(error.row);
  if (error.row >= 0 && row < alternatives.elements.size()) {
    place = alternatives.values[row].Find(error.column).value_or(alternatives.elements[row]);
  } else if (!error.column.empty()) {
    const auto has_id = [&error](const RankingCriterion& criterion) { return criterion.id == error.column; };
    const auto column = std::find_if(criteria.begin(), criteria.end(), has_id) - criteria.begin();
    const std::vector<JsonNode> elements = criteria_list.Children();
    if (static_cast<std::size_t>(column) < elements.size()) place = elements[static_cast<std::size_t>(column)];
  }
  return ErrorAt(place, std::move(error));
}

Result<std::string> NineDigitsOf(double value) {
  KEYHAUL_TRY(const std::int64_t key, kernels::KeyOfValue(value));
  return AmountText(key, kKeyDigits);
}

}  // namespace v1
}  // namespace keyhaul

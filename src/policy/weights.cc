#include "src/policy/weights.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "keyhaul/scoring/weights.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kWeightsPattern = "scorecards[].weights";

// Decimals of weights that come from pairs: beyond them an eigenvector is noise.
constexpr int kPairDigits = 12;

Result<std::vector<Decimal>> ReadGiven(const ObjectForm& form, const std::vector<JsonNode>& elements) {
  std::vector<Decimal> weights(elements.size(), Decimal::FromInteger(1));
  bool any = false;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto weight = form.Get(elements[i], "weight");
    if (const auto rank = form.Get(elements[i], "rank")) {
      return rank->KeyError(Code::policy_value, "a rank beside weights that are not made of ranks (roc, rs, rr)");
    }
    if (weight.has_value()) {
      KEYHAUL_TRY(weights[i], ReadDecimal(*weight));
    }
    if (i > 0 && weight.has_value() != any) {
      return elements[i].MakeError(
          Code::policy_missing_key,
          "either all criteria of one node have a weight or none; without any all count the same");
    }
    any = weight.has_value();
  }
  return weights;
}

Result<std::vector<Decimal>> ReadRanked(Surrogate surrogate, const ObjectForm& form, JsonNode word,
                                        const std::vector<JsonNode>& elements) {
  std::vector<std::int32_t> ranks;
  for (const JsonNode element : elements) {
    const auto rank = form.Get(element, "rank");
    if (const auto weight = form.Get(element, "weight")) {
      return weight->KeyError(Code::policy_value, "a weight beside weights that are made of ranks");
    }
    if (!rank.has_value()) {
      return element.MakeError(Code::policy_missing_key, "the key \"rank\" is missing; weights " +
                                                             std::string(word.text()) + " are made of ranks");
    }
    KEYHAUL_TRY(const std::int64_t number, ReadInteger(*rank, 1, std::numeric_limits<std::int32_t>::max()));
    ranks.push_back(static_cast<std::int32_t>(number));
  }
  const Result<std::vector<std::int64_t>> found = SurrogateWeights(surrogate, ranks);
  if (!found.ok()) return word.MakeError(found.error().code, found.error().message);
  std::vector<Decimal> weights;
  for (const std::int64_t weight : *found) weights.push_back(Decimal::FromInteger(weight));
  return weights;
}

// "3" or "1/3".
Result<double> ReadComparison(JsonNode node) {
  const std::size_t slash = node.kind() == JsonKind::text ? node.text().find('/') : std::string_view::npos;
  if (slash == std::string_view::npos) {
    KEYHAUL_TRY(const Decimal number, ReadDecimal(node));
    return ToDouble(number);
  }
  const Result<Decimal> over = Decimal::Parse(node.text().substr(0, slash));
  const Result<Decimal> by = Decimal::Parse(node.text().substr(slash + 1));
  if (over.ok() && by.ok() && !by->IsZero()) return ToDouble(*over) / ToDouble(*by);
  return node.MakeError(Code::policy_value, "expected a number or a ratio of two, such as 3 or \"1/3\"");
}

// What errors call the criteria of the rows.
std::vector<std::string> NamesOf(std::span<const std::string_view> ids, std::size_t rows) {
  std::vector<std::string> names;
  for (const std::string_view id : ids) names.push_back("\"" + std::string(id) + "\"");
  while (names.size() < rows) names.push_back("criterion " + std::to_string(names.size() + 1));
  return names;
}

std::string PairText(const Comparisons& comparisons, std::size_t row, std::size_t column) {
  return comparisons.names[row] + " against " + comparisons.names[column];
}

// An error about one comparison.
Error AtPair(const Comparisons& comparisons, std::size_t row, std::size_t column, Error error) {
  const JsonNode cell = comparisons.cells[row * comparisons.names.size() + column];
  Error located = cell.MakeError(Code::policy_value, PairText(comparisons, row, column) + ": " + error.message);
  located.value = std::string(cell.text());
  located.rule = std::move(error.rule);
  return located;
}

std::string ShortNumber(double number) {
  constexpr int kDigits = 6;
  char text[32];
  return std::string(text, std::to_chars(text, text + sizeof(text), number, std::chars_format::general, kDigits).ptr);
}

// The comparison that the weights, which are the best compromise, are furthest from: by that factor, either way.
std::string FurthestText(const Comparisons& comparisons, const std::vector<double>& weights) {
  const std::size_t n = weights.size();
  std::size_t row = 0;
  std::size_t column = 0;
  double furthest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double factor = comparisons.matrix[i * n + j] * weights[j] / weights[i];
      if (factor <= furthest) continue;
      furthest = factor;
      row = i;
      column = j;
    }
  }
  return PairText(comparisons, row, column) + " is " + ShortNumber(comparisons.matrix[row * n + column]) +
         ", where the weights say " + ShortNumber(weights[row] / weights[column]);
}

}  // namespace

Result<Comparisons> ReadComparisons(const ReadContext& context, JsonNode node, std::string_view pattern,
                                    std::span<const std::string_view> ids) {
  const ObjectForm form(context, std::string(pattern));
  KEYHAUL_CHECK(form.Check(node));
  Comparisons comparisons{
      .pairs = form.Require(node, "pairs"), .cells = {}, .matrix = {}, .names = {}, .max_ratio = {}};
  const std::string row_path = std::string(pattern) + ".pairs[]";
  KEYHAUL_TRY(const auto rows, ReadElements(context, comparisons.pairs, row_path));
  if (!ids.empty() && rows.size() != ids.size()) {
    return comparisons.pairs.MakeError(Code::policy_value, std::to_string(rows.size()) + " rows of comparisons for " +
                                                               std::to_string(ids.size()) + " criteria");
  }
  comparisons.names = NamesOf(ids, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    KEYHAUL_TRY(const auto cells, ReadElements(context, rows[i], row_path + "[]"));
    if (cells.size() != rows.size()) {
      return rows[i].MakeError(Code::policy_value, std::to_string(cells.size()) + " comparisons in a row of " +
                                                       std::to_string(rows.size()) + " criteria; as many expected");
    }
    comparisons.cells.insert(comparisons.cells.end(), cells.begin(), cells.end());
    for (std::size_t j = 0; j < cells.size(); ++j) {
      Result<double> value = ReadComparison(cells[j]);
      if (!value.ok()) return AtPair(comparisons, i, j, std::move(value).error());
      comparisons.matrix.push_back(*value);
    }
  }
  if (const auto table = form.Get(node, "random_index")) {
    KEYHAUL_TRY(comparisons.random_index, ReadWord<RandomIndex>(*table, kRandomIndexWords));
  }
  if (const auto most = form.Get(node, "max_ratio")) {
    KEYHAUL_TRY(comparisons.max_ratio, ReadDecimal(*most));
  }
  return comparisons;
}

Result<AhpWeights> WeightsOf(const Comparisons& comparisons) {
  Result<AhpWeights> found = WeightsOfComparisons(comparisons.matrix, comparisons.random_index);
  if (!found.ok()) {
    const Error& error = found.error();
    if (error.row < 0) return comparisons.pairs.MakeError(Code::policy_value, error.message);
    return AtPair(comparisons, static_cast<std::size_t>(error.row), std::stoul(error.column) - 1, error);
  }
  if (comparisons.max_ratio && found->consistency_ratio > ToDouble(*comparisons.max_ratio)) {
    return comparisons.pairs.MakeError(
        Code::policy_value, "the comparisons contradict one another: a consistency ratio of " +
                                ShortNumber(found->consistency_ratio) + " is above " + comparisons.max_ratio->ToText() +
                                "; " + FurthestText(comparisons, found->weights));
  }
  return found;
}

Result<std::vector<Decimal>> ReadWeights(const ReadContext& context, const ObjectForm& form,
                                         const std::vector<JsonNode>& elements, std::optional<JsonNode> weights) {
  if (!weights.has_value()) return ReadGiven(form, elements);
  if (weights->kind() != JsonKind::object) {
    KEYHAUL_TRY(const std::size_t word, ReadWordIndex(*weights, kWeightsWords));
    if (word == 0) return ReadGiven(form, elements);
    return ReadRanked(static_cast<Surrogate>(word - 1), form, *weights, elements);
  }
  std::vector<std::string_view> ids;
  ids.reserve(elements.size());
  for (const JsonNode element : elements) ids.push_back(form.Require(element, "id").text());
  KEYHAUL_TRY(Comparisons comparisons, ReadComparisons(context, *weights, kWeightsPattern, ids));
  if (!comparisons.max_ratio) {
    KEYHAUL_TRY(comparisons.max_ratio, Decimal::Make(1, 1));  // the usual limit: a tenth
  }
  KEYHAUL_TRY(const AhpWeights found, WeightsOf(comparisons));
  std::vector<Decimal> decimals;
  for (const double weight : found.weights) {
    KEYHAUL_TRY(const Decimal decimal, Decimal::Make(std::llround(weight * 1e12), kPairDigits));
    decimals.push_back(decimal);
  }
  return decimals;
}

}  // namespace v1
}  // namespace keyhaul

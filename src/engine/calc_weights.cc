// calc: weights as they are given, from an order of importance, from comparisons of pairs, or from data.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "keyhaul/scoring/weighting.h"
#include "keyhaul/scoring/weights.h"
#include "keyhaul/tiering/concentration.h"
#include "src/engine/calc.h"
#include "src/engine/calc_alternatives.h"
#include "src/engine/calc_columns.h"
#include "src/policy/ranking.h"
#include "src/policy/weights.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kWeightMethodWords[] = {"given", "roc",     "rs",     "rr",
                                                   "ahp",   "entropy", "critic", "standard_deviation"};
constexpr std::size_t kFirstSurrogate = 1;
constexpr std::size_t kPairMethod = 4;
constexpr std::size_t kFirstDataMethod = 5;

constexpr int kWeightDigits = 9;
constexpr int kEigenvectorDigits = 12;

// What the methods are made of.
enum class WeightSource : std::int8_t { numbers, ranks, pairs, data };

WeightSource SourceOf(std::size_t method) {
  if (method < kFirstSurrogate) return WeightSource::numbers;
  if (method < kPairMethod) return WeightSource::ranks;
  return method == kPairMethod ? WeightSource::pairs : WeightSource::data;
}

struct WeightInput {
  std::string_view key;
  WeightSource source;
  bool required;
};
constexpr WeightInput kWeightInputs[] = {
    {"weights", WeightSource::numbers, true},   {"ranks", WeightSource::ranks, true},
    {"pairs", WeightSource::pairs, true},       {"random_index", WeightSource::pairs, false},
    {"max_ratio", WeightSource::pairs, false},  {"criteria", WeightSource::data, true},
    {"alternatives", WeightSource::data, true},
};

// A method has the inputs that it is made of and no others.
Status CheckInputs(const ObjectForm& form, JsonNode node, std::size_t method) {
  const std::string name = "weights by " + std::string(kWeightMethodWords[method]);
  for (const WeightInput& input : kWeightInputs) {
    const auto given = form.Get(node, input.key);
    const bool belongs = input.source == SourceOf(method);
    if (given.has_value() && !belongs) {
      return given->KeyError(Code::policy_value, name + " are not made of \"" + std::string(input.key) + "\"");
    }
    if (given.has_value() || !belongs || !input.required) continue;
    return node.MakeError(Code::policy_missing_key,
                          "the key \"" + std::string(input.key) + "\" is missing; " + name + " are made of it");
  }
  return {};
}

// The values of a list, or of an object whose keys name the criteria.
struct NamedValues {
  JsonNode node;
  std::vector<JsonNode> values;

  bool HasNames() const { return node.kind() == JsonKind::object; }
};

Result<NamedValues> ReadNamedValues(const CalcRequest& request, JsonNode node, const std::string& path) {
  NamedValues named{.node = node, .values = {}};
  if (named.HasNames()) {
    KEYHAUL_TRY(named.values, ReadNamedMembers(request.context, node, path + ".*"));
  } else {
    KEYHAUL_TRY(named.values, ReadElements(request.context, node, path + "[]"));
  }
  const std::size_t most = kMaxRankingCriteria;
  if (!named.values.empty() && named.values.size() <= most) return named;
  return node.MakeError(Code::policy_value, "weights of " + std::to_string(named.values.size()) +
                                                " criteria; expected 1 to " + std::to_string(most));
}

// One weight as a fraction; its value has nine digits.
void WriteWeight(const NamedValues& named, std::size_t i, const Ratio& share, JsonWriter* out) {
  out->BeginObject();
  if (named.HasNames()) out->Key("id").Text(named.values[i].key());
  out->Key("value").Text(AmountText(NineDigits(share).value_or(0), kWeightDigits)).Key("exact");
  const std::optional<std::string> exact = FractionText(share);
  exact.has_value() ? out->Text(*exact) : out->Null();
  out->EndObject();
}

Result<std::vector<Decimal>> ReadNumbers(const NamedValues& named) {
  std::vector<Decimal> numbers;
  for (const JsonNode node : named.values) {
    KEYHAUL_TRY(const Decimal number, ReadDecimal(node));
    if (number.sign() < 0) {
      return node.MakeError(Code::policy_value, number.ToText() + " is below 0; a weight is 0 or above");
    }
    numbers.push_back(number);
  }
  return numbers;
}

Status AnswerNumbers(const CalcRequest& request, JsonNode node, JsonWriter* out) {
  KEYHAUL_TRY(const NamedValues named, ReadNamedValues(request, node, "calc.weights.weights"));
  KEYHAUL_TRY(const std::vector<Decimal> numbers, ReadNumbers(named));
  const Result<WeightSum> sum = SumOfWeights(numbers);
  if (!sum.ok()) return ErrorAt(node, sum.error());
  if (sum->sum.IsZero()) return node.MakeError(Code::division_by_zero, "all weights are 0; expected one above");
  KEYHAUL_TRY(const DecimalColumn column, ReadColumn(named.values));
  const Result<int128> whole = sum->sum.MantissaAt(column.scale);
  if (!whole.ok()) return ErrorAt(node, whole.error());
  out->Key("weights").BeginArray();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    WriteWeight(named, i, {false, Magnitude(column.values[i]), Magnitude(*whole)}, out);
  }
  out->EndArray().Key("sum").Text(sum->sum.ToText()).Key("difference").Text(sum->difference.ToText());
  out->Key("flags").Text(sum->differs ? "sum_differs" : "");
  return {};
}

Status AnswerRanks(const CalcRequest& request, JsonNode node, Surrogate surrogate, JsonWriter* out) {
  KEYHAUL_TRY(const NamedValues named, ReadNamedValues(request, node, "calc.weights.ranks"));
  std::vector<std::int32_t> ranks;
  for (const JsonNode rank : named.values) {
    KEYHAUL_TRY(const std::int64_t number, ReadInteger(rank, 1, std::numeric_limits<std::int32_t>::max()));
    ranks.push_back(static_cast<std::int32_t>(number));
  }
  const Result<std::vector<std::int64_t>> weights = SurrogateWeights(surrogate, ranks);
  if (!weights.ok()) return ErrorAt(node, weights.error());
  int128 sum = 0;
  for (const std::int64_t weight : *weights) sum += weight;
  out->Key("weights").BeginArray();
  for (std::size_t i = 0; i < weights->size(); ++i) {
    WriteWeight(named, i, {false, Magnitude((*weights)[i]), Magnitude(sum)}, out);
  }
  out->EndArray();
  return {};
}

Status AnswerPairs(const CalcRequest& request, JsonWriter* out) {
  KEYHAUL_TRY(const Comparisons comparisons, ReadComparisons(request.context, request.node, "calc.weights", {}));
  KEYHAUL_TRY(const AhpWeights found, WeightsOf(comparisons));
  out->Key("weights").BeginArray();
  for (const double weight : found.weights) {
    out->BeginObject().Key("value").Text(AmountText(std::llround(weight * 1e12), kEigenvectorDigits)).EndObject();
  }
  out->EndArray();
  const std::pair<std::string_view, double> numbers[] = {{"lambda", found.lambda},
                                                         {"consistency_index", found.consistency_index},
                                                         {"random_index", found.random_index},
                                                         {"consistency_ratio", found.consistency_ratio}};
  for (const auto& [key, number] : numbers) {
    KEYHAUL_TRY(const std::string digits, NineDigitsOf(number));
    out->Key(key).Text(digits);
  }
  out->Key("random_index_table").Text(WordOf(found.table, kRandomIndexWords));
  return {};
}

Result<std::vector<RankingCriterion>> ReadWeighedCriteria(const CalcRequest& request, JsonNode list) {
  constexpr std::string_view kElement = "calc.weights.criteria[]";
  KEYHAUL_TRY(const auto elements, ReadElements(request.context, list, std::string(kElement)));
  const ObjectForm form(request.context, std::string(kElement));
  std::vector<RankingCriterion> criteria;
  std::unordered_set<std::string_view> seen;
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(form.Check(element));
    RankingCriterion criterion;
    const JsonNode id = form.Require(element, "id");
    KEYHAUL_TRY(criterion.id, ReadText(id));
    if (!seen.insert(id.text()).second) {
      return id.MakeError(Code::policy_value, "another criterion has the id \"" + criterion.id + "\"");
    }
    KEYHAUL_TRY(criterion.direction, ReadDirection(form, element));
    criteria.push_back(std::move(criterion));
  }
  return criteria;
}

Status AnswerData(const CalcRequest& request, const ObjectForm& form, Weighting weighting, JsonWriter* out) {
  const JsonNode criteria_list = form.Require(request.node, "criteria");
  KEYHAUL_TRY(const std::vector<RankingCriterion> criteria, ReadWeighedCriteria(request, criteria_list));
  const JsonNode list = form.Require(request.node, "alternatives");
  KEYHAUL_TRY(const Alternatives alternatives, ReadAlternatives(request, list, "calc.weights.alternatives[]"));
  std::vector<std::string_view> names;
  names.reserve(criteria.size());
  for (const RankingCriterion& criterion : criteria) names.push_back(criterion.id);
  std::sort(names.begin(), names.end());
  KEYHAUL_CHECK(CheckValueNames(alternatives, names));
  KEYHAUL_TRY(const std::vector<double> matrix, MatrixOf(alternatives, criteria));
  Result<DerivedWeights> found = DeriveWeights(weighting, criteria, matrix);
  if (!found.ok()) return ErrorOfTable(alternatives, criteria_list, criteria, std::move(found).error());
  out->Key("weights").BeginArray();
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    KEYHAUL_TRY(const std::string digits, NineDigitsOf(found->weights[i]));
    out->BeginObject().Key("id").Text(criteria[i].id).Key("value").Text(digits).EndObject();
  }
  out->EndArray().Key("constant_columns").BeginArray();
  for (const std::int32_t column : found->constant_columns) out->Text(criteria[static_cast<std::size_t>(column)].id);
  out->EndArray();
  std::string words;
  AddWord(!found->constant_columns.empty(), "constant_columns", &words);
  AddWord(found->equal, "equal_weights", &words);
  out->Key("flags").Text(words);
  return {};
}

}  // namespace

Status CalcWeights(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.weights");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const std::size_t method, ReadWordIndex(form.Require(request.node, "method"), kWeightMethodWords));
  KEYHAUL_CHECK(CheckInputs(form, request.node, method));
  out->Key("method").Text(kWeightMethodWords[method]);
  switch (SourceOf(method)) {
    case WeightSource::numbers:
      return AnswerNumbers(request, form.Require(request.node, "weights"), out);
    case WeightSource::ranks:
      return AnswerRanks(request, form.Require(request.node, "ranks"), static_cast<Surrogate>(method - kFirstSurrogate),
                         out);
    case WeightSource::pairs:
      return AnswerPairs(request, out);
    case WeightSource::data:
      return AnswerData(request, form, static_cast<Weighting>(method - kFirstDataMethod), out);
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

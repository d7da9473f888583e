#include "src/policy/ranking.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "keyhaul/scoring/weighting.h"
#include "src/policy/weights.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Criteria have the same keys wherever a rule stands; the table of keys lists them once.
constexpr std::string_view kRankingCriterionPattern = "rankings[].criteria[]";

constexpr std::string_view kRankingWeightsWords[] = {
    "given", "roc", "rs", "rr", "entropy", "critic", "standard_deviation"};
static_assert(std::size(kRankingWeightsWords) == std::size(kWeightsWords) + std::size(kWeightingWords));

std::string CriterionPath(std::string_view key) {
  return std::string(kRankingCriterionPattern) + "." + std::string(key);
}

// The number under a key, rounded to a double once; `*number` stays where the key is absent.
Status ReadDouble(const ObjectForm& form, JsonNode node, std::string_view key, double* number) {
  if (const auto given = form.Get(node, key)) {
    KEYHAUL_TRY(const Decimal decimal, ReadDecimal(*given));
    *number = ToDouble(decimal);
  }
  return {};
}

Status ReadOptionalDouble(const ObjectForm& form, JsonNode node, std::string_view key, std::optional<double>* number) {
  double read = 0;
  KEYHAUL_CHECK(ReadDouble(form, node, key, &read));
  if (form.Get(node, key).has_value()) *number = read;
  return {};
}

Result<PreferenceFunction> ReadPreference(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, CriterionPath("preference"));
  KEYHAUL_CHECK(form.Check(node));
  PreferenceFunction preference;
  KEYHAUL_TRY(preference.shape, ReadWord<Preference>(form.Require(node, "shape"), kPreferenceWords));
  KEYHAUL_CHECK(ReadDouble(form, node, "q", &preference.q));
  KEYHAUL_CHECK(ReadDouble(form, node, "p", &preference.p));
  KEYHAUL_CHECK(ReadDouble(form, node, "s", &preference.s));
  return preference;
}

Result<Bounds> ReadColumnBounds(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, CriterionPath("bounds"));
  KEYHAUL_CHECK(form.Check(node));
  Bounds bounds;
  KEYHAUL_CHECK(ReadDouble(form, node, "low", &bounds.low));
  KEYHAUL_CHECK(ReadDouble(form, node, "high", &bounds.high));
  return bounds;
}

Result<RankingCriterion> ReadCriterion(const ReadContext& context, const ObjectForm& form, JsonNode node) {
  RankingCriterion criterion;
  KEYHAUL_TRY(criterion.id, ReadText(form.Require(node, "id")));
  KEYHAUL_TRY(criterion.direction, ReadDirection(form, node));
  if (const auto preference = form.Get(node, "preference")) {
    KEYHAUL_TRY(criterion.preference, ReadPreference(context, *preference));
  }
  if (const auto bounds = form.Get(node, "bounds")) {
    KEYHAUL_TRY(criterion.bounds, ReadColumnBounds(context, *bounds));
  }
  KEYHAUL_CHECK(ReadOptionalDouble(form, node, "ideal", &criterion.ideal));
  KEYHAUL_CHECK(ReadOptionalDouble(form, node, "anti_ideal", &criterion.anti_ideal));
  return criterion;
}

// The word of weights that come from the data.
Result<std::optional<Weighting>> ReadWeighting(std::optional<JsonNode> weights) {
  if (!weights.has_value() || weights->kind() == JsonKind::object) return std::optional<Weighting>();
  KEYHAUL_TRY(const std::size_t word, ReadWordIndex(*weights, kRankingWeightsWords));
  if (word < std::size(kWeightsWords)) return std::optional<Weighting>();
  return std::optional<Weighting>(static_cast<Weighting>(word - std::size(kWeightsWords)));
}

// Weights into the criteria of a rule.
Status ReadWeightsOf(const ReadContext& context, const ObjectForm& form, const std::vector<JsonNode>& elements,
                     std::optional<JsonNode> weights, RankingRule* rule) {
  KEYHAUL_TRY(rule->weighting, ReadWeighting(weights));
  if (!rule->weighting.has_value()) {
    KEYHAUL_TRY(const std::vector<Decimal> numbers, ReadWeights(context, form, elements, weights));
    for (std::size_t i = 0; i < elements.size(); ++i) rule->criteria[i].weight = ToDouble(numbers[i]);
    return {};
  }
  for (const JsonNode element : elements) {
    const auto given = form.Get(element, "weight");
    if (!given.has_value()) continue;
    return given->KeyError(Code::policy_value, "weights " + std::string(weights->text()) +
                                                   " come from the values to be ranked; this one is given");
  }
  return {};
}

// What holds where a method is given no normalisation.
std::optional<Normalization> NormalizationOf(const RankingRule& rule) {
  if (rule.normalization.has_value()) return rule.normalization;
  switch (rule.method) {
    case Method::weighted_sum:
      return Normalization::min_max;
    case Method::weighted_product:
      return Normalization::max;
    case Method::topsis:
      return Normalization::vector;
    case Method::vikor:
    case Method::promethee_ii:
    case Method::spotis:
      break;
  }
  return std::nullopt;
}

// The shortest decimal that is read as this double. One is always short enough: the number came from a decimal.
std::string ShortestText(double number) {
  char text[32];
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), number, std::chars_format::scientific);
  const Result<Decimal> decimal = Decimal::Parse(std::string_view(text, static_cast<std::size_t>(end.ptr - text)));
  return decimal.ok() ? decimal->ToText() : std::string(text, end.ptr);
}

}  // namespace

Result<Direction> ReadDirection(const ObjectForm& form, JsonNode criterion) {
  const auto direction = form.Get(criterion, "direction");
  if (!direction.has_value()) return Direction::maximize;
  return ReadWord<Direction>(*direction, kDirectionWords);
}

Result<RankingRule> ReadRanking(const JsonDocument& document, const ReadContext& context, JsonNode node,
                                const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  RankingRule rule;
  if (const auto id = form.Get(node, "id")) {
    KEYHAUL_TRY(rule.id, ReadText(*id));
  }
  KEYHAUL_TRY(rule.method, ReadWord<Method>(form.Require(node, "method"), kMethodWords));
  if (const auto word = form.Get(node, "normalization")) {
    KEYHAUL_TRY(rule.normalization, ReadWord<Normalization>(*word, kNormalizationWords));
  }
  if (const auto word = form.Get(node, "constant_columns")) {
    KEYHAUL_TRY(rule.constant_columns, ReadWord<ConstantColumn>(*word, kConstantColumnWords));
  }
  if (const auto word = form.Get(node, "deviation")) {
    KEYHAUL_TRY(rule.deviation, ReadWord<ZScoreDeviation>(*word, kZScoreDeviationWords));
  }
  KEYHAUL_CHECK(ReadDouble(form, node, "v", &rule.v));
  KEYHAUL_TRY(const auto elements, ReadElements(context, form.Require(node, "criteria"), pattern + ".criteria[]"));
  const ObjectForm criterion_form(context, std::string(kRankingCriterionPattern));
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(criterion_form.Check(element));
    KEYHAUL_TRY(RankingCriterion criterion, ReadCriterion(context, criterion_form, element));
    rule.criteria.push_back(std::move(criterion));
  }
  KEYHAUL_CHECK(ReadWeightsOf(context, criterion_form, elements, form.Get(node, "weights"), &rule));
  if (Status status = CheckRankingRule(rule); !status.ok()) {
    return Located(document, node, std::move(status).error());
  }
  return rule;
}

namespace {

class RankingWriter {
 public:
  RankingWriter(const RankingRule& rule, JsonWriter* out) : rule_(rule), out_(*out) {}

  void Write() {
    out_.BeginObject().Key("id").Text(rule_.id).Key("method").Text(WordOf(rule_.method, kMethodWords));
    if (const auto normalization = NormalizationOf(rule_)) {
      out_.Key("normalization").Text(WordOf(*normalization, kNormalizationWords));
    }
    out_.Key("constant_columns").Text(WordOf(rule_.constant_columns, kConstantColumnWords));
    out_.Key("deviation").Text(WordOf(rule_.deviation, kZScoreDeviationWords));
    Number("v", rule_.v);
    if (rule_.weighting) out_.Key("weights").Text(WordOf(*rule_.weighting, kWeightingWords));
    out_.Key("criteria").BeginArray();
    for (const RankingCriterion& criterion : rule_.criteria) One(criterion);
    out_.EndArray().EndObject();
  }

 private:
  void Number(std::string_view key, double number) { out_.Key(key).Text(ShortestText(number)); }

  void One(const RankingCriterion& criterion) {
    out_.BeginObject().Key("id").Text(criterion.id);
    if (!rule_.weighting) Number("weight", criterion.weight);
    out_.Key("direction").Text(WordOf(criterion.direction, kDirectionWords));
    out_.Key("preference").BeginObject().Key("shape").Text(WordOf(criterion.preference.shape, kPreferenceWords));
    Number("q", criterion.preference.q);
    Number("p", criterion.preference.p);
    Number("s", criterion.preference.s);
    out_.EndObject();
    if (criterion.bounds) {
      out_.Key("bounds").BeginObject();
      Number("low", criterion.bounds->low);
      Number("high", criterion.bounds->high);
      out_.EndObject();
    }
    if (criterion.ideal) Number("ideal", *criterion.ideal);
    if (criterion.anti_ideal) Number("anti_ideal", *criterion.anti_ideal);
    out_.EndObject();
  }

  const RankingRule& rule_;
  JsonWriter& out_;
};

}  // namespace

void WriteRanking(const RankingRule& rule, JsonWriter* out) { RankingWriter(rule, out).Write(); }

}  // namespace v1
}  // namespace keyhaul

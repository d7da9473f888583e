#include "src/policy/scorecard.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/policy/pieces.h"
#include "src/policy/value_function.h"
#include "src/policy/weights.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Scorecards have the same keys wherever they stand, and criteria on every level; the table of keys lists them once.
constexpr std::string_view kCardPattern = "scorecards[]";

constexpr std::int32_t kMostSlots = 1000;

std::string Path(std::string_view key) { return std::string(kCardPattern) + "." + std::string(key); }

Result<CriterionInput> ReadInput(const ReadContext& context, JsonNode node) {
  JsonNode value = node;
  PeriodUse periods = PeriodUse::latest;
  if (node.kind() == JsonKind::object) {
    const ObjectForm form(context, Path("criteria[].input"));
    KEYHAUL_CHECK(form.Check(node));
    value = form.Require(node, "value");
    if (const auto use = form.Get(node, "periods")) {
      KEYHAUL_TRY(periods, ReadWord<PeriodUse>(*use, kPeriodUseWords));
    }
  }
  KEYHAUL_TRY(const std::string text, ReadText(value));
  Result<CriterionInput> input = ParseInput(text);
  if (!input.ok()) return value.MakeError(Code::policy_value, input.error().message);
  input->periods = periods;
  return input;
}

Result<MissingRule> ReadMissing(const ReadContext& context, JsonNode node, const std::string& pattern) {
  MissingRule rule;
  if (node.kind() == JsonKind::object) {
    const ObjectForm form(context, pattern);
    KEYHAUL_CHECK(form.Check(node));
    rule.policy = Missing::fixed;
    KEYHAUL_TRY(rule.points, ReadDecimal(form.Require(node, "points")));
    return rule;
  }
  KEYHAUL_TRY(rule.policy, ReadWord<Missing>(node, kMissingWords));
  if (rule.policy != Missing::fixed) return rule;
  return node.MakeError(Code::policy_value, "fixed points are written as an object, { \"points\": 2 }");
}

Result<KnockOut> ReadKnockOut(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, Path("criteria[].knock_out"));
  KEYHAUL_CHECK(form.Check(node));
  KnockOut knock_out;
  if (const auto bound = form.Get(node, "at_least")) {
    KEYHAUL_TRY(knock_out.at_least, ReadDecimal(*bound));
  }
  if (const auto bound = form.Get(node, "at_most")) {
    KEYHAUL_TRY(knock_out.at_most, ReadDecimal(*bound));
  }
  if (const auto level = form.Get(node, "level")) {
    KEYHAUL_TRY(knock_out.level, ReadText(*level));
  }
  const auto cap = form.Get(node, "cap_score");
  const auto band = form.Get(node, "cap_band");
  if (cap.has_value() && band.has_value()) {
    return band->KeyError(Code::policy_value, "a knock-out has one effect; this one caps the score already");
  }
  if (cap.has_value()) {
    knock_out.effect = KnockOutEffect::cap_score;
    KEYHAUL_TRY(knock_out.cap, ReadDecimal(*cap));
  }
  if (band.has_value()) {
    knock_out.effect = KnockOutEffect::cap_band;
    KEYHAUL_TRY(knock_out.band, ReadText(*band));
  }
  if (const auto missing = form.Get(node, "missing")) {
    KEYHAUL_TRY(knock_out.missing, ReadWord<KnockOutMissing>(*missing, kKnockOutMissingWords));
  }
  return knock_out;
}

// Reads the tree into a list in which children stand after their parent.
class CriteriaReader {
 public:
  CriteriaReader(const ReadContext& context, std::vector<Criterion>* criteria)
      : context_(context), form_(context, Path("criteria[]")), criteria_(*criteria) {}

  // Where each criterion stands.
  const std::vector<JsonNode>& nodes() const { return nodes_; }

  // The children of one parent; `weights` says how they are weighted.
  Status Read(JsonNode list, std::optional<JsonNode> weights, std::int32_t parent) {
    KEYHAUL_TRY(const auto elements,
                ReadElements(context_, list, Path(parent < 0 ? "criteria[]" : "criteria[].criteria[]")));
    for (const JsonNode element : elements) KEYHAUL_CHECK(form_.Check(element));
    KEYHAUL_TRY(const std::vector<Decimal> weighted, ReadWeights(context_, form_, elements, weights));
    for (std::size_t i = 0; i < elements.size(); ++i) {
      KEYHAUL_CHECK(ReadOne(elements[i], weighted[i], parent));
    }
    return {};
  }

 private:
  Status ReadOne(JsonNode node, const Decimal& weight, std::int32_t parent) {
    Criterion criterion;
    KEYHAUL_TRY(criterion.id, ReadText(form_.Require(node, "id")));
    if (const auto name = form_.Get(node, "name")) {
      KEYHAUL_TRY(criterion.name, ReadText(*name));
    }
    criterion.parent = parent;
    criterion.weight = weight;
    KEYHAUL_TRY(criterion.value, ReadValueFunction(context_, form_, node));
    KEYHAUL_CHECK(ReadLeaf(node, &criterion));
    const auto children = form_.Get(node, "criteria");
    const auto weights = form_.Get(node, "weights");
    if (children.has_value() == criterion.value.has_value()) {
      return node.MakeError(
          Code::policy_value,
          children.has_value() ? "a criterion has either criteria of its own or a value function, not both"
                               : "a criterion needs a value function (scale, step, linear, curve, logarithmic, target, "
                                 "interval or benchmark) or criteria of its own");
    }
    const auto place = static_cast<std::int32_t>(criteria_.size());
    criteria_.push_back(std::move(criterion));
    nodes_.push_back(node);
    if (children.has_value()) return Read(*children, weights, place);
    if (!weights.has_value()) return {};
    return weights->KeyError(Code::policy_value, "weights are those of the criteria below; this one has none");
  }

  Status ReadLeaf(JsonNode node, Criterion* criterion) const {
    if (const auto input = form_.Get(node, "input")) {
      KEYHAUL_TRY(criterion->input, ReadInput(context_, *input));
    }
    if (const auto missing = form_.Get(node, "missing")) {
      KEYHAUL_TRY(criterion->missing, ReadMissing(context_, *missing, Path("criteria[].missing")));
    }
    if (const auto knock_out = form_.Get(node, "knock_out")) {
      KEYHAUL_TRY(criterion->knock_out, ReadKnockOut(context_, *knock_out));
    }
    if (const auto code = form_.Get(node, "reason_code")) {
      KEYHAUL_TRY(criterion->reason_code, ReadText(*code));
    }
    return {};
  }

  const ReadContext& context_;
  const ObjectForm form_;
  std::vector<Criterion>& criteria_;
  std::vector<JsonNode> nodes_;
};

// The members of C++ types whose names in a document differ.
std::string DocumentPath(std::string path, const Criterion* criterion) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"knock_out.cap", "knock_out.cap_score"},
                                                                      {"knock_out.band", "knock_out.cap_band"},
                                                                      {"smoothing.factor", "smoothing"},
                                                                      {"reasons.given", "reasons.points"}};
  for (const auto& [ours, theirs] : kNames) {
    if (path == ours) return std::string(theirs);
  }
  if (criterion == nullptr || !criterion->value || !path.starts_with("value")) return path;
  constexpr std::string_view kLevels = "value.levels";  // in a document the list is the scale itself
  const std::string_view ours = path.starts_with(kLevels) ? kLevels : "value";
  return std::string(ValueFunctionKey(*criterion->value)) + path.substr(ours.size());
}

// Checks what was read. Paths of the list, "criteria[3].value.worst", are found in the tree.
Status CheckRead(const JsonDocument& document, JsonNode node, const Scorecard& card,
                 const std::vector<JsonNode>& criteria) {
  Status status = CheckScorecard(card);
  if (status.ok()) return {};
  Error error = std::move(status).error();
  constexpr std::string_view kCriteria = "criteria[";
  const std::size_t end = error.path.find(']');
  if (!error.path.starts_with(kCriteria) || end == std::string::npos) {
    error.path = DocumentPath(std::move(error.path), nullptr);
    return Located(document, node, std::move(error));
  }
  const auto place = static_cast<std::size_t>(std::stoul(error.path.substr(kCriteria.size())));
  const std::string inner = error.path.substr(std::min(end + 2, error.path.size()));
  error.path = DocumentPath(inner, &card.criteria[place]);
  return Located(document, criteria[place], std::move(error));
}

Result<std::vector<ScoreBand>> ReadBands(const ReadContext& context, JsonNode node) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, Path("bands[]")));
  const ObjectForm form(context, Path("bands[]"));
  std::vector<ScoreBand> bands;
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(form.Check(element));
    ScoreBand band;
    KEYHAUL_TRY(band.name, ReadText(form.Require(element, "name")));
    KEYHAUL_TRY(band.from, ReadDecimal(form.Require(element, "from")));
    if (const auto decision = form.Get(element, "decision")) {
      KEYHAUL_TRY(band.decision, ReadText(*decision));
    }
    bands.push_back(std::move(band));
  }
  return bands;
}

Result<ReasonRule> ReadReasons(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, Path("reasons"));
  KEYHAUL_CHECK(form.Check(node));
  ReasonRule rule;
  if (const auto slots = form.Get(node, "slots")) {
    KEYHAUL_TRY(const std::int64_t number, ReadInteger(*slots, 0, kMostSlots));
    rule.slots = static_cast<std::int32_t>(number);
  }
  if (const auto baseline = form.Get(node, "baseline")) {
    KEYHAUL_TRY(rule.baseline, ReadWord<ReasonBaseline>(*baseline, kReasonBaselineWords));
  }
  if (const auto given = form.Get(node, "points")) {
    KEYHAUL_TRY(rule.given, ReadDecimal(*given));
  }
  if (const auto count = form.Get(node, "count")) {
    KEYHAUL_TRY(const std::size_t word, ReadWordIndex(*count, kReasonCountWords));
    rule.points_above = word == 1;
  }
  if (const auto zero = form.Get(node, "keep_zero")) {
    KEYHAUL_TRY(rule.keep_zero, ReadBoolean(*zero));
  }
  return rule;
}

// What decides about the score as a whole.
Status ReadDecision(const ReadContext& context, const ObjectForm& form, JsonNode node, Scorecard* card) {
  if (const auto missing = form.Get(node, "missing")) {
    KEYHAUL_TRY(card->missing, ReadMissing(context, *missing, Path("missing")));
  }
  if (const auto coverage = form.Get(node, "min_coverage")) {
    KEYHAUL_TRY(card->min_coverage, ReadDecimal(*coverage));
  }
  if (const auto decision = form.Get(node, "insufficient")) {
    KEYHAUL_TRY(card->insufficient, ReadText(*decision));
  }
  if (const auto bands = form.Get(node, "bands")) {
    KEYHAUL_TRY(card->bands, ReadBands(context, *bands));
  }
  if (const auto margin = form.Get(node, "hysteresis")) {
    KEYHAUL_TRY(card->hysteresis, ReadDecimal(*margin));
  }
  if (const auto raters = form.Get(node, "raters")) {
    KEYHAUL_TRY(card->raters, ReadWord<RaterMean>(*raters, kRaterMeanWords));
  }
  if (const auto factor = form.Get(node, "smoothing")) {
    Smoothing smoothing;
    KEYHAUL_TRY(smoothing.factor, ReadDecimal(*factor));
    card->smoothing = smoothing;
  }
  if (const auto reasons = form.Get(node, "reasons")) {
    KEYHAUL_TRY(card->reasons, ReadReasons(context, *reasons));
  }
  return {};
}

}  // namespace

Result<Scorecard> ReadScorecard(const JsonDocument& document, const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, std::string(kCardPattern));
  KEYHAUL_CHECK(form.Check(node));
  Scorecard card;
  KEYHAUL_TRY(card.id, ReadText(form.Require(node, "id")));
  if (const auto name = form.Get(node, "name")) {
    KEYHAUL_TRY(card.name, ReadText(*name));
  }
  KEYHAUL_TRY(card.low, ReadDecimal(form.Require(node, "low")));
  KEYHAUL_TRY(card.high, ReadDecimal(form.Require(node, "high")));
  CriteriaReader criteria(context, &card.criteria);
  KEYHAUL_CHECK(criteria.Read(form.Require(node, "criteria"), form.Get(node, "weights"), /*parent=*/-1));
  KEYHAUL_CHECK(ReadDecision(context, form, node, &card));
  KEYHAUL_CHECK(CheckRead(document, node, card, criteria.nodes()));
  return card;
}

namespace {

class CardWriter {
 public:
  CardWriter(const Scorecard& card, JsonWriter* out) : card_(card), out_(*out) {}

  void Write() {
    out_.BeginObject().Key("id").Text(card_.id);
    if (!card_.name.empty()) out_.Key("name").Text(card_.name);
    Number("low", card_.low);
    Number("high", card_.high);
    Children(-1);
    Missing("missing", card_.missing);
    if (card_.min_coverage) Number("min_coverage", *card_.min_coverage);
    if (!card_.insufficient.empty()) out_.Key("insufficient").Text(card_.insufficient);
    Bands();
    if (card_.hysteresis) Number("hysteresis", *card_.hysteresis);
    out_.Key("raters").Text(WordOf(card_.raters, kRaterMeanWords));
    if (card_.smoothing) Number("smoothing", card_.smoothing->factor);
    Reasons();
    out_.EndObject();
  }

 private:
  void Number(std::string_view key, const Decimal& number) { out_.Key(key).Text(number.ToText()); }

  void Children(std::int32_t parent) {
    out_.Key("criteria").BeginArray();
    for (std::size_t i = 0; i < card_.criteria.size(); ++i) {
      if (card_.criteria[i].parent == parent) One(card_.criteria[i], static_cast<std::int32_t>(i));
    }
    out_.EndArray();
  }

  void One(const Criterion& criterion, std::int32_t place) {
    out_.BeginObject().Key("id").Text(criterion.id);
    if (!criterion.name.empty()) out_.Key("name").Text(criterion.name);
    Number("weight", criterion.weight);
    criterion.value ? WriteValueFunction(*criterion.value, &out_) : Children(place);
    if (criterion.input) {
      out_.Key("input").BeginObject().Key("value").Text(ToText(*criterion.input));
      out_.Key("periods").Text(WordOf(criterion.input->periods, kPeriodUseWords)).EndObject();
    }
    if (criterion.missing) Missing("missing", *criterion.missing);
    if (criterion.knock_out) Out(*criterion.knock_out);
    if (!criterion.reason_code.empty()) out_.Key("reason_code").Text(criterion.reason_code);
    out_.EndObject();
  }

  void Missing(std::string_view key, const MissingRule& rule) {
    if (rule.policy == v1::Missing::fixed) {
      out_.Key(key).BeginObject();
      Number("points", rule.points);
      out_.EndObject();
    } else {
      out_.Key(key).Text(WordOf(rule.policy, kMissingWords));
    }
  }

  void Out(const KnockOut& knock_out) {
    out_.Key("knock_out").BeginObject();
    if (knock_out.at_least) Number("at_least", *knock_out.at_least);
    if (knock_out.at_most) Number("at_most", *knock_out.at_most);
    if (!knock_out.level.empty()) out_.Key("level").Text(knock_out.level);
    if (knock_out.effect == KnockOutEffect::cap_score) Number("cap_score", knock_out.cap);
    if (knock_out.effect == KnockOutEffect::cap_band) out_.Key("cap_band").Text(knock_out.band);
    out_.Key("missing").Text(WordOf(knock_out.missing, kKnockOutMissingWords)).EndObject();
  }

  void Bands() {
    out_.Key("bands").BeginArray();
    for (const ScoreBand& band : card_.bands) {
      out_.BeginObject().Key("name").Text(band.name);
      Number("from", band.from);
      if (!band.decision.empty()) out_.Key("decision").Text(band.decision);
      out_.EndObject();
    }
    out_.EndArray();
  }

  void Reasons() {
    const ReasonRule& rule = card_.reasons;
    out_.Key("reasons").BeginObject().Key("slots").Integer(rule.slots);
    out_.Key("baseline").Text(WordOf(rule.baseline, kReasonBaselineWords));
    if (rule.given) Number("points", *rule.given);
    out_.Key("count").Text(kReasonCountWords[rule.points_above ? 1 : 0]);
    out_.Key("keep_zero").Boolean(rule.keep_zero).EndObject();
  }

  const Scorecard& card_;
  JsonWriter& out_;
};

}  // namespace

void WriteScorecard(const Scorecard& card, JsonWriter* out) { CardWriter(card, out).Write(); }

}  // namespace v1
}  // namespace keyhaul

#include "src/policy/measures.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::int32_t kGreatest = std::numeric_limits<std::int32_t>::max();

Result<XyzClass> ReadXyzClass(const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  XyzClass read;
  KEYHAUL_TRY(read.name, ReadText(form.Require(node, "name")));
  if (const auto at_most = form.Get(node, "at_most")) {
    KEYHAUL_TRY(read.at_most, ReadDecimal(*at_most));
  }
  return read;
}

Result<ScoreRule> ReadScoreRule(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  ScoreRule rule;
  if (const auto method = form.Get(node, "method")) {
    KEYHAUL_TRY(rule.method, ReadWord<ScoreMethod>(*method, kScoreMethodWords));
  }
  if (const auto cuts = form.Get(node, "cuts")) {
    KEYHAUL_TRY(const auto elements, ReadElements(context, *cuts, pattern + ".cuts[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(const Decimal cut, ReadDecimal(element));
      rule.cuts.push_back(cut);
    }
    rule.bins = static_cast<std::int32_t>(rule.cuts.size()) + 1;
  }
  if (const auto bins = form.Get(node, "bins")) {
    KEYHAUL_TRY(const std::int64_t number, ReadInteger(*bins, 0, kGreatest));
    rule.bins = static_cast<std::int32_t>(number);
  }
  return rule;
}

// A whole number, whether or not it is a score of the rule.
std::optional<std::int32_t> ParseScore(std::string_view text) {
  const Result<Decimal> number = Decimal::Parse(text);
  if (!number.ok() || number->scale() != 0 || number->mantissa() < 0 || number->mantissa() > kGreatest)
    return std::nullopt;
  return static_cast<std::int32_t>(number->mantissa());
}

// "4..5" or "5".
Result<std::optional<ScoreRange>> ReadScoreRange(std::optional<JsonNode> node) {
  if (!node.has_value()) return std::optional<ScoreRange>();
  KEYHAUL_TRY(const std::string text, ReadText(*node));
  const std::size_t dots = text.find("..");
  const std::optional<std::int32_t> least = ParseScore(std::string_view(text).substr(0, dots));
  const std::optional<std::int32_t> most =
      dots == std::string::npos ? least : ParseScore(std::string_view(text).substr(dots + 2));
  if (least.has_value() && most.has_value()) return std::optional<ScoreRange>(ScoreRange{*least, *most});
  return RefuseForm(*node, "a range of scores such as \"4..5\" or \"5\"");
}

Result<RfmSegment> ReadSegment(const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  RfmSegment segment;
  KEYHAUL_TRY(segment.name, ReadText(form.Require(node, "name")));
  KEYHAUL_TRY(segment.recency, ReadScoreRange(form.Get(node, "recency")));
  KEYHAUL_TRY(segment.frequency, ReadScoreRange(form.Get(node, "frequency")));
  KEYHAUL_TRY(segment.monetary, ReadScoreRange(form.Get(node, "monetary")));
  return segment;
}

}  // namespace

Result<XyzRule> ReadXyz(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  XyzRule rule;
  if (const auto deviation = form.Get(node, "deviation")) {
    KEYHAUL_TRY(rule.deviation, ReadWord<Deviation>(*deviation, kDeviationWords));
  }
  if (const auto classes = form.Get(node, "classes")) {
    const std::string element = pattern + ".classes[]";
    KEYHAUL_TRY(const auto elements, ReadElements(context, *classes, element));
    const ObjectForm class_form(context, element);
    rule.classes.clear();
    for (const JsonNode one : elements) {
      KEYHAUL_TRY(XyzClass read, ReadXyzClass(class_form, one));
      rule.classes.push_back(std::move(read));
    }
  }
  return rule;
}

Result<RfmRule> ReadRfm(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  RfmRule rule;
  const std::pair<std::string_view, ScoreRule*> dimensions[] = {
      {"recency", &rule.recency}, {"frequency", &rule.frequency}, {"monetary", &rule.monetary}};
  for (const auto& [key, score] : dimensions) {
    if (const auto given = form.Get(node, key)) {
      KEYHAUL_TRY(*score, ReadScoreRule(context, *given, pattern + "." + std::string(key)));
    }
  }
  if (const auto segments = form.Get(node, "segments")) {
    const std::string element = pattern + ".segments[]";
    KEYHAUL_TRY(const auto elements, ReadElements(context, *segments, element));
    const ObjectForm segment_form(context, element);
    for (const JsonNode one : elements) {
      KEYHAUL_TRY(RfmSegment read, ReadSegment(segment_form, one));
      rule.segments.push_back(std::move(read));
    }
  }
  if (const auto others = form.Get(node, "others")) {
    KEYHAUL_TRY(rule.others, ReadText(*others));
  }
  return rule;
}

namespace {

void WriteScoreRule(std::string_view key, const ScoreRule& rule, JsonWriter* out) {
  out->Key(key).BeginObject().Key("method").Text(WordOf(rule.method, kScoreMethodWords));
  if (rule.method == ScoreMethod::fixed_cuts) {
    out->Key("cuts").BeginArray();
    for (const Decimal& cut : rule.cuts) out->Text(cut.ToText());
    out->EndArray().EndObject();
  } else {
    out->Key("bins").Integer(rule.bins).EndObject();
  }
}

void WriteScoreRange(std::string_view key, const std::optional<ScoreRange>& range, JsonWriter* out) {
  if (range) out->Key(key).Text(std::to_string(range->least) + ".." + std::to_string(range->most));
}

}  // namespace

void WriteXyz(std::string_view key, const XyzRule& rule, JsonWriter* out) {
  out->Key(key).BeginObject().Key("deviation").Text(WordOf(rule.deviation, kDeviationWords));
  out->Key("classes").BeginArray();
  for (const XyzClass& one : rule.classes) {
    out->BeginObject().Key("name").Text(one.name);
    if (one.at_most) out->Key("at_most").Text(one.at_most->ToText());
    out->EndObject();
  }
  out->EndArray().EndObject();
}

void WriteRfm(std::string_view key, const RfmRule& rule, JsonWriter* out) {
  out->Key(key).BeginObject();
  WriteScoreRule("recency", rule.recency, out);
  WriteScoreRule("frequency", rule.frequency, out);
  WriteScoreRule("monetary", rule.monetary, out);
  out->Key("segments").BeginArray();
  for (const RfmSegment& segment : rule.segments) {
    out->BeginObject().Key("name").Text(segment.name);
    WriteScoreRange("recency", segment.recency, out);
    WriteScoreRange("frequency", segment.frequency, out);
    WriteScoreRange("monetary", segment.monetary, out);
    out->EndObject();
  }
  out->EndArray().Key("others").Text(rule.others).EndObject();
}

}  // namespace v1
}  // namespace keyhaul

#include "src/policy/condition.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/condition.h"
#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Conditions have the same keys wherever they stand; the table of keys lists them at the tiers.
constexpr std::string_view kPattern = "tiering.tiers[].when";

constexpr std::string_view kFactKeys[] = {"industry", "city", "region", "tag", "group", "tier"};

// A text without the spaces at its ends.
std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// "top 20" or "top 5%".
Result<RankCut> ReadRankCut(JsonNode node) {
  constexpr std::string_view kTop = "top ";
  constexpr std::string_view kExpected = "a rank such as \"top 20\" or \"top 5%\"";
  if (node.kind() != JsonKind::text || !node.text().starts_with(kTop)) return RefuseForm(node, std::string(kExpected));
  const std::string_view text = node.text().substr(kTop.size());
  const Result<Decimal> number = Decimal::Parse(text);
  if (!number.ok()) return RefuseForm(node, std::string(kExpected));
  const bool is_part = text.find_first_not_of("-0123456789.eE") != std::string_view::npos;
  if (is_part) return RankCut{std::nullopt, *number};
  if (number->scale() != 0 || !FitsInt64(number->mantissa())) {
    return RefuseForm(node, "a whole number of accounts; a part of them is written \"top 5%\"");
  }
  return RankCut{static_cast<std::int64_t>(number->mantissa()), std::nullopt};
}

std::optional<Bound> ParseBound(std::string_view text, bool inclusive) {
  const Result<Decimal> number = Decimal::Parse(Trimmed(text));
  if (!number.ok()) return std::nullopt;
  return Bound{*number, inclusive};
}

// ">= 5000000", "< 100", "2000 .. 10000" with both bounds, "2000 ..< 10000" without the upper one.
std::optional<AmountRange> ParseBounds(std::string_view text) {
  AmountRange range;
  if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
    std::string_view upper = text.substr(dots + 2);
    const bool open = upper.starts_with('<');
    if (open) upper.remove_prefix(1);
    range.lower = ParseBound(text.substr(0, dots), true);
    range.upper = ParseBound(upper, !open);
    if (!range.lower || !range.upper) return std::nullopt;
    return range;
  }
  if (text.empty() || (text.front() != '<' && text.front() != '>')) return std::nullopt;
  const bool inclusive = text.substr(1).starts_with('=');
  const std::optional<Bound> bound = ParseBound(text.substr(inclusive ? 2 : 1), inclusive);
  if (!bound) return std::nullopt;
  (text.front() == '>' ? range.lower : range.upper) = bound;
  return range;
}

// Only growth is a part of something: "5%" of money is a slip.
Result<AmountRange> ReadBounds(JsonNode node, AmountPer per) {
  const bool is_part = node.text().find('%') != std::string_view::npos || node.text().ends_with("‰");
  const bool is_text = node.kind() == JsonKind::text && (per == AmountPer::growth || !is_part);
  const std::optional<AmountRange> range = is_text ? ParseBounds(node.text()) : std::nullopt;
  if (range) return *range;
  if (per == AmountPer::growth) return RefuseForm(node, "bounds such as \">= 20%\", \"< -5%\" or \"0% .. 10%\"");
  return RefuseForm(node, "bounds such as \">= 5000000\", \"< 100\", \"2000 .. 10000\" or \"2000 ..< 10000\"");
}

// One text, or a list of them.
Result<std::vector<std::string>> ReadFactValues(const ReadContext& context, JsonNode node, const std::string& pattern) {
  std::vector<std::string> values;
  if (node.kind() == JsonKind::text) {
    KEYHAUL_TRY(std::string value, ReadText(node));
    values.push_back(std::move(value));
    return values;
  }
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, pattern + "[]"));
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(std::string value, ReadText(element));
    values.push_back(std::move(value));
  }
  return values;
}

Result<std::vector<TierCondition>> ReadParts(const ReadContext& context, JsonNode node, std::string pattern) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, std::move(pattern)));
  std::vector<TierCondition> parts;
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(TierCondition part, ReadCondition(context, element));
    parts.push_back(std::move(part));
  }
  return parts;
}

// What a condition asks, by the one key that says it.
class KindReader {
 public:
  KindReader(const ReadContext& context, const ObjectForm& form, JsonNode node, std::string of)
      : context_(context), form_(form), node_(node), of_(std::move(of)) {}

  Result<TierCondition> Read() {
    KEYHAUL_CHECK(ReadCuts());
    KEYHAUL_CHECK(ReadAmounts());
    KEYHAUL_CHECK(ReadFacts());
    if (const auto all = form_.Get(node_, "all")) {
      KEYHAUL_TRY(std::vector<TierCondition> parts, ReadParts(context_, *all, Path("all[]")));
      Set(AllOf{std::move(parts)}, false);
    }
    if (const auto any = form_.Get(node_, "any")) {
      KEYHAUL_TRY(std::vector<TierCondition> parts, ReadParts(context_, *any, Path("any[]")));
      Set(AnyOf{std::move(parts)}, false);
    }
    if (kinds_ != 1) {
      return node_.MakeError(Code::policy_value,
                             "expected exactly one of share, rank, curve, amount, monthly_mean, active_monthly_mean, "
                             "every_month, annual, growth, industry, city, region, tag, group, tier, all and any");
    }
    if (!of_.empty() && !looks_at_metric_) {
      return form_.Get(node_, "of")->MakeError(Code::policy_value, "this condition looks at no figure");
    }
    return *std::move(condition_);
  }

 private:
  static std::string Path(std::string_view key) { return std::string(kPattern) + "." + std::string(key); }

  template <class Kind>
  void Set(Kind kind, bool looks_at_metric) {
    ++kinds_;
    looks_at_metric_ = looks_at_metric;
    condition_.emplace(std::move(kind));
  }

  Status ReadCuts() {
    if (const auto share = form_.Get(node_, "share")) {
      KEYHAUL_TRY(const Decimal part, ReadDecimal(*share));
      Set(ShareCut{part, of_}, true);
    }
    if (const auto rank = form_.Get(node_, "rank")) {
      KEYHAUL_TRY(RankCut cut, ReadRankCut(*rank));
      cut.of = of_;
      Set(std::move(cut), true);
    }
    if (const auto curve = form_.Get(node_, "curve")) {
      KEYHAUL_TRY(const auto limit, ReadWord<CurveLimit>(*curve, kCurveLimitWords));
      Set(CurveCut{limit, of_}, true);
    }
    return {};
  }

  Status ReadAmounts() {
    for (std::size_t per = 0; per < std::size(kAmountKeys); ++per) {
      const auto bounds = form_.Get(node_, kAmountKeys[per]);
      if (!bounds) continue;
      KEYHAUL_TRY(AmountRange range, ReadBounds(*bounds, static_cast<AmountPer>(per)));
      range.per = static_cast<AmountPer>(per);
      range.of = of_;
      Set(std::move(range), true);
    }
    return {};
  }

  Status ReadFacts() {
    for (const std::string_view key : kFactKeys) {
      const auto values = form_.Get(node_, key);
      if (!values) continue;
      KEYHAUL_TRY(std::vector<std::string> texts, ReadFactValues(context_, *values, Path(key)));
      Set(FactIs{std::string(key), std::move(texts)}, false);
    }
    return {};
  }

  const ReadContext& context_;
  const ObjectForm& form_;
  JsonNode node_;
  std::string of_;
  std::optional<TierCondition> condition_;
  int kinds_ = 0;
  bool looks_at_metric_ = false;
};

std::string BoundText(const Bound& bound, AmountPer per) {
  return per == AmountPer::growth ? PercentText(bound.value) : bound.value.ToText();
}

std::string BoundsText(const AmountRange& range) {
  if (range.lower && range.upper && range.lower->inclusive) {
    return BoundText(*range.lower, range.per) + (range.upper->inclusive ? " .. " : " ..< ") +
           BoundText(*range.upper, range.per);
  }
  if (range.lower) return (range.lower->inclusive ? ">= " : "> ") + BoundText(*range.lower, range.per);
  return (range.upper->inclusive ? "<= " : "< ") + BoundText(*range.upper, range.per);
}

class KindWriter {
 public:
  explicit KindWriter(JsonWriter* out) : out_(*out) {}

  void operator()(const ShareCut& cut) const {
    out_.Key("share").Text(PercentText(cut.share));
    WriteOf(cut.of);
  }
  void operator()(const RankCut& cut) const {
    out_.Key("rank").Text("top " + (cut.count ? std::to_string(*cut.count) : PercentText(*cut.fraction)));
    WriteOf(cut.of);
  }
  void operator()(const CurveCut& cut) const {
    out_.Key("curve").Text(WordOf(cut.limit, kCurveLimitWords));
    WriteOf(cut.of);
  }
  void operator()(const AmountRange& range) const {
    // A lower bound that is itself left out, with an upper one, is said by two conditions.
    if (range.lower && !range.lower->inclusive && range.upper) {
      AmountRange lower = range;
      AmountRange upper = range;
      lower.upper.reset();
      upper.lower.reset();
      (*this)(AllOf{{std::move(lower), std::move(upper)}});
      return;
    }
    out_.Key(kAmountKeys[static_cast<std::size_t>(range.per)]).Text(BoundsText(range));
    WriteOf(range.of);
  }
  void operator()(const FactIs& fact) const {
    out_.Key(fact.fact).BeginArray();
    for (const std::string& value : fact.values) out_.Text(value);
    out_.EndArray();
  }
  void operator()(const AllOf& all) const { WriteParts("all", all.of); }
  void operator()(const AnyOf& any) const { WriteParts("any", any.of); }

 private:
  void WriteOf(const std::string& of) const {
    if (!of.empty()) out_.Key("of").Text(of);
  }
  void WriteParts(std::string_view key, const std::vector<TierCondition>& parts) const {
    out_.Key(key).BeginArray();
    for (const TierCondition& part : parts) WriteCondition(part, &out_);
    out_.EndArray();
  }

  JsonWriter& out_;
};

std::string PartsText(const std::vector<TierCondition>& parts, std::string_view conjunction) {
  std::string text;
  for (const TierCondition& part : parts) {
    if (!text.empty()) text += conjunction;
    text += ConditionText(part);
  }
  return parts.size() > 1 ? "(" + text + ")" : text;
}

// What a condition asks, without its key.
struct AskedText {
  std::string operator()(const ShareCut& cut) const { return PercentText(cut.share); }
  std::string operator()(const RankCut& cut) const {
    return "top " + (cut.count ? std::to_string(*cut.count) : PercentText(*cut.fraction));
  }
  std::string operator()(const CurveCut& cut) const { return std::string(WordOf(cut.limit, kCurveLimitWords)); }
  std::string operator()(const AmountRange& range) const {
    if (!range.lower || range.lower->inclusive || !range.upper) return BoundsText(range);
    AmountRange lower = range;
    AmountRange upper = range;
    lower.upper.reset();
    upper.lower.reset();
    return BoundsText(lower) + " and " + BoundsText(upper);
  }
  std::string operator()(const FactIs& fact) const {
    std::string text;
    for (const std::string& value : fact.values) text += (text.empty() ? "" : " or ") + value;
    return text;
  }
  std::string operator()(const AllOf& all) const { return PartsText(all.of, " and "); }
  std::string operator()(const AnyOf& any) const { return PartsText(any.of, " or "); }
};

}  // namespace

std::string ConditionText(const TierCondition& condition) {
  std::string asked = std::visit(AskedText(), condition.is);
  if (std::holds_alternative<AllOf>(condition.is) || std::holds_alternative<AnyOf>(condition.is)) return asked;
  const std::string_view of = tiering_internal::MetricOf(condition);
  return (of.empty() ? "" : std::string(of) + " ") + std::string(NameOf(condition)) + " " + asked;
}

Result<TierCondition> ReadCondition(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, std::string(kPattern));
  KEYHAUL_CHECK(form.Check(node));
  std::string of;
  if (const auto metric = form.Get(node, "of")) {
    KEYHAUL_TRY(of, ReadText(*metric));
  }
  KEYHAUL_TRY(TierCondition condition, KindReader(context, form, node, std::move(of)).Read());
  if (const auto priority = form.Get(node, "priority")) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    KEYHAUL_TRY(const std::int64_t given, ReadInteger(*priority, -kMost, kMost));
    condition.priority = static_cast<std::int32_t>(given);
  }
  return condition;
}

void WriteCondition(const TierCondition& condition, JsonWriter* out) {
  out->BeginObject();
  std::visit(KindWriter(out), condition.is);
  if (condition.priority != 0) out->Key("priority").Integer(condition.priority);
  out->EndObject();
}

}  // namespace v1
}  // namespace keyhaul

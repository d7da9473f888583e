#include "src/engine/explain_tier.h"

#include <vector>

#include "keyhaul/tiering.h"
#include "src/policy/condition.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string NumberText(int128 mantissa, int scale, int shown_scale) {
  const Result<Decimal> number = Decimal::Make(mantissa, scale);
  return number.ok() ? number->ToText(shown_scale) : ToText(mantissa) + "e-" + std::to_string(scale);
}

// "12.5 %" of a share with nine decimals; "≈ 33.33 %" where two decimals do not tell all of them.
std::string ShareText(const std::string& share) {
  const Result<Decimal> percent = Decimal::Parse(share)->Multiply(Decimal::FromInteger(100));
  const Result<Decimal> shown = percent->Quantize(Rounding{RoundingMode::half_up, *Decimal::Parse("0.01")});
  return (*shown == *percent ? "" : "≈ ") + shown->ToText() + " %";
}

std::string NameOrNone(const std::string& name) { return name.empty() ? "none" : name; }

}  // namespace

std::string CellText(const Table& table, std::string_view name, std::size_t row, int shown_scale) {
  const Column& column = table[name];
  if (!column.valid(row)) return "";
  switch (column.type()) {
    case ColumnType::integer64:
      return NumberText(column.int64s()[row], column.scale(), shown_scale);
    case ColumnType::integer128:
      return NumberText(column.int128s()[row], column.scale(), shown_scale);
    case ColumnType::day:
      return Day(column.int32s()[row]).ToText();
    case ColumnType::integer32:
      return std::to_string(column.int32s()[row]);
    case ColumnType::text:
      return std::string(column.texts()[row]);
  }
  return "";
}

void PutText(std::string_view key, const std::string& text, JsonWriter& json) {
  json.Key(key);
  text.empty() ? json.Null() : json.Text(text);
}

// The clause whose path decided, in words; empty where none held.
std::string TierTeller::ConditionWords(const std::string& path) const {
  const std::vector<TierClause> clauses = ClausesOf(policy_.policy.tiering->tiers);
  for (const TierClause& clause : clauses) {
    if ("tiering." + clause.path == path) return ConditionText(*clause.when);
  }
  return "";
}

std::string TierTeller::DecisionText() const {
  const std::string rule = Value("rule");
  const std::string words = ConditionWords(rule);
  const std::string tier = NameOrNone(Value("tier"));
  const std::string earned = NameOrNone(Value("earned_tier"));
  std::string text = "tier " + tier;
  if (tier != earned) text += ", though it earns " + earned;
  text += ", decided by " + rule + (words.empty() ? "" : " (" + words + ")");
  if (const std::string movement = Value("movement"); !movement.empty()) text += ", " + movement;
  if (const std::string since = Value("since"); !since.empty()) text += ", since " + since;
  if (const std::string reason = Value("override_reason"); !reason.empty()) text += " (" + reason + ")";
  const std::string missing = Value("to_next_tier");
  if (missing.empty()) return text;
  return text + "; " + missing + " short of earning " + Value("next_tier") + " at the other accounts' values";
}

std::string TierTeller::FiguresText() const {
  std::string text = "value " + Value("value");
  if (const std::string own = Value("own_value"); !own.empty()) text += ", of which its own " + own;
  text += ", rank " + CellText(tiers_, "rank", row_, 0);
  if (const std::string share = Value("share"); !share.empty()) {
    text += ", " + ShareText(share) + " of the base, " + ShareText(Value("cumulative_share")) + " cumulated";
  }
  return text;
}

std::string TierTeller::Text() const {
  std::string text;
  const auto add = [&text](const std::string& line) { text += "  " + line + '\n'; };
  add(DecisionText());
  add(FiguresText());
  if (const std::string head = Value("head"); !head.empty()) add("tiered with its group, whose head is " + head);
  if (const std::string segment = Value("segment"); !segment.empty()) add("tiered within " + segment);
  if (const std::string before = Value("previous_tier"); !before.empty()) {
    const std::string value = Value("previous_value");
    add("before: tier " + before + (value.empty() ? "" : ", value in the window before " + value));
  }
  if (const std::string above = Value("above_this_tier"); !above.empty()) {
    add(above + " above the least value that earns its tier");
  }
  if (Value("projected_value") != Value("value")) {
    add("if the running period goes on as so far: value " + Value("projected_value") + ", tier " +
        NameOrNone(Value("projected_tier")));
  }
  if (const std::string classes = Value("classes"); !classes.empty()) add("classes: " + classes);
  if (const std::string flags = Value("flags"); !flags.empty()) add("flags: " + flags);
  return text;
}

void TierTeller::Put(JsonWriter& json) const {
  json.BeginObject();
  for (const Column& column : tiers_.columns()) {
    if (column.name() != "account") PutText(column.name(), Value(column.name()), json);
  }
  json.EndObject();
}

}  // namespace v1
}  // namespace keyhaul

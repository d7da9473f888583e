#include "src/policy/pieces.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "keyhaul/base/limits.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// "2026-01-31" or, for what comes round every year, "01-31".
Result<Calendar> MakeCalendar(CalendarKind kind, std::optional<JsonNode> anchor, std::int64_t length) {
  if (!anchor.has_value()) return Calendar::Make(kind, AnnualDay(), length);
  KEYHAUL_CHECK(ExpectKind(*anchor, JsonKind::text));
  constexpr std::size_t kAnnualSize = 5;
  const std::string text(anchor->text());
  const bool annual = text.size() == kAnnualSize;
  // A leap year has every day that comes round.
  const Result<Day> day = Day::Parse(annual ? "2000-" + text : text);
  if (!day.ok()) {
    if (annual) return RefuseForm(*anchor, "a day such as \"2026-01-31\", or \"01-31\" of every year");
    Error error = anchor->MakeError(Code::policy_value, day.error().message);
    error.value = text;
    return error;
  }
  if (!annual) return Calendar::Make(kind, *day, length);
  const absl::CivilDay civil = day->civil();
  return Calendar::Make(kind, AnnualDay{civil.month(), civil.day()}, length);
}

}  // namespace

Error RefuseForm(JsonNode node, std::string expected) {
  Error error = node.MakeError(Code::policy_value, "expected " + std::move(expected));
  error.value = std::string(node.text());
  return error;
}

std::string PercentText(const Decimal& part) {
  const Result<Decimal> percent = part.Multiply(Decimal::FromInteger(100));
  return percent.ok() ? percent->ToText() + "%" : part.ToText();
}

Rounding DefaultRounding(const Currency& currency) {
  Rounding rounding;
  // Exponents of currencies are far within the scales of a decimal.
  rounding.step = *Decimal::Make(1, currency.exponent());
  return rounding;
}

Result<Rounding> ReadRounding(const ReadContext& context, JsonNode node, std::string pattern, Rounding base) {
  const ObjectForm form(context, std::move(pattern));
  KEYHAUL_CHECK(form.Check(node));
  if (const auto mode = form.Get(node, "mode")) {
    KEYHAUL_TRY(base.mode, ReadWord<RoundingMode>(*mode, kRoundingModeWords));
  }
  if (const auto step = form.Get(node, "step")) {
    KEYHAUL_TRY(base.step, ReadDecimal(*step));
  }
  if (const auto at = form.Get(node, "at")) {
    KEYHAUL_TRY(base.at, ReadWord<RoundingPoint>(*at, kRoundingPointWords));
  }
  return base;
}

void WriteRounding(const Rounding& rounding, RoundingPoint if_absent, JsonWriter* out) {
  out->Key("rounding").BeginObject().Key("mode").Text(WordOf(rounding.mode, kRoundingModeWords));
  out->Key("step").Text(rounding.step.ToText());
  // A policy that says nothing of it keeps the text, and the digest, that it had.
  if (rounding.at != if_absent) out->Key("at").Text(WordOf(rounding.at, kRoundingPointWords));
  out->EndObject();
}

void WriteTexts(std::string_view key, const std::vector<std::string>& texts, JsonWriter* out) {
  out->Key(key).BeginArray();
  for (const std::string& text : texts) out->Text(text);
  out->EndArray();
}

std::vector<std::string> Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

Result<Calendar> ReadPeriod(const ReadContext& context, JsonNode node, std::string pattern) {
  if (node.kind() != JsonKind::object) {
    KEYHAUL_TRY(const auto kind, ReadWord<CalendarKind>(node, kCalendarWords));
    Result<Calendar> calendar = Calendar::Make(kind);
    if (!calendar.ok()) return node.MakeError(calendar.error().code, calendar.error().message);
    return calendar;
  }
  const ObjectForm form(context, std::move(pattern));
  KEYHAUL_CHECK(form.Check(node));
  KEYHAUL_TRY(const auto kind, ReadWord<CalendarKind>(form.Require(node, "kind"), kCalendarWords));
  std::int64_t length = 1;
  if (const auto given = form.Get(node, "length")) {
    KEYHAUL_TRY(length, ReadInteger(*given, 1, kMaxRollingLength));
  }
  const std::optional<JsonNode> anchor = form.Get(node, "anchor");
  Result<Calendar> calendar = MakeCalendar(kind, anchor, length);
  if (calendar.ok() || calendar.error().line > 0) return calendar;
  // The calendar's own error names the key that it is about.
  Error error = std::move(calendar).error();
  const std::optional<JsonNode> place = node.Find(error.path);
  Error located = place.value_or(node).MakeError(error.code, std::move(error.message));
  if (!place.has_value()) located.path = Under(located.path, std::move(error)).path;
  return located;
}

// A calendar's own text is kind@anchor, where the anchor has the parts that count: "15", "04-15", "2026-04-15" or the
// day of the week. In the document it is a day.
void WritePeriod(std::string_view key, const Calendar& period, JsonWriter* out) {
  constexpr std::string_view kWeekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday"};
  const std::string text = period.ToText();
  std::string anchor = text.substr(text.find('@') + 1);
  const auto weekday = std::find(std::begin(kWeekdays), std::end(kWeekdays), anchor);
  if (weekday != std::end(kWeekdays)) {
    // 5 January 1970 was a Monday.
    const std::string day = std::to_string(5 + (weekday - std::begin(kWeekdays)));
    anchor = "1970-01-" + (day.size() < 2 ? "0" + day : day);
  } else if (anchor.size() == 2) {
    anchor = "01-" + anchor;
  }
  out->Key(key).BeginObject().Key("kind").Text(WordOf(period.kind(), kCalendarWords));
  out->Key("anchor").Text(anchor).Key("length").Integer(period.length()).EndObject();
}

Result<Measure> ReadMeasure(JsonNode node, std::string name, int money_scale) {
  KEYHAUL_TRY(const std::string text, ReadText(node));
  const std::size_t colon = text.rfind(':');
  Measure measure{std::move(name), text.substr(0, colon), 0};
  if (measure.IsMoney()) {
    if (colon != std::string::npos) {
      return RefuseForm(node, "\"money\"; its decimals are the currency's, and extra_money_digits adds to them");
    }
    measure.scale = money_scale;
    return measure;
  }
  if (colon == std::string::npos) return measure;
  const Result<Decimal> scale = Decimal::Parse(std::string_view(text).substr(colon + 1));
  if (measure.unit.empty() || !scale.ok() || scale->scale() != 0 || scale->mantissa() < 0 ||
      scale->mantissa() > kMaxDecimalScale) {
    return RefuseForm(node, "\"money\", or a unit and its decimals such as \"kg:3\" or \"piece\"");
  }
  measure.scale = static_cast<std::int32_t>(scale->mantissa());
  return measure;
}

Result<std::uint8_t> ReadRowKinds(const ReadContext& context, JsonNode node, std::string pattern) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, std::move(pattern)));
  std::uint8_t kinds = 0;
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(const auto kind, ReadWord<RowKind>(element, ledger_internal::kRowKindNames));
    if ((kinds & KindBit(kind)) != 0) {
      Error error = element.MakeError(Code::policy_value, "\"" + std::string(element.text()) + "\" stands twice");
      error.rule = "POLICY-09";
      return error;
    }
    kinds = static_cast<std::uint8_t>(kinds | KindBit(kind));
  }
  return kinds;
}

void WriteRowKinds(std::uint8_t kinds, JsonWriter* out) {
  std::vector<std::string> words;
  for (int i = 0; i < kRowKinds; ++i) {
    const auto kind = static_cast<RowKind>(i);
    if ((kinds & KindBit(kind)) != 0) words.emplace_back(Name(kind));
  }
  WriteTexts("kinds", Sorted(std::move(words)), out);
}

}  // namespace v1
}  // namespace keyhaul

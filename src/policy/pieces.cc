#include "src/policy/pieces.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "keyhaul/base/limits.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Error RefuseForm(JsonNode node, std::string expected) {
  Error error = node.MakeError(Code::policy_value, "expected " + std::move(expected));
  error.value = std::string(node.text());
  return error;
}

// "12 months", "1 month", "3 years".
Result<std::int32_t> ReadWindow(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::text));
  constexpr std::int64_t kMonthsPerYear = 12;
  constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max() / kMonthsPerYear;
  const std::string_view text = node.text();
  const std::size_t space = text.find(' ');
  const std::string_view unit = space == std::string_view::npos ? "" : text.substr(space + 1);
  const Result<Decimal> count = Decimal::Parse(text.substr(0, space));
  const bool years = unit == "year" || unit == "years";
  const bool known = years || unit == "month" || unit == "months";
  if (!known || !count.ok() || count->scale() != 0 || count->mantissa() < 0 || count->mantissa() > kMost) {
    return RefuseForm(node, "a window such as \"12 months\" or \"3 years\"");
  }
  return static_cast<std::int32_t>(count->mantissa() * (years ? kMonthsPerYear : 1));
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

// ">= 5000000".
Result<AmountCut> ReadAmountCut(JsonNode node) {
  constexpr std::string_view kAtLeast = ">=";
  constexpr std::string_view kExpected = "an amount such as \">= 5000000\"";
  if (node.kind() != JsonKind::text || !node.text().starts_with(kAtLeast)) {
    return RefuseForm(node, std::string(kExpected));
  }
  std::string_view text = node.text().substr(kAtLeast.size());
  if (text.starts_with(' ')) text.remove_prefix(1);
  const Result<Decimal> amount = Decimal::Parse(text);
  if (!amount.ok()) return RefuseForm(node, std::string(kExpected));
  return AmountCut{*amount};
}

Result<TierCondition> ReadCondition(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, "tiering.tiers[].when");
  KEYHAUL_CHECK(form.Check(node));
  const std::optional<JsonNode> share = form.Get(node, "share");
  const std::optional<JsonNode> rank = form.Get(node, "rank");
  const std::optional<JsonNode> amount = form.Get(node, "amount");
  if (node.size() != 1) return RefuseForm(node, "exactly one of share, rank and amount");
  if (share) {
    KEYHAUL_TRY(const Decimal part, ReadDecimal(*share));
    return TierCondition(ShareCut{part});
  }
  if (rank) {
    KEYHAUL_TRY(const RankCut cut, ReadRankCut(*rank));
    return TierCondition(cut);
  }
  KEYHAUL_TRY(const AmountCut cut, ReadAmountCut(*amount));
  return TierCondition(cut);
}

Result<Tier> ReadTier(const ReadContext& context, const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  Tier tier;
  KEYHAUL_TRY(tier.name, ReadText(form.Require(node, "name")));
  if (const auto when = form.Get(node, "when")) {
    KEYHAUL_TRY(tier.when, ReadCondition(context, *when));
  }
  return tier;
}

Result<std::optional<Decimal>> ReadOptionalDecimal(std::optional<JsonNode> node) {
  if (!node.has_value()) return std::optional<Decimal>();
  KEYHAUL_TRY(const Decimal number, ReadDecimal(*node));
  return std::optional<Decimal>(number);
}

Result<Bracket> ReadBracket(const ObjectForm& form, JsonNode node) {
  KEYHAUL_CHECK(form.Check(node));
  Bracket bracket;
  KEYHAUL_TRY(bracket.from, ReadDecimal(form.Require(node, "from")));
  KEYHAUL_TRY(bracket.to, ReadOptionalDecimal(form.Get(node, "to")));
  KEYHAUL_TRY(bracket.rate, ReadOptionalDecimal(form.Get(node, "rate")));
  KEYHAUL_TRY(bracket.per_unit, ReadOptionalDecimal(form.Get(node, "per_unit")));
  KEYHAUL_TRY(bracket.flat, ReadOptionalDecimal(form.Get(node, "flat")));
  return bracket;
}

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
  return base;
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

Result<Schedule> ReadSchedule(const ReadContext& context, JsonNode node, const std::string& pattern) {
  const ObjectForm form(context, pattern);
  KEYHAUL_CHECK(form.Check(node));
  Schedule schedule;
  KEYHAUL_TRY(schedule.accumulation, ReadWord<Accumulation>(form.Require(node, "accumulation"), kAccumulationWords));
  if (const auto boundary = form.Get(node, "boundary")) {
    KEYHAUL_TRY(schedule.boundary, ReadWord<Boundary>(*boundary, kBoundaryWords));
  }
  if (const auto beyond = form.Get(node, "beyond_last")) {
    KEYHAUL_TRY(schedule.beyond_last, ReadWord<BeyondLast>(*beyond, kBeyondLastWords));
  }
  if (const auto flat = form.Get(node, "flat_at_zero")) {
    KEYHAUL_TRY(schedule.flat_at_zero, ReadBoolean(*flat));
  }
  const std::string element = pattern + ".brackets[]";
  KEYHAUL_TRY(const auto brackets, ReadElements(context, form.Require(node, "brackets"), element));
  const ObjectForm bracket_form(context, element);
  for (const JsonNode bracket : brackets) {
    KEYHAUL_TRY(const Bracket read, ReadBracket(bracket_form, bracket));
    schedule.brackets.push_back(read);
  }
  return schedule;
}

Result<TieringRule> ReadTiering(const ReadContext& context, JsonNode node, std::string pattern) {
  const ObjectForm form(context, std::move(pattern));
  KEYHAUL_CHECK(form.Check(node));
  TieringRule rule;
  if (const auto value = form.Get(node, "value")) {
    KEYHAUL_TRY(std::string name, ReadText(*value));
    if (name == kActiveDays) {
      rule.value.kind = TierValue::Kind::active_days;
    } else {
      rule.value.measure = std::move(name);
    }
  }
  if (const auto window = form.Get(node, "window")) {
    KEYHAUL_TRY(rule.window_months, ReadWindow(*window));
  }
  if (const auto crossing = form.Get(node, "crossing")) {
    KEYHAUL_TRY(rule.crossing, ReadWord<Crossing>(*crossing, kCrossingWords));
  }
  if (const auto ties = form.Get(node, "ties")) {
    KEYHAUL_TRY(rule.ties, ReadWord<Ties>(*ties, kTiesWords));
  }
  KEYHAUL_TRY(const auto tiers, ReadElements(context, form.Require(node, "tiers"), "tiering.tiers[]"));
  const ObjectForm tier_form(context, "tiering.tiers[]");
  for (const JsonNode tier : tiers) {
    KEYHAUL_TRY(Tier read, ReadTier(context, tier_form, tier));
    rule.tiers.push_back(std::move(read));
  }
  return rule;
}

}  // namespace v1
}  // namespace keyhaul

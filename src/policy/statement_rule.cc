#include "src/policy/statement_rule.h"

#include <cstdint>
#include <span>

#include "keyhaul/base/limits.h"
#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Of the words of calendars, those of a statement.
constexpr std::span kStatementPeriodWords = std::span(kCalendarWords).first<4>();

Status ReadPayment(const ReadContext& context, JsonNode node, StatementRule* rule) {
  const ObjectForm form(context, "statement.payment");
  KEYHAUL_CHECK(form.Check(node));
  KEYHAUL_TRY(const std::int64_t days, ReadInteger(form.Require(node, "days"), 0, kMaxPaymentDays));
  rule->payment_days = static_cast<std::int32_t>(days);
  return ReadWordIfGiven(form, node, "from", kPaymentFromWords, &rule->payment_from);
}

}  // namespace

Result<StatementRule> ReadStatementRule(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, "statement");
  KEYHAUL_CHECK(form.Check(node));
  const auto read_dimensions = [&context](JsonNode list) {
    return ReadTextsOrRefuse(context, list, "statement.group_by[]");
  };
  StatementRule rule;
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "period", kStatementPeriodWords, &rule.period));
  KEYHAUL_TRY(rule.gross, ReadText(form.Require(node, "gross")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "group_by", read_dimensions, &rule.group_by));
  if (const auto payment = form.Get(node, "payment")) KEYHAUL_CHECK(ReadPayment(context, *payment, &rule));
  return rule;
}

// The first dimension is the usual one, so their order stays.
void WriteStatementRule(const StatementRule& rule, JsonWriter* out) {
  out->BeginObject().Key("period").Text(WordOf(rule.period, kCalendarWords)).Key("gross").Text(rule.gross);
  if (!rule.group_by.empty()) WriteTexts("group_by", rule.group_by, out);
  out->Key("payment").BeginObject().Key("days").Integer(rule.payment_days);
  out->Key("from").Text(WordOf(rule.payment_from, kPaymentFromWords)).EndObject().EndObject();
}

}  // namespace v1
}  // namespace keyhaul

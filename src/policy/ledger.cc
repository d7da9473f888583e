#include "src/policy/ledger.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "src/policy/pieces.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Result<AttributionRule> ReadAttributionRule(const ReadContext& context, JsonNode node) {
  const ObjectForm form(context, "ledger.attribution[]");
  KEYHAUL_CHECK(form.Check(node));
  AttributionRule rule;
  KEYHAUL_TRY(rule.day, ReadText(form.Require(node, "day")));
  if (const auto kinds = form.Get(node, "kinds")) {
    KEYHAUL_TRY(rule.kinds, ReadRowKinds(context, *kinds, "ledger.attribution[].kinds[]"));
  }
  if (const auto when = form.Get(node, "when")) {
    KEYHAUL_TRY(const auto members, ReadNamedMembers(context, *when, "ledger.attribution[].when.*"));
    for (const JsonNode member : members) {
      KEYHAUL_TRY(auto values, ReadTextList(context, member, "ledger.attribution[].when.*[]"));
      rule.when.emplace_back(std::string(member.key()), std::move(values));
    }
  }
  if (const auto missing = form.Get(node, "missing")) {
    KEYHAUL_TRY(rule.missing, ReadWord<OnMissingDay>(*missing, kMissingDayWords));
  }
  return rule;
}

Status ReadDayRules(const ReadContext& context, const ObjectForm& form, JsonNode node, Schema* ledger) {
  if (const auto days = form.Get(node, "days")) {
    KEYHAUL_TRY(ledger->days, ReadTextList(context, *days, "ledger.days[]"));
  }
  if (const auto rules = form.Get(node, "attribution")) {
    KEYHAUL_TRY(const auto elements, ReadElements(context, *rules, "ledger.attribution[]"));
    for (const JsonNode element : elements) {
      KEYHAUL_TRY(AttributionRule rule, ReadAttributionRule(context, element));
      ledger->attribution.push_back(std::move(rule));
    }
  }
  return {};
}

void WriteAttributionRule(const AttributionRule& rule, JsonWriter* out) {
  out->BeginObject().Key("day").Text(rule.day);
  if (rule.kinds != kAllKinds) WriteRowKinds(rule.kinds, out);
  if (!rule.when.empty()) {
    auto when = rule.when;
    std::sort(when.begin(), when.end());
    out->Key("when").BeginObject();
    for (const auto& [dimension, values] : when) WriteTexts(dimension, Sorted(values), out);
    out->EndObject();
  }
  if (rule.missing != OnMissingDay::refuse) out->Key("missing").Text(WordOf(rule.missing, kMissingDayWords));
  out->EndObject();
}

}  // namespace

Status ReadLedger(const ReadContext& context, JsonNode node, Policy* policy) {
  const ObjectForm form(context, "ledger");
  KEYHAUL_CHECK(form.Check(node));
  Schema& ledger = policy->ledger;
  if (const auto dimensions = form.Get(node, "dimensions")) {
    KEYHAUL_TRY(ledger.dimensions, ReadTextList(context, *dimensions, "ledger.dimensions[]"));
  }
  const int money_scale = policy->currency.exponent() + policy->extra_money_digits;
  KEYHAUL_TRY(const auto measures, ReadNamedMembers(context, form.Require(node, "measures"), "ledger.measures.*"));
  for (const JsonNode member : measures) {
    KEYHAUL_TRY(Measure measure, ReadMeasure(member, std::string(member.key()), money_scale));
    ledger.measures.push_back(std::move(measure));
  }
  KEYHAUL_CHECK(ReadDayRules(context, form, node, &ledger));
  if (const auto named = form.Get(node, "credit_notes_name_documents")) {
    KEYHAUL_TRY(policy->credit_notes_name_documents, ReadBoolean(*named));
  }
  if (const auto documents = form.Get(node, "open_documents")) {
    KEYHAUL_TRY(policy->open_documents, ReadText(*documents));
  }
  return {};
}

Result<std::vector<ExchangeRate>> ReadRates(const ReadContext& context, JsonNode node) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, "exchange.rates[]"));
  const ObjectForm form(context, "exchange.rates[]");
  std::vector<ExchangeRate> rates;
  rates.reserve(elements.size());
  for (const JsonNode element : elements) {
    KEYHAUL_CHECK(form.Check(element));
    ExchangeRate rate;
    KEYHAUL_TRY(rate.currency, ReadCurrency(form.Require(element, "currency")));
    KEYHAUL_TRY(rate.from, ReadDay(form.Require(element, "from")));
    KEYHAUL_TRY(rate.rate, ReadDecimal(form.Require(element, "rate")));
    rates.push_back(rate);
  }
  return rates;
}

Status ReadExchange(const ReadContext& context, JsonNode node, Policy* policy) {
  const ObjectForm form(context, "exchange");
  KEYHAUL_CHECK(form.Check(node));
  KEYHAUL_TRY(policy->ledger.exchange, ReadWord<ConvertAt>(form.Require(node, "convert"), kConvertWords));
  KEYHAUL_TRY(policy->rates, ReadRates(context, form.Require(node, "rates")));
  return {};
}

void WriteExchange(const Policy& policy, JsonWriter* out) {
  if (!policy.ledger.exchange.has_value()) return;
  std::vector<ExchangeRate> rates = policy.rates;
  std::stable_sort(rates.begin(), rates.end(),
                   [](const ExchangeRate& a, const ExchangeRate& b) { return a.currency.code() < b.currency.code(); });
  out->Key("exchange").BeginObject().Key("convert").Text(WordOf(*policy.ledger.exchange, kConvertWords));
  out->Key("rates").BeginArray();
  for (const ExchangeRate& rate : rates) {
    out->BeginObject().Key("currency").Text(rate.currency.code()).Key("from").Text(rate.from.ToText());
    out->Key("rate").Text(rate.rate.ToText()).EndObject();
  }
  out->EndArray().EndObject();
}

void WriteLedger(const Policy& policy, JsonWriter* out) {
  const Schema& ledger = policy.ledger;
  out->Key("ledger").BeginObject();
  WriteTexts("dimensions", ledger.dimensions, out);
  out->Key("measures").BeginObject();
  for (const Measure& measure : ledger.measures) {
    out->Key(measure.name);
    out->Text(measure.IsMoney() ? measure.unit : measure.unit + ":" + std::to_string(measure.scale));
  }
  out->EndObject();
  if (!ledger.days.empty()) WriteTexts("days", ledger.days, out);
  if (!ledger.attribution.empty()) {
    out->Key("attribution").BeginArray();
    for (const AttributionRule& rule : ledger.attribution) WriteAttributionRule(rule, out);
    out->EndArray();
  }
  out->Key("credit_notes_name_documents").Boolean(policy.credit_notes_name_documents);
  if (policy.open_documents) out->Key("open_documents").Text(*policy.open_documents);
  out->EndObject();
}

}  // namespace v1
}  // namespace keyhaul

#include "src/engine/calc_terms.h"

#include <optional>
#include <string>
#include <utility>

#include "keyhaul/base/exact.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/statement.h"
#include "src/policy/pieces.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The unit of a basis: its own key, or the one for both, or money.
Result<Measure> ReadUnit(const ObjectForm& form, JsonNode node, std::string_view key, int money_scale) {
  const std::optional<JsonNode> both = form.Get(node, "unit");
  const std::optional<JsonNode> own = form.Get(node, key);
  if (own.has_value()) return ReadMeasure(*own, std::string(key), money_scale);
  if (both.has_value()) return ReadMeasure(*both, std::string(key), money_scale);
  return Measure{std::string(key), "money", money_scale};
}

// The decimals of the quantity that is counted, where one is.
Result<std::optional<int>> ReadCountedScale(const ObjectForm& form, JsonNode node) {
  const std::optional<JsonNode> unit = form.Get(node, "counted_unit");
  const std::optional<JsonNode> units = form.Get(node, "units");
  if (unit.has_value() != units.has_value()) {
    return node.MakeError(Code::policy_missing_key, "expected both counted_unit and units, or neither");
  }
  if (!unit.has_value()) return std::optional<int>();
  KEYHAUL_TRY(const Measure measure, ReadMeasure(*unit, "counted_unit", 0));
  if (measure.IsMoney()) return RefuseForm(*unit, "the unit of a quantity, such as \"kg:3\" or \"piece\"");
  return std::optional<int>(measure.scale);
}

void WriteStep(const ExplanationStep& step, int money_scale, JsonWriter* out) {
  out->BeginObject().Key("rule").Text(step.rule);
  out->Key("kind").Text(Name(step.kind)).Key("bracket").Integer(step.bracket);
  out->Key("from").Text(step.from.ToText());
  if (step.to.has_value()) out->Key("to").Text(step.to->ToText());
  if (step.basis.has_value()) out->Key("basis").Text(step.basis->ToText());
  out->Key("benefit").Text(step.benefit.ToText());
  if (step.listed.has_value()) out->Key("listed").Text(ToText(*step.listed, money_scale));
  out->Key("exact").Text(ToText(step.value, money_scale));
  if (step.unrounded.has_value()) out->Key("unrounded").Text(ToText(*step.unrounded, money_scale));
  out->EndObject();
}

}  // namespace

Error RuleError(const CalcRequest& request, std::string_view key, Error error) {
  const bool is_step = error.path == "step";
  if (is_step) error.code = Code::policy_value;
  const bool of_rounding = is_step || error.path == "at";
  return Located(request.document, request.node, Under(of_rounding ? "rounding" : key, std::move(error)));
}

Result<CalcMoney> ReadCalcMoney(const CalcRequest& request, const ObjectForm& form) {
  const JsonNode node = request.node;
  KEYHAUL_TRY(const Currency currency, ReadCurrency(form.Require(node, "currency")));
  CalcMoney money{currency, currency.exponent(), DefaultRounding(currency)};
  if (const auto digits = form.Get(node, "extra_money_digits")) {
    KEYHAUL_TRY(const std::int64_t extra, ReadInteger(*digits, 0, kMaxExtraMoneyDigits));
    money.scale += static_cast<int>(extra);
  }
  if (const auto given = form.Get(node, "rounding")) {
    KEYHAUL_TRY(money.rounding, ReadRounding(request.context, *given, "rounding", money.rounding));
  }
  return money;
}

Result<ScheduleUnits> ReadScheduleUnits(const ObjectForm& form, JsonNode node, const CalcMoney& money,
                                        CalcBases gives) {
  const bool one = gives == CalcBases::one;
  ScheduleUnits units;
  units.money_scale = money.scale;
  KEYHAUL_TRY(const Measure qualifying, ReadUnit(form, node, one ? "unit" : "qualifying_unit", units.money_scale));
  KEYHAUL_TRY(const Measure payable, ReadUnit(form, node, one ? "unit" : "payable_unit", units.money_scale));
  units.qualifying_scale = qualifying.scale;
  units.payable_scale = payable.scale;
  units.payable_is_money = payable.IsMoney();
  return units;
}

Status CheckNeedsNoBaseline(const CompiledSchedule& schedule, JsonNode node) {
  if (!schedule.growth) return {};
  return node.MakeError(Code::policy_unsupported, "growth needs a baseline, which this kind of request does not give");
}

Result<CalcTerms> ReadCalcTerms(const CalcRequest& request, const ObjectForm& form, CalcBases gives) {
  const JsonNode node = request.node;
  KEYHAUL_TRY(const CalcMoney money, ReadCalcMoney(request, form));
  KEYHAUL_TRY(ScheduleUnits units, ReadScheduleUnits(form, node, money, gives));
  if (gives == CalcBases::all) {
    KEYHAUL_TRY(units.counted_scale, ReadCountedScale(form, node));
  }
  KEYHAUL_TRY(Schedule rules, ReadSchedule(request.context, form.Require(node, "schedule"), "terms[].schedule"));
  Result<CompiledSchedule> compiled = CompileSchedule(rules, units, money.rounding);
  if (!compiled.ok()) return RuleError(request, "schedule", std::move(compiled).error());
  if (gives != CalcBases::all) KEYHAUL_CHECK(CheckNeedsNoBaseline(*compiled, *node.Find("schedule")));
  return CalcTerms{money.currency, std::move(rules), *std::move(compiled)};
}

Result<Bases> ReadBases(const ObjectForm& form, JsonNode node, const ScheduleUnits& units) {
  const std::optional<JsonNode> basis = form.Get(node, "basis");
  const std::optional<JsonNode> qualifying = form.Get(node, "qualifying");
  const std::optional<JsonNode> payable = form.Get(node, "payable");
  Bases bases;
  if (basis.has_value() && !qualifying.has_value() && !payable.has_value()) {
    KEYHAUL_TRY(bases.qualifying, ReadMantissa(*basis, units.qualifying_scale));
    KEYHAUL_TRY(bases.payable, ReadMantissa(*basis, units.payable_scale));
    return bases;
  }
  if (basis.has_value() || !qualifying.has_value() || !payable.has_value()) {
    return node.MakeError(basis.has_value() ? Code::policy_value : Code::policy_missing_key,
                          "expected either basis, or qualifying and payable");
  }
  KEYHAUL_TRY(bases.qualifying, ReadMantissa(*qualifying, units.qualifying_scale));
  KEYHAUL_TRY(bases.payable, ReadMantissa(*payable, units.payable_scale));
  return bases;
}

JsonNode BasisNode(JsonNode node) { return node.Find("basis").value_or(node.Find("qualifying").value_or(node)); }

void WriteExplanation(const Explanation& why, JsonWriter* out) {
  out->Key("exact").Text(ToText(why.exact, why.amount_scale));
  out->Key("bracket");
  why.bracket >= 0 ? out->Integer(why.bracket) : out->Null();
  out->Key("rule").Text(why.rule);
  out->Key("steps").BeginArray();
  for (const ExplanationStep& step : why.steps) WriteStep(step, why.amount_scale, out);
  out->EndArray().Key("text").Text(RenderExplanation(why));
}

}  // namespace v1
}  // namespace keyhaul

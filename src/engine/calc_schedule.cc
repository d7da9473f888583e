// calc: what a schedule pays on a basis, and how a history of bases is settled.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/exact.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/statement.h"
#include "keyhaul/terms.h"
#include "src/engine/calc.h"
#include "src/kernels/schedule_kernel.h"
#include "src/policy/pieces.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kStepWords[] = {"slice", "whole", "flat"};

// The two bases, as integers of their measures.
struct Bases {
  int128 qualifying = 0;
  int128 payable = 0;
};

// What schedules and settlements have in common: currency, rounding, units and the compiled schedule.
struct Terms {
  Currency currency;
  CompiledSchedule schedule;

  int money_scale() const { return schedule.units.money_scale; }
};

// The unit of a basis: its own key, or the one for both, or money.
Result<Measure> ReadUnit(const ObjectForm& form, JsonNode node, std::string_view key, int money_scale) {
  const std::optional<JsonNode> both = form.Get(node, "unit");
  const std::optional<JsonNode> own = form.Get(node, key);
  if (own.has_value()) return ReadMeasure(*own, std::string(key), money_scale);
  if (both.has_value()) return ReadMeasure(*both, std::string(key), money_scale);
  return Measure{std::string(key), "money", money_scale};
}

// A schedule's refusal as one of the document; that of the rounding has a path of its own.
Error ScheduleError(const CalcRequest& request, Error error) {
  if (error.path != "step") return Located(request.document, request.node, Under("schedule", std::move(error)));
  error.path.clear();
  error.code = Code::policy_value;
  return Located(request.document, request.node, Under("rounding.step", std::move(error)));
}

Result<Terms> ReadTerms(const CalcRequest& request, const ObjectForm& form) {
  const JsonNode node = request.node;
  KEYHAUL_TRY(const Currency currency, ReadCurrency(form.Require(node, "currency")));
  ScheduleUnits units;
  units.money_scale = currency.exponent();
  if (const auto digits = form.Get(node, "extra_money_digits")) {
    KEYHAUL_TRY(const std::int64_t extra, ReadInteger(*digits, 0, kMaxExtraMoneyDigits));
    units.money_scale += static_cast<int>(extra);
  }
  Rounding rounding = DefaultRounding(currency);
  if (const auto given = form.Get(node, "rounding")) {
    KEYHAUL_TRY(rounding, ReadRounding(request.context, *given, "rounding", rounding));
  }
  KEYHAUL_TRY(const Measure qualifying, ReadUnit(form, node, "qualifying_unit", units.money_scale));
  KEYHAUL_TRY(const Measure payable, ReadUnit(form, node, "payable_unit", units.money_scale));
  units.qualifying_scale = qualifying.scale;
  units.payable_scale = payable.scale;
  units.payable_is_money = payable.IsMoney();
  KEYHAUL_TRY(const Schedule schedule,
              ReadSchedule(request.context, form.Require(node, "schedule"), "terms[].schedule"));
  Result<CompiledSchedule> compiled = CompileSchedule(schedule, units, rounding);
  if (!compiled.ok()) return ScheduleError(request, std::move(compiled).error());
  return Terms{currency, *std::move(compiled)};
}

// `basis`, or `qualifying` and `payable`.
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

// The value that an amount is computed from, for errors about it.
JsonNode BasisNode(JsonNode node) { return node.Find("basis").value_or(node.Find("qualifying").value_or(node)); }

void WriteStep(const ExplanationStep& step, int money_scale, JsonWriter* out) {
  out->BeginObject().Key("rule").Text(step.rule);
  out->Key("kind").Text(kStepWords[static_cast<std::size_t>(step.kind)]).Key("bracket").Integer(step.bracket);
  out->Key("from").Text(step.from.ToText());
  if (step.to.has_value()) out->Key("to").Text(step.to->ToText());
  if (step.basis.has_value()) out->Key("basis").Text(step.basis->ToText());
  out->Key("benefit").Text(step.benefit.ToText()).Key("exact").Text(ToText(step.value, money_scale)).EndObject();
}

void WriteExplanation(const Explanation& why, JsonWriter* out) {
  out->Key("exact").Text(ToText(why.exact, why.amount_scale));
  out->Key("bracket");
  why.bracket >= 0 ? out->Integer(why.bracket) : out->Null();
  out->Key("rule").Text(why.rule);
  out->Key("steps").BeginArray();
  for (const ExplanationStep& step : why.steps) WriteStep(step, why.amount_scale, out);
  out->EndArray().Key("text").Text(RenderExplanation(why));
}

// A history that is settled entry by entry.
class LineSettler {
 public:
  LineSettler(const Terms& terms, int128 booked) : terms_(terms), state_{booked} {}

  // Adds one entry to the bases, settles, and writes the settlement.
  Status Next(JsonNode node, const Bases& added, JsonWriter* out) {
    if (!CheckedAdd(bases_.qualifying, added.qualifying, &bases_.qualifying) ||
        !CheckedAdd(bases_.payable, added.payable, &bases_.payable)) {
      return node.MakeError(Code::overflow, "the cumulative basis does not fit into 128 bits");
    }
    Result<Explanation> why = kernels::Explain(terms_.schedule, bases_.qualifying, bases_.payable);
    if (!why.ok()) return ErrorAt(BasisNode(node), std::move(why).error());
    Result<Settlement> settlement = Settle(state_, why->rounded);
    if (!settlement.ok()) return ErrorAt(node, std::move(settlement).error());
    Write(*why, *settlement, out);
    state_ = settlement->next;
    return {};
  }

  const SettlementState& state() const { return state_; }

 private:
  void Write(const Explanation& why, const Settlement& settlement, JsonWriter* out) const {
    const int scale = terms_.money_scale();
    out->BeginObject();
    out->Key("qualifying").Text(AmountText(bases_.qualifying, why.qualifying_scale));
    out->Key("payable").Text(AmountText(bases_.payable, why.payable_scale));
    out->Key("earned").Text(AmountText(why.rounded, scale));
    out->Key("booked_before").Text(AmountText(state_.booked, scale));
    out->Key("delta").Text(AmountText(settlement.delta, scale));
    out->Key("booked").Text(AmountText(settlement.next.booked, scale));
    WriteExplanation(why, out);
    out->EndObject();
  }

  const Terms& terms_;
  SettlementState state_;
  Bases bases_;
};

}  // namespace

Status CalcSchedule(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.schedule");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const Terms terms, ReadTerms(request, form));
  KEYHAUL_TRY(const Bases bases, ReadBases(form, request.node, terms.schedule.units));
  Result<Explanation> why = kernels::Explain(terms.schedule, bases.qualifying, bases.payable);
  if (!why.ok()) return ErrorAt(BasisNode(request.node), std::move(why).error());
  out->Key("currency").Text(terms.currency.code());
  out->Key("amount").Text(AmountText(why->rounded, terms.money_scale()));
  WriteExplanation(*why, out);
  return {};
}

Status CalcSettlement(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.settlement");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const Terms terms, ReadTerms(request, form));
  int128 booked = 0;
  if (const auto given = form.Get(request.node, "booked")) {
    KEYHAUL_TRY(booked, ReadMantissa(*given, terms.money_scale()));
  }
  out->Key("currency").Text(terms.currency.code()).Key("settlements").BeginArray();
  LineSettler settler(terms, booked);
  const ObjectForm entry_form(request.context, "calc.settlement.history[]");
  KEYHAUL_TRY(const auto history,
              ReadElements(request.context, form.Require(request.node, "history"), "calc.settlement.history[]"));
  for (const JsonNode entry : history) {
    KEYHAUL_CHECK(entry_form.Check(entry));
    KEYHAUL_TRY(const Bases added, ReadBases(entry_form, entry, terms.schedule.units));
    KEYHAUL_CHECK(settler.Next(entry, added, out));
  }
  out->EndArray().Key("booked").Text(AmountText(settler.state().booked, terms.money_scale()));
  return {};
}

}  // namespace v1
}  // namespace keyhaul

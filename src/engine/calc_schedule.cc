// calc: what a schedule pays on a basis, and what the next unit and the next bracket would pay.
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/base/exact.h"
#include "keyhaul/terms/outlook.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The two bases, and what only some schedules have.
Result<Bases> ReadAllBases(const ObjectForm& form, JsonNode node, const CompiledSchedule& schedule) {
  KEYHAUL_TRY(Bases bases, ReadBases(form, node, schedule.units));
  if (const auto units = form.Get(node, "units")) {
    KEYHAUL_TRY(bases.counted, ReadMantissa(*units, schedule.units.counted_scale.value_or(0)));
  }
  const std::optional<JsonNode> baseline = form.Get(node, "baseline");
  if (baseline.has_value() != schedule.growth.has_value()) {
    return baseline.has_value()
               ? baseline->MakeError(Code::policy_value, "only a schedule of growth has a baseline")
               : node.MakeError(Code::policy_missing_key, "a schedule of growth needs the key \"baseline\"");
  }
  if (baseline.has_value()) {
    KEYHAUL_TRY(bases.baseline, ReadMantissa(*baseline, schedule.units.qualifying_scale));
  }
  return bases;
}

// Money in minor units per smallest unit of the basis, as money per unit.
std::string RateText(const Exact& rate, const ScheduleUnits& units) {
  const int finer = units.qualifying_scale - units.money_scale;
  if (finer <= 0) return ToText(rate, -finer);
  const int128 factor = PowerOfTen(finer);
  const Result<Exact> scaled = Add({rate.whole * factor, 0, 1}, MakeExact(rate.numerator * factor, rate.denominator));
  return scaled.ok() ? ToText(*scaled, 0) : std::string();
}

Result<ScheduleValue> ValueAt(const CompiledSchedule& schedule, Bases bases, int128 basis) {
  bases.qualifying = basis;
  bases.payable = basis;
  return kernels::Evaluate(schedule, bases);
}

// CALC-50. The next unit or bracket may lie beyond a last one that refuses it; then there is nothing to tell.
Status WriteOutlook(const CompiledSchedule& schedule, const Bases& bases, const Exact& exact, JsonWriter* out) {
  const Result<ScheduleValue> next_unit = ValueAt(schedule, bases, bases.qualifying + 1);
  out->Key("marginal_rate");
  if (next_unit.ok()) {
    KEYHAUL_TRY(const Exact gain, Subtract(next_unit->exact, exact));
    out->Text(RateText(gain, schedule.units));
  } else {
    out->Null();
  }
  out->Key("effective_rate");
  if (bases.qualifying > 0) {
    KEYHAUL_TRY(const Exact rate, DivideBy(exact, bases.qualifying));
    out->Text(RateText(rate, schedule.units));
  } else {
    out->Null();
  }
  KEYHAUL_TRY(const std::optional<int128> start, NextBracketStart(schedule, bases));
  out->Key("to_next_bracket");
  if (!start.has_value()) {
    out->Null();
    return {};
  }
  KEYHAUL_TRY(const ScheduleValue there, ValueAt(schedule, bases, *start));
  out->BeginObject().Key("amount").Text(AmountText(*start - bases.qualifying, schedule.units.qualifying_scale));
  out->Key("pays").Text(AmountText(there.rounded, schedule.units.money_scale)).EndObject();
  return {};
}

Result<bool> WantsOutlook(const ObjectForm& form, JsonNode node, const ScheduleUnits& units) {
  const std::optional<JsonNode> outlook = form.Get(node, "outlook");
  if (!outlook.has_value()) return false;
  KEYHAUL_TRY(const bool wanted, ReadBoolean(*outlook));
  const bool one_basis = node.Find("basis").has_value() && units.qualifying_scale == units.payable_scale;
  if (wanted && !one_basis) {
    return outlook->MakeError(Code::policy_value, "an outlook is of one `basis`: how a second would move is not known");
  }
  return wanted;
}

}  // namespace

Status CalcSchedule(const CalcRequest& request, JsonWriter* out) {
  const ObjectForm form(request.context, "calc.schedule");
  KEYHAUL_CHECK(form.Check(request.node));
  form.Require(request.node, "calc");
  KEYHAUL_TRY(const CalcTerms terms, ReadCalcTerms(request, form, CalcBases::all));
  KEYHAUL_TRY(const Bases bases, ReadAllBases(form, request.node, terms.schedule));
  KEYHAUL_TRY(const bool outlook, WantsOutlook(form, request.node, terms.schedule.units));
  Result<Explanation> why = kernels::Explain(terms.schedule, bases);
  if (!why.ok()) return ErrorAt(BasisNode(request.node), std::move(why).error());
  out->Key("currency").Text(terms.currency.code());
  out->Key("amount").Text(AmountText(why->rounded, terms.money_scale()));
  WriteExplanation(*why, out);
  if (!outlook) return {};
  if (Status status = WriteOutlook(terms.schedule, bases, why->exact, out); !status.ok()) {
    return ErrorAt(BasisNode(request.node), std::move(status).error());
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

// calc: what a schedule pays on a basis, and what the next unit and the next bracket would pay.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/terms/proportion.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/engine/schedule_outlook.h"
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

Status WriteOutlook(const CompiledSchedule& schedule, const Bases& bases, JsonWriter* out) {
  KEYHAUL_TRY(const ScheduleOutlook ahead, OutlookOf(schedule, bases));
  const auto write = [out](std::string_view key, const std::string& rate) {
    out->Key(key);
    rate.empty() ? out->Null() : out->Text(rate);
  };
  write("marginal_rate", ahead.marginal_rate);
  write("effective_rate", ahead.effective_rate);
  out->Key("to_next_bracket");
  if (!ahead.pays_next.has_value()) {
    out->Null();
    return {};
  }
  out->BeginObject().Key("amount").Text(ahead.to_next);
  out->Key("pays").Text(AmountText(*ahead.pays_next, schedule.units.money_scale)).EndObject();
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
  if (Status status = WriteOutlook(terms.schedule, bases, out); !status.ok()) {
    return ErrorAt(BasisNode(request.node), std::move(status).error());
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

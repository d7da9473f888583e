#include "src/engine/calc_settlement_rules.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kGuaranteeKindWords[] = {"cumulative", "per_period"};
constexpr std::string_view kInterimWords[] = {"due", "accrued", "nothing"};
constexpr std::string_view kClawbackWords[] = {"receivable", "offset", "carry_forward", "floor_at_zero"};
constexpr std::string_view kAccrualWords[] = {"fixed", "to_date", "forecast", "annualised"};

// Far beyond any contract; what is no part of the whole is refused by the rules themselves.
constexpr std::int64_t kMostSpans = 1'000'000;

Status ReadOptionalDecimal(const ObjectForm& form, JsonNode node, std::string_view key, std::optional<Decimal>* out) {
  if (const auto given = form.Get(node, key)) {
    KEYHAUL_TRY(*out, ReadDecimal(*given));
  }
  return {};
}

Result<Proration> ReadProration(const CalcRequest& request, JsonNode node) {
  const ObjectForm form(request.context, "calc.settlement.limits.prorate");
  KEYHAUL_CHECK(form.Check(node));
  Proration prorate;
  KEYHAUL_TRY(prorate.days, ReadInteger(form.Require(node, "days"), -kMostSpans, kMostSpans));
  KEYHAUL_TRY(prorate.of, ReadInteger(form.Require(node, "of"), -kMostSpans, kMostSpans));
  return prorate;
}

Result<CompiledLimits> ReadLimits(const CalcRequest& request, JsonNode node, const CalcTerms& terms) {
  const ObjectForm form(request.context, "calc.settlement.limits");
  KEYHAUL_CHECK(form.Check(node));
  Limits limits;
  KEYHAUL_CHECK(ReadOptionalDecimal(form, node, "cap", &limits.cap));
  KEYHAUL_CHECK(ReadOptionalDecimal(form, node, "guarantee", &limits.guarantee));
  if (const auto prior = form.Get(node, "prior")) {
    KEYHAUL_TRY(limits.taken, ReadDecimal(*prior));
  }
  if (const auto kind = form.Get(node, "guarantee_kind")) {
    KEYHAUL_TRY(limits.guarantee_kind, ReadWord<GuaranteeKind>(*kind, kGuaranteeKindWords));
  }
  if (const auto prorate = form.Get(node, "prorate")) {
    KEYHAUL_TRY(limits.prorate, ReadProration(request, *prorate));
  }
  Result<CompiledLimits> compiled = CompileLimits(limits, terms.money_scale(), terms.schedule.rounding);
  if (!compiled.ok()) return RuleError(request, "limits", std::move(compiled).error());
  return compiled;
}

Result<Accrual> ReadAccrual(const CalcRequest& request, JsonNode node, const ScheduleUnits& units) {
  const ObjectForm form(request.context, "calc.settlement.accrual");
  KEYHAUL_CHECK(form.Check(node));
  Accrual accrual;
  KEYHAUL_TRY(accrual.method, ReadWord<AccrualMethod>(form.Require(node, "method"), kAccrualWords));
  KEYHAUL_CHECK(ReadOptionalDecimal(form, node, "rate", &accrual.rate));
  KEYHAUL_CHECK(ReadOptionalDecimal(form, node, "per_unit", &accrual.per_unit));
  if (const auto forecast = form.Get(node, "forecast")) {
    KEYHAUL_TRY(accrual.forecast, ReadDecimal(*forecast));
    KEYHAUL_CHECK(ReadMantissa(*forecast, units.qualifying_scale));
  }
  if (const auto of = form.Get(node, "of")) {
    KEYHAUL_TRY(accrual.of, ReadInteger(*of, 1, kMostSpans));
  }
  Status status = CheckAccrual(accrual, units);
  if (!status.ok()) return RuleError(request, "accrual", std::move(status).error());
  return accrual;
}

}  // namespace

Result<SettlementRules> ReadSettlementRules(const CalcRequest& request, const ObjectForm& form,
                                            const CalcTerms& terms) {
  SettlementRules rules;
  if (const auto limits = form.Get(request.node, "limits")) {
    KEYHAUL_TRY(rules.terms.limits, ReadLimits(request, *limits, terms));
    rules.has_limits = true;
  }
  if (const auto clawback = form.Get(request.node, "clawback")) {
    KEYHAUL_TRY(rules.terms.clawback, ReadWord<Clawback>(*clawback, kClawbackWords));
  }
  if (const auto accrual = form.Get(request.node, "accrual")) {
    KEYHAUL_TRY(rules.accrual, ReadAccrual(request, *accrual, terms.schedule.units));
  }
  if (const auto interim = form.Get(request.node, "interim_pays")) {
    KEYHAUL_TRY(rules.terms.interim_pays, ReadWord<InterimPays>(*interim, kInterimWords));
    if (rules.terms.interim_pays == InterimPays::accrued && !rules.accrual) {
      Error error = interim->MakeError(Code::policy_missing_key, "what is accrued is not said: accrual is missing");
      error.rule = "TERMS-53";
      return error;
    }
  }
  return rules;
}

}  // namespace v1
}  // namespace keyhaul

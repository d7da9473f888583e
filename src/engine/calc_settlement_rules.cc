#include "src/engine/calc_settlement_rules.h"

#include <cstdint>
#include <utility>

#include "src/policy/line_rules.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Far beyond any contract; what is no part of the whole is refused by the rules themselves.
constexpr std::int64_t kMostSpans = 1'000'000;

Result<Proration> ReadProration(const CalcRequest& request, JsonNode node) {
  const ObjectForm form(request.context, "calc.settlement.limits.prorate");
  KEYHAUL_CHECK(form.Check(node));
  Proration prorate;
  KEYHAUL_TRY(prorate.days, ReadInteger(form.Require(node, "days"), -kMostSpans, kMostSpans));
  KEYHAUL_TRY(prorate.of, ReadInteger(form.Require(node, "of"), -kMostSpans, kMostSpans));
  return prorate;
}

Result<CompiledLimits> ReadCompiledLimits(const CalcRequest& request, JsonNode node, const CalcTerms& terms) {
  const ObjectForm form(request.context, "calc.settlement.limits");
  KEYHAUL_CHECK(form.Check(node));
  const auto read_proration = [&request](JsonNode prorate) { return ReadProration(request, prorate); };
  KEYHAUL_TRY(Limits limits, ReadLimits(form, node));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "prior", ReadDecimal, &limits.taken));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "prorate", read_proration, &limits.prorate));
  Result<CompiledLimits> compiled = CompileLimits(limits, terms.money_scale(), terms.schedule.rounding);
  if (!compiled.ok()) return RuleError(request, "limits", std::move(compiled).error());
  return compiled;
}

Result<Accrual> ReadCheckedAccrual(const CalcRequest& request, JsonNode node, const ScheduleUnits& units) {
  const ObjectForm form(request.context, "calc.settlement.accrual");
  KEYHAUL_CHECK(form.Check(node));
  const auto read_of = [](JsonNode of) { return ReadInteger(of, 1, kMostSpans); };
  KEYHAUL_TRY(Accrual accrual, ReadAccrual(form, node));
  if (accrual.forecast) KEYHAUL_CHECK(ReadMantissa(form.Require(node, "forecast"), units.qualifying_scale));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "of", read_of, &accrual.of));
  Status status = CheckAccrual(accrual, units);
  if (!status.ok()) return RuleError(request, "accrual", std::move(status).error());
  return accrual;
}

}  // namespace

Result<SettlementRules> ReadSettlementRules(const CalcRequest& request, const ObjectForm& form,
                                            const CalcTerms& terms) {
  SettlementRules rules;
  if (const auto limits = form.Get(request.node, "limits")) {
    KEYHAUL_TRY(rules.terms.limits, ReadCompiledLimits(request, *limits, terms));
    rules.has_limits = true;
  }
  KEYHAUL_CHECK(ReadWordIfGiven(form, request.node, "clawback", kClawbackWords, &rules.terms.clawback));
  if (const auto accrual = form.Get(request.node, "accrual")) {
    KEYHAUL_TRY(rules.accrual, ReadCheckedAccrual(request, *accrual, terms.schedule.units));
  }
  if (const auto interim = form.Get(request.node, "interim_pays")) {
    KEYHAUL_TRY(rules.terms.interim_pays, ReadWord<InterimPays>(*interim, kInterimPaysWords));
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

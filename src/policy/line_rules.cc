#include "src/policy/line_rules.h"

#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {

Result<Commitment> ReadCommitment(const ObjectForm& form, JsonNode node) {
  Commitment commitment;
  KEYHAUL_TRY(commitment.amount, ReadDecimal(form.Require(node, "amount")));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "overage", ReadDecimal, &commitment.overage));
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "negative_usage", kNegativeUsageWords, &commitment.negative_usage));
  return commitment;
}

Result<Limits> ReadLimits(const ObjectForm& form, JsonNode node) {
  Limits limits;
  KEYHAUL_CHECK(ReadIfGiven(form, node, "cap", ReadDecimal, &limits.cap));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "guarantee", ReadDecimal, &limits.guarantee));
  KEYHAUL_CHECK(ReadWordIfGiven(form, node, "guarantee_kind", kGuaranteeKindWords, &limits.guarantee_kind));
  return limits;
}

Result<Accrual> ReadAccrual(const ObjectForm& form, JsonNode node) {
  Accrual accrual;
  KEYHAUL_TRY(accrual.method, ReadWord<AccrualMethod>(form.Require(node, "method"), kAccrualMethodWords));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "rate", ReadDecimal, &accrual.rate));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "per_unit", ReadDecimal, &accrual.per_unit));
  KEYHAUL_CHECK(ReadIfGiven(form, node, "forecast", ReadDecimal, &accrual.forecast));
  return accrual;
}

void WriteCommitment(const Commitment& commitment, JsonWriter* out) {
  out->BeginObject().Key("amount").Text(commitment.amount.ToText());
  out->Key("overage").Text(commitment.overage.ToText());
  out->Key("negative_usage").Text(WordOf(commitment.negative_usage, kNegativeUsageWords)).EndObject();
}

void WriteLimits(const Limits& limits, JsonWriter* out) {
  out->BeginObject();
  if (limits.cap) out->Key("cap").Text(limits.cap->ToText());
  if (limits.guarantee) {
    out->Key("guarantee").Text(limits.guarantee->ToText());
    out->Key("guarantee_kind").Text(WordOf(limits.guarantee_kind, kGuaranteeKindWords));
  }
  out->EndObject();
}

void WriteAccrual(const Accrual& accrual, JsonWriter* out) {
  out->BeginObject().Key("method").Text(WordOf(accrual.method, kAccrualMethodWords));
  if (accrual.rate) out->Key("rate").Text(accrual.rate->ToText());
  if (accrual.per_unit) out->Key("per_unit").Text(accrual.per_unit->ToText());
  if (accrual.forecast) out->Key("forecast").Text(accrual.forecast->ToText());
  out->EndObject();
}

}  // namespace v1
}  // namespace keyhaul

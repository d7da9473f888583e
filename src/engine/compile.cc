// From a policy to what is computed with: schedules in integers, and one measure plan for all rules.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/policy/policy_check.h"
#include "src/engine/compile_line.h"
#include "src/engine/statement_stage.h"
#include "src/engine/tier_items.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Calendar Months() { return *Calendar::Make(CalendarKind::month); }

PlanItem ValueItem(const Schema& schema, const TierValue& value) {
  if (value.kind == TierValue::Kind::active_days) return {StateKind::distinct_days, -1, {}, {}, {}};
  return {StateKind::sum, schema.FindMeasure(value.measure), {}, Months(), {}};
}

PlanItem DocumentsItem(const Schema& schema, const std::string& measure) {
  return {StateKind::open_documents, schema.FindMeasure(measure), {}, {}, {}};
}

Result<MeasurePlan> PlanOf(const Policy& policy, int money_scale) {
  std::vector<PlanItem> items;
  AddTierItems(policy, &items);
  if (policy.open_documents.has_value()) items.push_back(DocumentsItem(policy.ledger, *policy.open_documents));
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    if (Status status = AddLineItems(policy, policy.terms[i], &items); !status.ok()) {
      return Under("terms[" + std::to_string(i) + "]", std::move(status).error());
    }
  }
  AddStatementItems(policy, &items);
  return MeasurePlan::Make(policy.ledger, policy.currency, money_scale, std::move(items));
}

}  // namespace

Result<PolicyHandle> CompilePolicy(Policy policy) {
  KEYHAUL_CHECK(CheckPolicy(policy));
  for (std::size_t i = 0; i < policy.rankings.size(); ++i) {
    if (Status status = CheckRankingRule(policy.rankings[i]); !status.ok()) {
      return Under("rankings[" + std::to_string(i) + "]", std::move(status).error());
    }
  }
  const int money_scale = policy.currency.exponent() + policy.extra_money_digits;
  KEYHAUL_TRY(MeasurePlan plan, PlanOf(policy, money_scale));
  CompiledPolicy compiled{.policy = std::move(policy),
                          .digest = {},
                          .plan = std::move(plan),
                          .money_scale = money_scale,
                          .rates = {},
                          .lines = {}};
  const Schema& schema = compiled.policy.ledger;
  compiled.digest = Digest::Of(CanonicalPolicyText(compiled.policy));
  for (const Measure& measure : schema.measures) {
    compiled.measure_scale = std::max(compiled.measure_scale, measure.scale);
  }
  if (compiled.policy.tiering.has_value()) {
    const TierValue& value = compiled.policy.tiering->value;
    compiled.value_item = compiled.plan.Find(ValueItem(schema, value));
    const int measure = value.kind == TierValue::Kind::measure ? schema.FindMeasure(value.measure) : -1;
    compiled.value_scale = measure < 0 ? 0 : schema.measures[static_cast<std::size_t>(measure)].scale;
  }
  if (schema.exchange.has_value()) {
    KEYHAUL_TRY(compiled.rates, ExchangeRates::Make(compiled.policy.currency, compiled.policy.rates));
  }
  if (compiled.policy.open_documents.has_value()) {
    compiled.documents_item = compiled.plan.Find(DocumentsItem(schema, *compiled.policy.open_documents));
  }
  for (std::size_t i = 0; i < compiled.policy.terms.size(); ++i) {
    Result<CompiledLine> line = CompileLine(compiled, i);
    if (!line.ok()) return Under("terms[" + std::to_string(i) + "]", std::move(line).error());
    compiled.lines.push_back(*std::move(line));
  }
  return PolicyHandle(std::make_shared<const CompiledPolicy>(std::move(compiled)));
}

Result<PolicyHandle> CompilePolicyJson(std::string_view json) {
  KEYHAUL_TRY(Policy policy, ParsePolicy(json));
  return CompilePolicy(std::move(policy));
}

Result<Book> MakeBook(const CompiledPolicy& policy) { return Book::Make(policy.plan); }

Result<Book> LoadBook(const CompiledPolicy& policy, std::span<const std::uint8_t> bytes) {
  return Book::Load(policy.plan, bytes);
}

}  // namespace v1
}  // namespace keyhaul

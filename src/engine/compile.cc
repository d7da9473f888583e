// From a policy to what is computed with: schedules in integers, and one measure plan for all rules.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/engine/engine.h"
#include "keyhaul/policy/policy_check.h"
#include "src/engine/tier_items.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Calendar Months() { return *Calendar::Make(CalendarKind::month); }

Result<Scope> ScopeOf(const Schema& schema, const TermsLine& line) {
  Scope scope;
  for (const auto& [dimension, values] : line.scope) {
    const int index = schema.FindDimension(dimension);
    if (index < 0) {
      return MakeErrorAt(Code::policy_value, "scope." + dimension, "the ledger has no dimension " + dimension);
    }
    scope.terms.push_back(ScopeTerm{index, values});
  }
  return scope;
}

// Gathers the items of the plan before the plan exists; their numbers are looked up in it afterwards.
struct LineItems {
  PlanItem qualifying;
  PlanItem payable;
  std::optional<PlanItem> counted;
  PlanItem rows;
};

Result<LineItems> ItemsOf(const Schema& schema, const TermsLine& line) {
  KEYHAUL_TRY(const Scope scope, ScopeOf(schema, line));
  LineItems items;
  items.qualifying = {StateKind::sum, schema.FindMeasure(line.qualifies_on), scope, line.period};
  items.payable = {StateKind::sum, schema.FindMeasure(line.pays_on), scope, line.period};
  if (line.counts_on) {
    items.counted = PlanItem{StateKind::sum, schema.FindMeasure(*line.counts_on), scope, line.period};
  }
  items.rows = {StateKind::count, -1, scope, line.period};
  return items;
}

PlanItem ValueItem(const Schema& schema, const TierValue& value) {
  if (value.kind == TierValue::Kind::active_days) return {StateKind::distinct_days, -1, {}, {}};
  return {StateKind::sum, schema.FindMeasure(value.measure), {}, Months()};
}

PlanItem DocumentsItem(const Schema& schema, const std::string& measure) {
  return {StateKind::open_documents, schema.FindMeasure(measure), {}, {}};
}

Result<MeasurePlan> PlanOf(const Policy& policy, int money_scale) {
  std::vector<PlanItem> items;
  AddTierItems(policy, &items);
  if (policy.open_documents.has_value()) items.push_back(DocumentsItem(policy.ledger, *policy.open_documents));
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    Result<LineItems> line = ItemsOf(policy.ledger, policy.terms[i]);
    if (!line.ok()) return Under("terms[" + std::to_string(i) + "]", std::move(line).error());
    items.push_back(std::move(line->qualifying));
    items.push_back(std::move(line->payable));
    if (line->counted) items.push_back(*std::move(line->counted));
    items.push_back(std::move(line->rows));
  }
  return MeasurePlan::Make(policy.ledger, policy.currency, money_scale, std::move(items));
}

std::vector<bool> TiersOf(const Policy& policy, const TermsLine& line) {
  std::vector<bool> gets_it;
  if (line.tiers.empty() || !policy.tiering.has_value()) return gets_it;
  const auto tiers = static_cast<std::int32_t>(TierCount(*policy.tiering));
  for (std::int32_t tier = 0; tier < tiers; ++tier) {
    const std::string_view name = TierName(*policy.tiering, tier);
    gets_it.push_back(std::find(line.tiers.begin(), line.tiers.end(), name) != line.tiers.end());
  }
  return gets_it;
}

Result<CompiledLine> CompileLine(const CompiledPolicy& compiled, const TermsLine& line) {
  const ScheduleUnits units = policy_internal::UnitsOf(compiled.policy, line);
  KEYHAUL_TRY(const LineItems items, ItemsOf(compiled.policy.ledger, line));
  CompiledLine out;
  out.qualifying_item = compiled.plan.Find(items.qualifying);
  out.payable_item = compiled.plan.Find(items.payable);
  if (items.counted) out.counted_item = compiled.plan.Find(*items.counted);
  if (line.baseline && line.baseline->from != BaselineFrom::fixed) out.baseline_item = out.qualifying_item;
  out.rows_item = compiled.plan.Find(items.rows);
  out.qualifying_scale = units.qualifying_scale;
  out.payable_scale = units.payable_scale;
  out.counted_scale = units.counted_scale.value_or(0);
  out.tier_gets_it = TiersOf(compiled.policy, line);
  if (!out.tier_gets_it.empty()) out.tier_part = TierPartOf(compiled.policy, line).value_or(0);
  Result<CompiledSchedule> schedule = CompileSchedule(line.schedule, units, line.rounding);
  if (!schedule.ok()) return Under("schedule", std::move(schedule).error());
  out.schedule = *std::move(schedule);
  return out;
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
    Result<CompiledLine> line = CompileLine(compiled, compiled.policy.terms[i]);
    if (!line.ok()) return Under("terms[" + std::to_string(i) + "]", std::move(line).error());
    compiled.lines.push_back(*std::move(line));
  }
  return PolicyHandle(std::make_shared<const CompiledPolicy>(std::move(compiled)));
}

Result<Book> MakeBook(const CompiledPolicy& policy) { return Book::Make(policy.plan); }

}  // namespace v1
}  // namespace keyhaul

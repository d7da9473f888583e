#include "src/engine/compile_line.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/policy/policy_check.h"

namespace keyhaul {
inline namespace v1 {
namespace {

int PlaceOfAgreement(const Policy& policy, const TermsLine& line) {
  const Agreement* agreement = AgreementOf(policy, line);
  return agreement == nullptr ? -1 : static_cast<int>(agreement - policy.agreements.data());
}

// The days of each schedule: those of the agreement, cut where the schedule changes.
std::vector<Period> StretchesOf(const Policy& policy, const TermsLine& line) {
  const Agreement* agreement = AgreementOf(policy, line);
  const Period valid = agreement == nullptr ? Period::All() : agreement->valid;
  std::vector<Period> stretches = {valid};
  for (const ScheduleChange& change : line.changes) {
    stretches.back().end = change.from;
    stretches.push_back({change.from, valid.end});
  }
  return stretches;
}

Result<Scope> ScopeOf(const Schema& schema, const TermsLine& line, const Period& days) {
  Scope scope;
  scope.kinds = line.kinds;
  scope.days = days;
  for (const auto& [dimension, values] : line.scope) {
    const int index = schema.FindDimension(dimension);
    if (index < 0) {
      return MakeErrorAt(Code::policy_value, "scope." + dimension, "the ledger has no dimension " + dimension);
    }
    scope.terms.push_back(ScopeTerm{index, values});
  }
  return scope;
}

// What one stretch of a line reads: sums of up to three measures, and the rows.
struct StretchItems {
  PlanItem qualifying;
  PlanItem payable;
  std::optional<PlanItem> counted;
  PlanItem rows;
};

Result<StretchItems> ItemsOf(const Schema& schema, const TermsLine& line, const Period& days, const Split& split) {
  KEYHAUL_TRY(const Scope scope, ScopeOf(schema, line, days));
  const StateKind kind = split.by == SplitBy::none ? StateKind::sum : StateKind::split_sum;
  const auto sum_of = [&](const std::string& measure) {
    return PlanItem{kind, schema.FindMeasure(measure), scope, line.period, split};
  };
  StretchItems items;
  items.qualifying = sum_of(line.qualifies_on);
  items.payable = sum_of(line.pays_on);
  if (line.counts_on) items.counted = sum_of(*line.counts_on);
  items.rows = {StateKind::count, -1, scope, line.period, {}};
  return items;
}

// By what a line's sums are split beside those by account: by group where it is for groups, by currency where amounts
// of other currencies are converted at settlement.
std::vector<Split> SplitsOf(const Policy& policy, const TermsLine& line) {
  std::vector<Split> splits = {Split()};
  const Agreement* agreement = AgreementOf(policy, line);
  if (agreement != nullptr && agreement->IsForGroups()) splits.push_back(Split{SplitBy::group});
  return splits;
}

LineItems NumbersOf(const MeasurePlan& plan, const StretchItems& items) {
  LineItems numbers;
  numbers.qualifying = plan.Find(items.qualifying);
  numbers.payable = plan.Find(items.payable);
  if (items.counted) numbers.counted = plan.Find(*items.counted);
  numbers.rows = plan.Find(items.rows);
  return numbers;
}

// For every tier, whether its accounts get the line; empty where all do.
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

Result<LineStretch> CompileStretch(const CompiledPolicy& compiled, const TermsLine& line, std::size_t number,
                                   const Period& days, const ScheduleUnits& units) {
  const Schema& schema = compiled.policy.ledger;
  LineStretch out;
  out.days = days;
  for (const Split& split : SplitsOf(compiled.policy, line)) {
    KEYHAUL_TRY(const StretchItems items, ItemsOf(schema, line, days, split));
    (split.by == SplitBy::none ? out.items : out.pooled) = NumbersOf(compiled.plan, items);
  }
  if (!line.HasSchedule()) return out;
  const Schedule& schedule = number == 0 ? line.schedule : line.changes[number - 1].schedule;
  Result<CompiledSchedule> read = CompileSchedule(schedule, units, line.rounding);
  if (!read.ok()) {
    const std::string path = number == 0 ? "schedule" : "changes[" + std::to_string(number - 1) + "].schedule";
    return Under(path, std::move(read).error());
  }
  out.schedule = *std::move(read);
  return out;
}

std::vector<std::size_t> NetOf(const Policy& policy, const TermsLine& line) {
  std::vector<std::size_t> lines;
  for (std::size_t i = 0; i < policy.terms.size(); ++i) {
    const bool is_named = std::find(line.net_of.begin(), line.net_of.end(), policy.terms[i].id) != line.net_of.end();
    if (is_named) lines.push_back(i);
  }
  return lines;
}

}  // namespace

Status AddLineItems(const Policy& policy, const TermsLine& line, std::vector<PlanItem>* items) {
  for (const Period& days : StretchesOf(policy, line)) {
    for (const Split& split : SplitsOf(policy, line)) {
      KEYHAUL_TRY(StretchItems read, ItemsOf(policy.ledger, line, days, split));
      items->push_back(std::move(read.qualifying));
      items->push_back(std::move(read.payable));
      if (read.counted) items->push_back(*std::move(read.counted));
      items->push_back(std::move(read.rows));
    }
  }
  if (line.baseline && line.baseline->from != BaselineFrom::fixed) {
    KEYHAUL_TRY(StretchItems all_days, ItemsOf(policy.ledger, line, Period::All(), Split()));
    items->push_back(std::move(all_days.qualifying));
  }
  return {};
}

Result<CompiledLine> CompileLine(const CompiledPolicy& compiled, std::size_t index) {
  const Policy& policy = compiled.policy;
  const TermsLine& line = policy.terms[index];
  CompiledLine out;
  out.units = policy_internal::UnitsOf(policy, line);
  out.agreement = PlaceOfAgreement(policy, line);
  KEYHAUL_TRY(out.step, StepAt(line.rounding, compiled.money_scale));
  std::size_t number = 0;
  for (const Period& days : StretchesOf(policy, line)) {
    KEYHAUL_TRY(LineStretch stretch, CompileStretch(compiled, line, number++, days, out.units));
    out.stretches.push_back(std::move(stretch));
  }
  if (line.stack) {
    Result<CompiledStack> stack = CompileStack(*line.stack, compiled.money_scale, line.rounding);
    if (!stack.ok()) return Under("stack", std::move(stack).error());
    out.stack = *std::move(stack);
  }
  if (line.baseline && line.baseline->from != BaselineFrom::fixed) {
    KEYHAUL_TRY(const StretchItems all_days, ItemsOf(policy.ledger, line, Period::All(), Split()));
    out.baseline_item = compiled.plan.Find(all_days.qualifying);
  }
  out.net_of = NetOf(policy, line);
  out.tier_gets_it = TiersOf(policy, line);
  if (!out.tier_gets_it.empty()) out.tier_part = TierPartOf(policy, line).value_or(0);
  return out;
}

}  // namespace v1
}  // namespace keyhaul

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

// What one stretch of a line reads: sums of up to three measures, and the rows. Of amounts by currency, what of it is
// money.
struct StretchItems {
  std::optional<PlanItem> qualifying;
  std::optional<PlanItem> payable;
  std::optional<PlanItem> counted;
  std::optional<PlanItem> rows;
};

Result<StretchItems> ItemsOf(const Schema& schema, const TermsLine& line, const Period& days, const Split& split) {
  KEYHAUL_TRY(const Scope scope, ScopeOf(schema, line, days));
  const StateKind kind = split.by == SplitBy::none ? StateKind::sum : StateKind::split_sum;
  const bool by_currency = split.by == SplitBy::currency;
  const auto sum_of = [&](const std::string& measure) -> std::optional<PlanItem> {
    const int place = schema.FindMeasure(measure);
    if (by_currency && !schema.measures[static_cast<std::size_t>(place)].IsMoney()) return std::nullopt;
    return PlanItem{kind, place, scope, line.period, split};
  };
  StretchItems items;
  items.qualifying = sum_of(line.qualifies_on);
  items.payable = sum_of(line.pays_on);
  if (line.counts_on) items.counted = sum_of(*line.counts_on);
  if (!by_currency) items.rows = PlanItem{StateKind::count, -1, scope, line.period, {}};
  return items;
}

// By what a line's sums are split beside those by account: by group where it is for groups, by currency where amounts
// of other currencies are converted at settlement.
std::vector<Split> SplitsOf(const Policy& policy, const TermsLine& line) {
  std::vector<Split> splits = {Split()};
  const Agreement* agreement = AgreementOf(policy, line);
  if (agreement != nullptr && agreement->IsForGroups()) splits.push_back(Split{SplitBy::group});
  if (policy.ledger.KeepsCurrencies()) splits.push_back(Split{SplitBy::currency});
  return splits;
}

LineItems NumbersOf(const MeasurePlan& plan, const StretchItems& items) {
  const auto number_of = [&](const std::optional<PlanItem>& item) { return item ? plan.Find(*item) : -1; };
  return {number_of(items.qualifying), number_of(items.payable), number_of(items.counted), number_of(items.rows)};
}

LineItems& ItemsBy(const Split& split, LineStretch* stretch) {
  if (split.by == SplitBy::group) return stretch->pooled;
  return split.by == SplitBy::currency ? stretch->foreign : stretch->items;
}

// What growth is measured against, on all days of an earlier period: in the policy's currency, and by currency where
// amounts keep theirs.
Result<std::vector<PlanItem>> BaselineItems(const Policy& policy, const TermsLine& line) {
  std::vector<PlanItem> items;
  if (!line.baseline || line.baseline->from == BaselineFrom::fixed) return items;
  KEYHAUL_TRY(const StretchItems own, ItemsOf(policy.ledger, line, Period::All(), Split()));
  items.push_back(*own.qualifying);
  if (!policy.ledger.KeepsCurrencies()) return items;
  KEYHAUL_TRY(const StretchItems foreign, ItemsOf(policy.ledger, line, Period::All(), Split{SplitBy::currency}));
  if (foreign.qualifying) items.push_back(*foreign.qualifying);
  return items;
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
    ItemsBy(split, &out) = NumbersOf(compiled.plan, items);
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
      KEYHAUL_TRY(const StretchItems read, ItemsOf(policy.ledger, line, days, split));
      for (const std::optional<PlanItem>* item : {&read.qualifying, &read.payable, &read.counted, &read.rows}) {
        if (item->has_value()) items->push_back(**item);
      }
    }
  }
  KEYHAUL_TRY(const std::vector<PlanItem> baseline, BaselineItems(policy, line));
  items->insert(items->end(), baseline.begin(), baseline.end());
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
  KEYHAUL_TRY(const std::vector<PlanItem> baseline, BaselineItems(policy, line));
  if (!baseline.empty()) out.baseline_item = compiled.plan.Find(baseline.front());
  if (baseline.size() > 1) out.baseline_foreign = compiled.plan.Find(baseline.back());
  out.net_of = NetOf(policy, line);
  out.tier_gets_it = TiersOf(policy, line);
  if (!out.tier_gets_it.empty()) out.tier_part = TierPartOf(policy, line).value_or(0);
  return out;
}

}  // namespace v1
}  // namespace keyhaul

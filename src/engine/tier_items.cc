#include "src/engine/tier_items.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <variant>

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kActiveDays = "active_days";

// Gathers what conditions look at.
class NeedsCollector {
 public:
  explicit NeedsCollector(TierNeeds* needs) : needs_(*needs) {}

  void Add(const TierCondition& condition) {
    std::visit([&](const auto& kind) { Look(kind); }, condition.is);
  }

 private:
  void Look(const AmountRange& range) {
    TierMetric& metric = Metric(range.of);
    metric.by_month = metric.by_month || range.per == AmountPer::every_month;
    metric.growth = metric.growth || range.per == AmountPer::growth;
    needs_.rows = needs_.rows || range.per == AmountPer::active_month;
  }
  void Look(const ShareCut& cut) { Metric(cut.of); }
  void Look(const RankCut& cut) { Metric(cut.of); }
  void Look(const CurveCut& cut) { Metric(cut.of); }
  void Look(const FactIs& fact) { needs_.groups = needs_.groups || fact.fact == "group"; }
  void Look(const AllOf& all) {
    for (const TierCondition& condition : all.of) Add(condition);
  }
  void Look(const AnyOf& any) {
    for (const TierCondition& condition : any.of) Add(condition);
  }

  TierMetric& Metric(const std::string& name) {
    std::vector<TierMetric>& metrics = needs_.metrics;
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const TierMetric& m) { return m.name == name; });
    if (found != metrics.end()) return *found;
    const bool days = name == kActiveDays;
    metrics.push_back({name, {days ? TierValue::Kind::active_days : TierValue::Kind::measure, days ? "" : name}});
    return metrics.back();
  }

  TierNeeds& needs_;
};

Scope ScopeOfPart(const Policy& policy, std::size_t part) {
  Scope scope;
  const TierWithin& within = policy.tiering->within;
  if (within.kind != TierWithin::Kind::dimension) return scope;
  scope.terms.push_back(ScopeTerm{policy.ledger.FindDimension(within.name), {within.values[part]}});
  return scope;
}

}  // namespace

TierNeeds NeedsOf(const Policy& policy) {
  const TieringRule& rule = *policy.tiering;
  TierNeeds needs;
  needs.metrics.push_back({"", rule.value});
  needs.rows = rule.movement.has_value() || rule.roll_up == RollUp::group ||
               rule.within.kind == TierWithin::Kind::dimension || rule.window.kind == TierWindow::Kind::anniversary;
  needs.metrics.front().months = rule.xyz.has_value();
  needs.days = rule.rfm.has_value();
  NeedsCollector collector(&needs);
  for (const Tier& tier : rule.tiers) {
    for (const std::optional<TierCondition>* condition : {&tier.when, &tier.retain}) {
      if (condition->has_value()) collector.Add(**condition);
    }
  }
  for (const AccountClass& account_class : policy.classes) collector.Add(account_class.when);
  return needs;
}

std::size_t TierParts(const TieringRule& rule) {
  return rule.within.kind == TierWithin::Kind::dimension ? rule.within.values.size() : 1;
}

PlanItem FigureItem(const Policy& policy, const TierMetric& metric, std::size_t part) {
  PlanItem item;
  item.scope = ScopeOfPart(policy, part);
  if (metric.value.kind == TierValue::Kind::active_days) {
    item.kind = StateKind::distinct_days;
  } else {
    item.measure = policy.ledger.FindMeasure(metric.value.measure);
  }
  return item;
}

PlanItem RowsItem(const Policy& policy, std::size_t part) {
  PlanItem item;
  item.kind = StateKind::count;
  item.scope = ScopeOfPart(policy, part);
  return item;
}

PlanItem DaysItem(const Policy& policy, std::size_t part) {
  PlanItem item;
  item.kind = StateKind::distinct_days;
  item.scope = ScopeOfPart(policy, part);
  return item;
}

void AddTierItems(const Policy& policy, std::vector<PlanItem>* items) {
  if (!policy.tiering.has_value()) return;
  const TierNeeds needs = NeedsOf(policy);
  for (std::size_t part = 0; part < TierParts(*policy.tiering); ++part) {
    for (const TierMetric& metric : needs.metrics) items->push_back(FigureItem(policy, metric, part));
    if (needs.rows) items->push_back(RowsItem(policy, part));
    if (needs.days) items->push_back(DaysItem(policy, part));
  }
}

int ScaleOf(const Policy& policy, const TierMetric& metric) {
  if (metric.value.kind == TierValue::Kind::active_days) return 0;
  const int measure = policy.ledger.FindMeasure(metric.value.measure);
  return policy.ledger.measures[static_cast<std::size_t>(measure)].scale;
}

}  // namespace v1
}  // namespace keyhaul

// What a tiering rule and the classes of key accounts look at, as items of the measure plan.
//
// A rule looks at metrics: its own value, and whatever else its conditions name. A metric is kept by calendar month, so
// that any window of months is a sum of cells, and once per value of the dimension where the rule tiers by one. Beside
// the metrics stands the number of rows, where something depends on which months have any.
#ifndef KEYHAUL_SRC_ENGINE_TIER_ITEMS_H_
#define KEYHAUL_SRC_ENGINE_TIER_ITEMS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "keyhaul/book.h"
#include "keyhaul/policy.h"
#include "keyhaul/tiering.h"

namespace keyhaul {
inline namespace v1 {

// One figure of an account, and what of it conditions look at beside its sum.
struct TierMetric {
  std::string name;  // as conditions name it; empty for the value of the rule
  TierValue value;
  bool by_month = false;  // the least and the greatest month
  bool growth = false;    // the window before
  bool months = false;    // every month of the window
};

struct TierNeeds {
  std::vector<TierMetric> metrics;  // the value of the rule first, then in the order in which conditions name them
  bool rows = false;                // the months in which there are rows
  bool groups = false;              // who is the head or a member of a group
  bool days = false;                // the days with rows
};

// What the policy needs; it has a tiering rule.
TierNeeds NeedsOf(const Policy& policy);

// In how many parts a metric is kept: one, or one per value of the rule's dimension.
std::size_t TierParts(const TieringRule& rule);

// The item of a part of a metric, and of its number of rows.
PlanItem FigureItem(const Policy& policy, const TierMetric& metric, std::size_t part);
PlanItem RowsItem(const Policy& policy, std::size_t part);
PlanItem DaysItem(const Policy& policy, std::size_t part);

// All items that the policy's tiering needs; none without a tiering rule.
void AddTierItems(const Policy& policy, std::vector<PlanItem>* items);

// The decimals of a metric's figures: those of the measure, or none for days.
int ScaleOf(const Policy& policy, const TierMetric& metric);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_ITEMS_H_

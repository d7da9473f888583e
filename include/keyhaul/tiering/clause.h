// The conditions of a rule's tiers in the order in which they are looked at.
//
// A clause is a tier's whole condition, or one member of it where the condition is an AnyOf: naming the member that
// held is what makes a decision explainable. Clauses of a higher priority come first, then those of a higher tier.
//
//   key: any of {top 5 %, 5,000,000 a year}, mid: band with priority 1   ->   mid, key any[0], key any[1]
#ifndef KEYHAUL_TIERING_CLAUSE_H_
#define KEYHAUL_TIERING_CLAUSE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

struct TierClause {
  std::int32_t tier = 0;
  std::int32_t priority = 0;
  const TierCondition* when = nullptr;
  std::string path;  // relative to the rule: "tiers[0].when.any[1].annual"
};

// The keys of amounts in a policy, by AmountPer.
inline constexpr std::string_view kAmountKeys[] = {"amount",      "monthly_mean", "active_monthly_mean",
                                                   "every_month", "annual",       "growth"};

// The key of a condition in a policy.
inline std::string_view NameOf(const TierCondition& condition) {
  if (const auto* range = std::get_if<AmountRange>(&condition.is)) {
    return kAmountKeys[static_cast<std::size_t>(range->per)];
  }
  if (const auto* fact = std::get_if<FactIs>(&condition.is)) return fact->fact;
  if (std::holds_alternative<ShareCut>(condition.is)) return "share";
  if (std::holds_alternative<RankCut>(condition.is)) return "rank";
  if (std::holds_alternative<CurveCut>(condition.is)) return "curve";
  return std::holds_alternative<AllOf>(condition.is) ? "all" : "any";
}

namespace tiering_internal {

// The metric that a leaf looks at, by name; empty for the value of the rule, and for what is no leaf of figures.
inline std::string_view MetricOf(const TierCondition& condition) {
  if (const auto* share = std::get_if<ShareCut>(&condition.is)) return share->of;
  if (const auto* rank = std::get_if<RankCut>(&condition.is)) return rank->of;
  if (const auto* curve = std::get_if<CurveCut>(&condition.is)) return curve->of;
  const auto* range = std::get_if<AmountRange>(&condition.is);
  return range != nullptr ? std::string_view(range->of) : std::string_view();
}

}  // namespace tiering_internal

// The clauses of a rule, which must outlive them.
inline std::vector<TierClause> ClausesOf(const std::vector<Tier>& tiers) {
  std::vector<TierClause> clauses;
  const auto add = [&clauses](TierClause clause) {
    auto place = clauses.end();
    while (place != clauses.begin() && (place - 1)->priority < clause.priority) --place;
    clauses.insert(place, std::move(clause));
  };
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    if (!tiers[i].when) continue;
    const TierCondition& when = *tiers[i].when;
    const auto tier = static_cast<std::int32_t>(i);
    const std::string path = "tiers[" + std::to_string(i) + "].when." + std::string(NameOf(when));
    const auto* any = std::get_if<AnyOf>(&when.is);
    if (any == nullptr) add({tier, when.priority, &when, path});
    for (std::size_t k = 0; any != nullptr && k < any->of.size(); ++k) {
      const TierCondition& member = any->of[k];
      const std::int32_t priority = member.priority != 0 ? member.priority : when.priority;
      add({tier, priority, &member, path + "[" + std::to_string(k) + "]." + std::string(NameOf(member))});
    }
  }
  return clauses;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CLAUSE_H_

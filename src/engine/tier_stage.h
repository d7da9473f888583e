// Tiers of all accounts as of the days that a run looks at.
#ifndef KEYHAUL_SRC_ENGINE_TIER_STAGE_H_
#define KEYHAUL_SRC_ENGINE_TIER_STAGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/tiering.h"
#include "src/engine/tier_population.h"
#include "src/engine/tier_states.h"

namespace keyhaul {
inline namespace v1 {

// The window that ends with the month of a day: what is tiered in it, and the tier that each of it earns.
struct TieredWindow {
  TieredWindow(Day day, TierPopulation made) : as_of(day), population(std::move(made)) {}

  Day as_of;
  TierPopulation population;
  std::unique_ptr<Classifier> classifier;                        // borrows from the population
  std::shared_ptr<std::vector<std::int32_t>> tiers_for_classes;  // what the fact `tier` of classes is asked of
  Tiers tiers;
};

// The windows of one run. Each is tiered once, when it is first asked for: a line of the terms that is for some tiers
// only asks for the tiers at the end of each of its periods.
class TierStage {
 public:
  // `order` is all accounts of the book by external id. The policy must have a tiering rule.
  TierStage(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order)
      : policy_(policy), rule_(*policy.policy.tiering), book_(book), order_(order) {}

  Result<const TieredWindow*> WindowOf(Day as_of);

  // The window that ends where another begins, or null where the ledger begins later than its first month, and where
  // windows are as long as the ledger or each account has its own.
  Result<const TieredWindow*> WindowBefore(const TieredWindow& window);

  // Moves every unit of the run's window from the tier that it has to the one that it is to have: by the rule's
  // movement where there is one, straight to the tier that it earns otherwise.
  Status Move(const TieredWindow& window, TierStates states);
  const TierMoves& moves() const { return *moves_; }

  // The tier of every account at the end of a day up to the run's own, by account; kNoTier where it has none. On the
  // run's day it is the tier that it was moved to. Before that it is the one that the states say it had, and the one
  // that it earned where they say nothing.
  // `part` is the value of the rule's dimension that is asked for.
  Result<std::vector<std::int32_t>> TiersOn(Day day, std::size_t part);

 private:
  Result<std::vector<std::int32_t>> TiersEarnedOn(Day day, std::size_t part);

  const CompiledPolicy& policy_;
  const TieringRule& rule_;
  const Book& book_;
  std::span<const AccountId> order_;
  std::map<std::int32_t, TieredWindow> windows_;  // by their day
  std::optional<TierMoves> moves_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_STAGE_H_

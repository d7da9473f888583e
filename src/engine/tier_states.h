// The tiers that accounts have from one run to the next: the state that a host keeps, and what a person has decided.
//
// The state is a history. Every stay of an account in a tier (or without one) is a row of the table `tier_states`, with
// its first day and the first day after it; the last one is open. So the table answers what tier an account had on any
// day since the first run, which is what a settlement of an earlier period asks.
//
// Rows belong to accounts, or, where the rule tiers by a dimension, to an account and a value of it. Rows of accounts
// that are not tiered by themselves, such as members of a group, are passed on as they are.
#ifndef KEYHAUL_SRC_ENGINE_TIER_STATES_H_
#define KEYHAUL_SRC_ENGINE_TIER_STATES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/tiering.h"
#include "src/engine/tier_population.h"

namespace keyhaul {
inline namespace v1 {

// An account in the order of external ids, and the part of it (a value of the rule's dimension, or 0).
struct TierKey {
  std::int32_t place = 0;
  std::int32_t part = 0;
  friend auto operator<=>(const TierKey&, const TierKey&) = default;
};

struct TierStay {
  TierKey key;
  TierState state;           // as it was at the last run of the stay
  std::optional<Day> until;  // first day after it; absent while it lasts
};

struct KeyedOverride {
  TierKey key;
  TierOverride decided;
};

// Both sorted by key; stays of one key by their days.
struct TierStates {
  std::vector<TierStay> stays;
  std::vector<KeyedOverride> overrides;
};

// The tables `tier_states` and `tier_overrides` of a host; either may be null. Refused by row: names that are none,
// days out of order or, of states, later than the run's, and stays or overrides of one key that hold on the same day.
Result<TierStates> ReadTierStates(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order,
                                  Day as_of, const InputTable* states, const InputTable* overrides);

// What became of the units of a run.
class TierMoves {
 public:
  Day as_of() const { return as_of_; }
  // The tier that each unit has after the run.
  const std::vector<std::int32_t>& tiers() const { return tiers_; }
  // Of a rule with movement, by unit; empty without.
  const std::vector<Move>& moves() const { return moves_; }
  // The tier before the run; absent for units without a state.
  std::optional<std::int32_t> TierBefore(std::size_t unit) const;
  // The reason of the override that holds; empty where none does.
  std::string_view override_reason(std::size_t unit) const;
  // The tier of a unit on a day before the run's, by its states or by an override; absent where neither says.
  std::optional<std::int32_t> TierOn(std::size_t unit, Day day) const;

  // The states after the run.
  const std::vector<TierStay>& stays() const { return stays_; }
  // Whether the host gave any.
  bool has_states() const { return has_states_; }

 private:
  friend class UnitMover;

  Day as_of_;
  bool has_states_ = false;
  std::vector<std::int32_t> tiers_;
  std::vector<Move> moves_;
  std::vector<std::optional<std::int32_t>> before_;
  std::vector<std::string> reasons_;  // by unit; empty where there are no overrides
  std::vector<TierKey> keys_;         // by unit
  std::vector<TierStay> stays_;
  std::vector<KeyedOverride> overrides_;
};

Result<TierMoves> MoveUnits(const TieringRule& rule, const Book& book, std::span<const AccountId> order,
                            const TierPopulation& population, const Classifier& classifier, const Tiers& tiers,
                            Day as_of, TierStates states);

// Adds the table tier_states after the run.
void AddTierStates(const CompiledPolicy& policy, const Book& book, std::span<const AccountId> order,
                   const TierMoves& moves, std::vector<Table>* tables);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_STATES_H_

// The tables of a run that are about tiers.
#ifndef KEYHAUL_SRC_ENGINE_TIER_TABLES_H_
#define KEYHAUL_SRC_ENGINE_TIER_TABLES_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/tiering.h"
#include "src/engine/tier_stage.h"

namespace keyhaul {
inline namespace v1 {

// What the tables are made of.
struct TieredRun {
  const CompiledPolicy& policy;
  const Book& book;
  std::span<const AccountId> order;  // all accounts by external id
  const TieredWindow& window;
  const TieredWindow* before;  // null where there is none
  const TierMoves& moves;
};

// Adds tiers, tier_summary, tier_migration, tier_mobility, concentration and lorenz, and tier_states where accounts
// have them.
Status AddTierTables(const TieredRun& run, std::vector<Table>* tables);

// Adds tier_migration and tier_mobility: from the tier before the run, or in the window before where accounts have no
// states, to the one after.
Status AddMigration(const TieredRun& run, std::vector<Table>* tables);

// Adds concentration and lorenz: how the values are spread over what is tiered, in each segment.
Status AddConcentration(const TieredRun& run, std::vector<Table>* tables);

// Adds variability and xyz_summary.
Status AddVariability(const TieredRun& run, std::vector<Table>* tables);

// Adds rfm and rfm_summary. Recency and frequency of a group are those of its accounts as of the day: the latest day of
// any, and their days added up.
Status AddRfm(const TieredRun& run, std::vector<Table>* tables);

// The units in the order in which tables list them: by external id, then by part.
std::vector<std::size_t> UnitsInOrder(const TieredRun& run);

// The name of what a unit is tiered within; empty where that is all.
std::string_view SegmentOf(const TieredRun& run, std::size_t unit);

// The tier that a unit had: by its state, or by the same rule in the window before; absent where neither is known.
std::optional<std::int32_t> TierBefore(const TieredRun& run, std::size_t unit);

// Ranks and cumulated values of all units, each within its segment; no cumulated values where they pass 128 bits.
struct SegmentRanks {
  explicit SegmentRanks(const Classifier& classifier);

  std::vector<std::int64_t> rank;
  std::vector<int128> cumulative;
};

// The path in the policy of what decided: of a clause, or of the tier that takes the rest.
std::string RulePath(const TieringRule& rule, const std::vector<TierClause>& clauses, std::int32_t tier,
                     std::int16_t clause);

// Adds a name to a column; an empty one is missing.
void AddName(std::string_view name, Column* column);

// Names of flags, separated by spaces.
std::string AccountFlags(std::uint8_t flags);
std::string PopulationFlags(std::uint32_t flags);

// part / whole with nine decimals, rounded half up. Absent where the part is not positive, or the whole not positive or
// too large for the digits to be formed (10^37 and above).
std::optional<std::int64_t> ShareOf(int128 part, int128 whole);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_TABLES_H_

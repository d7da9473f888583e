// Tiers of all accounts in the windows that a run looks at.
#ifndef KEYHAUL_SRC_ENGINE_TIER_STAGE_H_
#define KEYHAUL_SRC_ENGINE_TIER_STAGE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "keyhaul/engine/engine.h"
#include "keyhaul/tiering.h"

namespace keyhaul {
inline namespace v1 {

// Values and tiers of one window, by account.
struct TieredWindow {
  Period days;
  std::vector<int128> values;
  Tiers tiers;
};

// The windows of one run. Each is tiered once, when it is first asked for: a line of the terms that is for some tiers
// only asks for the window that ends with each of its periods.
class TierStage {
 public:
  TierStage(const CompiledPolicy& policy, const Book& book) : policy_(policy), book_(book) {}

  // The window of the rule's months that ends with the month of a day. The policy must have a tiering rule.
  Result<const TieredWindow*> WindowOf(Day last_day);

  // The window of the same length before it, or null where the ledger begins later than that window's first month.
  Result<const TieredWindow*> WindowBefore(const TieredWindow& window);

  // The tables tiers and tier_summary of a window, compared with the one before.
  Status AddTables(const TieredWindow& window, const TieredWindow* before, std::vector<Table>* tables) const;

 private:
  std::vector<int128> ValuesIn(const Period& days) const;

  const CompiledPolicy& policy_;
  const Book& book_;
  std::map<std::int64_t, TieredWindow> windows_;  // by the number of their last month
};

// The path of a tier's condition in the policy: "tiering.tiers[0].when.share".
std::string RulePath(const TieringRule& rule, std::int32_t tier);

// Names of an account's flags and of the population's, separated by spaces.
std::string AccountFlags(const Tiers& tiers, std::size_t account);
std::string PopulationFlags(const Tiers& tiers);

// part / whole with nine decimals, rounded half up. Absent where the part is not positive, or the whole too large for
// the digits to be formed (10^37 and above).
std::optional<std::int64_t> ShareOf(int128 part, int128 whole);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_STAGE_H_

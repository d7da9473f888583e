// Settlements: what every account has earned by every line of the terms, period by period, less what is booked.
#ifndef KEYHAUL_SRC_ENGINE_SETTLE_STAGE_H_
#define KEYHAUL_SRC_ENGINE_SETTLE_STAGE_H_

#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "src/engine/booked.h"
#include "src/engine/tier_stage.h"

namespace keyhaul {
inline namespace v1 {

// Adds the tables settlements, booked and explanations, and those of stacks, commitments, groups, outlooks and
// conversions where the policy has them. Settled is every account, line and period that begins on the as-of day or
// before and in which the account has a row in the line's scope or a part in a group's, in which the line owes
// something without rows, and everything in `known.booked`.
Status AddSettlements(const CompiledPolicy& policy, const Book& book, Day as_of, bool omit_explanations,
                      const SettlementInputs& known, TierStage* tiers, std::vector<Table>* tables);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SETTLE_STAGE_H_

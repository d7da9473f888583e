// The tables that say what stands behind settlements: the steps of explanations, stacks, commitments, groups, and what
// lies ahead.
#ifndef KEYHAUL_SRC_ENGINE_BENEFIT_TABLES_H_
#define KEYHAUL_SRC_ENGINE_BENEFIT_TABLES_H_

#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "src/engine/group_dues.h"
#include "src/engine/line_dues.h"
#include "src/engine/settlement_tables.h"

namespace keyhaul {
inline namespace v1 {

class BenefitTables {
 public:
  BenefitTables(const CompiledPolicy& policy, bool explain);

  // What stands behind the benefit of an account, or of a group's pool.
  void Add(const SettlementPlace& place, const PeriodDue& due);
  Status AddGroup(const SettlementPlace& place, const GroupPeriodDue& due, const Book& book);

  // What is in other currencies behind the bases of an account.
  void AddConversions(const SettlementPlace& place, AccountId account);

  // Explanations first; the others only where the policy has what they are about.
  void Take(std::vector<Table>* tables);

 private:
  void AddSteps(const SettlementPlace& place, const PeriodDue& due);
  void AddStack(const SettlementPlace& place, const PeriodDue& due);
  void AddCommitment(const SettlementPlace& place, const PeriodDue& due);
  void AddOutlook(const SettlementPlace& place, const PeriodDue& due);
  Status AddMembers(const SettlementPlace& place, const GroupPeriodDue& due, const Book& book);

  const CompiledPolicy& policy_;
  const bool explain_;
  Table explanations_;
  Table stack_lines_;
  Table commitments_;
  Table groups_;
  Table group_members_;
  Table outlooks_;
  Table conversions_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_BENEFIT_TABLES_H_

// Groups: what a line owes a group for the pooled bases of its members, and the part of each member.
//
// A member's bases are those of the days on which it is a member, a group's own rows count always (ENGINE rules). The
// pool goes through benefit, limits and target as an account does, and is shared out then: what is due, what is to be
// booked and what is accrued, each by the rule of the agreement (terms/group_share.h). Members are in the byte order of
// their ids, which is the order of marginal_by_order.
#ifndef KEYHAUL_SRC_ENGINE_GROUP_DUES_H_
#define KEYHAUL_SRC_ENGINE_GROUP_DUES_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/terms/group_share.h"
#include "src/engine/line_dues.h"

namespace keyhaul {
inline namespace v1 {

// One member's part of one period of a line.
struct MemberDue {
  AccountId account;
  PartyBases bases;
  int128 standalone = 0;  // what it would have earned alone, before limits
  int128 due = 0;
  std::optional<int128> accrued;
  std::optional<int128> target;
};

struct GroupPeriodDue {
  PeriodDue pooled;
  std::vector<MemberDue> members;
  int128 standalone = 0;  // of all members
  int128 gain = 0;        // earned − standalone
  std::string flags;
};

// By line; the periods of each in their order.
struct GroupDues {
  AccountId group;
  std::vector<std::vector<GroupPeriodDue>> lines;
};

// How a line of the agreement is shared out. One promise of all has no part that a member would owe alone, so what is
// missing of a commitment goes by contribution, or to the head office.
inline GroupShare ShareOf(const Agreement& agreement, const TermsLine& line) {
  const bool by_basis = line.commitment.has_value() && agreement.share != GroupShare::head_office;
  return by_basis ? GroupShare::contribution : agreement.share;
}

class GroupCalculator {
 public:
  GroupCalculator(const CompiledPolicy& policy, const Book& book, const std::vector<std::vector<LinePeriod>>& periods,
                  const DueCalculator& calculator)
      : policy_(policy), book_(book), periods_(periods), calculator_(calculator) {}

  // Every group that some agreement names, in the order of the agreements. Refused where one is no account of the book.
  Result<std::vector<GroupDues>> All();

 private:
  using Members = std::map<std::string_view, MemberDue>;  // by external id
  using Pools = std::map<AccountId, Members>;             // by group

  Result<GroupDues> Of(const Agreement& agreement, AccountId group);
  const Pools& PoolsOf(std::size_t line, std::size_t period);
  void AddCells(const LinePeriod& period, std::size_t stretch, int item, int128 Bases::*basis, Pools* pools) const;
  Result<GroupPeriodDue> Pool(std::size_t line, std::size_t period, AccountId group);
  void AddMembersWithoutRows(const LinePeriod& period, AccountId group, Members* members) const;
  Status AddBaselines(std::size_t line, const LinePeriod& period, GroupPeriodDue* due) const;
  Status TakeOffDiscounts(std::size_t line, const GroupDues& dues, GroupPeriodDue* due) const;
  Status Share(const Agreement& agreement, const GroupDues& dues, std::size_t line, GroupPeriodDue* due) const;
  Result<std::vector<int128>> PartsOf(const Agreement& agreement, std::size_t line, const GroupPeriodDue& due,
                                      std::size_t head_office, int128 total, GroupShares* shares) const;
  Result<std::vector<int128>> Running(std::size_t line, const GroupPeriodDue& due) const;

  const CompiledPolicy& policy_;
  const Book& book_;
  const std::vector<std::vector<LinePeriod>>& periods_;
  const DueCalculator& calculator_;
  std::map<std::pair<std::size_t, std::size_t>, Pools> pools_;  // by line and period, once they have been asked for
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_GROUP_DUES_H_

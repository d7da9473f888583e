// An agreement: for whom lines of the terms are, and for how long.
//
// A line without an agreement is for all accounts, always. With one it is for the accounts that the agreement names,
// for those that carry one of its tags, or for groups. In a group the members' bases are pooled: the line is computed
// once for the group, and what it earns is shared out to the members (group_share.h). An account counts towards the
// group on the days of its membership, the group's own rows always. Named are external ids of accounts.
//
// A cap of the agreement is shared by its lines in their order: each takes what is left of it. They must have one
// period then.
//
// The days of validity are half-open. Rows of other days do not count; where a period is cut by the validity, limits
// and commitments are prorated by days.
//
// Bounds and amounts are in the currency of the policy. An agreement may name the currency that it was made in, and is
// refused where it is another one.
#ifndef KEYHAUL_TERMS_AGREEMENT_H_
#define KEYHAUL_TERMS_AGREEMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/period.h"

namespace keyhaul {
inline namespace v1 {

// How what a group earned is shared out; group_share.h has the formulas.
enum class GroupShare : std::int8_t { contribution, standalone_first, marginal_by_order, head_office };

struct Agreement {
  std::string id;                     // unique within the policy
  std::vector<std::string> accounts;  // at most one of accounts, tags and groups is given; none: all accounts
  std::vector<std::string> tags;
  std::vector<std::string> groups;
  Period valid = Period::All();
  GroupShare share = GroupShare::contribution;
  std::string head_office;     // of share head_office: who gets all; the group itself if empty
  std::optional<Decimal> cap;  // the most that its lines pay together for a period, in major units

  bool IsForGroups() const { return !groups.empty(); }
  bool IsForAll() const { return accounts.empty() && tags.empty() && groups.empty(); }
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_AGREEMENT_H_

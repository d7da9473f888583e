// Where the value of an account counts when groups are tiered: at the head of its group.
//
// From an account one goes on to the group that it is a member of on the day, else to its parent, and so on to the top.
// Whoever is in no group and has no parent is its own head. An account in two groups on one day would count twice; that
// is refused, naming the account and the groups.
//
//   branch N -> (parent) ACME -> (member of, until June) buying group B      in June N counts at B, in July at ACME
#ifndef KEYHAUL_SRC_ENGINE_GROUP_HEADS_H_
#define KEYHAUL_SRC_ENGINE_GROUP_HEADS_H_

#include <span>
#include <utility>
#include <vector>

#include "keyhaul/book.h"

namespace keyhaul {
inline namespace v1 {

class GroupHeads {
 public:
  // The book stays as it is while this is in use.
  explicit GroupHeads(const Book& book) : book_(book), memberships_(book.Memberships()) {}

  // The head of every account on a day. Valid until the next call.
  Result<std::span<const AccountId>> On(Day day);

 private:
  using Edges = std::vector<std::pair<AccountId, AccountId>>;

  Edges EdgesOn(Day day) const;
  Status CheckOneGroup(const Edges& edges, Day day) const;
  void Follow(const Edges& edges);

  const Book& book_;
  std::vector<Membership> memberships_;
  Edges edges_;  // that `heads_` was found by
  std::vector<AccountId> heads_;
  bool found_ = false;
};

// Who is above or below somebody on a day.
struct GroupRole {
  bool head = false;    // of members or children
  bool member = false;  // of a group, or the child of a parent
};
std::vector<GroupRole> GroupRolesOn(const Book& book, Day day);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_GROUP_HEADS_H_

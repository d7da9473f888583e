// Who belongs to whom: parents and dated membership in groups.
//
// Two things are called a group in trade. The *parent* of an account is the company that owns it; it has no dates here,
// an account has at most one, and parents form a forest of at most kMaxHierarchyDepth levels above any account. A
// *membership* is an agreement: for a period, the account counts towards a group, which is an account as well; an
// account may be in several groups at once. A group collects only its members: nothing here walks a tree and pools
// whatever hangs below it.
//
// On no day may an account reach itself, be it by parents, by memberships or by both in turn. The edge that would close
// such a cycle is refused, and the error names the way round: "A -> B -> A".
//
// Periods of one member in one group are kept as a set of days: what overlaps or adjoins becomes one, so that it does
// not matter in which pieces or in which order a membership came.
#ifndef KEYHAUL_BOOK_HIERARCHY_H_
#define KEYHAUL_BOOK_HIERARCHY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "keyhaul/base/ids.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/period.h"

namespace keyhaul {
inline namespace v1 {

struct Membership {
  AccountId member;
  AccountId group;
  Period period;

  // By member, group and day.
  friend bool operator<(const Membership& a, const Membership& b) {
    return std::tuple(a.member, a.group, a.period.begin, a.period.end) <
           std::tuple(b.member, b.group, b.period.begin, b.period.end);
  }
};

// The graph over dense ids, without names; accounts.h puts names to it and turns refusals into errors.
class Hierarchy {
 public:
  std::size_t size() const { return parents_.size(); }

  // Makes room for one more account, and adds it; the second cannot fail after the first.
  void Reserve();
  void AddAccount() noexcept;
  // Forgets the accounts from `count` on, which have neither parent nor child nor membership.
  void Truncate(std::size_t count) noexcept;

  AccountId ParentOf(AccountId id) const { return parents_[id.index()].parent; }
  // Groups that the account is in on a day, in no particular order.
  std::vector<AccountId> GroupsOf(AccountId id, Day day) const;
  // Whether the account is in the group on every day of the period.
  bool HasMembership(AccountId member, AccountId group, Period period) const;
  // All memberships; of one member and group ascending and apart.
  std::vector<Membership> Memberships() const;

  // The way round that an edge from `member` to `group` on the days of `period` would close: member, group, ...,
  // member. Empty where it closes none.
  std::vector<AccountId> CycleThrough(AccountId member, AccountId group, Period period) const;
  // Whether the parent would put some account under more than kMaxHierarchyDepth levels.
  bool IsTooDeep(AccountId child, AccountId parent) const;

  // Adds an edge that closes no cycle. The child has no parent yet.
  void SetParent(AccountId child, AccountId parent) noexcept;
  void AddMembership(AccountId member, AccountId group, Period period);

 private:
  using Periods = std::vector<Period>;
  struct Node {
    AccountId parent;
    std::int32_t levels_below = 0;
  };
  struct Reached {
    AccountId id;
    Period period;
    std::size_t from;  // place in the list of reached nodes
  };
  // The days on which each node has been reached so far.
  using Covered = std::map<AccountId, std::vector<Period>>;

  template <class Visit>
  void ForEachGroup(AccountId id, const Visit& visit) const;
  static void Reach(Reached node, Covered* covered, std::vector<Reached>* reached);

  std::vector<Node> parents_;                                       // by id
  std::map<std::pair<AccountId, AccountId>, Periods> memberships_;  // (member, group) -> apart and ascending
};

inline void Hierarchy::Reserve() {
  constexpr std::size_t kFirstRoom = 16;
  if (parents_.size() == parents_.capacity()) parents_.reserve(std::max(kFirstRoom, 2 * parents_.size()));
}

inline void Hierarchy::AddAccount() noexcept { parents_.emplace_back(); }

inline void Hierarchy::Truncate(std::size_t count) noexcept { parents_.resize(std::min(count, parents_.size())); }

template <class Visit>
void Hierarchy::ForEachGroup(AccountId id, const Visit& visit) const {
  for (auto i = memberships_.lower_bound({id, AccountId(std::numeric_limits<std::int32_t>::min())});
       i != memberships_.end() && i->first.first == id; ++i) {
    for (const Period& period : i->second) visit(i->first.second, period);
  }
}

inline std::vector<AccountId> Hierarchy::GroupsOf(AccountId id, Day day) const {
  std::vector<AccountId> groups;
  ForEachGroup(id, [&](AccountId group, const Period& period) {
    if (period.Contains(day)) groups.push_back(group);
  });
  return groups;
}

inline bool Hierarchy::HasMembership(AccountId member, AccountId group, Period period) const {
  const auto found = memberships_.find({member, group});
  if (found == memberships_.end()) return false;
  return std::any_of(found->second.begin(), found->second.end(),
                     [&](const Period& known) { return known.begin <= period.begin && period.end <= known.end; });
}

inline std::vector<Membership> Hierarchy::Memberships() const {
  std::vector<Membership> all;
  for (const auto& [edge, periods] : memberships_) {
    for (const Period& period : periods) all.push_back({edge.first, edge.second, period});
  }
  return all;
}

// Queues the days on which the node has not been reached before. Only new days go on, so the search ends even where
// groups are members of one another in different years.
inline void Hierarchy::Reach(Reached node, Covered* covered, std::vector<Reached>* reached) {
  std::vector<Period> fresh = {node.period};
  std::vector<Period>& known = (*covered)[node.id];
  for (const Period& old : known) {
    std::vector<Period> rest;
    for (const Period& piece : fresh) {
      const Period before{piece.begin, std::min(piece.end, old.begin)};
      const Period after{std::max(piece.begin, old.end), piece.end};
      if (!before.IsEmpty()) rest.push_back(before);
      if (!after.IsEmpty()) rest.push_back(after);
    }
    fresh = std::move(rest);
  }
  for (const Period& piece : fresh) {
    known.push_back(piece);
    reached->push_back({node.id, piece, node.from});
  }
}

inline std::vector<AccountId> Hierarchy::CycleThrough(AccountId member, AccountId group, Period period) const {
  Covered covered;
  std::vector<Reached> reached;
  Reach({group, period, 0}, &covered, &reached);
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const Reached node = reached[i];
    if (node.id == member) {
      std::vector<AccountId> way = {member};
      for (std::size_t step = i; step != 0; step = reached[step].from) way.push_back(reached[reached[step].from].id);
      way.push_back(member);
      std::reverse(way.begin(), way.end());
      return way;
    }
    const auto go = [&](AccountId next, const Period& days) {
      const Period both = Intersection(node.period, days);
      if (!both.IsEmpty()) Reach({next, both, i}, &covered, &reached);
    };
    if (const AccountId parent = ParentOf(node.id); !parent.IsNone()) go(parent, Period::All());
    ForEachGroup(node.id, go);
  }
  return {};
}

inline bool Hierarchy::IsTooDeep(AccountId child, AccountId parent) const {
  std::int32_t levels = parents_[child.index()].levels_below + 1;
  for (AccountId id = parent; !ParentOf(id).IsNone(); id = ParentOf(id)) ++levels;
  return levels > kMaxHierarchyDepth;
}

inline void Hierarchy::SetParent(AccountId child, AccountId parent) noexcept {
  parents_[child.index()].parent = parent;
  std::int32_t levels = parents_[child.index()].levels_below;
  for (AccountId id = parent; !id.IsNone(); id = ParentOf(id)) {
    std::int32_t& below = parents_[id.index()].levels_below;
    below = std::max(below, ++levels);
  }
}

inline void Hierarchy::AddMembership(AccountId member, AccountId group, Period period) {
  Periods& periods = memberships_[{member, group}];
  Periods joined;
  for (const Period& old : periods) {
    if (old.end < period.begin || period.end < old.begin) {
      joined.push_back(old);
    } else {
      period = {std::min(old.begin, period.begin), std::max(old.end, period.end)};
    }
  }
  joined.push_back(period);
  std::sort(joined.begin(), joined.end(), [](const Period& a, const Period& b) { return a.begin < b.begin; });
  periods = std::move(joined);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_HIERARCHY_H_

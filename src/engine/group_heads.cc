#include "src/engine/group_heads.h"

#include <algorithm>
#include <string>

namespace keyhaul {
inline namespace v1 {
namespace {

std::string InQuotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

}  // namespace

Result<std::span<const AccountId>> GroupHeads::On(Day day) {
  Edges edges = EdgesOn(day);
  if (!found_ || edges != edges_) {
    KEYHAUL_CHECK(CheckOneGroup(edges, day));
    Follow(edges);
    edges_ = std::move(edges);
    found_ = true;
  }
  return std::span<const AccountId>(heads_);
}

// By member, as a book gives them.
GroupHeads::Edges GroupHeads::EdgesOn(Day day) const {
  Edges edges;
  for (const Membership& edge : memberships_) {
    if (edge.period.Contains(day)) edges.emplace_back(edge.member, edge.group);
  }
  return edges;
}

// Of several such accounts the first by external id is named, so that the error does not depend on dense ids.
Status GroupHeads::CheckOneGroup(const Edges& edges, Day day) const {
  AccountId twice;
  for (std::size_t i = 1; i < edges.size(); ++i) {
    const AccountId member = edges[i].first;
    if (member != edges[i - 1].first) continue;
    if (twice.IsNone() || book_.external_id(member) < book_.external_id(twice)) twice = member;
  }
  if (twice.IsNone()) return {};
  const std::vector<AccountId> groups = book_.GroupsOf(twice, day);
  const std::string_view id = book_.external_id(twice);
  Error error = MakeError(Code::data_conflict, "the account " + InQuotes(id) + " is a member of " +
                                                   InQuotes(book_.external_id(groups[0])) + " and of " +
                                                   InQuotes(book_.external_id(groups[1])) + " on " + day.ToText() +
                                                   "; its value would count twice where groups are tiered");
  error.table = "memberships";
  error.column = "member";
  error.value = std::string(id);
  error.rule = "ENGINE-32";
  return error;
}

// No account reaches itself on any day (hierarchy.h), so every way ends. What is on a way gets its head at once.
void GroupHeads::Follow(const Edges& edges) {
  const std::size_t accounts = book_.account_count();
  std::vector<AccountId> above(accounts);
  for (std::size_t i = 0; i < accounts; ++i) above[i] = book_.ParentOf(AccountId(static_cast<std::int32_t>(i)));
  for (const auto& [member, group] : edges) above[member.index()] = group;
  heads_.assign(accounts, AccountId());
  std::vector<AccountId> way;
  for (std::size_t i = 0; i < accounts; ++i) {
    AccountId at(static_cast<std::int32_t>(i));
    while (heads_[at.index()].IsNone() && !above[at.index()].IsNone()) {
      way.push_back(at);
      at = above[at.index()];
    }
    const AccountId head = heads_[at.index()].IsNone() ? at : heads_[at.index()];
    heads_[at.index()] = head;
    for (const AccountId id : way) heads_[id.index()] = head;
    way.clear();
  }
}

std::vector<GroupRole> GroupRolesOn(const Book& book, Day day) {
  std::vector<GroupRole> roles(book.account_count());
  const auto note = [&](AccountId below, AccountId above) {
    roles[below.index()].member = true;
    roles[above.index()].head = true;
  };
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const AccountId id(static_cast<std::int32_t>(i));
    if (const AccountId parent = book.ParentOf(id); !parent.IsNone()) note(id, parent);
  }
  for (const Membership& edge : book.Memberships()) {
    if (edge.period.Contains(day)) note(edge.member, edge.group);
  }
  return roles;
}

}  // namespace v1
}  // namespace keyhaul

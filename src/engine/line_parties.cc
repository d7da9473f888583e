#include "src/engine/line_parties.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "src/engine/line_period.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Result<AccountId> FindParty(const Book& book, const std::string& id, std::string path) {
  const AccountId account = book.Find(id);
  if (!account.IsNone()) return account;
  Error error = MakeErrorAt(Code::data_unknown_account, std::move(path), "the book has no account \"" + id + "\"");
  error.value = id;
  return error;
}

// By account, 1 where the agreement is for it.
Result<std::vector<std::uint8_t>> AccountsOf(const Agreement& agreement, const Book& book, const std::string& path) {
  std::vector<std::uint8_t> accounts(book.account_count(), 0);
  for (std::size_t i = 0; i < agreement.accounts.size(); ++i) {
    KEYHAUL_TRY(const AccountId account,
                FindParty(book, agreement.accounts[i], path + ".accounts[" + std::to_string(i) + "]"));
    accounts[account.index()] = 1;
  }
  if (agreement.tags.empty()) return accounts;
  for (const AccountId account : book.OrderByExternalId()) {
    for (const std::string& tag : agreement.tags) {
      if (HasTag(book.facts(account).tags, tag)) accounts[account.index()] = 1;
    }
  }
  return accounts;
}

// Nobody is in two pools of one agreement on one day: its rows would count twice. A group is in its own pool always.
Status CheckPoolsAreApart(const Agreement& agreement, const std::vector<AccountId>& groups, const Book& book,
                          const std::string& path) {
  std::vector<Membership> edges;
  edges.reserve(groups.size());
  for (const AccountId group : groups) edges.push_back({group, group, agreement.valid});
  for (const Membership& edge : book.Memberships()) {
    const bool is_pooled = std::find(groups.begin(), groups.end(), edge.group) != groups.end();
    const Period days = Intersection(edge.period, agreement.valid);
    if (is_pooled && !days.IsEmpty()) edges.push_back({edge.member, edge.group, days});
  }
  std::sort(edges.begin(), edges.end(), [](const Membership& a, const Membership& b) {
    return std::tie(a.member, a.period.begin, a.group) < std::tie(b.member, b.period.begin, b.group);
  });
  const auto overlap = std::adjacent_find(edges.begin(), edges.end(), [](const Membership& a, const Membership& b) {
    return a.member == b.member && a.group != b.group && b.period.begin < a.period.end;
  });
  if (overlap == edges.end()) return {};
  const auto quoted = [&book](AccountId id) { return "\"" + std::string(book.external_id(id)) + "\""; };
  return MakeErrorAt(Code::data_conflict, path + ".groups",
                     quoted(overlap->member) + " is in the pools of " + quoted(overlap->group) + " and " +
                         quoted((overlap + 1)->group) + " on " + (overlap + 1)->period.begin.ToText() +
                         "; its rows would count twice");
}

// Groups, and who of them gets all.
Status CheckGroups(const Agreement& agreement, const Book& book, const std::string& path) {
  std::vector<AccountId> groups;
  for (std::size_t i = 0; i < agreement.groups.size(); ++i) {
    KEYHAUL_TRY(const AccountId group,
                FindParty(book, agreement.groups[i], path + ".groups[" + std::to_string(i) + "]"));
    groups.push_back(group);
  }
  KEYHAUL_CHECK(CheckPoolsAreApart(agreement, groups, book, path));
  if (!agreement.head_office.empty()) KEYHAUL_CHECK(FindParty(book, agreement.head_office, path + ".head_office"));
  return {};
}

}  // namespace

Result<LineParties> LineParties::Make(const CompiledPolicy& policy, const Book& book) {
  const std::vector<Agreement>& agreements = policy.policy.agreements;
  std::vector<std::vector<std::uint8_t>> accounts(agreements.size());
  for (std::size_t i = 0; i < agreements.size(); ++i) {
    const std::string path = "agreements[" + std::to_string(i) + "]";
    KEYHAUL_CHECK(CheckGroups(agreements[i], book, path));
    if (agreements[i].IsForAll() || agreements[i].IsForGroups()) continue;
    KEYHAUL_TRY(accounts[i], AccountsOf(agreements[i], book, path));
  }
  LineParties parties;
  for (std::size_t line = 0; line < policy.lines.size(); ++line) {
    Line own;
    const int agreement = policy.lines[line].agreement;
    own.is_for_all = agreement < 0 || agreements[static_cast<std::size_t>(agreement)].IsForAll();
    own.owes_without_rows = !own.is_for_all && keyhaul::OwesWithoutRows(policy.policy.terms[line]);
    if (!own.is_for_all) own.accounts = accounts[static_cast<std::size_t>(agreement)];
    parties.lines_.push_back(std::move(own));
  }
  return parties;
}

}  // namespace v1
}  // namespace keyhaul

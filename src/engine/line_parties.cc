#include "src/engine/line_parties.h"

#include <string>
#include <utility>

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

// Groups, and who of them gets all.
Status CheckGroups(const Agreement& agreement, const Book& book, const std::string& path) {
  for (std::size_t i = 0; i < agreement.groups.size(); ++i) {
    KEYHAUL_CHECK(FindParty(book, agreement.groups[i], path + ".groups[" + std::to_string(i) + "]"));
  }
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

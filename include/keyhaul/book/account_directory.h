// The accounts of a book: external ids to dense ids, facts, hierarchy.
//
// Texts other than external ids repeat (industries, cities), so each is kept once and an account holds small numbers:
// about 100 bytes per account and its own texts, whatever the number of ledger rows.
//
//   KEYHAUL_TRY(const AccountId head, directory.Open({.external_id = "ACME"}));
//   KEYHAUL_TRY(const AccountId branch, directory.Open({.external_id = "ACME-N", .parent = "ACME"}));
//   directory.ParentOf(branch) == head
//
// A change that is refused, or for which memory runs out, leaves everything as it was.
#ifndef KEYHAUL_BOOK_ACCOUNT_DIRECTORY_H_
#define KEYHAUL_BOOK_ACCOUNT_DIRECTORY_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/ids.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/period.h"
#include "keyhaul/book/account.h"
#include "keyhaul/book/hierarchy.h"
#include "keyhaul/book/interner.h"

namespace keyhaul {
inline namespace v1 {

class AccountDirectory {
 public:
  explicit AccountDirectory(Currency currency) : currency_(currency) {}

  // A new account, or the one of that external id with the facts filled in. The parent, where given, must be known.
  // Refused with data_value, currency_mismatch, data_unknown_account (the parent), data_conflict or data_cycle.
  Result<AccountId> Open(const AccountFacts& given);

  std::size_t size() const { return ids_.size(); }
  AccountId Find(std::string_view external_id) const { return AccountId(ids_.Find(external_id)); }
  const Interner& ids() const { return ids_; }
  std::string_view external_id(AccountId id) const { return ids_.Text(id.value()); }
  AccountFacts facts(AccountId id) const;

  Status SetParent(AccountId child, AccountId parent);
  // Whether a membership can be added, and adding it.
  Status CheckMembership(AccountId member, AccountId group, Period period) const;
  Status AddMembership(AccountId member, AccountId group, Period period);
  bool HasMembership(AccountId member, AccountId group, Period period) const {
    return hierarchy_.HasMembership(member, group, period);
  }
  AccountId ParentOf(AccountId id) const { return hierarchy_.ParentOf(id); }
  std::vector<AccountId> GroupsOf(AccountId id, Day day) const;  // by external id
  std::vector<Membership> Memberships() const { return hierarchy_.Memberships(); }

  // All accounts by external id, in the order of their bytes.
  std::vector<AccountId> OrderByExternalId() const;

  // Takes over the accounts of another directory, which then are `(*mapping)[their id]` here. On a refusal it is left
  // in part; the caller works on a copy.
  Status Absorb(const AccountDirectory& other, std::vector<AccountId>* mapping);

  // Forgets the accounts from `count` on. They were opened without parent, and nothing else refers to them.
  void Truncate(std::size_t count);

 private:
  struct StoredFacts {
    std::array<std::int32_t, kTextFactCount> texts;  // in words_, in the order of kTextFacts; kNone: not known
    std::int32_t payment_terms_days = -1;
    std::int32_t opened = kOpenedNotKnown;
  };

  Status CheckKnown(AccountId id) const;
  Status CheckSame(AccountId id, const AccountFacts& facts) const;
  Status CheckParent(AccountId child, AccountId parent) const;
  Result<AccountId> FindParent(const AccountFacts& facts) const;
  std::string_view Word(std::int32_t word) const { return word < 0 ? std::string_view() : words_.Text(word); }
  StoredFacts Store(const AccountFacts& facts);
  void FillIn(AccountId id, const StoredFacts& facts) noexcept;
  void Append(std::string_view external_id, const StoredFacts& facts);
  Error CycleError(const std::vector<AccountId>& way) const;

  Currency currency_;
  Interner ids_;
  Interner words_;
  std::vector<StoredFacts> facts_;
  Hierarchy hierarchy_;
};

inline Result<AccountId> AccountDirectory::Open(const AccountFacts& given) {
  KEYHAUL_CHECK(CheckFacts(given, currency_));
  const std::string tags = NormaliseTags(given.tags);
  AccountFacts facts = given;
  facts.tags = tags;
  KEYHAUL_TRY(const AccountId parent, FindParent(facts));
  if (const AccountId id = Find(facts.external_id); !id.IsNone()) {
    KEYHAUL_CHECK(CheckSame(id, facts));
    if (!parent.IsNone()) KEYHAUL_CHECK(CheckParent(id, parent));
    FillIn(id, Store(facts));
    if (!parent.IsNone()) KEYHAUL_CHECK(SetParent(id, parent));
    return id;
  }
  const auto count = static_cast<std::int64_t>(size());
  if (count >= kMaxAccounts) {
    return MakeError(Code::overflow, "a book holds at most " + std::to_string(kMaxAccounts) + " accounts");
  }
  Append(facts.external_id, Store(facts));
  const AccountId id(static_cast<std::int32_t>(count));
  if (parent.IsNone()) return id;
  if (Status status = SetParent(id, parent); !status.ok()) {
    Truncate(static_cast<std::size_t>(count));
    return std::move(status).error();
  }
  return id;
}

inline AccountFacts AccountDirectory::facts(AccountId id) const {
  const StoredFacts& stored = facts_[id.index()];
  AccountFacts facts;
  facts.external_id = external_id(id);
  for (std::size_t i = 0; i < kTextFactCount; ++i) facts.*kTextFacts[i].value = Word(stored.texts[i]);
  if (const AccountId parent = ParentOf(id); !parent.IsNone()) facts.parent = external_id(parent);
  if (stored.payment_terms_days >= 0) facts.payment_terms_days = stored.payment_terms_days;
  if (stored.opened != kOpenedNotKnown) facts.opened = Day(stored.opened);
  return facts;
}

inline Status AccountDirectory::CheckKnown(AccountId id) const {
  if (id.value() >= 0 && id.index() < size()) return {};
  return MakeError(Code::data_unknown_account, "the book has no account number " + std::to_string(id.value()));
}

inline Result<AccountId> AccountDirectory::FindParent(const AccountFacts& facts) const {
  if (facts.parent.empty()) return AccountId();
  if (facts.parent == facts.external_id) {
    const std::string name = book_internal::Quoted(facts.parent);
    return book_internal::AccountError(Code::data_cycle, "parent", facts.parent,
                                       "an account cannot belong to itself: " + name + " -> " + name);
  }
  const AccountId parent = Find(facts.parent);
  if (!parent.IsNone()) return parent;
  return book_internal::AccountError(Code::data_unknown_account, "parent", facts.parent,
                                     "the parent " + book_internal::Quoted(facts.parent) + " of " +
                                         book_internal::Quoted(facts.external_id) + " is no account of the book");
}

inline Status AccountDirectory::CheckSame(AccountId id, const AccountFacts& facts) const {
  const AccountFacts known = this->facts(id);
  const auto conflict = [&](std::string_view column, std::string_view is, std::string_view was) -> Error {
    return book_internal::AccountError(Code::data_conflict, column, is,
                                       "the account " + book_internal::Quoted(facts.external_id) + " has the " +
                                           std::string(column) + " " + book_internal::Quoted(was) + " already, not " +
                                           book_internal::Quoted(is));
  };
  for (const TextFact& fact : kTextFacts) {
    const std::string_view is = facts.*fact.value;
    const std::string_view was = known.*fact.value;
    if (!is.empty() && !was.empty() && is != was) return conflict(fact.column, is, was);
  }
  if (facts.payment_terms_days && known.payment_terms_days && facts.payment_terms_days != known.payment_terms_days) {
    return conflict("payment_terms_days", std::to_string(*facts.payment_terms_days),
                    std::to_string(*known.payment_terms_days));
  }
  if (facts.opened && known.opened && *facts.opened != *known.opened) {
    return conflict("opened", facts.opened->ToText(), known.opened->ToText());
  }
  return {};
}

inline AccountDirectory::StoredFacts AccountDirectory::Store(const AccountFacts& facts) {
  StoredFacts stored;
  for (std::size_t i = 0; i < kTextFactCount; ++i) {
    const std::string_view text = facts.*kTextFacts[i].value;
    stored.texts[i] = text.empty() ? Interner::kNone : words_.Intern(text);
  }
  stored.payment_terms_days = facts.payment_terms_days.value_or(-1);
  stored.opened = facts.opened.value_or(Day(kOpenedNotKnown)).value();
  return stored;
}

// Whatever is given is either new or the same, so the greater of the two numbers is the one that is known.
inline void AccountDirectory::FillIn(AccountId id, const StoredFacts& facts) noexcept {
  StoredFacts& stored = facts_[id.index()];
  for (std::size_t i = 0; i < kTextFactCount; ++i) stored.texts[i] = std::max(stored.texts[i], facts.texts[i]);
  stored.payment_terms_days = std::max(stored.payment_terms_days, facts.payment_terms_days);
  stored.opened = std::max(stored.opened, facts.opened);
}

// All room is made first, so that memory running out leaves nothing half added.
inline void AccountDirectory::Append(std::string_view external_id, const StoredFacts& facts) {
  constexpr std::size_t kFirstRoom = 16;
  hierarchy_.Reserve();
  if (facts_.size() == facts_.capacity()) facts_.reserve(std::max(kFirstRoom, 2 * facts_.size()));
  ids_.Intern(external_id);
  facts_.push_back(facts);
  hierarchy_.AddAccount();
}

inline void AccountDirectory::Truncate(std::size_t count) {
  if (count >= size()) return;
  ids_.Truncate(count);
  facts_.resize(count);
  hierarchy_.Truncate(count);
}

inline Error AccountDirectory::CycleError(const std::vector<AccountId>& way) const {
  std::string text;
  for (const AccountId id : way) {
    if (!text.empty()) text += " -> ";
    text += book_internal::Quoted(external_id(id));
  }
  return book_internal::AccountError(Code::data_cycle, "", external_id(way.front()),
                                     "an account cannot belong to itself: " + text);
}

inline Status AccountDirectory::CheckParent(AccountId child, AccountId parent) const {
  const AccountId known = ParentOf(child);
  if (known == parent) return {};
  if (!known.IsNone()) {
    return book_internal::AccountError(Code::data_conflict, "parent", external_id(parent),
                                       "the account " + book_internal::Quoted(external_id(child)) + " has the parent " +
                                           book_internal::Quoted(external_id(known)) + " already, not " +
                                           book_internal::Quoted(external_id(parent)));
  }
  if (const std::vector<AccountId> way = hierarchy_.CycleThrough(child, parent, Period::All()); !way.empty()) {
    return CycleError(way);
  }
  if (hierarchy_.IsTooDeep(child, parent)) {
    return book_internal::AccountError(Code::data_value, "parent", external_id(parent),
                                       "with the parent " + book_internal::Quoted(external_id(parent)) +
                                           " an account would have more than " + std::to_string(kMaxHierarchyDepth) +
                                           " levels of parents above it");
  }
  return {};
}

inline Status AccountDirectory::SetParent(AccountId child, AccountId parent) {
  KEYHAUL_CHECK(CheckKnown(child));
  KEYHAUL_CHECK(CheckKnown(parent));
  KEYHAUL_CHECK(CheckParent(child, parent));
  if (ParentOf(child).IsNone()) hierarchy_.SetParent(child, parent);
  return {};
}

inline Status AccountDirectory::CheckMembership(AccountId member, AccountId group, Period period) const {
  KEYHAUL_CHECK(CheckKnown(member));
  KEYHAUL_CHECK(CheckKnown(group));
  if (period.IsEmpty() || period.begin < Period::All().begin || Period::All().end < period.end) {
    return book_internal::AccountError(Code::data_value, "", period.ToText(),
                                       "the membership " + period.ToText() + " of " +
                                           book_internal::Quoted(external_id(member)) +
                                           " has no day, or days outside the years 1 to 9999");
  }
  if (const std::vector<AccountId> way = hierarchy_.CycleThrough(member, group, period); !way.empty()) {
    return CycleError(way);
  }
  return {};
}

inline Status AccountDirectory::AddMembership(AccountId member, AccountId group, Period period) {
  KEYHAUL_CHECK(CheckMembership(member, group, period));
  hierarchy_.AddMembership(member, group, period);
  return {};
}

inline std::vector<AccountId> AccountDirectory::GroupsOf(AccountId id, Day day) const {
  std::vector<AccountId> groups = hierarchy_.GroupsOf(id, day);
  std::sort(groups.begin(), groups.end(), [&](AccountId a, AccountId b) { return external_id(a) < external_id(b); });
  return groups;
}

// Most comparisons are decided by the first eight bytes, which are sorted along as one big-endian number; this spares
// the walk to the texts.
inline std::vector<AccountId> AccountDirectory::OrderByExternalId() const {
  struct Key {
    std::uint64_t head;
    AccountId id;
  };
  std::vector<Key> keys(size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    keys[i].id = AccountId(static_cast<std::int32_t>(i));
    const std::string_view text = external_id(keys[i].id);
    std::uint64_t head = 0;
    for (std::size_t byte = 0; byte < sizeof(head); ++byte) {
      head = (head << 8) | (byte < text.size() ? static_cast<std::uint8_t>(text[byte]) : 0U);
    }
    keys[i].head = head;
  }
  std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
    return a.head != b.head ? a.head < b.head : external_id(a.id) < external_id(b.id);
  });
  std::vector<AccountId> order(keys.size());
  std::transform(keys.begin(), keys.end(), order.begin(), [](const Key& key) { return key.id; });
  return order;
}

inline Status AccountDirectory::Absorb(const AccountDirectory& other, std::vector<AccountId>* mapping) {
  mapping->clear();
  mapping->reserve(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    AccountFacts facts = other.facts(AccountId(static_cast<std::int32_t>(i)));
    facts.parent = {};  // may come later in this loop
    KEYHAUL_TRY(const AccountId id, Open(facts));
    mapping->push_back(id);
  }
  for (std::size_t i = 0; i < other.size(); ++i) {
    const AccountId parent = other.ParentOf(AccountId(static_cast<std::int32_t>(i)));
    if (!parent.IsNone()) KEYHAUL_CHECK(SetParent((*mapping)[i], (*mapping)[parent.index()]));
  }
  for (const Membership& edge : other.Memberships()) {
    KEYHAUL_CHECK(AddMembership((*mapping)[edge.member.index()], (*mapping)[edge.group.index()], edge.period));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_ACCOUNT_DIRECTORY_H_

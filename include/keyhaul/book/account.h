// What a book knows about an account.
//
// An account is known outside by its external id: any UTF-8 text of 1 to 1024 bytes without NUL, byte for byte as the
// host has it ("0042" and "42" are two accounts). Inside it is a dense `AccountId`.
//
// Facts come from several tables and several books, so they are *filled in*: a fact that is empty is not known, a fact
// that comes again must be the same, and two sources that say different things are a conflict that is named, never
// settled by who came last. That is what makes the order of tables and of merges irrelevant.
//
// Tags are a set of short texts, written as one text with semicolons between them: "key lane; strategic". Neither order
// nor repetition matters, nor do spaces around a tag; a book keeps them sorted by bytes, "key lane;strategic". The set
// is one fact: a source that gives tags gives all of them.
//
// Who is billed, how a statement is grouped and how often it is settled are facts of the account that the terms of a
// customer ask for. A book keeps them and computes nothing from them.
#ifndef KEYHAUL_BOOK_ACCOUNT_H_
#define KEYHAUL_BOOK_ACCOUNT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
inline namespace v1 {

// Borrowed both ways: a book copies what it is given, and what it gives stays valid while the book lives.
struct AccountFacts {
  std::string_view external_id;
  std::string_view name;
  std::string_view parent;    // external id of the parent
  std::string_view currency;  // ISO 4217; that of the book where empty
  std::string_view industry;
  std::string_view city;
  std::string_view region;
  std::string_view tags;                           // separated by semicolons
  std::string_view payer;                          // external id of a third party that is billed; no account need be
  std::string_view statement_by;                   // dimension by which the account's statement is grouped
  std::string_view settlement_cycle;               // one of kSettlementCycles
  std::optional<std::int32_t> payment_terms_days;  // from the invoice's day; 0 to kMaxPaymentDays
  std::optional<Day> opened;                       // first day of the account
};

// Facts that are plain text, in the order in which books keep them. The column is the name of the input column.
struct TextFact {
  std::string_view column;
  std::string_view AccountFacts::*value;
};
inline constexpr TextFact kTextFacts[] = {
    {"name", &AccountFacts::name},
    {"currency", &AccountFacts::currency},
    {"industry", &AccountFacts::industry},
    {"city", &AccountFacts::city},
    {"region", &AccountFacts::region},
    {"tags", &AccountFacts::tags},
    {"payer", &AccountFacts::payer},
    {"statement_by", &AccountFacts::statement_by},
    {"settlement_cycle", &AccountFacts::settlement_cycle},
};
inline constexpr std::size_t kTextFactCount = std::size(kTextFacts);

// How often an account is settled.
inline constexpr std::string_view kSettlementCycles[] = {"month", "quarter", "half_year", "year"};

// The tags of a text one by one, without the spaces around them and without empty ones.
std::vector<std::string_view> TagsOf(std::string_view tags);

// The one text that all spellings of a set of tags share.
std::string NormaliseTags(std::string_view tags);

// Whether a set of tags holds one.
bool HasTag(std::string_view tags, std::string_view tag);

// How books write the day of opening where it is not known: less than any day that can be given.
inline constexpr std::int32_t kOpenedNotKnown = kMinDay - 1;

// Refused with `data_value`, naming the column, where a fact cannot be kept, and with `currency_mismatch` where the
// account's currency is not the book's.
Status CheckFacts(const AccountFacts& facts, const Currency& book_currency);

namespace book_internal {

// Texts for a message: external ids may be long.
inline std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return "\"" + std::string(text) + "\"";
  std::size_t cut = kLongest;
  while (cut > 0 && (static_cast<std::uint8_t>(text[cut]) & 0xC0) == 0x80) --cut;  // not inside a character
  return "\"" + std::string(text.substr(0, cut)) + "...\"";
}

inline Error AccountError(Code code, std::string_view column, std::string_view value, std::string message) {
  Error error = MakeError(code, std::move(message));
  error.column = column;
  error.value = value.substr(0, kMaxTextBytes);
  return error;
}

inline Status CheckFactText(std::string_view column, std::string_view text) {
  if (!IsShortText(text)) {
    return AccountError(Code::data_value, column, text,
                        std::to_string(text.size()) + " bytes; expected at most " + std::to_string(kMaxTextBytes));
  }
  if (!IsPlainText(text)) return AccountError(Code::data_value, column, "", "not UTF-8 text without NUL");
  return {};
}

// The facts that are words of Keyhaul's or names of the policy's.
inline Status CheckFactWords(const AccountFacts& facts) {
  if (!facts.statement_by.empty() && !ledger_internal::IsName(facts.statement_by)) {
    return AccountError(Code::data_value, "statement_by", facts.statement_by,
                        Quoted(facts.statement_by) +
                            " is no name of a dimension; expected a lower-case letter and then " +
                            "lower-case letters, digits and underscores");
  }
  const auto* const end = std::end(kSettlementCycles);
  if (facts.settlement_cycle.empty() || std::find(std::begin(kSettlementCycles), end, facts.settlement_cycle) != end) {
    return {};
  }
  return AccountError(Code::data_value, "settlement_cycle", facts.settlement_cycle,
                      Quoted(facts.settlement_cycle) + " is no cycle; expected month, quarter, half_year or year");
}

}  // namespace book_internal

inline std::vector<std::string_view> TagsOf(std::string_view tags) {
  constexpr char kSeparator = ';';
  std::vector<std::string_view> found;
  while (!tags.empty()) {
    const std::size_t end = std::min(tags.find(kSeparator), tags.size());
    std::string_view tag = tags.substr(0, end);
    tags.remove_prefix(std::min(end + 1, tags.size()));
    const std::size_t first = tag.find_first_not_of(' ');
    if (first == std::string_view::npos) continue;
    found.push_back(tag.substr(first, tag.find_last_not_of(' ') - first + 1));
  }
  return found;
}

inline std::string NormaliseTags(std::string_view tags) {
  std::vector<std::string_view> found = TagsOf(tags);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::string text;
  for (const std::string_view tag : found) {
    if (!text.empty()) text += ';';
    text += tag;
  }
  return text;
}

inline bool HasTag(std::string_view tags, std::string_view tag) {
  const std::vector<std::string_view> found = TagsOf(tags);
  return std::find(found.begin(), found.end(), tag) != found.end();
}

inline Status CheckFacts(const AccountFacts& facts, const Currency& book_currency) {
  using book_internal::AccountError;
  if (facts.external_id.empty()) {
    return AccountError(Code::data_value, "account", "", "an account needs an external id");
  }
  KEYHAUL_CHECK(book_internal::CheckFactText("account", facts.external_id));
  for (const TextFact& fact : kTextFacts) {
    KEYHAUL_CHECK(book_internal::CheckFactText(fact.column, facts.*fact.value));
  }
  KEYHAUL_CHECK(book_internal::CheckFactWords(facts));
  if (!facts.currency.empty()) {
    Result<Currency> currency = Currency::Parse(facts.currency);
    if (!currency.ok()) {
      return AccountError(Code::data_value, "currency", facts.currency, currency.error().message);
    }
    if (!(*currency == book_currency)) {
      return AccountError(Code::currency_mismatch, "currency", facts.currency,
                          "the account " + book_internal::Quoted(facts.external_id) + " is kept in " +
                              std::string(facts.currency) + " and the book in " + std::string(book_currency.code()));
    }
  }
  if (facts.payment_terms_days.has_value() &&
      (*facts.payment_terms_days < 0 || *facts.payment_terms_days > kMaxPaymentDays)) {
    return AccountError(
        Code::data_value, "payment_terms_days", std::to_string(*facts.payment_terms_days),
        std::to_string(*facts.payment_terms_days) + " days; expected 0 to " + std::to_string(kMaxPaymentDays));
  }
  if (facts.opened.has_value() && !IsInRange(*facts.opened)) {
    return AccountError(Code::data_value, "opened", std::to_string(facts.opened->value()),
                        "the day number " + std::to_string(facts.opened->value()) + " is not in the years 1 to 9999");
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_ACCOUNT_H_

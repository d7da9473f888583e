// Kinds of ledger rows, and verdicts on them.
//
// A row is a booked fact: something was charged or taken back on a day for an account. A *credit note* takes back, and
// names the document that it takes back from; a negative charge does not, and is a correction like any other.
//
// Every row of a batch gets one verdict, dense and in the batch's order: `accepted`, or the first reason for which it
// cannot be booked. The numbers go through the C door and never change their meaning.
#ifndef KEYHAUL_LEDGER_ROW_H_
#define KEYHAUL_LEDGER_ROW_H_

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>

namespace keyhaul {
inline namespace v1 {

enum class RowKind : std::uint8_t { charge = 0, surcharge = 1, adjustment = 2, credit_note = 3 };
inline constexpr int kRowKinds = 4;

// Sets of kinds.
constexpr std::uint8_t KindBit(RowKind kind) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind)); }
inline constexpr std::uint8_t kAllKinds = 0x0F;

enum class Verdict : std::int32_t {
  accepted = 0,
  unknown_account = 1,
  bad_day = 2,
  bad_kind = 3,
  bad_amount = 4,
  missing_value = 5,
  positive_credit_note = 6,
  credit_without_document = 7,
  credits_on_other_kind = 8,
  missing_document = 9,
  text_too_long = 10,
  bad_text = 11,
  batch_refused = 12,
  bad_currency = 13,
};
inline constexpr int kVerdicts = 14;

// The policy's word, "credit_note".
std::string_view Name(RowKind kind);
std::optional<RowKind> ParseRowKind(std::string_view text);

// The word of the catalogue, "unknown_account", and a sentence that says what is wrong and what was expected.
std::string_view Name(Verdict verdict);
std::string_view Sentence(Verdict verdict);

// The column that a verdict speaks about: "account"; empty where it is a measure or none at all.
std::string_view ColumnOf(Verdict verdict);

namespace ledger_internal {

inline constexpr std::string_view kRowKindNames[kRowKinds] = {"charge", "surcharge", "adjustment", "credit_note"};

struct VerdictText {
  std::string_view name;
  std::string_view column;
  std::string_view sentence;
};

inline constexpr VerdictText kVerdictTexts[kVerdicts] = {
    {"accepted", "", "the row is booked"},
    {"unknown_account", "account", "the book has no such account"},
    {"bad_day", "day", "not a day of the years 1 to 9999; expected yyyy-mm-dd"},
    {"bad_kind", "kind", "not a kind of row; expected charge, surcharge, adjustment or credit_note"},
    {"bad_amount", "", "not a number that the column can hold exactly"},
    {"missing_value", "", "a measure has no value"},
    {"positive_credit_note", "", "a credit note takes back, so none of its measures is above zero"},
    {"credit_without_document", "credits", "a credit note names the document that it credits"},
    {"credits_on_other_kind", "credits", "only a credit note credits a document"},
    {"missing_document", "document", "every row of this ledger names its document"},
    {"text_too_long", "", "a text is longer than 1024 bytes"},
    {"bad_text", "", "a text is not UTF-8"},
    {"batch_refused", "", "the row is right, but its batch was refused for another row"},
    {"bad_currency", "currency", "the amounts are not in the policy's currency"},
};

constexpr const VerdictText& TextOf(Verdict verdict) {
  const auto i = static_cast<std::uint32_t>(verdict);
  return kVerdictTexts[i < kVerdicts ? i : static_cast<std::uint32_t>(Verdict::bad_amount)];
}

}  // namespace ledger_internal

inline std::string_view Name(RowKind kind) {
  return ledger_internal::kRowKindNames[static_cast<std::size_t>(kind) % kRowKinds];
}

inline std::optional<RowKind> ParseRowKind(std::string_view text) {
  for (std::size_t i = 0; i < std::size(ledger_internal::kRowKindNames); ++i) {
    if (text == ledger_internal::kRowKindNames[i]) return static_cast<RowKind>(i);
  }
  return std::nullopt;
}

inline std::string_view Name(Verdict verdict) { return ledger_internal::TextOf(verdict).name; }
inline std::string_view Sentence(Verdict verdict) { return ledger_internal::TextOf(verdict).sentence; }
inline std::string_view ColumnOf(Verdict verdict) { return ledger_internal::TextOf(verdict).column; }

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_ROW_H_

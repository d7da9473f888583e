// The row check: one verdict per row.
//
// A row is booked when its account is known, its day and kind are what they say, all measures have values, and its
// documents fit its kind: a credit note takes back (no measure above zero) and names what it credits, and no other kind
// names a credited document. Texts that are kept are texts. A row that fails in several ways gets the first verdict in
// the order of this paragraph.
//
// The check reads columns, not rows: block by block it asks whether any row of the block fails, which is a loop without
// branches, and looks for which only where one does. Clean data costs a fraction of a nanosecond per row and column.
//
//   std::vector<Verdict> verdicts(batch.rows);
//   const RowCheck check = CheckRows(schema, batch, book.account_count(), {}, verdicts);
//   if (check.first_refused) ... Name(verdicts[*check.first_refused])
#ifndef KEYHAUL_LEDGER_CHECK_H_
#define KEYHAUL_LEDGER_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "keyhaul/base/currency.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/ledger/batch.h"
#include "keyhaul/ledger/row.h"
#include "keyhaul/ledger/schema.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
inline namespace v1 {

struct CheckOptions {
  // Every credit note must name the document that it credits.
  bool credit_notes_name_documents = true;
  // Every row of another kind must name its own document.
  bool rows_name_documents = false;
  // The texts of documents are kept, and so must be plain text of at most kMaxTextBytes. A book sets this where its
  // plan follows documents.
  bool keeps_documents = false;
};

struct RowCheck {
  std::size_t accepted = 0;
  std::optional<std::size_t> first_refused;  // row of the batch
};

// Gives every row its verdict. The batch has passed `CheckBatch`, `verdicts` has one entry per row. A row that comes
// with a verdict other than `accepted`, because its reader could not read it, keeps it, and its values are not looked
// at.
RowCheck CheckRows(const Schema& schema, const LedgerBatch& batch, std::size_t account_count,
                   const CheckOptions& options, std::span<Verdict> verdicts);

// The refusal of a row, as one line that names row and column. The value is named where the batch holds it in a form
// that a person would know again; the reader of texts adds what it has (`account` as text).
Error RowError(const Schema& schema, const LedgerBatch& batch, std::size_t row, Verdict verdict);

// The same for an account that the book does not know, with the text that the row gave.
Error UnknownAccountError(const TextColumn& accounts, std::size_t row);

namespace ledger_internal {

struct RowRange {
  std::size_t begin;
  std::size_t end;
};

// Gives `verdict` to the rows of the range that are `bad` and have no verdict yet. The first loop is what clean data
// runs; it has no branch and no store.
template <class Bad>
inline void Refuse(RowRange rows, Verdict verdict, std::span<Verdict> verdicts, const Bad& bad) {
  unsigned any = 0;
  for (std::size_t i = rows.begin; i < rows.end; ++i) any |= static_cast<unsigned>(bad(i));
  if (any == 0) return;
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    if (verdicts[i] == Verdict::accepted && bad(i)) verdicts[i] = verdict;
  }
}

inline bool IsCreditNote(const LedgerBatch& batch, std::size_t row) {
  return !batch.kind.empty() && batch.kind[row] == static_cast<std::uint8_t>(RowKind::credit_note);
}

inline bool HasCreditNote(const LedgerBatch& batch, RowRange rows) {
  unsigned any = 0;
  if (batch.kind.empty()) return false;
  for (std::size_t i = rows.begin; i < rows.end; ++i) any |= static_cast<unsigned>(IsCreditNote(batch, i));
  return any != 0;
}

inline std::string_view TextAt(const TextColumn& column, std::size_t row) {
  return column.size() == 0 ? std::string_view() : column[row];
}

inline void CheckNumbers(const LedgerBatch& batch, std::size_t account_count, RowRange rows,
                         std::span<Verdict> verdicts) {
  Refuse(rows, Verdict::unknown_account, verdicts, [&](std::size_t i) {
    return static_cast<std::uint32_t>(batch.account[i]) >= account_count;  // -1 is the largest of them
  });
  Refuse(rows, Verdict::bad_day, verdicts, [&](std::size_t i) {
    return static_cast<std::uint32_t>(batch.day[i]) - static_cast<std::uint32_t>(kMinDay) >
           static_cast<std::uint32_t>(kMaxDay - kMinDay);
  });
  if (!batch.kind.empty()) {
    Refuse(rows, Verdict::bad_kind, verdicts, [&](std::size_t i) { return batch.kind[i] >= kRowKinds; });
  }
  for (const std::span<const std::uint8_t> validity : batch.measure_validity) {
    if (validity.empty()) continue;
    Refuse(rows, Verdict::missing_value, verdicts, [&](std::size_t i) { return validity[i] == 0; });
  }
}

inline void CheckCredits(const LedgerBatch& batch, const CheckOptions& options, RowRange rows,
                         std::span<Verdict> verdicts) {
  if (HasCreditNote(batch, rows)) {
    for (const std::span<const std::int64_t> measure : batch.measures) {
      Refuse(rows, Verdict::positive_credit_note, verdicts,
             [&](std::size_t i) { return measure[i] > 0 && IsCreditNote(batch, i); });
    }
    if (options.credit_notes_name_documents) {
      Refuse(rows, Verdict::credit_without_document, verdicts,
             [&](std::size_t i) { return IsCreditNote(batch, i) && TextAt(batch.credits, i).empty(); });
    }
  }
  if (batch.credits.size() == 0) return;
  Refuse(rows, Verdict::credits_on_other_kind, verdicts,
         [&](std::size_t i) { return !IsCreditNote(batch, i) && !batch.credits[i].empty(); });
}

// The document that a row adds to or takes from.
inline std::string_view DocumentOf(const LedgerBatch& batch, std::size_t row) {
  return TextAt(IsCreditNote(batch, row) ? batch.credits : batch.document, row);
}

inline void CheckDocuments(const LedgerBatch& batch, const CheckOptions& options, RowRange rows,
                           std::span<Verdict> verdicts) {
  if (options.rows_name_documents) {
    Refuse(rows, Verdict::missing_document, verdicts,
           [&](std::size_t i) { return !IsCreditNote(batch, i) && TextAt(batch.document, i).empty(); });
  }
  if (options.keeps_documents) {
    Refuse(rows, Verdict::text_too_long, verdicts, [&](std::size_t i) { return !IsShortText(DocumentOf(batch, i)); });
    Refuse(rows, Verdict::bad_text, verdicts, [&](std::size_t i) { return !IsPlainText(DocumentOf(batch, i)); });
  }
}

inline void CheckCurrency(const LedgerBatch& batch, RowRange rows, std::span<Verdict> verdicts) {
  if (batch.currency.size() == 0) return;
  Refuse(rows, Verdict::bad_currency, verdicts,
         [&](std::size_t i) { return !batch.currency[i].empty() && !Currency::Parse(batch.currency[i]).ok(); });
}

inline void CheckDimensions(const LedgerBatch& batch, RowRange rows, std::span<Verdict> verdicts) {
  for (const TextColumn& texts : batch.dimension_texts) {
    if (texts.size() == 0) continue;
    Refuse(rows, Verdict::text_too_long, verdicts, [&](std::size_t i) { return !IsShortText(texts[i]); });
    Refuse(rows, Verdict::bad_text, verdicts, [&](std::size_t i) { return !IsPlainText(texts[i]); });
  }
}

// The column whose text a verdict is about.
inline std::string_view NameOfBadText(const Schema& schema, const LedgerBatch& batch, std::size_t row,
                                      Verdict verdict) {
  for (std::size_t d = 0; d < batch.dimension_texts.size(); ++d) {
    const std::string_view text = TextAt(batch.dimension_texts[d], row);
    if (verdict == Verdict::text_too_long ? !IsShortText(text) : !IsPlainText(text)) return schema.dimensions[d];
  }
  return IsCreditNote(batch, row) ? "credits" : "document";
}

// The column and the value that a verdict is about.
inline void NamePlace(const Schema& schema, const LedgerBatch& batch, std::size_t row, Error* error, Verdict verdict) {
  if (verdict == Verdict::text_too_long || verdict == Verdict::bad_text) {
    error->column = NameOfBadText(schema, batch, row, verdict);
  } else if (verdict == Verdict::bad_day) {
    error->value = std::to_string(batch.day[row]);
  } else if (verdict == Verdict::bad_kind) {
    error->value = std::to_string(batch.kind[row]);
  } else if (verdict == Verdict::bad_currency) {
    error->value = TextAt(batch.currency, row);
  } else if (verdict == Verdict::credits_on_other_kind) {
    error->value = batch.credits[row].substr(0, kMaxTextBytes);
  } else if (verdict == Verdict::missing_value) {
    for (std::size_t m = 0; m < batch.measure_validity.size(); ++m) {
      const std::span<const std::uint8_t> validity = batch.measure_validity[m];
      if (error->column.empty() && !validity.empty() && validity[row] == 0) error->column = schema.measures[m].name;
    }
  } else if (verdict == Verdict::positive_credit_note) {
    for (std::size_t m = batch.measures.size(); m-- > 0;) {
      if (batch.measures[m][row] <= 0) continue;
      error->column = schema.measures[m].name;
      error->value = std::to_string(batch.measures[m][row]);
    }
  }
}

}  // namespace ledger_internal

inline RowCheck CheckRows(const Schema&, const LedgerBatch& batch, std::size_t account_count,
                          const CheckOptions& options, std::span<Verdict> verdicts) {
  constexpr std::size_t kBlock = 1024;
  RowCheck check;
  for (std::size_t begin = 0; begin < batch.rows; begin += kBlock) {
    const ledger_internal::RowRange rows{begin, std::min(begin + kBlock, batch.rows)};
    ledger_internal::CheckNumbers(batch, account_count, rows, verdicts);
    ledger_internal::CheckCredits(batch, options, rows, verdicts);
    ledger_internal::CheckDocuments(batch, options, rows, verdicts);
    ledger_internal::CheckCurrency(batch, rows, verdicts);
    ledger_internal::CheckDimensions(batch, rows, verdicts);
    std::size_t accepted = 0;
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      accepted += static_cast<std::size_t>(verdicts[i] == Verdict::accepted);
    }
    check.accepted += accepted;
    if (accepted == rows.end - rows.begin || check.first_refused.has_value()) continue;
    std::size_t first = rows.begin;
    while (verdicts[first] == Verdict::accepted) ++first;
    check.first_refused = first;
  }
  return check;
}

inline Error RowError(const Schema& schema, const LedgerBatch& batch, std::size_t row, Verdict verdict) {
  Code code = Code::data_value;
  if (verdict == Verdict::unknown_account) code = Code::data_unknown_account;
  if (verdict == Verdict::bad_currency) code = Code::currency_mismatch;
  Error error = MakeError(code, std::string(Sentence(verdict)));
  error.table = "ledger";
  error.row = static_cast<std::int64_t>(row);
  error.column = ColumnOf(verdict);
  ledger_internal::NamePlace(schema, batch, row, &error, verdict);
  if (!error.value.empty()) error.message = "\"" + error.value + "\": " + error.message;
  return error;
}

inline Error UnknownAccountError(const TextColumn& accounts, std::size_t row) {
  const std::string_view account = ledger_internal::TextAt(accounts, row);
  Error error;
  error.code = Code::data_unknown_account;
  error.table = "ledger";
  error.column = "account";
  error.row = static_cast<std::int64_t>(row);
  if (account.empty()) {
    error.message = "the row has no account";
  } else if (!IsShortText(account)) {
    error.message =
        "an account of " + std::to_string(account.size()) + " bytes; expected at most " + std::to_string(kMaxTextBytes);
  } else if (!IsPlainText(account)) {
    error.message = "an account that is not UTF-8 text without NUL";
  } else {
    error.value = account;
    error.message = "\"" + error.value + "\" is no account of the book";
  }
  return error;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_LEDGER_CHECK_H_

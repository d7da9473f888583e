// The tables accounts and memberships of a host, into a book.
//
// Both are small beside the ledger, so they are added to a copy of the book that takes its place when every row was
// fine. Parents may stand below their children in the table: accounts are opened first and tied together afterwards.
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/limits.h"
#include "src/engine/add_table.h"
#include "src/engine/cells.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kAccountColumns[] = {
    "account", "name",  "parent",       "currency",        "industry", "city", "region", "tags", "payment_terms_days",
    "opened",  "payer", "statement_by", "settlement_cycle"};
constexpr std::string_view kMembershipColumns[] = {"member", "group", "from", "until"};

// The text columns of a table by name; a column that is not there has no values.
class TextTable {
 public:
  explicit TextTable(const InputTable& table) : table_(table) {}

  Status Read(std::string_view name) {
    const InputColumn* column = FindColumn(table_, name);
    if (column == nullptr) return {};
    KEYHAUL_TRY(const TextColumn texts, ReadTexts(table_, *column));
    columns_.emplace_back(name, texts);
    return {};
  }

  std::string_view At(std::string_view name, std::size_t row) const {
    for (const auto& [column, texts] : columns_) {
      if (column == name) return texts[row];
    }
    return {};
  }

 private:
  const InputTable& table_;
  std::vector<std::pair<std::string_view, TextColumn>> columns_;
};

Verdict VerdictOf(const Error& error) {
  return error.code == Code::data_unknown_account ? Verdict::unknown_account : Verdict::bad_text;
}

// Notes the outcome of one row. Returns the error if it ends the batch.
Status Note(const InputTable& table, const AddOptions& options, std::size_t row, Status status,
            std::span<std::int32_t> verdicts) {
  if (status.ok()) return {};
  if (status.error().code == Code::wrong_state) return std::move(status).error();  // no row of the table can be added
  if (!verdicts.empty()) verdicts[row] = static_cast<std::int32_t>(VerdictOf(status.error()));
  if (options.skip_refused_rows) return {};
  return InRow(table, row, std::move(status).error());
}

// Whether a cell of the row could not be read; its verdict is noted then.
bool NoteRefusal(Refusals& refusals, std::size_t row, std::span<std::int32_t> verdicts) {
  if (!refusals.refused(row)) return false;
  if (!verdicts.empty()) verdicts[row] = static_cast<std::int32_t>(refusals.verdicts()[row]);
  return true;
}

constexpr std::int64_t kNotGiven = -1;

// Payment terms by row, kNotGiven where there are none; what is no number of days refuses its row.
Result<std::vector<std::int64_t>> ReadPaymentTerms(const InputTable& table, Refusals* refusals) {
  std::vector<std::int64_t> days(table.rows, kNotGiven);
  const InputColumn* column = FindColumn(table, "payment_terms_days");
  if (column == nullptr) return days;
  Refusals cells(table.name, table.rows);
  std::vector<std::int64_t> buffer;
  KEYHAUL_TRY(const std::span<const std::int64_t> values, ReadAmounts(table, *column, 0, &buffer, &cells));
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (cells.verdicts()[row] == Verdict::missing_value) continue;
    days[row] = values[row];
    const bool is_days = values[row] >= 0 && values[row] <= kMaxPaymentDays;
    if (cells.refused(row) || !is_days) {
      refusals->Refuse(row, Verdict::bad_amount, column->name, "",
                       MakeError(Code::data_value, "not a number of days; expected 0 to " +
                                                       std::to_string(kMaxPaymentDays) + ", without decimals"));
    }
  }
  return days;
}

// Days of opening by row, absent where there are none; what is no day refuses its row.
Result<std::vector<std::optional<Day>>> ReadOpened(const InputTable& table, Refusals* refusals) {
  std::vector<std::optional<Day>> days(table.rows);
  const InputColumn* column = FindColumn(table, "opened");
  if (column == nullptr) return days;
  constexpr std::int32_t kMissing = std::numeric_limits<std::int32_t>::min();
  std::vector<std::int32_t> buffer;
  KEYHAUL_TRY(const std::span<const std::int32_t> values, ReadDays(table, *column, kMissing, &buffer, refusals));
  const bool is_day = column->type == InputType::day;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool is_valid = column->validity == nullptr || column->validity[row] != 0;
    if (refusals->refused(row) || (is_day ? !is_valid : values[row] == kMissing)) continue;
    if (Result<Day> day = Day::FromNumber(values[row]); day.ok()) {
      days[row] = *day;
    } else {
      refusals->Refuse(row, Verdict::bad_day, column->name, "", std::move(day).error());
    }
  }
  return days;
}

AccountFacts FactsOf(const TextTable& texts, std::size_t row, std::int64_t payment_terms_days,
                     std::optional<Day> opened) {
  AccountFacts facts;
  facts.external_id = texts.At("account", row);
  for (const TextFact& fact : kTextFacts) facts.*fact.value = texts.At(fact.column, row);
  if (payment_terms_days >= 0) facts.payment_terms_days = static_cast<std::int32_t>(payment_terms_days);
  facts.opened = opened;
  return facts;
}

Status TieToParent(const TextTable& texts, std::size_t row, Book* book) {
  const std::string_view parent = texts.At("parent", row);
  if (parent.empty()) return {};
  AccountFacts facts;
  facts.external_id = texts.At("account", row);
  facts.parent = parent;
  KEYHAUL_TRY([[maybe_unused]] const AccountId id, book->OpenAccount(facts));
  return {};
}

Result<AccountId> FindAccount(const Book& book, std::string_view column, std::string_view id) {
  const AccountId account = book.Find(id);
  if (!account.IsNone()) return account;
  Error error = MakeError(Code::data_unknown_account, "the book has no account \"" + std::string(id) + "\"");
  error.column = std::string(column);
  error.value = std::string(id);
  return error;
}

Status AddMember(const TextTable& texts, std::size_t row, Period period, Book* book) {
  KEYHAUL_TRY(const AccountId member, FindAccount(*book, "member", texts.At("member", row)));
  KEYHAUL_TRY(const AccountId group, FindAccount(*book, "group", texts.At("group", row)));
  return book->AddMembership(member, group, period);
}

}  // namespace

Status AddAccounts(const InputTable& table, const AddOptions& options, std::span<std::int32_t> verdicts, Book* book) {
  KEYHAUL_CHECK(CheckColumnNames(table, kAccountColumns));
  KEYHAUL_TRY([[maybe_unused]] const InputColumn* account, RequiredColumn(table, "account"));
  TextTable texts(table);
  for (const std::string_view column : kAccountColumns) {
    if (column != "payment_terms_days" && column != "opened") KEYHAUL_CHECK(texts.Read(column));
  }
  Refusals refusals(table.name, table.rows);
  KEYHAUL_TRY(const std::vector<std::int64_t> payment_terms, ReadPaymentTerms(table, &refusals));
  KEYHAUL_TRY(const std::vector<std::optional<Day>> opened, ReadOpened(table, &refusals));
  if (refusals.any() && !options.skip_refused_rows) return refusals.first();
  Book next = *book;
  std::vector<bool> is_in(table.rows, false);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (NoteRefusal(refusals, row, verdicts)) continue;
    const Result<AccountId> id = next.OpenAccount(FactsOf(texts, row, payment_terms[row], opened[row]));
    is_in[row] = id.ok();
    KEYHAUL_CHECK(Note(table, options, row, id.ok() ? Status() : Status(id.error()), verdicts));
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (is_in[row]) KEYHAUL_CHECK(Note(table, options, row, TieToParent(texts, row, &next), verdicts));
  }
  *book = std::move(next);
  return {};
}

Status AddMemberships(const InputTable& table, const AddOptions& options, std::span<std::int32_t> verdicts,
                      Book* book) {
  KEYHAUL_CHECK(CheckColumnNames(table, kMembershipColumns));
  for (const char* name : {"member", "group"}) {
    KEYHAUL_TRY([[maybe_unused]] const InputColumn* column, RequiredColumn(table, name));
  }
  KEYHAUL_TRY(const InputColumn* from_column, RequiredColumn(table, "from"));
  TextTable texts(table);
  KEYHAUL_CHECK(texts.Read("member"));
  KEYHAUL_CHECK(texts.Read("group"));
  Refusals refusals(table.name, table.rows);
  std::vector<std::int32_t> from_buffer;
  std::vector<std::int32_t> until_buffer(table.rows, Period::All().end.value());
  KEYHAUL_TRY(const auto from, ReadDays(table, *from_column, std::nullopt, &from_buffer, &refusals));
  std::span<const std::int32_t> until = until_buffer;
  if (const InputColumn* column = FindColumn(table, "until"); column != nullptr) {
    KEYHAUL_TRY(until, ReadDays(table, *column, Period::All().end.value(), &until_buffer, &refusals));
  }
  if (refusals.any() && !options.skip_refused_rows) return refusals.first();
  Book next = *book;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (NoteRefusal(refusals, row, verdicts)) continue;
    const Period period{Day(from[row]), Day(until[row])};
    KEYHAUL_CHECK(Note(table, options, row, AddMember(texts, row, period, &next), verdicts));
  }
  *book = std::move(next);
  return {};
}

}  // namespace v1
}  // namespace keyhaul

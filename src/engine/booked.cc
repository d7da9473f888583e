#include "src/engine/booked.h"

#include <algorithm>
#include <string>
#include <utility>

#include "src/engine/cells.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kColumns[] = {"account", "line", "period_begin", "booked", "balance"};

// Turns the names of one row into a key.
class KeyReader {
 public:
  KeyReader(const CompiledPolicy& policy, const Book& book) : terms_(policy.policy.terms), book_(book) {
    const std::vector<AccountId> order = book.OrderByExternalId();
    place_.resize(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place_[order[i].index()] = static_cast<std::int32_t>(i);
  }

  // Errors carry the column and the value.
  Result<BookedKey> Read(std::string_view account, std::string_view line, Day day) const {
    const AccountId id = book_.Find(account);
    if (id.IsNone()) return At("account", account, Code::data_unknown_account, "the book has no such account");
    const auto found =
        std::find_if(terms_.begin(), terms_.end(), [&](const TermsLine& candidate) { return candidate.id == line; });
    if (found == terms_.end()) return At("line", line, Code::data_value, "the policy's terms have no such line");
    const std::int64_t period = found->period.IndexOf(day);
    KEYHAUL_TRY(const Period days, found->period.At(period));
    if (days.begin != day) {
      return At("period_begin", day.ToText(), Code::data_value,
                "is not the first day of a period of " + found->id + "; it lies in " + days.ToText());
    }
    return BookedKey{place_[id.index()], static_cast<std::int32_t>(found - terms_.begin()), period};
  }

 private:
  static Error At(std::string_view column, std::string_view value, Code code, std::string message) {
    Error error = MakeError(code, "\"" + std::string(value) + "\": " + std::move(message));
    error.column = std::string(column);
    error.value = std::string(value);
    return error;
  }

  const std::vector<TermsLine>& terms_;
  const Book& book_;
  std::vector<std::int32_t> place_;
};

struct BookedColumns {
  TextColumn accounts;
  TextColumn lines;
  std::span<const std::int32_t> days;
  std::vector<int128> amounts;
  std::vector<int128> balances;  // empty where the host has none
  std::vector<std::int32_t> day_buffer;
};

// Balances may be missing: nothing is owed back then.
Status ReadBalances(const InputTable& table, int money_scale, std::vector<int128>* balances) {
  const InputColumn* column = FindColumn(table, "balance");
  if (column == nullptr) return {};
  Refusals refusals(table.name, table.rows);
  KEYHAUL_TRY(*balances, ReadTotals(table, *column, money_scale, &refusals));
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool is_missing = refusals.verdicts()[row] == Verdict::missing_value;
    if (is_missing) (*balances)[row] = 0;
    if (is_missing || (!refusals.refused(row) && (*balances)[row] <= 0)) continue;
    Error error = MakeError(Code::data_value, "what is owed back is an amount of 0 or less");
    error.column = "balance";
    return InRow(table, row, std::move(error));
  }
  return {};
}

Status ReadColumns(const InputTable& table, int money_scale, BookedColumns* out) {
  KEYHAUL_CHECK(CheckColumnNames(table, kColumns));
  KEYHAUL_TRY(const InputColumn* account, RequiredColumn(table, kColumns[0]));
  KEYHAUL_TRY(const InputColumn* line, RequiredColumn(table, kColumns[1]));
  KEYHAUL_TRY(const InputColumn* day, RequiredColumn(table, kColumns[2]));
  KEYHAUL_TRY(const InputColumn* amount, RequiredColumn(table, kColumns[3]));
  KEYHAUL_TRY(out->accounts, ReadTexts(table, *account));
  KEYHAUL_TRY(out->lines, ReadTexts(table, *line));
  Refusals refusals(table.name, table.rows);
  KEYHAUL_TRY(out->days, ReadDays(table, *day, std::nullopt, &out->day_buffer, &refusals));
  KEYHAUL_TRY(out->amounts, ReadTotals(table, *amount, money_scale, &refusals));
  if (refusals.any()) return refusals.first();
  return ReadBalances(table, money_scale, &out->balances);
}

}  // namespace

Result<std::vector<Booked>> ReadBooked(const CompiledPolicy& policy, const Book& book, const InputTable& table) {
  BookedColumns columns;
  KEYHAUL_CHECK(ReadColumns(table, policy.money_scale, &columns));
  const KeyReader reader(policy, book);
  struct Row {
    Booked booked;
    std::size_t row;
  };
  std::vector<Row> rows;
  rows.reserve(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    Result<Day> day = Day::FromNumber(columns.days[row]);
    if (!day.ok()) return InRow(table, row, std::move(day).error());
    Result<BookedKey> key = reader.Read(columns.accounts[row], columns.lines[row], *day);
    if (!key.ok()) return InRow(table, row, std::move(key).error());
    const int128 balance = columns.balances.empty() ? int128(0) : columns.balances[row];
    rows.push_back({{*key, columns.amounts[row], balance}, row});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.booked.key < b.booked.key; });
  const auto twice = std::adjacent_find(rows.begin(), rows.end(),
                                        [](const Row& a, const Row& b) { return a.booked.key == b.booked.key; });
  if (twice != rows.end()) {
    return InRow(
        table, (twice + 1)->row,
        MakeError(Code::data_duplicate, "account, line and period are those of row " + std::to_string(twice->row + 1)));
  }
  std::vector<Booked> booked;
  booked.reserve(rows.size());
  for (const Row& row : rows) booked.push_back(row.booked);
  return booked;
}

}  // namespace v1
}  // namespace keyhaul

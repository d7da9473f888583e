#include "src/engine/booked.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "src/engine/cells.h"

namespace keyhaul {
inline namespace v1 {
namespace {

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

// A table of one amount per account, line and period, row by row as the host has it.
struct KeyedAmounts {
  std::vector<BookedKey> keys;
  std::vector<int128> amounts;
};

// Every key at most once.
Status CheckKeysDiffer(const InputTable& table, const std::vector<BookedKey>& keys) {
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  const auto twice =
      std::adjacent_find(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] == keys[b]; });
  if (twice == order.end()) return {};
  return InRow(
      table, *(twice + 1),
      MakeError(Code::data_duplicate, "account, line and period are those of row " + std::to_string(*twice + 1)));
}

// `columns` are the names of account, line, first day of the period and amount, in this order, and others that the
// table may have.
Result<KeyedAmounts> ReadKeyedAmounts(const CompiledPolicy& policy, const Book& book, const InputTable& table,
                                      std::span<const std::string_view> columns, int scale) {
  KEYHAUL_CHECK(CheckColumnNames(table, columns));
  KEYHAUL_TRY(const InputColumn* account, RequiredColumn(table, columns[0]));
  KEYHAUL_TRY(const InputColumn* line, RequiredColumn(table, columns[1]));
  KEYHAUL_TRY(const InputColumn* day, RequiredColumn(table, columns[2]));
  KEYHAUL_TRY(const InputColumn* amount, RequiredColumn(table, columns[3]));
  KEYHAUL_TRY(const TextColumn accounts, ReadTexts(table, *account));
  KEYHAUL_TRY(const TextColumn lines, ReadTexts(table, *line));
  Refusals refusals(table.name, table.rows);
  std::vector<std::int32_t> buffer;
  KEYHAUL_TRY(const std::span<const std::int32_t> days, ReadDays(table, *day, std::nullopt, &buffer, &refusals));
  KeyedAmounts out;
  KEYHAUL_TRY(out.amounts, ReadTotals(table, *amount, scale, &refusals));
  if (refusals.any()) return refusals.first();
  const KeyReader reader(policy, book);
  out.keys.reserve(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    Result<Day> first_day = Day::FromNumber(days[row]);
    if (!first_day.ok()) return InRow(table, row, std::move(first_day).error());
    Result<BookedKey> key = reader.Read(accounts[row], lines[row], *first_day);
    if (!key.ok()) return InRow(table, row, std::move(key).error());
    out.keys.push_back(*key);
  }
  KEYHAUL_CHECK(CheckKeysDiffer(table, out.keys));
  return out;
}

// Balances may be missing: nothing is owed back then.
Result<std::vector<int128>> ReadBalances(const InputTable& table, int money_scale) {
  std::vector<int128> balances(table.rows, 0);
  const InputColumn* column = FindColumn(table, "balance");
  if (column == nullptr) return balances;
  Refusals refusals(table.name, table.rows);
  KEYHAUL_TRY(balances, ReadTotals(table, *column, money_scale, &refusals));
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool is_missing = refusals.verdicts()[row] == Verdict::missing_value;
    if (is_missing) balances[row] = 0;
    if (is_missing || (!refusals.refused(row) && balances[row] <= 0)) continue;
    Error error = MakeError(Code::data_value, "what is owed back is an amount of 0 or less");
    error.column = "balance";
    return InRow(table, row, std::move(error));
  }
  return balances;
}

}  // namespace

Result<std::vector<Booked>> ReadBooked(const CompiledPolicy& policy, const Book& book, const InputTable& table) {
  constexpr std::string_view kColumns[] = {"account", "line", "period_begin", "booked", "balance"};
  KEYHAUL_TRY(const KeyedAmounts read, ReadKeyedAmounts(policy, book, table, kColumns, policy.money_scale));
  KEYHAUL_TRY(const std::vector<int128> balances, ReadBalances(table, policy.money_scale));
  std::vector<Booked> booked;
  booked.reserve(read.keys.size());
  for (std::size_t row = 0; row < read.keys.size(); ++row) {
    booked.push_back({read.keys[row], read.amounts[row], balances[row]});
  }
  std::sort(booked.begin(), booked.end(), [](const Booked& a, const Booked& b) { return a.key < b.key; });
  return booked;
}

Result<Forecasts> ReadForecasts(const CompiledPolicy& policy, const Book& book, const InputTable& table) {
  constexpr std::string_view kColumns[] = {"account", "line", "period_begin", "forecast"};
  KEYHAUL_TRY(const KeyedAmounts read, ReadKeyedAmounts(policy, book, table, kColumns, policy.measure_scale));
  Forecasts forecasts;
  for (std::size_t row = 0; row < read.keys.size(); ++row) {
    const auto line = static_cast<std::size_t>(read.keys[row].line);
    KEYHAUL_TRY(const Decimal forecast, Decimal::Make(read.amounts[row], policy.measure_scale));
    const bool fits = forecast.MantissaAt(policy.lines[line].units.qualifying_scale).ok();
    const std::optional<Accrual>& accrual = policy.policy.terms[line].accrual;
    const bool is_asked_for = accrual && accrual->method == AccrualMethod::forecast;
    if (forecast.sign() > 0 && fits && is_asked_for) {
      forecasts.emplace(read.keys[row], forecast);
      continue;
    }
    Error error = MakeError(Code::data_value, !is_asked_for ? "the line accrues by no forecast"
                                              : fits        ? "a forecast is above 0"
                                                            : "more decimals than the line's qualifying measure has");
    error.column = "forecast";
    error.value = forecast.ToText();
    return InRow(table, row, std::move(error));
  }
  return forecasts;
}

}  // namespace v1
}  // namespace keyhaul

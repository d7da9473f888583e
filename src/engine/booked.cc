#include "src/engine/booked.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "src/engine/cells.h"
#include "src/engine/settlement_tables.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

Error BookedCellError(std::string_view column, std::string_view value, Code code, std::string message) {
  Error error = MakeError(code, "\"" + std::string(value) + "\": " + std::move(message));
  error.column = std::string(column);
  error.value = std::string(value);
  return error;
}

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
    if (id.IsNone())
      return BookedCellError("account", account, Code::data_unknown_account, "the book has no such account");
    const auto found =
        std::find_if(terms_.begin(), terms_.end(), [&](const TermsLine& candidate) { return candidate.id == line; });
    if (found == terms_.end())
      return BookedCellError("line", line, Code::data_value, "the policy's terms have no such line");
    const std::int64_t period = found->period.IndexOf(day);
    KEYHAUL_TRY(const Period days, found->period.At(period));
    if (days.begin != day) {
      return BookedCellError("period_begin", day.ToText(), Code::data_value,
                             "is not the first day of a period of " + found->id + "; it lies in " + days.ToText());
    }
    return BookedKey{place_[id.index()], static_cast<std::int32_t>(found - terms_.begin()), period};
  }

 private:
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

// What a run writes beside its amounts, so that the next one sees when it is given what is not its own. All of it may
// be missing.
class MarkReader {
 public:
  static Result<MarkReader> Make(const CompiledPolicy& policy, const InputTable& table) {
    MarkReader reader(policy);
    KEYHAUL_TRY(reader.kinds_, Texts(table, "kind"));
    KEYHAUL_TRY(reader.currencies_, Texts(table, "currency"));
    KEYHAUL_TRY(reader.states_, Texts(table, "state"));
    KEYHAUL_TRY(reader.ends_, Days(table, "period_end"));
    KEYHAUL_TRY(reader.as_of_, Days(table, "as_of"));
    return reader;
  }

  // Errors carry the column and the value.
  Result<BookedMark> Read(std::size_t row, const BookedKey& key) const {
    const TermsLine& line = policy_.policy.terms[static_cast<std::size_t>(key.line)];
    KEYHAUL_TRY(const Period days, line.period.At(key.period));
    KEYHAUL_TRY(const std::optional<Day> end, DayAt(ends_, row, "period_end"));
    if (end.has_value() && *end != days.end) {
      return BookedCellError("period_end", end->ToText(), Code::data_value,
                             "the period of " + line.id + " is " + days.ToText() +
                                 "; what is booked stays with its id, so a line of other periods needs another");
    }
    const std::string_view kind = WordOf(line.kind, kLineKindWords);
    if (Has(kinds_, row) && (*kinds_)[row] != kind) {
      return BookedCellError(
          "kind", (*kinds_)[row], Code::data_value,
          line.id + " is a " + std::string(kind) + "; what is booked stays with its id, so the line needs another");
    }
    const std::string_view currency = policy_.policy.currency.code();
    if (Has(currencies_, row) && (*currencies_)[row] != currency) {
      return BookedCellError("currency", (*currencies_)[row], Code::data_value,
                             "the policy's amounts are in " + std::string(currency));
    }
    BookedMark mark;
    KEYHAUL_TRY(mark.as_of, DayAt(as_of_, row, "as_of"));
    if (mark.as_of.has_value() && *mark.as_of < days.begin) {
      return BookedCellError("as_of", mark.as_of->ToText(), Code::data_value,
                             "no run settles " + days.ToText() + " before it begins");
    }
    if (!Has(states_, row)) return mark;
    mark.is_final = (*states_)[row] == StateWord(true);
    if (*mark.is_final || (*states_)[row] == StateWord(false)) return mark;
    return BookedCellError("state", (*states_)[row], Code::data_value, "expected final or interim");
  }

 private:
  using OptionalTexts = std::optional<TextColumn>;
  using DayNumbers = std::vector<std::int32_t>;  // kNoDay where there is none; empty without the column
  static constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

  explicit MarkReader(const CompiledPolicy& policy) : policy_(policy) {}

  static Result<OptionalTexts> Texts(const InputTable& table, std::string_view name) {
    const InputColumn* column = FindColumn(table, name);
    if (column == nullptr) return OptionalTexts();
    KEYHAUL_TRY(const TextColumn texts, ReadTexts(table, *column));
    return OptionalTexts(texts);
  }
  static bool Has(const OptionalTexts& texts, std::size_t row) { return texts.has_value() && HasText(*texts, row); }

  static Result<DayNumbers> Days(const InputTable& table, std::string_view name) {
    const InputColumn* column = FindColumn(table, name);
    if (column == nullptr) return DayNumbers();
    Refusals refusals(table.name, table.rows);
    DayNumbers buffer;
    KEYHAUL_TRY(const std::span<const std::int32_t> days, ReadDays(table, *column, kNoDay, &buffer, &refusals));
    if (refusals.any()) return refusals.first();
    return DayNumbers(days.begin(), days.end());
  }
  static Result<std::optional<Day>> DayAt(const DayNumbers& days, std::size_t row, std::string_view column) {
    if (days.empty() || days[row] == kNoDay) return std::optional<Day>();
    Result<Day> day = Day::FromNumber(days[row]);
    if (day.ok()) return std::optional<Day>(*day);
    Error error = std::move(day).error();
    error.column = std::string(column);
    return error;
  }

  const CompiledPolicy& policy_;
  OptionalTexts kinds_;
  OptionalTexts currencies_;
  OptionalTexts states_;
  DayNumbers ends_;
  DayNumbers as_of_;
};

}  // namespace

Result<std::vector<Booked>> ReadBooked(const CompiledPolicy& policy, const Book& book, const InputTable& table) {
  constexpr std::string_view kColumns[] = {"account",    "line", "period_begin", "booked", "balance",
                                           "period_end", "kind", "currency",     "state",  "as_of"};
  KEYHAUL_TRY(const KeyedAmounts read, ReadKeyedAmounts(policy, book, table, kColumns, policy.money_scale));
  KEYHAUL_TRY(const std::vector<int128> balances, ReadBalances(table, policy.money_scale));
  KEYHAUL_TRY(const MarkReader marks, MarkReader::Make(policy, table));
  std::vector<Booked> booked;
  booked.reserve(read.keys.size());
  for (std::size_t row = 0; row < read.keys.size(); ++row) {
    Result<BookedMark> mark = marks.Read(row, read.keys[row]);
    if (!mark.ok()) return InRow(table, row, std::move(mark).error());
    booked.push_back({read.keys[row], read.amounts[row], balances[row], *mark, row});
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

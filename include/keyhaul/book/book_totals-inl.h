// Reading the totals of a book.
#ifndef KEYHAUL_BOOK_BOOK_TOTALS_INL_H_
#define KEYHAUL_BOOK_BOOK_TOTALS_INL_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "keyhaul/book/book.h"
#include "keyhaul/book/document_key.h"

namespace keyhaul {
inline namespace v1 {

inline std::optional<Period> Book::LedgerDays() const {
  if (row_count_ == 0) return std::nullopt;
  return Period{first_day_, Day(last_day_.value() + 1)};
}

// Calls `visit(index, column)` for the columns of an item from period `first` to `last`. An item of another kind has
// none.
template <class Columns, class Visit>
void Book::ForEachColumn(int item, std::int64_t first, std::int64_t last, const Visit& visit) const {
  const auto* columns = std::get_if<Columns>(&state(item).cells);
  if (columns == nullptr) return;
  grids_[state(item).grid].grid.ForEachSlot(first, last, [&](std::int64_t index, std::size_t slot) {
    if (slot < columns->size()) visit(index, (*columns)[slot]);
  });
}

inline std::vector<std::int64_t> Book::PeriodIndexes(int item) const {
  std::vector<std::int64_t> indexes;
  const auto note = [&](std::int64_t index, const auto& column) {
    if (column.HasAny()) indexes.push_back(index);
  };
  ForEachColumn<WideColumns>(item, kFirstIndex, kLastIndex, note);
  ForEachColumn<CountColumns>(item, kFirstIndex, kLastIndex, note);
  ForEachColumn<DayColumns>(item, kFirstIndex, kLastIndex, note);
  ForEachColumn<SplitColumns>(item, kFirstIndex, kLastIndex, note);
  return indexes;
}

inline int128 Book::Sum(int item, AccountId account, std::int64_t first_index, std::int64_t last_index) const {
  int128 sum = 0;
  ForEachColumn<WideColumns>(item, first_index, last_index, [&](std::int64_t, const CellColumn<int128>& column) {
    sum += column.At(account.index());
  });
  return sum;
}

inline std::span<const int128> Book::Cells(int item, std::int64_t period_index) const {
  std::span<const int128> cells;
  ForEachColumn<WideColumns>(item, period_index, period_index, [&](std::int64_t, const CellColumn<int128>& column) {
    cells = column.First(account_count());
  });
  return cells;
}

inline std::vector<int128> Book::Sums(int item, std::int64_t first_index, std::int64_t last_index) const {
  std::vector<int128> sums(account_count(), 0);
  ForEachColumn<WideColumns>(item, first_index, last_index, [&](std::int64_t, const CellColumn<int128>& column) {
    const std::span<const int128> cells = column.First(sums.size());
    for (std::size_t account = 0; account < cells.size(); ++account) sums[account] += cells[account];
  });
  return sums;
}

inline std::int64_t Book::Count(int item, AccountId account, std::int64_t first_index, std::int64_t last_index) const {
  std::int64_t count = 0;
  ForEachColumn<CountColumns>(item, first_index, last_index, [&](std::int64_t, const CellColumn<std::int64_t>& column) {
    count += column.At(account.index());
  });
  return count;
}

inline std::span<const std::int64_t> Book::CountCells(int item, std::int64_t period_index) const {
  std::span<const std::int64_t> cells;
  ForEachColumn<CountColumns>(
      item, period_index, period_index,
      [&](std::int64_t, const CellColumn<std::int64_t>& column) { cells = column.First(account_count()); });
  return cells;
}

inline std::optional<std::int64_t> Book::Minimum(int item, AccountId account, std::int64_t first_index,
                                                 std::int64_t last_index) const {
  int128 least = 0;
  ForEachColumn<WideColumns>(item, first_index, last_index, [&](std::int64_t, const CellColumn<int128>& column) {
    least = std::min(least, column.At(account.index()));
  });
  if (least == 0) return std::nullopt;
  return book_internal::ValueOfMinimum(least);
}

inline std::optional<std::int64_t> Book::Maximum(int item, AccountId account, std::int64_t first_index,
                                                 std::int64_t last_index) const {
  int128 greatest = 0;
  ForEachColumn<WideColumns>(item, first_index, last_index, [&](std::int64_t, const CellColumn<int128>& column) {
    greatest = std::max(greatest, column.At(account.index()));
  });
  if (greatest == 0) return std::nullopt;
  return book_internal::ValueOfMaximum(greatest);
}

inline std::int64_t Book::DistinctDays(int item, AccountId account, Period period) const {
  std::int64_t days = 0;
  period = Intersection(period, Period::All());
  ForEachColumn<DayColumns>(item, DayWordOf(period.begin), DayWordOf(period.end),
                            [&](std::int64_t word, const CellColumn<std::uint64_t>& column) {
                              days += std::popcount(column.At(account.index()) & DaysIn(word, period));
                            });
  return days;
}

inline std::vector<std::int64_t> Book::DistinctDays(int item, Period period) const {
  std::vector<std::int64_t> days(account_count(), 0);
  period = Intersection(period, Period::All());
  ForEachColumn<DayColumns>(item, DayWordOf(period.begin), DayWordOf(period.end),
                            [&](std::int64_t word, const CellColumn<std::uint64_t>& column) {
                              const std::uint64_t in_period = DaysIn(word, period);
                              const std::span<const std::uint64_t> cells = column.First(days.size());
                              for (std::size_t account = 0; account < cells.size(); ++account) {
                                days[account] += std::popcount(cells[account] & in_period);
                              }
                            });
  return days;
}

inline std::vector<std::optional<Day>> Book::LastDays(int item, Period period) const {
  std::vector<std::optional<Day>> last(account_count());
  period = Intersection(period, Period::All());
  // Words come in ascending order, so the last one with a day of the period stays.
  ForEachColumn<DayColumns>(item, DayWordOf(period.begin), DayWordOf(period.end),
                            [&](std::int64_t word, const CellColumn<std::uint64_t>& column) {
                              const std::uint64_t in_period = DaysIn(word, period);
                              const std::span<const std::uint64_t> cells = column.First(last.size());
                              for (std::size_t account = 0; account < cells.size(); ++account) {
                                const std::uint64_t days = cells[account] & in_period;
                                if (days == 0) continue;
                                const std::int64_t day =
                                    kMinDay + word * kDaysPerWord + static_cast<std::int64_t>(std::bit_width(days)) - 1;
                                last[account] = Day(static_cast<std::int32_t>(day));
                              }
                            });
  return last;
}

inline std::vector<OpenDocument> Book::OpenDocuments(int item) const {
  std::vector<OpenDocument> documents;
  const auto* cells = std::get_if<DocumentCells>(&state(item).cells);
  if (cells == nullptr) return documents;
  for (std::size_t id = 0; id < cells->size(); ++id) {
    const DocumentCell& cell = (*cells)[id];
    if (cell.IsEmpty()) continue;
    const std::string_view key = documents_.Text(static_cast<std::int32_t>(id));
    OpenDocument document{book_internal::DocumentKey::AccountOf(key), book_internal::DocumentKey::DocumentOf(key),
                          cell.charged, cell.credited, std::nullopt};
    if (cell.first_day != DocumentCell::kNotCharged) document.first_day = Day(cell.first_day);
    documents.push_back(document);
  }
  std::sort(documents.begin(), documents.end(), [&](const OpenDocument& a, const OpenDocument& b) {
    if (a.account != b.account) return external_id(a.account) < external_id(b.account);
    return a.document < b.document;
  });
  return documents;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BOOK_TOTALS_INL_H_

// Totals that are told apart by a second key: adding rows to them and reading them.
//
// Preparing finds for every row in scope the cells that it will go into, making those that are new, and notes their
// places; applying walks over the same rows and adds at these places, so that it looks nothing up and cannot fail. A
// row has one cell in a split by dimension or currency, and one per group of its account on its day in a split by
// group. Keys of dimensions and currencies are ids of texts; that of the empty text is Interner::kNone.
//
// The number of periods is not limited here: unlike a column of all accounts, a period costs only the cells that occur.
#ifndef KEYHAUL_BOOK_BOOK_SPLIT_INL_H_
#define KEYHAUL_BOOK_BOOK_SPLIT_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/book/book.h"

namespace keyhaul {
inline namespace v1 {

// ---- Rows ----

inline Status Book::CheckSplitTexts(const LedgerBatch& batch) const {
  for (std::size_t d = 0; d < plan_.schema().dimensions.size(); ++d) {
    if (!plan_.SplitsByDimension(d) || batch.rows == 0) continue;
    if (d < batch.dimension_texts.size() && batch.dimension_texts[d].size() > 0) continue;
    Error error = MakeError(Code::data_column,
                            "totals are split by this dimension, so the batch must give its texts besides its codes");
    error.column = plan_.schema().dimensions[d];
    return error;
  }
  return {};
}

// The texts that keys of a split are made of, and where their ids are kept: the places of dimensions, and one more.
inline std::size_t Book::PlaceOfTexts(const Split& split) const {
  return split.by == SplitBy::currency ? plan_.schema().dimensions.size() : static_cast<std::size_t>(split.dimension);
}

inline const TextColumn& Book::TextsOf(const Split& split, const LedgerBatch& batch) {
  return split.by == SplitBy::currency ? batch.currency
                                       : batch.dimension_texts[static_cast<std::size_t>(split.dimension)];
}

// Calls `visit(row, key)` for every key that the rows count for, in the order of rows; `row` counts from the begin of
// the block.
template <class Visit>
void Book::ForEachKey(const Split& split, const LedgerBatch& batch, std::size_t begin, const RowList& rows,
                      const Visit& visit) const {
  if (split.by == SplitBy::group) {
    for (std::size_t i = 0; i < rows.size; ++i) {
      const std::uint32_t row = rows.rows[i];
      groups_.ForEachGroup(batch.account[begin + row], batch.day[begin + row],
                           [&](std::int32_t group) { visit(row, group); });
    }
    return;
  }
  if (rows.size == 0) return;
  const std::int32_t* const values = scratch_.values[PlaceOfTexts(split)].data() + begin;
  for (std::size_t i = 0; i < rows.size; ++i) visit(rows.rows[i], values[rows.rows[i]]);
}

inline Status Book::PrepareSplits(const LedgerBatch& batch, std::span<const Verdict> verdicts) {
  if (plan_.SplitsByGroup() && !groups_.IsMade()) groups_.Make(accounts_.Memberships(), accounts_.size());
  const std::size_t dimensions = plan_.schema().dimensions.size();
  scratch_.values.resize(dimensions + 1);
  for (std::size_t d = 0; d < dimensions; ++d) {
    if (!plan_.SplitsByDimension(d) || batch.rows == 0) continue;
    scratch_.values[d].resize(batch.rows);
    split_values_.FindMany(batch.dimension_texts[d], scratch_.values[d]);
  }
  if (batch.currency.size() > 0) {
    scratch_.values[dimensions].resize(batch.rows);
    split_values_.FindMany(batch.currency, scratch_.values[dimensions]);
  }
  scratch_.places.resize(items_.size());
  for (std::size_t number = 0; number < items_.size(); ++number) {
    if (items_[number].IsSplit()) KEYHAUL_CHECK(PrepareSplit(batch, verdicts, number));
  }
  return {};
}

inline Status Book::PrepareSplit(const LedgerBatch& batch, std::span<const Verdict> verdicts, std::size_t number) {
  ItemState& item = items_[number];
  const TimeGrid& grid = grids_[item.grid].grid;
  auto& columns = std::get<SplitColumns>(item.cells);
  columns.resize(std::max(columns.size(), grid.slot_count()));
  std::vector<std::uint32_t>& places = scratch_.places[number];
  places.clear();
  Status status;
  ForEachBlock(verdicts, [&](std::size_t begin, const RowList& accepted) {
    RowList rows;
    item.scope.Select(batch, begin, accepted, &rows);
    if (status.ok()) status = InternValues(item.split, batch, begin, rows);
    if (!status.ok()) return;
    ForEachKey(item.split, batch, begin, rows, [&](std::uint32_t row, std::int32_t key) {
      SplitColumn& column = columns[static_cast<std::size_t>(grid.SlotOf(batch.day[begin + row]))];
      places.push_back(column.Make({batch.account[begin + row], key}));
      if (places.back() == SplitColumn::kNone) {
        status = MakeError(Code::overflow, "a period of a split total keeps at most 2147483648 cells");
      }
    });
  });
  return status;
}

// Gives ids to the texts of rows that have none yet.
inline Status Book::InternValues(const Split& split, const LedgerBatch& batch, std::size_t begin, const RowList& rows) {
  if (split.by == SplitBy::group || rows.size == 0) return {};
  const TextColumn& texts = TextsOf(split, batch);
  std::int32_t* const ids = scratch_.values[PlaceOfTexts(split)].data();
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::size_t row = begin + rows.rows[i];
    if (ids[row] != Interner::kNone || texts[row].empty()) continue;
    KEYHAUL_TRY(ids[row], ValueId(texts[row]));
  }
  return {};
}

inline Result<std::int32_t> Book::ValueId(std::string_view value) {
  if (value.empty()) return Interner::kNone;
  if (split_values_.size() >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return MakeError(Code::overflow,
                     "a book keeps at most 2147483647 values of the dimensions that totals are split by");
  }
  return split_values_.Intern(value);
}

inline void Book::ApplySplits(const LedgerBatch& batch, std::span<const Verdict> verdicts) noexcept {
  for (std::size_t number = 0; number < items_.size(); ++number) {
    ItemState& item = items_[number];
    if (!item.IsSplit()) continue;
    const TimeGrid& grid = grids_[item.grid].grid;
    auto& columns = std::get<SplitColumns>(item.cells);
    const std::int64_t* const values = batch.measures[item.measure].data();
    const std::uint32_t* place = scratch_.places[number].data();
    ForEachBlock(verdicts, [&](std::size_t begin, const RowList& accepted) {
      RowList rows;
      item.scope.Select(batch, begin, accepted, &rows);
      ForEachKey(item.split, batch, begin, rows, [&](std::uint32_t row, std::int32_t) {
        SplitColumn& column = columns[static_cast<std::size_t>(grid.SlotOf(batch.day[begin + row]))];
        column.at(*place++).Add(values[begin + row]);
      });
    });
  }
}

// ---- Memberships ----

inline Status Book::AddMembership(AccountId member, AccountId group, Period period) {
  KEYHAUL_CHECK(accounts_.CheckMembership(member, group, period));
  if (plan_.SplitsByGroup() && row_count_ > 0 && !accounts_.HasMembership(member, group, period)) {
    return MakeError(Code::wrong_state, "the membership " + period.ToText() + " of " +
                                            book_internal::Quoted(external_id(member)) + " in " +
                                            book_internal::Quoted(external_id(group)) + " comes after " +
                                            std::to_string(row_count_) +
                                            " rows of the ledger; totals by group need all memberships first");
  }
  groups_.Forget();
  return accounts_.AddMembership(member, group, period);
}

// ---- Totals ----

inline std::vector<SplitCell> Book::SplitCells(int item, std::int64_t period_index) const {
  const bool by_group = state(item).split.by == SplitBy::group;
  std::vector<SplitCell> cells;
  ForEachColumn<SplitColumns>(item, period_index, period_index, [&](std::int64_t, const SplitColumn& column) {
    cells.reserve(column.cells().size());
    for (const SplitTotal& total : column.cells()) {
      if (total.IsEmpty()) continue;
      SplitCell& cell = cells.emplace_back();
      cell.account = AccountId(total.key.account);
      cell.sum = total.sum;
      cell.rows = total.rows;
      if (by_group) {
        cell.group = AccountId(total.key.key);
      } else if (total.key.key != Interner::kNone) {
        cell.value = split_values_.Text(total.key.key);
      }
    }
  });
  std::sort(cells.begin(), cells.end(), [&](const SplitCell& a, const SplitCell& b) {
    if (a.account != b.account) return external_id(a.account) < external_id(b.account);
    return by_group ? external_id(a.group) < external_id(b.group) : a.value < b.value;
  });
  return cells;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BOOK_SPLIT_INL_H_

// Adding rows to a book.
//
// A batch goes through in three steps. *Check* gives every row its verdict and decides whether the batch goes on.
// *Prepare* makes everything that the accepted rows will need: slots for their periods, columns long enough for all
// accounts, ids for their documents; it is all that can fail, and what it leaves behind when it does are empty cells,
// which are no contents. *Apply* adds, and cannot fail.
//
// Rows are applied in blocks that stay in the first-level cache, one item after the other: the addresses of a block's
// cells first, then the additions, fetching some cells ahead.
#ifndef KEYHAUL_BOOK_BOOK_ADD_INL_H_
#define KEYHAUL_BOOK_BOOK_ADD_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "keyhaul/book/book.h"
#include "keyhaul/book/document_key.h"

namespace keyhaul {
inline namespace v1 {

namespace book_internal {

// Updates the cell of each row. Cells are far apart and their order is the ledger's, so they are fetched some rows
// ahead. `column` gives the column of a row, counted from the begin of the block.
template <class Column, class Update>
inline void UpdateCells(const LedgerBatch& batch, std::size_t begin, const RowList& rows, const Column& column,
                        const Update& update) {
  const std::int32_t* const accounts = batch.account.data() + begin;
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::uint32_t ahead = rows.rows[i + RowList::kAhead];
    __builtin_prefetch(column(ahead) + accounts[ahead], 1);
    const std::uint32_t row = rows.rows[i];
    update(begin + row, column(row) + accounts[row]);
  }
}

// The slots of a block's rows in one grid.
struct BlockSlots {
  bool one_for_all = false;
  std::int32_t slots[kBlockRows];  // by row of the block; only the first of them where there is one for all
};

// Periods are runs of days, so a block whose first and last day share a slot has only that one; ledgers come month by
// month more often than not.
inline void FindSlots(const LedgerBatch& batch, std::size_t begin, const RowList& rows, const TimeGrid& grid,
                      BlockSlots* out) {
  const std::int32_t* const days = batch.day.data() + begin;
  std::int32_t first = kMaxDay;
  std::int32_t last = kMinDay;
  for (std::size_t i = 0; i < rows.size; ++i) {
    first = std::min(first, days[rows.rows[i]]);
    last = std::max(last, days[rows.rows[i]]);
  }
  out->slots[0] = grid.SlotOf(first);
  out->one_for_all = out->slots[0] == grid.SlotOf(last);
  if (out->one_for_all) return;
  for (std::size_t i = 0; i < rows.size; ++i) out->slots[rows.rows[i]] = grid.SlotOf(days[rows.rows[i]]);
}

}  // namespace book_internal

inline Result<Book> Book::Make(MeasurePlan plan) {
  Book book(std::move(plan));
  for (const PlanItem& item : book.plan_.items()) {
    const std::size_t number = book.items_.size();
    ItemState& state = book.items_.emplace_back(book.plan_, item);
    if (state.IsByDocument()) continue;
    const std::optional<Calendar> calendar =
        IsCutByCalendar(item.kind) ? std::optional<Calendar>(item.calendar) : std::nullopt;
    const auto found = std::find_if(book.grids_.begin(), book.grids_.end(),
                                    [&](const GridItems& g) { return g.grid.calendar() == calendar; });
    state.grid = static_cast<std::size_t>(found - book.grids_.begin());
    if (found == book.grids_.end()) book.grids_.push_back({TimeGrid(calendar), {}});
    book.grids_[state.grid].items.push_back(number);
  }
  book.follows_documents_ = book.plan_.FollowsDocuments();
  return book;
}

inline Result<AccountId> Book::OpenAccount(const AccountFacts& facts) { return accounts_.Open(facts); }

// ---- Check ----

// The refusal of the batch, where it is refused; the verdicts of its other rows then say so.
inline Result<RowCheck> Book::Check(const LedgerBatch& batch, std::size_t account_count, OnBadRow on_bad_row,
                                    const CheckOptions& options, std::span<Verdict> verdicts) const {
  const RowCheck check = CheckRows(plan_.schema(), batch, account_count, options, verdicts);
  if (check.first_refused.has_value() && on_bad_row == OnBadRow::refuse_batch) {
    const std::size_t row = *check.first_refused;
    Error error = RowError(plan_.schema(), batch, row, verdicts[row]);
    std::replace(verdicts.begin(), verdicts.end(), Verdict::accepted, Verdict::batch_refused);
    return error;
  }
  if (static_cast<std::uint64_t>(row_count_) + check.accepted > static_cast<std::uint64_t>(kMaxRows)) {
    std::replace(verdicts.begin(), verdicts.end(), Verdict::accepted, Verdict::batch_refused);
    return MakeError(Code::overflow, "a book holds at most " + std::to_string(kMaxRows) + " rows");
  }
  return check;
}

inline Result<AddOutcome> Book::Add(const LedgerBatch& batch, OnBadRow on_bad_row, std::span<Verdict> verdicts,
                                    CheckOptions options) {
  KEYHAUL_CHECK(CheckBatch(plan_.schema(), batch));
  KEYHAUL_CHECK(CheckSplitTexts(batch));
  if (verdicts.empty()) {
    scratch_.verdicts.assign(batch.rows, Verdict::accepted);
    verdicts = scratch_.verdicts;
  }
  if (verdicts.size() != batch.rows) {
    return MakeError(Code::invalid_argument,
                     std::to_string(verdicts.size()) + " verdicts for " + std::to_string(batch.rows) + " rows");
  }
  options.keeps_documents = follows_documents_;
  KEYHAUL_TRY(const RowCheck check, Check(batch, accounts_.size(), on_bad_row, options, verdicts));
  if (Status prepared = Prepare(batch, verdicts); !prepared.ok()) {
    std::replace(verdicts.begin(), verdicts.end(), Verdict::accepted, Verdict::batch_refused);
    return std::move(prepared).error();
  }
  Apply(batch, verdicts);
  Remember(check.accepted);
  return AddOutcome{check.accepted, batch.rows - check.accepted};
}

inline Result<AddOutcome> Book::AddByExternalId(const TextColumn& accounts, OnUnknownAccount on_unknown,
                                                LedgerBatch batch, OnBadRow on_bad_row, std::span<Verdict> verdicts,
                                                CheckOptions options) {
  KEYHAUL_CHECK(ledger_internal::CheckText("account", accounts, batch.rows));
  std::vector<std::int32_t> ids(std::move(scratch_.accounts));
  const absl::Cleanup give_back = [&] { scratch_.accounts = std::move(ids); };
  std::vector<Verdict> own_verdicts(verdicts.empty() ? batch.rows : 0, Verdict::accepted);
  if (verdicts.empty()) verdicts = own_verdicts;
  ids.assign(batch.rows, Interner::kNone);
  if (accounts.size() > 0) accounts_.ids().FindMany(accounts, ids);
  batch.account = ids;
  const std::size_t known_accounts = accounts_.size();
  absl::Cleanup forget_opened = [&] { accounts_.Truncate(known_accounts); };
  Status opened;
  if (on_unknown == OnUnknownAccount::open_account) {
    opened = OpenUnknown(accounts, batch, on_bad_row, options, verdicts, ids);
  }
  Result<AddOutcome> outcome =
      opened.ok() ? Add(batch, on_bad_row, verdicts, options) : Result<AddOutcome>(std::move(opened).error());
  if (outcome.ok()) {
    std::move(forget_opened).Cancel();
  } else if (outcome.error().code == Code::data_unknown_account) {
    return UnknownAccountError(accounts, static_cast<std::size_t>(outcome.error().row));
  }
  return outcome;
}

// The rows are checked as if the accounts that can be opened were known, by a number that no account has yet, so that
// no row that is refused for another reason opens one.
inline Status Book::OpenUnknown(const TextColumn& accounts, const LedgerBatch& batch, OnBadRow on_bad_row,
                                CheckOptions options, std::span<Verdict> verdicts, std::span<std::int32_t> ids) {
  KEYHAUL_CHECK(CheckBatch(plan_.schema(), batch));
  const auto to_open = static_cast<std::int32_t>(accounts_.size());
  for (std::size_t row = 0; row < accounts.size(); ++row) {
    const std::string_view text = accounts[row];
    if (ids[row] == Interner::kNone && !text.empty() && IsShortText(text) && IsPlainText(text)) ids[row] = to_open;
  }
  options.keeps_documents = follows_documents_;
  KEYHAUL_TRY(const RowCheck check, Check(batch, accounts_.size() + 1, on_bad_row, options, verdicts));
  if (check.accepted == 0) return {};
  for (std::size_t row = 0; row < accounts.size(); ++row) {
    if (ids[row] != to_open || verdicts[row] != Verdict::accepted) continue;
    ids[row] = accounts_.Find(accounts[row]).value();
    if (ids[row] != Interner::kNone) continue;  // opened by an earlier row
    AccountFacts facts;
    facts.external_id = accounts[row];
    KEYHAUL_TRY(const AccountId id, accounts_.Open(facts));
    ids[row] = id.value();
  }
  return {};
}

// ---- Prepare ----

// Calls `visit` with the first row of each block and the list of its accepted rows.
template <class Visit>
void Book::ForEachBlock(std::span<const Verdict> verdicts, const Visit& visit) const {
  RowList accepted;
  for (std::size_t begin = 0; begin < verdicts.size(); begin += kBlockRows) {
    SelectAccepted(verdicts, begin, std::min(begin + kBlockRows, verdicts.size()), &accepted);
    if (accepted.size > 0) visit(begin, accepted);
  }
}

inline Status Book::Prepare(const LedgerBatch& batch, std::span<const Verdict> verdicts) {
  FindDays(batch, verdicts);
  for (GridItems& grid : grids_) KEYHAUL_CHECK(PrepareGrid(&grid));
  if (follows_documents_) KEYHAUL_CHECK(PrepareDocuments(batch, verdicts));
  return PrepareSplits(batch, verdicts);
}

// Which days the accepted rows have. It is asked once per batch, so that each grid looks at days and not at rows.
inline void Book::FindDays(const LedgerBatch& batch, std::span<const Verdict> verdicts) {
  std::int32_t first = kMaxDay;
  std::int32_t last = kMinDay;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    const bool booked = verdicts[row] == Verdict::accepted;
    first = std::min(first, booked ? batch.day[row] : kMaxDay);
    last = std::max(last, booked ? batch.day[row] : kMinDay);
  }
  scratch_.first_day = first;
  scratch_.last_day = last;
  scratch_.has_day.assign(first <= last ? static_cast<std::size_t>(last - first) + 1 : 0, 0);
  ForEachBlock(verdicts, [&](std::size_t begin, const RowList& rows) {
    for (std::size_t i = 0; i < rows.size; ++i) {
      scratch_.has_day[static_cast<std::size_t>(batch.day[begin + rows.rows[i]] - first)] = 1;
    }
  });
}

inline Status Book::PrepareGrid(GridItems* grid) {
  std::vector<std::uint8_t>& touched = scratch_.touched;
  touched.assign(grid->grid.slot_count(), 0);
  for (std::size_t i = 0; i < scratch_.has_day.size(); ++i) {
    if (scratch_.has_day[i] == 0) continue;
    const std::int32_t day = scratch_.first_day + static_cast<std::int32_t>(i);
    grid->grid.Prepare(day);
    touched.resize(grid->grid.slot_count(), 0);
    touched[static_cast<std::size_t>(grid->grid.SlotOf(day))] = 1;
  }
  return Touch(grid, touched, accounts_.size());
}

// Makes columns for `accounts` accounts in the slots that are touched.
inline Status Book::Touch(GridItems* grid, std::span<const std::uint8_t> touched, std::size_t accounts) {
  for (const std::size_t number : grid->items) {
    Status status;
    items_[number].VisitColumns([&](auto& columns) {
      columns.resize(std::max(columns.size(), touched.size()));
      std::ptrdiff_t periods = 0;
      for (std::size_t slot = 0; slot < columns.size(); ++slot) {
        periods += columns[slot].size() > 0 || (slot < touched.size() && touched[slot] != 0) ? 1 : 0;
      }
      if (periods > kMaxPeriods) {
        status = MakeError(Code::overflow, "rows in " + std::to_string(periods) + " periods of one calendar; at most " +
                                               std::to_string(kMaxPeriods) + " are kept");
        return;
      }
      for (std::size_t slot = 0; slot < touched.size(); ++slot) {
        if (touched[slot] != 0) columns[slot].GrowTo(accounts);
      }
    });
    KEYHAUL_CHECK(std::move(status));
  }
  return {};
}

inline Result<std::int32_t> Book::DocumentId(AccountId account, std::string_view document) {
  if (documents_.size() >= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return MakeError(Code::overflow, "a book follows at most 2147483647 documents");
  }
  return documents_.Intern(book_internal::DocumentKey(account, document).text());
}

// Gives an id to the document of each row that an item follows; rows without a document have none.
inline Status Book::PrepareDocuments(const LedgerBatch& batch, std::span<const Verdict> verdicts) {
  std::vector<std::int32_t>& ids = scratch_.documents;
  ids.assign(batch.rows, Interner::kNone);
  Status status;
  ForEachBlock(verdicts, [&](std::size_t begin, const RowList& accepted) {
    RowList in_scope;
    for (const ItemState& item : items_) {
      if (!item.IsByDocument()) continue;
      item.scope.Select(batch, begin, accepted, &in_scope);
      for (std::size_t i = 0; i < in_scope.size && status.ok(); ++i) {
        const std::size_t row = begin + in_scope.rows[i];
        const std::string_view document = ledger_internal::DocumentOf(batch, row);
        if (document.empty() || ids[row] != Interner::kNone) continue;
        Result<std::int32_t> id = DocumentId(AccountId(batch.account[row]), document);
        if (id.ok()) {
          ids[row] = *id;
        } else {
          status = std::move(id).error();
        }
      }
    }
  });
  KEYHAUL_CHECK(std::move(status));
  for (ItemState& item : items_) {
    if (item.IsByDocument()) std::get<DocumentCells>(item.cells).resize(documents_.size());
  }
  return {};
}

// ---- Apply ----

inline void Book::Apply(const LedgerBatch& batch, std::span<const Verdict> verdicts) noexcept {
  ForEachBlock(verdicts, [&](std::size_t begin, const RowList& accepted) {
    RowList in_scope;
    book_internal::BlockSlots slots;
    const auto rows_of = [&](const ItemState& item) -> const RowList& {
      if (item.scope.TakesAll()) return accepted;
      item.scope.Select(batch, begin, accepted, &in_scope);
      return in_scope;
    };
    for (const GridItems& grid : grids_) {
      book_internal::FindSlots(batch, begin, accepted, grid.grid, &slots);
      for (const std::size_t number : grid.items) {
        if (items_[number].IsSplit()) continue;
        ApplyItem(batch, begin, rows_of(items_[number]), slots, &items_[number]);
      }
    }
    for (ItemState& item : items_) {
      if (item.IsByDocument()) ApplyDocuments(batch, begin, rows_of(item), &item);
    }
  });
  ApplySplits(batch, verdicts);
}

inline void Book::ApplyItem(const LedgerBatch& batch, std::size_t begin, const RowList& rows,
                            const book_internal::BlockSlots& slots, ItemState* item) noexcept {
  const auto add = [&](auto& columns, const auto& update) {
    if (slots.one_for_all) {
      auto* const column = columns[static_cast<std::size_t>(slots.slots[0])].data();
      book_internal::UpdateCells(
          batch, begin, rows, [&](std::uint32_t) { return column; }, update);
    } else {
      const auto column = [&](std::uint32_t row) { return columns[static_cast<std::size_t>(slots.slots[row])].data(); };
      book_internal::UpdateCells(batch, begin, rows, column, update);
    }
  };
  if (item->kind == StateKind::count) {
    add(std::get<CountColumns>(item->cells), [](std::size_t, std::int64_t* cell) { ++*cell; });
    return;
  }
  if (item->kind == StateKind::distinct_days) {
    add(std::get<DayColumns>(item->cells),
        [&](std::size_t row, std::uint64_t* cell) { *cell |= DayBit(Day(batch.day[row])); });
    return;
  }
  const std::int64_t* const values = batch.measures[item->measure].data();
  auto& columns = std::get<WideColumns>(item->cells);
  if (item->kind == StateKind::sum) {
    add(columns, [&](std::size_t row, int128* cell) { *cell += values[row]; });
  } else if (item->kind == StateKind::minimum) {
    add(columns,
        [&](std::size_t row, int128* cell) { *cell = std::min(*cell, book_internal::MinimumCell(values[row])); });
  } else {
    add(columns,
        [&](std::size_t row, int128* cell) { *cell = std::max(*cell, book_internal::MaximumCell(values[row])); });
  }
}

inline void Book::ApplyDocuments(const LedgerBatch& batch, std::size_t begin, const RowList& rows,
                                 ItemState* item) noexcept {
  auto& cells = std::get<DocumentCells>(item->cells);
  const std::span<const std::int64_t> values = batch.measures[item->measure];
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::size_t row = begin + rows.rows[i];
    const std::int32_t id = scratch_.documents[row];
    if (id == Interner::kNone) continue;
    DocumentCell& cell = cells[static_cast<std::size_t>(id)];
    if (ledger_internal::IsCreditNote(batch, row)) {
      cell.credited += values[row];
      cell.has_credit = true;
    } else {
      cell.charged += values[row];
      cell.first_day = std::min(cell.first_day, batch.day[row]);
    }
  }
}

inline void Book::Remember(std::size_t accepted) noexcept {
  if (accepted == 0) return;
  first_day_ = Day(row_count_ > 0 ? std::min(first_day_.value(), scratch_.first_day) : scratch_.first_day);
  last_day_ = Day(row_count_ > 0 ? std::max(last_day_.value(), scratch_.last_day) : scratch_.last_day);
  row_count_ += static_cast<std::int64_t>(accepted);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BOOK_ADD_INL_H_

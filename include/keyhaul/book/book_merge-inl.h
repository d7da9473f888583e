// Merging one book into another.
//
// As with rows, everything that can be refused or can fail comes first: accounts and their graph are merged in a copy,
// columns and document ids are made. Totals cannot overflow while the number of rows is in bounds (item_state.h). Then
// the copy takes its place and cells are combined, which cannot fail. A merge of a book into itself doubles it.
#ifndef KEYHAUL_BOOK_BOOK_MERGE_INL_H_
#define KEYHAUL_BOOK_BOOK_MERGE_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/book/book.h"
#include "keyhaul/book/document_key.h"

namespace keyhaul {
inline namespace v1 {

struct Book::MergePlan {
  AccountDirectory accounts;
  std::vector<AccountId> account_of;      // by the other book's account id
  std::vector<std::int32_t> document_of;  // by the other book's document id; kNone where it holds nothing
  std::vector<std::int32_t> value_of;     // by the other book's id of a value that sums are split by
};

inline Status Book::Merge(const Book& other) {
  MergePlan merge{accounts_, {}, {}, {}};
  KEYHAUL_CHECK(CheckMerge(other, &merge));
  KEYHAUL_CHECK(PrepareMerge(other, &merge));
  ApplyMerge(other, &merge);
  return {};
}

inline Status Book::CheckMerge(const Book& other, MergePlan* merge) const {
  if (other.plan_.digest() != plan_.digest()) {
    return MakeError(Code::bytes_plan, "the other book is kept for the measure plan " + other.plan_.digest().ToText() +
                                           ", this one for " + plan_.digest().ToText());
  }
  if (other.row_count_ > kMaxRows - row_count_) {
    return MakeError(Code::overflow, "the two books hold more than " + std::to_string(kMaxRows) +
                                         " rows together, whose totals may not fit 128 bits");
  }
  KEYHAUL_CHECK(merge->accounts.Absorb(other.accounts_, &merge->account_of));
  return CheckMergedMemberships(other, *merge);
}

// Makes the cells that the merge will add to, all still empty.
inline Status Book::PrepareMerge(const Book& other, MergePlan* merge) {
  for (std::size_t g = 0; g < grids_.size(); ++g) {
    GridItems& mine = grids_[g];
    std::vector<std::uint8_t> touched;
    for (const std::size_t item : mine.items) {
      for (const std::int64_t index : other.PeriodIndexes(static_cast<int>(item))) {
        const auto slot = static_cast<std::size_t>(mine.grid.MakeSlot(index));
        if (slot >= touched.size()) touched.resize(slot + 1, 0);
        touched[slot] = 1;
      }
    }
    KEYHAUL_CHECK(Touch(&mine, touched, merge->accounts.size()));
  }
  KEYHAUL_CHECK(PrepareSplitMerge(other, merge));
  if (!follows_documents_) return {};
  const std::size_t their_documents = other.documents_.size();
  merge->document_of.assign(their_documents, Interner::kNone);
  for (const ItemState& item : other.items_) {
    if (!item.IsByDocument()) continue;
    const auto& cells = std::get<DocumentCells>(item.cells);
    for (std::size_t id = 0; id < cells.size(); ++id) {
      if (cells[id].IsEmpty() || merge->document_of[id] != Interner::kNone) continue;
      const std::string_view key = other.documents_.Text(static_cast<std::int32_t>(id));
      const AccountId account = merge->account_of[book_internal::DocumentKey::AccountOf(key).index()];
      KEYHAUL_TRY(merge->document_of[id], DocumentId(account, book_internal::DocumentKey::DocumentOf(key)));
    }
  }
  for (ItemState& item : items_) {
    if (item.IsByDocument()) std::get<DocumentCells>(item.cells).resize(documents_.size());
  }
  return {};
}

inline void Book::ApplyMerge(const Book& other, MergePlan* merge) noexcept {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    ItemState& item = items_[i];
    if (item.IsByDocument()) {
      auto& mine = std::get<DocumentCells>(item.cells);
      const auto& theirs = std::get<DocumentCells>(other.items_[i].cells);
      for (std::size_t id = 0; id < theirs.size(); ++id) {
        if (theirs[id].IsEmpty()) continue;
        DocumentCell& cell = mine[static_cast<std::size_t>(merge->document_of[id])];
        cell = book_internal::Combine(cell, theirs[id]);
      }
      continue;
    }
    if (item.IsSplit()) ApplySplitMerge(other, i, *merge);
    item.VisitColumns([&](auto& columns) { CombineColumns(other, i, *merge, &columns); });
  }
  if (other.row_count_ > 0) {
    first_day_ = row_count_ > 0 ? std::min(first_day_, other.first_day_) : other.first_day_;
    last_day_ = row_count_ > 0 ? std::max(last_day_, other.last_day_) : other.last_day_;
  }
  row_count_ += other.row_count_;
  accounts_ = std::move(merge->accounts);
  groups_.Forget();
}

// Columns in which the other book holds nothing have not been made long enough here, and hold nothing to add.
template <class Columns>
void Book::CombineColumns(const Book& other, std::size_t item, const MergePlan& merge, Columns* columns) noexcept {
  const TimeGrid& grid = grids_[items_[item].grid].grid;
  other.ForEachColumn<Columns>(static_cast<int>(item), kFirstIndex, kLastIndex,
                               [&](std::int64_t index, const auto& theirs) {
                                 const std::int32_t slot = grid.FindSlot(index);
                                 if (slot < 0 || static_cast<std::size_t>(slot) >= columns->size()) return;
                                 auto& mine = (*columns)[static_cast<std::size_t>(slot)];
                                 for (std::size_t account = 0; account < theirs.size(); ++account) {
                                   const auto their_cell = theirs.cells()[account];
                                   if (their_cell == decltype(their_cell){}) continue;
                                   auto& cell = mine.data()[merge.account_of[account].index()];
                                   cell = book_internal::Combine(items_[item].kind, cell, their_cell);
                                 }
                               });
}

}  // namespace v1
}  // namespace keyhaul

#include "keyhaul/book/book_split_merge-inl.h"

#endif  // KEYHAUL_BOOK_BOOK_MERGE_INL_H_

// Merging one book into another.
//
// As with rows, everything that can be refused or can fail comes first: accounts and their graph are merged in a copy,
// totals are checked against the limit, columns and document ids are made. Then the copy takes its place and cells are
// combined, which cannot fail. A merge of a book into itself doubles it.
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
  std::vector<uint128> bounds;            // by item
};

namespace book_internal {

// |a + b| even where a + b does not fit.
inline uint128 MagnitudeOfSum(int128 a, int128 b) {
  const uint128 of_a = Magnitude(a);
  const uint128 of_b = Magnitude(b);
  if ((a < 0) == (b < 0)) return of_a + of_b;
  return std::max(of_a, of_b) - std::min(of_a, of_b);
}

}  // namespace book_internal

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
    return MakeError(Code::overflow, "the two books hold more than " + std::to_string(kMaxRows) + " rows together");
  }
  KEYHAUL_CHECK(merge->accounts.Absorb(other.accounts_, &merge->account_of));
  for (std::size_t item = 0; item < items_.size(); ++item) {
    uint128 bound = items_[item].bound + other.items_[item].bound;
    if (bound >= kTotalLimit) KEYHAUL_CHECK(CheckTotals(other, item, *merge, &bound));
    merge->bounds.push_back(bound);
  }
  return {};
}

// Calls `visit(mine, theirs)` for every pair of amounts that the merge will add up, where theirs is not 0.
template <class Visit>
void Book::ForEachPair(const Book& other, std::size_t item, const MergePlan& merge, const Visit& visit) const {
  if (items_[item].IsByDocument()) {
    const auto& theirs = std::get<DocumentCells>(other.items_[item].cells);
    for (std::size_t id = 0; id < theirs.size(); ++id) {
      if (theirs[id].IsEmpty()) continue;
      const DocumentCell mine = FindDocument(item, other.documents_.Text(static_cast<std::int32_t>(id)), merge);
      visit(mine.charged, theirs[id].charged);
      visit(mine.credited, theirs[id].credited);
    }
    return;
  }
  const auto number = static_cast<int>(item);
  other.ForEachColumn<WideColumns>(number, kFirstIndex, kLastIndex,
                                   [&](std::int64_t index, const CellColumn<int128>& theirs) {
                                     const std::span<const int128> mine = Cells(number, index);
                                     for (std::size_t account = 0; account < theirs.size(); ++account) {
                                       const int128 their_cell = theirs.cells()[account];
                                       if (their_cell == 0) continue;
                                       const std::size_t place = merge.account_of[account].index();
                                       visit(place < mine.size() ? mine[place] : int128(0), their_cell);
                                     }
                                   });
}

// What this book holds of a document of the other.
inline DocumentCell Book::FindDocument(std::size_t item, std::string_view their_key, const MergePlan& merge) const {
  using book_internal::DocumentKey;
  const AccountId account = merge.account_of[DocumentKey::AccountOf(their_key).index()];
  const std::int32_t id = documents_.Find(DocumentKey(account, DocumentKey::DocumentOf(their_key)).text());
  const auto& cells = std::get<DocumentCells>(items_[item].cells);
  const auto place = static_cast<std::size_t>(id);
  return id != Interner::kNone && place < cells.size() ? cells[place] : DocumentCell();
}

// The sum of the absolute values of all amounts of an item.
inline uint128 Book::TotalMagnitude(std::size_t item) const {
  uint128 total = 0;
  if (items_[item].IsByDocument()) {
    for (const DocumentCell& cell : std::get<DocumentCells>(items_[item].cells)) {
      total += Magnitude(cell.charged) + Magnitude(cell.credited);
    }
    return total;
  }
  ForEachColumn<WideColumns>(static_cast<int>(item), kFirstIndex, kLastIndex,
                             [&](std::int64_t, const CellColumn<int128>& column) {
                               for (const int128 cell : column.cells()) total += Magnitude(cell);
                             });
  return total;
}

// Replaces the estimate by the exact sum of the absolute values that the merged amounts will have. Each book stays
// below 2^127, and no pair adds up to more than its two parts, so the total does not wrap.
inline Status Book::CheckTotals(const Book& other, std::size_t item, const MergePlan& merge, uint128* bound) const {
  uint128 total = TotalMagnitude(item);
  ForEachPair(other, item, merge, [&](int128 mine, int128 theirs) {
    total -= Magnitude(mine);
    total += book_internal::MagnitudeOfSum(mine, theirs);
  });
  *bound = total;
  if (total < kTotalLimit) return {};
  const auto measure = static_cast<std::size_t>(plan_.items()[item].measure);
  Error error = MakeError(Code::overflow,
                          "the merged totals of " + plan_.schema().measures[measure].name + " do not fit 128 bits");
  error.column = plan_.schema().measures[measure].name;
  return error;
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
    item.bound = merge->bounds[i];
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
    item.VisitColumns([&](auto& columns) { CombineColumns(other, i, *merge, &columns); });
  }
  if (other.row_count_ > 0) {
    first_day_ = row_count_ > 0 ? std::min(first_day_, other.first_day_) : other.first_day_;
    last_day_ = row_count_ > 0 ? std::max(last_day_, other.last_day_) : other.last_day_;
  }
  row_count_ += other.row_count_;
  accounts_ = std::move(merge->accounts);
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

#endif  // KEYHAUL_BOOK_BOOK_MERGE_INL_H_

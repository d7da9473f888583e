// Merging totals that are told apart by a second key (book_merge-inl.h).
#ifndef KEYHAUL_BOOK_BOOK_SPLIT_MERGE_INL_H_
#define KEYHAUL_BOOK_BOOK_SPLIT_MERGE_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/book/book_merge-inl.h"

namespace keyhaul {
inline namespace v1 {

// Rows were split by the memberships that their book had, so a book with rows must have had all that there will be.
inline Status Book::CheckMergedMemberships(const Book& other, const MergePlan& merge) const {
  if (!plan_.SplitsByGroup()) return {};
  const std::vector<Membership> all = merge.accounts.Memberships();
  const auto check = [&](const Book& book, std::vector<Membership> known) -> Status {
    std::sort(known.begin(), known.end());
    const auto missing = std::find_if(all.begin(), all.end(), [&](const Membership& edge) {
      return !std::binary_search(known.begin(), known.end(), edge);
    });
    if (book.row_count_ == 0 || missing == all.end()) return {};
    return MakeError(Code::data_conflict,
                     "the membership " + missing->period.ToText() + " of " +
                         book_internal::Quoted(merge.accounts.external_id(missing->member)) + " in " +
                         book_internal::Quoted(merge.accounts.external_id(missing->group)) +
                         " is not that of both books; totals by group need the same memberships in each");
  };
  KEYHAUL_CHECK(check(*this, accounts_.Memberships()));
  std::vector<Membership> theirs = other.Memberships();
  for (Membership& edge : theirs) {
    edge = {merge.account_of[edge.member.index()], merge.account_of[edge.group.index()], edge.period};
  }
  return check(other, std::move(theirs));
}

inline SplitKey Book::MergedKey(const Split& split, SplitKey theirs, const MergePlan& merge) {
  const std::int32_t account = merge.account_of[static_cast<std::size_t>(theirs.account)].value();
  if (split.by == SplitBy::group) return {account, merge.account_of[static_cast<std::size_t>(theirs.key)].value()};
  return {account, theirs.key == Interner::kNone ? theirs.key : merge.value_of[static_cast<std::size_t>(theirs.key)]};
}

// Makes the cells that the merge will add to, all still empty.
inline Status Book::PrepareSplitMerge(const Book& other, MergePlan* merge) {
  merge->value_of.reserve(other.split_values_.size());
  for (std::size_t id = 0; id < other.split_values_.size(); ++id) {
    KEYHAUL_TRY(const std::int32_t value, ValueId(other.split_values_.Text(static_cast<std::int32_t>(id))));
    merge->value_of.push_back(value);
  }
  for (std::size_t i = 0; i < items_.size(); ++i) {
    ItemState& item = items_[i];
    if (!item.IsSplit()) continue;
    auto& columns = std::get<SplitColumns>(item.cells);
    Status status;
    const auto make = [&](std::int64_t index, const SplitColumn& theirs) {
      const auto slot = static_cast<std::size_t>(grids_[item.grid].grid.MakeSlot(index));
      if (slot >= columns.size()) columns.resize(slot + 1);
      for (const SplitTotal& cell : theirs.cells()) {
        if (cell.IsEmpty()) continue;
        if (columns[slot].Make(MergedKey(item.split, cell.key, *merge)) == SplitColumn::kNone) {
          status = MakeError(Code::overflow, "a period of a split total keeps at most 2147483648 cells");
        }
      }
    };
    other.ForEachColumn<SplitColumns>(static_cast<int>(i), kFirstIndex, kLastIndex, make);
    KEYHAUL_CHECK(std::move(status));
  }
  return {};
}

inline void Book::ApplySplitMerge(const Book& other, std::size_t number, const MergePlan& merge) noexcept {
  ItemState& item = items_[number];
  auto& columns = std::get<SplitColumns>(item.cells);
  const auto add = [&](std::int64_t index, const SplitColumn& theirs) {
    const std::int32_t slot = grids_[item.grid].grid.FindSlot(index);
    for (const SplitTotal& cell : theirs.cells()) {
      if (cell.IsEmpty()) continue;
      SplitColumn& column = columns[static_cast<std::size_t>(slot)];
      SplitTotal& mine = column.at(column.Find(MergedKey(item.split, cell.key, merge)));
      mine.sum += cell.sum;
      mine.rows += cell.rows;
    }
  };
  other.ForEachColumn<SplitColumns>(static_cast<int>(number), kFirstIndex, kLastIndex, add);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BOOK_SPLIT_MERGE_INL_H_

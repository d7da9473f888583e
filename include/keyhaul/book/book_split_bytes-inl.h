// Split sums as bytes; the format is that of book_bytes-inl.h.
#ifndef KEYHAUL_BOOK_BOOK_SPLIT_BYTES_INL_H_
#define KEYHAUL_BOOK_BOOK_SPLIT_BYTES_INL_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "keyhaul/book/book_bytes-inl.h"

namespace keyhaul {
inline namespace v1 {

namespace book_internal {

inline void BookWriter::WriteSplit(int item) {
  const bool by_group = book_.state(item).split.by == SplitBy::group;
  const std::vector<std::int64_t> indexes = book_.PeriodIndexes(item);
  out_.Add(static_cast<std::uint64_t>(indexes.size()));
  for (const std::int64_t index : indexes) {
    const std::vector<SplitCell> cells = book_.SplitCells(item, index);
    out_.Add(index);
    out_.Add(static_cast<std::uint64_t>(cells.size()));
    for (const SplitCell& cell : cells) {
      out_.Add(place_[cell.account.index()]);
      if (by_group) {
        out_.Add(place_[cell.group.index()]);
      } else {
        out_.AddText(cell.value);
      }
      out_.Add(cell.sum);
      out_.Add(cell.rows);
    }
  }
}

inline Status BookReader::ReadSplit(ItemState* item) {
  TimeGrid& grid = book_.grids_[item->grid].grid;
  auto& columns = std::get<SplitColumns>(item->cells);
  rows_of_key_.assign(item->split.by == SplitBy::group ? book_.account_count() : 1, 0);
  const std::size_t count = in_.ReadCount(kSplitPeriodBytes);
  std::int64_t last = kFirstIndex;
  for (std::size_t i = 0; i < count; ++i) {
    const auto index = in_.Read<std::int64_t>();
    if (!grid.IsIndex(index) || index <= last) return Malformed("periods are not of the calendar, or not in order");
    last = index;
    const auto slot = static_cast<std::size_t>(grid.MakeSlot(index));
    columns.resize(std::max(columns.size(), slot + 1));
    KEYHAUL_CHECK(ReadSplitCells(item->split.by, &columns[slot]));
  }
  if (!in_.ok()) return Malformed("split sums are cut short");
  return {};
}

// A cell stands behind the one before: by account, then by group or by value.
inline Status BookReader::ReadSplitCells(SplitBy by, SplitColumn* column) {
  const std::size_t count = in_.ReadCount(kSplitCellBytes);
  if (count == 0) return Malformed("a period without cells");
  const auto key_of = [&](const SplitKey& key) {
    const bool is_text = by != SplitBy::group && key.key != Interner::kNone;
    return std::tuple(key.account, by == SplitBy::group ? key.key : 0,
                      is_text ? book_.split_values_.Text(key.key) : std::string_view());
  };
  std::optional<SplitKey> last;
  for (std::size_t i = 0; i < count; ++i) {
    KEYHAUL_TRY(const SplitTotal total, ReadSplitCell(by));
    if (last.has_value() && key_of(total.key) <= key_of(*last)) return Malformed("split sums are not in order");
    last = total.key;
    const std::size_t rows_of = by == SplitBy::group ? static_cast<std::size_t>(total.key.key) : 0;
    if (!IsPossibleSplit(total, &rows_of_key_[rows_of])) return Malformed("a split sum cannot be");
    const std::uint32_t place = column->Make(total.key);
    if (place == SplitColumn::kNone) return Malformed("more split sums than a book keeps");
    column->at(place) = total;
  }
  return {};
}

inline Result<SplitTotal> BookReader::ReadSplitCell(SplitBy by) {
  SplitTotal total;
  const auto account = in_.Read<std::uint32_t>();
  if (!in_.ok() || !IsAccount(account)) return Malformed("a split sum is cut short, or not of an account");
  total.key.account = static_cast<std::int32_t>(account);
  KEYHAUL_CHECK(ReadSplitKey(by, &total.key));
  total.sum = in_.ReadInt128();
  total.rows = in_.Read<std::int64_t>();
  if (!in_.ok()) return Malformed("a split sum is cut short");
  return total;
}

inline Status BookReader::ReadSplitKey(SplitBy by, SplitKey* key) {
  if (by == SplitBy::group) {
    const auto group = in_.Read<std::uint32_t>();
    key->key = static_cast<std::int32_t>(group);
    if (IsAccount(group) && book_.groups_.IsMember(key->account, key->key)) return {};
    return Malformed("a split sum is of no group of its account");
  }
  const std::string_view value = in_.ReadText();
  if (!IsShortText(value) || !IsPlainText(value)) return Malformed("a value that sums are split by is no text");
  if (by == SplitBy::currency && (value == book_.plan_.currency().code() || !Currency::Parse(value).ok())) {
    return Malformed("a currency that sums are split by is none, or the plan's own");
  }
  KEYHAUL_TRY(key->key, book_.ValueId(value));
  return {};
}

// Whether the rows of the book can have made this sum. A row is counted once among all values, and once per group.
inline bool BookReader::IsPossibleSplit(const SplitTotal& total, std::int64_t* rows) const {
  if (total.rows <= 0 || total.rows > book_.row_count_ - *rows) return false;
  *rows += total.rows;
  return Magnitude(total.sum) <= uint128(static_cast<std::uint64_t>(total.rows)) << 63;
}

}  // namespace book_internal

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_BOOK_SPLIT_BYTES_INL_H_

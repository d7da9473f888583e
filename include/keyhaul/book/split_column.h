// The cells of a split item in one period.
//
// A total that is told apart by a second key (split_sum, plan_item.h) has a cell per account and key, and of all pairs
// few occur. A `SplitColumn` keeps those that do: cells one after the other in the order in which they came, found by
// a table of open addressing. A cell costs 32 bytes and 8 to 16 of the table.
//
//   SplitColumn column;
//   const std::uint32_t place = column.Make({account, key});   // new if need be
//   column.at(place).Add(amount);
//
// Keys are numbers: the dense id of a group, or that of a text. Cells that no row has been added to are no contents.
#ifndef KEYHAUL_BOOK_SPLIT_COLUMN_H_
#define KEYHAUL_BOOK_SPLIT_COLUMN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

struct SplitKey {
  std::int32_t account;
  std::int32_t key;

  friend bool operator==(const SplitKey&, const SplitKey&) = default;
};

struct SplitTotal {
  int128 sum = 0;
  std::int64_t rows = 0;
  SplitKey key = {0, 0};

  void Add(std::int64_t value) {
    sum += value;
    ++rows;
  }
  bool IsEmpty() const { return rows == 0; }
};

class SplitColumn {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::span<const SplitTotal> cells() const { return cells_; }
  SplitTotal& at(std::uint32_t place) { return cells_[place]; }

  // The place of a cell; kNone where there is none.
  std::uint32_t Find(SplitKey key) const {
    if (table_.empty()) return kNone;
    for (std::size_t i = Home(key); table_[i] != kNone; i = After(i)) {
      if (cells_[table_[i]].key == key) return table_[i];
    }
    return kNone;
  }

  // The place of a cell, new if need be; kNone where the column is full. Throws std::bad_alloc and is then as before.
  std::uint32_t Make(SplitKey key) {
    if (const std::uint32_t place = Find(key); place != kNone) return place;
    if (cells_.size() >= kMostCells) return kNone;
    if (2 * (cells_.size() + 1) > table_.size()) Grow();
    const auto place = static_cast<std::uint32_t>(cells_.size());
    cells_.push_back({0, 0, key});
    Enter(place, &table_);
    return place;
  }

  // Whether any cell holds something.
  bool HasAny() const {
    return std::any_of(cells_.begin(), cells_.end(), [](const SplitTotal& cell) { return !cell.IsEmpty(); });
  }

 private:
  static constexpr std::size_t kFirstPlaces = 16;
  static constexpr std::size_t kMostCells = std::size_t{1} << 31;

  // Ids are dense, so the bits of a product are spread well enough: the multiplier is 2^64 by the golden ratio.
  static std::uint64_t Hash(SplitKey key) {
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15;
    const std::uint64_t both = (std::uint64_t{static_cast<std::uint32_t>(key.account)} << 32) |
                               std::uint64_t{static_cast<std::uint32_t>(key.key)};
    const std::uint64_t mixed = (both ^ (both >> 29)) * kGolden;
    return mixed ^ (mixed >> 32);
  }
  std::size_t Home(SplitKey key) const { return static_cast<std::size_t>(Hash(key)) & (table_.size() - 1); }
  std::size_t After(std::size_t i) const { return (i + 1) & (table_.size() - 1); }

  void Enter(std::uint32_t place, std::vector<std::uint32_t>* table) const {
    const std::size_t mask = table->size() - 1;
    std::size_t i = static_cast<std::size_t>(Hash(cells_[place].key)) & mask;
    while ((*table)[i] != kNone) i = (i + 1) & mask;
    (*table)[i] = place;
  }

  void Grow() {
    std::vector<std::uint32_t> table(std::max(kFirstPlaces, 2 * table_.size()), kNone);
    for (std::uint32_t place = 0; place < cells_.size(); ++place) Enter(place, &table);
    table_ = std::move(table);
  }

  std::vector<SplitTotal> cells_;
  std::vector<std::uint32_t> table_;  // a power of two, at most half full; empty before the first cell
};

// Columns by slot. A slot that nothing has touched has an empty column.
using SplitColumns = std::vector<SplitColumn>;

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_SPLIT_COLUMN_H_

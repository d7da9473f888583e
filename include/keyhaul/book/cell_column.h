// Columns of cells, one cell per account.
//
// A `CellColumn` is an array indexed by dense account id in which a cell of all zero bytes means "nothing". It comes
// zeroed from the system, so memory that no account has touched is not really there: a period in which three of a
// million accounts ship costs a few pages. Growing copies only what is not zero, for the same reason.
//
// `CellColumns` keeps one such column per slot; a slot stands for a period (time_grid.h).
#ifndef KEYHAUL_BOOK_CELL_COLUMN_H_
#define KEYHAUL_BOOK_CELL_COLUMN_H_

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace keyhaul {
inline namespace v1 {

template <class Cell>
class CellColumn {
  static_assert(std::is_trivially_copyable_v<Cell>);

 public:
  CellColumn() = default;
  CellColumn(CellColumn&& other) noexcept
      : cells_(std::move(other.cells_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  CellColumn& operator=(CellColumn&& other) noexcept {
    cells_ = std::move(other.cells_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }
  CellColumn(const CellColumn& other) { *this = other; }
  CellColumn& operator=(const CellColumn& other) {
    if (this == &other) return *this;
    CellColumn copy;
    copy.Allocate(other.size_);
    copy.size_ = other.size_;
    CopyNonZero(other.cells_.get(), other.size_, copy.cells_.get());
    *this = std::move(copy);
    return *this;
  }
  ~CellColumn() = default;

  std::size_t size() const { return size_; }
  Cell* data() { return cells_.get(); }
  std::span<const Cell> cells() const { return {cells_.get(), size_}; }
  // The cells of at most so many accounts.
  std::span<const Cell> First(std::size_t accounts) const { return {cells_.get(), std::min(accounts, size_)}; }

  // The cell of an account; beyond the end there is nothing.
  Cell At(std::size_t account) const { return account < size_ ? cells_[account] : Cell(); }

  // Makes the column at least `size` long. Throws std::bad_alloc and is then as before.
  void GrowTo(std::size_t size) {
    if (size <= size_) return;
    if (size > capacity_) {
      CellColumn grown;
      grown.Allocate(std::max(size, 2 * capacity_));
      CopyNonZero(cells_.get(), size_, grown.cells_.get());
      cells_ = std::move(grown.cells_);
      capacity_ = grown.capacity_;
    }
    size_ = size;
  }

  // Whether any cell holds something.
  bool HasAny() const {
    return std::any_of(cells_.get(), cells_.get() + size_, [](const Cell& cell) { return cell != Cell(); });
  }

 private:
  struct Free {
    void operator()(Cell* cells) const { std::free(cells); }
  };

  void Allocate(std::size_t capacity) {
    if (capacity == 0) return;
    cells_.reset(static_cast<Cell*>(std::calloc(capacity, sizeof(Cell))));
    if (cells_ == nullptr) throw std::bad_alloc();
    capacity_ = capacity;
  }

  static void CopyNonZero(const Cell* from, std::size_t size, Cell* to) {
    constexpr std::size_t kPage = 4096 / sizeof(Cell);
    for (std::size_t begin = 0; begin < size; begin += kPage) {
      const Cell* const first = from + begin;
      const Cell* const last = from + std::min(begin + kPage, size);
      if (std::all_of(first, last, [](const Cell& cell) { return cell == Cell(); })) continue;
      std::copy(first, last, to + begin);
    }
  }

  std::unique_ptr<Cell[], Free> cells_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// Columns by slot. A slot that nothing has touched has an empty column.
template <class Cell>
using CellColumns = std::vector<CellColumn<Cell>>;

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_CELL_COLUMN_H_

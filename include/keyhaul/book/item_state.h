// The state that a book keeps for one item of its plan.
//
// Every cell of zero bytes means "nothing", so that columns come ready from the system and merging needs no cases:
//   sum      the sum itself
//   count    the number of rows
//   minimum  value - 2^63, which is below zero for every int64; the lesser of two cells is the right one
//   maximum  value + 2^63 + 1, which is above zero for every int64; the greater of two cells is the right one
//   days     64 days, one bit each
// A document is nothing while neither a charge nor a credit note has named it, and a cell of a split sum while no row
// has been added to it.
//
// Why nothing overflows: a row adds an int64, so the absolute values of all cells of an item together are at most
// 2^63 times the number of rows, and a book holds at most kMaxRows = 2^62 of them, which adding, merging and loading
// enforce. That makes 2^125: no cell overflows, nor does any sum of cells of one item, be it over accounts, periods or
// both. A count or a sum of counts is at most the number of rows. A sum that is split by groups has every row once per
// group of its account, so there all of this holds for the cells of one group, and cells of several groups are not to
// be added up.
#ifndef KEYHAUL_BOOK_ITEM_STATE_H_
#define KEYHAUL_BOOK_ITEM_STATE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/book/cell_column.h"
#include "keyhaul/book/measure_plan.h"
#include "keyhaul/book/row_selection.h"
#include "keyhaul/book/split_column.h"

namespace keyhaul {
inline namespace v1 {

// Rows of one book; at a billion rows a second, 146 years of them.
inline constexpr std::int64_t kMaxRows = std::int64_t{1} << 62;

struct DocumentCell {
  static constexpr std::int32_t kNotCharged = kMaxDay + 1;

  int128 charged = 0;
  int128 credited = 0;
  std::int32_t first_day = kNotCharged;  // of its charges
  bool has_credit = false;

  bool IsEmpty() const { return first_day == kNotCharged && !has_credit; }
};

using WideColumns = CellColumns<int128>;  // sum, minimum, maximum
using CountColumns = CellColumns<std::int64_t>;
using DayColumns = CellColumns<std::uint64_t>;
using DocumentCells = std::vector<DocumentCell>;  // by document id of the book

namespace book_internal {

inline constexpr int128 kMinimumBias = int128(1) << 63;
inline constexpr int128 kMaximumBias = (int128(1) << 63) + 1;

constexpr int128 MinimumCell(std::int64_t value) { return int128(value) - kMinimumBias; }
constexpr int128 MaximumCell(std::int64_t value) { return int128(value) + kMaximumBias; }
constexpr std::int64_t ValueOfMinimum(int128 cell) { return static_cast<std::int64_t>(cell + kMinimumBias); }
constexpr std::int64_t ValueOfMaximum(int128 cell) { return static_cast<std::int64_t>(cell - kMaximumBias); }

// One cell out of two.
inline int128 Combine(StateKind kind, int128 a, int128 b) {
  if (kind == StateKind::minimum) return std::min(a, b);
  if (kind == StateKind::maximum) return std::max(a, b);
  return a + b;
}
inline std::int64_t Combine(StateKind, std::int64_t a, std::int64_t b) { return a + b; }
inline std::uint64_t Combine(StateKind, std::uint64_t a, std::uint64_t b) { return a | b; }
inline DocumentCell Combine(const DocumentCell& a, const DocumentCell& b) {
  return {a.charged + b.charged, a.credited + b.credited, std::min(a.first_day, b.first_day),
          a.has_credit || b.has_credit};
}

}  // namespace book_internal

struct ItemState {
  ItemState(const MeasurePlan& plan, const PlanItem& item) : kind(item.kind), split(item.split), scope(plan, item) {
    if (item.measure >= 0) measure = static_cast<std::size_t>(item.measure);
    if (kind == StateKind::count) cells.emplace<CountColumns>();
    if (kind == StateKind::distinct_days) cells.emplace<DayColumns>();
    if (kind == StateKind::open_documents) cells.emplace<DocumentCells>();
    if (kind == StateKind::split_sum) cells.emplace<SplitColumns>();
  }

  bool IsByDocument() const { return kind == StateKind::open_documents; }
  bool IsSplit() const { return kind == StateKind::split_sum; }

  // Calls `visit` with the item's columns, whatever their cells, where it has one cell per account and period.
  template <class Visit>
  void VisitColumns(const Visit& visit) {
    if (auto* wide = std::get_if<WideColumns>(&cells)) visit(*wide);
    if (auto* counts = std::get_if<CountColumns>(&cells)) visit(*counts);
    if (auto* days = std::get_if<DayColumns>(&cells)) visit(*days);
  }
  template <class Visit>
  void VisitColumns(const Visit& visit) const {
    if (const auto* wide = std::get_if<WideColumns>(&cells)) visit(*wide);
    if (const auto* counts = std::get_if<CountColumns>(&cells)) visit(*counts);
    if (const auto* days = std::get_if<DayColumns>(&cells)) visit(*days);
  }

  StateKind kind;
  Split split;
  CompiledScope scope;
  std::size_t measure = 0;  // in the batch's measures, where the kind has one
  std::size_t grid = 0;     // in the book's grids, where the item is cut by time
  std::variant<WideColumns, CountColumns, DayColumns, DocumentCells, SplitColumns> cells;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_ITEM_STATE_H_

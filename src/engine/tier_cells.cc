#include "src/engine/tier_cells.h"

#include <algorithm>

#include "src/engine/tier_window.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Adds the cells of accounts to those of their units.
template <class Cell>
void AddCells(std::span<const Cell> cells, std::size_t part, const UnitMap& map, std::vector<Cell>* sums) {
  for (std::size_t account = 0; account < cells.size(); ++account) {
    if (cells[account] == 0) continue;
    const std::int32_t unit = map.units[map.SlotOf(account, part)];
    if (unit >= 0) (*sums)[static_cast<std::size_t>(unit)] += cells[account];
  }
}

bool HasNone(const std::vector<int>& items) { return std::find(items.begin(), items.end(), -1) != items.end(); }

}  // namespace

TierCells::TierCells(const Policy& policy, const Book& book, const TierNeeds& needs) : book_(book) {
  const std::size_t parts = TierParts(*policy.tiering);
  for (const TierMetric& metric : needs.metrics) {
    MetricItems& made = metrics_.emplace_back();
    made.days = metric.value.kind == TierValue::Kind::active_days;
    for (std::size_t part = 0; part < parts; ++part) {
      made.items.push_back(book.plan().Find(FigureItem(policy, metric, part)));
    }
  }
  if (!needs.rows) return;
  for (std::size_t part = 0; part < parts; ++part) row_items_.push_back(book.plan().Find(RowsItem(policy, part)));
}

Status TierCells::Check() const {
  bool missing = HasNone(row_items_);
  for (const MetricItems& metric : metrics_) missing = missing || HasNone(metric.items);
  if (!missing) return {};
  return MakeError(Code::bytes_plan, "the book is not filled for what the tiering rule looks at");
}

Result<std::span<const int128>> TierCells::CellsOf(const MetricItems& metric, std::size_t part, std::int64_t month) {
  if (!metric.days) return book_.Cells(metric.items[part], month);
  KEYHAUL_TRY(const Period period, kMonths.At(month));
  const std::vector<std::int64_t> days = book_.DistinctDays(metric.items[part], period);
  days_.assign(days.begin(), days.end());
  return std::span<const int128>(days_);
}

Result<std::span<const int128>> TierCells::Figures(std::size_t metric, std::int64_t month, const UnitMap& map) {
  const MetricItems& items = metrics_[metric];
  if (map.IsIdentity()) return CellsOf(items, 0, month);
  figures_.assign(map.size, 0);
  for (std::size_t part = 0; part < items.items.size(); ++part) {
    KEYHAUL_TRY(const std::span<const int128> cells, CellsOf(items, part, month));
    AddCells(cells, part, map, &figures_);
  }
  return std::span<const int128>(figures_);
}

std::span<const std::int64_t> TierCells::Rows(std::int64_t month, const UnitMap& map) {
  if (map.IsIdentity()) return book_.CountCells(row_items_[0], month);
  rows_.assign(map.size, 0);
  for (std::size_t part = 0; part < row_items_.size(); ++part) {
    AddCells(book_.CountCells(row_items_[part], month), part, map, &rows_);
  }
  return rows_;
}

}  // namespace v1
}  // namespace keyhaul

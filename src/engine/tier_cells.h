// Figures of a book by month and unit.
//
// A unit may be many accounts and many accounts may be one; this puts the cells of accounts together to those of units.
// Where units are the accounts, cells are read in place.
#ifndef KEYHAUL_SRC_ENGINE_TIER_CELLS_H_
#define KEYHAUL_SRC_ENGINE_TIER_CELLS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "keyhaul/book.h"
#include "src/engine/tier_items.h"

namespace keyhaul {
inline namespace v1 {

// The unit of an account and part, for the accounts of one month.
struct UnitMap {
  std::span<const AccountId> heads = {};     // by account; empty: themselves
  std::span<const std::int32_t> units = {};  // by head and part, -1 none; empty: the accounts
  std::size_t parts = 1;
  std::size_t size = 0;  // units

  bool IsIdentity() const { return units.empty(); }
  std::size_t SlotOf(std::size_t account, std::size_t part) const {
    return (heads.empty() ? account : heads[account].index()) * parts + part;
  }
};

class TierCells {
 public:
  TierCells(const Policy& policy, const Book& book, const TierNeeds& needs);

  // The figures of a metric in a month, or the numbers of rows, by unit. Units beyond the end have 0. Valid until the
  // next call.
  Result<std::span<const int128>> Figures(std::size_t metric, std::int64_t month, const UnitMap& map);
  std::span<const std::int64_t> Rows(std::int64_t month, const UnitMap& map);

  // Calls `visit(account, part)` for every account and part with rows in a month.
  template <class Visit>
  void ForEachWithRows(std::int64_t month, const Visit& visit) const {
    for (std::size_t part = 0; part < row_items_.size(); ++part) {
      const std::span<const std::int64_t> counts = book_.CountCells(row_items_[part], month);
      for (std::size_t account = 0; account < counts.size(); ++account) {
        if (counts[account] > 0) visit(account, part);
      }
    }
  }

  // Whether the book keeps all that is needed.
  Status Check() const;

 private:
  struct MetricItems {
    bool days = false;
    std::vector<int> items;  // by part
  };

  Result<std::span<const int128>> CellsOf(const MetricItems& metric, std::size_t part, std::int64_t month);

  const Book& book_;
  std::vector<MetricItems> metrics_;
  std::vector<int> row_items_;  // by part; empty where rows are not needed
  std::vector<int128> days_;
  std::vector<int128> figures_;
  std::vector<std::int64_t> rows_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_TIER_CELLS_H_

// The rows of a result's table that are of one account, or of one group.
#ifndef KEYHAUL_SRC_ENGINE_ROWS_OF_KEY_H_
#define KEYHAUL_SRC_ENGINE_ROWS_OF_KEY_H_

#include <cstddef>
#include <string_view>
#include <utility>

#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {

// The rows `begin` to `end` of a table whose first column is sorted by bytes and is `key` there.
inline std::pair<std::size_t, std::size_t> RowsOfKey(const Table& table, std::string_view key) {
  const TextValues& keys = table.columns().front().texts();
  const auto bound = [&](bool or_equal) {
    std::size_t low = 0;
    std::size_t high = table.rows();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      const int order = keys[middle].compare(key);
      order < 0 || (or_equal && order == 0) ? low = middle + 1 : high = middle;
    }
    return low;
  };
  return {bound(false), bound(true)};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_ROWS_OF_KEY_H_

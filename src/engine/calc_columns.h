// Columns out of the arrays of a calc request: values at one scale, and the order of ids.
#ifndef KEYHAUL_SRC_ENGINE_CALC_COLUMNS_H_
#define KEYHAUL_SRC_ENGINE_CALC_COLUMNS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "src/policy/document.h"

namespace keyhaul {
inline namespace v1 {

// Decimals as integers at the greatest scale among them.
struct DecimalColumn {
  std::vector<int128> values;
  int scale = 0;
};

// One value per node; an error stands at its node.
Result<DecimalColumn> ReadColumn(const std::vector<JsonNode>& nodes);

// The place of each id among all of them in byte order. An id that stands twice is refused at its second node.
Result<std::vector<std::int32_t>> PlacesOfIds(const std::vector<JsonNode>& ids);

// Adds a word to a list in one text, "single_account all_zero", where it applies.
void AddWord(bool applies, std::string_view word, std::string* words);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_COLUMNS_H_

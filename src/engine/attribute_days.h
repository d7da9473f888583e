// The day that each ledger row counts on, by the policy's rules of attribution (keyhaul/ledger/attribution.h).
#ifndef KEYHAUL_SRC_ENGINE_ATTRIBUTE_DAYS_H_
#define KEYHAUL_SRC_ENGINE_ATTRIBUTE_DAYS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/ledger.h"
#include "src/engine/cells.h"

namespace keyhaul {
inline namespace v1 {

// The days of a table's rows, in `buffer` where rules change any. `columns` has what was read of the table but for its
// day columns, which are read here and must be there. A row whose day is missing or no day is refused by the name of
// the column; rows that are refused already are left alone.
Result<std::span<const std::int32_t>> AttributeDays(const InputTable& table, const Schema& schema,
                                                    AttributionColumns columns, std::vector<std::int32_t>* buffer,
                                                    Refusals* refusals);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_ATTRIBUTE_DAYS_H_

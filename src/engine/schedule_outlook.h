// What lies ahead of a basis, as text: what it earns per unit, what the next unit earns, and what the next bracket
// takes and pays (terms/outlook.h).
#ifndef KEYHAUL_SRC_ENGINE_SCHEDULE_OUTLOOK_H_
#define KEYHAUL_SRC_ENGINE_SCHEDULE_OUTLOOK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"

namespace keyhaul {
inline namespace v1 {

// A rate is money per unit, exactly; what is empty or absent cannot be told.
struct ScheduleOutlook {
  std::string effective_rate;  // where the basis is above 0
  std::string marginal_rate;   // where the next unit is not refused
  std::int32_t next_bracket = -1;
  std::string to_next;  // units
  std::optional<int128> pays_next;
};

// CALC-50. Requires that both bases are the same. The next unit or bracket may lie beyond a last one that refuses it;
// then there is nothing to tell.
Result<ScheduleOutlook> OutlookOf(const CompiledSchedule& schedule, const Bases& bases);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCHEDULE_OUTLOOK_H_

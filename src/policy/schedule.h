// Reads and writes a schedule of the terms; `keyhaul calc` takes the same syntax.
#ifndef KEYHAUL_SRC_POLICY_SCHEDULE_H_
#define KEYHAUL_SRC_POLICY_SCHEDULE_H_

#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/terms/schedule.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// `pattern` is the path under which the table of keys lists the schedule ("terms[].schedule"). It is read, not checked:
// CheckSchedule comes after, for C++ and JSON alike. A table of steps is turned into shared bounds here.
Result<Schedule> ReadSchedule(const ReadContext& context, JsonNode node, const std::string& pattern);

// Writes the canonical form, as the value of a key that stands open.
void WriteSchedule(const Schedule& schedule, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_SCHEDULE_H_

// Reads and writes what a line of the terms says beside its schedule: commitment, limits and accrual. `keyhaul calc`
// has the same keys in its own objects, and reads with them what only a single computation is told (prorated days, what
// others took of a cap).
//
// `form` is that of the object, which has been checked. The pieces are read, not checked: CompileLimits, CheckAccrual
// and EvaluateCommitment come after, for C++ and JSON alike.
#ifndef KEYHAUL_SRC_POLICY_LINE_RULES_H_
#define KEYHAUL_SRC_POLICY_LINE_RULES_H_

#include "keyhaul/base/error.h"
#include "keyhaul/terms/line_rules.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

Result<Commitment> ReadCommitment(const ObjectForm& form, JsonNode node);
Result<Limits> ReadLimits(const ObjectForm& form, JsonNode node);
Result<Accrual> ReadAccrual(const ObjectForm& form, JsonNode node);

// The canonical forms, as the value of a key that stands open.
void WriteCommitment(const Commitment& commitment, JsonWriter* out);
void WriteLimits(const Limits& limits, JsonWriter* out);
void WriteAccrual(const Accrual& accrual, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_LINE_RULES_H_

// Reads and writes conditions of tiers and classes.
//
// A condition is an object with one key that says what it asks, and two that may stand beside it:
//   { "share": "80%" }   { "rank": "top 5%", "of": "shipments" }   { "monthly_mean": "2000 .. 10000", "priority": 1 }
#ifndef KEYHAUL_SRC_POLICY_CONDITION_H_
#define KEYHAUL_SRC_POLICY_CONDITION_H_

#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/tiering/rule.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

Result<TierCondition> ReadCondition(const ReadContext& context, JsonNode node);

// As people say it: "annual >= 5000000", "(rank top 20% and monthly_mean 2000 .. 10000)".
std::string ConditionText(const TierCondition& condition);

// As an object.
void WriteCondition(const TierCondition& condition, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_CONDITION_H_

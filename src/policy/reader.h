// Policies from JSON and back to their canonical text. The door for callers is keyhaul/engine.h, which declares
// ParsePolicy and CanonicalPolicyText; here is what the policy's own tests need beside them.
#ifndef KEYHAUL_SRC_POLICY_READER_H_
#define KEYHAUL_SRC_POLICY_READER_H_

#include "keyhaul/base/error.h"
#include "keyhaul/policy/policy.h"
#include "src/policy/document.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// Reads a document that is a policy and checks it as a whole.
Result<Policy> ReadPolicy(const JsonDocument& document, const ReadContext& context);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_READER_H_

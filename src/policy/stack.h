// Reads and writes a stack of discounts; a line of the terms and `keyhaul calc` have the same syntax.
#ifndef KEYHAUL_SRC_POLICY_STACK_H_
#define KEYHAUL_SRC_POLICY_STACK_H_

#include <string>

#include "keyhaul/base/error.h"
#include "keyhaul/terms/stack.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// `form` is that of the object around the stack's keys, which has been checked, and `pattern` its path in the table of
// keys ("terms[].stack"). It is read, not checked: CheckStack comes after, for C++ and JSON alike.
Result<Stack> ReadStack(const ReadContext& context, const ObjectForm& form, JsonNode node, const std::string& pattern);

// Writes the canonical form, as the value of a key that stands open.
void WriteStack(const Stack& stack, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_STACK_H_

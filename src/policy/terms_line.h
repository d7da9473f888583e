// Reads and writes a line of the terms.
#ifndef KEYHAUL_SRC_POLICY_TERMS_LINE_H_
#define KEYHAUL_SRC_POLICY_TERMS_LINE_H_

#include "keyhaul/base/error.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/line.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// `rounding` is the policy's, which holds where the line says nothing else. It is read, and refused only where a key is
// missing or a list is empty; CheckPolicy has the rest.
Result<TermsLine> ReadTermsLine(const ReadContext& context, JsonNode node, const Rounding& rounding);

// Writes the canonical form, as an element or the value of a key that stands open. `if_absent` is the policy's point of
// rounding.
void WriteTermsLine(const TermsLine& line, RoundingPoint if_absent, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_TERMS_LINE_H_

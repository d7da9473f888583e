// Reads and writes an agreement: for whom lines of the terms are, and for how long.
#ifndef KEYHAUL_SRC_POLICY_AGREEMENT_H_
#define KEYHAUL_SRC_POLICY_AGREEMENT_H_

#include "keyhaul/base/currency.h"
#include "keyhaul/base/error.h"
#include "keyhaul/terms/agreement.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// `currency` is the policy's: an agreement that names another one is refused with `currency_mismatch`, and so is an
// empty list of parties, which in types would be all accounts. The rest is checked by CheckPolicy.
Result<Agreement> ReadAgreement(const ReadContext& context, JsonNode node, const Currency& currency);

// Writes the canonical form, as an element or the value of a key that stands open.
void WriteAgreement(const Agreement& agreement, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_AGREEMENT_H_

// Reads and writes the rule of statements.
#ifndef KEYHAUL_SRC_POLICY_STATEMENT_RULE_H_
#define KEYHAUL_SRC_POLICY_STATEMENT_RULE_H_

#include "keyhaul/base/error.h"
#include "keyhaul/statement/statement_rule.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

Result<StatementRule> ReadStatementRule(const ReadContext& context, JsonNode node);

// Writes the canonical form, as the value of a key that stands open.
void WriteStatementRule(const StatementRule& rule, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_STATEMENT_RULE_H_

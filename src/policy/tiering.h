// Reads and writes the tiering rule and the classes of accounts.
#ifndef KEYHAUL_SRC_POLICY_TIERING_H_
#define KEYHAUL_SRC_POLICY_TIERING_H_

#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/tiering/account_class.h"
#include "keyhaul/tiering/rule.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// The rule without its value where that is absent: `keyhaul calc` is given values instead of a ledger. `pattern` is the
// path under which the table of keys lists the rule.
Result<TieringRule> ReadTiering(const ReadContext& context, JsonNode node, const std::string& pattern);

Result<std::vector<AccountClass>> ReadAccountClasses(const ReadContext& context, JsonNode node,
                                                     const std::string& pattern);

// The members of the canonical text (canonical.cc): what says nothing else than its default is left out, except for the
// keys that the first version wrote always.
void WriteTiering(const TieringRule& rule, JsonWriter* out);
void WriteAccountClasses(const std::vector<AccountClass>& classes, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_TIERING_H_

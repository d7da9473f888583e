// Reads what a policy says of its ledger: dimensions, measures, further days and the day that rows count on, and how
// rows in other currencies are converted. It is read, not checked: CheckPolicy comes after.
#ifndef KEYHAUL_SRC_POLICY_LEDGER_H_
#define KEYHAUL_SRC_POLICY_LEDGER_H_

#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/policy/policy.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// In the order of the enumerators, as words.h has those of the other rules.
inline constexpr std::string_view kMissingDayWords[] = {"refuse", "posting_day"};
inline constexpr std::string_view kConvertWords[] = {"document", "settlement"};

// Into the policy, whose currency is known already.
Status ReadLedger(const ReadContext& context, JsonNode node, Policy* policy);
Status ReadExchange(const ReadContext& context, JsonNode node, Policy* policy);
// The rates by themselves, as they stand.
Result<std::vector<ExchangeRate>> ReadRates(const ReadContext& context, JsonNode node);

// The same as a member of the canonical text. The order of dimensions, measures, days and rules stays: it is that of
// columns, and that in which rules are asked.
void WriteLedger(const Policy& policy, JsonWriter* out);
// Where amounts are converted; currencies in the order of their codes.
void WriteExchange(const Policy& policy, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_LEDGER_H_

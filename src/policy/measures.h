// Reads the rules of the measures beside the tiers: XYZ classes and RFM scores. As pieces.h has it, `pattern` is the
// path under which the table of keys lists the rule, and the rule is read, not checked: CheckXyzRule and CheckRfmRule
// come after.
#ifndef KEYHAUL_SRC_POLICY_MEASURES_H_
#define KEYHAUL_SRC_POLICY_MEASURES_H_

#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/tiering/rfm.h"
#include "keyhaul/tiering/variability.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// In the order of the enumerators, as words.h has those of the other rules.
inline constexpr std::string_view kDeviationWords[] = {"population", "sample"};
inline constexpr std::string_view kScoreMethodWords[] = {"quantile", "ntile", "dense_rank", "fixed_cuts"};

// What is absent is as XyzRule has it.
Result<XyzRule> ReadXyz(const ReadContext& context, JsonNode node, const std::string& pattern);

// What is absent is as RfmRule has it; the bins of fixed cuts follow from the cuts.
Result<RfmRule> ReadRfm(const ReadContext& context, JsonNode node, const std::string& pattern);

// The same as members of the canonical text.
void WriteXyz(std::string_view key, const XyzRule& rule, JsonWriter* out);
void WriteRfm(std::string_view key, const RfmRule& rule, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_MEASURES_H_

// Reads the scorecards of a policy, checks them, and writes them into its canonical text. A scorecard in C++ is a list
// of criteria, in a document it is a tree; so it is checked here, where it is known which is which, and refusals stand
// at their place. Weights by ranks or by pairs become numbers on the way.
#ifndef KEYHAUL_SRC_POLICY_SCORECARD_H_
#define KEYHAUL_SRC_POLICY_SCORECARD_H_

#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// In the order of the enumerators, as words.h has those of the other rules.
inline constexpr std::string_view kMissingWords[] = {"error", "renormalize", "fixed", "worst", "median"};
inline constexpr std::string_view kKnockOutMissingWords[] = {"undecided", "fail", "pass"};
inline constexpr std::string_view kPeriodUseWords[] = {"latest", "change", "growth"};
inline constexpr std::string_view kReasonBaselineWords[] = {"max", "min", "mean", "neutral", "given"};
inline constexpr std::string_view kReasonCountWords[] = {"below", "above"};
inline constexpr std::string_view kRaterMeanWords[] = {"weighted", "median"};

Result<Scorecard> ReadScorecard(const JsonDocument& document, const ReadContext& context, JsonNode node);

void WriteScorecard(const Scorecard& card, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_SCORECARD_H_

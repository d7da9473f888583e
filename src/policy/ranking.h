// Reads the rankings of a policy, checks them, and writes them into its canonical text. Weights by ranks or by pairs
// become numbers on the way; those that come from the data to be ranked are known only then, and the rule says how.
#ifndef KEYHAUL_SRC_POLICY_RANKING_H_
#define KEYHAUL_SRC_POLICY_RANKING_H_

#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// In the order of the enumerators, as words.h has those of the other rules.
inline constexpr std::string_view kMethodWords[] = {"weighted_sum", "weighted_product", "topsis",
                                                    "vikor",        "promethee_ii",     "spotis"};
inline constexpr std::string_view kDirectionWords[] = {"maximize", "minimize"};
inline constexpr std::string_view kNormalizationWords[] = {"min_max", "sum", "max", "vector", "z_score", "none"};
inline constexpr std::string_view kConstantColumnWords[] = {"drop_and_flag", "one", "zero", "error"};
inline constexpr std::string_view kZScoreDeviationWords[] = {"population", "sample"};
inline constexpr std::string_view kPreferenceWords[] = {"usual", "ushape", "vshape", "level", "linear", "gaussian"};
inline constexpr std::string_view kWeightingWords[] = {"entropy", "critic", "standard_deviation"};

// A rule that CheckRankingRule accepts; its id is empty where it has none. `pattern` is the path under which the table
// of keys lists the rule.
Result<RankingRule> ReadRanking(const JsonDocument& document, const ReadContext& context, JsonNode node,
                                const std::string& pattern);

void WriteRanking(const RankingRule& rule, JsonWriter* out);

// Criteria of a rule, and of weights from data, as far as those look at them: id and direction.
Result<Direction> ReadDirection(const ObjectForm& form, JsonNode criterion);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_RANKING_H_

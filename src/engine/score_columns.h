// Which columns a table of facts has: those that say what a row is about, one for every fact that the policy asks for,
// and others, which are the caller's own.
//
// A fact that is asked for and has no column is refused (ENGINE-92): its name is misspelt in the table or in the
// policy, and without a word every candidate would be scored as if nobody knew. A column that nobody asks for is passed
// over and told of; unless it looks like one of the first kind in other letters, which are not required, and would be
// missed in silence just so.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_COLUMNS_H_
#define KEYHAUL_SRC_ENGINE_SCORE_COLUMNS_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/scoring.h"

namespace keyhaul {
inline namespace v1 {

// A fact, and the first criterion that asks for it.
struct AskedFact {
  std::string fact;
  std::string path;  // in the policy: "scorecards[0].criteria[1].criteria[0].input"
};

// The facts that the leaves of the scorecards and the rankings ask for, each once.
Result<std::vector<AskedFact>> FactsAskedFor(std::span<const Scorecard> cards, std::span<const RankingRule> rankings);

// A column by its name: whether it says what a row is about, and whether it is a fact that is asked for.
bool IsHeadColumn(std::string_view name);
bool IsAskedFor(std::span<const AskedFact> asked, std::string_view name);

// Refused with `policy_value` where the policy asks for a fact with the name of a head; with `data_column` where the
// table lacks a column or has one that is almost a head.
Status CheckFactColumns(const InputTable& table, std::span<const AskedFact> asked);

// Those that nobody asks for, in their order, separated by commas.
std::string OtherColumns(const InputTable& table, std::span<const AskedFact> asked);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_COLUMNS_H_

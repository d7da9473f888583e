// A scorecard or a ranking as a comparison sees it: who has which rank and band by it, and what each criterion gave.
// It is read out of the tables of a result, so that two of one policy are compared as those of two policies are.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_SIDES_H_
#define KEYHAUL_SRC_ENGINE_SCORE_SIDES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"

namespace keyhaul {
inline namespace v1 {

// Texts are borrowed from the result.
struct ScoreSide {
  std::string_view kind;  // scorecard or ranking
  std::string_view id;
  bool has_bands = false;

  // One entry per candidate, in the byte order of their names.
  std::vector<std::string_view> candidates;
  std::vector<std::int32_t> ranks;  // 0 for none
  std::vector<std::string_view> bands;
  std::vector<std::string_view> decisions;

  // What each criterion gives to each candidate, candidate by candidate, in units of 10^-9; 0 where it gives nothing.
  // It is told of scorecards, as a part of the way up the range, so that those of different ranges can be compared, and
  // of weighted sums. No other method adds up criteria. Parts are comparable where both sides have the same measure.
  std::string measure;  // empty: there are no parts
  std::vector<std::string_view> criteria;
  std::vector<std::int64_t> parts;

  bool is_scorecard() const { return kind == "scorecard"; }
};

// The scorecards of a result and after them its rankings, in the order of the policy.
Result<std::vector<ScoreSide>> SidesOf(const RunResult& result);

// Adds score_comparison and score_changes to a result of scores: each scorecard or ranking against each after it.
Status AddScoreComparison(RunResult* result);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_SIDES_H_

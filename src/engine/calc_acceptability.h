// calc: which candidate would win under which weights (keyhaul/scoring/smaa.h), as a part of the answer of a scorecard.
#ifndef KEYHAUL_SRC_ENGINE_CALC_ACCEPTABILITY_H_
#define KEYHAUL_SRC_ENGINE_CALC_ACCEPTABILITY_H_

#include <vector>

#include "keyhaul/base/error.h"
#include "src/engine/calc.h"
#include "src/engine/score_stage.h"

namespace keyhaul {
inline namespace v1 {

// Writes the member `acceptability` for what `node` asks for. `ids` are those of the set's candidates. Candidates to
// whom a criterion does not apply are left out; missing values lie anywhere from the least to the greatest points.
Status WriteAcceptability(const CalcRequest& request, JsonNode node, const std::vector<JsonNode>& ids,
                          const ScoredSet& set, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_ACCEPTABILITY_H_

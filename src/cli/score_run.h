// A policy over a table of facts: what score and compare have in common.
#ifndef KEYHAUL_CLI_SCORE_RUN_H_
#define KEYHAUL_CLI_SCORE_RUN_H_

#include <string>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/load.h"

namespace keyhaul::cli {

// Scores the candidates of the tables. Refusals stand at their lines of the files.
Outcome<capi::Tables> ScoreTables(const capi::Policy& policy, const std::vector<const WholeTable*>& inputs);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_SCORE_RUN_H_

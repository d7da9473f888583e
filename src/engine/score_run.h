// The tables of a run of scores.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_RUN_H_
#define KEYHAUL_SRC_ENGINE_SCORE_RUN_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine/input.h"
#include "keyhaul/engine/table.h"
#include "src/engine/score_stage.h"

namespace keyhaul {
inline namespace v1 {

// Names of candidates in byte order, and what is said of them. Texts are borrowed from the table or kept here.
struct FactTable {
  std::vector<std::string_view> candidates;
  std::vector<std::string_view> periods;  // the earliest first
  std::vector<std::string_view> raters;
  FactSheet sheet;
  std::string other_columns;      // that nobody asks for, separated by commas
  std::vector<std::string> kept;  // numbers of a host, as text
};

// The table `facts`: columns of the catalogue, one for each fact that a scorecard or ranking asks for, and others
// (score_columns.h).
Result<FactTable> ReadFacts(const InputTable& table, std::span<const Scorecard> cards,
                            std::span<const RankingRule> rankings);

// The bands that candidates had.
struct ScoreStates {
  std::vector<std::vector<std::int32_t>> bands;  // per scorecard and candidate; -1 for none
  // Those of candidates and scorecards that are not there now: they may come again, and go out as they came in.
  struct Absent {
    std::string_view scorecard;
    std::string_view candidate;
    std::string_view band;
  };
  std::vector<Absent> absent;
};
Result<ScoreStates> ReadScoreStates(const InputTable* table, std::span<const Scorecard> cards,
                                    std::span<const std::string_view> candidates);

// Adds scores, score_contributions, score_reasons, score_steps, score_stability and score_states.
Status AddScoreTables(const FactTable& facts, const ScoreStates& before, std::span<const ScoredSet> sets,
                      std::vector<Table>* tables);

// Adds a text to a column; an empty one is missing.
void AddText(std::string_view text, Column* column);

// Adds rankings: one row per ranking and candidate. Candidates of whom a criterion is not known are left out of it. And
// ranking_contributions, of weighted sums.
Status AddRankings(const FactTable& facts, std::span<const RankingRule> rules, std::vector<Table>* tables);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_RUN_H_

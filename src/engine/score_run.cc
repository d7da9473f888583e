#include "src/engine/score_run.h"

#include <cstddef>
#include <string>
#include <utility>

#include "keyhaul/base/version.h"
#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/engine/engine.h"
#include "src/engine/score_sides.h"
#include "src/engine/score_words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The tables that a scoring takes, each once at most.
struct ScoreInputs {
  const InputTable* facts = nullptr;
  const InputTable* states = nullptr;
};

Result<ScoreInputs> FindInputs(std::span<const InputTable> tables) {
  ScoreInputs inputs;
  for (const InputTable& table : tables) {
    const InputTable** place = table.name == "facts"          ? &inputs.facts
                               : table.name == "score_states" ? &inputs.states
                                                              : nullptr;
    Error error;
    error.table = std::string(table.name);
    if (place == nullptr) {
      error.code = Code::not_found;
      error.message = "scores take no such table; expected facts and score_states";
      return error;
    }
    if (*place != nullptr) {
      error.code = Code::data_duplicate;
      error.message = "the table is given twice";
      return error;
    }
    *place = &table;
  }
  if (inputs.facts == nullptr) return MakeError(Code::not_found, "the table facts is missing: nothing to score");
  return inputs;
}

Table RunTable(const CompiledPolicy& policy, const FactTable& facts) {
  Table table(CatalogueTable("score_run"), 0, 0);
  table["policy"].Add(policy.policy.name);
  table["policy_digest"].Add(policy.digest.ToText());
  table["version"].Add(kVersion);
  table["candidates"].Add(static_cast<std::int64_t>(facts.candidates.size()));
  table["scorecards"].Add(static_cast<std::int64_t>(policy.policy.scorecards.size()));
  AddText(facts.other_columns, &table["other_columns"]);
  return table;
}

// An error about a candidate as a whole stands at its name; one about a cell at its row.
Error InFacts(const InputTable& table, const FactTable& facts, Error error) {
  if (error.table == kCandidateTable) {
    error.value = std::string(facts.candidates[static_cast<std::size_t>(error.row)]);
    error.row = -1;
  }
  error.table = std::string(table.name);
  return error;
}

}  // namespace

Result<RunResult> Score(const PolicyHandle& policy, std::span<const InputTable> tables) {
  const std::vector<Scorecard>& cards = policy->policy.scorecards;
  const std::vector<RankingRule>& rankings = policy->policy.rankings;
  if (cards.empty() && rankings.empty()) {
    return MakeError(Code::not_found, "the policy has no scorecards or rankings to score by");
  }
  KEYHAUL_TRY(const ScoreInputs inputs, FindInputs(tables));
  if (inputs.facts->rows == 0) {
    Error error = MakeError(Code::data_empty, "has no rows: nobody to score");
    error.table = "facts";
    return error;
  }
  KEYHAUL_TRY(const FactTable facts, ReadFacts(*inputs.facts, cards, rankings));
  KEYHAUL_TRY(const ScoreStates before, ReadScoreStates(inputs.states, cards, facts.candidates));
  std::vector<std::int32_t> places(facts.candidates.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<std::int32_t>(i);
  std::vector<ScoredSet> sets;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    Result<ScoredSet> set = ScoredSet::Make(cards[i], facts.sheet, places, before.bands[i]);
    if (!set.ok()) return InFacts(*inputs.facts, facts, std::move(set).error());
    sets.push_back(std::move(set).value());
  }
  RunResult result;
  result.policy = policy;
  result.tables.push_back(RunTable(*policy, facts));
  KEYHAUL_CHECK(AddScoreTables(facts, before, sets, &result.tables));
  if (Status status = AddRankings(facts, rankings, &result.tables); !status.ok()) {
    return InFacts(*inputs.facts, facts, std::move(status).error());
  }
  KEYHAUL_CHECK(AddScoreComparison(&result));
  return result;
}

}  // namespace v1
}  // namespace keyhaul

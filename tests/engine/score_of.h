// What tests of scores share: small policies, and scorings of tables that are given as rows of texts.
#ifndef KEYHAUL_TESTS_ENGINE_SCORE_OF_H_
#define KEYHAUL_TESTS_ENGINE_SCORE_OF_H_

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/engine.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"

namespace keyhaul::testing {

using Rows = std::vector<std::vector<std::string>>;

inline std::string PolicyJson(const std::string& cards) {
  return R"({"keyhaul": 1, "name": "scores", "currency": "EUR", "scorecards": [)" + cards + "]}";
}

// A scorecard from 0 to 100 of one number that is worth itself, and whatever else is said of it.
inline std::string OneNumber(const std::string& more, const std::string& of_leaf = "") {
  return PolicyJson(R"({"id": "s", "low": 0, "high": 100, "criteria": [
      {"id": "x", "linear": {"worst": 0, "best": 100})" +
                    of_leaf + "}]" + more + "}");
}

inline constexpr char kBands[] = R"(, "bands": [{"name": "low", "from": 0, "decision": "drop"},
                                         {"name": "high", "from": 50, "decision": "keep"}])";

inline Result<RunResult> Try(const std::string& policy, const Rows& facts, const Rows& states = {}) {
  const HostTable fact_table("facts", facts);
  std::vector<InputTable> tables = {fact_table.get()};
  std::optional<HostTable> state_table;
  if (!states.empty()) tables.push_back(state_table.emplace("score_states", states).get());
  return Score(CompiledPolicyOf(policy), tables);
}

inline RunResult ScoreOf(const std::string& policy, const Rows& facts, const Rows& states = {}) {
  Result<RunResult> result = Try(policy, facts, states);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

inline Error Refusal(const std::string& policy, const Rows& facts, const Rows& states = {}) {
  const Result<RunResult> result = Try(policy, facts, states);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Error() : result.error();
}

// The bands of a result as the next scoring takes them.
inline Rows StatesOf(const RunResult& result) {
  Rows rows = {{"scorecard", "candidate", "band"}};
  const Texts cards = Cells(result, "score_states", "scorecard");
  const Texts candidates = Cells(result, "score_states", "candidate");
  const Texts bands = Cells(result, "score_states", "band");
  for (std::size_t i = 0; i < cards.size(); ++i) {
    rows.push_back({cards[i], candidates[i], bands[i] == "-" ? "" : bands[i]});
  }
  return rows;
}

}  // namespace keyhaul::testing

#endif  // KEYHAUL_TESTS_ENGINE_SCORE_OF_H_

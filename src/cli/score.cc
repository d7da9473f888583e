#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/load.h"
#include "src/cli/policy_run.h"
#include "src/cli/result_files.h"
#include "src/cli/score_run.h"
#include "src/cli/summary_text.h"
#include "src/cli/text_table.h"

namespace keyhaul::cli {
namespace {

constexpr std::uint64_t kShownCandidates = 10;

Outcome<std::string> Explanations(const ScoreOptions& options, const capi::Tables& tables) {
  std::string text;
  for (const std::string& candidate : options.explain) {
    capi::Expected<capi::OwnedText> one = tables.Explain(candidate, KEYHAUL_EXPLAIN_TEXT);
    if (!one) return FailureOf(one.error(), "--explain " + candidate);
    if (!text.empty()) text += "\n";
    text += one->view();
  }
  return text;
}

std::string TextAt(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? OneLine(column.Text(row)) : "-";
}

// The best of one scorecard, whose rows are `begin` to `end`.
std::string BestText(const capi::Table& scores, std::uint64_t begin, std::uint64_t end) {
  std::vector<std::uint64_t> rows;
  for (std::uint64_t row = begin; row < end; ++row) {
    if (scores["rank"].Has(row)) rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::uint64_t a, std::uint64_t b) { return scores["rank"].Int32(a) < scores["rank"].Int32(b); });
  const std::uint64_t all = end - begin;
  std::string text = OneLine(scores["scorecard"].Text(begin)) + ": " + Count(static_cast<std::int64_t>(all)) +
                     " candidates, " + Count(static_cast<std::int64_t>(all - rows.size())) + " without a score\n";
  rows.resize(std::min<std::uint64_t>(rows.size(), kShownCandidates));
  TextTable table({">Rank", "Candidate", ">Score", ">Coverage", "Band", "Decision"});
  for (const std::uint64_t row : rows) {
    table.Add({std::to_string(scores["rank"].Int32(row)), Shortened(OneLine(scores["candidate"].Text(row)), kNameCells),
               Rounded(scores["score"].Int64(row), 1'000'000).Text(3), Percent(scores["coverage"].Int64(row)),
               TextAt(scores["band"], row), TextAt(scores["decision"], row)});
  }
  return text + table.Text();
}

std::string SummaryOf(const capi::Tables& tables) {
  const capi::Table scores = tables.Find("scores");
  std::string text;
  for (std::uint64_t begin = 0, end = 0; begin < scores.rows(); begin = end) {
    while (end < scores.rows() && scores["scorecard"].Text(end) == scores["scorecard"].Text(begin)) ++end;
    text += (text.empty() ? "" : "\n") + BestText(scores, begin, end);
  }
  return text;
}

}  // namespace

Outcome<capi::Tables> ScoreTables(const capi::Policy& policy, const std::vector<const WholeTable*>& inputs) {
  std::vector<keyhaul_table> tables;
  tables.reserve(inputs.size());
  for (const WholeTable* whole : inputs) tables.push_back(whole->AsTable());
  capi::Expected<capi::Tables> result = capi::Score(policy, tables);
  if (result) return *std::move(result);
  for (const WholeTable* whole : inputs) {
    if (result.error().table() == whole->name) return FailureOfTable(result.error(), whole->file, whole->batch.lines);
  }
  return FailureOf(result.error());
}

Outcome<Exit> Score(const ScoreOptions& options) {
  KEYHAUL_CLI_CHECK(OutputDirectory::Check(options.out, kScoreMarker));
  KEYHAUL_CLI_TRY(const capi::Policy policy, ReadPolicy(options.policy));
  Loader loader(nullptr, {});
  KEYHAUL_CLI_TRY(const WholeTable facts, loader.Read("facts", options.facts));
  std::vector<const WholeTable*> inputs = {&facts};
  WholeTable states;
  if (!options.score_states.empty()) {
    KEYHAUL_CLI_TRY(states, loader.Read("score_states", options.score_states));
    inputs.push_back(&states);
  }
  KEYHAUL_CLI_TRY(const capi::Tables tables, ScoreTables(policy, inputs));
  KEYHAUL_CLI_TRY(const std::string explanations, Explanations(options, tables));

  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kScoreMarker));
  KEYHAUL_CLI_CHECK(WriteScores(tables, options.policy, loader.counts(), out));
  KEYHAUL_CLI_CHECK(out.Commit());
  std::string text;
  if (options.summary) text = SummaryOf(tables) + FilesText(options.out, out.files());
  if (!text.empty() && !explanations.empty()) text += "\n";
  text += explanations;
  std::fwrite(text.data(), 1, text.size(), stdout);
  return Exit::ok;
}

}  // namespace keyhaul::cli

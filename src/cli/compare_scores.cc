// Two policies over one table of facts: how far their scorecards and rankings agree, and who moves.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/compare_files.h"
#include "src/cli/policy_run.h"
#include "src/cli/result_files.h"
#include "src/cli/score_run.h"
#include "src/cli/summary_text.h"
#include "src/cli/text_table.h"

namespace keyhaul::cli {
namespace {

constexpr std::size_t kShownMoves = 10;

std::string Nines(const capi::ColumnView& column, std::uint64_t row) {
  return column.Has(row) ? Rounded(column.Int64(row), 1'000'000).Text(3) : "-";
}

std::string SideText(const capi::Table& table, const std::string& side, std::uint64_t row) {
  return OneLine(table[side + "_kind"].Text(row)) + " " + OneLine(table[side + "_scorecard"].Text(row));
}

std::string AgreementText(const capi::Tables& compared) {
  const capi::Table run = compared.Find("score_comparison_run");
  const capi::Table pairs = compared.Find("score_comparison");
  TextTable table({"From", "To", ">Candidates", ">Tau b", ">Rho", ">Other rank", ">Largest move", ">Other band"});
  for (std::uint64_t row = 0; row < pairs.rows(); ++row) {
    table.Add({SideText(pairs, "from", row), SideText(pairs, "to", row), Count(pairs["candidates"].Int64(row)),
               Nines(pairs["kendall_tau_b"], row), Nines(pairs["spearman_rho"], row),
               Count(pairs["other_rank"].Int64(row)), Count(pairs["largest_move"].Int64(row)),
               Count(pairs["other_band"].Int64(row))});
  }
  return "From policy " + OneLine(run["from_policy"].Text(0)) + " to " + OneLine(run["to_policy"].Text(0)) + "\n" +
         table.Text();
}

// How far a candidate moves; 0 where one of the two does not rank it.
std::int32_t MoveOf(const capi::Table& changes, std::uint64_t row) {
  if (!changes["from_rank"].Has(row)) return 0;
  return std::abs(changes["to_rank"].Int32(row) - changes["from_rank"].Int32(row));
}

std::string MovesText(const capi::Table& changes) {
  if (changes.rows() == 0) return "";
  std::vector<std::uint64_t> rows(changes.rows());
  for (std::uint64_t row = 0; row < rows.size(); ++row) rows[row] = row;
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::uint64_t a, std::uint64_t b) { return MoveOf(changes, a) > MoveOf(changes, b); });
  rows.resize(std::min(rows.size(), kShownMoves));
  const auto rank = [&](const char* column, std::uint64_t row) {
    return changes[column].Has(row) ? std::to_string(changes[column].Int32(row)) : "-";
  };
  const auto text = [&](const char* column, std::uint64_t row) {
    return changes[column].Has(row) ? OneLine(changes[column].Text(row)) : "-";
  };
  TextTable table({"By", "Candidate", ">Rank", ">Now", "Band", "Now", "Driven by", ">Change"});
  for (const std::uint64_t row : rows) {
    table.Add({SideText(changes, "to", row), Shortened(OneLine(changes["candidate"].Text(row)), kNameCells),
               rank("from_rank", row), rank("to_rank", row), text("from_band", row), text("to_band", row),
               text("driver", row), Nines(changes["driver_change"], row)});
  }
  return "\nWho changes, those first who move furthest\n" + table.Text();
}

}  // namespace

Outcome<Exit> CompareScores(const CompareOptions& options) {
  KEYHAUL_CLI_CHECK(CheckFiles("--score-states", options.score_states));
  KEYHAUL_CLI_CHECK(OutputDirectory::Check(options.out, kCompareMarker));
  Loader loader(nullptr, {});
  KEYHAUL_CLI_TRY(const capi::Policy from, ReadPolicy(options.policies[0]));
  KEYHAUL_CLI_TRY(const capi::Policy to, ReadPolicy(options.policies[1]));
  KEYHAUL_CLI_TRY(const WholeTable facts, loader.Read("facts", options.facts));
  std::vector<capi::Tables> results;
  for (std::size_t side = 0; side < 2; ++side) {
    std::vector<const WholeTable*> inputs = {&facts};
    WholeTable states;
    if (const std::string file = FileOf(options.score_states, side); !file.empty()) {
      KEYHAUL_CLI_TRY(states, loader.Read("score_states", file));
      inputs.push_back(&states);
    }
    Outcome<capi::Tables> tables = ScoreTables(side == 0 ? from : to, inputs);
    if (!tables) return Failure{tables.error().exit, "under " + options.policies[side] + ": " + tables.error().message};
    results.push_back(*std::move(tables));
  }
  const capi::Expected<capi::Tables> compared = capi::Compare(results[0], results[1]);
  if (!compared) return FailureOf(compared.error());

  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kCompareMarker));
  KEYHAUL_CLI_CHECK(WriteComparison(*compared, options.policies, loader.counts(), out));
  KEYHAUL_CLI_CHECK(out.Commit());
  const std::string text =
      AgreementText(*compared) + MovesText(compared->Find("score_changes")) + FilesText(options.out, out.files());
  std::fwrite(text.data(), 1, text.size(), stdout);
  return Exit::ok;
}

}  // namespace keyhaul::cli

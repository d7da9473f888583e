#include <cstdio>
#include <utility>

#include "src/cli/commands.h"
#include "src/cli/policy_run.h"
#include "src/cli/read_file.h"
#include "src/cli/result_files.h"
#include "src/cli/summary.h"

namespace keyhaul::cli {
namespace {

// Fetched before anything is written, so that an account that is not there leaves nothing behind.
Outcome<std::string> Explanations(const RunOptions& options, const capi::Tables& tables) {
  std::string text;
  for (const std::string& account : options.explain) {
    capi::Expected<capi::OwnedText> one = tables.Explain(account, KEYHAUL_EXPLAIN_TEXT);
    if (!one) return FailureOf(one.error(), "--explain " + account);
    if (!text.empty()) text += "\n";
    text += one->view();
    if (!text.empty() && text.back() != '\n') text += "\n";
  }
  return text;
}

void PrintSkipped(const RunOptions& options, const std::vector<InputCount>& inputs) {
  for (const InputCount& input : inputs) {
    if (input.refused == 0) continue;
    std::fprintf(stderr, "keyhaul: %s: %llu of %llu rows are left out, see %s/refused_rows.csv\n",
                 OneLine(input.file).c_str(), static_cast<unsigned long long>(input.refused),
                 static_cast<unsigned long long>(input.rows), OneLine(options.out).c_str());
  }
}

}  // namespace

Outcome<Exit> Run(const RunOptions& options) {
  KEYHAUL_CLI_CHECK(CheckInput(options.input));
  KEYHAUL_CLI_CHECK(OutputDirectory::Check(options.out, kRunMarker));

  KEYHAUL_CLI_TRY(const capi::Policy policy, ReadPolicy(options.policy));
  KEYHAUL_CLI_TRY(const PolicyRun run,
                  RunPolicy(policy, options.input, {options.state, options.tiers_only, options.summary}));
  KEYHAUL_CLI_TRY(const Totals totals, ReadTotals(run.tables));
  KEYHAUL_CLI_TRY(const std::string explanations, Explanations(options, run.tables));

  const char* const command = options.tiers_only   ? "keyhaul tier"
                              : options.terms_only ? "keyhaul settle"
                                                   : "keyhaul run";
  const RunInputs inputs = {command, options.policy, run.inputs, run.refused_csv, options.terms_only};
  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kRunMarker));
  KEYHAUL_CLI_CHECK(WriteResult(run.tables, totals, inputs, out));
  KEYHAUL_CLI_CHECK(out.Commit());
  PrintSkipped(options, run.inputs);
  std::string text;
  if (options.summary) {
    text = SummaryText(run.tables, totals, run.account_names) + FilesText(options.out, out.files());
  }
  if (!text.empty() && !explanations.empty()) text += "\n";
  text += explanations;
  std::fwrite(text.data(), 1, text.size(), stdout);
  return Exit::ok;
}

Outcome<Exit> Lint(const std::string& policy_path) {
  KEYHAUL_CLI_TRY(const capi::Policy policy, ReadPolicy(policy_path));
  const capi::Expected<capi::Tables> tables = policy.Lint();
  if (!tables) return FailureOf(tables.error(), policy_path);
  const capi::Table findings = tables->Find("findings");
  for (std::uint64_t row = 0; row < findings.rows(); ++row) {
    const std::string line = policy_path + ": " + std::string(findings["path"].Text(row)) + ": " +
                             std::string(findings["message"].Text(row)) + " [" +
                             std::string(findings["finding"].Text(row)) + "]";
    std::puts(OneLine(line).c_str());
  }
  return findings.rows() == 0 ? Exit::ok : Exit::findings;
}

Outcome<Exit> Calc(const std::string& path) {
  KEYHAUL_CLI_TRY(const std::string request, ReadFile(path));
  const capi::CalcAnswer answer = capi::Calc(request);
  const std::string_view json = answer.json.view();
  std::fwrite(json.data(), 1, json.size(), stdout);
  if (!json.empty() && json.back() != '\n') std::fputc('\n', stdout);
  if (answer.error) return FailureOf(*answer.error, path == "-" ? "" : path);
  return Exit::ok;
}

Outcome<Exit> PrintSchema() {
  const capi::Expected<capi::OwnedText> catalogue = capi::Catalogue();
  if (!catalogue) return FailureOf(catalogue.error());
  std::fwrite(catalogue->view().data(), 1, catalogue->view().size(), stdout);
  return Exit::ok;
}

}  // namespace keyhaul::cli

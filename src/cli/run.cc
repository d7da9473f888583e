#include <cstdio>
#include <optional>
#include <utility>

#include "src/cli/commands.h"
#include "src/cli/day_text.h"
#include "src/cli/load.h"
#include "src/cli/read_file.h"
#include "src/cli/result_files.h"
#include "src/cli/summary.h"

namespace keyhaul::cli {
namespace {

Outcome<capi::Policy> ReadPolicy(const std::string& path) {
  KEYHAUL_CLI_TRY(const std::string json, ReadFile(path));
  capi::Expected<capi::Policy> policy = capi::Policy::Parse(json);
  if (!policy) return FailureOf(policy.error(), path);
  return *std::move(policy);
}

// A book with all files in it but the ones that a run takes beside it.
Outcome<void> LoadBook(const RunOptions& options, Loader& loader) {
  if (!options.accounts.empty()) KEYHAUL_CLI_CHECK(loader.AddWhole("accounts", options.accounts));
  if (!options.memberships.empty()) KEYHAUL_CLI_CHECK(loader.AddWhole("memberships", options.memberships));
  return loader.AddLedger(options.ledger);
}

Outcome<capi::Tables> RunBook(const RunOptions& options, const capi::Policy& policy, const capi::Book& book,
                              std::optional<std::int32_t> as_of, Loader& loader) {
  std::optional<WholeTable> booked;
  if (!options.booked.empty()) {
    KEYHAUL_CLI_TRY(booked, loader.Read("booked", options.booked));
  }
  capi::RunOptions run;
  run.as_of_day = as_of;
  keyhaul_table state = {};
  if (booked) {
    state = booked->AsTable();
    run.state = {&state, 1};
  }
  capi::Expected<capi::Tables> tables = capi::Run(policy, book, run);
  if (tables) return *std::move(tables);
  if (booked && tables.error().table() == "booked") {
    return FailureOfTable(tables.error(), options.booked, booked->batch.lines);
  }
  return FailureOf(tables.error());
}

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

Outcome<std::optional<std::int32_t>> AsOf(const RunOptions& options) {
  if (options.as_of.empty()) return std::optional<std::int32_t>();
  const std::optional<std::int32_t> day = ParseDay(options.as_of);
  if (!day) return Failure{Exit::usage, "--as-of " + options.as_of + ": no such day; expected YYYY-MM-DD"};
  return day;
}

void PrintSkipped(const RunOptions& options, const std::vector<InputCount>& inputs) {
  for (const InputCount& input : inputs) {
    if (input.refused == 0) continue;
    std::fprintf(stderr, "keyhaul: %s: %llu of %llu rows are left out, see %s/refused_rows.csv\n",
                 OneLine(input.file).c_str(), static_cast<unsigned long long>(input.refused),
                 static_cast<unsigned long long>(input.rows), OneLine(options.out).c_str());
  }
}

// What the summary says about where everything is.
std::string FilesText(const std::string& directory, const std::vector<std::string>& files) {
  std::string list;
  for (const std::string& file : files) list += (list.empty() ? "" : ", ") + file;
  return "\nFiles in " + directory + "\n  " + list + "\n";
}

}  // namespace

Outcome<Exit> Run(const RunOptions& options) {
  KEYHAUL_CLI_TRY(const std::optional<std::int32_t> as_of, AsOf(options));
  LoadOptions load;
  for (const std::string& text : options.columns) {
    KEYHAUL_CLI_TRY(ColumnMapping mapping, ParseColumnMapping(text));
    load.mappings.push_back(std::move(mapping));
  }
  load.ignore_columns = options.ignore_columns;
  load.open_accounts = options.open_accounts;
  load.skip_refused = options.skip_refused;
  load.keep_names = options.summary;
  KEYHAUL_CLI_CHECK(OutputDirectory::Check(options.out, kRunMarker));

  KEYHAUL_CLI_TRY(const capi::Policy policy, ReadPolicy(options.policy));
  capi::Expected<capi::Book> book = capi::Book::Create(policy);
  if (!book) return FailureOf(book.error());
  Loader loader(&*book, std::move(load));
  KEYHAUL_CLI_CHECK(LoadBook(options, loader));
  KEYHAUL_CLI_TRY(const capi::Tables tables, RunBook(options, policy, *book, as_of, loader));
  KEYHAUL_CLI_TRY(const Totals totals, ReadTotals(tables));
  KEYHAUL_CLI_TRY(const std::string explanations, Explanations(options, tables));

  KEYHAUL_CLI_TRY(OutputDirectory out, OutputDirectory::Open(options.out, kRunMarker));
  KEYHAUL_CLI_CHECK(WriteResult(tables, totals, {options.policy, loader.counts(), loader.refused_csv()}, out));
  KEYHAUL_CLI_CHECK(out.Commit());
  PrintSkipped(options, loader.counts());
  std::string text;
  if (options.summary) text = SummaryText(tables, totals, loader.account_names()) + FilesText(options.out, out.files());
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

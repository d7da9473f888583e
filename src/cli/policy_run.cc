#include "src/cli/policy_run.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "src/cli/day_text.h"
#include "src/cli/read_file.h"

namespace keyhaul::cli {
namespace {

Outcome<std::optional<std::int32_t>> AsOf(const InputOptions& input) {
  if (input.as_of.empty()) return std::optional<std::int32_t>();
  const std::optional<std::int32_t> day = ParseDay(input.as_of);
  if (!day) return Failure{Exit::usage, "--as-of " + input.as_of + ": no such day; expected YYYY-MM-DD"};
  return day;
}

Outcome<LoadOptions> LoadOptionsOf(const InputOptions& input) {
  LoadOptions load;
  for (const std::string& text : input.columns) {
    KEYHAUL_CLI_TRY(ColumnMapping mapping, ParseColumnMapping(text));
    load.mappings.push_back(std::move(mapping));
  }
  load.ignore_columns = input.ignore_columns;
  load.open_accounts = input.open_accounts;
  load.skip_refused = input.skip_refused;
  return load;
}

// A book with all files in it but the ones that a run takes beside it.
Outcome<void> LoadBook(const InputOptions& input, Loader& loader) {
  if (!input.accounts.empty()) KEYHAUL_CLI_CHECK(loader.AddWhole("accounts", input.accounts));
  if (!input.memberships.empty()) KEYHAUL_CLI_CHECK(loader.AddWhole("memberships", input.memberships));
  return loader.AddLedger(input.ledger);
}

Outcome<std::vector<WholeTable>> ReadState(const StateOptions& state, Loader& loader) {
  const std::pair<const char*, const std::string&> files[] = {{"booked", state.booked},
                                                              {"forecasts", state.forecasts},
                                                              {"tier_states", state.tier_states},
                                                              {"tier_overrides", state.tier_overrides}};
  std::vector<WholeTable> tables;
  for (const auto& [table, path] : files) {
    if (path.empty()) continue;
    KEYHAUL_CLI_TRY(WholeTable whole, loader.Read(table, path));
    tables.push_back(std::move(whole));
  }
  return tables;
}

Outcome<capi::Tables> RunBook(const capi::Policy& policy, const capi::Book& book, capi::RunOptions run,
                              const std::vector<WholeTable>& state) {
  std::vector<keyhaul_table> tables;
  tables.reserve(state.size());
  for (const WholeTable& whole : state) tables.push_back(whole.AsTable());
  run.state = tables;
  capi::Expected<capi::Tables> result = capi::Run(policy, book, run);
  if (result) return *std::move(result);
  for (const WholeTable& whole : state) {
    if (result.error().table() == whole.name) return FailureOfTable(result.error(), whole.file, whole.batch.lines);
  }
  return FailureOf(result.error());
}

}  // namespace

Outcome<capi::Policy> ReadPolicy(const std::string& path) {
  KEYHAUL_CLI_TRY(const std::string json, ReadFile(path));
  capi::Expected<capi::Policy> policy = capi::Policy::Parse(json);
  if (!policy) return FailureOf(policy.error(), path);
  return *std::move(policy);
}

Outcome<void> CheckInput(const InputOptions& input) {
  KEYHAUL_CLI_CHECK(AsOf(input));
  KEYHAUL_CLI_CHECK(LoadOptionsOf(input));
  return {};
}

Outcome<PolicyRun> RunPolicy(const capi::Policy& policy, const InputOptions& input, const PolicyRunOptions& options) {
  capi::RunOptions run;
  KEYHAUL_CLI_TRY(run.as_of_day, AsOf(input));
  run.omit_terms = options.tiers_only;
  KEYHAUL_CLI_TRY(LoadOptions load, LoadOptionsOf(input));
  load.keep_names = options.keep_names;
  capi::Expected<capi::Book> book = capi::Book::Create(policy);
  if (!book) return FailureOf(book.error());
  Loader loader(&*book, std::move(load));
  KEYHAUL_CLI_CHECK(LoadBook(input, loader));
  KEYHAUL_CLI_TRY(const std::vector<WholeTable> state, ReadState(options.state, loader));
  KEYHAUL_CLI_TRY(capi::Tables tables, RunBook(policy, *book, run, state));
  return PolicyRun{std::move(tables), loader.counts(), loader.refused_csv(), loader.account_names()};
}

}  // namespace keyhaul::cli

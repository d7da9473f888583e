// The commands of the command line: each takes what its options say and gives the exit code, or why it stopped.
#ifndef KEYHAUL_CLI_COMMANDS_H_
#define KEYHAUL_CLI_COMMANDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/cli/failure.h"

namespace keyhaul::cli {

struct GenerateOptions {
  std::uint64_t rows = 0;
  std::uint32_t accounts = 0;
  std::uint64_t seed = 1;
  std::string currency = "CNY";
  std::string begin = "2024-07-01";
  std::uint32_t months = 24;  // two years, so that a year can be compared with the year before
  std::string out;
};
Outcome<Exit> Generate(const GenerateOptions& options);

// `--column ledger.account=vendor`: the file's column `vendor` is the ledger's column `account`.
struct ColumnMapping {
  std::string table;
  std::string column;
  std::string file_column;
};
// "account=vendor" or "accounts.name=Vendor name"; the table is the ledger where none is named.
Outcome<ColumnMapping> ParseColumnMapping(const std::string& text);

// The files that a policy is run over, and how they are read.
struct InputOptions {
  std::string ledger;
  std::string accounts;     // empty: none
  std::string memberships;  // empty: none
  std::string as_of;        // empty: the last day of the ledger
  bool open_accounts = false;
  bool skip_refused = false;
  bool ignore_columns = false;
  std::vector<std::string> columns;
};

// What earlier runs left, and what people have decided or expect since. Empty: none.
struct StateOptions {
  std::string booked;
  std::string forecasts;
  std::string tier_states;
  std::string tier_overrides;
};

// Of run, of tier and of settle.
struct RunOptions {
  std::string policy;
  InputOptions input;
  StateOptions state;
  bool tiers_only = false;
  bool terms_only = false;
  std::string out;
  bool summary = false;
  std::vector<std::string> explain;
};
Outcome<Exit> Run(const RunOptions& options);

// A run whose only result is how one account's tier and amounts came about.
struct ExplainOptions {
  std::string policy;
  InputOptions input;
  StateOptions state;
  std::string account;
  bool json = false;
};
Outcome<Exit> Explain(const ExplainOptions& options);

struct VerifyOptions {
  std::string policy;
  std::string statements;
};
Outcome<Exit> Verify(const VerifyOptions& options);

struct CompareOptions {
  std::vector<std::string> policies;  // from, to
  InputOptions input;
  std::vector<std::string> tier_states;  // none, one for both policies, or one for each
  std::vector<std::string> tier_overrides;
  std::string facts;                      // empty: tiers over a ledger are compared; else scores, and nothing of these
  std::vector<std::string> score_states;  // as tier_states
  std::string out;
};
Outcome<Exit> Compare(const CompareOptions& options);
// What Compare does where there are facts.
Outcome<Exit> CompareScores(const CompareOptions& options);

struct ScoreOptions {
  std::string policy;
  std::string facts;
  std::string score_states;  // empty: none
  std::string out;
  bool summary = false;
  std::vector<std::string> explain;
};
Outcome<Exit> Score(const ScoreOptions& options);

Outcome<Exit> Lint(const std::string& policy_path);
// An empty path, or "-", is standard input.
Outcome<Exit> Calc(const std::string& path);
Outcome<Exit> PrintSchema();

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_COMMANDS_H_

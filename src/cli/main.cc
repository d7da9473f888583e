// keyhaul: the command line. Options in, a command called, one line and an exit code out.

#include <signal.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <new>
#include <string>

#include "src/cli/commands.h"
#include "src/cli/output_directory.h"

namespace keyhaul::cli {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done; 1 lint found something; 64 wrong options; 65 wrong data or policy, or statements that do not\n"
    "verify; 66 a file is missing or cannot be read; 70 a defect of Keyhaul; 71 out of memory; 73 the output "
    "directory\n"
    "cannot be made; 74 reading or writing failed, as on a full disk. Files are written whole or not at all.";

// What this program was compiled against, and what it runs with.
std::string VersionText() {
  std::string header;
  for (const int part : {KEYHAUL_VERSION_MAJOR, KEYHAUL_VERSION_MINOR, KEYHAUL_VERSION_PATCH}) {
    header += (header.empty() ? "" : ".") + std::to_string(part);
  }
  return "keyhaul " + header + " (library " + keyhaul_version_text() + ")";
}

// What a subcommand does once its options are read.
using Action = std::function<Outcome<Exit>()>;

// How the policy and the ledger are named: by an option, or by their place, too.
enum class Named { by_option, by_place };

void DescribePolicy(CLI::App& command, std::string& policy, Named named) {
  command
      .add_option(named == Named::by_place ? "policy,--policy" : "--policy", policy, "Policy (JSON, docs/POLICY.md)")
      ->required()
      ->type_name("FILE");
}

void DescribeInput(CLI::App& command, InputOptions& input, Named named = Named::by_option) {
  command
      .add_option(named == Named::by_place ? "ledger,--ledger" : "--ledger", input.ledger,
                  "Ledger rows (CSV, also packed by gzip)")
      ->required()
      ->type_name("FILE");
  command.add_option("--accounts", input.accounts, "Accounts (CSV)")->type_name("FILE");
  command.add_option("--memberships", input.memberships, "Dated memberships in groups (CSV)")->type_name("FILE");
  command.add_option("--as-of", input.as_of, "Day that is looked from (default: the last day of the ledger)")
      ->type_name("YYYY-MM-DD");
  command.add_flag("--open-accounts", input.open_accounts, "Open an account for a ledger row of one that is not known");
  command.add_flag("--ignore-columns", input.ignore_columns,
                   "Leave out columns that the table does not have, instead of stopping");
  command
      .add_option("--column", input.columns,
                  "Take a table's column from a column of another name, as account=vendor or accounts.name=Vendor; "
                  "without a table it is the ledger's; may be repeated")
      ->type_name("[TABLE.]COLUMN=FILE_COLUMN")
      ->allow_extra_args(false);
}

void DescribeOut(CLI::App& command, std::string& out) {
  command.add_option("--out", out, "Directory for the result; replaced if an earlier run wrote it")
      ->required()
      ->type_name("DIR");
}

// One file of each, or, of a command that takes several policies, several.
template <class Files>
void DescribeStates(CLI::App& command, Files& states, Files& overrides, const std::string& which = "") {
  command
      .add_option("--tier-states", states,
                  "tier_states.csv of the run before, to move accounts from the tiers that they have" + which)
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--tier-overrides", overrides, "Tiers that people have decided, with reasons and ends (CSV)" + which)
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void DescribeSkipped(CLI::App& command, InputOptions& input) {
  command.add_flag("--skip-refused", input.skip_refused,
                   "Leave refused ledger rows out and list them in refused_rows.csv, instead of stopping");
}

void DescribeBooked(CLI::App& command, StateOptions& state) {
  command.add_option("--booked", state.booked, "booked.csv of the run before, to settle the difference only")
      ->type_name("FILE");
  command.add_option("--forecasts", state.forecasts, "What periods that are not over will have, for accruals (CSV)")
      ->type_name("FILE");
}

// What run and tier have in common, which is all but the terms.
void DescribeTiers(CLI::App& command, RunOptions& options) {
  DescribePolicy(command, options.policy, Named::by_option);
  DescribeInput(command, options.input);
  DescribeStates(command, options.state.tier_states, options.state.tier_overrides);
  DescribeSkipped(command, options.input);
  DescribeOut(command, options.out);
  command.add_flag("--summary", options.summary, "Print what a sales director asks first");
  command
      .add_option("--explain", options.explain,
                  "Print how an account's tier, and its rebates, came about; may be repeated")
      ->type_name("ACCOUNT")
      ->allow_extra_args(false);
}

void DescribeRun(CLI::App& app, RunOptions& options, Action& action) {
  CLI::App* run = app.add_subcommand("run", "Tiers and rebates of a ledger under a policy");
  DescribeTiers(*run, options);
  DescribeBooked(*run, options.state);
  run->callback([&] { action = [&options] { return Run(options); }; });
}

void DescribeTier(CLI::App& app, RunOptions& options, Action& action) {
  CLI::App* tier = app.add_subcommand("tier", "Tiers only: the same as run, without rebates");
  DescribeTiers(*tier, options);
  tier->callback([&] {
    action = [&options] {
      options.tiers_only = true;
      return Run(options);
    };
  });
}

void DescribeSettle(CLI::App& app, RunOptions& options, Action& action) {
  CLI::App* settle = app.add_subcommand(
      "settle", "What is owed: rebates, discounts, commitments and statements; the same as run, without tiers");
  DescribePolicy(*settle, options.policy, Named::by_place);
  DescribeInput(*settle, options.input, Named::by_place);
  DescribeStates(*settle, options.state.tier_states, options.state.tier_overrides);
  DescribeBooked(*settle, options.state);
  DescribeSkipped(*settle, options.input);
  DescribeOut(*settle, options.out);
  settle->callback([&] {
    action = [&options] {
      options.terms_only = true;
      return Run(options);
    };
  });
}

void DescribeExplain(CLI::App& app, ExplainOptions& options, Action& action) {
  CLI::App* explain = app.add_subcommand("explain", "How one account's tier and amounts came about");
  DescribePolicy(*explain, options.policy, Named::by_place);
  DescribeInput(*explain, options.input, Named::by_place);
  DescribeStates(*explain, options.state.tier_states, options.state.tier_overrides);
  DescribeBooked(*explain, options.state);
  explain->add_option("--account", options.account, "The account")->required()->type_name("ACCOUNT");
  explain->add_flag("--json", options.json, "As JSON");
  explain->callback([&] { action = [&options] { return Explain(options); }; });
}

void DescribeVerify(CLI::App& app, VerifyOptions& options, Action& action) {
  CLI::App* verify = app.add_subcommand(
      "verify", "Compute statements again, by other code, from their JSON and the policy alone; 65 if they differ");
  verify->add_option("--policy", options.policy, "Policy that the statements were made by (JSON)")
      ->required()
      ->type_name("FILE");
  verify->add_option("statements", options.statements, "statements.json of a run or settle")
      ->required()
      ->type_name("FILE");
  verify->callback([&] { action = [&options] { return Verify(options); }; });
}

void DescribeCompare(CLI::App& app, CompareOptions& options, Action& action) {
  CLI::App* compare = app.add_subcommand(
      "compare",
      "Two policies over one ledger, or over one table of facts: who has another tier, band or rank, and why");
  compare->add_option("--policy", options.policies, "Policy (JSON): once the present one, once the other")
      ->required()
      ->type_name("FILE")
      ->allow_extra_args(false);
  DescribeInput(*compare, options.input);
  const std::string which = "; once for both policies, or once for each, \"\" being none";
  DescribeStates(*compare, options.tier_states, options.tier_overrides, which);
  CLI::Option* facts =
      compare
          ->add_option("--facts", options.facts, "What is known of candidates (CSV): compares scores, without a ledger")
          ->type_name("FILE");
  for (CLI::Option* option : compare->get_options()) {
    const std::string name = option->get_name();
    if (name != "--policy" && name != "--facts" && name != "--help") facts->excludes(option);
  }
  compare->get_option("--ledger")->required(false);
  compare->add_option("--score-states", options.score_states, "score_states.csv of the scoring before" + which)
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->needs(facts);
  DescribeOut(*compare, options.out);
  compare->callback([&] { action = [&options] { return Compare(options); }; });
}

void DescribeScore(CLI::App& app, ScoreOptions& options, Action& action) {
  CLI::App* score = app.add_subcommand("score", "Scores of candidates by the scorecards of a policy");
  score->add_option("--policy", options.policy, "Policy (JSON, docs/POLICY.md)")->required()->type_name("FILE");
  score
      ->add_option("--facts", options.facts,
                   "What is known (CSV): candidate, one column per fact, and where there are several period, rater, "
                   "rater_weight")
      ->required()
      ->type_name("FILE");
  score->add_option("--score-states", options.score_states, "score_states.csv of the scoring before, for hysteresis")
      ->type_name("FILE");
  DescribeOut(*score, options.out);
  score->add_flag("--summary", options.summary, "Print the best by each scorecard");
  score->add_option("--explain", options.explain, "Print how a candidate's scores came about; may be repeated")
      ->type_name("CANDIDATE")
      ->allow_extra_args(false);
  score->callback([&] { action = [&options] { return Score(options); }; });
}

void DescribeGenerate(CLI::App& app, GenerateOptions& options, Action& action) {
  CLI::App* generate = app.add_subcommand("generate", "A sample express carrier: the same options, the same bytes");
  generate->add_option("--rows", options.rows, "Rows of the ledger")
      ->required()
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000'000}));
  generate->add_option("--accounts", options.accounts, "Accounts, groups included")
      ->required()
      ->type_name("N")
      ->check(CLI::Range(1, 10'000'000));
  generate->add_option("--seed", options.seed, "Another number, another sample")->type_name("S")->capture_default_str();
  generate->add_option("--currency", options.currency, "Currency of all amounts")
      ->type_name("CODE")
      ->capture_default_str();
  generate->add_option("--begin", options.begin, "First day, the first of a month")
      ->type_name("YYYY-MM-DD")
      ->capture_default_str();
  generate->add_option("--months", options.months, "Months")
      ->type_name("N")
      ->check(CLI::Range(1, 120))
      ->capture_default_str();
  generate->add_option("--out", options.out, "Directory for the files; replaced if an earlier generate wrote it")
      ->required()
      ->type_name("DIR");
  generate->callback([&] { action = [&options] { return Generate(options); }; });
}

void DescribeOthers(CLI::App& app, std::string& path, Action& action) {
  CLI::App* lint =
      app.add_subcommand("lint", "What a careful reader would ask about a policy; 1 if there is something");
  lint->add_option("--policy", path, "Policy (JSON)")->required()->type_name("FILE");
  lint->callback([&] { action = [&path] { return Lint(path); }; });

  CLI::App* calc = app.add_subcommand("calc", "One rule without a ledger: JSON in, JSON out (docs/CALC.md)");
  calc->add_option("request", path, "Request (default: standard input)")->type_name("FILE");
  calc->callback([&] { action = [&path] { return Calc(path); }; });

  CLI::App* schema = app.add_subcommand("schema", "Tables, columns, verdicts and policy keys as JSON");
  schema->callback([&] { action = [] { return PrintSchema(); }; });
}

int Fail(const Failure& failure) {
  std::fflush(stdout);
  std::fprintf(stderr, "keyhaul: %s\n", OneLine(failure.message).c_str());
  return static_cast<int>(failure.exit);
}

int Main(int argc, char** argv) {
  CLI::App app("Key-account tiers and rebates, exact to the cent.", "keyhaul");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", VersionText());
  app.get_formatter()->column_width(34);
  Action action;
  RunOptions run;
  ExplainOptions explain;
  VerifyOptions verify;
  CompareOptions compare;
  ScoreOptions score;
  GenerateOptions generate;
  std::string path;
  DescribeRun(app, run, action);
  DescribeTier(app, run, action);
  DescribeSettle(app, run, action);
  DescribeExplain(app, explain, action);
  DescribeVerify(app, verify, action);
  DescribeCompare(app, compare, action);
  DescribeScore(app, score, action);
  DescribeGenerate(app, generate, action);
  DescribeOthers(app, path, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    return Fail({Exit::usage, std::string(error.what()) + " (keyhaul --help lists the options)"});
  }

  const Outcome<Exit> exit = action();
  if (const int signal_number = InterruptedBy(); signal_number != 0) {
    // All is tidied up; now end as the signal would have ended us, so that a calling script sees it.
    std::signal(signal_number, SIG_DFL);
    raise(signal_number);
  }
  if (!exit) return Fail(exit.error());
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    return Fail(SystemFailure(Exit::input_output, "standard output", errno));
  }
  return static_cast<int>(*exit);
}

}  // namespace
}  // namespace keyhaul::cli

int main(int argc, char** argv) {
  using keyhaul::cli::Exit;
  try {
    return keyhaul::cli::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("keyhaul: out of memory\n", stderr);
    return static_cast<int>(Exit::system);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "keyhaul: internal error: %s\n", error.what());
    return static_cast<int>(Exit::internal);
  }
}

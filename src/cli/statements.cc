// explain and verify: what stands behind the amounts of a run, and whether statements hold.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "src/cli/commands.h"
#include "src/cli/policy_run.h"
#include "src/cli/read_file.h"
#include "src/cli/summary_text.h"

namespace keyhaul::cli {
namespace {

void Print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

}  // namespace

Outcome<Exit> Explain(const ExplainOptions& options) {
  KEYHAUL_CLI_CHECK(CheckInput(options.input));
  KEYHAUL_CLI_TRY(const capi::Policy policy, ReadPolicy(options.policy));
  KEYHAUL_CLI_TRY(const PolicyRun run, RunPolicy(policy, options.input, {options.state, false, false}));
  const std::int32_t form = options.json ? KEYHAUL_EXPLAIN_JSON : KEYHAUL_EXPLAIN_TEXT;
  const capi::Expected<capi::OwnedText> text = run.tables.Explain(options.account, form);
  if (!text) return FailureOf(text.error(), "--account " + options.account);
  Print(text->view());
  if (!text->view().empty() && text->view().back() != '\n') Print("\n");
  return Exit::ok;
}

Outcome<Exit> Verify(const VerifyOptions& options) {
  KEYHAUL_CLI_TRY(const std::string policy, ReadFile(options.policy));
  KEYHAUL_CLI_TRY(const std::string statements, ReadFile(options.statements));
  const capi::Expected<capi::OwnedText> verified = capi::Verify(policy, statements);
  if (!verified) return FailureOf(verified.error(), options.statements);
  const nlohmann::json report = nlohmann::json::parse(verified->view());
  const std::string checked = Counted(report["statements"].get<std::int64_t>(), "statement", "statements") + ", " +
                              Counted(report["lines"].get<std::int64_t>(), "line", "lines");
  for (const auto& one : report["not_judged"]) {
    Print(OneLine(one["path"].get<std::string>() + ": not judged: " + one["why"].get<std::string>()) + "\n");
  }
  const auto& differences = report["differences"];
  if (differences.empty()) {
    const std::size_t open = report["not_judged"].size();
    Print("ok: " + checked + (open == 0 ? "" : ", " + std::to_string(open) + " not judged") + "\n");
    return Exit::ok;
  }
  for (const auto& one : differences) {
    Print(OneLine(one["path"].get<std::string>() + ": found " + one["found"].get<std::string>() + ", expected " +
                  one["expected"].get<std::string>()) +
          "\n");
  }
  return Failure{Exit::data, options.statements + ": " +
                                 Counted(static_cast<std::int64_t>(differences.size()), "difference", "differences") +
                                 " in " + checked};
}

}  // namespace keyhaul::cli

// A policy over the files that a command is given: what run, tier and compare have in common.
#ifndef KEYHAUL_CLI_POLICY_RUN_H_
#define KEYHAUL_CLI_POLICY_RUN_H_

#include <string>
#include <unordered_map>
#include <vector>

#include "src/cli/commands.h"
#include "src/cli/load.h"

namespace keyhaul::cli {

Outcome<capi::Policy> ReadPolicy(const std::string& path);

// What is asked of a run beyond its inputs.
struct PolicyRunOptions {
  StateOptions state;
  bool tiers_only = false;
  bool keep_names = false;  // of accounts
};

struct PolicyRun {
  capi::Tables tables;
  std::vector<InputCount> inputs;
  std::string refused_csv;  // with header; empty where refused rows stop the run
  std::unordered_map<std::string, std::string> account_names;
};

// Options that can be wrong without looking at a file.
Outcome<void> CheckInput(const InputOptions& input);

// Reads the files into a book for the policy and runs it.
Outcome<PolicyRun> RunPolicy(const capi::Policy& policy, const InputOptions& input, const PolicyRunOptions& options);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_POLICY_RUN_H_

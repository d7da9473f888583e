// A result as files: every table as CSV, refused rows, and run.json, which says what the run was of and lists the rest.
#ifndef KEYHAUL_CLI_RESULT_FILES_H_
#define KEYHAUL_CLI_RESULT_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "src/cli/load.h"
#include "src/cli/output_directory.h"
#include "src/cli/totals.h"

namespace keyhaul::cli {

// What makes a directory a result of `keyhaul run`.
inline constexpr const char* kRunMarker = "run.json";

// What run.json needs beyond the result.
struct RunInputs {
  std::string policy_file;
  std::vector<InputCount> inputs;
  std::string refused_csv;  // with header; empty where refused rows stop the run
};

// Writes all files into `out`, which is not committed yet.
Outcome<void> WriteResult(const capi::Tables& tables, const Totals& totals, const RunInputs& inputs,
                          OutputDirectory& out);

// One value as CSV has it: "1234.50", "2026-01-31", "" where it is missing.
std::string CellText(const capi::ColumnView& column, std::uint64_t row);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_RESULT_FILES_H_

// A result as files: every table as CSV, refused rows, and a marker (run.json, compare.json), which says what the
// result is of and lists the rest.
#ifndef KEYHAUL_CLI_RESULT_FILES_H_
#define KEYHAUL_CLI_RESULT_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "src/cli/load.h"
#include "src/cli/output_directory.h"
#include "src/cli/totals.h"

namespace keyhaul::cli {

// What makes a directory a result of `keyhaul run` or `keyhaul tier`, and of `keyhaul compare`.
inline constexpr const char* kRunMarker = "run.json";
inline constexpr const char* kCompareMarker = "compare.json";
inline constexpr const char* kScoreMarker = "score.json";

// What run.json needs beyond the result.
struct RunInputs {
  std::string written_by;  // "keyhaul run"
  std::string policy_file;
  std::vector<InputCount> inputs;
  std::string refused_csv;  // with header; empty where refused rows stop the run
  bool terms_only = false;  // without the tables about tiers, but for their states, which the next run needs
};

// Writes all files into `out`, which is not committed yet.
Outcome<void> WriteResult(const capi::Tables& tables, const Totals& totals, const RunInputs& inputs,
                          OutputDirectory& out);

// The same for a comparison, whose marker is compare.json.
Outcome<void> WriteComparison(const capi::Tables& tables, const std::vector<std::string>& policy_files,
                              const std::vector<InputCount>& inputs, OutputDirectory& out);

// The same for scores.
Outcome<void> WriteScores(const capi::Tables& tables, const std::string& policy_file,
                          const std::vector<InputCount>& inputs, OutputDirectory& out);

// What a summary says about where everything is.
std::string FilesText(const std::string& directory, const std::vector<std::string>& files);

// One value as CSV has it: "1234.50", "2026-01-31", "" where it is missing.
std::string CellText(const capi::ColumnView& column, std::uint64_t row);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_RESULT_FILES_H_

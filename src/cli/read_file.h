// Input files: whole ones as text, and what to say when one cannot be read.
#ifndef KEYHAUL_CLI_READ_FILE_H_
#define KEYHAUL_CLI_READ_FILE_H_

#include <string>

#include "keyhaul/base/error.h"
#include "src/cli/failure.h"

namespace keyhaul::cli {

// The whole of a file; of standard input where the path is empty or "-".
Outcome<std::string> ReadFile(const std::string& path);

// What the CSV reader refused, as "ledger.csv:17:4: ...". A file that cannot be opened is told from one that fails
// under way by `opening`.
Failure FailureOfFile(const std::string& path, const keyhaul::Error& error, bool opening);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_READ_FILE_H_

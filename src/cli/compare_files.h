// Files of a command that takes two policies: none, one for both of them, or one for each.
#ifndef KEYHAUL_CLI_COMPARE_FILES_H_
#define KEYHAUL_CLI_COMPARE_FILES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "src/cli/failure.h"

namespace keyhaul::cli {

inline Outcome<void> CheckFiles(const std::string& option, const std::vector<std::string>& files) {
  if (files.size() <= 2) return {};
  return Failure{Exit::usage, option + ": expected one file for both policies, or one for each; " +
                                  std::to_string(files.size()) + " given"};
}

inline std::string FileOf(const std::vector<std::string>& files, std::size_t side) {
  if (files.empty()) return "";
  return files.size() == 1 ? files.front() : files[side];
}

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_COMPARE_FILES_H_

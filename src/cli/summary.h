// What a sales director asks first, as text: accounts and value per tier, rebates owed, the largest movers, and what is
// unusual, in plain words.
#ifndef KEYHAUL_CLI_SUMMARY_H_
#define KEYHAUL_CLI_SUMMARY_H_

#include <string>
#include <unordered_map>

#include "src/cli/totals.h"

namespace keyhaul::cli {

// `names` has names of accounts by id; an account without one is shown by its id.
std::string SummaryText(const capi::Tables& tables, const Totals& totals,
                        const std::unordered_map<std::string, std::string>& names);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_SUMMARY_H_

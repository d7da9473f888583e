// Figures as a summary shows them, and its sections about tiers.
#ifndef KEYHAUL_CLI_SUMMARY_TEXT_H_
#define KEYHAUL_CLI_SUMMARY_TEXT_H_

#include <cstdint>
#include <string>

#include "src/cli/amount.h"
#include "src/cli/totals.h"

namespace keyhaul::cli {

inline std::string Count(std::int64_t count) { return Amount(count).Text(0, ','); }
inline std::string Money(const Amount& amount, std::int32_t scale) { return amount.Text(scale, ','); }
inline std::string Counted(std::int64_t count, const char* one, const char* many) {
  return Count(count) + " " + (count == 1 ? one : many);
}

// A figure with fewer decimals, halves away from zero.
inline Amount Rounded(std::int64_t figure, std::int64_t divisor) {
  const std::int64_t half = figure < 0 ? -divisor / 2 : divisor / 2;
  return Amount((figure + half) / divisor);
}

// "63.2 %" of a share at scale 9.
inline std::string Percent(std::int64_t share) { return Rounded(share, 1'000'000).Text(1) + " %"; }

// Shares of a count, at scale 9; counts are below 2^31.
inline std::int64_t ShareOf(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : (part * 1'000'000'000 + whole / 2) / whole;
}

// Accounts and value per tier; over all segments together where there are some.
std::string TiersText(const Totals& totals);

// Who went from which tier to which, and how many stayed.
std::string MigrationText(const capi::Tables& tables);

// How much hangs on the largest accounts.
std::string ConcentrationText(const capi::Tables& tables);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_SUMMARY_TEXT_H_

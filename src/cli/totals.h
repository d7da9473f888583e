// The few figures of a result that stand in run.json and in the summary, read from its tables once.
#ifndef KEYHAUL_CLI_TOTALS_H_
#define KEYHAUL_CLI_TOTALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/cli/amount.h"
#include "src/cli/failure.h"

namespace keyhaul::cli {

// The table `run`.
struct RunFacts {
  std::string policy;
  std::string policy_digest;
  std::string plan_digest;
  std::string version;
  std::string currency;
  std::int32_t as_of = 0;
  std::optional<std::int32_t> window_begin;  // absent without tiering
  std::optional<std::int32_t> window_end;    // the first day after it
  std::int64_t accounts = 0;
  std::optional<Amount> base;
  std::optional<Amount> net;
  std::int32_t value_scale = 0;
  std::string flags;
};

// A row of the table `tier_summary`.
struct TierFacts {
  std::optional<std::string> segment;
  std::string tier;
  std::int64_t accounts = 0;
  Amount value;
  std::optional<std::int64_t> share;  // at scale 9
  std::optional<Amount> at_least;
};

// Sums over the table `settlements`.
struct SettlementSums {
  std::int64_t settlements = 0;
  Amount earned;
  Amount booked_before;
  Amount delta;
};
struct LineFacts {
  std::string line;
  SettlementSums closed;  // settlements that are final
  SettlementSums open;    // and those of periods that still run
};

struct Totals {
  RunFacts run;
  std::vector<TierFacts> tiers;
  bool has_settlements = false;  // a policy may have no terms, and a run may leave them out
  std::vector<LineFacts> lines;  // in order of their ids
  LineFacts all;
  std::int32_t money_scale = 0;
};

Outcome<Totals> ReadTotals(const capi::Tables& tables);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_TOTALS_H_

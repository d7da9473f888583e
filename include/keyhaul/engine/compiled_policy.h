// A policy that has been checked, with the measure plan that a book for it is filled for and its lines ready to be
// computed. Hosts hold it by its handle (engine.h) and seldom look inside; a host that does must not change it.
#ifndef KEYHAUL_ENGINE_COMPILED_POLICY_H_
#define KEYHAUL_ENGINE_COMPILED_POLICY_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "keyhaul/base/digest.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/book/measure_plan.h"
#include "keyhaul/ledger/exchange.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/compiled_stack.h"

namespace keyhaul {
inline namespace v1 {

// The items of the measure plan that a line reads: sums, and the rows in scope. -1 where there is none.
struct LineItems {
  int qualifying = -1;
  int payable = -1;
  int counted = -1;
  int rows = -1;  // an account is settled for a period in which it has a row
};

// The days for which one schedule of a line holds, and what the line reads of them.
struct LineStretch {
  Period days = Period::All();
  CompiledSchedule schedule;  // of lines with a schedule
  LineItems items;            // by account
  LineItems pooled;           // by group and member, where the line is for groups; qualifying has the rows, too
  LineItems foreign;          // by currency, where amounts of other currencies are converted at settlement
};

// A line of the terms, ready to be computed.
struct CompiledLine {
  std::vector<LineStretch> stretches;  // at least one; more where the schedule changes
  std::optional<CompiledStack> stack;
  int agreement = -1;         // place in the policy's agreements; -1: for all accounts, always
  int baseline_item = -1;     // where it has a baseline from the ledger, of an earlier period
  int baseline_foreign = -1;  // the same by currency, where amounts are converted at settlement
  ScheduleUnits units;
  int128 step = 1;                  // of the rounding, in minor units
  std::vector<std::size_t> net_of;  // earlier lines that are taken off its bases
  std::vector<bool> tier_gets_it;   // by tier; empty: all accounts get it
  std::size_t tier_part = 0;        // which of an account's tiers counts, where it has one per value of a dimension
};

// A policy that has been checked, with the measure plan that a book for it is filled for.
struct CompiledPolicy {
  Policy policy;
  Digest digest;  // of CanonicalPolicyText
  MeasurePlan plan;
  int money_scale = 0;
  int measure_scale = 0;  // of the bases of settlements: the greatest of the scales in use
  int value_item = -1;    // sum of the tiering value by month, or the days with a row
  int value_scale = 0;
  int documents_item = -1;
  std::optional<ExchangeRates> rates;  // where rows of other currencies are converted
  std::vector<CompiledLine> lines;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_ENGINE_COMPILED_POLICY_H_

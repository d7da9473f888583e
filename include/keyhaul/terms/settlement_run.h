// A run over the periods of one line: earned, limited, booked, paid.
//
//   earned    what the schedule pays on the cumulative bases of a period, rounded (evaluate.h)
//   due       earned, less what the cap takes off, plus what the guarantee adds (limits.h)
//   target    what is to be booked: the amount due at a period's final run and after it; before that what the line's
//             interim policy says: the amount due, that but at most what is accrued (accrual.h), or nothing beyond
//             what is booked
//   delta     target less booked, and payout, what of it moves: both by the clawback policy (clawback.h)
//
// Every period has bases and limits of its own, so that a late row changes the period it belongs to and no other; only
// a cumulative guarantee looks at all final periods together, and a correction of one then moves the top-up of another.
// A run whose rows are those of the run before changes nothing, and the state that comes out is the one that goes in
// next time.
//
// Source of the interim policies: the limits of partial settlements in SAP's rebate agreements (accruals, the amount of
// a final settlement, none).
#ifndef KEYHAUL_TERMS_SETTLEMENT_RUN_H_
#define KEYHAUL_TERMS_SETTLEMENT_RUN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/terms/clawback.h"
#include "keyhaul/terms/limits.h"
#include "keyhaul/terms/line_rules.h"

namespace keyhaul {
inline namespace v1 {

struct SettlementTerms {
  CompiledLimits limits;
  InterimPays interim_pays = InterimPays::due;
  Clawback clawback = Clawback::receivable;
};

// A period as it stands in a run. `accrued` is absent where nothing was accrued in this run.
struct RunPeriod {
  PeriodEarned earned;
  std::optional<int128> accrued;
};

struct RunOutcome {
  PeriodLimited limited;
  PeriodPayout paid;
};

// What is to be booked for a period of which `due` is due; absent where that is what is booked already.
inline std::optional<int128> TargetOf(InterimPays interim_pays, bool is_final, int128 due,
                                      std::optional<int128> accrued) {
  if (is_final || interim_pays == InterimPays::due) return due;
  if (interim_pays == InterimPays::accrued && accrued) return std::min(due, *accrued);
  return std::nullopt;
}

// Settles the periods, in their order, and moves their states on. The spans have one length.
inline Status SettleRun(const SettlementTerms& terms, std::span<const RunPeriod> periods, std::span<PeriodState> states,
                        std::span<RunOutcome> out) {
  std::vector<PeriodEarned> earned;
  for (const RunPeriod& period : periods) earned.push_back(period.earned);
  std::vector<PeriodLimited> limited(periods.size());
  const std::vector<CompiledLimits> limits(periods.size(), terms.limits);
  KEYHAUL_CHECK(LimitPeriods(limits, earned, limited));

  std::vector<int128> targets;
  targets.reserve(periods.size());
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const std::optional<int128> target =
        TargetOf(terms.interim_pays, periods[i].earned.is_final, limited[i].due, periods[i].accrued);
    targets.push_back(target.value_or(states[i].booked));
  }
  std::vector<PeriodPayout> paid(periods.size());
  KEYHAUL_CHECK(SettlePeriods(terms.clawback, targets, states, paid));
  for (std::size_t i = 0; i < periods.size(); ++i) out[i] = {limited[i], paid[i]};
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SETTLEMENT_RUN_H_

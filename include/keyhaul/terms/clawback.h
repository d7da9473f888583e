// Clawback: what becomes of money that was paid out and is owed back.
//
// A late row, a credit note or a correction can make a period worth less than what was booked for it. Four policies say
// what then happens. The delta is what is booked now: what is due less what was booked, below 0 where it is owed back;
// the payout is the money that moves now; the balance of a period, never above 0, is what is owed back on its account
// and has not been taken off a payout yet.
//
//   receivable      the payout is the delta; below 0 it is asked back
//   offset          nothing is asked back; the next payouts, of whatever period, are less by it
//   carry_forward   nothing is asked back; the payouts of later periods are less by it, those of the period itself and
//                   of earlier ones are not
//   floor_at_zero   nothing is owed back, so the delta is never below 0: booked stays at the greatest amount that was
//                   due, and the same money is not paid twice when the amount rises again
//
// Payouts are reduced by the oldest balance first. A run settles all its periods at once, and what is owed back in it
// is there before what is paid in it. What was booked before and the delta are what is booked, and payouts and balances
// add up to it. But for floor_at_zero that is the amount of the last run, however the rows are split into runs.
//
// Amounts are in minor units.
#ifndef KEYHAUL_TERMS_CLAWBACK_H_
#define KEYHAUL_TERMS_CLAWBACK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/terms/limits.h"
#include "keyhaul/terms/line_rules.h"

namespace keyhaul {
inline namespace v1 {

// The state of one line and period: the caller keeps it from run to run.
struct PeriodState {
  int128 booked = 0;
  int128 balance = 0;  // <= 0
  friend bool operator==(const PeriodState&, const PeriodState&) = default;
};

struct PeriodPayout {
  int128 delta = 0;   // booked now
  int128 payout = 0;  // what moves now; below 0 it is asked back
};

// The state that a line with this clawback goes on from, whatever the clawback was before: where nothing waits for
// later payouts, what waits to be taken off was paid and is booked, so that it is asked back or kept now.
Result<PeriodState> StateUnder(Clawback clawback, const PeriodState& state);

// Settles the periods of one line, in their order, for what is due of each. The three spans have one length.
Status SettlePeriods(Clawback clawback, std::span<const int128> due, std::span<PeriodState> states,
                     std::span<PeriodPayout> out);

// -----------------------------------------------------------------------------------------------------------------

namespace clawback_internal {

inline bool Waits(Clawback clawback) { return clawback == Clawback::offset || clawback == Clawback::carry_forward; }

// What of `payout` is left once the balances of `states` are taken off it, the oldest first.
inline int128 TakeOff(std::span<PeriodState> states, int128 payout) {
  for (PeriodState& state : states) {
    // Compared without negating the balance, which may be the minimum.
    const int128 rest = payout + state.balance;
    payout = std::max<int128>(rest, 0);
    state.balance = std::min<int128>(rest, 0);
  }
  return payout;
}

}  // namespace clawback_internal

inline Result<PeriodState> StateUnder(Clawback clawback, const PeriodState& state) {
  if (clawback_internal::Waits(clawback)) return state;
  KEYHAUL_TRY(const int128 paid, CheckedDifference(state.booked, state.balance));
  return PeriodState{paid, 0};
}

inline Status SettlePeriods(Clawback clawback, std::span<const int128> due, std::span<PeriodState> states,
                            std::span<PeriodPayout> out) {
  const bool waits = clawback_internal::Waits(clawback);
  for (std::size_t i = 0; i < due.size(); ++i) {
    const int128 target = clawback == Clawback::floor_at_zero ? std::max(due[i], states[i].booked) : due[i];
    KEYHAUL_TRY(out[i].delta, CheckedDifference(target, states[i].booked));
    states[i].booked = target;
    out[i].payout = waits ? std::max<int128>(out[i].delta, 0) : out[i].delta;
    if (waits && out[i].delta < 0) {
      KEYHAUL_TRY(states[i].balance, CheckedSum(states[i].balance, out[i].delta));
    }
  }
  for (std::size_t i = 0; waits && i < due.size(); ++i) {
    const std::size_t reach = clawback == Clawback::offset ? states.size() : i;
    out[i].payout = clawback_internal::TakeOff(states.first(reach), out[i].payout);
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_CLAWBACK_H_

// Settlement: what is still to be paid.
//
// A benefit is never computed from the last batch of rows. It is computed from everything that counts so far, and what
// has been booked for it before is taken off:
//
//   delta = R(f(cumulative basis)) − booked
//
// That one line is the interim run, the final run, the late row, the credit note and the clawback. Whatever the splits,
// the deltas add up to the amount of the last run. A negative delta is normal: something paid out is owed back.
//
// The state is the caller's: it goes in, and comes out as `next`. Amounts are in minor units.
//
//   3000.00 pays 0.00, 7000.00 pays 140.00, 27000.00 pays 1080.00:
//   Settle({14000}, 108000) -> delta 94000, next {108000}
#ifndef KEYHAUL_TERMS_SETTLEMENT_H_
#define KEYHAUL_TERMS_SETTLEMENT_H_

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

// What has been booked for one account, line and period.
struct SettlementState {
  int128 booked = 0;
  friend bool operator==(const SettlementState&, const SettlementState&) = default;
};

struct Settlement {
  int128 delta = 0;      // to pay now; below zero it is owed back
  SettlementState next;  // what is booked once the delta is
};

// `due` is the rounded benefit of the cumulative basis. Refused with `overflow` where the difference does not fit.
inline Result<Settlement> Settle(const SettlementState& state, int128 due) {
  Settlement settlement;
  if (!CheckedSubtract(due, state.booked, &settlement.delta)) {
    Error error = MakeError(Code::overflow, "the amount due " + ToText(due) + " less the amount booked " +
                                                ToText(state.booked) + " does not fit into 128 bits");
    error.rule = "TERMS-16";
    return error;
  }
  settlement.next.booked = due;
  return settlement;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SETTLEMENT_H_

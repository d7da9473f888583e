// BASE-26: two amounts are not added by an operator, which could not refuse another currency or an overflow.
// expect: operand
#include "keyhaul/base/money.h"

bool Total(const keyhaul::Money& freight, const keyhaul::Money& surcharge) {
#ifdef KEYHAUL_CONTROL
  return freight.Add(surcharge).ok();
#else
  return (freight + surcharge).IsZero();
#endif
}

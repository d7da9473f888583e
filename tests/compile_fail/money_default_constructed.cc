// BASE-26: there is no amount without a currency, not even 0.
// expect: no matching
#include "keyhaul/base/money.h"

bool StartAtZero(const keyhaul::Currency& currency) {
#ifdef KEYHAUL_CONTROL
  return keyhaul::Money::Make(0, currency)->IsZero();
#else
  (void)currency;
  return keyhaul::Money().IsZero();
#endif
}

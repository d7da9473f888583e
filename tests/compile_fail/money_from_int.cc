// BASE-26: a number is not an amount until somebody names its currency.
#include "keyhaul/base/money.h"

bool IsOwed(const keyhaul::Money& amount) { return !amount.IsZero(); }

bool Ask(const keyhaul::Currency& currency) {
#ifdef KEYHAUL_CONTROL
  return IsOwed(*keyhaul::Money::Make(100, currency));
#else
  (void)currency;
  return IsOwed(100);
#endif
}

// BASE-23: a sum whose refusal nobody looks at. The pragma is what the house builds with.
// expect: ignoring
#include "keyhaul/base/money.h"

#pragma GCC diagnostic error "-Wunused-result"

bool Book(const keyhaul::Money& balance, const keyhaul::Money& amount) {
#ifdef KEYHAUL_CONTROL
  return balance.Add(amount).ok();
#else
  balance.Add(amount);
  return true;
#endif
}

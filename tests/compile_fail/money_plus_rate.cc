// BASE-26: a rate is not added to an amount; it multiplies one.
// expect: conver
#include "keyhaul/base/money.h"

bool Discounted(const keyhaul::Money& list, const keyhaul::Rate& rate, const keyhaul::Rounding& rounding) {
#ifdef KEYHAUL_CONTROL
  return list.MultiplyRounded(rate, rounding).ok();
#else
  (void)rounding;
  return list.Add(rate).ok();
#endif
}

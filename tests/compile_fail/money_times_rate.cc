// BASE-26: a product with a rate says how it rounds.
// expect: operand
#include "keyhaul/base/money.h"

bool Rebate(const keyhaul::Money& revenue, const keyhaul::Rate& rate, const keyhaul::Rounding& rounding) {
#ifdef KEYHAUL_CONTROL
  return revenue.MultiplyRounded(rate, rounding).ok();
#else
  (void)rounding;
  return (revenue * rate).IsZero();
#endif
}

// BASE-26: binary floating point does not meet money.
// expect: double
#include "keyhaul/base/money.h"

bool Rebate(const keyhaul::Money& revenue, const keyhaul::Rounding& rounding) {
#ifdef KEYHAUL_CONTROL
  return revenue.MultiplyRounded(*keyhaul::Rate::Parse("2.5%"), rounding).ok();
#else
  return revenue.MultiplyRounded(0.025, rounding).ok();
#endif
}

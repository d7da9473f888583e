// BASE-13: decimals have no quotient, since most quotients are no decimals.
// expect: operand
#include "keyhaul/base/decimal.h"

bool Share(const keyhaul::Decimal& part, const keyhaul::Decimal& whole) {
#ifdef KEYHAUL_CONTROL
  return part.Multiply(whole).ok();
#else
  return (part / whole).ok();
#endif
}

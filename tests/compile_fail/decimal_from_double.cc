// BASE-10: a decimal is not made of binary floating point.
// expect: no matching
#include "keyhaul/base/decimal.h"

keyhaul::Decimal Bound() {
#ifdef KEYHAUL_CONTROL
  return *keyhaul::Decimal::Parse("0.1");
#else
  return keyhaul::Decimal(0.1);
#endif
}

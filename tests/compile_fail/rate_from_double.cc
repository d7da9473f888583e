// BASE-30: a rate is not made of binary floating point, in which 2.5 % has no exact value.
// expect: conver
#include "keyhaul/base/rate.h"

keyhaul::Rate Standard() {
#ifdef KEYHAUL_CONTROL
  return *keyhaul::Rate::Parse("0.025");
#else
  return 0.025;
#endif
}

// BASE-81: ids do not compute.
// expect: operand
#include "keyhaul/base/ids.h"

keyhaul::AccountId Next(keyhaul::AccountId account) {
#ifdef KEYHAUL_CONTROL
  return keyhaul::AccountId(account.value() + 1);
#else
  return account + 1;
#endif
}

// BASE-81: an account is never equal to a tier, so the question must not compile.
// expect: operand
#include "keyhaul/base/ids.h"

bool Compare(keyhaul::AccountId account, keyhaul::TierId tier) {
#ifdef KEYHAUL_CONTROL
  return account.value() == tier.value();
#else
  return account == tier;
#endif
}

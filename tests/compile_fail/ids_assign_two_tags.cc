// BASE-81: a line is not assigned to an account.
// expect: StrongId
#include "keyhaul/base/ids.h"

keyhaul::AccountId Assign(keyhaul::LineId line) {
  keyhaul::AccountId account;
#ifdef KEYHAUL_CONTROL
  account = keyhaul::AccountId(line.value());
#else
  account = line;
#endif
  return account;
}

// The room of the policy: everything that is decided about key accounts, in one struct.
//
//   policy.h        the policy as C++ types
//
// Kept out of the door, because their readers are few and they take in the checks of every rule:
//
//   policy/policy_check.h  CheckPolicy: the policy as a whole. CompilePolicy and ParsePolicy ask it
//   policy/names_check.h   its texts, and the names by which conditions refer to figures and facts
#ifndef KEYHAUL_POLICY_H_
#define KEYHAUL_POLICY_H_

#include "keyhaul/policy/policy.h"

#endif  // KEYHAUL_POLICY_H_

// The room of the policy: everything that is decided about key accounts, in one struct.
//
//   policy.h        the policy as C++ types
//   policy_check.h  CheckPolicy: the policy as a whole
//   names_check.h   its texts, and the names by which conditions refer to figures and facts
#ifndef KEYHAUL_POLICY_H_
#define KEYHAUL_POLICY_H_

#include "keyhaul/policy/names_check.h"
#include "keyhaul/policy/policy.h"
#include "keyhaul/policy/policy_check.h"

#endif  // KEYHAUL_POLICY_H_

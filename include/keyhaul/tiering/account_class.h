// Classes of key accounts: economic, group, strategic, important, potential, or whatever a policy calls them.
//
// A class is a condition of its own. Classes overlap: an account is in every class whose condition it meets, and the
// first of them in the policy's order is its primary one. So a house that serves a group of 6 million a year as an
// economic key account says so by putting that class first, and still sees that it is a group.
//
// Conditions are those of tiers (rule.h), with one fact more: `tier`, the tier that the account has. Accounts without a
// positive value may be in a class: a strategic account is strategic before it ships anything.
#ifndef KEYHAUL_TIERING_ACCOUNT_CLASS_H_
#define KEYHAUL_TIERING_ACCOUNT_CLASS_H_

#include <string>

#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

struct AccountClass {
  std::string name;
  TierCondition when;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_ACCOUNT_CLASS_H_

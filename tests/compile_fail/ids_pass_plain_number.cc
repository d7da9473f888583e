// BASE-81: a plain number becomes an id only where somebody says so.
// expect: TierId
#include "keyhaul/base/ids.h"

bool Wants(keyhaul::TierId tier) { return tier.IsNone(); }

#ifdef KEYHAUL_CONTROL
bool Pass() { return Wants(keyhaul::TierId(3)); }
#else
bool Pass() { return Wants(3); }
#endif

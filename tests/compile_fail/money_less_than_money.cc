// BASE-26: amounts have no `<`, which could not refuse another currency.
// expect: operand
#include "keyhaul/base/money.h"

bool IsBelow(const keyhaul::Money& amount, const keyhaul::Money& cap) {
#ifdef KEYHAUL_CONTROL
  const auto order = amount.Compare(cap);
  return order.ok() && *order < 0;
#else
  return amount < cap;
#endif
}

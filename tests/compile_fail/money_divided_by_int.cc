// BASE-26: an amount is not divided; it is allocated, so that the parts add up.
// expect: operand
#include <array>

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/money.h"

bool Halve(const keyhaul::Money& invoice) {
#ifdef KEYHAUL_CONTROL
  const std::array<keyhaul::int128, 2> weights = {1, 1};
  std::array<keyhaul::int128, 2> parts;
  return keyhaul::Allocate(invoice.minor(), weights, {}, parts).ok();
#else
  return (invoice / 2).IsZero();
#endif
}

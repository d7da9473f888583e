// Lets GoogleTest print 128-bit integers. Its own way is Abseil's stream operator, which is compiled code that the
// tests would have to link for failure messages alone.
#ifndef KEYHAUL_TESTS_PRINT_INT128_H_
#define KEYHAUL_TESTS_PRINT_INT128_H_

#include <ostream>

#include "absl/base/config.h"
#include "keyhaul/base/int128.h"

namespace absl {
ABSL_NAMESPACE_BEGIN

inline void PrintTo(const int128& value, std::ostream* out) { *out << keyhaul::ToText(value); }

inline void PrintTo(const uint128& value, std::ostream* out) {
  const uint128 tens = value / 10;  // fits an int128, which the value itself may not
  if (tens != 0) *out << keyhaul::ToText(static_cast<int128>(tens));
  *out << static_cast<int>(value % 10);
}

ABSL_NAMESPACE_END
}  // namespace absl

#endif  // KEYHAUL_TESTS_PRINT_INT128_H_

// What a schedule is put to: the sums of one account and one period.
//
// Each is the integer mantissa of its measure, at the scale that `ScheduleUnits` gives it (cents, grams). A plain
// schedule has one basis, which stands in both of the first two.
//
//   Evaluate(compiled, {105000, 105000})             // 1050.00 chooses the bracket and earns
//   Evaluate(compiled, {66710600, 53620500})         // 667106.00 choose it, 536205.00 of them earn
#ifndef KEYHAUL_TERMS_BASES_H_
#define KEYHAUL_TERMS_BASES_H_

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {

struct Bases {
  int128 qualifying = 0;  // chooses the bracket
  int128 payable = 0;     // earns
  int128 counted = 0;     // quantity that earns amounts per unit, in a schedule that has rates too
  int128 baseline = 0;    // what growth is measured against
  friend bool operator==(const Bases&, const Bases&) = default;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_BASES_H_

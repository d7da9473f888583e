// A schedule: brackets of a basis and what each pays.
//
// The words of trade for this are many and contradict each other (tiered, slab, stepped, volume, rolling ...). Keyhaul
// says two things apart:
//   accumulation  marginal: each slice of the basis earns its own bracket's rate;
//                 whole: the bracket that is reached rates the whole basis, back to the first unit.
//   bases         the qualifying basis chooses the bracket; the payable basis earns the benefit. They are often the
//                 same; they differ where some shipments count towards the volume but earn nothing.
//
// Bounds are written once, as the `from` of each bracket. Whether a bound belongs to the bracket above it
// (`from_inclusive`, "on reaching 100") or to the one below it (`up_to_inclusive`, "up to and including 100") is data.
// The first bracket starts at 0 and holds 0 under both.
//
//   brackets: from 0: 0 %, from 60000: 2 %, from 300000: 4 %; marginal; basis 100000
//   -> 60000.00 × 0 % + 40000.00 × 2 % = 800.00
#ifndef KEYHAUL_TERMS_SCHEDULE_H_
#define KEYHAUL_TERMS_SCHEDULE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

enum class Accumulation : std::int8_t { marginal, whole };
enum class Boundary : std::int8_t { from_inclusive, up_to_inclusive };

// What happens above the last bracket when that bracket is closed by a `to`. It must be stated then, and only then.
enum class BeyondLast : std::int8_t {
  last_bracket,  // the last bracket goes on
  zero,          // the part above earns nothing (marginal), or the whole basis does (whole)
  error,         // a basis above it is refused
};

// One bracket and what it pays. At least one of the three benefits is given; `rate` and `per_unit` exclude each other,
// since one applies to money and the other to a quantity.
struct Bracket {
  Decimal from;                     // lower bound, in units of the qualifying basis
  std::optional<Decimal> to;        // upper bound; optional, and must equal the next bracket's `from`
  std::optional<Decimal> rate;      // fraction of the payable basis: 0.025 is 2.5 %
  std::optional<Decimal> per_unit;  // money per unit of the payable basis, in major units of the currency
  std::optional<Decimal> flat;      // money, once, when the bracket is reached
};

struct Schedule {
  Accumulation accumulation = Accumulation::marginal;
  Boundary boundary = Boundary::from_inclusive;
  std::optional<BeyondLast> beyond_last;
  bool flat_at_zero = true;  // whether the first bracket's flat is owed at a basis of exactly 0
  std::vector<Bracket> brackets;
};

// Checks everything that can be checked without a ledger. Gaps, overlaps, unsorted and duplicate bounds are refused by
// the indexes of the two brackets concerned. Errors carry the path relative to the schedule, "brackets[1].from".
Status CheckSchedule(const Schedule& schedule);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SCHEDULE_H_

// A stack: several discounts on one amount, and how they combine.
//
// "20 % and 10 %" is 30 % or 28 %, and most disputes over discounts are about which. So a stack says it:
//
//   additive    every line on the list amount; the results add up                    20 %, 10 % on 100 -> 30
//   cascade     every line on the net that those before it left                      20 %, 10 % on 100 -> 28
//   best_of     the one line that takes most alone; of equals the first
//   exclusive   the best of the exclusive lines that take anything stands alone; where none does, the other lines are
//               combined by `otherwise`
//   priority    a cascade in the order of priorities, whose direction is stated; equal ones in the order given
//   zones       lines are combined zone by zone, each zone on the net that the one before it left; a zone that says
//               `stop` and takes something ends it
//   reduction   every line on the list amount less what earlier lines took that reduce others (the reduction principle
//               of Dynamics 365)
//
// A line is a rate, an amount or a schedule, on its *basis*: the list amount, or the net. Each combination has its
// usual one, and a line may say another. Inside a zone, "list" is what the zone started with. Whatever a line gives,
// it takes at most the net that is left: the net never falls below 0, and a discount of 100 % leaves exactly 0. Rates
// and amounts below 0 are surcharges, and take less than nothing.
//
// A credit note is the mirror: a negative amount is computed as its magnitude, and every figure gets the sign back.
//
// Sources: Dynamics 365 Commerce ("compound inside a priority", "best across"), its "Rebate reduction principles",
// ERPNext and WooCommerce (priorities of opposite directions), Lago (amounts in order of age).
#ifndef KEYHAUL_TERMS_STACK_H_
#define KEYHAUL_TERMS_STACK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/terms/schedule.h"

namespace keyhaul {
inline namespace v1 {

enum class Combine : std::int8_t { additive, cascade, best_of, exclusive, priority, zones, reduction };
enum class StackBasis : std::int8_t { list, net };
enum class PriorityOrder : std::int8_t { lowest_first, highest_first };
enum class ZoneThen : std::int8_t { go_on, stop };

// Where results are rounded: each line, so that later lines see the rounded net; or their sum, once.
enum class StackRounding : std::int8_t { line, term };

// One discount. Exactly one of rate, amount and schedule is given.
struct StackLine {
  std::string id;                    // unique in the stack
  std::optional<Decimal> rate;       // fraction of the basis
  std::optional<Decimal> amount;     // in major units
  std::optional<Schedule> schedule;  // on the basis, in money
  std::optional<StackBasis> basis;   // if not the usual one of the combination
  std::optional<std::int64_t> priority;
  bool exclusive = false;
  std::string zone;
  bool reduces_others = false;
};

struct StackZone {
  std::string name;
  Combine combine = Combine::additive;  // not zones, not reduction
  std::optional<Combine> otherwise;     // of exclusive
  ZoneThen then = ZoneThen::go_on;
};

struct Stack {
  Combine combine = Combine::additive;
  std::optional<Combine> otherwise;             // of exclusive: additive (if absent), cascade or best_of
  std::optional<PriorityOrder> priority_order;  // stated where priorities are used
  std::vector<StackZone> zones;
  StackRounding rounding_at = StackRounding::term;
  std::vector<StackLine> lines;
};

// Checks what can be checked without an amount, but for the schedules, which CompileStack checks. Paths are relative to
// the stack, "lines[2].priority".
Status CheckStack(const Stack& stack);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_STACK_H_

// A schedule: brackets of a basis and what each pays.
//
// The words of trade for this are many and contradict each other (tiered, slab, stepped, volume, rolling ...). Keyhaul
// says two things apart:
//   accumulation  how the brackets add up: marginal, where each slice of the basis earns its own bracket's rate; whole,
//                 where the bracket that is reached rates the whole basis, back to the first unit; and eight more.
//   bases         the qualifying basis chooses the bracket; the payable basis earns the benefit. They are often the
//                 same; they differ where some shipments count towards the volume but earn nothing.
//
// Bounds are written once, as the `from` of each bracket. Whether a bound belongs to the bracket above it
// (`from_inclusive`, "on reaching 100") or to the one below it (`up_to_inclusive`, "up to and including 100") is data.
// The first bracket starts at 0 and holds 0 under both; only targets and growth may begin higher.
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

enum class Accumulation : std::int8_t {
  marginal,        // each slice of the basis earns its own bracket's benefit
  whole,           // the bracket that is reached rates the whole basis, back to the first unit
  flat,            // the flat of the bracket that is reached
  sum_of_reached,  // the flats of all brackets reached
  d365_rolling,    // Dynamics 365 "rolling": passed brackets rate their upper bound, the one reached the whole basis
  d365_total,      // Dynamics 365 "total": every bracket reached rates the whole basis
  target,          // as whole, and brackets may begin above 0: below the first nothing is reached
  block,           // blocks of a size are counted and priced
  growth,          // bounds are ratios to a baseline
  linear,          // the benefit moves in a line from each bracket's to the next one's
};
enum class Boundary : std::int8_t { from_inclusive, up_to_inclusive };

// What happens above the last bracket when that bracket is closed by a `to`. It must be stated then, and only then.
enum class BeyondLast : std::int8_t {
  last_bracket,  // the last bracket goes on
  zero,          // one more bracket begins there, without benefit
  error,         // a basis above it is refused
  overage,       // marginal: the part above earns `Schedule::overage`
};

// One bracket and what it pays: at least one benefit. `rate` applies to money and the other two to quantities, so they
// exclude each other, but for a schedule that counts a quantity beside money: that may have rates and amounts per unit.
struct Bracket {
  Decimal from;                           // lower bound, in units of the qualifying basis; of growth, a ratio
  std::optional<Decimal> to;              // upper bound; optional, and must equal the next bracket's `from`
  std::optional<Decimal> rate;            // fraction of the payable basis: 0.025 is 2.5 %
  std::optional<Decimal> per_unit;        // money per unit of the payable basis, in major units of the currency
  std::optional<Decimal> flat;            // money, once, when the bracket is reached
  std::optional<Decimal> per_block = {};  // of block: money per block
};

// How many blocks a part of a block is.
enum class BlockCount : std::int8_t { ceil, floor, half_up };

// Blocks of the basis as a whole, priced by the bracket reached; or of each slice by itself.
enum class BlockPer : std::int8_t { total, slice };

struct BlockRule {
  Decimal size;  // of a block, in units of the payable basis
  BlockCount count = BlockCount::ceil;
  Decimal free;  // taken off before blocks are counted; slice by slice from the lowest
  BlockPer per = BlockPer::total;
};

// What the bracket of Q / baseline pays on: Q; Q − baseline; or each slice of the growth by its own bracket.
enum class GrowthPays : std::int8_t { whole_basis, whole_growth, incremental_growth };

// What an account has without a baseline above 0: nothing; or the last bracket, with all of its basis as growth.
enum class WithoutBaseline : std::int8_t { skip, zero_baseline };

struct GrowthRule {
  GrowthPays pays = GrowthPays::whole_basis;
  WithoutBaseline without_baseline = WithoutBaseline::skip;
};

// Deficit rating: of all brackets from the one reached on, the one in which max(basis, its bound) costs least. What is
// paid is the price of that bumped basis, or that bracket's benefit on the actual one.
enum class DeficitBills : std::int8_t { bumped, actual };

struct Schedule {
  Accumulation accumulation = Accumulation::marginal;
  Boundary boundary = Boundary::from_inclusive;
  std::optional<BeyondLast> beyond_last;
  bool flat_at_zero = true;  // whether the first bracket's flat is owed at a basis of exactly 0
  std::vector<Bracket> brackets;
  std::optional<Decimal> overage = {};       // of beyond_last overage: a rate or an amount per unit, as the brackets
  std::optional<BlockRule> block = {};       // of block, required there
  std::optional<GrowthRule> growth = {};     // of growth, required there
  std::optional<DeficitBills> deficit = {};  // of whole
  std::optional<Decimal> printed_step = {};  // of a table that `ImportSteps` read; decides nothing any more
};

// Checks everything that can be checked without a ledger; `counts` says that a quantity is counted beside a payable
// basis in money. Gaps, overlaps, unsorted and duplicate bounds are refused by
// the indexes of the two brackets concerned. Errors carry the path relative to the schedule, "brackets[1].from".
Status CheckSchedule(const Schedule& schedule, bool counts = false);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SCHEDULE_H_

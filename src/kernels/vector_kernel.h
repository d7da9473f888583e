// The path of a schedule over columns for machines with vectors of four or eight doubles (AVX2, AVX-512).
//
// Integers below 2^53 are exact in doubles, and so are their sums and products as far as they stay below that. Where
// the bounds of a block of rows prove it of all, doubles are integers of which a machine takes several at once. Only
// the quotient is not exact: it comes from a rounded reciprocal and may be one too many, which the remainder, which is
// exact, tells. So the amounts are those of the 64-bit path (KERNEL-01).
//
// Which path a machine has is found when the program runs. Nothing else of the library asks for instructions beyond
// the first of its kind of machine.
#ifndef KEYHAUL_KERNELS_VECTOR_KERNEL_H_
#define KEYHAUL_KERNELS_VECTOR_KERNEL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/terms/compiled_schedule.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Magnitudes below 2^50 stay below 2^51 when up to a divisor, or a step, is added to them.
inline constexpr int kVectorBits = 50;

// The value of a row whose basis reaches `start`: slope * earning + addend.
struct VectorLine {
  double start;
  double slope;
  double addend;
};

// What follows after a bias has been added to a magnitude and the quotient has been rounded down.
enum class VectorEnding : std::int8_t {
  none,
  tie_to_even,   // an odd quotient whose remainder is `tie` moves down
  away_from_05,  // an inexact quotient that 5 divides moves up
};

// A compiled schedule in doubles, all of them integers but the reciprocal.
struct VectorTable {
  std::vector<VectorLine> lines;  // by start, without those that say what the one below says; below the first is 0
  double divisor = 1;
  double reciprocal = 1;
  double step = 1;
  double bias_above = 0;  // added to the magnitude of values above zero
  double bias_below = 0;  // and of those below
  double tie = -1;        // the remainder, bias and all, of a tie; -1 where there are none
  VectorEnding ending = VectorEnding::none;
};

// Looking at more lines one after the other costs as much as the 64-bit path, which searches them by halves.
inline constexpr std::size_t kMostVectorLines = 32;

// Requires a schedule of which RequiredBits is at most kVectorBits for some basis.
VectorTable MakeVectorTable(const CompiledSchedule& schedule);

// The least and the greatest of 0 and the numbers of a column.
struct Extremes {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
};

struct VectorPath {
  const char* name;  // of the instructions
  Extremes (*find_extremes)(const std::int64_t* column, std::size_t rows);
  // Writes the rounded benefit of each row. Requires, of the rows given, bases and RequiredBits of at most kVectorBits,
  // and in a marginal schedule that `earning` is `choosing`; and doubles that round to nearest.
  void (*evaluate)(const VectorTable& table, const std::int64_t* choosing, const std::int64_t* earning,
                   std::size_t rows, std::int64_t* rounded);
};

// The paths that this machine has, the fastest first.
std::span<const VectorPath> VectorPaths();

// The first of them; null where there is none, and where the host has this thread's doubles round otherwise than to
// nearest.
const VectorPath* FastestPath();

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_VECTOR_KERNEL_H_

// The 64-bit path of a schedule over columns.
//
// Where the bounds of a block of rows prove that every product stays below 2^62, a row costs a sum of comparisons (the
// bracket), one multiplication, one addition and one division by a constant, which is a multiplication again. There is
// no branch that depends on the data.
#ifndef KEYHAUL_KERNELS_NARROW_KERNEL_H_
#define KEYHAUL_KERNELS_NARROW_KERNEL_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "src/kernels/reciprocal.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// Products below 2^62 leave a bit for the sign and one for doubling.
inline constexpr int kNarrowBits = 62;

// A compiled schedule in 64 bits.
class NarrowTable {
 public:
  // Requires a schedule of which RequiredBits is at most kNarrowBits for some basis.
  explicit NarrowTable(const CompiledSchedule& schedule);

  // Writes the rounded benefit of each row. Requires, of the rows given, RequiredBits of at most kNarrowBits, and in a
  // marginal schedule that `earning` is `choosing`.
  void Evaluate(const std::int64_t* choosing, const std::int64_t* earning, std::size_t rows,
                std::int64_t* rounded) const {
    rows_(*this, choosing, earning, rows, rounded);
  }

 private:
  using Rows = void (*)(const NarrowTable&, const std::int64_t*, const std::int64_t*, std::size_t, std::int64_t*);

  template <RoundingMode mode, std::size_t count>
  static void EvaluateRows(const NarrowTable& table, const std::int64_t* choosing, const std::int64_t* earning,
                           std::size_t rows, std::int64_t* rounded);
  template <RoundingMode mode>
  static Rows ChooseByCount(std::size_t count);
  static Rows Choose(RoundingMode mode, std::size_t count);

  // The number of starts at or below the basis: 0 where nothing is reached.
  template <std::size_t count>
  std::size_t Find(std::int64_t basis) const;

  std::vector<std::int64_t> starts_;  // padded to a power of two with a start that no basis reaches
  std::vector<std::int64_t> slopes_;  // one more than starts: the first is that of a basis below zero
  std::vector<std::int64_t> addends_;
  std::int64_t divisor_;
  NarrowReciprocal reciprocal_;
  std::int64_t step_;
  Rows rows_;
};

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_NARROW_KERNEL_H_

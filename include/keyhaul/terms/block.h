// Blocks: so much for each thousand, begun or full.
//
//   n = round(max(0, Q − free) / size), pays n · a + flat
//
// Per total, the payable basis is counted in blocks, and the bracket that the qualifying basis reaches prices all of
// them. Per slice, each slice of the qualifying basis, times payable / qualifying, is counted by itself, what is free
// being taken off the lowest slices; then the flats of all brackets reached are owed. A part of a block counts as one
// (`ceil`), as none (`floor`), or as one from a half on (`half_up`). A payable basis below zero has no blocks.
//
// Counting is not linear: what a basis pays is not the sum of what its parts pay, so nothing here is ever split.
//
//   blocks of 1000 at 2.00, ceil: 2700 -> 3 × 2.00 = 6.00; counted apart, 1400 and 1300 would be 2 + 2 blocks
#ifndef KEYHAUL_TERMS_BLOCK_H_
#define KEYHAUL_TERMS_BLOCK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline int BlockBits(const CompiledSchedule& schedule, const BasesBits& bits) {
  const int slice_bits = bits.qualifying + BitWidth(schedule.bound_factor);
  const int counted_bits = slice_bits + bits.payable + BitWidth(schedule.block->factor);
  const int size_bits = std::max(BitWidth(schedule.block->size), BitWidth(schedule.block->free)) + bits.qualifying;
  const int divisor_bits = BitWidth(schedule.denominator) + BitWidth(schedule.step);
  const int count_bits = BitWidth(static_cast<std::int64_t>(schedule.brackets.size()));
  const int blocks_bits = std::max({counted_bits, size_bits, schedule.bound_bits}) + 2;
  return std::max({schedule.coefficient_bits + blocks_bits + count_bits, schedule.flat_bits, divisor_bits}) + 1;
}

// Calls visit(bracket, number of blocks) for the brackets that price blocks.
template <class Int, class Visit>
Status ForEachBlockCount(const CompiledSchedule& schedule, const Bases& bases, const Visit& visit) {
  const CompiledBlock& block = *schedule.block;
  const std::size_t reached = BracketReached(schedule, bases.qualifying);
  const Int factor = Widen<Int>(block.factor);
  const auto blocks_in = [&](const Int& basis, const Int& divisor) {
    return basis <= Int(0) ? Int(0) : DivideRounded(basis, Int(Widen<Int>(block.size) * divisor), block.count);
  };
  if (block.per == BlockPer::total) {
    return visit(reached, blocks_in(Widen<Int>(bases.payable) * factor - Widen<Int>(block.free), Int(1)));
  }
  const bool one_basis = IsOneBasis(schedule, bases);
  const Int scale = one_basis ? Int(1) : Widen<Int>(bases.payable);
  const Int divisor = one_basis || bases.qualifying == 0 ? Int(1) : Widen<Int>(bases.qualifying);
  Int free = Widen<Int>(block.free) * divisor;
  for (std::size_t i = 0; i <= reached; ++i) {
    Int width =
        Widen<Int>(bases.qualifying) * Widen<Int>(schedule.bound_factor) - Widen<Int>(schedule.brackets[i].bound);
    if (i < reached) width = Widen<Int>(schedule.brackets[i + 1].bound - schedule.brackets[i].bound);
    const Int counted = std::max(Int(width * scale * factor), Int(0));
    const Int taken = std::min(free, counted);
    free -= taken;
    KEYHAUL_CHECK(visit(i, blocks_in(Int(counted - taken), divisor)));
  }
  return {};
}

// TERMS-25. For a qualifying basis that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceBlocks(const CompiledSchedule& schedule, const Bases& bases) {
  Priced<Int> priced;
  priced.benefit.denominator = Widen<Int>(schedule.denominator);
  Int& sum = priced.benefit.numerator;
  // The visitor refuses nothing.
  (void)ForEachBlockCount<Int>(schedule, bases, [&](std::size_t index, const Int& blocks) -> Status {
    const CompiledBracket& bracket = schedule.brackets[index];
    sum += Widen<Int>(bracket.coefficient) * blocks;
    if (OwesFlat(schedule, index, bases.qualifying)) sum += Widen<Int>(bracket.flat);
    priced.bracket = static_cast<std::int32_t>(index);
    return {};
  });
  return priced;
}

template <class Int>
Status ExplainBlocks(StepWriter<Int>& writer) {
  return ForEachBlockCount<Int>(writer.schedule(), writer.bases(), [&](std::size_t index, const Int& blocks) -> Status {
    if (writer.bracket(index).benefit) {
      ExplanationStep step = writer.StepOf(index, StepKind::block);
      int128 count = 0;
      if (!Narrow(blocks, &count)) return TooLarge("the number of blocks does not fit into 128 bits");
      KEYHAUL_TRY(step.basis, Decimal::Make(count, 0));
      const Int value = Widen<Int>(writer.bracket(index).coefficient) * blocks;
      KEYHAUL_CHECK(writer.Push(step, value, writer.denominator()));
    }
    return writer.Flat(index);
  });
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_BLOCK_H_

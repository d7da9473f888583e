// Growth against a baseline.
//
// Bounds are ratios to the baseline B: with 110 % a bracket is reached at Q = 1.1 · B, which is compared exactly. The
// bracket of the qualifying basis Q pays
//
//   whole_basis          r · Q, of the payable basis
//   whole_growth         r · (Q − B), nothing where Q is below B
//   incremental_growth   Σ r_i · (the part of Q between L_i · B and L_{i+1} · B)
//
// The latter two are parts of the qualifying basis, and earn payable / qualifying where the two differ. The flat is
// that of the bracket reached; incremental_growth owes those of all brackets reached. Less than the first bound reaches
// nothing.
//
// A baseline of 0 or less has no ratio. Under `skip` nothing is reached. Under `zero_baseline` the last bracket is, and
// all of Q is growth in it.
//
//   110 %: 2 %, 115 %: 3 %, 120 %: 4 %; Q = 2,350,000 and B = 2,000,000 reach 117.5 %: 70,500, or 10,500, or 3,500
//
// Source: the three calculations of growth rebates in Enable's documentation.
#ifndef KEYHAUL_TERMS_GROWTH_H_
#define KEYHAUL_TERMS_GROWTH_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/bases.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/fraction.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/steps.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline int GrowthBits(const CompiledSchedule& schedule, const BasesBits& bits, bool one_basis) {
  const int sliced = bits.qualifying + BitWidth(schedule.bound_factor);
  const int ratios = bits.baseline + std::max(schedule.bound_bits, BitWidth(schedule.ratio_factor));
  const int earned = schedule.coefficient_bits + std::max({sliced, ratios, bits.payable}) + 3;
  const int divisor = BitWidth(schedule.denominator) + BitWidth(schedule.step);
  if (one_basis || !schedule.sliced) return std::max({earned, schedule.flat_bits, divisor, sliced, ratios}) + 1;
  return std::max({earned + bits.payable, schedule.flat_bits + bits.qualifying, divisor + bits.qualifying}) + 1;
}

// A qualifying basis that is not below zero, beside the brackets' bounds times the baseline.
template <class Int>
class GrowthOf {
 public:
  GrowthOf(const CompiledSchedule& schedule, const Bases& bases)
      : schedule_(schedule),
        basis_(Widen<Int>(bases.qualifying) * Widen<Int>(schedule.bound_factor)),
        baseline_(Widen<Int>(bases.baseline)) {}

  // The bracket reached, or -1.
  std::int32_t Bracket() const {
    if (baseline_ <= Int(0)) {
      const bool skips = schedule_.growth->without_baseline == WithoutBaseline::skip;
      return skips ? -1 : static_cast<std::int32_t>(schedule_.own_brackets) - 1;
    }
    std::int32_t reached = -1;
    for (const CompiledBracket& bracket : schedule_.brackets) {
      if (!Reaches(bracket.bound) && !bracket.from.IsZero()) break;
      ++reached;
    }
    return reached;
  }

  bool IsRefused() const { return baseline_ > Int(0) && schedule_.refused_bound && Reaches(*schedule_.refused_bound); }

  // Q − B, or 0.
  Int Growth() const {
    const Int baseline = std::max(baseline_, Int(0)) * Widen<Int>(schedule_.ratio_factor);
    return std::max(Int(basis_ - baseline), Int(0));
  }

  // The part of Q in a bracket, up to the one reached. Without a baseline all of it lies in the last.
  Int Part(std::size_t index, std::size_t reached) const {
    if (baseline_ <= Int(0)) return index == reached ? basis_ : Int(0);
    const Int lower = Bound(index);
    return Int((index < reached ? Bound(index + 1) : basis_) - lower);
  }

 private:
  Int Bound(std::size_t index) const { return Int(Widen<Int>(schedule_.brackets[index].bound) * baseline_); }

  bool Reaches(int128 bound) const {
    const Int needed = Widen<Int>(bound) * baseline_;
    return schedule_.boundary == Boundary::from_inclusive ? basis_ >= needed : basis_ > needed;
  }

  const CompiledSchedule& schedule_;
  const Int basis_;  // Q at the scale of slices
  const Int baseline_;
};

// Calls visit(bracket, part of the qualifying basis) for what the two calculations of parts pay on.
template <class Int, class Visit>
Status ForEachGrowthPart(const CompiledSchedule& schedule, const Bases& bases, std::size_t reached,
                         const Visit& visit) {
  const GrowthOf<Int> growth(schedule, bases);
  if (schedule.growth->pays == GrowthPays::whole_growth) return visit(reached, growth.Growth());
  for (std::size_t i = 0; i <= reached; ++i) KEYHAUL_CHECK(visit(i, growth.Part(i, reached)));
  return {};
}

template <class Int>
Int FlatsOfGrowth(const CompiledSchedule& schedule, const Bases& bases, std::size_t reached) {
  Int sum(0);
  for (std::size_t i = AddsUpFlats(schedule) ? 0 : reached; i <= reached; ++i) {
    if (OwesFlat(schedule, i, bases.qualifying)) sum += Widen<Int>(schedule.brackets[i].flat);
  }
  return sum;
}

// TERMS-26, TERMS-27. For a qualifying basis that is not below zero and not beyond a last bracket that refuses it.
template <class Int>
Priced<Int> PriceGrowth(const CompiledSchedule& schedule, const Bases& bases) {
  Priced<Int> priced;
  priced.bracket = GrowthOf<Int>(schedule, bases).Bracket();
  if (priced.bracket < 0) return priced;
  const auto reached = static_cast<std::size_t>(priced.bracket);
  const Int flats = FlatsOfGrowth<Int>(schedule, bases, reached);
  Fraction<Int>& benefit = priced.benefit;
  benefit.denominator = Widen<Int>(schedule.denominator);
  if (!schedule.sliced) {
    benefit.numerator = Widen<Int>(schedule.brackets[reached].coefficient) * Widen<Int>(bases.payable) + flats;
    return priced;
  }
  Int earned(0);
  // The visitor refuses nothing.
  (void)ForEachGrowthPart<Int>(schedule, bases, reached, [&](std::size_t index, const Int& part) -> Status {
    earned += Widen<Int>(schedule.brackets[index].coefficient) * part;
    return {};
  });
  if (IsOneBasis(schedule, bases)) {
    benefit.numerator = earned + flats;
  } else if (bases.qualifying == 0) {
    benefit.numerator = flats;
  } else {
    benefit.numerator = earned * Widen<Int>(bases.payable) + flats * Widen<Int>(bases.qualifying);
    benefit.denominator *= Widen<Int>(bases.qualifying);
  }
  return priced;
}

template <class Int>
Status ExplainGrowth(StepWriter<Int>& writer, std::size_t reached) {
  const CompiledSchedule& schedule = writer.schedule();
  const Bases& bases = writer.bases();
  const bool in_proportion = bases.qualifying > 0 || IsOneBasis(schedule, bases);
  if (!schedule.sliced) {
    KEYHAUL_CHECK(writer.Whole(reached));
  } else if (in_proportion) {
    const bool whole = schedule.growth->pays == GrowthPays::whole_growth;
    KEYHAUL_CHECK(ForEachGrowthPart<Int>(schedule, bases, reached, [&](std::size_t index, const Int& part) -> Status {
      return writer.Part(index, whole ? StepKind::growth : StepKind::slice, part);
    }));
  }
  for (std::size_t i = AddsUpFlats(schedule) ? 0 : reached; i <= reached; ++i) KEYHAUL_CHECK(writer.Flat(i));
  return {};
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_GROWTH_H_

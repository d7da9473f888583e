// Schedules that are a line in the basis within each bracket: marginal, whole, flat, sum_of_reached, d365_rolling,
// d365_total and target.
//
// With L_i the bounds, r_i the benefits and F_i the flats, the segment of bracket i has
//
//   marginal        slope r_i of slices, intercept Σ_{k<i} r_k·(L_{k+1} − L_k) − r_i·L_i, flat Σ_{k≤i} F_k
//   d365_rolling    slope r_i of slices, intercept Σ_{k<i} r_k·L_{k+1}, flat Σ_{k≤i} F_k
//   d365_total      slope Σ_{k≤i} r_k of the payable basis, flat Σ_{k≤i} F_k
//   whole, target   slope r_i of the payable basis, flat F_i
//   flat            flat F_i
//   sum_of_reached  flat Σ_{k≤i} F_k
//
// so that a marginal schedule costs no more than a whole one. The boundary rule is compiled away too: a segment starts
// at the least integer basis that reaches it.
//
// Sources: d365_rolling and d365_total are the calculation methods of that name in the rebate management of Dynamics
// 365; the others are the field's own (marginal is known as graduated, stepped or slab; whole as volume or
// retroactive).
#ifndef KEYHAUL_TERMS_SEGMENTS_H_
#define KEYHAUL_TERMS_SEGMENTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

// Whether the flats of all brackets reached are owed, and not that of the last alone.
inline bool AddsUpFlats(const CompiledSchedule& schedule) {
  switch (schedule.accumulation) {
    case Accumulation::marginal:
    case Accumulation::sum_of_reached:
    case Accumulation::d365_rolling:
    case Accumulation::d365_total:
      return true;
    case Accumulation::block:
      return schedule.block->per == BlockPer::slice;
    case Accumulation::growth:
      return schedule.growth->pays == GrowthPays::incremental_growth;
    default:
      return false;
  }
}

// What has added up over the brackets so far.
template <class Int>
struct SegmentSums {
  Int earned = Int(0);
  Int slopes = Int(0);
  Int flats = Int(0);
};

// The segment of bracket `index`. The caller has proven that `Int` holds it (`TableBits`).
template <class Int>
Segment<Int> SegmentOf(const CompiledSchedule& schedule, std::size_t index, SegmentSums<Int>* sums) {
  const CompiledBracket& bracket = schedule.brackets[index];
  const Int coefficient = Widen<Int>(bracket.coefficient);
  const bool is_marginal = schedule.accumulation == Accumulation::marginal;
  if (index > 0 && schedule.sliced) {
    const CompiledBracket& below = schedule.brackets[index - 1];
    const int128 passed = is_marginal ? bracket.bound - below.bound : bracket.bound;
    sums->earned += Widen<Int>(below.coefficient) * Widen<Int>(passed);
  }
  sums->slopes = schedule.accumulation == Accumulation::d365_total ? Int(sums->slopes + coefficient) : coefficient;
  sums->flats = AddsUpFlats(schedule) ? Int(sums->flats + Widen<Int>(bracket.flat)) : Widen<Int>(bracket.flat);
  Segment<Int> segment{Widen<Int>(bracket.start), sums->slopes, sums->earned, sums->flats,
                       static_cast<std::int32_t>(index)};
  if (schedule.sliced) segment.slope = coefficient * Widen<Int>(schedule.bound_factor);
  if (is_marginal) segment.intercept -= coefficient * Widen<Int>(bracket.bound);
  return segment;
}

// The table of segments, of which the first starts at 0.
template <class Int>
std::vector<Segment<Int>> BuildSegments(const CompiledSchedule& schedule) {
  std::vector<Segment<Int>> segments;
  segments.reserve(schedule.brackets.size() + 1);
  SegmentSums<Int> sums;
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    Segment<Int> segment = SegmentOf<Int>(schedule, i, &sums);
    if (i == 0 && segment.start > Int(0)) segments.push_back({Int(0), Int(0), Int(0), Int(0), -1});
    if (i == 0 && segment.start == Int(0) && !schedule.flat_at_zero && segment.flat != Int(0)) {
      segments.push_back({Int(0), segment.slope, segment.intercept, Int(0), 0});
      segment.start = Int(1);
    }
    segments.push_back(segment);
  }
  return segments;
}

// A bound on the bits of every number in the table: what is accumulated up to a bound is at most the greatest
// coefficient times that bound, and the intercept at most twice that. (The sums of Dynamics 365 are in
// coefficient_bits.)
inline int TableBits(const CompiledSchedule& schedule) {
  const int factor_bits = BitWidth(schedule.bound_factor);
  return std::max({schedule.coefficient_bits + schedule.bound_bits + 1, schedule.coefficient_bits + factor_bits,
                   schedule.flat_bits});
}

// The last segment that starts at or below the basis, which is not below zero. Segments whose brackets hold no integer
// basis start where the next one does and are passed over.
template <class Int>
const Segment<Int>& FindSegment(const std::vector<Segment<Int>>& segments, const Int& qualifying) {
  std::size_t reached = 0;
  std::size_t above = segments.size();
  while (above - reached > 1) {
    const std::size_t middle = reached + (above - reached) / 2;
    if (segments[middle].start <= qualifying) {
      reached = middle;
    } else {
      above = middle;
    }
  }
  return segments[reached];
}

// The bracket that a basis not below zero reaches, in a schedule without segments.
inline std::size_t BracketReached(const CompiledSchedule& schedule, int128 qualifying) {
  const auto above =
      std::upper_bound(schedule.brackets.begin(), schedule.brackets.end(), qualifying,
                       [](int128 basis, const CompiledBracket& bracket) { return basis < bracket.start; });
  return static_cast<std::size_t>(above - schedule.brackets.begin()) - 1;
}

// Whether the flat of a bracket that is reached is owed.
inline bool OwesFlat(const CompiledSchedule& schedule, std::size_t index, int128 qualifying) {
  const bool holds_zero = index == 0 && schedule.brackets.front().from.IsZero();
  return !holds_zero || qualifying > 0 || schedule.flat_at_zero;
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SEGMENTS_H_

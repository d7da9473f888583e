// The limits that the Pareto curve itself suggests: the computed ABC analysis.
//
// With the n accounts of positive value from the largest down, the curve has a point (i/n, y_i) for each i: the share
// of the accounts, and the share of the base that the i largest hold. Three points of it are marked:
//   Pareto point       the one nearest to (0, 1), all of the base for none of the effort;
//   break-even point   the last account whose value is at least the mean: there the slope of the curve passes 1;
//   submarginal point  the one nearest to (x, 1), where x is the greater of the two above.
// Class A ends at the lesser of the first two, classes A and B together at the submarginal point. Of points equally
// near, the first counts. Like any cut by count, a limit takes accounts of equal value together unless the rule splits
// ties.
//
//   values 100 10 9 8 7 6 5 4 3 2 1   ->   A ends after 1 account (break-even), the Pareto point is after 2
//
// The curve is the polygon of the exact points; packages that lay a spline through them (ABCanalysis for R) can differ
// by a few accounts, and can leave A empty where a polygon cannot.
//
// Distances are compared exactly: going from point i - 1 to i is an improvement when (2i - 1 - 2 x n) / n^2 is less
// than v_i (R_i-1 + R_i) / T^2, with R what is left of the base T after a point. The left side grows along the curve
// and the right side falls, so the first point that is no improvement ends the search.
//
// Source: A. Ultsch, J. Lötsch, "Computed ABC Analysis for Rational Selection of Most Informative Variables in
// Multivariate Data", PLoS ONE 10(6): e0129767, 2015.
#ifndef KEYHAUL_TIERING_CURVE_H_
#define KEYHAUL_TIERING_CURVE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/wide.h"
#include "keyhaul/tiering/ascending.h"

namespace keyhaul {
inline namespace v1 {

// Numbers of accounts, from the largest; all 0 without a positive value.
struct CurvePoints {
  std::int64_t pareto = 0;
  std::int64_t break_even = 0;
  std::int64_t submarginal = 0;

  std::int64_t a() const { return std::min(pareto, break_even); }
  std::int64_t ab() const { return submarginal; }
};

namespace tiering_internal {

// The positive values from the largest down.
inline std::vector<int128> PositiveFromTheLargest(std::span<const int128> values) {
  std::vector<std::int32_t> positive;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) positive.push_back(static_cast<std::int32_t>(i));
  }
  std::vector<int128> sorted = SortAscending(values, positive).values;
  std::reverse(sorted.begin(), sorted.end());
  return sorted;
}

// The first point nearest to (from / n, 1).
inline std::int64_t NearestPoint(const std::vector<int128>& values, int128 base, std::int64_t from) {
  const auto n = static_cast<std::uint64_t>(values.size());
  const Wide base_squared = Multiply(Wide(static_cast<uint128>(base)), static_cast<uint128>(base));
  uint128 left = static_cast<uint128>(base);
  std::int64_t point = 0;
  for (const int128 value : values) {
    const uint128 left_after = left - static_cast<uint128>(value);
    const std::int64_t farther = 2 * point + 1 - 2 * from;
    if (farther > 0) {
      const Wide cost = Multiply(base_squared, static_cast<uint128>(farther));
      const Wide gain = Multiply(Multiply(Multiply(Wide(static_cast<uint128>(value)), left + left_after), n), n);
      if (gain <= cost) break;
    }
    left = left_after;
    ++point;
  }
  return point;
}

}  // namespace tiering_internal

// The marked points of the positive values, whose sum must fit 128 bits.
inline CurvePoints FindCurvePoints(std::span<const int128> values) {
  const std::vector<int128> sorted = tiering_internal::PositiveFromTheLargest(values);
  CurvePoints points;
  if (sorted.empty()) return points;
  int128 base = 0;
  for (const int128 value : sorted) base += value;
  // v >= T / n is v n >= T, as v >= ceiling(T / n) for integers.
  const int128 mean = (base - 1) / static_cast<std::int64_t>(sorted.size()) + 1;
  while (points.break_even < static_cast<std::int64_t>(sorted.size()) &&
         sorted[static_cast<std::size_t>(points.break_even)] >= mean) {
    ++points.break_even;
  }
  // The start of the curve is no class: at least one account is in A.
  points.pareto = std::max(std::int64_t{1}, tiering_internal::NearestPoint(sorted, base, 0));
  points.submarginal = tiering_internal::NearestPoint(sorted, base, std::max(points.pareto, points.break_even));
  return points;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_CURVE_H_

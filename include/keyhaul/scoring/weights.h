// Weights from an order of importance, and what weights add up to.
//
// People who cannot say how much more a criterion matters than another can often say which of them matters more. A
// surrogate turns such an order of n criteria into weights; that of the criterion at place i, 1 being the most
// important, is
//   centroid     (1/n) (1/i + 1/(i+1) + ... + 1/n)    the centre of all weights that agree with the order
//   sum          2 (n + 1 - i) / (n (n + 1))          falls in equal steps
//   reciprocal   (1/i) / (1 + 1/2 + ... + 1/n)
// Criteria that matter equally share the places that they occupy, and each has the mean of the weights of these places,
// so that the weights still add up to 1.
//
// A scorecard divides by the sum of the weights once, at its end. So what counts are ratios, and these functions give
// integers without a common divisor in place of fractions:
//
//   three criteria, in order               centroid 11 : 5 : 2     sum 3 : 2 : 1     reciprocal 6 : 3 : 2
//   three, the last two equally important  centroid 22 : 7 : 7     sum 2 : 1 : 1     reciprocal 12 : 5 : 5
//
// Sources: F. H. Barron, B. E. Barrett, "Decision quality using ranked attribute weights" (1996), for the centroid;
// W. G. Stillwell, D. A. Seaver, W. Edwards, "A comparison of weight approximation techniques" (1981), for the others.
#ifndef KEYHAUL_SCORING_WEIGHTS_H_
#define KEYHAUL_SCORING_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/scorecard.h"

namespace keyhaul {
inline namespace v1 {

// ROC, RS and RR of the literature.
enum class Surrogate : std::int8_t { centroid, sum, reciprocal };

// What the weights of the children of one node add up to, as they are given. A difference says that they are not
// fractions of 1, which is worth a notice and changes no result.
struct WeightSum {
  std::int32_t parent = -1;  // place of the node in the scorecard; -1 for the top
  Decimal sum;
  Decimal difference;    // sum - 1
  bool differs = false;  // |difference| > 10^-9
};

namespace scoring_internal {

// The least number that both divide, for a, b > 0. False where it needs more than 128 bits.
inline bool LeastCommonMultiple(int128 a, int128 b, int128* out) {
  return CheckedMultiply(a / exact_internal::GreatestCommonDivisor(a, b), b, out);
}

// Divides weights by what they have in common, and gives them as 64-bit integers with a sum of 64 bits: sums of weights
// times points then fit 128. False where they do not fit.
inline bool ReduceWeights(const std::vector<int128>& weights, std::vector<std::int64_t>* out) {
  int128 divisor = 0;
  for (const int128 weight : weights) divisor = exact_internal::GreatestCommonDivisor(weight, divisor);
  int128 sum = 0;
  out->clear();
  for (const int128 weight : weights) {
    const int128 reduced = divisor == 0 ? 0 : weight / divisor;
    if (!FitsInt64(reduced)) return false;
    out->push_back(static_cast<std::int64_t>(reduced));
    sum += reduced;
  }
  return FitsInt64(sum);
}

// sums[i] is that of the weights of the first i places, in a common unit. False where that needs more than 128 bits.
inline bool SumsOfPlaces(Surrogate surrogate, std::size_t n, std::vector<int128>* sums) {
  int128 unit = 1;
  for (std::size_t i = 2; i <= n && surrogate != Surrogate::sum; ++i) {
    if (!LeastCommonMultiple(unit, static_cast<int128>(i), &unit)) return false;
  }
  std::vector<int128> places(n);
  int128 tail = 0;
  for (std::size_t i = n; i > 0; --i) {
    const int128 part = unit / static_cast<int128>(i);
    if (!CheckedAdd(tail, part, &tail)) return false;
    switch (surrogate) {
      case Surrogate::centroid:
        places[i - 1] = tail;
        break;
      case Surrogate::sum:
        places[i - 1] = static_cast<int128>(n + 1 - i);
        break;
      case Surrogate::reciprocal:
        places[i - 1] = part;
        break;
    }
  }
  sums->assign(1, 0);
  for (const int128 place : places) {
    int128 sum;
    if (!CheckedAdd(sums->back(), place, &sum)) return false;
    sums->push_back(sum);
  }
  return true;
}

// The places that a criterion shares with those of equal rank: `count` of them, after `before`.
struct SharedPlaces {
  std::size_t before = 0;
  std::size_t count = 0;
};
inline SharedPlaces PlacesOf(std::span<const std::int32_t> ranks, std::int32_t rank) {
  SharedPlaces places;
  for (const std::int32_t other : ranks) {
    places.before += other < rank ? 1U : 0U;
    places.count += other == rank ? 1U : 0U;
  }
  return places;
}

inline bool SurrogateOf(Surrogate surrogate, std::span<const std::int32_t> ranks, std::vector<std::int64_t>* out) {
  std::vector<int128> sums;
  if (!SumsOfPlaces(surrogate, ranks.size(), &sums)) return false;
  int128 counts = 1;  // a multiple of every number of places that is shared
  std::vector<SharedPlaces> places;
  for (const std::int32_t rank : ranks) {
    places.push_back(PlacesOf(ranks, rank));
    if (!LeastCommonMultiple(counts, static_cast<int128>(places.back().count), &counts)) return false;
  }
  std::vector<int128> weights;
  for (const SharedPlaces& shared : places) {
    const int128 sum = sums[shared.before + shared.count] - sums[shared.before];
    int128 weight;
    if (!CheckedMultiply(sum, counts / static_cast<int128>(shared.count), &weight)) return false;
    weights.push_back(weight);
  }
  return ReduceWeights(weights, out);
}

}  // namespace scoring_internal

// Weights of criteria in the order in which their ranks are given. The lowest rank is the most important one; equal
// ranks are ties; other than by their order ranks do not count, so 1 2 2 4 and 1 2 2 3 are the same. Refused: no ranks
// (`invalid_argument`) and weights that need more than 64 bits (`overflow`), as those of 43 criteria and more do by.
inline Result<std::vector<std::int64_t>> SurrogateWeights(Surrogate surrogate, std::span<const std::int32_t> ranks) {
  if (ranks.empty()) return MakeError(Code::invalid_argument, "weights of no criteria; at least 1 expected");
  std::vector<std::int64_t> weights;
  if (scoring_internal::SurrogateOf(surrogate, ranks, &weights)) return weights;
  return MakeError(Code::overflow, "the exact weights of " + std::to_string(ranks.size()) +
                                       " ranked criteria need more than 64 bits; a tree of criteria needs fewer ranks");
}

// What weights add up to. Code::overflow where that is no Decimal.
inline Result<WeightSum> SumOfWeights(std::span<const Decimal> weights) {
  WeightSum result;
  for (const Decimal& weight : weights) {
    KEYHAUL_TRY(result.sum, result.sum.Add(weight));
  }
  KEYHAUL_TRY(result.difference, result.sum.Subtract(Decimal::FromInteger(1)));
  KEYHAUL_TRY(const Decimal tolerance, Decimal::Make(1, 9));
  KEYHAUL_TRY(const Decimal negative, tolerance.Negate());
  result.differs = result.difference > tolerance || result.difference < negative;
  return result;
}

// The same for every node of a scorecard that has children, the top first, then in the order of declaration.
inline Result<std::vector<WeightSum>> SumsOfWeights(const Scorecard& scorecard) {
  std::vector<WeightSum> sums;
  std::vector<Decimal> weights;
  for (std::int32_t parent = -1; parent < static_cast<std::int32_t>(scorecard.criteria.size()); ++parent) {
    weights.clear();
    for (const Criterion& criterion : scorecard.criteria) {
      if (criterion.parent == parent) weights.push_back(criterion.weight);
    }
    if (weights.empty()) continue;
    KEYHAUL_TRY(const WeightSum sum, SumOfWeights(weights));
    sums.push_back(sum);
    sums.back().parent = parent;
  }
  return sums;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_WEIGHTS_H_

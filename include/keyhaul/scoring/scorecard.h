// The scorecard: criteria in a tree, each with a weight among its siblings; leaves with a value function.
//
//   score = sum over leaves of W * points,   W = product of w / (sum of w over siblings), along the path from the root
//
// Weights are exact and used as given: points, percent or fractions, or integers of a surrogate of ranks (weights.h).
// They are normalised by one division at the end; that they differ from 1 is reported, never refused.
//
// A supplier, with weights of 30, 20, 30, 10 and 10 percent, rated 4, 3, 4, 2, 3 on the scale of four:
//   0.3 * 4 + 0.2 * 3 + 0.3 * 4 + 0.1 * 2 + 0.1 * 3 = 3.5, exactly
//
// A criterion that is not known, and one that does not apply, are states and never points: the first is dealt with by
// `MissingRule` and lowers the coverage; the second is out of both sides of the division.
#ifndef KEYHAUL_SCORING_SCORECARD_H_
#define KEYHAUL_SCORING_SCORECARD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/scoring/input.h"
#include "keyhaul/scoring/value_function.h"

namespace keyhaul {
inline namespace v1 {

// What stands in for a value that is not known.
enum class Missing : std::int8_t {
  error,        // the candidate is refused, by name
  renormalize,  // the score is taken over the leaves that are known
  fixed,        // these points
  worst,        // the least points that the leaf can give
  median,       // of the known points of the set that is scored together, the lower of two middles
};

struct MissingRule {
  Missing policy = Missing::renormalize;
  Decimal points;  // of fixed
};

// What a failed knock-out does. Every one that fails is reported, also where the score passes.
enum class KnockOutEffect : std::int8_t { reject, cap_score, cap_band };

// What it says where the value is not known.
enum class KnockOutMissing : std::int8_t { undecided, fail, pass };

// A bound on the raw value, before anything compensates for it: for numbers at least, at most or both, for rating
// scales the lowest level that passes.
struct KnockOut {
  std::optional<Decimal> at_least;
  std::optional<Decimal> at_most;
  std::string level = {};
  KnockOutEffect effect = KnockOutEffect::reject;
  Decimal cap;            // of cap_score: the score is this at most
  std::string band = {};  // of cap_band: the band is this at most
  KnockOutMissing missing = KnockOutMissing::undecided;
};

// A node of the tree. The children of a node stand after it; a criterion is a leaf where it has a value function.
struct Criterion {
  std::string id;                            // unique in the scorecard
  std::string name = {};                     // as people know it; the id if empty
  std::int32_t parent = -1;                  // place in the list; -1 at the top
  Decimal weight = Decimal::FromInteger(1);  // not below 0; among the children of one parent one at least is above
  std::optional<ValueFunction> value = {};
  std::optional<CriterionInput> input = {};  // of leaves: how the raw value comes from facts; the fact `id` if absent
  std::optional<MissingRule> missing = {};   // of leaves; the scorecard's if absent
  std::optional<KnockOut> knock_out = {};    // of leaves
  std::string reason_code = {};              // of leaves; the id if empty
};

// Bands cover [low, high] without gaps: each begins at `from`, which belongs to it, and ends where the next begins; the
// last one is closed at the top.
struct ScoreBand {
  std::string name;
  Decimal from;
  std::string decision = {};  // pursue, keep, collect more information, drop ...
};

// From what the points lost are counted.
enum class ReasonBaseline : std::int8_t { max, min, mean, neutral, given };

// Reason codes as PMML's scorecards define them: points below the baseline (or above it), added up per code, the
// largest first, ties in the order of declaration.
struct ReasonRule {
  std::int32_t slots = 3;
  ReasonBaseline baseline = ReasonBaseline::max;
  std::optional<Decimal> given = {};  // of given: the same points for all leaves
  bool points_above = false;          // counts value - baseline
  bool keep_zero = false;             // whether a difference of 0 fills a slot
};

// How the ratings of several people become one value.
enum class RaterMean : std::int8_t { weighted, median };

// How the values of several periods become one: s' = s (1 - f) + x f from the first period on; periods without a value
// are passed over.
struct Smoothing {
  Decimal factor;  // above 0, at most 1
};

struct Scorecard {
  std::string id;
  std::string name = {};
  Decimal low;  // range of points and of the score
  Decimal high;
  std::vector<Criterion> criteria;
  MissingRule missing;
  std::optional<Decimal> min_coverage = {};  // 0 to 1: below it the score decides nothing
  std::string insufficient = {};             // the decision then: "collect more information"
  std::vector<ScoreBand> bands = {};         // from the lowest to the highest; none if empty
  std::optional<Decimal> hysteresis = {};    // points by which a score must pass a bound to leave the band it had
  RaterMean raters = RaterMean::weighted;
  std::optional<Smoothing> smoothing = {};
  ReasonRule reasons;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_SCORECARD_H_

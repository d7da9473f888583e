// Why a score is what it is: contributions, differences between two candidates, reason codes.
//
// A contribution is W * points of a leaf over the sum of W of the leaves that are present, so the contributions add up
// to the score before caps, exactly. Printed with 9 decimals they add up, too: each is rounded down, and what is left
// of the rounded score goes to those that lost most, in the order of declaration among equals.
//
// Two candidates differ by the sum of the differences of their contributions, exactly, also where different leaves of
// them are known.
//
// Reason codes are those of the Scorecard of PMML 4 (Data Mining Group): each leaf has a baseline; what its points are
// below it (or above it, as the rule says), times its weight, counts for its reason code. A code of the level that was
// reached goes before that of the criterion. The differences of leaves that share a code are added up; codes whose
// difference is below 0 are dropped, and those of 0 unless the rule keeps them; the largest come first, equal ones in
// the order of declaration. Slots that no code fills stay empty. PMML's own sample, an engineer of 25 with an income of
// 500, scores 3, 0 and 26 points against baselines of 19, 18 and 10:
//
//   RC2 18, RC1 16, and the third slot is empty; RC3 is -16
//
// A leaf that is left out or does not apply has no points, and so no contribution and no reason.
#ifndef KEYHAUL_SCORING_REASONS_H_
#define KEYHAUL_SCORING_REASONS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/scoring/compiled_scorecard.h"
#include "keyhaul/scoring/evaluate.h"
#include "keyhaul/scoring/score_table.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/scoring/value.h"

namespace keyhaul {
inline namespace v1 {

// Of one leaf that is present: numerator / ScoreResult::earned_denominator in units of 10^-kPointScale.
struct Contribution {
  std::int32_t leaf = 0;
  int128 numerator = 0;
  std::int64_t key = 0;  // times 10^kScoreKeyScale; all keys add up to the key of the score before caps
};

// The score of one candidate less that of another, leaf by leaf, in units of 10^-kPointScale / denominator.
struct LeafDifference {
  std::int32_t leaf = 0;
  int128 numerator = 0;
};
struct ScoreDifference {
  int128 numerator = 0;  // of the scores before caps: the sum of the leaves'
  int128 denominator = 1;
  std::vector<LeafDifference> leaves;  // those that are present for one of the two at least
};

// A reason code and what it cost, as for Contribution.
struct Reason {
  std::string code;
  int128 numerator = 0;
  std::int64_t key = 0;   // rounded half away from zero
  std::int32_t leaf = 0;  // the first that counts for it
};

// What the scorecard says of a level or bin in words.
struct LevelTexts {
  std::string_view label;
  std::string_view anchor;
  std::string_view reason_code;
};

// -----------------------------------------------------------------------------------------------------------------

// The texts of level or bin `level` of a leaf; empty where it has none, as for -1.
inline LevelTexts TextsOf(const CompiledScorecard& scorecard, std::size_t leaf, std::int32_t level) {
  const auto texts_in = [level](const auto& parts) -> LevelTexts {
    const auto i = static_cast<std::size_t>(level);
    if (level < 0 || i >= parts.size()) return {};
    return {parts[i].label, parts[i].anchor, parts[i].reason_code};
  };
  const ValueFunction& value = *scorecard.CriterionOf(leaf).value;
  if (const auto* rated = std::get_if<Rated>(&value)) return texts_in(rated->levels);
  if (const auto* step = std::get_if<Step>(&value)) return texts_in(step->bins);
  return {};
}

namespace scoring_internal {

// Gives each contribution its key: rounded down, and then one more for those that lost most, until they add up.
inline void RoundContributions(std::int64_t denominator, std::int64_t total, std::vector<Contribution>* parts) {
  const int128 divisor = int128(denominator) * score_table_internal::kPointsPerKey;
  std::vector<std::pair<int128, std::size_t>> rests;  // negative, so that the largest comes first
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const Division<int128> floor = DivideFloor((*parts)[i].numerator, divisor);
    (*parts)[i].key = static_cast<std::int64_t>(floor.quotient);
    total -= (*parts)[i].key;
    rests.emplace_back(-floor.remainder, i);
  }
  std::sort(rests.begin(), rests.end());
  for (std::size_t i = 0; total > 0; ++i, --total) ++(*parts)[rests[i].second].key;
}

inline std::string_view ReasonCodeOf(const CompiledScorecard& scorecard, std::size_t leaf, std::int32_t level) {
  const LevelTexts texts = TextsOf(scorecard, leaf, level);
  if (!texts.reason_code.empty()) return texts.reason_code;
  const Criterion& criterion = scorecard.CriterionOf(leaf);
  return criterion.reason_code.empty() ? criterion.id : criterion.reason_code;
}

// Of a scale or of bins the mean of all points, of the others halfway between the least and the greatest; rounded half
// to even.
inline std::int64_t MeanPoints(const ScorecardLeaf& leaf) {
  const std::vector<std::int64_t>& levels = leaf.value.level_points();
  if (levels.empty()) {
    return static_cast<std::int64_t>(
        DivideRounded<int128>(int128(leaf.range.least) + leaf.range.greatest, 2, RoundingMode::half_even));
  }
  int128 sum = 0;
  for (const std::int64_t points : levels) sum += points;
  return static_cast<std::int64_t>(
      DivideRounded<int128>(sum, static_cast<int128>(levels.size()), RoundingMode::half_even));
}

}  // namespace scoring_internal

// In the order of declaration; none where there is no score.
inline std::vector<Contribution> ContributionsOf(const CompiledScorecard& scorecard, const ScoreResult& result) {
  std::vector<Contribution> parts;
  if (result.Has(ScoreFlag::no_score)) return parts;
  for (std::size_t i = 0; i < result.leaves.size(); ++i) {
    if (!result.leaves[i].is_present()) continue;
    parts.push_back({static_cast<std::int32_t>(i), int128(scorecard.weights()[i]) * result.leaves[i].points, 0});
  }
  scoring_internal::RoundContributions(result.earned_denominator,
                                       KeyOfSum(result.earned_numerator, result.earned_denominator), &parts);
  return parts;
}

// Per criterion of the tree, inner nodes included: the sum of the contributions at or below it. `leaf` is the place of
// the criterion here.
inline std::vector<Contribution> NodeContributionsOf(const CompiledScorecard& scorecard,
                                                     std::span<const Contribution> contributions) {
  std::vector<Contribution> nodes(scorecard.parents().size());
  for (std::size_t i = 0; i < nodes.size(); ++i) nodes[i].leaf = static_cast<std::int32_t>(i);
  const auto add = [&nodes](std::int32_t node, const Contribution& part) {
    nodes[static_cast<std::size_t>(node)].numerator += part.numerator;
    nodes[static_cast<std::size_t>(node)].key += part.key;
  };
  for (const Contribution& part : contributions) {
    add(scorecard.leaves()[static_cast<std::size_t>(part.leaf)].criterion, part);
  }
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (scorecard.parents()[i] >= 0) add(scorecard.parents()[i], nodes[i]);
  }
  return nodes;
}

// The score of `a` less that of `b`. Refused: one of them has none (`invalid_argument`), and different sums of weights
// whose common denominator needs more than 128 bits (`overflow`).
inline Result<ScoreDifference> DifferenceOf(const CompiledScorecard& scorecard, const ScoreResult& a,
                                            const ScoreResult& b) {
  if (a.Has(ScoreFlag::no_score) || b.Has(ScoreFlag::no_score)) {
    return MakeError(Code::invalid_argument, "a candidate without a score differs from none");
  }
  const Error too_large = MakeError(Code::overflow, "the exact difference of two scores needs more than 128 bits");
  ScoreDifference difference;
  if (!scoring_internal::LeastCommonMultiple(a.earned_denominator, b.earned_denominator, &difference.denominator)) {
    return too_large;
  }
  const auto part_of = [&](const ScoreResult& result, std::size_t i, int128* part) {
    if (!result.leaves[i].is_present()) return true;
    return CheckedMultiply(int128(scorecard.weights()[i]) * result.leaves[i].points,
                           difference.denominator / result.earned_denominator, part);
  };
  for (std::size_t i = 0; i < scorecard.leaves().size(); ++i) {
    if (!a.leaves[i].is_present() && !b.leaves[i].is_present()) continue;
    int128 of_a = 0;
    int128 of_b = 0;
    LeafDifference leaf{static_cast<std::int32_t>(i), 0};
    if (!part_of(a, i, &of_a) || !part_of(b, i, &of_b) || !CheckedSubtract(of_a, of_b, &leaf.numerator) ||
        !CheckedAdd(difference.numerator, leaf.numerator, &difference.numerator)) {
      return too_large;
    }
    difference.leaves.push_back(leaf);
  }
  return difference;
}

// The baselines of the leaves by the scorecard's rule, in points: the greatest or the least that a leaf can give, its
// mean, the middle of the scorecard's range, or the points that the rule gives.
inline std::vector<std::int64_t> BaselinesOf(const CompiledScorecard& scorecard) {
  const ReasonRule& rule = scorecard.scorecard().reasons;
  std::vector<std::int64_t> baselines;
  for (const ScorecardLeaf& leaf : scorecard.leaves()) {
    switch (rule.baseline) {
      case ReasonBaseline::max:
        baselines.push_back(leaf.range.greatest);
        break;
      case ReasonBaseline::min:
        baselines.push_back(leaf.range.least);
        break;
      case ReasonBaseline::mean:
        baselines.push_back(scoring_internal::MeanPoints(leaf));
        break;
      case ReasonBaseline::neutral:
        baselines.push_back(static_cast<std::int64_t>(
            DivideRounded<int128>(int128(scorecard.low()) + scorecard.high(), 2, RoundingMode::half_even)));
        break;
      case ReasonBaseline::given:
        baselines.push_back(scoring_internal::PointUnits(*rule.given));
        break;
    }
  }
  return baselines;
}

// The reasons of a score against these baselines, one per leaf and within kMaxScorePoints: as many as the rule has
// slots, or fewer. Code::invalid_argument for another number of baselines, or larger ones.
inline Result<std::vector<Reason>> ReasonsOf(const CompiledScorecard& scorecard, const ScoreResult& result,
                                             std::span<const std::int64_t> baselines) {
  const ReasonRule& rule = scorecard.scorecard().reasons;
  if (baselines.size() != scorecard.leaves().size()) {
    return MakeError(Code::invalid_argument, std::to_string(baselines.size()) + " baselines for " +
                                                 std::to_string(scorecard.leaves().size()) + " criteria");
  }
  std::vector<Reason> reasons;
  if (result.Has(ScoreFlag::no_score)) return reasons;
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    if (baselines[i] < -kMaxScorePoints || kMaxScorePoints < baselines[i]) {
      return MakeError(Code::invalid_argument, "a baseline is beyond " + std::to_string(kMaxScoringPoints));
    }
    const ScoredLeaf& leaf = result.leaves[i];
    if (!leaf.is_present()) continue;
    const std::int64_t below = baselines[i] - leaf.points;
    const int128 cost = int128(scorecard.weights()[i]) * (rule.points_above ? -below : below);
    const std::string_view code = scoring_internal::ReasonCodeOf(scorecard, i, leaf.level);
    const auto same = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& r) { return r.code == code; });
    if (same == reasons.end()) {
      reasons.push_back({std::string(code), cost, 0, static_cast<std::int32_t>(i)});
    } else {
      same->numerator += cost;
    }
  }
  std::erase_if(reasons, [&](const Reason& r) { return r.numerator < 0 || (r.numerator == 0 && !rule.keep_zero); });
  std::stable_sort(reasons.begin(), reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.numerator > b.numerator; });
  if (reasons.size() > static_cast<std::size_t>(rule.slots)) reasons.resize(static_cast<std::size_t>(rule.slots));
  for (Reason& reason : reasons) reason.key = KeyOfSum(reason.numerator, result.earned_denominator);
  return reasons;
}

// The same against the baselines of the scorecard's own rule.
inline Result<std::vector<Reason>> ReasonsOf(const CompiledScorecard& scorecard, const ScoreResult& result) {
  return ReasonsOf(scorecard, result, BaselinesOf(scorecard));
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_REASONS_H_

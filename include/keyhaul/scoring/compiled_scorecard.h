// CompiledScorecard: a scorecard that has been checked and brought to integers, ready to score any number of
// candidates.
//
// The weight of a leaf is the product, along its path from the root, of its share among its siblings. All leaves'
// weights have a common denominator, and what remains are integers W without a common divisor:
//
//   quality 60 { material 1, finish 2 }, price 40      W = 1, 2, 2; the sum is 5, and quality as a whole weighs 3
//
// so that a score is one exact fraction, sum of W * points / sum of W. The sum of W fits 64 bits, and points have at
// most 60, so sums of products fit 128; trees for which that is not so are refused, never rounded.
//
// What decides (band, rank, tie) compares keys: the score times 10^9, rounded half away from zero from the exact
// fraction. Candidates are tied where their keys are equal, and not where two floating-point numbers happen to be.
//
// A compiled scorecard is immutable and may be shared between threads.
#ifndef KEYHAUL_SCORING_COMPILED_SCORECARD_H_
#define KEYHAUL_SCORING_COMPILED_SCORECARD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/scoring/scorecard_check.h"
#include "keyhaul/scoring/value.h"
#include "keyhaul/scoring/weights.h"

namespace keyhaul {
inline namespace v1 {

// A knock-out with its names looked up.
struct CompiledKnockOut {
  std::optional<Fraction> at_least;
  std::optional<Fraction> at_most;
  std::int32_t level = -1;  // the lowest that passes; -1 where bounds decide
  KnockOutEffect effect = KnockOutEffect::reject;
  KnockOutMissing missing = KnockOutMissing::undecided;
  std::int64_t cap = 0;    // of cap_score, in points
  std::int32_t band = -1;  // of cap_band, place in the list
};

// A criterion that is scored. Points are units of 10^-kPointScale.
struct ScorecardLeaf {
  std::int32_t criterion = 0;  // place in the scorecard's list
  std::int64_t weight = 0;     // of CompiledScorecard::weight_sum()
  CompiledValue value;
  PointRange range;                        // what the value function can give
  Missing missing = Missing::renormalize;  // the leaf's own rule, or else the scorecard's
  std::int64_t stand_in = 0;               // of fixed and worst
  std::optional<CompiledKnockOut> knock_out;
};

class CompiledScorecard {
 public:
  // What CheckScorecard refuses, with the same paths, and Code::overflow at "criteria" where the exact weights of the
  // leaves need more than 64 bits.
  static Result<CompiledScorecard> Compile(Scorecard scorecard);

  const Scorecard& scorecard() const { return scorecard_; }

  // In the order of declaration. All spans of leaves elsewhere have this order.
  std::span<const ScorecardLeaf> leaves() const { return leaves_; }
  const Criterion& CriterionOf(std::size_t leaf) const {
    return scorecard_.criteria[static_cast<std::size_t>(leaves_[leaf].criterion)];
  }

  std::span<const std::int64_t> weights() const { return weights_; }  // per leaf
  std::int64_t weight_sum() const { return weight_sum_; }

  // Per criterion, inner nodes included: the weight of all leaves at or below it, and its parent, -1 at the top.
  std::span<const std::int64_t> node_weights() const { return node_weights_; }
  std::span<const std::int32_t> parents() const { return parents_; }

  std::int64_t low() const { return low_; }  // in points
  std::int64_t high() const { return high_; }

  // Where each band begins, as a key; and the band of a score. Scores beyond the range, which extrapolation may give,
  // are in the band next to them. -1 where there are no bands.
  std::span<const std::int64_t> band_keys() const { return band_keys_; }
  std::int32_t BandOf(std::int64_t key) const;

  // The band of a candidate that had `previous` before, -1 for none: it goes from band to band as long as the score
  // passes the bound between them by the scorecard's hysteresis at least. A better band before never gives a worse one
  // now.
  std::int32_t BandOf(std::int64_t key, std::int32_t previous) const;

 private:
  Status Build();
  ScorecardLeaf MakeLeaf(std::size_t criterion, CompiledValue value) const;
  Status Weigh();

  Scorecard scorecard_;
  std::vector<ScorecardLeaf> leaves_;
  std::vector<std::int64_t> weights_;
  std::vector<std::int64_t> node_weights_;
  std::vector<std::int32_t> parents_;
  std::vector<std::int64_t> band_keys_;
  std::int64_t weight_sum_ = 0;
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
  std::int64_t hysteresis_key_ = 0;
};

// -----------------------------------------------------------------------------------------------------------------

namespace scoring_internal {

// Of numbers that were checked to fit.
inline std::int64_t AtScale(const Decimal& x, int scale) {
  return static_cast<std::int64_t>(x.mantissa() * PowerOfTen(scale - x.scale()));
}

inline CompiledKnockOut CompileKnockOut(const Scorecard& scorecard, const Criterion& criterion) {
  const KnockOut& given = *criterion.knock_out;
  CompiledKnockOut knock_out;
  if (given.at_least) knock_out.at_least = Fraction::Of(*given.at_least);
  if (given.at_most) knock_out.at_most = Fraction::Of(*given.at_most);
  if (const auto* rated = std::get_if<Rated>(&*criterion.value)) {
    while (rated->levels[static_cast<std::size_t>(++knock_out.level)].label != given.level) continue;
  }
  knock_out.effect = given.effect;
  knock_out.missing = given.missing;
  if (given.effect == KnockOutEffect::cap_score) knock_out.cap = PointUnits(given.cap);
  if (given.effect == KnockOutEffect::cap_band) {
    while (scorecard.bands[static_cast<std::size_t>(++knock_out.band)].name != given.band) continue;
  }
  return knock_out;
}

// Per criterion: its share of the whole, as a fraction in lowest terms. Code::overflow where 128 bits are not enough.
inline Result<std::vector<Fraction>> SharesOf(const Scorecard& scorecard) {
  std::vector<Fraction> sums(scorecard.criteria.size() + 1);  // of siblings, by their parent
  for (const Criterion& criterion : scorecard.criteria) {
    Fraction& sum = sums[static_cast<std::size_t>(criterion.parent) + 1];
    KEYHAUL_TRY(sum, Add(sum, Fraction::Of(criterion.weight)));
  }
  std::vector<Fraction> shares;
  for (const Criterion& criterion : scorecard.criteria) {
    const auto parent = static_cast<std::size_t>(criterion.parent) + 1;
    KEYHAUL_TRY(Fraction share, Divide(Fraction::Of(criterion.weight), sums[parent]));
    if (parent > 0) {
      KEYHAUL_TRY(share, Multiply(share, shares[parent - 1]));
    }
    shares.push_back(share);
  }
  return shares;
}

}  // namespace scoring_internal

inline ScorecardLeaf CompiledScorecard::MakeLeaf(std::size_t criterion, CompiledValue value) const {
  const Criterion& given = scorecard_.criteria[criterion];
  const MissingRule& rule = given.missing ? *given.missing : scorecard_.missing;
  ScorecardLeaf leaf;
  leaf.criterion = static_cast<std::int32_t>(criterion);
  leaf.range = value.range();
  leaf.value = std::move(value);
  leaf.missing = rule.policy;
  if (rule.policy == Missing::fixed) leaf.stand_in = scoring_internal::PointUnits(rule.points);
  if (rule.policy == Missing::worst) leaf.stand_in = leaf.range.least;
  if (given.knock_out) leaf.knock_out = scoring_internal::CompileKnockOut(scorecard_, given);
  return leaf;
}

// The denominators' least common multiple is the sum of the integer weights, since the leaves' shares add up to 1; and
// the weights have no common divisor, since the shares are in lowest terms.
inline Status CompiledScorecard::Weigh() {
  const auto refuse = [] {
    return scoring_internal::RefuseScorecard(
        "criteria", "SCORING-26",
        "the exact weights of the leaves need more than 64 bits; rounder weights or fewer levels expected",
        Code::overflow);
  };
  const Result<std::vector<Fraction>> shares = scoring_internal::SharesOf(scorecard_);
  if (!shares.ok()) return refuse();
  int128 sum = 1;
  for (const ScorecardLeaf& leaf : leaves_) {
    const Fraction& share = (*shares)[static_cast<std::size_t>(leaf.criterion)];
    if (!scoring_internal::LeastCommonMultiple(sum, share.denominator, &sum) || !FitsInt64(sum)) return refuse();
  }
  weight_sum_ = static_cast<std::int64_t>(sum);
  node_weights_.assign(parents_.size(), 0);
  for (ScorecardLeaf& leaf : leaves_) {
    const Fraction& share = (*shares)[static_cast<std::size_t>(leaf.criterion)];
    leaf.weight = static_cast<std::int64_t>(share.numerator * (sum / share.denominator));
    weights_.push_back(leaf.weight);
    node_weights_[static_cast<std::size_t>(leaf.criterion)] = leaf.weight;
  }
  for (std::size_t i = parents_.size(); i-- > 0;) {
    if (parents_[i] >= 0) node_weights_[static_cast<std::size_t>(parents_[i])] += node_weights_[i];
  }
  return {};
}

inline Status CompiledScorecard::Build() {
  low_ = scoring_internal::PointUnits(scorecard_.low);
  high_ = scoring_internal::PointUnits(scorecard_.high);
  for (const ScoreBand& band : scorecard_.bands) {
    band_keys_.push_back(scoring_internal::AtScale(band.from, kScoreKeyScale));
  }
  if (scorecard_.hysteresis) hysteresis_key_ = scoring_internal::AtScale(*scorecard_.hysteresis, kScoreKeyScale);
  for (std::size_t i = 0; i < scorecard_.criteria.size(); ++i) {
    const Criterion& criterion = scorecard_.criteria[i];
    parents_.push_back(criterion.parent);
    if (!criterion.value) continue;
    Result<CompiledValue> value = CompiledValue::Compile(*criterion.value, scorecard_.low, scorecard_.high);
    if (!value.ok()) return Under("criteria[" + std::to_string(i) + "].value", std::move(value).error());
    leaves_.push_back(MakeLeaf(i, *std::move(value)));
  }
  return Weigh();
}

inline Result<CompiledScorecard> CompiledScorecard::Compile(Scorecard scorecard) {
  KEYHAUL_CHECK(CheckScorecard(scorecard));
  CompiledScorecard compiled;
  compiled.scorecard_ = std::move(scorecard);
  KEYHAUL_CHECK(compiled.Build());
  return compiled;
}

inline std::int32_t CompiledScorecard::BandOf(std::int64_t key) const {
  if (band_keys_.empty()) return -1;
  std::int32_t band = 0;
  for (std::size_t i = 1; i < band_keys_.size() && band_keys_[i] <= key; ++i) ++band;
  return band;
}

inline std::int32_t CompiledScorecard::BandOf(std::int64_t key, std::int32_t previous) const {
  const std::int32_t band = BandOf(key);
  if (previous < 0) return band;
  const auto from = [this](std::int32_t i) { return band_keys_[static_cast<std::size_t>(i)]; };
  // Bound by bound: who comes from further away has every bound on the way to pass.
  while (previous < band && key >= from(previous + 1) + hysteresis_key_) ++previous;
  while (previous > band && key <= from(previous) - hysteresis_key_) --previous;
  return previous;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_COMPILED_SCORECARD_H_

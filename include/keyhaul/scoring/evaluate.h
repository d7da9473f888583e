// The score of a candidate: from what is known of each leaf to a score, a band and a decision.
//
//   score    = sum of W * points / sum of W, over the leaves that are present
//   coverage = sum of W of the leaves that are known / sum of W of those that apply
//
// A leaf that does not apply is in neither sum of either. A leaf whose value is missing is dealt with by its missing
// rule: it is left out, or other points stand in for it, or the candidate is refused; whichever it is, it lowers the
// coverage. So a candidate of whom little is known is never taken for one who was found to be good or bad:
//
//   weights 3, 2, 5   points 4, missing, does not apply   score 4, coverage 3/5
//                     the same, worst points 1 stand in   score (3*4 + 2*1) / 5 = 2.8, coverage 3/5
//
// What follows from a score, in this order:
//   knock-outs   on raw values, before anything compensates for them; all of them are reported
//   cap_score    a failed one holds the score down, and so the band
//   band         by the key of the score (compiled_scorecard.h)
//   hysteresis   a candidate keeps the band that it had unless the score passes the bound by the margin; where the
//                score is capped, it keeps none that is above
//   cap_band     a failed one holds the band down
//   reject       a failed one takes the band away: the decision is "rejected". The score stands
// Otherwise the decision is that of the band, or the scorecard's `insufficient` where the coverage is too low, nothing
// is known, or a knock-out is undecided. There is no band where there is no score or the coverage is too low.
//
// Scores are exact: a numerator and a denominator. No floating-point number is anywhere.
#ifndef KEYHAUL_SCORING_EVALUATE_H_
#define KEYHAUL_SCORING_EVALUATE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/scoring/compiled_scorecard.h"
#include "keyhaul/scoring/fraction.h"
#include "keyhaul/scoring/raw_value.h"
#include "keyhaul/scoring/score_table.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/scoring/value.h"

namespace keyhaul {
inline namespace v1 {

// The decision about a candidate whom a knock-out rejects.
inline constexpr std::string_view kRejected = "rejected";

// What is known of one leaf: the raw value, and the points for it where it is known.
struct LeafInput {
  RawValue raw;
  LeafPoints points = {};
};

// How a leaf entered the score.
enum class LeafState : std::int8_t {
  known,
  stood_in,  // missing, and other points stand in
  left_out,  // missing
  not_applicable,
};

struct ScoredLeaf {
  LeafState state = LeafState::left_out;
  std::int64_t points = 0;  // of known and stood_in
  std::int32_t level = -1;  // of known: the level or bin
  bool is_present() const { return state == LeafState::known || state == LeafState::stood_in; }
};

enum class KnockOutState : std::int8_t { passed, failed, undecided, not_applicable };

struct KnockOutResult {
  std::int32_t leaf = 0;
  KnockOutState state = KnockOutState::passed;
  KnockOutEffect effect = KnockOutEffect::reject;
  bool was_missing = false;  // the value is not known: the state is what the rule says of that
};

enum class ScoreFlag : std::uint16_t {
  no_score = 1,                     // no leaf of any weight is present
  below_min_coverage = 2,           // less is known than the scorecard asks for
  rejected = 4,                     // a knock-out that rejects has failed
  knock_out_failed = 8,             // any has
  knock_out_undecided = 16,         // a value that one asks for is missing
  score_capped = 32,                // the score would be higher
  band_capped = 64,                 // the band would be higher
  band_held = 128,                  // the band is the previous one, by hysteresis
  stood_in = 256,                   // points stand in for a value that is missing
  median_unknown = 512,             // a median was asked for, and nobody has a value: the leaf is left out
  outside_value_range = 1024,       // a value function was asked beyond its ends
  knock_out_not_applicable = 2048,  // one was not asked, as its criterion is said not to apply
};

// A score is numerator / denominator in units of 10^-kPointScale; both are 0 where there is none.
struct ScoreResult {
  int128 numerator = 0;
  std::int64_t denominator = 0;
  std::int64_t key = 0;                 // see KeyOfSum
  int128 earned_numerator = 0;          // before caps: the sum of W * points, and
  std::int64_t earned_denominator = 0;  // the sum of W, over the leaves that are present
  std::int64_t known_weight = 0;        // the coverage is known_weight / applicable_weight, 0 where nothing applies
  std::int64_t applicable_weight = 0;
  std::int64_t coverage_key = 0;      // times 10^9, rounded half away from zero
  std::int32_t band = -1;             // place in the list; -1 for none
  std::int32_t earned_band = -1;      // that of the score before caps and hysteresis
  std::string decision;               // a text of the scorecard, or kRejected
  std::uint16_t flags = 0;            // mask of ScoreFlag
  std::vector<ScoredLeaf> leaves;     // one per leaf
  std::vector<std::int32_t> missing;  // leaves whose value is not known
  std::vector<std::int32_t> not_applicable;
  std::vector<KnockOutResult> knock_outs;  // in the order of leaves

  bool Has(ScoreFlag flag) const { return (flags & static_cast<std::uint16_t>(flag)) != 0; }
};

// Medians per leaf, for those whose missing rule asks for them; nothing where nobody in the set has a value.
using SetMedians = std::vector<std::optional<std::int64_t>>;

struct EvaluateOptions {
  std::int32_t previous_band = -1;      // the candidate's before this scoring; -1 for none
  const SetMedians* medians = nullptr;  // of the set that is scored together
};

// Points for the raw values of one candidate, one per leaf. Refused as CompiledValue refuses, with the criterion's id
// as the column.
Result<std::vector<LeafInput>> LeafInputs(const CompiledScorecard& scorecard, std::span<const RawValue> raw_values);

// The lower of two middles of the known points of each leaf whose missing rule is `median`. `inputs` are those of the
// candidates, one after the other.
Result<SetMedians> MediansOf(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs);

// Scores one candidate into `*result`, whose memory is used again from one call to the next. Refused: another number of
// inputs than leaves, a band that does not exist, medians that are asked for and not given (`invalid_argument`), and a
// missing value of a criterion that must be known (`data_empty`, with its id as the column). A refusal leaves `*result`
// without meaning.
Status EvaluateInto(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs,
                    const EvaluateOptions& options, ScoreResult* result);

inline Result<ScoreResult> Evaluate(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs,
                                    const EvaluateOptions& options = {}) {
  ScoreResult result;
  KEYHAUL_CHECK(EvaluateInto(scorecard, inputs, options, &result));
  return result;
}

// -----------------------------------------------------------------------------------------------------------------

namespace scoring_internal {

inline void Raise(ScoreFlag flag, ScoreResult* result) {
  result->flags = static_cast<std::uint16_t>(result->flags | static_cast<std::uint16_t>(flag));
}

inline Error RefuseMissing(const CompiledScorecard& scorecard, std::size_t leaf) {
  const Criterion& criterion = scorecard.CriterionOf(leaf);
  Error error = MakeError(Code::data_empty, "'" + criterion.id + "' is not known, and the scorecard needs it");
  error.column = criterion.id;
  error.rule = "SCORING-34";
  return error;
}

inline void Clear(std::size_t leaves, ScoreResult* result) {
  ScoreResult empty;
  empty.leaves = std::move(result->leaves);
  empty.missing = std::move(result->missing);
  empty.not_applicable = std::move(result->not_applicable);
  empty.knock_outs = std::move(result->knock_outs);
  empty.decision = std::move(result->decision);
  *result = std::move(empty);
  result->leaves.assign(leaves, {});
  result->missing.clear();
  result->not_applicable.clear();
  result->knock_outs.clear();
  result->decision.clear();
}

// What the missing rule makes of leaf `i`.
inline Status ReplaceMissing(const CompiledScorecard& scorecard, std::size_t i, const EvaluateOptions& options,
                             ScoreResult* result) {
  const ScorecardLeaf& leaf = scorecard.leaves()[i];
  std::optional<std::int64_t> points;
  switch (leaf.missing) {
    case Missing::error:
      return RefuseMissing(scorecard, i);
    case Missing::renormalize:
      return {};
    case Missing::fixed:
    case Missing::worst:
      points = leaf.stand_in;
      break;
    case Missing::median:
      if (options.medians == nullptr || options.medians->size() != scorecard.leaves().size()) {
        return MakeError(Code::invalid_argument, "a missing rule asks for the medians of the set; they are not given");
      }
      points = (*options.medians)[i];
      if (!points) Raise(ScoreFlag::median_unknown, result);
      break;
  }
  if (!points) return {};
  result->leaves[i].state = LeafState::stood_in;
  result->leaves[i].points = *points;
  Raise(ScoreFlag::stood_in, result);
  return {};
}

inline Status AddLeaf(const CompiledScorecard& scorecard, std::size_t i, const LeafInput& input,
                      const EvaluateOptions& options, ScoreResult* result) {
  const std::int64_t weight = scorecard.weights()[i];
  ScoredLeaf& leaf = result->leaves[i];
  if (input.raw.state == RawValue::State::not_applicable) {
    leaf.state = LeafState::not_applicable;
    result->not_applicable.push_back(static_cast<std::int32_t>(i));
    return {};
  }
  result->applicable_weight += weight;
  if (input.raw.is_known()) {
    leaf = {LeafState::known, input.points.points, input.points.level};
    result->known_weight += weight;
    if (input.points.was_outside) Raise(ScoreFlag::outside_value_range, result);
  } else {
    result->missing.push_back(static_cast<std::int32_t>(i));
    KEYHAUL_CHECK(ReplaceMissing(scorecard, i, options, result));
  }
  if (!leaf.is_present()) return {};
  result->earned_numerator += int128(weight) * leaf.points;
  result->earned_denominator += weight;
  return {};
}

inline bool Passes(const CompiledKnockOut& knock_out, const RawValue& raw) {
  if (knock_out.level >= 0) return raw.level >= knock_out.level;
  if (knock_out.at_least && Compare(raw.number, *knock_out.at_least) < 0) return false;
  return !knock_out.at_most || Compare(raw.number, *knock_out.at_most) <= 0;
}

inline KnockOutResult Decide(const CompiledKnockOut& knock_out, const RawValue& raw) {
  KnockOutResult result;
  result.effect = knock_out.effect;
  switch (raw.state) {
    case RawValue::State::known:
      result.state = Passes(knock_out, raw) ? KnockOutState::passed : KnockOutState::failed;
      break;
    case RawValue::State::not_applicable:
      result.state = KnockOutState::not_applicable;
      break;
    case RawValue::State::missing:
      result.was_missing = true;
      result.state = knock_out.missing == KnockOutMissing::pass   ? KnockOutState::passed
                     : knock_out.missing == KnockOutMissing::fail ? KnockOutState::failed
                                                                  : KnockOutState::undecided;
      break;
  }
  return result;
}

inline void DecideKnockOuts(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs,
                            ScoreResult* result) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::optional<CompiledKnockOut>& knock_out = scorecard.leaves()[i].knock_out;
    if (!knock_out) continue;
    KnockOutResult decided = Decide(*knock_out, inputs[i].raw);
    decided.leaf = static_cast<std::int32_t>(i);
    result->knock_outs.push_back(decided);
    if (decided.state == KnockOutState::not_applicable) Raise(ScoreFlag::knock_out_not_applicable, result);
    if (decided.state == KnockOutState::undecided) Raise(ScoreFlag::knock_out_undecided, result);
    if (decided.state != KnockOutState::failed) continue;
    Raise(ScoreFlag::knock_out_failed, result);
    if (decided.effect == KnockOutEffect::reject) Raise(ScoreFlag::rejected, result);
  }
}

// Failed knock-outs of one effect, for what they do.
template <class Apply>
void ForFailed(const CompiledScorecard& scorecard, const ScoreResult& result, KnockOutEffect effect,
               const Apply& apply) {
  for (const KnockOutResult& knock_out : result.knock_outs) {
    if (knock_out.state != KnockOutState::failed || knock_out.effect != effect) continue;
    apply(*scorecard.leaves()[static_cast<std::size_t>(knock_out.leaf)].knock_out);
  }
}

// The score and the coverage, from their sums.
inline void FindScore(const CompiledScorecard& scorecard, ScoreResult* result) {
  if (result->applicable_weight > 0) {
    const int128 known = int128(result->known_weight) * PowerOfTen(kScoreKeyScale);
    result->coverage_key =
        static_cast<std::int64_t>(DivideRounded<int128>(known, result->applicable_weight, RoundingMode::half_up));
  }
  if (result->earned_denominator == 0) {
    Raise(ScoreFlag::no_score, result);
    result->earned_numerator = 0;
    return;
  }
  result->numerator = result->earned_numerator;
  result->denominator = result->earned_denominator;
  ForFailed(scorecard, *result, KnockOutEffect::cap_score, [&](const CompiledKnockOut& knock_out) {
    if (result->numerator <= int128(result->denominator) * knock_out.cap) return;
    result->numerator = knock_out.cap;
    result->denominator = 1;
    Raise(ScoreFlag::score_capped, result);
  });
  result->key = KeyOfSum(result->numerator, result->denominator);
}

// known / applicable < least, without a division. Decimals of a part of a whole have at most 60 bits.
inline bool CoversLess(const ScoreResult& result, const Decimal& least) {
  return int128(result.known_weight) * PowerOfTen(least.scale()) < int128(result.applicable_weight) * least.mantissa();
}

inline void FindBand(const CompiledScorecard& scorecard, const EvaluateOptions& options, ScoreResult* result) {
  result->earned_band = scorecard.BandOf(KeyOfSum(result->earned_numerator, result->earned_denominator));
  if (result->Has(ScoreFlag::rejected)) return;
  const std::int32_t own = scorecard.BandOf(result->key);
  result->band = scorecard.BandOf(result->key, options.previous_band);
  if (result->Has(ScoreFlag::score_capped)) result->band = std::min(result->band, own);  // no margin softens a cap
  if (result->band != own) Raise(ScoreFlag::band_held, result);
  ForFailed(scorecard, *result, KnockOutEffect::cap_band, [&](const CompiledKnockOut& knock_out) {
    if (result->band <= knock_out.band) return;
    result->band = knock_out.band;
    Raise(ScoreFlag::band_capped, result);
  });
}

inline std::string_view DecisionOf(const Scorecard& scorecard, const ScoreResult& result) {
  if (result.Has(ScoreFlag::rejected)) return kRejected;
  if (result.Has(ScoreFlag::no_score) || result.Has(ScoreFlag::below_min_coverage) ||
      result.Has(ScoreFlag::knock_out_undecided)) {
    return scorecard.insufficient;
  }
  return result.band < 0 ? std::string_view() : scorecard.bands[static_cast<std::size_t>(result.band)].decision;
}

}  // namespace scoring_internal

inline Result<std::vector<LeafInput>> LeafInputs(const CompiledScorecard& scorecard,
                                                 std::span<const RawValue> raw_values) {
  const std::span<const ScorecardLeaf> leaves = scorecard.leaves();
  if (raw_values.size() != leaves.size()) {
    return MakeError(Code::invalid_argument,
                     std::to_string(raw_values.size()) + " values for " + std::to_string(leaves.size()) + " criteria");
  }
  std::vector<LeafInput> inputs;
  inputs.reserve(leaves.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    inputs.push_back({raw_values[i]});
    if (!raw_values[i].is_known()) continue;
    Result<LeafPoints> points = PointsOf(leaves[i].value, raw_values[i]);
    if (!points.ok()) {
      Error error = std::move(points).error();
      error.column = scorecard.CriterionOf(i).id;
      return error;
    }
    inputs.back().points = *points;
  }
  return inputs;
}

inline Result<SetMedians> MediansOf(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs) {
  const std::span<const ScorecardLeaf> leaves = scorecard.leaves();
  if (inputs.size() % leaves.size() != 0) {
    return MakeError(Code::invalid_argument, std::to_string(inputs.size()) + " values are not so many for each of " +
                                                 std::to_string(leaves.size()) + " criteria");
  }
  SetMedians medians(leaves.size());
  std::vector<std::int64_t> points;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (leaves[i].missing != Missing::median) continue;
    points.clear();
    for (std::size_t k = i; k < inputs.size(); k += leaves.size()) {
      if (inputs[k].raw.is_known()) points.push_back(inputs[k].points.points);
    }
    if (points.empty()) continue;
    const auto middle = points.begin() + static_cast<std::ptrdiff_t>((points.size() - 1) / 2);
    std::nth_element(points.begin(), middle, points.end());
    medians[i] = *middle;
  }
  return medians;
}

inline Status EvaluateInto(const CompiledScorecard& scorecard, std::span<const LeafInput> inputs,
                           const EvaluateOptions& options, ScoreResult* result) {
  if (inputs.size() != scorecard.leaves().size()) {
    return MakeError(Code::invalid_argument, std::to_string(inputs.size()) + " values for " +
                                                 std::to_string(scorecard.leaves().size()) + " criteria");
  }
  if (options.previous_band < -1 ||
      options.previous_band >= static_cast<std::int32_t>(scorecard.scorecard().bands.size())) {
    return MakeError(Code::invalid_argument, "there is no band " + std::to_string(options.previous_band));
  }
  scoring_internal::Clear(inputs.size(), result);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    KEYHAUL_CHECK(scoring_internal::AddLeaf(scorecard, i, inputs[i], options, result));
  }
  scoring_internal::DecideKnockOuts(scorecard, inputs, result);
  scoring_internal::FindScore(scorecard, result);
  const std::optional<Decimal>& least = scorecard.scorecard().min_coverage;
  if (least && scoring_internal::CoversLess(*result, *least)) {
    scoring_internal::Raise(ScoreFlag::below_min_coverage, result);
  }
  if (!result->Has(ScoreFlag::no_score) && !result->Has(ScoreFlag::below_min_coverage)) {
    scoring_internal::FindBand(scorecard, options, result);
  }
  result->decision = scoring_internal::DecisionOf(scorecard.scorecard(), *result);
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_EVALUATE_H_

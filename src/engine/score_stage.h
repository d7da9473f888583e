// Scores a set of candidates by one scorecard: what calc and a run of scores share.
//
//   facts ─► leaves (score_facts.h) ─► results, ranks, reasons ─► what they depend on: intervals, stability, steps
#ifndef KEYHAUL_SRC_ENGINE_SCORE_STAGE_H_
#define KEYHAUL_SRC_ENGINE_SCORE_STAGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring.h"
#include "src/engine/score_facts.h"

namespace keyhaul {
inline namespace v1 {

// How far the weight of one node can move.
struct NodeStability {
  std::int32_t criterion = 0;
  WeightRatio weight;
  WeightInterval best;   // the first candidate stays the first
  WeightInterval order;  // no two candidates change places
};

// What a candidate's band depends on.
struct BandSteps {
  std::int32_t next_band = -1;        // -1 where it is in the highest, or in none
  StepPlan up;                        // the cheapest steps into it
  std::vector<std::int32_t> weakest;  // per leaf the lowest level that keeps the band; -1 where levels are not
};

class ScoredSet {
 public:
  // `id_order` has the place of each candidate among all in the byte order of their ids, `previous_bands` the band that
  // each had, -1 for none.
  static Result<ScoredSet> Make(const Scorecard& scorecard, const FactSheet& sheet,
                                std::span<const std::int32_t> id_order, std::span<const std::int32_t> previous_bands);

  const CompiledScorecard& card() const { return card_; }
  std::size_t size() const { return results_.size(); }
  const ScoreResult& result(std::size_t candidate) const { return results_[candidate]; }
  std::span<const LeafReading> readings(std::size_t candidate) const { return readings_[candidate]; }
  const ScoreRanks& ranks() const { return ranks_; }
  const ScoreInterval& interval(std::size_t candidate) const { return intervals_[candidate]; }
  const RankInterval& rank_interval(std::size_t candidate) const { return rank_intervals_[candidate]; }

  // One entry per node of the tree, over the candidates with a score and all leaves known; none where there are none,
  // or so many that the question is not asked (kMaxStabilityRows).
  Result<std::vector<NodeStability>> Stability() const;

  // Knock-outs and caps are not looked at: the steps are about the score.
  Result<BandSteps> StepsOf(std::size_t candidate) const;

 private:
  explicit ScoredSet(CompiledScorecard card) : card_(std::move(card)) {}
  Status Read(const FactSheet& sheet);
  Status Score(std::span<const std::int32_t> previous_bands);
  Status RankAll(std::span<const std::int32_t> id_order);
  std::vector<std::int64_t> KnownPoints() const;

  CompiledScorecard card_;
  std::vector<std::vector<LeafReading>> readings_;
  std::vector<ScoreResult> results_;
  ScoreRanks ranks_;
  std::vector<ScoreInterval> intervals_;
  std::vector<RankInterval> rank_intervals_;
};

// Candidates over which the stability of weights is worked out: it compares each node's lines of all of them.
inline constexpr std::size_t kMaxStabilityRows = 100'000;

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_STAGE_H_

#include "src/engine/score_stage.h"

#include <algorithm>
#include <utility>

#include "src/engine/score_words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

CellState StateOf(const RawValue& raw) {
  if (raw.is_known()) return CellState::known;
  return raw.state == RawValue::State::missing ? CellState::missing : CellState::not_applicable;
}

// The weights as given, in integers: of each among its siblings only.
Result<std::vector<std::int64_t>> WeightsAmongSiblings(const Scorecard& card) {
  std::vector<std::int64_t> weights(card.criteria.size());
  for (std::int32_t parent = -1; parent < static_cast<std::int32_t>(card.criteria.size()); ++parent) {
    std::vector<std::size_t> siblings;
    int scale = 0;
    for (std::size_t i = 0; i < card.criteria.size(); ++i) {
      if (card.criteria[i].parent != parent) continue;
      siblings.push_back(i);
      scale = std::max(scale, card.criteria[i].weight.scale());
    }
    std::vector<int128> mantissas;
    mantissas.reserve(siblings.size());
    for (const std::size_t i : siblings) {
      KEYHAUL_TRY(const int128 mantissa, card.criteria[i].weight.MantissaAt(scale));
      mantissas.push_back(mantissa);
    }
    std::vector<std::int64_t> reduced;
    if (!scoring_internal::ReduceWeights(mantissas, &reduced)) {
      return MakeError(Code::overflow, "the exact weights of the criteria need more than 64 bits");
    }
    for (std::size_t k = 0; k < siblings.size(); ++k) weights[siblings[k]] = reduced[k];
  }
  return weights;
}

}  // namespace

Result<ScoredSet> ScoredSet::Make(const Scorecard& scorecard, const FactSheet& sheet,
                                  std::span<const std::int32_t> id_order,
                                  std::span<const std::int32_t> previous_bands) {
  KEYHAUL_TRY(CompiledScorecard card, CompiledScorecard::Compile(scorecard));
  ScoredSet set(std::move(card));
  KEYHAUL_CHECK(set.Read(sheet));
  KEYHAUL_CHECK(set.Score(previous_bands));
  KEYHAUL_CHECK(set.RankAll(id_order));
  return set;
}

Status ScoredSet::Read(const FactSheet& sheet) {
  KEYHAUL_TRY(const LeafReader reader, LeafReader::Make(card_, sheet));
  readings_.reserve(sheet.candidates());
  for (std::size_t i = 0; i < sheet.candidates(); ++i) {
    KEYHAUL_TRY(std::vector<LeafReading> readings, reader.Read(i));
    readings_.push_back(std::move(readings));
  }
  return {};
}

Status ScoredSet::Score(std::span<const std::int32_t> previous_bands) {
  std::vector<LeafInput> inputs;
  inputs.reserve(readings_.size() * card_.leaves().size());
  for (const std::vector<LeafReading>& readings : readings_) {
    for (const LeafReading& reading : readings) inputs.push_back(reading.input);
  }
  KEYHAUL_TRY(const SetMedians medians, MediansOf(card_, inputs));
  results_.resize(readings_.size());
  const std::size_t leaves = card_.leaves().size();
  for (std::size_t i = 0; i < results_.size(); ++i) {
    const EvaluateOptions options{previous_bands[i], &medians};
    Status status = EvaluateInto(card_, std::span(inputs).subspan(i * leaves, leaves), options, &results_[i]);
    if (status.ok()) continue;
    Error error = std::move(status).error();
    error.row = static_cast<std::int64_t>(i);
    error.table = kCandidateTable;
    return error;
  }
  return {};
}

Status ScoredSet::RankAll(std::span<const std::int32_t> id_order) {
  std::vector<std::int64_t> keys;
  std::vector<std::uint8_t> has_score;
  std::vector<std::int64_t> points;
  std::vector<CellState> states;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    keys.push_back(results_[i].key);
    has_score.push_back(results_[i].denominator > 0 ? 1 : 0);
    for (const LeafReading& reading : readings_[i]) {
      points.push_back(reading.input.points.points);
      states.push_back(StateOf(reading.input.raw));
    }
  }
  KEYHAUL_TRY(ranks_, RankKeys(keys, id_order, has_score));
  std::vector<LeafRange> ranges;
  for (const ScorecardLeaf& leaf : card_.leaves()) ranges.push_back({leaf.range.least, leaf.range.greatest});
  KEYHAUL_TRY(intervals_, ScoreIntervals(card_.weights(), ranges, points, states));
  rank_intervals_ = RankIntervals(intervals_);
  return {};
}

std::vector<std::int64_t> ScoredSet::KnownPoints() const {
  std::vector<std::int64_t> points;
  for (std::size_t i = 0; i < results_.size(); ++i) {
    if (!results_[i].missing.empty() || !results_[i].not_applicable.empty()) continue;
    for (const ScoredLeaf& leaf : results_[i].leaves) points.push_back(leaf.points);
  }
  return points;
}

Result<std::vector<NodeStability>> ScoredSet::Stability() const {
  std::vector<NodeStability> nodes;
  const std::vector<std::int64_t> points = KnownPoints();
  if (points.empty() || points.size() / card_.leaves().size() > kMaxStabilityRows) return nodes;
  KEYHAUL_TRY(const std::vector<std::int64_t> weights, WeightsAmongSiblings(card_.scorecard()));
  KEYHAUL_TRY(const WeightTree tree, WeightTree::Make(card_.parents(), weights));
  for (std::size_t node = 0; node < tree.node_count(); ++node) {
    const auto criterion = static_cast<std::int32_t>(node);
    KEYHAUL_TRY(const WeightMove move, MoveWeight(tree, criterion, points));
    nodes.push_back({criterion, move.weight, {}, {}});
    if (!move.defined) continue;
    nodes.back().best = StableBest(move);
    nodes.back().order = StableOrder(move);
  }
  return nodes;
}

Result<BandSteps> ScoredSet::StepsOf(std::size_t candidate) const {
  const ScoreResult& result = results_[candidate];
  BandSteps steps;
  if (result.earned_band < 0) return steps;
  std::vector<StepLeaf> leaves;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < result.leaves.size(); ++i) {
    const ScoredLeaf& scored = result.leaves[i];
    if (!scored.is_present()) continue;
    const ScorecardLeaf& leaf = card_.leaves()[i];
    const bool on_level = scored.level >= 0 && leaf.value.is_rated() &&
                          leaf.value.level_points()[static_cast<std::size_t>(scored.level)] == scored.points;
    StepLeaf step{leaf.weight, {}, -1, scored.points, 1};
    if (on_level) {
      step.levels = leaf.value.level_points();
      step.level = scored.level;
    }
    leaves.push_back(step);
    places.push_back(i);
  }
  const std::span<const std::int64_t> bands = card_.band_keys();
  const auto band = static_cast<std::size_t>(result.earned_band);
  steps.weakest.assign(result.leaves.size(), -1);
  if (band > 0) {
    KEYHAUL_TRY(const std::vector<std::int32_t> weakest, WeakestLevels(leaves, bands[band]));
    for (std::size_t k = 0; k < places.size(); ++k) steps.weakest[places[k]] = weakest[k];
  }
  if (band + 1 == bands.size()) return steps;
  KEYHAUL_TRY(StepPlan plan, CheapestSteps(leaves, bands[band + 1]));
  steps.next_band = static_cast<std::int32_t>(band) + 1;
  std::vector<std::int32_t> levels(result.leaves.size(), -1);
  for (std::size_t k = 0; k < places.size() && k < plan.levels.size(); ++k) levels[places[k]] = plan.levels[k];
  plan.levels = std::move(levels);
  steps.up = std::move(plan);
  return steps;
}

}  // namespace v1
}  // namespace keyhaul

// The tables of a run of scores, written down.
#include <cstddef>
#include <string>
#include <utility>

#include "keyhaul/engine/catalogue.h"
#include "src/engine/score_run.h"
#include "src/engine/score_words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string_view BandName(const Scorecard& card, std::int32_t band) {
  return band < 0 ? std::string_view() : std::string_view(card.bands[static_cast<std::size_t>(band)].name);
}

class ScoreTables {
 public:
  ScoreTables(const FactTable& facts, const ScoreStates& before) : facts_(facts), before_(before) {}

  Status Add(const ScoredSet& set, std::size_t card) {
    card_ = card;
    const std::vector<std::string_view>& candidates = facts_.candidates;
    for (std::size_t i = 0; i < set.size(); ++i) {
      AddScore(candidates[i], set, i);
      AddLeaves(candidates[i], set, i);
      KEYHAUL_CHECK(AddReasons(candidates[i], set, i));
      KEYHAUL_CHECK(AddSteps(candidates[i], set, i));
    }
    return AddStability(set);
  }

  // States of those who are not there now.
  void AddAbsent() {
    for (const ScoreStates::Absent& state : before_.absent) {
      states_["scorecard"].Add(state.scorecard);
      states_["candidate"].Add(state.candidate);
      states_["band"].Add(state.band);
    }
  }

  void Take(std::vector<Table>* tables) && {
    for (Table* table : {&scores_, &leaves_, &reasons_, &steps_, &stability_, &states_}) {
      tables->push_back(std::move(*table));
    }
  }

 private:
  static Table Make(std::string_view name) { return Table(CatalogueTable(name), 0, 0); }

  static void Head(const ScoredSet& set, std::string_view candidate, Table* table) {
    (*table)["scorecard"].Add(set.card().scorecard().id);
    (*table)["candidate"].Add(candidate);
  }

  void AddScore(std::string_view candidate, const ScoredSet& set, std::size_t i) {
    const Scorecard& card = set.card().scorecard();
    const ScoreResult& result = set.result(i);
    const bool scored = !result.Has(ScoreFlag::no_score);
    Head(set, candidate, &scores_);
    scored ? scores_["score"].Add(result.key) : scores_["score"].AddMissing();
    scored ? scores_["rank"].Add(set.ranks().competition[i]) : scores_["rank"].AddMissing();
    scores_["tied"].Add(static_cast<std::int32_t>(set.ranks().tied[i]));
    scores_["coverage"].Add(result.coverage_key);
    AddText(BandName(card, result.band), &scores_["band"]);
    AddText(BandName(card, result.earned_band), &scores_["earned_band"]);
    AddText(result.decision, &scores_["decision"]);
    const ScoreInterval& interval = set.interval(i);
    const RankInterval& ranks = set.rank_interval(i);
    interval.defined ? scores_["lowest"].Add(interval.low_key) : scores_["lowest"].AddMissing();
    interval.defined ? scores_["highest"].Add(interval.high_key) : scores_["highest"].AddMissing();
    interval.defined ? scores_["best_rank"].Add(ranks.best) : scores_["best_rank"].AddMissing();
    interval.defined ? scores_["worst_rank"].Add(ranks.worst) : scores_["worst_rank"].AddMissing();
    scores_["flags"].Add(ScoreFlagWords(result));
    Head(set, candidate, &states_);
    AddText(BandName(card, StateOf(result, i)), &states_["band"]);
  }

  // The band that counts as the one before at the next scoring: where too little is known for any, the one it had.
  std::int32_t StateOf(const ScoreResult& result, std::size_t i) const {
    const bool undecided = result.Has(ScoreFlag::no_score) || result.Has(ScoreFlag::below_min_coverage);
    return undecided ? before_.bands[card_][i] : result.band;
  }

  void AddLeaves(std::string_view candidate, const ScoredSet& set, std::size_t i) {
    const CompiledScorecard& card = set.card();
    const ScoreResult& result = set.result(i);
    const std::vector<Contribution> contributions = ContributionsOf(card, result);
    std::size_t next = 0;
    std::size_t next_knock_out = 0;
    for (std::size_t leaf = 0; leaf < result.leaves.size(); ++leaf) {
      const ScoredLeaf& scored = result.leaves[leaf];
      const LeafReading& reading = set.readings(i)[leaf];
      const RawValue& raw = reading.input.raw;
      Head(set, candidate, &leaves_);
      leaves_["criterion"].Add(card.CriterionOf(leaf).id);
      leaves_["weight"].Add(ShareKey(card.weights()[leaf], card.weight_sum()));
      leaves_["state"].Add(WordOf(scored.state));
      AddText(raw.state == RawValue::State::missing ? Name(raw.reason) : std::string_view(), &leaves_["reason"]);
      AddText(raw.is_known() && raw.level < 0 ? ToText(raw.number) : std::string(), &leaves_["value"]);
      const LevelTexts texts = TextsOf(card, leaf, scored.level);
      AddText(texts.label, &leaves_["level"]);
      AddText(texts.anchor, &leaves_["anchor"]);
      const bool counts = scored.is_present();
      counts ? leaves_["points"].Add(scored.points) : leaves_["points"].AddMissing();
      const bool gives = counts && next < contributions.size();
      gives ? leaves_["contribution"].Add(contributions[next].key) : leaves_["contribution"].AddMissing();
      if (gives) ++next;
      const bool has_knock_out = card.leaves()[leaf].knock_out.has_value();
      AddText(has_knock_out ? WordOf(result.knock_outs[next_knock_out].state) : std::string_view(),
              &leaves_["knock_out"]);
      if (has_knock_out) ++next_knock_out;
      const bool is_of_one = reading.period >= 0 && !reading.is_smoothed;
      AddText(is_of_one ? facts_.periods[static_cast<std::size_t>(reading.period)] : std::string_view(),
              &leaves_["period"]);
      leaves_["stale"].Add(static_cast<std::int32_t>(reading.is_stale));
      leaves_["raters"].Add(reading.raters);
      leaves_["dispersion"].Add(reading.dispersion);
      const bool opposed = reading.opponent >= 0;
      opposed ? leaves_["opponent"].Add(facts_.raters[static_cast<std::size_t>(reading.opponent)])
              : leaves_["opponent"].AddMissing();
      opposed ? leaves_["opponent_points"].Add(reading.opponent_points) : leaves_["opponent_points"].AddMissing();
      opposed ? leaves_["opponent_weight"].Add(reading.opponent_weight) : leaves_["opponent_weight"].AddMissing();
    }
  }

  Status AddReasons(std::string_view candidate, const ScoredSet& set, std::size_t i) {
    KEYHAUL_TRY(const std::vector<Reason> reasons, ReasonsOf(set.card(), set.result(i)));
    std::int32_t place = 0;
    for (const Reason& reason : reasons) {
      Head(set, candidate, &reasons_);
      reasons_["place"].Add(++place);
      reasons_["code"].Add(reason.code);
      reasons_["points"].Add(reason.key);
    }
    return {};
  }

  Status AddSteps(std::string_view candidate, const ScoredSet& set, std::size_t i) {
    KEYHAUL_TRY(const BandSteps steps, set.StepsOf(i));
    if (steps.next_band >= 0 && steps.up.reachable) {
      AddMoves(candidate, set, i, "next_band", steps.next_band, steps.up.levels);
    }
    AddMoves(candidate, set, i, "weakest", set.result(i).earned_band, steps.weakest);
    return {};
  }

  void AddMoves(std::string_view candidate, const ScoredSet& set, std::size_t i, std::string_view goal,
                std::int32_t band, std::span<const std::int32_t> levels) {
    for (std::size_t leaf = 0; leaf < levels.size(); ++leaf) {
      const std::int32_t now = set.result(i).leaves[leaf].level;
      if (levels[leaf] < 0 || levels[leaf] == now) continue;
      Head(set, candidate, &steps_);
      steps_["goal"].Add(goal);
      steps_["band"].Add(BandName(set.card().scorecard(), band));
      steps_["criterion"].Add(set.card().CriterionOf(leaf).id);
      steps_["from_level"].Add(TextsOf(set.card(), leaf, now).label);
      steps_["to_level"].Add(TextsOf(set.card(), leaf, levels[leaf]).label);
    }
  }

  Status AddStability(const ScoredSet& set) {
    KEYHAUL_TRY(const std::vector<NodeStability> nodes, set.Stability());
    const auto add = [this](std::string_view name, bool is_defined, const WeightRatio& ratio) {
      is_defined ? stability_[name].Add(NineDigits(ratio)) : stability_[name].AddMissing();
    };
    for (const NodeStability& node : nodes) {
      stability_["scorecard"].Add(set.card().scorecard().id);
      stability_["criterion"].Add(set.card().scorecard().criteria[static_cast<std::size_t>(node.criterion)].id);
      stability_["weight"].Add(NineDigits(node.weight));
      add("best_from", node.best.defined, node.best.from);
      add("best_to", node.best.defined, node.best.to);
      add("order_from", node.order.defined, node.order.from);
      add("order_to", node.order.defined, node.order.to);
    }
    return {};
  }

  const FactTable& facts_;
  const ScoreStates& before_;
  std::size_t card_ = 0;
  Table scores_ = Make("scores");
  Table leaves_ = Make("score_contributions");
  Table reasons_ = Make("score_reasons");
  Table steps_ = Make("score_steps");
  Table stability_ = Make("score_stability");
  Table states_ = Make("score_states");
};

}  // namespace

void AddText(std::string_view text, Column* column) { text.empty() ? column->AddMissing() : column->Add(text); }

Status AddScoreTables(const FactTable& facts, const ScoreStates& before, std::span<const ScoredSet> sets,
                      std::vector<Table>* tables) {
  ScoreTables written(facts, before);
  for (std::size_t i = 0; i < sets.size(); ++i) KEYHAUL_CHECK(written.Add(sets[i], i));
  written.AddAbsent();
  std::move(written).Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul

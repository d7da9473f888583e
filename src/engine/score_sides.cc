#include "src/engine/score_sides.h"

#include <utility>

#include "keyhaul/scoring.h"
#include "src/policy/ranking.h"
#include "src/policy/words.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The rows of one scorecard or ranking in its table, which are as many as there are candidates.
ScoreSide SideOf(const Table& table, std::string_view kind, std::string_view id, std::size_t begin, std::size_t count) {
  ScoreSide side;
  side.kind = kind;
  side.id = id;
  const Column& ranks = table["rank"];
  for (std::size_t row = begin; row < begin + count; ++row) {
    side.candidates.push_back(table["candidate"].texts()[row]);
    side.ranks.push_back(ranks.valid(row) ? ranks.int32s()[row] : 0);
  }
  side.bands.resize(count);
  side.decisions.resize(count);
  return side;
}

// What the leaves of one candidate give, above the least that they can: key is of the score, whose least is `low`.
void AddParts(const CompiledScorecard& card, const Table& leaves, std::size_t begin, ScoreSide* side) {
  const Column& points = leaves["points"];
  const Column& contributions = leaves["contribution"];
  const std::span<const std::int64_t> weights = card.weights();
  std::int64_t present = 0;
  for (std::size_t leaf = 0; leaf < weights.size(); ++leaf) {
    if (points.valid(begin + leaf)) present += weights[leaf];
  }
  const int128 width = int128(card.high()) - card.low();
  for (std::size_t leaf = 0; leaf < weights.size(); ++leaf) {
    const std::size_t row = begin + leaf;
    std::int64_t part = 0;
    if (contributions.valid(row)) {
      const int128 least = int128(card.low()) * weights[leaf] / present;
      const int128 above = int128(contributions.int64s()[row]) * PowerOfTen(kPointScale - kScoreKeyScale) - least;
      part = static_cast<std::int64_t>(
          DivideRounded<int128>(above * PowerOfTen(kScoreKeyScale), width, RoundingMode::half_up));
    }
    side->parts.push_back(part);
  }
}

Status AddScorecards(const RunResult& result, std::vector<ScoreSide>* sides) {
  const Table& scores = *result.Find("scores");
  const Table& leaves = *result.Find("score_contributions");
  const auto& cards = result.policy->policy.scorecards;
  std::size_t leaf_row = 0;
  for (std::size_t i = 0; i < cards.size(); ++i) {
    KEYHAUL_TRY(const CompiledScorecard card, CompiledScorecard::Compile(cards[i]));
    const std::size_t count = scores.rows() / cards.size();
    ScoreSide side = SideOf(scores, "scorecard", cards[i].id, i * count, count);
    side.has_bands = !cards[i].bands.empty();
    side.measure = "range";
    for (const ScorecardLeaf& leaf : card.leaves()) {
      side.criteria.push_back(cards[i].criteria[static_cast<std::size_t>(leaf.criterion)].id);
    }
    for (std::size_t k = 0; k < count; ++k, leaf_row += side.criteria.size()) {
      side.bands[k] = scores["band"].texts()[i * count + k];
      side.decisions[k] = scores["decision"].texts()[i * count + k];
      AddParts(card, leaves, leaf_row, &side);
    }
    sides->push_back(std::move(side));
  }
  return {};
}

void AddRankingSides(const RunResult& result, std::vector<ScoreSide>* sides) {
  const Table& table = *result.Find("rankings");
  const Table& given = *result.Find("ranking_contributions");
  const auto& rules = result.policy->policy.rankings;
  std::size_t row = 0;  // of what is given
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::size_t count = table.rows() / rules.size();
    ScoreSide side = SideOf(table, "ranking", rules[i].id, i * count, count);
    if (rules[i].method == Method::weighted_sum) {
      const Normalization normalization = rules[i].normalization.value_or(Normalization::min_max);
      side.measure = WordOf(normalization, kNormalizationWords);
      for (const RankingCriterion& criterion : rules[i].criteria) side.criteria.push_back(criterion.id);
      for (std::size_t k = 0; k < count * side.criteria.size(); ++k) {
        const bool is_given = side.ranks[k / side.criteria.size()] > 0;
        side.parts.push_back(is_given ? given["contribution"].int64s()[row++] : 0);  // 0 where it is missing
      }
    }
    sides->push_back(std::move(side));
  }
}

}  // namespace

Result<std::vector<ScoreSide>> SidesOf(const RunResult& result) {
  std::vector<ScoreSide> sides;
  KEYHAUL_CHECK(AddScorecards(result, &sides));
  AddRankingSides(result, &sides);
  return sides;
}

}  // namespace v1
}  // namespace keyhaul

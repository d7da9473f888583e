// The methods, each in a file of its own. They fill values and what else the method gives, over what
// the ranking had of another table; scoring_rank.cc makes keys and ranks of them.
#ifndef KEYHAUL_KERNELS_SCORING_METHODS_H_
#define KEYHAUL_KERNELS_SCORING_METHODS_H_

#include <span>

#include "src/kernels/scoring_table.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// A checked rule and its table.
struct RankingInput {
  const RankingRule& rule;
  ScoringTable table;
  std::span<const ColumnExtremes> extremes;
};

Status ScoreByWeightedSum(const RankingInput& input, MethodRanking* ranking);
Status ScoreByWeightedProduct(const RankingInput& input, MethodRanking* ranking);
Status ScoreBySpotis(const RankingInput& input, MethodRanking* ranking);
Status ScoreByTopsis(const RankingInput& input, MethodRanking* ranking);
Status ScoreByVikor(const RankingInput& input, MethodRanking* ranking);
Status ScoreByPromethee(const RankingInput& input, MethodRanking* ranking);

// The rule's normalization, or the one that its method takes by itself.
Normalization NormalizationOf(const RankingRule& rule);

// The compromise set from Q, S and R.
Compromise CompromiseOf(std::span<const double> q, std::span<const double> s, std::span<const double> r);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_SCORING_METHODS_H_

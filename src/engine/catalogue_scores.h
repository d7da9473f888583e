// The columns of the tables of scores, for catalogue.cc.
#ifndef KEYHAUL_SRC_ENGINE_CATALOGUE_SCORES_H_
#define KEYHAUL_SRC_ENGINE_CATALOGUE_SCORES_H_

#include "src/engine/catalogue_words.h"

namespace keyhaul {
inline namespace v1 {
namespace catalogue_scores {

using namespace catalogue_words;  // NOLINT(google-build-using-namespace): words of the catalogue

// Decimals of scores, weights and coverages, and of points as they are given.
inline constexpr std::int32_t kNine = 9;
inline constexpr std::int32_t kTwelve = 12;

inline constexpr ColumnSpec kFacts[] = {
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored: any UTF-8 text."},
    {"period", kText, "text", 0, kNullable, kFirst, "Period, in the order of its numbers: 2026, 2026-9, 2026-10."},
    {"rater", kText, "text", 0, kNullable, kFirst, "Who says so."},
    {"rater_weight", kText, "text", 0, kNullable, kFirst, "Weight of the rater; 1 if missing."},
    {"<fact>", kText, "text", 0, kNullable, kFirst,
     "One column per fact that the policy asks for, under its name: a number, a level by its label or its points, n/a, "
     "or unknown as an empty cell. Others are passed over."},
};

inline constexpr ColumnSpec kScoreStates[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who was scored."},
    {"band", kText, "text", 0, kNullable, kFirst, "Name of the band that was given; missing for none."},
};

inline constexpr ColumnSpec kScoreRun[] = {
    {"policy", kText, "text", 0, kRequired, kFirst, "Name of the policy."},
    {"policy_digest", kText, "text", 0, kRequired, kFirst, "Its digest: the version of the model that scored."},
    {"version", kText, "text", 0, kRequired, kFirst, "Version of Keyhaul."},
    {"candidates", kInt64, "count", 0, kRequired, kFirst, "How many were scored."},
    {"scorecards", kInt64, "count", 0, kRequired, kFirst, "By how many scorecards."},
    {"other_columns", kText, "text", 0, kNullable, kFirst,
     "Columns of the facts that nobody asks for, separated by commas."},
};

inline constexpr ColumnSpec kScores[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored; in byte order within a scorecard."},
    {"score", kInt64, "points", kNine, kNullable, kFirst,
     "The score, rounded half up; missing where nothing is known."},
    {"rank", kInt32, "rank", 0, kNullable, kFirst,
     "1 is the best; those with equal scores have the same. It is of the score alone: rejected ones have it, too."},
    {"tied", kInt32, "switch", 0, kRequired, kFirst, "1 where another has the same score."},
    {"coverage", kInt64, "share", kNine, kRequired, kFirst, "Part of the weight that applies and is known."},
    {"band", kText, "text", 0, kNullable, kFirst, "Band that is given."},
    {"earned_band", kText, "text", 0, kNullable, kFirst, "Band of the score before caps and hysteresis."},
    {"decision", kText, "text", 0, kNullable, kFirst,
     "What the band decides, or rejected, or that more must be known."},
    {"lowest", kInt64, "points", kNine, kNullable, kFirst, "Score if all that is missing were at its least."},
    {"highest", kInt64, "points", kNine, kNullable, kFirst, "Score if all that is missing were at its greatest."},
    {"best_rank", kInt32, "rank", 0, kNullable, kFirst, "Best rank that any completion of all candidates gives."},
    {"worst_rank", kInt32, "rank", 0, kNullable, kFirst, "Worst rank likewise."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "Words separated by spaces: no_score, below_min_coverage, rejected, knock_out_failed, knock_out_undecided, "
     "score_capped, band_capped, band_held, stood_in, median_unknown, outside_value_range, knock_out_not_applicable."},
};

inline constexpr ColumnSpec kScoreContributions[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored."},
    {"criterion", kText, "text", 0, kRequired, kFirst, "Id of the criterion, a leaf."},
    {"weight", kInt64, "share", kNine, kRequired, kFirst, "Its part of the whole weight of the scorecard."},
    {"state", kText, "text", 0, kRequired, kFirst, "known, stood_in, left_out or not_applicable."},
    {"reason", kText, "text", 0, kNullable, kFirst,
     "Why the value is missing: not_given, no_weight where only raters of weight 0 say it, divisor_not_positive, "
     "no_earlier_period or earlier_not_positive."},
    {"value", kText, "text", 0, kNullable, kFirst, "The value that was scored, exact: 3/2."},
    {"level", kText, "text", 0, kNullable, kFirst, "Level or bin that it reached."},
    {"anchor", kText, "text", 0, kNullable, kFirst, "What deserves that level, in the policy's words."},
    {"points", kInt64, "points", kTwelve, kNullable, kFirst, "Points for it."},
    {"contribution", kInt64, "points", kNine, kNullable, kFirst,
     "What it gives to the score; contributions add up to the score before caps."},
    {"knock_out", kText, "text", 0, kNullable, kFirst,
     "passed, failed, undecided or not_applicable, where it has one."},
    {"period", kText, "text", 0, kNullable, kFirst,
     "Period whose value counts; missing where it has none, and where several are smoothed."},
    {"stale", kInt32, "switch", 0, kRequired, kFirst,
     "1 where anything is known of the candidate in a later period; of several that are smoothed, later than the "
     "last."},
    {"raters", kInt32, "count", 0, kRequired, kFirst, "How many say so."},
    {"dispersion", kInt64, "points", kTwelve, kRequired, kFirst, "Points between the lowest and the highest of them."},
    {"opponent", kText, "text", 0, kNullable, kFirst,
     "Of several raters the one whose weight times points below the middle of the range is largest."},
    {"opponent_points", kInt64, "points", kTwelve, kNullable, kFirst, "Points that this one gives."},
    {"opponent_weight", kInt64, "share", kNine, kNullable, kFirst, "Part of all raters' weight that this one has."},
};

inline constexpr ColumnSpec kScoreReasons[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored."},
    {"place", kInt32, "rank", 0, kRequired, kFirst, "1 is the reason that weighs most."},
    {"code", kText, "text", 0, kRequired, kFirst, "Reason code."},
    {"points", kInt64, "points", kNine, kRequired, kFirst, "Points of the score that it stands for."},
};

inline constexpr ColumnSpec kScoreSteps[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored."},
    {"goal", kText, "text", 0, kRequired, kFirst,
     "next_band, the cheapest steps up; or weakest, how far a level may fall."},
    {"band", kText, "text", 0, kRequired, kFirst, "Band that is reached, or kept."},
    {"criterion", kText, "text", 0, kRequired, kFirst, "Id of the criterion that moves."},
    {"from_level", kText, "text", 0, kRequired, kFirst, "Its level now."},
    {"to_level", kText, "text", 0, kRequired, kFirst, "Its level then."},
};

inline constexpr ColumnSpec kScoreStability[] = {
    {"scorecard", kText, "text", 0, kRequired, kFirst, "Id of the scorecard."},
    {"criterion", kText, "text", 0, kRequired, kFirst, "Id of the criterion, a leaf or a branch."},
    {"weight", kInt64, "share", kNine, kRequired, kFirst, "Its weight among those beside it."},
    {"best_from", kInt64, "share", kNine, kNullable, kFirst,
     "From this weight on, the first stays the first; missing where the weight cannot move."},
    {"best_to", kInt64, "share", kNine, kNullable, kFirst, "Up to this weight."},
    {"order_from", kInt64, "share", kNine, kNullable, kFirst, "From this weight on, no two change places."},
    {"order_to", kInt64, "share", kNine, kNullable, kFirst, "Up to this weight."},
};

inline constexpr ColumnSpec kScoreComparisonRun[] = {
    {"from_policy", kText, "text", 0, kRequired, kFirst, "Name of the policy of the first result."},
    {"from_policy_digest", kText, "text", 0, kRequired, kFirst, "Its digest."},
    {"to_policy", kText, "text", 0, kRequired, kFirst, "Name of the policy of the second."},
    {"to_policy_digest", kText, "text", 0, kRequired, kFirst, "Its digest."},
};

inline constexpr ColumnSpec kScoreComparison[] = {
    {"from_kind", kText, "text", 0, kRequired, kFirst, "scorecard or ranking."},
    {"from_scorecard", kText, "text", 0, kRequired, kFirst, "Id of the first scorecard or ranking."},
    {"to_kind", kText, "text", 0, kRequired, kFirst, "scorecard or ranking."},
    {"to_scorecard", kText, "text", 0, kRequired, kFirst,
     "Id of the second: of one policy the later one, of two policies that of the second."},
    {"candidates", kInt64, "count", 0, kRequired, kFirst, "Those with a rank by both."},
    {"kendall_tau_b", kInt64, "share", kNine, kNullable, kFirst,
     "Correlation of their ranks; missing where all are tied."},
    {"spearman_rho", kInt64, "share", kNine, kNullable, kFirst, "Another one."},
    {"other_rank", kInt64, "count", 0, kRequired, kFirst, "Those with another rank, among those with one by both."},
    {"other_band", kInt64, "count", 0, kRequired, kFirst,
     "Those with another band or decision; 0 where only one of the two has bands, or one is a ranking."},
    {"largest_move", kInt64, "rank", 0, kRequired, kFirst, "Ranks that the one goes up or down who moves furthest."},
};

inline constexpr ColumnSpec kScoreChanges[] = {
    {"from_kind", kText, "text", 0, kRequired, kFirst, "scorecard or ranking."},
    {"from_scorecard", kText, "text", 0, kRequired, kFirst, "Id of the first scorecard or ranking."},
    {"to_kind", kText, "text", 0, kRequired, kFirst, "scorecard or ranking."},
    {"to_scorecard", kText, "text", 0, kRequired, kFirst, "Id of the second."},
    {"candidate", kText, "text", 0, kRequired, kFirst,
     "Whose band or decision differs; whose rank differs where one of the two has no bands."},
    {"from_rank", kInt32, "rank", 0, kNullable, kFirst, "Rank by the first among those with one by both."},
    {"to_rank", kInt32, "rank", 0, kNullable, kFirst, "Rank by the second among them."},
    {"from_band", kText, "text", 0, kNullable, kFirst, "Band by the first."},
    {"to_band", kText, "text", 0, kNullable, kFirst, "Band by the second."},
    {"from_decision", kText, "text", 0, kNullable, kFirst, "Decision by the first."},
    {"to_decision", kText, "text", 0, kNullable, kFirst, "Decision by the second."},
    {"driver", kText, "text", 0, kNullable, kFirst,
     "Criterion behind it, of equals the first. Of another band: whose contribution, as a part of the range, differs "
     "most; none where the score is the same. Of another rank: whose change, less the mean change of all with a rank "
     "by both, speaks most for the move. "
     "Told of two scorecards and of two weighted sums with one normalization; missing for other pairs."},
    {"driver_change", kInt64, "share", kNine, kNullable, kFirst,
     "By how much of the range, or of the weighted sum; of a rank, less the mean."},
};

inline constexpr ColumnSpec kRankingContributions[] = {
    {"ranking", kText, "text", 0, kRequired, kFirst, "Id of the ranking, whose method is weighted_sum."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is ranked; those who are not have no rows."},
    {"criterion", kText, "text", 0, kRequired, kFirst, "Id of the criterion."},
    {"weight", kInt64, "share", kNine, kRequired, kFirst,
     "Its part of the whole weight; 0 where it has no part, as all its values are the same."},
    {"contribution", kInt64, "points", kNine, kNullable, kFirst,
     "What it gives to the value: weight times normalised value, rounded by itself; missing beyond 64 bits."},
};

inline constexpr ColumnSpec kRankings[] = {
    {"ranking", kText, "text", 0, kRequired, kFirst, "Id of the ranking."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is ranked; in byte order within a ranking."},
    {"value", kInt64, "points", kNine, kNullable, kFirst,
     "The method's own: a sum, a closeness, Q, a net flow; missing where a criterion is not known."},
    {"rank", kInt32, "rank", 0, kNullable, kFirst, "1 is the best; those with equal values have the same."},
    {"tied", kInt32, "switch", 0, kRequired, kFirst, "1 where another has the same value."},
    {"proposed", kInt32, "switch", 0, kRequired, kFirst, "1 in VIKOR's compromise set."},
    {"to_ideal", kInt64, "points", kNine, kNullable, kFirst, "TOPSIS: distance to the best that is thought of."},
    {"to_anti_ideal", kInt64, "points", kNine, kNullable, kFirst, "TOPSIS: distance to the worst."},
    {"group_regret", kInt64, "points", kNine, kNullable, kFirst, "VIKOR: S, the sum of the weighted regrets."},
    {"largest_regret", kInt64, "points", kNine, kNullable, kFirst, "VIKOR: R, the largest of them."},
    {"positive_flow", kInt64, "points", kNine, kNullable, kFirst, "PROMETHEE: how far it is preferred to the others."},
    {"negative_flow", kInt64, "points", kNine, kNullable, kFirst, "PROMETHEE: how far the others are preferred to it."},
    {"flags", kText, "text", 0, kRequired, kFirst,
     "incomplete, too_few to be ranked, degenerate where nothing tells candidates apart, or empty."},
};

}  // namespace catalogue_scores
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CATALOGUE_SCORES_H_

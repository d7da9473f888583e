// The columns of the tables of scores, for catalogue.cc.
#ifndef KEYHAUL_SRC_ENGINE_CATALOGUE_SCORES_H_
#define KEYHAUL_SRC_ENGINE_CATALOGUE_SCORES_H_

#include "keyhaul/engine/table.h"

namespace keyhaul {
inline namespace v1 {
namespace catalogue_scores {

inline constexpr std::string_view kFirst = "0.1";
inline constexpr auto kText = ColumnType::text;
inline constexpr auto kInt32 = ColumnType::integer32;
inline constexpr auto kInt64 = ColumnType::integer64;
inline constexpr bool kRequired = false;
inline constexpr bool kNullable = true;

// Decimals of scores, weights and coverages, and of points as they are given.
inline constexpr std::int32_t kNine = 9;
inline constexpr std::int32_t kTwelve = 12;

inline constexpr ColumnSpec kFacts[] = {
    {"candidate", kText, "text", 0, kRequired, kFirst, "Who is scored: any UTF-8 text."},
    {"period", kText, "text", 0, kNullable, kFirst, "Period, in the order of bytes: 2026, 2026-03, 2026-03-31."},
    {"rater", kText, "text", 0, kNullable, kFirst, "Who says so."},
    {"rater_weight", kText, "text", 0, kNullable, kFirst, "Weight of the rater; 1 if missing."},
    {"<fact>", kText, "text", 0, kNullable, kFirst,
     "One column per fact of the policy's scorecards, under its name: a number, a level by its label or its points, "
     "n/a, or unknown as an empty cell."},
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
    {"reason", kText, "text", 0, kNullable, kFirst, "Why the value is missing."},
    {"value", kText, "text", 0, kNullable, kFirst, "The value that was scored, exact: 3/2."},
    {"level", kText, "text", 0, kNullable, kFirst, "Level or bin that it reached."},
    {"anchor", kText, "text", 0, kNullable, kFirst, "What deserves that level, in the policy's words."},
    {"points", kInt64, "points", kTwelve, kNullable, kFirst, "Points for it."},
    {"contribution", kInt64, "points", kNine, kNullable, kFirst,
     "What it gives to the score; contributions add up to the score before caps."},
    {"knock_out", kText, "text", 0, kNullable, kFirst,
     "passed, failed, undecided or not_applicable, where it has one."},
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

inline constexpr ColumnSpec kScoreComparison[] = {
    {"from_scorecard", kText, "text", 0, kRequired, kFirst, "Id of one scorecard of the policy."},
    {"to_scorecard", kText, "text", 0, kRequired, kFirst, "Id of another, later in the policy."},
    {"candidates", kInt64, "count", 0, kRequired, kFirst, "Those with a score by both."},
    {"kendall_tau_b", kInt64, "share", kNine, kNullable, kFirst,
     "Correlation of their ranks; missing where all are tied."},
    {"spearman_rho", kInt64, "share", kNine, kNullable, kFirst, "Another one."},
    {"other_rank", kInt64, "count", 0, kRequired, kFirst, "Those with another rank."},
    {"other_band", kInt64, "count", 0, kRequired, kFirst, "Those with another band or decision."},
};

inline constexpr ColumnSpec kScoreChanges[] = {
    {"from_scorecard", kText, "text", 0, kRequired, kFirst, "Id of one scorecard."},
    {"to_scorecard", kText, "text", 0, kRequired, kFirst, "Id of another."},
    {"candidate", kText, "text", 0, kRequired, kFirst, "Whose band or decision differs."},
    {"from_band", kText, "text", 0, kNullable, kFirst, "Band by the first."},
    {"to_band", kText, "text", 0, kNullable, kFirst, "Band by the second."},
    {"from_decision", kText, "text", 0, kNullable, kFirst, "Decision by the first."},
    {"to_decision", kText, "text", 0, kNullable, kFirst, "Decision by the second."},
    {"driver", kText, "text", 0, kNullable, kFirst,
     "Criterion whose contribution, as a part of the range, differs most; of equals the first."},
    {"driver_change", kInt64, "share", kNine, kNullable, kFirst, "By how much of the range."},
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

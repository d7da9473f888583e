// The words of results of scores, in tables and in answers of calc.
#ifndef KEYHAUL_SRC_ENGINE_SCORE_WORDS_H_
#define KEYHAUL_SRC_ENGINE_SCORE_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring.h"

namespace keyhaul {
inline namespace v1 {

// What errors about a candidate as a whole name as their table.
inline constexpr std::string_view kCandidateTable = "candidates";

std::string_view WordOf(LeafState state);
std::string_view WordOf(KnockOutState state);
std::string_view WordOf(KnockOutEffect effect);

// Names of flags, separated by spaces.
std::string ScoreFlagWords(const ScoreResult& result);

// part / whole with nine decimals, rounded half up.
std::int64_t ShareKey(std::int64_t part, std::int64_t whole);

// The weight of a rater in integers of 10^-6.
Result<std::int64_t> RaterWeight(const Decimal& weight);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_SCORE_WORDS_H_

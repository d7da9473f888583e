#include "src/engine/score_words.h"

#include <cstddef>
#include <utility>

#include "keyhaul/base/rounding.h"
#include "src/policy/scorecard.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Decimals of the weight of a rater.
constexpr int kRaterWeightScale = 6;

constexpr std::string_view kLeafStateWords[] = {"known", "stood_in", "left_out", "not_applicable"};
constexpr std::string_view kKnockOutStateWords[] = {"passed", "failed", "undecided", "not_applicable"};
constexpr std::string_view kKnockOutEffectWords[] = {"reject", "cap_score", "cap_band"};

// In the order of the bits of ScoreFlag.
constexpr std::string_view kScoreFlagWords[] = {"no_score",         "below_min_coverage",  "rejected",
                                                "knock_out_failed", "knock_out_undecided", "score_capped",
                                                "band_capped",      "band_held",           "stood_in",
                                                "median_unknown",   "outside_value_range", "knock_out_not_applicable"};

}  // namespace

std::string_view WordOf(LeafState state) { return kLeafStateWords[static_cast<std::size_t>(state)]; }
std::string_view WordOf(KnockOutState state) { return kKnockOutStateWords[static_cast<std::size_t>(state)]; }
std::string_view WordOf(KnockOutEffect effect) { return kKnockOutEffectWords[static_cast<std::size_t>(effect)]; }

std::string ScoreFlagWords(const ScoreResult& result) {
  std::string words;
  for (std::size_t bit = 0; bit < std::size(kScoreFlagWords); ++bit) {
    if ((result.flags >> bit & 1) == 0) continue;
    if (!words.empty()) words += ' ';
    words += kScoreFlagWords[bit];
  }
  return words;
}

std::int64_t ShareKey(std::int64_t part, std::int64_t whole) {
  return static_cast<std::int64_t>(
      DivideRounded<int128>(int128(part) * PowerOfTen(kScoreKeyScale), whole, RoundingMode::half_up));
}

Result<std::int64_t> RaterWeight(const Decimal& weight) {
  const Result<int128> units = weight.MantissaAt(kRaterWeightScale);
  if (units.ok() && *units >= 0 && *units <= kMaxRaterWeight) return static_cast<std::int64_t>(*units);
  Error error = MakeError(Code::data_value, weight.ToText() + " is no weight of a rater: 0 to 1000000 with " +
                                                std::to_string(kRaterWeightScale) + " decimals at most expected");
  error.rule = "SCORING-120";
  return error;
}

}  // namespace v1
}  // namespace keyhaul

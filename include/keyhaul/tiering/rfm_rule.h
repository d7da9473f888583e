// The rule of RFM scores: how each of the three dimensions is scored, and the segments of the scores.
//
// What the methods mean, and the scores themselves, are in rfm.h. The rule stands apart, so that whoever only writes or
// checks a policy need not take in the sorting.
//
//   RfmRule rule;                                            // quintiles of all three
//   rule.segments = {{"champions", ScoreRange{4, 5}, ScoreRange{4, 5}, std::nullopt}};
#ifndef KEYHAUL_TIERING_RFM_RULE_H_
#define KEYHAUL_TIERING_RFM_RULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

enum class ScoreMethod : std::int8_t { quantile, ntile, dense_rank, fixed_cuts };

struct ScoreRule {
  ScoreMethod method = ScoreMethod::quantile;
  std::int32_t bins = 5;      // k; of fixed cuts, their number and one
  std::vector<Decimal> cuts;  // of fixed cuts only, ascending, in whole units of the value
};

// Scores from `least` to `most`, both included.
struct ScoreRange {
  std::int32_t least = 1;
  std::int32_t most = 1;
};

// An absent range holds every score.
struct RfmSegment {
  std::string name;
  std::optional<ScoreRange> recency;
  std::optional<ScoreRange> frequency;
  std::optional<ScoreRange> monetary;
};

struct RfmRule {
  ScoreRule recency;
  ScoreRule frequency;
  ScoreRule monetary;
  std::vector<RfmSegment> segments;
  std::string others = "others";  // what an account is in that no segment takes
};

inline constexpr std::int32_t kMinScoreBins = 2;
inline constexpr std::int32_t kMaxScoreBins = 100;

// All triples of ten bins.
inline constexpr int kMaxRfmSegments = 1000;

// Bins, cuts, ranges and names, by path relative to the rule, "segments[1].recency".
inline Status CheckRfmRule(const RfmRule& rule);

namespace tiering_internal {

inline Error RefuseRfm(std::string path, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = "TIER-63";
  return error;
}

inline Status CheckScoreCuts(const std::vector<Decimal>& cuts, const std::string& path) {
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    if (cuts[i] < cuts[i + 1]) continue;
    return RefuseRfm(path + ".cuts[" + std::to_string(i + 1) + "]",
                     cuts[i + 1].ToText() + " does not pass " + cuts[i].ToText() + " before it; cuts must rise");
  }
  return {};
}

inline Status CheckScoreRule(const ScoreRule& rule, const std::string& path) {
  const bool fixed = rule.method == ScoreMethod::fixed_cuts;
  if (fixed && rule.cuts.empty()) {
    return RefuseRfm(path + ".cuts", "fixed cuts need at least one cut", Code::policy_missing_key);
  }
  if (!fixed && !rule.cuts.empty()) return RefuseRfm(path + ".cuts", "cuts are for the method fixed_cuts only");
  if (rule.bins < kMinScoreBins || rule.bins > kMaxScoreBins) {
    return RefuseRfm(path + (fixed ? ".cuts" : ".bins"), std::to_string(rule.bins) + " bins; " +
                                                             std::to_string(kMinScoreBins) + " to " +
                                                             std::to_string(kMaxScoreBins) + " expected");
  }
  if (fixed && static_cast<std::size_t>(rule.bins) != rule.cuts.size() + 1) {
    return RefuseRfm(path + ".bins", std::to_string(rule.cuts.size()) + " cuts make " +
                                         std::to_string(rule.cuts.size() + 1) + " bins, not " +
                                         std::to_string(rule.bins));
  }
  return CheckScoreCuts(rule.cuts, path);
}

inline Status CheckScoreRange(const std::optional<ScoreRange>& range, const ScoreRule& rule, std::string path) {
  if (!range || (range->least >= 1 && range->least <= range->most && range->most <= rule.bins)) return {};
  return RefuseRfm(std::move(path), std::to_string(range->least) + ".." + std::to_string(range->most) +
                                        " is no range of the scores 1 to " + std::to_string(rule.bins));
}

inline Status CheckSegment(const RfmRule& rule, std::size_t index) {
  const RfmSegment& segment = rule.segments[index];
  const std::string path = "segments[" + std::to_string(index) + "].";
  if (segment.name.empty()) return RefuseRfm(path + "name", "a segment needs a name", Code::policy_missing_key);
  if (segment.name == rule.others) {
    return RefuseRfm(path + "name", "'" + segment.name + "' is the name of those that no segment takes");
  }
  for (std::size_t other = 0; other < index; ++other) {
    if (rule.segments[other].name != segment.name) continue;
    return RefuseRfm(path + "name", "segments[" + std::to_string(other) + "] is called '" + segment.name + "' too");
  }
  KEYHAUL_CHECK(CheckScoreRange(segment.recency, rule.recency, path + "recency"));
  KEYHAUL_CHECK(CheckScoreRange(segment.frequency, rule.frequency, path + "frequency"));
  return CheckScoreRange(segment.monetary, rule.monetary, path + "monetary");
}

}  // namespace tiering_internal

inline Status CheckRfmRule(const RfmRule& rule) {
  KEYHAUL_CHECK(tiering_internal::CheckScoreRule(rule.recency, "recency"));
  KEYHAUL_CHECK(tiering_internal::CheckScoreRule(rule.frequency, "frequency"));
  KEYHAUL_CHECK(tiering_internal::CheckScoreRule(rule.monetary, "monetary"));
  if (rule.segments.size() > static_cast<std::size_t>(kMaxRfmSegments)) {
    return tiering_internal::RefuseRfm("segments", std::to_string(rule.segments.size()) + " segments; at most " +
                                                       std::to_string(kMaxRfmSegments) + " allowed");
  }
  if (rule.others.empty()) {
    return tiering_internal::RefuseRfm("others", "those that no segment takes need a name", Code::policy_missing_key);
  }
  for (std::size_t i = 0; i < rule.segments.size(); ++i) KEYHAUL_CHECK(tiering_internal::CheckSegment(rule, i));
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RFM_RULE_H_

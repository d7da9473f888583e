// Checks a scorecard before anything is scored by it.
//
// What is refused here would otherwise be a silent reading: a criterion that is never scored since it has no value
// function, a score that no band holds, a knock-out that names a level that its scale does not have, a weight below 0
// that turns a virtue into a fault. An error has the path of the place, relative to the scorecard:
// "criteria[3].weight". What weights add up to is never refused (weights.h).
//
// Scores are compared by their first 9 decimals (compiled_scorecard.h), so whatever a score is compared with has no
// more than these.
#ifndef KEYHAUL_SCORING_SCORECARD_CHECK_H_
#define KEYHAUL_SCORING_SCORECARD_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/scoring/combine.h"
#include "keyhaul/scoring/compiled_input.h"
#include "keyhaul/scoring/scorecard.h"
#include "keyhaul/scoring/value_check.h"

namespace keyhaul {
inline namespace v1 {

// Decimals of what scores are compared by.
inline constexpr int kScoreKeyScale = 9;

namespace scoring_internal {

inline Error RefuseScorecard(std::string path, std::string_view rule, std::string message,
                             Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = rule;
  return error;
}

inline Status CheckDecimals(const Decimal& x, int allowed, const std::string& path, std::string_view rule) {
  if (x.scale() <= allowed) return {};
  return RefuseScorecard(
      path, rule,
      x.ToText() + " has " + std::to_string(x.scale()) + " decimals; " + std::to_string(allowed) + " are allowed",
      Code::inexact);
}

// Points that are given outside value functions.
inline Status CheckPointsInRange(const Scorecard& scorecard, const Decimal& points, const std::string& path,
                                 std::string_view rule) {
  if (points < scorecard.low || scorecard.high < points) {
    return RefuseScorecard(path, rule,
                           points.ToText() + " is outside the range of the scorecard, " + scorecard.low.ToText() +
                               " to " + scorecard.high.ToText());
  }
  return CheckDecimals(points, kPointScale, path, rule);
}

inline Status CheckMissingRule(const Scorecard& scorecard, const MissingRule& rule, const std::string& path) {
  if (rule.policy == Missing::fixed) return CheckPointsInRange(scorecard, rule.points, path + ".points", "SCORING-29");
  if (rule.points.IsZero()) return {};
  return RefuseScorecard(path + ".points", "SCORING-29", "points are given, and the rule does not use them");
}

inline bool HasBand(const Scorecard& scorecard, std::string_view name) {
  return std::any_of(scorecard.bands.begin(), scorecard.bands.end(),
                     [&](const ScoreBand& band) { return band.name == name; });
}

// What a knock-out is compared with: a level of the criterion's own scale, or bounds of its number.
inline Status CheckKnockOutBound(const Criterion& criterion, const std::string& path) {
  const KnockOut& knock_out = *criterion.knock_out;
  const auto* rated = std::get_if<Rated>(&*criterion.value);
  const bool has_bound = knock_out.at_least.has_value() || knock_out.at_most.has_value();
  const auto refuse = [&](std::string_view field, std::string message) {
    return RefuseScorecard(path + std::string(field), "SCORING-28", std::move(message));
  };
  if (rated == nullptr) {
    if (!knock_out.level.empty()) return refuse(".level", "only a rating scale has levels; a bound expected");
    if (!has_bound) return refuse("", "at_least, at_most or both expected");
    if (!knock_out.at_least || !knock_out.at_most || !(*knock_out.at_most < *knock_out.at_least)) return {};
    return refuse(".at_most", knock_out.at_most->ToText() + " is below at_least, " + knock_out.at_least->ToText());
  }
  if (has_bound) return refuse("", "a rating scale is bounded by the level that passes, not by a number");
  if (knock_out.level.empty()) return refuse(".level", "the lowest level that passes expected");
  const bool found = std::any_of(rated->levels.begin(), rated->levels.end(),
                                 [&](const RatingLevel& level) { return level.label == knock_out.level; });
  if (found) return {};
  return refuse(".level", "'" + knock_out.level + "' is no level of the scale");
}

inline Status CheckKnockOut(const Scorecard& scorecard, const Criterion& criterion, const std::string& path) {
  const KnockOut& knock_out = *criterion.knock_out;
  KEYHAUL_CHECK(CheckKnockOutBound(criterion, path));
  if (knock_out.effect == KnockOutEffect::cap_score) {
    KEYHAUL_CHECK(CheckPointsInRange(scorecard, knock_out.cap, path + ".cap", "SCORING-28"));
  } else if (!knock_out.cap.IsZero()) {
    return RefuseScorecard(path + ".cap", "SCORING-28", "a cap of the score is given, and the effect is another");
  }
  if (knock_out.effect != KnockOutEffect::cap_band) {
    if (knock_out.band.empty()) return {};
    return RefuseScorecard(path + ".band", "SCORING-28", "a band is given, and the effect is another");
  }
  if (HasBand(scorecard, knock_out.band)) return {};
  return RefuseScorecard(path + ".band", "SCORING-28", "'" + knock_out.band + "' is no band of the scorecard");
}

// Places of criteria that have children, by place.
inline std::vector<bool> HaveChildren(const Scorecard& scorecard) {
  std::vector<bool> have(scorecard.criteria.size());
  for (const Criterion& criterion : scorecard.criteria) {
    if (criterion.parent >= 0) have[static_cast<std::size_t>(criterion.parent)] = true;
  }
  return have;
}

inline Status CheckIds(const Scorecard& scorecard) {
  std::vector<std::pair<std::string_view, std::size_t>> ids;
  for (std::size_t i = 0; i < scorecard.criteria.size(); ++i) ids.emplace_back(scorecard.criteria[i].id, i);
  std::sort(ids.begin(), ids.end());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string path = "criteria[" + std::to_string(ids[i].second) + "].id";
    if (ids[i].first.empty()) {
      return RefuseScorecard(path, "SCORING-25", "a criterion needs an id", Code::policy_missing_key);
    }
    if (i > 0 && ids[i].first == ids[i - 1].first) {
      return RefuseScorecard(
          path, "SCORING-25",
          "'" + std::string(ids[i].first) + "' is the id of criteria[" + std::to_string(ids[i - 1].second) + "], too",
          Code::policy_duplicate_key);
    }
  }
  return {};
}

inline Status CheckParents(const Scorecard& scorecard) {
  for (std::size_t i = 0; i < scorecard.criteria.size(); ++i) {
    const std::int32_t parent = scorecard.criteria[i].parent;
    if (parent >= -1 && parent < static_cast<std::int32_t>(i)) continue;
    return RefuseScorecard("criteria[" + std::to_string(i) + "].parent", "SCORING-25",
                           "a parent stands before its children; -1 to " + std::to_string(static_cast<int>(i) - 1) +
                               " expected, found " + std::to_string(parent));
  }
  return {};
}

// An inner node sums up its children and has nothing that belongs to leaves.
inline Status CheckInnerNode(const Criterion& criterion, const std::string& path) {
  const std::string_view field = criterion.value                  ? "value"
                                 : criterion.input                ? "input"
                                 : criterion.missing              ? "missing"
                                 : criterion.knock_out            ? "knock_out"
                                 : !criterion.reason_code.empty() ? "reason_code"
                                                                  : "";
  if (field.empty()) return {};
  return RefuseScorecard(path + "." + std::string(field), "SCORING-25",
                         "'" + criterion.id + "' has criteria below it; this belongs to them");
}

inline Status CheckLeaf(const Scorecard& scorecard, const Criterion& criterion, const std::string& path) {
  if (!criterion.value) {
    return RefuseScorecard(path + ".value", "SCORING-25",
                           "'" + criterion.id + "' has neither a value function nor criteria below it",
                           Code::policy_missing_key);
  }
  if (Status status = CheckValueFunction(*criterion.value, scorecard.low, scorecard.high); !status.ok()) {
    return Under(path + ".value", std::move(status).error());
  }
  if (criterion.input) {
    Status status = CheckCriterionInput(*criterion.input);
    if (!status.ok()) return Under(path + ".input", std::move(status).error());
  }
  if (criterion.missing) KEYHAUL_CHECK(CheckMissingRule(scorecard, *criterion.missing, path + ".missing"));
  if (criterion.knock_out) KEYHAUL_CHECK(CheckKnockOut(scorecard, criterion, path + ".knock_out"));
  return {};
}

// Per parent, the top first: whether any child has a weight above 0.
inline Status CheckWeights(const Scorecard& scorecard) {
  std::vector<bool> weighty(scorecard.criteria.size() + 1);
  for (std::size_t i = 0; i < scorecard.criteria.size(); ++i) {
    const Criterion& criterion = scorecard.criteria[i];
    if (criterion.weight.sign() < 0) {
      return RefuseScorecard("criteria[" + std::to_string(i) + "].weight", "SCORING-26",
                             criterion.weight.ToText() + " is below 0");
    }
    if (criterion.weight.sign() > 0) weighty[static_cast<std::size_t>(criterion.parent) + 1] = true;
  }
  for (std::size_t i = 0; i < scorecard.criteria.size(); ++i) {
    const std::int32_t parent = scorecard.criteria[i].parent;
    if (weighty[static_cast<std::size_t>(parent) + 1]) continue;
    return RefuseScorecard(
        "criteria[" + std::to_string(i) + "].weight", "SCORING-26",
        "all criteria " +
            (parent < 0 ? "at the top" : "below '" + scorecard.criteria[static_cast<std::size_t>(parent)].id + "'") +
            " have a weight of 0");
  }
  return {};
}

inline Status CheckCriteria(const Scorecard& scorecard) {
  if (scorecard.criteria.empty()) {
    return RefuseScorecard("criteria", "SCORING-25", "a scorecard needs at least one criterion",
                           Code::policy_missing_key);
  }
  if (scorecard.criteria.size() > static_cast<std::size_t>(kMaxCriteria)) {
    return RefuseScorecard(
        "criteria", "SCORING-25",
        std::to_string(scorecard.criteria.size()) + " criteria; at most " + std::to_string(kMaxCriteria));
  }
  KEYHAUL_CHECK(CheckIds(scorecard));
  KEYHAUL_CHECK(CheckParents(scorecard));
  const std::vector<bool> have_children = HaveChildren(scorecard);
  for (std::size_t i = 0; i < scorecard.criteria.size(); ++i) {
    const std::string path = "criteria[" + std::to_string(i) + "]";
    const Criterion& criterion = scorecard.criteria[i];
    KEYHAUL_CHECK(have_children[i] ? CheckInnerNode(criterion, path) : CheckLeaf(scorecard, criterion, path));
  }
  return CheckWeights(scorecard);
}

inline Status CheckBand(const Scorecard& scorecard, std::size_t index) {
  const ScoreBand& band = scorecard.bands[index];
  const std::string path = "bands[" + std::to_string(index) + "]";
  const auto refuse = [&](std::string_view field, std::string message, Code code = Code::policy_value) {
    return RefuseScorecard(path + std::string(field), "SCORING-27", std::move(message), code);
  };
  if (band.name.empty()) return refuse(".name", "a band needs a name", Code::policy_missing_key);
  for (std::size_t i = 0; i < index; ++i) {
    if (scorecard.bands[i].name != band.name) continue;
    return refuse(".name", "'" + band.name + "' is the name of bands[" + std::to_string(i) + "], too",
                  Code::policy_duplicate_key);
  }
  KEYHAUL_CHECK(CheckDecimals(band.from, kScoreKeyScale, path + ".from", "SCORING-27"));
  const std::string from = band.from.ToText();
  if (index == 0) {
    if (band.from == scorecard.low) return {};
    return refuse(".from", from + " is not where the scorecard's range begins, " + scorecard.low.ToText());
  }
  const Decimal& below = scorecard.bands[index - 1].from;
  if (!(below < band.from))
    return refuse(".from", from + " is not above " + below.ToText() + ", where the band below begins");
  if (band.from < scorecard.high) return {};
  return refuse(".from", from + " is not below the upper end of the range, " + scorecard.high.ToText());
}

inline Status CheckBands(const Scorecard& scorecard) {
  if (scorecard.bands.size() > static_cast<std::size_t>(kMaxScoreBands)) {
    return RefuseScorecard(
        "bands", "SCORING-27",
        std::to_string(scorecard.bands.size()) + " bands; at most " + std::to_string(kMaxScoreBands));
  }
  for (std::size_t i = 0; i < scorecard.bands.size(); ++i) KEYHAUL_CHECK(CheckBand(scorecard, i));
  if (!scorecard.hysteresis) return {};
  const Decimal& margin = *scorecard.hysteresis;
  if (scorecard.bands.empty()) return RefuseScorecard("hysteresis", "SCORING-27", "there are no bands to stay in");
  KEYHAUL_TRY(const Decimal width, scorecard.high.Subtract(scorecard.low));
  if (margin.sign() < 0 || !(margin < width)) {
    return RefuseScorecard("hysteresis", "SCORING-27",
                           margin.ToText() + " is not a margin of points: from 0 and below " + width.ToText() +
                               ", the width of the range, expected");
  }
  return CheckDecimals(margin, kScoreKeyScale, "hysteresis", "SCORING-27");
}

inline Status CheckReasonRule(const ReasonRule& rule) {
  const auto refuse = [](std::string_view field, std::string message) {
    return RefuseScorecard("reasons." + std::string(field), "SCORING-29", std::move(message));
  };
  if (rule.slots < 0 || rule.slots > kMaxCriteria) {
    return refuse("slots", std::to_string(rule.slots) + " is not in 0 to " + std::to_string(kMaxCriteria));
  }
  if (rule.given.has_value() != (rule.baseline == ReasonBaseline::given)) {
    return refuse("given",
                  rule.given ? "points are given, and the baseline is another" : "a baseline in points expected");
  }
  if (!rule.given) return {};
  const Decimal most = Decimal::FromInteger(kMaxScoringPoints);
  if (*rule.given < Decimal::FromInteger(-kMaxScoringPoints) || most < *rule.given) {
    return refuse("given", rule.given->ToText() + " is too large: at most " + most.ToText());
  }
  return CheckDecimals(*rule.given, kPointScale, "reasons.given", "SCORING-29");
}

inline Status CheckMinCoverage(const Scorecard& scorecard) {
  if (!scorecard.min_coverage) return {};
  const Decimal& part = *scorecard.min_coverage;
  if (part.sign() >= 0 && !(Decimal::FromInteger(1) < part)) return {};
  return RefuseScorecard("min_coverage", "SCORING-29",
                         part.ToText() + " is not a part of a whole: 0 to 1 (100 %) expected");
}

}  // namespace scoring_internal

// Everything but whether the weights fit 64 bits, which CompiledScorecard finds out.
inline Status CheckScorecard(const Scorecard& scorecard) {
  KEYHAUL_CHECK(CheckPointRange(scorecard.low, scorecard.high));
  KEYHAUL_CHECK(scoring_internal::CheckMissingRule(scorecard, scorecard.missing, "missing"));
  KEYHAUL_CHECK(scoring_internal::CheckBands(scorecard));
  KEYHAUL_CHECK(scoring_internal::CheckCriteria(scorecard));
  KEYHAUL_CHECK(scoring_internal::CheckMinCoverage(scorecard));
  if (scorecard.smoothing) {
    Status status = CheckSmoothing(*scorecard.smoothing);
    if (!status.ok()) return Under("smoothing", std::move(status).error());
  }
  return scoring_internal::CheckReasonRule(scorecard.reasons);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_SCORECARD_CHECK_H_

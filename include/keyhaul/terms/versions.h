// Versions: a schedule that changes within a period.
//
// A rate that changes on 1 July meets a volume that is counted from January to December, and contracts read that in
// four ways. With versions 1 to n, the basis Q_i of each one's stretch, and C_i = Q_1 + … + Q_i:
//
//   split_continue   f_1(C_1) + Σ (f_i(C_i) − f_i(C_{i−1})): the count goes on, each version prices its own stretch
//   split_restart    Σ f_i(Q_i): each stretch is counted from 0
//   latest_governs   f_n(C_n): the version that is in force last prices all (IFS)
//   prorate_flats    split_continue without flats, and the flats that each version owes on the whole basis by the days
//                    that it was in force (Lago prorates its fixed fees so)
//
// Everything is exact and the sum is rounded once. Where each step is rounded by itself, a flat that is prorated is one
// step: exact for its days, and rounded then. The parts of the versions add up to the sum; under latest_governs the
// earlier ones have 0. A part may be negative: where the basis of a later stretch is, or where a whole schedule falls
// at a bound.
//
//   10 % until June and 12 % from July, on 1000.00 and 500.00:
//   split_continue 160.00, latest_governs 180.00
//
// A version is in force from its day to the day before the next one's; periods are half-open.
#ifndef KEYHAUL_TERMS_VERSIONS_H_
#define KEYHAUL_TERMS_VERSIONS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/period.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/line_rules.h"
#include "keyhaul/terms/proportion.h"
#include "keyhaul/terms/schedule_check.h"

namespace keyhaul {
inline namespace v1 {

// When each version begins, and the period that they share.
struct VersionRule {
  VersionPolicy policy = VersionPolicy::split_continue;
  std::vector<Day> from;
  std::optional<Period> period;  // needed for prorate_flats
};

struct VersionsValue {
  std::vector<Exact> parts;  // per version; they add up to `exact`
  Exact exact;
};

// Whether a step is a flat: it has no basis, as one that is interpolated has none either.
inline bool IsFlat(const ExplanationStep& step) { return !step.basis.has_value(); }

// A flat of an explanation for `days` of `of` days: exact from what it was before it was rounded, and rounded as one
// step where each is (TERMS-34).
Result<ExplanationStep> ProratedFlat(const Explanation& why, ExplanationStep flat, std::int64_t days, std::int64_t of);

// At least one version, days that ascend, and a period that they cover. Paths are "versions[1].from" and "period".
inline Status CheckVersions(const VersionRule& rule) {
  constexpr std::string_view kRule = "TERMS-83";
  const auto place = [](std::size_t i) { return "versions[" + std::to_string(i) + "].from"; };
  if (rule.from.empty()) return terms_internal::Refuse("versions", kRule, "at least one version is needed");
  for (std::size_t i = 1; i < rule.from.size(); ++i) {
    if (rule.from[i - 1] < rule.from[i]) continue;
    return terms_internal::Refuse(place(i), kRule,
                                  rule.from[i].ToText() + " is not after " + rule.from[i - 1].ToText() +
                                      ", where versions[" + std::to_string(i - 1) + "] begins; days must ascend");
  }
  if (!rule.period) {
    if (rule.policy != VersionPolicy::prorate_flats) return {};
    return terms_internal::Refuse("period", kRule, "flats are prorated by the days of a period; expected one",
                                  Code::policy_missing_key);
  }
  if (rule.period->IsEmpty()) return terms_internal::Refuse("period", kRule, "the period has no day");
  if (rule.period->begin < rule.from.front()) {
    return terms_internal::Refuse(place(0), kRule,
                                  "no version is in force from " + rule.period->begin.ToText() +
                                      ", where the period begins, to " + rule.from.front().ToText());
  }
  if (!(rule.from.back() < rule.period->end)) {
    return terms_internal::Refuse(
        place(rule.from.size() - 1), kRule,
        rule.from.back().ToText() + " is not before " + rule.period->end.ToText() + ", where the period ends");
  }
  return {};
}

// The days of the period on which each version is in force. Requires a checked rule with a period.
inline std::vector<std::int64_t> DaysInForce(const VersionRule& rule) {
  std::vector<std::int64_t> days;
  for (std::size_t i = 0; i < rule.from.size(); ++i) {
    const Day until = i + 1 < rule.from.size() ? rule.from[i + 1] : rule.period->end;
    days.push_back(Intersection(*rule.period, {rule.from[i], std::max(rule.from[i], until)}).days());
  }
  return days;
}

namespace terms_internal {

// The part of one version. `Explain` gives a Result<Explanation>(version, first, last) of what the version pays on the
// sum of the bases of the versions from `first` to `last`.
template <class Explain>
class VersionParts {
 public:
  VersionParts(const VersionRule& rule, const Explain& explain) : rule_(rule), explain_(explain) {}

  Result<Exact> Of(std::size_t version) const {
    const std::size_t last = rule_.from.size() - 1;
    switch (rule_.policy) {
      case VersionPolicy::split_continue:
        return Growth(version, true);
      case VersionPolicy::split_restart:
        return Sum(version, version, version, true);
      case VersionPolicy::latest_governs:
        return version == last ? Sum(version, 0, last, true) : Result<Exact>(Exact());
      case VersionPolicy::prorate_flats:
        return Prorated(version, last);
    }
    return Exact();
  }

 private:
  Result<Exact> Sum(std::size_t version, std::size_t first, std::size_t last, bool with_flats) const {
    KEYHAUL_TRY(const Explanation why, explain_(version, first, last));
    Exact sum = why.exact;
    for (const ExplanationStep& step : why.steps) {
      if (with_flats || !IsFlat(step)) continue;
      KEYHAUL_TRY(sum, Subtract(sum, step.value));
    }
    return sum;
  }

  // What the version adds from the end of the one before it to its own.
  Result<Exact> Growth(std::size_t version, bool with_flats) const {
    KEYHAUL_TRY(const Exact after, Sum(version, 0, version, with_flats));
    if (version == 0) return after;
    KEYHAUL_TRY(const Exact before, Sum(version, 0, version - 1, with_flats));
    return Subtract(after, before);
  }

  Result<Exact> Prorated(std::size_t version, std::size_t last) const {
    KEYHAUL_TRY(Exact part, Growth(version, false));
    KEYHAUL_TRY(const Explanation whole, explain_(version, std::size_t{0}, last));
    for (const ExplanationStep& step : whole.steps) {
      if (!IsFlat(step)) continue;
      KEYHAUL_TRY(const ExplanationStep flat,
                  ProratedFlat(whole, step, DaysInForce(rule_)[version], rule_.period->days()));
      KEYHAUL_TRY(part, Add(part, flat.value));
    }
    return part;
  }

  const VersionRule& rule_;
  const Explain& explain_;
};

}  // namespace terms_internal

// The exact benefit over all versions of a checked rule; `explain` as above. Refused with the errors of `explain`, and
// with `overflow` where an exact sum does not fit.
template <class Explain>
Result<VersionsValue> SumVersions(const VersionRule& rule, const Explain& explain) {
  const terms_internal::VersionParts<Explain> parts(rule, explain);
  VersionsValue value;
  for (std::size_t i = 0; i < rule.from.size(); ++i) {
    KEYHAUL_TRY(const Exact part, parts.Of(i));
    value.parts.push_back(part);
    KEYHAUL_TRY(value.exact, Add(value.exact, part));
  }
  return value;
}

inline Result<ExplanationStep> ProratedFlat(const Explanation& why, ExplanationStep flat, std::int64_t days,
                                            std::int64_t of) {
  KEYHAUL_TRY(const Exact exact, Proportion(flat.unrounded.value_or(flat.value), days, of));
  flat.kind = StepKind::prorated;
  flat.value = exact;
  flat.unrounded.reset();
  if (why.rounding.at != RoundingPoint::slice) return flat;
  KEYHAUL_TRY(const int128 step, StepAt(why.rounding, why.amount_scale));
  KEYHAUL_TRY(const int128 rounded, RoundExact(exact, step, why.rounding.mode));
  flat.value = Exact{rounded};
  if (!(flat.value == exact)) flat.unrounded = exact;
  return flat;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_VERSIONS_H_

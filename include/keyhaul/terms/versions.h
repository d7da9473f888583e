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
// Everything is exact and the sum is rounded once. The parts of the versions add up to it; under latest_governs the
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
#include "keyhaul/base/period.h"
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

// What a version pays on a basis, in minor units, and how much of that is flats.
struct VersionBenefit {
  Exact exact;
  Exact flats;
};

struct VersionsValue {
  std::vector<Exact> parts;  // per version; they add up to `exact`
  Exact exact;
};

// The benefit of an explanation: its flats are the steps that have no basis, interpolated ones among them.
inline Result<VersionBenefit> SplitFlats(const Explanation& why) {
  VersionBenefit benefit{why.exact, {}};
  for (const ExplanationStep& step : why.steps) {
    if (step.basis) continue;
    KEYHAUL_TRY(benefit.flats, Add(benefit.flats, step.value));
  }
  return benefit;
}

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

// The part of one version. `Pays` gives a VersionBenefit: Result<VersionBenefit>(version, first, last), on the sum of
// the bases of the versions from `first` to `last`.
template <class Pays>
class VersionParts {
 public:
  VersionParts(const VersionRule& rule, const Pays& pays) : rule_(rule), pays_(pays) {}

  Result<Exact> Of(std::size_t version) const {
    const std::size_t last = rule_.from.size() - 1;
    switch (rule_.policy) {
      case VersionPolicy::split_continue:
        return Growth(version, true);
      case VersionPolicy::split_restart:
        return Whole(version, version, version);
      case VersionPolicy::latest_governs:
        return version == last ? Whole(version, 0, last) : Result<Exact>(Exact());
      case VersionPolicy::prorate_flats:
        return Prorated(version, last);
    }
    return Exact();
  }

 private:
  Result<Exact> Whole(std::size_t version, std::size_t first, std::size_t last) const {
    KEYHAUL_TRY(const VersionBenefit benefit, pays_(version, first, last));
    return benefit.exact;
  }

  Result<Exact> UpTo(std::size_t version, std::size_t last, bool with_flats) const {
    KEYHAUL_TRY(const VersionBenefit benefit, pays_(version, std::size_t{0}, last));
    if (with_flats) return benefit.exact;
    return Subtract(benefit.exact, benefit.flats);
  }

  // What the version adds from the end of the one before it to its own.
  Result<Exact> Growth(std::size_t version, bool with_flats) const {
    KEYHAUL_TRY(const Exact after, UpTo(version, version, with_flats));
    if (version == 0) return after;
    KEYHAUL_TRY(const Exact before, UpTo(version, version - 1, with_flats));
    return Subtract(after, before);
  }

  Result<Exact> Prorated(std::size_t version, std::size_t last) const {
    KEYHAUL_TRY(const Exact variable, Growth(version, false));
    KEYHAUL_TRY(const VersionBenefit whole, pays_(version, std::size_t{0}, last));
    KEYHAUL_TRY(const Exact flats, Proportion(whole.flats, DaysInForce(rule_)[version], rule_.period->days()));
    return Add(variable, flats);
  }

  const VersionRule& rule_;
  const Pays& pays_;
};

}  // namespace terms_internal

// The exact benefit over all versions of a checked rule; `pays` as above. Refused with the errors of `pays`, and with
// `overflow` where an exact sum does not fit.
template <class Pays>
Result<VersionsValue> SumVersions(const VersionRule& rule, const Pays& pays) {
  const terms_internal::VersionParts<Pays> parts(rule, pays);
  VersionsValue value;
  for (std::size_t i = 0; i < rule.from.size(); ++i) {
    KEYHAUL_TRY(const Exact part, parts.Of(i));
    value.parts.push_back(part);
    KEYHAUL_TRY(value.exact, Add(value.exact, part));
  }
  return value;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_VERSIONS_H_

// The steps behind an amount of several versions of a schedule (terms/versions.h), so that they add up to it.
//
// What a version adds to the count before it is its benefit on all so far, less its benefit on what was there before:
// the steps of the second stand with their bases below 0, and its flats with amounts below 0. Flats that are prorated
// have the kind of that name.
#ifndef KEYHAUL_SRC_ENGINE_VERSION_STEPS_H_
#define KEYHAUL_SRC_ENGINE_VERSION_STEPS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/terms/proportion.h"
#include "keyhaul/terms/versions.h"

namespace keyhaul {
inline namespace v1 {

// A step of an explanation. `version` is the schedule that it is of, 0 the first; -1 where the line has no changes.
struct BenefitStep {
  std::int32_t version = -1;
  ExplanationStep step;
};

class VersionSteps {
 public:
  // `explain(version, first, last)` explains what a version pays on the stretches `first` to `last` together.
  using Explain = std::function<Result<Explanation>(std::size_t version, std::size_t first, std::size_t last)>;

  VersionSteps(const VersionRule& rule, Explain explain) : rule_(rule), explain_(std::move(explain)) {}

  Result<std::vector<BenefitStep>> All() {
    const std::size_t last = rule_.from.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) KEYHAUL_CHECK(AddVersion(i, last));
    return std::move(steps_);
  }

 private:
  enum class Part { all, without_flats, flats_by_days };

  Status AddVersion(std::size_t version, std::size_t last) {
    switch (rule_.policy) {
      case VersionPolicy::split_restart:
        return Add(version, version, version, Part::all, false);
      case VersionPolicy::latest_governs:
        return version == last ? Add(version, 0, last, Part::all, false) : Status();
      case VersionPolicy::split_continue:
        return AddGrowth(version, Part::all);
      case VersionPolicy::prorate_flats:
        KEYHAUL_CHECK(AddGrowth(version, Part::without_flats));
        return Add(version, 0, last, Part::flats_by_days, false);
    }
    return {};
  }

  Status AddGrowth(std::size_t version, Part part) {
    KEYHAUL_CHECK(Add(version, 0, version, part, false));
    return version == 0 ? Status() : Add(version, 0, version - 1, part, true);
  }

  Status Add(std::size_t version, std::size_t first, std::size_t last, Part part, bool is_taken_off) {
    KEYHAUL_TRY(const Explanation why, explain_(version, first, last));
    for (ExplanationStep step : why.steps) {
      if (part != Part::all && IsFlat(step) != (part == Part::flats_by_days)) continue;
      if (part == Part::flats_by_days) {
        KEYHAUL_TRY(step, ProratedFlat(why, step, DaysInForce(rule_)[version], rule_.period->days()));
      }
      if (is_taken_off) KEYHAUL_CHECK(Negate(&step));
      steps_.push_back({static_cast<std::int32_t>(version), step});
    }
    return {};
  }

  static Status Negate(ExplanationStep* step) {
    KEYHAUL_TRY(step->value, Proportion(step->value, -1, 1));
    Decimal& factor = step->basis ? *step->basis : step->benefit;
    KEYHAUL_TRY(factor, factor.Multiply(Decimal::FromInteger(-1)));
    return {};
  }

  const VersionRule& rule_;
  Explain explain_;
  std::vector<BenefitStep> steps_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_VERSION_STEPS_H_

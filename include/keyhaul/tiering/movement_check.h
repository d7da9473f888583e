// Checks a movement rule without accounts, and what a host hands back about one account: its state and its override;
// see movement.h.
//
// Of a rule, ranges are checked and whether its parts go together. A grace for downgrades that never come would be
// passed over in silence. A limit of steps for moves that do not wait for a review would make it matter how often the
// host runs: one step a day or one step a month. So would a lowest tier for new accounts that the next run lifts.
#ifndef KEYHAUL_TIERING_MOVEMENT_CHECK_H_
#define KEYHAUL_TIERING_MOVEMENT_CHECK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/tiering/movement.h"

namespace keyhaul {
inline namespace v1 {

// A rule that forgives a thousand reviews, or keeps a tier for a hundred years, has no downgrades and should say so.
inline constexpr std::int32_t kMaxGraceReviews = 1000;
inline constexpr std::int32_t kMaxResidenceMonths = 1200;

namespace tiering_internal {

inline Error RefuseMovement(std::string_view path, std::string message) {
  Error error = MakeErrorAt(Code::policy_value, std::string(path), std::move(message));
  error.rule = "TIER-87";
  return error;
}

inline Status CheckMovementNumber(std::string_view path, std::int32_t number, std::int32_t greatest) {
  if (number >= 0 && number <= greatest) return {};
  return RefuseMovement(path, std::to_string(number) + " is not between 0 and " + std::to_string(greatest));
}

inline Status CheckUpgrades(const MovementRule& rule) {
  if (rule.upgrade == UpgradeTime::at_review) return {};
  if (rule.max_steps_up > 0) {
    return RefuseMovement("max_steps_up",
                          "a limit of steps is for one review, but upgrades are immediate; expected "
                          "upgrade at_review, or no limit");
  }
  if (rule.new_accounts == NewAccounts::lowest_tier) {
    return RefuseMovement("new_accounts",
                          "accounts that enter in the lowest tier would be lifted by the next run, as "
                          "upgrades are immediate; expected upgrade at_review, or earned_tier");
  }
  if (rule.returning_accounts == ReturningAccounts::lowest_tier) {
    return RefuseMovement("returning_accounts",
                          "accounts that return to the lowest tier would be lifted by the next "
                          "run, as upgrades are immediate; expected upgrade at_review, or "
                          "another tier");
  }
  return {};
}

inline Status CheckDowngrades(const MovementRule& rule) {
  const auto refuse_above_0 = [](std::string_view path, std::int32_t number, std::string_view why) -> Status {
    if (number == 0) return {};
    return RefuseMovement(path, std::string(why) + "; expected 0, or downgrade at_review");
  };
  if (rule.downgrade == DowngradeTime::never) {
    constexpr std::string_view kWhy = "there are no downgrades to limit or to delay";
    KEYHAUL_CHECK(refuse_above_0("max_steps_down", rule.max_steps_down, kWhy));
    KEYHAUL_CHECK(refuse_above_0("grace_reviews", rule.grace_reviews, kWhy));
    return refuse_above_0("residence_months", rule.residence_months, kWhy);
  }
  if (rule.downgrade == DowngradeTime::at_review) return {};
  constexpr std::string_view kWhy = "steps and grace are counted by review, but downgrades are immediate";
  KEYHAUL_CHECK(refuse_above_0("max_steps_down", rule.max_steps_down, kWhy));
  KEYHAUL_CHECK(refuse_above_0("grace_reviews", rule.grace_reviews, kWhy));
  if (rule.returning_accounts == ReturningAccounts::former_tier) {
    return RefuseMovement("returning_accounts",
                          "accounts that return to their former tier would lose it with the next "
                          "run, as downgrades are immediate; expected downgrade at_review, or "
                          "another tier");
  }
  return {};
}

inline Error RefuseState(std::string_view column, std::string value, std::string message) {
  Error error = MakeError(Code::data_value, std::move(message));
  error.column = column;
  error.value = std::move(value);
  error.rule = "TIER-88";
  return error;
}

// A tier, or kNoTier.
inline Status CheckTierNumber(std::string_view column, std::int32_t tier, std::int32_t tier_count) {
  if (tier >= kNoTier && tier < tier_count) return {};
  return RefuseState(column, std::to_string(tier),
                     "there is no tier " + std::to_string(tier) + "; tiers are numbered from 0 to " +
                         std::to_string(tier_count - 1) + ", and -1 is none");
}

inline Status CheckStateDay(std::string_view column, Day day, Day as_of) {
  if (day <= as_of) return {};
  return RefuseState(column, day.ToText(),
                     day.ToText() + " is later than the run's day, " + as_of.ToText() +
                         "; a run goes on from the states of an earlier one");
}

}  // namespace tiering_internal

// Refused with `policy_value`; paths are those of the fields, "grace_reviews". Of the rolling calendars only those of
// one step are accepted, which are the only ones whose periods do not overlap: rolling_weeks of length 1 is a weekly
// review.
inline Status CheckMovementRule(const MovementRule& rule) {
  if (rule.review && rule.review->length() != 1) {
    return tiering_internal::RefuseMovement("review", "periods of " + rule.review->ToText() +
                                                          " overlap, and a review would belong to several; expected a "
                                                          "calendar that does not roll");
  }
  KEYHAUL_CHECK(tiering_internal::CheckMovementNumber("max_steps_up", rule.max_steps_up, kMaxTiers));
  KEYHAUL_CHECK(tiering_internal::CheckMovementNumber("max_steps_down", rule.max_steps_down, kMaxTiers));
  KEYHAUL_CHECK(tiering_internal::CheckMovementNumber("grace_reviews", rule.grace_reviews, kMaxGraceReviews));
  KEYHAUL_CHECK(tiering_internal::CheckMovementNumber("residence_months", rule.residence_months, kMaxResidenceMonths));
  KEYHAUL_CHECK(tiering_internal::CheckUpgrades(rule));
  return tiering_internal::CheckDowngrades(rule);
}

// Whether a run on `as_of` can go on from a state. Refused with `data_value`; the column is the name of the field. A
// state of a later day is refused since what it counts cannot be taken back.
inline Status CheckTierState(const TierState& state, std::int32_t tier_count, Day as_of) {
  KEYHAUL_CHECK(tiering_internal::CheckTierNumber("tier", state.tier, tier_count));
  KEYHAUL_CHECK(tiering_internal::CheckStateDay("since", state.since, as_of));
  KEYHAUL_CHECK(tiering_internal::CheckStateDay("reviewed", state.reviewed, as_of));
  if (state.missed_reviews < 0) {
    return tiering_internal::RefuseState("missed_reviews", std::to_string(state.missed_reviews),
                                         std::to_string(state.missed_reviews) + " reviews cannot have been missed");
  }
  KEYHAUL_CHECK(tiering_internal::CheckTierNumber("former_tier", state.former_tier, tier_count));
  if (state.tier != kNoTier && state.former_tier != kNoTier) {
    return tiering_internal::RefuseState(
        "former_tier", std::to_string(state.former_tier),
        "a former tier is that of an account without a tier; this one is in tier " + std::to_string(state.tier));
  }
  return {};
}

// Refused with `data_value`; the column is the name of the field.
inline Status CheckTierOverride(const TierOverride& manual, std::int32_t tier_count) {
  KEYHAUL_CHECK(tiering_internal::CheckTierNumber("tier", manual.tier, tier_count));
  if (manual.from && manual.until && *manual.until < *manual.from) {
    return tiering_internal::RefuseState("until", manual.until->ToText(),
                                         "an override cannot hold from " + manual.from->ToText() + " until " +
                                             manual.until->ToText() + ", which is earlier");
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_MOVEMENT_CHECK_H_

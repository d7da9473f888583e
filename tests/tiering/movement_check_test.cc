// TIER-87, TIER-88: what a movement rule, a state and an override may say. Expected errors follow from movement.h.
#include "keyhaul/tiering/movement_check.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

namespace keyhaul {
namespace {

Day D(std::string_view text) { return *Day::Parse(text); }

void ExpectRefused(const MovementRule& rule, std::string_view path) {
  const Status status = CheckMovementRule(rule);
  ASSERT_FALSE(status.ok()) << path;
  EXPECT_EQ(status.error().path, path) << status.error().Text();
  EXPECT_EQ(status.error().code, Code::policy_value);
  EXPECT_EQ(status.error().rule, "TIER-87");
}

void ExpectRefused(const Status& status, std::string_view column, std::string_view value) {
  ASSERT_FALSE(status.ok()) << column;
  EXPECT_EQ(status.error().column, column) << status.error().Text();
  EXPECT_EQ(status.error().value, value);
  EXPECT_EQ(status.error().code, Code::data_value);
  EXPECT_EQ(status.error().rule, "TIER-88");
}

// A rule with everything that can be said of reviews.
MovementRule Full() {
  MovementRule rule;
  rule.review = *Calendar::Make(CalendarKind::half_year);
  rule.upgrade = UpgradeTime::at_review;
  rule.max_steps_up = 64;
  rule.max_steps_down = 1;
  rule.grace_reviews = 1000;
  rule.residence_months = 1200;
  rule.new_accounts = NewAccounts::lowest_tier;
  rule.lapsed_accounts = LapsedAccounts::leave;
  rule.returning_accounts = ReturningAccounts::former_tier;
  return rule;
}

// TIER-87
TEST(CheckMovementRule, AcceptsWhatGoesTogether) {
  EXPECT_TRUE(CheckMovementRule({}).ok());
  EXPECT_TRUE(CheckMovementRule(Full()).ok());
  MovementRule rule = Full();
  rule.returning_accounts = ReturningAccounts::lowest_tier;
  EXPECT_TRUE(CheckMovementRule(rule).ok());
  // Immediate upgrades lift an account that returns at once to what it earned; its former tier is then the least.
  MovementRule immediate;
  immediate.returning_accounts = ReturningAccounts::former_tier;
  immediate.grace_reviews = 1;
  EXPECT_TRUE(CheckMovementRule(immediate).ok());
  immediate.grace_reviews = 0;
  immediate.returning_accounts = ReturningAccounts::earned_tier;
  immediate.downgrade = DowngradeTime::immediate;
  immediate.residence_months = 12;
  EXPECT_TRUE(CheckMovementRule(immediate).ok());
}

// TIER-87
TEST(CheckMovementRule, ReviewsDoNotOverlap) {
  MovementRule rule;
  for (const CalendarKind kind : {CalendarKind::month, CalendarKind::quarter, CalendarKind::half_year,
                                  CalendarKind::year, CalendarKind::contract_year}) {
    rule.review = *Calendar::Make(kind, D("2024-02-29"));
    EXPECT_TRUE(CheckMovementRule(rule).ok()) << Name(kind);
  }
  for (const CalendarKind kind : {CalendarKind::rolling_months, CalendarKind::rolling_weeks}) {
    rule.review = *Calendar::Make(kind, D("2024-02-29"), 1);
    EXPECT_TRUE(CheckMovementRule(rule).ok()) << Name(kind);
    rule.review = *Calendar::Make(kind, D("2024-02-29"), 2);
    ExpectRefused(rule, "review");
  }
}

// TIER-87
TEST(CheckMovementRule, NumbersAreInRange) {
  for (const std::int32_t number : {-1, 65}) {
    MovementRule rule = Full();
    rule.max_steps_up = number;
    ExpectRefused(rule, "max_steps_up");
    rule = Full();
    rule.max_steps_down = number;
    ExpectRefused(rule, "max_steps_down");
  }
  for (const std::int32_t number : {-1, 1001}) {
    MovementRule rule = Full();
    rule.grace_reviews = number;
    ExpectRefused(rule, "grace_reviews");
  }
  for (const std::int32_t number : {-1, 1201}) {
    MovementRule rule = Full();
    rule.residence_months = number;
    ExpectRefused(rule, "residence_months");
  }
}

// TIER-87
TEST(CheckMovementRule, ImmediateUpgradesHaveNoStepsAndNoLowestTierToLeave) {
  MovementRule rule;
  rule.max_steps_up = 1;
  ExpectRefused(rule, "max_steps_up");
  rule = {};
  rule.new_accounts = NewAccounts::lowest_tier;
  ExpectRefused(rule, "new_accounts");
  rule = {};
  rule.returning_accounts = ReturningAccounts::lowest_tier;
  ExpectRefused(rule, "returning_accounts");
}

// TIER-87
TEST(CheckMovementRule, ImmediateDowngradesHaveNoStepsNoGraceAndNoFormerTier) {
  MovementRule rule;
  rule.downgrade = DowngradeTime::immediate;
  rule.max_steps_down = 1;
  ExpectRefused(rule, "max_steps_down");
  rule.max_steps_down = 0;
  rule.grace_reviews = 1;
  ExpectRefused(rule, "grace_reviews");
  rule.grace_reviews = 0;
  rule.returning_accounts = ReturningAccounts::former_tier;
  ExpectRefused(rule, "returning_accounts");
}

// TIER-87
TEST(CheckMovementRule, WhereNothingIsLostNothingDelaysIt) {
  MovementRule rule;
  rule.downgrade = DowngradeTime::never;
  EXPECT_TRUE(CheckMovementRule(rule).ok());
  rule.max_steps_down = 1;
  ExpectRefused(rule, "max_steps_down");
  rule.max_steps_down = 0;
  rule.grace_reviews = 1;
  ExpectRefused(rule, "grace_reviews");
  rule.grace_reviews = 0;
  rule.residence_months = 1;
  ExpectRefused(rule, "residence_months");
}

// TIER-88
TEST(CheckTierState, AcceptsWhatARunGives) {
  const Day day = D("2025-03-31");
  EXPECT_TRUE(CheckTierState({0, day, day}, 4, day).ok());
  EXPECT_TRUE(CheckTierState({3, D("0001-01-01"), day, 7}, 4, day).ok());
  EXPECT_TRUE(CheckTierState({kNoTier, day, day, 0, 3}, 4, day).ok());
  EXPECT_TRUE(CheckTierState({kNoTier, day, day}, 4, day).ok());
}

// TIER-88
TEST(CheckTierState, RefusesStatesOfALaterDay) {
  const Day day = D("2025-03-31");
  ExpectRefused(CheckTierState({0, D("2025-04-01"), day}, 4, day), "since", "2025-04-01");
  ExpectRefused(CheckTierState({0, day, D("2025-04-01")}, 4, day), "reviewed", "2025-04-01");
}

// TIER-88: a policy with fewer tiers than the one before.
TEST(CheckTierState, RefusesTiersThatDoNotExist) {
  const Day day = D("2025-03-31");
  ExpectRefused(CheckTierState({4, day, day}, 4, day), "tier", "4");
  ExpectRefused(CheckTierState({-2, day, day}, 4, day), "tier", "-2");
  ExpectRefused(CheckTierState({kNoTier, day, day, 0, 4}, 4, day), "former_tier", "4");
  ExpectRefused(CheckTierState({kNoTier, day, day, 0, -2}, 4, day), "former_tier", "-2");
}

// TIER-88
TEST(CheckTierState, RefusesWhatContradictsItself) {
  const Day day = D("2025-03-31");
  ExpectRefused(CheckTierState({0, day, day, -1}, 4, day), "missed_reviews", "-1");
  ExpectRefused(CheckTierState({0, day, day, 0, 1}, 4, day), "former_tier", "1");
}

// TIER-88
TEST(CheckTierOverride, HasATierOfTheRuleAndDaysInOrder) {
  TierOverride manual;
  EXPECT_TRUE(CheckTierOverride(manual, 4).ok());
  manual.tier = 3;
  manual.from = D("2025-03-31");
  EXPECT_TRUE(CheckTierOverride(manual, 4).ok());
  manual.until = D("2025-03-31");
  EXPECT_TRUE(CheckTierOverride(manual, 4).ok());
  manual.until = D("2025-03-30");
  ExpectRefused(CheckTierOverride(manual, 4), "until", "2025-03-30");
  manual = {};
  manual.tier = 4;
  ExpectRefused(CheckTierOverride(manual, 4), "tier", "4");
  manual.tier = -2;
  ExpectRefused(CheckTierOverride(manual, 4), "tier", "-2");
}

}  // namespace
}  // namespace keyhaul

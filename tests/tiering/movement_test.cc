// TIER-70 to TIER-85: one account, one run. Every expected state follows from the sentences of movement.h; the order of
// evaluation is proved pair by pair, by cases in which both rules would apply.
#include "keyhaul/tiering/movement.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

namespace keyhaul {

static void PrintTo(const TierState& state, std::ostream* out) {
  *out << "tier " << state.tier << " since " << state.since.ToText() << ", reviewed " << state.reviewed.ToText()
       << ", missed " << state.missed_reviews << ", former " << state.former_tier;
}

static void PrintTo(MoveReason reason, std::ostream* out) { *out << Name(reason); }

namespace {

// Four tiers, 0 to 3.
constexpr std::int32_t kTiers = 4;
constexpr std::int32_t kLowest = 3;

Day D(std::string_view text) { return *Day::Parse(text); }

const Day kEntry = D("2024-01-31");
const Day kLast = D("2024-12-31");  // the last review
const Day kMid = D("2025-02-28");   // no quarter has ended
const Day kDue = D("2025-03-31");   // the first quarter ends

MovementRule Quarterly() {
  MovementRule rule;
  rule.review = *Calendar::Make(CalendarKind::quarter);
  return rule;
}

TierState In(std::int32_t tier, std::int32_t missed = 0) { return {tier, kEntry, kLast, missed}; }
TierState Left(std::int32_t former) { return {kNoTier, kLast, kLast, 0, former}; }

ReviewInput Earned(std::int32_t tier) { return {tier, true, false}; }
ReviewInput Retains(std::int32_t earned) { return {earned, true, true}; }
ReviewInput Inactive(std::int32_t earned) { return {earned, false, false}; }

bool IsReview(const MovementRule& rule, const TierState& state, Day as_of) {
  const Move move = MoveAccount(rule, kTiers, state, nullptr, Earned(state.tier), as_of);
  EXPECT_EQ(move.reviewed, state.reviewed < LastReviewDay(rule, as_of));
  return move.reviewed;
}

Move Decide(const MovementRule& rule, const std::optional<TierState>& before, const ReviewInput& input, Day as_of,
            const TierOverride* manual = nullptr) {
  return MoveAccount(rule, kTiers, before, manual, input, as_of);
}

void Expect(const Move& move, MoveReason reason, const TierState& state, bool reviewed) {
  EXPECT_EQ(move.reason, reason);
  EXPECT_EQ(move.state, state);
  EXPECT_EQ(move.reviewed, reviewed);
}

TierOverride To(std::int32_t tier) {
  TierOverride manual;
  manual.tier = tier;
  return manual;
}
const TierOverride kLock = To(kNoTier);

TEST(Movement, NamesAreThoseOfTheEnumerators) {
  EXPECT_EQ(Name(MoveReason::overridden), "overridden");
  EXPECT_EQ(Name(MoveReason::left_out), "left_out");
  EXPECT_EQ(Name(MoveReason::upgraded_in_part), "upgraded_in_part");
  EXPECT_EQ(Name(MoveReason::unchanged), "unchanged");
  EXPECT_EQ(Name(MoveReason::downgrade_never), "downgrade_never");
  EXPECT_EQ(Name(MoveReason::graced), "graced");
  EXPECT_EQ(Name(MoveReason::downgraded_in_part), "downgraded_in_part");
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(MoveReason::downgraded_in_part); ++i) {
    names.insert(Name(static_cast<MoveReason>(i)));
  }
  EXPECT_EQ(names.size(), 17U);
  EXPECT_EQ(names.count(""), 0U);
}

// ---- reviews ----

// TIER-73
TEST(MovementReview, WithoutACalendarEveryLaterDayIsAReview) {
  const MovementRule rule;
  EXPECT_FALSE(IsReview(rule, In(1), D("2024-12-30")));
  EXPECT_FALSE(IsReview(rule, In(1), D("2024-12-31")));
  EXPECT_TRUE(IsReview(rule, In(1), D("2025-01-01")));
}

// TIER-73
TEST(MovementReview, APeriodEndsOnItsLastDay) {
  const MovementRule rule = Quarterly();
  TierState state = In(1);
  state.reviewed = D("2024-12-30");
  EXPECT_TRUE(IsReview(rule, state, D("2024-12-31")));
  state.reviewed = D("2024-12-31");
  EXPECT_FALSE(IsReview(rule, state, D("2025-01-01")));
  EXPECT_FALSE(IsReview(rule, state, D("2025-03-30")));
  EXPECT_TRUE(IsReview(rule, state, D("2025-03-31")));
  EXPECT_TRUE(IsReview(rule, state, D("2025-04-05")));
  state.reviewed = D("2025-04-05");
  EXPECT_FALSE(IsReview(rule, state, D("2025-06-29")));
  EXPECT_TRUE(IsReview(rule, state, D("2025-06-30")));
}

// TIER-73
TEST(MovementReview, TheAnchorOfTheCalendarCounts) {
  MovementRule rule;
  rule.review = *Calendar::Make(CalendarKind::contract_year, D("2020-02-15"));
  EXPECT_FALSE(IsReview(rule, In(1), D("2025-02-13")));
  EXPECT_TRUE(IsReview(rule, In(1), D("2025-02-14")));
  rule.review = *Calendar::Make(CalendarKind::rolling_weeks, AnnualDay{}, 1);  // 2024-12-31 is a Tuesday
  EXPECT_FALSE(IsReview(rule, In(1), D("2025-01-04")));
  EXPECT_TRUE(IsReview(rule, In(1), D("2025-01-05")));
}

// TIER-74
TEST(MovementReview, SeveralPeriodsAreOneReview) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 2;
  const Move first = Decide(rule, In(1), Earned(2), D("2026-01-15"));
  Expect(first, MoveReason::graced, {1, kEntry, D("2026-01-15"), 1}, true);
  const Move second = Decide(rule, first.state, Earned(2), D("2026-03-31"));
  Expect(second, MoveReason::graced, {1, kEntry, D("2026-03-31"), 2}, true);
}

// TIER-75: with the states that it gave, and with those before it.
TEST(MovementReview, ARepeatedRunChangesNothing) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 1;
  const Move once = Decide(rule, In(1), Earned(3), kDue);
  Expect(once, MoveReason::graced, {1, kEntry, kDue, 1}, true);
  Expect(Decide(rule, once.state, Earned(3), kDue), MoveReason::downgrade_waits, once.state, false);
  Expect(Decide(rule, In(1), Earned(3), kDue), MoveReason::graced, once.state, true);

  rule.grace_reviews = 0;
  rule.max_steps_down = 1;
  const Move step = Decide(rule, In(1), Earned(3), kDue);
  Expect(step, MoveReason::downgraded_in_part, {2, kDue, kDue}, true);
  Expect(Decide(rule, step.state, Earned(3), kDue), MoveReason::downgrade_waits, step.state, false);
}

// ---- overrides and locks ----

// TIER-70
TEST(MovementOverride, GivesItsTier) {
  const TierOverride manual = To(0);
  Expect(Decide(Quarterly(), In(2), Earned(3), kDue, &manual), MoveReason::overridden, {0, kDue, kLast}, false);
  Expect(Decide(Quarterly(), In(0), Earned(3), kDue, &manual), MoveReason::overridden, In(0), false);
  const TierOverride down = To(3);
  Expect(Decide(Quarterly(), In(1), Earned(0), kDue, &down), MoveReason::overridden, {3, kDue, kLast}, false);
}

// TIER-70
TEST(MovementOverride, PlacesAccountsWithoutATier) {
  const TierOverride manual = To(1);
  Expect(Decide(Quarterly(), std::nullopt, Earned(3), kMid, &manual), MoveReason::overridden, {1, kMid, kMid}, true);
  Expect(Decide(Quarterly(), Left(0), Earned(3), kMid, &manual), MoveReason::overridden, {1, kMid, kMid}, true);
}

// TIER-70: before entry, return, lapse, being left out, upgrade and downgrade.
TEST(MovementOverride, ComesBeforeEverything) {
  MovementRule rule = Quarterly();
  rule.lapsed_accounts = LapsedAccounts::leave;
  const TierOverride manual = To(2);
  for (const ReviewInput& input : {Earned(0), Earned(2), Earned(3), Retains(3), Earned(kNoTier), Inactive(3)}) {
    Expect(Decide(rule, In(2), input, kDue, &manual), MoveReason::overridden, In(2), false);
    Expect(Decide(rule, In(2), input, kDue, &kLock), MoveReason::locked, In(2), false);
    Expect(Decide(rule, Left(0), input, kDue, &manual), MoveReason::overridden, {2, kDue, kDue}, true);
    Expect(Decide(rule, std::nullopt, input, kDue, &manual), MoveReason::overridden, {2, kDue, kDue}, true);
  }
}

// TIER-71
TEST(MovementOverride, HoldsFromItsFirstToItsLastDay) {
  TierOverride manual = To(0);
  manual.from = D("2025-02-01");
  manual.until = D("2025-02-28");
  const MovementRule rule = Quarterly();
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("2025-01-31"), &manual).reason, MoveReason::unchanged);
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("2025-02-01"), &manual).reason, MoveReason::overridden);
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("2025-02-28"), &manual).reason, MoveReason::overridden);
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("2025-03-01"), &manual).reason, MoveReason::unchanged);
  manual.from.reset();
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("0001-01-01"), &manual).reason, MoveReason::overridden);
  manual.until.reset();
  EXPECT_EQ(Decide(rule, In(2), Earned(2), D("9999-12-31"), &manual).reason, MoveReason::overridden);
}

// TIER-71: expired, it is as if there were none: the tier that it gave goes by the rules of downgrades.
TEST(MovementOverride, ExpiryIsAnOrdinaryReview) {
  TierOverride manual = To(0);
  manual.until = D("2025-06-30");
  MovementRule rule = Quarterly();
  rule.grace_reviews = 1;
  const Move held = Decide(rule, In(2), Earned(2), D("2025-06-30"), &manual);
  Expect(held, MoveReason::overridden, {0, D("2025-06-30"), kLast}, false);
  const Move graced = Decide(rule, held.state, Earned(2), D("2025-07-01"), &manual);
  Expect(graced, MoveReason::graced, {0, D("2025-06-30"), D("2025-07-01"), 1}, true);
  const Move down = Decide(rule, graced.state, Earned(2), D("2025-09-30"), &manual);
  Expect(down, MoveReason::downgraded, {2, D("2025-09-30"), D("2025-09-30")}, true);
}

// TIER-72
TEST(MovementOverride, CountersStay) {
  const TierOverride manual = To(0);
  Expect(Decide(Quarterly(), In(2, 3), Earned(2), kDue, &manual), MoveReason::overridden, {0, kDue, kLast, 3}, false);
  Expect(Decide(Quarterly(), In(2, 3), Earned(2), kDue, &kLock), MoveReason::locked, In(2, 3), false);
}

// TIER-70: a lock holds the tier that an account has, and nothing else.
TEST(MovementOverride, ALockHoldsNothingForAnAccountWithoutATier) {
  Expect(Decide(Quarterly(), std::nullopt, Earned(1), kMid, &kLock), MoveReason::entered, {1, kMid, kMid}, true);
  Expect(Decide(Quarterly(), Left(0), Earned(1), kMid, &kLock), MoveReason::returned, {1, kMid, kMid}, true);
}

// ---- entering, lapsing, leaving, returning ----

// TIER-76: at once, whether or not a period ends on the day.
TEST(MovementEntry, NewAccountsArePlacedAtOnce) {
  MovementRule rule = Quarterly();
  Expect(Decide(rule, std::nullopt, Earned(0), kMid), MoveReason::entered, {0, kMid, kMid}, true);
  Expect(Decide(rule, std::nullopt, Retains(2), kDue), MoveReason::entered, {2, kDue, kDue}, true);
  rule.upgrade = UpgradeTime::at_review;
  rule.new_accounts = NewAccounts::lowest_tier;
  Expect(Decide(rule, std::nullopt, Earned(0), kMid), MoveReason::entered, {kLowest, kMid, kMid}, true);
}

// TIER-76: the first period that ends after the entry brings the first review.
TEST(MovementEntry, AfterTheLowestTierComesTheFirstReview) {
  MovementRule rule = Quarterly();
  rule.upgrade = UpgradeTime::at_review;
  rule.new_accounts = NewAccounts::lowest_tier;
  const Move entered = Decide(rule, std::nullopt, Earned(0), kMid);
  Expect(Decide(rule, entered.state, Earned(0), kMid), MoveReason::upgrade_waits, entered.state, false);
  Expect(Decide(rule, entered.state, Earned(0), D("2025-03-30")), MoveReason::upgrade_waits, entered.state, false);
  Expect(Decide(rule, entered.state, Earned(0), kDue), MoveReason::upgraded, {0, kDue, kDue}, true);
}

// TIER-77
TEST(MovementLapse, ByRuleIsAReviewLikeAnyOther) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 1;
  Expect(Decide(rule, In(1), Inactive(3), kMid), MoveReason::downgrade_waits, In(1), false);
  Expect(Decide(rule, In(1), Inactive(3), kDue), MoveReason::graced, {1, kEntry, kDue, 1}, true);
  Expect(Decide(rule, std::nullopt, Inactive(3), kDue), MoveReason::entered, {3, kDue, kDue}, true);
}

// TIER-77: at once, without residence, grace, retaining, steps or a review; also where downgrades never come.
TEST(MovementLapse, ToTheLowestTierAtOnce) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 5;
  rule.residence_months = 120;
  rule.max_steps_down = 1;
  rule.lapsed_accounts = LapsedAccounts::lowest_tier;
  const ReviewInput inactive_but_retains{1, false, true};
  Expect(Decide(rule, In(0), inactive_but_retains, kMid), MoveReason::lapsed, {kLowest, kMid, kLast}, false);
  Expect(Decide(rule, In(0), Inactive(0), kDue), MoveReason::lapsed, {kLowest, kDue, kDue}, true);
  // Where it is already, it stays, and since when.
  Expect(Decide(rule, In(kLowest, 1), Inactive(0), kMid), MoveReason::lapsed, In(kLowest, 1), false);
  Expect(Decide(rule, In(kLowest, 1), Inactive(0), kDue), MoveReason::lapsed, {kLowest, kEntry, kDue, 0}, true);
  // With rows again it moves by the rule.
  Expect(Decide(rule, In(kLowest), Earned(0), kMid), MoveReason::upgraded, {0, kMid, kLast}, false);
  MovementRule never;
  never.downgrade = DowngradeTime::never;
  never.lapsed_accounts = LapsedAccounts::lowest_tier;
  Expect(Decide(never, In(0), Inactive(0), kMid), MoveReason::lapsed, {kLowest, kMid, kMid}, true);
}

// TIER-77: an account without a state, or one that had left, begins there.
TEST(MovementLapse, InTheLowestTierFromTheBeginning) {
  MovementRule rule = Quarterly();
  rule.lapsed_accounts = LapsedAccounts::lowest_tier;
  rule.returning_accounts = ReturningAccounts::former_tier;
  Expect(Decide(rule, std::nullopt, Inactive(0), kMid), MoveReason::entered, {kLowest, kMid, kMid}, true);
  Expect(Decide(rule, Left(0), Inactive(0), kMid), MoveReason::returned, {kLowest, kMid, kMid}, true);
}

// TIER-77
TEST(MovementLapse, LeavesUntilItReturns) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 5;
  rule.residence_months = 120;
  rule.lapsed_accounts = LapsedAccounts::leave;
  const Move left = Decide(rule, In(1, 2), Inactive(3), kMid);
  Expect(left, MoveReason::lapsed, {kNoTier, kMid, kLast, 0, 1}, false);
  Expect(Decide(rule, left.state, Inactive(3), kDue), MoveReason::lapsed, left.state, false);
  Expect(Decide(rule, left.state, Earned(2), D("2026-05-05")), MoveReason::returned,
         {2, D("2026-05-05"), D("2026-05-05")}, true);
  Expect(Decide(rule, In(1, 2), Inactive(3), kDue), MoveReason::lapsed, {kNoTier, kDue, kDue, 0, 1}, true);
}

// TIER-77: never seen with rows, it has no tier and no former one; with rows it enters, and does not return.
TEST(MovementLapse, AnAccountThatNeverHadATierEnters) {
  MovementRule rule = Quarterly();
  rule.lapsed_accounts = LapsedAccounts::leave;
  rule.returning_accounts = ReturningAccounts::former_tier;
  const Move away = Decide(rule, std::nullopt, Inactive(3), kMid);
  Expect(away, MoveReason::lapsed, {kNoTier, kMid, kMid}, true);
  Expect(Decide(rule, away.state, Earned(1), kDue), MoveReason::entered, {1, kDue, kDue}, true);
}

// TIER-78
TEST(MovementReturn, ToTheEarnedTheLowestOrTheFormerTier) {
  MovementRule rule = Quarterly();
  rule.upgrade = UpgradeTime::at_review;
  Expect(Decide(rule, Left(1), Earned(2), kMid), MoveReason::returned, {2, kMid, kMid}, true);
  rule.returning_accounts = ReturningAccounts::lowest_tier;
  Expect(Decide(rule, Left(1), Earned(2), kMid), MoveReason::returned, {kLowest, kMid, kMid}, true);
  rule.returning_accounts = ReturningAccounts::former_tier;
  Expect(Decide(rule, Left(1), Earned(2), kMid), MoveReason::returned, {1, kMid, kMid}, true);
  Expect(Decide(rule, Left(1), Earned(0), kMid), MoveReason::returned, {1, kMid, kMid}, true);
}

// TIER-78: how new accounts begin says nothing of those that return, and the other way round.
TEST(MovementReturn, IsNotAnEntry) {
  MovementRule rule = Quarterly();
  rule.upgrade = UpgradeTime::at_review;
  rule.new_accounts = NewAccounts::lowest_tier;
  Expect(Decide(rule, Left(1), Earned(2), kMid), MoveReason::returned, {2, kMid, kMid}, true);
  rule.new_accounts = NewAccounts::earned_tier;
  rule.returning_accounts = ReturningAccounts::lowest_tier;
  Expect(Decide(rule, std::nullopt, Earned(2), kMid), MoveReason::entered, {2, kMid, kMid}, true);
}

// TIER-78: with immediate upgrades, the higher of the two.
TEST(MovementReturn, ToTheFormerTierOrAboveWhereUpgradesAreImmediate) {
  MovementRule rule = Quarterly();
  rule.returning_accounts = ReturningAccounts::former_tier;
  const Move above = Decide(rule, Left(2), Earned(0), kMid);
  Expect(above, MoveReason::returned, {0, kMid, kMid}, true);
  Expect(Decide(rule, above.state, Earned(0), kMid), MoveReason::unchanged, above.state, false);
  const Move below = Decide(rule, Left(1), Earned(2), kMid);
  Expect(below, MoveReason::returned, {1, kMid, kMid}, true);
  Expect(Decide(rule, below.state, Earned(2), kDue), MoveReason::downgraded, {2, kDue, kDue}, true);
}

// TIER-79: at once, whatever would delay a downgrade.
TEST(MovementLeftOut, HasNoTier) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 5;
  rule.residence_months = 120;
  const Move left = Decide(rule, In(1, 2), {kNoTier, true, true}, kMid);
  Expect(left, MoveReason::left_out, {kNoTier, kMid, kLast, 0, 1}, false);
  Expect(Decide(rule, left.state, Earned(kNoTier), kDue), MoveReason::left_out, left.state, false);
  Expect(Decide(rule, left.state, Earned(3), kDue), MoveReason::returned, {3, kDue, kDue}, true);
  Expect(Decide(rule, std::nullopt, Earned(kNoTier), kDue), MoveReason::left_out, {kNoTier, kDue, kDue}, true);
}

// TIER-79: a lapse is decided first, so that rules which leave out accounts without a value do not hide it.
TEST(MovementLeftOut, ComesAfterALapse) {
  MovementRule rule = Quarterly();
  Expect(Decide(rule, In(1), Inactive(kNoTier), kMid), MoveReason::left_out, {kNoTier, kMid, kLast, 0, 1}, false);
  rule.lapsed_accounts = LapsedAccounts::lowest_tier;
  Expect(Decide(rule, In(1), Inactive(kNoTier), kMid), MoveReason::lapsed, {kLowest, kMid, kLast}, false);
  // Only an account that has a tier lapses.
  Expect(Decide(rule, std::nullopt, Inactive(kNoTier), kMid), MoveReason::left_out, {kNoTier, kMid, kMid}, true);
  rule.lapsed_accounts = LapsedAccounts::leave;
  Expect(Decide(rule, In(1), Inactive(kNoTier), kMid), MoveReason::lapsed, {kNoTier, kMid, kLast, 0, 1}, false);
}

// ---- upgrades ----

// TIER-80
TEST(MovementUpgrade, AtOnceOrAtTheReview) {
  MovementRule rule = Quarterly();
  Expect(Decide(rule, In(3, 1), Earned(1), kMid), MoveReason::upgraded, {1, kMid, kLast}, false);
  Expect(Decide(rule, In(3, 1), Earned(1), kDue), MoveReason::upgraded, {1, kDue, kDue}, true);
  rule.upgrade = UpgradeTime::at_review;
  Expect(Decide(rule, In(3, 1), Earned(1), kMid), MoveReason::upgrade_waits, In(3, 1), false);
  Expect(Decide(rule, In(3, 1), Earned(1), kDue), MoveReason::upgraded, {1, kDue, kDue}, true);
}

// TIER-80: neither residence nor the end of downgrades keeps an account below what it earned.
TEST(MovementUpgrade, ComesBeforeResidenceGraceAndDowngrade) {
  MovementRule rule = Quarterly();
  rule.residence_months = 120;
  rule.grace_reviews = 9;
  Expect(Decide(rule, In(3, 1), Earned(0), kDue), MoveReason::upgraded, {0, kDue, kDue}, true);
  MovementRule never;
  never.downgrade = DowngradeTime::never;
  Expect(Decide(never, In(3), Retains(0), kDue), MoveReason::upgraded, {0, kDue, kDue}, true);
}

// TIER-81
TEST(MovementSteps, AReviewMovesNoFurther) {
  MovementRule rule = Quarterly();
  rule.upgrade = UpgradeTime::at_review;
  rule.max_steps_up = 1;
  rule.max_steps_down = 2;
  Expect(Decide(rule, In(3), Earned(0), kDue), MoveReason::upgraded_in_part, {2, kDue, kDue}, true);
  Expect(Decide(rule, In(3), Earned(2), kDue), MoveReason::upgraded, {2, kDue, kDue}, true);
  Expect(Decide(rule, In(0), Earned(3), kDue), MoveReason::downgraded_in_part, {2, kDue, kDue}, true);
  Expect(Decide(rule, In(0), Earned(2), kDue), MoveReason::downgraded, {2, kDue, kDue}, true);
  Expect(Decide(rule, In(0), Earned(1), kDue), MoveReason::downgraded, {1, kDue, kDue}, true);
}

// TIER-81: step by step, one at each review, with residence and grace anew.
TEST(MovementSteps, ASoftLandingTakesResidenceAndGraceAtEachStep) {
  MovementRule rule;
  rule.review = *Calendar::Make(CalendarKind::month);
  rule.max_steps_down = 1;
  rule.residence_months = 2;
  rule.grace_reviews = 1;
  TierState state{0, D("2024-12-31"), D("2024-12-31")};
  const MoveReason reasons[] = {MoveReason::resident, MoveReason::graced, MoveReason::downgraded_in_part,
                                MoveReason::resident, MoveReason::graced, MoveReason::downgraded};
  const std::string_view days[] = {"2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"};
  const std::int32_t tiers[] = {0, 0, 1, 1, 1, 2};
  for (int i = 0; i < 6; ++i) {
    const Move move = Decide(rule, state, Earned(2), D(days[i]));
    EXPECT_EQ(move.reason, reasons[i]) << days[i];
    EXPECT_EQ(move.state.tier, tiers[i]) << days[i];
    EXPECT_TRUE(move.reviewed);
    state = move.state;
  }
}

// ---- unchanged, retained ----

// TIER-82
TEST(MovementRetain, MeetingTheTierOrItsRetainConditionBeginsTheCountAnew) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 3;
  Expect(Decide(rule, In(1, 2), Earned(1), kDue), MoveReason::unchanged, {1, kEntry, kDue, 0}, true);
  Expect(Decide(rule, In(1, 2), Retains(3), kDue), MoveReason::retained, {1, kEntry, kDue, 0}, true);
  // Reviews in a row: what is met between reviews does not count.
  Expect(Decide(rule, In(1, 2), Earned(1), kMid), MoveReason::unchanged, In(1, 2), false);
  Expect(Decide(rule, In(1, 2), Retains(3), kMid), MoveReason::retained, In(1, 2), false);
}

// TIER-82: retained comes before residence, grace and downgrade, and after unchanged.
TEST(MovementRetain, ComesBeforeResidenceGraceAndDowngrade) {
  MovementRule rule = Quarterly();
  rule.residence_months = 120;
  EXPECT_EQ(Decide(rule, In(1), Retains(3), kDue).reason, MoveReason::retained);
  EXPECT_EQ(Decide(rule, In(1), Retains(1), kDue).reason, MoveReason::unchanged);
  rule.residence_months = 0;
  rule.grace_reviews = 1;
  EXPECT_EQ(Decide(rule, In(1), Retains(3), kDue).reason, MoveReason::retained);
  rule.grace_reviews = 0;
  EXPECT_EQ(Decide(rule, In(1), Retains(3), kDue).reason, MoveReason::retained);
  rule.downgrade = DowngradeTime::immediate;
  EXPECT_EQ(Decide(rule, In(1), Retains(3), kMid).reason, MoveReason::retained);
  rule.downgrade = DowngradeTime::never;
  EXPECT_EQ(Decide(rule, In(1), Retains(3), kDue).reason, MoveReason::retained);
}

// ---- residence ----

// TIER-83: from 31 January, one month is over on 28 February.
TEST(MovementResidence, TheDayOnWhichItIsOverIsFree) {
  MovementRule rule;
  rule.residence_months = 1;
  const TierState state{1, D("2025-01-31"), D("2025-01-31")};
  Expect(Decide(rule, state, Earned(2), D("2025-02-27")), MoveReason::resident, {1, D("2025-01-31"), D("2025-02-27")},
         true);
  Expect(Decide(rule, state, Earned(2), D("2025-02-28")), MoveReason::downgraded, {2, D("2025-02-28"), D("2025-02-28")},
         true);
}

// TIER-83: residence counts from the day of the last move, however it came about.
TEST(MovementResidence, BeginsAnewWithEveryMove) {
  MovementRule rule = Quarterly();
  rule.residence_months = 6;
  const Move up = Decide(rule, In(3), Earned(1), kMid);
  EXPECT_EQ(up.state.since, kMid);
  EXPECT_EQ(Decide(rule, up.state, Earned(3), D("2025-06-30")).reason, MoveReason::resident);
  EXPECT_EQ(Decide(rule, up.state, Earned(3), D("2025-08-28")).reason, MoveReason::downgraded);
}

// TIER-83: a review that residence decides uses up no grace.
TEST(MovementResidence, ComesBeforeGrace) {
  MovementRule rule = Quarterly();
  rule.residence_months = 15;  // until 2025-04-30
  rule.grace_reviews = 1;
  const Move resident = Decide(rule, In(1), Earned(3), kDue);
  Expect(resident, MoveReason::resident, {1, kEntry, kDue, 0}, true);
  const Move graced = Decide(rule, resident.state, Earned(3), D("2025-06-30"));
  Expect(graced, MoveReason::graced, {1, kEntry, D("2025-06-30"), 1}, true);
  EXPECT_EQ(Decide(rule, graced.state, Earned(3), D("2025-09-30")).reason, MoveReason::downgraded);
  // Nor does it give any back.
  Expect(Decide(rule, In(1, 1), Earned(3), kDue), MoveReason::resident, {1, kEntry, kDue, 1}, true);
}

// TIER-83: residence holds immediate downgrades, too, and one that ends after the year 9999 does not end.
TEST(MovementResidence, HoldsImmediateDowngrades) {
  MovementRule rule = Quarterly();
  rule.downgrade = DowngradeTime::immediate;
  rule.residence_months = 14;  // until 2025-03-31
  Expect(Decide(rule, In(1), Earned(3), D("2025-03-30")), MoveReason::resident, In(1), false);
  Expect(Decide(rule, In(1), Earned(3), kDue), MoveReason::downgraded, {3, kDue, kDue}, true);
  const TierState late{1, D("9999-06-30"), D("9999-06-30")};
  EXPECT_EQ(Decide(rule, late, Earned(3), D("9999-12-31")).reason, MoveReason::resident);
}

// ---- grace ----

// TIER-84
TEST(MovementGrace, ForgivesSoManyReviewsInARow) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 2;
  TierState state = In(1);
  const std::string_view days[] = {"2025-03-31", "2025-06-30", "2025-09-30"};
  for (std::int32_t i = 0; i < 2; ++i) {
    const Move move = Decide(rule, state, Earned(2), D(days[i]));
    Expect(move, MoveReason::graced, {1, kEntry, D(days[i]), i + 1}, true);
    state = move.state;
  }
  // Met once, the count begins anew.
  const Move met = Decide(rule, state, Earned(1), D(days[2]));
  Expect(met, MoveReason::unchanged, {1, kEntry, D(days[2]), 0}, true);
  EXPECT_EQ(Decide(rule, met.state, Earned(2), D("2025-12-31")).reason, MoveReason::graced);
  // Not met, the tier is lost.
  Expect(Decide(rule, state, Earned(2), D(days[2])), MoveReason::downgraded, {2, D(days[2]), D(days[2])}, true);
}

// TIER-84: runs between reviews count nothing, however many there are.
TEST(MovementGrace, CountsReviewsAndNotRuns) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 1;
  TierState state = In(1);
  for (Day day = D("2025-01-01"); day < kDue; day = Day(day.value() + 1)) {
    const Move move = Decide(rule, state, Earned(3), day);
    Expect(move, MoveReason::downgrade_waits, In(1), false);
    state = move.state;
  }
  Expect(Decide(rule, state, Earned(3), kDue), MoveReason::graced, {1, kEntry, kDue, 1}, true);
}

// TIER-84: a host may lower the grace between two runs.
TEST(MovementGrace, MoreMissedThanAreForgivenIsADowngrade) {
  MovementRule rule = Quarterly();
  rule.grace_reviews = 1;
  EXPECT_EQ(Decide(rule, In(1, 7), Earned(3), kDue).reason, MoveReason::downgraded);
}

// ---- downgrades ----

// TIER-85
TEST(MovementDowngrade, AtTheReviewAtOnceOrNever) {
  MovementRule rule = Quarterly();
  Expect(Decide(rule, In(0), Earned(3), kMid), MoveReason::downgrade_waits, In(0), false);
  Expect(Decide(rule, In(0), Earned(3), kDue), MoveReason::downgraded, {3, kDue, kDue}, true);
  rule.downgrade = DowngradeTime::immediate;
  Expect(Decide(rule, In(0), Earned(3), kMid), MoveReason::downgraded, {3, kMid, kLast}, false);
  Expect(Decide(rule, In(0), Earned(3), kDue), MoveReason::downgraded, {3, kDue, kDue}, true);
  rule.downgrade = DowngradeTime::never;
  Expect(Decide(rule, In(0, 1), Earned(3), kMid), MoveReason::downgrade_never, In(0, 1), false);
  Expect(Decide(rule, In(0, 1), Earned(3), kDue), MoveReason::downgrade_never, {0, kEntry, kDue, 1}, true);
}

// TIER-85: between reviews the reason is that none is due, even where residence or grace would hold, too.
TEST(MovementDowngrade, WaitingComesBeforeResidenceAndGrace) {
  MovementRule rule = Quarterly();
  rule.residence_months = 120;
  EXPECT_EQ(Decide(rule, In(0), Earned(3), kMid).reason, MoveReason::downgrade_waits);
  EXPECT_EQ(Decide(rule, In(0), Earned(3), kDue).reason, MoveReason::resident);
  rule.residence_months = 0;
  rule.grace_reviews = 1;
  EXPECT_EQ(Decide(rule, In(0), Earned(3), kMid).reason, MoveReason::downgrade_waits);
  EXPECT_EQ(Decide(rule, In(0), Earned(3), kDue).reason, MoveReason::graced);
}

// One tier is both the highest and the lowest.
TEST(Movement, ARuleOfOneTierMovesNobody) {
  MovementRule rule;
  rule.lapsed_accounts = LapsedAccounts::lowest_tier;
  const TierState state{0, kEntry, kLast};
  EXPECT_EQ(MoveAccount(rule, 1, state, nullptr, {0, true, false}, kDue).reason, MoveReason::unchanged);
  const Move lapsed = MoveAccount(rule, 1, state, nullptr, {0, false, false}, kDue);
  Expect(lapsed, MoveReason::lapsed, {0, kEntry, kDue}, true);
}

}  // namespace
}  // namespace keyhaul

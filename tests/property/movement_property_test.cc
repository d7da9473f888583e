// Movement of tens of thousands of random accounts under random rules, against an oracle that shares nothing with
// the room but its types.
//
// The oracle is the essay of movement.h written down as a table: facts about the account first, computed the long way
// (it walks day by day to see whether a period has ended), then the reasons in the order of evaluation, of which the
// first that applies counts, then what each reason does to the state. Random rules are those that CheckMovementRule
// accepts, and days lie near each other, since on the last and first days of periods is where reviews go wrong.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "keyhaul/tiering/movement.h"
#include "keyhaul/tiering/movement_check.h"

namespace keyhaul {
namespace {

constexpr int kCases = 60'000;

struct Situation {
  MovementRule rule;
  std::int32_t tiers = 1;
  std::optional<TierState> before;
  std::optional<TierOverride> manual;
  ReviewInput input;
  Day as_of;

  Move Decide() const { return MoveAccount(rule, tiers, before, manual ? &*manual : nullptr, input, as_of); }
  bool HasTier() const { return before && before->tier >= 0; }
};

std::string Describe(const Situation& s) {
  std::string text = "as of " + s.as_of.ToText() + ", earned " + std::to_string(s.input.earned_tier) + " of " +
                     std::to_string(s.tiers) + (s.input.active ? "" : ", inactive") +
                     (s.input.retains ? ", retains" : "");
  if (s.before) {
    text += "; tier " + std::to_string(s.before->tier) + " since " + s.before->since.ToText() + ", reviewed " +
            s.before->reviewed.ToText() + ", missed " + std::to_string(s.before->missed_reviews) + ", former " +
            std::to_string(s.before->former_tier);
  }
  if (s.manual) text += "; override " + std::to_string(s.manual->tier);
  const MovementRule& rule = s.rule;
  text += "; review " + (rule.review ? rule.review->ToText() : "always") + ", rule";
  for (const int part :
       {static_cast<int>(rule.upgrade), static_cast<int>(rule.downgrade), rule.max_steps_up, rule.max_steps_down,
        rule.grace_reviews, rule.residence_months, static_cast<int>(rule.new_accounts),
        static_cast<int>(rule.lapsed_accounts), static_cast<int>(rule.returning_accounts)}) {
    text += " " + std::to_string(part);
  }
  return text;
}

// ---- the oracle ----

// Whether a period ends on a day: the month after it is one in which periods begin, or it is a Sunday.
bool EndsAPeriod(const Calendar& calendar, Day day) {
  const absl::CivilDay next = day.civil() + 1;
  switch (calendar.kind()) {
    case CalendarKind::month:
      return next.day() == 1;
    case CalendarKind::quarter:
      return next.day() == 1 && next.month() % 3 == 1;
    case CalendarKind::half_year:
      return next.day() == 1 && next.month() % 6 == 1;
    case CalendarKind::year:
      return next.day() == 1 && next.month() == 1;
    default:
      return absl::GetWeekday(next) == absl::Weekday::monday;  // weeks
  }
}

bool OracleReview(const Situation& s) {
  if (!s.rule.review) return s.as_of > s.before->reviewed;
  for (Day day(s.before->reviewed.value() + 1); day <= s.as_of; day = Day(day.value() + 1)) {
    if (EndsAPeriod(*s.rule.review, day)) return true;
  }
  return false;
}

// The day after so many months: month by month, the day of the month cut off where the last month is too short.
Day OracleMonthsLater(Day day, int months) {
  const absl::CivilDay civil = day.civil();
  absl::CivilMonth month(civil);
  for (int i = 0; i < months; ++i) ++month;
  absl::CivilDay later = absl::CivilDay(month) + (civil.day() - 1);
  while (absl::CivilMonth(later) != month) --later;
  return Day(later);
}

MoveReason OracleReason(const Situation& s, bool review) {
  const MovementRule& rule = s.rule;
  const ReviewInput& in = s.input;
  const bool holds =
      s.manual && !(s.manual->from && s.as_of < *s.manual->from) && !(s.manual->until && s.as_of > *s.manual->until);
  const bool has = s.HasTier();
  const bool away = !in.active && rule.lapsed_accounts == LapsedAccounts::leave;
  const bool had = s.before && s.before->former_tier >= 0;
  const std::int32_t tier = has ? s.before->tier : 0;
  const bool more = in.earned_tier < tier;
  const bool less = in.earned_tier > tier && !in.retains;
  const bool far_up = rule.max_steps_up != 0 && tier - in.earned_tier > rule.max_steps_up;
  const bool far_down = rule.max_steps_down != 0 && in.earned_tier - tier > rule.max_steps_down;
  const bool young = has && s.as_of < OracleMonthsLater(s.before->since, rule.residence_months);
  const std::pair<bool, MoveReason> table[] = {
      {holds && s.manual->tier >= 0, MoveReason::overridden},
      {holds && has, MoveReason::locked},
      {has && !in.active && rule.lapsed_accounts != LapsedAccounts::by_rule, MoveReason::lapsed},
      {!has && away, MoveReason::lapsed},
      {in.earned_tier < 0, MoveReason::left_out},
      {!has && had, MoveReason::returned},
      {!has, MoveReason::entered},
      {more && rule.upgrade == UpgradeTime::at_review && !review, MoveReason::upgrade_waits},
      {more && far_up, MoveReason::upgraded_in_part},
      {more, MoveReason::upgraded},
      {in.earned_tier == tier, MoveReason::unchanged},
      {!less, MoveReason::retained},
      {rule.downgrade == DowngradeTime::never, MoveReason::downgrade_never},
      {rule.downgrade == DowngradeTime::at_review && !review, MoveReason::downgrade_waits},
      {young, MoveReason::resident},
      {has && s.before->missed_reviews < rule.grace_reviews, MoveReason::graced},
      {far_down, MoveReason::downgraded_in_part},
      {true, MoveReason::downgraded},
  };
  return std::find_if(std::begin(table), std::end(table), [](const auto& row) { return row.first; })->second;
}

std::int32_t OracleTier(const Situation& s, MoveReason reason) {
  const std::int32_t lowest = s.tiers - 1;
  const std::int32_t tier = s.before ? s.before->tier : kNoTier;
  const bool to_lowest = !s.input.active && s.rule.lapsed_accounts == LapsedAccounts::lowest_tier;
  switch (reason) {
    case MoveReason::overridden:
      return s.manual->tier;
    case MoveReason::lapsed:
      return to_lowest ? lowest : kNoTier;
    case MoveReason::left_out:
      return kNoTier;
    case MoveReason::entered:
      return to_lowest || s.rule.new_accounts == NewAccounts::lowest_tier ? lowest : s.input.earned_tier;
    case MoveReason::returned:
      if (to_lowest || s.rule.returning_accounts == ReturningAccounts::lowest_tier) return lowest;
      if (s.rule.returning_accounts == ReturningAccounts::earned_tier) return s.input.earned_tier;
      if (s.rule.upgrade == UpgradeTime::at_review) return s.before->former_tier;
      return std::min(s.input.earned_tier, s.before->former_tier);
    case MoveReason::upgraded:
    case MoveReason::downgraded:
      return s.input.earned_tier;
    case MoveReason::upgraded_in_part:
      return tier - s.rule.max_steps_up;
    case MoveReason::downgraded_in_part:
      return tier + s.rule.max_steps_down;
    default:
      return tier;
  }
}

Move OracleMove(const Situation& s) {
  const bool review = s.HasTier() && OracleReview(s);
  Move move;
  move.reason = OracleReason(s, review);
  const std::int32_t tier = OracleTier(s, move.reason);
  const bool by_hand = move.reason == MoveReason::overridden || move.reason == MoveReason::locked;
  if (!s.before || (!s.HasTier() && tier >= 0)) {  // seen for the first time, or placed
    move.state = {tier, s.as_of, s.as_of, 0, kNoTier};
    move.reviewed = true;
    return move;
  }
  move.state = *s.before;
  move.state.tier = tier;
  if (tier != s.before->tier) move.state.since = s.as_of;
  if (by_hand || !s.HasTier()) return move;
  move.reviewed = review;
  if (review) move.state.reviewed = s.as_of;
  if (tier == kNoTier) move.state.former_tier = s.before->tier;
  const std::set<MoveReason> keep = {MoveReason::resident, MoveReason::downgrade_never};
  if (tier != s.before->tier) {
    move.state.missed_reviews = 0;
  } else if (review && move.reason == MoveReason::graced) {
    ++move.state.missed_reviews;
  } else if (review && keep.count(move.reason) == 0) {
    move.state.missed_reviews = 0;
  }
  return move;
}

// ---- random situations ----

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  int Below(int n) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(n)); }
  bool Coin() { return Below(2) == 0; }

  MovementRule Rule(std::int32_t tiers) {
    constexpr CalendarKind kKinds[] = {CalendarKind::month, CalendarKind::quarter, CalendarKind::half_year,
                                       CalendarKind::year, CalendarKind::rolling_weeks};
    for (;;) {
      MovementRule rule;
      if (Below(4) != 0) rule.review = *Calendar::Make(kKinds[Below(5)]);
      rule.upgrade = static_cast<UpgradeTime>(Below(2));
      rule.downgrade = static_cast<DowngradeTime>(Below(3));
      rule.max_steps_up = Coin() ? 0 : Below(tiers + 1);
      rule.max_steps_down = Coin() ? 0 : Below(tiers + 1);
      rule.grace_reviews = Coin() ? 0 : Below(4);
      rule.residence_months = Coin() ? 0 : Below(9);
      rule.new_accounts = static_cast<NewAccounts>(Below(2));
      rule.lapsed_accounts = static_cast<LapsedAccounts>(Below(3));
      rule.returning_accounts = static_cast<ReturningAccounts>(Below(3));
      if (CheckMovementRule(rule).ok()) return rule;
    }
  }

  // On or up to ten days around the end of a month, of which the first is 31 December 2023.
  Day NearMonthEnd(int months) {
    const Day end = *AddMonths(*Day::Parse("2023-12-31"), Below(months));
    return Day(end.value() + (Coin() ? 0 : Below(21) - 10));
  }

  Situation Any() {
    Situation s;
    s.tiers = 1 + Below(6);
    s.rule = Rule(s.tiers);
    s.as_of = NearMonthEnd(24);
    if (Below(8) != 0) {
      TierState state;
      state.tier = Below(s.tiers + 1) - 1;
      state.reviewed = std::min(s.as_of, NearMonthEnd(24));
      state.since = std::min(s.as_of, NearMonthEnd(24));
      state.missed_reviews = Below(4);
      if (state.tier == kNoTier) state.former_tier = Below(s.tiers + 1) - 1;
      s.before = state;
    }
    if (Below(6) == 0) {
      TierOverride manual;
      manual.tier = Below(s.tiers + 1) - 1;
      if (Coin()) manual.from = Coin() ? s.as_of : NearMonthEnd(24);
      if (Coin()) manual.until = Coin() ? s.as_of : NearMonthEnd(24);
      s.manual = manual;
    }
    s.input = {Below(8) == 0 ? kNoTier : Below(s.tiers), Below(6) != 0, Below(4) == 0};
    return s;
  }

 private:
  std::mt19937_64 bits_;
};

// ---- properties ----

TEST(MovementProperty, AgreesWithTheTable) {
  Random random(70);
  std::set<MoveReason> seen;
  for (int i = 0; i < kCases; ++i) {
    const Situation s = random.Any();
    const Move move = s.Decide();
    const Move expected = OracleMove(s);
    ASSERT_EQ(Name(move.reason), Name(expected.reason)) << Describe(s);
    ASSERT_EQ(move.state, expected.state) << Describe(s);
    ASSERT_EQ(move.reviewed, expected.reviewed) << Describe(s);
    seen.insert(move.reason);
  }
  EXPECT_EQ(seen.size(), 17U);
}

// TIER-75: with the states that it gave. Of the tier that it gave, the account may or may not meet the retain
// condition.
TEST(MovementProperty, ARepeatedRunChangesNothing) {
  Random random(75);
  for (int i = 0; i < kCases; ++i) {
    Situation s = random.Any();
    const Move once = s.Decide();
    if (!s.before || s.before->tier != once.state.tier) s.input.retains = random.Coin();
    s.before = once.state;
    const Move twice = s.Decide();
    ASSERT_EQ(twice.state, once.state) << Describe(s);
    ASSERT_FALSE(twice.reviewed) << Describe(s);
  }
}

// TIER-81, TIER-83, TIER-84: unless a person, a lapse or the tiering rule takes the tier.
TEST(MovementProperty, StepsResidenceAndGraceAreKept) {
  Random random(81);
  for (int i = 0; i < kCases; ++i) {
    const Situation s = random.Any();
    const Move move = s.Decide();
    const std::set<MoveReason> by_force = {MoveReason::overridden, MoveReason::lapsed, MoveReason::left_out};
    if (!s.HasTier() || by_force.count(move.reason) != 0) continue;
    const std::int32_t down = move.state.tier - s.before->tier;
    if (s.rule.max_steps_up > 0) {
      ASSERT_LE(-down, s.rule.max_steps_up) << Describe(s);
    }
    if (s.rule.max_steps_down > 0) {
      ASSERT_LE(down, s.rule.max_steps_down) << Describe(s);
    }
    if (s.as_of < OracleMonthsLater(s.before->since, s.rule.residence_months)) {
      ASSERT_LE(down, 0) << Describe(s);
    }
    if (s.before->missed_reviews < s.rule.grace_reviews) {
      ASSERT_LE(down, 0) << Describe(s);
    }
    if (s.rule.downgrade == DowngradeTime::never || s.input.retains) {
      ASSERT_LE(down, 0) << Describe(s);
    }
    // Never past the tier that it earned.
    const auto [high, low] = std::minmax(s.before->tier, s.input.earned_tier);
    ASSERT_TRUE(move.state.tier >= high && move.state.tier <= low) << Describe(s);
  }
}

// TIER-86
TEST(MovementProperty, AHigherEarnedTierNeverGivesALowerOne) {
  Random random(86);
  for (int i = 0; i < kCases; ++i) {
    Situation s = random.Any();
    std::int32_t least = kNoTier;
    for (s.input.earned_tier = 0; s.input.earned_tier < s.tiers; ++s.input.earned_tier) {
      const std::int32_t tier = s.Decide().state.tier;
      ASSERT_GE(tier, least) << Describe(s);
      least = tier;
    }
  }
}

// TIER-88: whatever a run gives, a later run can go on from; a run of a day before it cannot.
TEST(MovementProperty, StatesGoRoundTheHost) {
  Random random(88);
  for (int i = 0; i < kCases; ++i) {
    const Situation s = random.Any();
    const TierState after = s.Decide().state;
    ASSERT_TRUE(CheckTierState(after, s.tiers, s.as_of).ok()) << Describe(s);
    if (after.since == s.as_of || after.reviewed == s.as_of) {
      ASSERT_FALSE(CheckTierState(after, s.tiers, Day(s.as_of.value() - 1)).ok()) << Describe(s);
    }
  }
}

// TIER-80, TIER-84, TIER-85: where everything waits for reviews, runs between them may come as often as they like.
TEST(MovementProperty, RunsBetweenReviewsChangeNothing) {
  Random random(84);
  int between = 0;
  for (int i = 0; i < kCases; ++i) {
    Situation s = random.Any();
    s.rule.upgrade = UpgradeTime::at_review;
    if (s.rule.downgrade == DowngradeTime::immediate) s.rule.downgrade = DowngradeTime::at_review;
    s.input.active = true;
    s.manual.reset();
    if (!s.HasTier() || s.input.earned_tier < 0 || OracleReview(s)) continue;
    ++between;
    ASSERT_EQ(s.Decide().state, *s.before) << Describe(s);
  }
  EXPECT_GT(between, kCases / 10);
}

// TIER-71: an override that has run out, or has not begun, is as none.
TEST(MovementProperty, AnOverrideOutsideItsDaysIsNone) {
  Random random(71);
  for (int i = 0; i < kCases; ++i) {
    Situation s = random.Any();
    TierOverride manual;
    manual.tier = random.Below(s.tiers + 1) - 1;
    if (random.Coin()) {
      manual.until = Day(s.as_of.value() - 1 - random.Below(40));
    } else {
      manual.from = Day(s.as_of.value() + 1 + random.Below(40));
    }
    s.manual = manual;
    const Move with = s.Decide();
    s.manual.reset();
    const Move without = s.Decide();
    ASSERT_EQ(with.state, without.state) << Describe(s);
    ASSERT_EQ(with.reason, without.reason) << Describe(s);
  }
}

}  // namespace
}  // namespace keyhaul

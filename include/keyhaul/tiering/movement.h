// Movement: from the tier that an account earned to the tier that it has.
//
// A rule (rule.h) says which tier an account's figures of today earn. Whether it gets that tier is another question: a
// key account does not become a small one for a single poor quarter, and nobody wants letters about a new status each
// month. So each account has a state, which the host keeps from one run to the next (docs/ARCHITECTURE.md, D5), and a
// `MovementRule` says how a run moves it. `Movement` decides account by account and gives the next state and the
// reason.
//
//   before     rule                                            earned   after
//   key        downgrade at_review, no period has ended        small    key     downgrade_waits
//   key        ..., a quarter has ended, grace_reviews 1       small    key     graced, 1 review missed
//   key        ..., the next quarter has ended, too            small    small   downgraded
//   small      upgrade immediate                               key      key     upgraded
//
// Tiers are numbers from 0, the highest. An account without a tier (`kNoTier`) is one that has left: it has lapsed, or
// the tiering rule leaves it out. Its state remembers the tier that it had.
//
// Order of evaluation. The first of these that applies decides, and what comes after it is not looked at:
//   1. override, lock    a person has said so; neither figures nor calendar change it while it holds
//   2. without a tier    the account lapses, is left out, stays away, returns or enters: at once, in any run
//   3. upgrade           the account earned a higher tier
//   4. unchanged         it earned the tier that it has; then: retained, it meets the condition to keep it
//   5. waits, never      downgrades wait for a review, or the rule has none
//   6. residence         the account has not been in its tier for long enough to lose it
//   7. grace             it may miss this review
//   8. downgrade
// So an override outlasts a lapse, a lapse knows neither residence nor grace, and a review that residence decides uses
// up no grace: grace begins when residence is over.
//
// Reviews. A run is a review of an account when it is later than the account's last review and, where the rule has a
// calendar, at least one period has ended since, a period ending on its last day: a run on 31 March is a review by
// quarters, the run of 5 April is where there was none on 31 March, and three missed quarters are one review. Being
// placed (entering, returning) counts as a review. Hence a run that is repeated with the states that it gave changes
// nothing, and one that is repeated with the states before it, as after a correction of the ledger, gives them anew.
//
// While an override holds, the day of the last review and the missed reviews stay as they are, so the first run after
// it is a review if a period has ended meanwhile. Every move between tiers begins the missed reviews, and the
// residence, anew; with steps limited, that is at each step.
//
// The vocabulary follows loyalty programmes: qualify and retain, soft landing, grace, minimum stay. The rules of this
// header are TIER-70 and following in docs/RULES.md.
#ifndef KEYHAUL_TIERING_MOVEMENT_H_
#define KEYHAUL_TIERING_MOVEMENT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

// The tier of an account that has none.
inline constexpr std::int32_t kNoTier = -1;

// When an account that earned a higher tier gets it. At once is the default: the account has done what was asked of it,
// and a promise that is kept a quarter later is worth less.
enum class UpgradeTime : std::int8_t { immediate, at_review };

// When an account loses a tier that it no longer earns.
enum class DowngradeTime : std::int8_t { at_review, immediate, never };

// Where an account without a state begins.
enum class NewAccounts : std::int8_t { earned_tier, lowest_tier };

// What becomes of an account without a row in the window: it is reviewed like any other, with what it has; it falls to
// the lowest tier, at once; or it has no tier until it has rows again.
enum class LapsedAccounts : std::int8_t { by_rule, lowest_tier, leave };

// Where an account begins that had left and has come back. With `former_tier`, and upgrades that are immediate, it
// begins in the higher of its former and its earned tier.
enum class ReturningAccounts : std::int8_t { earned_tier, lowest_tier, former_tier };

struct MovementRule {
  std::optional<Calendar> review;  // absent: every run on a day after the last review is a review
  UpgradeTime upgrade = UpgradeTime::immediate;
  DowngradeTime downgrade = DowngradeTime::at_review;

  // Tiers that one review moves an account at most; 0: all the way to the tier that it earned. A downgrade by 1 is what
  // loyalty programmes call a soft landing.
  std::int32_t max_steps_up = 0;
  std::int32_t max_steps_down = 0;

  std::int32_t grace_reviews = 0;     // reviews in a row that may be missed before a downgrade
  std::int32_t residence_months = 0;  // months in a tier before which it is not lost: see `AddMonths`

  NewAccounts new_accounts = NewAccounts::earned_tier;
  LapsedAccounts lapsed_accounts = LapsedAccounts::by_rule;
  ReturningAccounts returning_accounts = ReturningAccounts::earned_tier;
};

// What is known of an account from one run to the next.
struct TierState {
  std::int32_t tier = kNoTier;
  Day since;                           // first day in that tier, or without one
  Day reviewed;                        // of the last review, or of being placed
  std::int32_t missed_reviews = 0;     // in a row, forgiven by grace
  std::int32_t former_tier = kNoTier;  // of an account that has left: the tier that it had

  friend bool operator==(const TierState&, const TierState&) = default;
};

// What a person has decided: the tier of an account or, with kNoTier, that it keeps the one that it has (a lock, which
// holds nothing for an account without a tier). It holds on `until`, too, and is ignored outside its days.
struct TierOverride {
  std::int32_t tier = kNoTier;
  std::optional<Day> from;   // absent: always has
  std::optional<Day> until;  // absent: until it is taken back
  std::string reason;
};

// What a run knows of an account.
struct ReviewInput {
  std::int32_t earned_tier = kNoTier;  // kNoTier where the tiering rule leaves the account out
  bool active = true;                  // has rows in the window
  bool retains = false;                // meets the condition to keep the tier that it has
};

// Why an account is where it is, in the order of evaluation.
enum class MoveReason : std::int8_t {
  overridden,          // the tier of an override
  locked,              // the tier that a lock holds
  lapsed,              // no rows in the window: in the lowest tier, or in none
  left_out,            // in no tier by the tiering rule
  entered,             // placed for the first time
  returned,            // placed after it had left
  upgraded,            // to the tier that it earned
  upgraded_in_part,    // towards it, by as much as one review may
  upgrade_waits,       // earned a higher tier and gets it at a review
  unchanged,           // earned the tier that it has
  retained,            // earned less, but meets the condition to keep its tier
  downgrade_never,     // earned less, and the rule has no downgrades
  downgrade_waits,     // earned less, but no review is due
  resident,            // earned less, but not long enough in its tier to lose it
  graced,              // earned less, and is forgiven this review
  downgraded,          // to the tier that it earned
  downgraded_in_part,  // towards it, by as much as one review may
};

struct Move {
  TierState state;
  MoveReason reason = MoveReason::unchanged;
  bool reviewed = false;  // whether the run was a review of the account, or placed it
};

// The enumerator's own name.
constexpr std::string_view Name(MoveReason reason);

// The last day up to `as_of` on which a period of reviews ended, which is `as_of` itself where the rule has no
// calendar. A run on `as_of` is a review of the accounts whose last one was before that day.
constexpr Day LastReviewDay(const MovementRule& rule, Day as_of);

// Whether an override holds on a day.
inline bool HoldsOn(const TierOverride& manual, Day day);

// A rule, made ready for the accounts of one run. The rule must outlive it and be one that CheckMovementRule accepts.
class Movement {
 public:
  Movement(const MovementRule& rule, std::int32_t tier_count, Day as_of)
      : rule_(rule), lowest_(tier_count - 1), as_of_(as_of), review_day_(LastReviewDay(rule, as_of)) {}

  // The state of an account after the run. `before` is absent for an account that no run has seen, `manual` is null
  // where there is no override; both as CheckTierState and CheckTierOverride accept them (movement_check.h). The earned
  // tier is kNoTier or a tier.
  Move Decide(const std::optional<TierState>& before, const TierOverride* manual, const ReviewInput& input) const;

 private:
  Move FromNoTier(const std::optional<TierState>& before, const ReviewInput& input) const;

  const MovementRule& rule_;
  std::int32_t lowest_;
  Day as_of_;
  Day review_day_;
};

// The same for a single account.
inline Move MoveAccount(const MovementRule& rule, std::int32_t tier_count, const std::optional<TierState>& before,
                        const TierOverride* manual, const ReviewInput& input, Day as_of) {
  return Movement(rule, tier_count, as_of).Decide(before, manual, input);
}

// -----------------------------------------------------------------------------------------------------------------

namespace tiering_internal {

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 17> kMoveReasonNames = {
    "overridden",      "locked",           "lapsed",        "left_out",   "entered",           "returned",
    "upgraded",        "upgraded_in_part", "upgrade_waits", "unchanged",  "retained",          "downgrade_never",
    "downgrade_waits", "resident",         "graced",        "downgraded", "downgraded_in_part"};

inline Move Place(std::int32_t tier, MoveReason reason, Day as_of) { return {{tier, as_of, as_of}, reason, true}; }

// An account that has a tier.
class Mover {
 public:
  Mover(const MovementRule& rule, const TierState& before, Day as_of, bool review)
      : rule_(rule), before_(before), as_of_(as_of), review_(review) {}

  // Without a look at figures and calendar.
  Move Override(const TierOverride& manual) const {
    Move move{before_, manual.tier == kNoTier ? MoveReason::locked : MoveReason::overridden, false};
    if (manual.tier != kNoTier && manual.tier != before_.tier) {
      move.state.tier = manual.tier;
      move.state.since = as_of_;
    }
    return move;
  }

  Move Lapse(std::int32_t lowest) const {
    if (rule_.lapsed_accounts == LapsedAccounts::leave) return Leave(MoveReason::lapsed);
    return before_.tier == lowest ? Stay(MoveReason::lapsed, 0) : Go(lowest, MoveReason::lapsed);
  }

  Move Leave(MoveReason reason) const {
    Move move = Go(kNoTier, reason);
    move.state.former_tier = before_.tier;
    return move;
  }

  Move Rise(std::int32_t earned) const {
    if (rule_.upgrade == UpgradeTime::at_review && !review_) return Stay(MoveReason::upgrade_waits, 0);
    if (rule_.max_steps_up > 0 && before_.tier - earned > rule_.max_steps_up) {
      return Go(before_.tier - rule_.max_steps_up, MoveReason::upgraded_in_part);
    }
    return Go(earned, MoveReason::upgraded);
  }

  // The condition of its tier is met.
  Move Keep(MoveReason reason) const { return Stay(reason, 0); }

  Move Fall(std::int32_t earned) const {
    const std::int32_t missed = before_.missed_reviews;
    if (rule_.downgrade == DowngradeTime::never) return Stay(MoveReason::downgrade_never, missed);
    if (rule_.downgrade == DowngradeTime::at_review && !review_) return Stay(MoveReason::downgrade_waits, missed);
    if (IsResident()) return Stay(MoveReason::resident, missed);
    if (missed < rule_.grace_reviews) return Stay(MoveReason::graced, missed + 1);
    if (rule_.max_steps_down > 0 && earned - before_.tier > rule_.max_steps_down) {
      return Go(before_.tier + rule_.max_steps_down, MoveReason::downgraded_in_part);
    }
    return Go(earned, MoveReason::downgraded);
  }

 private:
  // Missed reviews are counted in reviews only, so that it does not matter how many runs there are between them.
  Move Stay(MoveReason reason, std::int32_t missed_reviews) const {
    Move move{before_, reason, review_};
    if (review_) {
      move.state.reviewed = as_of_;
      move.state.missed_reviews = missed_reviews;
    }
    return move;
  }

  Move Go(std::int32_t tier, MoveReason reason) const {
    return {{tier, as_of_, review_ ? as_of_ : before_.reviewed}, reason, review_};
  }

  // A residence that ends after the last day that is understood does not end.
  bool IsResident() const {
    if (rule_.residence_months == 0) return false;
    const Result<Day> free = AddMonths(before_.since, rule_.residence_months);
    return !free.ok() || as_of_ < *free;
  }

  const MovementRule& rule_;
  const TierState& before_;
  Day as_of_;
  bool review_;
};

}  // namespace tiering_internal

constexpr std::string_view Name(MoveReason reason) {
  return tiering_internal::kMoveReasonNames[static_cast<std::size_t>(reason)];
}

// The day after that day begins a period: the one that the day after `as_of` lies in.
constexpr Day LastReviewDay(const MovementRule& rule, Day as_of) {
  if (!rule.review) return as_of;
  return Day(rule.review->PeriodOf(Day(as_of.value() + 1)).begin.value() - 1);
}

inline bool HoldsOn(const TierOverride& manual, Day day) {
  return (!manual.from || *manual.from <= day) && (!manual.until || day <= *manual.until);
}

inline Move Movement::FromNoTier(const std::optional<TierState>& before, const ReviewInput& input) const {
  const bool stays_away = !input.active && rule_.lapsed_accounts == LapsedAccounts::leave;
  if (stays_away || input.earned_tier == kNoTier) {
    const MoveReason reason = stays_away ? MoveReason::lapsed : MoveReason::left_out;
    return before ? Move{*before, reason, false} : tiering_internal::Place(kNoTier, reason, as_of_);
  }
  const bool returns = before && before->former_tier != kNoTier;
  std::int32_t tier = input.earned_tier;
  if (!input.active && rule_.lapsed_accounts == LapsedAccounts::lowest_tier) {
    tier = lowest_;
  } else if (returns && rule_.returning_accounts == ReturningAccounts::former_tier) {
    // An immediate upgrade would follow with the next run; it is made here, so that a repeated run changes nothing.
    tier = rule_.upgrade == UpgradeTime::immediate ? std::min(before->former_tier, tier) : before->former_tier;
  } else if (returns ? rule_.returning_accounts == ReturningAccounts::lowest_tier
                     : rule_.new_accounts == NewAccounts::lowest_tier) {
    tier = lowest_;
  }
  return tiering_internal::Place(tier, returns ? MoveReason::returned : MoveReason::entered, as_of_);
}

inline Move Movement::Decide(const std::optional<TierState>& before, const TierOverride* manual,
                             const ReviewInput& input) const {
  const bool overridden = manual != nullptr && HoldsOn(*manual, as_of_);
  if (!before || before->tier == kNoTier) {
    const bool placed = overridden && manual->tier != kNoTier;
    return placed ? tiering_internal::Place(manual->tier, MoveReason::overridden, as_of_) : FromNoTier(before, input);
  }
  const tiering_internal::Mover mover(rule_, *before, as_of_, before->reviewed < review_day_);
  if (overridden) return mover.Override(*manual);
  if (!input.active && rule_.lapsed_accounts != LapsedAccounts::by_rule) return mover.Lapse(lowest_);
  if (input.earned_tier == kNoTier) return mover.Leave(MoveReason::left_out);
  if (input.earned_tier < before->tier) return mover.Rise(input.earned_tier);
  if (input.earned_tier == before->tier) return mover.Keep(MoveReason::unchanged);
  if (input.retains) return mover.Keep(MoveReason::retained);
  return mover.Fall(input.earned_tier);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_MOVEMENT_H_

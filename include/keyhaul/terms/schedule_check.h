// Checks a schedule without a ledger; see `CheckSchedule` in schedule.h.
//
// Whatever is refused here would otherwise be a silent reading: an amount between two brackets that no bracket holds, a
// bound that two brackets hold, a bracket that forgot its benefit. An error names the brackets by their zero-based
// indexes and the place by its path.
//
// Negative rates and flats are allowed: charges, clawbacks and corrections are written with them. So are rates above
// 100 %.
#ifndef KEYHAUL_TERMS_SCHEDULE_CHECK_H_
#define KEYHAUL_TERMS_SCHEDULE_CHECK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_form_check.h"

namespace keyhaul {
inline namespace v1 {

namespace terms_internal {

// TERMS-02: how bracket `index` begins where the one before it ends.
inline Status CheckNeighbours(const Schedule& schedule, std::size_t index) {
  const Bracket& below = schedule.brackets[index - 1];
  const Bracket& above = schedule.brackets[index];
  const std::string place = BracketPath(index, "from");
  const std::string from = above.from.ToText();
  const std::string pair = BracketPath(index - 1) + " and " + BracketPath(index);
  if (above.from == below.from) {
    return Refuse(place, "TERMS-02", pair + " both start at " + from + "; every bracket needs its own bound");
  }
  if (above.from < below.from) {
    return Refuse(place, "TERMS-02",
                  from + " is below " + below.from.ToText() + ", where " + BracketPath(index - 1) +
                      " starts; bounds must ascend");
  }
  if (!below.to || *below.to == above.from) return {};
  const std::string to = below.to->ToText();
  if (*below.to < above.from) {
    return Refuse(place, "TERMS-02",
                  "a gap between " + pair + ": the first ends at " + to + ", the second starts at " + from +
                      "; they must share the bound");
  }
  return Refuse(
      place, "TERMS-02",
      pair + " overlap: the first ends at " + to + ", the second starts at " + from + "; they must share the bound");
}

// TERMS-01: the bounds of one bracket by themselves.
inline Status CheckBounds(const Schedule& schedule, std::size_t index) {
  const Bracket& bracket = schedule.brackets[index];
  if (bracket.from.sign() < 0) {
    return Refuse(BracketPath(index, "from"), "TERMS-01", "the bound " + bracket.from.ToText() + " is negative");
  }
  if (index == 0 && !bracket.from.IsZero() && !MayStartAboveZero(schedule.accumulation)) {
    return Refuse(BracketPath(index, "from"), "TERMS-01",
                  "the first bracket starts at " + bracket.from.ToText() + "; it must start at 0");
  }
  if (bracket.to && *bracket.to == bracket.from) {
    return Refuse(BracketPath(index, "to"), "TERMS-01",
                  "the bracket starts and ends at " + bracket.to->ToText() + " and holds nothing");
  }
  if (bracket.to && *bracket.to < bracket.from) {
    return Refuse(BracketPath(index, "to"), "TERMS-01",
                  "the bracket ends at " + bracket.to->ToText() + ", below its start at " + bracket.from.ToText());
  }
  return {};
}

// TERMS-03: what one bracket pays.
inline Status CheckBenefit(const Bracket& bracket, std::size_t index, bool counts) {
  if (bracket.rate && bracket.per_unit && !counts) {
    return Refuse(BracketPath(index, "per_unit"), "TERMS-03", "a bracket pays a rate or an amount per unit, not both");
  }
  if (!bracket.rate && !bracket.per_unit && !bracket.flat && !bracket.per_block) {
    return Refuse(BracketPath(index), "TERMS-03",
                  "the bracket says nothing of what it pays; expected rate, per_unit or flat (a rate of 0 where it "
                  "pays nothing)",
                  Code::policy_missing_key);
  }
  return {};
}

// TERMS-03: rates and amounts per unit do not mix over one schedule, since they apply to different kinds of basis.
inline Status CheckOneKindOfBenefit(const Schedule& schedule) {
  std::size_t first = schedule.brackets.size();
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    if (!bracket.rate && !bracket.per_unit) continue;
    if (first == schedule.brackets.size()) first = i;
    if (bracket.rate.has_value() == schedule.brackets[first].rate.has_value()) continue;
    return Refuse(BracketPath(i, bracket.rate ? "rate" : "per_unit"), "TERMS-03",
                  BracketPath(first) + (bracket.rate ? " pays per unit" : " pays a rate") + " and " + BracketPath(i) +
                      (bracket.rate ? " a rate" : " per unit") + "; a schedule pays one of the two");
  }
  return {};
}

// TERMS-04: what happens beyond a closed last bracket is said, and only then.
inline Status CheckBeyondLast(const Schedule& schedule) {
  const Bracket& last = schedule.brackets.back();
  if (last.to && !schedule.beyond_last) {
    return Refuse("beyond_last", "TERMS-04",
                  "the last bracket ends at " + last.to->ToText() +
                      "; say what holds above it: last_bracket, zero, error or overage",
                  Code::policy_missing_key);
  }
  if (!last.to && schedule.beyond_last) {
    return Refuse("beyond_last", "TERMS-04", "the last bracket has no end, so nothing lies beyond it");
  }
  return {};
}

}  // namespace terms_internal

inline Status CheckSchedule(const Schedule& schedule, bool counts) {
  using terms_internal::Refuse;
  if (schedule.brackets.empty()) {
    return Refuse("brackets", "TERMS-01", "a schedule needs at least one bracket", Code::policy_missing_key);
  }
  if (schedule.brackets.size() > static_cast<std::size_t>(kMaxBrackets)) {
    return Refuse("brackets", "TERMS-01",
                  std::to_string(schedule.brackets.size()) + " brackets; at most " + std::to_string(kMaxBrackets));
  }
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    KEYHAUL_CHECK(terms_internal::CheckBounds(schedule, i));
    if (i > 0) KEYHAUL_CHECK(terms_internal::CheckNeighbours(schedule, i));
    KEYHAUL_CHECK(terms_internal::CheckBenefit(schedule.brackets[i], i, counts));
  }
  KEYHAUL_CHECK(terms_internal::CheckForm(schedule, counts));
  if (!counts) KEYHAUL_CHECK(terms_internal::CheckOneKindOfBenefit(schedule));
  return terms_internal::CheckBeyondLast(schedule);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SCHEDULE_CHECK_H_

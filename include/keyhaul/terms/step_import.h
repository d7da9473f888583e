// Tables of whole steps, as tariffs print them: 0 to 100, 101 to 200, 201 and more.
//
// Such a table leaves a gap of one step between two brackets, where no amount of its unit lies. It says which amounts
// each bracket holds, not where the bound is: 100.5 pieces are in no row. Read under `up_to_inclusive`, the lower
// bracket's end is the bound, so that 100.5 has left it; read under `from_inclusive`, the upper bracket's start is, so
// that 100.5 has not reached it yet. `ImportSteps` writes the one bound and forgets the other.
//
//   step 1, up_to_inclusive:   0–100, 101–200, from 201   ->   from 0, from 100, from 200
//   step 1, from_inclusive:    0–100, 101–200, from 201   ->   from 0, from 101, from 201
#ifndef KEYHAUL_TERMS_STEP_IMPORT_H_
#define KEYHAUL_TERMS_STEP_IMPORT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_form_check.h"

namespace keyhaul {
inline namespace v1 {

// TERMS-20: turns a table of steps into brackets that share their bounds. Refused where a bracket but the last has no
// `to`, and where the next does not begin one step above it: a table that mixes steps, or shares some bounds, cannot be
// read in one way. Paths are relative to the schedule.
Status ImportSteps(const Decimal& step, Schedule* schedule);

namespace terms_internal {

inline Status CheckStepBetween(const Schedule& schedule, std::size_t index, const Decimal& step) {
  const Bracket& below = schedule.brackets[index - 1];
  const Bracket& above = schedule.brackets[index];
  if (!below.to) {
    return Refuse(BracketPath(index - 1, "to"), "TERMS-20",
                  "in a table of steps every bracket but the last has its end", Code::policy_missing_key);
  }
  KEYHAUL_TRY(const Decimal next, below.to->Add(step));
  if (next == above.from) return {};
  return Refuse(BracketPath(index, "from"), "TERMS-20",
                BracketPath(index - 1) + " ends at " + below.to->ToText() + ", so " + BracketPath(index) +
                    " begins one step of " + step.ToText() + " above it, at " + next.ToText() + ", and not at " +
                    above.from.ToText());
}

}  // namespace terms_internal

inline Status ImportSteps(const Decimal& step, Schedule* schedule) {
  if (schedule->brackets.empty()) return {};
  if (step.sign() <= 0) {
    return terms_internal::Refuse("step", "TERMS-20", "a step of " + step.ToText() + "; it must be above 0");
  }
  for (std::size_t i = 1; i < schedule->brackets.size(); ++i) {
    KEYHAUL_CHECK(terms_internal::CheckStepBetween(*schedule, i, step));
  }
  const bool lower_ends = schedule->boundary == Boundary::up_to_inclusive;
  for (std::size_t i = 1; i < schedule->brackets.size(); ++i) {
    Bracket& below = schedule->brackets[i - 1];
    Bracket& above = schedule->brackets[i];
    lower_ends ? above.from = *below.to : * below.to = above.from;
  }
  std::optional<Decimal>& end = schedule->brackets.back().to;
  if (end && !lower_ends) {
    KEYHAUL_TRY(end, end->Add(step));
  }
  schedule->printed_step = step;
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_STEP_IMPORT_H_

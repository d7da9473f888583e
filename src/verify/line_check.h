// One line of a statement: how it was earned, and what became of that.
#ifndef KEYHAUL_SRC_VERIFY_LINE_CHECK_H_
#define KEYHAUL_SRC_VERIFY_LINE_CHECK_H_

#include <cstdint>
#include <optional>

#include "src/verify/findings.h"
#include "src/verify/policy_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// A line with the rules that the policy has for it.
struct LineCase {
  const Place& place;
  const PolicyRules& policy;
  const JsonTree& rule;       // in `terms`
  const JsonTree* agreement;  // null without one
  RoundingRule rounding;
  std::optional<std::int64_t> begin;  // days of the line's period
  std::optional<std::int64_t> end;
  std::int64_t as_of = 0;
  bool is_unexplained = false;  // the run left steps and texts out

  bool IsFinal() const { return place.Text("state") == "final"; }
  // What was booked before the run, whose change is told elsewhere.
  bool IsBooked() const { return place.Text("flags") == "booked"; }
  bool IsPooled() const { return place.Has("group"); }
  // Whether the line is for some tiers only, and the account is in none of them.
  bool GetsNothing() const;
  // The days of the period on which the agreement is valid, of all its days; 1 where the days cannot be told.
  Number Proration() const;
  // The day after the last valid day.
  std::int64_t ValidEnd() const;
  Number Rounded(const Number& exact) const { return rounding.Of(exact); }
};

// Schedules: the steps behind what was earned, and the bracket (line_steps.cc).
void CheckSchedule(const LineCase& line);
// Stacks of discounts (line_stack.cc).
void CheckStack(const LineCase& line);
// What the lines of the line's agreement pay together at most; nothing where it shares no cap.
std::optional<Number> SharedCapOf(const LineCase& line);
// What a line pays by its own limits, with its top-up, before a shared cap.
Number OwnDueOf(const LineCase& line);
// All of a line: how it was earned, and the gates from there to the payout.
void CheckLine(const LineCase& line);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_LINE_CHECK_H_

// One line of a statement: how it was earned, and what became of that.
//
// A line for groups is earned by a pool, which stands on the statement of every member. The pool is a case of its own:
// its benefit is computed as that of an account, and the account has a part of it (line_pool.cc).
#ifndef KEYHAUL_SRC_VERIFY_LINE_CHECK_H_
#define KEYHAUL_SRC_VERIFY_LINE_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/expected_steps.h"
#include "src/verify/findings.h"
#include "src/verify/policy_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// A line, or one of its pools, with the rules that the policy has for it.
struct LineCase {
  Place place;
  const PolicyRules* policy;
  const JsonTree* rule;       // in `terms`
  const JsonTree* agreement;  // null without one
  RoundingRule rounding;
  std::string party;                  // the account, or the group of a pool
  std::optional<std::int64_t> begin;  // days of the line's period
  std::optional<std::int64_t> end;
  std::int64_t as_of = 0;
  bool is_unexplained = false;  // the run left steps and texts out
  bool is_pool = false;

  bool IsFinal() const { return place.Text("state") == "final"; }
  // What was booked before the run, whose change is told elsewhere.
  bool IsBooked() const { return place.Text("flags") == "booked" && !is_pool; }
  bool IsPooled() const { return !is_pool && place.Has("pools"); }
  bool IsForGroups() const { return agreement != nullptr && agreement->Find("groups") != nullptr; }
  // Whether the account has no part in the line any more, so that only what was booked is left to be settled.
  bool IsGone() const;
  // Whether the line is for some tiers only, and the account is in none of them.
  bool GetsNothing() const;
  // The days of the period on which the agreement is valid.
  std::int64_t ValidBegin() const;
  std::int64_t ValidEnd() const;
  std::int64_t ValidDays() const { return ValidEnd() - ValidBegin(); }
  // Those days, of all the period's; 1 where the days cannot be told.
  Number Proration() const;
  LineBases Bases() const;
  // The measure of the payable basis.
  std::string_view PaysOn() const {
    return rule->TextAt(rule->Find("pays_on") != nullptr ? "pays_on" : "qualifies_on");
  }
  // Whether parts of the qualifying basis are scaled to the payable one.
  bool IsScaled() const;
  Number Rounded(const Number& exact) const { return rounding.Of(exact); }
  // Whether what was booked is never taken back, and what is booked now for a change of what is to be booked.
  bool KeepsBooked() const { return rule->TextAt("clawback") == "floor_at_zero"; }
  Number BookedNow(const Number& change) const { return KeepsBooked() ? std::max(change, Number(0)) : change; }
};

// A schedule of a line, and which one it is.
struct LineVersion {
  std::size_t number = 0;
  std::int64_t begin = 0;  // days of the period on which it is in force
  std::int64_t end = 0;
  std::optional<ScheduleRule> schedule;  // nothing where it cannot be read
};

// The schedules that are in force on valid days of the period, in their order (line_versions.cc).
std::vector<LineVersion> VersionsOf(const LineCase& line);
// The exact value of the steps of a schedule; nothing where it cannot be computed.
std::optional<Number> ExactOf(const LineVersion& version, const LineBases& bases);
// The rule that a step names, by the schedule and the kind of the step.
std::string_view StepRuleOf(const ScheduleRule& schedule, std::string_view kind, bool is_flat, bool scaled);
// A step against the one that is expected; all of them.
void CompareStep(const LineCase& line, const LineVersion& version, std::size_t index, const ExpectedStep& expected);
void CompareSteps(const LineCase& line, const LineVersion& version, const ExpectedBenefit& expected);
// Several schedules in one period.
void CheckVersions(const LineCase& line, const std::vector<LineVersion>& versions);

// Schedules: the steps behind what was earned, and the bracket (line_steps.cc).
void CheckSchedule(const LineCase& line);
// Stacks of discounts (line_stack.cc).
void CheckStack(const LineCase& line);
// What a line or a pool earned, before limits.
void CheckEarned(const LineCase& line);
// The account's parts of what groups earned, and the pools themselves (line_pool.cc).
void CheckPools(const LineCase& line);
std::vector<LineCase> PoolsOf(const LineCase& line);

// What a party gets by the line's own limits, and what of it is accrued, booked and paid (line_booking.cc).
void CheckLimits(const LineCase& line);
void CheckAccrued(const LineCase& line);
void CheckBooking(const LineCase& line);
// What the lines of the line's agreement pay together at most; nothing where it shares no cap.
std::optional<Number> SharedCapOf(const LineCase& line);
// What a line pays by its own limits, with its top-up, before a shared cap.
Number OwnDueOf(const LineCase& line);

// How the line came about, as a person reads it (line_text.cc).
void CheckText(const LineCase& line);

// All of a line.
void CheckLine(const LineCase& line);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_LINE_CHECK_H_

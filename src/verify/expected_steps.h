// What a schedule pays on a basis, step by step, in fractions: the verification's own way to it.
//
// With q the qualifying basis, Q the payable one, L_i the bounds and r_i the benefits, the table in docs/POLICY.md says
// what each accumulation pays. Here every formula is followed as it stands there; nothing is prepared, compiled or
// shared with the engine.
#ifndef KEYHAUL_SRC_VERIFY_EXPECTED_STEPS_H_
#define KEYHAUL_SRC_VERIFY_EXPECTED_STEPS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/verify/policy_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

struct LineBases {
  Number qualifying;
  Number payable;
  std::optional<Number> counted;
  std::optional<Number> baseline;
  // Whether the other two are kept with as many decimals as the qualifying basis: a basis of 0 is the same 0 then.
  bool payable_is_alike = true;
  bool counted_is_alike = true;
};

struct ExpectedStep {
  std::string kind;
  std::int64_t bracket = 0;
  Number from;
  std::optional<Number> to;
  std::optional<Number> basis;
  Number benefit;
  Number exact;
  std::optional<Number> listed;     // of a price that was rounded to another, what it was
  std::optional<Number> unrounded;  // where rounding each step changed this one, what its value was
  bool is_prorated = false;         // a fixed amount, for some of the days
};

struct ExpectedBenefit {
  std::int64_t bracket = -1;  // -1: none is reached
  std::vector<ExpectedStep> steps;
};

// Nothing where the schedule's accumulation is not known.
std::optional<ExpectedBenefit> ExpectedBenefitOf(const ScheduleRule& schedule, const LineBases& bases);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_EXPECTED_STEPS_H_

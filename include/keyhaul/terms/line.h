// A line of the commercial terms: one rebate, who gets it and on what.
//
// A line says which rows count (its scope), over which periods they add up, which measure chooses the bracket and which
// one earns, and by which schedule. The rebate of an account for a period is one number, computed from the sums of that
// period and settled as the difference to what has been booked for it before (settlement.h).
#ifndef KEYHAUL_TERMS_LINE_H_
#define KEYHAUL_TERMS_LINE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/calendar.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/baseline.h"
#include "keyhaul/terms/schedule.h"

namespace keyhaul {
inline namespace v1 {

struct TermsLine {
  std::string id;  // unique within the policy
  Calendar period;
  std::vector<std::pair<std::string, std::vector<std::string>>> scope;  // dimension -> accepted values; empty: all rows
  std::vector<std::string> tiers;        // names of the tiers whose accounts get it; empty: all accounts
  std::string qualifies_on;              // measure that chooses the bracket
  std::string pays_on;                   // measure that earns
  std::optional<std::string> counts_on;  // quantity that earns amounts per unit beside `pays_on`, which is money then
  std::optional<Baseline> baseline;      // of a schedule of growth, required there
  Rounding rounding;                     // of the term
  Schedule schedule;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_LINE_H_

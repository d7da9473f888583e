// One statement: its head, its lines one by one, its totals and groups.
#ifndef KEYHAUL_SRC_VERIFY_STATEMENT_CHECK_H_
#define KEYHAUL_SRC_VERIFY_STATEMENT_CHECK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "src/verify/findings.h"
#include "src/verify/line_check.h"
#include "src/verify/policy_rules.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// A statement, and its lines with the rules that the policy has for them.
struct StatementCase {
  Place place;
  const PolicyRules* policy;
  std::optional<std::int64_t> begin;  // days of the statement's period, and of the run
  std::optional<std::int64_t> end;
  std::optional<std::int64_t> as_of;
  std::vector<LineCase> lines;

  bool IsHere(std::int64_t day) const { return day >= *begin && day < *end; }
};

// A line that the policy does not have is a difference, and left out.
StatementCase StatementCaseOf(const PolicyRules& policy, const Place& place);

void CheckStatement(const StatementCase& statement);
// Sums of the lines, and gross by the values of a dimension (statement_totals.cc).
void CheckTotals(const StatementCase& statement);
void CheckGroups(const StatementCase& statement);

// The parts of a total by weights that are not below 0: each its share rounded down to a unit, and the largest
// remainders one more. Equal parts where all weights are 0.
std::vector<Number> PartsOf(const Number& total, const std::vector<Number>& weights, const Number& unit);

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_STATEMENT_CHECK_H_

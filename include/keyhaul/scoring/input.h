// How the raw value of a criterion comes from the facts that are known of a candidate.
//
// Most criteria look at one fact. Ratios of a balance sheet are sums of quotients:
//
//   current_assets / current_liabilities
//   (current_assets - stock) / current_liabilities
//   365 * stock / cost_of_sales + 365 * receivables / sales        the operating cycle in days
//
// A quotient whose divisor is not above 0 says nothing that could be compared: the value is missing, for that reason.
// Where the facts are known for several periods, the latest is taken, or what became of it since the period before.
#ifndef KEYHAUL_SCORING_INPUT_H_
#define KEYHAUL_SCORING_INPUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"

namespace keyhaul {
inline namespace v1 {

// factor * fact.
struct FactTerm {
  std::string fact;
  Decimal factor = Decimal::FromInteger(1);
};

// times * (sum of over) / (sum of by); without `by` the sum of `over` alone.
struct Quotient {
  Decimal times = Decimal::FromInteger(1);
  std::vector<FactTerm> over;
  std::vector<FactTerm> by = {};
};

// Which of several periods count.
enum class PeriodUse : std::int8_t {
  latest,  // the last period with a value
  change,  // that less the one before it, as a difference
  growth,  // the same as a part of the one before it, which must be above 0
};

struct CriterionInput {
  std::vector<Quotient> sum;
  PeriodUse periods = PeriodUse::latest;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SCORING_INPUT_H_

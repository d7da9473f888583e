// What a calc settlement says beside its schedule: limits, interim policy, clawback, accrual.
#ifndef KEYHAUL_SRC_ENGINE_CALC_SETTLEMENT_RULES_H_
#define KEYHAUL_SRC_ENGINE_CALC_SETTLEMENT_RULES_H_

#include <optional>

#include "keyhaul/base/error.h"
#include "keyhaul/terms/accrual.h"
#include "keyhaul/terms/settlement_run.h"
#include "src/engine/calc.h"
#include "src/engine/calc_terms.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

struct SettlementRules {
  SettlementTerms terms;
  bool has_limits = false;
  std::optional<Accrual> accrual;
};

// `form` is that of the request, which has been checked.
Result<SettlementRules> ReadSettlementRules(const CalcRequest& request, const ObjectForm& form, const CalcTerms& terms);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_SETTLEMENT_RULES_H_

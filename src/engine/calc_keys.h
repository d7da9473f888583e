// Every key of a calc request, in the form of the policy's table (src/policy/keys.h). The path begins with `calc.` and
// the kind of request. Where a piece of policy stands, its inner keys are those of the policy.
#ifndef KEYHAUL_SRC_ENGINE_CALC_KEYS_H_
#define KEYHAUL_SRC_ENGINE_CALC_KEYS_H_

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "src/policy/keys.h"

namespace keyhaul {
inline namespace v1 {

inline constexpr std::string_view kCalcKinds[] = {"schedule", "settlement", "allocation", "tiering"};

inline constexpr PolicyKey kCalcKeys[] = {
    {"calc.schedule.calc", "word", true, "0.1", "schedule"},
    {"calc.schedule.currency", "text", true, "0.1", "ISO 4217 code of all money of the request."},
    {"calc.schedule.extra_money_digits", "integer", false, "0.1", "As in the policy."},
    {"calc.schedule.rounding", "object", false, "0.1", "As in the policy."},
    {"calc.schedule.schedule", "object", true, "0.1", "As terms[].schedule in the policy."},
    {"calc.schedule.unit", "text", false, "0.1", "Unit of both bases: \"money\" (if absent), \"kg:3\", \"piece\"."},
    {"calc.schedule.qualifying_unit", "text", false, "0.1", "Unit of the qualifying basis, if not `unit`."},
    {"calc.schedule.payable_unit", "text", false, "0.1", "Unit of the payable basis, if not `unit`."},
    {"calc.schedule.basis", "decimal", false, "0.1", "The basis that both chooses the bracket and earns."},
    {"calc.schedule.qualifying", "decimal", false, "0.1", "The basis that chooses the bracket; with `payable`."},
    {"calc.schedule.payable", "decimal", false, "0.1", "The basis that earns; with `qualifying`."},

    {"calc.settlement.calc", "word", true, "0.1", "settlement"},
    {"calc.settlement.currency", "text", true, "0.1", "ISO 4217 code of all money of the request."},
    {"calc.settlement.extra_money_digits", "integer", false, "0.1", "As in the policy."},
    {"calc.settlement.rounding", "object", false, "0.1", "As in the policy."},
    {"calc.settlement.schedule", "object", true, "0.1", "As terms[].schedule in the policy."},
    {"calc.settlement.unit", "text", false, "0.1", "As for a schedule."},
    {"calc.settlement.qualifying_unit", "text", false, "0.1", "As for a schedule."},
    {"calc.settlement.payable_unit", "text", false, "0.1", "As for a schedule."},
    {"calc.settlement.booked", "decimal", false, "0.1", "Money booked before the history begins; 0 if absent."},
    {"calc.settlement.history", "array", true, "0.1", "What was added to the basis before each settlement, in order."},
    {"calc.settlement.history[]", "object", true, "0.1", "One addition; it may be negative."},
    {"calc.settlement.history[].basis", "decimal", false, "0.1", "Added to both bases."},
    {"calc.settlement.history[].qualifying", "decimal", false, "0.1", "Added to the qualifying basis; with `payable`."},
    {"calc.settlement.history[].payable", "decimal", false, "0.1", "Added to the payable basis; with `qualifying`."},

    {"calc.allocation.calc", "word", true, "0.1", "allocation"},
    {"calc.allocation.currency", "text", false, "0.1", "ISO 4217 code: parts are multiples of its minor unit."},
    {"calc.allocation.rounding", "object", false, "0.1", "How fine the parts are, if not the currency's minor unit."},
    {"calc.allocation.rounding.step", "decimal", true, "0.1", "Parts are multiples of this."},
    {"calc.allocation.total", "decimal", true, "0.1", "What is shared out; a multiple of the step."},
    {"calc.allocation.weights", "array or object", true, "0.1", "The weights, or an object of keys and weights."},
    {"calc.allocation.weights[]", "decimal", true, "0.1", "A weight; all are of one sign."},
    {"calc.allocation.weights.*", "decimal", true, "0.1", "The weight of a key; ties are decided by key."},
    {"calc.allocation.method", "word", false, "0.1",
     "largest_remainder (if absent), floor_then_first, half_down_then_first, last or largest_line."},
    {"calc.allocation.zero_weights", "word", false, "0.1",
     "What happens where all weights are 0: error (if absent) or equal."},
    {"calc.allocation.capped", "boolean", false, "0.1",
     "Whether weights are amounts that no part exceeds, what is left being reported; false if absent."},

    {"calc.tiering.calc", "word", true, "0.1", "tiering"},
    {"calc.tiering.tiering", "object", true, "0.1", "As in the policy."},
    {"calc.tiering.tiering.value", "text", false, "0.1", "Accepted and not used: the values are given."},
    {"calc.tiering.tiering.window", "text", false, "0.1", "Accepted and not used: the values are given."},
    {"calc.tiering.tiering.crossing", "word", false, "0.1", "As in the policy."},
    {"calc.tiering.tiering.ties", "word", false, "0.1", "As in the policy."},
    {"calc.tiering.tiering.tiers", "array", true, "0.1", "As in the policy."},
    {"calc.tiering.accounts", "array", true, "0.1", "The accounts, in any order."},
    {"calc.tiering.accounts[]", "object", true, "0.1", "One account."},
    {"calc.tiering.accounts[].id", "text", true, "0.1", "Its id, unique."},
    {"calc.tiering.accounts[].value", "decimal", true, "0.1", "Its value in the window."},
};

// The keys of the pieces of policy and those of the requests around them.
inline constexpr auto kRequestKeys = [] {
  std::array<PolicyKey, std::size(kPolicyKeys) + std::size(kCalcKeys)> keys{};
  std::copy(std::begin(kCalcKeys), std::end(kCalcKeys),
            std::copy(std::begin(kPolicyKeys), std::end(kPolicyKeys), keys.begin()));
  return keys;
}();

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_KEYS_H_

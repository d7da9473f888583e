// A line of the terms, from what a policy says to what is computed with.
#ifndef KEYHAUL_SRC_ENGINE_COMPILE_LINE_H_
#define KEYHAUL_SRC_ENGINE_COMPILE_LINE_H_

#include <vector>

#include "keyhaul/engine/compiled_policy.h"

namespace keyhaul {
inline namespace v1 {

// Adds what the line reads of the ledger to the items of the plan.
Status AddLineItems(const Policy& policy, const TermsLine& line, std::vector<PlanItem>* items);

// Requires a checked policy, and a plan that has the line's items. `index` is the line's place in the terms.
Result<CompiledLine> CompileLine(const CompiledPolicy& compiled, std::size_t index);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_COMPILE_LINE_H_

// How the figures of a stack, of a commitment and of a schedule that changes came about, as a person reads them on a
// bill. Those of a schedule alone are rendered by the statement room.
#ifndef KEYHAUL_SRC_ENGINE_BENEFIT_TEXT_H_
#define KEYHAUL_SRC_ENGINE_BENEFIT_TEXT_H_

#include <string>

#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/commitment.h"
#include "keyhaul/terms/versions.h"
#include "src/kernels/stack_kernel.h"

namespace keyhaul {
inline namespace v1 {

// "100.00 × 20 % + 80.00 × 10 % = 28.00; 100.00 - 28.00 = 72.00"
std::string StackText(const CompiledStack& compiled, const kernels::StackAnswer& answer, int128 amount);

// "200.00 + true-up 283.87 = 483.87"
std::string CommitmentText(const CommitmentValue& value, int scale);

// "100.00 + 66.665 = 166.665 → 166.67 (half_up)", a summand for each version
std::string VersionsText(const VersionsValue& value, int128 amount, int scale, const Rounding& rounding);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_BENEFIT_TEXT_H_

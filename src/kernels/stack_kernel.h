// Stacks over any amounts and rates.
//
// A cascade of eight rates of twelve digits on an amount of 128 bits needs some 450 bits, and comparing two of its
// results twice as many digits below. The headers compute in 128 bits and refuse what may need more; here the same code
// also runs in 1024, chosen where the first refuses for size. Both give the same amounts (TERMS-72).
//
// Exact values come out as text, since no integer type of a header holds them.
#ifndef KEYHAUL_KERNELS_STACK_KERNEL_H_
#define KEYHAUL_KERNELS_STACK_KERNEL_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/evaluate_stack.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {

// What one line takes; bases and exact values in major units, as keyhaul::ToText writes an Exact. `shown` are the same
// as a bill shows them: cut, with an ellipsis, where they have more than six decimals that are not the currency's.
struct StackLineAnswer {
  bool applied = false;
  bool cut = false;
  bool equal_priority = false;
  std::string basis;
  std::string basis_shown;
  std::string exact;
  std::string exact_shown;
  int128 amount = 0;
};

struct StackAnswer {
  int128 discount = 0;
  std::string exact;
  std::string exact_shown;
  std::vector<StackLineAnswer> lines;
  std::vector<std::size_t> order;  // lines that apply, in the order in which they did
};

// As keyhaul::EvaluateStack and keyhaul::SpreadOfStack, for everything that 1022 bits hold. Refused with `overflow`
// beyond that, and where an amount, or the basis of a schedule, does not fit into 126.
Result<StackAnswer> EvaluateStack(const CompiledStack& stack, int128 amount);
Result<StackSpread> SpreadOfStack(const CompiledStack& stack, int128 amount);

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_KERNELS_STACK_KERNEL_H_

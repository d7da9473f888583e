// Lint of a stack of discounts. What order is worth, and whether anything is left to pay, depends on the amount; both
// are found by trying two: 1000, and one above the last bound of the schedules in the stack.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/limits.h"
#include "src/engine/calc.h"
#include "src/engine/lint_findings.h"
#include "src/kernels/stack_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The amounts that are tried, in minor units.
std::vector<int128> ProbesOf(const CompiledStack& stack) {
  const int128 unit = PowerOfTen(stack.money_scale);
  std::vector<int128> probes = {1000 * unit};
  std::optional<int128> last;
  for (std::size_t i = 0; i < stack.stack.lines.size(); ++i) {
    if (!stack.stack.lines[i].schedule) continue;
    const auto compiled = terms_internal::CompileStackSchedule(stack, i, stack.money_scale);
    if (compiled.ok()) last = std::max(last.value_or(0), compiled->brackets.back().start);
  }
  int128 above = 0;
  if (last && CheckedAdd(*last, unit, &above) && above != probes.front()) probes.push_back(above);
  return probes;
}

std::string NamesInOrder(const Stack& stack, const std::vector<std::size_t>& order) {
  std::string names;
  for (const std::size_t i : order) names += (names.empty() ? "" : ", ") + stack.lines[i].id;
  return names;
}

// What the order of the lines is worth on an amount, in a sentence; nothing where it is worth nothing. More lines than
// can be put in every order are swapped with their neighbours.
std::optional<std::string> OrderText(const CompiledStack& stack, int128 amount) {
  const auto text_of = [&stack](int128 value) { return AmountText(value, stack.money_scale); };
  if (stack.stack.lines.size() <= kMaxPermutedLines) {
    const Result<StackSpread> spread = kernels::SpreadOfStack(stack, amount);
    if (!spread.ok() || spread->least == spread->greatest) return std::nullopt;
    return "on " + text_of(amount) + " the discount is " + text_of(spread->least) + " in the order " +
           NamesInOrder(stack.stack, spread->least_order) + " and " + text_of(spread->greatest) + " in the order " +
           NamesInOrder(stack.stack, spread->greatest_order);
  }
  const Result<kernels::StackAnswer> given = kernels::EvaluateStack(stack, amount);
  for (std::size_t i = 1; given.ok() && i < stack.stack.lines.size(); ++i) {
    Stack swapped = stack.stack;
    std::swap(swapped.lines[i - 1], swapped.lines[i]);
    const Result<CompiledStack> compiled = CompileStack(swapped, stack.money_scale, stack.rounding);
    if (!compiled.ok()) continue;
    const Result<kernels::StackAnswer> other = kernels::EvaluateStack(*compiled, amount);
    if (!other.ok() || other->discount == given->discount) continue;
    return "on " + text_of(amount) + " the discount is " + text_of(given->discount) + ", and " +
           text_of(other->discount) + " with " + swapped.lines[i - 1].id + " before " + swapped.lines[i].id;
  }
  return std::nullopt;
}

void LintOrder(const CompiledStack& stack, const std::vector<int128>& probes, const std::string& path,
               LintFindings* findings) {
  for (const int128 amount : probes) {
    const std::optional<std::string> text = OrderText(stack, amount);
    if (!text) continue;
    findings->Add(path, "order_dependent", *text);
    return;
  }
}

// All is taken of every amount that was tried.
void LintWhole(const CompiledStack& stack, const std::vector<int128>& probes, const std::string& path,
               LintFindings* findings) {
  std::string tried;
  for (const int128 amount : probes) {
    const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(stack, amount);
    if (!answer.ok() || answer->discount < amount) return;
    tried += (tried.empty() ? "" : " and of ") + AmountText(amount, stack.money_scale);
  }
  findings->Add(path, "takes_all", "of " + tried + " the discounts take all, so that nothing is left to pay");
}

// Whether the line is ordered by a priority among those of its zone.
bool IsByPriority(const CompiledStack& stack, std::size_t line) {
  return stack.zones[stack.zone_of[line]].combine == Combine::priority;
}

void LintPriorities(const CompiledStack& stack, const std::string& path, LintFindings* findings) {
  const std::vector<StackLine>& lines = stack.stack.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!IsByPriority(stack, i)) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (stack.zone_of[j] != stack.zone_of[i] || lines[j].priority != lines[i].priority) continue;
      findings->Add(path + ".lines[" + std::to_string(i) + "].priority", "equal_priority",
                    "\"" + lines[j].id + "\" has the priority " + std::to_string(*lines[i].priority) +
                        " too; of the two it applies first, because it stands first");
      break;
    }
  }
}

}  // namespace

void LintStack(const CompiledStack& stack, const std::string& path, LintFindings* findings) {
  const std::vector<int128> probes = ProbesOf(stack);
  LintOrder(stack, probes, path, findings);
  LintWhole(stack, probes, path, findings);
  LintPriorities(stack, path, findings);
}

}  // namespace v1
}  // namespace keyhaul

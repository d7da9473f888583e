// Short ways to write stacks in tests, and to read what they take.
#ifndef KEYHAUL_TESTS_TERMS_STACK_BUILDER_H_
#define KEYHAUL_TESTS_TERMS_STACK_BUILDER_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/terms/evaluate_stack.h"
#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace terms_testing {

inline StackLine Percent(std::string id, std::string_view rate) {
  StackLine line;
  line.id = std::move(id);
  line.rate = Number(rate);
  return line;
}

inline StackLine Fixed(std::string id, std::string_view amount) {
  StackLine line;
  line.id = std::move(id);
  line.amount = Number(amount);
  return line;
}

inline StackLine Scheduled(std::string id, Schedule schedule) {
  StackLine line;
  line.id = std::move(id);
  line.schedule = std::move(schedule);
  return line;
}

inline StackLine On(StackBasis basis, StackLine line) {
  line.basis = basis;
  return line;
}

inline StackLine Alone(StackLine line) {
  line.exclusive = true;
  return line;
}

inline StackLine In(std::string zone, StackLine line) {
  line.zone = std::move(zone);
  return line;
}

inline StackLine Prior(std::int64_t priority, StackLine line) {
  line.priority = priority;
  return line;
}

inline StackLine Reducing(StackLine line) {
  line.reduces_others = true;
  return line;
}

inline Stack StackOf(Combine combine, std::vector<StackLine> lines) {
  Stack stack;
  stack.combine = combine;
  stack.lines = std::move(lines);
  return stack;
}

inline CompiledStack CompiledOf(const Stack& stack, const Rounding& rounding = RoundTo("0.01")) {
  Result<CompiledStack> compiled = CompileStack(stack, 2, rounding);
  EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.error().Text());
  return compiled.ok() ? *std::move(compiled) : CompiledStack();
}

inline std::string CentsText(int128 cents) {
  const Result<Decimal> amount = Decimal::Make(cents, 2);
  return amount.ok() ? amount->ToText(2) : amount.error().Text();
}

// "28.00 = 20.00 + 8.00": the discount on an amount of cents, and the amounts of the lines in the stack's order.
inline std::string TakesOf(const CompiledStack& compiled, std::string_view amount) {
  const Result<int128> cents = Number(amount).MantissaAt(2);
  if (!cents.ok()) return "the amount has no cents";
  const Result<StackValue<int128>> value = EvaluateStack(compiled, *cents);
  if (!value.ok()) return value.error().Text();
  std::string text = CentsText(value->discount) + " =";
  for (std::size_t i = 0; i < value->lines.size(); ++i) {
    text += (i == 0 ? " " : " + ") + (value->lines[i].applied ? CentsText(value->lines[i].amount) : std::string("-"));
  }
  return text;
}

inline std::string Takes(const Stack& stack, std::string_view amount) { return TakesOf(CompiledOf(stack), amount); }

}  // namespace terms_testing
}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_TERMS_STACK_BUILDER_H_

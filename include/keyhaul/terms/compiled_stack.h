// A stack in the form that is computed with: every stack is a list of zones.
//
// Where a stack has no zones of its own, all of its lines are one zone, which starts with the list amount.
#ifndef KEYHAUL_TERMS_COMPILED_STACK_H_
#define KEYHAUL_TERMS_COMPILED_STACK_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/compile_schedule.h"
#include "keyhaul/terms/rounded_prices.h"
#include "keyhaul/terms/stack.h"
#include "keyhaul/terms/stack_check.h"

namespace keyhaul {
inline namespace v1 {

struct CompiledZone {
  Combine combine = Combine::additive;
  Combine otherwise = Combine::additive;
  bool stops = false;
};

// Made by CompileStack and not changed afterwards; shareable between threads.
struct CompiledStack {
  Stack stack;
  std::vector<CompiledZone> zones;
  std::vector<std::size_t> zone_of;  // per line
  int money_scale = 0;               // decimals of the amount
  Rounding rounding;
  int128 step = 1;  // of the rounding, in minor units
};

// Refused with the errors of CheckStack, of CompileSchedule at "lines[1].schedule", of StepAt at "step", and at
// "at" where the rounding has a point that only schedules have.
Result<CompiledStack> CompileStack(const Stack& stack, int money_scale, const Rounding& rounding);

namespace terms_internal {

// A line's schedule over a basis with `scale` decimals, which may be finer than money.
inline Result<CompiledSchedule> CompileStackSchedule(const CompiledStack& stack, std::size_t line, int scale) {
  ScheduleUnits units;
  units.qualifying_scale = scale;
  units.payable_scale = scale;
  units.payable_is_money = true;
  units.money_scale = stack.money_scale;
  Result<CompiledSchedule> compiled = CompileSchedule(*stack.stack.lines[line].schedule, units, stack.rounding);
  if (compiled.ok()) return compiled;
  return Under(StackLinePath(line, "schedule"), std::move(compiled).error());
}

}  // namespace terms_internal

inline Result<CompiledStack> CompileStack(const Stack& stack, int money_scale, const Rounding& rounding) {
  KEYHAUL_CHECK(CheckStack(stack));
  KEYHAUL_CHECK(terms_internal::CheckRoundsTheTerm(rounding));
  CompiledStack out;
  out.stack = stack;
  out.money_scale = money_scale;
  out.rounding = rounding;
  KEYHAUL_TRY(out.step, StepAt(rounding, money_scale));
  for (const StackZone& zone : stack.zones) {
    out.zones.push_back({zone.combine, zone.otherwise.value_or(Combine::additive), zone.then == ZoneThen::stop});
  }
  if (out.zones.empty()) out.zones.push_back({stack.combine, stack.otherwise.value_or(Combine::additive), false});
  for (std::size_t i = 0; i < stack.lines.size(); ++i) {
    const StackZone* zone = terms_internal::ZoneOf(stack, stack.lines[i]);
    out.zone_of.push_back(zone == nullptr ? 0 : static_cast<std::size_t>(zone - stack.zones.data()));
    if (!stack.lines[i].schedule) continue;
    if (auto compiled = terms_internal::CompileStackSchedule(out, i, money_scale); !compiled.ok()) {
      return std::move(compiled).error();
    }
  }
  return out;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_COMPILED_STACK_H_

// Checks a stack without an amount; see `CheckStack` in stack.h.
//
// A key that the combination does not look at is refused, not passed over: who writes a priority believes that it
// counts.
#ifndef KEYHAUL_TERMS_STACK_CHECK_H_
#define KEYHAUL_TERMS_STACK_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/terms/schedule_check.h"
#include "keyhaul/terms/stack.h"

namespace keyhaul {
inline namespace v1 {

namespace terms_internal {

inline constexpr std::string_view kStackRule = "TERMS-60";

inline std::string StackLinePath(std::size_t index, std::string_view field = {}) {
  std::string path = "lines[" + std::to_string(index) + "]";
  if (!field.empty()) path += "." + std::string(field);
  return path;
}

inline Status CheckOtherwise(Combine combine, const std::optional<Combine>& otherwise, const std::string& path) {
  if (!otherwise) return {};
  if (combine != Combine::exclusive) {
    return Refuse(path, kStackRule, "otherwise is for an exclusive combination: it says what holds where none applies");
  }
  if (*otherwise == Combine::additive || *otherwise == Combine::cascade || *otherwise == Combine::best_of) return {};
  return Refuse(path, kStackRule, "expected additive, cascade or best_of");
}

// What of a stack is in use, which decides what its lines may say.
struct StackUse {
  bool priority = false;  // of the whole stack, or of the line's zone
  bool exclusive = false;

  static StackUse Of(Combine combine) { return {combine == Combine::priority, combine == Combine::exclusive}; }
};

inline Status CheckZones(const Stack& stack) {
  const bool used = stack.combine == Combine::zones;
  if (!used && !stack.zones.empty()) return Refuse("zones", kStackRule, "zones are for a combination by zones");
  if (used && stack.zones.empty()) return Refuse("zones", kStackRule, "a combination by zones needs one at least");
  if (stack.zones.size() > kMaxStackLines) {
    return Refuse("zones", kStackRule, "at most " + std::to_string(kMaxStackLines) + " zones");
  }
  for (std::size_t i = 0; i < stack.zones.size(); ++i) {
    const StackZone& zone = stack.zones[i];
    const std::string path = "zones[" + std::to_string(i) + "].";
    const auto same = [&zone](const StackZone& other) { return other.name == zone.name; };
    const auto end = stack.zones.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(stack.zones.begin(), end, same)) {
      return Refuse(path + "name", kStackRule, "the zone \"" + zone.name + "\" stands twice");
    }
    if (zone.combine == Combine::zones || zone.combine == Combine::reduction) {
      return Refuse(path + "combine", kStackRule, "expected additive, cascade, best_of, exclusive or priority");
    }
    KEYHAUL_CHECK(CheckOtherwise(zone.combine, zone.otherwise, path + "otherwise"));
  }
  return {};
}

// The zone of a line, or nothing where it names none.
inline const StackZone* ZoneOf(const Stack& stack, const StackLine& line) {
  const auto named = [&line](const StackZone& zone) { return zone.name == line.zone; };
  const auto found = std::find_if(stack.zones.begin(), stack.zones.end(), named);
  return found == stack.zones.end() ? nullptr : &*found;
}

inline Status CheckStackLine(const Stack& stack, std::size_t index) {
  const StackLine& line = stack.lines[index];
  const int benefits = (line.rate ? 1 : 0) + (line.amount ? 1 : 0) + (line.schedule ? 1 : 0);
  if (benefits != 1) {
    return Refuse(StackLinePath(index), kStackRule, "a line has exactly one of rate, amount and schedule");
  }
  if (line.schedule && line.schedule->accumulation == Accumulation::growth) {
    return Refuse(StackLinePath(index, "schedule.accumulation"), kStackRule,
                  "growth needs a baseline, which a stack does not have");
  }
  const bool zones = stack.combine == Combine::zones;
  const StackZone* zone = ZoneOf(stack, line);
  if (zones && zone == nullptr) {
    return Refuse(StackLinePath(index, "zone"), kStackRule, "expected the name of one of the zones");
  }
  if (!zones && !line.zone.empty()) {
    return Refuse(StackLinePath(index, "zone"), kStackRule, "a zone is for a combination by zones");
  }
  const StackUse use = StackUse::Of(zone != nullptr ? zone->combine : stack.combine);
  if (use.priority && !line.priority) {
    return Refuse(StackLinePath(index, "priority"), kStackRule, "a combination by priority needs one of every line",
                  Code::policy_missing_key);
  }
  if (!use.priority && line.priority) {
    return Refuse(StackLinePath(index, "priority"), kStackRule, "a priority is for a combination by priority");
  }
  if (!use.exclusive && line.exclusive) {
    return Refuse(StackLinePath(index, "exclusive"), kStackRule, "exclusive is for an exclusive combination");
  }
  if (stack.combine != Combine::reduction && line.reduces_others) {
    return Refuse(StackLinePath(index, "reduces_others"), kStackRule,
                  "reduces_others is for a combination by reduction");
  }
  return {};
}

// Whether the direction of priorities is stated exactly where there are any.
inline Status CheckPriorityOrder(const Stack& stack) {
  const auto by_priority = [](const StackZone& zone) { return zone.combine == Combine::priority; };
  const bool used =
      stack.combine == Combine::priority || std::any_of(stack.zones.begin(), stack.zones.end(), by_priority);
  if (used == stack.priority_order.has_value()) return {};
  if (!used) return Refuse("priority_order", kStackRule, "priority_order is for a combination by priority");
  return Refuse("priority_order", kStackRule,
                "which priority comes first is not the same everywhere: expected lowest_first or highest_first",
                Code::policy_missing_key);
}

}  // namespace terms_internal

inline Status CheckStack(const Stack& stack) {
  using terms_internal::kStackRule;
  if (stack.lines.empty() || stack.lines.size() > kMaxStackLines) {
    return terms_internal::Refuse("lines", kStackRule, "a stack has 1 to " + std::to_string(kMaxStackLines) + " lines");
  }
  KEYHAUL_CHECK(terms_internal::CheckOtherwise(stack.combine, stack.otherwise, "otherwise"));
  KEYHAUL_CHECK(terms_internal::CheckZones(stack));
  KEYHAUL_CHECK(terms_internal::CheckPriorityOrder(stack));
  for (std::size_t i = 0; i < stack.lines.size(); ++i) {
    const auto same = [&stack, i](const StackLine& other) { return other.id == stack.lines[i].id; };
    const auto end = stack.lines.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(stack.lines.begin(), end, same)) {
      return terms_internal::Refuse(terms_internal::StackLinePath(i, "id"), kStackRule,
                                    "the line \"" + stack.lines[i].id + "\" stands twice");
    }
    KEYHAUL_CHECK(terms_internal::CheckStackLine(stack, i));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_STACK_CHECK_H_

// Checks that a schedule says what its accumulation needs, and nothing that it would ignore; a part of `CheckSchedule`.
//
//   accumulation                         benefits of a bracket           key of its own
//   marginal, whole, target, d365_*,     rate or per_unit, flat          whole: deficit
//   linear, growth                                                       growth: growth
//   flat, sum_of_reached                 flat
//   block                                per_block, flat                 block
//
// What is refused here would otherwise be read and never used: a rate beside flats, the size of a block where nothing
// counts blocks.
#ifndef KEYHAUL_TERMS_SCHEDULE_FORM_CHECK_H_
#define KEYHAUL_TERMS_SCHEDULE_FORM_CHECK_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "keyhaul/base/error.h"
#include "keyhaul/terms/schedule.h"

namespace keyhaul {
inline namespace v1 {
namespace terms_internal {

inline std::string BracketPath(std::size_t index, std::string_view field = {}) {
  std::string path = "brackets[" + std::to_string(index) + "]";
  if (!field.empty()) {
    path += '.';
    path += field;
  }
  return path;
}

inline Error Refuse(std::string path, std::string_view rule, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = rule;
  return error;
}

constexpr std::string_view WordOf(Accumulation accumulation) {
  constexpr std::string_view kWords[] = {"marginal",   "whole",  "flat",  "sum_of_reached", "d365_rolling",
                                         "d365_total", "target", "block", "growth",         "linear"};
  return kWords[static_cast<std::size_t>(accumulation)];
}

// Flats alone.
constexpr bool PaysFlatsOnly(Accumulation accumulation) {
  return accumulation == Accumulation::flat || accumulation == Accumulation::sum_of_reached;
}

// Whether brackets may begin above 0, so that less reaches none of them.
constexpr bool MayStartAboveZero(Accumulation accumulation) {
  return accumulation == Accumulation::target || accumulation == Accumulation::growth;
}

// Whether what is paid is a line in the basis within each bracket: these compile to segments.
constexpr bool IsSegmented(const Schedule& schedule) {
  return schedule.accumulation <= Accumulation::target && !schedule.deficit;
}

inline Error RefuseOf(const Schedule& schedule, std::string path, std::string_view rule, std::string what) {
  return Refuse(std::move(path), rule,
                "accumulation " + std::string(WordOf(schedule.accumulation)) + " " + std::move(what));
}

// TERMS-31: benefits that the accumulation would ignore.
inline Status CheckBenefitOfForm(const Schedule& schedule, std::size_t index) {
  const Bracket& bracket = schedule.brackets[index];
  const bool is_block = schedule.accumulation == Accumulation::block;
  if (bracket.per_block && !is_block) {
    return RefuseOf(schedule, BracketPath(index, "per_block"), "TERMS-31",
                    "counts no blocks; expected rate or per_unit");
  }
  if (!bracket.rate && !bracket.per_unit) return {};
  const std::string path = BracketPath(index, bracket.rate ? "rate" : "per_unit");
  if (is_block) return RefuseOf(schedule, path, "TERMS-31", "pays for blocks; expected per_block");
  if (PaysFlatsOnly(schedule.accumulation)) return RefuseOf(schedule, path, "TERMS-31", "pays flats; expected flat");
  return {};
}

// TERMS-25: a block has a size, and no less than nothing is free.
inline Status CheckBlock(const Schedule& schedule) {
  if (schedule.accumulation != Accumulation::block) {
    return schedule.block ? RefuseOf(schedule, "block", "TERMS-31", "counts no blocks") : Status();
  }
  if (!schedule.block) {
    return Refuse("block", "TERMS-25", "accumulation block needs the size of a block", Code::policy_missing_key);
  }
  if (schedule.block->size.sign() <= 0) {
    return Refuse("block.size", "TERMS-25", "a block of " + schedule.block->size.ToText() + "; it must be above 0");
  }
  if (schedule.block->free.sign() < 0) {
    return Refuse("block.free", "TERMS-25", schedule.block->free.ToText() + " free; it must not be below 0");
  }
  return {};
}

inline Status CheckGrowth(const Schedule& schedule) {
  const bool is_growth = schedule.accumulation == Accumulation::growth;
  if (is_growth && !schedule.growth) {
    return Refuse("growth", "TERMS-26", "accumulation growth needs to say what it pays on", Code::policy_missing_key);
  }
  return schedule.growth && !is_growth ? RefuseOf(schedule, "growth", "TERMS-31", "has no baseline") : Status();
}

// TERMS-30: deficit rating chooses among prices of the whole basis.
inline Status CheckDeficit(const Schedule& schedule) {
  if (!schedule.deficit || schedule.accumulation == Accumulation::whole) return {};
  return RefuseOf(schedule, "deficit", "TERMS-31",
                  "rates no whole basis, so that no bracket is cheaper; expected whole");
}

// TERMS-21: what the part beyond the last bracket earns is said exactly where it is asked for.
inline Status CheckOverage(const Schedule& schedule) {
  const bool wanted = schedule.beyond_last == BeyondLast::overage;
  if (wanted && schedule.accumulation != Accumulation::marginal) {
    return RefuseOf(schedule, "beyond_last", "TERMS-21",
                    "has no part above its brackets that could earn an overage; expected last_bracket, zero or error");
  }
  if (wanted && !schedule.overage) {
    return Refuse("overage", "TERMS-21", "say what the part above the last bracket earns", Code::policy_missing_key);
  }
  if (!wanted && schedule.overage) {
    return Refuse("overage", "TERMS-21", "nothing earns it; it belongs to beyond_last overage");
  }
  return {};
}

// TERMS-29: rates on money and amounts per counted unit stand together where slices or wholes are paid.
inline Status CheckCounting(const Schedule& schedule, bool counts) {
  if (!counts) return {};
  if (!IsSegmented(schedule) || PaysFlatsOnly(schedule.accumulation)) {
    return RefuseOf(schedule, schedule.deficit ? "deficit" : "accumulation", "TERMS-29",
                    "has no amounts per unit of a quantity that is counted beside the payable basis");
  }
  if (schedule.overage) {
    return Refuse("overage", "TERMS-29", "it may be a rate or an amount per unit where a quantity is counted too");
  }
  for (const Bracket& bracket : schedule.brackets) {
    if (bracket.per_unit) return {};
  }
  return Refuse("brackets", "TERMS-29", "a quantity is counted, and no bracket pays per unit of it");
}

inline Status CheckForm(const Schedule& schedule, bool counts) {
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) KEYHAUL_CHECK(CheckBenefitOfForm(schedule, i));
  KEYHAUL_CHECK(CheckBlock(schedule));
  KEYHAUL_CHECK(CheckGrowth(schedule));
  KEYHAUL_CHECK(CheckDeficit(schedule));
  KEYHAUL_CHECK(CheckOverage(schedule));
  return CheckCounting(schedule, counts);
}

}  // namespace terms_internal
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_SCHEDULE_FORM_CHECK_H_

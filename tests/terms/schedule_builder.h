// Short ways to write schedules in tests.
#ifndef KEYHAUL_TESTS_TERMS_SCHEDULE_BUILDER_H_
#define KEYHAUL_TESTS_TERMS_SCHEDULE_BUILDER_H_

#include <optional>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/terms.h"

namespace keyhaul {
namespace terms_testing {

inline Decimal Number(std::string_view text) {
  const Result<Decimal> number = Decimal::Parse(text);
  EXPECT_TRUE(number.ok()) << text;
  return number.ok() ? *number : Decimal();
}

inline std::optional<Decimal> Maybe(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional<Decimal>(Number(text));
}

// Empty texts are absent parts.
inline Bracket RateFrom(std::string_view from, std::string_view rate, std::string_view flat = "",
                        std::string_view to = "") {
  return {Number(from), Maybe(to), Maybe(rate), std::nullopt, Maybe(flat)};
}

inline Bracket UnitsFrom(std::string_view from, std::string_view per_unit, std::string_view flat = "",
                         std::string_view to = "") {
  return {Number(from), Maybe(to), std::nullopt, Maybe(per_unit), Maybe(flat)};
}

inline Schedule Marginal(std::vector<Bracket> brackets, Boundary boundary = Boundary::from_inclusive) {
  return {Accumulation::marginal, boundary, std::nullopt, true, std::move(brackets)};
}

inline Schedule Whole(std::vector<Bracket> brackets, Boundary boundary = Boundary::from_inclusive) {
  return {Accumulation::whole, boundary, std::nullopt, true, std::move(brackets)};
}

inline Rounding RoundTo(std::string_view step, RoundingMode mode = RoundingMode::half_up) {
  return {mode, Number(step)};
}

// Both bases and the amount in cents.
inline constexpr ScheduleUnits kCents{2, 2, true, 2};

// Both bases in whole units, the amount in cents.
inline constexpr ScheduleUnits kPieces{0, 0, false, 2};

inline CompiledSchedule Compiled(const Schedule& schedule, const ScheduleUnits& units = kCents,
                                 const Rounding& rounding = RoundTo("0.01")) {
  Result<CompiledSchedule> compiled = CompileSchedule(schedule, units, rounding);
  EXPECT_TRUE(compiled.ok()) << (compiled.ok() ? "" : compiled.error().Text());
  return compiled.ok() ? *std::move(compiled) : CompiledSchedule();
}

// The rounded benefit as decimal text, of bases given as decimal text.
inline std::string Pays(const CompiledSchedule& schedule, std::string_view qualifying, std::string_view payable) {
  const Result<int128> q = Number(qualifying).MantissaAt(schedule.units.qualifying_scale);
  const Result<int128> p = Number(payable).MantissaAt(schedule.units.payable_scale);
  if (!q.ok() || !p.ok()) return "a basis does not fit its scale";
  const Result<ScheduleValue> value = Evaluate(schedule, {*q, *p});
  if (!value.ok()) return value.error().Text();
  const Result<Decimal> amount = Decimal::Make(value->rounded, schedule.units.money_scale);
  return amount.ok() ? amount->ToText(schedule.units.money_scale) : amount.error().Text();
}

inline std::string Pays(const CompiledSchedule& schedule, std::string_view basis) {
  return Pays(schedule, basis, basis);
}

}  // namespace terms_testing
}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_TERMS_SCHEDULE_BUILDER_H_

#include "src/engine/schedule_outlook.h"

#include "keyhaul/base/exact.h"
#include "keyhaul/terms/outlook.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/calc.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// Money in minor units per smallest unit of the basis, as money per unit.
std::string RateText(const Exact& rate, const ScheduleUnits& units) {
  const int finer = units.qualifying_scale - units.money_scale;
  if (finer <= 0) return ToText(rate, -finer);
  const int128 factor = PowerOfTen(finer);
  const Result<Exact> scaled = Add({rate.whole * factor, 0, 1}, MakeExact(rate.numerator * factor, rate.denominator));
  return scaled.ok() ? ToText(*scaled, 0) : std::string();
}

Result<ScheduleValue> ValueAt(const CompiledSchedule& schedule, Bases bases, int128 basis) {
  bases.qualifying = basis;
  bases.payable = basis;
  return kernels::Evaluate(schedule, bases);
}

}  // namespace

Result<ScheduleOutlook> OutlookOf(const CompiledSchedule& schedule, const Bases& bases) {
  ScheduleOutlook out;
  KEYHAUL_TRY(const ScheduleValue here, kernels::Evaluate(schedule, bases));
  if (const Result<ScheduleValue> next_unit = ValueAt(schedule, bases, bases.qualifying + 1); next_unit.ok()) {
    KEYHAUL_TRY(const Exact gain, Subtract(next_unit->exact, here.exact));
    out.marginal_rate = RateText(gain, schedule.units);
  }
  if (bases.qualifying > 0) {
    KEYHAUL_TRY(const Exact rate, DivideBy(here.exact, bases.qualifying));
    out.effective_rate = RateText(rate, schedule.units);
  }
  KEYHAUL_TRY(const std::optional<int128> start, NextBracketStart(schedule, bases));
  if (!start.has_value()) return out;
  KEYHAUL_TRY(const ScheduleValue there, ValueAt(schedule, bases, *start));
  out.next_bracket = there.bracket;
  out.to_next = AmountText(*start - bases.qualifying, schedule.units.qualifying_scale);
  out.pays_next = there.rounded;
  return out;
}

}  // namespace v1
}  // namespace keyhaul

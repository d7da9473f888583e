// From a schedule as it is written to the integers that are computed with (compiled_schedule.h).
//
//   KEYHAUL_TRY(const CompiledSchedule compiled, CompileSchedule(schedule, units, rounding));
//
// The common denominator is the least power of ten over which every product of a benefit by a basis, and every flat, is
// an integer number of minor units.
#ifndef KEYHAUL_TERMS_COMPILE_SCHEDULE_H_
#define KEYHAUL_TERMS_COMPILE_SCHEDULE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/terms/compiled_schedule.h"
#include "keyhaul/terms/rounded_prices.h"
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_check.h"
#include "keyhaul/terms/segments.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {

// Refused with the errors of CheckSchedule; where a rate meets a payable basis that is not money, or an amount per unit
// one that is, and no quantity is counted beside it; with `overflow` where the numbers of the schedule have together
// more digits than can be held; and with the errors of StepAt where the rounding step is not a whole number of minor
// units (TERMS-07: what is rounded can be paid); and of RoundPrices. Paths are relative to the schedule, and "step" and
// "at" for the rounding's.
Result<CompiledSchedule> CompileSchedule(const Schedule& schedule, const ScheduleUnits& units,
                                         const Rounding& rounding);

namespace terms_internal {

inline int128 StartOf(int128 bound, int128 factor, Boundary boundary) {
  return boundary == Boundary::from_inclusive ? DivideRounded(bound, factor, RoundingMode::ceiling)
                                              : DivideRounded(bound, factor, RoundingMode::floor) + 1;
}

inline const std::optional<Decimal>& BenefitOf(const Bracket& bracket) {
  if (bracket.per_block) return bracket.per_block;
  return bracket.rate ? bracket.rate : bracket.per_unit;
}

inline bool IsSliced(const Schedule& schedule) {
  if (schedule.accumulation == Accumulation::growth) return schedule.growth->pays != GrowthPays::whole_basis;
  return schedule.accumulation == Accumulation::marginal || schedule.accumulation == Accumulation::d365_rolling ||
         schedule.deficit.has_value();
}

// The greatest scales of a schedule's numbers.
struct ScheduleScales {
  int benefit = 0;
  int flat = 0;
  int bound = 0;
};

inline ScheduleScales ScalesOf(const Schedule& schedule) {
  ScheduleScales scales;
  if (schedule.overage) scales.benefit = schedule.overage->scale();
  for (const Bracket& bracket : schedule.brackets) {
    if (BenefitOf(bracket)) scales.benefit = std::max(scales.benefit, BenefitOf(bracket)->scale());
    if (bracket.flat) scales.flat = std::max(scales.flat, bracket.flat->scale());
    scales.bound = std::max(scales.bound, bracket.from.scale());
    if (bracket.to) scales.bound = std::max(scales.bound, bracket.to->scale());
  }
  return scales;
}

// TERMS-05: a rate applies to money, an amount per unit to a quantity.
inline Status CheckBenefitKind(const Schedule& schedule, bool payable_is_money) {
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    if (bracket.rate && !payable_is_money) {
      return Refuse(BracketPath(i, "rate"), "TERMS-05",
                    "a rate needs a payable basis in money; a quantity is paid by per_unit");
    }
    if (bracket.per_unit && payable_is_money) {
      return Refuse(BracketPath(i, "per_unit"), "TERMS-05",
                    "an amount per unit needs a payable basis that is a quantity; money is paid by rate");
    }
  }
  return {};
}

inline Error TooManyDigits(std::string path, const Decimal& number) {
  return Refuse(std::move(path), "TERMS-06",
                number.ToText() + " has too many digits beside the other numbers of the schedule", Code::overflow);
}

// The mantissa of `number` at `scale`, times 10^shift.
inline Result<int128> ScaledMantissa(const Decimal& number, int scale, int shift, std::string path) {
  Result<int128> mantissa = number.MantissaAt(scale);
  int128 scaled = 0;
  // Two bits are left free, so that numbers next to one another can be added.
  if (!mantissa.ok() || !CheckedMultiply(*mantissa, PowerOfTen(shift), &scaled) || BitWidth(scaled) > kFastBits) {
    return TooManyDigits(std::move(path), number);
  }
  return scaled;
}

// Fills in the integers of one bracket. `benefit_shift` and `flat_shift` are the powers of ten between a benefit's or
// a flat's own scale and the denominator.
struct BracketCompiler {
  const CompiledSchedule& out;
  ScheduleScales scales;
  int benefit_shift;
  int flat_shift;

  Status Fill(std::size_t index, const char* kind, CompiledBracket* bracket) const {
    KEYHAUL_TRY(bracket->bound, ScaledMantissa(bracket->from, out.bound_scale, 0, BracketPath(index, "from")));
    const bool starts_at_zero = out.accumulation == Accumulation::growth || (index == 0 && bracket->from.IsZero());
    bracket->start = starts_at_zero ? int128(0) : StartOf(bracket->bound, out.bound_factor, out.boundary);
    if (bracket->benefit) {
      KEYHAUL_TRY(bracket->coefficient,
                  ScaledMantissa(*bracket->benefit, scales.benefit, benefit_shift, BracketPath(index, kind)));
    }
    if (bracket->fixed) {
      KEYHAUL_TRY(bracket->flat, ScaledMantissa(*bracket->fixed, scales.flat, flat_shift, BracketPath(index, "flat")));
    }
    return {};
  }
};

inline Error TooFineScales(int decimals) {
  return Refuse("brackets", "TERMS-06",
                "benefits, bounds and bases have together " + std::to_string(decimals) +
                    " decimals below the minor unit; at most " + std::to_string(kMaxPowerOfTen),
                Code::overflow);
}

// Whether the benefit between two points is a price per unit that is rounded.
inline bool RoundsPricesOnLine(const CompiledSchedule& schedule) {
  return schedule.accumulation == Accumulation::linear && schedule.rounding.at == RoundingPoint::unit_price;
}

// Decides scales and the common denominator.
inline Result<BracketCompiler> PrepareScales(const Schedule& schedule, CompiledSchedule* out) {
  const ScheduleUnits& units = out->units;
  ScheduleScales scales = ScalesOf(schedule);
  if (RoundsPricesOnLine(*out)) scales.benefit = std::max(scales.benefit, out->rounding.step.scale());
  int slice_scale = std::max(units.qualifying_scale, scales.bound);
  out->bound_scale = slice_scale;
  if (schedule.growth) {
    // A slice of growth lies between two products of a ratio by the baseline.
    out->bound_scale = scales.bound;
    slice_scale = scales.bound + units.baseline_scale.value_or(units.qualifying_scale);
  }
  const int slice_shift = slice_scale - units.qualifying_scale;
  if (slice_shift > kMaxPowerOfTen) return TooFineScales(slice_shift);
  out->bound_factor = PowerOfTen(slice_shift);
  if (schedule.growth) out->ratio_factor = PowerOfTen(out->bound_scale);
  // Slices are cut at bounds, so finer bounds make finer slices; a whole basis is not cut; blocks are whole numbers.
  const int earning_scale = schedule.block ? 0 : units.payable_scale + (out->sliced ? slice_shift : 0);
  const int product_scale = scales.benefit + earning_scale - units.money_scale;
  const int flat_scale = scales.flat - units.money_scale;
  out->denominator_scale = std::max({product_scale, flat_scale, 0});
  const int shift = std::max(out->denominator_scale - product_scale, out->denominator_scale - flat_scale);
  if (out->denominator_scale > kMaxPowerOfTen || shift > kMaxPowerOfTen) return TooFineScales(out->denominator_scale);
  out->denominator = PowerOfTen(out->denominator_scale);
  return BracketCompiler{*out, scales, out->denominator_scale - product_scale, out->denominator_scale - flat_scale};
}

inline const char* KindOf(const Bracket& bracket) {
  if (bracket.per_block) return "per_block";
  return bracket.rate ? "rate" : "per_unit";
}

// What lies beyond a closed last bracket: a bracket without benefit, or with the overage; or nothing, and is refused.
inline Status CompileBeyond(const Schedule& schedule, const BracketCompiler& compiler, CompiledSchedule* out) {
  CompiledBracket beyond;
  beyond.from = *out->brackets.back().to;
  beyond.benefit = schedule.overage;
  if (!beyond.benefit && out->brackets.back().benefit) beyond.benefit = Decimal();
  KEYHAUL_CHECK(compiler.Fill(schedule.brackets.size(), "rate", &beyond));
  if (schedule.beyond_last == BeyondLast::error) {
    out->refused_from = beyond.start;
    out->refused_bound = beyond.bound;
  } else {
    out->brackets.push_back(beyond);
  }
  return {};
}

inline Status CompileBrackets(const Schedule& schedule, const BracketCompiler& compiler, CompiledSchedule* out) {
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& source = schedule.brackets[i];
    const bool last = i + 1 == schedule.brackets.size();
    CompiledBracket bracket;
    bracket.from = source.from;
    bracket.benefit = BenefitOf(source);
    bracket.fixed = source.flat;
    if (!last) bracket.to = schedule.brackets[i + 1].from;
    if (last && schedule.beyond_last != BeyondLast::last_bracket) bracket.to = source.to;
    KEYHAUL_CHECK(compiler.Fill(i, KindOf(source), &bracket));
    out->brackets.push_back(bracket);
  }
  out->own_brackets = out->brackets.size();
  return out->brackets.back().to ? CompileBeyond(schedule, compiler, out) : Status();
}

// Blocks are counted in the payable basis, or in slices scaled to it.
inline Status CompileBlock(const BlockRule& rule, CompiledSchedule* out) {
  const int slice_shift = out->bound_scale - out->units.qualifying_scale;
  const int counted = out->units.payable_scale + (rule.per == BlockPer::slice ? slice_shift : 0);
  const int scale = std::max({counted, rule.size.scale(), rule.free.scale()});
  if (scale - counted > kMaxPowerOfTen) return TooFineScales(scale);
  CompiledBlock block;
  block.factor = PowerOfTen(scale - counted);
  KEYHAUL_TRY(block.size, ScaledMantissa(rule.size, scale, 0, "block.size"));
  KEYHAUL_TRY(block.free, ScaledMantissa(rule.free, scale, 0, "block.free"));
  constexpr RoundingMode kModes[] = {RoundingMode::ceiling, RoundingMode::floor, RoundingMode::half_up};
  block.count = kModes[static_cast<std::size_t>(rule.count)];
  block.per = rule.per;
  out->block = block;
  return {};
}

inline Status CompilePriceStep(const BracketCompiler& compiler, CompiledSchedule* out) {
  KEYHAUL_TRY(out->price_step,
              ScaledMantissa(out->rounding.step, compiler.scales.benefit, compiler.benefit_shift, "step"));
  return {};
}

inline void MeasureBits(CompiledSchedule* out) {
  int flat_bits = 0;
  out->coefficient_bits = BitWidth(out->price_step);
  for (const CompiledBracket& bracket : out->brackets) {
    out->coefficient_bits = std::max(out->coefficient_bits, BitWidth(bracket.coefficient));
    out->bound_bits = std::max(out->bound_bits, BitWidth(bracket.bound));
    flat_bits = std::max(flat_bits, BitWidth(bracket.flat));
  }
  if (out->refused_bound) out->bound_bits = std::max(out->bound_bits, BitWidth(*out->refused_bound));
  const int count_bits = BitWidth(static_cast<std::int64_t>(out->brackets.size()));
  out->flat_bits = flat_bits == 0 ? 0 : flat_bits + count_bits;
  const bool sums_benefits =
      out->accumulation == Accumulation::d365_rolling || out->accumulation == Accumulation::d365_total;
  if (sums_benefits && out->coefficient_bits > 0) out->coefficient_bits += count_bits;
}

inline bool IsScale(int scale) { return scale >= 0 && scale <= kMaxDecimalScale; }

inline Status CheckUnits(const ScheduleUnits& units) {
  const int baseline_scale = units.baseline_scale.value_or(units.qualifying_scale);
  if (IsScale(units.qualifying_scale) && IsScale(units.payable_scale) && IsScale(units.money_scale) &&
      IsScale(units.counted_scale.value_or(0)) && IsScale(baseline_scale) && baseline_scale >= units.qualifying_scale) {
    return {};
  }
  return MakeError(Code::invalid_argument, "a scale of a schedule's units is outside 0 to " +
                                               std::to_string(kMaxDecimalScale) +
                                               ", or that of the baseline below the qualifying one");
}

// A schedule that has passed its checks, and has one kind of benefit.
inline Result<CompiledSchedule> CompileOneKind(const Schedule& schedule, const ScheduleUnits& units,
                                               const Rounding& rounding) {
  KEYHAUL_CHECK(CheckBenefitKind(schedule, units.payable_is_money));
  CompiledSchedule out;
  out.accumulation = schedule.accumulation;
  out.boundary = schedule.boundary;
  out.benefit_is_rate = units.payable_is_money && !schedule.block;
  out.flat_at_zero = schedule.flat_at_zero;
  out.sliced = IsSliced(schedule);
  out.units = units;
  out.rounding = rounding;
  out.growth = schedule.growth;
  out.deficit = schedule.deficit;
  KEYHAUL_TRY(out.step, StepAt(rounding, units.money_scale));
  KEYHAUL_TRY(const BracketCompiler compiler, PrepareScales(schedule, &out));
  KEYHAUL_CHECK(CompileBrackets(schedule, compiler, &out));
  if (schedule.block) KEYHAUL_CHECK(CompileBlock(*schedule.block, &out));
  if (RoundsPricesOnLine(out)) KEYHAUL_CHECK(CompilePriceStep(compiler, &out));
  MeasureBits(&out);
  if (TableBits(out) > kWideBits) {
    return Refuse("brackets", "TERMS-06", "benefits times bounds have more digits than 256 bits hold", Code::overflow);
  }
  if (IsSegmented(schedule) && TableBits(out) <= kFastBits) out.segments = BuildSegments<int128>(out);
  return out;
}

// TERMS-29: the rates and flats on the payable basis, and the amounts per unit on the quantity that is counted, are two
// schedules over the same brackets. What they pay is added up before it is rounded.
inline Result<CompiledSchedule> CompileCounting(const Schedule& schedule, const ScheduleUnits& units,
                                                const Rounding& rounding) {
  if (!units.payable_is_money) {
    return Refuse({}, "TERMS-29",
                  "the payable basis is a quantity already; a further one is counted beside a payable basis in money");
  }
  Schedule rates = schedule;
  Schedule counted = schedule;
  for (Bracket& bracket : rates.brackets) bracket.per_unit.reset();
  for (Bracket& bracket : counted.brackets) {
    bracket.rate.reset();
    bracket.flat.reset();
  }
  ScheduleUnits counted_units = units;
  counted_units.payable_scale = *units.counted_scale;
  counted_units.payable_is_money = false;
  KEYHAUL_TRY(CompiledSchedule out, CompileOneKind(rates, units, rounding));
  KEYHAUL_TRY(CompiledSchedule counting, CompileOneKind(counted, counted_units, rounding));
  out.counting.push_back(std::move(counting));
  return out;
}

inline Result<CompiledSchedule> CompileChecked(const Schedule& schedule, const ScheduleUnits& units,
                                               const Rounding& rounding) {
  return units.counted_scale ? CompileCounting(schedule, units, rounding) : CompileOneKind(schedule, units, rounding);
}

}  // namespace terms_internal

inline Result<CompiledSchedule> CompileSchedule(const Schedule& schedule, const ScheduleUnits& units,
                                                const Rounding& rounding) {
  KEYHAUL_CHECK(CheckSchedule(schedule, units.counted_scale.has_value()));
  KEYHAUL_CHECK(terms_internal::CheckUnits(units));
  if (rounding.at != RoundingPoint::unit_price) return terms_internal::CompileChecked(schedule, units, rounding);
  KEYHAUL_TRY(const Schedule priced, terms_internal::RoundPrices(schedule, units, rounding));
  KEYHAUL_TRY(CompiledSchedule out, terms_internal::CompileChecked(priced, units, rounding));
  terms_internal::NoteListedPrices(schedule, &out);
  return out;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_COMPILE_SCHEDULE_H_

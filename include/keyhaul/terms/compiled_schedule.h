// A schedule in the form that is computed with: integers at one scale.
//
// Compiling brings every rate, amount per unit and flat of a schedule to one common denominator, 10^denominator_scale,
// and every bound to one scale, once. What is left per amount is a look-up and one line of arithmetic:
//
//   exact value in minor units = (slope · basis + intercept + flat) / denominator
//
// where the segment of the basis gives slope, intercept and flat. The intercept is the benefit accumulated at the
// segment's lower bound, less what the slope would have earned below it; so a marginal schedule costs no more than a
// whole one. The boundary rule is compiled away too: a segment starts at the least integer basis that reaches it.
//
//   from 0: 0 %, from 60000: 2 %, from 300000: 4 %; marginal; measure and money in cents
//     denominator 100; starts 0, 6000000, 30000000; slopes 0, 2, 4; intercepts 0, -12000000, -72000000
//
// Units: a basis is the integer mantissa of its measure (cents, grams), at the scales given in `ScheduleUnits`.
#ifndef KEYHAUL_TERMS_COMPILED_SCHEDULE_H_
#define KEYHAUL_TERMS_COMPILED_SCHEDULE_H_

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
#include "keyhaul/terms/schedule.h"
#include "keyhaul/terms/schedule_check.h"
#include "keyhaul/terms/width.h"

namespace keyhaul {
inline namespace v1 {

// What the numbers of the two bases and of the amount mean.
struct ScheduleUnits {
  int qualifying_scale = 0;  // decimals of the qualifying basis: 2 for cents, 3 for kilograms counted in grams
  int payable_scale = 0;
  bool payable_is_money = true;
  int money_scale = 0;  // decimals of the amount that comes out
};

// One bracket. Those of a schedule are in its order; where the part beyond a closed last bracket earns nothing, that
// part is one more bracket, without benefit.
struct CompiledBracket {
  Decimal from;
  std::optional<Decimal> to;
  std::optional<Decimal> benefit;  // rate, or amount per unit
  std::optional<Decimal> fixed;    // the flat, in major units

  int128 start = 0;        // least qualifying basis that reaches the bracket
  int128 bound = 0;        // `from` at bound_scale
  int128 coefficient = 0;  // the benefit per unit of basis, over the denominator
  int128 flat = 0;         // the flat, over the denominator
};

// One line of the form above, in the integer type `Int`. `bracket` is the index of the bracket that is reached.
template <class Int>
struct Segment {
  Int start;
  Int slope;
  Int intercept;
  Int flat;
  std::int32_t bracket;
};

// Made by CompileSchedule and not changed afterwards; shareable between threads.
struct CompiledSchedule {
  Accumulation accumulation = Accumulation::marginal;
  bool benefit_is_rate = true;
  bool flat_at_zero = true;
  ScheduleUnits units;
  Rounding rounding;
  int128 step = 1;  // of the rounding, in minor units

  int bound_scale = 0;      // at least the qualifying scale; finer where a bound is
  int128 bound_factor = 1;  // 10^(bound_scale - qualifying_scale)
  int denominator_scale = 0;
  int128 denominator = 1;

  std::vector<CompiledBracket> brackets;
  std::optional<int128> refused_from;  // least qualifying basis that is refused as beyond the last bracket

  // Bits of the greatest coefficient, bound and sum of flats: what the choice of the integer type is made from.
  int coefficient_bits = 0;
  int bound_bits = 0;
  int flat_bits = 0;

  // Empty where the table itself may need more than 128 bits.
  std::vector<Segment<int128>> segments;
};

// Refused with the errors of CheckSchedule; where a rate meets a payable basis that is not money, or an amount per unit
// one that is; with `overflow` where the numbers of the schedule have together more digits than can be held; and with
// the errors of StepAt where the rounding step is not a whole number of minor units (TERMS-07: what is rounded can be
// paid). Paths are relative to the schedule, and "step" for the rounding's.
Result<CompiledSchedule> CompileSchedule(const Schedule& schedule, const ScheduleUnits& units,
                                         const Rounding& rounding);

namespace terms_internal {

// The table of segments. The caller has proven that `Int` holds it (`TableBits`).
template <class Int>
std::vector<Segment<Int>> BuildSegments(const CompiledSchedule& schedule) {
  const bool marginal = schedule.accumulation == Accumulation::marginal;
  const Int factor = Widen<Int>(schedule.bound_factor);
  std::vector<Segment<Int>> segments;
  segments.reserve(schedule.brackets.size() + 1);
  Int accumulated(0);
  Int flats(0);
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const CompiledBracket& bracket = schedule.brackets[i];
    const Int coefficient = Widen<Int>(bracket.coefficient);
    const Int flat = Widen<Int>(bracket.flat);
    Int slope = coefficient;
    Int intercept(0);
    if (marginal) {
      if (i > 0) {
        const CompiledBracket& below = schedule.brackets[i - 1];
        accumulated += Widen<Int>(below.coefficient) * Widen<Int>(bracket.bound - below.bound);
      }
      slope = coefficient * factor;
      intercept = accumulated - coefficient * Widen<Int>(bracket.bound);
      flats += flat;
    } else {
      flats = flat;
    }
    const auto index = static_cast<std::int32_t>(i);
    const bool split_at_zero = i == 0 && !schedule.flat_at_zero && bracket.flat != 0;
    if (split_at_zero) segments.push_back({Int(0), slope, intercept, Int(0), index});
    segments.push_back({split_at_zero ? Int(1) : Widen<Int>(bracket.start), slope, intercept, flats, index});
  }
  return segments;
}

// A bound on the bits of every number in the table: what is accumulated up to a bound is at most the greatest
// coefficient times that bound, and the intercept at most twice that.
inline int TableBits(const CompiledSchedule& schedule) {
  const int factor_bits = BitWidth(schedule.bound_factor);
  return std::max({schedule.coefficient_bits + schedule.bound_bits + 1, schedule.coefficient_bits + factor_bits,
                   schedule.flat_bits});
}

inline int128 StartOf(int128 bound, int128 factor, Boundary boundary) {
  return boundary == Boundary::from_inclusive ? DivideRounded(bound, factor, RoundingMode::ceiling)
                                              : DivideRounded(bound, factor, RoundingMode::floor) + 1;
}

inline const std::optional<Decimal>& BenefitOf(const Bracket& bracket) {
  return bracket.rate ? bracket.rate : bracket.per_unit;
}

// The greatest scales of a schedule's numbers.
struct ScheduleScales {
  int benefit = 0;
  int flat = 0;
  int bound = 0;
};

inline ScheduleScales ScalesOf(const Schedule& schedule) {
  ScheduleScales scales;
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

// The mantissa of `number` at `scale`, times 10^shift.
inline Result<int128> ScaledMantissa(const Decimal& number, int scale, int shift, std::string path) {
  Result<int128> mantissa = number.MantissaAt(scale);
  int128 scaled = 0;
  // Two bits are left free, so that numbers next to one another can be added.
  if (!mantissa.ok() || !CheckedMultiply(*mantissa, PowerOfTen(shift), &scaled) || BitWidth(scaled) > kFastBits) {
    return Refuse(std::move(path), "TERMS-06",
                  number.ToText() + " has too many digits beside the other numbers of the schedule", Code::overflow);
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
  Boundary boundary;

  Status Fill(std::size_t index, CompiledBracket* bracket) const {
    KEYHAUL_TRY(bracket->bound, ScaledMantissa(bracket->from, out.bound_scale, 0, BracketPath(index, "from")));
    bracket->start = index == 0 ? int128(0) : StartOf(bracket->bound, out.bound_factor, boundary);
    if (bracket->benefit) {
      const char* kind = out.benefit_is_rate ? "rate" : "per_unit";
      KEYHAUL_TRY(bracket->coefficient,
                  ScaledMantissa(*bracket->benefit, scales.benefit, benefit_shift, BracketPath(index, kind)));
    }
    if (bracket->fixed) {
      KEYHAUL_TRY(bracket->flat, ScaledMantissa(*bracket->fixed, scales.flat, flat_shift, BracketPath(index, "flat")));
    }
    return {};
  }
};

// Decides the common denominator: the least power of ten over which every product of a benefit by a basis, and every
// flat, is an integer number of minor units.
inline Result<BracketCompiler> PrepareScales(const Schedule& schedule, CompiledSchedule* out) {
  const ScheduleUnits& units = out->units;
  const ScheduleScales scales = ScalesOf(schedule);
  out->bound_scale = std::max(units.qualifying_scale, scales.bound);
  const int bound_shift = out->bound_scale - units.qualifying_scale;
  out->bound_factor = PowerOfTen(bound_shift);
  // Slices are cut at bounds, so finer bounds make finer slices; a whole basis is not cut.
  const int product_scale = scales.benefit + units.payable_scale - units.money_scale +
                            (schedule.accumulation == Accumulation::marginal ? bound_shift : 0);
  const int flat_scale = scales.flat - units.money_scale;
  out->denominator_scale = std::max({product_scale, flat_scale, 0});
  const int shift = std::max(out->denominator_scale - product_scale, out->denominator_scale - flat_scale);
  if (out->denominator_scale > kMaxPowerOfTen || shift > kMaxPowerOfTen) {
    return Refuse("brackets", "TERMS-06",
                  "benefits, bounds and bases have together " + std::to_string(out->denominator_scale) +
                      " decimals below the minor unit; at most " + std::to_string(kMaxPowerOfTen),
                  Code::overflow);
  }
  out->denominator = PowerOfTen(out->denominator_scale);
  return BracketCompiler{*out, scales, out->denominator_scale - product_scale, out->denominator_scale - flat_scale,
                         schedule.boundary};
}

// Appends the brackets, and the one without benefit beyond a closed last one.
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
    KEYHAUL_CHECK(compiler.Fill(i, &bracket));
    out->brackets.push_back(bracket);
  }
  const std::optional<Decimal> end = out->brackets.back().to;
  if (!end) return {};
  CompiledBracket beyond;
  beyond.from = *end;
  if (out->brackets.back().benefit) beyond.benefit = Decimal();
  KEYHAUL_CHECK(compiler.Fill(schedule.brackets.size(), &beyond));
  if (schedule.beyond_last == BeyondLast::error) {
    out->refused_from = beyond.start;
  } else {
    out->brackets.push_back(beyond);
  }
  return {};
}

inline void MeasureBits(CompiledSchedule* out) {
  int flat_bits = 0;
  for (const CompiledBracket& bracket : out->brackets) {
    out->coefficient_bits = std::max(out->coefficient_bits, BitWidth(bracket.coefficient));
    out->bound_bits = std::max(out->bound_bits, BitWidth(bracket.bound));
    flat_bits = std::max(flat_bits, BitWidth(bracket.flat));
  }
  const int count_bits = BitWidth(static_cast<std::int64_t>(out->brackets.size()));
  out->flat_bits = flat_bits == 0 ? 0 : flat_bits + count_bits;
}

inline bool IsScale(int scale) { return scale >= 0 && scale <= kMaxDecimalScale; }

}  // namespace terms_internal

inline Result<CompiledSchedule> CompileSchedule(const Schedule& schedule, const ScheduleUnits& units,
                                                const Rounding& rounding) {
  using terms_internal::IsScale;
  KEYHAUL_CHECK(CheckSchedule(schedule));
  if (!IsScale(units.qualifying_scale) || !IsScale(units.payable_scale) || !IsScale(units.money_scale)) {
    return MakeError(Code::invalid_argument,
                     "a scale of a schedule's units is outside 0 to " + std::to_string(kMaxDecimalScale));
  }
  KEYHAUL_CHECK(terms_internal::CheckBenefitKind(schedule, units.payable_is_money));

  CompiledSchedule out;
  out.accumulation = schedule.accumulation;
  out.benefit_is_rate = units.payable_is_money;
  out.flat_at_zero = schedule.flat_at_zero;
  out.units = units;
  out.rounding = rounding;
  KEYHAUL_TRY(out.step, StepAt(rounding, units.money_scale));
  KEYHAUL_TRY(const terms_internal::BracketCompiler compiler, terms_internal::PrepareScales(schedule, &out));
  KEYHAUL_CHECK(terms_internal::CompileBrackets(schedule, compiler, &out));
  terms_internal::MeasureBits(&out);
  if (terms_internal::TableBits(out) > terms_internal::kWideBits) {
    return terms_internal::Refuse("brackets", "TERMS-06", "benefits times bounds have more digits than 256 bits hold",
                                  Code::overflow);
  }
  if (terms_internal::TableBits(out) <= terms_internal::kFastBits) {
    out.segments = terms_internal::BuildSegments<int128>(out);
  }
  return out;
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TERMS_COMPILED_SCHEDULE_H_

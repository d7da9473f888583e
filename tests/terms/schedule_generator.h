// Random schedules with bases that sit where schedules go wrong: on bounds, one minor unit beside them, at zero, below
// it, and far out.
//
// The numbers come from a generator of our own, since the distributions of the standard library differ between
// libraries and a failing seed must mean the same case everywhere.
#ifndef KEYHAUL_TESTS_TERMS_SCHEDULE_GENERATOR_H_
#define KEYHAUL_TESTS_TERMS_SCHEDULE_GENERATOR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "keyhaul/terms.h"

namespace keyhaul {
namespace terms_testing {

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  int Below(int n) { return static_cast<int>(Next() % static_cast<std::uint64_t>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }

  // An integer with up to `digits` digits, all lengths equally likely.
  int128 Digits(int digits) {
    int128 x = 0;
    for (int i = Below(digits + 1); i > 0; --i) x = x * 10 + Below(10);
    return x;
  }

 private:
  std::uint64_t state_;
};

struct ScheduleCase {
  Schedule schedule;
  ScheduleUnits units;
  Rounding rounding;
  int128 qualifying = 0;
  int128 payable = 0;
};

// How large the numbers of a case get.
struct CaseSize {
  int basis_digits;
  int benefit_digits;  // decimals of rates
  int bound_digits;
  int brackets = 6;
};

inline constexpr CaseSize kSmall{7, 4, 5};
inline constexpr CaseSize kMedium{14, 8, 12};
inline constexpr CaseSize kHuge{18, 14, 18};
inline constexpr CaseSize kTotals{30, 12, 24};

inline Decimal DecimalOf(int128 mantissa, int scale) {
  const Result<Decimal> x = Decimal::Make(mantissa, scale);
  return x.ok() ? *x : Decimal();
}

inline Bracket RandomBracket(Random& random, const CaseSize& size, bool is_rate, const Decimal& from) {
  Bracket bracket;
  bracket.from = from;
  const int kind = random.Below(8);
  if (kind != 0) {
    const int scale = random.Below(size.benefit_digits + 1);
    const int128 mantissa = random.Digits(std::max(scale, 1)) * (random.OneIn(6) ? -1 : 1);
    (is_rate ? bracket.rate : bracket.per_unit) = DecimalOf(mantissa, scale);
  }
  if (kind == 0 || random.OneIn(3)) {
    bracket.flat = DecimalOf(random.Digits(6) * (random.OneIn(5) ? -1 : 1), random.Below(4));
  }
  return bracket;
}

inline Schedule RandomSchedule(Random& random, const CaseSize& size, const ScheduleUnits& units) {
  Schedule schedule;
  schedule.accumulation = random.OneIn(3) ? Accumulation::whole : Accumulation::marginal;
  schedule.boundary = random.OneIn(2) ? Boundary::from_inclusive : Boundary::up_to_inclusive;
  schedule.flat_at_zero = !random.OneIn(3);
  const int scale = random.OneIn(4) ? units.qualifying_scale + 1 : units.qualifying_scale;
  int128 bound = 0;
  const int count = 1 + random.Below(size.brackets);
  for (int i = 0; i < count; ++i) {
    schedule.brackets.push_back(RandomBracket(random, size, units.payable_is_money, DecimalOf(bound, scale)));
    bound += 1 + random.Digits(size.bound_digits);
  }
  for (std::size_t i = 0; i + 1 < schedule.brackets.size(); ++i) {
    if (random.OneIn(3)) schedule.brackets[i].to = schedule.brackets[i + 1].from;
  }
  if (random.OneIn(3)) {
    schedule.brackets.back().to = DecimalOf(bound, scale);
    schedule.beyond_last = static_cast<BeyondLast>(random.Below(3));
  }
  return schedule;
}

// A basis on a bound, beside one, at zero, below it, or anywhere.
inline int128 RandomBasis(Random& random, const CaseSize& size, const Schedule& schedule, int scale) {
  const int place = random.Below(10);
  if (place == 0) return 0;
  if (place == 1) return -random.Digits(size.basis_digits);
  if (place < 6) {
    const auto index = static_cast<std::size_t>(random.Below(static_cast<int>(schedule.brackets.size())));
    const Bracket& bracket = schedule.brackets[index];
    const Decimal bound = bracket.to && random.OneIn(2) ? *bracket.to : bracket.from;
    const Result<Decimal> near = bound.Quantize({RoundingMode::floor, DecimalOf(1, scale)});
    if (near.ok()) return *near->MantissaAt(scale) + random.Below(3) - 1;
  }
  return random.Digits(size.basis_digits);
}

inline ScheduleCase RandomCase(Random& random, const CaseSize& size) {
  ScheduleCase out;
  out.units.payable_is_money = !random.OneIn(3);
  out.units.money_scale = random.OneIn(4) ? random.Below(5) : 2;
  out.units.payable_scale = out.units.payable_is_money ? out.units.money_scale : random.Below(4);
  out.units.qualifying_scale = random.OneIn(3) ? random.Below(4) : out.units.payable_scale;
  out.rounding.mode = static_cast<RoundingMode>(random.Below(8));
  const int step_scale = random.Below(out.units.money_scale + 1);
  out.rounding.step = DecimalOf(random.OneIn(3) ? 5 : 1, step_scale);
  out.schedule = RandomSchedule(random, size, out.units);
  out.qualifying = RandomBasis(random, size, out.schedule, out.units.qualifying_scale);
  out.payable = out.qualifying;
  if (random.OneIn(2)) out.payable = random.Digits(size.basis_digits) * (random.OneIn(6) ? -1 : 1);
  return out;
}

// A case as the C++ that would write it, near enough to be copied into a test.
inline std::string CaseText(const ScheduleCase& c) {
  std::string text = c.schedule.accumulation == Accumulation::whole ? "whole" : "marginal";
  text += c.schedule.boundary == Boundary::from_inclusive ? " from_inclusive" : " up_to_inclusive";
  if (!c.schedule.flat_at_zero) text += " no flat at zero";
  if (c.schedule.beyond_last) text += " beyond_last " + std::to_string(static_cast<int>(*c.schedule.beyond_last));
  for (const Bracket& bracket : c.schedule.brackets) {
    text += "\n  from " + bracket.from.ToText();
    if (bracket.to) text += " to " + bracket.to->ToText();
    if (bracket.rate) text += " rate " + bracket.rate->ToText();
    if (bracket.per_unit) text += " per_unit " + bracket.per_unit->ToText();
    if (bracket.flat) text += " flat " + bracket.flat->ToText();
  }
  text += "\n  units {" + std::to_string(c.units.qualifying_scale) + ", " + std::to_string(c.units.payable_scale) +
          (c.units.payable_is_money ? ", money, " : ", quantity, ") + std::to_string(c.units.money_scale) + "}";
  text += " " + std::string(Name(c.rounding.mode)) + " to " + c.rounding.step.ToText();
  return text + "\n  qualifying " + ToText(c.qualifying) + " payable " + ToText(c.payable);
}

// The candidates next to a failing case that are simpler.
inline std::vector<ScheduleCase> Simpler(const ScheduleCase& c) {
  std::vector<ScheduleCase> out;
  const auto add = [&](const auto& change) {
    out.push_back(c);
    change(out.back());
  };
  for (std::size_t i = 0; i < c.schedule.brackets.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    if (i > 0 || c.schedule.brackets.size() > 1) {
      add([&](ScheduleCase& x) {
        x.schedule.brackets.erase(x.schedule.brackets.begin() + at);
        x.schedule.brackets.front().from = Decimal();
        for (std::size_t k = 0; k + 1 < x.schedule.brackets.size(); ++k) x.schedule.brackets[k].to.reset();
        if (!x.schedule.brackets.back().to) x.schedule.beyond_last.reset();
      });
    }
    const Bracket& bracket = c.schedule.brackets[i];
    if (bracket.flat && (bracket.rate || bracket.per_unit)) {
      add([&](ScheduleCase& x) { x.schedule.brackets[i].flat.reset(); });
    }
    if (bracket.rate && *bracket.rate != Decimal::FromInteger(1)) {
      add([&](ScheduleCase& x) { x.schedule.brackets[i].rate = Decimal::FromInteger(1); });
    }
  }
  for (int128 divisor : {int128(1000000), int128(10), int128(2)}) {
    if (c.qualifying / divisor != c.qualifying) add([&](ScheduleCase& x) { x.qualifying /= divisor; });
    if (c.payable / divisor != c.payable) add([&](ScheduleCase& x) { x.payable /= divisor; });
    if (c.qualifying == c.payable && c.payable != 0) {
      add([&](ScheduleCase& x) { x.payable = x.qualifying = x.qualifying / divisor; });
    }
  }
  if (c.rounding.mode != RoundingMode::half_up) add([](ScheduleCase& x) { x.rounding.mode = RoundingMode::half_up; });
  return out;
}

// The simplest case near `c` that `complaint` still complains about, with the complaint.
inline std::string Shrunk(ScheduleCase c, const std::function<std::string(const ScheduleCase&)>& complaint) {
  for (int round = 0; round < 200; ++round) {
    bool found = false;
    for (const ScheduleCase& simpler : Simpler(c)) {
      if (!CheckSchedule(simpler.schedule).ok() || complaint(simpler).empty()) continue;
      c = simpler;
      found = true;
      break;
    }
    if (!found) break;
  }
  return complaint(c) + "\n" + CaseText(c);
}

}  // namespace terms_testing
}  // namespace keyhaul

#endif  // KEYHAUL_TESTS_TERMS_SCHEDULE_GENERATOR_H_

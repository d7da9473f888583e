// Schedules against an independent evaluation in exact rationals, over many thousand random cases. A failing case is
// shrunk before it is printed.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/terms.h"
#include "src/kernels/schedule_kernel.h"
#include "src/kernels/wide_integer.h"
#include "tests/terms/schedule_generator.h"
#include "tests/terms/schedule_oracle.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// Minor units per major unit.
Rational MinorPerMajor(const ScheduleCase& c) {
  return Rational(boost::multiprecision::pow(Integer(10), static_cast<unsigned>(c.units.money_scale)));
}

// The oracle's exact benefit of a case in minor units; nothing where it is refused.
std::optional<Rational> OracleMinor(const ScheduleCase& c) {
  const auto benefit = OracleBenefit(c.schedule, FromMinor(c.qualifying, c.units.qualifying_scale),
                                     FromMinor(c.payable, c.units.payable_scale));
  if (!benefit) return std::nullopt;
  return Rational(*benefit * MinorPerMajor(c));
}

Rational OracleRounded(const ScheduleCase& c, const Rational& exact) {
  return RoundRational(exact, ToRational(c.rounding.step) * MinorPerMajor(c), c.rounding.mode);
}

// What is wrong with the engine's answer to a case; empty where nothing is.
std::string ComplaintOnValue(const ScheduleCase& c) {
  const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
  if (!compiled.ok()) return compiled.error().Text();
  const Result<ScheduleValue> value = kernels::Evaluate(*compiled, {c.qualifying, c.payable});
  const std::optional<Rational> exact = OracleMinor(c);
  if (!exact) return value.ok() || value.error().code != Code::data_value ? "expected a refusal" : "";
  if (!value.ok()) return value.error().Text();
  if (ToRational(value->exact) != *exact) return "exact " + ToText(value->exact, 0) + ", expected " + exact->str();
  const Rational rounded = OracleRounded(c, *exact);
  if (ReadRational(ToText(value->rounded)) != rounded) {
    return "rounded " + ToText(value->rounded) + ", expected " + rounded.str();
  }
  const Result<ScheduleValue> fast = Evaluate(*compiled, {c.qualifying, c.payable});
  if (!fast.ok() && fast.error().code != Code::overflow) return fast.error().Text();
  if (fast.ok() && (fast->rounded != value->rounded || fast->bracket != value->bracket)) return "the paths differ";
  return "";
}

std::string ComplaintOnExplanation(const ScheduleCase& c) {
  const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
  if (!compiled.ok()) return compiled.error().Text();
  const Result<Explanation> why = kernels::Explain(*compiled, {c.qualifying, c.payable});
  const std::optional<Rational> exact = OracleMinor(c);
  if (!exact) return why.ok() ? "expected a refusal" : "";
  if (!why.ok()) return why.error().Text();
  Rational sum = 0;
  for (const ExplanationStep& step : why->steps) sum += ToRational(step.value);
  if (sum != *exact) return "the steps add up to " + sum.str() + ", expected " + exact->str();
  if (ToRational(why->exact) != sum) return "the steps do not add up to what is stated";
  return "";
}

template <class Complaint>
void ExpectNoComplaint(std::uint64_t seed, const CaseSize& size, int cases, Complaint complaint) {
  Random random(seed);
  for (int i = 0; i < cases; ++i) {
    const ScheduleCase c = RandomCase(random, size);
    if (!complaint(c).empty()) FAIL() << "case " << i << ": " << Shrunk(c, complaint);
  }
}

// TERMS-08, TERMS-09, TERMS-10, TERMS-11, TERMS-12, TERMS-13, TERMS-14, TERMS-15
TEST(TermsProperty, SmallAmountsAsInRationals) { ExpectNoComplaint(1, kSmall, 20000, ComplaintOnValue); }
TEST(TermsProperty, MediumAmountsAsInRationals) { ExpectNoComplaint(2, kMedium, 15000, ComplaintOnValue); }

// 10^18 minor units by rates of 14 decimals: products beyond 128 bits where there are two bases.
TEST(TermsProperty, HugeAmountsAsInRationals) { ExpectNoComplaint(3, kHuge, 10000, ComplaintOnValue); }

// Totals of up to 10^30 minor units. Over two marginal bases the exact value has the qualifying basis in its
// denominator, which may then pass 128 bits and be refused by name; over one basis everything is computed.
TEST(TermsProperty, TotalsAsInRationals) {
  ExpectNoComplaint(4, kTotals, 10000, [](const ScheduleCase& c) {
    const std::string complaint = ComplaintOnValue(c);
    const bool two_bases = c.schedule.accumulation == Accumulation::marginal && c.qualifying != c.payable;
    const bool by_name = complaint.find("TERMS-06") != std::string::npos;
    return two_bases && by_name ? std::string() : complaint;
  });
}

TEST(TermsProperty, ExplanationsReAdd) {  // TERMS-18
  ExpectNoComplaint(5, kSmall, 3000, ComplaintOnExplanation);
  ExpectNoComplaint(6, kMedium, 2000, ComplaintOnExplanation);
  ExpectNoComplaint(7, kHuge, 2000, ComplaintOnExplanation);
}

TEST(TermsProperty, ManyBrackets) {  // TERMS-08, TERMS-10
  constexpr CaseSize kMany{9, 4, 6, 300};
  ExpectNoComplaint(8, kMany, 100, ComplaintOnValue);
}

// A case of any other accumulation, made from one of marginal or whole.
ScheduleCase Varied(Random& random, ScheduleCase c) {
  const auto accumulation = static_cast<Accumulation>(1 + random.Below(9));
  c.schedule.accumulation = accumulation;
  if (accumulation == Accumulation::whole) c.schedule.deficit = static_cast<DeficitBills>(random.Below(2));
  if (accumulation == Accumulation::growth) {
    c.schedule.growth =
        GrowthRule{static_cast<GrowthPays>(random.Below(3)), static_cast<WithoutBaseline>(random.Below(2))};
  }
  if (accumulation == Accumulation::block) {
    c.schedule.block =
        BlockRule{DecimalOf(1 + random.Digits(4), random.Below(3)), static_cast<BlockCount>(random.Below(3)),
                  DecimalOf(random.Digits(3), random.Below(2)), static_cast<BlockPer>(random.Below(2))};
  }
  const bool flats_only = accumulation == Accumulation::flat || accumulation == Accumulation::sum_of_reached;
  for (Bracket& bracket : c.schedule.brackets) {
    if (!flats_only && accumulation != Accumulation::block) continue;
    if (accumulation == Accumulation::block) bracket.per_block = bracket.rate ? bracket.rate : bracket.per_unit;
    bracket.rate.reset();
    bracket.per_unit.reset();
    if (!bracket.per_block && !bracket.flat) bracket.flat = DecimalOf(random.Digits(3), 1);
  }
  return c;
}

// All accumulations: the steps of the explanation, which are cut anew, add up to what was computed; 128 and 256 bits
// give the same; and columns give what single bases give.
TEST(TermsProperty, EveryAccumulationReAddsInEveryWidth) {  // TERMS-18, TERMS-22, TERMS-23, TERMS-25, TERMS-26
  Random random(11);
  int fast_ones = 0;
  for (int i = 0; i < 20000; ++i) {
    const ScheduleCase c = Varied(random, RandomCase(random, i % 2 == 0 ? kSmall : kMedium));
    const Bases bases{c.qualifying, c.payable, 0, random.Digits(5) * (random.OneIn(8) ? -1 : 1)};
    const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
    ASSERT_TRUE(compiled.ok()) << compiled.error().Text() << CaseText(c);
    const Result<ScheduleValue> value = kernels::Evaluate(*compiled, bases);
    const Result<Explanation> why = kernels::Explain(*compiled, bases);
    ASSERT_EQ(value.ok(), why.ok()) << CaseText(c);
    if (!value.ok()) continue;
    Rational sum = 0;
    for (const ExplanationStep& step : why->steps) sum += ToRational(step.value);
    ASSERT_EQ(sum, ToRational(value->exact)) << static_cast<int>(c.schedule.accumulation) << CaseText(c);
    ASSERT_EQ(ReadRational(ToText(value->rounded)), OracleRounded(c, sum)) << CaseText(c);
    const Result<ScheduleValue> fast = Evaluate(*compiled, bases);
    if (fast.ok()) {
      ++fast_ones;
      ASSERT_TRUE(fast->rounded == value->rounded && fast->exact == value->exact) << CaseText(c);
      const Result<ScheduleValue> wide = terms_internal::EvaluateWith<kernels::WideInt>(
          *compiled, terms_internal::BuildSegments<kernels::WideInt>(*compiled), bases);
      ASSERT_TRUE(wide.ok() && wide->rounded == fast->rounded && wide->exact == fast->exact) << CaseText(c);
    }
    if (compiled->growth || !FitsInt64(value->rounded)) continue;
    const auto q = static_cast<std::int64_t>(c.qualifying);
    const auto p = static_cast<std::int64_t>(c.payable);
    std::int64_t rounded = 0;
    ASSERT_TRUE(kernels::EvaluateBatch(*compiled, {&q, 1}, {&p, 1}, {&rounded, 1}).ok()) << CaseText(c);
    ASSERT_TRUE(value->rounded == rounded) << CaseText(c);
  }
  EXPECT_GT(fast_ones, 5000);
}

// Any way of cutting the growth of a basis into runs pays the same in the end.
TEST(TermsProperty, DeltasTelescope) {  // TERMS-17
  Random random(9);
  for (int i = 0; i < 500; ++i) {
    const ScheduleCase c = RandomCase(random, kSmall);
    if (c.schedule.beyond_last == BeyondLast::error) continue;
    const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
    ASSERT_TRUE(compiled.ok()) << CaseText(c);
    SettlementState state;
    int128 paid = 0;
    int128 last = 0;
    for (int run = 0; run < 12; ++run) {
      const int128 basis = RandomBasis(random, kSmall, c.schedule, c.units.qualifying_scale);
      const Result<ScheduleValue> value = kernels::Evaluate(*compiled, {basis, basis});
      ASSERT_TRUE(value.ok()) << CaseText(c);
      const Result<Settlement> settlement = Settle(state, value->rounded);
      ASSERT_TRUE(settlement.ok());
      state = settlement->next;
      paid += settlement->delta;
      last = value->rounded;
    }
    ASSERT_EQ(ToText(paid), ToText(last)) << CaseText(c);
  }
}

// A marginal schedule without flats is continuous: a minor unit more earns at most the greatest rate on it. Where no
// rate is negative it never pays less for more.
TEST(TermsProperty, MarginalWithoutFlatsIsContinuousAndMonotone) {  // TERMS-08
  Random random(10);
  int checked = 0;
  while (checked < 500) {
    ScheduleCase c = RandomCase(random, kSmall);
    c.schedule.accumulation = Accumulation::marginal;
    if (c.schedule.beyond_last == BeyondLast::error) continue;
    c.units.qualifying_scale = c.units.payable_scale;
    Rational greatest = 0;
    for (Bracket& bracket : c.schedule.brackets) {
      std::optional<Decimal>& benefit = c.units.payable_is_money ? bracket.rate : bracket.per_unit;
      if (!benefit) benefit = Decimal();
      if (benefit->sign() < 0) benefit = *benefit->Negate();
      bracket.flat.reset();
      greatest = std::max(greatest, ToRational(*benefit));
    }
    const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
    ASSERT_TRUE(compiled.ok()) << compiled.error().Text() << CaseText(c);
    const int128 basis = std::max<int128>(c.qualifying, 0);
    const Result<ScheduleValue> here = kernels::Evaluate(*compiled, {basis, basis});
    const Result<ScheduleValue> next = kernels::Evaluate(*compiled, {basis + 1, basis + 1});
    ASSERT_TRUE(here.ok() && next.ok()) << CaseText(c);
    const Rational gain = ToRational(next->exact) - ToRational(here->exact);
    ASSERT_GE(gain, 0) << CaseText(c);
    ASSERT_LE(gain, greatest * FromMinor(1, c.units.payable_scale) * MinorPerMajor(c)) << CaseText(c);
    ASSERT_TRUE(here->rounded <= next->rounded) << CaseText(c);
    ++checked;
  }
}

}  // namespace
}  // namespace keyhaul

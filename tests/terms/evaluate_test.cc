// Amounts that others have published, and the edges between them. Where a number is not a citation it is worked out in
// the comment beside it, with a pencil.
#include "keyhaul/terms/evaluate.h"

#include <string>
#include <vector>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// OCA/agreement, agreement_rebate/tests/test_agreement_rebate.py: sections 0 to 100 at 10 %, 100 to 300 at 20 %, 300 to
// 6000 at 30 %, invoiced 3800.
std::vector<Bracket> OcaSections() {
  return {RateFrom("0", "10%", "", "100"), RateFrom("100", "20%", "", "300"), RateFrom("300", "30%")};
}

TEST(Marginal, OcaAgreementRebate) {  // TERMS-08
  // 10 % of 100, 20 % of 200, 30 % of 3500: 10 + 40 + 1050. That suite asserts 1120 for its section_prorated, since it
  // pays 20 % on the upper bound 300 and not on the width 200.
  EXPECT_EQ(Pays(Compiled(Marginal(OcaSections())), "3800"), "1100.00");
  // The same suite, 1000 invoiced, asserts 280; 10 + 40 + 210.
  EXPECT_EQ(Pays(Compiled(Marginal(OcaSections())), "1000"), "260.00");
}

TEST(Whole, OcaAgreementRebate) {  // TERMS-10
  // The same suite, section_total: 1140 on 3800 and 300 on 1000.
  EXPECT_EQ(Pays(Compiled(Whole(OcaSections())), "3800"), "1140.00");
  EXPECT_EQ(Pays(Compiled(Whole(OcaSections())), "1000"), "300.00");
}

TEST(Marginal, Dynamics365SteppedAndCumulative) {  // TERMS-08, TERMS-10
  // Dynamics 365 rebate management documentation: 10 % to 1000, 25 % to 2500, 2000 sold: stepped 350, cumulative 500.
  const std::vector<Bracket> brackets = {RateFrom("0", "10%"), RateFrom("1000", "25%", "", "2500")};
  Schedule stepped = Marginal(brackets);
  Schedule cumulative = Whole(brackets);
  stepped.beyond_last = cumulative.beyond_last = BeyondLast::error;
  EXPECT_EQ(Pays(Compiled(stepped), "2000"), "350.00");
  EXPECT_EQ(Pays(Compiled(cumulative), "2000"), "500.00");
}

TEST(Whole, PackagesAtTheMinimumChargeCountButEarnNothing) {  // TERMS-10
  // A UPS earned-discount statement: 667,106 of gross charges choose the tier, 536,205 of them earn 4.8 %:
  // 25,737.84, and not 4.8 % of 667,106 = 32,021.09.
  const CompiledSchedule schedule =
      Compiled(Whole({RateFrom("0", "0%"), RateFrom("600000", "4.8%"), RateFrom("700000", "6%")}));
  EXPECT_EQ(Pays(schedule, "667106", "536205"), "25737.84");
  EXPECT_EQ(Pays(schedule, "667106", "667106"), "32021.09");
  // The tier of what earns alone would be the first.
  EXPECT_EQ(Pays(schedule, "536205", "536205"), "0.00");
}

TEST(Whole, ProratedVolumeKeepsItsTier) {  // TERMS-10
  // Lago's volume charge: the tier by 300 units, the price on 198.6 of them: 50 + 0.5 · 198.6 = 149.3.
  const ScheduleUnits units{0, 1, false, 2};
  const CompiledSchedule schedule =
      Compiled(Whole({UnitsFrom("0", "2"), UnitsFrom("100", "1", "10"), UnitsFrom("200", "0.5", "50")}), units);
  EXPECT_EQ(Pays(schedule, "300", "198.6"), "149.30");
}

TEST(Whole, QuantityTargetWithARateOnMoney) {  // TERMS-10
  // Enable's unit target: 500 pieces or more earn 3 % on what was paid. 3 % of 12,345.67 is 370.3701.
  const ScheduleUnits units{0, 2, true, 2};
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "0%"), RateFrom("500", "3%")}), units);
  EXPECT_EQ(Pays(schedule, "500", "12345.67"), "370.37");
  EXPECT_EQ(Pays(schedule, "499", "12345.67"), "0.00");
}

TEST(Whole, BoundaryIsData) {  // TERMS-14
  // FinOps FOCUS_Spec#2564: 10 units at 1.00 below and 0.50 from the bound 10 are 5.00 or 10.00, by the reading.
  const std::vector<Bracket> brackets = {UnitsFrom("0", "1.00"), UnitsFrom("10", "0.50")};
  EXPECT_EQ(Pays(Compiled(Whole(brackets, Boundary::from_inclusive), kPieces), "10"), "5.00");
  EXPECT_EQ(Pays(Compiled(Whole(brackets, Boundary::up_to_inclusive), kPieces), "10"), "10.00");
  for (const Boundary boundary : {Boundary::from_inclusive, Boundary::up_to_inclusive}) {
    EXPECT_EQ(Pays(Compiled(Whole(brackets, boundary), kPieces), "9"), "9.00");
    EXPECT_EQ(Pays(Compiled(Whole(brackets, boundary), kPieces), "11"), "5.50");
    // The variable part of a marginal schedule is the same by both readings: 10 · 1.00.
    EXPECT_EQ(Pays(Compiled(Marginal(brackets, boundary), kPieces), "10"), "10.00");
  }
}

TEST(Whole, OpenMeterVolumeNotch) {  // TERMS-14
  // OpenMeter's volume price: up to 15 units at 10 each, then 5 each: 15 cost 150 and 16 cost 80.
  const CompiledSchedule schedule =
      Compiled(Whole({UnitsFrom("0", "10"), UnitsFrom("15", "5")}, Boundary::up_to_inclusive), kPieces);
  EXPECT_EQ(Pays(schedule, "15"), "150.00");
  EXPECT_EQ(Pays(schedule, "16"), "80.00");
}

TEST(Flats, AreOwedOncePerBracketReached) {  // TERMS-11
  // Oracle's bank slabs: 10, 20 and 30 add up to 60 where the third is reached.
  const std::vector<Bracket> slabs = {RateFrom("0", "", "10"), RateFrom("100", "", "20"), RateFrom("200", "", "30")};
  EXPECT_EQ(Pays(Compiled(Marginal(slabs)), "250"), "60.00");
  EXPECT_EQ(Pays(Compiled(Marginal(slabs)), "200"), "60.00");
  EXPECT_EQ(Pays(Compiled(Marginal(slabs)), "199.99"), "30.00");
  EXPECT_EQ(Pays(Compiled(Marginal(slabs, Boundary::up_to_inclusive)), "200"), "30.00");
  EXPECT_EQ(Pays(Compiled(Marginal(slabs, Boundary::up_to_inclusive)), "200.01"), "60.00");
  // Whole: the flat of the bracket reached, alone.
  EXPECT_EQ(Pays(Compiled(Whole(slabs)), "250"), "30.00");
  EXPECT_EQ(Pays(Compiled(Whole(slabs, Boundary::up_to_inclusive)), "200"), "20.00");
}

TEST(Flats, TargetLumpSum) {  // TERMS-11
  // Yonyou's target rebate: 30,000 on reaching 1,000,000, nothing on 990,000.
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "0%"), RateFrom("1000000", "", "30000")}));
  EXPECT_EQ(Pays(schedule, "1000000"), "30000.00");
  EXPECT_EQ(Pays(schedule, "990000"), "0.00");
}

TEST(Flats, AtZeroByOption) {  // TERMS-12
  for (const Boundary boundary : {Boundary::from_inclusive, Boundary::up_to_inclusive}) {
    for (Schedule schedule :
         {Marginal({RateFrom("0", "1%", "7")}, boundary), Whole({RateFrom("0", "1%", "7")}, boundary)}) {
      EXPECT_EQ(Pays(Compiled(schedule), "0"), "7.00");
      schedule.flat_at_zero = false;
      EXPECT_EQ(Pays(Compiled(schedule), "0"), "0.00");
      EXPECT_EQ(Pays(Compiled(schedule), "0.01"), "7.00");  // 7.0001
    }
  }
}

TEST(Basis, BelowZeroReachesNothing) {  // TERMS-13
  const std::vector<Bracket> brackets = {RateFrom("0", "10%", "5"), RateFrom("100", "20%")};
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "-0.01"), "0.00");
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "-1000", "1000"), "0.00");
  EXPECT_EQ(Pays(Compiled(Whole(brackets)), "-1000", "1000"), "0.00");
  const Result<ScheduleValue> value = Evaluate(Compiled(Whole(brackets)), {-1, 100});
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->bracket, -1);
  // A negative payable basis on a positive qualifying one takes back: -10 % of 50 and the flat.
  EXPECT_EQ(Pays(Compiled(Whole(brackets)), "50", "-50"), "0.00");
  EXPECT_EQ(Pays(Compiled(Whole(brackets)), "50", "-70"), "-2.00");
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "50", "-70"), "-2.00");
}

TEST(Basis, OfExactlyZeroIsInTheFirstBracket) {  // TERMS-10, TERMS-09
  // Whole rates what earns, 10 % of 30 and the flat; two marginal bases have no proportion then, so only the flat.
  const std::vector<Bracket> brackets = {RateFrom("0", "10%", "5"), RateFrom("100", "20%")};
  EXPECT_EQ(Pays(Compiled(Whole(brackets)), "0", "30"), "8.00");
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "0", "30"), "5.00");
}

TEST(TwoBases, EveryQualifyingUnitCarriesItsShare) {  // TERMS-09
  // 2 % of 800 and 3 % of 250 are 23.5; half of the basis earns, so 11.75. Of 900.01 in 1050:
  // 23.5 · 900.01 / 1050 = 20.14308..., and with the flat 30.14308...
  const std::vector<Bracket> brackets = {RateFrom("0", "2%"), RateFrom("800", "3%")};
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "1050", "525"), "11.75");
  EXPECT_EQ(Pays(Compiled(Marginal(brackets)), "1050", "900.01"), "20.14");
  EXPECT_EQ(Pays(Compiled(Marginal({RateFrom("0", "2%", "10"), RateFrom("800", "3%")})), "1050", "900.01"), "30.14");
  // Bases of two kinds: 10 kg choose 5 kg at 1 % and 5 kg at 2 %, so 300.00 earns (0.05 + 0.10) · 300 / 10 = 4.50.
  const ScheduleUnits kilograms{3, 2, true, 2};
  EXPECT_EQ(Pays(Compiled(Marginal({RateFrom("0", "1%"), RateFrom("5", "2%")}), kilograms), "10", "300"), "4.50");
  // The same quantity at two scales is one basis: 5 · 1 % + 5 · 2 % of 10.000 and 10.00.
  EXPECT_EQ(Pays(Compiled(Marginal({RateFrom("0", "1%"), RateFrom("5", "2%")}), kilograms), "10", "10"), "0.15");
}

TEST(BeyondLast, IsWhatThePolicySays) {  // TERMS-04
  // 10 % to 1000, 25 % to 2500, on 3000: with the last going on 100 + 500; without 100 + 375.
  const std::vector<Bracket> brackets = {RateFrom("0", "10%"), RateFrom("1000", "25%", "", "2500")};
  Schedule marginal = Marginal(brackets);
  Schedule whole = Whole(brackets);
  marginal.beyond_last = whole.beyond_last = BeyondLast::last_bracket;
  EXPECT_EQ(Pays(Compiled(marginal), "3000"), "600.00");
  EXPECT_EQ(Pays(Compiled(whole), "3000"), "750.00");
  marginal.beyond_last = whole.beyond_last = BeyondLast::zero;
  EXPECT_EQ(Pays(Compiled(marginal), "3000"), "475.00");
  EXPECT_EQ(Pays(Compiled(whole), "3000"), "0.00");
  EXPECT_EQ(Pays(Compiled(whole), "2499.99"), "625.00");  // 624.9975
  EXPECT_EQ(Pays(Compiled(whole), "2500"), "0.00");       // on reaching 2500 it lies beyond
  whole.boundary = Boundary::up_to_inclusive;
  EXPECT_EQ(Pays(Compiled(whole), "2500"), "625.00");
  EXPECT_EQ(Pays(Compiled(whole), "2500.01"), "0.00");
  whole.beyond_last = marginal.beyond_last = BeyondLast::error;
  EXPECT_EQ(Pays(Compiled(whole), "2500.01"),
            "the basis 2500.01 lies beyond the last bracket, which ends at 2500 (TERMS-04)");
  EXPECT_EQ(Pays(Compiled(marginal), "2499.99"), "475.00");  // 474.9975
}

TEST(Rounding, HappensOnceOnTheExactBenefit) {  // TERMS-15
  // Three pieces at 33.333333 are 99.999999; rounded line by line they would lose a cent.
  EXPECT_EQ(Pays(Compiled(Marginal({UnitsFrom("0", "33.333333")}), kPieces), "3"), "100.00");
  // 2.5 % of 33.33 is 0.83325; of 33.40 it is 0.835; of 33.80 it is 0.845. Modes by the General Decimal Arithmetic.
  const Schedule schedule = Whole({RateFrom("0", "2.5%")});
  const auto pays = [&](RoundingMode mode, const char* basis) {
    return Pays(Compiled(schedule, kCents, RoundTo("0.01", mode)), "1", basis);
  };
  EXPECT_EQ(pays(RoundingMode::half_up, "33.33"), "0.83");
  EXPECT_EQ(pays(RoundingMode::half_up, "33.40"), "0.84");
  EXPECT_EQ(pays(RoundingMode::half_up, "-33.40"), "-0.84");
  EXPECT_EQ(pays(RoundingMode::half_even, "33.40"), "0.84");
  EXPECT_EQ(pays(RoundingMode::half_even, "33.80"), "0.84");
  EXPECT_EQ(pays(RoundingMode::half_even, "-33.80"), "-0.84");
  EXPECT_EQ(pays(RoundingMode::half_down, "33.40"), "0.83");
  EXPECT_EQ(pays(RoundingMode::half_down, "-33.40"), "-0.83");
  EXPECT_EQ(pays(RoundingMode::up, "33.33"), "0.84");
  EXPECT_EQ(pays(RoundingMode::up, "-33.33"), "-0.84");
  EXPECT_EQ(pays(RoundingMode::down, "33.40"), "0.83");
  EXPECT_EQ(pays(RoundingMode::down, "-33.40"), "-0.83");
  EXPECT_EQ(pays(RoundingMode::ceiling, "33.33"), "0.84");
  EXPECT_EQ(pays(RoundingMode::ceiling, "-33.33"), "-0.83");
  EXPECT_EQ(pays(RoundingMode::floor, "33.33"), "0.83");
  EXPECT_EQ(pays(RoundingMode::floor, "-33.33"), "-0.84");
  EXPECT_EQ(pays(RoundingMode::up_05, "33.33"), "0.83");  // 0.83 ends in neither 0 nor 5
  EXPECT_EQ(pays(RoundingMode::up_05, "34.01"), "0.86");  // 0.85025
}

TEST(Rounding, ToAStep) {  // TERMS-15, TERMS-07
  const Schedule schedule = Whole({RateFrom("0", "2.5%")});
  EXPECT_EQ(Pays(Compiled(schedule, kCents, RoundTo("0.05")), "33.33"), "0.85");  // 0.83325
  EXPECT_EQ(Pays(Compiled(schedule, kCents, RoundTo("0.05")), "32.90"), "0.80");  // 0.8225
  EXPECT_EQ(Pays(Compiled(schedule, kCents, RoundTo("1")), "33.33"), "1.00");
  EXPECT_EQ(Pays(Compiled(schedule, {0, 0, true, 0}, RoundTo("1")), "3333"), "83");           // yen: 83.325
  EXPECT_EQ(Pays(Compiled(schedule, {3, 3, true, 3}, RoundTo("0.001")), "33.330"), "0.833");  // dinar
}

TEST(Compile, WantsTheKindOfBasisThatTheBenefitAppliesTo) {  // TERMS-05
  const auto refusal = [](const Schedule& schedule, const ScheduleUnits& units) {
    const auto compiled = CompileSchedule(schedule, units, RoundTo("0.01"));
    return compiled.ok() ? "ok" : compiled.error().Text();
  };
  EXPECT_EQ(refusal(Whole({RateFrom("0", "", "1"), RateFrom("5", "1%")}), kPieces),
            "brackets[1].rate: a rate needs a payable basis in money; a quantity is paid by per_unit (TERMS-05)");
  EXPECT_EQ(refusal(Whole({UnitsFrom("0", "0.1")}), kCents),
            "brackets[0].per_unit: an amount per unit needs a payable basis that is a quantity; money is paid by rate "
            "(TERMS-05)");
  EXPECT_EQ(refusal(Whole({}), kCents), "brackets: a schedule needs at least one bracket (TERMS-01)");
}

TEST(Compile, RefusesARoundingThatCannotBePaid) {  // TERMS-07
  const Schedule schedule = Whole({RateFrom("0", "1%")});
  for (const char* step : {"0", "-0.01", "0.001"}) {
    const auto compiled = CompileSchedule(schedule, kCents, RoundTo(step));
    ASSERT_FALSE(compiled.ok()) << step;
    EXPECT_EQ(compiled.error().path, "step");
  }
}

TEST(Compile, RefusesMoreDigitsThanCanBeHeld) {  // TERMS-06
  const ScheduleUnits fine{18, 18, true, 0};
  const auto decimals = CompileSchedule(Whole({RateFrom("0", "0.000000000000000001")}), {0, 0, true, 0}, RoundTo("1"));
  EXPECT_TRUE(decimals.ok());
  const Schedule far = Marginal({RateFrom("0", "1%"), RateFrom("1000000000000000000000", "2%")});
  const auto bound = CompileSchedule(far, fine, RoundTo("1"));
  ASSERT_FALSE(bound.ok());
  EXPECT_EQ(bound.error().code, Code::overflow);
  EXPECT_EQ(bound.error().path, "brackets[1].from");
  EXPECT_EQ(bound.error().rule, "TERMS-06");
  // 1.5 · 10^38 fits into 128 bits, but not with the room that sums need.
  const Schedule edge = Marginal({RateFrom("0", "1%"), RateFrom("150000000000000000000000000000000000000", "2%")});
  const auto room = CompileSchedule(edge, {0, 0, true, 0}, RoundTo("1"));
  ASSERT_FALSE(room.ok());
  EXPECT_EQ(room.error().path, "brackets[1].from");
  // Decimals that no common denominator of 38 digits holds.
  const Schedule fine_bound = Marginal({RateFrom("0", "0.000000000000000001"), RateFrom("0.000000000000000001", "2%")});
  const auto fine_slices = CompileSchedule(fine_bound, {0, 18, true, 0}, RoundTo("1"));
  ASSERT_FALSE(fine_slices.ok());
  EXPECT_EQ(fine_slices.error().Text(),
            "brackets: benefits, bounds and bases have together 54 decimals below the minor unit; at most 38 "
            "(TERMS-06)");
}

TEST(Evaluate, RefusesWhatNeedsTheWidePath) {  // TERMS-06
  // 10^18 cents at a rate of 14 decimals fit into 128 bits, 10^30 do not.
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "2.123456789012%")}));
  const Result<ScheduleValue> fits = Evaluate(schedule, {PowerOfTen(18), PowerOfTen(18)});
  ASSERT_TRUE(fits.ok());
  EXPECT_EQ(ToText(fits->rounded), "21234567890120000");
  const Result<ScheduleValue> does_not = Evaluate(schedule, {PowerOfTen(30), PowerOfTen(30)});
  ASSERT_FALSE(does_not.ok());
  EXPECT_EQ(does_not.error().Text(), "the products of this schedule need the wide path of keyhaul::kernels (TERMS-06)");
}

TEST(Evaluate, ExactAndBracket) {  // TERMS-15
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "2.5%"), RateFrom("100", "3%")}));
  const Result<ScheduleValue> value = Evaluate(schedule, {3333, 3333});
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->exact, (Exact{83, 325, 1000}));  // 0.83325
  EXPECT_EQ(value->bracket, 0);
  EXPECT_EQ(Evaluate(schedule, {10000, 10000})->bracket, 1);
}

}  // namespace
}  // namespace keyhaul

// The accumulations beside marginal and whole. Expected values are those that systems and tariffs have published, or
// are worked out in the comment beside them.
#include <string>
#include <vector>

#include "keyhaul/terms/evaluate.h"
#include "keyhaul/terms/explain.h"
#include "keyhaul/terms/step_import.h"
#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

Bracket FlatFrom(std::string_view from, std::string_view flat) { return RateFrom(from, "", flat); }

Bracket BlocksFrom(std::string_view from, std::string_view per_block, std::string_view flat = "") {
  Bracket bracket = RateFrom(from, "", flat);
  bracket.per_block = Number(per_block);
  return bracket;
}

Schedule Of(Accumulation accumulation, std::vector<Bracket> brackets, Boundary boundary = Boundary::from_inclusive) {
  Schedule schedule = Marginal(std::move(brackets), boundary);
  schedule.accumulation = accumulation;
  return schedule;
}

// What it pays, and the bracket: "350.00 in 1".
std::string PaysIn(const CompiledSchedule& schedule, const Bases& bases) {
  const Result<ScheduleValue> value = Evaluate(schedule, bases);
  if (!value.ok()) return value.error().Text();
  const Result<Decimal> amount = Decimal::Make(value->rounded, schedule.units.money_scale);
  return amount->ToText(schedule.units.money_scale) + " in " + std::to_string(value->bracket);
}

// The kinds, bases, benefits and values of the steps; and that they add up.
std::string Steps(const CompiledSchedule& schedule, const Bases& bases) {
  const Result<Explanation> why = Explain(schedule, bases);
  if (!why.ok()) return why.error().Text();
  std::string text(why->rule);
  Exact sum;
  for (const ExplanationStep& step : why->steps) {
    text += "; " + std::string(Name(step.kind)) + (step.basis ? " " + step.basis->ToText() : "");
    text += " × " + step.benefit.ToText() + " = " + ToText(step.value, schedule.units.money_scale);
    sum = *Add(sum, step.value);
  }
  EXPECT_TRUE(sum == why->exact) << text;
  return text;
}

std::string Refusal(const Schedule& schedule, const ScheduleUnits& units = kCents) {
  const auto compiled = CompileSchedule(schedule, units, RoundTo("0.01"));
  return compiled.ok() ? "ok" : compiled.error().Text();
}

const std::vector<Bracket>& Dynamics() {
  static const std::vector<Bracket> brackets = {RateFrom("0", "10%"), RateFrom("1000", "25%")};
  return brackets;
}

TEST(StepTable, SharesTheBoundOfTheBoundary) {  // TERMS-20
  // Meteroid drops 99.5 pieces between the rows 0 to 99 and 100 to 199: by reading they belong to either.
  Schedule table = Whole({UnitsFrom("0", "1", "", "99"), UnitsFrom("100", "0.8", "", "199"), UnitsFrom("200", "0.5")});
  table.boundary = Boundary::up_to_inclusive;
  const ScheduleUnits tenths{1, 1, false, 2};
  Schedule upper = table;
  ASSERT_TRUE(ImportSteps(Number("1"), &upper).ok());
  EXPECT_EQ(Pays(Compiled(upper, tenths), "99"), "99.00");
  EXPECT_EQ(Pays(Compiled(upper, tenths), "99.5"), "79.60");
  EXPECT_EQ(Pays(Compiled(upper, tenths), "100"), "80.00");
  table.boundary = Boundary::from_inclusive;
  ASSERT_TRUE(ImportSteps(Number("1"), &table).ok());
  EXPECT_EQ(Pays(Compiled(table, tenths), "99.5"), "99.50");
  EXPECT_EQ(Pays(Compiled(table, tenths), "100"), "80.00");
  EXPECT_EQ(Pays(Compiled(table, tenths), "199.9"), "159.92");
}

TEST(StepTable, ClosedLastRowEndsOneStepOn) {  // TERMS-20
  Schedule table = Whole({UnitsFrom("0", "1", "", "99"), UnitsFrom("100", "0.8", "", "199")});
  ASSERT_TRUE(ImportSteps(Number("1"), &table).ok());
  EXPECT_EQ(table.brackets[1].to, Number("200"));
  EXPECT_EQ(table.brackets[0].to, Number("100"));
}

TEST(StepTable, RefusesMixedSteps) {  // TERMS-20
  const auto refusal = [](std::vector<Bracket> brackets, std::string_view step) {
    Schedule table = Whole(std::move(brackets));
    const Status status = ImportSteps(Number(step), &table);
    return status.ok() ? "ok" : status.error().Text();
  };
  EXPECT_EQ(refusal({UnitsFrom("0", "1", "", "100"), UnitsFrom("101", "2", "", "200"), UnitsFrom("200", "3")}, "1"),
            "brackets[2].from: brackets[1] ends at 200, so brackets[2] begins one step of 1 above it, at 201, and not "
            "at 200 (TERMS-20)");
  EXPECT_EQ(refusal({UnitsFrom("0", "1"), UnitsFrom("101", "2")}, "1"),
            "brackets[0].to: in a table of steps every bracket but the last has its end (TERMS-20)");
  EXPECT_EQ(refusal({UnitsFrom("0", "1")}, "0"), "step: a step of 0; it must be above 0 (TERMS-20)");
}

TEST(Overage, EarnsOnThePartAbove) {  // TERMS-21
  // 10 % of 1000, 25 % of 1500, and 1.5 % of the 500 above 2500: 100 + 375 + 7.50.
  Schedule schedule = Marginal({RateFrom("0", "10%"), RateFrom("1000", "25%", "", "2500")});
  schedule.beyond_last = BeyondLast::overage;
  EXPECT_EQ(Refusal(schedule), "overage: say what the part above the last bracket earns (TERMS-21)");
  schedule.overage = Number("1.5%");
  EXPECT_EQ(PaysIn(Compiled(schedule), {300000, 300000}), "482.50 in 2");
  EXPECT_EQ(PaysIn(Compiled(schedule), {250000, 250000}), "475.00 in 2");
  schedule.accumulation = Accumulation::whole;
  EXPECT_EQ(Refusal(schedule),
            "beyond_last: accumulation whole has no part above its brackets that could earn an overage; expected "
            "last_bracket, zero or error (TERMS-21)");
  schedule.beyond_last = BeyondLast::zero;
  EXPECT_EQ(Refusal(schedule), "overage: nothing earns it; it belongs to beyond_last overage (TERMS-21)");
}

TEST(FlatsAlone, OfTheBracketReachedOrOfAll) {  // TERMS-22
  // Oracle's bank slabs 10 + 20 + 30.
  const std::vector<Bracket> slabs = {FlatFrom("0", "10"), FlatFrom("100", "20"), FlatFrom("200", "30")};
  const CompiledSchedule sum = Compiled(Of(Accumulation::sum_of_reached, slabs));
  EXPECT_EQ(PaysIn(sum, {25000, 25000}), "60.00 in 2");
  EXPECT_EQ(PaysIn(sum, {19999, 19999}), "30.00 in 1");
  EXPECT_EQ(Steps(sum, {10000, 5}), "TERMS-22; flat × 10 = 10.00; flat × 20 = 20.00");
  const CompiledSchedule flat = Compiled(Of(Accumulation::flat, slabs));
  EXPECT_EQ(PaysIn(flat, {25000, 25000}), "30.00 in 2");
  EXPECT_EQ(Steps(flat, {10000, 5}), "TERMS-22; flat × 20 = 20.00");
}

TEST(Dynamics365, RollingAndTotal) {  // TERMS-23
  // Rebate management of Dynamics 365: 10 % to 1000, 25 % to 2500, on 2000: rolling 100 + 500, total 200 + 500.
  const CompiledSchedule rolling = Compiled(Of(Accumulation::d365_rolling, Dynamics()));
  const CompiledSchedule total = Compiled(Of(Accumulation::d365_total, Dynamics()));
  EXPECT_EQ(PaysIn(rolling, {200000, 200000}), "600.00 in 1");
  EXPECT_EQ(PaysIn(total, {200000, 200000}), "700.00 in 1");
  EXPECT_EQ(Steps(rolling, {200000, 200000}), "TERMS-23; rolled 1000 × 0.1 = 100.00; rolled 2000 × 0.25 = 500.00");
  EXPECT_EQ(Steps(total, {200000, 200000}), "TERMS-23; whole 2000 × 0.1 = 200.00; whole 2000 × 0.25 = 500.00");
  // Half of it earns: 600 / 2, and 10 % and 25 % of 1000.
  EXPECT_EQ(PaysIn(rolling, {200000, 100000}), "300.00 in 1");
  EXPECT_EQ(PaysIn(total, {200000, 100000}), "350.00 in 1");
  EXPECT_EQ(PaysIn(rolling, {99999, 99999}), "100.00 in 0");
  // With 30 % from 2500, on 3000: 100 + 625 + 900, and 300 + 750 + 900.
  std::vector<Bracket> three = Dynamics();
  three.push_back(RateFrom("2500", "30%"));
  EXPECT_EQ(PaysIn(Compiled(Of(Accumulation::d365_rolling, three)), {300000, 300000}), "1625.00 in 2");
  EXPECT_EQ(PaysIn(Compiled(Of(Accumulation::d365_total, three)), {300000, 300000}), "1950.00 in 2");
}

TEST(Target, BelowTheFirstNothingIsReached) {  // TERMS-24
  // Yonyou: 30,000 on reaching 1,000,000, nothing on 990,000.
  const std::vector<Bracket> target = {FlatFrom("1000000", "30000")};
  EXPECT_EQ(PaysIn(Compiled(Of(Accumulation::target, target)), {100000000, 100000000}), "30000.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(Of(Accumulation::target, target)), {99000000, 99000000}), "0.00 in -1");
  const CompiledSchedule above = Compiled(Of(Accumulation::target, target, Boundary::up_to_inclusive));
  EXPECT_EQ(PaysIn(above, {100000000, 100000000}), "0.00 in -1");
  EXPECT_EQ(PaysIn(above, {100000001, 100000001}), "30000.00 in 0");
  // Two targets, whole above: 3 % of 1500 and 100.
  const std::vector<Bracket> two = {RateFrom("500", "2%"), RateFrom("1000", "3%", "100")};
  EXPECT_EQ(PaysIn(Compiled(Of(Accumulation::target, two)), {150000, 150000}), "145.00 in 1");
}

TEST(Block, CountsByTheWord) {  // TERMS-25
  // OpenMeter: 1400 and 1300 are 3 begun blocks of 1000, not 2 + 2.
  Schedule schedule = Of(Accumulation::block, {BlocksFrom("0", "2")});
  EXPECT_EQ(Refusal(schedule), "block: accumulation block needs the size of a block (TERMS-25)");
  schedule.block = BlockRule{.size = Number("1000"), .free = {}};
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 2700}), "6.00 in 0");
  EXPECT_EQ(Steps(Compiled(schedule, kPieces), {2700, 2700}), "TERMS-25; block 3 × 2 = 6.00");
  schedule.block->free = Number("700");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 2700}), "4.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {700, 700}), "0.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {701, 701}), "2.00 in 0");
  schedule.block->free = Decimal();
  schedule.block->count = BlockCount::floor;
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 2700}), "4.00 in 0");
  schedule.block->count = BlockCount::half_up;
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2500, 2500}), "6.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2499, 2499}), "4.00 in 0");
  schedule.block->size = Number("0");
  EXPECT_EQ(Refusal(schedule, kPieces), "block.size: a block of 0; it must be above 0 (TERMS-25)");
}

TEST(Block, TheBracketReachedPricesAll) {  // TERMS-25
  // Kill Bill, top tier: 101,000 units in blocks of 1000 cost 101, one more costs 102 blocks at 0.50.
  Schedule schedule =
      Of(Accumulation::block, {BlocksFrom("0", "1"), BlocksFrom("101000", "0.5")}, Boundary::up_to_inclusive);
  schedule.block = BlockRule{.size = Number("1000"), .free = {}};
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {101000, 101000}), "101.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {101001, 101001}), "51.00 in 1");
}

TEST(Block, SliceBySlice) {  // TERMS-25
  // 1500 at 1.00 are two begun blocks, 1200 at 2.00 two more: 2 + 4. With 1000 free: one and two, and the flats 5 + 7.
  Schedule schedule = Of(Accumulation::block, {BlocksFrom("0", "1", "5"), BlocksFrom("1500", "2", "7")});
  schedule.block = BlockRule{.size = Number("1000"), .free = {}, .per = BlockPer::slice};
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 2700}), "18.00 in 1");
  schedule.block->free = Number("1000");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 2700}), "17.00 in 1");
  // Of 1350 that are billed each slice is half: 750 and 600, one begun block each, 1 + 2 + 12.
  schedule.block->free = Decimal();
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {2700, 1350}), "15.00 in 1");
  EXPECT_EQ(Steps(Compiled(schedule, kPieces), {2700, 1350}),
            "TERMS-25; block 1 × 1 = 1.00; flat × 5 = 5.00; block 1 × 2 = 2.00; flat × 7 = 7.00");
}

Schedule Enable(GrowthPays pays) {
  Schedule schedule = Of(Accumulation::growth,
                         {RateFrom("0", "0%"), RateFrom("110%", "2%"), RateFrom("115%", "3%"), RateFrom("120%", "4%")});
  schedule.growth = GrowthRule{.pays = pays};
  return schedule;
}

TEST(Growth, EnablesThreeCalculations) {  // TERMS-26
  // Enable: 110:2 %, 115:3 %, 120:4 %, Q 2,350,000 and B 2,000,000.
  const Bases bases{235000000, 235000000, 0, 200000000};
  EXPECT_EQ(PaysIn(Compiled(Enable(GrowthPays::whole_basis)), bases), "70500.00 in 2");
  EXPECT_EQ(PaysIn(Compiled(Enable(GrowthPays::whole_growth)), bases), "10500.00 in 2");
  EXPECT_EQ(PaysIn(Compiled(Enable(GrowthPays::incremental_growth)), bases), "3500.00 in 2");
  EXPECT_EQ(Steps(Compiled(Enable(GrowthPays::whole_growth)), bases), "TERMS-26; growth 350000 × 0.03 = 10500.00");
  EXPECT_EQ(Steps(Compiled(Enable(GrowthPays::incremental_growth)), bases),
            "TERMS-26; slice 2200000 × 0 = 0.00; slice 100000 × 0.02 = 2000.00; slice 50000 × 0.03 = 1500.00");
  // Half of it earns.
  EXPECT_EQ(PaysIn(Compiled(Enable(GrowthPays::whole_growth)), {235000000, 117500000, 0, 200000000}), "5250.00 in 2");
  EXPECT_EQ(PaysIn(Compiled(Enable(GrowthPays::incremental_growth)), {235000000, 117500000, 0, 200000000}),
            "1750.00 in 2");
}

TEST(Growth, ComparesTheRatioExactly) {  // TERMS-26
  // 110 % of 333.33 is 366.663: 366.66 is below, 366.67 earns 2 %, 7.3334.
  const CompiledSchedule schedule = Compiled(Enable(GrowthPays::whole_basis));
  EXPECT_EQ(PaysIn(schedule, {36666, 36666, 0, 33333}), "0.00 in 0");
  EXPECT_EQ(PaysIn(schedule, {36667, 36667, 0, 33333}), "7.33 in 1");
  Schedule above = Enable(GrowthPays::whole_basis);
  above.boundary = Boundary::up_to_inclusive;
  EXPECT_EQ(PaysIn(Compiled(above), {11000, 11000, 0, 10000}), "0.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(above), {11001, 11001, 0, 10000}), "2.20 in 1");
  // Less than last year is no growth, whatever the bracket there pays.
  Schedule shrinking = Enable(GrowthPays::whole_growth);
  shrinking.brackets[0].rate = Number("1%");
  EXPECT_EQ(PaysIn(Compiled(shrinking), {9000, 9000, 0, 10000}), "0.00 in 0");
}

TEST(Growth, WithoutABaseline) {  // TERMS-27
  for (const GrowthPays pays : {GrowthPays::whole_basis, GrowthPays::whole_growth, GrowthPays::incremental_growth}) {
    Schedule schedule = Enable(pays);
    for (const int baseline : {0, -500}) {
      EXPECT_EQ(PaysIn(Compiled(schedule), {10000, 10000, 0, baseline}), "0.00 in -1");
      Schedule counts = schedule;
      counts.growth->without_baseline = WithoutBaseline::zero_baseline;
      EXPECT_EQ(PaysIn(Compiled(counts), {10000, 10000, 0, baseline}), "4.00 in 3");
    }
  }
}

TEST(Linear, MovesBetweenPoints) {  // TERMS-28
  // 2 % at 0, 4 % at 1000, 5 % at 3000: at 500 it is 3 %, at 2000 4.5 %, beyond 3000 5 %.
  const CompiledSchedule schedule =
      Compiled(Of(Accumulation::linear, {RateFrom("0", "2%"), RateFrom("1000", "4%"), RateFrom("3000", "5%")}));
  EXPECT_EQ(PaysIn(schedule, {50000, 50000}), "15.00 in 0");
  EXPECT_EQ(PaysIn(schedule, {100000, 100000}), "40.00 in 1");
  EXPECT_EQ(PaysIn(schedule, {200000, 200000}), "90.00 in 1");
  EXPECT_EQ(PaysIn(schedule, {500000, 500000}), "250.00 in 2");
  EXPECT_EQ(PaysIn(schedule, {50000, 40000}), "12.00 in 0");
  EXPECT_EQ(Steps(schedule, {50000, 50000}), "TERMS-28; whole 500 × 0.02 = 10.00; interpolated 500 × 0.02 = 5.00");
  // The flat moves too: 10 + 5 · 1/3.
  const CompiledSchedule flats = Compiled(Of(Accumulation::linear, {FlatFrom("0", "10"), FlatFrom("300", "15")}));
  EXPECT_EQ(PaysIn(flats, {10000, 10000}), "11.67 in 0");
  EXPECT_EQ(Steps(flats, {10000, 10000}), "TERMS-28; flat × 10 = 10.00; interpolated × 5 = 1.66 + 2/300");
}

TEST(Counted, RatesAndAmountsPerUnitTogether) {  // TERMS-29
  const auto both = [](std::string_view from, std::string_view rate, std::string_view per_unit,
                       std::string_view flat = "") {
    Bracket bracket = RateFrom(from, rate, flat);
    bracket.per_unit = Number(per_unit);
    return bracket;
  };
  const std::vector<Bracket> brackets = {both("0", "2%", "0.10"), both("1000", "3%", "0.05", "4")};
  ScheduleUnits units = kCents;
  EXPECT_EQ(Refusal(Whole(brackets), units),
            "brackets[0].per_unit: a bracket pays a rate or an amount per unit, not both (TERMS-03)");
  units.counted_scale = 3;
  // Whole: 2000 × 3 % + 40 × 0.05 + 4. Marginal: 20 + 30 + 40 / 2000 × (100 + 50) + 4.
  const Bases bases{200000, 200000, 40000};
  EXPECT_EQ(PaysIn(Compiled(Whole(brackets), units), bases), "66.00 in 1");
  EXPECT_EQ(PaysIn(Compiled(Marginal(brackets), units), bases), "57.00 in 1");
  EXPECT_EQ(Steps(Compiled(Whole(brackets), units), bases),
            "TERMS-10; whole 2000 × 0.03 = 60.00; flat × 4 = 4.00; counted 40 × 0.05 = 2.00");
  EXPECT_EQ(Steps(Compiled(Marginal(brackets), units), bases),
            "TERMS-08; slice 1000 × 0.02 = 20.00; slice 1000 × 0.03 = 30.00; flat × 4 = 4.00; counted 1000 × 0.1 = "
            "2.00; counted 1000 × 0.05 = 1.00");
  EXPECT_EQ(Refusal(Whole({RateFrom("0", "1%")}), units),
            "brackets: a quantity is counted, and no bracket pays per unit of it (TERMS-29)");
  EXPECT_EQ(Refusal(Of(Accumulation::linear, brackets), units),
            "accumulation: accumulation linear has no amounts per unit of a quantity that is counted beside the "
            "payable basis (TERMS-29)");
  units.payable_is_money = false;
  EXPECT_EQ(Refusal(Whole(brackets), units),
            "the payable basis is a quantity already; a further one is counted beside a payable basis in money "
            "(TERMS-29)");
}

TEST(Deficit, RatesTheNextBreakWhereItIsCheaper) {  // TERMS-30
  // Less-than-truckload: 450 lb at 14.38 per hundred are 64.71; as 500 lb at 10.29 they are 51.45.
  Schedule schedule = Whole({UnitsFrom("0", "0.1438"), UnitsFrom("500", "0.1029")});
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {450, 450}), "64.71 in 0");
  schedule.deficit = DeficitBills::bumped;
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {450, 450}), "51.45 in 1");
  EXPECT_EQ(Steps(Compiled(schedule, kPieces), {450, 450}), "TERMS-30; deficit 500 × 0.1029 = 51.45");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {350, 350}), "50.33 in 0");
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {450, 405}), "46.31 in 1");  // 51.45 × 405 / 450 = 46.305
  schedule.deficit = DeficitBills::actual;
  EXPECT_EQ(PaysIn(Compiled(schedule, kPieces), {450, 450}), "46.31 in 1");  // 450 × 0.1029 = 46.305
  EXPECT_EQ(Steps(Compiled(schedule, kPieces), {450, 450}), "TERMS-30; whole 450 × 0.1029 = 46.305");
  // Where both cost the same the bracket reached stands: 80 × 1 and 100 × 0.8. Nothing sent is not bumped.
  Schedule even = Whole({UnitsFrom("0", "1", "1"), UnitsFrom("100", "0.8", "1")});
  even.deficit = DeficitBills::bumped;
  EXPECT_EQ(PaysIn(Compiled(even, kPieces), {80, 80}), "81.00 in 0");
  Schedule flat = Whole({UnitsFrom("0", "1", "30"), UnitsFrom("10", "1")});
  flat.deficit = DeficitBills::bumped;
  EXPECT_EQ(PaysIn(Compiled(flat, kPieces), {0, 0}), "30.00 in 0");
  EXPECT_EQ(PaysIn(Compiled(flat, kPieces), {9, 9}), "10.00 in 1");
}

TEST(Form, RefusesWhatTheAccumulationWouldIgnore) {  // TERMS-31
  EXPECT_EQ(Refusal(Of(Accumulation::sum_of_reached, {FlatFrom("0", "1"), RateFrom("5", "1%", "2")})),
            "brackets[1].rate: accumulation sum_of_reached pays flats; expected flat (TERMS-31)");
  EXPECT_EQ(Refusal(Of(Accumulation::flat, {UnitsFrom("0", "1")})),
            "brackets[0].per_unit: accumulation flat pays flats; expected flat (TERMS-31)");
  EXPECT_EQ(Refusal(Whole({BlocksFrom("0", "1")})),
            "brackets[0].per_block: accumulation whole counts no blocks; expected rate or per_unit (TERMS-31)");
  Schedule schedule = Marginal({RateFrom("0", "1%")});
  schedule.deficit = DeficitBills::bumped;
  EXPECT_EQ(Refusal(schedule),
            "deficit: accumulation marginal rates no whole basis, so that no bracket is cheaper; expected whole "
            "(TERMS-31)");
  schedule.deficit.reset();
  schedule.growth = GrowthRule{};
  EXPECT_EQ(Refusal(schedule), "growth: accumulation marginal has no baseline (TERMS-31)");
  schedule.growth.reset();
  schedule.block = BlockRule{.size = Number("1"), .free = {}};
  EXPECT_EQ(Refusal(schedule), "block: accumulation marginal counts no blocks (TERMS-31)");
  EXPECT_EQ(Refusal(Of(Accumulation::linear, {RateFrom("5", "1%")})),
            "brackets[0].from: the first bracket starts at 5; it must start at 0 (TERMS-01)");
}

}  // namespace
}  // namespace keyhaul

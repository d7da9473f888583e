// Where the benefit of a schedule is rounded. What is expected was computed with Python's fractions.
#include <string>
#include <vector>

#include "keyhaul/statement/render.h"
#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

Rounding At(RoundingPoint point, std::string_view step = "0.01", RoundingMode mode = RoundingMode::half_up) {
  return {mode, Number(step), point};
}

constexpr ScheduleUnits kYenPieces{0, 0, false, 0};

Schedule OfKind(Accumulation accumulation, std::vector<Bracket> brackets) {
  return {accumulation, Boundary::from_inclusive, std::nullopt, true, std::move(brackets)};
}

std::string Told(const CompiledSchedule& schedule, const Bases& bases) {
  const Result<Explanation> why = Explain(schedule, bases);
  return why.ok() ? RenderExplanation(*why, {}) : why.error().Text();
}

std::string Refusal(const Schedule& schedule, const ScheduleUnits& units, const Rounding& rounding) {
  const Result<CompiledSchedule> compiled = CompileSchedule(schedule, units, rounding);
  return compiled.ok() ? "" : compiled.error().path + " " + std::string(compiled.error().rule);
}

// 3 · 33.333333 = 99.999999 and 3 · 33.33 = 99.99.
TEST(RoundingPoint, ThreePiecesAtAThird) {  // TERMS-35
  const Schedule schedule = Whole({UnitsFrom("0", "33.333333")});
  const auto at = [&](RoundingPoint point) { return Compiled(schedule, kPieces, At(point)); };
  EXPECT_EQ(Told(at(RoundingPoint::term), {3, 3}), "3 × 33.333333 = 99.999999 → 100.00 (half_up)");
  EXPECT_EQ(Told(at(RoundingPoint::slice), {3, 3}), "(3 × 33.333333 → 100.00) = 100.00 (half_up)");
  EXPECT_EQ(Told(at(RoundingPoint::unit_price), {3, 3}), "3 × (33.333333 → 33.33) = 99.99 (half_up)");
  EXPECT_EQ(Pays(at(RoundingPoint::unit_price), "3", "-3"), "-99.99");
  EXPECT_EQ(Pays(Compiled(schedule, kYenPieces, At(RoundingPoint::unit_price, "1")), "3"), "99");
  EXPECT_EQ(Told(Compiled(schedule, kPieces, At(RoundingPoint::unit_price, "0.05")), {3, 3}),
            "3 × (33.333333 → 33.35) = 100.05 (half_up to 0.05)");
}

// 0.25 · 2 % = 0.005, twice.
TEST(RoundingPoint, SlicesAreRoundedBeforeTheyAreAdded) {  // TERMS-34
  const Schedule schedule = Marginal({RateFrom("0", "2%"), RateFrom("0.25", "2%")});
  const CompiledSchedule sliced = Compiled(schedule, kCents, At(RoundingPoint::slice));
  EXPECT_EQ(Told(Compiled(schedule), {50, 50}), "0.25 × 2 % + 0.25 × 2 % = 0.01");
  EXPECT_EQ(Told(sliced, {50, 50}), "(0.25 × 2 % → 0.01) + (0.25 × 2 % → 0.01) = 0.02 (half_up)");
  EXPECT_EQ(Told(sliced, {50, -50}),
            "(0.25 × 2 % × -0.50 / 0.50 → -0.01) + (0.25 × 2 % × -0.50 / 0.50 → -0.01) = -0.02 (half_up)");
  const Rounding down = At(RoundingPoint::slice, "0.01", RoundingMode::half_down);
  EXPECT_EQ(Pays(Compiled(schedule, kCents, down), "0.50"), "0.00");
  const Result<ScheduleValue> value = Evaluate(sliced, {50, 50});
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(ToText(value->exact, 2), "0.02") << "the sum of rounded steps is exact";
}

// 16.00 → 16.00, 167.00 · 3 % = 5.01 → 5.00, and a flat of 0.03 → 0.05.
TEST(RoundingPoint, FlatsAreSlicesToo) {  // TERMS-34
  const Schedule schedule = Marginal({RateFrom("0", "2%"), RateFrom("800", "3%", "0.03")});
  const CompiledSchedule cash = Compiled(schedule, kCents, At(RoundingPoint::slice, "0.05"));
  EXPECT_EQ(Told(cash, {96700, 96700}),
            "800.00 × 2 % + (167.00 × 3 % → 5.00) + (0.03 flat → 0.05) = 21.05 (half_up to 0.05)");
  EXPECT_EQ(Pays(Compiled(schedule, kCents, RoundTo("0.05")), "967"), "21.05");
  EXPECT_EQ(Pays(cash, "-1"), "0.00");
}

// 1.00 + 0.50 · 4/12 = 1.1666… → 1.17.
TEST(RoundingPoint, APriceOnALineIsRoundedWhereItIs) {  // TERMS-35, TERMS-34
  const Schedule schedule = OfKind(Accumulation::linear, {UnitsFrom("0", "1"), UnitsFrom("12", "1.5")});
  const CompiledSchedule priced = Compiled(schedule, kPieces, At(RoundingPoint::unit_price));
  EXPECT_EQ(Told(priced, {4, 4}), "4 × (1.166666… → 1.17) = 4.68 (half_up)");
  EXPECT_EQ(Told(priced, {12, 12}), "12 × 1.50 = 18.00");
  EXPECT_EQ(Told(priced, {4, -4}), "-4 × (1.166666… → 1.17) = -4.68 (half_up) (4 qualifies)");
  EXPECT_EQ(Told(Compiled(schedule, kPieces, At(RoundingPoint::slice)), {4, 4}),
            "4 × 1.00 + (4 × 0.50 × 4 / 12 → 0.67) = 4.67 (half_up)");
  // Points with more digits than money, beyond the last one too: 1.005 → 1.01, and 0.995 + 0.01 · 1/2 = 1.00.
  const Schedule fine = OfKind(Accumulation::linear, {UnitsFrom("0", "0.995"), UnitsFrom("10", "1.005")});
  const CompiledSchedule fine_priced = Compiled(fine, kPieces, At(RoundingPoint::unit_price));
  EXPECT_EQ(Told(fine_priced, {20, 20}), "20 × (1.005 → 1.01) = 20.20 (half_up)");
  EXPECT_EQ(Told(fine_priced, {5, 5}), "5 × 1.00 = 5.00");
  // Yen, with a unit of thousandths: 1 + 0.5 · 4/12 → 1.
  EXPECT_EQ(Pays(Compiled(schedule, {3, 3, false, 0}, At(RoundingPoint::unit_price, "1")), "4"), "4");
}

// A price of a line where only one of two points has one: from nothing at 0 to 1.00 at 3.
TEST(RoundingPoint, ALineMayBeginWithoutAPrice) {  // TERMS-35
  const Schedule schedule = OfKind(Accumulation::linear, {UnitsFrom("0", "", "5"), UnitsFrom("3", "1", "5")});
  const CompiledSchedule priced = Compiled(schedule, kPieces, At(RoundingPoint::unit_price));
  EXPECT_EQ(Told(priced, {0, 0}), "5.00 flat = 5.00");
  EXPECT_EQ(Told(priced, {1, 1}), "1 × (0.333333… → 0.33) + 5.00 flat = 5.33 (half_up)");
}

// 4 · 0.3333 and 4 · 0.2222 of a parcel of 3.7 kg in blocks of half a kilogram; an overage of 0.2222.
TEST(RoundingPoint, BlocksAndOveragesHavePrices) {  // TERMS-35
  Bracket first{Number("0"), std::nullopt, std::nullopt, std::nullopt, std::nullopt};
  Bracket second{Number("2"), std::nullopt, std::nullopt, std::nullopt, std::nullopt};
  first.per_block = Number("0.3333");
  second.per_block = Number("0.2222");
  Schedule blocks = OfKind(Accumulation::block, {first, second});
  blocks.block = BlockRule{};
  blocks.block->size = Number("0.5");
  blocks.block->per = BlockPer::slice;
  EXPECT_EQ(Told(Compiled(blocks, {3, 3, false, 2}, At(RoundingPoint::unit_price)), {3700, 3700}),
            "4 × (0.3333 → 0.33) + 4 × (0.2222 → 0.22) = 2.20 (half_up)");
  Schedule overage = Marginal({UnitsFrom("0", "0.3333", "", "10")});
  overage.beyond_last = BeyondLast::overage;
  overage.overage = Number("0.2222");
  EXPECT_EQ(Told(Compiled(overage, kPieces, At(RoundingPoint::unit_price)), {15, 15}),
            "10 × (0.3333 → 0.33) + 5 × (0.2222 → 0.22) = 4.40 (half_up)");
}

// A flat to 10 pieces and 5 above at 0.2222: 7.005 + 5 · 0.22. Of money the overage is a rate.
TEST(RoundingPoint, AnOverageIsAPriceBesideFlatsAlone) {  // TERMS-35
  Schedule overage = Marginal({UnitsFrom("0", "", "7.005", "10")});
  overage.beyond_last = BeyondLast::overage;
  overage.overage = Number("0.2222");
  EXPECT_EQ(Told(Compiled(overage, kPieces, At(RoundingPoint::unit_price)), {15, 15}),
            "5 × (0.2222 → 0.22) + 7.005 flat = 8.105 → 8.11 (half_up)");
  EXPECT_EQ(Refusal(overage, kCents, At(RoundingPoint::unit_price)), "at TERMS-35");
}

// 1.00 · 1.5 % = 0.015 as it is, and 5 · 0.005 = 0.025, or 5 · 0.01.
TEST(RoundingPoint, ARateBesideACountedQuantityIsNoPrice) {  // TERMS-35, TERMS-34
  Bracket both = RateFrom("0", "1.5%");
  both.per_unit = Number("0.005");
  ScheduleUnits units = kCents;
  units.counted_scale = 0;
  const Bases bases{100, 100, 5};
  EXPECT_EQ(Told(Compiled(Whole({both}), units, At(RoundingPoint::unit_price)), bases),
            "1.00 × 1.5 % + 5 × (0.005 → 0.01) = 0.065 → 0.07 (half_up)");
  EXPECT_EQ(Told(Compiled(Whole({both}), units, At(RoundingPoint::slice)), bases),
            "(1.00 × 1.5 % → 0.02) + (5 × 0.005 → 0.03) = 0.05 (half_up)");
}

// 90 · 0.126 = 11.34 against 100 · 0.113 = 11.30; at two decimals 90 · 0.13 = 11.70 against 100 · 0.11 = 11.00.
TEST(RoundingPoint, DeficitRatingComparesWhatIsMultiplied) {  // TERMS-34, TERMS-35, TERMS-30
  Schedule schedule = Whole({UnitsFrom("0", "0.126"), UnitsFrom("100", "0.113")});
  schedule.deficit = DeficitBills::bumped;
  EXPECT_EQ(Told(Compiled(schedule, kPieces, At(RoundingPoint::unit_price)), {90, 90}),
            "100 × (0.113 → 0.11) = 11.00 (half_up) (90 rated as 100)");
  // To whole units, both cost 11, and the cheaper one before is taken.
  EXPECT_EQ(Told(Compiled(schedule, kPieces, At(RoundingPoint::slice, "1")), {90, 90}),
            "(100 × 0.113 → 11.00) = 11.00 (half_up to 1) (90 rated as 100)");
}

TEST(RoundingPoint, IsRefusedWhereItHasNoMeaning) {  // TERMS-35, TERMS-36
  const Rounding unit_price = At(RoundingPoint::unit_price);
  EXPECT_EQ(Refusal(Whole({RateFrom("0", "2%", "5")}), kCents, unit_price), "at TERMS-35");
  EXPECT_EQ(Refusal(Whole({UnitsFrom("0", "", "5")}), kPieces, unit_price), "at TERMS-35");
  EXPECT_EQ(Refusal(Whole({UnitsFrom("0", "2")}), kPieces, {RoundingMode::half_up, {}, RoundingPoint::unit_price}),
            "step ");
  Stack stack;
  stack.lines = {StackLine{}};
  stack.lines[0].id = "a";
  stack.lines[0].rate = Number("0.1");
  Commitment commitment;
  commitment.amount = Number("10");
  for (const RoundingPoint point : {RoundingPoint::slice, RoundingPoint::unit_price}) {
    const auto compiled = CompileStack(stack, 2, At(point));
    ASSERT_FALSE(compiled.ok());
    EXPECT_EQ(compiled.error().path, "at");
    const auto value = EvaluateCommitment(commitment, 0, 0, true, 2, At(point));
    ASSERT_FALSE(value.ok());
    EXPECT_EQ(value.error().path + " " + std::string(value.error().rule), "at TERMS-36");
  }
  EXPECT_TRUE(CompileStack(stack, 2, At(RoundingPoint::term)).ok());
}

// f(7 · 12/5) · 5/12 with 0.3333 to 10 pieces and 0.2222 above: 10 · 0.3333 + 6.8 · 0.2222 = 3.333 + 1.51096, rounded
// each 4.84; at 0.33 and 0.22, 4.796.
TEST(RoundingPoint, AnAccrualKeepsItsPoints) {  // TERMS-34, TERMS-35
  const Schedule schedule = Marginal({UnitsFrom("0", "0.3333"), UnitsFrom("10", "0.2222")});
  Accrual accrual;
  accrual.method = AccrualMethod::annualised;
  accrual.of = 12;
  const auto evaluate = [](const CompiledSchedule& compiled, const Bases& bases) { return Evaluate(compiled, bases); };
  const auto accrued = [&](RoundingPoint point) {
    const Result<AccruedAmount> amount = Accrue(accrual, schedule, kPieces, At(point), {7, 7}, 5, evaluate);
    return amount.ok() ? ToText(amount->exact, 2) + " " + ToText(amount->rounded) : amount.error().Text();
  };
  EXPECT_EQ(accrued(RoundingPoint::slice), "2.01 + 2/300 202");
  EXPECT_EQ(accrued(RoundingPoint::unit_price), "1.99 + 5/600 200");
}

}  // namespace
}  // namespace keyhaul

// Ways to combine discounts. Expected values are printed by the sources named, or are computed by hand beside them.
#include "keyhaul/terms/stack.h"

#include <algorithm>

#include "tests/terms/stack_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

std::string RefusalOf(const Stack& stack) {
  const Result<CompiledStack> compiled = CompileStack(stack, 2, RoundTo("0.01"));
  return compiled.ok() ? "accepted" : compiled.error().Text();
}

void ExpectRefused(const Stack& stack, std::string_view place, std::string_view why) {
  const std::string text = RefusalOf(stack);
  EXPECT_EQ(text.find(place), 0U) << text;
  EXPECT_NE(text.find(why), std::string::npos) << text;
  EXPECT_NE(text.find("TERMS-60"), std::string::npos) << text;
}

TEST(StackTest, ALineHasOneBenefitAndAnIdOfItsOwn) {  // TERMS-60
  StackLine both = Percent("a", "10%");
  both.amount = Number("5");
  StackLine none;
  none.id = "a";
  ExpectRefused(StackOf(Combine::additive, {both}), "lines[0]", "exactly one of rate, amount and schedule");
  ExpectRefused(StackOf(Combine::additive, {none}), "lines[0]", "exactly one of rate, amount and schedule");
  ExpectRefused(StackOf(Combine::additive, {Percent("a", "1%"), Percent("a", "2%")}), "lines[1].id", "stands twice");
  ExpectRefused(StackOf(Combine::additive, {}), "lines", "1 to 64 lines");
  std::vector<StackLine> many;
  for (int i = 0; i < 65; ++i) many.push_back(Percent(std::to_string(i), "1%"));
  ExpectRefused(StackOf(Combine::additive, many), "lines", "1 to 64 lines");
}

TEST(StackTest, KeysThatTheCombinationDoesNotUseAreRefused) {  // TERMS-60
  const StackLine line = Percent("a", "10%");
  ExpectRefused(StackOf(Combine::cascade, {Prior(1, line)}), "lines[0].priority", "for a combination by priority");
  ExpectRefused(StackOf(Combine::cascade, {Alone(line)}), "lines[0].exclusive", "for an exclusive combination");
  ExpectRefused(StackOf(Combine::cascade, {In("z", line)}), "lines[0].zone", "for a combination by zones");
  ExpectRefused(StackOf(Combine::cascade, {Reducing(line)}), "lines[0].reduces_others", "by reduction");
  Stack stack = StackOf(Combine::cascade, {line});
  stack.otherwise = Combine::cascade;
  ExpectRefused(stack, "otherwise", "for an exclusive combination");
  stack = StackOf(Combine::cascade, {line});
  stack.priority_order = PriorityOrder::lowest_first;
  ExpectRefused(stack, "priority_order", "for a combination by priority");
  stack = StackOf(Combine::cascade, {line});
  stack.zones = {{"z", Combine::additive, std::nullopt, ZoneThen::go_on}};
  ExpectRefused(stack, "zones", "for a combination by zones");
}

TEST(StackTest, PrioritiesAndZonesAreComplete) {  // TERMS-60
  ExpectRefused(StackOf(Combine::priority, {Prior(1, Percent("a", "10%"))}), "priority_order", "lowest_first");
  Stack stack = StackOf(Combine::priority, {Percent("a", "10%")});
  stack.priority_order = PriorityOrder::lowest_first;
  ExpectRefused(stack, "lines[0].priority", "needs one of every line");
  stack = StackOf(Combine::zones, {Percent("a", "10%")});
  ExpectRefused(stack, "zones", "needs one at least");
  stack.zones = {{"z", Combine::additive, std::nullopt, ZoneThen::go_on}};
  ExpectRefused(stack, "lines[0].zone", "name of one of the zones");
  stack.zones.push_back(stack.zones.front());
  ExpectRefused(stack, "zones[1].name", "stands twice");
  stack.zones[1] = {"y", Combine::reduction, std::nullopt, ZoneThen::go_on};
  ExpectRefused(stack, "zones[1].combine", "expected additive");
  stack = StackOf(Combine::exclusive, {Percent("a", "10%")});
  stack.otherwise = Combine::zones;
  ExpectRefused(stack, "otherwise", "expected additive, cascade or best_of");
}

TEST(StackTest, ASchedulesRefusalNamesTheLine) {  // TERMS-60
  const Stack stack = StackOf(Combine::additive, {Scheduled("a", Whole({RateFrom("5", "1%")}))});
  EXPECT_EQ(RefusalOf(stack).find("lines[0].schedule.brackets[0].from"), 0U) << RefusalOf(stack);
}

TEST(StackTest, GrowthHasNoBaselineInAStack) {  // TERMS-60
  Schedule growth = Marginal({RateFrom("0", "0%"), RateFrom("1.1", "2%")});
  growth.accumulation = Accumulation::growth;
  growth.growth = GrowthRule{};
  ExpectRefused(StackOf(Combine::additive, {Scheduled("a", growth)}), "lines[0].schedule.accumulation", "baseline");
}

TEST(StackTest, AdditiveLinesSeeTheList) {  // TERMS-61
  // "20 % and 10 %" is 30 %: the common reading of discounts that are granted side by side.
  EXPECT_EQ(Takes(StackOf(Combine::additive, {Percent("a", "20%"), Percent("b", "10%")}), "100"),
            "30.00 = 20.00 + 10.00");
  EXPECT_EQ(Takes(StackOf(Combine::additive, {Percent("a", "20%"), Fixed("b", "7.50")}), "100"),
            "27.50 = 20.00 + 7.50");
  // By its own word a line sees the net: 10 % of 80.
  EXPECT_EQ(Takes(StackOf(Combine::additive, {Percent("a", "20%"), On(StackBasis::net, Percent("b", "10%"))}), "100"),
            "28.00 = 20.00 + 8.00");
}

TEST(StackTest, CascadeLinesSeeTheNet) {  // TERMS-62
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("a", "20%"), Percent("b", "10%")}), "100"),
            "28.00 = 20.00 + 8.00");
  // erpnext#49564: 2 % and 11 % are 12.78 %.
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("a", "2%"), Percent("b", "11%")}), "100"), "12.78 = 2.00 + 10.78");
  // Lago's coupons in order of age: 10 off, then 20 % of 90.
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Fixed("a", "10"), Percent("b", "20%")}), "100"), "28.00 = 10.00 + 18.00");
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("b", "20%"), Fixed("a", "10")}), "100"), "30.00 = 20.00 + 10.00");
}

TEST(StackTest, AScheduleSeesTheExactNet) {  // TERMS-62
  // 100.01 less 0.1 % is 99.90999, below the bound that the rounded 99.91 would reach; 1 % of it is 0.9990999.
  const Schedule schedule = Whole({RateFrom("0", "1%"), RateFrom("99.91", "50%")});
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("a", "0.1%"), Scheduled("b", schedule)}), "100.01"),
            "1.10 = 0.10 + 1.00");
  Stack rounded = StackOf(Combine::cascade, {Percent("a", "0.1%"), Scheduled("b", schedule)});
  rounded.rounding_at = StackRounding::line;
  EXPECT_EQ(Takes(rounded, "100.01"), "50.06 = 0.10 + 49.96");  // 49.955
}

TEST(StackTest, ALineTakesAtMostWhatIsLeft) {  // TERMS-63
  EXPECT_EQ(Takes(StackOf(Combine::additive, {Percent("a", "60%"), Percent("b", "60%"), Percent("c", "1%")}), "100"),
            "100.00 = 60.00 + 40.00 + 0.00");
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Fixed("a", "130"), Percent("b", "10%")}), "100"),
            "100.00 = 100.00 + 0.00");
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("a", "150%")}), "100"), "100.00 = 100.00");
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Fixed("a", "130")}), "0"), "0.00 = 0.00");
  // A surcharge takes less than nothing, and what it adds can be taken.
  EXPECT_EQ(Takes(StackOf(Combine::cascade, {Percent("a", "-10%"), Percent("b", "50%")}), "100"),
            "45.00 = -10.00 + 55.00");
}

TEST(StackTest, WhatIsCutIsFlagged) {  // TERMS-63
  const CompiledStack compiled = CompiledOf(StackOf(Combine::additive, {Percent("a", "60%"), Percent("b", "60%")}));
  const Result<StackValue<int128>> value = EvaluateStack(compiled, 10000);
  ASSERT_TRUE(value.ok());
  EXPECT_FALSE(value->lines[0].cut);
  EXPECT_TRUE(value->lines[1].cut);
}

TEST(StackTest, AHundredPercentLeavesNothingWhateverTheStep) {  // TERMS-63
  for (const char* step : {"0.01", "0.05", "1", "7"}) {
    for (const RoundingMode mode :
         {RoundingMode::half_up, RoundingMode::down, RoundingMode::up, RoundingMode::half_even}) {
      for (const StackRounding at : {StackRounding::term, StackRounding::line}) {
        Stack stack = StackOf(Combine::cascade, {Percent("a", "33.3%"), Percent("b", "100%")});
        stack.rounding_at = at;
        const Result<StackValue<int128>> value = EvaluateStack(CompiledOf(stack, RoundTo(step, mode)), 9999);
        ASSERT_TRUE(value.ok());
        EXPECT_EQ(CentsText(value->discount), "99.99") << step;
      }
    }
  }
}

TEST(StackTest, BestOfTakesTheGreatestAndTheFirstOfEquals) {  // TERMS-64
  EXPECT_EQ(Takes(StackOf(Combine::best_of, {Percent("a", "20%"), Fixed("b", "25"), Percent("c", "25%")}), "100"),
            "25.00 = - + 25.00 + -");
  EXPECT_EQ(Takes(StackOf(Combine::best_of, {Percent("a", "20%"), Fixed("b", "25")}), "200"), "40.00 = 40.00 + -");
  // What exceeds the amount is no better than the amount.
  EXPECT_EQ(Takes(StackOf(Combine::best_of, {Percent("a", "100%"), Fixed("b", "250")}), "100"), "100.00 = 100.00 + -");
}

TEST(StackTest, AnExclusiveLineThatAppliesStandsAlone) {  // TERMS-65
  const Schedule from_200 = Whole({RateFrom("0", "0%"), RateFrom("200", "15%")});
  Stack stack =
      StackOf(Combine::exclusive, {Percent("a", "20%"), Alone(Scheduled("b", from_200)), Percent("c", "10%")});
  EXPECT_EQ(Takes(stack, "200"), "30.00 = - + 30.00 + -");  // though the others would take 60
  EXPECT_EQ(Takes(stack, "100"), "30.00 = 20.00 + - + 10.00");
  stack.otherwise = Combine::cascade;
  EXPECT_EQ(Takes(stack, "100"), "28.00 = 20.00 + - + 8.00");
  stack.otherwise = Combine::best_of;
  EXPECT_EQ(Takes(stack, "100"), "20.00 = 20.00 + - + -");
  stack.lines.push_back(Alone(Percent("d", "18%")));
  EXPECT_EQ(Takes(stack, "200"), "36.00 = - + - + - + 36.00");
}

TEST(StackTest, PrioritiesGoTheWayThatIsStated) {  // TERMS-66
  Stack stack = StackOf(Combine::priority, {Prior(2, Percent("a", "20%")), Prior(1, Fixed("b", "10"))});
  stack.priority_order = PriorityOrder::lowest_first;
  EXPECT_EQ(Takes(stack, "100"), "28.00 = 18.00 + 10.00");
  stack.priority_order = PriorityOrder::highest_first;  // as ERPNext
  EXPECT_EQ(Takes(stack, "100"), "30.00 = 20.00 + 10.00");
}

TEST(StackTest, EqualPrioritiesKeepTheOrderGivenAndAreFlagged) {  // TERMS-66
  Stack stack = StackOf(Combine::priority,
                        {Prior(5, Percent("a", "20%")), Prior(5, Fixed("b", "10")), Prior(1, Fixed("c", "50"))});
  stack.priority_order = PriorityOrder::lowest_first;
  const Result<StackValue<int128>> value = EvaluateStack(CompiledOf(stack), 10000);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->order, (std::vector<std::size_t>{2, 0, 1}));
  EXPECT_EQ(CentsText(value->discount), "70.00");  // 50, 20 % of 50, 10
  EXPECT_TRUE(value->lines[0].equal_priority && value->lines[1].equal_priority);
  EXPECT_FALSE(value->lines[2].equal_priority);
}

Stack TwoZones(ZoneThen then) {
  Stack stack = StackOf(Combine::zones, {In("goods", Percent("a", "20%")), In("goods", Percent("b", "10%")),
                                         In("loyal", Percent("c", "5%")), In("loyal", Fixed("d", "3"))});
  stack.zones = {{"goods", Combine::best_of, std::nullopt, then}, {"loyal", Combine::additive, std::nullopt, {}}};
  return stack;
}

TEST(StackTest, ZonesFollowOneAnotherOnTheNet) {  // TERMS-67
  // Best within a zone, compound across: 20, then 5 % of 80 and 3.
  EXPECT_EQ(Takes(TwoZones(ZoneThen::go_on), "100"), "27.00 = 20.00 + - + 4.00 + 3.00");
}

TEST(StackTest, AZoneThatStopsEndsTheStackWhereItTookSomething) {  // TERMS-67
  Stack stack = TwoZones(ZoneThen::stop);
  EXPECT_EQ(Takes(stack, "100"), "20.00 = 20.00 + - + - + -");
  stack.lines[0].rate = Number("0");
  stack.lines[1].rate = Number("0");
  EXPECT_EQ(Takes(stack, "100"), "8.00 = 0.00 + - + 5.00 + 3.00");
}

TEST(StackTest, InsideAZoneTheListIsWhatTheZoneStartedWith) {  // TERMS-67
  Stack stack = StackOf(Combine::zones, {In("x", Percent("a", "20%")), In("y", Percent("b", "10%")),
                                         In("y", On(StackBasis::list, Percent("c", "10%")))});
  stack.zones = {{"x", Combine::cascade, std::nullopt, {}}, {"y", Combine::cascade, std::nullopt, {}}};
  EXPECT_EQ(Takes(stack, "100"), "36.00 = 20.00 + 8.00 + 8.00");
}

TEST(StackTest, TheReductionPrincipleOfDynamics) {  // TERMS-68
  // Microsoft, "Rebate reduction principles": four deals on 1,000; deals 1 and 2 do not look at others, and deal 2 does
  // not reduce others. The four orders and totals are printed there.
  const std::vector<StackLine> deals = {Reducing(On(StackBasis::list, Percent("1", "10%"))),
                                        On(StackBasis::list, Percent("2", "15%")), Reducing(Percent("3", "20%")),
                                        Reducing(Percent("4", "25%"))};
  const auto total = [&deals](std::vector<std::size_t> order) {
    std::vector<StackLine> lines;
    for (const std::size_t deal : order) lines.push_back(deals[deal - 1]);
    return Takes(StackOf(Combine::reduction, lines), "1000");
  };
  EXPECT_EQ(total({1, 2, 3, 4}), "610.00 = 100.00 + 150.00 + 180.00 + 180.00");
  EXPECT_EQ(total({4, 3, 2, 1}), "650.00 = 250.00 + 150.00 + 150.00 + 100.00");
  EXPECT_EQ(total({3, 2, 1, 4}), "625.00 = 200.00 + 150.00 + 100.00 + 175.00");
  EXPECT_EQ(total({2, 4, 1, 3}), "630.00 = 150.00 + 250.00 + 100.00 + 130.00");
}

TEST(StackTest, RoundedOnceAtTheTermTheLinesAddUp) {  // TERMS-69
  // Three times a third of a cent and a bit: 0.0034 each, 0.0102 together.
  const Stack stack = StackOf(Combine::additive, {Percent("a", "0.34%"), Percent("b", "0.34%"), Percent("c", "0.34%")});
  EXPECT_EQ(Takes(stack, "1"), "0.01 = 0.00 + 0.01 + 0.00");
  Stack by_line = stack;
  by_line.rounding_at = StackRounding::line;
  EXPECT_EQ(Takes(by_line, "1"), "0.00 = 0.00 + 0.00 + 0.00");
}

TEST(StackTest, RoundedAtTheLineTheNextOneSeesTheRoundedNet) {  // TERMS-69
  // 33.3335 % of 10.01 is 3.33668, so 3.34; half of the 6.67 left is 3.335, so 3.34.
  Stack stack = StackOf(Combine::cascade, {Percent("a", "33.3335%"), Percent("b", "50%")});
  stack.rounding_at = StackRounding::line;
  EXPECT_EQ(Takes(stack, "10.01"), "6.68 = 3.34 + 3.34");
  stack.rounding_at = StackRounding::term;  // 3.33668335 + 3.336658325 = 6.673341675
  EXPECT_EQ(Takes(stack, "10.01"), "6.67 = 3.34 + 3.33");
}

TEST(StackTest, RoundingNeverTakesMoreThanThereIs) {  // TERMS-69
  const Stack stack = StackOf(Combine::cascade, {Percent("a", "99.9%")});
  EXPECT_EQ(TakesOf(CompiledOf(stack, RoundTo("0.05", RoundingMode::up)), "0.99"), "0.95 = 0.95");
}

TEST(StackTest, ACreditNoteIsTheMirror) {  // TERMS-70
  Stack stack = StackOf(Combine::cascade, {Percent("a", "12.345%"), Fixed("b", "1.11"),
                                           Scheduled("c", Marginal({RateFrom("0", "1%"), RateFrom("50", "2%")}))});
  for (const StackRounding at : {StackRounding::term, StackRounding::line}) {
    stack.rounding_at = at;
    const CompiledStack compiled = CompiledOf(stack, RoundTo("0.01", RoundingMode::ceiling));
    const Result<StackValue<int128>> invoice = EvaluateStack(compiled, 10001);
    const Result<StackValue<int128>> credit = EvaluateStack(compiled, -10001);
    ASSERT_TRUE(invoice.ok() && credit.ok());
    EXPECT_EQ(ToText(-invoice->discount), ToText(credit->discount));
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(ToText(-invoice->lines[i].amount), ToText(credit->lines[i].amount));
      EXPECT_EQ(ToText(-invoice->lines[i].basis.numerator), ToText(credit->lines[i].basis.numerator));
    }
  }
}

TEST(StackTest, TheSpreadIsTheLeastAndTheGreatestOverAllOrders) {  // TERMS-71
  // Dynamics prints 610 to 650 for four orders of these deals; over all 24, computed by hand of every order of the
  // deals 1, 3 and 4 (2 moves nothing): 610 where 1 is first, 650 where 1 is last.
  const CompiledStack deals =
      CompiledOf(StackOf(Combine::reduction, {Reducing(On(StackBasis::list, Percent("1", "10%"))),
                                              On(StackBasis::list, Percent("2", "15%")), Reducing(Percent("3", "20%")),
                                              Reducing(Percent("4", "25%"))}));
  const Result<StackSpread> spread = SpreadOfStack(deals, 100000);
  ASSERT_TRUE(spread.ok());
  EXPECT_EQ(spread->orders, 24);
  EXPECT_EQ(CentsText(spread->least), "610.00");
  EXPECT_EQ(CentsText(spread->greatest), "650.00");
  EXPECT_EQ(spread->least_order, (std::vector<std::size_t>{0, 1, 2, 3}));
  EXPECT_EQ(spread->greatest_order, (std::vector<std::size_t>{1, 2, 3, 0}));
}

TEST(StackTest, TheSpreadOfACascadeOfPercentagesIsNothing) {  // TERMS-71
  const CompiledStack compiled = CompiledOf(StackOf(
      Combine::cascade, {Percent("a", "20%"), Percent("b", "10%"), Percent("c", "3.7%"), Percent("d", "0.01%")}));
  const Result<StackSpread> spread = SpreadOfStack(compiled, 12345);
  ASSERT_TRUE(spread.ok());
  EXPECT_EQ(ToText(spread->least), ToText(spread->greatest));
  EXPECT_EQ(spread->greatest_order, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(StackTest, PrioritiesAreVariedToo) {  // TERMS-71
  Stack stack = StackOf(Combine::priority, {Prior(1, Fixed("a", "10")), Prior(2, Percent("b", "20%"))});
  stack.priority_order = PriorityOrder::lowest_first;
  const Result<StackSpread> spread = SpreadOfStack(CompiledOf(stack), 10000);
  ASSERT_TRUE(spread.ok());
  EXPECT_EQ(CentsText(spread->least), "28.00");
  EXPECT_EQ(CentsText(spread->greatest), "30.00");
}

TEST(StackTest, TheSpreadOfACreditNoteIsTheMirror) {  // TERMS-70, TERMS-71
  const CompiledStack compiled = CompiledOf(StackOf(Combine::cascade, {Fixed("a", "10"), Percent("b", "20%")}));
  const Result<StackSpread> spread = SpreadOfStack(compiled, -10000);
  ASSERT_TRUE(spread.ok());
  EXPECT_EQ(CentsText(spread->least), "-28.00");
  EXPECT_EQ(CentsText(spread->greatest), "-30.00");
}

TEST(StackTest, MoreThanEightLinesHaveTooManyOrders) {  // TERMS-71
  std::vector<StackLine> lines;
  for (int i = 0; i < 9; ++i) lines.push_back(Percent(std::to_string(i), "1%"));
  const Result<StackSpread> spread = SpreadOfStack(CompiledOf(StackOf(Combine::cascade, lines)), 10000);
  ASSERT_FALSE(spread.ok());
  EXPECT_EQ(spread.error().rule, "TERMS-71");
}

TEST(StackTest, WhatNeedsMoreThan128BitsIsRefusedHere) {  // TERMS-72
  std::vector<StackLine> lines;
  for (int i = 0; i < 8; ++i) lines.push_back(Percent(std::to_string(i), "0.123456789012"));
  const Result<StackValue<int128>> value = EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), 10000);
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, Code::overflow);
  EXPECT_EQ(value.error().rule, "TERMS-06");
}

TEST(StackTest, OneProductOfMoreThan128BitsIsRefusedHere) {  // TERMS-72
  // The two factors of 2^128 + 1 (F7, Morrison and Brillhart), the greater as a rate: in 128 bits their product would
  // be 1.
  const CompiledStack compiled = CompiledOf(StackOf(Combine::cascade, {Percent("a", "5704.689200685129054721")}));
  const Result<StackValue<int128>> value = EvaluateStack(compiled, int128(59649589127497217));
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, Code::overflow);
}

TEST(StackTest, ABasisOfMoreThan18DecimalsIsNotForASchedule) {  // TERMS-72
  const Stack stack =
      StackOf(Combine::cascade, {Percent("a", "0.123456789012345678"), Scheduled("b", Whole({RateFrom("0", "1%")}))});
  const Result<StackValue<int128>> value = EvaluateStack(CompiledOf(stack), 101);
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().code, Code::overflow);
  EXPECT_EQ(value.error().path, "lines[1]");
}

}  // namespace
}  // namespace keyhaul

// What lint asks about the terms. Amounts in findings were worked out by hand, beside each.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "keyhaul/engine.h"
#include "tests/engine/result_cells.h"

namespace keyhaul {
namespace {

using testing::Cells;
using testing::Texts;

RunResult LintOf(const std::string& json) { return Lint(testing::CompiledPolicyOf(json)); }

// The findings as "path finding: message".
Texts FindingsOf(const std::string& json) {
  const RunResult result = LintOf(json);
  Texts found;
  for (std::size_t i = 0; i < Cells(result, "findings", "path").size(); ++i) {
    found.push_back(Cells(result, "findings", "path")[i] + " " + Cells(result, "findings", "finding")[i] + ": " +
                    Cells(result, "findings", "message")[i]);
  }
  return found;
}

Texts FindingsOfTerms(const std::string& terms) {
  return FindingsOf(
      R"({"keyhaul": 1, "name": "lint", "currency": "EUR", "ledger": {"measures": {"revenue": "money", "paid": "money", "parcels": "piece"}}, )" +
      terms + "}");
}

// Of a line for one account from the beginning of a year on.
Texts FindingsOfLine(const std::string& line) {
  return FindingsOfTerms(R"("agreements": [{"id": "a", "accounts": ["A"], "valid": {"from": "2026-01-01"}}],
      "terms": [{"id": "l", "agreement": "a", "period": "month", "qualifies_on": "revenue", )" +
                         line + "}]");
}

Texts FindingsOfStack(const std::string& stack) {
  return FindingsOfLine(R"("kind": "discount", "stack": {)" + stack + "}");
}

// ENGINE-110: rate first 100 + 100; amount first 100 + 90.
TEST(LintStack, OrderOfLines) {
  EXPECT_EQ(
      FindingsOfStack(
          R"("combine": "cascade", "lines": [{"id": "rate", "rate": "10%"}, {"id": "fixed", "amount": 100}])"),
      (Texts{"terms[0].stack order_dependent: on 1000.00 the discount is 190.00 in the order fixed, rate and 200.00 "
             "in the order rate, fixed"}));
  EXPECT_EQ(
      FindingsOfStack(R"("combine": "cascade", "lines": [{"id": "a", "rate": "10%"}, {"id": "b", "rate": "20%"}])"),
      Texts{});
  EXPECT_EQ(FindingsOfStack(
                R"("combine": "additive", "lines": [{"id": "rate", "rate": "10%"}, {"id": "fixed", "amount": 100}])"),
            Texts{});
}

// ENGINE-110: on 1000 the schedule takes nothing in either order. On 5001 the rate first: 1000.20, which leaves 4000.80
// and the schedule nothing; the schedule first: 500.10, and 20 % of 4500.90 are 900.18.
TEST(LintStack, OrderAboveTheLastBound) {
  const Texts found = FindingsOfStack(
      R"("combine": "cascade", "lines": [{"id": "rate", "rate": "20%"}, {"id": "size", "schedule":
         {"accumulation": "whole", "brackets": [{"from": 0, "rate": 0}, {"from": 5000, "rate": "10%"}]}}])");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(
      found[0],
      "terms[0].stack order_dependent: on 5001.00 the discount is 1000.20 in the order rate, size and 1400.28 in the "
      "order size, rate");
  EXPECT_EQ(found[1].substr(0, 53), "terms[0].stack.lines[1].schedule.brackets[1] jump: re") << "ENGINE-113";
}

// ENGINE-110: 0.9^8 of 1000 is 430.46721, less 100; with the amount before the last rate 0.9 (478.2969 - 100).
TEST(LintStack, NeighboursOfManyLines) {
  std::string lines;
  for (int i = 1; i <= 8; ++i) lines += R"({"id": "r)" + std::to_string(i) + R"(", "rate": "10%"}, )";
  EXPECT_EQ(
      FindingsOfStack(R"("combine": "cascade", "lines": [)" + lines + R"({"id": "fixed", "amount": 100}])"),
      (Texts{"terms[0].stack order_dependent: on 1000.00 the discount is 669.53, and 659.53 with fixed before r8"}));
}

// ENGINE-111
TEST(LintStack, LinesThatTakeAll) {
  const auto additive = [](const std::string& rate) {
    return FindingsOfStack(R"("combine": "additive", "lines": [{"id": "a", "rate": "60%"}, {"id": "b", "rate": ")" +
                           rate + R"("}])");
  };
  const Texts all = {"terms[0].stack takes_all: of 1000.00 the discounts take all, so that nothing is left to pay"};
  EXPECT_EQ(additive("40%"), all);
  EXPECT_EQ(additive("70%"), all);
  EXPECT_EQ(additive("39.9%"), Texts{});
}

// ENGINE-111
TEST(LintStack, EqualPriorities) {
  const auto priorities = [](const std::string& a, const std::string& b) {
    return FindingsOfStack(R"("combine": "priority", "priority_order": "lowest_first", "lines": [
        {"id": "a", "rate": "5%", "priority": )" +
                           a + R"(}, {"id": "b", "rate": "6%", "priority": )" + b + "}]");
  };
  EXPECT_EQ(
      priorities("1", "1"),
      (Texts{"terms[0].stack.lines[1].priority equal_priority: \"a\" has the priority 1 too; of the two it applies "
             "first, because it stands first"}));
  EXPECT_EQ(priorities("1", "2"), Texts{});
  EXPECT_EQ(FindingsOfStack(R"("combine": "zones", "priority_order": "lowest_first",
                "zones": [{"name": "x", "combine": "priority"}, {"name": "y", "combine": "priority"}],
                "lines": [{"id": "a", "rate": "5%", "priority": 1, "zone": "x"},
                          {"id": "b", "rate": "6%", "priority": 1, "zone": "y"}])"),
            Texts{})
      << "two zones are two orders";
}

// ENGINE-112: 4 % of what lies between 60,000 and 300,000 are 9,600.
TEST(LintTerms, LimitsAgainstTheLastBound) {
  const auto limited = [](const std::string& limits) {
    return FindingsOfLine(R"("kind": "rebate", "schedule": {"accumulation": "marginal", "brackets": [
        {"from": 0, "rate": 0}, {"from": 60000, "rate": "4%"}, {"from": 300000, "rate": "5%"}]}, "limits": {)" +
                          limits + "}");
  };
  const std::string pays = "on 300000.00, where its last bracket begins, the schedule pays 9600.00, ";
  EXPECT_EQ(limited(R"("guarantee": "9600.01")"),
            (Texts{"terms[0].limits.guarantee guarantee_decides: " + pays + "less than the guarantee of 9600.01"}));
  EXPECT_EQ(limited(R"("cap": "9599.99")"),
            (Texts{"terms[0].limits.cap cap_decides: " + pays + "more than the cap of 9599.99"}));
  EXPECT_EQ(limited(R"("guarantee": 9600, "cap": 9600)"), Texts{});
}

// ENGINE-112
TEST(LintTerms, OverageThatAddsNothing) {
  EXPECT_EQ(FindingsOfLine(R"("kind": "commitment", "commitment": {"amount": 500, "overage": 0})"),
            (Texts{"terms[0].commitment.overage free_overage: what is spent beyond 500 adds nothing to the total"}));
  EXPECT_EQ(FindingsOfLine(R"("kind": "commitment", "commitment": {"amount": 500})"), Texts{});
}

// ENGINE-145: 100.00 reach 2 % of themselves, or stay at 1 %. Where another basis pays, only the rates can be told, and
// a bound of half a cent is met by nobody.
TEST(LintTerms, BoundsThatCanBeReadBothWays) {
  const auto whole = [](const std::string& rest, const std::string& bound) {
    return FindingsOfLine(R"("kind": "rebate", )" + rest + R"("accumulation": "whole", "brackets": [
        {"from": 0, "rate": "1%"}, {"from": )" +
                          bound + R"(, "rate": "2%"}]})");
  };
  const Texts above = whole(R"("schedule": {"boundary": "from_inclusive", )", "100");
  ASSERT_EQ(above.size(), 2U);
  EXPECT_EQ(above[1],
            "terms[0].schedule.boundary ambiguous_bound: a basis of exactly a bound belongs to the bracket above it "
            "(from_inclusive); under up_to_inclusive it would pay 1 less at 100");
  const Texts below = whole(R"("schedule": {"boundary": "up_to_inclusive", )", "100");
  ASSERT_EQ(below.size(), 2U);
  EXPECT_EQ(below[1],
            "terms[0].schedule.boundary ambiguous_bound: a basis of exactly a bound belongs to the bracket below it "
            "(up_to_inclusive); under from_inclusive it would pay 1 more at 100");
  const Texts other = whole(R"("pays_on": "paid", "schedule": {)", "100");
  ASSERT_EQ(other.size(), 2U);
  EXPECT_EQ(other[1].substr(other[1].find("would pay")), "would pay 0.01 instead of 0.02 at 100");
  EXPECT_EQ(whole(R"("schedule": {)", "\"100.005\"").size(), 1U);
}

// The findings of a rebate, without "terms[0].schedule".
Texts FindingsOfSchedule(const std::string& schedule, const std::string& rest = "") {
  Texts found = FindingsOfLine(R"("kind": "rebate", )" + rest + R"("schedule": {)" + schedule + "}");
  for (std::string& finding : found) finding.erase(0, std::string("terms[0].schedule").size());
  return found;
}

std::string ReadAtBound(const std::string& readings) {
  return ".boundary ambiguous_bound: a basis of exactly a bound belongs to the bracket above it (from_inclusive); "
         "under "
         "up_to_inclusive it would pay " +
         readings;
}

// ENGINE-12, ENGINE-145: 999.99 earn 5 % of themselves, 1000 would have earned 50 and get nothing.
TEST(LintTerms, EndsBeyondWhichNothingIsPaid) {
  const auto ends = [](const std::string& words, const std::string& rest = "") {
    return FindingsOfSchedule(words + R"(, "beyond_last": "zero")", rest);
  };
  EXPECT_EQ(ends(R"("accumulation": "whole", "brackets": [{"from": 0, "to": 1000, "rate": "5%"}])"),
            (Texts{".beyond_last notch: reaching 1000 costs 50 of what was earned; a basis above 0 and below it earns "
                   "more",
                   ReadAtBound("50 more at 1000")}));
  // The flat of the bracket that ends.
  EXPECT_EQ(ends(R"("accumulation": "flat", "brackets": [{"from": 0, "flat": 0}, {"from": 500, "to": 1000,
                 "flat": 50}])"),
            (Texts{".brackets[1] jump: reaching 500 pays 50 at once; one unit less or a late credit note takes it back",
                   ".beyond_last notch: reaching 1000 costs 50 of what was earned",
                   ReadAtBound("50 less at 500, 50 more at 1000")}));
  // 3 % of 500 and 7 are 22; 3 % of 1000 and 7 are 37.
  EXPECT_EQ(
      ends(R"("accumulation": "target", "brackets": [{"from": 500, "to": 1000, "rate": "3%", "flat": 7}])"),
      (Texts{".brackets[0] jump: reaching 500 pays 22 at once; one unit less or a late credit note takes it back",
             ".beyond_last notch: reaching 1000 costs 37 of what was earned; every basis of the bracket below it earns "
             "more",
             ReadAtBound("22 less at 500, 37 more at 1000")}));
  // Another basis pays.
  EXPECT_EQ(
      ends(R"("accumulation": "whole", "brackets": [{"from": 0, "to": 1000, "rate": "5%"}])", R"("pays_on": "paid", )"),
      (Texts{".beyond_last notch: reaching 1000 changes the benefit of the whole payable basis from 0.05 to 0 at "
             "once",
             ReadAtBound("0.05 instead of 0 at 1000")}));
  // A line stays at 2 % from 500 on: 2 % of 1000 are 20. Of the first bracket to the second it jumps nowhere.
  EXPECT_EQ(ends(R"("accumulation": "linear", "brackets": [{"from": 0, "rate": "1%"}, {"from": 500, "to": 1000,
                 "rate": "2%"}])"),
            (Texts{".beyond_last notch: reaching 1000 costs 20 of what was earned", ReadAtBound("20 more at 1000")}));
}

// ENGINE-12: the part above pays nothing, and what the brackets below have earned stays.
TEST(LintTerms, SumsThatStayBeyondTheLastBracket) {
  const auto ends = [](const std::string& accumulation, const std::string& benefit) {
    return FindingsOfSchedule(R"("accumulation": ")" + accumulation +
                              R"(", "beyond_last": "zero", "brackets": [{"from": 0, "to": 1000, )" + benefit + "}]");
  };
  EXPECT_EQ(ends("marginal", R"("rate": "5%", "flat": 7)"), Texts{});
  EXPECT_EQ(ends("sum_of_reached", R"("flat": 7)"), Texts{});
  EXPECT_EQ(ends("d365_rolling", R"("rate": "5%", "flat": 7)"), Texts{});
  EXPECT_EQ(ends("d365_total", R"("rate": "5%", "flat": 7)"), Texts{});
  EXPECT_EQ(FindingsOfSchedule(R"("accumulation": "whole", "beyond_last": "last_bracket",
                               "brackets": [{"from": 0, "to": 1000, "rate": "5%"}])"),
            Texts{});
}

// ENGINE-12: up to 1000 earns 5 %, 50; above it 3 %, 30, which 600 earn below. 5 % of 1000 and 7 are 57.
TEST(LintTerms, BracketsThatBeginAboveTheirBound) {
  const Texts whole = FindingsOfSchedule(R"("accumulation": "whole", "boundary": "up_to_inclusive",
      "brackets": [{"from": 0, "rate": "5%"}, {"from": 1000, "rate": "3%"}])");
  ASSERT_EQ(whole.size(), 3U);
  EXPECT_EQ(whole[1],
            ".brackets[1] notch: passing 1000 costs 20 of what was earned; a basis above 600 and up to it "
            "earns more");
  const Texts target = FindingsOfSchedule(R"("accumulation": "target", "boundary": "up_to_inclusive",
      "brackets": [{"from": 1000, "rate": "5%", "flat": 7}])");
  ASSERT_EQ(target.size(), 2U);
  EXPECT_EQ(target[0],
            ".brackets[0] jump: passing 1000 pays 57 at once; one unit less or a late credit note takes it back");
  const Texts paid = FindingsOfSchedule(R"("accumulation": "whole", "boundary": "up_to_inclusive",
      "brackets": [{"from": 0, "rate": "1%"}, {"from": 1000, "rate": "2%"}])",
                                        R"("pays_on": "paid", )");
  ASSERT_EQ(paid.size(), 2U);
  EXPECT_EQ(paid[0],
            ".brackets[1] jump: passing 1000 changes the benefit of the whole payable basis from 0.01 to 0.02 at once");
  EXPECT_EQ(FindingsOfSchedule(R"("accumulation": "target", "brackets": [{"from": 0, "rate": 0, "flat": 7}])"), Texts{})
      << "a first bound of 0 is no bound";
}

// ENGINE-146: 0.004 are no cent, 0.005 are one.
TEST(LintTerms, PricesThatAreRoundedAway) {
  const auto priced = [](const std::string& price, const std::string& at) {
    return FindingsOfLine(R"("kind": "rebate", "counts_on": "parcels", "rounding": {"at": ")" + at + R"("}, "schedule":
        {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%", "per_unit": ")" +
                          price + R"("}]})");
  };
  EXPECT_EQ(priced("0.004", "unit_price"),
            (Texts{"terms[0].schedule.brackets[0] price_rounds_to_zero: its price is rounded to 0 before it is "
                   "multiplied, and pays nothing"}));
  EXPECT_EQ(priced("0.005", "unit_price"), Texts{});
  EXPECT_EQ(priced("0.004", "slice"), Texts{});
}

// ENGINE-144
TEST(LintTerms, WhatIsOwedFromTheFirstRowOn) {
  const auto promised = [](const std::string& agreement) {
    return FindingsOfTerms(R"("agreements": [{"id": "a", )" + agreement + R"(}],
                "terms": [{"id": "l", "kind": "commitment", "agreement": "a", "period": "quarter",
                           "qualifies_on": "revenue", "commitment": {"amount": 500}}])");
  };
  EXPECT_EQ(promised(R"("accounts": ["A"])"),
            (Texts{"terms[0].agreement owed_from_first_row: \"a\" has no valid.from: the line is owed for every period "
                   "from that of the ledger's first row on, whether the account has rows or not"}));
  EXPECT_EQ(promised(R"("accounts": ["A"], "valid": {"from": "2026-01-01"})"), Texts{});
}

// ENGINE-153: with and without an agreement that is for all.
TEST(LintTerms, WhatIsOwedOnlyWhereThereAreRows) {
  const std::string sentence =
      " owed_with_rows_only: the line is for all accounts, so an account without a row in a period is not settled for "
      "it; an agreement that names its accounts owes it in every period";
  EXPECT_EQ(FindingsOfTerms(R"("agreements": [{"id": "a", "cap": 1000}],
                "terms": [{"id": "l", "kind": "commitment", "agreement": "a", "period": "quarter",
                           "qualifies_on": "revenue", "commitment": {"amount": 500}}])"),
            (Texts{"terms[0].commitment" + sentence}));
  const auto limited = [](const std::string& limits) {
    return FindingsOfTerms(R"("terms": [{"id": "l", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
        "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}, "limits": {)" +
                           limits + "}}]");
  };
  EXPECT_EQ(limited(R"("guarantee": 5)"), (Texts{"terms[0].limits.guarantee" + sentence}));
  EXPECT_EQ(limited(R"("cap": 5)"), Texts{});
}

// ENGINE-152: the measure has cents, so 100.50 lies between the lines 0 to 100 and 101 to 200. In steps of a cent no
// basis does.
TEST(LintTerms, BasesBetweenPrintedSteps) {
  const auto printed = [](const std::string& step, const std::string& next, const std::string& more) {
    return FindingsOfLine(R"("kind": "rebate", "schedule": {"accumulation": "whole", "step": ")" + step + R"(", )" +
                          more + R"("brackets": [{"from": 0, "to": 100, "flat": 0}, {"from": ")" + next +
                          R"(", "to": 200, "flat": 1}, {"from": 201, "flat": 2}]})");
  };
  const Texts whole = printed("1", "101", "");
  ASSERT_FALSE(whole.empty());
  EXPECT_EQ(
      whole.back(),
      "terms[0].schedule.step between_steps: a basis between 100 and 101, 200 and 201 is on no line of the printed "
      "table; it belongs to the bracket above (up_to_inclusive)");
  EXPECT_EQ(
      printed("1", "101", R"("boundary": "from_inclusive", )").back(),
      "terms[0].schedule.step between_steps: a basis between 100 and 101, 200 and 201 is on no line of the printed "
      "table; it belongs to the bracket below (from_inclusive)");
  for (const std::string& finding : whole) EXPECT_EQ(finding.find("ambiguous_bound"), std::string::npos) << finding;
  const Texts cents = FindingsOfLine(R"("kind": "rebate", "schedule": {"accumulation": "whole", "step": "0.01",
      "brackets": [{"from": 0, "to": 100, "flat": 0}, {"from": "100.01", "flat": 1}]})");
  for (const std::string& finding : cents) EXPECT_EQ(finding.find("between_steps"), std::string::npos) << finding;
}

// ENGINE-154
TEST(LintTerms, RowsThatAreConvertedCoarsely) {
  const auto converted = [](const std::string& step, const std::string& at) {
    return FindingsOfTerms(R"("rounding": {"step": ")" + step + R"("}, "exchange": {"convert": ")" + at +
                           R"(", "rates": [{"currency": "USD", "from": "2026-01-01", "rate": "0.9"}]},
        "terms": [{"id": "l", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
                   "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}])");
  };
  EXPECT_EQ(converted("0.05", "document"),
            (Texts{"rounding.step coarse_conversion: rows in other currencies are rounded to 0.05 each when they are "
                   "converted; a step of a line (terms[].rounding.step) leaves them exact to the minor unit"}));
  EXPECT_EQ(converted("0.01", "document"), Texts{});
  EXPECT_EQ(converted("0.05", "settlement"), Texts{});
}

// ENGINE-113
TEST(LintTerms, SchedulesThatFollow) {
  EXPECT_EQ(FindingsOfLine(R"("kind": "rebate", "on_change": "split_continue",
                "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]},
                "changes": [{"from": "2026-02-01", "schedule": {"accumulation": "marginal",
                    "brackets": [{"from": 0, "rate": "2%"}, {"from": 100, "rate": "1%"}]}}])"),
            (Texts{"terms[0].changes[0].schedule.brackets[1] falling_rate: the benefit falls at 100: more volume earns "
                   "less per unit"}));
}

// ENGINE-113: 15 March is within the first quarter, 1 July begins the third.
TEST(LintTerms, AgreementsThatCutOrHaveNoLines) {
  EXPECT_EQ(
      FindingsOfTerms(
          R"("agreements": [{"id": "none"}, {"id": "a", "valid": {"from": "2026-03-15", "until": "2026-07-01"}}],
                "terms": [{"id": "l", "kind": "rebate", "agreement": "a", "period": "quarter", "qualifies_on": "revenue",
                           "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}])"),
      (Texts{"agreements[0] agreement_without_lines: no line of the terms names it",
             "terms[0].period cut_period: the agreement begins on 2026-03-15, within the period "
             "2026-01-01/2026-04-01: caps, guarantees and commitments are prorated by days, bounds of brackets are "
             "not"}));
}

// ENGINE-12, ENGINE-113: the sample policies say what they mean to; their comments name these findings.
TEST(LintTerms, SamplesHaveTheFindingsThatTheySay) {
  const std::map<std::string, Texts> samples = {
      {"courier_volume_rebate", {}},
      {"retroactive_annual_bonus", {"jump", "jump", "jump", "ambiguous_bound"}},
      {"growth_bonus", {}},
      {"group_agreement", {"jump", "jump", "ambiguous_bound"}},
      {"carrier_freight_commitment",
       {"cut_period", "cut_period", "falling_rate", "falling_rate", "cut_period", "cut_period"}}};
  for (const auto& [name, expected] : samples) {
    std::ifstream file(KEYHAUL_SOURCE_DIR "/examples/policies/" + name + ".json", std::ios::binary);
    const std::string json(std::istreambuf_iterator<char>(file), {});
    EXPECT_EQ(Cells(LintOf(json), "findings", "finding"), expected) << name;
  }
}

}  // namespace
}  // namespace keyhaul

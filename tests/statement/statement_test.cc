// Expected parts are those of an independent computation with Python's fractions: floors of the exact shares, then one
// unit each to the largest remainders.
#include "keyhaul/statement/statement.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/print_int128.h"

namespace keyhaul {
namespace {

StatementLine LineOf(LineKind section, std::int64_t amount, std::int64_t balance = 0) {
  StatementLine line;
  line.section = section;
  line.amount = amount;
  line.balance = balance;
  return line;
}

std::vector<StatementGroup> GroupsOf(const std::vector<std::pair<std::string, std::int64_t>>& gross) {
  std::vector<StatementGroup> groups;
  for (const auto& [value, amount] : gross) groups.push_back({value, amount, 0, 0, 0});
  return groups;
}

TEST(StatementTotals, AreSumsOfTheLines) {  // STATEMENT-08
  std::vector<StatementLine> lines = {LineOf(LineKind::discount, 3000), LineOf(LineKind::discount, -500),
                                      LineOf(LineKind::rebate, 700, -25), LineOf(LineKind::commitment, -28400),
                                      LineOf(LineKind::rebate, 1, -4)};
  lines[2].accrued = 90;
  lines[4].accrued = 11;
  const StatementTotals totals = *TotalsOf(105000, lines);
  EXPECT_EQ(totals.gross, 105000);
  EXPECT_EQ(totals.discounts, 2500);
  EXPECT_EQ(totals.net, 102500);
  EXPECT_EQ(totals.charges, 28400);
  EXPECT_EQ(totals.settled, 701);
  EXPECT_EQ(totals.accrued, 101);
  EXPECT_EQ(totals.carried, -29);
}

TEST(StatementLineAmount, IsThatOfItsPart) {  // STATEMENT-05
  StatementLine line;
  line.booked_before = 250;
  line.payout = -40;
  line.part = LinePart::booked;
  EXPECT_EQ(*AmountOf(line), 250);
  line.part = LinePart::correction;
  EXPECT_EQ(*AmountOf(line), -40);
  line.part = LinePart::continued;
  EXPECT_EQ(*AmountOf(line), -40);
  line.part = LinePart::whole;
  line.payout = 0;
  EXPECT_EQ(*AmountOf(line), 250);  // booked, and nothing changes
  line.booked_before = 0;
  line.payout = 17;
  EXPECT_EQ(*AmountOf(line), 17);  // never booked
  line.booked_before = std::numeric_limits<int128>::max();
  EXPECT_EQ(AmountOf(line).error().code, Code::overflow);
}

TEST(StatementTotals, RefuseWhatDoesNotFit) {  // STATEMENT-08
  StatementLine line = LineOf(LineKind::discount, -1);
  EXPECT_EQ(TotalsOf(std::numeric_limits<int128>::max(), {&line, 1}).error().code, Code::overflow);
  line = LineOf(LineKind::commitment, 0);
  line.amount = std::numeric_limits<int128>::min();
  EXPECT_EQ(TotalsOf(0, {&line, 1}).error().code, Code::overflow);
}

TEST(ShareToGroups, ByGrossWithTheLargestRemainder) {  // STATEMENT-09
  std::vector<StatementGroup> groups = GroupsOf({{"a", 60000}, {"b", 30000}, {"c", 10001}});
  StatementTotals totals;
  totals.discounts = 3333;  // 3333 × 60000 / 100001 = 1999.780…, 999.890…, 333.329…
  totals.settled = 10;      // 5.9999…, 2.9999…, 1.0000…
  ASSERT_TRUE(ShareToGroups(totals, groups).ok());
  EXPECT_EQ(groups[0].discounts, 2000);
  EXPECT_EQ(groups[1].discounts, 1000);
  EXPECT_EQ(groups[2].discounts, 333);
  EXPECT_EQ(groups[0].net, 58000);
  EXPECT_EQ(groups[1].net, 29000);
  EXPECT_EQ(groups[2].net, 9668);
  EXPECT_EQ(groups[0].settled, 6);
  EXPECT_EQ(groups[1].settled, 3);
  EXPECT_EQ(groups[2].settled, 1);
}

TEST(ShareToGroups, EqualRemaindersGoToTheFirstValue) {  // STATEMENT-09
  std::vector<StatementGroup> groups = GroupsOf({{"a", 500}, {"b", 500}, {"c", 500}});
  StatementTotals totals;
  totals.discounts = 100;
  totals.settled = -101;
  ASSERT_TRUE(ShareToGroups(totals, groups).ok());
  EXPECT_EQ(groups[0].discounts, 34);
  EXPECT_EQ(groups[1].discounts, 33);
  EXPECT_EQ(groups[2].discounts, 33);
  EXPECT_EQ(groups[0].settled, -34);
  EXPECT_EQ(groups[1].settled, -34);
  EXPECT_EQ(groups[2].settled, -33);
}

TEST(ShareToGroups, ValuesBelowZeroGetNothing) {  // STATEMENT-09
  std::vector<StatementGroup> groups = GroupsOf({{"", -400}, {"b", 100}, {"c", 300}});
  StatementTotals totals;
  totals.discounts = 8;
  ASSERT_TRUE(ShareToGroups(totals, groups).ok());
  EXPECT_EQ(groups[0].discounts, 0);
  EXPECT_EQ(groups[0].net, -400);
  EXPECT_EQ(groups[1].discounts, 2);
  EXPECT_EQ(groups[2].discounts, 6);
}

TEST(ShareToGroups, EqualSharesWhereNoneIsAboveZero) {  // STATEMENT-09
  std::vector<StatementGroup> groups = GroupsOf({{"a", 0}, {"b", -5}});
  StatementTotals totals;
  totals.settled = 7;
  ASSERT_TRUE(ShareToGroups(totals, groups).ok());
  EXPECT_EQ(groups[0].settled, 4);
  EXPECT_EQ(groups[1].settled, 3);
  EXPECT_TRUE(ShareToGroups(totals, {}).ok());
}

}  // namespace
}  // namespace keyhaul

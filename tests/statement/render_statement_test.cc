// Expected texts are written by hand.
#include "keyhaul/statement/render_statement.h"

#include <gtest/gtest.h>

#include <string>

namespace keyhaul {
namespace {

Statement Sample() {
  Statement statement;
  statement.account = "A1";
  statement.payer = "HQ";
  statement.period = "2026-01";
  statement.days = {*Day::Parse("2026-01-01"), *Day::Parse("2026-02-01")};
  statement.is_final = true;
  statement.currency = "CNY";
  statement.issued = *Day::Parse("2026-01-31");
  statement.payment_days = 30;
  statement.due_day = *Day::Parse("2026-03-02");
  statement.totals = {105000, 1312, 103688, 0, 700, 2350, -25};
  return statement;
}

TEST(RenderStatement, WholeBill) {  // STATEMENT-10
  Statement statement = Sample();
  statement.grouped_by = "store";
  statement.groups = {{"", 80000, 1000, 79000, 1880}, {"华南", 25000, 312, 24688, 470}};
  StatementLine line;
  line.line = "volume";
  line.period = "2026-01";
  line.is_final = true;
  line.earned = line.due = line.payout = line.amount = 2350;
  line.balance = -25;
  line.accrued = 700;
  line.text = "800.00 × 2 % + 250.00 × 3 % = 23.50";
  statement.lines.push_back(line);
  line = {};
  line.line = "volume";
  line.period = "2025-12";
  line.is_final = true;
  line.part = LinePart::correction;
  line.due = 400;
  line.booked_before = 310;
  line.amount = 90;
  line.text = "200.00 × 2 % = 4.00";
  statement.lines.push_back(line);
  line = {};
  line.line = "list";
  line.section = LineKind::discount;
  line.period = "2026-01";
  line.earned = 1512;
  line.capped = 300;
  line.top_up = 100;
  line.due = line.amount = 1000;
  statement.lines.push_back(line);
  line = {};
  line.line = "a\tlist";
  line.section = LineKind::discount;
  line.period = "2026-01";
  line.is_final = true;
  line.part = LinePart::booked;
  line.due = 999;
  line.booked_before = line.amount = 300;
  line.text = "what is due now stands with the change";
  statement.lines.push_back(line);
  line.line = "year";
  line.period = "2026";
  line.is_final = false;
  line.part = LinePart::continued;
  line.due = 312;
  line.amount = 12;
  line.text.clear();
  statement.lines.push_back(line);
  EXPECT_EQ(RenderStatement(statement), R"(Statement of A1, 2026-01 (final)
  Payer     HQ
  Period    2026-01-01 to 2026-01-31
  Currency  CNY
  Issued    2026-01-31
  Due       2026-03-02 (30 days)

Gross
    Gross  Discounts      Net  Settled
   800.00      10.00   790.00    18.80  store: (none)
   250.00       3.12   246.88     4.70  store: 华南
  1050.00      13.12  1036.88    23.50  all

Discounts
    Due  Booked before  Amount  Carried
  10.00           0.00   10.00     0.00  list, 2026-01 (interim)
                                         earned 15.12, the cap takes off 3.00
                                         the guarantee adds 1.00
                  3.00    3.00     0.00  a?list, 2026-01, as booked (final)
   3.12           3.00    0.12     0.00  year, 2026, continued (interim)

Rebates
    Due  Booked before  Amount  Carried
  23.50           0.00   23.50    -0.25  volume, 2026-01 (final)
                                         800.00 × 2 % + 250.00 × 3 % = 23.50
                                         accrued 7.00
   4.00           3.10    0.90     0.00  volume, correction of 2025-12 (final)
                                         200.00 × 2 % = 4.00

Totals in CNY
      Net  Charges  Settled  Accrued  Carried
  1036.88     0.00    23.50     7.00    -0.25
)");
}

TEST(RenderStatement, WithoutGroupsAndLines) {  // STATEMENT-10
  Statement statement = Sample();
  statement.account = "A\n1";
  statement.is_final = false;
  statement.payment_days = 1;
  EXPECT_EQ(RenderStatement(statement), R"(Statement of A?1, 2026-01 (interim)
  Payer     HQ
  Period    2026-01-01 to 2026-01-31
  Currency  CNY
  Issued    2026-01-31
  Due       2026-03-02 (1 day)

Gross
    Gross  Discounts      Net  Settled
  1050.00      13.12  1036.88    23.50  all

Totals in CNY
      Net  Charges  Settled  Accrued  Carried
  1036.88     0.00    23.50     7.00    -0.25
)");
}

}  // namespace
}  // namespace keyhaul

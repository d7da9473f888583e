// Statements of small ledgers; the sums stand in the comments.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::Cells;
using testing::HostTable;
using testing::Texts;

constexpr char kPolicy[] = R"({
  "keyhaul": 1, "name": "told", "currency": "EUR",
  "ledger": {"dimensions": ["store", "center"], "measures": {"revenue": "money"}},
  "terms": [{"id": "two", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
             "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "2%"}]}},
            {"id": "one-off", "kind": "discount", "period": "quarter", "qualifies_on": "revenue",
             "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}],
  "statement": {"period": "month", "gross": "revenue", "group_by": ["store", "center"], "payment": {"days": 10}}})";

// A: 100.00 and -100.00 in January, 50.00 in February, 7.00 in April. B: 60.00 in February.
const Rows kLedger = {{"account", "day", "store", "center", "revenue"}, {"A", "2026-01-10", "north", "c1", "100.00"},
                      {"A", "2026-01-11", "north", "c2", "-100.00"},    {"A", "2026-02-01", "", "c2", "50.00"},
                      {"A", "2026-04-02", "south", "c1", "7.00"},       {"B", "2026-02-03", "north", "c9", "60.00"}};

RunResult Ran(const Rows& accounts, const RunOptions& options, const std::string& policy = kPolicy) {
  const PolicyHandle compiled = testing::CompiledPolicyOf(policy);
  Result<Book> book = MakeBook(*compiled);
  const HostTable facts("accounts", accounts);
  EXPECT_TRUE(AddTable(*compiled, facts.get(), {}, {}, &*book).ok());
  const HostTable ledger("ledger", kLedger);
  EXPECT_TRUE(AddTable(*compiled, ledger.get(), {}, {}, &*book).ok());
  Result<RunResult> result = Run(compiled, *book, options);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

const Rows kPlain = {{"account"}, {"A"}, {"B"}, {"C"}};

TEST(Statements, AreOfPeriodsWithRowsUpToTheDay) {  // STATEMENT-07
  const RunResult result = Ran(kPlain, {.as_of = *Day::Parse("2026-02-15")});
  // January of A nets to nothing, and is a statement all the same; April is after the day.
  EXPECT_EQ(Cells(result, "statements", "account"), (Texts{"A", "A", "B"}));
  EXPECT_EQ(Cells(result, "statements", "period"), (Texts{"2026-01", "2026-02", "2026-02"}));
  EXPECT_EQ(Cells(result, "statements", "state"), (Texts{"final", "interim", "interim"}));
  EXPECT_EQ(Cells(result, "statements", "gross"), (Texts{"0", "5000", "6000"}));
  EXPECT_EQ(Cells(result, "statements", "issued"), (Texts{"2026-01-31", "2026-02-15", "2026-02-15"}));
  EXPECT_EQ(Cells(result, "statements", "due_day"), (Texts{"2026-02-10", "2026-02-25", "2026-02-25"}));
  // A line of a running quarter stands on the statement of the day.
  EXPECT_EQ(Cells(result, "statement_lines", "section"), (Texts{"rebate", "discount", "rebate", "discount", "rebate"}));
  EXPECT_EQ(Cells(result, "statement_lines", "number"), (Texts{"1", "1", "2", "1", "2"}));
  EXPECT_EQ(Cells(result, "statement_lines", "line_period"),
            (Texts{"2026-01", "2026-Q1", "2026-02", "2026-Q1", "2026-02"}));
  EXPECT_EQ(Cells(result, "statements", "discounts"), (Texts{"0", "50", "60"}));
  EXPECT_EQ(Cells(result, "statements", "settled"), (Texts{"0", "100", "120"}));
}

TEST(Statements, AreGroupedByTheFirstDimensionOrTheAccountsOwn) {  // STATEMENT-07, STATEMENT-09
  const RunResult result = Ran({{"account", "statement_by", "payer", "payment_terms_days", "settlement_cycle"},
                                {"A", "center", "", "", "quarter"},
                                {"B", "", "Z", "5", ""}},
                               {.as_of = *Day::Parse("2026-02-15")});
  EXPECT_EQ(Cells(result, "statements", "period"), (Texts{"2026-Q1", "2026-02"}));
  EXPECT_EQ(Cells(result, "statements", "grouped_by"), (Texts{"center", "store"}));
  EXPECT_EQ(Cells(result, "statements", "payer"), (Texts{"A", "Z"}));
  EXPECT_EQ(Cells(result, "statements", "payment_days"), (Texts{"10", "5"}));
  EXPECT_EQ(Cells(result, "statement_groups", "group_value"), (Texts{"c1", "c2", "north"}));
  EXPECT_EQ(Cells(result, "statement_groups", "gross"), (Texts{"10000", "-5000", "6000"}));
  // All goes to the value above 0.
  EXPECT_EQ(Cells(result, "statement_groups", "settled"), (Texts{"100", "0", "120"}));
  EXPECT_EQ(Cells(result, "statement_groups", "net"), (Texts{"9950", "-5000", "5940"}));
}

TEST(Statements, OfAnEarlierRunMoveNothing) {  // STATEMENT-05
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "two", "2026-02-01", "1.00"},
                                    {"A", "one-off", "2026-01-01", "0.40"}});
  const RunResult result = Ran(kPlain, {.as_of = *Day::Parse("2026-04-30"), .state = {&booked.get(), 1}});
  EXPECT_EQ(Cells(result, "statements", "period"), (Texts{"2026-01", "2026-02", "2026-04", "2026-02", "2026-03"}));
  // February was booked as it is. The quarter was booked short by 0.10, which stands on the statement of the day.
  EXPECT_EQ(Cells(result, "statements", "settled"), (Texts{"0", "0", "14", "120", "0"}));
  EXPECT_EQ(Cells(result, "statements", "discounts"), (Texts{"0", "0", "17", "0", "60"}));
}

TEST(Statements, AreOnlyWhereThePolicyAsksForThem) {  // STATEMENT-07
  std::string policy = kPolicy;
  policy = policy.substr(0, policy.find(",\n  \"statement\"")) + "}";
  const RunResult without = Ran(kPlain, {}, policy);
  EXPECT_EQ(without.Find("statements"), nullptr);
  EXPECT_EQ(StatementOf(without, "A", ExplainForm::text).error().code, Code::wrong_state);
  EXPECT_EQ(Ran(kPlain, {.omit_terms = true}).Find("statements"), nullptr);
  const RunResult result = Ran(kPlain, {});
  EXPECT_EQ(StatementOf(result, "C", ExplainForm::json).error().code, Code::not_found);
  EXPECT_EQ(StatementOf(result, "", ExplainForm::json).error().code, Code::not_found);
}

}  // namespace
}  // namespace keyhaul

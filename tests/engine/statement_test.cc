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

RunResult Ran(const Rows& accounts, const RunOptions& options, const std::string& policy = kPolicy,
              const Rows& rows = kLedger) {
  const PolicyHandle compiled = testing::CompiledPolicyOf(policy);
  Result<Book> book = MakeBook(*compiled);
  const HostTable facts("accounts", accounts);
  EXPECT_TRUE(AddTable(*compiled, facts.get(), {}, {}, &*book).ok());
  const HostTable ledger("ledger", rows);
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

TEST(Statements, OfAnEarlierRunSayWhatTheySaid) {  // STATEMENT-05, STATEMENT-08
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "two", "2026-02-01", "1.00"},
                                    {"A", "one-off", "2026-01-01", "0.40"}});
  const RunResult result = Ran(kPlain, {.as_of = *Day::Parse("2026-04-30"), .state = {&booked.get(), 1}});
  EXPECT_EQ(Cells(result, "statements", "account"), (Texts{"A", "A", "A", "A", "B", "B"}));
  EXPECT_EQ(Cells(result, "statements", "period"),
            (Texts{"2026-01", "2026-02", "2026-03", "2026-04", "2026-02", "2026-03"}));
  // February was booked as it is: 2 % of 50.00. The quarter was booked short by 0.10, which stands on the statement of
  // the day beside 1 % of 7.00; what was booked stays on March, where the quarter ends.
  EXPECT_EQ(Cells(result, "statements", "settled"), (Texts{"0", "100", "0", "14", "120", "0"}));
  EXPECT_EQ(Cells(result, "statements", "discounts"), (Texts{"0", "0", "40", "17", "0", "60"}));
  EXPECT_EQ(Cells(result, "statements", "net"), (Texts{"0", "5000", "-40", "683", "6000", "-60"}));
}

// One discount by the month and one rebate by the quarter.
constexpr char kTwice[] = R"({
  "keyhaul": 1, "name": "twice", "currency": "EUR", "ledger": {"measures": {"revenue": "money"}},
  "terms": [{"id": "tenth", "kind": "discount", "period": "month", "qualifies_on": "revenue",
             "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "10%"}]}},
            {"id": "loyal", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue",
             "clawback": "carry_forward", "accrual": {"method": "to_date"},
             "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "2%"}]}}],
  "statement": {"period": "month", "gross": "revenue"}})";
const Rows kJanuary = {{"account", "day", "revenue"}, {"A", "2026-01-10", "100.00"}};
const Rows kLate = {{"account", "day", "revenue"},
                    {"A", "2026-01-10", "100.00"},
                    {"A", "2026-01-30", "7.00"},
                    {"A", "2026-02-03", "60.00"}};

// January is booked, and then a row comes late. 10 % of 100.00 are 10.00, of 107.00 10.70, of 60.00 6.00; 2 % of 100.00
// are 2.00, of 167.00 3.34.
TEST(Statements, AreTheSameWhenTheyArePrintedAgain) {  // STATEMENT-05, STATEMENT-08
  const RunResult first = Ran({{"account"}, {"A"}}, {.as_of = *Day::Parse("2026-01-31")}, kTwice, kJanuary);
  EXPECT_EQ(Cells(first, "statements", "discounts"), (Texts{"1000"}));
  EXPECT_EQ(Cells(first, "statements", "net"), (Texts{"9000"}));
  EXPECT_EQ(Cells(first, "statements", "settled"), (Texts{"200"}));
  EXPECT_EQ(Cells(first, "statement_lines", "flags"), (Texts{"", ""}));
  EXPECT_EQ(Cells(first, "booked", "line"), (Texts{"tenth", "loyal"}));
  EXPECT_EQ(Cells(first, "booked", "booked"), (Texts{"1000", "200"}));

  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "tenth", "2026-01-01", "10.00"},
                                    {"A", "loyal", "2026-01-01", "2.00"}});
  const RunOptions options{.as_of = *Day::Parse("2026-02-28"), .state = {&booked.get(), 1}};
  const RunResult second = Ran({{"account"}, {"A"}}, options, kTwice, kLate);
  EXPECT_EQ(Cells(second, "statements", "period"), (Texts{"2026-01", "2026-02"}));
  // January's 10.00, and 6.00 with the 0.70 of the late row. The quarter goes on by 1.34 from the 2.00 of January.
  EXPECT_EQ(Cells(second, "statements", "discounts"), (Texts{"1000", "670"}));
  EXPECT_EQ(Cells(second, "statements", "settled"), (Texts{"200", "134"}));
  EXPECT_EQ(Cells(second, "statements", "net"), (Texts{"9700", "5330"}));
  EXPECT_EQ(Cells(second, "statement_lines", "line"), (Texts{"tenth", "loyal", "tenth", "tenth", "loyal"}));
  EXPECT_EQ(Cells(second, "statement_lines", "line_period"),
            (Texts{"2026-01", "2026-Q1", "2026-01", "2026-02", "2026-Q1"}));
  EXPECT_EQ(Cells(second, "statement_lines", "flags"), (Texts{"booked", "booked", "correction", "", "continued"}));
  EXPECT_EQ(Cells(second, "statement_lines", "amount"), (Texts{"1000", "200", "70", "600", "134"}));
  // 3.34 are set aside, once.
  EXPECT_EQ(Cells(second, "statements", "accrued"), (Texts{"0", "334"}));
  const std::string text = *StatementOf(second, "A", ExplainForm::text);
  EXPECT_NE(text.find("10.00   10.00     0.00  tenth, 2026-01, as booked (final)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  10.70          10.00    0.70     0.00  tenth, correction of 2026-01 (final)\n"),
            std::string::npos);
  EXPECT_NE(text.find("  3.34           2.00    1.34     0.00  loyal, 2026-Q1, continued (interim)\n"),
            std::string::npos);
}

// February's run is booked, and done once more: nothing moves, and January and February say what they said.
TEST(Statements, AddUpToWhatIsBooked) {  // STATEMENT-05
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "tenth", "2026-01-01", "10.70"},
                                    {"A", "tenth", "2026-02-01", "6.00"},
                                    {"A", "loyal", "2026-01-01", "3.34"}});
  const RunOptions options{.as_of = *Day::Parse("2026-02-28"), .state = {&booked.get(), 1}};
  const RunResult result = Ran({{"account"}, {"A"}}, options, kTwice, kLate);
  EXPECT_EQ(Cells(result, "statements", "discounts"), (Texts{"1070", "600"}));
  EXPECT_EQ(Cells(result, "statements", "settled"), (Texts{"334", "0"}));
  EXPECT_EQ(Cells(result, "statement_lines", "flags"), (Texts{"", "booked", "", "continued"}));
}

// What is owed back stands once, with the change: 2 % of 100.00 were booked, and 1.20 are due after a credit of 40.00.
TEST(Statements, CarryABalanceOnce) {  // STATEMENT-08
  const HostTable booked("booked",
                         {{"account", "line", "period_begin", "booked"}, {"A", "loyal", "2026-01-01", "2.00"}});
  const RunOptions options{.as_of = *Day::Parse("2026-04-10"), .state = {&booked.get(), 1}};
  const RunResult result =
      Ran({{"account"}, {"A"}}, options, kTwice,
          {{"account", "day", "revenue"}, {"A", "2026-01-10", "100.00"}, {"A", "2026-01-30", "-40.00"}});
  EXPECT_EQ(Cells(result, "statements", "period"), (Texts{"2026-01", "2026-03", "2026-04"}));
  EXPECT_EQ(Cells(result, "statements", "settled"), (Texts{"0", "200", "0"}));
  EXPECT_EQ(Cells(result, "statements", "carried"), (Texts{"0", "0", "-80"}));
}

// 2.00 were booked for 100.00 of January and stay, though a credit of 40.00 leaves 1.20 due: nothing moves, so nothing
// is corrected. 50.00 more make 110.00, and what 2.20 are above 2.00 is.
TEST(Statements, CorrectNothingThatIsKept) {  // STATEMENT-05, TERMS-51
  std::string policy = kPolicy;
  policy.insert(policy.find("\"qualifies_on\""), "\"clawback\": \"floor_at_zero\", ");
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"}, {"A", "two", "2026-01-01", "2.00"}});
  const RunOptions options{.as_of = *Day::Parse("2026-02-28"), .state = {&booked.get(), 1}};
  Rows rows = {kLedger.front(), {"A", "2026-01-10", "", "", "100.00"}, {"A", "2026-01-30", "", "", "-40.00"}};
  const RunResult kept = Ran({{"account"}, {"A"}}, options, policy, rows);
  EXPECT_EQ(Cells(kept, "statement_lines", "line"), (Texts{"two", "one-off"}));
  EXPECT_EQ(Cells(kept, "statement_lines", "flags"), (Texts{"", ""}));
  EXPECT_EQ(Cells(kept, "statement_lines", "amount"), (Texts{"200", "60"}));
  EXPECT_EQ(Cells(kept, "statement_lines", "delta"), (Texts{"0", "60"}));
  rows.push_back({"A", "2026-01-31", "", "", "50.00"});
  const RunResult risen = Ran({{"account"}, {"A"}}, options, policy, rows);
  EXPECT_EQ(Cells(risen, "statement_lines", "line"), (Texts{"two", "one-off", "two"}));
  EXPECT_EQ(Cells(risen, "statement_lines", "flags"), (Texts{"booked", "", "correction"}));
  EXPECT_EQ(Cells(risen, "statement_lines", "amount"), (Texts{"200", "110", "20"}));
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

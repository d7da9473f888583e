// Whole runs over ledgers small enough to be worked out by hand; the sums stand in the comments.
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
  "keyhaul": 1, "name": "runs", "currency": "EUR",
  "ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3"},
             "open_documents": "revenue"},
  "tiering": {"value": "revenue", "window": "3 months",
              "tiers": [{"name": "key", "when": {"amount": ">= 1000"}}, {"name": "small"}]},
  "terms": [
    {"id": "key-only", "kind": "rebate", "period": "quarter", "tiers": ["key"], "qualifies_on": "revenue",
     "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}},
    {"id": "express-kilos", "kind": "rebate", "period": "month", "qualifies_on": "weight",
     "scope": {"service": ["express"]},
     "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "per_unit": "0.10"}]}}]})";

PolicyHandle Policy(const std::string& json = kPolicy) { return testing::CompiledPolicyOf(json); }

const Rows kHeader = {{"account", "day", "document", "kind", "credits", "service", "revenue", "weight"}};

Rows Ledger(const Rows& rows) {
  Rows all = kHeader;
  all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

Book Filled(const PolicyHandle& policy, const Rows& rows, AddOptions options = {.open_accounts = true}) {
  Result<Book> book = MakeBook(*policy);
  EXPECT_TRUE(book.ok());
  const HostTable table("ledger", Ledger(rows));
  const Status added = AddTable(*policy, table.get(), options, {}, &*book);
  EXPECT_TRUE(added.ok()) << added.error().Text();
  return *std::move(book);
}

RunResult Ran(const PolicyHandle& policy, const Book& book, const RunOptions& options = {}) {
  Result<RunResult> result = keyhaul::Run(policy, book, options);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

// A is key in the first quarter (1200.00) and small in the second (300.00); B is small (999.99), then key.
const Rows kTwoQuarters = {
    {"A", "2026-01-15", "a1", "", "", "express", "1200.00", "10.500"},
    {"B", "2026-02-28", "b1", "charge", "", "economy", "999.99", "7"},
    {"A", "2026-04-01", "a2", "charge", "", "economy", "300.00", "1"},
    {"B", "2026-06-30", "b2", "charge", "", "express", "1000.00", "2.005"},
};

TEST(Run, TierThatCountsForAPeriodIsTheOneAtItsEnd) {  // ENGINE-01
  const PolicyHandle policy = Policy();
  const RunResult result = Ran(policy, Filled(policy, kTwoQuarters));
  EXPECT_EQ(Cells(result, "tiers", "tier"), (Texts{"small", "key"}));
  EXPECT_EQ(Cells(result, "tiers", "previous_tier"), (Texts{"key", "small"}));
  EXPECT_EQ(Cells(result, "tiers", "previous_value"), (Texts{"120000", "99999"}));
  // A: 1 % of 1200.00 for the first quarter although it is small now; nothing for the second. B the other way round.
  // The kilograms of express: A 10.5 in January, B 2.005 in June, at 0.10: 1.05 and 0.2005.
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "A", "A", "B", "B", "B"}));
  EXPECT_EQ(Cells(result, "settlements", "period"),
            (Texts{"2026-Q1", "2026-Q2", "2026-01", "2026-Q1", "2026-Q2", "2026-06"}));
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"1200", "0", "105", "0", "1000", "20"}));
  EXPECT_EQ(Cells(result, "settlements", "qualifying"),
            (Texts{"1200000", "300000", "10500", "999990", "1000000", "2005"}));
}

TEST(Run, PreviousWindowIsMissingWhereTheLedgerBeginsLater) {  // ENGINE-02
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, {kTwoQuarters[2], kTwoQuarters[3]});
  EXPECT_EQ(Cells(Ran(policy, book), "tiers", "previous_tier"), (Texts{"-", "-"}));
}

TEST(Run, PeriodIsFinalFromItsLastDayOn) {  // ENGINE-03
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, {kTwoQuarters[0]});
  RunOptions options;
  options.as_of = *Day::Parse("2026-03-30");
  EXPECT_EQ(Cells(Ran(policy, book, options), "settlements", "state"), (Texts{"interim", "final"}));
  options.as_of = *Day::Parse("2026-03-31");
  EXPECT_EQ(Cells(Ran(policy, book, options), "settlements", "state"), (Texts{"final", "final"}));
}

TEST(Run, SettlesPeriodsUpToTheAsOfDayAndSaysThatThereIsMore) {  // ENGINE-04
  const PolicyHandle policy = Policy();
  RunOptions options;
  options.as_of = *Day::Parse("2026-03-31");
  const RunResult result = Ran(policy, Filled(policy, kTwoQuarters), options);
  EXPECT_EQ(Cells(result, "settlements", "period"), (Texts{"2026-Q1", "2026-01", "2026-Q1"}));
  EXPECT_EQ(Cells(result, "run", "flags"), (Texts{"rows_after_as_of"}));
}

PolicyHandle YearPolicy() {
  return Policy(R"({
    "keyhaul": 1, "name": "days", "currency": "EUR", "ledger": {"measures": {"revenue": "money"}},
    "tiering": {"value": "revenue", "tiers": [{"name": "key", "when": {"share": "80%"}}, {"name": "small"}]}})");
}

Book TwoDays(const PolicyHandle& policy, const std::string& last) {
  const HostTable ledger("ledger", {{"account", "day", "revenue"}, {"A", "2026-01-10", "1"}, {"B", last, "1"}});
  Book book = *MakeBook(*policy);
  EXPECT_TRUE(AddTable(*policy, ledger.get(), {.open_accounts = true}, {}, &book).ok());
  return book;
}

// 2026 typed as 2062: the year before it is empty. With the day given there is nothing to wonder about but the later
// row.
TEST(Run, FlagsALastDayThatStandsAlone) {  // ENGINE-74
  const PolicyHandle policy = YearPolicy();
  const auto flags = [&policy](const std::string& last, const RunOptions& options = {}) {
    return Cells(Ran(policy, TwoDays(policy, last), options), "run", "flags")[0];
  };
  EXPECT_EQ(flags("2062-01-31"), "last_day_isolated");
  EXPECT_EQ(flags("2027-02-01"), "last_day_isolated");
  EXPECT_EQ(flags("2027-01-31"), "");
  EXPECT_EQ(flags("2062-01-31", {.as_of = *Day::Parse("2026-01-31")}), "rows_after_as_of");
}

// No monthly sum of all rows there: a quarterly line is for A, a yearly one for air. The last day's shortest period is
// its quarter; 2027-Q1 comes a year after the rows of January 2026, 2027-Q2 more than that.
TEST(Run, FlagsALastDayThatStandsAloneInQuarters) {  // ENGINE-74
  const auto line = [](const std::string& id, const std::string& period, const std::string& scope) {
    return R"({"id": ")" + id + R"(", "kind": "rebate", "period": ")" + period +
           R"(", "qualifies_on": "revenue", "scope": {"service": [")" + scope +
           R"("]}, "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}})";
  };
  const PolicyHandle policy = Policy(R"({"keyhaul": 1, "name": "quarters", "currency": "EUR",
      "ledger": {"dimensions": ["service"], "measures": {"revenue": "money"}}, "terms": [)" +
                                     line("a", "quarter", "express") + "," + line("b", "year", "economy") + "]}");
  const auto flags = [&policy](const std::string& last, const std::string& service, const std::string& between = "") {
    const HostTable ledger("ledger", {{"account", "day", "service", "revenue"},
                                      {"A", "2026-01-10", "express", "1"},
                                      {"A", between.empty() ? last : between, service, "1"},
                                      {"A", last, service, "1"}});
    Book book = *MakeBook(*policy);
    EXPECT_TRUE(AddTable(*policy, ledger.get(), {.open_accounts = true}, {}, &book).ok());
    return Cells(Ran(policy, book), "run", "flags")[0];
  };
  EXPECT_EQ(flags("2062-01-31", "express"), "last_day_isolated");
  EXPECT_EQ(flags("2062-01-31", "economy"), "last_day_isolated");
  EXPECT_EQ(flags("2027-04-01", "express"), "last_day_isolated");
  EXPECT_EQ(flags("2027-03-31", "express"), "");
  EXPECT_EQ(flags("2027-12-31", "economy"), "") << "of a year, January to December may have rows";
  EXPECT_EQ(flags("2026-12-31", "express"), "");
  EXPECT_EQ(flags("2029-06-30", "express", "2028-05-01"), "") << "a quarter of the year before has rows";
  EXPECT_EQ(flags("2029-06-30", "express", "2028-03-31"), "last_day_isolated");
}

TEST(Run, NamesTheDayWhoseWindowBeginsTooEarly) {  // ENGINE-75
  const PolicyHandle policy = YearPolicy();
  const Book book = TwoDays(policy, "2026-02-01");
  EXPECT_TRUE(keyhaul::Run(policy, book, {.as_of = *Day::Parse("0001-12-31")}).ok());
  const Result<RunResult> result = keyhaul::Run(policy, book, {.as_of = *Day::Parse("0001-11-30")});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Code::overflow);
  EXPECT_EQ(result.error().message,
            "as_of: the 12 months of tiering.window up to 0001-11-30 begin before the year 0001");
}

TEST(Run, BookedStateGoesInAndComesOut) {  // ENGINE-05
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, kTwoQuarters);
  // 15.00 booked for A's first quarter: 3.00 too much. And 5.00 for a quarter without any row: all of it comes back.
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "key-only", "2026-01-01", "15.00"},
                                    {"A", "key-only", "2025-10-01", "5"}});
  const std::vector<InputTable> state = {booked.get()};
  RunOptions options;
  options.state = state;
  const RunResult result = Ran(policy, book, options);
  EXPECT_EQ(Cells(result, "settlements", "delta"), (Texts{"-500", "-300", "0", "105", "0", "1000", "20"}));
  EXPECT_EQ(Cells(result, "booked", "booked"), (Texts{"0", "1200", "0", "105", "0", "1000", "20"}));
}

// A run for March after one for April: what April's booked stays, and no row of settlements speaks of it.
TEST(Run, WhatIsBookedForLaterPeriodsStaysAsItIs) {  // ENGINE-04
  const PolicyHandle policy = Policy();
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked", "balance"},
                                    {"A", "key-only", "2026-01-01", "7.00", "0"},
                                    {"A", "key-only", "2026-04-01", "15.00", "-2.00"}});
  const std::vector<InputTable> state = {booked.get()};
  RunOptions options;
  options.as_of = *Day::Parse("2026-03-31");
  options.state = state;
  const RunResult result = Ran(policy, Filled(policy, kTwoQuarters), options);
  EXPECT_EQ(Cells(result, "settlements", "period"), (Texts{"2026-Q1", "2026-01", "2026-Q1"}));
  EXPECT_EQ(Cells(result, "booked", "period_begin"), (Texts{"2026-01-01", "2026-04-01", "2026-01-01", "2026-01-01"}));
  EXPECT_EQ(Cells(result, "booked", "booked")[1], "1500");
  EXPECT_EQ(Cells(result, "booked", "balance")[1], "-200");
}

TEST(Run, BookedStateThatIsNoneIsRefused) {  // ENGINE-06
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, kTwoQuarters);
  const auto refusal = [&](const Rows& rows) {
    Rows all = {{"account", "line", "period_begin", "booked"}};
    all.insert(all.end(), rows.begin(), rows.end());
    const HostTable booked("booked", all);
    const std::vector<InputTable> state = {booked.get()};
    RunOptions options;
    options.state = state;
    const Result<RunResult> result = keyhaul::Run(policy, book, options);
    return result.ok() ? "accepted" : result.error().Text();
  };
  EXPECT_EQ(refusal({{"C", "key-only", "2026-01-01", "1"}}),
            "table booked, row 1, column account: \"C\": the book has no such account");
  EXPECT_EQ(refusal({{"A", "key-only", "2026-01-01", "1"}, {"A", "kilos", "2026-01-01", "1"}}),
            "table booked, row 2, column line: \"kilos\": the policy's terms have no such line");
  EXPECT_EQ(
      refusal({{"A", "key-only", "2026-02-01", "1"}}),
      "table booked, row 1, column period_begin: \"2026-02-01\": is not the first day of a period of key-only; it "
      "lies in 2026-01-01/2026-04-01");
  EXPECT_EQ(refusal({{"A", "key-only", "2026-01-01", "1"},
                     {"B", "key-only", "2026-01-01", "1"},
                     {"A", "key-only", "2026-01-01", "1"}}),
            "table booked, row 3: account, line and period are those of row 1");
}

// ENGINE-150: what a run writes is taken back by the next; another calendar, kind or currency under the same id is not.
TEST(Run, MarksOfBookedAreHeldAgainstThePolicy) {
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, kTwoQuarters);
  const auto run = [&](const std::string& column, const std::string& value) {
    const HostTable booked("booked", {{"account", "line", "period_begin", "booked", column},
                                      {"B", "key-only", "2026-01-01", "0", ""},
                                      {"A", "key-only", "2026-01-01", "15.00", value}});
    const std::vector<InputTable> state = {booked.get()};
    RunOptions options;
    options.state = state;
    const Result<RunResult> result = keyhaul::Run(policy, book, options);
    return result.ok() ? "accepted" : result.error().Text();
  };
  EXPECT_EQ(run("period_end", "2026-04-01"), "accepted");
  EXPECT_EQ(run("kind", "rebate"), "accepted");
  EXPECT_EQ(run("currency", "EUR"), "accepted");
  EXPECT_EQ(run("state", "interim"), "accepted");
  EXPECT_EQ(run("as_of", "2026-07-01"), "accepted");
  EXPECT_EQ(run("period_end", "2026-02-01"),
            "table booked, row 2, column period_end: \"2026-02-01\": the period of key-only is 2026-01-01/2026-04-01; "
            "what is booked stays with its id, so a line of other periods needs another");
  EXPECT_EQ(run("as_of", "2025-12-31"),
            "table booked, row 2, column as_of: \"2025-12-31\": no run settles 2026-01-01/2026-04-01 before it begins");
  EXPECT_EQ(
      run("kind", "commitment"),
      "table booked, row 2, column kind: \"commitment\": key-only is a rebate; what is booked stays with its id, so "
      "the line needs another");
  EXPECT_EQ(run("currency", "USD"), "table booked, row 2, column currency: \"USD\": the policy's amounts are in EUR");
  EXPECT_EQ(run("state", "done"), "table booked, row 2, column state: \"done\": expected final or interim");
  EXPECT_EQ(run("as_of", "soon").substr(0, 41), "table booked, row 2, column as_of: \"soon\"");
}

TEST(Run, WritesTheMarksOfWhatItBooks) {  // ENGINE-150
  const PolicyHandle policy = Policy();
  const RunResult result = Ran(policy, Filled(policy, kTwoQuarters), {.as_of = *Day::Parse("2026-06-29")});
  EXPECT_EQ(Cells(result, "booked", "period_end"),
            (Texts{"2026-04-01", "2026-07-01", "2026-02-01", "2026-04-01", "2026-07-01", "2026-07-01"}));
  EXPECT_EQ(Cells(result, "booked", "state"), (Texts{"final", "interim", "final", "final", "interim", "interim"}));
  EXPECT_EQ(Cells(result, "booked", "kind"), Texts(6, "rebate"));
  EXPECT_EQ(Cells(result, "booked", "currency"), Texts(6, "EUR"));
  EXPECT_EQ(Cells(result, "booked", "as_of"), Texts(6, "2026-06-29"));
}

// ENGINE-151: the first quarter was final at the end of March and is not at the end of February. What was booked for a
// period that has not begun then stays, marks and all.
TEST(Run, AFinalPeriodIsNotOpenedAgain) {
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, kTwoQuarters);
  const auto run = [&](const std::string& state_word, const std::string& booked_as_of, const std::string& as_of) {
    const HostTable booked("booked", {{"account", "line", "period_begin", "booked", "state", "as_of"},
                                      {"A", "key-only", "2026-01-01", "12.00", state_word, booked_as_of},
                                      {"A", "key-only", "2026-04-01", "3.00", "final", "2026-06-30"}});
    const std::vector<InputTable> state = {booked.get()};
    RunOptions options;
    options.as_of = *Day::Parse(as_of);
    options.state = state;
    return keyhaul::Run(policy, book, options);
  };
  const Result<RunResult> back = run("final", "2026-03-31", "2026-02-28");
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().Text(),
            "table booked, row 1, column as_of: \"2026-03-31\": 2026-Q1 of key-only was final then and is not as of "
            "2026-02-28; a run goes on from the one before it");
  EXPECT_TRUE(run("interim", "2026-03-30", "2026-02-28").ok());
  EXPECT_TRUE(run("final", "", "2026-02-28").ok()) << "a host that keeps no day is trusted";
  const Result<RunResult> closed = run("final", "2026-04-02", "2026-03-31");
  ASSERT_TRUE(closed.ok()) << closed.error().Text();
  EXPECT_EQ(Cells(*closed, "booked", "as_of"), (Texts{"2026-03-31", "2026-06-30", "2026-03-31", "2026-03-31"}));
  EXPECT_EQ(Cells(*closed, "booked", "state"), (Texts{"final", "final", "final", "final"}));
}

TEST(Run, DocumentsThatAreCredited) {  // ENGINE-07
  const PolicyHandle policy = Policy();
  const Book book = Filled(policy, {{"A", "2026-01-15", "a1", "", "", "express", "100.00", "1"},
                                    {"A", "2026-01-16", "c1", "credit_note", "a1", "express", "-60.00", "-1"},
                                    {"A", "2026-01-17", "c2", "credit_note", "a1", "express", "-40.01", "0"},
                                    {"A", "2026-01-18", "c3", "credit_note", "zz", "express", "-1.00", "0"},
                                    {"A", "2026-01-19", "a2", "", "", "express", "5.00", "1"}});
  const RunResult result = Ran(policy, book);
  EXPECT_EQ(Cells(result, "documents", "document"), (Texts{"a1", "zz"}));
  EXPECT_EQ(Cells(result, "documents", "remaining"), (Texts{"-1", "-100"}));
  EXPECT_EQ(Cells(result, "documents", "flags"), (Texts{"over_credited", "never_charged"}));
}

TEST(Run, EmptyLedgerIsRefused) {  // ENGINE-08
  const PolicyHandle policy = Policy();
  const Result<Book> book = MakeBook(*policy);
  const Result<RunResult> result = keyhaul::Run(policy, *book, {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Code::data_empty);
}

TEST(Run, BookOfAnotherPlanIsRefused) {  // ENGINE-09
  const PolicyHandle policy = Policy();
  std::string other = kPolicy;
  other.replace(other.find("\"month\""), 7, "\"year\"");
  const Result<RunResult> result = keyhaul::Run(Policy(other), Filled(policy, kTwoQuarters), {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Code::bytes_plan);
}

TEST(Run, ExplainTellsTierAndAmounts) {  // ENGINE-10
  const PolicyHandle policy = Policy();
  const RunResult result = Ran(policy, Filled(policy, kTwoQuarters));
  const Result<std::string> text = Explain(result, "B", ExplainForm::text);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text,
            "B\n"
            "  tier key, decided by tiering.tiers[0].when.amount (amount >= 1000)\n"
            "  value 1000.00, rank 1, ≈ 76.92 % of the base, ≈ 76.92 % cumulated\n"
            "  before: tier small, value in the window before 999.99\n"
            "  0.00 above the least value that earns its tier\n"
            "  key-only, 2026-Q1 (final): 999.99 EUR, but not for the tier at the period's end; booked before 0.00, to "
            "book now 0.00\n"
            "  key-only, 2026-Q2 (final): 1000.00 × 1 % = 10.00 EUR; booked before 0.00, to book now 10.00\n"
            "  express-kilos, 2026-06 (final): 2.005 × 0.10 = 0.2005 → 0.20 EUR (half_up); booked before 0.00, to book "
            "now 0.20\n");
  EXPECT_FALSE(Explain(result, "nobody", ExplainForm::json).ok());
}

TEST(Run, ActiveDaysAsValue) {  // ENGINE-11
  const PolicyHandle policy = Policy(R"({
    "keyhaul": 1, "name": "days", "currency": "EUR",
    "ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3"}},
    "tiering": {"value": "active_days", "window": "1 months",
                "tiers": [{"name": "often", "when": {"amount": ">= 2"}}, {"name": "seldom"}]}})");
  const RunResult result = Ran(policy, Filled(policy, {{"A", "2026-01-01", "", "", "", "x", "1", "1"},
                                                       {"A", "2026-01-01", "", "", "", "x", "1", "1"},
                                                       {"B", "2026-01-01", "", "", "", "x", "1", "1"},
                                                       {"B", "2026-01-31", "", "", "", "x", "1", "1"}}));
  EXPECT_EQ(Cells(result, "tiers", "tier"), (Texts{"seldom", "often"}));
}

TEST(Lint, FindsWhatACarefulReaderAsks) {  // ENGINE-12
  // Whole, 2 % to 1000, then 3 %: reaching 1000 pays 10.00 at once. Then 1 %: the rate falls, and 2000 costs 40.00.
  const PolicyHandle policy = Policy(R"({
    "keyhaul": 1, "name": "lint", "currency": "EUR", "ledger": {"measures": {"revenue": "money"}},
    "terms": [{"id": "x", "kind": "rebate", "period": "year", "qualifies_on": "revenue",
               "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "2%"},
                 {"from": 1000, "rate": "3%"}, {"from": 2000, "rate": "1%"}, {"from": 3000, "rate": "1%"}]}}]})");
  const RunResult result = Lint(policy);
  EXPECT_EQ(Cells(result, "findings", "finding"),
            (Texts{"jump", "falling_rate", "notch", "bound_without_effect", "ambiguous_bound"}));
  EXPECT_EQ(Cells(result, "findings", "path"),
            (Texts{"terms[0].schedule.brackets[1]", "terms[0].schedule.brackets[2]", "terms[0].schedule.brackets[2]",
                   "terms[0].schedule.brackets[3]", "terms[0].schedule.boundary"}));
  EXPECT_EQ(Cells(result, "findings", "message")[0],
            "reaching 1000 pays 10 at once; one unit less or a late credit note takes it back");
  EXPECT_EQ(Cells(result, "findings", "message")[2],
            "reaching 2000 costs 40 of what was earned; every basis of the bracket below it earns more");
  EXPECT_EQ(Cells(result, "findings", "message")[4],
            "a basis of exactly a bound belongs to the bracket above it (from_inclusive); under up_to_inclusive it "
            "would pay 10 less at 1000, 40 more at 2000");
}

TEST(Lint, TellsWhatANotchCostsAndWhatNothingReaches) {  // ENGINE-12
  // OpenMeter's volume price, up to 15 pieces at 10, then at 5: 15 · 5 = 75 is what 7.5 pieces pay below.
  const PolicyHandle policy = Policy(R"({
    "keyhaul": 1, "name": "lint", "currency": "EUR", "ledger": {"measures": {"shipments": "piece"}},
    "terms": [{"id": "x", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "per_unit": 10},
                 {"from": 15, "per_unit": 5}]}},
              {"id": "y", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "d365_total", "brackets": [{"from": 0, "per_unit": 1},
                 {"from": "20.2", "per_unit": 2}, {"from": "20.4", "per_unit": 3}]}}]})");
  const RunResult result = Lint(policy);
  EXPECT_EQ(Cells(result, "findings", "finding"),
            (Texts{"falling_rate", "notch", "ambiguous_bound", "unreachable", "jump", "jump"}));
  EXPECT_EQ(Cells(result, "findings", "message")[1],
            "reaching 15 costs 75 of what was earned; a basis above 7 and below it earns more");
  EXPECT_EQ(Cells(result, "findings", "path")[3], "terms[1].schedule.brackets[1]");
  EXPECT_EQ(Cells(result, "findings", "message")[4],
            "reaching 20.2 pays 40.4 at once; one unit less or a late credit note takes it back");
}

TEST(Lint, TellsOfEachAccumulationWhatItKnows) {  // ENGINE-12
  // Blocks that become cheaper, a line that jumps nowhere, equal flats that add up, and a target that pays 5 · 10 = 50
  // at its first bound, and whose upper bracket pays 2 · 20 = 40 where the lower one paid 5 · 20 = 100.
  const PolicyHandle policy = Policy(R"({
    "keyhaul": 1, "name": "lint", "currency": "EUR", "ledger": {"measures": {"shipments": "piece"}},
    "terms": [{"id": "blocks", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "block", "block": {"size": 1000, "count": "ceil"},
                            "brackets": [{"from": 0, "per_block": 2}, {"from": 5000, "per_block": 1}]}},
              {"id": "line", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "linear",
                            "brackets": [{"from": 0, "per_unit": 1}, {"from": 100, "per_unit": 2}]}},
              {"id": "flats", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "sum_of_reached",
                            "brackets": [{"from": 0, "flat": 10}, {"from": 100, "flat": 10}]}},
              {"id": "target", "kind": "rebate", "period": "year", "qualifies_on": "shipments",
               "schedule": {"accumulation": "target",
                            "brackets": [{"from": 10, "per_unit": 5}, {"from": 20, "per_unit": 2}]}}]})");
  const RunResult result = Lint(policy);
  EXPECT_EQ(Cells(result, "findings", "finding"),
            (Texts{"falling_rate", "jump", "ambiguous_bound", "jump", "falling_rate", "notch", "ambiguous_bound"}));
  EXPECT_EQ(Cells(result, "findings", "path")[0], "terms[0].schedule.brackets[1]");
  EXPECT_EQ(Cells(result, "findings", "message")[1],
            "reaching 100 pays 10 at once; one unit less or a late credit note takes it back");
  EXPECT_EQ(Cells(result, "findings", "path")[3], "terms[3].schedule.brackets[0]");
  EXPECT_EQ(Cells(result, "findings", "message")[3],
            "reaching 10 pays 50 at once; one unit less or a late credit note takes it back");
  EXPECT_EQ(Cells(result, "findings", "message")[5],
            "reaching 20 costs 60 of what was earned; every basis of the bracket below it earns more");
  EXPECT_EQ(Cells(result, "findings", "message")[6],
            "a basis of exactly a bound belongs to the bracket above it (from_inclusive); under up_to_inclusive it "
            "would pay 50 less at 10, 60 more at 20");
}

// The findings of a policy with these tiers, as "path finding".
Texts TierFindings(const std::string& tiers, const std::string& classes = "[]") {
  const RunResult result = Lint(Policy(R"({"keyhaul": 1, "name": "lint", "currency": "EUR",
      "ledger": {"measures": {"revenue": "money", "parcels": "piece"}}, "accounts": {"classes": )" +
                                       classes + R"(},
      "tiering": {"value": "revenue", "tiers": )" +
                                       tiers + "}}"));
  Texts found;
  for (std::size_t i = 0; i < Cells(result, "findings", "path").size(); ++i) {
    found.push_back(Cells(result, "findings", "path")[i] + " " + Cells(result, "findings", "finding")[i]);
  }
  return found;
}

TEST(Lint, FindsTiersThatNobodyCanEarn) {  // ENGINE-71
  // Top 5 % are in the top 20 % whatever the ledger; a priority turns the order of looking around.
  const std::string wide = R"({"name": "a", "when": {"any": [{"rank": "top 20%"}, {"curve": "a"}]}})";
  const std::string narrow = R"({"name": "b", "when": {"all": [{"rank": "top 5%"}, {"industry": "food"}])";
  EXPECT_EQ(TierFindings("[" + wide + "," + narrow + R"(}}, {"name": "c"}])"),
            (Texts{"tiering.tiers[1].when.all never_decides", "tiering.tiers[1] tier_never_earned"}));
  EXPECT_EQ(TierFindings("[" + wide + "," + narrow + R"(, "priority": 1}}, {"name": "c"}])"), Texts{});
  // One member of two never decides, so the tier can be earned all the same.
  EXPECT_EQ(TierFindings(R"([{"name": "a", "when": {"annual": ">= 100"}}, {"name": "b", "when": {"any": [
                {"annual": "> 100"}, {"annual": ">= 50"}]}}, {"name": "c"}])"),
            (Texts{"tiering.tiers[1].when.any[0].annual never_decides"}));
  // A share against a rank, another metric, another mean and a wider range depend on the ledger.
  EXPECT_EQ(TierFindings(R"([{"name": "a", "when": {"share": "80%"}}, {"name": "b", "when": {"rank": "top 1"}},
                {"name": "c", "when": {"rank": "top 1", "of": "parcels"}}, {"name": "d", "when": {"annual": "5 .. 9"}},
                {"name": "e", "when": {"amount": "6 .. 8"}}, {"name": "f", "when": {"annual": "5 .. 10"}}, {"name": "g"}])"),
            Texts{});
}

TEST(Lint, FindsConditionsThatContradictEachOther) {  // ENGINE-72
  const auto of = [](const std::string& all) {
    return TierFindings("[{\"name\": \"a\", \"when\": {\"all\": [" + all + "]}}, {\"name\": \"b\"}]");
  };
  const Texts never = {"tiering.tiers[0].when.all contradiction", "tiering.tiers[0] tier_never_earned"};
  EXPECT_EQ(of(R"({"amount": ">= 10"}, {"amount": "< 10"})"), never);
  EXPECT_EQ(of(R"({"amount": ">= 10"}, {"all": [{"rank": "top 5"}, {"amount": "2 .. 9"}]})"), never);
  EXPECT_EQ(of(R"({"city": ["Rome", "Oslo"]}, {"city": "Bonn"})"), never);
  EXPECT_EQ(of(R"({"amount": ">= 10"}, {"amount": "<= 10"})"), Texts{});
  EXPECT_EQ(of(R"({"amount": ">= 10"}, {"annual": "< 10"})"), Texts{});
  EXPECT_EQ(of(R"({"amount": ">= 10"}, {"amount": "< 10", "of": "parcels"})"), Texts{});
  EXPECT_EQ(of(R"({"tag": "new"}, {"tag": "online"})"), Texts{});
  EXPECT_EQ(of(R"({"rank": "top 20"}, {"rank": "top 5"})"),
            (Texts{"tiering.tiers[0].when.all[0] condition_without_effect"}));
  EXPECT_EQ(TierFindings(R"([{"name": "a"}])",
                         R"([{"name": "x", "when": {"all": [{"tier": "a"}, {"amount": "> 2"}, {"amount": "< 2"}]}}])"),
            (Texts{"accounts.classes[0].when.all contradiction"}));
}

TEST(Lint, FindsAGrowthThatLacksItsPercentSign) {  // ENGINE-73
  const auto of = [](const std::string& growth) {
    return TierFindings("[{\"name\": \"a\", \"when\": {\"growth\": \"" + growth + "\"}}, {\"name\": \"b\"}]");
  };
  EXPECT_EQ(of(">= 20"), (Texts{"tiering.tiers[0].when.growth growth_above_1000_percent"}));
  EXPECT_EQ(of(">= 1000%"), Texts{});
}

}  // namespace
}  // namespace keyhaul

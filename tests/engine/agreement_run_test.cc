// Agreements through whole runs: for whom lines are, on which days, and what their limits, changes and bookings make of
// it. The sums stand in the comments.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/engine.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::Cells;
using testing::HostTable;
using testing::Texts;

PolicyHandle Policy(const std::string& agreements, const std::string& terms) {
  return testing::CompiledPolicyOf(R"({"keyhaul": 1, "name": "agreements", "currency": "EUR",
    "ledger": {"measures": {"revenue": "money"}}, "agreements": [)" +
                                   agreements + R"(], "terms": [)" + terms + "]}");
}

// A, B and C are accounts, G is a group of A and B, B from 16 February on.
Book Filled(const PolicyHandle& policy, const Rows& rows) {
  Result<Book> book = MakeBook(*policy);
  EXPECT_TRUE(book.ok());
  Rows ledger = {{"account", "day", "revenue"}};
  ledger.insert(ledger.end(), rows.begin(), rows.end());
  const HostTable accounts("accounts", {{"account", "tags"}, {"A", "key lane"}, {"B", ""}, {"C", ""}, {"G", ""}});
  const HostTable members(
      "memberships",
      {{"member", "group", "from", "until"}, {"A", "G", "2026-01-01", ""}, {"B", "G", "2026-02-16", ""}});
  const HostTable table("ledger", ledger);
  for (const HostTable* input : {&accounts, &members, &table}) {
    const Status added = AddTable(*policy, input->get(), {}, {}, &*book);
    EXPECT_TRUE(added.ok()) << added.error().Text();
  }
  return *std::move(book);
}

Result<RunResult> TryRun(const PolicyHandle& policy, const Rows& rows, const std::string& as_of,
                         std::vector<InputTable> state = {}) {
  RunOptions options;
  options.as_of = *Day::Parse(as_of);
  options.state = state;
  return keyhaul::Run(policy, Filled(policy, rows), options);
}

RunResult Ran(const PolicyHandle& policy, const Rows& rows, const std::string& as_of,
              std::vector<InputTable> state = {}) {
  Result<RunResult> result = TryRun(policy, rows, as_of, std::move(state));
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

// The bookings of a run, as a host hands them to the next one.
HostTable BookedOf(const RunResult& result) {
  Rows rows = {{"account", "line", "period_begin", "booked", "balance"}};
  const Table& table = *result.Find("booked");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    rows.push_back({std::string(table["account"].texts()[row]), std::string(table["line"].texts()[row]),
                    Day(table["period_begin"].int32s()[row]).ToText(),
                    Decimal::Make(table["booked"].int128s()[row], 2)->ToText(),
                    Decimal::Make(table["balance"].int128s()[row], 2)->ToText()});
  }
  return HostTable("booked", rows);
}

const char kOnePercent[] = R"("schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}})";

TEST(AgreementRun, IsForTheAccountsAndTagsThatItNames) {  // ENGINE-120, ENGINE-143
  const std::string line = std::string(R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month",
    "qualifies_on": "revenue", )") +
                           kOnePercent;
  const Rows rows = {{"A", "2026-01-10", "100"}, {"B", "2026-01-10", "200"}, {"C", "2026-01-10", "300"}};
  const RunResult named = Ran(Policy(R"({"id": "a", "accounts": ["C", "B"]})", line), rows, "2026-01-31");
  EXPECT_EQ(Cells(named, "settlements", "account"), (Texts{"B", "C"}));
  EXPECT_EQ(Cells(named, "settlements", "earned"), (Texts{"200", "300"}));
  EXPECT_EQ(Cells(named, "settlements", "agreement"), (Texts{"a", "a"}));
  const RunResult tagged = Ran(Policy(R"({"id": "a", "tags": ["key lane"]})", line), rows, "2026-01-31");
  EXPECT_EQ(Cells(tagged, "settlements", "account"), (Texts{"A"}));
  EXPECT_EQ(Cells(tagged, "run", "flags"), (Texts{""}));
  const RunResult misspelt = Ran(Policy(R"({"id": "a", "tags": ["key lane", "key lan"]})", line), rows, "2026-01-31");
  EXPECT_EQ(Cells(misspelt, "run", "flags"), (Texts{"tag_without_accounts"}));
  const Result<RunResult> unknown = TryRun(Policy(R"({"id": "a", "accounts": ["A", "Z"]})", line), rows, "2026-01-31");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, Code::data_unknown_account);
  EXPECT_EQ(unknown.error().path, "agreements[0].accounts[1]");
}

TEST(AgreementRun, CountsAndProratesTheDaysOnWhichItIsValid) {  // ENGINE-121
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A"], "valid": {"from": "2026-01-11", "until": "2026-03-16"}})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "limits": {"cap": 31}, "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "10%"}]}})");
  const Rows rows = {{"A", "2026-01-10", "9999"},
                     {"A", "2026-01-11", "300"},
                     {"A", "2026-02-01", "5000"},
                     {"A", "2026-03-15", "5000"},
                     {"A", "2026-03-16", "9999"}};
  const RunResult result = Ran(policy, rows, "2026-03-15");
  // 10 % of 300 is below 21/31 of 31; 500.00 are capped by all of 31, and by 15/31 of it.
  EXPECT_EQ(Cells(result, "settlements", "qualifying"), (Texts{"30000", "500000", "500000"}));
  EXPECT_EQ(Cells(result, "settlements", "due"), (Texts{"2100", "3100", "1500"}));
  EXPECT_EQ(Cells(result, "settlements", "capped"), (Texts{"900", "46900", "48500"}));
  // The last valid day of March is over, the month is not.
  EXPECT_EQ(Cells(result, "settlements", "state"), (Texts{"final", "final", "final"}));
}

TEST(AgreementRun, OwesGuaranteesAndCommitmentsWithoutRows) {  // ENGINE-122
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A", "B"], "valid": {"from": "2026-01-01", "until": "2026-04-01"}})",
             R"({"id": "promise", "kind": "commitment", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "commitment": {"amount": 1000}})");
  const Rows rows = {{"A", "2026-01-10", "400"}, {"A", "2026-03-10", "1000"}, {"C", "2026-02-02", "1"}};
  const RunResult result = Ran(policy, rows, "2026-04-30");
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "A", "A", "B", "B", "B"}));
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"-60000", "-100000", "0", "-100000", "-100000", "-100000"}));
  EXPECT_EQ(Cells(result, "commitments", "true_up"), (Texts{"60000", "100000", "0", "100000", "100000", "100000"}));
  // While a month runs nothing is missing yet.
  const RunResult running = Ran(policy, rows, "2026-03-30");
  EXPECT_EQ(Cells(running, "settlements", "earned"), (Texts{"-60000", "-100000", "0", "-100000", "-100000", "0"}));
}

TEST(AgreementRun, PoolsGroupsOverTheDaysOfMembership) {  // ENGINE-123
  const PolicyHandle policy =
      Policy(R"({"id": "a", "groups": ["G"]})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "quarter", "qualifies_on": "revenue",
          "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "1%"}, {"from": 1000, "rate": "3%"}]}})");
  // B's 700 of 15 February do not count, C's never: 500 + 400 + 100 of the group's own reach 3 %, 30.00.
  const Rows rows = {{"A", "2026-01-10", "500"},
                     {"B", "2026-02-15", "700"},
                     {"B", "2026-02-16", "400"},
                     {"C", "2026-02-16", "900"},
                     {"G", "2026-03-01", "100"}};
  const RunResult result = Ran(policy, rows, "2026-03-31");
  EXPECT_EQ(Cells(result, "groups", "qualifying"), (Texts{"100000"}));
  EXPECT_EQ(Cells(result, "groups", "due"), (Texts{"3000"}));
  EXPECT_EQ(Cells(result, "groups", "standalone"), (Texts{"1000"}));  // 5.00 + 4.00 + 1.00
  EXPECT_EQ(Cells(result, "groups", "gain"), (Texts{"2000"}));
  EXPECT_EQ(Cells(result, "group_members", "account"), (Texts{"A", "B", "G"}));
  EXPECT_EQ(Cells(result, "group_members", "part"), (Texts{"1500", "1200", "300"}));
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "B", "G"}));
  EXPECT_EQ(Cells(result, "settlements", "due"), (Texts{"1500", "1200", "300"}));
  EXPECT_EQ(Cells(result, "settlements", "group"), (Texts{"G", "G", "G"}));
  EXPECT_EQ(Cells(result, "settlements", "text")[0], "15.00 of 30.00 of G, for 500.00 of 1000.00");
}

// In this book B is a member of G from 16 February on, C later; H is a member of nothing.
TEST(AgreementRun, NobodyIsInTwoPoolsOfOneAgreementAtOnce) {  // ENGINE-142
  const std::string line = std::string(R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "quarter",
    "qualifies_on": "revenue", )") +
                           kOnePercent;
  const Rows rows = {{"A", "2026-01-10", "600"}, {"B", "2026-02-16", "400"}};
  const Result<RunResult> twice = TryRun(Policy(R"({"id": "a", "groups": ["B", "G"]})", line), rows, "2026-03-31");
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().code, Code::data_conflict);
  EXPECT_EQ(twice.error().Text(),
            "agreements[0].groups: \"B\" is in the pools of \"B\" and \"G\" on 2026-02-16; its rows would count twice");
  // Until the day before the agreement was with B alone.
  const RunResult apart =
      Ran(Policy(R"({"id": "a", "groups": ["B", "G"], "valid": {"from": "2026-01-01", "until": "2026-02-16"}})", line),
          rows, "2026-03-31");
  EXPECT_EQ(Cells(apart, "settlements", "account"), (Texts{"A"}));
}

TEST(AgreementRun, SharesBetweenMembersByTheAgreementsRule) {  // ENGINE-124
  const std::string line = R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "quarter",
    "qualifies_on": "revenue", "limits": {"cap": 20},
    "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "1%"}, {"from": 1000, "rate": "3%"}]}})";
  const Rows rows = {{"A", "2026-01-10", "600"}, {"B", "2026-02-16", "400"}};
  const auto parts = [&](const std::string& share) {
    const RunResult result =
        Ran(Policy(R"({"id": "a", "groups": ["G"], "share": )" + share + "}", line), rows, "2026-03-31");
    return Cells(result, "group_members", "part");
  };
  // 30.00 are earned and 20.00 due. Alone: 6.00 and 4.00, with the gain 18.00 and 12.00; two thirds of each. In order
  // 6.00 and 24.00; two thirds of each.
  EXPECT_EQ(parts(R"("contribution")"), (Texts{"1200", "800"}));
  EXPECT_EQ(parts(R"("standalone_first")"), (Texts{"1200", "800"}));
  EXPECT_EQ(parts(R"("marginal_by_order")"), (Texts{"400", "1600"}));
  EXPECT_EQ(parts(R"("head_office", "head_office": "B")"), (Texts{"0", "2000"}));
  EXPECT_EQ(parts(R"("head_office")"), (Texts{"0", "0", "2000"}));  // the group itself
}

// A alone reaches nothing, B brings the group to 110.00, of which a cap leaves 50.00 or 0.00: nobody pays for that. Of
// 2000 and 900, 10 % are 290.00: 200.00 alone, and 62.07 and 27.93 of the gain; of 100.00 that is 90.37 and 9.63.
TEST(AgreementRun, SharesWhatACapLeavesByWhatWasEarned) {  // ENGINE-147
  const auto parts = [](const std::string& share, const std::string& cap, const Rows& rows) {
    const std::string line = R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "quarter",
      "qualifies_on": "revenue", "limits": {"cap": )" +
                             cap + R"(}, "schedule": {"accumulation": "whole",
      "brackets": [{"from": 0, "rate": "0%"}, {"from": 1000, "rate": "10%"}]}})";
    const PolicyHandle policy = Policy(R"({"id": "a", "groups": ["G"], "share": ")" + share + "\"}", line);
    return Cells(Ran(policy, rows, "2026-03-31"), "group_members", "part");
  };
  const Rows small = {{"A", "2026-01-10", "900"}, {"B", "2026-02-16", "200"}};
  EXPECT_EQ(parts("marginal_by_order", "50", small), (Texts{"0", "5000"}));
  EXPECT_EQ(parts("marginal_by_order", "0", small), (Texts{"0", "0"}));
  const Rows large = {{"A", "2026-01-10", "2000"}, {"B", "2026-02-16", "900"}};
  EXPECT_EQ(parts("standalone_first", "100", large), (Texts{"9037", "963"}));
}

// 200.00 are missing of what both promised together: by 700 and 100, whatever each would have owed alone.
TEST(AgreementRun, OnePromiseOfAGroupIsSharedByContribution) {  // ENGINE-147
  const std::string line = R"({"id": "c", "kind": "commitment", "agreement": "a", "period": "quarter",
    "qualifies_on": "revenue", "commitment": {"amount": 1000}})";
  const Rows rows = {{"A", "2026-01-10", "700"}, {"B", "2026-02-16", "100"}};
  for (const std::string share : {"standalone_first", "marginal_by_order", "contribution"}) {
    const RunResult result =
        Ran(Policy(R"({"id": "a", "groups": ["G"], "share": ")" + share + "\"}", line), rows, "2026-03-31");
    EXPECT_EQ(Cells(result, "group_members", "part"), (Texts{"-17500", "-2500"})) << share;
    EXPECT_EQ(Cells(result, "groups", "share"), (Texts{"contribution"}));
  }
}

// 100.00 were paid for January and 60.00 of it wait to be taken off. Asked back, or kept, once nothing waits any more.
TEST(AgreementRun, WhatWaitedUnderAnotherClawbackIsAskedBackOrKept) {  // ENGINE-148
  const auto payouts = [](const std::string& clawback) {
    const PolicyHandle policy = Policy(R"({"id": "a", "accounts": ["A"]})", R"({"id": "r", "kind": "rebate",
      "agreement": "a", "period": "month", "qualifies_on": "revenue", "clawback": ")" +
                                                                                clawback +
                                                                                R"(", "schedule":
      {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "10%"}]}})");
    const HostTable booked("booked", {{"account", "line", "period_begin", "booked", "balance"},
                                      {"A", "r", "2026-01-01", "40.00", "-60.00"}});
    const RunResult result =
        Ran(policy, {{"A", "2026-01-10", "400"}, {"A", "2026-02-10", "2000"}}, "2026-02-28", {booked.get()});
    Texts found = Cells(result, "settlements", "payout");
    for (const std::string& balance : Cells(result, "booked", "balance")) found.push_back(balance);
    return found;
  };
  EXPECT_EQ(payouts("offset"), (Texts{"0", "14000", "0", "0"}));
  EXPECT_EQ(payouts("receivable"), (Texts{"-6000", "20000", "0", "0"}));
  EXPECT_EQ(payouts("floor_at_zero"), (Texts{"0", "20000", "0", "0"}));
}

// B is not named any more, and in February nobody is: what was booked comes back, and no tier has to do with it.
TEST(AgreementRun, ExplainsThatALineIsNotForTheAccount) {  // ENGINE-155
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A"], "valid": {"until": "2026-01-31"}})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue", )" +
                 std::string(kOnePercent));
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "r", "2026-02-01", "4.00"},
                                    {"B", "r", "2026-01-01", "5.00"}});
  const RunResult result =
      Ran(policy, {{"A", "2026-01-10", "400"}, {"A", "2026-02-10", "400"}, {"B", "2026-01-10", "500"}}, "2026-02-28",
          {booked.get()});
  EXPECT_EQ(*Explain(result, "B", ExplainForm::text),
            "B\n  r, 2026-01 (final): 0.00 EUR; no row of this account counts for the line in this period; booked "
            "before 5.00, to "
            "book now -5.00\n");
  const std::string told = *Explain(result, "A", ExplainForm::text);
  EXPECT_NE(told.find("2026-02 (final): 0.00 EUR; no row of this account counts for the line in this period"),
            std::string::npos)
      << told;
}

// The row of A was B's. 9.00 and a promise of 0.00 were booked for A; the first comes back, and the second owes
// nothing.
TEST(AgreementRun, WhatWasBookedBringsNothingAbout) {  // ENGINE-156
  const PolicyHandle policy = testing::CompiledPolicyOf(R"({"keyhaul": 1, "name": "moved", "currency": "EUR",
      "ledger": {"measures": {"revenue": "money"}}, "terms": [
      {"id": "c", "kind": "commitment", "period": "quarter", "qualifies_on": "revenue", "commitment": {"amount": 3000}},
      {"id": "g", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue", "limits": {"guarantee": 50},
       "schedule": {"accumulation": "flat", "brackets": [{"from": 0, "flat": 100}]}}]})");
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked"},
                                    {"A", "c", "2026-01-01", "0.00"},
                                    {"A", "g", "2026-01-01", "9.00"}});
  const RunResult result = Ran(policy, {{"B", "2026-01-20", "900"}}, "2026-03-31", {booked.get()});
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "A", "B", "B"}));
  EXPECT_EQ(Cells(result, "settlements", "due"), (Texts{"0", "0", "-210000", "10000"}));
  EXPECT_EQ(Cells(result, "settlements", "payout"), (Texts{"0", "-900", "-210000", "10000"}));
  const std::string told = *Explain(result, "A", ExplainForm::text);
  EXPECT_NE(told.find("g, 2026-Q1 (final): 0.00 EUR; no row of this account counts for the line in this period; booked "
                      "before 9.00, to book now -9.00"),
            std::string::npos)
      << told;
}

TEST(AgreementRun, LinesTakeTheAgreementsCapInTheirOrder) {  // ENGINE-125
  const std::string rest = R"(, "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
    "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "6%"}]}})";
  const PolicyHandle policy = Policy(R"({"id": "a", "accounts": ["A"], "cap": 100})",
                                     R"({"id": "x")" + rest + R"(, {"id": "y")" + rest + R"(, {"id": "z")" + rest);
  const RunResult result = Ran(policy, {{"A", "2026-01-10", "1000"}}, "2026-01-31");
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"6000", "6000", "6000"}));
  EXPECT_EQ(Cells(result, "settlements", "due"), (Texts{"6000", "4000", "0"}));
}

TEST(AgreementRun, ABasisIsNetOfWhatDiscountsLeaveDue) {  // ENGINE-126
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A"], "cap": 250})",
             R"({"id": "d", "kind": "discount", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "stack": {"combine": "cascade", "lines": [{"id": "volume", "rate": "20%"}, {"id": "loyal", "rate": "10%"}]}},
         {"id": "r", "kind": "rebate", "period": "month", "qualifies_on": "revenue", "net_of": ["d"], )" +
                 std::string(kOnePercent));
  const RunResult result = Ran(policy, {{"A", "2026-01-10", "1000"}, {"B", "2026-01-10", "1000"}}, "2026-01-31");
  // 28 % of 1000.00, of which the cap leaves 250.00: the rebate sees 750.00. B has no discount.
  EXPECT_EQ(Cells(result, "settlements", "due"), (Texts{"25000", "750", "1000"}));
  EXPECT_EQ(Cells(result, "settlements", "qualifying"), (Texts{"100000", "75000", "100000"}));
  EXPECT_EQ(Cells(result, "stack_lines", "amount"), (Texts{"20000", "8000"}));
  EXPECT_EQ(Cells(result, "stack_lines", "basis"), (Texts{"1000.00", "800.00"}));
}

TEST(AgreementRun, SchedulesThatChangeAreExplainedStepByStep) {  // ENGINE-127
  const auto earned_of = [](const std::string& on_change) {
    const PolicyHandle policy =
        Policy(R"({"id": "a", "accounts": ["A"]})",
               R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "year", "qualifies_on": "revenue",
            "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "10%", "flat": 36.5}]},
            "on_change": ")" +
                   on_change + R"(",
            "changes": [{"from": "2026-07-01",
              "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "12%", "flat": 73}]}}]})");
    return Ran(policy, {{"A", "2026-02-10", "1000"}, {"A", "2026-07-01", "500"}}, "2026-12-31");
  };
  // 10 % of 1000 and 12 % of 500 with the flats of both, less the second's on the first; each from 0; 12 % of all; and
  // the flats for 181 and 184 of 365 days, 18.10 + 36.80.
  const RunResult continued = earned_of("split_continue");
  EXPECT_EQ(Cells(continued, "settlements", "earned"), (Texts{"19650"}));  // 136.50 + 253 − 193
  EXPECT_EQ(Cells(continued, "explanations", "version"), (Texts{"0", "0", "1", "1", "1", "1"}));
  EXPECT_EQ(Cells(continued, "explanations", "exact"),
            (Texts{"100.00", "36.50", "180.00", "73.00", "-120.00", "-73.00"}));
  EXPECT_EQ(Cells(continued, "explanations", "basis"), (Texts{"1000", "-", "1500", "-", "-1000", "-"}));
  EXPECT_EQ(Cells(earned_of("split_restart"), "settlements", "earned"), (Texts{"26950"}));
  EXPECT_EQ(Cells(earned_of("latest_governs"), "settlements", "earned"), (Texts{"25300"}));
  const RunResult prorated = earned_of("prorate_flats");
  EXPECT_EQ(Cells(prorated, "settlements", "earned"), (Texts{"21490"}));
  EXPECT_EQ(Cells(prorated, "explanations", "kind"), (Texts{"whole", "prorated", "whole", "whole", "prorated"}));
}

TEST(AgreementRun, FlatsByDaysAreRoundedAfterTheirDays) {  // ENGINE-127, TERMS-34, TERMS-87
  const auto settled = [](const std::string& point) {
    const PolicyHandle policy =
        Policy(R"({"id": "a", "accounts": ["A"]})",
               R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
            "rounding": {"at": ")" +
                   point + R"("}, "on_change": "prorate_flats",
            "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "2%", "flat": 10}]},
            "changes": [
              {"from": "2026-01-11", "schedule": {"accumulation": "flat", "brackets": [{"from": 0, "flat": 10}]}},
              {"from": "2026-01-21", "schedule": {"accumulation": "flat", "brackets": [{"from": 0, "flat": "0.015"}]}}
            ]})");
    return Ran(policy, {{"A", "2026-01-10", "0.25"}}, "2026-01-31");
  };
  // 0.25 · 2 % = 0.005; 10 · 10/31 = 3 + 7/31 = 3.2258…, twice; 0.015 · 11/31 = 0.0053…. Each rounded 0.01, 3.23, 3.23
  // and 0.01; in all 6.4619….
  const RunResult each = settled("slice");
  EXPECT_EQ(Cells(each, "explanations", "exact"), (Texts{"0.01", "3.23", "3.23", "0.01"}));
  EXPECT_EQ(Cells(each, "explanations", "kind"), (Texts{"slice", "prorated", "prorated", "prorated"}));
  EXPECT_EQ(Cells(each, "settlements", "earned"), (Texts{"648"}));
  EXPECT_EQ(Cells(each, "settlements", "text"), (Texts{"3.24 + 3.23 + 0.01 = 6.48"}));
  EXPECT_EQ(Cells(settled("term"), "settlements", "earned"), (Texts{"646"}));
}

TEST(AgreementRun, WhatIsOwedBackWaitsInTheBookings) {  // ENGINE-128
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A"]})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "clawback": "offset", )" +
                 std::string(kOnePercent));
  const RunResult first = Ran(policy, {{"A", "2026-01-10", "1000"}}, "2026-01-31");
  EXPECT_EQ(Cells(first, "settlements", "payout"), (Texts{"1000"}));
  // A credit note of 800 comes late: 8.00 are owed back, and February pays 3.00. Then March pays 9.00, less 5.00.
  Rows rows = {{"A", "2026-01-10", "1000"}, {"A", "2026-01-20", "-800"}, {"A", "2026-02-03", "300"}};
  const HostTable booked = BookedOf(first);
  const RunResult second = Ran(policy, rows, "2026-02-28", {booked.get()});
  EXPECT_EQ(Cells(second, "settlements", "delta"), (Texts{"-800", "300"}));
  EXPECT_EQ(Cells(second, "settlements", "payout"), (Texts{"0", "0"}));
  EXPECT_EQ(Cells(second, "settlements", "balance"), (Texts{"-500", "0"}));
  rows.push_back({"A", "2026-03-03", "900"});
  const HostTable booked_then = BookedOf(second);
  const RunResult third = Ran(policy, rows, "2026-03-31", {booked_then.get()});
  EXPECT_EQ(Cells(third, "settlements", "payout"), (Texts{"0", "0", "400"}));
  // Once more changes nothing.
  const HostTable booked_at_last = BookedOf(third);
  const RunResult again = Ran(policy, rows, "2026-03-31", {booked_at_last.get()});
  EXPECT_EQ(Cells(again, "settlements", "payout"), (Texts{"0", "0", "0"}));
  EXPECT_EQ(Cells(again, "booked", "booked"), Cells(third, "booked", "booked"));
}

TEST(AgreementRun, AccruesByTheForecastOfTheHost) {  // ENGINE-129
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A", "B"]})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "year", "qualifies_on": "revenue",
          "interim_pays": "accrued", "accrual": {"method": "forecast"},
          "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "2%"}, {"from": 20000, "rate": "4%"}]}})");
  const Rows rows = {{"A", "2026-03-01", "7000"}, {"B", "2026-03-01", "7000"}};
  const HostTable forecasts("forecasts",
                            {{"account", "line", "period_begin", "forecast"}, {"A", "r", "2026-01-01", "24000"}});
  const RunResult result = Ran(policy, rows, "2026-03-31", {forecasts.get()});
  // 24,000 will earn 4 %: 7000/24000 of 960.00. B has no forecast.
  EXPECT_EQ(Cells(result, "settlements", "accrued"), (Texts{"28000", "14000"}));
  EXPECT_EQ(Cells(result, "settlements", "payout"), (Texts{"14000", "14000"}));
  const HostTable wrong("forecasts", {{"account", "line", "period_begin", "forecast"}, {"A", "r", "2026-01-01", "0"}});
  const Result<RunResult> refused = TryRun(policy, rows, "2026-03-31", {wrong.get()});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().column, "forecast");
}

TEST(AgreementRun, GrowthOfAGroupIsLikeForLike) {  // ENGINE-130
  const PolicyHandle policy =
      Policy(R"({"id": "a", "groups": ["G"]})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "baseline": {"from": "previous_period"},
          "schedule": {"accumulation": "growth", "growth": {"pays": "whole_growth"},
                       "brackets": [{"from": 1, "rate": "10%"}]}})");
  // B joined in February and bought for 600 in January; A, still a member, buys nothing in February.
  const Rows rows = {{"A", "2026-01-10", "200"}, {"B", "2026-01-10", "600"}, {"B", "2026-02-20", "1000"}};
  const RunResult result = Ran(policy, rows, "2026-02-28");
  EXPECT_EQ(Cells(result, "groups", "qualifying"), (Texts{"20000", "100000"}));
  EXPECT_EQ(Cells(result, "groups", "earned"), (Texts{"0", "2000"}));  // 10 % of 1000 − 800
}

TEST(AgreementRun, SaysWhatTheNextUnitAndTheNextBracketPay) {  // ENGINE-131
  const PolicyHandle policy =
      Policy(R"({"id": "a", "accounts": ["A"]})",
             R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month", "qualifies_on": "revenue",
          "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "rate": "1%"}, {"from": 1000, "rate": "3%"}]}})");
  const RunResult result = Ran(policy, {{"A", "2026-01-10", "800"}, {"A", "2026-02-10", "1000"}}, "2026-02-28");
  EXPECT_EQ(Cells(result, "outlooks", "effective_rate"), (Texts{"0.01", "0.03"}));
  EXPECT_EQ(Cells(result, "outlooks", "marginal_rate"), (Texts{"0.01", "0.03"}));
  EXPECT_EQ(Cells(result, "outlooks", "to_next"), (Texts{"200.00", "-"}));
  EXPECT_EQ(Cells(result, "outlooks", "pays_next"), (Texts{"3000", "-"}));
  EXPECT_EQ(Cells(result, "outlooks", "next_bracket"), (Texts{"1", "-"}));
}

TEST(AgreementRun, WhatALineIsNotForAnyMoreIsOwedBack) {  // ENGINE-132
  const std::string line = std::string(R"({"id": "r", "kind": "rebate", "agreement": "a", "period": "month",
    "qualifies_on": "revenue", )") +
                           kOnePercent;
  const Rows rows = {{"A", "2026-01-10", "1000"}, {"B", "2026-01-10", "1000"}};
  const HostTable booked = BookedOf(Ran(Policy(R"({"id": "a", "accounts": ["A"]})", line), rows, "2026-01-31"));
  const RunResult result = Ran(Policy(R"({"id": "a", "accounts": ["B"]})", line), rows, "2026-01-31", {booked.get()});
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "B"}));
  EXPECT_EQ(Cells(result, "settlements", "delta"), (Texts{"-1000", "1000"}));
}

TEST(AgreementRun, RefusesABalanceAboveZero) {  // ENGINE-128
  const PolicyHandle policy = Policy("", std::string(R"({"id": "r", "kind": "rebate", "period": "month",
    "qualifies_on": "revenue", )") + kOnePercent);
  const HostTable booked("booked", {{"account", "line", "period_begin", "booked", "balance"},
                                    {"A", "r", "2026-01-01", "1", ""},
                                    {"A", "r", "2026-02-01", "1", "0.01"}});
  const Result<RunResult> refused = TryRun(policy, {{"A", "2026-01-10", "100"}}, "2026-02-28", {booked.get()});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_value);
  EXPECT_EQ(refused.error().row, 1);
  EXPECT_EQ(refused.error().column, "balance");
}

}  // namespace
}  // namespace keyhaul

// Runs over ledgers that keep amounts in other currencies until a period is settled. Expected values are of Python
// fractions, half up to 0.01: 19.99 USD at 7.1234 are 142.396766, 1.001 BHD at 18.9 are 18.9189, 3 JPY at 0.045 are
// 0.135, a tie, and each of three single yen would be one of its own.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/engine/compiled_policy.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"
#include "tests/print_int128.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::Cells;
using testing::HostTable;
using testing::Texts;

constexpr char kRates[] = R"("exchange": {"convert": "settlement", "rates": [
    {"currency": "USD", "from": "2026-01-01", "rate": "7.1234"},
    {"currency": "USD", "from": "2026-02-01", "rate": "7.05"},
    {"currency": "JPY", "from": "2026-01-01", "rate": "0.045"},
    {"currency": "BHD", "from": "2026-01-01", "rate": "18.9"}]})";

constexpr char kMarginal[] = R"({"accumulation": "marginal", "brackets": [{"from": 0, "rate": "100%"}]})";

std::string PolicyText(const std::string& terms, const std::string& more = "") {
  return R"({"keyhaul": 1, "name": "currencies", "currency": "CNY",
      "ledger": {"measures": {"revenue": "money", "weight": "kg:3"}}, )" +
         more + kRates + R"(, "terms": [)" + terms + "]}";
}

std::string Line(const std::string& rest) { return R"({"id": "x", "kind": "rebate", )" + rest + "}"; }

const std::string kMonthly =
    Line(R"("period": "month", "qualifies_on": "revenue", "schedule": )" + std::string(kMarginal));

Result<RunResult> RunOver(const std::string& policy_text, Rows rows, const std::string& as_of,
                          bool omit_explanations = false) {
  const PolicyHandle policy = testing::CompiledPolicyOf(policy_text);
  Result<Book> book = MakeBook(*policy);
  EXPECT_TRUE(book.ok());
  rows.insert(rows.begin(), {"account", "day", "currency", "revenue", "weight"});
  const HostTable table("ledger", rows);
  const Status added = AddTable(*policy, table.get(), {.open_accounts = true}, {}, &*book);
  EXPECT_TRUE(added.ok()) << added.error().Text();
  RunOptions options;
  options.as_of = *Day::Parse(as_of);
  options.omit_explanations = omit_explanations;
  return keyhaul::Run(policy, *book, options);
}

const Rows kJanuary = {
    {"A", "2026-01-05", "USD", "19.99", "1"}, {"A", "2026-01-06", "JPY", "1", "1"},
    {"A", "2026-01-20", "JPY", "2", "1"},     {"A", "2026-01-08", "BHD", "1.001", "1"},
    {"A", "2026-01-09", "", "100.10", "1"},   {"B", "2026-01-10", "JPY", "-3", "0.5"},
    {"B", "2026-01-11", "CNY", "0.20", "1"},
};

// ENGINE-114: A has 100.10 + 142.40 + 0.14 + 18.92, B has 0.20 - 0.14.
TEST(SettlementExchange, SumsOfCurrenciesAreConvertedOncePerPeriod) {
  const RunResult result = *RunOver(PolicyText(kMonthly), kJanuary, "2026-01-31");
  EXPECT_EQ(Cells(result, "settlements", "account"), (Texts{"A", "B"}));
  EXPECT_EQ(Cells(result, "settlements", "qualifying"), (Texts{"261560", "60"}));  // of scale 3, that of the weight
  EXPECT_EQ(Cells(result, "settlements", "payable"), (Texts{"261560", "60"}));
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"26156", "6"}));
}

// ENGINE-115
TEST(SettlementExchange, ConversionsAreTold) {
  const RunResult result = *RunOver(PolicyText(kMonthly), kJanuary, "2026-01-31");
  EXPECT_EQ(Cells(result, "conversions", "account"), (Texts{"A", "A", "A", "A", "A", "A", "B", "B"}));
  EXPECT_EQ(Cells(result, "conversions", "line"), Texts(8, "x"));
  EXPECT_EQ(Cells(result, "conversions", "period_begin"), Texts(8, "2026-01-01"));
  EXPECT_EQ(Cells(result, "conversions", "measure"), (Texts{"qualifying", "qualifying", "qualifying", "payable",
                                                            "payable", "payable", "qualifying", "payable"}));
  EXPECT_EQ(Cells(result, "conversions", "currency"), (Texts{"BHD", "JPY", "USD", "BHD", "JPY", "USD", "JPY", "JPY"}));
  EXPECT_EQ(Cells(result, "conversions", "amount"), (Texts{"1.001", "3", "19.99", "1.001", "3", "19.99", "-3", "-3"}));
  EXPECT_EQ(Cells(result, "conversions", "rate"),
            (Texts{"18.9", "0.045", "7.1234", "18.9", "0.045", "7.1234", "0.045", "0.045"}));
  EXPECT_EQ(Cells(result, "conversions", "day"), Texts(8, "2026-01-31"));
  EXPECT_EQ(Cells(result, "conversions", "converted"),
            (Texts{"1892", "14", "14240", "1892", "14", "14240", "-14", "-14"}));
  EXPECT_EQ(RunOver(PolicyText(kMonthly), kJanuary, "2026-01-31", true)->Find("conversions"), nullptr);
}

// ENGINE-114: 10.00 USD of January are 71.23 on 20 January and 70.50 on 10 February and at the quarter's end.
TEST(SettlementExchange, TheSettlementDayIsTheLastDayOrTheAsOfDay) {
  const std::string quarterly =
      PolicyText(Line(R"("period": "quarter", "qualifies_on": "revenue", "schedule": )" + std::string(kMarginal)));
  const Rows rows = {{"A", "2026-01-05", "USD", "10.00", "1"}};
  const auto told = [&](const std::string& as_of, std::string_view column) {
    return Cells(*RunOver(quarterly, rows, as_of), column == "day" ? "conversions" : "settlements", column).front();
  };
  EXPECT_EQ(told("2026-01-20", "earned"), "7123");
  EXPECT_EQ(told("2026-01-20", "state"), "interim");
  EXPECT_EQ(told("2026-01-20", "day"), "2026-01-20");
  EXPECT_EQ(told("2026-02-10", "earned"), "7050");
  EXPECT_EQ(told("2026-05-01", "earned"), "7050");
  EXPECT_EQ(told("2026-05-01", "state"), "final");
  EXPECT_EQ(told("2026-05-01", "day"), "2026-03-31");
}

// ENGINE-114: an agreement that ends on 31 January is settled on that day.
TEST(SettlementExchange, TheLastValidDayCounts) {
  const std::string policy =
      PolicyText(Line(R"("agreement": "a", "period": "quarter", "qualifies_on": "revenue", "schedule": )" +
                      std::string(kMarginal)),
                 R"("agreements": [{"id": "a", "valid": {"from": "2026-01-01", "until": "2026-02-01"}}], )");
  const RunResult result = *RunOver(
      policy, {{"A", "2026-01-05", "USD", "10.00", "1"}, {"A", "2026-02-05", "USD", "10.00", "1"}}, "2026-03-31");
  EXPECT_EQ(Cells(result, "settlements", "earned"), Texts{"7123"});
  EXPECT_EQ(Cells(result, "conversions", "day").front(), "2026-01-31");
}

// ENGINE-114: one yen before the change and two after it are 0.045, which is 0.05, and 0.135 less that: 0.14 in all.
TEST(SettlementExchange, PartsOfAPeriodAddUpToWhatItHas) {
  const std::string policy =
      PolicyText(Line(R"("period": "month", "qualifies_on": "revenue", "on_change": "split_continue", "schedule": )" +
                      std::string(kMarginal) + R"(, "changes": [{"from": "2026-01-16", "schedule":
              {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "200%"}]}}])"));
  const RunResult result =
      *RunOver(policy, {{"A", "2026-01-06", "JPY", "1", "1"}, {"A", "2026-01-20", "JPY", "2", "1"}}, "2026-01-31");
  EXPECT_EQ(Cells(result, "settlements", "qualifying"), Texts{"140"});
  EXPECT_EQ(Cells(result, "settlements", "earned"), Texts{"23"});  // 0.05 + 2 * 0.09
  EXPECT_EQ(Cells(result, "conversions", "amount"), (Texts{"3", "3"}));
  EXPECT_EQ(Cells(result, "conversions", "converted"), (Texts{"14", "14"}));
}

// Quantities are of all rows: 4 kg and more of A, whatever they were paid in.
TEST(SettlementExchange, QuantitiesAreOfAllRows) {
  const RunResult result = *RunOver(PolicyText(Line(R"("period": "month", "qualifies_on": "weight",
                         "schedule": {"accumulation": "whole", "brackets": [{"from": 0, "per_unit": "1.00"}]})")),
                                    kJanuary, "2026-01-31");
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"500", "150"}));
  EXPECT_EQ(Cells(result, "conversions", "account"), Texts{});
}

// ENGINE-114: February of 30.00 USD at 7.05 is 211.50; January of 10.00 USD at its own last day is 71.23. The growth of
// 140.27 pays a tenth.
TEST(SettlementExchange, BaselinesAreOfTheRateOfTheirOwnPeriod) {
  const RunResult result =
      *RunOver(PolicyText(Line(R"("period": "month", "qualifies_on": "revenue", "baseline": {"from": "previous_period"},
          "schedule": {"accumulation": "growth",
                       "growth": {"pays": "incremental_growth", "without_baseline": "skip"},
                       "brackets": [{"from": "100%", "rate": "10%"}]})")),
               {{"A", "2026-01-05", "USD", "10.00", "1"}, {"A", "2026-02-05", "USD", "30.00", "1"}}, "2026-02-28");
  EXPECT_EQ(Cells(result, "settlements", "baseline"), (Texts{"0", "71.23"}));
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"0", "1403"}));
}

// ENGINE-115
TEST(SettlementExchange, ASettlementDayWithoutARateIsRefused) {
  std::string policy = PolicyText(kMonthly);
  policy.replace(policy.find("2026-01-01"), 10, "2026-01-25");
  const Rows rows = {{"A", "2026-01-05", "USD", "10.00", "1"}};
  EXPECT_TRUE(RunOver(policy, rows, "2026-01-31").ok());
  const Error refused = RunOver(policy, rows, "2026-01-24").error();
  EXPECT_EQ(refused.code, Code::currency_mismatch);
  EXPECT_EQ(refused.path, "terms[0]");
  EXPECT_EQ(refused.message,
            "account A, line x, period 2026-01: no rate of USD for 2026-01-24; the first is of 2026-01-25");
}

// ENGINE-115: of accounts that the line is not for, no rate is asked.
TEST(SettlementExchange, OnlyWhatIsSettledNeedsARate) {
  std::string policy = PolicyText(
      Line(R"("agreement": "a", "period": "month", "qualifies_on": "revenue", "schedule": )" + std::string(kMarginal)),
      R"("agreements": [{"id": "a", "accounts": ["A"]}], )");
  policy.replace(policy.find("2026-01-01"), 10, "2026-01-25");
  const Rows rows = {{"A", "2026-01-05", "JPY", "100", "1"}, {"B", "2026-01-05", "USD", "10.00", "1"}};
  const RunResult result = *RunOver(policy, rows, "2026-01-24");
  EXPECT_EQ(Cells(result, "settlements", "earned"), Texts{"450"});
  EXPECT_EQ(Cells(result, "conversions", "account"), (Texts{"A", "A"}));
}

// ENGINE-115
TEST(SettlementExchange, ExplanationsSayWhatWasConverted) {
  const RunResult result = *RunOver(PolicyText(kMonthly), kJanuary, "2026-01-31");
  const std::string text = *Explain(result, "B", ExplainForm::text);
  EXPECT_NE(text.find("; of it -3 JPY at 0.045 of 2026-01-31 is -0.14; booked before 0.00"), std::string::npos) << text;
  const std::string json = *Explain(result, "B", ExplainForm::json);
  for (const char* part : {R"("measure": "payable")", R"("currency": "JPY")", R"("amount": "-3")", R"("rate": "0.045")",
                           R"("day": "2026-01-31")", R"("converted": "-0.14")"}) {
    EXPECT_NE(json.find(part), std::string::npos) << part << " in " << json;
  }
}

// LEDGER-15
TEST(SettlementExchange, RowsHaveTheDecimalsOfTheirCurrencyAndACurrencyWithARate) {
  const PolicyHandle policy = testing::CompiledPolicyOf(PolicyText(kMonthly));
  Book book = *MakeBook(*policy);
  const auto add = [&](const std::string& currency, const std::string& revenue) {
    const HostTable table(
        "ledger", {{"account", "day", "currency", "revenue", "weight"}, {"A", "2025-12-31", currency, revenue, "1"}});
    const Status status = AddTable(*policy, table.get(), {.open_accounts = true}, {}, &book);
    return status.ok() ? "ok" : status.error().Text();
  };
  EXPECT_EQ(add("BHD", "1.001"), "ok");
  EXPECT_EQ(add("JPY", "1.5"), "table ledger, row 1, column revenue: '1.5' has 1 decimal; 0 are allowed");
  EXPECT_EQ(add("CHF", "1"), "table ledger, row 1, column currency: no rate of CHF; the policy has none");
  const std::vector<SplitCell> cells = book.SplitCells(policy->lines[0].stretches.front().foreign.qualifying, 671);
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].value, "BHD");
  EXPECT_EQ(cells[0].sum, 1001);
}

// LEDGER-17
TEST(SettlementExchange, WhatAddsUpBeforeIsRefused) {
  const auto refusal = [](const std::string& more, const std::string& ledger = "") {
    std::string text = PolicyText(kMonthly, more);
    if (!ledger.empty()) text.replace(text.find("\"kg:3\"}"), 7, "\"kg:3\"}, " + ledger);
    const Result<Policy> policy = ParsePolicy(text);
    if (policy.ok()) return std::string("ok");
    EXPECT_EQ(policy.error().code, Code::policy_unsupported);
    EXPECT_EQ(policy.error().rule, "LEDGER-17");
    return policy.error().path;
  };
  EXPECT_EQ(refusal(""), "ok");
  EXPECT_EQ(refusal(R"("statement": {"period": "month", "gross": "revenue"}, )"), "statement");
  EXPECT_EQ(refusal("", R"("open_documents": "revenue")"), "ledger.open_documents");
  EXPECT_EQ(refusal(R"("agreements": [{"id": "g", "groups": ["G"], "share": "contribution"}], )"),
            "agreements[0].groups");
  const std::string tiers =
      R"("window": "3 months", "tiers": [{"name": "a", "when": {"amount": ">= 1"}}, {"name": "b"}]}, )";
  EXPECT_EQ(refusal(R"("tiering": {"value": "revenue", )" + tiers), "tiering.value");
  EXPECT_EQ(refusal(R"("tiering": {"value": "weight", )" + tiers), "ok");
  EXPECT_EQ(refusal(R"("tiering": {"value": "weight", "window": "3 months", "tiers": [
      {"name": "a", "when": {"amount": ">= 1", "of": "revenue"}}, {"name": "b"}]}, )"),
            "tiering");
}

}  // namespace
}  // namespace keyhaul

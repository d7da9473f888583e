// keyhaul.hpp over the C library: every layout of a column, every part of an error, and handles in any order. The
// ledger is a single account with 1,500.00 of revenue in the quarter: a marginal 2 % above 1,000.00 pays 10.00.
#include "keyhaul.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using keyhaul::capi::AddOptions;
using keyhaul::capi::Book;
using keyhaul::capi::Columns;
using keyhaul::capi::Expected;
using keyhaul::capi::Policy;
using keyhaul::capi::RunOptions;
using keyhaul::capi::Table;
using keyhaul::capi::Tables;

constexpr std::string_view kPolicy = R"({
  "keyhaul": 1, "name": "hpp", "currency": "CNY",
  "ledger": { "dimensions": ["service"], "measures": { "revenue": "money" } },
  "tiering": { "value": "revenue", "window": "12 months",
               "tiers": [ { "name": "key", "when": { "share": "80%" } }, { "name": "small" } ] },
  "terms": [ { "id": "volume", "kind": "rebate", "period": "quarter", "qualifies_on": "revenue",
               "schedule": { "accumulation": "marginal",
                             "brackets": [ { "from": 0, "rate": "0%" }, { "from": 1000, "rate": "2%" } ] } } ]
})";

constexpr std::int32_t kDay = 20463;  // 2026-01-10: (date(2026, 1, 10) - date(1970, 1, 1)).days in Python

Policy MakePolicy() {
  Expected<Policy> policy = Policy::Parse(kPolicy);
  EXPECT_TRUE(policy) << policy.error().text();
  return *std::move(policy);
}

// Two rows of one account in three layouts of text.
Expected<void> AddLedger(Book& book) {
  static constexpr std::int32_t kOffsets32[] = {0, 1, 2};
  static constexpr std::int64_t kOffsets64[] = {0, 8, 8};
  static constexpr std::int32_t kDays[] = {kDay, kDay + 1};
  static constexpr std::uint64_t kRevenue[] = {100000, 0, 50000, 0};
  static constexpr std::uint8_t kValid[] = {1, 0};
  Columns columns;
  columns.Text32("account", "AA", kOffsets32)
      .Day("day", kDays)
      .Int128("revenue", kRevenue, 2)
      .Text64("service", "standard", kOffsets64)
      .TextFixed("document", "I1  I2  ", 4)
      .Validity(kValid);
  return book.Add(columns.AsTable("ledger", 2), AddOptions{.skip_refused_rows = false, .open_accounts = true});
}

Book MakeBookOf(const Policy& policy) {
  Expected<Book> book = Book::Create(policy);
  EXPECT_TRUE(book) << book.error().text();
  const Expected<void> added = AddLedger(*book);
  EXPECT_TRUE(added) << added.error().text();
  return *std::move(book);
}

TEST(HppTest, RunsALedger) {
  std::optional<Tables> tables;
  {
    const Policy policy = MakePolicy();
    const Book book = MakeBookOf(policy);
    Expected<Tables> result = keyhaul::capi::Run(policy, book);
    ASSERT_TRUE(result) << result.error().text();
    tables.emplace(*std::move(result));
    EXPECT_EQ(tables->Find("run")["policy_digest"].Text(0), policy.digest());
  }
  // The result outlives the policy and the book.
  const Table settlements = tables->Find("settlements");
  ASSERT_EQ(settlements.rows(), 1U);
  EXPECT_EQ(settlements["account"].Text(0), "A");
  EXPECT_EQ(settlements["earned"].Int128(0).low, 1000U);
  EXPECT_EQ(settlements["earned"].scale(), 2);
  EXPECT_EQ(settlements.Find("nothing"), nullptr);
  const Table tiers = tables->Find("tiers");
  EXPECT_EQ(tiers["rank"].Int64(0), 1);
  EXPECT_EQ(tiers["tier_index"].Int32(0), 0);
  EXPECT_FALSE(tiers["to_next_tier"].Has(0));
  EXPECT_EQ(tables->Find("run")["as_of"].Day(0), kDay + 1);
  EXPECT_FALSE(tables->Find("nothing"));
  EXPECT_EQ(tables->All().front().name(), keyhaul_result_table_text(tables->get(), 0));
  const auto text = tables->Explain("A", KEYHAUL_EXPLAIN_TEXT);
  ASSERT_TRUE(text);
  EXPECT_NE(text->view().find("10.00"), std::string_view::npos);
}

TEST(HppTest, GivesStateAndTheDayOfTheRun) {
  const Policy policy = MakePolicy();
  const Book book = MakeBookOf(policy);
  static constexpr std::int64_t kOffsets[] = {0, 6};
  static constexpr std::int64_t kBooked[] = {400};
  static constexpr std::int32_t kBegin[] = {20454};  // 2026-01-01
  Columns columns;
  columns.TextFixed("account", "A", 1).Text64("line", "volume", kOffsets).Day("period_begin", kBegin);
  columns.Int64("booked", kBooked, 2);
  const keyhaul_table state = columns.AsTable("booked", 1);
  const Expected<Tables> result = keyhaul::capi::Run(
      policy, book, RunOptions{.as_of_day = kDay + 30, .omit_explanations = true, .state = {&state, 1}});
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->Find("settlements")["delta"].Int128(0).low, 600U);
  EXPECT_EQ(result->Find("explanations").rows(), 0U);
}

TEST(HppTest, ErrorsHaveTheirParts) {
  const Expected<Policy> wrong = Policy::Parse("{\n  \"keyhaul\": 1,\n  \"nmae\": \"x\"\n}");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), KEYHAUL_POLICY_UNKNOWN_KEY);
  EXPECT_EQ(wrong.error().path(), "nmae");
  EXPECT_EQ(wrong.error().line(), 3);
  EXPECT_EQ(wrong.error().line_column(), 3);
  EXPECT_EQ(wrong.error().row(), -1);

  const Policy policy = MakePolicy();
  Expected<Book> book = Book::Create(policy);
  ASSERT_TRUE(book);
  static constexpr std::int32_t kOffsets[] = {0, 1};
  static constexpr std::int32_t kDays[] = {kDay};
  static constexpr std::int64_t kRevenue[] = {1};
  Columns columns;
  columns.Text32("account", "Z", kOffsets).Day("day", kDays).Int64("revenue", kRevenue, 2);
  columns.TextFixed("service", "standard", 8);
  std::array<std::int32_t, 1> verdicts = {};
  const Expected<void> added = book->Add(columns.AsTable("ledger", 1), {}, verdicts);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code(), KEYHAUL_DATA_UNKNOWN_ACCOUNT);
  EXPECT_EQ(added.error().table(), "ledger");
  EXPECT_EQ(added.error().column(), "account");
  EXPECT_EQ(added.error().value(), "Z");
  EXPECT_EQ(added.error().row(), 0);
  EXPECT_NE(added.error().text(), added.error().message());
  EXPECT_NE(verdicts[0], 0);
}

TEST(HppTest, AnErrorWithoutAnObjectStillSpeaks) {
  const keyhaul::capi::Error error(KEYHAUL_OUT_OF_MEMORY, nullptr);
  EXPECT_EQ(error.text(), "out of memory");
  EXPECT_EQ(error.message(), "out of memory");
  EXPECT_EQ(error.path(), "");
  EXPECT_EQ(error.row(), -1);
}

TEST(HppTest, SavesLoadsAndMerges) {
  const Policy policy = MakePolicy();
  Book book = MakeBookOf(policy);
  const auto bytes = book.Save();
  ASSERT_TRUE(bytes);
  Expected<Book> loaded = Book::Load(policy, bytes->view());
  ASSERT_TRUE(loaded) << loaded.error().text();
  ASSERT_TRUE(loaded->Merge(book));
  const Expected<Tables> result = keyhaul::capi::Run(policy, *loaded);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->Find("tiers")["value"].Int128(0).low, 300000U);
  EXPECT_FALSE(Book::Load(policy, bytes->view().substr(1)));
}

TEST(HppTest, ComparesAndLeavesTermsOut) {
  const Policy policy = MakePolicy();
  const Book book = MakeBookOf(policy);
  RunOptions options;
  options.omit_terms = true;
  const Expected<Tables> result = keyhaul::capi::Run(policy, book, options);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_FALSE(result->Find("settlements"));
  const Expected<Tables> compared = keyhaul::capi::Compare(*result, *result);
  ASSERT_TRUE(compared) << compared.error().text();
  EXPECT_EQ(compared->Find("tier_changes").rows(), 0U);
  EXPECT_EQ(compared->Find("comparison").rows(), 1U);
  const Expected<Tables> again = keyhaul::capi::Compare(*compared, *result);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), KEYHAUL_NOT_FOUND);
}

TEST(HppTest, Scores) {
  const Expected<Policy> policy = Policy::Parse(R"({"keyhaul": 1, "name": "s", "currency": "EUR", "scorecards": [
      {"id": "s", "low": 0, "high": 100, "criteria": [{"id": "x", "linear": {"worst": 0, "best": 10}}]}]})");
  ASSERT_TRUE(policy) << policy.error().text();
  static constexpr std::int64_t kNumbers[] = {250};
  Columns columns;
  columns.TextFixed("candidate", "A", 1).Int64("x", kNumbers, 2);
  const std::array<keyhaul_table, 1> tables = {columns.AsTable("facts", 1)};
  const Expected<Tables> result = keyhaul::capi::Score(*policy, tables);
  ASSERT_TRUE(result) << result.error().text();
  EXPECT_EQ(result->Find("scores")["score"].Int64(0), 25'000'000'000);
  EXPECT_TRUE(result->Explain("A", KEYHAUL_EXPLAIN_TEXT));
  const Expected<Tables> compared = keyhaul::capi::Compare(*result, *result);  // ENGINE-103
  ASSERT_TRUE(compared) << compared.error().text();
  EXPECT_EQ(compared->Find("score_comparison")["candidates"].Int64(0), 1);
  EXPECT_EQ(compared->Find("score_changes").rows(), 0U);
  const Expected<Tables> none = keyhaul::capi::Score(*policy, {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), KEYHAUL_NOT_FOUND);
}

TEST(HppTest, TellsAndVerifiesStatements) {  // CAPI-10
  const std::string text = std::string(kPolicy.substr(0, kPolicy.rfind('}'))) +
                           R"(, "statement": {"period": "quarter", "gross": "revenue"}})";
  Expected<Policy> policy = Policy::Parse(text);
  ASSERT_TRUE(policy) << policy.error().text();
  Expected<Book> book = Book::Create(*policy);
  ASSERT_TRUE(book);
  ASSERT_TRUE(AddLedger(*book));
  const Expected<Tables> tables = keyhaul::capi::Run(*policy, *book);
  ASSERT_TRUE(tables);
  const Expected<keyhaul::capi::OwnedText> told = tables->Statement("A", KEYHAUL_EXPLAIN_JSON);
  ASSERT_TRUE(told) << told.error().text();
  const Expected<keyhaul::capi::OwnedText> report = keyhaul::capi::Verify(text, told->view());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_NE(report->view().find("\"differences\": []"), std::string_view::npos) << report->view();
  EXPECT_NE(told->view().find("\"explanations\": \"given\""), std::string_view::npos);
  EXPECT_EQ(tables->Statement("B", KEYHAUL_EXPLAIN_TEXT).error().code(), KEYHAUL_NOT_FOUND);
  EXPECT_EQ(keyhaul::capi::Verify(text, "[{").error().code(), KEYHAUL_POLICY_SYNTAX);
}

// 2 % of what is above 1000.00 of 1500.00 are 10.00. The line whose schedule changes cannot be told without its steps.
TEST(HppTest, VerifiesStatementsWithoutExplanations) {  // VERIFY-09
  constexpr std::string_view kTerms = R"([ { "id": "changing", "kind": "rebate", "period": "quarter",
    "qualifies_on": "revenue", "on_change": "split_continue", "schedule": { "accumulation": "whole",
      "brackets": [ { "from": 0, "rate": "10%" } ] },
    "changes": [ { "from": "2026-01-11", "schedule": { "accumulation": "whole",
      "brackets": [ { "from": 0, "rate": "5%" } ] } } ] }, )";
  std::string text(kPolicy.substr(0, kPolicy.rfind('}')));
  text.replace(text.find("[ { \"id\": \"volume\""), 1, kTerms);
  text += R"(, "statement": {"period": "quarter", "gross": "revenue"}})";
  Expected<Policy> policy = Policy::Parse(text);
  ASSERT_TRUE(policy) << policy.error().text();
  Expected<Book> book = Book::Create(*policy);
  ASSERT_TRUE(book);
  ASSERT_TRUE(AddLedger(*book));
  RunOptions options;
  options.omit_explanations = true;
  const Expected<Tables> tables = keyhaul::capi::Run(*policy, *book, options);
  ASSERT_TRUE(tables) << tables.error().text();
  const Expected<keyhaul::capi::OwnedText> told = tables->Statement("A", KEYHAUL_EXPLAIN_JSON);
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_NE(told->view().find("\"explanations\": \"omitted\""), std::string_view::npos) << told->view();
  EXPECT_EQ(told->view().find("\"steps\""), std::string_view::npos);
  EXPECT_NE(told->view().find("\"earned\": \"10.00\""), std::string_view::npos);
  const Expected<keyhaul::capi::OwnedText> report = keyhaul::capi::Verify(text, told->view());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_NE(report->view().find("\"differences\": []"), std::string_view::npos) << report->view();
  EXPECT_NE(report->view().find("\"path\": \"[0].lines[0].earned\",\n      \"why\""), std::string_view::npos)
      << report->view();
}

TEST(HppTest, LintsCalculatesAndLists) {
  const Expected<Tables> findings = MakePolicy().Lint();
  ASSERT_TRUE(findings);
  EXPECT_TRUE(findings->Find("findings"));
  const keyhaul::capi::CalcAnswer wrong = keyhaul::capi::Calc("{}");
  ASSERT_TRUE(wrong.error.has_value());
  EXPECT_NE(wrong.json.view().find("error"), std::string_view::npos);
  const auto catalogue = keyhaul::capi::Catalogue();
  ASSERT_TRUE(catalogue);
  EXPECT_NE(catalogue->view().find("\"ledger\""), std::string_view::npos);
}

}  // namespace

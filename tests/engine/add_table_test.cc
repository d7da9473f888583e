// Tables of a host, into a book: what is read, what is refused, and that a refusal changes nothing.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "../print_int128.h"
#include "keyhaul/engine.h"
#include "keyhaul/engine/compiled_policy.h"
#include "tests/engine/host_table.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::HostTable;

class AddTableTest : public ::testing::Test {
 protected:
  AddTableTest()
      : policy_(*CompilePolicyJson(R"({"keyhaul": 1, "name": "add", "currency": "EUR",
          "ledger": {"dimensions": ["lane"], "measures": {"revenue": "money"}},
          "terms": [{"id": "x", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
                     "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}]})")),
        book_(*MakeBook(*policy_)) {
    EXPECT_EQ(Add("accounts", {{"account", "parent"}, {"B", "A"}, {"A", ""}}), "ok");
  }

  // "ok" or the error's text; after an error the book must be as it was.
  std::string Add(const std::string& name, const Rows& rows, AddOptions options = {}) {
    const HostTable table(name, rows);
    const auto before = *book_.Save();
    verdicts_.assign(rows.size() - 1, -1);
    const Status status = AddTable(*policy_, table.get(), options, verdicts_, &book_);
    if (status.ok()) return "ok";
    EXPECT_EQ(*book_.Save(), before);
    return status.error().Text();
  }

  std::string AddRow(const std::vector<std::string>& row, AddOptions options = {}) {
    return Add("ledger",
               {{"account", "day", "kind", "credits", "currency", "lane", "revenue"},
                {"A", "2026-01-01", "", "", "", "", "1.00"},
                row},
               options);
  }

  PolicyHandle policy_;
  Book book_;
  std::vector<std::int32_t> verdicts_;
};

TEST_F(AddTableTest, ParentsMayStandBelowTheirChildren) {  // ENGINE-20
  EXPECT_EQ(book_.external_id(book_.ParentOf(book_.Find("B"))), "A");
}

TEST_F(AddTableTest, TagsAndOpeningAreRead) {  // BOOK-21, BOOK-22
  EXPECT_EQ(Add("accounts", {{"account", "tags", "opened"}, {"A", "new; key", "2024-02-29"}, {"B", "", ""}}), "ok");
  EXPECT_EQ(book_.facts(book_.Find("A")).tags, "key;new");
  EXPECT_EQ(book_.facts(book_.Find("A")).opened, *Day::Parse("2024-02-29"));
  EXPECT_EQ(book_.facts(book_.Find("B")).tags, "");
  EXPECT_FALSE(book_.facts(book_.Find("B")).opened.has_value());
  EXPECT_EQ(Add("accounts", {{"account", "opened"}, {"A", ""}, {"B", "2023-02-29"}}),
            "table accounts, row 2, column opened: 2023-02-29 is not a day: February 2023 has 28 days");
  EXPECT_EQ(Add("accounts", {{"account", "opened"}, {"A", "x"}, {"B", "2023-02-28"}}, {.skip_refused_rows = true}),
            "ok");
  EXPECT_EQ(verdicts_[0], static_cast<std::int32_t>(Verdict::bad_day));
  EXPECT_EQ(book_.facts(book_.Find("B")).opened, *Day::Parse("2023-02-28"));
}

TEST_F(AddTableTest, FactsOfSettlementAreRead) {  // BOOK-27
  EXPECT_EQ(Add("accounts", {{"account", "payer", "statement_by", "settlement_cycle"},
                             {"A", "Group Treasury", "service", "quarter"},
                             {"B", "", "", ""}}),
            "ok");
  EXPECT_EQ(book_.facts(book_.Find("A")).payer, "Group Treasury");
  EXPECT_EQ(book_.facts(book_.Find("A")).statement_by, "service");
  EXPECT_EQ(book_.facts(book_.Find("A")).settlement_cycle, "quarter");
  EXPECT_EQ(book_.facts(book_.Find("B")).settlement_cycle, "");
  EXPECT_EQ(
      Add("accounts", {{"account", "settlement_cycle"}, {"A", ""}, {"B", "weekly"}}),
      "table accounts, row 2, column settlement_cycle: \"weekly\" is no cycle; expected month, quarter, half_year "
      "or year");
  EXPECT_EQ(Add("accounts", {{"account", "payer"}, {"A", "Somebody"}}).substr(0, 38),
            "table accounts, row 1, column payer: t");
}

// LEDGER-09, LEDGER-10: the sums by month are added up by hand.
TEST(AddLedgerTest, RowsCountOnTheDayOfTheirAttribution) {
  const PolicyHandle policy = *CompilePolicyJson(R"({"keyhaul": 1, "name": "days", "currency": "EUR",
      "ledger": {"dimensions": ["payment"], "measures": {"revenue": "money"}, "days": ["received", "credited_day"],
                 "attribution": [{"day": "credited_day", "kinds": ["credit_note"]},
                                 {"day": "received", "when": {"payment": ["prepaid"]}, "missing": "posting_day"}]},
      "terms": [{"id": "x", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
                 "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}]})");
  Book book = *MakeBook(*policy);
  std::vector<std::int32_t> verdicts;
  const auto add = [&](const Rows& rows, AddOptions options) {
    const HostTable table("ledger", rows);
    verdicts.assign(rows.size() - 1, -1);
    options.open_accounts = true;
    const Status status = AddTable(*policy, table.get(), options, verdicts, &book);
    return status.ok() ? "ok" : status.error().Text();
  };
  const std::vector<std::string> head = {"account",  "day",          "kind",    "credits",
                                         "received", "credited_day", "payment", "revenue"};
  EXPECT_EQ(add({head,
                 {"A", "2026-03-31", "", "", "2026-04-02", "", "prepaid", "1.00"},
                 {"A", "2026-03-31", "", "", "", "", "prepaid", "20.00"},
                 {"A", "2026-03-31", "", "", "2026-04-02", "2026-01-01", "collect", "300.00"},
                 {"A", "2026-03-31", "credit_note", "D", "2026-04-02", "2026-02-28", "prepaid", "-4000.00"}},
                {}),
            "ok");
  const int revenue = policy->lines[0].stretches.front().items.qualifying;
  const auto month = [&](int number) { return book.Sum(revenue, book.Find("A"), 672 + number - 1, 672 + number - 1); };
  EXPECT_EQ(month(1), 0);
  EXPECT_EQ(month(2), -400000);
  EXPECT_EQ(month(3), 32000);
  EXPECT_EQ(month(4), 100);
  EXPECT_EQ(
      add({head, {"A", "2026-03-31", "credit_note", "D", "", "", "", "-1.00"}}, {}),
      "table ledger, row 1, column credited_day: is missing; by ledger.attribution[0] the row counts on this day");
  EXPECT_EQ(add({head, {"A", "2026-03-31", "credit_note", "D", "", "2026-02-30", "", "-1.00"}}, {}),
            "table ledger, row 1, column credited_day: 2026-02-30 is not a day: February 2026 has 28 days");
  EXPECT_EQ(add({head,
                 {"A", "2026-03-31", "credit_note", "D", "", "", "", "-1.00"},
                 {"A", "2026-03-31", "", "", "", "", "", "5.00"}},
                {.skip_refused_rows = true}),
            "ok");
  EXPECT_EQ(verdicts, (std::vector<std::int32_t>{static_cast<std::int32_t>(Verdict::bad_day), 0}));
  EXPECT_EQ(month(3), 32500);
  EXPECT_EQ(add({{"account", "day", "received", "payment", "revenue"}, {"A", "2026-03-31", "", "", "1"}}, {}),
            "table ledger, column credited_day: is not there; the table needs it");
}

// LEDGER-12, LEDGER-13: rows of three currencies, converted by the day that they count on. By hand: 12.34 USD at 0.85
// are 10.489, at 0.9 11.106; 1000 JPY at 0.00545 are 5.45; -10.00 USD at 0.85 are -8.50.
TEST(AddLedgerTest, RowsOfOtherCurrenciesAreConverted) {
  const PolicyHandle policy = *CompilePolicyJson(R"({"keyhaul": 1, "name": "rates", "currency": "EUR",
      "ledger": {"measures": {"revenue": "money", "weight": "kg:3"}, "days": ["received"],
                 "attribution": [{"day": "received", "missing": "posting_day"}]},
      "exchange": {"convert": "document", "rates": [
          {"currency": "USD", "from": "2026-01-01", "rate": "0.85"},
          {"currency": "JPY", "from": "2026-01-01", "rate": "0.00545"},
          {"currency": "USD", "from": "2026-02-01", "rate": "0.9"}]},
      "terms": [{"id": "x", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
                 "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}]})");
  Book book = *MakeBook(*policy);
  const auto add = [&](Rows rows) {
    rows.insert(rows.begin(), {"account", "day", "kind", "credits", "currency", "received", "revenue", "weight"});
    const HostTable table("ledger", rows);
    const Status status = AddTable(*policy, table.get(), {.open_accounts = true}, {}, &book);
    return status.ok() ? "ok" : status.error().Text();
  };
  EXPECT_EQ(add({{"A", "2026-01-31", "", "", "USD", "", "12.34", "1.5"},
                 {"A", "2026-01-31", "", "", "USD", "2026-02-01", "12.34", "1.5"},
                 {"A", "2026-02-28", "", "", "JPY", "", "1000", "1.5"},
                 {"A", "2026-02-28", "", "", "EUR", "", "0.01", "1.5"},
                 {"A", "2026-01-02", "credit_note", "D", "USD", "", "-10.00", "0"}}),
            "ok");
  const int revenue = policy->lines[0].stretches.front().items.qualifying;
  EXPECT_EQ(book.Sum(revenue, book.Find("A"), 672, 672), 1049 - 850);
  EXPECT_EQ(book.Sum(revenue, book.Find("A"), 673, 673), 1111 + 545 + 1);
  EXPECT_EQ(add({{"A", "2026-01-01", "", "", "USD", "2025-12-31", "1.00", "1"}}),
            "table ledger, row 1, column currency: no rate of USD for 2025-12-31; the first is of 2026-01-01");
  EXPECT_EQ(add({{"A", "2026-01-01", "", "", "CHF", "", "1.00", "1"}}),
            "table ledger, row 1, column currency: no rate of CHF for 2026-01-01; the policy has none");
  EXPECT_EQ(add({{"A", "2026-01-01", "", "", "JPY", "", "1.5", "1"}}),
            "table ledger, row 1, column revenue: '1.5' has 1 decimal; 0 are allowed");
}

// LEDGER-12: numbers have the decimals of their column, whatever the currency.
TEST(AddLedgerTest, NumbersOfOtherCurrenciesHaveTheScaleOfTheirColumn) {
  const PolicyHandle policy = *CompilePolicyJson(R"({"keyhaul": 1, "name": "rates", "currency": "EUR",
      "ledger": {"measures": {"revenue": "money"}},
      "exchange": {"convert": "document", "rates": [{"currency": "JPY", "from": "2026-01-01", "rate": "0.005"}]},
      "terms": [{"id": "x", "kind": "rebate", "period": "month", "qualifies_on": "revenue",
                 "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}]})");
  Book book = *MakeBook(*policy);
  const char* const texts = "AAJPYEUR";
  const std::int64_t accounts[] = {0, 1, 2};
  const std::int64_t currencies[] = {2, 5, 8};
  const std::int32_t days[] = {Day::Parse("2026-01-01")->value(), Day::Parse("2026-01-01")->value()};
  const std::int64_t amounts[] = {1000000, 1000000};  // of scale 3
  const auto column_of = [](std::string_view name, InputType type, const void* values) {
    InputColumn column;
    column.name = name;
    column.type = type;
    column.values = values;
    return column;
  };
  std::vector<InputColumn> columns = {
      column_of("account", InputType::text64, texts), column_of("currency", InputType::text64, texts),
      column_of("day", InputType::day, days), column_of("revenue", InputType::integer64, amounts)};
  columns[0].offsets = accounts;
  columns[1].offsets = currencies;
  columns[3].scale = 3;
  InputTable table;
  table.name = "ledger";
  table.columns = columns;
  table.rows = 2;
  ASSERT_TRUE(AddTable(*policy, table, {.open_accounts = true}, {}, &book).ok());
  EXPECT_EQ(book.Sum(policy->lines[0].stretches.front().items.qualifying, book.Find("A"), 672, 672), 500 + 100000);
}

TEST_F(AddTableTest, DaysOfOpeningOutsideTheYearsAreRefused) {  // BOOK-22
  const char* const ids = "AB";
  const std::int64_t offsets[] = {0, 1, 2};
  const std::uint8_t validity[] = {1, 0};
  const std::int32_t no_day = std::numeric_limits<std::int32_t>::min();
  const std::int32_t days[] = {no_day, 0};
  InputColumn account;
  account.name = "account";
  account.type = InputType::text64;
  account.values = ids;
  account.offsets = offsets;
  InputColumn opened;
  opened.name = "opened";
  opened.type = InputType::day;
  opened.values = days;
  for (const std::uint8_t* valid : {static_cast<const std::uint8_t*>(nullptr), validity}) {
    opened.validity = valid;
    const std::vector<InputColumn> columns = {account, opened};
    InputTable table;
    table.name = "accounts";
    table.columns = columns;
    table.rows = 2;
    const Status status = AddTable(*policy_, table, {}, {}, &book_);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().row, 0);
    EXPECT_EQ(status.error().column, "opened");
  }
}

TEST_F(AddTableTest, RefusedCellsNameTheirPlace) {  // ENGINE-21
  EXPECT_EQ(AddRow({"C", "2026-01-01", "", "", "", "", "1"}),
            "table ledger, row 2, column account: \"C\" is no account of the book");
  EXPECT_EQ(AddRow({"A", "2023-02-30", "", "", "", "", "1"}),
            "table ledger, row 2, column day: 2023-02-30 is not a day: February 2023 has 28 days");
  EXPECT_EQ(
      AddRow({"A", "2026-01-01", "refund", "", "", "", "1"}),
      "table ledger, row 2, column kind: \"refund\": not a kind of row; expected charge, surcharge, adjustment or "
      "credit_note");
  EXPECT_EQ(AddRow({"A", "2026-01-01", "", "", "USD", "", "1"}),
            "table ledger, row 2, column currency: \"USD\" is not the policy's currency EUR");
  EXPECT_NE(AddRow({"A", "2026-01-01", "", "", "EURO", "", "1"}).find("row 2, column currency"), std::string::npos);
  EXPECT_NE(AddRow({"A", "2026-01-01", "", "", "", "", "1.005"}).find("row 2, column revenue"), std::string::npos);
  EXPECT_NE(AddRow({"A", "2026-01-01", "", "", "", "", "1.005"}).find("3 decimals"), std::string::npos);
  EXPECT_NE(AddRow({"A", "2026-01-01", "", "", "", "", ""}).find("missing"), std::string::npos);
  // 2^63 cents, one more than 64 bits hold.
  EXPECT_NE(AddRow({"A", "2026-01-01", "", "", "", "", "92233720368547758.08"}).find("row 2, column revenue"),
            std::string::npos);
  EXPECT_EQ(AddRow({"A", "2026-01-01", "", "", "", "", "92233720368547758.07"}), "ok");
}

TEST_F(AddTableTest, CreditNotesNameWhatTheyCreditAndTakeBack) {  // ENGINE-22
  EXPECT_NE(AddRow({"A", "2026-01-01", "credit_note", "", "", "", "-1"}).find("credits"), std::string::npos);
  EXPECT_NE(AddRow({"A", "2026-01-01", "credit_note", "d1", "", "", "1"}).find("row 2"), std::string::npos);
  EXPECT_EQ(AddRow({"A", "2026-01-01", "credit_note", "d1", "", "", "-1"}), "ok");
}

TEST_F(AddTableTest, SkippedRowsKeepTheirVerdict) {  // ENGINE-23
  EXPECT_EQ(AddRow({"C", "2026-13-01", "", "", "", "", "1"}, {.skip_refused_rows = true}), "ok");
  EXPECT_EQ(verdicts_, (std::vector<std::int32_t>{0, static_cast<std::int32_t>(Verdict::bad_day)}));
  EXPECT_EQ(book_.row_count(), 1);
}

TEST_F(AddTableTest, UnknownAccountsAreOpenedOnlyWhereAsked) {  // ENGINE-24
  EXPECT_EQ(AddRow({"C", "2026-01-01", "", "", "", "", "1"}, {.open_accounts = true}), "ok");
  EXPECT_FALSE(book_.Find("C").IsNone());
  EXPECT_NE(AddRow({"D", "2026-02-30", "", "", "", "", "1"}, {.open_accounts = true}), "ok");
  EXPECT_TRUE(book_.Find("D").IsNone());
}

TEST_F(AddTableTest, ColumnsAreKnownAndComplete) {  // ENGINE-25
  EXPECT_EQ(Add("ledger", {{"account", "day", "revenue"}, {"A", "2026-01-01", "1"}}),
            "table ledger, column lane: is not there; the table needs it");
  EXPECT_EQ(Add("ledger", {{"account", "day", "lane", "revenu"}, {"A", "2026-01-01", "", "1"}}),
            "table ledger, column revenu: is unknown; expected one of account, day, document, kind, credits, currency, "
            "lane, revenue");
  EXPECT_EQ(Add("ledgers", {{"account"}, {"A"}}),
            "\"ledgers\" is no table of a book; expected accounts, memberships or ledger");
}

TEST_F(AddTableTest, CyclesAreRefusedByName) {  // ENGINE-26
  const std::string parents = Add("accounts", {{"account", "parent"}, {"A", "B"}});
  EXPECT_NE(parents.find(R"("A" -> "B" -> "A")"), std::string::npos) << parents;
  EXPECT_NE(parents.find("table accounts, row 1"), std::string::npos) << parents;
  const std::string members =
      Add("memberships",
          {{"member", "group", "from", "until"}, {"B", "A", "2026-01-01", ""}, {"A", "B", "2026-06-01", "2026-07-01"}});
  EXPECT_NE(members.find("table memberships, row 2"), std::string::npos) << members;
}

TEST_F(AddTableTest, MembershipsAreDated) {  // ENGINE-27
  EXPECT_EQ(Add("memberships", {{"member", "group", "from", "until"}, {"B", "A", "2026-01-01", "2026-07-01"}}), "ok");
  const AccountId b = book_.Find("B");
  EXPECT_EQ(book_.GroupsOf(b, *Day::Parse("2026-06-30")).size(), 1u);
  EXPECT_EQ(book_.GroupsOf(b, *Day::Parse("2026-07-01")).size(), 0u);
  EXPECT_NE(Add("memberships", {{"member", "group", "from"}, {"B", "Z", "2026-01-01"}}).find("\"Z\""),
            std::string::npos);
}

}  // namespace
}  // namespace keyhaul

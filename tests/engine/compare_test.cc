// Two results set against each other: who has another tier, what moves, which condition did it. All figures are worked
// out by hand in the comments.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "tests/engine/host_table.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::HostTable;

std::string PolicyJson(const std::string& tiering, const std::string& name = "one",
                       const std::string& currency = "EUR") {
  return R"({"keyhaul": 1, "name": ")" + name + R"(", "currency": ")" + currency + R"(",
    "ledger": {"dimensions": ["service"], "measures": {"revenue": "money", "weight": "kg:3", "shipments": "piece"}},
    "tiering": )" +
         tiering + "}";
}

std::string Amounts(const std::string& key, const std::string& mid, const std::string& more = "") {
  return R"({"value": "revenue", "tiers": [{"name": "key", "when": {"amount": ">= )" + key +
         R"("}}, {"name": "mid", "when": {"amount": ">= )" + mid + R"("}}, {"name": "small"}])" + more + "}";
}

PolicyHandle Compiled(const std::string& json) {
  Result<PolicyHandle> compiled = CompilePolicyJson(json);
  EXPECT_TRUE(compiled.ok()) << compiled.error().Text();
  return *compiled;
}

// A 900.00, B 500.00 (of it 300.00 by air), C 100.00.
const Rows kLedger = {{"account", "day", "service", "revenue", "weight", "shipments"},
                      {"A", "2026-01-10", "air", "900.00", "1", "1"},
                      {"B", "2026-01-11", "air", "300.00", "1", "1"},
                      {"B", "2026-02-11", "road", "200.00", "1", "1"},
                      {"C", "2026-03-31", "road", "100.00", "1", "1"}};

RunResult Ran(const std::string& json, const RunOptions& options = {}, const Rows& ledger = kLedger,
              const Rows& accounts = {}) {
  const PolicyHandle policy = Compiled(json);
  Result<Book> book = MakeBook(*policy);
  EXPECT_TRUE(book.ok());
  if (!accounts.empty()) {
    const HostTable table("accounts", accounts);
    EXPECT_TRUE(AddTable(*policy, table.get(), {}, {}, &*book).ok());
  }
  const HostTable table("ledger", ledger);
  const Status added = AddTable(*policy, table.get(), {.open_accounts = true}, {}, &*book);
  EXPECT_TRUE(added.ok()) << added.error().Text();
  Result<RunResult> result = keyhaul::Run(policy, *book, options);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

RunOptions AsOf(std::string_view day) {
  RunOptions options;
  options.as_of = Day::Parse(day).value();
  return options;
}

RunOptions With(std::span<const InputTable> state) {
  RunOptions options;
  options.state = state;
  return options;
}

RunOptions WithoutTerms() {
  RunOptions options;
  options.omit_terms = true;
  return options;
}

RunResult Compared(const RunResult& from, const RunResult& to) {
  Result<RunResult> result = CompareTiers(from, to);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  return *std::move(result);
}

std::string Cell(const Column& column, std::size_t row) {
  if (!column.valid(row)) return "-";
  if (column.type() == ColumnType::text) return std::string(column.texts()[row]);
  if (column.type() == ColumnType::day) return Day(column.int32s()[row]).ToText();
  if (column.type() == ColumnType::integer64) return std::to_string(column.int64s()[row]);
  return ToText(column.int128s()[row]);
}

// The rows of a table, some columns of each, separated by spaces.
std::vector<std::string> Told(const RunResult& result, std::string_view table,
                              const std::vector<std::string>& columns) {
  const Table& found = *result.Find(table);
  std::vector<std::string> rows(found.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const std::string& column : columns) rows[row] += (rows[row].empty() ? "" : " ") + Cell(found[column], row);
  }
  return rows;
}

using Texts = std::vector<std::string>;
const Texts kChange = {"account",    "from_tier", "to_tier",   "direction",
                       "value_from", "value_to",  "from_rule", "to_rule"};
const Texts kSum = {"from_tier", "to_tier", "direction", "to_rule", "accounts", "value_from", "value_to"};
const Texts kCounts = {"rows", "unchanged", "up", "down", "entered", "left", "other", "value", "value_moved"};

// ENGINE-40: from 500 and 100 on to 1000 and 300 on: A falls to mid, B too, C to small.
TEST(CompareTest, EngineTellsWhoMovesAndByWhichCondition) {
  const RunResult result =
      Compared(Ran(PolicyJson(Amounts("500", "100"))), Ran(PolicyJson(Amounts("1000", "300"), "two")));
  EXPECT_EQ(Told(result, "tier_changes", kChange),
            (Texts{"A key mid down 90000 90000 tiering.tiers[0].when.amount tiering.tiers[1].when.amount",
                   "B key mid down 50000 50000 tiering.tiers[0].when.amount tiering.tiers[1].when.amount",
                   "C mid small down 10000 10000 tiering.tiers[1].when.amount tiering.tiers[2]"}));
  EXPECT_EQ(Told(result, "tier_change_summary", kSum),
            (Texts{"key mid down tiering.tiers[1].when.amount 2 140000 140000",
                   "mid small down tiering.tiers[2] 1 10000 10000"}));
  EXPECT_EQ(Told(result, "comparison", kCounts), (Texts{"3 0 0 3 0 0 0 150000 150000"}));
  EXPECT_EQ(Told(result, "comparison", {"from_policy", "to_policy", "currency"}), (Texts{"one two EUR"}));
}

// ENGINE-40: a result against itself, and the way back.
TEST(CompareTest, EngineComparesBothWays) {
  const RunResult from = Ran(PolicyJson(Amounts("500", "100")));
  const RunResult to = Ran(PolicyJson(Amounts("600", "100")));
  EXPECT_EQ(Told(Compared(from, from), "comparison", kCounts), (Texts{"3 3 0 0 0 0 0 150000 0"}));
  EXPECT_EQ(Compared(from, from).Find("tier_changes")->rows(), 0U);
  EXPECT_EQ(Told(Compared(from, to), "tier_changes", {"account", "direction"}), (Texts{"B down"}));
  EXPECT_EQ(Told(Compared(to, from), "tier_changes", {"account", "direction"}), (Texts{"B up"}));
}

// ENGINE-41: an account that one result does not have, or leaves out, enters or leaves.
TEST(CompareTest, EngineTellsWhoEntersAndLeaves) {
  Rows with_zero = kLedger;
  with_zero.push_back({"D", "2026-03-31", "road", "0.00", "1", "1"});
  with_zero.erase(with_zero.begin() + 1);  // A
  const RunResult from = Ran(PolicyJson(Amounts("500", "100")));
  const RunResult to = Ran(PolicyJson(Amounts("500", "100")), {}, with_zero);
  EXPECT_EQ(Told(Compared(from, to), "tier_changes", kChange),
            (Texts{"A key - left 90000 - tiering.tiers[0].when.amount -", "D - small entered - 0 - tiering.tiers[2]"}));
  EXPECT_EQ(Told(Compared(from, to), "comparison", kCounts), (Texts{"4 2 0 0 1 1 0 60000 90000"}));
  EXPECT_EQ(Told(Compared(from, to), "tier_change_summary", kSum),
            (Texts{"key - left - 1 90000 0", "- small entered tiering.tiers[2] 1 0 0"}));

  const RunResult without = Ran(PolicyJson(Amounts("500", "100", R"(, "zero": "left_out")")), {}, with_zero);
  EXPECT_EQ(Told(Compared(to, without), "tier_changes", kChange),
            (Texts{"D small - left 0 0 tiering.tiers[2] tiering.zero"}));
  // Without a tier in both, it is no change.
  EXPECT_EQ(Told(Compared(without, without), "comparison", kCounts), (Texts{"3 3 0 0 0 0 0 60000 0"}));
}

// ENGINE-42: tiers go up or down in the order of the new policy, else of the old one, else of neither.
TEST(CompareTest, EngineRanksTiersByTheNewPolicyFirst) {
  const auto tiers = [](const std::string& first, const std::string& second) {
    return PolicyJson(R"({"value": "revenue", "tiers": [{"name": ")" + first + R"(", "when": {"rank": "top 1"}},
                          {"name": ")" +
                      second + R"("}]})");
  };
  const auto directions = [](const RunResult& from, const RunResult& to) {
    return Told(Compared(from, to), "tier_changes", {"account", "direction"});
  };
  // A of a to b, B and C of b to a: by the new policy b is the higher.
  EXPECT_EQ(directions(Ran(tiers("a", "b")), Ran(tiers("b", "a"))), (Texts{"A up", "B down", "C down"}));
  // Neither policy has a and x.
  EXPECT_EQ(directions(Ran(tiers("a", "b")), Ran(tiers("x", "b"))), (Texts{"A other"}));
  // A goes from a to b, which only the old policy ranks; B and C to y, which nobody ranks with b but the new one.
  EXPECT_EQ(directions(Ran(tiers("a", "b")), Ran(tiers("b", "y"))), (Texts{"A down", "B down", "C down"}));
  EXPECT_EQ(Told(Compared(Ran(tiers("a", "b")), Ran(tiers("x", "b"))), "comparison", {"other", "unchanged"}),
            (Texts{"1 2"}));
}

// ENGINE-43: values are the accounts' own, so that what a group moves counts once: head H has 100.00, member A 900.00,
// member B 500.00, all of them key as a group of 1,500.00; alone only A is.
TEST(CompareTest, EngineCountsTheValueOfAGroupOnce) {
  const Rows accounts = {{"account", "parent"}, {"H", ""}, {"A", "H"}, {"B", "H"}};
  Rows ledger = kLedger;
  ledger.back()[0] = "H";
  const RunResult alone = Ran(PolicyJson(Amounts("900", "200")), {}, ledger, accounts);
  const RunResult group = Ran(PolicyJson(Amounts("900", "200", R"(, "roll_up": "group")")), {}, ledger, accounts);
  EXPECT_EQ(Told(Compared(alone, group), "tier_changes", {"account", "from_tier", "to_tier", "value_from", "value_to"}),
            (Texts{"B mid key 50000 50000", "H small key 10000 10000"}));
  EXPECT_EQ(Told(Compared(alone, group), "comparison", {"value", "value_moved"}), (Texts{"150000 60000"}));
}

// ENGINE-44: what a person or the rule of movement decided is not put down to a condition.
TEST(CompareTest, EngineNamesOverridesAndMovement) {
  const std::string movement = R"(, "movement": {"downgrade": "never"})";
  const HostTable overrides("tier_overrides", {{"account", "tier", "reason"}, {"C", "key", "pilot"}});
  const HostTable states("tier_states",
                         {{"account", "tier", "since", "reviewed"}, {"B", "key", "2025-12-31", "2025-12-31"}});
  const InputTable tables[] = {overrides.get(), states.get()};
  const RunResult plain = Ran(PolicyJson(Amounts("900", "200")));
  const RunResult moved = Ran(PolicyJson(Amounts("900", "200", movement)), With(tables));
  EXPECT_EQ(
      Told(Compared(plain, moved), "tier_changes", {"account", "to_tier", "to_rule", "from_movement", "to_movement"}),
      (Texts{"B key tiering.movement - downgrade_never", "C key tier_overrides - overridden"}));
}

// ENGINE-45: days may differ and are told; the dimension that accounts are tiered by keeps their rows apart.
TEST(CompareTest, EngineComparesTwoDaysAndSegments) {
  const auto by_service = [](const std::string& values) {
    return PolicyJson(Amounts("250", "100", R"(, "within": {"dimension": "service", "values": [)" + values + "]}"));
  };
  const RunResult from = Ran(by_service(R"("air", "road")"), AsOf("2026-01-31"));
  const RunResult to = Ran(by_service(R"("road", "air")"));
  const RunResult result = Compared(from, to);
  EXPECT_EQ(Told(result, "comparison", {"from_as_of", "to_as_of"}), (Texts{"2026-01-31 2026-03-31"}));
  // B's road rows and C's are of February and March, so they had no unit before.
  EXPECT_EQ(Told(result, "tier_changes", {"account", "segment", "from_tier", "to_tier"}),
            (Texts{"B road - mid", "C road - mid"}));
  EXPECT_EQ(Told(result, "comparison", {"rows", "unchanged"}), (Texts{"4 2"}));
}

// ENGINE-46: results that cannot be set against each other are refused by what differs.
TEST(CompareTest, EngineRefusesWhatCannotBeCompared) {
  const RunResult revenue = Ran(PolicyJson(Amounts("500", "100")));
  const auto refused = [&](const RunResult& from, const RunResult& to, Code code, const std::string& part) {
    const Result<RunResult> result = CompareTiers(from, to);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, code);
    EXPECT_NE(result.error().message.find(part), std::string::npos) << result.error().Text();
  };
  const auto of = [](const std::string& value, const std::string& more = "") {
    return Ran(PolicyJson(R"({"value": ")" + value + R"(", "tiers": [{"name": "all"}])" + more + "}"));
  };
  refused(revenue, Ran(PolicyJson(Amounts("500", "100"), "two", "USD")), Code::currency_mismatch,
          "the first has EUR, the second USD");
  refused(revenue, of("weight"), Code::data_conflict, "the first has money, the second kg");
  refused(of("shipments"), of("active_days"), Code::data_conflict, "the first has piece, the second days");
  refused(revenue, of("revenue", R"(, "within": {"dimension": "service", "values": ["air"]})"), Code::data_conflict,
          "one tier per account, the second one per account and service");
  refused(revenue, Lint(revenue.policy), Code::not_found, "the second result has no tiers");
  refused(RunResult(), revenue, Code::not_found, "the first result has no tiers");
  refused(Compared(revenue, revenue), revenue, Code::not_found, "the first result has no tiers");
}

// ENGINE-47: a run may leave the terms out; its tiers are the same.
TEST(CompareTest, EngineLeavesTermsOut) {
  std::string json = PolicyJson(Amounts("500", "100"));
  json.insert(json.size() - 1, R"(, "terms": [{"id": "volume", "kind": "rebate", "period": "year",
      "qualifies_on": "revenue",
      "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}])");
  const RunResult all = Ran(json);
  const RunResult tiers = Ran(json, WithoutTerms());
  EXPECT_NE(all.Find("settlements"), nullptr);
  for (const char* table : {"settlements", "booked", "explanations"}) EXPECT_EQ(tiers.Find(table), nullptr) << table;
  EXPECT_EQ(Told(tiers, "tiers", {"account", "tier", "value"}), Told(all, "tiers", {"account", "tier", "value"}));
}

}  // namespace
}  // namespace keyhaul

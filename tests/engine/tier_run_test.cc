// Tiers over a series of runs: states in and out, overrides, groups, dimensions, classes, and the measures beside them.
// The ledgers are small enough to be worked out by hand; the sums stand in the comments.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/policy.h"
#include "tests/engine/host_table.h"
#include "tests/engine/result_cells.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::Cells;
using testing::CompiledPolicyOf;
using testing::HostTable;
using testing::Texts;

std::string PolicyJson(const std::string& tiering, const std::string& more = "") {
  return R"({"keyhaul": 1, "name": "tiers", "currency": "EUR",
    "ledger": {"dimensions": ["service"], "measures": {"revenue": "money"}}, "tiering": )" +
         tiering + more + "}";
}

constexpr char kQuarterly[] = R"({"value": "revenue", "window": "3 months",
    "tiers": [{"name": "key", "when": {"amount": ">= 1000"}}, {"name": "small"}],
    "movement": {"review": "quarter", "grace_reviews": 1}})";

// A earns key in the first quarter only; B is small throughout.
const Rows kYear = {{"account", "day", "service", "revenue"}, {"A", "2026-01-15", "air", "1200.00"},
                    {"A", "2026-04-01", "air", "300.00"},     {"A", "2026-07-01", "air", "300.00"},
                    {"A", "2026-10-01", "air", "100.00"},     {"B", "2026-01-31", "road", "10.00"},
                    {"B", "2026-09-30", "road", "10.00"}};

// One policy and its book, run as often as wanted.
class Runs {
 public:
  explicit Runs(const std::string& json, const Rows& ledger = kYear, const Rows& accounts = {})
      : policy_(CompiledPolicyOf(json)), book_(*MakeBook(*policy_)) {
    if (!accounts.empty()) Add("accounts", accounts);
    Add("ledger", ledger);
  }

  Result<RunResult> Try(const std::string& as_of, const Rows& states = {}, const Rows& overrides = {}) const {
    std::vector<InputTable> state;
    std::optional<HostTable> state_table, override_table;
    if (!states.empty()) state.push_back(state_table.emplace("tier_states", states).get());
    if (!overrides.empty()) state.push_back(override_table.emplace("tier_overrides", overrides).get());
    return keyhaul::Run(policy_, book_, {.as_of = *Day::Parse(as_of), .state = state});
  }

  RunResult On(const std::string& as_of, const Rows& states = {}, const Rows& overrides = {}) const {
    Result<RunResult> result = Try(as_of, states, overrides);
    EXPECT_TRUE(result.ok()) << result.error().Text();
    return *std::move(result);
  }

  Error Refusal(const Rows& states, const Rows& overrides = {}) const {
    const Result<RunResult> result = Try("2026-06-30", states, overrides);
    EXPECT_FALSE(result.ok());
    return result.ok() ? Error() : result.error();
  }

 private:
  void Add(const std::string& name, const Rows& rows) {
    const HostTable table(name, rows);
    const Status added = AddTable(*policy_, table.get(), {.open_accounts = true}, {}, &book_);
    EXPECT_TRUE(added.ok()) << added.error().Text();
  }

  PolicyHandle policy_;
  Book book_;
};

// The table tier_states of a result, as a host would hand it to the next run.
Rows StatesOf(const RunResult& result) {
  Rows rows(1);
  std::vector<Texts> columns;
  for (const Column& column : result.Find("tier_states")->columns()) {
    rows[0].push_back(column.name());
    columns.push_back(Cells(result, "tier_states", column.name()));
  }
  for (std::size_t row = 0; row < columns[0].size(); ++row) {
    rows.emplace_back();
    for (const Texts& column : columns) rows.back().push_back(column[row] == "-" ? "" : column[row]);
  }
  return rows;
}

// ENGINE-60: grace forgives the second quarter, the third downgrades; between reviews nothing moves; a run repeated
// with the states that it gave changes nothing.
TEST(TierRun, StatesGoFromOneRunToTheNext) {
  const Runs runs(PolicyJson(kQuarterly));
  const RunResult march = runs.On("2026-03-31");
  EXPECT_EQ(Cells(march, "tiers", "tier"), (Texts{"key", "small"}));
  EXPECT_EQ(Cells(march, "tiers", "movement"), (Texts{"entered", "entered"}));
  const RunResult may = runs.On("2026-05-10", StatesOf(march));
  EXPECT_EQ(Cells(may, "tiers", "movement"), (Texts{"downgrade_waits", "unchanged"}));
  const RunResult june = runs.On("2026-06-30", StatesOf(may));
  EXPECT_EQ(Cells(june, "tiers", "tier"), (Texts{"key", "small"}));
  EXPECT_EQ(Cells(june, "tiers", "earned_tier"), (Texts{"small", "small"}));
  EXPECT_EQ(Cells(june, "tiers", "movement"), (Texts{"graced", "unchanged"}));
  EXPECT_EQ(Cells(june, "tier_states", "missed_reviews"), (Texts{"1", "0"}));
  const RunResult september = runs.On("2026-09-30", StatesOf(june));
  EXPECT_EQ(Cells(september, "tiers", "tier"), (Texts{"small", "small"}));
  EXPECT_EQ(Cells(september, "tiers", "previous_tier"), (Texts{"key", "small"}));
  EXPECT_EQ(Cells(september, "tier_states", "tier"), (Texts{"key", "small", "small"}));
  EXPECT_EQ(Cells(september, "tier_states", "since"), (Texts{"2026-03-31", "2026-09-30", "2026-03-31"}));
  EXPECT_EQ(Cells(september, "tier_states", "until"), (Texts{"2026-09-30", "-", "-"}));
  EXPECT_EQ(Cells(september, "tier_migration", "units"), (Texts{"1", "1"}));  // key to small, small to small
  EXPECT_EQ(Cells(september, "tier_mobility", "retention_rate"), (Texts{"500000000"}));
  const RunResult again = runs.On("2026-09-30", StatesOf(september));
  EXPECT_EQ(StatesOf(again), StatesOf(september));
  EXPECT_EQ(Cells(again, "tiers", "movement"), (Texts{"unchanged", "unchanged"}));
}

// ENGINE-61: an earlier period is settled for the tier that the states say the account had at its end: A had key, by
// grace, at the end of the second quarter, and small at that of the third.
TEST(TierRun, SettlementsAskTheStatesForEarlierTiers) {
  const Runs runs(PolicyJson(kQuarterly, R"(, "terms": [{"id": "bonus", "kind": "rebate", "period": "quarter",
    "tiers": ["key"], "qualifies_on": "revenue",
    "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}}])"));
  const Rows states = StatesOf(runs.On("2026-06-30", StatesOf(runs.On("2026-03-31"))));
  const RunResult september = runs.On("2026-09-30", states);
  EXPECT_EQ(Cells(september, "settlements", "account"), (Texts{"A", "A", "A", "B", "B"}));
  EXPECT_EQ(Cells(september, "settlements", "earned"), (Texts{"1200", "300", "0", "0", "0"}));
}

// ENGINE-62: an override holds from its first day to its last, with its reason in the result; after it the rule
// decides.
TEST(TierRun, OverridesHoldUntilTheirEnd) {
  const Rows overrides = {{"account", "tier", "from", "until", "reason"},
                          {"B", "key", "2026-04-01", "2026-06-30", "pilot lane"}};
  for (const bool with_movement : {false, true}) {
    std::string rule = kQuarterly;
    if (!with_movement) rule = rule.substr(0, rule.find(",\n    \"movement\"")) + "}";
    const Runs runs(PolicyJson(rule));
    const RunResult held = runs.On("2026-06-30", {}, overrides);
    EXPECT_EQ(Cells(held, "tiers", "tier")[1], "key");
    EXPECT_EQ(Cells(held, "tiers", "earned_tier")[1], "small");
    EXPECT_EQ(Cells(held, "tiers", "movement")[1], "overridden");
    EXPECT_EQ(Cells(held, "tiers", "override_reason"), (Texts{"-", "pilot lane"}));
    EXPECT_EQ(Cells(runs.On("2026-07-01", {}, overrides), "tiers", "tier")[1], "small");
    EXPECT_EQ(Cells(runs.On("2026-03-31", {}, overrides), "tiers", "tier")[1], "small");
  }
}

// ENGINE-63: what is wrong in a table of states or overrides is refused by table, row and column.
TEST(TierRun, StatesAndOverridesAreCheckedByRow) {
  const Runs runs(PolicyJson(kQuarterly));
  const Texts head = {"account", "tier", "since", "until", "reviewed"};
  const auto expect = [&](const Error& error, const std::string& column, const std::string& says) {
    EXPECT_EQ(error.column, column) << error.Text();
    EXPECT_NE(error.Text().find(says), std::string::npos) << error.Text();
  };
  expect(runs.Refusal({head, {"X", "key", "2026-01-01", "", "2026-01-01"}}), "account", "no such account");
  expect(runs.Refusal({head, {"A", "gold", "2026-01-01", "", "2026-01-01"}}), "tier", "no such tier");
  expect(runs.Refusal({head, {"A", "key", "2026-01-32", "", "2026-01-01"}}), "since", "2026-01-32");
  expect(runs.Refusal({head, {"A", "key", "2026-01-02", "2026-01-02", "2026-01-02"}}), "until", "is not after");
  const Error overlap = runs.Refusal(
      {head, {"A", "key", "2026-01-01", "2026-03-01", "2026-01-01"}, {"A", "small", "2026-02-28", "", "2026-02-28"}});
  EXPECT_EQ(overlap.code, Code::data_duplicate);
  EXPECT_EQ(overlap.row, 1);
  EXPECT_EQ(overlap.table, "tier_states");
  const Error later = runs.Refusal({head, {"A", "key", "2026-07-01", "", "2026-07-01"}});
  EXPECT_NE(later.Text().find("later than the run's day"), std::string::npos) << later.Text();
  EXPECT_EQ(later.row, 0);
  const Error days = runs.Refusal({}, {{"account", "tier", "from", "until"}, {"A", "key", "2026-02-01", "2026-01-31"}});
  EXPECT_EQ(days.table, "tier_overrides");
  EXPECT_EQ(days.column, "until");

  expect(runs.Refusal({head, {"A", "key", "2026-01-01", "2026-07-01", "2026-01-01"}}), "until",
         "later than the run's day");
  // Two overrides of one account on one day contradict each other, in whatever order they stand.
  const Error twice = runs.Refusal(
      {}, {{"account", "tier", "from", "until"}, {"A", "key", "2026-06-01", ""}, {"A", "small", "", "2026-06-01"}});
  EXPECT_EQ(twice.code, Code::data_conflict);
  EXPECT_EQ(twice.table, "tier_overrides");
  EXPECT_EQ(twice.row, 0);

  const Runs plain(PolicyJson(R"({"value": "revenue", "tiers": [{"name": "all"}]})"));
  EXPECT_EQ(plain.Refusal({head, {"A", "all", "2026-01-01", "", "2026-01-01"}}).table, "tier_states");
  expect(plain.Refusal({}, {{"account", "tier"}, {"A", ""}}), "tier", "needs tiering.movement");
}

// ENGINE-64: a group is tiered by the sum of its accounts, 700 + 400, its members have its tier, and every own value
// counts once.
TEST(TierRun, GroupsAreTieredAndTheirMembersInherit) {
  const Rows ledger = {{"account", "day", "service", "revenue"},
                       {"H", "2026-01-15", "air", "400.00"},
                       {"M", "2026-01-15", "air", "700.00"},
                       {"S", "2026-01-15", "air", "900.00"}};
  const Rows accounts = {{"account", "parent", "tags"}, {"H", "", "strategic"}, {"M", "H", ""}, {"S", "", ""}};
  const Runs runs(PolicyJson(R"({"value": "revenue", "window": "3 months", "roll_up": "group",
                                 "tiers": [{"name": "key", "when": {"amount": ">= 1000"}}, {"name": "small"}]})",
                             R"(, "accounts": {"classes": [{"name": "strategic", "when": {"tag": "strategic"}},
                                                           {"name": "important", "when": {"tier": "key"}},
                                                           {"name": "single", "when": {"group": "none"}}]})"),
                  ledger, accounts);
  const RunResult result = runs.On("2026-03-31");
  EXPECT_EQ(Cells(result, "tiers", "tier"), (Texts{"key", "key", "small"}));
  EXPECT_EQ(Cells(result, "tiers", "head"), (Texts{"-", "H", "-"}));
  EXPECT_EQ(Cells(result, "tiers", "value"), (Texts{"110000", "110000", "90000"}));
  EXPECT_EQ(Cells(result, "tiers", "own_value"), (Texts{"40000", "70000", "90000"}));
  EXPECT_EQ(Cells(result, "tiers", "rank"), (Texts{"1", "1", "2"}));
  EXPECT_EQ(Cells(result, "tiers", "class"), (Texts{"strategic", "strategic", "single"}));
  EXPECT_EQ(Cells(result, "tiers", "classes"), (Texts{"strategic; important", "strategic; important", "single"}));
  EXPECT_EQ(Cells(result, "tier_summary", "accounts"), (Texts{"2", "1"}));
  EXPECT_EQ(Cells(result, "tier_summary", "units"), (Texts{"1", "1"}));
  EXPECT_EQ(Cells(result, "tier_summary", "value"), (Texts{"110000", "90000"}));
}

// ENGINE-65: by a dimension an account has a tier per value, and a line for a tier asks for that of its own value: A is
// key by air (900 of 1000) and small by road.
TEST(TierRun, LinesAskForTheTierOfTheirOwnService) {
  const Rows ledger = {{"account", "day", "service", "revenue"},
                       {"A", "2026-01-15", "air", "900.00"},
                       {"A", "2026-01-15", "road", "100.00"},
                       {"B", "2026-01-15", "road", "500.00"}};
  const auto line = [](const std::string& id, const std::string& service) {
    return R"({"id": ")" + id +
           R"(", "kind": "rebate", "period": "quarter", "tiers": ["key"], "scope": {"service": [)" + service +
           R"(]}, "qualifies_on": "revenue",
           "schedule": {"accumulation": "marginal", "brackets": [{"from": 0, "rate": "1%"}]}})";
  };
  const std::string tiering = R"({"value": "revenue", "window": "3 months",
      "within": {"dimension": "service", "values": ["air", "road"]},
      "tiers": [{"name": "key", "when": {"rank": "top 1"}}, {"name": "small"}]})";
  const Runs runs(
      PolicyJson(tiering, R"(, "terms": [)" + line("air", R"("air")") + "," + line("road", R"("road")") + "]"), ledger);
  const RunResult result = runs.On("2026-03-31");
  EXPECT_EQ(Cells(result, "tiers", "account"), (Texts{"A", "A", "B"}));
  EXPECT_EQ(Cells(result, "tiers", "segment"), (Texts{"air", "road", "road"}));
  EXPECT_EQ(Cells(result, "tiers", "tier"), (Texts{"key", "small", "key"}));
  EXPECT_EQ(Cells(result, "settlements", "earned"), (Texts{"900", "0", "500"}));
  const Result<Policy> both = ParsePolicy(PolicyJson(tiering, R"(, "terms": [)" + line("x", R"("air", "road")") + "]"));
  ASSERT_FALSE(both.ok());
  EXPECT_EQ(both.error().code, Code::policy_unsupported);
  EXPECT_EQ(both.error().path, "terms[0].tiers");
}

// ENGINE-66: XYZ of the three months of the window. A: 300 each, no variation. B: 0, 0, 300: mean 100, standard
// deviation 100 × √2, coefficient 1.414213562. C: 200, 100, 300: mean 200, deviation √(20000/3), coefficient
// 0.408248290.
TEST(TierRun, VariabilityIsOfTheMonthsOfTheWindow) {
  const Rows ledger = {
      {"account", "day", "service", "revenue"}, {"A", "2026-01-15", "", "300.00"}, {"A", "2026-02-15", "", "300.00"},
      {"A", "2026-03-15", "", "300.00"},        {"B", "2026-03-15", "", "300.00"}, {"C", "2026-01-15", "", "200.00"},
      {"C", "2026-02-15", "", "100.00"},        {"C", "2026-03-15", "", "300.00"}, {"D", "2026-03-15", "", "-5.00"}};
  const Runs runs(PolicyJson(R"({"value": "revenue", "window": "3 months", "xyz": {},
                                 "tiers": [{"name": "A", "when": {"share": "80%"}}, {"name": "B"}]})"),
                  ledger);
  const RunResult result = runs.On("2026-03-31");
  EXPECT_EQ(Cells(result, "variability", "xyz"), (Texts{"X", "Z", "Y", "Z"}));
  EXPECT_EQ(Cells(result, "variability", "variation"), (Texts{"0", "1414213562", "408248290", "-"}));
  EXPECT_EQ(Cells(result, "variability", "flags"), (Texts{"", "", "", "no_positive_mean"}));
  EXPECT_EQ(Cells(result, "xyz_summary", "units"), (Texts{"1", "1", "0", "0", "0", "2"}));
}

// ENGINE-67: RFM with fixed cuts, by hand. A: last row 0 days ago, 2 days, 20.00; B: 59 days ago, 1 day, 500.00; C has
// no row in the window.
TEST(TierRun, RfmLooksAtTheWindow) {
  const Rows ledger = {{"account", "day", "service", "revenue"}, {"A", "2026-03-31", "", "10.00"},
                       {"A", "2026-03-30", "", "5.00"},          {"A", "2026-03-30", "", "5.00"},
                       {"B", "2026-01-31", "", "500.00"},        {"C", "2025-12-31", "", "900.00"}};
  const Runs runs(PolicyJson(R"({"value": "revenue", "window": "3 months", "tiers": [{"name": "all"}], "rfm": {
      "recency": {"method": "fixed_cuts", "cuts": [30]}, "frequency": {"method": "fixed_cuts", "cuts": [2]},
      "monetary": {"method": "fixed_cuts", "cuts": [100]},
      "segments": [{"name": "loyal", "recency": "2", "frequency": "2"}, {"name": "large", "monetary": "2"}],
      "others": "rest"}})"),
                  ledger);
  const RunResult result = runs.On("2026-03-31");
  EXPECT_EQ(Cells(result, "rfm", "recency_days"), (Texts{"0", "59", "-"}));
  EXPECT_EQ(Cells(result, "rfm", "frequency"), (Texts{"2", "1", "0"}));
  EXPECT_EQ(Cells(result, "rfm", "recency_score"), (Texts{"2", "1", "0"}));
  EXPECT_EQ(Cells(result, "rfm", "frequency_score"), (Texts{"2", "1", "0"}));
  EXPECT_EQ(Cells(result, "rfm", "monetary_score"), (Texts{"1", "2", "0"}));
  EXPECT_EQ(Cells(result, "rfm", "rfm_segment"), (Texts{"loyal", "large", "rest"}));
  EXPECT_EQ(Cells(result, "rfm_summary", "units"), (Texts{"1", "1", "1"}));
}

// ENGINE-68: concentration of 50.00, 30.00 and 20.00, by hand: Gini (2 (1·20 + 2·30 + 3·50) / (3·100)) - 4/3 = 0.2,
// HHI 0.25 + 0.09 + 0.04 = 0.38, 1 / 0.38 = 2.631578947; the middle of the Lorenz curve is (20 + 15) / 100.
TEST(TierRun, ConcentrationIsOfTheWindow) {
  const Rows ledger = {{"account", "day", "service", "revenue"},
                       {"A", "2026-03-31", "", "50.00"},
                       {"B", "2026-03-31", "", "30.00"},
                       {"C", "2026-03-31", "", "20.00"}};
  const Runs runs(PolicyJson(R"({"value": "revenue", "window": "1 month", "tiers": [{"name": "all"}]})"), ledger);
  const RunResult result = runs.On("2026-03-31");
  EXPECT_EQ(Cells(result, "concentration", "gini_population"), (Texts{"200000000"}));
  EXPECT_EQ(Cells(result, "concentration", "gini_sample"), (Texts{"300000000"}));
  EXPECT_EQ(Cells(result, "concentration", "hhi"), (Texts{"380000000"}));
  EXPECT_EQ(Cells(result, "concentration", "equivalent_number"), (Texts{"2631578947"}));
  EXPECT_EQ(Cells(result, "concentration", "top_1"), (Texts{"500000000"}));
  EXPECT_EQ(Cells(result, "lorenz", "value_share")[50], "350000000");
}

// ENGINE-69: one sentence says which rule decided, in words, and what is missing to the next tier.
TEST(TierRun, ExplanationNamesTheRuleInWords) {
  const Runs runs(PolicyJson(kQuarterly));
  const RunResult result = runs.On("2026-03-31");
  const Result<std::string> key = Explain(result, "A", ExplainForm::text);
  ASSERT_TRUE(key.ok());
  EXPECT_NE(key->find("tier key, decided by tiering.tiers[0].when.amount (amount >= 1000), entered"), std::string::npos)
      << *key;
  const Result<std::string> small = Explain(result, "B", ExplainForm::text);
  ASSERT_TRUE(small.ok());
  EXPECT_NE(
      small->find("tier small, decided by tiering.tiers[1], entered, since 2026-03-31; 990.00 short of earning key"),
      std::string::npos)
      << *small;
}

// ENGINE-70: tiers of two books that are merged are those of one book with all rows, in whatever order they came.
TEST(TierRun, MergedBooksAreTieredAsOne) {
  const PolicyHandle policy = CompiledPolicyOf(PolicyJson(R"({"value": "revenue", "window": "12 months",
      "ties": "split_by_id", "tiers": [{"name": "A", "when": {"share": "80%"}}, {"name": "B"}],
      "xyz": {}, "rfm": {}})"));
  const Texts head = {"account", "day", "service", "revenue"};
  const Rows first = {head, {"E", "2026-02-01", "", "70.00"}, {"C", "2026-01-15", "", "30.00"}};
  const Rows second = {
      head, {"D", "2026-03-01", "", "30.00"}, {"C", "2026-03-15", "", "40.00"}, {"A", "2026-03-31", "", "30.00"}};
  const Rows all = {head, second[3], first[1], second[1], first[2], second[2]};
  const auto filled = [&](const Rows& rows) {
    Book book = *MakeBook(*policy);
    const HostTable table("ledger", rows);
    EXPECT_TRUE(AddTable(*policy, table.get(), {.open_accounts = true}, {}, &book).ok());
    return book;
  };
  Book merged = filled(second);
  ASSERT_TRUE(merged.Merge(filled(first)).ok());
  const Result<RunResult> a = keyhaul::Run(policy, merged, {});
  const Result<RunResult> b = keyhaul::Run(policy, filled(all), {});
  ASSERT_TRUE(a.ok() && b.ok());
  // 200.00 in all, 160.00 wanted: C and E (70.00 each, C first), then A of the two at 30.00, which comes before D.
  EXPECT_EQ(Cells(*a, "tiers", "tier"), (Texts{"A", "A", "B", "A"}));
  for (const Table& table : a->tables) {
    for (const Column& column : table.columns()) {
      EXPECT_EQ(Cells(*a, table.name(), column.name()), Cells(*b, table.name(), column.name()))
          << table.name() << '.' << column.name();
    }
  }
}

}  // namespace
}  // namespace keyhaul

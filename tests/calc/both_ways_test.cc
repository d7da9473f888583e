// CALC-01: calc and run say the same. Each golden case of a schedule, a settlement or a tiering is also booked as a
// ledger and run under a policy made of the case's own pieces; amounts, brackets, steps and tiers are compared.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/engine.h"

namespace keyhaul {
namespace {

using Json = nlohmann::ordered_json;

Json GoldenCases(const std::string& kind) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/tests/golden/calc/" + kind + ".json", std::ios::binary);
  EXPECT_TRUE(file) << kind;
  return Json::parse(file);
}

// A table of text columns, as a host could give it.
class TextTable {
 public:
  TextTable(std::string_view name, std::vector<std::pair<std::string, std::vector<std::string>>> columns)
      : name_(name), columns_(std::move(columns)) {
    for (const auto& [column, cells] : columns_) {
      bytes_.emplace_back();
      offsets_.push_back({0});
      for (const std::string& cell : cells) {
        bytes_.back() += cell;
        offsets_.back().push_back(static_cast<std::int64_t>(bytes_.back().size()));
      }
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      InputColumn column;
      column.name = columns_[i].first;
      column.type = InputType::text64;
      column.values = bytes_[i].data();
      column.offsets = offsets_[i].data();
      inputs_.push_back(column);
    }
  }
  TextTable(const TextTable&) = delete;

  InputTable view() const { return {name_, inputs_, columns_.front().second.size()}; }

 private:
  std::string name_;
  std::vector<std::pair<std::string, std::vector<std::string>>> columns_;
  std::vector<std::string> bytes_;
  std::vector<std::vector<std::int64_t>> offsets_;
  std::vector<InputColumn> inputs_;
};

std::string TextOf(const Json& number) { return number.is_string() ? number.get<std::string>() : number.dump(); }

Decimal NumberAt(const Table& table, std::string_view name, std::size_t row) {
  const Column& column = table[name];
  const int128 mantissa = column.type() == ColumnType::integer128 ? column.int128s()[row] : column.int64s()[row];
  return *Decimal::Make(mantissa, column.scale());
}

Decimal NumberOf(const Json& text) { return *Decimal::Parse(text.get<std::string>()); }

// A book of one policy, filled row by row.
class Ledger {
 public:
  explicit Ledger(const Json& policy) {
    const Status made = Make(policy.dump());
    EXPECT_TRUE(made.ok()) << made.error().Text() << policy;
  }

  bool ok() const { return book_.has_value(); }

  void Add(std::vector<std::pair<std::string, std::vector<std::string>>> columns) {
    const TextTable rows("ledger", std::move(columns));
    AddOptions options;
    options.open_accounts = true;
    const Status status = AddTable(*policy_, rows.view(), options, {}, &*book_);
    ASSERT_TRUE(status.ok()) << status.error().Text();
  }

  std::optional<RunResult> RunWith(std::string_view booked) const {
    const TextTable state(
        "booked",
        {{"account", {"a"}}, {"line", {"x"}}, {"period_begin", {"2026-01-01"}}, {"booked", {std::string(booked)}}});
    const InputTable tables[] = {state.view()};
    RunOptions options;
    options.as_of = *Day::Parse("2026-12-31");
    if (!booked.empty()) options.state = tables;
    Result<RunResult> result = Run(policy_, *book_, options);
    if (result.ok()) return *std::move(result);
    ADD_FAILURE() << result.error().Text();
    return std::nullopt;
  }

 private:
  Status Make(const std::string& policy) {
    KEYHAUL_TRY(policy_, CompilePolicyJson(policy));
    KEYHAUL_TRY(Book book, MakeBook(*policy_));
    book_.emplace(std::move(book));
    return {};
  }

  PolicyHandle policy_;
  std::optional<Book> book_;
};

// The policy of one line that a request speaks of.
Json PolicyOfLine(const Json& request) {
  const Json unit = request.value("unit", Json("money"));
  Json policy = {
      {"keyhaul", 1},
      {"name", "both ways"},
      {"currency", request.at("currency")},
      {"ledger",
       {{"measures", {{"q", request.value("qualifying_unit", unit)}, {"p", request.value("payable_unit", unit)}}}}},
      {"terms", Json::array({{{"id", "x"},
                              {"kind", "rebate"},
                              {"period", "year"},
                              {"qualifies_on", "q"},
                              {"pays_on", "p"},
                              {"schedule", request.at("schedule")}}})}};
  for (const char* key : {"extra_money_digits", "rounding"}) {
    if (request.contains(key)) policy[key] = request.at(key);
  }
  if (request.contains("units")) {
    policy["ledger"]["measures"]["c"] = request.at("counted_unit");
    policy["terms"][0]["counts_on"] = "c";
  }
  if (request.contains("baseline")) {
    policy["terms"][0]["baseline"] = {{"from", "fixed"}, {"amount", request.at("baseline")}};
  }
  return policy;
}

void AddBases(const Json& entry, Ledger* ledger) {
  const bool one = entry.contains("basis");
  std::vector<std::pair<std::string, std::vector<std::string>>> columns = {
      {"account", {"a"}},
      {"day", {"2026-03-31"}},
      {"q", {TextOf(entry.at(one ? "basis" : "qualifying"))}},
      {"p", {TextOf(entry.at(one ? "basis" : "payable"))}}};
  if (entry.contains("units")) columns.push_back({"c", {TextOf(entry.at("units"))}});
  ledger->Add(std::move(columns));
}

// What a run settled against what calc answered: bracket, steps and exact values.
void ExpectSameExplanation(const RunResult& run, const Json& answer) {
  const Table& settlements = *run.Find("settlements");
  ASSERT_EQ(settlements.rows(), 1U);
  const Column& bracket = settlements["bracket"];
  EXPECT_EQ(bracket.valid(0) ? Json(bracket.int32s()[0]) : Json(), answer.at("bracket"));
  const Table& steps = *run.Find("explanations");
  ASSERT_EQ(steps.rows(), answer.at("steps").size());
  for (std::size_t i = 0; i < steps.rows(); ++i) {
    const Json& step = answer.at("steps")[i];
    EXPECT_EQ(steps["rule"].texts()[i], step.at("rule").get<std::string>());
    EXPECT_EQ(steps["exact"].texts()[i], step.at("exact").get<std::string>());
    EXPECT_EQ(steps["bracket"].int32s()[i], step.at("bracket").get<int>());
  }
}

TEST(CalcBothWays, Schedule) {
  for (const Json& golden : GoldenCases("schedule")) {
    SCOPED_TRACE(golden.at("name").get<std::string>());
    const Json answer = Json::parse(Calc(golden.at("request").dump()).json);
    Ledger ledger(PolicyOfLine(golden.at("request")));
    ASSERT_TRUE(ledger.ok());
    AddBases(golden.at("request"), &ledger);
    const std::optional<RunResult> run = ledger.RunWith("");
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(NumberAt(*run->Find("settlements"), "earned", 0), NumberOf(answer.at("amount")));
    ExpectSameExplanation(*run, answer);
  }
}

// Whether a policy can say all of a settlement: its limits, periods, accruals and clawback have no words there.
bool IsOfAPolicy(const Json& request) {
  for (const char* key : {"state", "limits", "interim_pays", "clawback", "accrual"}) {
    if (request.contains(key)) return false;
  }
  return std::all_of(request.at("history").begin(), request.at("history").end(), [](const Json& entry) {
    const bool has_basis = entry.contains("basis") || entry.contains("qualifying");
    return has_basis && !entry.contains("period") && !entry.contains("final");
  });
}

TEST(CalcBothWays, Settlement) {
  for (const Json& golden : GoldenCases("settlement")) {
    SCOPED_TRACE(golden.at("name").get<std::string>());
    const Json& request = golden.at("request");
    if (!IsOfAPolicy(request)) continue;
    const Json answer = Json::parse(Calc(request.dump()).json);
    Ledger ledger(PolicyOfLine(request));
    ASSERT_TRUE(ledger.ok());
    std::string booked = request.contains("booked") ? TextOf(request.at("booked")) : "";
    for (std::size_t i = 0; i < request.at("history").size(); ++i) {
      AddBases(request.at("history")[i], &ledger);
      const std::optional<RunResult> run = ledger.RunWith(booked);
      ASSERT_TRUE(run.has_value());
      const Table& settled = *run->Find("settlements");
      const Json& entry = answer.at("settlements")[i];
      for (const char* amount : {"earned", "booked_before", "delta", "booked", "qualifying", "payable"}) {
        EXPECT_EQ(NumberAt(settled, amount, 0), NumberOf(entry.at(amount))) << amount;
      }
      ExpectSameExplanation(*run, entry);
      booked = NumberAt(*run->Find("booked"), "booked", 0).ToText();
    }
  }
}

// A cell of a tiers table against a member of an answer, which is text, a number or null. The table writes an account
// without a tier as one of no name.
void ExpectSameCell(const Table& table, std::string_view name, std::size_t row, const Json& member) {
  const Column& column = table[name];
  const bool unnamed = column.valid(row) && column.type() == ColumnType::text && column.texts()[row].empty();
  ASSERT_EQ(column.valid(row) && !unnamed, !member.is_null() && member != "") << name;
  if (member.is_null() || member == "") return;
  switch (column.type()) {
    case ColumnType::text:
      EXPECT_EQ(column.texts()[row], member.get<std::string>()) << name;
      break;
    case ColumnType::integer32:
      EXPECT_EQ(column.int32s()[row], member.get<int>()) << name;
      break;
    default:
      EXPECT_EQ(NumberAt(table, name, row), *Decimal::Parse(TextOf(member))) << name;
  }
}

// Whether a case is one of values alone, of some accounts: a run refuses an empty ledger. What needs months, facts and
// the like goes both ways in tests/engine/calc_and_run_test.py.
bool HasValuesOnly(const Json& request) {
  if (request.contains("classes") || request.at("tiering").contains("value")) return false;
  for (const Json& account : request.at("accounts")) {
    if (account.size() != 2 || !account.contains("value")) return false;
  }
  return !request.at("accounts").empty();
}

// The digits after the point of the finest value, which decide how much is missing to a bound that is left out.
std::string UnitOf(const Json& accounts) {
  std::size_t digits = 0;
  for (const Json& account : accounts) {
    const std::string text = TextOf(account.at("value"));
    if (const std::size_t point = text.find('.'); point != std::string::npos) {
      digits = std::max(digits, text.size() - point - 1);
    }
  }
  return "unit:" + std::to_string(digits);
}

void ExpectSameTiers(const RunResult& run, const Json& answer) {
  const Table& tiers = *run.Find("tiers");
  ASSERT_EQ(tiers.rows(), answer.at("accounts").size());
  for (std::size_t row = 0; row < tiers.rows(); ++row) {
    const std::string id(tiers["account"].texts()[row]);
    SCOPED_TRACE(id);
    Json member;
    for (const Json& account : answer.at("accounts")) {
      if (account.at("id") == id) member = account;
    }
    for (const char* column : {"tier", "tier_index", "rule", "rank", "value", "share", "cumulative_share",
                               "to_next_tier", "next_tier", "above_this_tier", "flags"}) {
      ExpectSameCell(tiers, column, row, member.at(column));
    }
  }
  const Table& summary = *run.Find("tier_summary");
  ASSERT_EQ(summary.rows(), answer.at("tiers").size());
  for (std::size_t row = 0; row < summary.rows(); ++row) {
    for (const char* column : {"tier", "tier_index", "accounts", "value", "share", "at_least"}) {
      ExpectSameCell(summary, column, row, answer.at("tiers")[row].at(column));
    }
  }
}

TEST(CalcBothWays, Tiering) {
  int compared = 0;
  for (const Json& golden : GoldenCases("tiering")) {
    const Json& request = golden.at("request");
    if (!HasValuesOnly(request)) continue;
    SCOPED_TRACE(golden.at("name").get<std::string>());
    ++compared;
    const Json answer = Json::parse(Calc(request.dump()).json);
    Json rule = request.at("tiering");
    rule["value"] = "v";
    Ledger ledger({{"keyhaul", 1},
                   {"name", "both ways"},
                   {"currency", "CNY"},
                   {"ledger", {{"measures", {{"v", UnitOf(request.at("accounts"))}}}}},
                   {"tiering", rule}});
    ASSERT_TRUE(ledger.ok());
    for (const Json& account : request.at("accounts")) {
      ledger.Add({{"account", {account.at("id").get<std::string>()}},
                  {"day", {"2026-12-31"}},
                  {"v", {TextOf(account.at("value"))}}});
    }
    const std::optional<RunResult> run = ledger.RunWith("");
    ASSERT_TRUE(run.has_value());
    ExpectSameTiers(*run, answer);
  }
  EXPECT_GT(compared, 50);
}

}  // namespace
}  // namespace keyhaul

#include "src/verify/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "tests/verify/sample_statement.h"

namespace keyhaul {
namespace {

using Json = nlohmann::ordered_json;
using verify_testing::kPolicy;
using verify_testing::kStatement;

std::string Paths(const VerifyReport& report) {
  std::string text;
  for (const Difference& one : report.differences) {
    text += one.path + ": found " + one.found + ", expected " + one.expected + "\n";
  }
  return text;
}

VerifyReport Verified(const std::string& statement, const std::string& policy = kPolicy) {
  Result<VerifyReport> report = VerifyStatement(policy, statement);
  EXPECT_TRUE(report.ok()) << report.error().Text();
  return report.ok() ? *std::move(report) : VerifyReport();
}

// The sample with one value changed, by its JSON pointer.
std::string With(const std::string& pointer, const Json& value) {
  Json json = Json::parse(kStatement);
  json[Json::json_pointer(pointer)] = value;
  return json.dump();
}

bool Tells(const VerifyReport& report, const std::string& path) {
  return std::any_of(report.differences.begin(), report.differences.end(),
                     [&](const Difference& one) { return one.path == path; });
}

TEST(Verify, FindsNothingWrongInARightStatement) {  // VERIFY-01
  const VerifyReport report = Verified(kStatement);
  EXPECT_EQ(Paths(report), "");
  EXPECT_EQ(report.statements, 1);
  EXPECT_EQ(report.lines, 8);
  EXPECT_EQ(ReportJson(report),
            "{\n  \"statements\": 1,\n  \"lines\": 8,\n  \"differences\": [],\n  \"not_judged\": [\n    {\n"
            "      \"path\": \"[0].lines[6].pools[0].qualifying\",\n      \"why\": \"of 2 members, the statements of 1 "
            "are here: the pool is taken as given\"\n    }\n  ]\n}\n");
}

// What a statement says that its verification has nothing to hold it against; the digest is the caller's.
const std::set<std::string> kNotKnown = {"policy_digest", "account", "payer", "group_value"};

// What only the statements of the other members tell.
const std::set<std::string> kOfThePool = {"/0/lines/6/pools/0/members"};

void CollectLeaves(const Json& value, const std::string& pointer, std::vector<std::string>* leaves) {
  if (value.is_structured()) {
    for (const auto& [key, child] : value.items()) CollectLeaves(child, pointer + "/" + key, leaves);
    return;
  }
  if (kNotKnown.count(pointer.substr(pointer.find_last_of('/') + 1)) == 0) leaves->push_back(pointer);
}

// Every value but those, changed one at a time: a number by one in its last digit, a day by one, a word by a letter,
// and what is missing given.
TEST(Verify, FindsEveryChangedValue) {  // VERIFY-03
  const Json sample = Json::parse(kStatement);
  std::vector<std::string> leaves;
  CollectLeaves(sample, "", &leaves);
  ASSERT_GT(leaves.size(), 200U);
  for (const std::string& leaf : leaves) {
    if (kOfThePool.count(leaf) != 0) continue;
    const Json value = sample[Json::json_pointer(leaf)];
    std::string text = value.is_null() ? "1" : value.get<std::string>();
    if (!value.is_null()) text.back() = text.back() == '9' ? '8' : text.back() == 'z' ? 'y' : char(text.back() + 1);
    EXPECT_FALSE(Verified(With(leaf, text)).differences.empty()) << leaf << " = " << text;
  }
}

TEST(Verify, NamesThePathOfADifference) {  // VERIFY-03, VERIFY-18
  struct Change {
    const char* pointer;
    const char* value;
    const char* path;
  };
  const Change changes[] = {
      {"/0/gross", "1050.01", "[0].gross"},
      {"/0/discounts", "293.99", "[0].discounts"},
      {"/0/net", "756.01", "[0].net"},
      {"/0/charges", "0.00", "[0].charges"},
      {"/0/accrued", "23.26", "[0].accrued"},
      {"/0/settled", "131.72", "[0].settled"},
      {"/0/carried", "0.00", "[0].carried"},
      {"/0/due_day", "2026-05-02", "[0].due_day"},
      {"/0/issued", "2026-01-30", "[0].issued"},
      {"/0/state", "interim", "[0].state"},
      {"/0/grouped_by", "service", "[0].grouped_by"},
      {"/0/groups/0/settled", "6.28", "[0].groups[0].settled"},
      {"/0/groups/1/discounts", "196.01", "[0].groups[1].discounts"},
      {"/0/groups/2/net", "216.01", "[0].groups[2].net"},
      {"/0/lines/0/stack_lines/1/basis", "1050.00", "[0].lines[0].stack_lines[1].basis"},
      {"/0/lines/0/stack_lines/0/exact", "211.00", "[0].lines[0].stack_lines[0].exact"},
      {"/0/lines/0/stack_lines/1/amount", "84.01", "[0].lines[0].stack_lines[1].amount"},
      {"/0/period", "2026-02", "[0].period"},
      {"/0/lines/3/period", "2026-Q1", "[0].lines[3].period"},
      {"/0/lines/1/steps/1/rule", "TERMS-09", "[0].lines[1].steps[1].rule"},
      {"/0/lines/1/steps/1/step", "2", "[0].lines[1].steps[1].step"},
      {"/0/lines/1/text", "23.25 EUR", "[0].lines[1].text"},
      {"/0/lines/2/accrued", "23.26", "[0].lines[2].accrued"},
      {"/0/lines/6/pools/0/earned", "33.35", "[0].lines[6].pools[0].earned"},
      {"/0/lines/6/pools/0/bracket", "1", "[0].lines[6].pools[0].bracket"},
      {"/0/lines/6/pools/0/member/standalone", "8.33", "[0].lines[6].pools[0].member.standalone"},
      {"/0/lines/0/stack_lines/1/flags", "cut", "[0].lines[0].stack_lines[1].flags"},
      {"/0/lines/0/earned", "294.01", "[0].lines[0].earned"},
      {"/0/explanations", "some", "[0].explanations"},
      {"/0/lines/1/amount", "20.00", "[0].lines[1].amount"},
      {"/0/lines/2/amount", "-5.00", "[0].lines[2].amount"},
      {"/0/lines/3/amount", "0.00", "[0].lines[3].amount"},
      {"/0/lines/1/balance", "-5.00", "[0].lines[1].balance"},
      {"/0/lines/1/flags", "whole", "[0].lines[1].flags"},
      {"/0/lines/2/flags", "continued", "[0].lines[2].flags"},
      {"/0/lines/0/flags", "correction", "[0].lines[0].flags"},
      {"/0/lines/1/steps/1/benefit", "0.03", "[0].lines[1].steps[1].benefit"},
      {"/0/lines/1/steps/1/basis", "701", "[0].lines[1].steps[1].basis"},
      {"/0/lines/1/steps/2/from", "700", "[0].lines[1].steps[2].from"},
      {"/0/lines/1/steps/1/to", "900", "[0].lines[1].steps[1].to"},
      {"/0/lines/1/steps/2/exact", "8.26", "[0].lines[1].steps[2].exact"},
      {"/0/lines/1/bracket", "1", "[0].lines[1].bracket"},
      {"/0/lines/1/exact", "23.26", "[0].lines[1].exact"},
      {"/0/lines/1/capped", "3.24", "[0].lines[1].capped"},
      {"/0/lines/2/payout", "1.00", "[0].lines[2].payout"},
      {"/0/lines/2/balance", "5.00", "[0].lines[2].balance"},
      {"/0/lines/1/booked_before", "24.00", "[0].lines[1].delta"},
      {"/0/lines/2/accrual_difference", "3.20", "[0].lines[2].accrual_difference"},
      {"/0/lines/3/earned", "42.18", "[0].lines[3].earned"},
      {"/0/lines/3/top_up", "7.85", "[0].lines[3].top_up"},
      {"/0/lines/3/qualifying", "99.9", "[0].lines[3].bracket"},
      {"/0/lines/3/due", "49.95", "[0].lines[3].due"},
      {"/0/lines/5/capped", "11.60", "[0].lines[5].due"},
      {"/0/lines/6/pools/0/member/part", "8.32", "[0].lines[6].pools[0].member.part"},
      {"/0/lines/6/pools/0/share", "head_office", "[0].lines[6].pools[0].share"},
      {"/0/lines/7/commitments/0/committed", "1000.00", "[0].lines[7].commitments[0].committed"},
      {"/0/lines/7/commitments/0/true_up", "283.88", "[0].lines[7].commitments[0].true_up"},
      {"/0/lines/7/commitments/0/prorated_days", "16", "[0].lines[7].commitments[0].prorated_days"},
      {"/0/lines/7/state", "interim", "[0].lines[7].state"},
  };
  for (const Change& change : changes) {
    const VerifyReport report = Verified(With(change.pointer, change.value));
    EXPECT_TRUE(Tells(report, change.path)) << change.pointer << "\n" << Paths(report);
  }
}

std::string PolicyWith(const std::string& text, const std::string& other) {
  std::string policy = kPolicy;
  policy.replace(policy.find(text), text.size(), other);
  return policy;
}

// 120.5 · 0.35 = 42.175 is one slice: at the slice 42.20, exactly. A price of 0.36 is 0.35 in steps of 5 cents.
TEST(Verify, KnowsWhereAScheduleIsRounded) {  // VERIFY-02, TERMS-34, TERMS-35
  const std::string rounding = R"("rounding": {"step": "0.05"})";
  const std::string at_slice = PolicyWith(rounding, R"("rounding": {"step": "0.05", "at": "slice"})");
  EXPECT_TRUE(Tells(Verified(kStatement, at_slice), "[0].lines[3].steps[0].exact"));
  Json sliced = Json::parse(kStatement);
  sliced[0]["lines"][3]["steps"][0]["exact"] = sliced[0]["lines"][3]["exact"] = "42.20";
  EXPECT_TRUE(Tells(Verified(sliced.dump(), at_slice), "[0].lines[3].text"));
  sliced[0]["lines"][3]["text"] = "(120.5 × 0.35 → 42.20) = 42.20 EUR (half_up to 0.05)";
  EXPECT_EQ(Paths(Verified(sliced.dump(), at_slice)), "");
  EXPECT_TRUE(Tells(Verified(sliced.dump()), "[0].lines[3].steps[0].exact"));
  std::string priced = PolicyWith(R"("per_unit": "0.35")", R"("per_unit": "0.36")");
  EXPECT_TRUE(Tells(Verified(kStatement, priced), "[0].lines[3].steps[0].benefit"));
  priced.replace(priced.find(rounding), rounding.size(), R"("rounding": {"step": "0.05", "at": "unit_price"})");
  Json rounded = Json::parse(kStatement);
  EXPECT_TRUE(Tells(Verified(rounded.dump(), priced), "[0].lines[3].text"));
  rounded[0]["lines"][3]["text"] = "120.5 × (0.36 → 0.35) = 42.175 → 42.20 EUR (half_up to 0.05)";
  EXPECT_EQ(Paths(Verified(rounded.dump(), priced)), "");
}

// The whole of a line told wrong in a way that adds up: another rate, carried through to the totals.
TEST(Verify, FindsARateThatThePolicyDoesNotHave) {  // VERIFY-02
  std::string policy = kPolicy;
  policy.replace(policy.find("\"2 %\""), 5, "\"3 %\"");
  const VerifyReport report = Verified(kStatement, policy);
  EXPECT_TRUE(Tells(report, "[0].lines[1].steps[1].benefit")) << Paths(report);
  EXPECT_TRUE(Tells(report, "[0].lines[1].steps[1].exact"));
}

TEST(Verify, FindsStepsThatAreMissing) {  // VERIFY-02
  Json json = Json::parse(kStatement);
  json[0]["lines"][1]["steps"].erase(1);
  EXPECT_TRUE(Tells(Verified(json.dump()), "[0].lines[1].steps"));
  json[0]["lines"][1].erase("steps");
  EXPECT_TRUE(Tells(Verified(json.dump()), "[0].lines[1].steps"));
}

// The two parts of the volume line, moved to where they may not stand.
TEST(Verify, HoldsThePartsOfASettlementAgainstTheDays) {  // VERIFY-08
  const Json sample = Json::parse(kStatement);
  Json alone = sample;
  alone[0]["lines"].erase(2);
  EXPECT_TRUE(Tells(Verified(alone.dump()), "[0].lines[1].flags"));  // what was booked, without its correction
  alone = sample;
  alone[0]["lines"].erase(1);
  EXPECT_TRUE(Tells(Verified(alone.dump()), "[0].lines[1].flags"));  // and the other way round
  Json whole = sample;
  whole[0]["lines"].erase(2);
  whole[0]["lines"][1]["flags"] = nullptr;
  EXPECT_TRUE(Tells(Verified(whole.dump()), "[0].lines[1].flags"));
  Json later = sample;
  later[0]["as_of"] = "2026-02-10";  // the correction stands on February's
  EXPECT_TRUE(Tells(Verified(later.dump()), "[0].lines[2].flags"));
  EXPECT_FALSE(Tells(Verified(later.dump()), "[0].lines[1].flags"));
  Json twice = sample;
  twice[0]["lines"][1] = twice[0]["lines"][2];
  EXPECT_TRUE(Tells(Verified(twice.dump()), "[0].lines[2].line"));
}

// The volume line under floor_at_zero: 20.00 are due of the 25.00 that were booked, and all of it stays where it is.
TEST(Verify, KeepsWhatIsNeverTakenBack) {  // VERIFY-01, VERIFY-03, VERIFY-08
  std::string policy = kPolicy;
  policy.replace(policy.find("carry_forward"), 13, "floor_at_zero");
  Json json = Json::parse(kStatement);
  json[0]["carried"] = "0.00";
  Json& lines = json[0]["lines"];
  lines.erase(1);
  for (std::size_t i = 1; i < lines.size(); ++i) lines[i]["number"] = std::to_string(i + 1);
  Json& line = lines[1];
  line["flags"] = nullptr;
  line["amount"] = line["booked"] = "25.00";
  line["delta"] = line["balance"] = "0.00";
  EXPECT_EQ(Paths(Verified(json.dump(), policy)), "");
  line["delta"] = "-5.00";
  EXPECT_TRUE(Tells(Verified(json.dump(), policy), "[0].lines[1].delta"));
  line["booked"] = "20.00";
  EXPECT_TRUE(Tells(Verified(json.dump(), policy), "[0].lines[1].booked"));
}

// The sample without its steps and texts.
Json Unexplained() {
  Json json = Json::parse(kStatement);
  json[0]["explanations"] = "omitted";
  for (Json& line : json[0]["lines"]) {
    line.erase("steps");
    line.erase("exact");
    line["text"] = nullptr;
  }
  Json& pool = json[0]["lines"][6]["pools"][0];
  pool.erase("steps");
  pool.erase("exact");
  pool["text"] = nullptr;
  return json;
}

TEST(Verify, ComputesWhatIsNotExplained) {  // VERIFY-09
  const VerifyReport report = Verified(Unexplained().dump());
  EXPECT_EQ(Paths(report), "");
  EXPECT_EQ(report.not_judged.size(), 1U);  // the pool; one schedule each, so all else follows from the bases
  for (const char* line : {"1", "3", "4", "6"}) {
    Json json = Unexplained();
    json[Json::json_pointer("/0/lines/" + std::string(line) + "/earned")] = "17.17";
    EXPECT_TRUE(Tells(Verified(json.dump()), "[0].lines[" + std::string(line) + "].earned")) << line;
  }
  Json json = Unexplained();
  json[0]["lines"][1]["steps"] = Json::parse(kStatement)[0]["lines"][1]["steps"];
  EXPECT_TRUE(Tells(Verified(json.dump()), "[0].lines[1].steps"));
  json = Unexplained();
  json[0]["explanations"] = "given";
  EXPECT_TRUE(Tells(Verified(json.dump()), "[0].lines[1].steps"));
}

TEST(Verify, ListsWhatItCouldNotJudge) {  // VERIFY-09
  std::string policy = kPolicy;
  const std::string schedule = R"("schedule": {"accumulation": "whole", "step")";
  const std::string change = R"("on_change": "split_continue", "changes": [{"from": "2026-01-20", "schedule":
    {"accumulation": "whole", "brackets": [{"from": 0, "per_unit": "0.35"}]}}], )";
  policy.insert(policy.find(schedule), change);
  const VerifyReport report = Verified(Unexplained().dump(), policy);
  EXPECT_EQ(Paths(report), "");
  ASSERT_EQ(report.not_judged.size(), 2U);
  EXPECT_EQ(report.not_judged[0].path, "[0].lines[3].earned");
  EXPECT_EQ(report.not_judged[0].why, "its steps are left out, and its schedule changes within the period");
  EXPECT_NE(ReportJson(report).find("\"why\": \"its steps are left out"), std::string::npos);
}

TEST(Verify, HoldsDaysAgainstThePolicy) {  // VERIFY-04
  std::string policy = kPolicy;
  policy.replace(policy.find("month_end"), 9, "statement_day");
  EXPECT_EQ(Paths(Verified(kStatement, policy)), "");  // the statement's day is the month's last
  Json json = Json::parse(kStatement);
  json[0]["as_of"] = "2026-01-20";
  const VerifyReport report = Verified(json.dump());
  EXPECT_TRUE(Tells(report, "[0].issued"));
  EXPECT_TRUE(Tells(report, "[0].lines[1].state"));
  EXPECT_FALSE(Tells(report, "[0].lines[7].state"));  // its agreement was over by then
}

TEST(Verify, HoldsPartsAgainstLargestRemainders) {  // VERIFY-05
  Json json = Json::parse(kStatement);
  json[0]["groups"][0]["settled"] = "6.28";
  json[0]["groups"][2]["settled"] = "37.63";  // adds up, and is another's cent
  const VerifyReport report = Verified(json.dump());
  EXPECT_TRUE(Tells(report, "[0].groups[0].settled"));
  EXPECT_TRUE(Tells(report, "[0].groups[2].settled"));
}

TEST(Verify, ReadsOneStatementAsWellAsMany) {  // VERIFY-01
  const Json json = Json::parse(kStatement);
  EXPECT_EQ(Verified(json[0].dump()).statements, 1);
  EXPECT_EQ(Paths(Verified(json[0].dump())), "");
  Json twice = json;
  twice.push_back(json[0]);
  twice[1]["net"] = "0";
  const VerifyReport report = Verified(twice.dump());
  EXPECT_TRUE(Tells(report, "[1].net")) << Paths(report);
  EXPECT_FALSE(Tells(report, "[0].net"));
}

TEST(Verify, RefusesWhatCannotBeRead) {  // VERIFY-06
  EXPECT_EQ(VerifyStatement("{", kStatement).error().code, Code::policy_syntax);
  EXPECT_EQ(VerifyStatement(kPolicy, "[{]").error().code, Code::policy_syntax);
  EXPECT_EQ(VerifyStatement("{\"a\": 1, \"a\": 2}", kStatement).error().code, Code::policy_syntax);
  EXPECT_EQ(VerifyStatement("[]", kStatement).error().code, Code::policy_missing_key);
  EXPECT_EQ(VerifyStatement(kPolicy, "7").error().code, Code::data_value);
  EXPECT_EQ(VerifyStatement(kPolicy, std::string(100000, '[')).error().code, Code::policy_syntax);
}

TEST(Verify, CallsAMalformedStatementADifference) {  // VERIFY-06
  EXPECT_FALSE(Verified("{}").differences.empty());
  EXPECT_FALSE(Verified("[null, 1, {\"lines\": 3}, {\"lines\": [1, {}], \"groups\": [[]]}]").differences.empty());
  const Json sample = Json::parse(kStatement);
  for (const auto& [key, value] : sample[0].items()) {
    Json json = sample;
    json[0].erase(key);
    const bool is_judged = key != "policy_digest";
    EXPECT_EQ(Verified(json.dump()).differences.empty(), !is_judged) << key;
    json[0][key] = Json::array({Json::object()});
    EXPECT_EQ(Verified(json.dump()).differences.empty(), !is_judged) << key;
  }
}

}  // namespace
}  // namespace keyhaul

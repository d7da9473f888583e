// What several statements together tell. The sample's group has a second member, whose figures are worked out beside
// the sample: 750.00 of 1000.00, a part of 25.00, alone 25.01.
#include <gtest/gtest.h>
#include <cstddef>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "src/verify/verify.h"
#include "tests/verify/sample_statement.h"

namespace keyhaul {
namespace {

using Json = nlohmann::ordered_json;
using verify_testing::kPolicy;
using verify_testing::kStatement;

std::string Told(const VerifyReport& report) {
  std::string text;
  for (const Difference& one : report.differences) {
    text += one.path + ": found " + one.found + ", expected " + one.expected + "\n";
  }
  return text;
}

VerifyReport Checked(const Json& statements, const std::string& policy = kPolicy, const std::string& digest = "") {
  Result<VerifyReport> report = VerifyStatement(policy, statements.dump(), digest);
  EXPECT_TRUE(report.ok()) << report.error().Text();
  return report.ok() ? *std::move(report) : VerifyReport();
}

bool Names(const VerifyReport& report, const std::string& path) {
  return std::any_of(report.differences.begin(), report.differences.end(),
                     [&](const Difference& one) { return one.path == path; });
}

// The other member, who has the pooled line alone.
Json OtherMember() {
  Json other = Json::parse(kStatement)[0];
  Json line = other["lines"][6];
  line["number"] = "1";
  for (const char* key : {"qualifying", "payable"}) line[key] = "750";
  for (const char* key : {"amount", "earned", "delta", "booked", "due", "payout"}) line[key] = "25.00";
  line["text"] = "25.00 of 33.34 of G, for 750.00 of 1000.00";
  line["pools"][0]["member"] = {{"qualifying", "750"}, {"payable", "750"}, {"standalone", "25.01"}, {"part", "25.00"}};
  other["account"] = "B";
  other["lines"] = Json::array({line});
  other["gross"] = "750.00";
  other["net"] = "750.00";
  for (const char* key : {"discounts", "charges", "accrued", "carried"}) other[key] = "0.00";
  other["settled"] = "25.00";
  other["groups"] = {
      {{"group_value", "north"}, {"gross", "750.00"}, {"discounts", "0.00"}, {"net", "750.00"}, {"settled", "25.00"}}};
  return other;
}

Json Both() {
  Json both = Json::parse(kStatement);
  both.push_back(OtherMember());
  return both;
}

TEST(VerifyDocument, AddsUpTheMembersOfAPool) {  // VERIFY-13
  const VerifyReport report = Checked(Both());
  EXPECT_EQ(Told(report), "");
  EXPECT_TRUE(report.not_judged.empty());
  // The cent that the first of equal remainders gets, given to the other.
  Json both = Both();
  both[0]["lines"][6]["pools"][0]["member"]["part"] = "8.33";
  both[1]["lines"][0]["pools"][0]["member"]["part"] = "25.01";
  EXPECT_TRUE(Names(Checked(both), "[0].lines[6].pools[0].member.part"));
  EXPECT_TRUE(Names(Checked(both), "[1].lines[0].pools[0].member.part"));
  both = Both();
  both[1]["lines"][0]["pools"][0]["member"]["qualifying"] = "749";
  EXPECT_TRUE(Names(Checked(both), "[0].lines[6].pools[0].qualifying"));
  both = Both();
  both[1]["lines"][0]["pools"][0]["members"] = "3";  // each is told the same
  EXPECT_TRUE(Names(Checked(both), "[1].lines[0].pools[0].members"));
}

TEST(VerifyDocument, SaysWhichPoolsItTookAsGiven) {  // VERIFY-13
  const VerifyReport report = Checked(Json::parse(kStatement));
  ASSERT_EQ(report.not_judged.size(), 1U);
  EXPECT_EQ(report.not_judged[0].why, "of 2 members, the statements of 1 are here: the pool is taken as given");
}

TEST(VerifyDocument, HasAnAccountAndItsDaysOnce) {  // VERIFY-11
  Json twice = Json::parse(kStatement);
  twice.push_back(twice[0]);
  EXPECT_TRUE(Names(Checked(twice), "[1].account"));
  Json other = Both();
  other[1]["as_of"] = "2026-02-01";  // of another run
  EXPECT_TRUE(Names(Checked(other), "[1].as_of"));
}

TEST(VerifyDocument, WithoutStatementsIsRefused) {  // VERIFY-10
  const Result<VerifyReport> none = VerifyStatement(kPolicy, "[]");
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, Code::data_value);
  EXPECT_EQ(none.error().message, "there are no statements, so nothing was verified");
}

TEST(VerifyDocument, WithABytesOfZeroIsRefused) {  // VERIFY-10
  for (const std::size_t zeros : {1U, 3U}) {
    const std::string text = std::string(kStatement) + std::string(zeros, '\0');
    EXPECT_EQ(VerifyStatement(kPolicy, text).error().code, Code::policy_syntax);
    EXPECT_EQ(VerifyStatement(kPolicy + std::string(zeros, '\0'), kStatement).error().code, Code::policy_syntax);
  }
}

TEST(VerifyDocument, HasTheDigestOfThePolicy) {  // VERIFY-12
  EXPECT_EQ(Told(Checked(Json::parse(kStatement), kPolicy, "-")), "");
  EXPECT_EQ(Told(Checked(Json::parse(kStatement), kPolicy, "another")),
            "[0].policy_digest: found -, expected another\n");
}

// Of the cap of 48.39 a line of -30.00 leaves 78.39 to the next, which would take 90.00.
TEST(VerifyDocument, GivesRoomBackToASharedCap) {  // VERIFY-14
  std::string policy = kPolicy;
  policy.replace(policy.find("\"rate\": \"10%\"", policy.find("half-a")), 13, "\"rate\": \"-10%\"");
  policy.replace(policy.find("\"rate\": \"10%\"", policy.find("half-b")), 13, "\"rate\": \"30%\"");
  Json json = Json::parse(kStatement);
  const auto change = [&](std::size_t index, const char* benefit, const std::string& earned, const std::string& capped,
                          const std::string& due) {
    Json& line = json[0]["lines"][index];
    line["earned"] = line["exact"] = line["steps"][0]["exact"] = earned;
    line["steps"][0]["benefit"] = benefit;
    line["capped"] = capped;
    for (const char* key : {"amount", "due", "delta", "booked", "payout"}) line[key] = due;
  };
  change(4, "-0.1", "-30.00", "0.00", "-30.00");
  change(5, "0.3", "90.00", "11.61", "78.39");
  const VerifyReport report = Checked(json, policy);
  EXPECT_FALSE(Names(report, "[0].lines[4].due")) << Told(report);
  EXPECT_FALSE(Names(report, "[0].lines[5].due")) << Told(report);
  json[0]["lines"].erase(4);
  const VerifyReport alone = Checked(json, policy);
  EXPECT_TRUE(std::any_of(alone.not_judged.begin(), alone.not_judged.end(), [](const NotJudged& one) {
    return one.path == "[0].lines[4].capped" && one.why == "the line \"half-a\" shares its cap, and is not here";
  }));
}

// A line in which the account has no part any more, of which 30.00 were booked.
Json GoneLine() {
  Json gone = Json::parse(kStatement)[0]["lines"][4];
  gone.erase("steps");
  gone.erase("exact");
  gone["text"] = nullptr;
  gone["bracket"] = nullptr;
  for (const char* key : {"qualifying", "payable"}) gone[key] = "0";
  for (const char* key : {"earned", "due", "booked"}) gone[key] = "0.00";
  gone["booked_before"] = "30.00";
  return gone;
}

// Agreement "half" is with A alone: on a statement of B its lines have nothing behind them, and only what was booked is
// taken back.
TEST(VerifyDocument, TakesBackWhatAnAccountHasNoPartInAnyMore) {  // VERIFY-15
  Json other = OtherMember();
  Json gone = GoneLine();
  gone["delta"] = gone["payout"] = "-30.00";
  Json booked = gone;
  gone["flags"] = "correction";
  gone["amount"] = "-30.00";
  gone["number"] = "2";
  booked["flags"] = "booked";
  booked["amount"] = "30.00";
  booked["number"] = "1";
  for (const char* key : {"accrued", "balance"}) booked.erase(key);
  other["lines"][0]["number"] = "3";
  other["lines"].insert(other["lines"].begin(), gone);
  other["lines"].insert(other["lines"].begin(), booked);
  EXPECT_EQ(Told(Checked(Json::array({other}))), "");
  for (const std::size_t part : {0U, 1U}) other["lines"][part]["due"] = other["lines"][part]["earned"] = "30.00";
  EXPECT_TRUE(Names(Checked(Json::array({other})), "[0].lines[1].due"));
}

// Who has the tag is not on a statement, so that such a line is known by what stands on it.
TEST(VerifyDocument, LeavesWhatIsNeverTakenBack) {  // VERIFY-15
  std::string policy = kPolicy;
  policy.replace(policy.find("\"accounts\": [\"A\"]"), 17, "\"tags\": [\"t\"]");
  policy.insert(policy.find("\"agreement\": \"half\""), "\"clawback\": \"floor_at_zero\", ");
  Json other = OtherMember();
  Json gone = GoneLine();
  gone["amount"] = gone["booked"] = "30.00";
  gone["delta"] = gone["payout"] = "0.00";
  gone["number"] = "1";
  other["lines"][0]["number"] = "2";
  other["lines"].insert(other["lines"].begin(), gone);
  other["settled"] = other["groups"][0]["settled"] = "55.00";
  EXPECT_EQ(Told(Checked(Json::array({other}), policy)), "");
  other["lines"][0]["delta"] = "-30.00";
  EXPECT_TRUE(Names(Checked(Json::array({other}), policy), "[0].lines[0].delta"));
}

}  // namespace
}  // namespace keyhaul

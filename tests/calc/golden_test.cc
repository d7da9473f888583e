// Golden cases of calc. What they expect was computed by tests/calc/independent.py, with fractions and by sorting, and
// independent_test.py checks that it still says so; an answer may say more than a case expects.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "keyhaul/engine.h"
#include "src/engine/calc.h"
#include "src/engine/calc_keys.h"

namespace keyhaul {
namespace {

using Json = nlohmann::ordered_json;

std::string ReadSource(const std::string& name) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every member that is expected is there, in arrays one for one.
void ExpectHolds(const Json& answer, const Json& expected, const std::string& path) {
  if (expected.is_object() && answer.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      if (!answer.contains(key)) {
        ADD_FAILURE() << path << "." << key << " is missing";
        continue;
      }
      ExpectHolds(answer.at(key), value, path + "." + key);
    }
  } else if (expected.is_array() && answer.is_array() && expected.size() == answer.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ExpectHolds(answer[i], expected[i], path + "[" + std::to_string(i) + "]");
    }
  } else {
    EXPECT_EQ(answer, expected) << path;
  }
}

class CalcGolden : public testing::TestWithParam<std::string_view> {};

// CALC-02, CALC-05, CALC-06, CALC-07, CALC-09, CALC-10, CALC-11, CALC-15, CALC-16, CALC-18, CALC-23, CALC-30, CALC-31,
// CALC-32, CALC-34, CALC-40, CALC-41, CALC-42, CALC-43, CALC-44, CALC-45, CALC-50, TERMS-55, TERMS-58
TEST_P(CalcGolden, AnswersWhatWasComputedIndependently) {
  const Json cases = Json::parse(ReadSource("tests/golden/calc/" + std::string(GetParam()) + ".json"));
  ASSERT_FALSE(cases.empty());
  for (const Json& golden : cases) {
    SCOPED_TRACE(golden.at("name").get<std::string>());
    const CalcAnswer answer = Calc(golden.at("request").dump());
    EXPECT_FALSE(answer.error.has_value()) << answer.error->Text();
    ExpectHolds(Json::parse(answer.json), golden.at("answer"), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, CalcGolden, testing::ValuesIn(kCalcKinds),
                         [](const auto& kind) { return std::string(kind.param); });

// CALC-04, CALC-12, CALC-21, CALC-22, CALC-23, CALC-33, CALC-45: the request is text, since where the mistake stands
// counts; line, column and path were written by hand.
TEST(CalcGolden, ReportsMistakesWhereTheyStand) {
  const Json cases = Json::parse(ReadSource("tests/golden/calc/errors.json"));
  ASSERT_FALSE(cases.empty());
  for (const Json& golden : cases) {
    SCOPED_TRACE(golden.at("name").get<std::string>());
    const CalcAnswer answer = Calc(golden.at("text").get<std::string>());
    ASSERT_TRUE(answer.error.has_value());
    const Json error = Json::parse(answer.json).at("error");
    Json expected = golden.at("error");
    EXPECT_NE(error.at("message").get<std::string>().find(expected.at("says").get<std::string>()), std::string::npos)
        << error;
    expected.erase("says");
    ExpectHolds(error, expected, "error");
    EXPECT_EQ(static_cast<int>(answer.error->code), expected.at("code").get<int>());
    EXPECT_EQ(answer.error->path, expected.at("path").get<std::string>());
    EXPECT_EQ(answer.error->line, expected.at("line").get<int>());
    EXPECT_EQ(answer.error->line_column, expected.at("column").get<int>());
  }
}

// CALC-03
TEST(Calc, AnswersAnArrayOneByOne) {
  constexpr std::string_view kRequests = R"([
    {"calc": "allocation", "currency": "CNY", "total": 1, "weights": [1, 1]},
    {"calc": "allocation", "currency": "CNY", "total": "x", "weights": [1, 1]},
    {"calc": "nothing"},
    {"calc": "allocation", "currency": "CNY", "total": 2, "weights": [1, 1]}
  ])";
  const CalcAnswer answer = Calc(kRequests);
  ASSERT_TRUE(answer.error.has_value());
  EXPECT_EQ(answer.error->path, "[1].total");
  const Json answers = Json::parse(answer.json);
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[0]["parts"][0]["part"], "0.50");
  EXPECT_EQ(answers[1]["error"]["path"], "[1].total");
  EXPECT_EQ(answers[1]["calc"], "allocation");
  EXPECT_FALSE(answers[1].contains("parts")) << "nothing is half said";
  EXPECT_EQ(answers[2]["error"]["path"], "[2].calc");
  EXPECT_TRUE(answers[2]["calc"].is_null());
  EXPECT_EQ(answers[3]["parts"][1]["part"], "1.00");
  EXPECT_EQ(Calc("[]").json, "[]\n");
}

// A settlement that fails at its third entry says nothing of the first two.
TEST(Calc, TakesBackWhatAFailedAnswerHadWritten) {
  const CalcAnswer answer = Calc(R"({"calc": "settlement", "currency": "CNY",
    "schedule": {"accumulation": "marginal", "beyond_last": "error", "brackets": [{"from": 0, "to": 10, "rate": 1}]},
    "history": [{"basis": 4}, {"basis": 4}, {"basis": 4}]})");
  ASSERT_TRUE(answer.error.has_value());
  EXPECT_EQ(answer.error->path, "history[2].basis");
  EXPECT_EQ(answer.error->code, Code::data_value);
  EXPECT_EQ(answer.error->rule, "TERMS-04");
  EXPECT_FALSE(Json::parse(answer.json).contains("settlements"));
}

// Every key of a request that is listed is asked for, and nothing else.
TEST(Calc, AsksForTheKeysThatAreListed) {
  std::set<std::string> listed;
  for (const PolicyKey& key : kCalcKeys) listed.emplace(key.path);
  std::set<std::string, std::less<>> asked;
  for (const std::string_view kind : kCalcKinds) {
    const Json cases = Json::parse(ReadSource("tests/golden/calc/" + std::string(kind) + ".json"));
    for (const Json& golden : cases) {
      std::optional<Error> error;
      AnswerCalc(golden.at("request").dump(), &error, &asked);
    }
  }
  std::set<std::string> asked_of_requests;
  for (const std::string& path : asked) {
    if (path.starts_with("calc.") && path.find('.', 5) != std::string::npos) asked_of_requests.insert(path);
  }
  EXPECT_EQ(asked_of_requests, listed);
}

}  // namespace
}  // namespace keyhaul

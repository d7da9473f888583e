// Golden errors: policies with one mistake each, and where and how it is reported.
//
// Every case is the valid policy tests/golden/policy_errors/base.json, or terms_base.json, with one piece of text
// replaced. Code, path and the expected part of the message were written by hand; line and column are those at which a
// text editor finds the offending text.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/engine.h"
#include "keyhaul/policy.h"

namespace keyhaul {
namespace {

std::string ReadGolden(const std::string& name) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/tests/golden/policy_errors/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PolicyGolden, BaseIsValid) {
  for (const char* name : {"base.json", "terms_base.json"}) {
    const Result<Policy> policy = ParsePolicy(ReadGolden(name));
    ASSERT_TRUE(policy.ok()) << policy.error().Text();
  }
}

class PolicyGoldenErrors : public testing::TestWithParam<std::string_view> {};

// POLICY-01, POLICY-04, POLICY-05, POLICY-07, POLICY-08, POLICY-09, POLICY-10, POLICY-11, POLICY-13, POLICY-17,
// POLICY-18, POLICY-19, POLICY-20, POLICY-21, POLICY-22, POLICY-23
TEST_P(PolicyGoldenErrors, AreReportedWhereTheyStand) {
  const std::string base = ReadGolden(GetParam() == "terms" ? "terms_base.json" : "base.json");
  const auto cases = nlohmann::json::parse(ReadGolden(std::string(GetParam()) + ".json"));
  ASSERT_FALSE(cases.empty());
  for (const auto& golden : cases) {
    SCOPED_TRACE(golden.at("name").get<std::string>());
    const std::string replaced = golden.at("replace");
    const std::size_t place = base.find(replaced);
    ASSERT_NE(place, std::string::npos);
    std::string json = base;
    json.replace(place, replaced.size(), golden.at("with").get<std::string>());

    const Result<Policy> policy = ParsePolicy(json);
    ASSERT_FALSE(policy.ok());
    const auto& expected = golden.at("error");
    const Error& error = policy.error();
    EXPECT_EQ(static_cast<int>(error.code), expected.at("code").get<int>()) << error.Text();
    EXPECT_EQ(error.path, expected.at("path").get<std::string>()) << error.Text();
    EXPECT_EQ(error.line, expected.at("line").get<int>()) << error.Text();
    EXPECT_EQ(error.line_column, expected.at("column").get<int>()) << error.Text();
    EXPECT_NE(error.message.find(expected.at("says").get<std::string>()), std::string::npos) << error.Text();
    if (golden.contains("rule")) {
      EXPECT_EQ(error.rule, golden.at("rule").get<std::string>()) << error.Text();
    }
    EXPECT_EQ(error.Text().find('\n'), std::string::npos) << "one line";
  }
}

INSTANTIATE_TEST_SUITE_P(Files, PolicyGoldenErrors,
                         testing::Values("syntax", "keys", "values", "rules", "names", "terms"),
                         [](const auto& file) { return std::string(file.param); });

}  // namespace
}  // namespace keyhaul

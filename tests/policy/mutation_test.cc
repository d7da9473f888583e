// POLICY-06: whatever the bytes are, the reader answers. A valid document is damaged in many deterministic ways; each
// damaged one is read or refused in one line of UTF-8 with a place inside the document.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "keyhaul/engine.h"
#include "keyhaul/policy.h"

namespace keyhaul {
namespace {

std::string ReadSource(const std::string& name) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

// A linear congruential generator with the constants of Knuth's MMIX; its upper bits are good enough here.
class Draws {
 public:
  std::size_t Below(std::size_t bound) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>(state_ >> 33U) % bound;
  }

 private:
  std::uint64_t state_ = 1;
};

std::string Damage(std::string text, Draws* draws) {
  constexpr std::string_view kPieces[] = {
      "{",    "}", "[",       "]",          ",", ":", "\"",   "\\", "/*", "//", "\n", "null", "1e9",     "-",  "0",
      "\xFF", "é", "\\u0000", "9999999999", "%", " ", "true", "to", "\t", "{}", "[]", "\"\"", "\\ud800", "1.5"};
  const std::size_t times = 1 + draws->Below(3);
  for (std::size_t i = 0; i < times; ++i) {
    const std::size_t at = draws->Below(text.size());
    const std::size_t size = draws->Below(2) == 0 ? 0 : draws->Below(12);
    text.replace(at, std::min(size, text.size() - at), kPieces[draws->Below(std::size(kPieces))]);
  }
  return text;
}

void ExpectPlaced(const Error& error, const std::string& text) {
  const auto lines = static_cast<std::int32_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  EXPECT_GE(error.line, 1) << error.Text() << "\n" << text;
  EXPECT_LE(error.line, lines) << error.Text();
  EXPECT_GE(error.line_column, 1) << error.Text();
  EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.Text();
  EXPECT_NE(error.code, Code::internal) << error.Text();
}

TEST(DamagedDocuments, AreReadOrRefusedWithAPlace) {
  Draws draws;
  int refused = 0;
  constexpr int kRounds = 4000;
  const std::string documents[] = {ReadSource("tests/golden/policy_all_keys.json"),
                                   ReadSource("tests/golden/policy_errors/base.json"),
                                   ReadSource("examples/policies/express-carrier.json")};
  for (const std::string& document : documents) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string text = Damage(document, &draws);
      const Result<Policy> policy = ParsePolicy(text);
      if (policy.ok()) continue;
      ++refused;
      ExpectPlaced(policy.error(), text);
    }
  }
  EXPECT_GT(refused, kRounds) << "most damage is noticed";
}

TEST(DamagedRequests, AreAnsweredOrRefusedWithAPlace) {
  constexpr std::string_view kRequest = R"([
  { "calc": "schedule", "currency": "CNY", "qualifying_unit": "kg:3", "qualifying": "12.5", "payable": 900,
    "schedule": { "accumulation": "marginal", "beyond_last": "zero",
      "brackets": [{ "from": 0, "rate": "2%" }, { "from": 10, "to": 20, "rate": "3%", "flat": 5 }] } },
  { "calc": "allocation", "rounding": { "step": "0.05" }, "total": "10.00", "weights": { "a": 1, "b": 2 }, "capped": false },
  { "calc": "tiering", "tiering": { "tiers": [{ "name": "k", "when": { "rank": "top 5%" } }, { "name": "s" }] },
    "accounts": [{ "id": "a", "value": 50 }, { "id": "b", "value": "-33.125" }] }
])";
  Draws draws;
  for (int round = 0; round < 8000; ++round) {
    const std::string text = Damage(std::string(kRequest), &draws);
    const CalcAnswer answer = Calc(text);
    EXPECT_FALSE(answer.json.empty());
    if (answer.error.has_value()) ExpectPlaced(*answer.error, text);
  }
}

}  // namespace
}  // namespace keyhaul

// Every example of docs/CALC.md is what calc answers. The examples' figures are those of the sources named in
// tests/golden/calc, and worked out by hand.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "keyhaul/engine.h"

namespace keyhaul {
namespace {

std::vector<std::string> JsonBlocks(const std::string& markdown) {
  const std::string begin_mark = "\n```json\n";
  std::vector<std::string> blocks;
  for (std::size_t at = markdown.find(begin_mark); at != std::string::npos; at = markdown.find(begin_mark, at)) {
    at += begin_mark.size();
    const std::size_t end = markdown.find("\n```", at);
    blocks.push_back(markdown.substr(at, end - at));
    at = end;
  }
  return blocks;
}

// CALC-08: requests and answers stand in turn.
TEST(CalcDocumentation, ShowsWhatCalcAnswers) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/docs/CALC.md", std::ios::binary);
  ASSERT_TRUE(file);
  const std::string markdown{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string> blocks = JsonBlocks(markdown);
  ASSERT_EQ(blocks.size(), 48U);
  for (std::size_t i = 0; i < blocks.size(); i += 2) {
    const auto answer = nlohmann::ordered_json::parse(Calc(blocks[i]).json);
    const auto shown = nlohmann::ordered_json::parse(blocks[i + 1]);
    EXPECT_EQ(answer, shown) << answer.dump(2);
  }
}

}  // namespace
}  // namespace keyhaul

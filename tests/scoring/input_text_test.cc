// Inputs as text. Expected structures follow from the grammar in input_text.h, written out by hand.
#include "keyhaul/scoring/input_text.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyhaul {
namespace {

// "times*[factor fact, ...]/[...]" for each quotient: the structure, whatever the writer does.
std::string Structure(const CriterionInput& input) {
  const auto list = [](const std::vector<FactTerm>& terms) {
    std::string text = "[";
    for (const FactTerm& term : terms) text += (text.size() > 1 ? ", " : "") + term.factor.ToText() + " " + term.fact;
    return text + "]";
  };
  std::string text;
  for (const Quotient& quotient : input.sum) {
    text += (text.empty() ? "" : " ") + quotient.times.ToText() + "*" + list(quotient.over);
    if (!quotient.by.empty()) text += "/" + list(quotient.by);
  }
  return text;
}

std::string Parsed(std::string_view text) {
  const Result<CriterionInput> input = ParseInput(text);
  return input.ok() ? Structure(*input) : input.error().message;
}

std::string Rewritten(std::string_view text) { return ToText(*ParseInput(text)); }

// SCORING-16
TEST(ParseInput, SumsAndQuotients) {
  EXPECT_EQ(Parsed("sales"), "1*[1 sales]");
  EXPECT_EQ(Parsed("current_assets / current_liabilities"), "1*[1 current_assets]/[1 current_liabilities]");
  EXPECT_EQ(Parsed("(current_assets - stock) / current_liabilities"),
            "1*[1 current_assets, -1 stock]/[1 current_liabilities]");
  EXPECT_EQ(Parsed("365 * stock / cost_of_sales + 365 * receivables / sales"),
            "365*[1 stock]/[1 cost_of_sales] 365*[1 receivables]/[1 sales]");
  EXPECT_EQ(Parsed("a+b-0.5*c"), "1*[1 a, 1 b, -0.5 c]");
  EXPECT_EQ(Parsed("-a / b - c + d"), "-1*[1 a]/[1 b] 1*[-1 c, 1 d]");
  EXPECT_EQ(Parsed("a / (2 * b - c * 3)"), "1*[1 a]/[2 b, -3 c]");
  EXPECT_EQ(Parsed("\xE9\x94\x80\xE5\x94\xAE / b2.x"), "1*[1 \xE9\x94\x80\xE5\x94\xAE]/[1 b2.x]");
}

// SCORING-16: from left to right.
TEST(ParseInput, NumbersMultiplyTheQuotient) {
  EXPECT_EQ(Parsed("stock * 365 / sales"), "365*[1 stock]/[1 sales]");
  EXPECT_EQ(Parsed("stock / sales * 365"), "365*[1 stock]/[1 sales]");
  EXPECT_EQ(Parsed("2 * stock * 50% / sales * 4"), "4*[1 stock]/[1 sales]");
  EXPECT_EQ(Parsed("- 2 * (a + b)"), "-2*[1 a, 1 b]");
  EXPECT_EQ(Parsed("(a + b) + c"), "1*[1 a, 1 b, 1 c]");
}

// SCORING-16
TEST(ParseInput, SaysWhereAndWhatWasExpected) {
  EXPECT_EQ(Parsed(""), "'' cannot be read at position 1: expected a fact or '('");
  EXPECT_EQ(Parsed("a +"), "'a +' cannot be read at position 4: expected a fact or '('");
  EXPECT_EQ(Parsed("a b"), "'a b' cannot be read at position 3: expected '+', '-', '*', '/' or the end");
  EXPECT_EQ(Parsed("a * b"),
            "'a * b' cannot be read at position 5: expected a number; facts are not multiplied by one another");
  EXPECT_EQ(Parsed("a / b / c"), "'a / b / c' cannot be read at position 7: a quotient is not divided again");
  EXPECT_EQ(Parsed("a / 2"),
            "'a / 2' cannot be read at position 5: expected a fact or '('; multiply by 0.5 instead of dividing by 2");
  EXPECT_EQ(Parsed("a / b * c"),
            "'a / b * c' cannot be read at position 9: expected a number; put facts in front of the '/'");
  EXPECT_EQ(Parsed("7"), "'7' cannot be read at position 2: expected '*' and a fact; a number alone is no input");
  EXPECT_EQ(Parsed("0 * a"), "'0 * a' cannot be read at position 2: a factor of 0 leaves nothing");
  EXPECT_EQ(Parsed("(a - b / c)"), "'(a - b / c)' cannot be read at position 8: expected '+', '-', '*' or ')'");
  EXPECT_EQ(Parsed("((a))"), "'((a))' cannot be read at position 2: expected a fact");
  EXPECT_EQ(Parsed("(a"), "'(a' cannot be read at position 3: expected '+', '-', '*' or ')'");
  EXPECT_EQ(ParseInput("1.2.3 * a").error().rule, "SCORING-16");
  EXPECT_EQ(ParseInput("a $ b").error().code, Code::policy_value);
  EXPECT_FALSE(ParseInput(std::string_view("a\0", 2)).ok());
  std::string long_sum = "a";
  for (int i = 0; i < 64; ++i) long_sum += " + a";
  EXPECT_FALSE(ParseInput(long_sum).ok());
  EXPECT_FALSE(ParseInput("b / (" + long_sum + ")").ok());
  std::string quotients = "a / b";
  for (int i = 1; i < 64; ++i) quotients += " + a / b";
  EXPECT_TRUE(ParseInput(quotients).ok());
  EXPECT_FALSE(ParseInput(quotients + " + a / b").ok());
}

// SCORING-16
TEST(InputText, IsWrittenAsPeopleDo) {
  for (const std::string_view text :
       {"sales", "-sales", "current_assets / current_liabilities", "(current_assets - stock) / current_liabilities",
        "365 * stock / cost_of_sales + 365 * receivables / sales", "a + b - 0.5 * c", "-a / b - c + d",
        "-2 * (a + b) - 3 * c / (-d + 0.1 * e)", "a - 2 * (b)", "(0.5 * a) / b"}) {
    EXPECT_EQ(Rewritten(text), text);
  }
  EXPECT_EQ(Rewritten("stock/sales*365"), "365 * stock / sales");
}

// SCORING-16
TEST(InputText, RandomInputsComeBackTheSame) {
  std::mt19937_64 random(7);
  const auto draw = [&](std::size_t most) { return static_cast<int>(random() % most); };
  const auto factor = [&] { return *Decimal::Make(draw(2) == 0 ? 1 + draw(40) : -1 - draw(40), draw(3)); };
  const auto terms = [&](std::size_t count) {
    std::vector<FactTerm> list;
    while (list.size() < count) list.push_back({std::string(1, static_cast<char>('a' + draw(26))), factor()});
    return list;
  };
  for (int round = 0; round < 2000; ++round) {
    CriterionInput input;
    for (int i = 0; i <= draw(4); ++i) {
      Quotient quotient{factor(), terms(1 + static_cast<std::size_t>(draw(3)))};
      quotient.by = terms(static_cast<std::size_t>(draw(3)));
      if (quotient.by.empty() && quotient.times == Decimal::FromInteger(1)) continue;  // would join its neighbour
      input.sum.push_back(std::move(quotient));
    }
    if (input.sum.empty()) continue;
    const std::string text = ToText(input);
    ASSERT_EQ(Parsed(text), Structure(input)) << text;
    ASSERT_EQ(Rewritten(text), text);
  }
}

}  // namespace
}  // namespace keyhaul

// The line of a statement that a stack's answer has. Texts are by hand.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "keyhaul/engine.h"

namespace keyhaul {
namespace {

std::string TextOfStack(const std::string& members) {
  const CalcAnswer answer = Calc(R"({"calc": "stack", "currency": "CNY", )" + members + "}");
  if (answer.error) return answer.error->Text();
  return nlohmann::json::parse(answer.json).at("text").get<std::string>();
}

// CALC-42, STATEMENT-11
TEST(CalcStackText, ShowsEachLineThatWasRounded) {
  const std::string lines =
      R"("combine": "cascade", "lines": [{"id": "a", "rate": "3.335%"}, {"id": "b", "rate": "10%"}])";
  EXPECT_EQ(TextOfStack(R"("amount": "100.00", "rounding_at": "line", )" + lines),
            "(100.00 × 3.335 % → 3.34) + (96.66 × 10 % → 9.67) = 13.01 (half_up); 100.00 - 13.01 = 86.99");
  EXPECT_EQ(TextOfStack(R"("amount": "100.00", )" + lines),
            "100.00 × 3.335 % + 96.665 × 10 % = 13.0015 → 13.00 (half_up); 100.00 - 13.00 = 87.00");
  EXPECT_EQ(TextOfStack(R"("amount": "200.00", "rounding_at": "line", )" + lines),
            "200.00 × 3.335 % + (193.33 × 10 % → 19.33) = 26.00 (half_up); 200.00 - 26.00 = 174.00");
  EXPECT_EQ(TextOfStack(R"("amount": "2000.00", "rounding_at": "line", )" + lines),
            "2000.00 × 3.335 % + 1933.30 × 10 % = 260.03; 2000.00 - 260.03 = 1739.97");
}

// CALC-42, STATEMENT-04
TEST(CalcStackText, OfACreditNoteHasTheSignOfWhatIsGivenBack) {
  EXPECT_EQ(TextOfStack(R"("amount": "-100.00", "combine": "cascade",
                           "lines": [{"id": "a", "rate": "60%"}, {"id": "b", "amount": "50"}])"),
            "-100.00 × 60 % - 50 (cut to -40.00) = -100.00; -100.00 - -100.00 = 0.00");
}

}  // namespace
}  // namespace keyhaul

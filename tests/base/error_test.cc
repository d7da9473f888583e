#include "keyhaul/base/error.h"

#include <gtest/gtest.h>

#include <string>

namespace keyhaul {
namespace {

// BASE-90
TEST(ErrorTest, TextNamesThePlaceFirst) {
  Error error = MakeError(Code::data_value, "12 decimals; 2 are allowed");
  EXPECT_EQ(error.Text(), "12 decimals; 2 are allowed");
  error.table = "ledger";
  error.row = 4;  // zero-based; people count from one
  error.column = "revenue";
  error.rule = "BASE-17";
  EXPECT_EQ(error.Text(), "table ledger, row 5, column revenue: 12 decimals; 2 are allowed (BASE-17)");
  Error policy = MakeErrorAt(Code::policy_value, "brackets[1].from", "500 is below 800");
  policy = Under("terms[2]", Under("schedule", policy));
  policy.line = 7;
  policy.line_column = 12;
  EXPECT_EQ(policy.Text(), "line 7, column 12: terms[2].schedule.brackets[1].from: 500 is below 800");
  EXPECT_EQ(Under("terms", MakeErrorAt(Code::policy_value, "[1].id", "x")).path, "terms[1].id");
}

// BASE-91
TEST(ErrorTest, TextIsOneLineWhateverTheValue) {
  Error error = MakeError(Code::data_value, "no account \"A\nB\x1b[2J\x7f é\"");
  EXPECT_EQ(error.Text(), "no account \"A\\x0aB\\x1b[2J\\x7f é\"");
}

}  // namespace
}  // namespace keyhaul

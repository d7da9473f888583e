// Expected values are those of Python's fractions and decimal.
#include "src/verify/number.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "src/verify/calendar_rules.h"

namespace keyhaul {
namespace {

using namespace verify;  // NOLINT(google-build-using-namespace)

std::string Read(std::string_view text) {
  const std::optional<Number> number = ExactNumberOf(text);
  return number ? TextOf(*number) : "none";
}

TEST(VerifyNumber, ReadsWhatPoliciesWrite) {  // VERIFY-07
  EXPECT_EQ(Read("0.10"), "0.1");
  EXPECT_EQ(Read("007"), "7");
  EXPECT_EQ(Read("-1e-2"), "-0.01");
  EXPECT_EQ(Read("12.5e3"), "12500");
  EXPECT_EQ(Read("2.5%"), "0.025");
  EXPECT_EQ(Read("2.5 %"), "0.025");
  EXPECT_EQ(Read("3 \xE2\x80\xB0"), "0.003");
  EXPECT_EQ(Read("0.33 + 1/300"), "1/3");
  EXPECT_EQ(Read("-0.01 + 2/300"), "-1/300");
}

TEST(VerifyNumber, RefusesWhatIsNone) {  // VERIFY-07
  for (const char* text : {"", "-", "1.", ".5", "1e", "1e9999", "1 000", "0x10", "1%%", "1 + 1", "1 + 1/0", "nan"}) {
    EXPECT_EQ(Read(text), "none") << text;
  }
  EXPECT_EQ(Read(std::string(401, '1')), "none");
}

TEST(VerifyNumber, RoundsByEveryMode) {  // VERIFY-07
  // The table of the General Decimal Arithmetic specification.
  const std::vector<std::pair<const char*, std::vector<const char*>>> modes = {
      {"half_up", {"3", "2", "1", "1", "-1", "-2", "-3"}},   {"half_even", {"2", "2", "1", "1", "-1", "-2", "-2"}},
      {"half_down", {"2", "1", "1", "1", "-1", "-1", "-2"}}, {"up", {"3", "2", "2", "1", "-2", "-2", "-3"}},
      {"down", {"2", "1", "1", "1", "-1", "-1", "-2"}},      {"ceiling", {"3", "2", "2", "1", "-1", "-1", "-2"}},
      {"floor", {"2", "1", "1", "1", "-2", "-2", "-3"}},     {"up_05", {"2", "1", "1", "1", "-1", "-1", "-2"}}};
  const char* const numbers[] = {"2.5", "1.5", "1.1", "1", "-1.1", "-1.5", "-2.5"};
  for (const auto& [mode, expected] : modes) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(TextOf(*RoundedTo(*NumberOf(numbers[i]), Number(1), mode)), expected[i]) << mode << " " << numbers[i];
    }
  }
  EXPECT_EQ(TextOf(*RoundedTo(*NumberOf("5.01"), Number(1), "up_05")), "6");
  EXPECT_EQ(TextOf(*RoundedTo(*NumberOf("12.37"), *NumberOf("0.05"), "half_up")), "12.35");
  EXPECT_FALSE(RoundedTo(Number(1), Number(1), "nearest").has_value());
}

TEST(VerifyDays, AreThoseOfTheCalendar) {  // VERIFY-04
  EXPECT_EQ(DayNumberOf("1970-01-01"), 0);
  EXPECT_EQ(DayNumberOf("2026-01-01"), 20454);
  EXPECT_EQ(DayNumberOf("2024-02-29"), 19782);
  EXPECT_EQ(DayTextOf(19782), "2024-02-29");
  EXPECT_EQ(DayTextOf(MonthEndOf(*DayNumberOf("2024-02-03"))), "2024-02-29");
  EXPECT_EQ(DayTextOf(MonthEndOf(*DayNumberOf("2025-12-31"))), "2025-12-31");
  for (const char* text : {"2023-02-29", "2026-1-01", "2026-13-01", "2026-00-10", "2026-01-32", "day", ""}) {
    EXPECT_FALSE(DayNumberOf(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace keyhaul

#include "keyhaul/terms/schedule_check.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// Path, code, rule and message of a refusal; "ok" where there is none.
std::string Refusal(const Schedule& schedule) {
  const Status status = CheckSchedule(schedule);
  if (status.ok()) return "ok";
  const Error& error = status.error();
  return error.path + " | " + std::to_string(static_cast<int>(error.code)) + " " + error.rule + " | " + error.message;
}

TEST(CheckSchedule, AcceptsWhatCanBeMeant) {
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "0%")})), "ok");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "2%", "", "800"), RateFrom("800", "3%", "100")})), "ok");
  EXPECT_EQ(Refusal(Whole({UnitsFrom("0", "0.35"), UnitsFrom("0.5", "", "10"), UnitsFrom("7", "-0.2")})), "ok");
  EXPECT_EQ(Refusal(Whole({RateFrom("0", "250%", "-5")})), "ok");
}

TEST(CheckSchedule, RefusesBoundsThatHoldNothing) {  // TERMS-01
  EXPECT_EQ(Refusal(Marginal({})), "brackets | 2020 TERMS-01 | a schedule needs at least one bracket");
  EXPECT_EQ(Refusal(Marginal({RateFrom("10", "1%")})),
            "brackets[0].from | 2040 TERMS-01 | the first bracket starts at 10; it must start at 0");
  EXPECT_EQ(Refusal(Marginal({RateFrom("-1", "1%")})), "brackets[0].from | 2040 TERMS-01 | the bound -1 is negative");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("-1", "1%")})),
            "brackets[1].from | 2040 TERMS-01 | the bound -1 is negative");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("10", "1%", "", "10")})),
            "brackets[1].to | 2040 TERMS-01 | the bracket starts and ends at 10 and holds nothing");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%", "", "-1")})),
            "brackets[0].to | 2040 TERMS-01 | the bracket ends at -1, below its start at 0");
  Schedule many = Marginal({});
  for (int i = 0; i <= kMaxBrackets; ++i) many.brackets.push_back(RateFrom(std::to_string(i), "1%"));
  EXPECT_EQ(Refusal(many), "brackets | 2040 TERMS-01 | 1025 brackets; at most 1024");
  many.brackets.pop_back();
  EXPECT_EQ(Refusal(many), "ok");
}

TEST(CheckSchedule, RefusesGapsOverlapsAndOrderByBothIndexes) {  // TERMS-02
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%", "", "100"), RateFrom("101", "2%")})),
            "brackets[1].from | 2040 TERMS-02 | a gap between brackets[0] and brackets[1]: the first ends at 100, the "
            "second starts at 101; they must share the bound");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("5", "1%", "", "100.5"), RateFrom("100", "2%")})),
            "brackets[2].from | 2040 TERMS-02 | brackets[1] and brackets[2] overlap: the first ends at 100.5, the "
            "second starts at 100; they must share the bound");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("800", "1%"), RateFrom("500", "2%")})),
            "brackets[2].from | 2040 TERMS-02 | 500 is below 800, where brackets[1] starts; bounds must ascend");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("5", "1%"), RateFrom("5.0", "2%")})),
            "brackets[2].from | 2040 TERMS-02 | brackets[1] and brackets[2] both start at 5; every bracket needs its "
            "own bound");
}

TEST(CheckSchedule, RefusesBenefitsThatSayNothingOrTwoThings) {  // TERMS-03
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "1%"), RateFrom("5", "")})),
            "brackets[1] | 2020 TERMS-03 | the bracket says nothing of what it pays; expected rate, per_unit or flat "
            "(a rate of 0 where it pays nothing)");
  Bracket both = RateFrom("0", "1%");
  both.per_unit = Number("0.1");
  EXPECT_EQ(Refusal(Marginal({both})),
            "brackets[0].per_unit | 2040 TERMS-03 | a bracket pays a rate or an amount per unit, not both");
  EXPECT_EQ(Refusal(Marginal({RateFrom("0", "", "1"), RateFrom("5", "1%"), UnitsFrom("7", "0.1")})),
            "brackets[2].per_unit | 2040 TERMS-03 | brackets[1] pays a rate and brackets[2] per unit; a schedule pays "
            "one of the two");
  EXPECT_EQ(Refusal(Marginal({UnitsFrom("0", "0.1"), RateFrom("7", "1%")})),
            "brackets[1].rate | 2040 TERMS-03 | brackets[0] pays per unit and brackets[1] a rate; a schedule pays one "
            "of the two");
}

TEST(CheckSchedule, WantsTheWordOnWhatLiesBeyondTheLast) {  // TERMS-04
  Schedule closed = Marginal({RateFrom("0", "1%", "", "100")});
  EXPECT_EQ(Refusal(closed),
            "beyond_last | 2020 TERMS-04 | the last bracket ends at 100; say what holds above it: last_bracket, zero, "
            "error or overage");
  closed.beyond_last = BeyondLast::zero;
  EXPECT_EQ(Refusal(closed), "ok");
  closed.brackets[0].to.reset();
  EXPECT_EQ(Refusal(closed), "beyond_last | 2040 TERMS-04 | the last bracket has no end, so nothing lies beyond it");
}

}  // namespace
}  // namespace keyhaul

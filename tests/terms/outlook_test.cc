#include "keyhaul/terms/outlook.h"

#include <string>

#include "tests/terms/schedule_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

std::string NextStart(const CompiledSchedule& schedule, const Bases& bases) {
  const Result<std::optional<int128>> start = NextBracketStart(schedule, bases);
  if (!start.ok()) return start.error().Text();
  return start->has_value() ? ToText(**start) : "none";
}

TEST(Outlook, NamesTheLeastBasisOfTheNextBracket) {  // CALC-50
  const std::vector<Bracket> brackets = {RateFrom("0", "1%"), RateFrom("1000", "3%")};
  EXPECT_EQ(NextStart(Compiled(Whole(brackets)), {80000, 80000}), "100000");
  EXPECT_EQ(NextStart(Compiled(Whole(brackets, Boundary::up_to_inclusive)), {100000, 100000}), "100001");
  EXPECT_EQ(NextStart(Compiled(Whole(brackets)), {100000, 100000}), "none");
  EXPECT_EQ(NextStart(Compiled(Whole(brackets)), {-1, -1}), "0");
  // 110 % of 333.33 is 366.663.
  Schedule growth = Whole({RateFrom("110%", "2%")});
  growth.accumulation = Accumulation::growth;
  growth.growth = GrowthRule{};
  EXPECT_EQ(NextStart(Compiled(growth), {100, 100, 0, 33333}), "36667");
  EXPECT_EQ(NextStart(Compiled(growth), {100, 100, 0, 0}), "none");
}

TEST(Outlook, WithoutABaselineHasNoBracketAhead) {  // CALC-50, TERMS-27
  for (const char* from : {"0", "110%"}) {
    Schedule growth = Whole({RateFrom(from, "1%"), RateFrom("206%", "2%")});
    growth.accumulation = Accumulation::growth;
    growth.growth = GrowthRule{};
    EXPECT_EQ(NextStart(Compiled(growth), {-7, -7, 0, 0}), "none");
    EXPECT_EQ(NextStart(Compiled(growth), {7, 7, 0, -5}), "none");
    // All of a basis is growth then, in the last bracket.
    growth.growth->without_baseline = WithoutBaseline::zero_baseline;
    EXPECT_EQ(NextStart(Compiled(growth), {-7, -7, 0, 0}), "0");
    EXPECT_EQ(NextStart(Compiled(growth), {0, 0, 0, 0}), "none");
  }
}

TEST(Outlook, DividesExactly) {                                // CALC-50
  EXPECT_TRUE(*DivideBy({-2, 1, 2}, 3) == (Exact{-1, 1, 2}));  // a third of −1 1/2
}

}  // namespace
}  // namespace keyhaul

#include "keyhaul/statement/render_sum.h"

#include <string>
#include <vector>

#include "tests/terms/stack_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

std::string SumOf(const std::vector<std::string>& summands, std::string_view exact, std::string_view rounded,
                  std::string_view step = "0.01") {
  return RenderSum(summands, exact, rounded, RoundTo(step), 2);
}

TEST(RenderSum, WritesSummandsAndTheirSum) {  // STATEMENT-04
  EXPECT_EQ(SumOf({"80.00", "146.00"}, "226.00", "226.00"), "80.00 + 146.00 = 226.00");
  EXPECT_EQ(SumOf({"80.00", "-24.00"}, "56.00", "56.00"), "80.00 - 24.00 = 56.00");
  EXPECT_EQ(SumOf({"-24.00", "80.00"}, "56.00", "56.00"), "-24.00 + 80.00 = 56.00");
  EXPECT_EQ(SumOf({}, "0.00", "0.00"), "nothing = 0.00");
}

TEST(RenderSum, NamesTheRoundingWhereItChangedTheSum) {  // STATEMENT-02, STATEMENT-04
  EXPECT_EQ(SumOf({"0.333", "0.334"}, "0.667", "0.67"), "0.333 + 0.334 = 0.667 → 0.67 (half_up)");
  EXPECT_EQ(SumOf({"0.333"}, "0.333", "0.35", "0.05"), "0.333 = 0.333 → 0.35 (half_up to 0.05)");
}

TEST(RenderSum, NamesTheRoundingOfFiguresThatWereRoundedEach) {  // STATEMENT-11
  const std::vector<std::string> rounded = {"(0.333 → 0.34)", "0.50"};
  EXPECT_EQ(RenderSumOfRounded(rounded, "0.84", true, RoundTo("0.01"), 2), "(0.333 → 0.34) + 0.50 = 0.84 (half_up)");
  const std::vector<std::string> whole = {"0.34", "-0.50"};
  EXPECT_EQ(RenderSumOfRounded(whole, "-0.16", false, RoundTo("0.01"), 2), "0.34 - 0.50 = -0.16");
}

TEST(RenderTake, SaysWhatALineLookedAt) {  // STATEMENT-04
  EXPECT_EQ(RenderTake(Percent("a", "2.5%"), {"80.00", "2.00"}), "80.00 × 2.5 %");
  EXPECT_EQ(RenderTake(Percent("a", "60%"), {"100.00", "40.00", "", true}), "100.00 × 60 % (cut to 40.00)");
  EXPECT_EQ(RenderTake(Fixed("a", "10"), {"80.00", "10.00"}), "10.00");
  EXPECT_EQ(RenderTake(Fixed("a", "130"), {"80.00", "80.00", "", true}), "130 (cut to 80.00)");
  const StackLine bonus = Scheduled("-bonus", Whole({RateFrom("0", "1%")}));
  EXPECT_EQ(RenderTake(bonus, {"80.00", "0.80"}), "0.80 (-bonus on 80.00)");
  EXPECT_EQ(RenderTake(bonus, {"80.00", "0.50", "", true}), "0.50 (-bonus on 80.00, cut)");
}

TEST(RenderTake, OfACreditNoteIsBelowZero) {  // STATEMENT-04
  EXPECT_EQ(RenderTake(Percent("a", "60%"), {"-100.00", "-40.00", "", true, true}), "-100.00 × 60 % (cut to -40.00)");
  EXPECT_EQ(RenderTake(Fixed("a", "10"), {"-80.00", "-10.00", "", false, true}), "-10.00");
  EXPECT_EQ(RenderTake(Fixed("a", "38.86"), {"-80.00", "-37.03", "", true, true}), "-38.86 (cut to -37.03)");
  EXPECT_EQ(RenderTake(Fixed("a", "38.86"), {"0.00", "0.00", "", true, true}), "-38.86 (cut to 0.00)");
}

TEST(RenderTake, NamesWhatALineIsRoundedTo) {  // STATEMENT-11
  EXPECT_EQ(RenderTake(Percent("a", "3.335%"), {"100.00", "3.335", "3.34"}), "(100.00 × 3.335 % → 3.34)");
  EXPECT_EQ(RenderTake(Percent("a", "10%"), {"80.00", "8.00", "8.00"}), "80.00 × 10 %");
  const StackLine bonus = Scheduled("bonus", Whole({RateFrom("0", "1%")}));
  EXPECT_EQ(RenderTake(bonus, {"80.50", "0.805", "0.81"}), "(0.805 (bonus on 80.50) → 0.81)");
}

}  // namespace
}  // namespace keyhaul

#include "src/kernels/stack_kernel.h"

#include "tests/terms/stack_builder.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

// Expected values are computed with Python's fractions.
TEST(StackKernel, EightRatesOfTwelveDigitsOnAHugeAmount) {  // TERMS-72
  std::vector<StackLine> lines;
  for (int i = 0; i < 8; ++i) lines.push_back(Percent(std::to_string(i), "0.12345678901" + std::to_string(i + 2)));
  const CompiledStack compiled = CompiledOf(StackOf(Combine::cascade, lines));
  const int128 amount = PowerOfTen(30) + 7;
  const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(compiled, amount);
  ASSERT_TRUE(answer.ok()) << answer.error().Text();
  EXPECT_EQ(CentsText(answer->discount), "6515129507705063595219334057.09");
  EXPECT_EQ(answer->exact,
            "6515129507705063595219334057.08 + 1443597059938272897982711864161630440599064222194081554920109"
            "956050310042435413704187716532013/1562500000000000000000000000000000000000000000000000000000000"
            "00000000000000000000000000000000000");
  EXPECT_EQ(answer->exact_shown, "6515129507705063595219334057.089239…");
  int128 sum = 0;
  for (const kernels::StackLineAnswer& line : answer->lines) sum += line.amount;
  EXPECT_EQ(ToText(sum), ToText(answer->discount));
}

TEST(StackKernel, BothPathsAnswerTheSame) {  // TERMS-72
  // The first line makes the wide path necessary where it takes nothing else: 0 % of 26 digits in all.
  std::vector<StackLine> lines = {Percent("a", "20%"), Fixed("b", "3.33"), Percent("c", "12.5%"),
                                  Scheduled("d", Marginal({RateFrom("0", "1%"), RateFrom("50", "2.5%")}))};
  const Result<kernels::StackAnswer> fast = kernels::EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), 10001);
  for (int i = 0; i < 4; ++i) lines.push_back(Percent("z" + std::to_string(i), "0.000000000000000000"));
  for (int i = 0; i < 3; ++i) lines.push_back(Percent("y" + std::to_string(i), "0.000000000000000001"));
  const Result<kernels::StackAnswer> wide = kernels::EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), 10001);
  ASSERT_TRUE(fast.ok() && wide.ok());
  ASSERT_FALSE(EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), 10001).ok());
  EXPECT_EQ(ToText(fast->discount), ToText(wide->discount));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(fast->lines[i].exact, wide->lines[i].exact);
    EXPECT_EQ(fast->lines[i].basis, wide->lines[i].basis);
    EXPECT_EQ(ToText(fast->lines[i].amount), ToText(wide->lines[i].amount));
  }
}

TEST(StackKernel, TheSpreadOfWideFractions) {  // TERMS-72
  std::vector<StackLine> lines = {Fixed("a", "10"), Percent("b", "0.200000000000000001"),
                                  Percent("c", "0.100000000000000001"), Percent("d", "0.000000000000000001")};
  const CompiledStack compiled = CompiledOf(StackOf(Combine::cascade, lines));
  ASSERT_FALSE(SpreadOfStack(compiled, 10000).ok());
  const Result<StackSpread> spread = kernels::SpreadOfStack(compiled, 10000);
  ASSERT_TRUE(spread.ok()) << spread.error().Text();
  EXPECT_EQ(CentsText(spread->least), "35.20");     // 10, then 28 % of 90
  EXPECT_EQ(CentsText(spread->greatest), "38.00");  // 28, then 10
}

TEST(StackKernel, BeyondAllWidthsIsRefused) {  // TERMS-72
  std::vector<StackLine> lines;
  for (int i = 0; i < 20; ++i) lines.push_back(Percent(std::to_string(i), "0.123456789012345678"));
  const Result<kernels::StackAnswer> answer =
      kernels::EvaluateStack(CompiledOf(StackOf(Combine::cascade, lines)), 10001);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::overflow);
  EXPECT_EQ(answer.error().rule, "TERMS-06");
}

TEST(StackKernel, ExactValuesAreWrittenAsBaseWritesThem) {  // TERMS-72
  // 1 % to 3 % between 0 and 300 on a third of a cent is no decimal; 1/3 comes by a step of thirds instead.
  const CompiledStack compiled = CompiledOf(StackOf(Combine::cascade, {Percent("a", "12.3456789%")}));
  const Result<kernels::StackAnswer> answer = kernels::EvaluateStack(compiled, -12345);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->exact, "-15.24074060205");
  EXPECT_EQ(answer->exact_shown, "-15.240740…");
  EXPECT_EQ(answer->lines[0].basis, "-123.45");
  EXPECT_EQ(answer->lines[0].basis_shown, "-123.45");
}

}  // namespace
}  // namespace keyhaul

// Allocation: five methods against published vectors and against a naive computation in Python.
#include "keyhaul/base/allocation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "wide.h"

namespace keyhaul {
namespace {

using test::Random;
using test::Wide;

constexpr std::array<AllocationMethod, 5> kMethods = {
    AllocationMethod::largest_remainder, AllocationMethod::floor_then_first, AllocationMethod::half_down_then_first,
    AllocationMethod::last, AllocationMethod::largest_line};

using Amounts = std::vector<int128>;

// The parts; the leftover is checked where there is a place for it.
Amounts PartsOf(int128 total, const Amounts& weights, const AllocationOptions& options, int128 leftover = 0) {
  Amounts parts(weights.size(), 0);
  const Result<int128> result = Allocate(total, weights, options, parts);
  EXPECT_TRUE(result.ok()) << result.error().Text();
  if (result.ok()) {
    EXPECT_EQ(*result, leftover);
  }
  return parts;
}

AllocationOptions By(AllocationMethod method) {
  AllocationOptions options;
  options.method = method;
  return options;
}

// BASE-50. Ten seats by Hare's quota, the worked example of the English Wikipedia's "Quota method" and "Largest
// remainders method": 47000, 16000, 15900, 12000, 6000 and 3100 votes give 5, 2, 1, 1, 1 and 0 seats.
TEST(AllocationTest, Base50LargestRemainderIsHamiltonsMethod) {
  EXPECT_EQ(PartsOf(10, {47000, 16000, 15900, 12000, 6000, 3100}, AllocationOptions()), (Amounts{5, 2, 1, 1, 1, 0}));
}

// BASE-51. The documentation of moneyphp: 5 cents by 70 and 30 are 4 and 1, by 30 and 70 they are 2 and 3; 8.00 by
// three are 2.67, 2.67 and 2.66.
TEST(AllocationTest, Base51FloorThenFirstIsThatOfMoneyphp) {
  const AllocationOptions options = By(AllocationMethod::floor_then_first);
  EXPECT_EQ(PartsOf(5, {70, 30}, options), (Amounts{4, 1}));
  EXPECT_EQ(PartsOf(5, {30, 70}, options), (Amounts{2, 3}));
  EXPECT_EQ(PartsOf(800, {1, 1, 1}, options), (Amounts{267, 267, 266}));
}

// BASE-52. Sylius rounds each share half towards zero and corrects from the first on: by hand, 2 by 6, 6 and 8 are
// shares of 0.6, 0.6 and 0.8, all rounded to 1, and one too many is taken from the first; 1 by 5 and 5 are two halves
// rounded to 0, and the first gets the one that is missing.
TEST(AllocationTest, Base52RoundDownThenFirstIsThatOfSylius) {
  const AllocationOptions options = By(AllocationMethod::half_down_then_first);
  EXPECT_EQ(PartsOf(2, {6, 6, 8}, options), (Amounts{0, 1, 1}));
  EXPECT_EQ(PartsOf(1, {5, 5}, options), (Amounts{1, 0}));
}

// BASE-53. The specification of Solidus' DistributedAmountsHandler: 10.00 over three equal lines are 3.33, 3.33 and
// 3.34; 15.00 over 150, 50 and 100 are 7.50, 2.50 and 5.00.
TEST(AllocationTest, Base53LastIsThatOfSolidus) {
  EXPECT_EQ(PartsOf(1000, {50, 50, 50}, By(AllocationMethod::last)), (Amounts{333, 333, 334}));
  EXPECT_EQ(PartsOf(1500, {150, 50, 100}, By(AllocationMethod::last)), (Amounts{750, 250, 500}));
}

// BASE-54. By hand: 100 by 1, 3 and 3 are 14.29, 42.86 and 42.86, rounded to 14, 43 and 43 = 100; by 1, 1 and 4 they
// are 16.67, 16.67 and 66.67, rounded to 17, 17 and 67 = 101, and the largest gives the 1 back.
TEST(AllocationTest, Base54LargestLineTakesTheDifference) {
  EXPECT_EQ(PartsOf(100, {1, 3, 3}, By(AllocationMethod::largest_line)), (Amounts{14, 43, 43}));
  EXPECT_EQ(PartsOf(100, {1, 1, 4}, By(AllocationMethod::largest_line)), (Amounts{17, 17, 66}));
}

struct Case {
  int128 total;
  Amounts weights;
  bool capped;
  int128 leftover;
  std::vector<Amounts> parts;  // by method, in the order of kMethods
};

// Python 3.11: shares as `fractions.Fraction`, rounded by floor and comparison with 1/2, and the difference handed out
// one unit at a time to the first line in the method's order that may take one.
std::vector<Case> Cases() {
  return {
      {100, {1, 1, 1}, false, 0, {{34, 33, 33}, {34, 33, 33}, {34, 33, 33}, {33, 33, 34}, {34, 33, 33}}},
      {1000,
       {3, 3, 3, 1},
       false,
       0,
       {{300, 300, 300, 100}, {300, 300, 300, 100}, {300, 300, 300, 100}, {300, 300, 300, 100}, {300, 300, 300, 100}}},
      {5, {70, 30}, false, 0, {{4, 1}, {4, 1}, {4, 1}, {4, 1}, {3, 2}}},
      {5, {30, 70}, false, 0, {{2, 3}, {2, 3}, {2, 3}, {2, 3}, {2, 3}}},
      {2, {1, 1, 1, 1}, false, 0, {{1, 1, 0, 0}, {1, 1, 0, 0}, {1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 1}}},
      {3,
       {1, 1, 1, 1, 1, 1, 1},
       true,
       0,
       {{1, 1, 1, 0, 0, 0, 0},
        {1, 1, 1, 0, 0, 0, 0},
        {1, 1, 1, 0, 0, 0, 0},
        {0, 0, 0, 0, 1, 1, 1},
        {1, 1, 1, 0, 0, 0, 0}}},
      {3,
       {1, 1, 1, 1, 1, 1, 1},
       false,
       0,
       {{1, 1, 1, 0, 0, 0, 0},
        {1, 1, 1, 0, 0, 0, 0},
        {1, 1, 1, 0, 0, 0, 0},
        {0, 0, 0, 0, 0, 0, 3},
        {3, 0, 0, 0, 0, 0, 0}}},
      {2, {6, 6, 8, 0}, false, 0, {{1, 0, 1, 0}, {1, 1, 0, 0}, {0, 1, 1, 0}, {1, 1, 0, 0}, {1, 1, 0, 0}}},
      {2, {6, 6, 8}, false, 0, {{1, 0, 1}, {1, 1, 0}, {0, 1, 1}, {1, 1, 0}, {1, 1, 0}}},
      {2,
       {3, 6, 6, 8, 0},
       false,
       0,
       {{0, 1, 0, 1, 0}, {1, 1, 0, 0, 0}, {0, 0, 1, 1, 0}, {0, 1, 1, 0, 0}, {0, 1, 1, 0, 0}}},
      {2,
       {1, 12, 12, 12, 3},
       false,
       0,
       {{0, 1, 1, 0, 0}, {1, 1, 0, 0, 0}, {0, 0, 1, 1, 0}, {0, 1, 1, 0, 0}, {0, 0, 1, 1, 0}}},
      {-100,
       {1, 1, 1},
       false,
       0,
       {{-34, -33, -33}, {-34, -33, -33}, {-34, -33, -33}, {-33, -33, -34}, {-34, -33, -33}}},
      {100, {-1, -1, -1}, false, 0, {{34, 33, 33}, {34, 33, 33}, {34, 33, 33}, {33, 33, 34}, {34, 33, 33}}},
      {-100,
       {-2, -2, -3},
       false,
       0,
       {{-29, -28, -43}, {-29, -29, -42}, {-28, -29, -43}, {-29, -29, -42}, {-29, -29, -42}}},
      {7,
       {0, 5, 0, 5, 0},
       false,
       0,
       {{0, 4, 0, 3, 0}, {0, 4, 0, 3, 0}, {0, 4, 0, 3, 0}, {0, 4, 0, 3, 0}, {0, 3, 0, 4, 0}}},
      {10, {4, 3, 2}, true, 1, {{4, 3, 2}, {4, 3, 2}, {4, 3, 2}, {4, 3, 2}, {4, 3, 2}}},
      {-10, {4, 3, 2}, true, -1, {{-4, -3, -2}, {-4, -3, -2}, {-4, -3, -2}, {-4, -3, -2}, {-4, -3, -2}}},
      {8, {4, 3, 2}, true, 0, {{3, 3, 2}, {4, 3, 1}, {3, 3, 2}, {4, 3, 1}, {3, 3, 2}}},
      {9, {4, 3, 2}, true, 0, {{4, 3, 2}, {4, 3, 2}, {4, 3, 2}, {4, 3, 2}, {4, 3, 2}}},
      {123456789,
       {333, 333, 334},
       false,
       0,
       {{41111111, 41111111, 41234567},
        {41111111, 41111111, 41234567},
        {41111110, 41111111, 41234568},
        {41111111, 41111111, 41234567},
        {41111111, 41111111, 41234567}}},
      {10,
       {47000, 16000, 15900, 12000, 6000, 3100},
       false,
       0,
       {{5, 2, 1, 1, 1, 0}, {5, 2, 2, 1, 0, 0}, {4, 2, 2, 1, 1, 0}, {5, 2, 2, 1, 0, 0}, {4, 2, 2, 1, 1, 0}}},
      {1, {5, 5}, false, 0, {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {0, 1}}},
      {0, {1, 2}, false, 0, {{0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}},
      {99,
       {7, 11, 13, 17, 19},
       false,
       0,
       {{11, 16, 19, 25, 28}, {11, 16, 19, 25, 28}, {11, 16, 19, 25, 28}, {10, 16, 19, 25, 29}, {10, 16, 19, 25, 29}}},
      {64,
       {7, 11, 13, 17, 19},
       true,
       0,
       {{7, 11, 12, 16, 18}, {7, 11, 12, 16, 18}, {7, 11, 12, 16, 18}, {7, 11, 12, 16, 18}, {7, 11, 12, 16, 18}}},
      {66,
       {7, 11, 13, 17, 19},
       true,
       0,
       {{7, 11, 13, 17, 18}, {7, 11, 13, 17, 18}, {6, 11, 13, 17, 19}, {7, 11, 13, 17, 18}, {7, 11, 13, 17, 18}}},
      {1000000000000000000,
       {999999999999999999, 999999999999999997, 7},
       false,
       0,
       {{499999999999999999, 499999999999999998, 3},
        {499999999999999999, 499999999999999998, 3},
        {499999999999999999, 499999999999999998, 3},
        {499999999999999999, 499999999999999998, 3},
        {499999999999999999, 499999999999999998, 3}}},
      {2573700,
       {536205, 130901, 0, 24999},
       false,
       0,
       {{1993961, 486776, 0, 92963},
        {1993962, 486776, 0, 92962},
        {1993961, 486776, 0, 92963},
        {1993962, 486776, 0, 92962},
        {1993961, 486776, 0, 92963}}},
  };
}

// BASE-50 BASE-51 BASE-52 BASE-53 BASE-54 BASE-57 BASE-59
TEST(AllocationTest, AllMethodsAgreeWithPython) {
  for (const Case& c : Cases()) {
    for (std::size_t i = 0; i < kMethods.size(); ++i) {
      AllocationOptions options = By(kMethods[i]);
      options.capped = c.capped;
      EXPECT_EQ(PartsOf(c.total, c.weights, options, c.leftover), c.parts[i])
          << Name(kMethods[i]) << " of " << ToText(c.total) << " by " << c.weights.size() << " weights";
    }
  }
}

struct KeyedCase {
  int128 total;
  Amounts weights;
  std::vector<Amounts> parts;
};

// The same computation in Python, for keys d, b, c and a.
std::vector<KeyedCase> KeyedCases() {
  return {
      {101, {1, 1, 1, 1}, {{25, 25, 25, 26}, {25, 25, 25, 26}, {25, 25, 25, 26}, {26, 25, 25, 25}, {25, 25, 25, 26}}},
      {102, {2, 1, 2, 2}, {{29, 15, 29, 29}, {29, 14, 29, 30}, {29, 15, 29, 29}, {29, 15, 29, 29}, {29, 15, 29, 29}}},
      {2, {1, 1, 1, 1}, {{0, 1, 0, 1}, {0, 1, 0, 1}, {0, 1, 0, 1}, {0, 1, 0, 1}, {1, 0, 1, 0}}},
      {-103,
       {5, 5, 5, 5},
       {{-25, -26, -26, -26}, {-25, -26, -26, -26}, {-26, -26, -26, -25}, {-25, -26, -26, -26}, {-26, -26, -26, -25}}},
  };
}

// BASE-56
TEST(AllocationTest, Base56KeysDecideTiesAndOrder) {
  const std::vector<std::string_view> keys = {"d", "b", "c", "a"};
  const std::array<std::size_t, 4> sorted = {3, 1, 2, 0};
  for (const KeyedCase& c : KeyedCases()) {
    for (std::size_t i = 0; i < kMethods.size(); ++i) {
      AllocationOptions options = By(kMethods[i]);
      options.keys = keys;
      const Amounts parts = PartsOf(c.total, c.weights, options);
      EXPECT_EQ(parts, c.parts[i]) << Name(kMethods[i]) << " of " << ToText(c.total);
      // In the order of the keys, the parts are those of an input that came in that order without keys.
      Amounts sorted_weights;
      Amounts sorted_parts;
      for (const std::size_t index : sorted) {
        sorted_weights.push_back(c.weights[index]);
        sorted_parts.push_back(parts[index]);
      }
      EXPECT_EQ(sorted_parts, PartsOf(c.total, sorted_weights, By(kMethods[i])));
    }
  }
}

// BASE-58
TEST(AllocationTest, Base58AllWeightsZero) {
  for (const AllocationMethod method : kMethods) {
    AllocationOptions options = By(method);
    Amounts parts = {7, 7, 7};
    EXPECT_EQ(Allocate(100, Amounts{0, 0, 0}, options, parts).error().code, Code::division_by_zero);
    EXPECT_EQ(parts, (Amounts{7, 7, 7}));
    EXPECT_EQ(PartsOf(0, {0, 0, 0}, options), (Amounts{0, 0, 0}));
    options.zero_weights = ZeroWeights::equal;
    EXPECT_EQ(PartsOf(100, {0, 0, 0}, options),
              method == AllocationMethod::last ? (Amounts{33, 33, 34}) : (Amounts{34, 33, 33}));
    options.capped = true;
    EXPECT_EQ(PartsOf(-100, {0, 0, 0}, options, -100), (Amounts{0, 0, 0}));
  }
}

TEST(AllocationTest, RefusalsSayWhatIsWrongAndChangeNothing) {
  Amounts parts = {7, 7};
  const Error sizes = Allocate(1, Amounts{1, 2, 3}, AllocationOptions(), parts).error();
  EXPECT_EQ(sizes.code, Code::invalid_argument);
  EXPECT_EQ(sizes.message, "allocation has 3 weights and 2 parts");
  const std::vector<std::string_view> keys = {"a"};
  AllocationOptions keyed;
  keyed.keys = keys;
  EXPECT_EQ(Allocate(1, Amounts{1, 2}, keyed, parts).error().message, "allocation has 2 weights and 1 keys");
  EXPECT_EQ(Allocate(1, Amounts{}, AllocationOptions(), {}).error().code, Code::invalid_argument);
  EXPECT_TRUE(Allocate(0, Amounts{}, AllocationOptions(), {}).ok());
  EXPECT_EQ(parts, (Amounts{7, 7}));
  EXPECT_EQ(*ParseAllocationMethod("largest_line"), AllocationMethod::largest_line);
  EXPECT_EQ(ParseAllocationMethod("fair").error().code, Code::policy_value);
}

// BASE-60
TEST(AllocationTest, Base60WeightsOfBothSignsAreRefused) {
  Amounts parts(4, 7);
  const Error error = Allocate(100, Amounts{0, 5, -3, 2}, AllocationOptions(), parts).error();
  EXPECT_EQ(error.code, Code::data_value);
  EXPECT_EQ(error.row, 2);
  EXPECT_EQ(error.value, "-3");
  EXPECT_EQ(Allocate(100, Amounts{-5, -3, 2, -1}, AllocationOptions(), parts).error().row, 2);
  EXPECT_EQ(parts, Amounts(4, 7));
}

struct Input {
  int128 total;
  Amounts weights;
  AllocationOptions options;
  std::vector<std::string> texts;
  std::vector<std::string_view> keys;
};

// Totals and weights whose products need at most `bits` bits, many of them equal or 0.
void Fill(Random& random, int bits, Input* input) {
  const int total_bits = static_cast<int>(random.Within(std::max(1, bits - 127), std::min(127, bits - 1)));
  input->total = random.Any(total_bits);
  input->weights.assign(static_cast<std::size_t>(random.Within(1, 12)), 0);
  const int sign = random.Within(0, 3) == 0 ? -1 : 1;
  int128 earlier = 1;
  for (int128& weight : input->weights) {
    weight = random.Within(0, 3) == 0 ? earlier : random.Positive(bits - total_bits) * random.Within(0, 1);
    earlier = weight;
    weight *= sign;
  }
  input->options.method = kMethods[static_cast<std::size_t>(random.Within(0, 4))];
  input->options.zero_weights = ZeroWeights::equal;
  input->options.capped = random.Within(0, 2) == 0;
  input->texts.clear();
  for (std::size_t i = 0; i < input->weights.size(); ++i) input->texts.push_back(std::to_string(random.Within(0, 5)));
  input->keys.assign(input->texts.begin(), input->texts.end());
  input->options.keys = {};
  if (random.Within(0, 1) == 0) input->options.keys = input->keys;
}

int128 Absolute(int128 x) { return x < 0 ? -x : x; }

void ExpectInvariants(const Input& input, const Amounts& parts, int128 leftover) {
  Wide sum = test::ToWide(leftover);
  for (const int128 part : parts) sum += test::ToWide(part);
  ASSERT_EQ(sum, test::ToWide(input.total)) << Name(input.options.method);
  const bool all_zero =
      std::all_of(input.weights.begin(), input.weights.end(), [](int128 weight) { return weight == 0; });
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ASSERT_TRUE(parts[i] == 0 || (parts[i] < 0) == (input.total < 0));
    ASSERT_TRUE(input.weights[i] != 0 || all_zero || parts[i] == 0);
    ASSERT_TRUE(!input.options.capped || Absolute(parts[i]) <= Absolute(input.weights[i]));
  }
  ASSERT_TRUE(input.options.capped || leftover == 0);
}

// BASE-55 BASE-57 BASE-59 BASE-61
TEST(AllocationTest, Base55PartsAddUpAndBothWidthsAgree) {
  Random random(7);
  Input input;
  for (int i = 0; i < 20000; ++i) {
    Fill(random, 123, &input);
    Amounts parts(input.weights.size());
    const Result<int128> leftover = Allocate(input.total, input.weights, input.options, parts);
    ASSERT_TRUE(leftover.ok()) << leftover.error().Text();
    ExpectInvariants(input, parts, *leftover);
    Amounts wide_parts(input.weights.size());
    const Result<int128> wide_leftover =
        allocation_internal::AllocateWith<Wide>(input.total, input.weights, input.options, wide_parts);
    ASSERT_TRUE(wide_leftover.ok());
    ASSERT_EQ(parts, wide_parts);
    ASSERT_EQ(*leftover, *wide_leftover);
    // BASE-57: the mirror.
    Amounts mirror(input.weights.size());
    ASSERT_EQ(*Allocate(-input.total, input.weights, input.options, mirror), -*leftover);
    for (std::size_t k = 0; k < parts.size(); ++k) ASSERT_EQ(mirror[k], -parts[k]);
  }
}

// BASE-61. At and beyond the bounds: 128 bits refuse before they could be wrong, 256 bits hold everything.
TEST(AllocationTest, Base61TheWidePathTakesEveryInput) {
  Random random(8);
  for (int i = 0; i < 5000; ++i) {
    Input input;
    Fill(random, 254, &input);
    if (i % 16 == 0) input.total = kInt128Min;
    if (i % 16 == 1) input.weights.assign(input.weights.size(), kInt128Min);
    Amounts parts(input.weights.size());
    const Result<int128> leftover =
        allocation_internal::AllocateWith<Wide>(input.total, input.weights, input.options, parts);
    ASSERT_TRUE(leftover.ok()) << leftover.error().Text();
    if (i % 16 > 1) ExpectInvariants(input, parts, *leftover);
    Amounts narrow_parts(input.weights.size());
    const Result<int128> narrow = Allocate(input.total, input.weights, input.options, narrow_parts);
    if (narrow.ok()) {
      ASSERT_EQ(narrow_parts, parts);
    } else {
      ASSERT_EQ(narrow.error().code, Code::overflow);
    }
  }
  Amounts parts(2);
  ASSERT_TRUE(allocation_internal::AllocateWith<Wide>(kInt128Min, Amounts{kInt128Min, kInt128Min}, {}, parts).ok());
  EXPECT_EQ(parts, (Amounts{kInt128Min / 2, kInt128Min / 2}));
  ASSERT_TRUE(allocation_internal::AllocateWith<Wide>(kInt128Min, Amounts{1, 0}, {}, parts).ok());
  EXPECT_EQ(parts, (Amounts{kInt128Min, 0}));
}

}  // namespace
}  // namespace keyhaul

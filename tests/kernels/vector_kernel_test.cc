// Every path that the machine of the test has, by itself. Where it has none there is nothing to test here; the paths
// without vectors have schedule_kernel_test.cc.
#include "src/kernels/vector_kernel.h"

#include <algorithm>
#include <array>
#include <cfenv>
#include <limits>
#include <string>
#include <vector>

#include "src/kernels/schedule_kernel.h"
#include "src/kernels/wide_integer.h"
#include "tests/base/wide.h"
#include "tests/terms/schedule_builder.h"
#include "tests/terms/schedule_generator.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

using kernels::VectorPath;
using kernels::VectorPaths;
using Column = std::vector<std::int64_t>;

constexpr std::array<RoundingMode, 8> kModes = {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::half_down,
                                                RoundingMode::up,      RoundingMode::down,      RoundingMode::ceiling,
                                                RoundingMode::floor,   RoundingMode::up_05};

Column EvaluateBy(const VectorPath& path, const CompiledSchedule& schedule, const Column& choosing,
                  const Column& earning) {
  Column rounded(choosing.size());
  path.evaluate(kernels::MakeVectorTable(schedule), choosing.data(), earning.data(), rounded.size(), rounded.data());
  return rounded;
}

// The bits of bases up to which the schedule may take vectors; below 0 where it may not at all.
int MostBits(const CompiledSchedule& schedule) {
  int bits = kernels::kVectorBits;
  while (bits >= 0 && terms_internal::RequiredBits(schedule, {bits, bits}, true) > kernels::kVectorBits) --bits;
  return bits;
}

// Numerators where the modes part: next to multiples of the divisor, halves and ends, of both signs.
Column Numerators(Random& random, std::int64_t divisor, std::int64_t end) {
  Column multiples = {0, divisor, 2 * divisor, 5 * divisor, 10 * divisor, 15 * divisor, end - end % divisor};
  for (int i = 0; i < 40; ++i) {
    const auto any = static_cast<std::int64_t>(random.Next() >> (14 + random.Below(50)));
    multiples.push_back(any - any % divisor);
  }
  Column numerators;
  for (const std::int64_t multiple : multiples) {
    for (const std::int64_t part : {std::int64_t{0}, divisor / 2, (divisor + 1) / 2, divisor}) {
      for (std::int64_t x = multiple + part - 1; x <= multiple + part + 1; ++x) {
        if (x > end) continue;
        numerators.push_back(x);
        numerators.push_back(-x);
      }
    }
  }
  numerators.push_back(end);
  numerators.push_back(-end);
  return numerators;
}

// A basis of n cents times 10^-decimals, to a step: the numerator of the division is n itself.
void ExpectRounding(Random& random, int decimals, const std::string& step, RoundingMode mode) {
  Bracket bracket;
  bracket.rate = DecimalOf(1, decimals);
  const CompiledSchedule schedule = Compiled(Whole({bracket}), kCents, RoundTo(step, mode));
  const auto divisor = static_cast<std::int64_t>(schedule.denominator * schedule.step);
  const std::int64_t end = (std::int64_t{1} << MostBits(schedule)) - 1;
  const Column numerators = Numerators(random, divisor, end);
  const Column qualifying(numerators.size(), 1);
  for (const VectorPath& path : VectorPaths()) {
    const Column rounded = EvaluateBy(path, schedule, qualifying, numerators);
    for (std::size_t i = 0; i < rounded.size(); ++i) {
      const test::Wide steps = test::RoundedByDefinition(numerators[i], divisor, mode);
      ASSERT_EQ(rounded[i], steps * static_cast<std::int64_t>(schedule.step))
          << path.name << " " << Name(mode) << " " << numerators[i] << " / 10^" << decimals << " to " << step;
    }
  }
}

TEST(VectorPaths, RoundAsTheModesAreDefined) {  // KERNEL-01
  Random random(61);
  for (int decimals = 0; decimals <= 11; ++decimals) {
    for (const char* step : {"0.01", "0.03", "0.05", "0.07", "0.25", "1", "5", "13.37"}) {
      for (const RoundingMode mode : kModes) ExpectRounding(random, decimals, step, mode);
    }
  }
}

// A schedule of any accumulation that has segments; most targets begin above 0.
ScheduleCase SegmentedCase(Random& random) {
  ScheduleCase c = RandomCase(random, {7, 4, 5, random.OneIn(4) ? 32 : 7});
  const auto accumulation = static_cast<Accumulation>(random.Below(7));
  c.schedule.accumulation = accumulation;
  const bool flats = accumulation == Accumulation::flat || accumulation == Accumulation::sum_of_reached;
  if (c.schedule.beyond_last == BeyondLast::error) c.schedule.beyond_last = BeyondLast::zero;
  for (Bracket& bracket : c.schedule.brackets) {
    if (flats) bracket.rate = bracket.per_unit = std::nullopt;
    if (flats && !bracket.flat) bracket.flat = DecimalOf(random.Digits(5), 2);
  }
  std::vector<Bracket>& brackets = c.schedule.brackets;
  if (accumulation == Accumulation::target && brackets.size() > 1) brackets.erase(brackets.begin());
  return c;
}

// Bases at every start, next to them, below the first, at the ends of the bounds and anywhere between.
Column BasesOf(Random& random, const CompiledSchedule& schedule, int bits) {
  const std::int64_t end = (std::int64_t{1} << bits) - 1;
  Column bases = {0, 1, -1, end, -end, end - 1, 1 - end};
  for (const Segment<int128>& segment : schedule.segments) {
    for (int128 basis = segment.start - 1; basis <= segment.start + 1; ++basis) {
      if (basis <= end) bases.push_back(static_cast<std::int64_t>(basis));
    }
  }
  for (int i = random.Below(40); i > 0; --i) {
    const auto any = static_cast<std::int64_t>(random.Next() >> (64 - std::max(random.Below(bits + 1), 1)));
    bases.push_back(std::min(any, end) * (random.OneIn(5) ? -1 : 1));
  }
  return bases;
}

// Each row by each path against the same in 256 bits.
void ExpectAsWide(const CompiledSchedule& schedule, const Column& qualifying, const Column& payable,
                  const std::string& what) {
  const std::vector<Segment<kernels::WideInt>> segments = terms_internal::BuildSegments<kernels::WideInt>(schedule);
  Column expected;
  expected.reserve(qualifying.size());
  for (std::size_t i = 0; i < qualifying.size(); ++i) {
    const Result<ScheduleValue> value =
        terms_internal::EvaluateWith<kernels::WideInt>(schedule, segments, {qualifying[i], payable[i]});
    ASSERT_TRUE(value.ok()) << what;
    expected.push_back(static_cast<std::int64_t>(value->rounded));
  }
  for (const VectorPath& path : VectorPaths()) {
    const Column rounded = EvaluateBy(path, schedule, qualifying, payable);
    for (std::size_t i = 0; i < rounded.size(); ++i) {
      ASSERT_EQ(rounded[i], expected[i]) << path.name << " " << what << "\nrow " << i << " of " << qualifying[i]
                                         << " and " << payable[i];
    }
  }
}

TEST(VectorPaths, GiveWhat256BitsGive) {  // KERNEL-01
  Random random(62);
  std::array<int, 7> taken{};
  for (int i = 0; i < 3000; ++i) {
    const ScheduleCase c = SegmentedCase(random);
    const CompiledSchedule schedule = Compiled(c.schedule, c.units, c.rounding);
    const int bits = MostBits(schedule);
    if (bits < 1 || schedule.segments.size() > kernels::kMostVectorLines) continue;
    const Column qualifying = BasesOf(random, schedule, bits);
    if (schedule.units.qualifying_scale == schedule.units.payable_scale) {
      ++taken.at(static_cast<std::size_t>(schedule.accumulation));
      ExpectAsWide(schedule, qualifying, qualifying, CaseText(c));
    }
    if (schedule.sliced) continue;
    ++taken.at(static_cast<std::size_t>(schedule.accumulation));
    Column payable = BasesOf(random, schedule, bits);
    payable.resize(qualifying.size(), -7);
    ExpectAsWide(schedule, qualifying, payable, CaseText(c));
  }
  EXPECT_GT(*std::min_element(taken.begin(), taken.end()), 100);
}

TEST(VectorPaths, FindTheExtremes) {  // KERNEL-01
  Random random(63);
  for (const VectorPath& path : VectorPaths()) {
    for (std::size_t rows = 0; rows < 40; ++rows) {
      Column column(rows);
      for (std::int64_t& x : column) {
        x = static_cast<std::int64_t>(random.Next()) >> random.Below(64);
        if (random.OneIn(9)) x = std::numeric_limits<std::int64_t>::min() + random.Below(2);
        if (random.OneIn(9)) x = std::numeric_limits<std::int64_t>::max() - random.Below(2);
      }
      const kernels::Extremes extremes = path.find_extremes(column.data(), rows);
      column.push_back(0);
      EXPECT_EQ(extremes.least, *std::min_element(column.begin(), column.end())) << path.name << rows;
      EXPECT_EQ(extremes.greatest, *std::max_element(column.begin(), column.end())) << path.name << rows;
    }
  }
}

// The greatest bases that a block may take vectors for, and the next greater ones, which must not.
TEST(VectorPaths, AreTakenUpToTheirBounds) {  // KERNEL-01, KERNEL-02
  for (const char* rate : {"0.000000001%", "0.0003%", "2.5%", "7%", "100%"}) {
    for (const Accumulation accumulation : {Accumulation::marginal, Accumulation::whole}) {
      Schedule plain = Marginal({RateFrom("0", rate), RateFrom("77777.77", "-3.3%", "1.23")});
      plain.accumulation = accumulation;
      const CompiledSchedule schedule = Compiled(plain, kCents, RoundTo("0.05", RoundingMode::half_even));
      for (int bits = 30; bits <= 62; ++bits) {
        Column basis(3000);
        for (std::size_t i = 0; i < basis.size(); ++i) {
          basis[i] = (std::int64_t{1} << bits) - 1 - static_cast<std::int64_t>(i);
        }
        Column expected(basis.size());
        Column rounded(basis.size());
        ASSERT_TRUE(kernels::EvaluateBatchBy(nullptr, schedule, basis, basis, expected).ok());
        ASSERT_TRUE(kernels::EvaluateBatch(schedule, basis, basis, rounded).ok());
        EXPECT_EQ(rounded, expected) << rate << " " << bits;
      }
    }
  }
}

// Of a whole schedule no product has the qualifying basis in it, but the start that it reaches is found by it.
TEST(VectorPaths, AreLeftAloneWhereABasisIsTooLarge) {  // KERNEL-01, KERNEL-02
  const CompiledSchedule schedule = Compiled(Whole({RateFrom("0", "1%"), RateFrom("100", "2%")}));
  for (int bits = 45; bits <= 63; ++bits) {
    for (const std::int64_t sign : {1, -1}) {
      const Column qualifying(100, sign * static_cast<std::int64_t>((std::uint64_t{1} << bits) - 1));
      const Column payable(100, 12345);
      Column rounded(100);
      ASSERT_TRUE(kernels::EvaluateBatch(schedule, qualifying, payable, rounded).ok());
      EXPECT_EQ(rounded, Column(100, sign < 0 ? 0 : 247)) << bits << " " << sign;  // 2 % of 123.45 is 2.469
    }
  }
}

TEST(VectorPaths, AreLeftAloneWhereDoublesRoundOtherwise) {  // KERNEL-07
  Random random(64);
  for (const RoundingMode mode : kModes) {
    const CompiledSchedule schedule =
        Compiled(Marginal({RateFrom("0", "1.1%"), RateFrom("1000", "2.3%")}), kCents, RoundTo("0.03", mode));
    Column basis(5000);
    for (std::int64_t& x : basis) x = static_cast<std::int64_t>(random.Next() >> (40 + random.Below(20))) * 3000;
    Column expected(basis.size());
    ASSERT_TRUE(kernels::EvaluateBatchBy(nullptr, schedule, basis, basis, expected).ok());
    for (const int direction : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
      Column rounded(basis.size());
      std::fesetround(direction);
      const Status status = kernels::EvaluateBatch(schedule, basis, basis, rounded);
      std::fesetround(FE_TONEAREST);
      ASSERT_TRUE(status.ok());
      EXPECT_EQ(rounded, expected) << Name(mode) << " " << direction;
    }
  }
}

}  // namespace
}  // namespace keyhaul

#include "src/kernels/schedule_kernel.h"

#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "src/kernels/narrow_kernel.h"
#include "src/kernels/wide_integer.h"
#include "tests/terms/schedule_builder.h"
#include "tests/terms/schedule_generator.h"

namespace keyhaul {
namespace {

using namespace terms_testing;  // NOLINT(google-build-using-namespace)

constexpr std::int64_t kMaxInt64 = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMinInt64 = std::numeric_limits<std::int64_t>::min();

// The amount or the refusal, as text.
std::string ValueText(const Result<ScheduleValue>& value) {
  if (!value.ok()) return value.error().Text();
  return ToText(value->rounded) + " bracket " + std::to_string(value->bracket) + " exact " + ToText(value->exact, 0);
}

TEST(KernelEvaluate, TotalsBeyond128Bits) {  // KERNEL-01
  // 1234567890123456789012345678.90 at 2.123456789012 % up to 10^20 and 3.987654321098 % above, by Python's fractions.
  const CompiledSchedule marginal =
      Compiled(Marginal({RateFrom("0", "2.123456789012%"), RateFrom("100000000000000000000", "3.987654321098%")}));
  const int128 total = *Number("1234567890123456789012345678.90").MantissaAt(2);
  EXPECT_FALSE(Evaluate(marginal, {total, total}).ok());
  const Result<ScheduleValue> value = kernels::Evaluate(marginal, {total, total});
  ASSERT_TRUE(value.ok()) << value.error().Text();
  EXPECT_EQ(ToText(value->rounded), "4923029795319890132793964334");
  // 24615148976599450663969821670672367017161 / 5000000000000 cents.
  EXPECT_TRUE(value->exact == (Exact{*Number("4923029795319890132793964334").MantissaAt(0),
                                     *Number("672367017161").MantissaAt(0), PowerOfTen(12) * 5}));
}

TEST(KernelEvaluate, TwoBasesOfEighteenDigitsByRatesOfTwelve) {  // KERNEL-01
  // 9876543210987654.32 qualifies, 8765432109876543.21 earns; by Python's fractions.
  const CompiledSchedule schedule =
      Compiled(Marginal({RateFrom("0", "2.123456789012%"), RateFrom("1000000000", "3.987654321098%")}));
  EXPECT_FALSE(Evaluate(schedule, {987654321098765432, 876543210987654321}).ok());
  const Result<ScheduleValue> value = kernels::Evaluate(schedule, {987654321098765432, 876543210987654321});
  ASSERT_TRUE(value.ok()) << value.error().Text();
  EXPECT_EQ(ToText(value->rounded), "34953511574765045");
  EXPECT_TRUE(value->exact == (Exact{34953511574765045, *Number("106474447038457444404157338491").MantissaAt(0),
                                     *Number("6172839506867283950000000000000").MantissaAt(0)}));
}

TEST(KernelEvaluate, RefusesWhat256BitsMayNotHold) {  // KERNEL-01, TERMS-06
  const CompiledSchedule schedule =
      Compiled(Marginal({RateFrom("0", "2.123456789012%"), RateFrom("1000", "3.987654321098%")}));
  const Result<ScheduleValue> value = kernels::Evaluate(schedule, {kInt128Max, kInt128Max - 1});
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().Text(), "the products of this schedule need more than 256 bits (TERMS-06)");
  EXPECT_FALSE(kernels::Explain(schedule, {kInt128Max, kInt128Max - 1}).ok());
  // The benefit itself may be too large for the amount: 200 % of the greatest total.
  const Result<ScheduleValue> twice =
      kernels::Evaluate(Compiled(Whole({RateFrom("0", "200%")})), {kInt128Max, kInt128Max});
  ASSERT_FALSE(twice.ok());
  EXPECT_EQ(twice.error().Text(), "the benefit does not fit into 128 bits (TERMS-06)");
}

// Each case that a narrower path takes gives the same by every wider one.
TEST(KernelPaths, GiveTheSame) {  // KERNEL-01
  Random random(21);
  std::array<int, 3> taken{};
  for (int i = 0; i < 6000; ++i) {
    const ScheduleCase c = RandomCase(random, i % 2 == 0 ? kSmall : kMedium);
    Rounding rounding = c.rounding;
    if (random.OneIn(4)) rounding.at = RoundingPoint::slice;
    const CompiledSchedule schedule = Compiled(c.schedule, c.units, rounding);
    const int bits = terms_internal::RequiredBitsFor(schedule, {c.qualifying, c.payable});
    if (bits > terms_internal::kFastBits) continue;
    ++taken[0];
    const Result<ScheduleValue> fast = Evaluate(schedule, {c.qualifying, c.payable});
    const Result<ScheduleValue> wide = terms_internal::EvaluateWith<kernels::WideInt>(
        schedule, terms_internal::BuildSegments<kernels::WideInt>(schedule), {c.qualifying, c.payable});
    ASSERT_EQ(ValueText(wide), ValueText(fast)) << CaseText(c);
    const bool one_divisor =
        schedule.accumulation == Accumulation::whole || terms_internal::IsOneBasis(schedule, {c.qualifying, c.payable});
    const bool is_narrow = bits <= kernels::kNarrowBits && rounding.at != RoundingPoint::slice;
    if (!is_narrow || !one_divisor || !fast.ok()) continue;
    ++taken[1];
    const auto qualifying = static_cast<std::int64_t>(c.qualifying);
    const auto payable = static_cast<std::int64_t>(c.payable);
    std::int64_t narrow = 0;
    kernels::NarrowTable(schedule).Evaluate(&qualifying, &payable, 1, &narrow);
    ASSERT_EQ(ToText(narrow), ToText(fast->rounded)) << CaseText(c);
  }
  EXPECT_GT(taken[0], 3000);
  EXPECT_GT(taken[1], 1000);
}

struct Columns {
  std::vector<std::int64_t> qualifying;
  std::vector<std::int64_t> payable;
};

// Compares a batch with one evaluation per row; a refusal with the first row that is refused.
void ExpectBatchAsRows(const kernels::VectorPath* path, const CompiledSchedule& schedule, const Columns& columns,
                       const std::string& what) {
  std::vector<std::int64_t> rounded(columns.qualifying.size());
  const Status status = kernels::EvaluateBatchBy(path, schedule, columns.qualifying, columns.payable, rounded);
  for (std::size_t i = 0; i < rounded.size(); ++i) {
    const Result<ScheduleValue> value = kernels::Evaluate(schedule, {columns.qualifying[i], columns.payable[i]});
    if (!value.ok() || !FitsInt64(value->rounded)) {
      ASSERT_FALSE(status.ok()) << what << " row " << i;
      return;
    }
    if (!status.ok()) continue;
    ASSERT_EQ(ToText(value->rounded), ToText(rounded[i])) << what << " row " << i;
  }
  ASSERT_TRUE(status.ok()) << what << " " << status.error().Text();
}

// By every path that this machine has, and by none.
void ExpectBatchAsRows(const CompiledSchedule& schedule, const Columns& columns, const std::string& what) {
  ExpectBatchAsRows(nullptr, schedule, columns, what);
  for (const kernels::VectorPath& path : kernels::VectorPaths()) {
    ExpectBatchAsRows(&path, schedule, columns, path.name + (" " + what));
  }
}

// Columns whose rows need different paths, so that neighbouring blocks take different ones.
Columns MixedColumns(Random& random, const ScheduleCase& c, std::size_t rows) {
  static constexpr CaseSize kSizes[] = {kSmall, kMedium, kHuge};
  Columns columns;
  for (std::size_t i = 0; i < rows; ++i) {
    const CaseSize& size = kSizes[(i / 2048) % 3];
    const int128 qualifying = RandomBasis(random, size, c.schedule, c.units.qualifying_scale);
    const int128 payable = random.OneIn(2) ? qualifying : random.Digits(size.basis_digits);
    columns.qualifying.push_back(static_cast<std::int64_t>(qualifying));
    columns.payable.push_back(static_cast<std::int64_t>(payable));
  }
  return columns;
}

TEST(KernelBatch, IsOneEvaluationPerRow) {  // KERNEL-02
  Random random(22);
  for (int i = 0; i < 60; ++i) {
    ScheduleCase c = RandomCase(random, {7, 4, 5, i % 3 == 0 ? 40 : 16});
    if (c.schedule.beyond_last == BeyondLast::error) c.schedule.beyond_last = BeyondLast::zero;
    const CompiledSchedule schedule = Compiled(c.schedule, c.units, c.rounding);
    Columns columns = MixedColumns(random, c, 3 * 2048 + 7);
    ExpectBatchAsRows(schedule, columns, CaseText(c));
    columns.payable = columns.qualifying;
    ExpectBatchAsRows(schedule, columns, CaseText(c));
  }
}

// Slices that are rounded each are no table for a whole column; what is multiplied by a rounded price still is.
TEST(KernelBatch, RoundsWhereAScheduleIsRounded) {  // KERNEL-02, TERMS-34, TERMS-35
  Random random(23);
  for (int i = 0; i < 40; ++i) {
    const ScheduleCase c = RandomCase(random, {7, 4, 5, 16});
    Rounding rounding = c.rounding;
    rounding.at = RoundingPoint::slice;
    if (!c.units.payable_is_money && random.OneIn(2)) rounding.at = RoundingPoint::unit_price;
    const Result<CompiledSchedule> schedule = CompileSchedule(c.schedule, c.units, rounding);
    if (!schedule.ok()) continue;  // flats alone have no price
    ExpectBatchAsRows(*schedule, MixedColumns(random, c, 2048 + 7), CaseText(c));
  }
  // 0.25 · 2 % = 0.005, twice: by Python's fractions 0.02, and 0.01 where the sum is rounded.
  const CompiledSchedule halves = Compiled(Marginal({RateFrom("0", "2%"), RateFrom("0.25", "2%")}), kCents,
                                           {RoundingMode::half_up, Number("0.01"), RoundingPoint::slice});
  const std::vector<std::int64_t> basis = {50, 25, 0, -50};
  std::vector<std::int64_t> rounded(basis.size());
  ASSERT_TRUE(kernels::EvaluateBatch(halves, basis, basis, rounded).ok());
  EXPECT_EQ(rounded, (std::vector<std::int64_t>{2, 1, 0, 0}));
}

TEST(KernelBatch, HoldsForAnyLength) {  // KERNEL-02
  const CompiledSchedule schedule = Compiled(Marginal({RateFrom("0", "1.5%"), RateFrom("100", "2.5%")}));
  for (const std::size_t rows : std::vector<std::size_t>{0, 1, 2, 2047, 2048, 2049, 5000}) {
    Columns columns;
    for (std::size_t i = 0; i < rows; ++i) columns.qualifying.push_back(static_cast<std::int64_t>(i * 13) - 50);
    columns.payable = columns.qualifying;
    ExpectBatchAsRows(schedule, columns, std::to_string(rows));
  }
}

TEST(KernelBatch, HoldsAtTheEndsOf64Bits) {  // KERNEL-02
  for (const char* rate : {"0%", "0.000000000001%", "50%", "100%", "-100%"}) {
    for (const Accumulation accumulation : {Accumulation::marginal, Accumulation::whole}) {
      Schedule plain = Marginal({RateFrom("0", rate), RateFrom("92233720368547758.07", rate)});
      plain.accumulation = accumulation;
      Columns columns{{kMaxInt64, kMaxInt64 - 1, 0, 1, 1}, {kMaxInt64, kMaxInt64 - 1, 0, 1, 1}};
      ExpectBatchAsRows(Compiled(plain), columns, rate);
      columns.payable = {kMaxInt64 - 1, kMaxInt64, 5, -1, -kMaxInt64};
      ExpectBatchAsRows(Compiled(plain), columns, rate);
      columns.qualifying = {kMinInt64, kMinInt64, -1, -1, kMinInt64 + 1};
      ExpectBatchAsRows(Compiled(plain), columns, rate);
    }
  }
}

TEST(KernelBatch, NamesTheRowThatItRefuses) {  // KERNEL-03
  Schedule closed = Whole({RateFrom("0", "1%", "", "100")});
  closed.beyond_last = BeyondLast::error;
  std::vector<std::int64_t> basis(5000, 100);
  std::vector<std::int64_t> rounded(basis.size());
  basis[4321] = 10000;
  const Status beyond = kernels::EvaluateBatch(Compiled(closed), basis, basis, rounded);
  ASSERT_FALSE(beyond.ok());
  EXPECT_EQ(beyond.error().row, 4321);
  EXPECT_EQ(beyond.error().message, "the basis 100 lies beyond the last bracket, which ends at 100");

  basis[4321] = kMaxInt64;
  for (const char* rate : {"200%", "200.000000000001%"}) {
    const Status large = kernels::EvaluateBatch(Compiled(Whole({RateFrom("0", rate)})), basis, basis, rounded);
    ASSERT_FALSE(large.ok());
    EXPECT_EQ(large.error().row, 4321);
    EXPECT_EQ(large.error().code, Code::overflow);
  }

  const Status lengths = kernels::EvaluateBatch(Compiled(closed), basis, basis, std::span(rounded).first(7));
  ASSERT_FALSE(lengths.ok());
  EXPECT_EQ(lengths.error().Text(), "columns of 5000, 5000 and 7 rows; expected one length");
}

TEST(KernelExplain, ReAddsBeyond128Bits) {  // KERNEL-01, TERMS-18
  const CompiledSchedule schedule =
      Compiled(Marginal({RateFrom("0", "2.123456789012%"), RateFrom("100000000000000000000", "3.987654321098%", "5")}));
  const int128 total = *Number("1234567890123456789012345678.90").MantissaAt(2);
  const Result<Explanation> why = kernels::Explain(schedule, {total, total});
  ASSERT_TRUE(why.ok());
  Exact sum;
  for (const ExplanationStep& step : why->steps) sum = *Add(sum, step.value);
  EXPECT_TRUE(sum == why->exact);
  EXPECT_EQ(why->steps.size(), 3U);
  EXPECT_EQ(ToText(why->rounded), "4923029795319890132793964834");  // the total above and 5.00
}

}  // namespace
}  // namespace keyhaul

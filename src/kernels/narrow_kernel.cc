#include "src/kernels/narrow_kernel.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

// Tables up to this size are searched by a sum of comparisons, unrolled; longer ones by halving.
constexpr std::size_t kLargestSum = 16;

// Denominator times step.
std::int64_t DivisorOf(const CompiledSchedule& schedule) {
  return static_cast<std::int64_t>(schedule.denominator * schedule.step);
}

// Whether a quotient of magnitudes moves up by one. The remainder is below the divisor, which is below 2^62.
template <RoundingMode mode>
std::uint64_t Increment(std::uint64_t quotient, std::uint64_t remainder, std::uint64_t divisor, bool negative) {
  switch (mode) {
    case RoundingMode::half_up:
      return 2 * remainder >= divisor;
    case RoundingMode::half_even:
      return 2 * remainder + (quotient & 1) > divisor;
    case RoundingMode::half_down:
      return 2 * remainder > divisor;
    case RoundingMode::up:
      return remainder != 0;
    case RoundingMode::down:
      return 0;
    case RoundingMode::ceiling:
      return static_cast<std::uint64_t>(remainder != 0) & static_cast<std::uint64_t>(!negative);
    case RoundingMode::floor:
      return static_cast<std::uint64_t>(remainder != 0) & static_cast<std::uint64_t>(negative);
    case RoundingMode::up_05:
      return static_cast<std::uint64_t>(remainder != 0) & static_cast<std::uint64_t>(quotient % 5 == 0);
  }
  return 0;
}

}  // namespace

NarrowTable::NarrowTable(const CompiledSchedule& schedule)
    : slopes_{0},
      addends_{0},
      divisor_(std::max<std::int64_t>(DivisorOf(schedule), 2)),
      reciprocal_(static_cast<std::uint64_t>(divisor_)),
      step_(static_cast<std::int64_t>(schedule.step)) {
  const std::int64_t doubled = divisor_ == DivisorOf(schedule) ? 1 : 2;
  for (const Segment<int128>& segment : schedule.segments) {
    starts_.push_back(static_cast<std::int64_t>(segment.start));
    slopes_.push_back(static_cast<std::int64_t>(segment.slope) * doubled);
    addends_.push_back(static_cast<std::int64_t>(segment.intercept + segment.flat) * doubled);
  }
  const std::size_t padded = std::bit_ceil(starts_.size());
  starts_.resize(padded, std::numeric_limits<std::int64_t>::max());
  rows_ = Choose(schedule.rounding.mode, padded);
}

template <std::size_t count>
std::size_t NarrowTable::Find(std::int64_t basis) const {
  if constexpr (count != 0) {
    std::size_t reached = 0;
    for (std::size_t i = 0; i < count; ++i) reached += static_cast<std::size_t>(basis >= starts_[i]);
    return reached;
  } else {
    std::size_t base = 0;
    for (std::size_t half = starts_.size() / 2; half > 0; half /= 2) {
      base += static_cast<std::size_t>(basis >= starts_[base + half - 1]) * half;
    }
    return base + static_cast<std::size_t>(basis >= starts_[base]);
  }
}

// `count` is the number of starts, or 0 where there are too many for a sum.
template <RoundingMode mode, std::size_t count>
void NarrowTable::EvaluateRows(const NarrowTable& table, const std::int64_t* choosing, const std::int64_t* earning,
                               std::size_t rows, std::int64_t* rounded) {
  const NarrowReciprocal reciprocal = table.reciprocal_;
  const auto divisor = static_cast<std::uint64_t>(table.divisor_);
  const auto step = static_cast<std::uint64_t>(table.step_);
  const std::int64_t* const slopes = table.slopes_.data();
  const std::int64_t* const addends = table.addends_.data();
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t reached = table.Find<count>(choosing[i]);
    const std::int64_t exact = slopes[reached] * earning[i] + addends[reached];
    const auto sign = static_cast<std::uint64_t>(exact >> 63);
    const std::uint64_t magnitude = (static_cast<std::uint64_t>(exact) ^ sign) - sign;
    const std::uint64_t quotient = reciprocal.Divide(magnitude);
    const std::uint64_t remainder = magnitude - quotient * divisor;
    const std::uint64_t steps = quotient + Increment<mode>(quotient, remainder, divisor, sign != 0);
    rounded[i] = static_cast<std::int64_t>(((steps * step) ^ sign) - sign);
  }
}

template <RoundingMode mode>
NarrowTable::Rows NarrowTable::ChooseByCount(std::size_t count) {
  static_assert(kLargestSum == 16);
  switch (count) {
    case 1:
      return EvaluateRows<mode, 1>;
    case 2:
      return EvaluateRows<mode, 2>;
    case 4:
      return EvaluateRows<mode, 4>;
    case 8:
      return EvaluateRows<mode, 8>;
    case kLargestSum:
      return EvaluateRows<mode, kLargestSum>;
    default:
      return EvaluateRows<mode, 0>;
  }
}

NarrowTable::Rows NarrowTable::Choose(RoundingMode mode, std::size_t count) {
  switch (mode) {
    case RoundingMode::half_up:
      return ChooseByCount<RoundingMode::half_up>(count);
    case RoundingMode::half_even:
      return ChooseByCount<RoundingMode::half_even>(count);
    case RoundingMode::half_down:
      return ChooseByCount<RoundingMode::half_down>(count);
    case RoundingMode::up:
      return ChooseByCount<RoundingMode::up>(count);
    case RoundingMode::down:
      return ChooseByCount<RoundingMode::down>(count);
    case RoundingMode::ceiling:
      return ChooseByCount<RoundingMode::ceiling>(count);
    case RoundingMode::floor:
      return ChooseByCount<RoundingMode::floor>(count);
    case RoundingMode::up_05:
      return ChooseByCount<RoundingMode::up_05>(count);
  }
  return nullptr;
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

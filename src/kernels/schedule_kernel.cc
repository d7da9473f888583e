#include "src/kernels/schedule_kernel.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/terms/explain.h"
#include "src/kernels/narrow_kernel.h"
#include "src/kernels/reciprocal.h"
#include "src/kernels/wide_integer.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

using terms_internal::kFastBits;
using terms_internal::kWideBits;

Error BeyondAllPaths() { return terms_internal::TooLarge("the products of this schedule need more than 256 bits"); }

Error AtRow(Error error, std::size_t row) {
  error.row = static_cast<std::int64_t>(row);
  return error;
}

// Rows are looked at in blocks: one row that needs the wide path slows its block and not the column, and a block's
// bounds are found while it is in the cache.
constexpr std::size_t kBlockRows = 2048;

struct Block {
  const std::int64_t* qualifying;
  const std::int64_t* payable;
  std::int64_t* rounded;
  std::size_t rows;
  std::size_t first;  // row of the column
};

struct ColumnBounds {
  int bits = 0;  // |x| < 2^bits
  std::int64_t greatest = 0;
};

Extremes FindExtremes(const std::int64_t* column, std::size_t rows) {
  Extremes extremes;
  for (std::size_t i = 0; i < rows; ++i) {
    extremes.least = std::min(extremes.least, column[i]);
    extremes.greatest = std::max(extremes.greatest, column[i]);
  }
  return extremes;
}

// One schedule over columns; the tables of the paths are made when the first block needs them.
class Batch {
 public:
  Batch(const CompiledSchedule& schedule, const VectorPath* path) : schedule_(schedule), path_(path) {}

  Status Evaluate(const Block& block) {
    const ColumnBounds qualifying = BoundsOf(block.qualifying, block.rows);
    if (schedule_.refused_from && qualifying.greatest >= *schedule_.refused_from) return RefuseFirstBeyond(block);
    const bool one_basis = AllOneBasis(block);
    const int payable_bits =
        block.payable == block.qualifying ? qualifying.bits : BoundsOf(block.payable, block.rows).bits;
    const int bits = terms_internal::RequiredBits(schedule_, {qualifying.bits, payable_bits}, one_basis);
    const bool constant_divisor = one_basis || !schedule_.sliced;
    if (HasVectors() && constant_divisor && std::max({bits, qualifying.bits, payable_bits}) <= kVectorBits) {
      if (!vectors_) vectors_ = MakeVectorTable(schedule_);
      path_->evaluate(*vectors_, block.qualifying, block.payable, block.rows, block.rounded);
      return {};
    }
    if (bits <= kNarrowBits && constant_divisor) {
      if (!narrow_) narrow_.emplace(schedule_);
      narrow_->Evaluate(block.qualifying, block.payable, block.rows, block.rounded);
      return {};
    }
    if (bits <= kFastBits && constant_divisor) return EvaluateFast(block);
    if (bits <= kFastBits) return EvaluateIn<int128>(schedule_.segments, block);
    if (bits > kWideBits) return AtRow(BeyondAllPaths(), block.first);
    if (wide_.empty()) wide_ = terms_internal::BuildSegments<WideInt>(schedule_);
    return EvaluateIn<WideInt>(wide_, block);
  }

 private:
  ColumnBounds BoundsOf(const std::int64_t* column, std::size_t rows) const {
    const Extremes extremes = path_ == nullptr ? FindExtremes(column, rows) : path_->find_extremes(column, rows);
    return {std::max(BitWidth(extremes.least), BitWidth(extremes.greatest)), extremes.greatest};
  }

  bool HasVectors() const { return path_ != nullptr && schedule_.segments.size() <= kMostVectorLines; }

  bool AllOneBasis(const Block& block) const {
    if (schedule_.units.qualifying_scale != schedule_.units.payable_scale) return false;
    return block.qualifying == block.payable ||
           std::equal(block.qualifying, block.qualifying + block.rows, block.payable);
  }

  Status RefuseFirstBeyond(const Block& block) const {
    std::size_t i = 0;
    while (block.qualifying[i] < *schedule_.refused_from) ++i;
    return AtRow(terms_internal::BeyondLastBracket(schedule_, block.qualifying[i]), block.first + i);
  }

  // A `Status` per row would cost more than the row; this one is made only where there is something to refuse.
  static Status RefuseAmount(const Block& block, std::size_t i) {
    return AtRow(terms_internal::TooLarge("the benefit does not fit into 64 bits"), block.first + i);
  }

  // In `Int`, with any divisor.
  template <class Int>
  Status EvaluateIn(const std::vector<Segment<Int>>& segments, const Block& block) const {
    const Int step = terms_internal::Widen<Int>(schedule_.step);
    for (std::size_t i = 0; i < block.rows; ++i) {
      block.rounded[i] = 0;
      if (block.qualifying[i] < 0) continue;
      const Int qualifying(block.qualifying[i]);
      const Int payable(block.payable[i]);
      const bool one_basis = terms_internal::IsOneBasis(schedule_, {block.qualifying[i], block.payable[i]});
      const terms_internal::Fraction<Int> benefit = terms_internal::BenefitIn(
          schedule_, terms_internal::FindSegment(segments, qualifying), qualifying, payable, one_basis);
      const Int amount = DivideRoundedToMultiple(benefit.numerator, benefit.denominator, step, schedule_.rounding.mode);
      int128 narrowed = 0;
      if (!terms_internal::Narrow(amount, &narrowed) || !FitsInt64(narrowed)) return RefuseAmount(block, i);
      block.rounded[i] = static_cast<std::int64_t>(narrowed);
    }
    return {};
  }

  // In 128 bits with one divisor for all rows, which a reciprocal divides by where it has 63 bits.
  Status EvaluateFast(const Block& block) {
    const int128 divisor = schedule_.denominator * schedule_.step;
    if (!FitsInt64(divisor)) return EvaluateIn<int128>(schedule_.segments, block);
    if (starts_.empty()) CollectStarts();
    const WideReciprocal reciprocal(static_cast<std::uint64_t>(divisor));
    for (std::size_t i = 0; i < block.rows; ++i) {
      block.rounded[i] = 0;
      if (block.qualifying[i] < 0) continue;
      const Segment<int128>& segment = schedule_.segments[Reached(block.qualifying[i])];
      const int128 exact = segment.slope * block.payable[i] + segment.intercept + segment.flat;
      std::uint64_t remainder = 0;
      const auto quotient = static_cast<int128>(reciprocal.Divide(Magnitude(exact), &remainder));
      const Division<int128> parts{exact < 0 ? -quotient : quotient,
                                   exact < 0 ? -int128(remainder) : int128(remainder)};
      const int128 amount = RoundDivision(parts, divisor, schedule_.rounding.mode) * schedule_.step;
      if (!FitsInt64(amount)) return RefuseAmount(block, i);
      block.rounded[i] = static_cast<std::int64_t>(amount);
    }
    return {};
  }

  // The starts above the first that a basis of 64 bits can reach.
  void CollectStarts() {
    for (const Segment<int128>& segment : schedule_.segments) {
      if (FitsInt64(segment.start)) starts_.push_back(static_cast<std::int64_t>(segment.start));
    }
  }

  // The segment of a basis that is not below zero: a sum of comparisons where they are few.
  std::size_t Reached(std::int64_t basis) const {
    constexpr std::size_t kMostCompared = 32;
    std::size_t reached = 0;
    if (starts_.size() > kMostCompared) {
      reached = static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), basis) - starts_.begin());
    } else {
      for (const std::int64_t start : starts_) reached += static_cast<std::size_t>(basis >= start);
    }
    return reached - 1;
  }

  const CompiledSchedule& schedule_;
  const VectorPath* path_;
  std::optional<VectorTable> vectors_;
  std::optional<NarrowTable> narrow_;
  std::vector<std::int64_t> starts_;
  std::vector<Segment<WideInt>> wide_;
};

// Whether a schedule is a table of segments, as the paths for columns want it.
bool IsTable(const CompiledSchedule& schedule) {
  return schedule.accumulation <= Accumulation::target && !schedule.deficit &&
         schedule.rounding.at != RoundingPoint::slice;
}

Status EvaluateOneByOne(const CompiledSchedule& schedule, std::span<const std::int64_t> qualifying,
                        std::span<const std::int64_t> payable, std::span<std::int64_t> rounded) {
  for (std::size_t i = 0; i < qualifying.size(); ++i) {
    Result<ScheduleValue> value = kernels::Evaluate(schedule, {qualifying[i], payable[i]});
    if (!value.ok()) return AtRow(std::move(value).error(), i);
    if (!FitsInt64(value->rounded)) {
      return AtRow(terms_internal::TooLarge("the benefit does not fit into 64 bits"), i);
    }
    rounded[i] = static_cast<std::int64_t>(value->rounded);
  }
  return {};
}

}  // namespace

Result<ScheduleValue> Evaluate(const CompiledSchedule& schedule, const Bases& bases) {
  const int bits = terms_internal::RequiredBitsFor(schedule, bases);
  if (bits <= kFastBits) return keyhaul::Evaluate(schedule, bases);
  if (bits > kWideBits) return BeyondAllPaths();
  return terms_internal::EvaluateWith<WideInt>(schedule, terms_internal::BuildSegments<WideInt>(schedule), bases);
}

Result<Explanation> Explain(const CompiledSchedule& schedule, const Bases& bases) {
  const int bits = terms_internal::RequiredBitsFor(schedule, bases);
  if (bits <= kFastBits) return keyhaul::Explain(schedule, bases);
  if (bits > kWideBits) return BeyondAllPaths();
  return terms_internal::ExplainWith<WideInt>(schedule, terms_internal::BuildSegments<WideInt>(schedule), bases);
}

Status EvaluateBatch(const CompiledSchedule& schedule, std::span<const std::int64_t> qualifying,
                     std::span<const std::int64_t> payable, std::span<std::int64_t> rounded) {
  return EvaluateBatchBy(FastestPath(), schedule, qualifying, payable, rounded);
}

Status EvaluateBatchBy(const VectorPath* path, const CompiledSchedule& schedule,
                       std::span<const std::int64_t> qualifying, std::span<const std::int64_t> payable,
                       std::span<std::int64_t> rounded) {
  if (qualifying.size() != payable.size() || qualifying.size() != rounded.size()) {
    return MakeError(Code::invalid_argument, "columns of " + std::to_string(qualifying.size()) + ", " +
                                                 std::to_string(payable.size()) + " and " +
                                                 std::to_string(rounded.size()) + " rows; expected one length");
  }
  if (schedule.growth || !schedule.counting.empty()) {
    return MakeError(Code::invalid_argument,
                     "a schedule with a baseline or a counted quantity needs more than two columns");
  }
  if (!IsTable(schedule)) return EvaluateOneByOne(schedule, qualifying, payable, rounded);
  Batch batch(schedule, path);
  for (std::size_t first = 0; first < qualifying.size(); first += kBlockRows) {
    const std::size_t rows = std::min(kBlockRows, qualifying.size() - first);
    KEYHAUL_CHECK(
        batch.Evaluate({qualifying.data() + first, payable.data() + first, rounded.data() + first, rows, first}));
  }
  return {};
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

#include "src/kernels/vector_kernel.h"

#include <array>
#include <bit>
#include <limits>

#include "keyhaul/base/int128.h"

namespace keyhaul {
inline namespace v1 {
namespace kernels {
namespace {

double InDouble(int128 x) { return static_cast<double>(static_cast<std::int64_t>(x)); }

// Every mode but two is a bias on the magnitude and rounding down; those two look at the quotient besides.
void SetRounding(RoundingMode mode, std::int64_t divisor, VectorTable* table) {
  const auto set = [&](std::int64_t above, std::int64_t below) {
    table->bias_above = static_cast<double>(above);
    table->bias_below = static_cast<double>(below);
  };
  switch (mode) {
    case RoundingMode::half_up:
      return set(divisor / 2, divisor / 2);
    case RoundingMode::half_even:
      set(divisor / 2, divisor / 2);
      table->ending = VectorEnding::tie_to_even;
      if (divisor % 2 == 0) table->tie = 0;
      return;
    case RoundingMode::half_down:
      return set((divisor - 1) / 2, (divisor - 1) / 2);
    case RoundingMode::up:
      return set(divisor - 1, divisor - 1);
    case RoundingMode::down:
      return set(0, 0);
    case RoundingMode::ceiling:
      return set(divisor - 1, 0);
    case RoundingMode::floor:
      return set(0, divisor - 1);
    case RoundingMode::up_05:
      table->ending = VectorEnding::away_from_05;
      return set(0, 0);
  }
}

#if defined(__x86_64__)

// A double that an integer of up to 51 bits can be added to and be read from: 1.5 * 2^52.
constexpr double kShift = 0x1.8p52;
constexpr auto kShiftBits = std::bit_cast<std::int64_t>(kShift);
constexpr std::int64_t kSignBit = std::numeric_limits<std::int64_t>::min();

namespace avx2 {
#define KEYHAUL_LANES 4
#define KEYHAUL_LANES_TARGET __attribute__((target("avx2")))
#include "src/kernels/vector_lanes.inc"
}  // namespace avx2

namespace avx512 {
#define KEYHAUL_LANES 8
#define KEYHAUL_LANES_TARGET __attribute__((target("avx512f")))
#include "src/kernels/vector_lanes.inc"
}  // namespace avx512

constexpr std::array<VectorPath, 2> kPaths = {
    {{"AVX-512", avx512::FindExtremes, avx512::Evaluate}, {"AVX2", avx2::FindExtremes, avx2::Evaluate}}};

std::span<const VectorPath> FindPaths() {
  const std::span<const VectorPath> paths = kPaths;
  // The first machines with AVX-512 slow their clock for it; those that do not also have VBMI2.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vbmi2")) return paths;
  if (__builtin_cpu_supports("avx2")) return paths.subspan(1);
  return {};
}

bool RoundsToNearest() {
  constexpr unsigned kRoundingControl = 0x6000;  // of the register that controls doubles; 0 is to nearest
  return (__builtin_ia32_stmxcsr() & kRoundingControl) == 0;
}

#else

std::span<const VectorPath> FindPaths() { return {}; }
bool RoundsToNearest() { return false; }

#endif

}  // namespace

VectorTable MakeVectorTable(const CompiledSchedule& schedule) {
  const int128 divisor = schedule.denominator * schedule.step;
  VectorTable table;
  VectorLine below{};
  for (const Segment<int128>& segment : schedule.segments) {
    const VectorLine line{InDouble(segment.start), InDouble(segment.slope), InDouble(segment.intercept + segment.flat)};
    if (line.slope == below.slope && line.addend == below.addend) continue;
    table.lines.push_back(line);
    below = line;
  }
  table.divisor = InDouble(divisor);
  table.reciprocal = 1 / table.divisor;
  table.step = InDouble(schedule.step);
  SetRounding(schedule.rounding.mode, static_cast<std::int64_t>(divisor), &table);
  return table;
}

std::span<const VectorPath> VectorPaths() {
  static const std::span<const VectorPath> found = FindPaths();
  return found;
}

const VectorPath* FastestPath() {
  return VectorPaths().empty() || !RoundsToNearest() ? nullptr : &VectorPaths().front();
}

}  // namespace kernels
}  // namespace v1
}  // namespace keyhaul

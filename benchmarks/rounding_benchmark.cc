// Amount times rate, rounded half-even to the cent, one at a time and in a column: benchmark I of the peers' table
// (docs/SPEED.md).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "keyhaul/base/int128.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/terms.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
namespace {

constexpr std::size_t kAmounts = 1 << 16;

std::vector<std::int64_t> Amounts() {
  std::vector<std::int64_t> amounts(kAmounts);
  std::uint64_t state = 2463534242;
  for (std::int64_t& amount : amounts) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    amount = static_cast<std::int64_t>(state % 2'000'000'000) - 1'000'000'000;
  }
  return amounts;
}

// The divisor is known when compiling: the compiler makes its own reciprocal.
template <class Int>
void DivideRoundedByConstant(benchmark::State& state) {
  const std::vector<std::int64_t> amounts = Amounts();
  std::size_t i = 0;
  for (auto _ : state) {
    const Int product = Int(amounts[i]) * Int(1225);
    benchmark::DoNotOptimize(DivideRounded(product, Int(10000), RoundingMode::half_even));
    i = (i + 1) % kAmounts;
  }
}
BENCHMARK_TEMPLATE(DivideRoundedByConstant, std::int64_t);
BENCHMARK_TEMPLATE(DivideRoundedByConstant, int128);

// The divisor comes from a policy.
template <class Int>
void DivideRoundedByScale(benchmark::State& state) {
  const std::vector<std::int64_t> amounts = Amounts();
  Int divisor(10000);
  benchmark::DoNotOptimize(divisor);
  std::size_t i = 0;
  for (auto _ : state) {
    const Int product = Int(amounts[i]) * Int(1225);
    benchmark::DoNotOptimize(DivideRounded(product, divisor, RoundingMode::half_even));
    i = (i + 1) % kAmounts;
  }
}
BENCHMARK_TEMPLATE(DivideRoundedByScale, std::int64_t);
BENCHMARK_TEMPLATE(DivideRoundedByScale, int128);

// A column by the kernel: one rate from a policy.
void RateOverColumn(benchmark::State& state) {
  Schedule schedule;
  schedule.accumulation = Accumulation::whole;
  Bracket bracket;
  bracket.rate = *Decimal::Parse("12.25%");
  schedule.brackets.push_back(bracket);
  const Result<CompiledSchedule> compiled =
      CompileSchedule(schedule, {2, 2, true, 2}, {RoundingMode::half_even, *Decimal::Parse("0.01")});
  const std::vector<std::int64_t> amounts = Amounts();
  const std::vector<std::int64_t> qualifying(kAmounts, 1);
  std::vector<std::int64_t> rounded(kAmounts);
  for (auto _ : state) {
    if (!kernels::EvaluateBatch(*compiled, qualifying, amounts, rounded).ok()) state.SkipWithError("refused");
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kAmounts));
}
BENCHMARK(RateOverColumn);

}  // namespace
}  // namespace keyhaul

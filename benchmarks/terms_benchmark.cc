// Schedules over columns: benchmarks C and D of the peers' table (docs/SPEED.md), marginal and whole percent with six
// brackets, rounded to the cent. A million rows by default; KEYHAUL_BENCHMARK_ROWS=10000000 gives the peers' size, and
// KEYHAUL_BENCHMARK_TABLE=FILE writes the amounts for them (peers/terms.mjs).
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <numeric>
#include <vector>

#include "keyhaul/terms.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
namespace {

std::size_t Rows() {
  const char* rows = std::getenv("KEYHAUL_BENCHMARK_ROWS");
  return rows == nullptr ? std::size_t{1'000'000} : static_cast<std::size_t>(std::atoll(rows));
}

// Amounts of up to 10^bits cents, skewed towards small ones as invoices are; a fixed generator.
std::vector<std::int64_t> Amounts(std::int64_t greatest) {
  std::vector<std::int64_t> amounts(Rows());
  std::uint64_t state = 88172645463325252;
  for (std::int64_t& amount : amounts) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    const auto limit = static_cast<std::uint64_t>(greatest) >> (state >> 60);
    amount = static_cast<std::int64_t>((state >> 4) % (limit + 1));
  }
  if (const char* table = std::getenv("KEYHAUL_BENCHMARK_TABLE"); table != nullptr) {
    std::ofstream out(table);
    for (const std::int64_t amount : amounts) out << amount << '\n';
    ::unsetenv("KEYHAUL_BENCHMARK_TABLE");  // once
  }
  return amounts;
}

CompiledSchedule SixBrackets(Accumulation accumulation, RoundingMode mode, const char* last_rate = "6%") {
  static constexpr const char* kFrom[] = {"0", "1000", "5000", "20000", "100000", "500000"};
  const char* rates[] = {"0%", "1.25%", "2.5%", "3.75%", "5%", last_rate};
  Schedule schedule;
  schedule.accumulation = accumulation;
  for (int i = 0; i < 6; ++i) {
    Bracket bracket;
    bracket.from = *Decimal::Parse(kFrom[i]);
    bracket.rate = *Decimal::Parse(rates[i]);
    schedule.brackets.push_back(bracket);
  }
  return *CompileSchedule(schedule, {2, 2, true, 2}, {mode, *Decimal::Parse("0.01")});
}

void Batch(benchmark::State& state, const CompiledSchedule& schedule, std::int64_t greatest) {
  const std::vector<std::int64_t> amounts = Amounts(greatest);
  std::vector<std::int64_t> rounded(amounts.size());
  for (auto _ : state) {
    if (!kernels::EvaluateBatch(schedule, amounts, amounts, rounded).ok()) state.SkipWithError("refused");
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(amounts.size()));
  const auto rows = static_cast<double>(amounts.size());
  state.counters["per_row"] =
      benchmark::Counter(rows, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["total"] = static_cast<double>(std::accumulate(rounded.begin(), rounded.end(), std::int64_t{0}));
}

constexpr std::int64_t kMillion = 100'000'000;  // in cents

void Marginal(benchmark::State& state, RoundingMode mode) {
  Batch(state, SixBrackets(Accumulation::marginal, mode), kMillion);
}
void Whole(benchmark::State& state, RoundingMode mode) {
  Batch(state, SixBrackets(Accumulation::whole, mode), kMillion);
}
BENCHMARK_CAPTURE(Marginal, half_even, RoundingMode::half_even)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Marginal, half_up, RoundingMode::half_up)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Whole, half_even, RoundingMode::half_even)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Whole, half_up, RoundingMode::half_up)->Unit(benchmark::kMillisecond);

// Rates of twelve decimals take 128 bits, amounts of 10^18 beside them 256.
void MarginalFine(benchmark::State& state) {
  Batch(state, SixBrackets(Accumulation::marginal, RoundingMode::half_even, "6.123456789012%"), kMillion);
}
BENCHMARK(MarginalFine)->Unit(benchmark::kMillisecond);

// What bounds it: reading one column and writing another.
void Copy(benchmark::State& state) {
  const std::vector<std::int64_t> amounts = Amounts(kMillion);
  std::vector<std::int64_t> copy(amounts.size());
  for (auto _ : state) {
    std::memcpy(copy.data(), amounts.data(), amounts.size() * sizeof(std::int64_t));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(amounts.size()));
}
BENCHMARK(Copy)->Unit(benchmark::kMillisecond);

// One account at a time, with the exact value, as a settlement does it.
void SettleOne(benchmark::State& state) {
  const CompiledSchedule schedule = SixBrackets(Accumulation::marginal, RoundingMode::half_up);
  const std::vector<std::int64_t> amounts = Amounts(kMillion);
  std::size_t i = 0;
  for (auto _ : state) {
    const Result<ScheduleValue> value = kernels::Evaluate(schedule, {amounts[i], amounts[i]});
    benchmark::DoNotOptimize(value->rounded);
    i = i + 1 == amounts.size() ? 0 : i + 1;
  }
}
BENCHMARK(SettleOne);

}  // namespace
}  // namespace keyhaul

// Amount times rate, rounded half-even to the cent, one at a time and in a column, beside the exact numbers of Boost:
// benchmark I of the peers' table (docs/SPEED.md). KEYHAUL_BENCHMARK_TABLE=FILE writes the amounts in cents, for
// peers/Rounding.java. The counter `total` is the sum of all amounts rounded once, the same for each that is exact.
#include <benchmark/benchmark.h>

#include <boost/multiprecision/cpp_dec_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <cstdlib>
#include <fstream>
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
  if (const char* table = std::getenv("KEYHAUL_BENCHMARK_TABLE"); table != nullptr) {
    std::ofstream out(table);
    for (const std::int64_t amount : amounts) out << amount << '\n';
    ::unsetenv("KEYHAUL_BENCHMARK_TABLE");  // once
  }
  return amounts;
}

// Rounds one amount after the other by `round(amount)`, whose result is a number of cents.
template <class Round>
void OneAtATime(benchmark::State& state, const Round& round) {
  const std::vector<std::int64_t> amounts = Amounts();
  std::int64_t total = 0;
  for (const std::int64_t amount : amounts) total += static_cast<std::int64_t>(round(amount));
  state.counters["total"] = static_cast<double>(total);
  std::size_t i = 0;
  for (auto _ : state) {
    auto rounded = round(amounts[i]);
    benchmark::DoNotOptimize(rounded);
    i = (i + 1) % kAmounts;
  }
}

// The divisor is known when compiling: the compiler makes its own reciprocal.
template <class Int>
void DivideRoundedByConstant(benchmark::State& state) {
  OneAtATime(state, [](std::int64_t amount) {
    return DivideRounded(Int(amount) * Int(1225), Int(10000), RoundingMode::half_even);
  });
}
BENCHMARK_TEMPLATE(DivideRoundedByConstant, std::int64_t);
BENCHMARK_TEMPLATE(DivideRoundedByConstant, int128);

// The divisor comes from a policy.
template <class Int>
void DivideRoundedByScale(benchmark::State& state) {
  Int divisor(10000);
  benchmark::DoNotOptimize(divisor);
  OneAtATime(state, [&](std::int64_t amount) {
    return DivideRounded(Int(amount) * Int(1225), divisor, RoundingMode::half_even);
  });
}
BENCHMARK_TEMPLATE(DivideRoundedByScale, std::int64_t);
BENCHMARK_TEMPLATE(DivideRoundedByScale, int128);

// Peers: integers of Boost by the same rule, its decimal floating point and its rationals with the rule written out.
template <class Int>
void BoostInteger(benchmark::State& state) {
  const Int rate = 1225;
  const Int divisor = 10000;
  OneAtATime(state, [&](std::int64_t amount) {
    const Int product = rate * amount;
    Int quotient;
    Int remainder;
    divide_qr(product, divisor, quotient, remainder);
    const Int twice = abs(remainder) * 2;
    if (twice > divisor || (twice == divisor && quotient % 2 != 0)) quotient += product < 0 ? -1 : 1;
    return quotient;
  });
}
BENCHMARK_TEMPLATE(BoostInteger, boost::multiprecision::cpp_int);
BENCHMARK_TEMPLATE(BoostInteger, boost::multiprecision::checked_int128_t);

template <class Real>
void BoostReal(benchmark::State& state) {
  const Real rate = Real(1225) / 10000;
  OneAtATime(state, [&](std::int64_t amount) {
    const Real product = rate * amount;
    const Real doubled = product * 2;
    auto whole = static_cast<std::int64_t>(product);
    const Real twice_rest = abs(Real(doubled - 2 * whole));
    if (twice_rest > 1 || (twice_rest == 1 && whole % 2 != 0)) whole += product < 0 ? -1 : 1;
    return whole;
  });
}
BENCHMARK_TEMPLATE(BoostReal, boost::multiprecision::cpp_dec_float_50);
BENCHMARK_TEMPLATE(BoostReal, boost::multiprecision::cpp_rational);

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

// Classes at 80 % and 95 % of value for n accounts, in input order, from one column of 128-bit values; and ranks.
//
//   keyhaul_tiering_benchmark [--accounts=1000000] [--values=FILE] [Google Benchmark's own flags]
//
// Each distribution is measured three ways in the same run: `Classify`; the same classes by std::sort over the values
// as 128-bit integers, and as 64-bit ones; the results are compared before anything is timed. `per_account` is the
// figure of docs/SPEED.md. The distributions are those that break naive selections: Zipf (real ledgers), uniform, all
// equal, geometric (every bucket of the histogram in use, most of the sum in a few values) and one bucket (all values
// in one bucket of the histogram, so that all have to be refined).
//
// --values writes the Zipf values to a file, one a line, for the databases that are measured beside us (peers/).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "benchmarks/flags.h"
#include "keyhaul/tiering.h"

namespace keyhaul {
namespace {

// A fixed generator, so that every run and every machine sees the same accounts (SplitMix64).
class Random {
 public:
  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_ = 20260101;
};

std::vector<int128> Zipf(std::size_t n) {
  std::vector<int128> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = 100'000'000'000'000 / static_cast<std::int64_t>(i + 1) + 1;
  Random random;
  for (std::size_t i = n; i > 1; --i) std::swap(values[i - 1], values[random.Next() % i]);
  return values;
}

std::vector<int128> Uniform(std::size_t n) {
  std::vector<int128> values(n);
  Random random;
  for (int128& value : values) value = static_cast<std::int64_t>(random.Next() % 10'000'000'000u);
  return values;
}

std::vector<int128> AllEqual(std::size_t n) { return std::vector<int128>(n, 123'456); }

std::vector<int128> Geometric(std::size_t n) {
  std::vector<int128> values(n);
  Random random;
  for (int128& value : values) {
    const std::uint64_t bits = random.Next();
    value = static_cast<std::int64_t>((random.Next() >> 24) >> (bits % 40));
  }
  return values;
}

std::vector<int128> OneBucket(std::size_t n) {
  std::vector<int128> values(n);
  Random random;
  for (int128& value : values) value = (std::int64_t{1} << 52) + static_cast<std::int64_t>(random.Next() >> 18);
  return values;
}

TieringRule Rule() {
  TieringRule rule;
  rule.value.measure = "revenue";
  rule.tiers = {
      {"key", ShareCut{*Decimal::Parse("0.8")}}, {"mid", ShareCut{*Decimal::Parse("0.95")}}, {"small", std::nullopt}};
  return rule;
}

// The classes as one would write them first: sort, walk down to each cut, then compare every account with the cuts.
template <class Int>
std::vector<std::int32_t> ClassifyBySort(const std::vector<Int>& values) {
  std::vector<Int> sorted(values);
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  int128 base = 0;
  for (const Int value : sorted) base += value;
  int128 above = 0;
  Int cuts[2] = {0, 0};
  for (const Int value : sorted) {
    if (above * 100 < base * 80) cuts[0] = value;
    if (above * 100 < base * 95) cuts[1] = value;
    above += value;
  }
  std::vector<std::int32_t> tiers(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) tiers[i] = (values[i] < cuts[0]) + (values[i] < cuts[1]);
  return tiers;
}

// Seconds per account; Google Benchmark writes them as nanoseconds.
void Report(benchmark::State& state, std::size_t accounts) {
  state.counters["per_account"] = benchmark::Counter(
      static_cast<double>(accounts), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void RegisterAll(const std::string& name, std::vector<int128> column) {
  const auto values = std::make_shared<const std::vector<int128>>(std::move(column));
  const auto narrow = std::make_shared<std::vector<std::int64_t>>(values->size());
  std::transform(values->begin(), values->end(), narrow->begin(),
                 [](int128 value) { return static_cast<std::int64_t>(value); });
  const Result<Tiers> tiers = Classify(*values, 2, Rule());
  if (!tiers.ok() || tiers->tier != ClassifyBySort(*values) || tiers->tier != ClassifyBySort(*narrow)) {
    std::fprintf(stderr, "%s: the classes differ from those by sorting\n", name.c_str());
    std::exit(1);
  }
  const std::vector<std::int64_t> counts = tiers->tier_accounts;
  benchmark::RegisterBenchmark(("classify/" + name).c_str(), [values, counts](benchmark::State& state) {
    const TieringRule rule = Rule();
    for (auto _ : state) benchmark::DoNotOptimize(Classify(*values, 2, rule));
    Report(state, values->size());
    for (std::size_t t = 0; t < counts.size(); ++t) {
      state.counters["tier_" + std::to_string(t)] = static_cast<double>(counts[t]);
    }
  });
  benchmark::RegisterBenchmark(("sort_int64/" + name).c_str(), [narrow](benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(ClassifyBySort(*narrow));
    Report(state, narrow->size());
  });
  benchmark::RegisterBenchmark(("sort_int128/" + name).c_str(), [values](benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(ClassifyBySort(*values));
    Report(state, values->size());
  });
  benchmark::RegisterBenchmark(("rank/" + name).c_str(), [values](benchmark::State& state) {
    std::vector<std::int32_t> places(values->size());
    std::iota(places.begin(), places.end(), 0);
    for (auto _ : state) benchmark::DoNotOptimize(Rank(*values, places));
    Report(state, values->size());
  });
}

void WriteValues(const std::vector<int128>& values, const std::string& path) {
  std::ofstream file(path);
  for (const int128 value : values) file << static_cast<std::int64_t>(value) << '\n';
  if (file.flush()) return;
  std::fprintf(stderr, "%s cannot be written\n", path.c_str());
  std::exit(1);
}

}  // namespace
}  // namespace keyhaul

int main(int argc, char** argv) {
  const std::size_t accounts = keyhaul::TakeSize("accounts", 1'000'000, &argc, argv);
  const std::string path = keyhaul::TakeFlag("values", &argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  if (!path.empty()) keyhaul::WriteValues(keyhaul::Zipf(accounts), path);
  keyhaul::RegisterAll("zipf", keyhaul::Zipf(accounts));
  keyhaul::RegisterAll("uniform", keyhaul::Uniform(accounts));
  keyhaul::RegisterAll("all_equal", keyhaul::AllEqual(accounts));
  keyhaul::RegisterAll("geometric", keyhaul::Geometric(accounts));
  keyhaul::RegisterAll("one_bucket", keyhaul::OneBucket(accounts));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

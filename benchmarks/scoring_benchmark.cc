// Scores and ranks of n candidates by seven criteria.
//
//   keyhaul_scoring_benchmark [--candidates=1000000] [--table=FILE] [Google Benchmark's own flags]
//
// `per_row` is the figure of docs/SPEED.md.
//
//   values/weighted_sum   weighted sum by min-max: values and keys. Seven columns of six decimals, two of them
//   minimised ranks/weighted_sum    the same with ranks and ties ranks/topsis          TOPSIS by vector normalisation,
//   with ranks and ties score/..              what scoring_rule_fixture.h says, on its own table; at the end stands a
//   rule of one's own, as
//                         an example of how to add one
//
// The first three fill one MethodRanking again and again. --table writes their table to a file, a row a line, for the
// databases that are measured beside us (peers/); `values`, `first` and `ranks` are what those must find, too: the sum
// of the values, the first of the rows with the best key, and the sum of each rank times the row's number modulo 1009.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "benchmark/benchmark.h"
#include "benchmarks/flags.h"
#include "benchmarks/scoring_rule_fixture.h"

namespace keyhaul {
namespace {

// As good as its best rating.
struct BestCriterion {
  std::string_view Name() const { return "best_criterion"; }
  Status Score(const RuleTable& table, std::span<std::int64_t> keys) const {
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const auto cells = table.PointsOf(row);
      keys[row] = *std::max_element(cells.begin(), cells.end()) / 1000;
    }
    return {};
  }
};

constexpr std::size_t kColumns = 7;
constexpr double kWeights[kColumns] = {0.30, 0.20, 0.15, 0.10, 0.10, 0.10, 0.05};
constexpr bool kMinimised[kColumns] = {false, true, false, false, true, false, false};

// Millionths from 0 to below 100, the same on every machine (SplitMix64), row by row.
std::vector<std::uint32_t> Millionths(std::size_t rows) {
  std::vector<std::uint32_t> cells(rows * kColumns);
  std::uint64_t state = 20260101;
  for (std::uint32_t& cell : cells) {
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    cell = static_cast<std::uint32_t>((z ^ (z >> 31U)) % 100'000'000U);
  }
  return cells;
}

std::vector<double> ToDoubles(const std::vector<std::uint32_t>& cells) {
  std::vector<double> values;
  values.reserve(cells.size());
  for (const std::uint32_t cell : cells) values.push_back(static_cast<double>(cell) / 1e6);
  return values;
}

void WriteTable(const std::vector<std::uint32_t>& cells, const std::string& path) {
  std::ofstream file(path);
  char text[16];
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::snprintf(text, sizeof(text), "%u.%06u", cells[i] / 1'000'000U, cells[i] % 1'000'000U);
    file << text << (i % kColumns + 1 == kColumns ? '\n' : ',');
  }
  if (file.flush()) return;
  std::fprintf(stderr, "%s cannot be written\n", path.c_str());
  std::exit(1);
}

RankingRule RuleOf(Method method) {
  RankingRule rule;
  rule.method = method;
  for (std::size_t j = 0; j < kColumns; ++j) {
    RankingCriterion criterion;
    criterion.id = "c" + std::to_string(j);
    criterion.weight = kWeights[j];
    criterion.direction = kMinimised[j] ? Direction::minimize : Direction::maximize;
    rule.criteria.push_back(criterion);
  }
  return rule;
}

void ReportResult(const MethodRanking& ranking, benchmark::State* state) {
  double values = 0;
  for (const double value : ranking.values) values += value;
  double ranks = 0;
  for (std::size_t i = 0; i < ranking.ranks.size(); ++i) ranks += static_cast<double>(i % 1009) * ranking.ranks[i];
  const auto best = std::max_element(ranking.keys.begin(), ranking.keys.end());
  state->counters["values"] = values;
  if (!ranking.ranks.empty()) state->counters["ranks"] = ranks;
  state->counters["first"] = static_cast<double>(best - ranking.keys.begin());
  fixture_internal::Report(ranking.keys.size(), std::nullopt, state);
}

using Ranker = Status (*)(const RankingRule& rule, std::span<const double> matrix, MethodRanking* ranking);

void BenchmarkMethod(const char* name, Method method, Ranker rank, std::shared_ptr<const std::vector<double>> matrix) {
  benchmark::RegisterBenchmark(name, [method, rank, matrix](benchmark::State& state) {
    const RankingRule rule = RuleOf(method);
    MethodRanking ranking;
    for (auto _ : state) {
      const Status status = rank(rule, *matrix, &ranking);
      if (!status.ok()) return state.SkipWithError(status.error().Text().c_str());
      benchmark::ClobberMemory();
    }
    ReportResult(ranking, &state);
  });
}

}  // namespace
}  // namespace keyhaul

int main(int argc, char** argv) {
  const std::size_t candidates = keyhaul::TakeSize("candidates", 1'000'000, &argc, argv);
  const std::string path = keyhaul::TakeFlag("table", &argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const std::vector<std::uint32_t> cells = keyhaul::Millionths(candidates);
  if (!path.empty()) keyhaul::WriteTable(cells, path);
  const auto matrix = std::make_shared<const std::vector<double>>(keyhaul::ToDoubles(cells));
  keyhaul::BenchmarkMethod("values/weighted_sum", keyhaul::Method::weighted_sum, keyhaul::ScoreRows, matrix);
  keyhaul::BenchmarkMethod("ranks/weighted_sum", keyhaul::Method::weighted_sum, keyhaul::Rank, matrix);
  keyhaul::BenchmarkMethod("ranks/topsis", keyhaul::Method::topsis, keyhaul::Rank, matrix);
  const auto data = keyhaul::RuleData::Make(candidates, {30, 20, 15, 10, 10, 10, 5});
  keyhaul::BenchmarkBuiltInRules(data);
  keyhaul::BenchmarkRule(keyhaul::BestCriterion(), data);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

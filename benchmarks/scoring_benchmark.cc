// Scores and ranks of n candidates by seven criteria.
//
//   keyhaul_scoring_benchmark [--candidates=1000000] [Google Benchmark's own flags]
//
// `per_row` is the figure of docs/SPEED.md: the weighted score by min-max is score/weighted_sum_min_max, score and rank
// are score_and_rank/weighted_score, TOPSIS and rank are score/topsis (the methods rank as they score). At the end
// stands a rule of one's own, as an example of how to add one.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "benchmark/benchmark.h"
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

}  // namespace
}  // namespace keyhaul

int main(int argc, char** argv) {
  constexpr std::string_view kFlag = "--candidates=";
  std::size_t candidates = 1'000'000;
  for (int i = 1; i < argc; ++i) {
    if (!std::string_view(argv[i]).starts_with(kFlag)) continue;
    candidates = static_cast<std::size_t>(std::max(1LL, std::atoll(argv[i] + kFlag.size())));
    std::rotate(argv + i, argv + i + 1, argv + argc);
    --argc;
    --i;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  const auto data = keyhaul::RuleData::Make(candidates, {30, 20, 15, 10, 10, 10, 5});
  keyhaul::BenchmarkBuiltInRules(data);
  keyhaul::BenchmarkRule(keyhaul::BestCriterion(), data);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

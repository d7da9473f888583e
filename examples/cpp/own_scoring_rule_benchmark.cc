// A scoring rule of one's own, timed beside the built-in ones:
//
//   own_scoring_rule_benchmark [number of candidates] [Google Benchmark's own flags]
//
// Link keyhaul::kernels and benchmark::benchmark.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>

#include "keyhaul/benchmarks/scoring_rule_fixture.h"

// As good as the worst rating: nothing makes up for it.
struct WorstCriterion {
  std::string_view Name() const { return "worst_criterion"; }
  keyhaul::Status Score(const keyhaul::RuleTable& table, std::span<std::int64_t> keys) const {
    for (std::size_t row = 0; row < keys.size(); ++row) {
      const auto points = table.PointsOf(row);                              // integers of 10^-12
      keys[row] = *std::min_element(points.begin(), points.end()) / 1'000;  // keys are integers of 10^-9
    }
    return {};
  }
};

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const std::size_t candidates = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const auto data = keyhaul::RuleData::Make(candidates, {30, 20, 15, 10, 10, 10, 5});  // weights of seven criteria
  keyhaul::BenchmarkBuiltInRules(data);
  keyhaul::BenchmarkRule(WorstCriterion(), data);
  benchmark::RunSpecifiedBenchmarks();
}

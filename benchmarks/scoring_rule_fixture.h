// Times a scoring rule of one's own beside the built-in ones, on the same table, and says how far they agree.
//
// A program of ten lines (the rule is the example of include/keyhaul/scoring/rule_concept.h):
//
//   #include "keyhaul/benchmarks/scoring_rule_fixture.h"
//
//   struct BestCriterion { ... };
//
//   int main(int argc, char** argv) {
//     benchmark::Initialize(&argc, argv);
//     const auto data = keyhaul::RuleData::Make(1'000'000, {30, 20, 15, 10, 10, 10, 5});
//     keyhaul::BenchmarkBuiltInRules(data);
//     keyhaul::BenchmarkRule(BestCriterion(), data);
//     benchmark::RunSpecifiedBenchmarks();
//   }
//
// score/NAME is the rule alone, score_and_rank/NAME with competition ranks of its keys. `per_row` is the time of one
// candidate, `tau_b` Kendall's correlation of the rule's ranks with those of the weighted score: 1 is the same order, 0
// none in common, -1 the opposite one. A rule that refuses the table is reported and not timed.
//
// examples/cpp/own_scoring_rule_benchmark.cc is a whole program. It links keyhaul::kernels and Google Benchmark; this
// header is installed as the name above says, and nothing else of ours includes it.
#ifndef KEYHAUL_BENCHMARKS_SCORING_RULE_FIXTURE_H_
#define KEYHAUL_BENCHMARKS_SCORING_RULE_FIXTURE_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "keyhaul/scoring/compare.h"
#include "keyhaul/scoring/methods.h"
#include "keyhaul/scoring/ranks.h"
#include "keyhaul/scoring/rule_concept.h"

namespace keyhaul {

// A table of candidates with points from 0 to 100 in steps of 1/100, the same on every machine, and weights.
class RuleData {
 public:
  static std::shared_ptr<const RuleData> Make(std::size_t rows, std::vector<std::int64_t> weights) {
    auto data = std::make_shared<RuleData>();
    data->weights_ = std::move(weights);
    data->ids_.resize(rows);
    std::iota(data->ids_.begin(), data->ids_.end(), 0);
    for (std::size_t i = 0; i < rows * data->weights_.size(); ++i) {
      const auto hundredths = static_cast<std::int64_t>(Mix(i) % 10'001);
      data->points_.push_back(hundredths * 10'000'000'000);
      data->values_.push_back(static_cast<double>(hundredths) / 100);
    }
    return data;
  }

  std::size_t rows() const { return ids_.size(); }
  const std::vector<std::int64_t>& weights() const { return weights_; }
  RuleTable table() const { return {weights_.size(), points_, values_}; }
  ScoreRanks RanksOf(const std::vector<std::int64_t>& keys) const { return *RankKeys(keys, ids_); }

 private:
  // SplitMix64 of i.
  static std::uint64_t Mix(std::uint64_t i) {
    std::uint64_t z = (i + 1) * 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::vector<std::int64_t> weights_;
  std::vector<std::int64_t> points_;
  std::vector<double> values_;
  std::vector<std::int32_t> ids_;
};

// A method of methods.h as a rule.
class MethodRule {
 public:
  MethodRule(std::string name, Method method, const std::vector<std::int64_t>& weights) : name_(std::move(name)) {
    rule_.method = method;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      RankingCriterion criterion;
      criterion.id = "c" + std::to_string(i);
      criterion.weight = static_cast<double>(weights[i]);
      criterion.bounds = method == Method::spotis ? std::optional(Bounds{0, 100}) : std::nullopt;
      rule_.criteria.push_back(criterion);
    }
  }

  std::string_view Name() const { return name_; }

  Status Score(const RuleTable& table, std::span<std::int64_t> keys) const {
    MethodRanking ranking;
    KEYHAUL_CHECK(ScoreRows(rule_, table.values, &ranking));
    for (std::size_t i = 0; i < keys.size(); ++i)
      keys[i] = ranking.lower_is_better ? -ranking.keys[i] : ranking.keys[i];
    return {};
  }

 private:
  std::string name_;
  RankingRule rule_;
};

static_assert(ScoringRule<MethodRule>);

namespace fixture_internal {

// Seconds per row; Google Benchmark writes them as nanoseconds.
inline void Report(std::size_t rows, std::optional<double> tau_b, benchmark::State* state) {
  state->counters["per_row"] = benchmark::Counter(
      static_cast<double>(rows), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  if (tau_b) state->counters["tau_b"] = *tau_b;
}

// Against the weighted score; absent where one of the two ties all rows.
inline std::optional<double> Agreement(const RuleData& data, const std::vector<std::int64_t>& keys) {
  const Result<WeightedScore> reference = WeightedScore::Make(data.weights());
  std::vector<std::int64_t> reference_keys(data.rows());
  if (!reference.ok() || !reference->Score(data.table(), reference_keys).ok()) return std::nullopt;
  const Result<RankCorrelation> correlation =
      CorrelateRanks(data.RanksOf(keys).competition, data.RanksOf(reference_keys).competition);
  return correlation.ok() ? correlation->kendall_tau_b : std::nullopt;
}

}  // namespace fixture_internal

template <ScoringRule Rule>
void BenchmarkRule(Rule rule, std::shared_ptr<const RuleData> data) {
  const std::string name(rule.Name());
  const auto shared = std::make_shared<const Rule>(std::move(rule));
  std::vector<std::int64_t> keys(data->rows());
  if (const Status status = shared->Score(data->table(), keys); !status.ok()) {
    std::fprintf(stderr, "%s is not timed: %s\n", name.c_str(), status.error().Text().c_str());
    return;
  }
  const std::optional<double> tau_b = fixture_internal::Agreement(*data, keys);
  benchmark::RegisterBenchmark(("score/" + name).c_str(), [shared, data, tau_b](benchmark::State& state) {
    std::vector<std::int64_t> scored(data->rows());
    for (auto _ : state) {
      benchmark::DoNotOptimize(shared->Score(data->table(), scored));
      benchmark::ClobberMemory();
    }
    fixture_internal::Report(data->rows(), tau_b, &state);
  });
  benchmark::RegisterBenchmark(("score_and_rank/" + name).c_str(), [shared, data, tau_b](benchmark::State& state) {
    std::vector<std::int64_t> scored(data->rows());
    for (auto _ : state) {
      benchmark::DoNotOptimize(shared->Score(data->table(), scored));
      benchmark::DoNotOptimize(data->RanksOf(scored));
    }
    fixture_internal::Report(data->rows(), tau_b, &state);
  });
}

// The weighted score on fixed scales, and the methods that compare rows with each other.
inline void BenchmarkBuiltInRules(const std::shared_ptr<const RuleData>& data) {
  if (Result<WeightedScore> rule = WeightedScore::Make(data->weights()); rule.ok()) BenchmarkRule(*rule, data);
  BenchmarkRule(MethodRule("weighted_sum_min_max", Method::weighted_sum, data->weights()), data);
  BenchmarkRule(MethodRule("topsis", Method::topsis, data->weights()), data);
  BenchmarkRule(MethodRule("vikor", Method::vikor, data->weights()), data);
  BenchmarkRule(MethodRule("promethee_ii_usual", Method::promethee_ii, data->weights()), data);
  BenchmarkRule(MethodRule("spotis", Method::spotis, data->weights()), data);
}

}  // namespace keyhaul

#endif  // KEYHAUL_BENCHMARKS_SCORING_RULE_FIXTURE_H_

// What a tiering rule looks at: columns of figures and facts, one entry per account.
//
// The population is prepared by whoever has the ledger; the room itself knows nothing of ledgers and calendars. What is
// tiered need not be single accounts: a host may give one entry per group, or one per account and service.
//
// Segments divide a population into parts that are tiered apart, "the best 20 % of every industry": cuts by share and
// rank are taken within the segment.
//
//   const std::vector<int128> cents = {5000, 3300, 1700};
//   Population population;
//   population.metrics = {{.values = cents, .scale = 2}};
//
// Units: figures are integers of 10^-scale. Everything is borrowed and must stay as it is while a Classifier is in use.
#ifndef KEYHAUL_TIERING_POPULATION_H_
#define KEYHAUL_TIERING_POPULATION_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

// One figure of every account over the window. The further columns are needed only where a condition asks for them:
// `active_months` (months with rows) for AmountPer::active_month, the least and greatest month for every_month, where a
// month without rows counts as zero, and `previous` (the same figure in the window before) for growth.
struct MetricColumn {
  std::string_view name = {};  // empty: the value of the rule
  std::span<const int128> values;
  int scale = 0;
  std::span<const std::int32_t> active_months = {};
  std::span<const int128> least_month = {};
  std::span<const int128> greatest_month = {};
  std::span<const int128> previous = {};
};

struct Population {
  std::vector<MetricColumn> metrics;          // the first is the value of the rule
  std::span<const std::int32_t> months = {};  // of the window, per account; empty: `window_months` for all
  std::int32_t window_months = 12;
  std::span<const std::int32_t> places = {};    // of the accounts in the byte order of their ids; for ties by id
  std::span<const std::int32_t> segments = {};  // per account, from 0; empty: all in one
  std::int32_t segment_count = 1;
  std::function<bool(std::size_t account, const FactIs& fact)> has_fact = {};

  std::size_t size() const { return metrics.empty() ? 0 : metrics.front().values.size(); }
  std::int32_t MonthsOf(std::size_t account) const { return months.empty() ? window_months : months[account]; }
  std::size_t SegmentOf(std::size_t account) const {
    return segments.empty() ? 0 : static_cast<std::size_t>(segments[account]);
  }
};

namespace tiering_internal {

// What the values of a metric count for: the column itself where nothing is negative or negatives are net.
class Contributions {
 public:
  static Result<Contributions> Make(std::span<const int128> values, NegativeValues policy) {
    Contributions contributions;
    contributions.values_ = values;
    if (policy == NegativeValues::net) return contributions;
    std::size_t first = 0;
    while (first < values.size() && values[first] >= 0) ++first;
    if (first == values.size()) return contributions;
    if (policy == NegativeValues::reject) return Refuse(first, values[first]);
    contributions.own_.assign(values.begin(), values.end());
    for (int128& value : contributions.own_) {
      if (value >= 0) continue;
      if (policy == NegativeValues::absolute && value == kInt128Min) return RefuseMagnitude(value);
      value = policy == NegativeValues::clamp ? int128(0) : -value;
    }
    contributions.values_ = contributions.own_;
    return contributions;
  }

  Contributions(Contributions&&) = default;
  Contributions& operator=(Contributions&&) = default;

  std::span<const int128> values() const { return values_; }
  int128 operator[](std::size_t account) const { return values_[account]; }

 private:
  Contributions() = default;

  static Error Refuse(std::size_t account, int128 value) {
    Error error = MakeError(Code::data_value, "a negative value; the rule refuses them (negative: reject)");
    error.row = static_cast<std::int64_t>(account);
    error.value = ToText(value);
    error.rule = "TIER-20";
    return error;
  }

  static Error RefuseMagnitude(int128 value) {
    Error error = MakeError(Code::overflow, "the magnitude of " + ToText(value) + " passes 128 bits");
    error.rule = "TIER-17";
    return error;
  }

  std::vector<int128> own_;
  std::span<const int128> values_;
};

inline Status RefusePopulation(std::string message) { return MakeError(Code::invalid_argument, std::move(message)); }

inline Status CheckColumn(std::size_t size, std::size_t expected, std::string_view what) {
  if (size == 0 || size == expected) return {};
  return RefusePopulation(std::string(what) + " has " + std::to_string(size) + " entries for " +
                          std::to_string(expected) + " accounts");
}

// That columns are as long as the population, and scales and segments in range.
inline Status CheckPopulation(const Population& population) {
  const std::size_t n = population.size();
  if (population.metrics.empty()) return RefusePopulation("a population needs the column of values");
  if (n > static_cast<std::size_t>(kMaxAccounts)) {
    return RefusePopulation(std::to_string(n) + " accounts; at most " + std::to_string(kMaxAccounts) + " allowed");
  }
  for (const MetricColumn& metric : population.metrics) {
    if (metric.scale < 0 || metric.scale > kMaxDecimalScale) {
      return RefusePopulation("a value scale of " + std::to_string(metric.scale) + " is not in 0.." +
                              std::to_string(kMaxDecimalScale));
    }
    if (metric.values.size() != n) {
      return RefusePopulation("a metric has " + std::to_string(metric.values.size()) + " entries for " +
                              std::to_string(n) + " accounts");
    }
    KEYHAUL_CHECK(CheckColumn(metric.active_months.size(), n, "active_months"));
    KEYHAUL_CHECK(CheckColumn(metric.least_month.size(), n, "least_month"));
    KEYHAUL_CHECK(CheckColumn(metric.greatest_month.size(), n, "greatest_month"));
    KEYHAUL_CHECK(CheckColumn(metric.previous.size(), n, "previous"));
  }
  KEYHAUL_CHECK(CheckColumn(population.months.size(), n, "months"));
  KEYHAUL_CHECK(CheckColumn(population.places.size(), n, "places"));
  KEYHAUL_CHECK(CheckColumn(population.segments.size(), n, "segments"));
  for (const std::int32_t segment : population.segments) {
    if (segment >= 0 && segment < population.segment_count) continue;
    return RefusePopulation("segment " + std::to_string(segment) + " is not in 0.." +
                            std::to_string(population.segment_count - 1));
  }
  return {};
}

}  // namespace tiering_internal

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_POPULATION_H_

// The accounts of a calc request, as what a tiering rule looks at.
//
// An account has its value over the window, or its months, of which the value is the sum. Where the rule tiers groups,
// accounts that name a `group` count at that account; the units of the population are then the heads.
#ifndef KEYHAUL_SRC_ENGINE_CALC_POPULATION_H_
#define KEYHAUL_SRC_ENGINE_CALC_POPULATION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/tiering.h"
#include "src/engine/calc.h"

namespace keyhaul {
inline namespace v1 {

struct CalcPopulation {
  struct Metric {
    std::string name;
    int scale = 0;
    std::vector<int128> values, least_month, greatest_month, previous;  // by unit; empty where not given
  };
  struct Facts {
    std::string_view industry, city, region;
    std::vector<std::string_view> tags;
    bool head = false;
    bool member = false;
  };

  // Borrows the columns of this, which may be moved. `tiers` are those that the fact `tier` is asked of; they may come
  // later.
  Population View(const TieringRule& rule, std::shared_ptr<const std::vector<std::int32_t>> tiers) const;
  std::size_t units() const { return heads.size(); }

  std::vector<std::string_view> ids;                          // of the accounts, in the order of the request
  std::vector<std::int32_t> unit_of;                          // by account
  std::vector<std::size_t> heads;                             // by unit: the account that it is
  std::vector<Metric> metrics;                                // the value first
  std::vector<std::int32_t> active_months, places, segments;  // by unit
  std::vector<std::string> segment_names;
  std::vector<Facts> facts;  // by unit
  std::int32_t window_months = 12;
};

// The rule of a request, checked as that of a policy is.
Result<TieringRule> ReadCalcTiering(const CalcRequest& request, JsonNode node);

// That the values of facts which a condition asks for exist; `path` is that of the condition.
Status CheckFacts(const TieringRule& rule, const TierCondition& condition, const std::string& path);

// `node` is the array of accounts, whose elements the table of keys lists as `path`.
Result<CalcPopulation> ReadCalcPopulation(const CalcRequest& request, JsonNode node, const std::string& path,
                                          const TieringRule& rule);

// An error of a rule stands at what its path names; one of the values at the account, or at all of them.
Error TieringError(const CalcRequest& request, JsonNode rule_node, JsonNode accounts, const CalcPopulation& population,
                   Error error);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_POPULATION_H_

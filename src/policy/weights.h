// Reads how the criteria below one node are weighted: numbers as they are given, ranks by a surrogate, or comparisons
// of pairs.
#ifndef KEYHAUL_SRC_POLICY_WEIGHTS_H_
#define KEYHAUL_SRC_POLICY_WEIGHTS_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/scoring/weighting.h"
#include "src/policy/document.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// Weights as given, or the surrogates of ranks: rank order centroid, rank sum, reciprocal of the rank.
inline constexpr std::string_view kWeightsWords[] = {"given", "roc", "rs", "rr"};
inline constexpr std::string_view kRandomIndexWords[] = {"saaty_2005", "saaty_1980", "alonso_lamata"};

// One weight per element; `form` is that of a criterion, and has checked the elements. Pairs give weights of 12
// decimals.
Result<std::vector<Decimal>> ReadWeights(const ReadContext& context, const ObjectForm& form,
                                         const std::vector<JsonNode>& elements, std::optional<JsonNode> weights);

// A matrix of comparisons, `pairs`, and which random index it is held against.
struct Comparisons {
  JsonNode pairs;
  std::vector<JsonNode> cells;     // row by row
  std::vector<double> matrix;      // likewise
  std::vector<std::string> names;  // of the criteria, as errors call them
  RandomIndex random_index = RandomIndex::saaty_2005;
  std::optional<Decimal> max_ratio;
};

// `pattern` is where the table of keys lists the object. There is a row for each of `ids`; where these are not known,
// criteria are told of by numbers.
Result<Comparisons> ReadComparisons(const ReadContext& context, JsonNode node, std::string_view pattern,
                                    std::span<const std::string_view> ids);

// The eigenvector, refused where the comparisons contradict one another by more than they may. Errors stand at the
// comparison that is wrong, and name its two criteria.
Result<AhpWeights> WeightsOf(const Comparisons& comparisons);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_WEIGHTS_H_

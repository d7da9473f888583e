// The alternatives of a calc request that ranks or weighs: each a name and its values by the names of criteria.
#ifndef KEYHAUL_SRC_ENGINE_CALC_ALTERNATIVES_H_
#define KEYHAUL_SRC_ENGINE_CALC_ALTERNATIVES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring/methods.h"
#include "src/engine/calc.h"
#include "src/policy/document.h"

namespace keyhaul {
inline namespace v1 {

struct Alternatives {
  JsonNode list;
  std::vector<JsonNode> elements;
  std::vector<JsonNode> values;  // the object of each
  std::vector<std::string> ids;  // unique
};

// `pattern` is the path of an element in the table of keys.
Result<Alternatives> ReadAlternatives(const CalcRequest& request, JsonNode list, const std::string& pattern);

// The table that Rank takes, each decimal rounded to a double once. An alternative without a value of a criterion is
// refused; values that no criterion asks for are passed over, as several rules may share the alternatives.
Result<std::vector<double>> MatrixOf(const Alternatives& alternatives, std::span<const RankingCriterion> criteria);

// Refuses a value whose name is not among those of criteria, which are in byte order: it is misspelt.
Status CheckValueNames(const Alternatives& alternatives, const std::vector<std::string_view>& names);

// An error of the table at its place in the request: the value, the alternative, the criterion, or all alternatives.
// `criteria_list` is where the criteria stand.
Error ErrorOfTable(const Alternatives& alternatives, JsonNode criteria_list, std::span<const RankingCriterion> criteria,
                   Error error);

// A double at nine digits, rounded half away from zero: the text of its key. Refused with `overflow`.
Result<std::string> NineDigitsOf(double value);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_ALTERNATIVES_H_

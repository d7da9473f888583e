// One rule without a ledger: the kinds of calc request, each in a file of its own. The door is `Calc` in
// keyhaul/engine.h; docs/CALC.md says what goes in and what comes out.
//
// Nothing is computed here. A request is read by the policy's own readers, its rule compiled as a run compiles it, and
// the functions that a run calls per account are called once. CALC-01 holds the two together.
#ifndef KEYHAUL_SRC_ENGINE_CALC_H_
#define KEYHAUL_SRC_ENGINE_CALC_H_

#include <set>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/base/int128.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

// One request of a document: an object with the key `calc`.
struct CalcRequest {
  const JsonDocument& document;
  JsonNode node;
  const ReadContext& context;
};

// Each adds the members of its answer to the object that is open in `out`. After an error `out` may hold some of them.
Status CalcSchedule(const CalcRequest& request, JsonWriter* out);
Status CalcSettlement(const CalcRequest& request, JsonWriter* out);
Status CalcCommitment(const CalcRequest& request, JsonWriter* out);
Status CalcStack(const CalcRequest& request, JsonWriter* out);
Status CalcGroup(const CalcRequest& request, JsonWriter* out);
Status CalcVersions(const CalcRequest& request, JsonWriter* out);
Status CalcExchange(const CalcRequest& request, JsonWriter* out);
Status CalcAllocation(const CalcRequest& request, JsonWriter* out);
Status CalcTiering(const CalcRequest& request, JsonWriter* out);
Status CalcMovement(const CalcRequest& request, JsonWriter* out);
Status CalcConcentration(const CalcRequest& request, JsonWriter* out);
Status CalcVariability(const CalcRequest& request, JsonWriter* out);
Status CalcRfm(const CalcRequest& request, JsonWriter* out);
Status CalcRanking(const CalcRequest& request, JsonWriter* out);
Status CalcWeights(const CalcRequest& request, JsonWriter* out);
Status CalcScorecard(const CalcRequest& request, JsonWriter* out);

// The integer that a decimal is at a scale, with an error that stands at the value.
Result<int128> ReadMantissa(JsonNode node, int scale);

// An integer at a scale, with all its decimals: "23.50".
std::string AmountText(int128 mantissa, int scale);

// The error of a value that was computed from what stands at a node: an overflow, a basis beyond the last bracket.
Error ErrorAt(JsonNode node, Error error);

// Answers as Calc does; `asked`, where it is not null, gets the paths of all keys that were asked for.
std::string AnswerCalc(std::string_view request, std::optional<Error>* error,
                       std::set<std::string, std::less<>>* asked);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_CALC_H_

// Reads the value function of a leaf of a scorecard: the one member of the criterion that names it.
#ifndef KEYHAUL_SRC_POLICY_VALUE_FUNCTION_H_
#define KEYHAUL_SRC_POLICY_VALUE_FUNCTION_H_

#include <optional>
#include <string_view>

#include "keyhaul/base/error.h"
#include "keyhaul/scoring.h"
#include "src/policy/document.h"
#include "src/policy/json_writer.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {

inline constexpr std::string_view kOutOfRangeWords[] = {"clip", "error", "extrapolate"};
inline constexpr std::string_view kLogFormWords[] = {"ratio", "convex"};
inline constexpr std::string_view kBetterWords[] = {"more", "less"};
// Scales that need not be written out.
inline constexpr std::string_view kScaleWords[] = {"kotler"};

// Absent where the criterion has none of the members. `form` is that of the criterion.
Result<std::optional<ValueFunction>> ReadValueFunction(const ReadContext& context, const ObjectForm& form,
                                                       JsonNode criterion);

// The member that names a function.
std::string_view ValueFunctionKey(const ValueFunction& function);

// The same as a member of the criterion, in the canonical text.
void WriteValueFunction(const ValueFunction& function, JsonWriter* out);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_VALUE_FUNCTION_H_

// The rule of XYZ classes: the bounds of the coefficient of variation, and the deviation that it is taken of.
//
// What the coefficient is, and how it is compared, stands in variability.h. The rule stands apart, so that whoever only
// writes or checks a policy need not take in the wide arithmetic.
//
//   XyzRule rule;                                            // X up to 0.2, Y up to 0.6, Z
//   rule.deviation = Deviation::sample;
#ifndef KEYHAUL_TIERING_XYZ_RULE_H_
#define KEYHAUL_TIERING_XYZ_RULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

enum class Deviation : std::int8_t { population, sample };

struct XyzClass {
  std::string name;
  std::optional<Decimal> at_most;  // absent on the last class, and only there
};

struct XyzRule {
  Deviation deviation = Deviation::population;
  std::vector<XyzClass> classes = {{"X", *Decimal::Make(2, 1)}, {"Y", *Decimal::Make(6, 1)}, {"Z", std::nullopt}};
};

// The greatest bound of a class, and the most classes. The coefficient of n periods that are not negative is at most
// sqrt(n), so a greater bound is a slip.
inline constexpr std::int64_t kMaxVariation = 1000;
inline constexpr int kMaxXyzClasses = 64;

// Names present and unique, bounds on all classes but the last, from 0 to kMaxVariation and ascending. Errors carry the
// path relative to the rule, "classes[1].at_most".
inline Status CheckXyzRule(const XyzRule& rule);

namespace tiering_internal {

inline Error RefuseXyz(std::string path, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = "TIER-54";
  return error;
}

inline Status CheckXyzBound(const std::vector<XyzClass>& classes, std::size_t i, const std::string& path) {
  const Decimal& bound = *classes[i].at_most;
  if (bound.sign() < 0 || bound > Decimal::FromInteger(kMaxVariation)) {
    return RefuseXyz(path, bound.ToText() + " is not a coefficient of variation: 0 to " +
                               std::to_string(kMaxVariation) + " expected");
  }
  if (i > 0 && bound <= *classes[i - 1].at_most) {
    return RefuseXyz(path, bound.ToText() + " does not pass " + classes[i - 1].at_most->ToText() +
                               " of the class before; bounds must rise");
  }
  return {};
}

inline Status CheckXyzClass(const std::vector<XyzClass>& classes, std::size_t i) {
  const std::string path = "classes[" + std::to_string(i) + "].";
  if (classes[i].name.empty()) return RefuseXyz(path + "name", "a class needs a name", Code::policy_missing_key);
  for (std::size_t other = 0; other < i; ++other) {
    if (classes[other].name == classes[i].name) {
      return RefuseXyz(path + "name", "classes[" + std::to_string(other) + "] is called '" + classes[i].name + "' too");
    }
  }
  const bool last = i + 1 == classes.size();
  if (last && classes[i].at_most) {
    return RefuseXyz(path + "at_most", "the last class takes the rest and has no bound");
  }
  if (last) return {};
  if (!classes[i].at_most) {
    return RefuseXyz(path + "at_most", "every class but the last needs a bound", Code::policy_missing_key);
  }
  return CheckXyzBound(classes, i, path + "at_most");
}

}  // namespace tiering_internal

inline Status CheckXyzRule(const XyzRule& rule) {
  using tiering_internal::RefuseXyz;
  if (rule.classes.empty()) return RefuseXyz("classes", "at least one class expected", Code::policy_missing_key);
  if (rule.classes.size() > static_cast<std::size_t>(kMaxXyzClasses)) {
    return RefuseXyz("classes", std::to_string(rule.classes.size()) + " classes; at most " +
                                    std::to_string(kMaxXyzClasses) + " allowed");
  }
  for (std::size_t i = 0; i < rule.classes.size(); ++i) {
    KEYHAUL_CHECK(tiering_internal::CheckXyzClass(rule.classes, i));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_XYZ_RULE_H_

// Checks a tiering rule without a ledger; see `CheckTieringRule` in rule.h.
//
// What is refused here would otherwise be a tier that silently stays empty: a second share cut below the first, a
// "top 20 %" above a "top 5 %", an amount of zero for accounts that are in the last tier by definition. Cuts are
// compared with the nearest cut of the same kind above them only. How a share compares with an amount depends on the
// ledger, so a tier that another kind of cut leaves empty is no error.
#ifndef KEYHAUL_TIERING_RULE_CHECK_H_
#define KEYHAUL_TIERING_RULE_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/tiering/rule.h"

namespace keyhaul {
inline namespace v1 {

// The longest window: every month of the years 1 to 9999, which are all the days that are understood.
inline constexpr std::int32_t kMaxWindowMonths = 9999 * 12;

namespace tiering_internal {

inline Error RefuseRule(std::string path, std::string message, Code code = Code::policy_value) {
  Error error = MakeErrorAt(code, std::move(path), std::move(message));
  error.rule = "TIER-16";
  return error;
}

inline std::string TierPath(std::size_t index, std::string_view field) {
  return "tiers[" + std::to_string(index) + "]." + std::string(field);
}

// The nearest cuts of each kind above the tier that is being checked.
struct CutsAbove {
  const Decimal* share = nullptr;
  const std::int64_t* count = nullptr;
  const Decimal* fraction = nullptr;
  const Decimal* at_least = nullptr;
};

inline Status CheckFraction(const Decimal& fraction, const Decimal*& above, const std::string& path) {
  if (fraction.sign() <= 0 || fraction > Decimal::FromInteger(1)) {
    return RefuseRule(path, fraction.ToText() + " is not a part of a whole: above 0 and at most 1 (100 %) expected");
  }
  if (above != nullptr && fraction <= *above) {
    return RefuseRule(path, fraction.ToText() + " does not pass " + above->ToText() +
                                " of a tier above; cuts are cumulative from the top and must widen");
  }
  above = &fraction;
  return {};
}

inline Status CheckCondition(const ShareCut& cut, CutsAbove& above, std::size_t index) {
  return CheckFraction(cut.share, above.share, TierPath(index, "when.share"));
}

inline Status CheckCondition(const RankCut& cut, CutsAbove& above, std::size_t index) {
  const std::string path = TierPath(index, "when.rank");
  if (cut.count.has_value() == cut.fraction.has_value()) {
    return RefuseRule(path, "a rank is either a number of accounts or a fraction of them");
  }
  if (cut.fraction) return CheckFraction(*cut.fraction, above.fraction, path);
  if (*cut.count < 1) {
    return RefuseRule(path, "the top " + std::to_string(*cut.count) + " accounts are none; at least 1 expected");
  }
  if (above.count != nullptr && *cut.count <= *above.count) {
    return RefuseRule(path, "the top " + std::to_string(*cut.count) + " does not pass the top " +
                                std::to_string(*above.count) +
                                " of a tier above; cuts are cumulative from the top and must widen");
  }
  above.count = &*cut.count;
  return {};
}

inline Status CheckCondition(const AmountCut& cut, CutsAbove& above, std::size_t index) {
  const std::string path = TierPath(index, "when.amount");
  if (cut.at_least.sign() <= 0) {
    return RefuseRule(
        path, cut.at_least.ToText() + " is not above 0; accounts without a positive value are always in the last tier");
  }
  if (above.at_least != nullptr && cut.at_least >= *above.at_least) {
    return RefuseRule(path, cut.at_least.ToText() + " is not below " + above.at_least->ToText() +
                                " of a tier above; amounts must fall from tier to tier");
  }
  above.at_least = &cut.at_least;
  return {};
}

inline Status CheckTierName(const std::vector<Tier>& tiers, std::size_t index) {
  const std::string& name = tiers[index].name;
  if (name.empty()) return RefuseRule(TierPath(index, "name"), "a tier needs a name", Code::policy_missing_key);
  for (std::size_t other = 0; other < index; ++other) {
    if (tiers[other].name == name) {
      return RefuseRule(TierPath(index, "name"), "tiers[" + std::to_string(other) + "] is called '" + name + "' too");
    }
  }
  return {};
}

// What can be said of the tiers alone, without the value that they look at.
inline Status CheckTiers(const std::vector<Tier>& tiers) {
  if (tiers.empty()) return RefuseRule("tiers", "at least one tier expected", Code::policy_missing_key);
  if (tiers.size() > static_cast<std::size_t>(kMaxTiers)) {
    return RefuseRule("tiers",
                      std::to_string(tiers.size()) + " tiers; at most " + std::to_string(kMaxTiers) + " allowed");
  }
  CutsAbove above;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    KEYHAUL_CHECK(CheckTierName(tiers, i));
    const bool last = i + 1 == tiers.size();
    if (last && tiers[i].when) {
      return RefuseRule(TierPath(i, "when"), "the last tier takes the rest and has no condition");
    }
    if (last) continue;
    if (!tiers[i].when) {
      return RefuseRule(TierPath(i, "when"), "every tier but the last needs a condition", Code::policy_missing_key);
    }
    KEYHAUL_CHECK(std::visit([&](const auto& cut) { return CheckCondition(cut, above, i); }, *tiers[i].when));
  }
  return {};
}

inline Status CheckTierValue(const TierValue& value) {
  const bool needs_measure = value.kind == TierValue::Kind::measure;
  if (needs_measure && value.measure.empty()) {
    return RefuseRule("value", "the measure to sum per account expected", Code::policy_missing_key);
  }
  if (!needs_measure && !value.measure.empty()) {
    return RefuseRule("value", "active days are counted, not summed: measure '" + value.measure + "' does not apply");
  }
  return {};
}

}  // namespace tiering_internal

inline Status CheckTieringRule(const TieringRule& rule) {
  KEYHAUL_CHECK(tiering_internal::CheckTierValue(rule.value));
  if (rule.window_months < 1 || rule.window_months > kMaxWindowMonths) {
    return tiering_internal::RefuseRule("window_months", std::to_string(rule.window_months) + " is not between 1 and " +
                                                             std::to_string(kMaxWindowMonths) + " months");
  }
  return tiering_internal::CheckTiers(rule.tiers);
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RULE_CHECK_H_

// Checks a tiering rule without a ledger; see `CheckTieringRule` in rule.h.
//
// What is refused here would otherwise be a tier that silently stays empty: a second share cut below the first, a
// "top 20 %" above a "top 5 %", an amount of zero for accounts that are in the last tier by definition. Conditions that
// stand alone are compared with the nearest one of the same kind above them. How a share compares with an amount
// depends on the ledger, so a tier that another kind of cut leaves empty is no error.
#ifndef KEYHAUL_TIERING_RULE_CHECK_H_
#define KEYHAUL_TIERING_RULE_CHECK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/base/decimal.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/tiering/account_class.h"
#include "keyhaul/tiering/clause.h"
#include "keyhaul/tiering/movement_check.h"
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

// The nearest cuts of each kind above the tier that is being checked, for each metric.
class CutsAbove {
 public:
  enum class Kind : std::int8_t { share, count, fraction, curve, amount };
  struct Cut {
    Kind kind;
    AmountPer per;  // of amounts
    std::string_view of;
    Bound at;  // of the curve: the place of the limit among its enumerators
  };

  // The cut that is nearest to `cut`, which becomes the nearest one itself; none where it is the first of its kind.
  std::optional<Bound> Replace(const Cut& cut) {
    for (Cut& nearest : nearest_) {
      if (nearest.kind == cut.kind && nearest.per == cut.per && nearest.of == cut.of) {
        return std::exchange(nearest.at, cut.at);
      }
    }
    nearest_.push_back(cut);
    return std::nullopt;
  }

  std::optional<Bound> Replace(Kind kind, std::string_view of, const Decimal& at) {
    return Replace({kind, AmountPer::window, of, {at, true}});
  }

 private:
  std::vector<Cut> nearest_;
};

// Where conditions are checked: `above` is null where nothing is compared with the tiers above.
struct ConditionPlace {
  std::string path;
  bool knows_tiers = false;  // whether the fact `tier` may be asked for
  CutsAbove* above = nullptr;
  // A priority counts where a condition is looked at by itself (clause.h): on a tier's whole condition, and on the
  // members of an AnyOf that is one.
  enum class Rank : std::int8_t { part, member, whole };
  Rank rank = Rank::part;
};

inline Status CheckFraction(const Decimal& fraction, std::string_view of, CutsAbove::Kind kind,
                            const ConditionPlace& place) {
  if (fraction.sign() <= 0 || fraction > Decimal::FromInteger(1)) {
    return RefuseRule(place.path,
                      fraction.ToText() + " is not a part of a whole: above 0 and at most 1 (100 %) expected");
  }
  if (place.above == nullptr) return {};
  const std::optional<Bound> nearest = place.above->Replace(kind, of, fraction);
  if (!nearest || fraction > nearest->value) return {};
  return RefuseRule(place.path, fraction.ToText() + " does not pass " + nearest->value.ToText() +
                                    " of a tier above; cuts are cumulative from the top and must widen");
}

inline Status CheckKind(const ShareCut& cut, const ConditionPlace& place) {
  return CheckFraction(cut.share, cut.of, CutsAbove::Kind::share, place);
}

inline Status CheckKind(const RankCut& cut, const ConditionPlace& place) {
  if (cut.count.has_value() == cut.fraction.has_value()) {
    return RefuseRule(place.path, "a rank is either a number of accounts or a fraction of them");
  }
  if (cut.fraction) return CheckFraction(*cut.fraction, cut.of, CutsAbove::Kind::fraction, place);
  const std::string top = "the top " + std::to_string(*cut.count);
  if (*cut.count < 1) return RefuseRule(place.path, top + " accounts are none; at least 1 expected");
  if (place.above == nullptr) return {};
  const Decimal count = Decimal::FromInteger(*cut.count);
  const std::optional<Bound> nearest = place.above->Replace(CutsAbove::Kind::count, cut.of, count);
  if (!nearest || count > nearest->value) return {};
  return RefuseRule(place.path, top + " does not pass the top " + nearest->value.ToText() +
                                    " of a tier above; cuts are cumulative from the top and must widen");
}

inline Status CheckKind(const CurveCut& cut, const ConditionPlace& place) {
  if (place.above == nullptr) return {};
  const Decimal limit = Decimal::FromInteger(static_cast<std::int64_t>(cut.limit));
  const std::optional<Bound> nearest = place.above->Replace(CutsAbove::Kind::curve, cut.of, limit);
  if (!nearest || limit > nearest->value) return {};
  return RefuseRule(place.path, "a tier above takes this part of the curve already; a, and then ab expected");
}

// Only for growth can a bound below zero be met by an account with a positive value.
inline Status CheckBounds(const AmountRange& range, const std::string& path) {
  if (!range.lower && !range.upper) return RefuseRule(path, "at least one bound expected");
  const Decimal least = range.per == AmountPer::growth ? Decimal::FromInteger(-1) : Decimal();
  for (const std::optional<Bound>* bound : {&range.lower, &range.upper}) {
    if (bound->has_value() && (*bound)->value < least) {
      return RefuseRule(path, (*bound)->value.ToText() + " is below " + least.ToText() + ", which no account passes");
    }
  }
  if (!range.lower || !range.upper) return {};
  const bool closed = range.lower->inclusive && range.upper->inclusive;
  if (range.lower->value < range.upper->value || (closed && range.lower->value == range.upper->value)) return {};
  return RefuseRule(path, "nothing is between " + range.lower->value.ToText() + " and " + range.upper->value.ToText());
}

inline Status CheckKind(const AmountRange& range, const ConditionPlace& place) {
  KEYHAUL_CHECK(CheckBounds(range, place.path));
  // Another metric may well be asked to be no loss, and so may each month by itself.
  const bool of_value = range.of.empty() && range.per != AmountPer::growth && range.per != AmountPer::every_month;
  if (of_value && range.lower && !range.upper && range.lower->value.IsZero()) {
    return RefuseRule(
        place.path, "0 is not above 0; accounts without a positive value are in no condition, and all others have it");
  }
  if (place.above == nullptr || !range.lower || range.upper) return {};
  const Bound& bound = *range.lower;
  const std::optional<Bound> above = place.above->Replace({CutsAbove::Kind::amount, range.per, range.of, bound});
  if (!above || bound.value < above->value) return {};
  if (bound.value == above->value && bound.inclusive && !above->inclusive) return {};
  return RefuseRule(place.path, bound.value.ToText() + " is not below " + above->value.ToText() +
                                    " of a tier above; amounts must fall from tier to tier");
}

inline Status CheckKind(const FactIs& fact, const ConditionPlace& place) {
  if (fact.fact.empty()) return RefuseRule(place.path, "the name of a fact expected", Code::policy_missing_key);
  if (fact.values.empty()) return RefuseRule(place.path, "at least one value expected", Code::policy_missing_key);
  if (fact.fact == "tier" && !place.knows_tiers) {
    return RefuseRule(place.path, "a tier is decided by this condition, so it cannot ask for one");
  }
  return {};
}

inline Status CheckCondition(const TierCondition& condition, ConditionPlace place, int* leaves);

inline Status CheckParts(const std::vector<TierCondition>& parts, const ConditionPlace& place,
                         ConditionPlace::Rank rank, int* leaves) {
  if (parts.empty()) return RefuseRule(place.path, "at least one condition expected", Code::policy_missing_key);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ConditionPlace part{place.path + "[" + std::to_string(i) + "]", place.knows_tiers, nullptr, rank};
    KEYHAUL_CHECK(CheckCondition(parts[i], std::move(part), leaves));
  }
  return {};
}

inline Status CheckKind(const AllOf& all, const ConditionPlace& place, int* leaves) {
  return CheckParts(all.of, place, ConditionPlace::Rank::part, leaves);
}
inline Status CheckKind(const AnyOf& any, const ConditionPlace& place, int* leaves) {
  const bool whole = place.rank == ConditionPlace::Rank::whole;
  return CheckParts(any.of, place, whole ? ConditionPlace::Rank::member : ConditionPlace::Rank::part, leaves);
}

// `place.path` is that of the condition, to which its own key is added.
inline Status CheckCondition(const TierCondition& condition, ConditionPlace place, int* leaves) {
  if (condition.priority != 0 && place.rank == ConditionPlace::Rank::part) {
    return RefuseRule(
        place.path + ".priority",
        "a priority counts on a tier's whole condition and on the members of an any that is one, not here");
  }
  place.path += "." + std::string(NameOf(condition));
  if (++*leaves > kMaxConditions) {
    return RefuseRule(place.path, "more than " + std::to_string(kMaxConditions) + " conditions in one rule");
  }
  const auto& is = condition.is;
  if (const auto* share = std::get_if<ShareCut>(&is)) return CheckKind(*share, place);
  if (const auto* rank = std::get_if<RankCut>(&is)) return CheckKind(*rank, place);
  if (const auto* curve = std::get_if<CurveCut>(&is)) return CheckKind(*curve, place);
  if (const auto* range = std::get_if<AmountRange>(&is)) return CheckKind(*range, place);
  if (const auto* fact = std::get_if<FactIs>(&is)) return CheckKind(*fact, place);
  if (const auto* all = std::get_if<AllOf>(&is)) return CheckKind(*all, place, leaves);
  return CheckKind(std::get<AnyOf>(is), place, leaves);
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

// The condition of one tier. Those that stand alone and have no priority are compared with the tiers above.
inline Status CheckTier(const std::vector<Tier>& tiers, std::size_t index, CutsAbove* above, int* leaves) {
  KEYHAUL_CHECK(CheckTierName(tiers, index));
  const Tier& tier = tiers[index];
  const bool last = index + 1 == tiers.size();
  if (last && tier.when) {
    return RefuseRule(TierPath(index, "when"), "the last tier takes the rest and has no condition");
  }
  if (last && tier.retain) {
    return RefuseRule(TierPath(index, "retain"), "nobody falls out of the last tier, so nothing retains it");
  }
  if (last) return {};
  if (!tier.when) {
    return RefuseRule(TierPath(index, "when"), "every tier but the last needs a condition", Code::policy_missing_key);
  }
  const bool in_order = tier.when->priority == 0;
  KEYHAUL_CHECK(CheckCondition(
      *tier.when, {TierPath(index, "when"), false, in_order ? above : nullptr, ConditionPlace::Rank::whole}, leaves));
  if (!tier.retain) return {};
  return CheckCondition(*tier.retain, {TierPath(index, "retain"), false, nullptr}, leaves);
}

// What can be said of the tiers alone, without the value that they look at.
inline Status CheckTiers(const TieringRule& rule) {
  const std::vector<Tier>& tiers = rule.tiers;
  if (tiers.empty()) return RefuseRule("tiers", "at least one tier expected", Code::policy_missing_key);
  if (tiers.size() > static_cast<std::size_t>(kMaxTiers)) {
    return RefuseRule("tiers",
                      std::to_string(tiers.size()) + " tiers; at most " + std::to_string(kMaxTiers) + " allowed");
  }
  CutsAbove above;
  int leaves = 0;
  for (std::size_t i = 0; i < tiers.size(); ++i) KEYHAUL_CHECK(CheckTier(tiers, i, &above, &leaves));
  const bool own_tier = rule.zero == ZeroValues::own_tier;
  if (own_tier == rule.zero_tier.empty()) {
    return RefuseRule("zero_tier", own_tier ? "the name of the tier of zeros expected"
                                            : "only zeros with their own tier (zero: own_tier) have a name for it");
  }
  for (std::size_t i = 0; own_tier && i < tiers.size(); ++i) {
    if (tiers[i].name == rule.zero_tier) return RefuseRule("zero_tier", TierPath(i, "name") + " is the same");
  }
  const RoundingMode rounding = rule.count_rounding;
  if (rounding != RoundingMode::ceiling && rounding != RoundingMode::floor && rounding != RoundingMode::half_up) {
    return RefuseRule("count_rounding", "ceiling, floor or half_up expected");
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

inline Status CheckWindow(const TierWindow& window) {
  const std::int32_t months = window.months;
  if (months < 1 || months > kMaxWindowMonths) {
    return RefuseRule("window",
                      std::to_string(months) + " is not between 1 and " + std::to_string(kMaxWindowMonths) + " months");
  }
  const bool divides_year = months == 1 || months == 3 || months == 6 || months == 12;
  if (window.kind == TierWindow::Kind::calendar && !divides_year) {
    return RefuseRule("window", "a calendar window is a month, a quarter, a half-year or a year, not " +
                                    std::to_string(months) + " months");
  }
  return {};
}

inline Status CheckWithin(const TierWithin& within) {
  const std::string path = within.kind == TierWithin::Kind::dimension ? "within.dimension" : "within";
  if (within.kind == TierWithin::Kind::none) return {};
  if (within.name.empty()) return RefuseRule(path, "a name expected", Code::policy_missing_key);
  const bool by_dimension = within.kind == TierWithin::Kind::dimension;
  if (by_dimension && within.values.empty()) {
    return RefuseRule("within.values", "the values of the dimension expected", Code::policy_missing_key);
  }
  if (!by_dimension && within.name != "industry" && within.name != "city" && within.name != "region") {
    return RefuseRule(path, "'" + within.name +
                                "' is no fact that accounts are tiered within; industry, city or region "
                                "expected, or a dimension with its values");
  }
  for (std::size_t i = 0; i < within.values.size(); ++i) {
    const auto begin = within.values.begin();
    const auto here = begin + static_cast<std::ptrdiff_t>(i);
    if (std::find(begin, here, *here) != here) {
      return RefuseRule("within.values[" + std::to_string(i) + "]", "'" + *here + "' stands twice");
    }
  }
  return {};
}

inline Status CheckRetention(const TieringRule& rule) {
  const bool has_retain =
      std::any_of(rule.tiers.begin(), rule.tiers.end(), [](const Tier& tier) { return tier.retain.has_value(); });
  if (!rule.movement && has_retain) {
    return RefuseRule("movement", "without movement no account keeps a tier, so nothing can retain it",
                      Code::policy_missing_key);
  }
  if (rule.retain_margin.IsZero()) return {};
  if (!rule.movement) {
    return RefuseRule("movement", "without movement no account keeps a tier, so a margin keeps none",
                      Code::policy_missing_key);
  }
  if (rule.retain_margin.sign() < 0 || rule.retain_margin >= Decimal::FromInteger(1)) {
    return RefuseRule("movement.retain_margin", rule.retain_margin.ToText() + " is not from 0 to below 1 (100 %)");
  }
  return {};
}

}  // namespace tiering_internal

inline Status CheckTieringRule(const TieringRule& rule) {
  KEYHAUL_CHECK(tiering_internal::CheckTierValue(rule.value));
  KEYHAUL_CHECK(tiering_internal::CheckWindow(rule.window));
  KEYHAUL_CHECK(tiering_internal::CheckWithin(rule.within));
  KEYHAUL_CHECK(tiering_internal::CheckTiers(rule));
  KEYHAUL_CHECK(tiering_internal::CheckRetention(rule));
  if (rule.xyz) {
    if (Status status = CheckXyzRule(*rule.xyz); !status.ok()) return Under("xyz", std::move(status).error());
    if (rule.window.kind == TierWindow::Kind::anniversary) {
      return tiering_internal::RefuseRule("xyz",
                                          "accounts have windows of their own (anniversary year), so their months "
                                          "are not those of each other");
    }
  }
  if (rule.rfm) {
    if (Status status = CheckRfmRule(*rule.rfm); !status.ok()) return Under("rfm", std::move(status).error());
  }
  if (!rule.movement) return {};
  Status status = CheckMovementRule(*rule.movement);
  return status.ok() ? Status() : Status(Under("movement", std::move(status).error()));
}

// Checks classes: unique names, conditions that could be met, at most kMaxClasses. Errors carry the path relative to
// the list, "[1].when.annual".
inline Status CheckAccountClasses(std::span<const AccountClass> classes) {
  using tiering_internal::RefuseRule;
  if (classes.size() > static_cast<std::size_t>(kMaxClasses)) {
    return RefuseRule("", std::to_string(classes.size()) + " classes; at most " + std::to_string(kMaxClasses));
  }
  int leaves = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::string path = "[" + std::to_string(i) + "]";
    if (classes[i].name.empty()) {
      return RefuseRule(path + ".name", "a class needs a name", Code::policy_missing_key);
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (classes[other].name != classes[i].name) continue;
      return RefuseRule(path + ".name", "[" + std::to_string(other) + "] is called '" + classes[i].name + "' too");
    }
    KEYHAUL_CHECK(tiering_internal::CheckCondition(classes[i].when, {path + ".when", true, nullptr}, &leaves));
  }
  return {};
}

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_TIERING_RULE_CHECK_H_

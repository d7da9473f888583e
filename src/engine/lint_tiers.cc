// Conditions that cannot do what their author meant, whatever the ledger says.
//
// The way is implication: condition A implies B where every account that meets A meets B. It is decided for conditions
// of one kind and one metric only, all cuts being prefixes of one order of accounts; where nothing is decided, nothing
// is said. So "top 5 %" after "top 20 %" is found out, "top 5 %" after "share 80 %" is not: that depends on the ledger.
#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul/tiering/clause.h"
#include "src/engine/lint_findings.h"
#include "src/policy/condition.h"

namespace keyhaul {
inline namespace v1 {
namespace {

bool IsNotBelow(const std::optional<Bound>& bound, const std::optional<Bound>& lower) {
  if (!lower) return true;
  if (!bound || bound->value < lower->value) return false;
  return bound->value > lower->value || lower->inclusive || !bound->inclusive;
}

bool IsNotAbove(const std::optional<Bound>& bound, const std::optional<Bound>& upper) {
  if (!upper) return true;
  if (!bound || bound->value > upper->value) return false;
  return bound->value < upper->value || upper->inclusive || !bound->inclusive;
}

// Whether a condition of one kind implies another of the same kind.
bool KindImplies(const ShareCut& a, const ShareCut& b) { return a.of == b.of && a.share <= b.share; }
bool KindImplies(const RankCut& a, const RankCut& b) {
  if (a.of != b.of) return false;
  if (a.count && b.count) return *a.count <= *b.count;
  return a.fraction && b.fraction && *a.fraction <= *b.fraction;
}
bool KindImplies(const CurveCut& a, const CurveCut& b) { return a.of == b.of && a.limit <= b.limit; }
bool KindImplies(const AmountRange& a, const AmountRange& b) {
  return a.of == b.of && a.per == b.per && IsNotBelow(a.lower, b.lower) && IsNotAbove(a.upper, b.upper);
}
bool KindImplies(const FactIs& a, const FactIs& b) {
  return a.fact == b.fact && std::all_of(a.values.begin(), a.values.end(), [&b](const std::string& value) {
           return std::find(b.values.begin(), b.values.end(), value) != b.values.end();
         });
}

bool Implies(const TierCondition& a, const TierCondition& b) {
  const auto implies_b = [&b](const TierCondition& part) { return Implies(part, b); };
  const auto a_implies = [&a](const TierCondition& part) { return Implies(a, part); };
  if (const auto* any = std::get_if<AnyOf>(&a.is)) return std::all_of(any->of.begin(), any->of.end(), implies_b);
  if (const auto* all = std::get_if<AllOf>(&b.is)) return std::all_of(all->of.begin(), all->of.end(), a_implies);
  if (const auto* all = std::get_if<AllOf>(&a.is);
      all != nullptr && std::any_of(all->of.begin(), all->of.end(), implies_b)) {
    return true;
  }
  if (const auto* any = std::get_if<AnyOf>(&b.is)) return std::any_of(any->of.begin(), any->of.end(), a_implies);
  return std::visit(
      [&b](const auto& kind) {
        using Kind = std::decay_t<decltype(kind)>;
        const auto* other = std::get_if<Kind>(&b.is);
        if constexpr (requires { KindImplies(kind, kind); }) {
          return other != nullptr && KindImplies(kind, *other);
        } else {
          return false;
        }
      },
      a.is);
}

// What the leaves of an `all` leave over together.
struct Remainder {
  std::map<std::pair<std::string_view, AmountPer>, AmountRange> amounts;
  std::map<std::string_view, std::vector<std::string>> facts;
};

// Facts of which an account has one value at most. It has several tags, and may be head and member at once.
bool IsSingle(std::string_view fact) { return fact != "tag" && fact != "group"; }

bool IsEmpty(const AmountRange& range) {
  if (!range.lower || !range.upper || range.lower->value < range.upper->value) return false;
  return range.lower->value > range.upper->value || !range.lower->inclusive || !range.upper->inclusive;
}

// Narrows what is left by a part; the key of the part where nothing is left of it.
std::optional<std::string> Narrow(const TierCondition& part, Remainder* left) {
  if (const auto* range = std::get_if<AmountRange>(&part.is)) {
    AmountRange& amounts = left->amounts.try_emplace({range->of, range->per}, *range).first->second;
    if (!IsNotBelow(amounts.lower, range->lower)) amounts.lower = range->lower;
    if (!IsNotAbove(amounts.upper, range->upper)) amounts.upper = range->upper;
    if (IsEmpty(amounts)) return std::string(NameOf(part));
  } else if (const auto* fact = std::get_if<FactIs>(&part.is); fact != nullptr && IsSingle(fact->fact)) {
    std::vector<std::string>& values = left->facts.try_emplace(fact->fact, fact->values).first->second;
    std::erase_if(values, [fact](const std::string& value) {
      return std::find(fact->values.begin(), fact->values.end(), value) == fact->values.end();
    });
    if (values.empty()) return fact->fact;
  } else if (const auto* all = std::get_if<AllOf>(&part.is)) {
    for (const TierCondition& inner : all->of) {
      if (auto contradicted = Narrow(inner, left)) return contradicted;
    }
  }
  return std::nullopt;
}

class TierLinter {
 public:
  explicit TierLinter(LintFindings* findings) : findings_(*findings) {}

  // `path` is that of the condition without its own key. Gives whether no account can meet it.
  bool Condition(const TierCondition& condition, const std::string& path) {
    const std::string here = path + "." + std::string(NameOf(condition));
    if (const auto* range = std::get_if<AmountRange>(&condition.is)) Growth(*range, here);
    if (const auto* any = std::get_if<AnyOf>(&condition.is)) return Members(any->of, here) == any->of.size();
    const auto* all = std::get_if<AllOf>(&condition.is);
    if (all == nullptr) return false;
    const bool has_empty_part = Members(all->of, here) > 0;
    Remainder left;
    const std::optional<std::string> contradicted = Narrow(condition, &left);
    if (contradicted && !has_empty_part) {
      findings_.Add(here, "contradiction",
                    "no account meets it: its conditions on " + *contradicted + " exclude each other");
    }
    if (!contradicted && !has_empty_part) Redundant(*all, here);
    return has_empty_part || contradicted.has_value();
  }

  // What is looked at before takes every account that a later condition could.
  void Order(const std::vector<Tier>& tiers) {
    const std::vector<TierClause> clauses = ClausesOf(tiers);
    std::vector<bool> decides(tiers.size(), false);
    std::map<std::int32_t, std::string> reasons;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      const TierClause* before = Taker(clauses, i);
      if (before == nullptr) {
        decides[static_cast<std::size_t>(clauses[i].tier)] = true;
        continue;
      }
      const std::string reason = "tiering." + before->path + " (" + ConditionText(*before->when) +
                                 ") is looked at first and takes every account that meets " +
                                 ConditionText(*clauses[i].when);
      reasons.try_emplace(clauses[i].tier, reason);
      findings_.Add("tiering." + clauses[i].path, "never_decides", reason);
    }
    for (const auto& [tier, reason] : reasons) {
      const auto index = static_cast<std::size_t>(tier);
      if (decides[index]) continue;
      findings_.Add("tiering.tiers[" + std::to_string(tier) + "]", "tier_never_earned",
                    "no account can earn the tier \"" + tiers[index].name + "\"");
    }
  }

 private:
  // The number of parts that no account can meet.
  std::size_t Members(const std::vector<TierCondition>& parts, const std::string& path) {
    std::size_t empty = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (Condition(parts[i], path + "[" + std::to_string(i) + "]")) ++empty;
    }
    return empty;
  }

  void Growth(const AmountRange& range, const std::string& path) {
    const Decimal ten = Decimal::FromInteger(10);
    const auto is_beyond = [&ten](const std::optional<Bound>& bound) { return bound && bound->value > ten; };
    if (range.per != AmountPer::growth || (!is_beyond(range.lower) && !is_beyond(range.upper))) return;
    findings_.Add(path, "growth_above_1000_percent",
                  "the value would be more than eleven times that before; is a percent sign missing?");
  }

  // A part of an `all` that another part implies; of two that imply each other, the later.
  void Redundant(const AllOf& all, const std::string& path) {
    for (std::size_t i = 0; i < all.of.size(); ++i) {
      for (std::size_t k = 0; k < all.of.size(); ++k) {
        if (k == i || !Implies(all.of[k], all.of[i]) || (k > i && Implies(all.of[i], all.of[k]))) continue;
        findings_.Add(path + "[" + std::to_string(i) + "]", "condition_without_effect",
                      "every account that meets " + ConditionText(all.of[k]) + " meets " + ConditionText(all.of[i]));
        break;
      }
    }
  }

  static const TierClause* Taker(const std::vector<TierClause>& clauses, std::size_t later) {
    for (std::size_t i = 0; i < later; ++i) {
      if (Implies(*clauses[later].when, *clauses[i].when)) return &clauses[i];
    }
    return nullptr;
  }

  LintFindings& findings_;
};

}  // namespace

void LintTiers(const Policy& policy, LintFindings* findings) {
  TierLinter linter(findings);
  for (std::size_t i = 0; i < policy.classes.size(); ++i) {
    linter.Condition(policy.classes[i].when, "accounts.classes[" + std::to_string(i) + "].when");
  }
  if (!policy.tiering) return;
  const std::vector<Tier>& tiers = policy.tiering->tiers;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const std::string path = "tiering.tiers[" + std::to_string(i) + "]";
    if (tiers[i].when && linter.Condition(*tiers[i].when, path + ".when")) {
      findings->Add(path, "tier_never_earned", "no account can earn the tier \"" + tiers[i].name + "\"");
    }
    if (tiers[i].retain) linter.Condition(*tiers[i].retain, path + ".retain");
  }
  linter.Order(tiers);
}

}  // namespace v1
}  // namespace keyhaul

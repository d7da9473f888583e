// What a careful reader would ask about a policy that is valid: each finding names the place and says in one sentence
// what follows from it. A finding is no error; it may be just what was agreed.
#include <string>

#include "keyhaul/engine/engine.h"
#include "src/engine/lint_findings.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr Decimal kZero;

const Decimal& BenefitOf(const Bracket& bracket) {
  if (bracket.rate.has_value()) return *bracket.rate;
  return bracket.per_unit.has_value() ? *bracket.per_unit : kZero;
}

const Decimal& FlatOf(const Bracket& bracket) { return bracket.flat.has_value() ? *bracket.flat : kZero; }

// By how much the benefit of one basis jumps when it reaches the upper of two brackets: (r' − r)·bound + F' − F for
// the whole mode, F' for the marginal one.
Result<Decimal> JumpAt(const Schedule& schedule, const Bracket& lower, const Bracket& upper) {
  if (schedule.accumulation == Accumulation::marginal) return FlatOf(upper);
  KEYHAUL_TRY(const Decimal rates, BenefitOf(upper).Subtract(BenefitOf(lower)));
  KEYHAUL_TRY(const Decimal variable, rates.Multiply(upper.from));
  KEYHAUL_TRY(const Decimal flats, FlatOf(upper).Subtract(FlatOf(lower)));
  return variable.Add(flats);
}

void LintJump(const Schedule& schedule, const Bracket& lower, const Bracket& upper, const std::string& path,
              LintFindings* findings) {
  const Result<Decimal> jump = JumpAt(schedule, lower, upper);
  if (!jump.ok() || jump->IsZero()) return;
  if (jump->sign() > 0) {
    findings->Add(path, "jump",
                  "reaching " + upper.from.ToText() + " pays " + jump->ToText() +
                      " at once; one unit less or a late credit note takes it back");
  } else {
    findings->Add(path, "notch",
                  "reaching " + upper.from.ToText() + " costs " + jump->ToText().substr(1) + " of what was earned");
  }
}

// Where another basis pays, the jump depends on that basis, so it can be told but not counted.
void LintJumpOfTwoBases(const Schedule& schedule, const Bracket& lower, const Bracket& upper, const std::string& path,
                        LintFindings* findings) {
  const bool whole = schedule.accumulation == Accumulation::whole && BenefitOf(upper) != BenefitOf(lower);
  if (whole) {
    findings->Add(path, "jump",
                  "reaching " + upper.from.ToText() + " changes the benefit of the whole payable basis from " +
                      BenefitOf(lower).ToText() + " to " + BenefitOf(upper).ToText() + " at once");
  }
}

void LintBound(const Schedule& schedule, bool one_basis, std::size_t index, const std::string& path,
               LintFindings* findings) {
  const Bracket& lower = schedule.brackets[index - 1];
  const Bracket& upper = schedule.brackets[index];
  const std::string here = path + ".brackets[" + std::to_string(index) + "]";
  const std::string bound = upper.from.ToText();
  if (BenefitOf(upper) < BenefitOf(lower)) {
    findings->Add(here, "falling_rate", "the benefit falls at " + bound + ": more volume earns less per unit");
  }
  const bool new_flat =
      schedule.accumulation == Accumulation::marginal ? !FlatOf(upper).IsZero() : FlatOf(upper) != FlatOf(lower);
  if (BenefitOf(upper) == BenefitOf(lower) && !new_flat) {
    findings->Add(here, "bound_without_effect", "nothing changes at " + bound);
  }
  one_basis ? LintJump(schedule, lower, upper, here, findings)
            : LintJumpOfTwoBases(schedule, lower, upper, here, findings);
}

void LintSchedule(const Schedule& schedule, bool one_basis, const std::string& path, LintFindings* findings) {
  for (std::size_t i = 1; i < schedule.brackets.size(); ++i) LintBound(schedule, one_basis, i, path, findings);
  bool earns = false;
  const Decimal one = Decimal::FromInteger(1);
  for (std::size_t i = 0; i < schedule.brackets.size(); ++i) {
    const Bracket& bracket = schedule.brackets[i];
    earns = earns || !BenefitOf(bracket).IsZero() || !FlatOf(bracket).IsZero();
    if (bracket.rate.has_value() && *bracket.rate > one) {
      findings->Add(path + ".brackets[" + std::to_string(i) + "].rate", "rate_above_100_percent",
                    "the rate gives back more than was paid");
    }
  }
  if (!earns) findings->Add(path, "earns_nothing", "no bracket pays anything");
}

}  // namespace

RunResult Lint(const PolicyHandle& policy) {
  LintFindings findings;
  LintTiers(policy->policy, &findings);
  const auto& terms = policy->policy.terms;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool one_basis = terms[i].qualifies_on == terms[i].pays_on;
    LintSchedule(terms[i].schedule, one_basis, "terms[" + std::to_string(i) + "].schedule", &findings);
  }
  LintScores(policy->policy, &findings);
  const bool scores = !policy->policy.scorecards.empty() || !policy->policy.rankings.empty();
  if (!policy->policy.tiering.has_value() && terms.empty() && !scores) {
    findings.Add("", "decides_nothing", "the policy has neither tiering nor terms, scorecards or rankings");
  }
  RunResult result;
  result.policy = policy;
  result.tables.push_back(findings.Take());
  return result;
}

}  // namespace v1
}  // namespace keyhaul

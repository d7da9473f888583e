// What a line of the terms gives for the sums of one period, before its limits.
//
// A schedule is evaluated by terms/evaluate.h, one that changes within the period by terms/versions.h, a stack by
// terms/evaluate_stack.h and a commitment by terms/commitment.h; all of them in as many bits as it takes.
#ifndef KEYHAUL_SRC_ENGINE_LINE_BENEFIT_H_
#define KEYHAUL_SRC_ENGINE_LINE_BENEFIT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "keyhaul/engine/compiled_policy.h"
#include "keyhaul/terms/commitment.h"
#include "src/engine/line_period.h"
#include "src/engine/version_steps.h"
#include "src/kernels/stack_kernel.h"

namespace keyhaul {
inline namespace v1 {

struct Benefit {
  int128 earned = 0;
  std::int32_t bracket = -1;
  std::optional<kernels::StackAnswer> stack;
  std::optional<CommitmentValue> commitment;
  // What follows is left out where explanations are.
  std::vector<BenefitStep> steps;
  std::string text;  // as it is read on a bill
};

class LineBenefit {
 public:
  LineBenefit(const CompiledPolicy& policy, std::size_t line, bool explain)
      : terms_(policy.policy.terms[line]), line_(policy.lines[line]), policy_(policy), explain_(explain) {}

  Result<Benefit> Of(const LinePeriod& period, const PartyBases& bases) const;

 private:
  Result<Benefit> OfSchedule(const CompiledSchedule& schedule, const Bases& bases) const;
  Result<Benefit> OfVersions(const LinePeriod& period, const PartyBases& bases) const;
  Result<Benefit> OfStack(const Bases& bases) const;
  Result<Benefit> OfCommitment(const LinePeriod& period, const Bases& bases) const;

  const TermsLine& terms_;
  const CompiledLine& line_;
  const CompiledPolicy& policy_;
  bool explain_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINE_BENEFIT_H_

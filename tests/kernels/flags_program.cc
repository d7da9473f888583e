// Prints what schedules pay on many bases, by the headers and by the kernels. flags_test.py compiles it with different
// flags and compares what it prints, byte for byte.
#include <cstdio>
#include <string>
#include <vector>

#include "keyhaul/statement.h"
#include "keyhaul/terms.h"
#include "src/kernels/schedule_kernel.h"
#include "tests/terms/schedule_generator.h"

namespace {

using namespace keyhaul;                 // NOLINT(google-build-using-namespace)
using namespace keyhaul::terms_testing;  // NOLINT(google-build-using-namespace)

std::string ValueText(const Result<ScheduleValue>& value) {
  if (!value.ok()) return value.error().Text();
  return ToText(value->rounded) + " " + std::to_string(value->bracket) + " " + ToText(value->exact, 0);
}

void PrintCase(const ScheduleCase& c) {
  const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
  if (!compiled.ok()) return;
  std::puts(ValueText(Evaluate(*compiled, {c.qualifying, c.payable})).c_str());
  std::puts(ValueText(kernels::Evaluate(*compiled, {c.qualifying, c.payable})).c_str());
  const Result<Explanation> why = kernels::Explain(*compiled, {c.qualifying, c.payable});
  std::puts(why.ok() ? RenderExplanation(*why).c_str() : why.error().Text().c_str());
}

void PrintBatch(const ScheduleCase& c, Random& random) {
  const Result<CompiledSchedule> compiled = CompileSchedule(c.schedule, c.units, c.rounding);
  if (!compiled.ok()) return;
  std::vector<std::int64_t> basis;
  for (int i = 0; i < 2500; ++i) basis.push_back(static_cast<std::int64_t>(random.Next() >> random.Below(64)));
  std::vector<std::int64_t> rounded(basis.size());
  const Status status = kernels::EvaluateBatch(*compiled, basis, basis, rounded);
  if (!status.ok()) std::puts(status.error().Text().c_str());
  for (const std::int64_t amount : rounded) std::printf("%lld\n", static_cast<long long>(status.ok() ? amount : 0));
}

}  // namespace

int main() {
  Random random(51);
  for (const CaseSize& size : {kSmall, kMedium, kHuge, kTotals}) {
    for (int i = 0; i < 1000; ++i) PrintCase(RandomCase(random, size));
  }
  for (int i = 0; i < 40; ++i) PrintBatch(RandomCase(random, kSmall), random);
}

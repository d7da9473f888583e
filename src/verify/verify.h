// Verification: a statement is computed again, from its own JSON and the text of the policy alone.
//
// What the engine computes, somebody has to be able to check who does not trust it: an auditor, a customer, another
// program. So nothing here is the engine's. The policy's JSON is read anew; numbers are fractions of unbounded integers
// (number.h), never rounded but where the policy says so; brackets are looked for and slices cut by code of its own.
// Of Keyhaul this folder uses the Error type and nothing else, and tools/checks/verify_sources.py holds it to that.
//
// Found is every difference, with its path in the statements, what stands there and what was expected. What other lines
// and other statements decide is told where they are here, and listed as not judged where they are not: what of a cap
// other lines took, and whether members' parts of a pool add up. Where a run left explanations out, a line with one
// schedule is computed again from its bases; what could only be told from the steps is listed as not judged.
// docs/VERIFY.md says what a statement cannot tell at all.
#ifndef KEYHAUL_SRC_VERIFY_VERIFY_H_
#define KEYHAUL_SRC_VERIFY_VERIFY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

// "[0].lines[2].steps[1].exact": found 20.01, expected 20.
struct Difference {
  std::string path;
  std::string found;
  std::string expected;
};

// "[0].lines[2].earned": its steps are left out.
struct NotJudged {
  std::string path;
  std::string why;
};

struct VerifyReport {
  std::int64_t statements = 0;
  std::int64_t lines = 0;
  std::vector<Difference> differences;
  std::vector<NotJudged> not_judged;
};

// `statement_text` is one statement or an array of them, as StatementOf writes them, of one run. Refused where one of
// the two texts is no JSON, the policy is none, or the array is empty: that is no difference, there is nothing to
// compare. The digest of a policy is of its canonical text, which is the engine's to write; a caller that has read the
// policy gives it, and it is held against that of every statement.
Result<VerifyReport> VerifyStatement(std::string_view policy_text, std::string_view statement_text,
                                     std::string_view policy_digest = {});

// {"statements": 2, "lines": 5, "differences": [{"path": ..., "found": ..., "expected": ...}], "not_judged": [{"path":
// ..., "why": ...}]}, ending in a line feed.
std::string ReportJson(const VerifyReport& report);

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_VERIFY_H_

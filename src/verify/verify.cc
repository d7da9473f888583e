#include "src/verify/verify.h"

#include <cstddef>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "src/verify/document_check.h"
#include "src/verify/findings.h"
#include "src/verify/policy_rules.h"
#include "src/verify/statement_check.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using namespace verify;  // NOLINT(google-build-using-namespace): private parts of this folder

using Member = std::pair<const char*, std::string_view>;

void AppendObject(std::initializer_list<Member> members, std::string* objects) {
  *objects += objects->empty() ? "\n    {" : ",\n    {";
  const char* before = "\n      \"";
  for (const auto& [key, value] : members) {
    const std::string quoted = nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    objects->append(before).append(key).append("\": ").append(quoted);
    before = ",\n      \"";
  }
  *objects += "\n    }";
}

std::string ArrayText(const std::string& objects) { return objects.empty() ? "[]" : "[" + objects + "\n  ]"; }

}  // namespace

Result<VerifyReport> VerifyStatement(std::string_view policy_text, std::string_view statement_text,
                                     std::string_view policy_digest) {
  KEYHAUL_TRY(const JsonTree policy, ParseJsonTree("the policy", policy_text));
  KEYHAUL_TRY(const JsonTree statements, ParseJsonTree("the statements", statement_text));
  if (policy.kind != JsonTree::Kind::object || policy.Find("currency") == nullptr) {
    return MakeError(Code::policy_missing_key, "the policy is no object with a currency");
  }
  const bool is_list = statements.kind == JsonTree::Kind::array;
  if (!is_list && statements.kind != JsonTree::Kind::object) {
    return MakeError(Code::data_value, "the statements are no object and no array");
  }
  const std::size_t count = is_list ? statements.elements.size() : 1;
  if (count == 0) return MakeError(Code::data_value, "there are no statements, so nothing was verified");
  const PolicyRules rules(policy);
  VerifyReport report;
  DocumentCheck document;
  for (std::size_t i = 0; i < count; ++i) {
    const Place place(is_list ? statements.elements[i] : statements, is_list ? "[" + std::to_string(i) + "]" : "",
                      &report);
    if (!policy_digest.empty()) place.ExpectText("policy_digest", policy_digest);
    const StatementCase statement = StatementCaseOf(rules, place);
    CheckStatement(statement);
    document.Add(statement);
    ++report.statements;
    report.lines += static_cast<std::int64_t>(place.Size("lines"));
  }
  document.Check();
  return report;
}

// A tree of JSON allocates while it is taken down, which ends the program where memory runs out; so the report is
// written as text, and the library quotes what stands in it.
std::string ReportJson(const VerifyReport& report) {
  std::string differences;
  for (const Difference& one : report.differences) {
    AppendObject({{"path", one.path}, {"found", one.found}, {"expected", one.expected}}, &differences);
  }
  std::string not_judged;
  for (const NotJudged& one : report.not_judged) AppendObject({{"path", one.path}, {"why", one.why}}, &not_judged);
  return "{\n  \"statements\": " + std::to_string(report.statements) +
         ",\n  \"lines\": " + std::to_string(report.lines) + ",\n  \"differences\": " + ArrayText(differences) +
         ",\n  \"not_judged\": " + ArrayText(not_judged) + "\n}\n";
}

}  // namespace v1
}  // namespace keyhaul

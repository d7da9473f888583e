#include "handles.h"
#include "keyhaul/engine/compiled_policy.h"
#include "src/verify/verify.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

extern "C" {

int32_t keyhaul_statement(const keyhaul_result* result, const char* account, uint64_t account_length, int32_t form,
                          keyhaul_text** text, keyhaul_error** error) {
  if (text != nullptr) *text = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(result, "result"));
    KEYHAUL_CHECK(capi::Required(text, "text"));
    KEYHAUL_TRY(const std::string_view id, capi::ReadText(account, account_length, "account"));
    KEYHAUL_TRY(const keyhaul::ExplainForm read, capi::ReadForm(form));
    KEYHAUL_TRY(std::string told, keyhaul::StatementOf(result->result, id, read));
    *text = new keyhaul_text{std::move(told)};
    return {};
  });
}

int32_t keyhaul_verify(const char* policy, uint64_t policy_length, const char* statement, uint64_t statement_length,
                       keyhaul_text** report, keyhaul_error** error) {
  if (report != nullptr) *report = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(report, "report"));
    KEYHAUL_TRY(const std::string_view rules, capi::ReadDocument(policy, policy_length, "policy"));
    KEYHAUL_TRY(const std::string_view told, capi::ReadDocument(statement, statement_length, "statement"));
    KEYHAUL_TRY(const keyhaul::PolicyHandle compiled, keyhaul::CompilePolicyJson(rules));
    KEYHAUL_TRY(const keyhaul::VerifyReport made, keyhaul::VerifyStatement(rules, told, compiled->digest.ToText()));
    *report = new keyhaul_text{keyhaul::ReportJson(made)};
    return {};
  });
}

}  // extern "C"

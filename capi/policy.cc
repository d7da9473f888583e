#include "handles.h"
#include "keyhaul/engine/compiled_policy.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

extern "C" {

int32_t keyhaul_policy_parse(const char* json, uint64_t length, keyhaul_policy** policy, keyhaul_error** error) {
  if (policy != nullptr) *policy = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_TRY(const std::string_view text, capi::ReadDocument(json, length, "json"));
    KEYHAUL_TRY(keyhaul::PolicyHandle compiled, keyhaul::CompilePolicyJson(text));
    std::string digest = compiled->digest.ToText();
    *policy = new keyhaul_policy{std::move(compiled), std::move(digest)};
    return {};
  });
}

void keyhaul_policy_free(keyhaul_policy* policy) { delete policy; }

const char* keyhaul_policy_digest_text(const keyhaul_policy* policy) {
  return policy == nullptr ? "" : policy->digest.c_str();
}

int32_t keyhaul_policy_lint(const keyhaul_policy* policy, keyhaul_result** result, keyhaul_error** error) {
  if (result != nullptr) *result = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_CHECK(capi::Required(result, "result"));
    *result = new keyhaul_result{keyhaul::Lint(policy->compiled)};
    return {};
  });
}

}  // extern "C"

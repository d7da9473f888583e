#include "handles.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

extern "C" {

int32_t keyhaul_calc(const char* json, uint64_t length, keyhaul_text** answer, keyhaul_error** error) {
  if (answer != nullptr) *answer = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(answer, "answer"));
    KEYHAUL_TRY(const std::string_view text, capi::ReadDocument(json, length, "json"));
    keyhaul::CalcAnswer made = keyhaul::Calc(text);
    *answer = new keyhaul_text{std::move(made.json)};
    if (made.error.has_value()) return *std::move(made.error);
    return {};
  });
}

int32_t keyhaul_catalogue(keyhaul_text** json, keyhaul_error** error) {
  if (json != nullptr) *json = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(json, "json"));
    *json = new keyhaul_text{keyhaul::CatalogueJson()};
    return {};
  });
}

}  // extern "C"

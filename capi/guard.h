// The only try/catch of the house: what crosses the C door is a code and an error object, never an exception.
//
// Every function of the door runs its body through Guard. The library itself throws nothing, so what arrives here is
// the standard library's refusal to allocate.
#ifndef KEYHAUL_CAPI_GUARD_H_
#define KEYHAUL_CAPI_GUARD_H_

#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "keyhaul.h"
#include "keyhaul/base/error.h"

struct keyhaul_error {
  keyhaul::Error error;
  std::string text;
};

namespace keyhaul::capi {

// The error of a failed allocation, which cannot itself be allocated. Freeing it does nothing.
keyhaul_error* OutOfMemoryError() noexcept;

// Gives `error` to the caller if it asked for it, and returns its code.
inline std::int32_t Report(keyhaul_error** out, Error error) {
  const auto code = static_cast<std::int32_t>(error.code);
  if (out != nullptr) {
    std::string text = error.Text();
    *out = new keyhaul_error{std::move(error), std::move(text)};
  }
  return code;
}

template <class Body>
std::int32_t Guard(keyhaul_error** out, Body&& body) noexcept {
  if (out != nullptr) *out = nullptr;
  try {
    Status status = std::forward<Body>(body)();
    return status.ok() ? KEYHAUL_OK : Report(out, std::move(status).error());
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {  // a size that no allocation could satisfy
  } catch (...) {
    return KEYHAUL_INTERNAL;
  }
  if (out != nullptr) *out = OutOfMemoryError();
  return KEYHAUL_OUT_OF_MEMORY;
}

inline Error InvalidArgument(std::string message) { return MakeError(Code::invalid_argument, std::move(message)); }

}  // namespace keyhaul::capi

#endif  // KEYHAUL_CAPI_GUARD_H_

// Why a command stops: an exit code and one line for standard error.
//
// Exit codes are those of sysexits.h, so that a script can tell a wrong option from a wrong row from a full disk.
#ifndef KEYHAUL_CLI_FAILURE_H_
#define KEYHAUL_CLI_FAILURE_H_

#include <string>
#include <string_view>
#include <utility>

#include "capi/keyhaul.hpp"

namespace keyhaul::cli {

enum class Exit : int {
  ok = 0,
  findings = 1,        // lint found something
  usage = 64,          // EX_USAGE: options
  data = 65,           // EX_DATAERR: the policy, a table, a calc request
  no_input = 66,       // EX_NOINPUT: a file that is missing or cannot be read
  internal = 70,       // EX_SOFTWARE: a defect of Keyhaul
  system = 71,         // EX_OSERR: out of memory
  cannot_create = 73,  // EX_CANTCREAT: the output directory
  input_output = 74,   // EX_IOERR: reading or writing failed, as on a full disk
};

struct Failure {
  Exit exit = Exit::internal;
  std::string message;
};

template <class T>
using Outcome = capi::Expected<T, Failure>;

// The failure for an error of the library, with `where` (a file, as a rule) before its text.
Failure FailureOf(const capi::Error& error, std::string_view where = {});

// "out/run.json: No space left on device" for an `errno` value.
Failure SystemFailure(Exit exit, std::string_view what, int error_number);

// `text` with control characters made visible, so that a value from a file stays on its line and cannot steer a
// terminal.
std::string OneLine(std::string_view text);

}  // namespace keyhaul::cli

// Passes a failure on: `KEYHAUL_CLI_TRY(std::string text, ReadFile(path));`
#define KEYHAUL_CLI_CONCAT_INNER_(a, b) a##b
#define KEYHAUL_CLI_CONCAT_(a, b) KEYHAUL_CLI_CONCAT_INNER_(a, b)
#define KEYHAUL_CLI_TRY_INNER_(outcome, declaration, expression) \
  auto outcome = (expression);                                   \
  if (!outcome) return std::move(outcome).error();               \
  declaration = *std::move(outcome)
#define KEYHAUL_CLI_TRY(declaration, expression) \
  KEYHAUL_CLI_TRY_INNER_(KEYHAUL_CLI_CONCAT_(keyhaul_outcome_, __LINE__), declaration, expression)

// The same where nothing comes back.
#define KEYHAUL_CLI_CHECK(expression)                                                                     \
  do {                                                                                                    \
    if (auto keyhaul_outcome = (expression); !keyhaul_outcome) return std::move(keyhaul_outcome).error(); \
  } while (false)

#endif  // KEYHAUL_CLI_FAILURE_H_

// Errors and results.
//
// Nothing in Keyhaul throws for bad input and nothing is thread-local: a function that can be refused returns a
// `Result<T>`, which holds either the value or an `Error`. An error says in one line what is wrong, and says apart from
// that line *where*: the table, column and row of the data, or the path, line and column of the policy. A host can show
// the line as it is, or build its own from the parts.
//
//   Result<Decimal> rate = Decimal::Parse("2,5");
//   if (!rate.ok()) std::puts(rate.error().Text().c_str());
//
// Why not absl::Status: docs/ARCHITECTURE.md, decision D3.
#ifndef KEYHAUL_BASE_ERROR_H_
#define KEYHAUL_BASE_ERROR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace keyhaul {
inline namespace v1 {

// The kinds of refusal, in blocks by thousands with gaps; the C door returns the same numbers. A number never changes
// its meaning.
enum class Code : std::int32_t {
  ok = 0,

  // The caller used the interface wrongly.
  invalid_argument = 1000,
  wrong_state = 1010,
  not_found = 1020,

  // The policy, or a rule given as C++ types, does not say something that can be computed.
  policy_syntax = 2000,
  policy_unknown_key = 2010,
  policy_missing_key = 2020,
  policy_duplicate_key = 2030,
  policy_value = 2040,
  policy_unsupported = 2050,

  // A row of a table does not say something that can be booked.
  data_column = 3000,
  data_value = 3010,
  data_unknown_account = 3020,
  data_duplicate = 3030,
  data_cycle = 3040,
  data_conflict = 3050,
  data_empty = 3060,

  // Arithmetic that has no exact answer in the types at hand.
  overflow = 4000,
  division_by_zero = 4010,
  currency_mismatch = 4020,
  inexact = 4030,

  // Bytes that are not what they should be.
  bytes_foreign = 5000,
  bytes_version = 5010,
  bytes_truncated = 5020,
  bytes_checksum = 5030,
  bytes_plan = 5040,
  bytes_malformed = 5050,

  // The machine.
  out_of_memory = 6000,
  input_output = 6010,

  // A defect of Keyhaul; please report it.
  internal = 9000,
};

// What was refused, and where. Parts that do not apply stay empty or -1.
struct Error {
  Code code = Code::internal;
  std::string message;  // what is wrong and what was expected, without the place

  // Where in the data.
  std::string table;
  std::string column;
  std::int64_t row = -1;  // zero-based row of the table as the caller gave it
  std::string value;      // the refused value as it was given

  // Where in the policy or the calc request.
  std::string path;       // "terms[2].schedule.brackets[1].from"
  std::int32_t line = 0;  // one-based; 0 is unknown
  std::int32_t line_column = 0;

  std::string rule;  // id of the rule that refused, "TERMS-03"; see docs/RULES.md

  // The place and the message as one line. Values from outside may hold line feeds and escapes; control characters are
  // written as \xNN, so that a log stays one line an error and a terminal is not steered.
  std::string Text() const;
};

inline Error MakeError(Code code, std::string message) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  return error;
}

// A refusal inside a rule, at a path relative to that rule; readers put their own path in front with `Under`.
inline Error MakeErrorAt(Code code, std::string path, std::string message) {
  Error error = MakeError(code, std::move(message));
  error.path = std::move(path);
  return error;
}

// The same error seen from one level up: `Under("schedule", e)` turns "brackets[1].from" into
// "schedule.brackets[1].from".
inline Error Under(std::string_view prefix, Error error) {
  std::string path(prefix);
  if (!error.path.empty()) {
    if (!path.empty() && error.path.front() != '[') path += '.';
    path += error.path;
  }
  error.path = std::move(path);
  return error;
}

namespace base_internal {

inline std::string WithoutControls(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string shown;
  shown.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20U && byte != 0x7FU) {
      shown += c;
    } else {
      shown += "\\x";
      shown += kHex[byte >> 4U];
      shown += kHex[byte & 0xFU];
    }
  }
  return shown;
}

}  // namespace base_internal

inline std::string Error::Text() const {
  std::string text;
  auto part = [&text](std::string_view separator, std::string_view piece) {
    if (!text.empty()) text += separator;
    text += piece;
  };
  if (line > 0) part("", "line " + std::to_string(line) + ", column " + std::to_string(line_column));
  if (!path.empty()) part(": ", path);
  if (!table.empty()) part(": ", "table " + table);
  if (row >= 0) part(", ", "row " + std::to_string(row + 1));
  if (!column.empty()) part(", ", "column " + column);
  if (!text.empty()) text += ": ";
  text += message;
  if (!rule.empty()) text += " (" + rule + ")";
  return base_internal::WithoutControls(text);
}

// A value or the reason why there is none. `T` is not a reference. The accessors are checked only by the caller's own
// `ok()`, as with std::optional.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return value_.has_value(); }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return *value_; }
  T& value() & { return *value_; }
  T&& value() && { return *std::move(value_); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &*value_; }
  T* operator->() { return &*value_; }

  const Error& error() const& { return *error_; }
  Error&& error() && { return *std::move(error_); }

 private:
  // Not a variant: every header returns results, and what a variant instantiates for each type is what they cost most.
  std::optional<T> value_;
  std::optional<Error> error_;  // exactly one of the two is there
};

// Success or the reason why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace v1
}  // namespace keyhaul

// Passes a refusal on to the caller: `KEYHAUL_TRY(const Decimal rate, Decimal::Parse(text));`
#define KEYHAUL_CONCAT_INNER_(a, b) a##b
#define KEYHAUL_CONCAT_(a, b) KEYHAUL_CONCAT_INNER_(a, b)
#define KEYHAUL_TRY_INNER_(result, declaration, expression) \
  auto result = (expression);                               \
  if (!result.ok()) return std::move(result).error();       \
  declaration = *std::move(result)
#define KEYHAUL_TRY(declaration, expression) \
  KEYHAUL_TRY_INNER_(KEYHAUL_CONCAT_(keyhaul_result_, __LINE__), declaration, expression)

// The same for a `Status`.
#define KEYHAUL_CHECK(expression)                                                                           \
  do {                                                                                                      \
    if (auto keyhaul_status = (expression); !keyhaul_status.ok()) return std::move(keyhaul_status).error(); \
  } while (false)

#endif  // KEYHAUL_BASE_ERROR_H_

// keyhaul.h for C++: handles that free themselves, columns from vectors, results as typed views. It needs keyhaul.h and
// the standard library (C++20), nothing else, and links to the C library alone; no exception is thrown from here, other
// than std::bad_alloc by the standard library.
//
//   using namespace keyhaul::capi;
//   Expected<Policy> policy = Policy::Parse(json);
//   if (!policy) return Complain(policy.error().text());
//   Expected<Book> book = Book::Create(*policy);
//   Columns columns;
//   columns.Text64("account", account_bytes, account_offsets).Day("day", days).Int64("revenue", revenue, 2);
//   if (Expected<void> added = book->Add(columns.AsTable("ledger", days.size())); !added) ...
//   Expected<Tables> result = Run(*policy, *book);
//   Table tiers = result->Find("tiers");
//   for (std::uint64_t row = 0; row < tiers.rows(); ++row) Show(tiers["account"].Text(row), tiers["tier"].Text(row));
//
// What a function does, refuses and how long its text lives is said in keyhaul.h and not repeated here.
#ifndef KEYHAUL_HPP_
#define KEYHAUL_HPP_

#include <cassert>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "keyhaul.h"

namespace keyhaul::capi {

namespace detail {
template <auto kFree>
struct Freer {
  template <class Handle>
  void operator()(Handle* handle) const {
    kFree(handle);
  }
};
}  // namespace detail

using PolicyHandle = std::unique_ptr<keyhaul_policy, detail::Freer<keyhaul_policy_free>>;
using BookHandle = std::unique_ptr<keyhaul_book, detail::Freer<keyhaul_book_free>>;
using ResultHandle = std::unique_ptr<keyhaul_result, detail::Freer<keyhaul_result_free>>;
using TextHandle = std::unique_ptr<keyhaul_text, detail::Freer<keyhaul_text_free>>;
using ErrorHandle = std::unique_ptr<keyhaul_error, detail::Freer<keyhaul_error_free>>;

// Why a call was refused. The code is authoritative; the object with the text may be absent, as after a failed
// allocation.
class Error {
 public:
  Error(std::int32_t code, ErrorHandle handle) : code_(code), handle_(std::move(handle)) {}

  std::int32_t code() const { return code_; }
  std::string_view text() const { return handle_ ? keyhaul_error_text(handle_.get()) : "out of memory"; }
  std::string_view message() const { return handle_ ? Part(KEYHAUL_ERROR_MESSAGE) : text(); }
  std::string_view table() const { return Part(KEYHAUL_ERROR_TABLE); }
  std::string_view column() const { return Part(KEYHAUL_ERROR_COLUMN); }
  std::string_view value() const { return Part(KEYHAUL_ERROR_VALUE); }
  std::string_view path() const { return Part(KEYHAUL_ERROR_PATH); }
  std::string_view rule() const { return Part(KEYHAUL_ERROR_RULE); }
  std::int64_t row() const { return keyhaul_error_position(handle_.get(), KEYHAUL_POSITION_ROW); }
  std::int64_t line() const { return keyhaul_error_position(handle_.get(), KEYHAUL_POSITION_LINE); }
  std::int64_t line_column() const { return keyhaul_error_position(handle_.get(), KEYHAUL_POSITION_LINE_COLUMN); }

 private:
  std::string_view Part(std::int32_t part) const { return keyhaul_error_part_text(handle_.get(), part); }

  std::int32_t code_;
  ErrorHandle handle_;
};

// A value or the error in its place. `E` is Error here; a host may put its own.
template <class T, class E = Error>
class [[nodiscard]] Expected {
 public:
  Expected(T value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Expected(E error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return state_.index() == 0; }
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  const E& error() const& { return *std::get_if<1>(&state_); }
  E&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, E> state_;
};

template <class E>
class [[nodiscard]] Expected<void, E> {
 public:
  Expected() = default;
  Expected(E error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return !error_.has_value(); }
  const E& error() const& { return *error_; }
  E&& error() && { return std::move(*error_); }

 private:
  std::optional<E> error_;
};

namespace detail {
// Calls a function of keyhaul.h that makes a handle: `call` gets where to put the handle and the error.
template <class Handle, class Call>
Expected<Handle> Make(const Call& call) {
  typename Handle::pointer handle = nullptr;
  keyhaul_error* error = nullptr;
  const std::int32_t code = call(&handle, &error);
  if (code != KEYHAUL_OK) return Error(code, ErrorHandle(error));
  return Handle(handle);
}

inline Expected<void> Done(std::int32_t code, keyhaul_error* error) {
  if (code != KEYHAUL_OK) return Error(code, ErrorHandle(error));
  return {};
}
}  // namespace detail

// Bytes that the library made.
class OwnedText {
 public:
  explicit OwnedText(TextHandle handle) : handle_(std::move(handle)) {}
  std::string_view view() const { return {keyhaul_text_data(handle_.get()), keyhaul_text_length(handle_.get())}; }

 private:
  TextHandle handle_;
};

// Columns of a table to be given to the library. Everything is borrowed, names included: keep it alive and in place
// until the call has returned.
class Columns {
 public:
  Columns& Int64(std::string_view name, std::span<const std::int64_t> values, std::int32_t scale) {
    return Append(name, KEYHAUL_INT64, scale, values.data(), nullptr);
  }
  // Two words a value, low first.
  Columns& Int128(std::string_view name, std::span<const std::uint64_t> words, std::int32_t scale) {
    return Append(name, KEYHAUL_INT128, scale, words.data(), nullptr);
  }
  Columns& Day(std::string_view name, std::span<const std::int32_t> days) {
    return Append(name, KEYHAUL_DAY, 0, days.data(), nullptr);
  }
  Columns& Int32(std::string_view name, std::span<const std::int32_t> values) {
    return Append(name, KEYHAUL_INT32, 0, values.data(), nullptr);
  }
  Columns& Text32(std::string_view name, std::string_view bytes, std::span<const std::int32_t> offsets) {
    return Append(name, KEYHAUL_TEXT32, 0, bytes.data(), offsets.data());
  }
  Columns& Text64(std::string_view name, std::string_view bytes, std::span<const std::int64_t> offsets) {
    return Append(name, KEYHAUL_TEXT64, 0, bytes.data(), offsets.data());
  }
  Columns& TextFixed(std::string_view name, const char* values, std::uint64_t width) {
    Append(name, KEYHAUL_TEXT_FIXED, 0, values, nullptr);
    columns_.back().width = width;
    return *this;
  }
  // Which rows of the column appended last have a value.
  Columns& Validity(std::span<const std::uint8_t> validity) {
    columns_.back().validity = validity.data();
    return *this;
  }

  // A table of `rows` rows; valid as long as this and the name.
  keyhaul_table AsTable(std::string_view name, std::uint64_t rows) const {
    keyhaul_table table = {};
    table.struct_size = sizeof table;
    table.name = name.data();
    table.name_length = name.size();
    table.columns = columns_.data();
    table.column_count = columns_.size();
    table.row_count = rows;
    return table;
  }

 private:
  Columns& Append(std::string_view name, std::int32_t type, std::int32_t scale, const void* values,
                  const void* offsets) {
    keyhaul_column column = {};
    column.struct_size = sizeof column;
    column.name = name.data();
    column.name_length = name.size();
    column.type = type;
    column.scale = scale;
    column.values = values;
    column.offsets = offsets;
    columns_.push_back(column);
    return *this;
  }

  std::vector<keyhaul_column> columns_;
};

// A 128-bit integer as it crosses the door: two's complement, low word first.
struct Words128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

// One column of a result. The caller asks for the type that the catalogue gives; asserted in debug builds.
class ColumnView {
 public:
  ColumnView() = default;
  explicit ColumnView(const keyhaul_column& column) : column_(column) {}

  std::string_view name() const { return {column_.name, column_.name_length}; }
  std::int32_t type() const { return column_.type; }
  std::int32_t scale() const { return column_.scale; }
  bool Has(std::uint64_t row) const { return column_.validity == nullptr || column_.validity[row] != 0; }

  std::int64_t Int64(std::uint64_t row) const { return At<std::int64_t>(KEYHAUL_INT64, row); }
  std::int32_t Int32(std::uint64_t row) const { return At<std::int32_t>(KEYHAUL_INT32, row); }
  std::int32_t Day(std::uint64_t row) const { return At<std::int32_t>(KEYHAUL_DAY, row); }
  Words128 Int128(std::uint64_t row) const { return At<Words128>(KEYHAUL_INT128, row); }
  std::string_view Text(std::uint64_t row) const {
    assert(column_.type == KEYHAUL_TEXT64);
    const auto* offsets = static_cast<const std::int64_t*>(column_.offsets);
    const auto length = static_cast<std::size_t>(offsets[row + 1] - offsets[row]);
    return length == 0 ? std::string_view()
                       : std::string_view(static_cast<const char*>(column_.values) + offsets[row], length);
  }

 private:
  template <class T>
  T At([[maybe_unused]] std::int32_t type, std::uint64_t row) const {
    assert(column_.type == type);
    T value;
    std::memcpy(&value, static_cast<const char*>(column_.values) + row * sizeof(T), sizeof(T));
    return value;
  }

  keyhaul_column column_ = {};
};

// One table of a result; valid as long as the result.
class Table {
 public:
  Table() = default;
  Table(const keyhaul_result* result, std::string name) : name_(std::move(name)) {
    std::uint64_t table = 0;
    std::uint64_t columns = 0;
    found_ = keyhaul_result_find(result, name_.c_str(), &table, &rows_, &columns, nullptr) == KEYHAUL_OK;
    for (std::uint64_t index = 0; found_ && index < columns; ++index) {
      keyhaul_column column = {};
      column.struct_size = sizeof column;
      if (keyhaul_result_column(result, table, index, &column, nullptr) == KEYHAUL_OK) columns_.emplace_back(column);
    }
  }

  // False for a table that the result does not have; it then has no rows.
  explicit operator bool() const { return found_; }
  const std::string& name() const { return name_; }
  std::uint64_t rows() const { return rows_; }
  std::span<const ColumnView> columns() const { return columns_; }

  const ColumnView* Find(std::string_view name) const {
    for (const ColumnView& column : columns_) {
      if (column.name() == name) return &column;
    }
    return nullptr;
  }
  // The column of that name; it must exist, see the catalogue.
  const ColumnView& operator[](std::string_view name) const {
    const ColumnView* column = Find(name);
    assert(column != nullptr);
    return *column;
  }

 private:
  std::string name_;
  bool found_ = false;
  std::uint64_t rows_ = 0;
  std::vector<ColumnView> columns_;
};

// The tables of a run, of a lint or of an echo.
class Tables {
 public:
  explicit Tables(ResultHandle handle) : handle_(std::move(handle)) {}

  Table Find(std::string_view name) const { return Table(handle_.get(), std::string(name)); }
  std::vector<Table> All() const {
    std::vector<Table> tables;
    for (std::uint64_t index = 0; index < keyhaul_result_table_count(handle_.get()); ++index) {
      tables.emplace_back(handle_.get(), keyhaul_result_table_text(handle_.get(), index));
    }
    return tables;
  }
  // `form` is KEYHAUL_EXPLAIN_TEXT or KEYHAUL_EXPLAIN_JSON.
  Expected<OwnedText> Explain(std::string_view account, std::int32_t form) const {
    auto text = detail::Make<TextHandle>([&](keyhaul_text** out, keyhaul_error** error) {
      return keyhaul_explain(handle_.get(), account.data(), account.size(), form, out, error);
    });
    if (!text) return std::move(text).error();
    return OwnedText(*std::move(text));
  }
  // The statements of an account, likewise.
  Expected<OwnedText> Statement(std::string_view account, std::int32_t form) const {
    auto text = detail::Make<TextHandle>([&](keyhaul_text** out, keyhaul_error** error) {
      return keyhaul_statement(handle_.get(), account.data(), account.size(), form, out, error);
    });
    if (!text) return std::move(text).error();
    return OwnedText(*std::move(text));
  }
  const keyhaul_result* get() const { return handle_.get(); }

 private:
  ResultHandle handle_;
};

class Policy {
 public:
  static Expected<Policy> Parse(std::string_view json) {
    auto handle = detail::Make<PolicyHandle>([&](keyhaul_policy** out, keyhaul_error** error) {
      return keyhaul_policy_parse(json.data(), json.size(), out, error);
    });
    if (!handle) return std::move(handle).error();
    return Policy(*std::move(handle));
  }

  std::string_view digest() const { return keyhaul_policy_digest_text(handle_.get()); }
  Expected<Tables> Lint() const {
    auto handle = detail::Make<ResultHandle>(
        [&](keyhaul_result** out, keyhaul_error** error) { return keyhaul_policy_lint(handle_.get(), out, error); });
    if (!handle) return std::move(handle).error();
    return Tables(*std::move(handle));
  }
  const keyhaul_policy* get() const { return handle_.get(); }

 private:
  explicit Policy(PolicyHandle handle) : handle_(std::move(handle)) {}
  PolicyHandle handle_;
};

struct AddOptions {
  bool skip_refused_rows = false;
  bool open_accounts = false;
};

class Book {
 public:
  static Expected<Book> Create(const Policy& policy) {
    return Own(detail::Make<BookHandle>(
        [&](keyhaul_book** out, keyhaul_error** error) { return keyhaul_book_create(policy.get(), out, error); }));
  }
  static Expected<Book> Load(const Policy& policy, std::string_view bytes) {
    return Own(detail::Make<BookHandle>([&](keyhaul_book** out, keyhaul_error** error) {
      return keyhaul_book_load(policy.get(), bytes.data(), bytes.size(), out, error);
    }));
  }

  // `verdicts` is empty or has one element per row.
  Expected<void> Add(const keyhaul_table& table, const AddOptions& add_options = {},
                     std::span<std::int32_t> verdicts = {}) {
    keyhaul_add_options options = {};
    options.struct_size = sizeof options;
    options.skip_refused_rows = add_options.skip_refused_rows ? 1 : 0;
    options.open_accounts = add_options.open_accounts ? 1 : 0;
    keyhaul_error* error = nullptr;
    const std::int32_t code =
        keyhaul_book_add(handle_.get(), &table, &options, verdicts.empty() ? nullptr : verdicts.data(), &error);
    return detail::Done(code, error);
  }
  Expected<void> Merge(const Book& other) {
    keyhaul_error* error = nullptr;
    const std::int32_t code = keyhaul_book_merge(handle_.get(), other.get(), &error);
    return detail::Done(code, error);
  }
  Expected<OwnedText> Save() const {
    auto text = detail::Make<TextHandle>(
        [&](keyhaul_text** out, keyhaul_error** error) { return keyhaul_book_save(handle_.get(), out, error); });
    if (!text) return std::move(text).error();
    return OwnedText(*std::move(text));
  }
  const keyhaul_book* get() const { return handle_.get(); }

 private:
  explicit Book(BookHandle handle) : handle_(std::move(handle)) {}
  static Expected<Book> Own(Expected<BookHandle> handle) {
    if (!handle) return std::move(handle).error();
    return Book(*std::move(handle));
  }
  BookHandle handle_;
};

struct RunOptions {
  std::optional<std::int32_t> as_of_day;  // without it, the last day of the ledger
  bool omit_explanations = false;         // leaves the table `explanations` empty
  bool omit_terms = false;                // tiers only
  std::span<const keyhaul_table> state;   // what earlier runs left
};

inline Expected<Tables> Run(const Policy& policy, const Book& book, const RunOptions& run_options = {}) {
  keyhaul_run_options options = {};
  options.struct_size = sizeof options;
  options.has_as_of = run_options.as_of_day ? 1 : 0;
  options.as_of_day = run_options.as_of_day.value_or(0);
  options.omit_explanations = run_options.omit_explanations ? 1 : 0;
  options.omit_terms = run_options.omit_terms ? 1 : 0;
  options.state = run_options.state.data();
  options.state_count = run_options.state.size();
  auto handle = detail::Make<ResultHandle>([&](keyhaul_result** out, keyhaul_error** error) {
    return keyhaul_run(policy.get(), book.get(), &options, out, error);
  });
  if (!handle) return std::move(handle).error();
  return Tables(*std::move(handle));
}

// Scores of candidates: `tables` are facts and, for hysteresis, score_states.
inline Expected<Tables> Score(const Policy& policy, std::span<const keyhaul_table> tables) {
  auto handle = detail::Make<ResultHandle>([&](keyhaul_result** out, keyhaul_error** error) {
    return keyhaul_score(policy.get(), tables.data(), tables.size(), out, error);
  });
  if (!handle) return std::move(handle).error();
  return Tables(*std::move(handle));
}

// Who has another tier in `to` than in `from`, and by which rule; of two results of Score, who has another band or
// rank.
inline Expected<Tables> Compare(const Tables& from, const Tables& to) {
  auto handle = detail::Make<ResultHandle>([&](keyhaul_result** out, keyhaul_error** error) {
    return keyhaul_result_compare(from.get(), to.get(), out, error);
  });
  if (!handle) return std::move(handle).error();
  return Tables(*std::move(handle));
}

// The answer of keyhaul_calc, which for a refused request is the error as JSON; `error` then has it as well.
struct CalcAnswer {
  OwnedText json;
  std::optional<Error> error;
};

inline CalcAnswer Calc(std::string_view json) {
  keyhaul_text* answer = nullptr;
  keyhaul_error* error = nullptr;
  const std::int32_t code = keyhaul_calc(json.data(), json.size(), &answer, &error);
  CalcAnswer result = {OwnedText(TextHandle(answer)), std::nullopt};
  if (code != KEYHAUL_OK) result.error.emplace(code, ErrorHandle(error));
  return result;
}

// The report on statements that are computed again, as JSON.
inline Expected<OwnedText> Verify(std::string_view policy, std::string_view statement) {
  auto text = detail::Make<TextHandle>([&](keyhaul_text** out, keyhaul_error** error) {
    return keyhaul_verify(policy.data(), policy.size(), statement.data(), statement.size(), out, error);
  });
  if (!text) return std::move(text).error();
  return OwnedText(*std::move(text));
}

// Tables, columns, verdicts and policy keys as JSON.
inline Expected<OwnedText> Catalogue() {
  auto text =
      detail::Make<TextHandle>([](keyhaul_text** out, keyhaul_error** error) { return keyhaul_catalogue(out, error); });
  if (!text) return std::move(text).error();
  return OwnedText(*std::move(text));
}

}  // namespace keyhaul::capi

#endif  // KEYHAUL_HPP_

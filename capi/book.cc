#include "handles.h"

using keyhaul::Status;
namespace capi = keyhaul::capi;

extern "C" {

int32_t keyhaul_book_create(const keyhaul_policy* policy, keyhaul_book** book, keyhaul_error** error) {
  if (book != nullptr) *book = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_CHECK(capi::Required(book, "book"));
    KEYHAUL_TRY(keyhaul::Book made, keyhaul::MakeBook(*policy->compiled));
    *book = new keyhaul_book{policy->compiled, std::move(made)};
    return {};
  });
}

void keyhaul_book_free(keyhaul_book* book) { delete book; }

int32_t keyhaul_book_add(keyhaul_book* book, const keyhaul_table* table, const keyhaul_add_options* options,
                         int32_t* verdicts, keyhaul_error** error) {
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(book, "book"));
    std::vector<keyhaul::InputColumn> columns;
    KEYHAUL_TRY(const keyhaul::InputTable input, capi::ReadTable(table, &columns));
    keyhaul_add_options raw{};
    if (options != nullptr) KEYHAUL_CHECK(capi::ReadStruct(options, "keyhaul_add_options", &raw));
    KEYHAUL_CHECK(capi::IsSwitch(raw.skip_refused_rows, "keyhaul_add_options.skip_refused_rows"));
    KEYHAUL_CHECK(capi::IsSwitch(raw.open_accounts, "keyhaul_add_options.open_accounts"));
    KEYHAUL_CHECK(capi::IsReserved(raw.reserved, "keyhaul_add_options.reserved"));
    const keyhaul::AddOptions add{.skip_refused_rows = raw.skip_refused_rows != 0,
                                  .open_accounts = raw.open_accounts != 0};
    const std::span<int32_t> all_verdicts(verdicts, verdicts == nullptr ? 0 : input.rows);
    return keyhaul::AddTable(*book->compiled, input, add, all_verdicts, &book->book);
  });
}

int32_t keyhaul_book_merge(keyhaul_book* book, const keyhaul_book* other, keyhaul_error** error) {
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(book, "book"));
    KEYHAUL_CHECK(capi::Required(other, "other"));
    return book->book.Merge(other->book);
  });
}

int32_t keyhaul_book_save(const keyhaul_book* book, keyhaul_text** bytes, keyhaul_error** error) {
  if (bytes != nullptr) *bytes = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(book, "book"));
    KEYHAUL_CHECK(capi::Required(bytes, "bytes"));
    KEYHAUL_TRY(const std::vector<uint8_t> saved, book->book.Save());
    *bytes = new keyhaul_text{std::string(saved.begin(), saved.end())};
    return {};
  });
}

int32_t keyhaul_book_load(const keyhaul_policy* policy, const void* bytes, uint64_t length, keyhaul_book** book,
                          keyhaul_error** error) {
  if (book != nullptr) *book = nullptr;
  return capi::Guard(error, [&]() -> Status {
    KEYHAUL_CHECK(capi::Required(policy, "policy"));
    KEYHAUL_CHECK(capi::Required(book, "book"));
    if (length > 0) KEYHAUL_CHECK(capi::Required(bytes, "bytes"));
    if (length > static_cast<uint64_t>(PTRDIFF_MAX)) {
      return capi::InvalidArgument("length is " + std::to_string(length));
    }
    const std::span<const uint8_t> view(static_cast<const uint8_t*>(bytes), length);
    KEYHAUL_TRY(keyhaul::Book loaded, keyhaul::LoadBook(*policy->compiled, view));
    *book = new keyhaul_book{policy->compiled, std::move(loaded)};
    return {};
  });
}

}  // extern "C"

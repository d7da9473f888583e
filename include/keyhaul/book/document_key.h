// The key by which a book knows a document.
//
// A document number is its account's own: two accounts may each have an invoice 17. The key is the account's dense id,
// four bytes of the machine's order, and then the number; like dense ids it never leaves the book.
#ifndef KEYHAUL_BOOK_DOCUMENT_KEY_H_
#define KEYHAUL_BOOK_DOCUMENT_KEY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "keyhaul/base/ids.h"
#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {

namespace book_internal {

// Built in place, since every row of an item that follows documents needs one. `document` is of at most kMaxTextBytes.
class DocumentKey {
 public:
  DocumentKey(AccountId account, std::string_view document) : size_(sizeof(std::int32_t) + document.size()) {
    const std::int32_t id = account.value();
    std::memcpy(bytes_, &id, sizeof(id));
    if (!document.empty()) std::memcpy(bytes_ + sizeof(id), document.data(), document.size());
  }
  std::string_view text() const { return {bytes_, size_}; }

  static AccountId AccountOf(std::string_view key) {
    std::int32_t id = 0;
    std::memcpy(&id, key.data(), sizeof(id));
    return AccountId(id);
  }
  static std::string_view DocumentOf(std::string_view key) { return key.substr(sizeof(std::int32_t)); }

 private:
  char bytes_[sizeof(std::int32_t) + kMaxTextBytes];
  std::size_t size_;
};

}  // namespace book_internal

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_DOCUMENT_KEY_H_

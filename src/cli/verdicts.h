// The words of the library's catalogue for why a ledger row is refused.
#ifndef KEYHAUL_CLI_VERDICTS_H_
#define KEYHAUL_CLI_VERDICTS_H_

#include <cstdint>
#include <string>

namespace keyhaul::cli {

struct VerdictWords {
  std::string name;      // "unknown_account"
  std::string sentence;  // "the book has no such account"
};

// Of a verdict that keyhaul_book_add gave.
VerdictWords WordsOf(std::int32_t verdict);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_VERDICTS_H_

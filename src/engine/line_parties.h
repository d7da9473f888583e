// Which accounts the lines of the terms are for.
#ifndef KEYHAUL_SRC_ENGINE_LINE_PARTIES_H_
#define KEYHAUL_SRC_ENGINE_LINE_PARTIES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "keyhaul/book/book.h"
#include "keyhaul/engine/compiled_policy.h"

namespace keyhaul {
inline namespace v1 {

class LineParties {
 public:
  // Refused where an agreement names an account that the book does not have.
  static Result<LineParties> Make(const CompiledPolicy& policy, const Book& book);

  // Whether a line looks at an account by itself. Lines for groups do so for none.
  bool IsFor(std::size_t line, AccountId account) const {
    const Line& own = lines_[line];
    return own.is_for_all || (!own.accounts.empty() && own.accounts[account.index()] != 0);
  }

  // Whether a line owes those it is for something in a period without rows: a guarantee, or what is missing of a
  // commitment. One that is for all accounts does not, since any account may have come or gone.
  bool OwesWithoutRows(std::size_t line) const { return lines_[line].owes_without_rows; }

 private:
  struct Line {
    bool is_for_all = false;
    bool owes_without_rows = false;
    std::vector<std::uint8_t> accounts;  // by account; empty where it is for all, or for groups
  };

  std::vector<Line> lines_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_ENGINE_LINE_PARTIES_H_

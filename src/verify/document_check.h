// What only several statements together tell: that none is there twice, that they are of one run, what lines of one
// agreement took of its cap, that the parts of a settlement agree, and that members' parts of a pool add up to it.
#ifndef KEYHAUL_SRC_VERIFY_DOCUMENT_CHECK_H_
#define KEYHAUL_SRC_VERIFY_DOCUMENT_CHECK_H_

#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "src/verify/statement_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {

// A pool as the statements of its members tell it, by account.
using PoolMembers = std::map<std::string, LineCase>;

// The members of one pool against the pool (pool_members.cc).
void CheckMembers(const PoolMembers& members);

class DocumentCheck {
 public:
  void Add(const StatementCase& statement);
  void Check() const;

 private:
  // Whose a settlement is, of which line, and from which day.
  using Key = std::tuple<std::string, std::string, std::string>;
  static Key KeyOf(const LineCase& line) {
    return {line.party, std::string(line.rule->TextAt("id")), std::string(line.place.Text("period_begin"))};
  }
  void AddLine(const LineCase& line);
  void CheckOneRun(const StatementCase& statement) const;
  void CheckTwice() const;
  void CheckSharedCap(Key key, const LineCase& line) const;

  std::vector<StatementCase> statements_;
  std::map<Key, std::vector<LineCase>> dues_;  // of accounts by themselves and of pools, each as often as it is told
  std::map<Key, PoolMembers> pools_;
  std::map<Key, std::vector<LineCase>> parts_;  // of settlements
};

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_VERIFY_DOCUMENT_CHECK_H_

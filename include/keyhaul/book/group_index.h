// The groups of each account, for rows.
//
// The hierarchy keeps memberships in a form that is easy to change (hierarchy.h). Adding rows asks millions of times
// which groups an account is in on a day, and most accounts are in none: here the memberships of an account stand side
// by side, and an account without any is known by one comparison.
//
// The index is made of what the memberships are at one time. A book that needs it lets no membership change while it
// has rows, so it is made once.
#ifndef KEYHAUL_BOOK_GROUP_INDEX_H_
#define KEYHAUL_BOOK_GROUP_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "keyhaul/base/ids.h"
#include "keyhaul/book/hierarchy.h"

namespace keyhaul {
inline namespace v1 {

class GroupIndex {
 public:
  bool IsMade() const { return is_made_; }
  void Forget() noexcept { is_made_ = false; }

  // Accounts from `accounts` on have no membership.
  void Make(std::vector<Membership> memberships, std::size_t accounts) {
    std::sort(memberships.begin(), memberships.end(),
              [](const Membership& a, const Membership& b) { return a.member < b.member; });
    std::vector<std::uint32_t> first(accounts + 1, 0);
    for (const Membership& edge : memberships) ++first[edge.member.index() + 1];
    for (std::size_t i = 0; i < accounts; ++i) first[i + 1] += first[i];
    std::vector<Entry> entries;
    entries.reserve(memberships.size());
    for (const Membership& edge : memberships) {
      entries.push_back({edge.period.begin.value(), edge.period.end.value(), edge.group.value()});
    }
    first_ = std::move(first);
    entries_ = std::move(entries);
    is_made_ = true;
  }

  // Calls `visit(group)` for every group that the account is in on the day. Periods of one group are apart, so a group
  // comes once.
  template <class Visit>
  void ForEachGroup(std::int32_t account, std::int32_t day, const Visit& visit) const {
    const auto id = static_cast<std::size_t>(account);
    if (id + 1 >= first_.size()) return;
    for (std::uint32_t i = first_[id]; i < first_[id + 1]; ++i) {
      if (entries_[i].begin <= day && day < entries_[i].end) visit(entries_[i].group);
    }
  }

  // Whether the account is ever in the group.
  bool IsMember(std::int32_t account, std::int32_t group) const {
    const auto id = static_cast<std::size_t>(account);
    if (id + 1 >= first_.size()) return false;
    const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first_[id]);
    const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(first_[id + 1]);
    return std::any_of(begin, end, [&](const Entry& entry) { return entry.group == group; });
  }

 private:
  struct Entry {
    std::int32_t begin;
    std::int32_t end;
    std::int32_t group;
  };

  bool is_made_ = false;
  std::vector<std::uint32_t> first_;  // by account: its first entry, and one more for the end
  std::vector<Entry> entries_;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BOOK_GROUP_INDEX_H_

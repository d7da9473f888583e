// Dense ids that cannot be mistaken for one another.
//
// Inside the engine an account, a tier or a line of an agreement is a small number: its place in an array. All of them
// are 32 bits wide, and nothing but care would keep a tier out of a function that wants an account. A `StrongId<Tag>`
// is such a number with a type of its own: ids of two tags do not convert, compare or assign, and none of them
// computes.
//
//   AccountId account(7);
//   totals[account.index()] ...
//   TierId tier = account;              // does not compile
//   static_assert(AccountId().IsNone());
//
// An id is dense and private to the book or the policy that gave it; it is never saved and never leaves through the C
// door as an identity. What identifies an account outside is its external id. In columns an id is its plain int32, and
// -1 (`kNone`) stands for "no such thing".
#ifndef KEYHAUL_BASE_IDS_H_
#define KEYHAUL_BASE_IDS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>  // std::hash, and lighter than <functional>

namespace keyhaul {
inline namespace v1 {

template <class Tag>
class StrongId {
 public:
  // The plain value of an id that names nothing.
  static constexpr std::int32_t kNone = -1;

  constexpr StrongId() = default;
  constexpr explicit StrongId(std::int32_t value) : value_(value) {}

  constexpr std::int32_t value() const { return value_; }
  constexpr bool IsNone() const { return value_ == kNone; }

  // The place in an array; not for an id that names nothing.
  constexpr std::size_t index() const { return static_cast<std::size_t>(value_); }

  friend constexpr bool operator==(StrongId, StrongId) = default;
  friend constexpr std::strong_ordering operator<=>(StrongId, StrongId) = default;

 private:
  std::int32_t value_ = kNone;
};

// An account of one book.
using AccountId = StrongId<struct AccountTag>;

// A tier of one tiering rule, 0 the topmost.
using TierId = StrongId<struct TierTag>;

// A line of one policy's terms, in the policy's order.
using LineId = StrongId<struct LineTag>;

}  // namespace v1
}  // namespace keyhaul

template <class Tag>
struct std::hash<keyhaul::StrongId<Tag>> {
  std::size_t operator()(keyhaul::StrongId<Tag> id) const noexcept { return std::hash<std::int32_t>()(id.value()); }
};

#endif  // KEYHAUL_BASE_IDS_H_

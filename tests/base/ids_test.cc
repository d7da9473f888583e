// That ids of two tags do not mix is proven where code must not compile: tests/compile_fail/ids_*.cc.
#include "keyhaul/base/ids.h"

#include <cstdint>
#include <type_traits>
#include <unordered_set>

#include "gtest/gtest.h"

namespace keyhaul {
namespace {

TEST(StrongIdTest, Base81IsAPlainNumberWithAType) {  // BASE-81
  static_assert(sizeof(AccountId) == sizeof(std::int32_t));
  static_assert(std::is_trivially_copyable_v<AccountId>);
  static_assert(AccountId(7).value() == 7 && AccountId(7).index() == 7);
  static_assert(AccountId(7) == AccountId(7) && AccountId(7) != AccountId(8) && AccountId(7) < AccountId(8));
  EXPECT_EQ((std::unordered_set<TierId>{TierId(1), TierId(2), TierId(1)}.size()), 2U);
}

TEST(StrongIdTest, Base81NoneIsMinusOne) {  // BASE-81
  static_assert(AccountId().IsNone() && AccountId().value() == -1 && AccountId::kNone == -1);
  static_assert(!AccountId(0).IsNone());
}

TEST(StrongIdTest, Base81DoesNotConvert) {  // BASE-81
  static_assert(!std::is_convertible_v<std::int32_t, AccountId>);
  static_assert(!std::is_convertible_v<AccountId, std::int32_t>);
  static_assert(!std::is_constructible_v<AccountId, TierId>);
  static_assert(!std::is_assignable_v<AccountId&, TierId>);
  static_assert(!std::is_assignable_v<AccountId&, std::int32_t>);
  static_assert(!std::is_constructible_v<bool, AccountId>);
}

}  // namespace
}  // namespace keyhaul

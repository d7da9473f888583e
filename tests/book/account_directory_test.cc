#include "keyhaul/book/account_directory.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

AccountDirectory Directory() { return AccountDirectory(Currency::Parse("CNY").value()); }

AccountFacts Facts(std::string_view id) {
  AccountFacts facts;
  facts.external_id = id;
  return facts;
}

AccountId Open(AccountDirectory& directory, std::string_view id) { return directory.Open(Facts(id)).value(); }

Period Days(int from, int to) { return {Day(from), Day(to)}; }

// BOOK-01
TEST(AccountDirectoryTest, OrdersByBytes) {
  AccountDirectory directory = Directory();
  // In bytes: digits, upper case, lower case, then what is beyond ASCII; a text before all that begin with it.
  const std::vector<std::string> ordered = {"0042", "42",  "A",  "AAAAAAAA", "AAAAAAAAA",    "AAAAAAAAB",       "B",
                                            "a",    "a b", "ab", "\xC3\xA9", "\xE4\xBA\xAC", "\xF0\x9F\x9A\x9A"};
  std::vector<std::string> shuffled = ordered;
  std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(3));
  for (const std::string& id : shuffled) Open(directory, id);
  std::vector<std::string> order;
  for (const AccountId id : directory.OrderByExternalId()) order.emplace_back(directory.external_id(id));
  EXPECT_EQ(order, ordered);
}

// BOOK-02
TEST(AccountDirectoryTest, FactsAreFilledIn) {
  AccountDirectory directory = Directory();
  const AccountId head = Open(directory, "HEAD");
  const AccountId id = Open(directory, "A");
  AccountFacts facts = Facts("A");
  facts.name = "Acme";
  facts.payment_terms_days = 30;
  EXPECT_EQ(directory.Open(facts).value(), id);
  facts = Facts("A");
  facts.city = "Ningbo";
  facts.parent = "HEAD";
  EXPECT_EQ(directory.Open(facts).value(), id);
  EXPECT_EQ(directory.Open(Facts("A")).value(), id);
  const AccountFacts known = directory.facts(id);
  EXPECT_EQ(known.external_id, "A");
  EXPECT_EQ(known.name, "Acme");
  EXPECT_EQ(known.city, "Ningbo");
  EXPECT_EQ(known.industry, "");
  EXPECT_EQ(known.parent, "HEAD");
  EXPECT_EQ(known.payment_terms_days, 30);
  EXPECT_EQ(directory.ParentOf(id), head);
  EXPECT_EQ(directory.size(), 2U);
}

// BOOK-02
TEST(AccountDirectoryTest, ConflictsAreNamedAndChangeNothing) {
  AccountDirectory directory = Directory();
  Open(directory, "P");
  Open(directory, "Q");
  AccountFacts facts = Facts("A");
  facts.name = "Acme";
  facts.payment_terms_days = 30;
  facts.parent = "P";
  ASSERT_TRUE(directory.Open(facts).ok());

  AccountFacts other = Facts("A");
  other.city = "Ningbo";
  other.name = "ACME";
  Result<AccountId> refused = directory.Open(other);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_conflict);
  EXPECT_EQ(refused.error().column, "name");
  EXPECT_EQ(refused.error().value, "ACME");
  EXPECT_EQ(refused.error().message, "the account \"A\" has the name \"Acme\" already, not \"ACME\"");
  EXPECT_EQ(directory.facts(directory.Find("A")).city, "");

  other = Facts("A");
  other.payment_terms_days = 60;
  EXPECT_EQ(directory.Open(other).error().column, "payment_terms_days");
  other = Facts("A");
  other.city = "Ningbo";
  other.parent = "Q";
  EXPECT_EQ(directory.Open(other).error().column, "parent");
  EXPECT_EQ(directory.facts(directory.Find("A")).city, "");
}

// BOOK-21
TEST(AccountDirectoryTest, TagsAreASet) {
  AccountDirectory directory = Directory();
  AccountFacts facts = Facts("A");
  facts.tags = " strategic ;key lane;; strategic; ";
  const AccountId id = directory.Open(facts).value();
  EXPECT_EQ(directory.facts(id).tags, "key lane;strategic");
  EXPECT_TRUE(HasTag(directory.facts(id).tags, "key lane"));
  EXPECT_FALSE(HasTag(directory.facts(id).tags, "key"));
  EXPECT_FALSE(HasTag("", ""));
  facts.tags = "key lane;strategic";
  EXPECT_TRUE(directory.Open(facts).ok()) << "the same set";
  facts.tags = " ; ";
  EXPECT_TRUE(directory.Open(facts).ok()) << "none is not known";
  facts.tags = "strategic";
  const Result<AccountId> refused = directory.Open(facts);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::data_conflict);
  EXPECT_EQ(refused.error().column, "tags");
  EXPECT_EQ(refused.error().message,
            "the account \"A\" has the tags \"key lane;strategic\" already, not \"strategic\"");
  EXPECT_EQ(NormaliseTags("b;a;\xE4\xBA\xAC;B"), "B;a;b;\xE4\xBA\xAC");
}

// BOOK-27
TEST(AccountDirectoryTest, FactsOfSettlementAreFilledIn) {
  AccountDirectory directory = Directory();
  const AccountId id = Open(directory, "A");
  EXPECT_EQ(directory.facts(id).payer, "");
  AccountFacts facts = Facts("A");
  facts.payer = "no account of this book";
  facts.statement_by = "cost_centre";
  for (const std::string cycle : {"month", "quarter", "half_year", "year"}) {
    AccountFacts other = Facts(cycle);
    other.settlement_cycle = cycle;
    EXPECT_EQ(directory.facts(directory.Open(other).value()).settlement_cycle, cycle);
  }
  facts.settlement_cycle = "quarter";
  ASSERT_TRUE(directory.Open(facts).ok());
  ASSERT_TRUE(directory.Open(Facts("A")).ok());
  EXPECT_EQ(directory.facts(id).payer, "no account of this book");
  EXPECT_EQ(directory.facts(id).statement_by, "cost_centre");
  EXPECT_EQ(directory.facts(id).settlement_cycle, "quarter");
  const auto refusal = [&](std::string_view AccountFacts::*fact, std::string_view value) {
    AccountFacts changed = Facts("A");
    changed.*fact = value;
    return directory.Open(changed).error();
  };
  EXPECT_EQ(refusal(&AccountFacts::payer, "B").code, Code::data_conflict);
  EXPECT_EQ(refusal(&AccountFacts::payer, "B").column, "payer");
  EXPECT_EQ(refusal(&AccountFacts::payer, "\xFF").code, Code::data_value);
  EXPECT_EQ(refusal(&AccountFacts::settlement_cycle, "year").code, Code::data_conflict);
  for (const std::string_view cycle : {"week", "Month", "months", " "}) {
    EXPECT_EQ(refusal(&AccountFacts::settlement_cycle, cycle).code, Code::data_value) << cycle;
    EXPECT_EQ(refusal(&AccountFacts::settlement_cycle, cycle).column, "settlement_cycle") << cycle;
  }
  EXPECT_EQ(refusal(&AccountFacts::settlement_cycle, "week").message,
            "\"week\" is no cycle; expected month, quarter, half_year or year");
  EXPECT_EQ(refusal(&AccountFacts::statement_by, "lane").code, Code::data_conflict);
  for (const std::string_view name : {"Lane", "2nd", "cost centre", "cost-centre"}) {
    EXPECT_EQ(refusal(&AccountFacts::statement_by, name).code, Code::data_value) << name;
    EXPECT_EQ(refusal(&AccountFacts::statement_by, name).column, "statement_by") << name;
  }
}

// BOOK-22
TEST(AccountDirectoryTest, TheDayOfOpeningIsFilledIn) {
  AccountDirectory directory = Directory();
  const AccountId id = Open(directory, "A");
  EXPECT_FALSE(directory.facts(id).opened.has_value());
  AccountFacts facts = Facts("A");
  facts.opened = Day(-1);
  ASSERT_TRUE(directory.Open(facts).ok());
  ASSERT_TRUE(directory.Open(Facts("A")).ok());
  EXPECT_EQ(directory.facts(id).opened, Day(-1));
  facts.opened = Day(0);
  EXPECT_EQ(directory.Open(facts).error().message,
            "the account \"A\" has the opened \"1969-12-31\" already, not \"1970-01-01\"");
  for (const std::int32_t day : {kMinDay - 1, kMaxDay + 1}) {
    facts.opened = Day(day);
    EXPECT_EQ(directory.Open(facts).error().column, "opened");
  }
  for (const std::int32_t day : {kMinDay, kMaxDay}) {
    const std::string name = "B" + std::to_string(day);
    facts = Facts(name);
    facts.opened = Day(day);
    EXPECT_EQ(directory.facts(directory.Open(facts).value()).opened, Day(day));
  }
}

TEST(AccountDirectoryTest, RefusesFactsThatCannotBe) {
  AccountDirectory directory = Directory();
  EXPECT_EQ(directory.Open(Facts("")).error().code, Code::data_value);
  EXPECT_EQ(directory.Open(Facts("\xFF")).error().column, "account");
  EXPECT_EQ(directory.Open(Facts(std::string(1025, 'x'))).error().column, "account");
  AccountFacts facts = Facts("A");
  facts.currency = "XXL";
  EXPECT_EQ(directory.Open(facts).error().column, "currency");
  facts.currency = {};
  for (const std::int32_t days : {-1, 3651}) {  // STATEMENT-12
    facts.payment_terms_days = days;
    EXPECT_EQ(directory.Open(facts).error().column, "payment_terms_days");
  }
  facts.payment_terms_days = {};
  facts.parent = "nobody";
  EXPECT_EQ(directory.Open(facts).error().code, Code::data_unknown_account);
  facts.parent = "A";
  EXPECT_EQ(directory.Open(facts).error().code, Code::data_cycle);
  EXPECT_EQ(directory.size(), 0U);
}

// BOOK-20
TEST(AccountDirectoryTest, ABookHasOneCurrency) {
  AccountDirectory directory = Directory();
  AccountFacts facts = Facts("A");
  facts.currency = "CNY";
  EXPECT_TRUE(directory.Open(facts).ok());
  facts.external_id = "B";
  facts.currency = "USD";
  EXPECT_EQ(directory.Open(facts).error().code, Code::currency_mismatch);
  EXPECT_EQ(directory.Open(facts).error().message, "the account \"B\" is kept in USD and the book in CNY");
}

// BOOK-03
TEST(AccountDirectoryTest, CyclesOfParentsAreNamed) {
  AccountDirectory directory = Directory();
  const AccountId a = Open(directory, "A");
  const AccountId b = Open(directory, "B");
  const AccountId c = Open(directory, "C");
  EXPECT_EQ(directory.SetParent(a, a).error().message, "an account cannot belong to itself: \"A\" -> \"A\"");
  ASSERT_TRUE(directory.SetParent(a, b).ok());
  ASSERT_TRUE(directory.SetParent(b, c).ok());
  ASSERT_TRUE(directory.SetParent(a, b).ok()) << "the same edge again is no error";
  const Status status = directory.SetParent(c, a);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, Code::data_cycle);
  EXPECT_EQ(status.error().message, "an account cannot belong to itself: \"C\" -> \"A\" -> \"B\" -> \"C\"");
  EXPECT_TRUE(directory.ParentOf(c).IsNone());
}

// BOOK-03: a cycle needs a day on which all its edges hold.
TEST(AccountDirectoryTest, CyclesOfMembershipsAreByDay) {
  AccountDirectory directory = Directory();
  const AccountId a = Open(directory, "A");
  const AccountId b = Open(directory, "B");
  const AccountId c = Open(directory, "C");
  ASSERT_TRUE(directory.AddMembership(a, b, Days(0, 10)).ok());
  EXPECT_TRUE(directory.AddMembership(b, a, Days(10, 20)).ok());
  EXPECT_EQ(directory.AddMembership(b, a, Days(9, 10)).error().code, Code::data_cycle);
  ASSERT_TRUE(directory.AddMembership(b, c, Days(5, 15)).ok());
  // A -> B on 0..9, B -> C on 5..14: C -> A may hold before 5 or from 10 on.
  EXPECT_TRUE(directory.AddMembership(c, a, Days(0, 5)).ok());
  EXPECT_EQ(directory.AddMembership(c, a, Days(0, 6)).error().message,
            "an account cannot belong to itself: \"C\" -> \"A\" -> \"B\" -> \"C\"");
  // Parents hold on every day.
  EXPECT_EQ(directory.SetParent(b, a).error().code, Code::data_cycle);
  EXPECT_TRUE(directory.AddMembership(c, a, Days(15, 20)).ok());
}

// BOOK-03, against a search on every single day.
TEST(AccountDirectoryTest, CyclesAgreeWithDayByDay) {
  constexpr int kAccounts = 6;
  constexpr int kDays = 12;
  std::mt19937_64 random(11);
  int refused = 0;
  for (int round = 0; round < 200; ++round) {
    AccountDirectory directory = Directory();
    std::vector<AccountId> ids;
    for (int i = 0; i < kAccounts; ++i) ids.push_back(Open(directory, std::string(1, static_cast<char>('A' + i))));
    bool edge[kDays][kAccounts][kAccounts] = {};
    for (int step = 0; step < 25; ++step) {
      const auto from = static_cast<std::size_t>(random() % kAccounts);
      const auto to = static_cast<std::size_t>(random() % kAccounts);
      const int begin = static_cast<int>(random() % kDays);
      const int end = begin + 1 + static_cast<int>(random() % static_cast<unsigned>(kDays - begin));
      bool cycle = false;
      for (int day = begin; day < end; ++day) {
        bool reached[kAccounts] = {};
        std::vector<std::size_t> open = {to};
        while (!open.empty()) {
          const std::size_t at = open.back();
          open.pop_back();
          if (reached[at]) continue;
          reached[at] = true;
          for (std::size_t next = 0; next < kAccounts; ++next) {
            if (edge[day][at][next]) open.push_back(next);
          }
        }
        cycle = cycle || reached[from];
      }
      const Status status = directory.AddMembership(ids[from], ids[to], Days(begin, end));
      ASSERT_EQ(status.ok(), !cycle);
      refused += cycle ? 1 : 0;
      for (int day = begin; day < end && !cycle; ++day) edge[day][from][to] = true;
    }
    for (int day = 0; day < kDays; ++day) {
      for (std::size_t i = 0; i < kAccounts; ++i) {
        std::vector<AccountId> expected;
        for (std::size_t j = 0; j < kAccounts; ++j) {
          if (edge[day][i][j]) expected.push_back(ids[j]);
        }
        EXPECT_EQ(directory.GroupsOf(ids[i], Day(day)), expected);
      }
    }
  }
  EXPECT_GT(refused, 100);
}

// BOOK-04
TEST(AccountDirectoryTest, PeriodsOfAMembershipBecomeOne) {
  AccountDirectory directory = Directory();
  const AccountId a = Open(directory, "A");
  const AccountId g = Open(directory, "G");
  ASSERT_TRUE(directory.AddMembership(a, g, Days(0, 10)).ok());
  ASSERT_TRUE(directory.AddMembership(a, g, Days(20, 30)).ok());
  EXPECT_EQ(directory.Memberships().size(), 2U);
  ASSERT_TRUE(directory.AddMembership(a, g, Days(10, 15)).ok());
  EXPECT_EQ(directory.Memberships().size(), 2U);
  ASSERT_TRUE(directory.AddMembership(a, g, Days(12, 20)).ok());
  ASSERT_EQ(directory.Memberships().size(), 1U);
  EXPECT_EQ(directory.Memberships()[0].period, Days(0, 30));
  EXPECT_EQ(directory.AddMembership(a, g, Days(5, 5)).error().code, Code::data_value);
  EXPECT_TRUE(directory.GroupsOf(a, Day(30)).empty());
  EXPECT_EQ(directory.GroupsOf(a, Day(29)), std::vector{g});
}

// The depth does not depend on whether the tree is built from the root or from the leaves.
TEST(AccountDirectoryTest, ParentsHaveALimitedDepth) {
  for (const bool from_root : {true, false}) {
    AccountDirectory directory = Directory();
    std::vector<AccountId> ids;
    for (int i = 0; i <= kMaxHierarchyDepth + 1; ++i) ids.push_back(Open(directory, "L" + std::to_string(i)));
    const auto levels = static_cast<std::size_t>(kMaxHierarchyDepth);
    for (std::size_t i = 0; i < levels; ++i) {
      const std::size_t child = from_root ? i + 1 : levels - i;
      ASSERT_TRUE(directory.SetParent(ids[child], ids[child - 1]).ok());
    }
    EXPECT_EQ(directory.SetParent(ids[levels + 1], ids[levels]).error().code, Code::data_value);
    EXPECT_EQ(directory.SetParent(ids[0], ids[levels + 1]).error().code, Code::data_value);
    EXPECT_TRUE(directory.SetParent(ids[levels + 1], ids[levels - 1]).ok());
  }
}

TEST(AccountDirectoryTest, RefusedParentOpensNothing) {
  AccountDirectory directory = Directory();
  Open(directory, "L0");
  for (int i = 1; i <= kMaxHierarchyDepth; ++i) {
    AccountFacts facts = Facts("x");
    const std::string id = "L" + std::to_string(i);
    const std::string parent = "L" + std::to_string(i - 1);
    facts.external_id = id;
    facts.parent = parent;
    ASSERT_TRUE(directory.Open(facts).ok());
  }
  const std::string deepest = "L" + std::to_string(kMaxHierarchyDepth);
  AccountFacts facts = Facts("one more");
  facts.parent = deepest;
  EXPECT_FALSE(directory.Open(facts).ok());
  EXPECT_TRUE(directory.Find("one more").IsNone());
  EXPECT_TRUE(directory.Open(Facts("one more")).ok());
}

}  // namespace
}  // namespace keyhaul

#include "keyhaul/book/interner.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "ledger_rows.h"

namespace keyhaul {
namespace {

TEST(InternerTest, NumbersTextsInTheOrderTheyCome) {
  Interner ids;
  EXPECT_EQ(ids.Find("ACME"), Interner::kNone);
  EXPECT_EQ(ids.Intern("ACME"), 0);
  EXPECT_EQ(ids.Intern("Globex"), 1);
  EXPECT_EQ(ids.Intern("ACME"), 0);
  EXPECT_EQ(ids.Find("Globex"), 1);
  EXPECT_EQ(ids.Find("globex"), Interner::kNone);
  EXPECT_EQ(ids.Text(1), "Globex");
  EXPECT_EQ(ids.size(), 2U);
}

// BOOK-01: bytes, not letters: case, blanks and leading zeros tell texts apart, and so does a length.
TEST(InternerTest, TakesTextsByteForByte) {
  Interner ids;
  const std::vector<std::string> texts = {
      "42",   "042",      "42 ",      " 42", "a", "A", "", std::string(3000, 'x'), std::string(3001, 'x'),
      "京東", "\xC3\xA9", "e\xCC\x81"};
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(ids.Intern(texts[i]), static_cast<std::int32_t>(i));
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(ids.Text(static_cast<std::int32_t>(i)), texts[i]);
}

TEST(InternerTest, ViewsStayValidWhileItGrows) {
  Interner ids;
  ids.Intern("first");
  const std::string_view first = ids.Text(0);
  for (int i = 0; i < 100000; ++i) ids.Intern("account " + std::to_string(i));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(first.data(), ids.Text(0).data());
}

TEST(InternerTest, FindsManyAndLeavesMissingOnesOut) {
  Interner ids;
  for (int i = 0; i < 1000; ++i) ids.Intern("A" + std::to_string(i));
  OwnedText column;
  std::vector<std::int32_t> expected;
  for (int i = 0; i < 5000; ++i) {
    const int n = i * 7919 % 2000;
    column.Add(i % 11 == 0 ? "" : "A" + std::to_string(n));
    expected.push_back(i % 11 == 0 || n >= 1000 ? Interner::kNone : n);
  }
  std::vector<std::int32_t> found(expected.size(), 77);
  ids.FindMany(column.column(), found);
  EXPECT_EQ(found, expected);
  Interner empty;
  empty.FindMany(column.column(), found);
  EXPECT_EQ(found, std::vector<std::int32_t>(expected.size(), Interner::kNone));
}

// Random opening and truncating against a std::map.
TEST(InternerTest, TruncatesAsIfTheTextsHadNeverCome) {
  std::mt19937_64 random(7);
  Interner ids;
  std::vector<std::string> model;
  std::map<std::string, std::int32_t> places;
  for (int step = 0; step < 3000; ++step) {
    if (random() % 10 == 0) {
      const std::size_t count = model.empty() ? 0 : random() % (model.size() + 1);
      ids.Truncate(count);
      while (model.size() > count) {
        places.erase(model.back());
        model.pop_back();
      }
    }
    for (int i = 0; i < 20; ++i) {
      const std::string text = "t" + std::to_string(random() % 3000);
      const auto [place, fresh] = places.emplace(text, static_cast<std::int32_t>(model.size()));
      if (fresh) model.push_back(text);
      ASSERT_EQ(ids.Intern(text), place->second);
    }
    ASSERT_EQ(ids.size(), model.size());
  }
  for (int n = 0; n < 3000; ++n) {
    const std::string text = "t" + std::to_string(n);
    const auto place = places.find(text);
    EXPECT_EQ(ids.Find(text), place == places.end() ? Interner::kNone : place->second);
  }
}

TEST(InternerTest, CopiesAreApart) {
  Interner ids;
  ids.Intern("a");
  Interner copy = ids;
  EXPECT_EQ(copy.Intern("b"), 1);
  EXPECT_EQ(ids.Find("b"), Interner::kNone);
  ids = copy;
  EXPECT_EQ(ids.Find("b"), 1);
  const Interner moved = std::move(copy);
  EXPECT_EQ(moved.Text(1), "b");
}

}  // namespace
}  // namespace keyhaul

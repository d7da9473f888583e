#include "keyhaul/ledger/columns.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"
#include "keyhaul/ledger/text.h"

namespace keyhaul {
namespace {

TEST(TextColumnTest, ReadsOffsetsOfBothWidths) {
  const char data[] = "A1B22";
  const std::int32_t narrow[] = {0, 2, 2, 5};
  const std::int64_t wide[] = {0, 2, 2, 5};
  for (const TextColumn& column :
       {TextColumn::FromOffsets32(data, narrow, 3), TextColumn::FromOffsets64(data, wide, 3)}) {
    ASSERT_EQ(column.size(), 3U);
    EXPECT_EQ(column[0], "A1");
    EXPECT_EQ(column[1], "");
    EXPECT_EQ(column[2], "B22");
  }
}

TEST(TextColumnTest, OffsetsNeedNotBeginAtTheFirstByte) {
  const char data[] = "xxA1B22";
  const std::int32_t offsets[] = {2, 4, 7};
  const TextColumn column = TextColumn::FromOffsets32(data, offsets, 2);
  EXPECT_EQ(column[0], "A1");
  EXPECT_EQ(column[1], "B22");
}

// LEDGER-06: COBOL's PIC X pads on the right with spaces; spaces on the left and in between belong to the value.
TEST(TextColumnTest, FixedWidthIsTrimmedOnTheRight) {
  const std::string data = "AB   C D  E    ";
  const TextColumn column = TextColumn::FromFixedWidth(data.data(), 5, 3);
  EXPECT_EQ(column[0], "AB");
  EXPECT_EQ(column[1], "C D");
  EXPECT_EQ(column[2], "E");
  const std::string blank = "    ";
  EXPECT_EQ(TextColumn::FromFixedWidth(blank.data(), 4, 1)[0], "");
  EXPECT_EQ(TextColumn::FromFixedWidth(" A", 2, 1)[0], " A");
}

// LEDGER-06
TEST(TextColumnTest, ValidityByteZeroIsMissing) {
  const char data[] = "A1B22";
  const std::int32_t offsets[] = {0, 2, 5};
  const std::uint8_t validity[] = {0, 7};
  const TextColumn column = TextColumn::FromOffsets32(data, offsets, 2, validity);
  EXPECT_FALSE(column.valid(0));
  EXPECT_EQ(column[0], "");
  EXPECT_TRUE(column.valid(1));
  EXPECT_EQ(column[1], "B22");
}

TEST(TextColumnTest, SeesOffsetsThatDoNotAscend) {
  const char data[] = "ABC";
  const std::int32_t good[] = {0, 0, 3};
  const std::int32_t back[] = {0, 3, 2};
  const std::int32_t negative[] = {-1, 0, 1};
  const std::int64_t back64[] = {0, 3, 2};
  EXPECT_TRUE(TextColumn::FromOffsets32(data, good, 2).IsWellFormed());
  EXPECT_FALSE(TextColumn::FromOffsets32(data, back, 2).IsWellFormed());
  EXPECT_FALSE(TextColumn::FromOffsets32(data, negative, 2).IsWellFormed());
  EXPECT_FALSE(TextColumn::FromOffsets64(data, back64, 2).IsWellFormed());
  EXPECT_FALSE(TextColumn::FromFixedWidth(nullptr, 3, 1).IsWellFormed());
  EXPECT_TRUE(TextColumn().IsWellFormed());
}

TEST(TextColumnTest, EmptyDataMayBeNull) {
  const std::int32_t offsets[] = {0, 0};
  EXPECT_EQ(TextColumn::FromOffsets32(nullptr, offsets, 1)[0], "");
}

// LEDGER-08. The table of well-formed byte sequences is Table 3-7 of the Unicode Standard; the ill-formed ones are the
// neighbours of its bounds.
TEST(PlainTextTest, TakesUtf8WithoutNul) {
  for (const std::string good : {"", "ACME", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                 "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "京東物流"}) {
    EXPECT_TRUE(IsPlainText(good)) << good;
  }
  for (const std::string bad : {"\x80", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE2\x82",
                                "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "ok\xC0"}) {
    EXPECT_FALSE(IsPlainText(bad)) << bad;
  }
  EXPECT_FALSE(IsPlainText(std::string_view("a\0b", 3)));
}

TEST(PlainTextTest, BoundsTheLength) {
  EXPECT_TRUE(IsShortText(std::string(kMaxTextBytes, 'x')));
  EXPECT_FALSE(IsShortText(std::string(kMaxTextBytes + 1, 'x')));
}

}  // namespace
}  // namespace keyhaul

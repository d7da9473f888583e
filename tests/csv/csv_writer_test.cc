// Where quotes are needed is RFC 4180, section 2, points 5 to 7, and Python's csv.QUOTE_MINIMAL for the blank line.
#include "src/csv/csv_writer.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "src/csv/byte_source.h"
#include "src/csv/csv_reader.h"

namespace keyhaul {
namespace {

std::string Written(const std::vector<std::vector<std::string_view>>& rows, char separator = ',') {
  std::string text;
  CsvWriter writer(&text, separator);
  for (const std::vector<std::string_view>& row : rows) {
    for (const std::string_view field : row) writer.Field(field);
    writer.EndRow();
  }
  return text;
}

TEST(CsvWriterTest, Csv16QuotesWhereNeeded) {  // CSV-16
  EXPECT_EQ(Written({{"a", "b"}, {"1", ""}}), "a,b\n1,\n");
  EXPECT_EQ(Written({{"x,y", "x\"y", "x\ny", "x\ry", "x;y", " x ", "=1"}}),
            "\"x,y\",\"x\"\"y\",\"x\ny\",\"x\ry\",x;y, x ,=1\n");
  EXPECT_EQ(Written({{"x,y", "x;y"}}, ';'), "x,y;\"x;y\"\n");
  EXPECT_EQ(Written({{"\"", "\"\""}}), "\"\"\"\",\"\"\"\"\"\"\n");
}

TEST(CsvWriterTest, Csv16NoRowIsABlankLine) {  // CSV-16
  EXPECT_EQ(Written({{"a"}, {""}, {"x"}}), "a\n\"\"\nx\n");
  EXPECT_EQ(Written({{"", ""}}), ",\n");
}

TEST(CsvWriterTest, Csv16WhatIsWrittenIsReadBack) {  // CSV-16
  const std::vector<std::string_view> pieces = {"", "a", ",", "\"", "\n", "\r", "\xEF\xBB\xBF", "\xE5\xAE\xA2"};
  std::vector<std::string> texts;
  for (const std::string_view a : pieces) {
    for (const std::string_view b : pieces) {
      for (const std::string_view c : pieces) texts.push_back(std::string(a) + std::string(b) + std::string(c));
    }
  }
  for (const std::size_t columns : {std::size_t{1}, std::size_t{2}}) {
    for (const std::string& first : texts) {
      if (first.empty() || first == "name") continue;  // not the name of a column
      std::string text;
      CsvWriter writer(&text);
      writer.Field(first);
      if (columns == 2) writer.Field("name");
      writer.EndRow();
      for (const std::string& field : texts) {
        for (std::size_t i = 0; i < columns; ++i) writer.Field(field);
        writer.EndRow();
      }
      Result<CsvReader> reader = CsvReader::Make(MemorySource(text));
      ASSERT_TRUE(reader.ok()) << reader.error().Text();
      EXPECT_EQ(reader->header()[0], first);
      CsvBatch batch;
      ASSERT_TRUE(reader->ReadBatch(texts.size() + 1, &batch).ok());
      ASSERT_EQ(batch.rows(), texts.size());
      for (std::size_t row = 0; row < texts.size(); ++row) {
        for (std::size_t i = 0; i < columns; ++i) ASSERT_EQ(batch.Field(i, row), texts[row]);
      }
    }
  }
}

}  // namespace
}  // namespace keyhaul

// What a text means comes from RFC 4180 and, for the table AgreesWithPython, from Python's csv module in strict mode
// (csv_cases.py prints the rows). Well-formed UTF-8 is table 3-7 of the Unicode Standard. Packed bytes come from zlib's
// own deflate.
#include "src/csv/csv_reader.h"

#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "keyhaul/base/limits.h"
#include "src/csv/byte_source.h"
#include "src/csv/utf8.h"

namespace keyhaul {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Hands out at most `piece` bytes at a time, so that every cut of the bytes occurs.
ByteSource InPieces(std::string_view bytes, std::size_t piece) {
  return [source = MemorySource(bytes), piece](std::span<char> space) mutable -> Result<std::size_t> {
    return source(space.first(std::min(space.size(), piece)));
  };
}

// All rows, the header first.
Result<Rows> ReadAll(ByteSource source, std::size_t max_rows, char separator = ',') {
  KEYHAUL_TRY(CsvReader reader, CsvReader::Make(std::move(source), {separator}));
  Rows rows = {reader.header()};
  CsvBatch batch;
  for (;;) {
    KEYHAUL_TRY(const bool more, reader.ReadBatch(max_rows, &batch));
    if (!more) return rows;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      rows.emplace_back();
      for (std::size_t column = 0; column < reader.header().size(); ++column) {
        rows.back().emplace_back(batch.Field(column, row));
      }
    }
  }
}

// Reads the text whole, in small pieces and in small batches, and expects the same each time.
Result<Rows> Read(std::string_view text, char separator = ',') {
  Result<Rows> rows = ReadAll(MemorySource(text), 1000, separator);
  for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
    for (const std::size_t max_rows : {1U, 2U, 1000U}) {
      const Result<Rows> again = ReadAll(InPieces(text, piece), max_rows, separator);
      EXPECT_EQ(rows.ok(), again.ok()) << text;
      if (rows.ok() != again.ok()) return rows;
      if (rows.ok()) {
        EXPECT_EQ(*rows, *again) << text;
      } else {
        EXPECT_EQ(rows.error().Text(), again.error().Text()) << text;
        EXPECT_EQ(rows.error().code, again.error().code) << text;
      }
    }
  }
  return rows;
}

void ExpectRefused(std::string_view text, Code code, std::string_view line_of_text) {
  const Result<Rows> rows = Read(text);
  ASSERT_FALSE(rows.ok()) << text;
  EXPECT_EQ(rows.error().code, code) << text;
  EXPECT_EQ(rows.error().Text(), line_of_text) << text;
}

// A file in the test's own folder that is gone afterwards.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view bytes)
      : path_(testing::TempDir() + "keyhaul_csv_reader_test_" + std::to_string(getpid())) {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    EXPECT_NE(file, nullptr);
    if (file == nullptr) return;
    EXPECT_EQ(std::fwrite(bytes.data(), 1, bytes.size(), file), bytes.size());
    EXPECT_EQ(std::fclose(file), 0);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string Gzip(std::string_view bytes) {
  constexpr int kGzipOnly = 16 + MAX_WBITS;
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, kGzipOnly, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in(bytes);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

struct Agreed {
  std::string_view text;
  Rows rows;
};

const std::vector<Agreed>& AgreesWithPython() {
  static const std::vector<Agreed> kCases = {
      {"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\r\n1,2\n3,4\r\n5,6", {{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}}},
      {"a,b\n\"1\",\"2\"\n", {{"a", "b"}, {"1", "2"}}},
      {"a,b\n\"x \"\"y\"\" z\",\"\"\"\"\n", {{"a", "b"}, {"x \"y\" z", "\""}}},
      {"a,b\n\"\",\"\"\"\n\"\n", {{"a", "b"}, {"", "\"\n"}}},
      {"a,b\n\"line 1\nline 2\",\"line 1\r\nline 2\"\r\n", {{"a", "b"}, {"line 1\nline 2", "line 1\r\nline 2"}}},
      {"a,b\n\"\n\",\"\r\"\n", {{"a", "b"}, {"\n", "\r"}}},
      {"a,b\n\",\",\";\"\n", {{"a", "b"}, {",", ";"}}},
      {"a,b\n,\n", {{"a", "b"}, {"", ""}}},
      {"a,b\n,x\nx,\n", {{"a", "b"}, {"", "x"}, {"x", ""}}},
      {"a,b\n x , y \n", {{"a", "b"}, {" x ", " y "}}},
      {"a,b\n\t,'\n", {{"a", "b"}, {"\t", "'"}}},
      {"\"a\",\"b\"\n1,2\n", {{"a", "b"}, {"1", "2"}}},
      {"\"a,1\",\"b \"\"2\"\"\"\n1,2\n", {{"a,1", "b \"2\""}, {"1", "2"}}},
      {"a\n1\n2\n", {{"a"}, {"1"}, {"2"}}},
      {"a\n\"\"\nx\n", {{"a"}, {""}, {"x"}}},
      {"a,b,c,d,e\n1,2,3,4,5\n", {{"a", "b", "c", "d", "e"}, {"1", "2", "3", "4", "5"}}},
      {"\345\256\242\346\210\267,\351\207\221\351\242\235\n\351\241\272\344\270\260,12.50\n\"\344\272\254\344\270\234,"
       "\347\211\251\346\265\201\",\"\"\n",
       {{"\345\256\242\346\210\267", "\351\207\221\351\242\235"},
        {"\351\241\272\344\270\260", "12.50"},
        {"\344\272\254\344\270\234,\347\211\251\346\265\201", ""}}},
      {"a,b\n\360\235\204\236\303\251,\"\360\235\204\236\"\"\303\251\"\n",
       {{"a", "b"}, {"\360\235\204\236\303\251", "\360\235\204\236\"\303\251"}}},
      {"a;b,c\n1;2,3\n", {{"a;b", "c"}, {"1;2", "3"}}},
      {"a,b\n0,\"\"\n1,\"x\"\"\"\n2,\"xx\"\"\"\"\"\n3,\"xxx\"\n4,\"xxxx\"\"\"\n5,\"xxxxx\"\"\"\"\"\n6,\"xxxxxx\"\n7,"
       "\"xxxxxxx\"\"\"\n8,\"xxxxxxxx\"\"\"\"\"\n9,\"xxxxxxxxx\"\n10,\"xxxxxxxxxx\"\"\"\n11,\"xxxxxxxxxxx\"\"\"\"\"\n",
       {{"a", "b"},
        {"0", ""},
        {"1", "x\""},
        {"2", "xx\"\""},
        {"3", "xxx"},
        {"4", "xxxx\""},
        {"5", "xxxxx\"\""},
        {"6", "xxxxxx"},
        {"7", "xxxxxxx\""},
        {"8", "xxxxxxxx\"\""},
        {"9", "xxxxxxxxx"},
        {"10", "xxxxxxxxxx\""},
        {"11", "xxxxxxxxxxx\"\""}}},
      {"a,b\n", {{"a", "b"}}},
  };
  return kCases;
}

TEST(CsvReaderTest, Csv01ReadsWhatPythonReads) {  // CSV-01
  for (const Agreed& agreed : AgreesWithPython()) {
    const Result<Rows> rows = Read(agreed.text);
    ASSERT_TRUE(rows.ok()) << agreed.text << rows.error().Text();
    EXPECT_EQ(*rows, agreed.rows) << agreed.text;
  }
}

// The abstract of RFC 4180, section 2, points 1 to 7, with its own examples under a header of our own.
TEST(CsvReaderTest, Csv01ReadsTheExamplesOfTheStandard) {  // CSV-01
  const Rows expected = {{"1", "2", "3"}, {"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}};
  EXPECT_EQ(*Read("1,2,3\r\naaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"), expected);
  EXPECT_EQ(*Read("1,2,3\r\naaa,bbb,ccc\r\nzzz,yyy,xxx"), expected);
  EXPECT_EQ(*Read("1,2,3\r\n\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx"), expected);
  EXPECT_EQ(*Read("1,2,3\r\n\"aaa\",\"b\r\nbb\",\"ccc\"\r\n"), (Rows{{"1", "2", "3"}, {"aaa", "b\r\nbb", "ccc"}}));
  EXPECT_EQ(*Read("1,2,3\r\n\"aaa\",\"b\"\"bb\",\"ccc\"\r\n"), (Rows{{"1", "2", "3"}, {"aaa", "b\"bb", "ccc"}}));
}

TEST(CsvReaderTest, Csv01OtherSeparators) {  // CSV-01
  EXPECT_EQ(*Read("a;b\n1,5;\"2;5\"\n", ';'), (Rows{{"a", "b"}, {"1,5", "2;5"}}));
  EXPECT_EQ(*Read("a\tb\n1\t2\n", '\t'), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(*Read("a|b\n1|2\n", '|'), (Rows{{"a", "b"}, {"1", "2"}}));
  for (const char c : {'"', '\n', '\r', '\0', '\xC3'}) {
    const Result<CsvReader> reader = CsvReader::Make(MemorySource("a\n"), {c});
    ASSERT_FALSE(reader.ok());
    EXPECT_EQ(reader.error().code, Code::invalid_argument);
  }
}

TEST(CsvReaderTest, Csv02ByteOrderMarkInFrontIsDropped) {  // CSV-02
  EXPECT_EQ(*Read("\xEF\xBB\xBF"
                  "a,b\n1,2\n"),
            (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(*Read("\xEF\xBB\xBF\"a\",b\n"), (Rows{{"a", "b"}}));
  // Elsewhere it is text; so are other characters that begin with its bytes.
  EXPECT_EQ(*Read("a\n\xEF\xBB\xBF"), (Rows{{"a"}, {"\xEF\xBB\xBF"}}));
  EXPECT_EQ(*Read("\xEF\xBB\x80"
                  "a\n"),
            (Rows{{"\xEF\xBB\x80"
                   "a"}}));
  // It is no character of the line.
  ExpectRefused(
      "\xEF\xBB\xBF"
      "a\"b\n",
      Code::bytes_malformed,
      "line 1, column 2: a quote inside a field that does not begin with one; quote the field and double the "
      "quote");
  ExpectRefused("\xEF\xBB\xBF", Code::data_empty, "line 1, column 1: there is no header");
}

TEST(CsvReaderTest, Csv03RaggedRowsAreRefused) {  // CSV-03
  ExpectRefused("a,b,c\n1,2,3\n1,2\n", Code::bytes_malformed, "line 3, column 1: 2 fields; the header has 3 fields");
  ExpectRefused("a,b\n1\n", Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
  ExpectRefused("a,b\n1", Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
  ExpectRefused("a,b\n1,2,3\n", Code::bytes_malformed, "line 2, column 5: more than the 2 fields of the header");
  ExpectRefused("a,b\n1,2,\n", Code::bytes_malformed, "line 2, column 5: more than the 2 fields of the header");
  ExpectRefused("a\n1,2\n", Code::bytes_malformed, "line 2, column 3: more than the 1 field of the header");
  ExpectRefused("a,b\n\"x\n\ny\",2\n\"x\n\",2,3\n", Code::bytes_malformed,
                "line 6, column 5: more than the 2 fields of the header");
  ExpectRefused("a,b\n\"x\n\ny\",2\n\"x\n\"\n", Code::bytes_malformed,
                "line 5, column 1: 1 field; the header has 2 fields");
}

TEST(CsvReaderTest, Csv04BlankLinesAreRowsOfOneColumnAndOtherwiseRefused) {  // CSV-04
  EXPECT_EQ(*Read("a\n\n1\n\r\n"), (Rows{{"a"}, {""}, {"1"}, {""}}));
  ExpectRefused("a,b\n\n1,2\n", Code::bytes_malformed, "line 2, column 1: a blank line; the header has 2 fields");
  ExpectRefused("a,b\r\n1,2\r\n\r\n", Code::bytes_malformed, "line 3, column 1: a blank line; the header has 2 fields");
  ExpectRefused("a,b\n\"\"\n", Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
  ExpectRefused("a,b\n \n", Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
}

TEST(CsvReaderTest, Csv05QuoteThatIsNeverClosedIsRefusedWhereItOpens) {  // CSV-05
  constexpr std::string_view kMessage = ": a quote is opened here and never closed";
  ExpectRefused("a,b\n1,\"2\n3,4\n5,6\n", Code::bytes_malformed, "line 2, column 3" + std::string(kMessage));
  ExpectRefused("\"", Code::bytes_malformed, "line 1, column 1" + std::string(kMessage));
  ExpectRefused("a,\"b\n", Code::bytes_malformed, "line 1, column 3" + std::string(kMessage));
  ExpectRefused("a,b\n\"1\n\n\",\"\"\"\n", Code::bytes_malformed, "line 4, column 3" + std::string(kMessage));
  // Columns are characters: U+5BA2, U+6237 and U+1D11E stand before the quote.
  ExpectRefused("a,b\n\xE5\xAE\xA2\xE6\x88\xB7\xF0\x9D\x84\x9E,\"", Code::bytes_malformed,
                "line 2, column 5" + std::string(kMessage));
}

TEST(CsvReaderTest, Csv06StrayQuotesAreRefused) {  // CSV-06
  constexpr std::string_view kInside =
      ": a quote inside a field that does not begin with one; quote the field and double the quote";
  constexpr std::string_view kAfter = ": text after a closing quote; expected a separator or a line end";
  ExpectRefused("a,b\n1\",2\n", Code::bytes_malformed, "line 2, column 2" + std::string(kInside));
  ExpectRefused("a,b\n1, \"2\"\n", Code::bytes_malformed, "line 2, column 4" + std::string(kInside));
  ExpectRefused("a,b\n\"1\"x,2\n", Code::bytes_malformed, "line 2, column 4" + std::string(kAfter));
  ExpectRefused("a,b\n\"1\" ,2\n", Code::bytes_malformed, "line 2, column 4" + std::string(kAfter));
  ExpectRefused("a,b\n\"1\n2\"x,2\n", Code::bytes_malformed, "line 3, column 3" + std::string(kAfter));
}

TEST(CsvReaderTest, Csv07LoneCarriageReturnIsRefused) {  // CSV-07
  constexpr std::string_view kMessage = ": a carriage return without a line feed; lines end with LF or CRLF";
  ExpectRefused("a,b\r1,2\r", Code::bytes_malformed, "line 1, column 4" + std::string(kMessage));
  ExpectRefused("a,b\n1,2\r", Code::bytes_malformed, "line 2, column 4" + std::string(kMessage));
  ExpectRefused("a,b\n1\rx,2\n", Code::bytes_malformed, "line 2, column 2" + std::string(kMessage));
  ExpectRefused("a,b\n1,\"2\"\r\r\n", Code::bytes_malformed, "line 2, column 6" + std::string(kMessage));
  // In quotes it is text.
  EXPECT_EQ(*Read("a\n\"1\r2\"\r\n"), (Rows{{"a"}, {"1\r2"}}));
}

TEST(CsvReaderTest, Csv08BytesThatAreNoTextAreRefused) {  // CSV-08
  using std::string_literals::operator""s;
  ExpectRefused("a,b\n1,\0\n"s, Code::bytes_malformed, "line 2, column 3: the character NUL");
  ExpectRefused("a,b\n1,\"x\n\0\"\n"s, Code::bytes_malformed, "line 3, column 1: the character NUL");
  ExpectRefused("\0"s, Code::bytes_malformed, "line 1, column 1: the character NUL");
  // UTF-16, and the first character of a name in GB 18030.
  ExpectRefused("\xFF\xFE\x61\x00"s, Code::bytes_malformed, "line 1, column 1: invalid UTF-8, byte 0xFF");
  ExpectRefused("a,b\n\xBF\xCD,1\n", Code::bytes_malformed, "line 2, column 1: invalid UTF-8, byte 0xBF");
  ExpectRefused("a,b\n\xE5\xAE\xA2,x\xE9\n", Code::bytes_malformed, "line 2, column 4: invalid UTF-8, byte 0xE9");
  // Cut short by the end.
  ExpectRefused("a\n\xE5\xAE", Code::bytes_malformed, "line 2, column 1: invalid UTF-8, byte 0xE5");
  // The first of two faults is named.
  ExpectRefused("a,b\n1\n\xFF", Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
}

// First and last of each range of table 3-7, and their neighbours that are not well formed.
TEST(Utf8Test, Csv08WellFormedIsTable37OfTheUnicodeStandard) {  // CSV-08
  for (const std::string_view text :
       {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xE0\xBF\xBF", "\xE1\x80\x80", "\xEC\xBF\xBF",
        "\xED\x80\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF1\x80\x80\x80",
        "\xF3\xBF\xBF\xBF", "\xF4\x80\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    for (const std::string_view padding : {"", "1234567", "12345678"}) {
      const std::string padded = std::string(padding) + std::string(text) + std::string(padding);
      EXPECT_EQ(FindTextPrefix(padded).end, TextEnd::whole);
      EXPECT_EQ(FindTextPrefix(padded).size, padded.size());
      EXPECT_EQ(CountCharacters(padded), 2 * padding.size() + 1);
    }
    for (std::size_t size = 1; size < text.size(); ++size) {
      EXPECT_EQ(FindTextPrefix(text.substr(0, size)).end, TextEnd::incomplete);
      EXPECT_EQ(FindTextPrefix(text.substr(0, size)).size, 0U);
    }
  }
  for (const std::string_view text :
       {std::string_view("\0", 1), std::string_view("\x80"), std::string_view("\xBF"), std::string_view("\xC0\x80"),
        std::string_view("\xC1\xBF"), std::string_view("\xC2\x7F"), std::string_view("\xC2\xC0"),
        std::string_view("\xE0\x9F\xBF"), std::string_view("\xE1\x80\x7F"), std::string_view("\xED\xA0\x80"),
        std::string_view("\xED\xBF\xBF"), std::string_view("\xF0\x8F\xBF\xBF"), std::string_view("\xF4\x90\x80\x80"),
        std::string_view("\xF5\x80\x80\x80"), std::string_view("\xF1\x80\x80\xC0"), std::string_view("\xFE"),
        std::string_view("\xFF")}) {
    for (const std::string_view padding : {"", "1234567", "12345678", "123456789"}) {
      const std::string padded = std::string(padding) + std::string(text) + std::string(padding);
      EXPECT_EQ(FindTextPrefix(padded).end, TextEnd::wrong);
      EXPECT_EQ(FindTextPrefix(padded).size, padding.size());
    }
  }
}

TEST(CsvReaderTest, Csv09HeaderNamesAreThereAndDiffer) {  // CSV-09
  ExpectRefused("", Code::data_empty, "line 1, column 1: there is no header");
  ExpectRefused("a,b,a\n", Code::data_duplicate, "line 1, column 5: column 3 has the name of column 1");
  ExpectRefused("a,\"a\"\n", Code::data_duplicate, "line 1, column 3: column 2 has the name of column 1");
  ExpectRefused("a,,b\n", Code::data_column, "line 1, column 3: column 2 has no name");
  ExpectRefused("a,b,\n", Code::data_column, "line 1, column 5: column 3 has no name");
  ExpectRefused("a,b,", Code::data_column, "line 1, column 5: column 3 has no name");
  ExpectRefused("\na,b\n", Code::data_column, "line 1, column 1: column 1 has no name");
  ExpectRefused("\"\"\n", Code::data_column, "line 1, column 1: column 1 has no name");
  EXPECT_EQ(CsvReader::Make(MemorySource("a,a\n")).error().value, "a");
  EXPECT_EQ(*Read("a, a,A\n"), (Rows{{"a", " a", "A"}}));
  EXPECT_EQ(*Read("a,b"), (Rows{{"a", "b"}}));
  EXPECT_EQ(*Read("\"a\nb\",c\n1,2\n"), (Rows{{"a\nb", "c"}, {"1", "2"}}));
}

TEST(CsvReaderTest, Csv10LimitsAreRefusedAndNotCut) {  // CSV-10
  const std::string longest(kMaxCsvFieldBytes, 'x');
  EXPECT_EQ(ReadAll(MemorySource("a,b\n1," + longest + "\n"), 10)->at(1).at(1).size(), kMaxCsvFieldBytes);
  EXPECT_EQ(ReadAll(MemorySource("a,b\n1,\"" + longest + "\"\n"), 10)->at(1).at(1).size(), kMaxCsvFieldBytes);
  for (const std::size_t piece : {std::size_t{4099}, std::size_t{1} << 21}) {
    const std::string plain = "a,b\n1," + longest + "x\n";
    EXPECT_EQ(ReadAll(InPieces(plain, piece), 10).error().Text(),
              "line 2, column 3: a field longer than 1048576 bytes");
    const std::string quoted = "a,b\n1,\"" + longest + "\"\"\"\n";
    EXPECT_EQ(ReadAll(InPieces(quoted, piece), 10).error().Text(),
              "line 2, column 3: a field longer than 1048576 bytes; is its quote closed?");
    const std::string lines = "a,b\n1,\"2\n" + longest + "\n3,4\n";
    EXPECT_EQ(ReadAll(InPieces(lines, piece), 10).error().Text(),
              "line 2, column 3: a field longer than 1048576 bytes; is its quote closed?");
  }

  std::string header;
  for (std::size_t i = 0; i < kMaxCsvColumns; ++i) header += (i == 0 ? "c" : ",c") + std::to_string(i);
  EXPECT_TRUE(ReadAll(MemorySource(header), 10).ok());
  header += ",d";
  const Result<Rows> rows = ReadAll(MemorySource(header), 10);
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, Code::data_column);
  EXPECT_EQ(rows.error().message, "more than 4096 columns");
}

TEST(CsvReaderTest, Csv11GzipIsUnpackedWhateverItIsCalled) {  // CSV-11
  const std::string text = "a,b\n1,2\n\"x\ny\",\xE5\xAE\xA2\n";
  const Rows expected = {{"a", "b"}, {"1", "2"}, {"x\ny", "\xE5\xAE\xA2"}};
  EXPECT_EQ(*Read(Gzip(text)), expected);
  const TemporaryFile file(Gzip(text));
  Result<CsvReader> reader = CsvReader::Open(file.path());
  ASSERT_TRUE(reader.ok()) << reader.error().Text();
  CsvBatch batch;
  ASSERT_TRUE(*reader->ReadBatch(10, &batch));
  EXPECT_EQ(batch.Field(1, 1), "\xE5\xAE\xA2");
  // Positions are those of the text.
  ExpectRefused(Gzip("a,b\n1\n"), Code::bytes_malformed, "line 2, column 1: 1 field; the header has 2 fields");
}

TEST(CsvReaderTest, Csv11GzipMembersFollowOneAnother) {  // CSV-11
  const Rows expected = {{"a", "b"}, {"1", "2"}, {"3", "4"}};
  EXPECT_EQ(*Read(Gzip("a,b\n1,") + Gzip("2\n3,4\n")), expected);
  EXPECT_EQ(*Read(Gzip("") + Gzip("a,b\n1,2\n3,4") + Gzip("") + Gzip("\n")), expected);
  ExpectRefused(Gzip(""), Code::data_empty, "line 1, column 1: there is no header");
}

TEST(CsvReaderTest, Csv12DamagedGzipIsRefused) {  // CSV-12
  std::string text = "a,b\n";
  for (int i = 0; i < 2000; ++i) text += std::to_string(i * 7919 % 10007) + ',' + std::to_string(i) + '\n';
  const std::string packed = Gzip(text);
  ASSERT_TRUE(ReadAll(MemorySource(packed), 100).ok());
  for (std::size_t size = 2; size < packed.size(); size += size < 40 ? 1 : 61) {
    const Result<Rows> rows = ReadAll(MemorySource(std::string_view(packed).substr(0, size)), 100);
    ASSERT_FALSE(rows.ok()) << size;
    ASSERT_EQ(rows.error().code, Code::bytes_truncated);
    ASSERT_EQ(rows.error().message, "the gzip data is truncated");
  }
  // The second member counts as well.
  const std::string two = packed + Gzip("1,2\n");
  EXPECT_EQ(ReadAll(MemorySource(std::string_view(two).substr(0, two.size() - 1)), 100).error().code,
            Code::bytes_truncated);
  std::string damaged = packed;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
  EXPECT_EQ(ReadAll(MemorySource(damaged), 100).error().message, "the gzip data is malformed: incorrect data check");
  EXPECT_EQ(ReadAll(MemorySource(packed + "more"), 100).error().message,
            "the gzip data is malformed: incorrect header check");
  EXPECT_EQ(ReadAll(MemorySource("\x1f\x8b"), 100).error().code, Code::bytes_truncated);
  EXPECT_EQ(ReadAll(MemorySource("\x1f\x8b not gzip"), 100).error().code, Code::bytes_malformed);
}

TEST(CsvReaderTest, Csv13FilesThatCannotBeReadAreRefused) {  // CSV-13
  const Result<CsvReader> missing = CsvReader::Open(testing::TempDir() + "no/such/ledger.csv");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, Code::input_output);
  EXPECT_EQ(missing.error().Text(),
            "cannot open " + testing::TempDir() + "no/such/ledger.csv: No such file or directory");
  const Result<CsvReader> folder = CsvReader::Open(testing::TempDir());
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.error().code, Code::input_output);
  EXPECT_EQ(folder.error().Text(), "cannot read " + testing::TempDir() + ": Is a directory");
  const TemporaryFile file("a\n1\n");
  ASSERT_EQ(chmod(file.path().c_str(), 0), 0);
  if (access(file.path().c_str(), R_OK) != 0) {  // the superuser may read it
    EXPECT_EQ(CsvReader::Open(file.path()).error().Text(), "cannot open " + file.path() + ": Permission denied");
  }
}

// A source that fails at the first byte, inside a field, after a CR, after a quote, at a cut character.
TEST(CsvReaderTest, Csv13SourceThatFailsMidwayIsRefused) {  // CSV-13
  for (const std::string_view before :
       {"", "a", "a,b\n", "a,b\n1,2\n3", "a,b\n1,2\r", "a,b\n1,\"2", "a,b\n1,\"2\"", "a,b\n1,\xE5\xAE", "\x1f\x8b"}) {
    ByteSource source = [bytes = MemorySource(before)](std::span<char> space) mutable -> Result<std::size_t> {
      KEYHAUL_TRY(const std::size_t size, bytes(space));
      if (size == 0) return MakeError(Code::input_output, "the line went dead");
      return size;
    };
    const Result<Rows> rows = ReadAll(std::move(source), 10);
    ASSERT_FALSE(rows.ok()) << before;
    EXPECT_EQ(rows.error().Text(), "the line went dead") << before;
  }
}

TEST(CsvReaderTest, Csv14BatchesAreColumnsWithTheLineOfEachRow) {  // CSV-14
  Result<CsvReader> reader = CsvReader::Make(MemorySource("a,b\n1,x\n\"2\n2\",\n3,zz\n"));
  ASSERT_TRUE(reader.ok());
  CsvBatch batch;
  ASSERT_TRUE(*reader->ReadBatch(2, &batch));
  EXPECT_EQ(batch.rows(), 2U);
  EXPECT_EQ(batch.lines, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(batch.columns[0].offsets, (std::vector<std::uint64_t>{0, 1, 4}));
  EXPECT_EQ(batch.columns[1].offsets, (std::vector<std::uint64_t>{0, 1, 1}));
  EXPECT_EQ(std::string(batch.columns[0].bytes.begin(), batch.columns[0].bytes.end()), "12\n2");
  ASSERT_TRUE(*reader->ReadBatch(2, &batch));
  EXPECT_EQ(batch.lines, (std::vector<std::int64_t>{5}));
  EXPECT_EQ(batch.Field(1, 0), "zz");
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(*reader->ReadBatch(2, &batch));
    EXPECT_EQ(batch.rows(), 0U);
    EXPECT_EQ(batch.columns[0].offsets, (std::vector<std::uint64_t>{0}));
  }
}

TEST(CsvReaderTest, Csv14RefusedBatchIsEmptyAndStaysRefused) {  // CSV-14
  Result<CsvReader> reader = CsvReader::Make(MemorySource("a,b\n1,2\n3\n4,5\n"));
  ASSERT_TRUE(reader.ok());
  CsvBatch batch;
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(reader->ReadBatch(10, &batch).error().line, 3);
    EXPECT_EQ(batch.rows(), 0U);
    EXPECT_TRUE(batch.columns[0].bytes.empty());
  }
}

TEST(CsvReaderTest, Csv14BuffersAreReused) {  // CSV-14
  std::string text = "a,b\n";
  for (int i = 0; i < 1000; ++i) text += "12345,abcdefgh\n";
  Result<CsvReader> reader = CsvReader::Make(MemorySource(text));
  ASSERT_TRUE(reader.ok());
  CsvBatch batch;
  ASSERT_TRUE(*reader->ReadBatch(100, &batch));
  const char* bytes = batch.columns[1].bytes.data();
  const std::uint64_t* offsets = batch.columns[1].offsets.data();
  const std::int64_t* lines = batch.lines.data();
  for (int i = 1; i < 10; ++i) {
    ASSERT_TRUE(*reader->ReadBatch(100, &batch));
    EXPECT_EQ(batch.columns[1].bytes.data(), bytes);
    EXPECT_EQ(batch.columns[1].offsets.data(), offsets);
    EXPECT_EQ(batch.lines.data(), lines);
  }
  EXPECT_FALSE(*reader->ReadBatch(100, &batch));
  EXPECT_GE(batch.columns[1].bytes.capacity(), std::size_t{800});
}

// Bytes that mean something to the reader, in every order: it reads or refuses, whatever way the bytes are cut.
TEST(CsvReaderTest, Csv15EveryShortTextIsReadOrRefusedAlike) {  // CSV-15
  constexpr std::string_view kAlphabet("a,\"\r\n\xC3\xA9", 7);
  for (std::size_t size = 0; size <= 4; ++size) {
    std::size_t count = 1;
    for (std::size_t i = 0; i < size; ++i) count *= kAlphabet.size();
    for (std::size_t number = 0; number < count; ++number) {
      std::string text = "a,b\n";
      for (std::size_t i = 0, rest = number; i < size; ++i, rest /= kAlphabet.size()) {
        text += kAlphabet[rest % kAlphabet.size()];
      }
      const Result<Rows> rows = ReadAll(MemorySource(text), 10);
      const Result<Rows> again = ReadAll(InPieces(text, 1), 1);
      ASSERT_EQ(rows.ok(), again.ok()) << text;
      if (rows.ok()) {
        ASSERT_EQ(*rows, *again) << text;
      } else {
        ASSERT_EQ(rows.error().Text(), again.error().Text()) << text;
        ASSERT_GT(rows.error().line, 0) << text;
      }
    }
  }
}

// Larger than the reader's buffer, with fields and characters across every cut.
TEST(CsvReaderTest, Csv15LargeTextCrossesTheBuffer) {  // CSV-15
  std::string text = "id,name,note\r\n";
  Rows expected = {{"id", "name", "note"}};
  for (int i = 0; i < 30000; ++i) {
    const std::string id = std::to_string(i);
    const std::string name = "\xE5\xAE\xA2\xE6\x88\xB7" + id;
    const std::string note(static_cast<std::size_t>(i % 37), i % 2 == 0 ? '\n' : ',');
    text.append(id).append(",").append(name).append(",\"").append(note).append("\"\"\"\r\n");
    expected.push_back({id, name, note + "\""});
  }
  ASSERT_GT(text.size(), std::size_t{1} << 20);
  EXPECT_EQ(*ReadAll(MemorySource(text), 1000), expected);
  EXPECT_EQ(*ReadAll(InPieces(text, 4093), 1000), expected);
}

}  // namespace
}  // namespace keyhaul

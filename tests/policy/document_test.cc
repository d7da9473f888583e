#include "src/policy/document.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "keyhaul/base/limits.h"

namespace keyhaul {
namespace {

JsonDocument ParseValid(std::string_view json) {
  Result<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) {
    ADD_FAILURE() << document.error().Text();
    return *JsonDocument::Parse("null");
  }
  return *std::move(document);
}

Error ParseError(std::string_view json) {
  Result<JsonDocument> document = JsonDocument::Parse(json);
  EXPECT_FALSE(document.ok()) << json;
  return document.ok() ? Error{} : document.error();
}

std::string PlaceOf(JsonNode node) {
  const Error error = node.MakeError(Code::policy_value, "");
  return std::to_string(error.line) + ":" + std::to_string(error.line_column);
}

// POLICY-01: places as a text editor shows them.
TEST(JsonDocument, KnowsPathsAndPlaces) {
  const JsonDocument document =
      ParseValid("{ \"terms\": [\n    7,\n\t{ \"from\": 500, \"ok\": true }\n  ],\r\n  \"x\": {} }");
  const JsonNode terms = *document.root().Find("terms");
  EXPECT_EQ(document.root().Path(), "");
  EXPECT_EQ(PlaceOf(document.root()), "1:1");
  EXPECT_EQ(PlaceOf(terms), "1:12");
  EXPECT_EQ(terms.Children()[0].Path(), "terms[0]");
  EXPECT_EQ(PlaceOf(terms.Children()[0]), "2:5");
  const JsonNode from = *terms.Children()[1].Find("from");
  EXPECT_EQ(from.Path(), "terms[1].from");
  EXPECT_EQ(PlaceOf(from), "3:12");
  EXPECT_EQ(from.KeyError(Code::policy_value, "").line_column, 4);
  EXPECT_EQ(PlaceOf(*terms.Children()[1].Find("ok")), "3:23");
  EXPECT_EQ(PlaceOf(*document.root().Find("x")), "5:8");
}

// POLICY-01: columns count code points; the byte order mark is not one of the text.
TEST(JsonDocument, CountsCodePoints) {
  const JsonDocument document = ParseValid("\xEF\xBB\xBF{\"客户\": \"大\", \"𝄞\": 1}");
  EXPECT_EQ(PlaceOf(document.root()), "1:1");
  EXPECT_EQ(PlaceOf(*document.root().Find("客户")), "1:8");
  EXPECT_EQ(PlaceOf(*document.root().Find("𝄞")), "1:18");
  EXPECT_EQ(document.root().Find("客户")->text(), "大");
}

// POLICY-02
TEST(JsonDocument, KeepsNumbersAsWritten) {
  constexpr std::string_view kNumbers[] = {"0",         "-0",
                                           "0.10",      "1e2",
                                           "-1.50E-07", "123456789012345678901234567890",
                                           "1e-400",    "0.1000000000000000055511151231257827"};
  std::string json = "[";
  for (const std::string_view number : kNumbers) json += std::string(number) + " ,";
  json.back() = ']';
  const JsonDocument document = ParseValid(json);
  ASSERT_EQ(document.root().size(), std::ssize(kNumbers));
  for (std::size_t i = 0; i < std::size(kNumbers); ++i) {
    EXPECT_EQ(document.root().Children()[i].kind(), JsonKind::number);
    EXPECT_EQ(document.root().Children()[i].text(), kNumbers[i]);
  }
}

// POLICY-02: in a locale whose decimal point is a comma, too, where the system has one.
TEST(JsonDocument, DoesNotAskTheLocale) {
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "ps_AF.UTF-8", "C"}) {
    if (std::setlocale(LC_ALL, name) == nullptr) continue;
    const JsonDocument document = ParseValid("[0.5, 1.25e3]");
    EXPECT_EQ(document.root().Children()[0].text(), "0.5") << name;
    EXPECT_EQ(document.root().Children()[1].text(), "1.25e3") << name;
  }
  std::setlocale(LC_ALL, "C");
}

// POLICY-03
TEST(JsonDocument, ReadsCommentsAndTrailingCommas) {
  const JsonDocument document = ParseValid(R"(// a policy
{ /* one */ "a": [1, 2, /* last */ ], // {"a": 3}
  "b": "no // comment, no /* comment */ and no comma,]", /* two
  lines */ "c": {"d": [[],],}, })");
  EXPECT_EQ(document.root().size(), 3);
  EXPECT_EQ(document.root().Find("a")->size(), 2);
  EXPECT_EQ(document.root().Find("b")->text(), "no // comment, no /* comment */ and no comma,]");
  EXPECT_EQ(PlaceOf(*document.root().Find("c")), "4:17");
  EXPECT_EQ(document.root().Find("c")->Find("d")->Children()[0].kind(), JsonKind::array);
}

// POLICY-03: what is more than one comma at the end is no JSON.
TEST(JsonDocument, RefusesOtherRelaxations) {
  for (const char* json :
       {"[,]",   "{,}",    "[1,,]",   "[,1]",  "{\"a\":,}", "{\"a\",}",   "[1 2]", "['a']",    "[.5]",
        "[1.]",  "[+1]",   "[01]",    "[0x1]", "[NaN]",     "[Infinity]", "[-]",   "[\"\t\"]", "[\"\\x\"]",
        "[nul]", "[TRUE]", "{a:1}",   "",      " ",         "//",         "[1]]",  "[1],",     "/",
        "[1] /", "[/1]",   "# x\n[]", "\"a",   "[\"a\\",    "/*",         "/* *"}) {
    EXPECT_EQ(ParseError(json).code, Code::policy_syntax) << json;
  }
}

TEST(JsonDocument, DecodesText) {
  const JsonDocument document = ParseValid(R"(["\u00e9\"\\\/", "\ud834\udd1e", {"k\u0065y": 1}])");
  EXPECT_EQ(document.root().Children()[0].text(), "é\"\\/");
  EXPECT_EQ(document.root().Children()[1].text(), "𝄞");
  EXPECT_TRUE(document.root().Children()[2].Find("key").has_value());
}

// POLICY-04
TEST(JsonDocument, RefusesAKeyThatStandsTwice) {
  const Error error = ParseError("{\"a\": 1,\n \"b\": 2, \"c\": 3,\n \"b\": 4, \"a\": 5, \"b\": 6}");
  EXPECT_EQ(error.code, Code::policy_duplicate_key);
  EXPECT_EQ(error.path, "b");
  EXPECT_EQ(error.line, 3);
  EXPECT_EQ(error.line_column, 2);
  EXPECT_NE(error.message.find("line 2, column 2"), std::string::npos) << error.message;
  EXPECT_TRUE(JsonDocument::Parse(R"([{"a": {"a": 1}}, {"a": 2}])").ok()) << "one key in two objects";
}

// POLICY-06: the ill-formed sequences of Unicode 15, table 3-7, and what follows them.
TEST(JsonDocument, RefusesWhatIsNotUtf8) {
  for (const char* bytes : {"\xFF", "\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE4\xB8", "\xC3"}) {
    const Error error = ParseError("{\"é\":\n  \"" + std::string(bytes) + "\"}");
    EXPECT_EQ(error.code, Code::policy_syntax);
    EXPECT_EQ(error.line, 2);
    EXPECT_EQ(error.line_column, 4);
    EXPECT_NE(error.message.find("not UTF-8"), std::string::npos) << error.message;
  }
  EXPECT_TRUE(JsonDocument::Parse("[\"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xC2\x80\xE0\xA0\x80\"]").ok());
  EXPECT_EQ(ParseError("[1] \xE4").code, Code::policy_syntax) << "cut at the end";
}

// POLICY-06
TEST(JsonDocument, RefusesControlCharacters) {
  for (const char* json : {"[\"a\\n\"]", "[\"\\t\"]", "[\"\\u001f\"]", "[\"\x7F\"]", "{\"a\\r\": 1}"}) {
    EXPECT_NE(ParseError(json).message.find("control character U+00"), std::string::npos) << json;
  }
  EXPECT_EQ(ParseError("{\"a\\u0000\": 1}").code, Code::policy_syntax);
  EXPECT_EQ(ParseError(std::string_view("[\"a\0\"]", 7)).code, Code::policy_syntax);
  EXPECT_EQ(ParseError(std::string_view("[1]\0", 4)).code, Code::policy_syntax);
}

// POLICY-06: each limit is kept, and passed by one.
TEST(JsonDocument, KeepsItsLimits) {
  const std::size_t depth = kMaxDocumentDepth;
  EXPECT_TRUE(JsonDocument::Parse(std::string(depth, '[') + std::string(depth, ']')).ok());
  const Error deep = ParseError(std::string(depth + 1, '[') + std::string(depth + 1, ']'));
  EXPECT_EQ(deep.code, Code::policy_syntax);
  EXPECT_EQ(deep.line_column, kMaxDocumentDepth + 1);
  EXPECT_EQ(ParseError(std::string(1'000'000, '[')).code, Code::policy_syntax) << "no recursion";

  const std::size_t bytes = kMaxDocumentBytes;
  EXPECT_TRUE(JsonDocument::Parse("[]" + std::string(bytes - 2, ' ')).ok());
  const Error large = ParseError("[]" + std::string(bytes - 1, ' '));
  EXPECT_EQ(large.code, Code::policy_syntax);
  EXPECT_NE(large.message.find("16777216"), std::string::npos) << large.message;

  std::string many = "[";
  for (std::int32_t i = 1; i < kMaxDocumentValues; ++i) many += "1,";
  EXPECT_TRUE(JsonDocument::Parse(many + "]").ok());
  EXPECT_NE(ParseError(many + "1]").message.find("2097152 values"), std::string::npos);
}

// An object of a million keys takes no longer than its sorting.
TEST(JsonDocument, ReadsManyKeys) {
  std::string json = "{";
  for (std::int64_t i = 0; i < 500'000; ++i) json += "\"key" + std::to_string(i * 7919 % 500'000) + "\":1,";
  EXPECT_EQ(ParseValid(json + "}").root().size(), 500'000);
}

TEST(JsonDocument, FindsTheNearestValueOfAPath) {
  const JsonDocument document = ParseValid(R"({"a": {"b.c": [1, {"d": 2}], "b": 3}, "": 4, "a[0]": 5})");
  EXPECT_EQ(document.Nearest("a.b.c[1].d").text(), "2");
  EXPECT_EQ(document.Nearest("a.b").text(), "3");
  EXPECT_EQ(document.Nearest("a.b.c[0]").text(), "1");
  EXPECT_EQ(document.Nearest("a.b.c[7].x").Path(), "a.b.c");
  EXPECT_EQ(document.Nearest("a.x.y").Path(), "a");
  EXPECT_EQ(document.Nearest("zzz").Path(), "");
  EXPECT_EQ(document.Nearest("a[0]").text(), "5");
}

}  // namespace
}  // namespace keyhaul

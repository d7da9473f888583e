// Writes JSON: commas, quotes and indentation, and nothing else. Numbers that must stay exact are written as text by
// the caller; a reader that turns JSON numbers into binary floating point then has no chance to lose a cent.
//
//   JsonWriter writer(JsonWriter::Layout::compact);
//   writer.BeginObject().Key("amount").Text("23.50").EndObject();
//   std::move(writer).Finish() == R"({"amount":"23.50"})"
#ifndef KEYHAUL_SRC_POLICY_JSON_WRITER_H_
#define KEYHAUL_SRC_POLICY_JSON_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace keyhaul {
inline namespace v1 {

class JsonWriter {
 public:
  enum class Layout { compact, indented };

  explicit JsonWriter(Layout layout) : indented_(layout == Layout::indented) {}

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }

  JsonWriter& Key(std::string_view key) {
    Separate();
    Quote(key);
    out_ += indented_ ? ": " : ":";
    after_key_ = true;
    return *this;
  }
  JsonWriter& Text(std::string_view text) {
    Separate();
    Quote(text);
    return *this;
  }
  JsonWriter& Integer(std::int64_t number) { return Raw(std::to_string(number)); }
  JsonWriter& Boolean(bool value) { return Raw(value ? "true" : "false"); }
  JsonWriter& Null() { return Raw("null"); }

  // A value that is JSON already.
  JsonWriter& Raw(std::string_view json) {
    Separate();
    out_ += json;
    return *this;
  }

  // A place to come back to when what was begun there is given up.
  struct Mark {
    std::size_t size;
    std::size_t depth;
    bool empty;
  };
  Mark Here() const { return {out_.size(), depth_, empty_}; }
  void Return(const Mark& mark) {
    out_.resize(mark.size);
    depth_ = mark.depth;
    empty_ = mark.empty;
    after_key_ = false;
  }

  std::string Finish() && { return std::move(out_); }

 private:
  JsonWriter& Open(char bracket) {
    Separate();
    out_ += bracket;
    ++depth_;
    empty_ = true;
    return *this;
  }

  JsonWriter& Close(char bracket) {
    --depth_;
    if (!empty_) NewLine();
    empty_ = false;
    out_ += bracket;
    return *this;
  }

  // What stands between the value before and the one that comes.
  void Separate() {
    if (std::exchange(after_key_, false)) return;
    if (!empty_) out_ += ',';
    if (depth_ > 0) NewLine();
    empty_ = false;
  }

  void NewLine() {
    if (!indented_) return;
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  void Quote(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out_ += '"';
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ += '\\';
        out_ += c;
      } else if (byte < 0x20U || byte == 0x7FU) {
        out_ += "\\u00";
        out_ += kHex[byte >> 4U];
        out_ += kHex[byte & 0xFU];
      } else {
        out_ += c;
      }
    }
    out_ += '"';
  }

  bool indented_;
  std::string out_;
  std::size_t depth_ = 0;
  bool empty_ = true;
  bool after_key_ = false;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_SRC_POLICY_JSON_WRITER_H_

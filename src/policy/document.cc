// The grammar is nlohmann/json's, through its event interface; positions, comments and limits are ours. The library
// gives no positions with its events, but every event follows from one token, and tokens are separated by white space,
// commas and colons only, so that our own cursor can walk along.
//
// The library's assertions concern the binary value of a number with a fraction, which it reads by the locale in force.
// We use the digits as written and must not depend on the locale, so these assertions are left out.
#define JSON_ASSERT(condition) static_cast<void>(0)

#include "src/policy/document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "keyhaul/base/limits.h"
#include "src/policy/json_text.h"

namespace keyhaul {
inline namespace v1 {
namespace {

using json_internal::IsContinuation;
using json_internal::IsSpace;
using json_internal::kByteOrderMark;
using json_internal::PlaceCursor;

constexpr bool IsNumberCharacter(char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The library's text without its own name, position and dump of what it read.
std::string PlainMessage(std::string_view what) {
  if (const std::size_t dash = what.find(" - "); dash != std::string_view::npos) what.remove_prefix(dash + 3);
  what = what.substr(0, what.find("; last read: '"));
  return std::string(what);
}

}  // namespace

// Takes the library's events and builds the flat list of values.
class JsonBuilder {
 public:
  explicit JsonBuilder(std::string_view plain)
      : plain_(plain), cursor_(plain), token_end_(plain.starts_with(kByteOrderMark) ? 3 : 0) {}

  Result<JsonDocument> Finish() && {
    if (error_.has_value()) return *std::move(error_);
    return std::move(document_);
  }

  // ---- Events of nlohmann::json_sax; returning false stops the reading. ----

  bool null() { return Scalar(JsonKind::null, "null", 4); }
  bool boolean(bool value) {
    return value ? Scalar(JsonKind::boolean, "true", 4) : Scalar(JsonKind::boolean, "false", 5);
  }
  bool number_integer(std::int64_t) { return Number(); }
  bool number_unsigned(std::uint64_t) { return Number(); }
  bool number_float(double, const std::string&) { return Number(); }
  bool string(const std::string& value) {
    const std::size_t begin = NextToken();
    if (const auto bad = FindControl(value); bad != value.end()) return RefuseControl(begin, *bad);
    return Scalar(JsonKind::text, value, TextTokenSize(begin));
  }
  template <class Binary>
  bool binary(const Binary&) {
    return false;  // does not occur in text
  }

  bool start_object(std::size_t) { return Open(JsonKind::object); }
  bool start_array(std::size_t) { return Open(JsonKind::array); }

  bool key(const std::string& value) {
    const std::size_t begin = NextToken();
    if (const auto bad = FindControl(value); bad != value.end()) return RefuseControl(begin, *bad);
    key_place_ = cursor_.At(begin);
    std::tie(key_begin_, key_size_) = Store(value);
    has_key_ = true;
    token_end_ = begin + TextTokenSize(begin);
    return true;
  }

  bool end_array() { return Close(); }
  bool end_object() { return RefuseDuplicateKeys() && Close(); }

  template <class Exception>
  bool parse_error(std::size_t read, const std::string&, const Exception& exception) {
    constexpr int kNumberOutOfRange = 406;
    if (exception.id == kNumberOutOfRange) {
      const std::size_t begin = NextToken();
      const std::string_view number = plain_.substr(begin, NumberTokenSize(begin));
      return Refuse(Code::policy_value, cursor_.At(begin),
                    std::string(number.substr(0, 40)) + " is out of range; the largest number has 38 digits");
    }
    std::string message = PlainMessage(exception.what());
    const std::size_t begin = OffendingToken(read, message.starts_with("invalid"));
    if (message == "invalid literal") message += " " + Excerpt(begin);
    return Refuse(Code::policy_syntax, cursor_.At(begin), std::move(message));
  }

 private:
  using Entry = JsonDocument::Entry;
  static constexpr std::string_view kSeparators = " \t\r\n,:[]{}\"";

  struct Container {
    std::int32_t index;
    std::int32_t last_child;
  };

  Entry& entry(std::int32_t index) { return document_.entries_[static_cast<std::size_t>(index)]; }

  // Offset of the token behind the event at hand.
  std::size_t NextToken() const {
    std::size_t at = token_end_;
    while (at < plain_.size() && (IsSpace(plain_[at]) || plain_[at] == ',' || plain_[at] == ':')) ++at;
    return at;
  }
  std::size_t NumberTokenSize(std::size_t begin) const {
    std::size_t end = begin;
    while (end < plain_.size() && IsNumberCharacter(plain_[end])) ++end;
    return end - begin;
  }
  std::size_t TextTokenSize(std::size_t begin) const {
    std::size_t end = begin + 1;
    while (end < plain_.size() && plain_[end] != '"') end += plain_[end] == '\\' ? 2U : 1U;
    return end + 1 - begin;
  }
  // Begin of the token that the library was reading when it had read so many bytes. Where the token itself is bad it
  // may have read the separator after it.
  std::size_t OffendingToken(std::size_t read, bool bad_token) const {
    std::size_t begin = token_end_;
    while (begin < std::min(read, plain_.size())) {
      if (IsSpace(plain_[begin])) {
        ++begin;
        continue;
      }
      const std::size_t size = plain_[begin] == '"' ? TextTokenSize(begin) : WordSize(begin);
      const bool separator = kSeparators.find(plain_[begin]) != std::string_view::npos;
      if (begin + size + (bad_token && !separator ? 1 : 0) >= read) return begin;
      begin += size;
    }
    return std::min(read - 1, plain_.size());  // the end, or the second number of "01", which we took for one
  }
  // Bytes up to the next separator, at least one.
  std::size_t WordSize(std::size_t begin) const {
    return std::max<std::size_t>(1, std::min(plain_.find_first_of(kSeparators, begin), plain_.size()) - begin);
  }
  // What stands at an offset, up to the next separator and not too much of it.
  std::string Excerpt(std::size_t begin) const {
    constexpr std::size_t kLongest = 24;
    std::size_t end = begin + std::min(WordSize(begin), kLongest);
    while (end < plain_.size() && IsContinuation(plain_[end])) ++end;
    return std::string(plain_.substr(begin, end - begin));
  }

  std::pair<std::uint32_t, std::uint32_t> Store(std::string_view text) {
    const auto begin = static_cast<std::uint32_t>(document_.buffer_.size());
    document_.buffer_ += text;
    return {begin, static_cast<std::uint32_t>(text.size())};
  }

  bool Number() {
    const std::size_t begin = NextToken();
    const std::size_t size = NumberTokenSize(begin);
    return Scalar(JsonKind::number, plain_.substr(begin, size), size);
  }

  bool Scalar(JsonKind kind, std::string_view text, std::size_t token_size) {
    if (!Append(kind)) return false;
    Entry& added = document_.entries_.back();
    std::tie(added.text_begin, added.text_size) = Store(text);
    token_end_ = NextToken() + token_size;
    return true;
  }

  bool Open(JsonKind kind) {
    if (open_.size() == static_cast<std::size_t>(kMaxDocumentDepth)) {
      return Refuse(Code::policy_syntax, cursor_.At(NextToken()),
                    "nested more than " + std::to_string(kMaxDocumentDepth) + " levels deep");
    }
    if (!Append(kind)) return false;
    token_end_ = NextToken() + 1;
    open_.push_back({static_cast<std::int32_t>(document_.entries_.size()) - 1, -1});
    return true;
  }

  bool Close() {
    open_.pop_back();
    token_end_ = NextToken() + 1;
    return true;
  }

  // Adds a value at the next token, under the container that is open.
  bool Append(JsonKind kind) {
    std::vector<Entry>& entries = document_.entries_;
    if (entries.size() == static_cast<std::size_t>(kMaxDocumentValues)) {
      return Refuse(Code::policy_syntax, cursor_.At(NextToken()),
                    "more than " + std::to_string(kMaxDocumentValues) + " values in one document");
    }
    Entry added;
    added.kind = kind;
    added.place = added.key_place = cursor_.At(NextToken());
    if (std::exchange(has_key_, false)) {
      added.key_begin = key_begin_;
      added.key_size = key_size_;
      added.key_place = key_place_;
    }
    if (!open_.empty()) Link(added);
    entries.push_back(added);
    return true;
  }

  void Link(Entry& added) {
    Container& container = open_.back();
    const auto index = static_cast<std::int32_t>(document_.entries_.size());
    Entry& parent = entry(container.index);
    added.parent = container.index;
    added.ordinal = parent.children++;
    (container.last_child < 0 ? parent.first_child : entry(container.last_child).next_sibling) = index;
    container.last_child = index;
  }

  // Sorted, so that an object of a million keys costs no more than its sorting.
  bool RefuseDuplicateKeys() {
    std::vector<std::int32_t> members;
    for (std::int32_t i = entry(open_.back().index).first_child; i >= 0; i = entry(i).next_sibling)
      members.push_back(i);
    const auto key_of = [this](std::int32_t i) { return document_.Slice(entry(i).key_begin, entry(i).key_size); };
    std::stable_sort(members.begin(), members.end(),
                     [&](std::int32_t a, std::int32_t b) { return key_of(a) < key_of(b); });
    std::int32_t first = -1, second = -1;
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (key_of(members[i - 1]) != key_of(members[i]) || (second >= 0 && second < members[i])) continue;
      first = members[i - 1];
      second = members[i];
    }
    if (second < 0) return true;
    const Entry& one = entry(first);
    const JsonNode other(&document_, second);
    error_ =
        other.KeyError(Code::policy_duplicate_key,
                       "the key \"" + std::string(key_of(second)) + "\" stands twice; first on line " +
                           std::to_string(one.key_place.line) + ", column " + std::to_string(one.key_place.column));
    return false;
  }

  static std::string::const_iterator FindControl(const std::string& text) {
    return std::find_if(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  }

  // What is named in a policy ends up in messages and on statements of one line.
  bool RefuseControl(std::size_t begin, char c) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    return Refuse(Code::policy_syntax, cursor_.At(begin),
                  std::string("the text holds the control character U+00") + kHex[byte >> 4U] + kHex[byte & 0xFU]);
  }

  // A refusal while reading: its path is the open container, with the key whose value was expected.
  bool Refuse(Code code, JsonDocument::Place place, std::string message) {
    error_ = MakeError(code, std::move(message));
    if (!open_.empty()) error_->path = JsonNode(&document_, open_.back().index).Path();
    if (has_key_) {
      if (!error_->path.empty()) error_->path += '.';
      error_->path += document_.Slice(key_begin_, key_size_);
    }
    error_->line = place.line;
    error_->line_column = place.column;
    return false;
  }

  std::string_view plain_;
  PlaceCursor cursor_;
  std::size_t token_end_;  // where the last token ended
  JsonDocument document_;
  std::vector<Container> open_;
  bool has_key_ = false;
  std::uint32_t key_begin_ = 0, key_size_ = 0;
  JsonDocument::Place key_place_;
  std::optional<Error> error_;
};

Result<JsonDocument> JsonDocument::Parse(std::string_view json) {
  KEYHAUL_CHECK(json_internal::CheckText(json));
  KEYHAUL_TRY(const std::string plain, json_internal::WithoutExtensions(json));
  JsonBuilder builder(plain);
  nlohmann::json::sax_parse(plain.data(), plain.data() + plain.size(), &builder);
  return std::move(builder).Finish();
}

JsonNode JsonDocument::Nearest(std::string_view path) const {
  JsonNode node = root();
  while (!path.empty()) {
    std::optional<JsonNode> next;
    std::size_t used = 0;
    for (const JsonNode child : node.Children()) {
      const std::string step = node.kind() == JsonKind::array ? "[" + std::to_string(at(child.index_).ordinal) + "]"
                                                              : std::string(child.key());
      const std::string_view rest = path.substr(std::min(path.size(), step.size()));
      const bool ends = rest.empty() || rest.front() == '.' || rest.front() == '[';
      if (!path.starts_with(step) || !ends || step.size() < used) continue;
      next = child;
      used = step.size();
    }
    if (!next.has_value()) break;
    node = *next;
    path.remove_prefix(used);
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  return node;
}

std::string_view Describe(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "true or false";
    case JsonKind::number:
      return "a number";
    case JsonKind::text:
      return "text";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return "";
}

JsonKind JsonNode::kind() const { return document_->at(index_).kind; }

std::string_view JsonNode::text() const {
  const JsonDocument::Entry& entry = document_->at(index_);
  return document_->Slice(entry.text_begin, entry.text_size);
}

std::string_view JsonNode::key() const {
  const JsonDocument::Entry& entry = document_->at(index_);
  return document_->Slice(entry.key_begin, entry.key_size);
}

std::int32_t JsonNode::size() const { return document_->at(index_).children; }

std::vector<JsonNode> JsonNode::Children() const {
  std::vector<JsonNode> children;
  children.reserve(static_cast<std::size_t>(size()));
  std::int32_t index = document_->at(index_).first_child;
  for (; index >= 0; index = document_->at(index).next_sibling) children.push_back(JsonNode(document_, index));
  return children;
}

std::optional<JsonNode> JsonNode::Find(std::string_view key) const {
  if (kind() != JsonKind::object) return std::nullopt;
  std::int32_t index = document_->at(index_).first_child;
  for (; index >= 0; index = document_->at(index).next_sibling) {
    const JsonNode child(document_, index);
    if (child.key() == key) return child;
  }
  return std::nullopt;
}

std::optional<JsonNode> JsonNode::Parent() const {
  const std::int32_t parent = document_->at(index_).parent;
  if (parent < 0) return std::nullopt;
  return JsonNode(document_, parent);
}

std::string JsonNode::Path() const {
  std::vector<std::string> steps;
  for (std::int32_t i = index_; document_->at(i).parent >= 0; i = document_->at(i).parent) {
    const bool in_array = document_->at(document_->at(i).parent).kind == JsonKind::array;
    steps.push_back(in_array ? "[" + std::to_string(document_->at(i).ordinal) + "]"
                             : std::string(JsonNode(document_, i).key()));
  }
  std::string path;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!path.empty() && !step->starts_with('[')) path += '.';
    path += *step;
  }
  return path;
}

Error JsonNode::MakeError(Code code, std::string message) const {
  Error error = MakeErrorAt(code, Path(), std::move(message));
  error.line = document_->at(index_).place.line;
  error.line_column = document_->at(index_).place.column;
  return error;
}

Error JsonNode::KeyError(Code code, std::string message) const {
  Error error = MakeError(code, std::move(message));
  error.line = document_->at(index_).key_place.line;
  error.line_column = document_->at(index_).key_place.column;
  return error;
}

}  // namespace v1
}  // namespace keyhaul

#include "src/verify/json_tree.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

constexpr std::size_t kDeepest = 64;

using Json = nlohmann::json;

// Builds the tree. Values that are open stand one in the other, the innermost last.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return Put(JsonTree::Kind::null, ""); }
  bool boolean(bool value) override { return Put(JsonTree::Kind::boolean, value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return Put(JsonTree::Kind::number, std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Put(JsonTree::Kind::number, std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return Put(JsonTree::Kind::number, text); }
  bool string(string_t& text) override { return Put(JsonTree::Kind::text, text); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return Open(JsonTree::Kind::object); }
  bool start_array(std::size_t) override { return Open(JsonTree::Kind::array); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& text) override {
    const auto& keys = open_.back().keys;
    const bool is_new = std::find(keys.begin(), keys.end(), text) == keys.end();
    if (!is_new) problem_ = "the key \"" + text + "\" stands twice";
    if (is_new) open_.back().keys.push_back(text);
    return is_new;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    problem_ = "it is no JSON from byte " + std::to_string(position) + " on";
    return false;
  }

  const std::string& problem() const { return problem_; }
  JsonTree Take() { return std::move(root_); }

 private:
  bool Put(JsonTree::Kind kind, std::string text) {
    JsonTree value;
    value.kind = kind;
    value.text = std::move(text);
    Add(std::move(value));
    return true;
  }

  bool Open(JsonTree::Kind kind) {
    if (open_.size() == kDeepest) {
      problem_ = "it is nested more than " + std::to_string(kDeepest) + " deep";
      return false;
    }
    open_.emplace_back().kind = kind;
    return true;
  }

  bool Close() {
    JsonTree value = std::move(open_.back());
    open_.pop_back();
    Add(std::move(value));
    return true;
  }

  void Add(JsonTree value) {
    open_.empty() ? static_cast<void>(root_ = std::move(value)) : open_.back().elements.push_back(std::move(value));
  }

  JsonTree root_;
  std::vector<JsonTree> open_;
  std::string problem_;
};

// What follows a quote up to and with the one that ends the text.
std::size_t EndOfText(std::string_view text, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2U : 1U;
  return std::min(at + 1, text.size());
}

// Past a comment that begins here; `begin` itself where none does.
std::size_t EndOfComment(std::string_view text, std::size_t begin) {
  const std::string_view start = text.substr(begin, 2);
  if (start != "//" && start != "/*") return begin;
  const std::string_view end = start == "//" ? "\n" : "*/";
  const std::size_t found = text.find(end, begin + 2);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

// The text with a space in place of every comma after which an array or an object ends.
std::string WithoutLastCommas(std::string_view text) {
  std::string out(text);
  std::size_t comma = std::string::npos;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = EndOfComment(text, at); end != at) {
      at = end;
      continue;
    }
    const char c = text[at];
    if ((c == ']' || c == '}') && comma != std::string::npos) out[comma] = ' ';
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_space) comma = c == ',' ? at : std::string::npos;
    at = c == '"' ? EndOfText(text, at) : at + 1;
  }
  return out;
}

}  // namespace

const JsonTree* JsonTree::Find(std::string_view key) const {
  const auto found = std::find(keys.begin(), keys.end(), key);
  if (found == keys.end()) return nullptr;
  const JsonTree& member = elements[static_cast<std::size_t>(found - keys.begin())];
  return member.kind == Kind::null ? nullptr : &member;
}

std::string_view JsonTree::TextAt(std::string_view key) const {
  const JsonTree* const found = Find(key);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

Result<JsonTree> ParseJsonTree(std::string_view what, std::string_view text) {
  // The library takes it for the end of the text, and would pass over what follows.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return MakeError(Code::policy_syntax, std::string(what) + " cannot be read: byte " + std::to_string(nul + 1) +
                                              " is 0, which is no text");
  }
  TreeBuilder builder;
  const std::string clean = WithoutLastCommas(text);
  constexpr bool kStrict = true;
  constexpr bool kIgnoreComments = true;
  if (Json::sax_parse(clean, &builder, Json::input_format_t::json, kStrict, kIgnoreComments)) return builder.Take();
  return MakeError(Code::policy_syntax, std::string(what) + " cannot be read: " + builder.problem());
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#include "src/policy/values.h"

#include <algorithm>
#include <utility>

#include "keyhaul/base/limits.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The start of a refused text, for a message of one line; cut at a whole character.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongestQuote = 60;
  std::size_t size = std::min(text.size(), kLongestQuote);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return "\"" + std::string(text.substr(0, size)) + (size < text.size() ? "...\"" : "\"");
}

Error RefuseValue(JsonNode node, std::string message) {
  Error error = node.MakeError(Code::policy_value, std::move(message));
  error.value = std::string(node.text());
  return error;
}

// A number's own error, at its place in the document and as an error of the document.
Error RefuseNumber(JsonNode node, const Error& error) { return RefuseValue(node, error.message); }

}  // namespace

ObjectForm::ObjectForm(const ReadContext& context, std::string pattern)
    : context_(context), pattern_(std::move(pattern)) {
  const std::string prefix = pattern_.empty() ? "" : pattern_ + ".";
  for (const PolicyKey& key : context.keys) {
    if (!key.path.starts_with(prefix)) continue;
    const std::string_view name = key.path.substr(prefix.size());
    if (name.find_first_of(".[*") == std::string_view::npos) members_.push_back({name, key.required});
  }
}

Status ObjectForm::Check(JsonNode node) const {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::object));
  context_.Note(pattern_);
  for (const JsonNode member : node.Children()) {
    const auto is_named = [&member](const Member& known) { return known.name == member.key(); };
    if (std::none_of(members_.begin(), members_.end(), is_named)) return UnknownKey(member);
  }
  for (const Member& member : members_) {
    if (!member.required || node.Find(member.name).has_value()) continue;
    Error error = node.MakeError(Code::policy_missing_key,
                                 "the key \"" + std::string(member.name) + "\" is missing; it must be given");
    error.path = std::move(Under(error.path, MakeErrorAt(error.code, std::string(member.name), ""))).path;
    return error;
  }
  return {};
}

std::optional<JsonNode> ObjectForm::Get(JsonNode node, std::string_view key) const {
  context_.Note((pattern_.empty() ? "" : pattern_ + ".") + std::string(key));
  return node.Find(key);
}

Error ObjectForm::UnknownKey(JsonNode member) const {
  std::vector<std::string_view> names;
  for (const Member& known : members_) names.push_back(known.name);
  std::string message = "the key " + Quoted(member.key()) + " is not known here";
  const std::string_view nearest = NearestWord(member.key(), names);
  if (!nearest.empty() && !(*member.Parent()).Find(nearest).has_value()) {
    message += "; did you mean \"" + std::string(nearest) + "\"?";
  } else {
    message += "; known are " + ListWords(names, "and");
  }
  Error error = member.KeyError(Code::policy_unknown_key, std::move(message));
  error.value = std::string(member.key());
  return error;
}

Status ExpectKind(JsonNode node, JsonKind kind) {
  if (node.kind() == kind) return {};
  return RefuseValue(node, "expected " + std::string(Describe(kind)) + ", found " + std::string(Describe(node.kind())));
}

Result<std::vector<JsonNode>> ReadElements(const ReadContext& context, JsonNode node, std::string path) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::array));
  context.Note(std::move(path));
  return node.Children();
}

Result<std::vector<JsonNode>> ReadNamedMembers(const ReadContext& context, JsonNode node, std::string path) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::object));
  context.Note(std::move(path));
  return node.Children();
}

Result<std::string> ReadText(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::text));
  if (node.text().empty()) return RefuseValue(node, "the text is empty");
  if (node.text().size() > static_cast<std::size_t>(kMaxTextBytes)) {
    return RefuseValue(node, "the text has " + std::to_string(node.text().size()) + " bytes; at most " +
                                 std::to_string(kMaxTextBytes));
  }
  return std::string(node.text());
}

Result<bool> ReadBoolean(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::boolean));
  return node.text() == "true";
}

Result<std::int64_t> ReadInteger(JsonNode node, std::int64_t least, std::int64_t most) {
  if (node.kind() != JsonKind::text) KEYHAUL_CHECK(ExpectKind(node, JsonKind::number));
  const Result<Decimal> number = Decimal::Parse(node.text());
  // "300%" would be a whole number, and 3e0 is one; text has digits only.
  const bool is_plain =
      node.kind() == JsonKind::number || node.text().find_first_not_of("-0123456789") == std::string_view::npos;
  if (!is_plain || !number.ok() || number->scale() != 0 || number->mantissa() < least || number->mantissa() > most) {
    const std::string_view shown = node.text().substr(0, 40);
    return RefuseValue(node, (node.kind() == JsonKind::text ? Quoted(shown) : std::string(shown)) +
                                 " is not a whole number from " + std::to_string(least) + " to " +
                                 std::to_string(most));
  }
  return static_cast<std::int64_t>(number->mantissa());
}

Result<Decimal> ReadDecimal(JsonNode node) {
  if (node.kind() != JsonKind::number && node.kind() != JsonKind::text) {
    return RefuseValue(node,
                       "expected a number, or text such as \"2.5%\", found " + std::string(Describe(node.kind())));
  }
  Result<Decimal> number = Decimal::Parse(node.text());
  if (!number.ok()) return RefuseNumber(node, number.error());
  return number;
}

Result<Currency> ReadCurrency(JsonNode node) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::text));
  Result<Currency> currency = Currency::Parse(node.text());
  if (!currency.ok()) return RefuseValue(node, currency.error().message);
  return currency;
}

Result<Day> ReadDay(JsonNode node) {
  KEYHAUL_TRY(const std::string text, ReadText(node));
  Result<Day> day = Day::Parse(text);
  if (!day.ok()) return RefuseValue(node, day.error().message);
  return day;
}

Result<std::vector<std::string>> ReadTextList(const ReadContext& context, JsonNode node, std::string path) {
  KEYHAUL_TRY(const auto elements, ReadElements(context, node, std::move(path)));
  std::vector<std::string> texts;
  texts.reserve(elements.size());
  for (const JsonNode element : elements) {
    KEYHAUL_TRY(texts.emplace_back(), ReadText(element));
  }
  return texts;
}

Result<std::vector<std::string>> ReadTextsOrRefuse(const ReadContext& context, JsonNode node, std::string path) {
  KEYHAUL_TRY(std::vector<std::string> texts, ReadTextList(context, node, std::move(path)));
  if (texts.empty()) return RefuseEmptyList(node);
  return texts;
}

Error RefuseEmptyList(JsonNode node) {
  Error error = node.MakeError(Code::policy_value, "the list is empty; leave it out where nothing is to be chosen");
  error.rule = "POLICY-09";
  return error;
}

Result<std::size_t> ReadWordIndex(JsonNode node, std::span<const std::string_view> words) {
  KEYHAUL_CHECK(ExpectKind(node, JsonKind::text));
  const auto found = std::find(words.begin(), words.end(), node.text());
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  return RefuseValue(node, Quoted(node.text()) + " is not known here; expected " + ListWords(words, "or"));
}

Error Located(const JsonDocument& document, JsonNode node, Error error) {
  error = Under(node.Path(), std::move(error));
  const Error place = document.Nearest(error.path).MakeError(error.code, {});
  error.line = place.line;
  error.line_column = place.line_column;
  return error;
}

}  // namespace v1
}  // namespace keyhaul

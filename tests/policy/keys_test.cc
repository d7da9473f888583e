// The table of keys, the reader, the JSON Schema and the documentation know the same keys.
#include "src/policy/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "src/policy/document.h"
#include "src/policy/reader.h"

namespace keyhaul {
namespace {

std::string ReadSource(const std::string& name) {
  std::ifstream file(KEYHAUL_SOURCE_DIR "/" + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> ListedKeys() {
  std::set<std::string> keys;
  for (const PolicyKey& key : PolicyKeys()) keys.emplace(key.path);
  return keys;
}

// Where the members of the object at a path are listed.
std::string ListedAt(const std::string& path) {
  for (const PolicyKey& key : PolicyKeys()) {
    if (key.path == path && !key.like.empty()) return std::string(key.like);
  }
  return path;
}

// Every path of a document, as the table of keys writes it, by the places in it that the policy names itself.
void CollectPaths(JsonNode node, std::string path, std::set<std::string>* paths) {
  if (!path.empty()) paths->insert(path);
  path = ListedAt(path);
  const bool named = path == "ledger.measures" || path == "ledger.attribution[].when" || path == "terms[].scope";
  for (const JsonNode child : node.Children()) {
    std::string step = node.kind() == JsonKind::array ? "[]" : named ? ".*" : "." + std::string(child.key());
    if (path.empty()) step.erase(0, 1);
    CollectPaths(child, path + step, paths);
  }
}

// POLICY-05: a policy that has every key is read, and every key of it, and nothing but listed keys, is asked for.
TEST(PolicyKeys, AreThoseThatTheReaderAsksFor) {
  const std::string json = ReadSource("tests/golden/policy_all_keys.json");
  const Result<JsonDocument> document = JsonDocument::Parse(json);
  ASSERT_TRUE(document.ok()) << document.error().Text();
  std::set<std::string> present;
  CollectPaths(document->root(), "", &present);
  EXPECT_EQ(present, ListedKeys()) << "the golden policy must have every key of the table";

  std::set<std::string, std::less<>> asked;
  const Result<Policy> policy = ReadPolicy(*document, ReadContext{PolicyKeys(), &asked});
  ASSERT_TRUE(policy.ok()) << policy.error().Text();
  asked.erase("");
  EXPECT_EQ(std::set<std::string>(asked.begin(), asked.end()), ListedKeys());
}

// Collects the keys of a JSON Schema with whether each is required.
class SchemaKeys {
 public:
  explicit SchemaKeys(const nlohmann::json& schema) : schema_(schema) { Collect(schema, ""); }

  const std::map<std::string, bool>& keys() const { return keys_; }

 private:
  void Collect(const nlohmann::json& node, const std::string& path) {
    if (ListedAt(path) != path) return;  // what is listed elsewhere is collected there
    if (node.contains("$ref")) {
      const std::string reference = node.at("$ref");
      Collect(schema_.at(nlohmann::json::json_pointer(reference.substr(1))), path);
    }
    for (const auto& choice : node.value("oneOf", nlohmann::json::array())) Collect(choice, path);
    std::set<std::string> required;
    for (const auto& key : node.value("required", nlohmann::json::array())) required.insert(key.get<std::string>());
    const auto properties = node.value("properties", nlohmann::json::object());
    for (const auto& [key, value] : properties.items()) {
      Add((path.empty() ? "" : path + ".") + key, required.count(key) > 0, value);
    }
    if (node.contains("items")) Add(path + "[]", true, node.at("items"));
    if (node.contains("additionalProperties") && node.at("additionalProperties").is_object()) {
      Add(path + ".*", true, node.at("additionalProperties"));
    }
  }

  void Add(const std::string& path, bool required, const nlohmann::json& value) {
    keys_[path] = required;
    Collect(value, path);
  }

  const nlohmann::json& schema_;
  std::map<std::string, bool> keys_;
};

TEST(PolicyKeys, AreThoseOfTheSchema) {
  const auto schema = nlohmann::json::parse(ReadSource("docs/policy.schema.json"));
  std::map<std::string, bool> listed;
  for (const PolicyKey& key : PolicyKeys()) listed[std::string(key.path)] = key.required;
  EXPECT_EQ(SchemaKeys(schema).keys(), listed);
}

TEST(PolicyKeys, AreThoseOfTheDocumentation) {
  const std::string text = ReadSource("docs/POLICY.md");
  std::set<std::string> documented;
  for (std::size_t at = text.find("\n| `"); at != std::string::npos; at = text.find("\n| `", at + 1)) {
    const std::size_t begin = at + 4;
    documented.insert(text.substr(begin, text.find('`', begin) - begin));
  }
  EXPECT_EQ(documented, ListedKeys());
}

TEST(PolicyKeys, AreListedOnceAndExplained) {
  EXPECT_EQ(ListedKeys().size(), PolicyKeys().size());
  for (const PolicyKey& key : PolicyKeys()) {
    EXPECT_FALSE(key.doc.empty()) << key.path;
    EXPECT_EQ(key.since, "0.1") << key.path;
  }
}

// POLICY-05: optimal string alignment distances counted by hand: raet/rate 1 swap, brakets/brackets 1 insertion,
// schedul/schedule 1, curency/currency 1, tyre/tiers 3 (more than a third).
TEST(NearestWord, FindsWhatWasMeant) {
  constexpr std::string_view kWords[] = {"rate", "brackets", "schedule", "currency", "tiers", "id"};
  EXPECT_EQ(NearestWord("raet", kWords), "rate");
  EXPECT_EQ(NearestWord("brakets", kWords), "brackets");
  EXPECT_EQ(NearestWord("Schedule", kWords), "schedule");
  EXPECT_EQ(NearestWord("curency", kWords), "currency");
  EXPECT_EQ(NearestWord("it", kWords), "id");
  EXPECT_EQ(NearestWord("tyre", kWords), "");
  EXPECT_EQ(NearestWord("", kWords), "");
  EXPECT_EQ(NearestWord(std::string(1'000'000, 'r'), kWords), "");
}

TEST(ListWords, ReadsAsASentence) {
  constexpr std::string_view kWords[] = {"a", "b", "c"};
  EXPECT_EQ(ListWords(kWords, "or"), "a, b or c");
  EXPECT_EQ(ListWords(std::span(kWords).first(2), "and"), "a and b");
  EXPECT_EQ(ListWords(std::span(kWords).first(1), "and"), "a");
}

}  // namespace
}  // namespace keyhaul

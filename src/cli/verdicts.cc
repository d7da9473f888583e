#include "src/cli/verdicts.h"

#include <map>
#include <nlohmann/json.hpp>

#include "capi/keyhaul.hpp"

namespace keyhaul::cli {
namespace {

std::map<std::int32_t, VerdictWords> ReadCatalogue() {
  std::map<std::int32_t, VerdictWords> words;
  const capi::Expected<capi::OwnedText> text = capi::Catalogue();
  if (!text) return words;
  const auto catalogue = nlohmann::json::parse(text->view());
  for (const auto& verdict : catalogue.at("verdicts")) {
    words[verdict.at("number")] = {verdict.at("name"), verdict.at("meaning")};
  }
  return words;
}

}  // namespace

VerdictWords WordsOf(std::int32_t verdict) {
  static const std::map<std::int32_t, VerdictWords> words = ReadCatalogue();
  const auto found = words.find(verdict);
  if (found == words.end()) return {std::to_string(verdict), ""};  // there was no memory for the catalogue
  return found->second;
}

}  // namespace keyhaul::cli

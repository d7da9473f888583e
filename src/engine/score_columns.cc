#include "src/engine/score_columns.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "src/engine/cells.h"
#include "src/policy/keys.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kCandidate = "candidate";
constexpr std::string_view kHeadColumns[] = {kCandidate, "period", "rater", "rater_weight"};

// Names that an error lists; a table may have hundreds of columns.
constexpr std::size_t kMostNames = 20;

// From here on a name is long enough for one wrong letter to be a slip: "rate" is no "rater".
constexpr std::size_t kLongName = 6;

// Where a criterion stands in the tree of the policy.
std::string PathInTree(const Scorecard& card, std::size_t i) {
  const std::int32_t parent = card.criteria[i].parent;
  const auto place = std::count_if(card.criteria.begin(), card.criteria.begin() + static_cast<std::ptrdiff_t>(i),
                                   [parent](const Criterion& one) { return one.parent == parent; });
  const std::string here = "criteria[" + std::to_string(place) + "]";
  return parent < 0 ? here : PathInTree(card, static_cast<std::size_t>(parent)) + "." + here;
}

// In small letters, without what stands between words and without the s of a plural.
std::string Folded(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') folded += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) folded += c;
  }
  if (folded.ends_with('s')) folded.pop_back();
  return folded;
}

// Whether one letter is wrong, missing or too many, or two beside each other are swapped.
bool IsOneSlipApart(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.size() <= 1 && b.size() <= 1) return true;
  return a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0];
}

bool LooksLike(std::string_view name, std::string_view head) {
  const std::string folded = Folded(name);
  const std::string wanted = Folded(head);
  return folded == wanted || (wanted.size() >= kLongName && IsOneSlipApart(folded, wanted));
}

Error RefuseFactColumn(const InputTable& table, std::string_view column, std::string message) {
  Error error = MakeError(Code::data_column, std::move(message));
  error.table = std::string(table.name);
  error.column = std::string(column);
  error.rule = "ENGINE-92";
  return error;
}

// "; did you mean "pirce"? there are candidate and pirce"
std::string WhatThereIs(const InputTable& table, std::span<const AskedFact> asked, std::string_view missing) {
  std::vector<std::string_view> names;
  std::vector<std::string_view> others;
  for (const InputColumn& column : table.columns) {
    names.push_back(column.name);
    if (!IsHeadColumn(column.name) && !IsAskedFor(asked, column.name)) others.push_back(column.name);
  }
  std::string text = "; ";
  if (const std::string_view nearest = NearestWord(missing, others); !nearest.empty()) {
    text += "did you mean \"" + std::string(nearest) + "\"? ";
  }
  if (names.empty()) return text + "there are no columns";
  const std::string more = std::to_string(names.size() - std::min(names.size(), kMostNames)) + " more";
  if (names.size() > kMostNames) {
    names.resize(kMostNames);
    names.push_back(more);
  }
  return text + "there are " + ListWords(names, "and");
}

}  // namespace

Result<std::vector<AskedFact>> FactsAskedFor(std::span<const Scorecard> cards, std::span<const RankingRule> rankings) {
  std::vector<AskedFact> asked;
  const auto add = [&asked](const std::string& fact, const std::string& path) {
    if (!IsAskedFor(asked, fact)) asked.push_back({fact, path});
  };
  for (std::size_t c = 0; c < cards.size(); ++c) {
    for (std::size_t i = 0; i < cards[c].criteria.size(); ++i) {
      const Criterion& criterion = cards[c].criteria[i];
      if (!criterion.value) continue;
      const std::string path = "scorecards[" + std::to_string(c) + "]." + PathInTree(cards[c], i);
      if (!criterion.input) {
        add(criterion.id, path);
        continue;
      }
      KEYHAUL_TRY(const CompiledInput input, CompiledInput::Compile(*criterion.input));
      for (const std::string& fact : input.facts()) add(fact, path + ".input");
    }
  }
  for (std::size_t r = 0; r < rankings.size(); ++r) {
    for (std::size_t i = 0; i < rankings[r].criteria.size(); ++i) {
      add(rankings[r].criteria[i].id, "rankings[" + std::to_string(r) + "].criteria[" + std::to_string(i) + "]");
    }
  }
  return asked;
}

bool IsHeadColumn(std::string_view name) {
  return std::find(std::begin(kHeadColumns), std::end(kHeadColumns), name) != std::end(kHeadColumns);
}

bool IsAskedFor(std::span<const AskedFact> asked, std::string_view name) {
  return std::any_of(asked.begin(), asked.end(), [name](const AskedFact& one) { return one.fact == name; });
}

Status CheckFactColumns(const InputTable& table, std::span<const AskedFact> asked) {
  for (const AskedFact& one : asked) {
    if (!IsHeadColumn(one.fact)) continue;
    return MakeErrorAt(Code::policy_value, one.path,
                       "the policy asks for a fact '" + one.fact +
                           "', which is a column of the table with a meaning of its own; give the criterion an input "
                           "of another name");
  }
  if (FindColumn(table, kCandidate) == nullptr) {
    return RefuseFactColumn(table, kCandidate,
                            "is not there, and every row needs it" + WhatThereIs(table, asked, kCandidate));
  }
  for (const AskedFact& one : asked) {
    if (FindColumn(table, one.fact) != nullptr) continue;
    Error error = RefuseFactColumn(table, one.fact,
                                   "is not there, and the policy asks for it" + WhatThereIs(table, asked, one.fact));
    error.path = one.path;
    return error;
  }
  for (const InputColumn& column : table.columns) {
    if (IsHeadColumn(column.name) || IsAskedFor(asked, column.name)) continue;
    for (const std::string_view head : kHeadColumns) {
      if (FindColumn(table, head) != nullptr || !LooksLike(column.name, head)) continue;
      return RefuseFactColumn(table, column.name,
                              "is no fact of the policy; did you mean \"" + std::string(head) +
                                  "\"? Another name of it would be passed over");
    }
  }
  return {};
}

std::string OtherColumns(const InputTable& table, std::span<const AskedFact> asked) {
  std::string names;
  for (const InputColumn& column : table.columns) {
    if (IsHeadColumn(column.name) || IsAskedFor(asked, column.name)) continue;
    names += (names.empty() ? "" : ", ") + std::string(column.name);
  }
  return names;
}

}  // namespace v1
}  // namespace keyhaul

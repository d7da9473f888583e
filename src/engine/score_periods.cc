#include "src/engine/score_periods.h"

#include <algorithm>
#include <utility>

#include "src/engine/score_facts.h"

namespace keyhaul {
inline namespace v1 {
namespace {

bool IsPeriodDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the run of digits at the front of a text, and gives it without zeros before it.
std::string_view TakeNumber(std::string_view* text) {
  std::size_t size = 0;
  while (size < text->size() && IsPeriodDigit((*text)[size])) ++size;
  std::string_view number = text->substr(0, size);
  text->remove_prefix(size);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

Error RefuseSpelling(const std::vector<std::string_view>& names, std::string_view a, std::string_view b,
                     const std::function<std::string(std::size_t)>& place) {
  const auto place_of = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  const auto [first, second] = std::minmax({place_of(a), place_of(b)});
  Error error =
      MakeError(Code::data_conflict, "\"" + std::string(names[second]) + "\" and \"" + std::string(names[first]) +
                                         "\" in " + place(first) + " are one period; expected one spelling of it");
  error.row = static_cast<std::int64_t>(second);
  error.value = std::string(names[second]);
  error.rule = "SCORING-121";
  return error;
}

}  // namespace

int ComparePeriods(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (IsPeriodDigit(a.front()) && IsPeriodDigit(b.front())) {
      const std::string_view x = TakeNumber(&a);
      const std::string_view y = TakeNumber(&b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
      continue;
    }
    const auto x = static_cast<unsigned char>(a.front());
    const auto y = static_cast<unsigned char>(b.front());
    if (x != y) return x < y ? -1 : 1;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

Result<std::vector<std::string_view>> SortedPeriods(const std::vector<std::string_view>& names,
                                                    const std::function<std::string(std::size_t)>& place) {
  std::vector<std::string_view> sorted = SortedNames(names);
  std::erase_if(sorted, [](std::string_view name) { return name.empty(); });
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](std::string_view a, std::string_view b) { return ComparePeriods(a, b) < 0; });
  const auto same = std::adjacent_find(
      sorted.begin(), sorted.end(), [](std::string_view a, std::string_view b) { return ComparePeriods(a, b) == 0; });
  if (same == sorted.end()) return sorted;
  return RefuseSpelling(names, *same, *(same + 1), place);
}

std::int32_t PlaceOfPeriod(const std::vector<std::string_view>& sorted, std::string_view name) {
  if (name.empty()) return -1;
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), name,
                                      [](std::string_view a, std::string_view b) { return ComparePeriods(a, b) < 0; });
  return static_cast<std::int32_t>(found - sorted.begin());
}

}  // namespace v1
}  // namespace keyhaul

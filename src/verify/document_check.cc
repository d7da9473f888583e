#include "src/verify/document_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// The parts of a settlement are told with its figures, which are the same.
void CompareParts(const LineCase& first, const LineCase& other) {
  constexpr const char* kFigures[] = {"period",        "period_end", "state",  "qualifying", "payable", "counted",
                                      "baseline",      "bracket",    "earned", "capped",     "top_up",  "due",
                                      "booked_before", "delta",      "booked", "payout",     "group",   "text"};
  for (const char* key : kFigures) other.place.ExpectText(key, first.place.Text(key));
}

bool HasCap(const LineCase& line) { return SharedCapOf(line).has_value(); }

}  // namespace

void DocumentCheck::Add(const StatementCase& statement) {
  statements_.push_back(statement);
  for (const LineCase& line : statement.lines) AddLine(line);
}

void DocumentCheck::AddLine(const LineCase& line) {
  parts_[KeyOf(line)].push_back(line);
  if (line.IsGone()) return;
  if (!line.IsPooled()) {
    dues_[KeyOf(line)].push_back(line);
    return;
  }
  for (LineCase& pool : PoolsOf(line)) {
    Key key = KeyOf(line);
    std::get<0>(key) = pool.party;
    if (pool.place.Has("member")) pools_[key].insert({line.party, pool});
    dues_[key].push_back(std::move(pool));
  }
}

// A document is of one run, so its statements have one as-of day.
void DocumentCheck::CheckOneRun(const StatementCase& statement) const {
  for (const char* key : {"as_of", "explanations"}) {
    statement.place.ExpectText(key, statements_.front().place.Text(key));
  }
}

// An account has one statement for a day.
void DocumentCheck::CheckTwice() const {
  std::map<std::string_view, std::vector<const StatementCase*>> before;
  for (const StatementCase& statement : statements_) {
    std::vector<const StatementCase*>& others = before[statement.place.Text("account")];
    const bool has_days = statement.begin && statement.end;
    const bool is_twice = has_days && std::any_of(others.begin(), others.end(), [&](const StatementCase* other) {
                            return *other->begin < *statement.end && *statement.begin < *other->end;
                          });
    statement.place.ExpectThat(!is_twice, "account", "an account that has no other statement for these days");
    if (has_days) others.push_back(&statement);
  }
}

// Lines take what is left of their agreement's cap in their order; a line below 0 gives room back.
void DocumentCheck::CheckSharedCap(Key key, const LineCase& line) const {
  Number taken = 0;
  for (const JsonTree& rule : line.policy->policy().Find("terms")->elements) {
    if (&rule == line.rule) break;
    if (rule.TextAt("agreement") != line.rule->TextAt("agreement") || rule.Find("commitment") != nullptr) continue;
    std::get<1>(key) = rule.TextAt("id");
    const auto before = dues_.find(key);
    if (before == dues_.end()) {
      line.place.CannotJudge("capped", "the line \"" + std::get<1>(key) + "\" shares its cap, and is not here");
      return;
    }
    taken += before->second.front().place.Amount("due");
  }
  const Number left = std::max(Number(*SharedCapOf(line) - taken), Number(0));
  line.place.Expect("due", std::min(OwnDueOf(line), left));
}

void DocumentCheck::Check() const {
  for (const StatementCase& statement : statements_) CheckOneRun(statement);
  CheckTwice();
  for (const auto& [key, lines] : dues_) {
    for (const LineCase& line : lines) {
      if (HasCap(line)) CheckSharedCap(key, line);
    }
  }
  for (const auto& [key, parts] : parts_) {
    for (std::size_t i = 1; i < parts.size(); ++i) CompareParts(parts.front(), parts[i]);
  }
  for (const auto& [key, members] : pools_) CheckMembers(members);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

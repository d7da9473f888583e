#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "src/verify/statement_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

void CheckGroupedBy(const StatementCase& statement) {
  const JsonTree* const rule = statement.policy->policy().Find("statement");
  const JsonTree* const offered = rule == nullptr ? nullptr : rule->Find("group_by");
  const std::string_view found = statement.place.Text("grouped_by");
  if (offered == nullptr) {
    statement.place.ExpectText("grouped_by", "");
    return;
  }
  const bool is_offered = std::any_of(offered->elements.begin(), offered->elements.end(),
                                      [&](const JsonTree& dimension) { return dimension.text == found; });
  statement.place.ExpectThat(is_offered, "grouped_by", "a dimension that the policy groups statements by");
}

}  // namespace

void CheckTotals(const StatementCase& statement) {
  const Place& place = statement.place;
  Number discounts = 0;
  Number settled = 0;
  Number charges = 0;
  Number accrued = 0;
  Number carried = 0;
  for (std::size_t i = 0; i < place.Size("lines"); ++i) {
    const Place line = place.Element("lines", i);
    const Number amount = line.Amount("amount");
    if (line.Text("section") == "discount") discounts += amount;
    if (line.Text("section") == "rebate") settled += amount;
    if (line.Text("section") == "commitment") charges -= amount;
    accrued += line.Optional("accrued").value_or(Number(0));
    carried += line.Optional("balance").value_or(Number(0));
  }
  place.Expect("discounts", discounts);
  place.Expect("net", Number(place.Amount("gross") - discounts));
  place.Expect("settled", settled);
  place.Expect("charges", charges);
  place.Expect("accrued", accrued);
  place.Expect("carried", carried);
}

std::vector<Number> PartsOf(const Number& total, const std::vector<Number>& weights, const Number& unit) {
  Number sum = 0;
  for (const Number& weight : weights) sum += weight;
  const Number sign = total < 0 ? -1 : 1;
  std::vector<Number> parts;
  std::vector<std::pair<Number, std::size_t>> rests;
  Number left = total * sign / unit;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Number share = sum == 0 ? Number(total * sign / unit / static_cast<std::int64_t>(weights.size()))
                                  : Number(total * sign / unit * weights[i] / sum);
    const Number whole(FloorOf(share));
    parts.push_back(whole);
    rests.emplace_back(share - whole, i);
    left -= whole;
  }
  std::stable_sort(rests.begin(), rests.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < rests.size() && left >= 1; ++i, left -= 1) parts[rests[i].second] += 1;
  for (Number& part : parts) part = part * sign * unit;
  return parts;
}

void CheckGroups(const StatementCase& statement) {
  const Place& place = statement.place;
  const std::size_t count = place.Size("groups");
  CheckGroupedBy(statement);
  if (count == 0) {
    if (place.Has("grouped_by")) place.Expect("gross", Number(0));
    return;
  }
  std::vector<Number> weights;
  Number gross = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Place group = place.Element("groups", i);
    gross += group.Amount("gross");
    weights.push_back(std::max(group.Amount("gross"), Number(0)));
    const bool ascends = i == 0 || place.Element("groups", i - 1).Text("group_value") < group.Text("group_value");
    group.ExpectThat(ascends, "group_value", "a value after the one before it");
  }
  place.Expect("gross", gross);
  const Number unit = statement.policy->MoneyUnit();
  const std::vector<Number> discounts = PartsOf(place.Amount("discounts"), weights, unit);
  const std::vector<Number> settled = PartsOf(place.Amount("settled"), weights, unit);
  for (std::size_t i = 0; i < count; ++i) {
    const Place group = place.Element("groups", i);
    group.Expect("discounts", discounts[i]);
    group.Expect("settled", settled[i]);
    group.Expect("net", Number(group.Amount("gross") - discounts[i]));
  }
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

#include "src/engine/calc_population.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "keyhaul/base/limits.h"
#include "src/engine/calc_columns.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kAccounts = "calc.tiering.accounts[]";

std::string KeyPath(std::string_view key) { return std::string(kAccounts) + "." + std::string(key); }

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

class PopulationReader {
 public:
  PopulationReader(const CalcRequest& request, const TieringRule& rule, std::vector<JsonNode> accounts)
      : request_(request),
        rule_(rule),
        accounts_(std::move(accounts)),
        form_(request.context, std::string(kAccounts)) {}

  Result<CalcPopulation> Read() {
    std::vector<JsonNode> id_nodes;
    for (const JsonNode account : accounts_) {
      KEYHAUL_CHECK(form_.Check(account));
      id_nodes.push_back(form_.Require(account, "id"));
    }
    KEYHAUL_TRY(places_, PlacesOfIds(id_nodes));
    for (const JsonNode id : id_nodes) out_.ids.push_back(id.text());
    KEYHAUL_CHECK(ReadGroups());
    KEYHAUL_CHECK(ReadMonths());
    KEYHAUL_CHECK(ReadValue());
    KEYHAUL_CHECK(ReadMetrics());
    KEYHAUL_CHECK(ReadFacts());
    KEYHAUL_CHECK(ReadSegments());
    return std::move(out_);
  }

 private:
  // Units: every account, or, where groups are tiered, those that name no group.
  Status ReadGroups() {
    std::map<std::string_view, std::size_t> account_of;
    for (std::size_t i = 0; i < accounts_.size(); ++i) account_of[out_.ids[i]] = i;
    std::vector<std::optional<std::size_t>> group(accounts_.size());
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "group");
      if (!node) continue;
      KEYHAUL_TRY(const std::string name, ReadText(*node));
      const auto found = account_of.find(name);
      if (found == account_of.end())
        return node->MakeError(Code::policy_value, "no account has the id \"" + name + "\"");
      group[i] = found->second;
    }
    head_of_.resize(accounts_.size());
    members_.resize(accounts_.size());
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      head_of_[i] = i;
      for (int step = 0; group[head_of_[i]]; ++step) {
        if (step > kMaxHierarchyDepth) {
          return accounts_[i].MakeError(Code::policy_value, "the groups of \"" + std::string(out_.ids[i]) +
                                                                "\" lead back to themselves, or over too many others");
        }
        head_of_[i] = *group[head_of_[i]];
      }
      if (group[i]) ++members_[*group[i]];
      is_member_.push_back(group[i].has_value());
    }
    const bool by_group = rule_.roll_up == RollUp::group;
    std::vector<std::int32_t> unit_of_head(accounts_.size(), -1);
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      if (by_group && head_of_[i] != i) continue;
      unit_of_head[i] = static_cast<std::int32_t>(out_.heads.size());
      out_.heads.push_back(i);
    }
    for (std::size_t i = 0; i < accounts_.size(); ++i) out_.unit_of.push_back(unit_of_head[by_group ? head_of_[i] : i]);
    for (const std::size_t head : out_.heads) out_.places.push_back(places_[head]);
    return {};
  }

  std::size_t UnitOf(std::size_t account) const { return static_cast<std::size_t>(out_.unit_of[account]); }

  // The months of all accounts: null where an account has no rows.
  Status ReadMonths() {
    std::optional<std::size_t> count;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "months");
      months_.emplace_back();
      if (!node) continue;
      KEYHAUL_TRY(months_.back(), ReadElements(request_.context, *node, KeyPath("months[]")));
      if (!count) count = months_.back().size();
      if (*count == 0 || months_.back().size() != *count) {
        return node->MakeError(Code::policy_value, std::to_string(months_.back().size()) + " months; " +
                                                       (*count == 0 ? "at least one" : std::to_string(*count)) +
                                                       " expected, as many for all accounts");
      }
    }
    has_months_ = count.has_value();
    out_.window_months = has_months_ ? static_cast<std::int32_t>(*count) : rule_.window.months;
    return {};
  }

  // The value, its months and the value before at one scale.
  Status ReadValue() {
    std::vector<JsonNode> nodes;
    struct Cell {
      std::size_t account;
      int kind;  // a month by its number, or one of the two below
    };
    constexpr int kValue = -1;
    constexpr int kPrevious = -2;
    std::vector<Cell> cells;
    bool has_previous = false;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto value = form_.Get(accounts_[i], "value");
      if (value.has_value() == !months_[i].empty()) {
        return accounts_[i].MakeError(Code::policy_value, "expected either value or months");
      }
      if (has_months_ && value) {
        return value->MakeError(Code::policy_value, "expected months, which other accounts have");
      }
      if (value) nodes.push_back(*value), cells.push_back({i, kValue});
      for (std::size_t m = 0; m < months_[i].size(); ++m) {
        if (months_[i][m].kind() != JsonKind::null)
          nodes.push_back(months_[i][m]), cells.push_back({i, static_cast<int>(m)});
      }
      if (const auto previous = form_.Get(accounts_[i], "previous")) {
        nodes.push_back(*previous), cells.push_back({i, kPrevious});
        has_previous = true;
      }
    }
    KEYHAUL_TRY(const DecimalColumn column, ReadColumn(nodes));
    CalcPopulation::Metric& metric = out_.metrics.emplace_back();
    metric.scale = column.scale;
    metric.values.resize(out_.units());
    if (has_previous) metric.previous.resize(out_.units());
    const auto months = static_cast<std::size_t>(out_.window_months);
    std::vector<std::vector<int128>> by_month(has_months_ ? months : 0, std::vector<int128>(out_.units()));
    std::vector<std::vector<bool>> has_rows(by_month.size(), std::vector<bool>(out_.units()));
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::size_t unit = UnitOf(cells[c].account);
      int128* sum = cells[c].kind == kPrevious ? &metric.previous[unit] : &metric.values[unit];
      if (!CheckedAdd(*sum, column.values[c], sum)) {
        return nodes[c].MakeError(Code::overflow, "the values add up to more than 128 bits hold");
      }
      if (cells[c].kind < 0) continue;
      const auto month = static_cast<std::size_t>(cells[c].kind);
      by_month[month][unit] += column.values[c];
      has_rows[month][unit] = true;
    }
    SumMonths(by_month, has_rows);
    return ReadActiveMonths();
  }

  void SumMonths(const std::vector<std::vector<int128>>& by_month, const std::vector<std::vector<bool>>& has_rows) {
    if (by_month.empty()) return;
    CalcPopulation::Metric& metric = out_.metrics.front();
    metric.least_month = by_month.front();
    metric.greatest_month = by_month.front();
    out_.active_months.assign(out_.units(), 0);
    for (std::size_t m = 0; m < by_month.size(); ++m) {
      for (std::size_t unit = 0; unit < out_.units(); ++unit) {
        metric.least_month[unit] = std::min(metric.least_month[unit], by_month[m][unit]);
        metric.greatest_month[unit] = std::max(metric.greatest_month[unit], by_month[m][unit]);
        out_.active_months[unit] += has_rows[m][unit] ? 1 : 0;
      }
    }
  }

  // Given beside a value, where there are no months to count.
  Status ReadActiveMonths() {
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "active_months");
      if (!node) continue;
      if (has_months_) return node->MakeError(Code::policy_value, "the months say themselves which of them are active");
      out_.active_months.resize(out_.units());
      KEYHAUL_TRY(const std::int64_t months, ReadInteger(*node, 0, out_.window_months));
      std::int32_t& active = out_.active_months[UnitOf(i)];
      active = std::max(active, static_cast<std::int32_t>(months));
    }
    return {};
  }

  Status ReadMetrics() {
    std::map<std::string, std::vector<std::pair<std::size_t, JsonNode>>, std::less<>> cells;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "metrics");
      if (!node) continue;
      KEYHAUL_TRY(const auto members, ReadNamedMembers(request_.context, *node, KeyPath("metrics.*")));
      for (const JsonNode member : members) cells[std::string(member.key())].emplace_back(i, member);
    }
    for (const auto& [name, of_accounts] : cells) {
      std::vector<JsonNode> nodes;
      for (const auto& [account, node] : of_accounts) nodes.push_back(node);
      KEYHAUL_TRY(const DecimalColumn column, ReadColumn(nodes));
      CalcPopulation::Metric& metric = out_.metrics.emplace_back();
      metric.name = name;
      metric.scale = column.scale;
      metric.values.resize(out_.units());
      for (std::size_t c = 0; c < nodes.size(); ++c) {
        int128* sum = &metric.values[UnitOf(of_accounts[c].first)];
        if (CheckedAdd(*sum, column.values[c], sum)) continue;
        return nodes[c].MakeError(Code::overflow, "the values add up to more than 128 bits hold");
      }
    }
    return {};
  }

  Status ReadFacts() {
    for (std::size_t unit = 0; unit < out_.units(); ++unit) {
      const std::size_t head = out_.heads[unit];
      CalcPopulation::Facts& facts = out_.facts.emplace_back();
      facts.head = members_[head] > 0;
      facts.member = is_member_[head];
      const JsonNode account = accounts_[head];
      for (const auto& [key, fact] : {std::pair("industry", &facts.industry), std::pair("city", &facts.city),
                                      std::pair("region", &facts.region)}) {
        const auto node = form_.Get(account, key);
        if (!node) continue;
        KEYHAUL_CHECK(ReadText(*node));
        *fact = node->text();
      }
      const auto tags = form_.Get(account, "tags");
      if (!tags) continue;
      KEYHAUL_TRY(const auto elements, ReadElements(request_.context, *tags, KeyPath("tags[]")));
      for (const JsonNode tag : elements) {
        KEYHAUL_CHECK(ReadText(tag));
        facts.tags.push_back(tag.text());
      }
    }
    return {};
  }

  // By the fact that the rule names, or by what the account says where the rule tiers by a dimension.
  Status ReadSegments() {
    out_.segment_names = {""};
    if (rule_.within.kind == TierWithin::Kind::none) return {};
    std::vector<std::string> names;
    for (std::size_t unit = 0; unit < out_.units(); ++unit) {
      const CalcPopulation::Facts& facts = out_.facts[unit];
      const auto given = form_.Get(accounts_[out_.heads[unit]], "segment");
      if (rule_.within.kind == TierWithin::Kind::dimension) {
        if (!given) return accounts_[out_.heads[unit]].MakeError(Code::policy_missing_key, "the segment is missing");
        KEYHAUL_TRY(std::string name, ReadText(*given));
        if (!Contains(rule_.within.values, name)) {
          return given->MakeError(Code::policy_value, "\"" + name + "\" is no value that the rule tiers by");
        }
        names.push_back(std::move(name));
      } else {
        names.emplace_back(rule_.within.name == "industry" ? facts.industry
                           : rule_.within.name == "city"   ? facts.city
                                                           : facts.region);
      }
    }
    const std::set<std::string> sorted(names.begin(), names.end());
    out_.segment_names = rule_.within.kind == TierWithin::Kind::dimension
                             ? rule_.within.values
                             : std::vector<std::string>(sorted.begin(), sorted.end());
    for (const std::string& name : names) {
      const auto found = std::find(out_.segment_names.begin(), out_.segment_names.end(), name);
      out_.segments.push_back(static_cast<std::int32_t>(found - out_.segment_names.begin()));
    }
    if (out_.segment_names.empty()) out_.segment_names = {""};
    return {};
  }

  const CalcRequest& request_;
  const TieringRule& rule_;
  std::vector<JsonNode> accounts_;
  ObjectForm form_;
  CalcPopulation out_;
  std::vector<std::int32_t> places_;           // by account
  std::vector<std::size_t> head_of_;           // by account
  std::vector<std::int32_t> members_;          // by account, direct ones
  std::vector<bool> is_member_;                // by account
  std::vector<std::vector<JsonNode>> months_;  // by account
  bool has_months_ = false;
};

bool HasFact(const CalcPopulation::Facts& facts, const FactIs& fact) {
  const auto has = [&fact](std::string_view value) { return Contains(fact.values, value); };
  if (fact.fact == "industry") return has(facts.industry);
  if (fact.fact == "city") return has(facts.city);
  if (fact.fact == "region") return has(facts.region);
  if (fact.fact == "tag") return std::any_of(facts.tags.begin(), facts.tags.end(), has);
  return (facts.head && has("head")) || (facts.member && has("member")) ||
         (!facts.head && !facts.member && has("none"));
}

}  // namespace

Population CalcPopulation::View(const TieringRule& rule, std::shared_ptr<const std::vector<std::int32_t>> tiers) const {
  Population view;
  for (const Metric& metric : metrics) {
    view.metrics.push_back({.name = metric.name,
                            .values = metric.values,
                            .scale = metric.scale,
                            .active_months = active_months,
                            .least_month = metric.least_month,
                            .greatest_month = metric.greatest_month,
                            .previous = metric.previous});
  }
  view.window_months = window_months;
  view.places = places;
  view.segments = segments;
  view.segment_count = static_cast<std::int32_t>(segment_names.size());
  view.has_fact = [this, &rule, tiers = std::move(tiers)](std::size_t unit, const FactIs& fact) {
    if (fact.fact == "tier") return Contains(fact.values, TierName(rule, (*tiers)[unit]));
    return HasFact(facts[unit], fact);
  };
  return view;
}

Result<CalcPopulation> ReadCalcPopulation(const CalcRequest& request, JsonNode node, const TieringRule& rule) {
  KEYHAUL_TRY(std::vector<JsonNode> accounts, ReadElements(request.context, node, std::string(kAccounts)));
  return PopulationReader(request, rule, std::move(accounts)).Read();
}

Error TieringError(const CalcRequest& request, JsonNode rule_node, JsonNode accounts, const CalcPopulation& population,
                   Error error) {
  if (!error.path.empty()) return Located(request.document, rule_node, std::move(error));
  if (error.row < 0) return ErrorAt(accounts, std::move(error));
  const std::size_t account = population.heads[static_cast<std::size_t>(error.row)];
  error.row = -1;
  return ErrorAt(accounts.Children()[account], std::move(error));
}

}  // namespace v1
}  // namespace keyhaul

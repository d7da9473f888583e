#include "src/engine/calc_population.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "keyhaul/base/limits.h"
#include "keyhaul/policy/names_check.h"
#include "src/engine/calc_columns.h"
#include "src/policy/tiering.h"
#include "src/policy/values.h"

namespace keyhaul {
inline namespace v1 {
namespace {

constexpr std::string_view kAccountsPath = "calc.tiering.accounts[]";

std::string KeyPath(std::string_view key) { return std::string(kAccountsPath) + "." + std::string(key); }

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// A figure of the request: whose it is, and what of the account: a month by its number, or one of the two below.
struct Cell {
  std::size_t account;
  JsonNode node;
  int what;
};
constexpr int kValue = -1;
constexpr int kPrevious = -2;

Result<DecimalColumn> ColumnOf(const std::vector<Cell>& cells) {
  std::vector<JsonNode> nodes;
  nodes.reserve(cells.size());
  for (const Cell& cell : cells) nodes.push_back(cell.node);
  return ReadColumn(nodes);
}

Status AddTo(int128 value, JsonNode node, int128* sum) {
  if (CheckedAdd(*sum, value, sum)) return {};
  Error error = node.MakeError(Code::overflow, "the values add up to more than 128 bits hold");
  error.rule = "TIER-17";
  return error;
}

// By month and unit.
struct MonthTable {
  MonthTable(std::size_t months, std::size_t units)
      : values(months, std::vector<int128>(units)), has_rows(months, std::vector<bool>(units)) {}

  std::vector<std::vector<int128>> values;
  std::vector<std::vector<bool>> has_rows;
};

class PopulationReader {
 public:
  PopulationReader(const CalcRequest& request, const TieringRule& rule, std::vector<JsonNode> accounts)
      : request_(request),
        rule_(rule),
        accounts_(std::move(accounts)),
        form_(request.context, std::string(kAccountsPath)) {}

  Result<CalcPopulation> Read() {
    KEYHAUL_CHECK(ReadIds());
    KEYHAUL_CHECK(ReadGroups());
    KEYHAUL_CHECK(FindHeads());
    NumberUnits();
    KEYHAUL_CHECK(ReadMonths());
    KEYHAUL_CHECK(ReadValue());
    KEYHAUL_CHECK(ReadActiveMonths());
    KEYHAUL_CHECK(ReadMetrics());
    for (const std::size_t head : out_.heads) KEYHAUL_CHECK(ReadFacts(head));
    KEYHAUL_CHECK(ReadSegments());
    return std::move(out_);
  }

 private:
  bool TiersByDimension() const { return rule_.within.kind == TierWithin::Kind::dimension; }
  std::size_t UnitOf(std::size_t account) const { return static_cast<std::size_t>(out_.unit_of[account]); }

  Status ReadIds() {
    std::vector<JsonNode> nodes;
    for (const JsonNode account : accounts_) {
      KEYHAUL_CHECK(form_.Check(account));
      nodes.push_back(form_.Require(account, "id"));
      out_.ids.push_back(nodes.back().text());
    }
    KEYHAUL_TRY(places_, PlacesOfIds(nodes));
    return {};
  }

  Status ReadGroups() {
    std::map<std::string_view, std::size_t> account_of;
    for (std::size_t i = 0; i < accounts_.size(); ++i) account_of[out_.ids[i]] = i;
    group_.resize(accounts_.size());
    has_members_.resize(accounts_.size());
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "group");
      if (!node) continue;
      KEYHAUL_TRY(const std::string name, ReadText(*node));
      const auto found = account_of.find(name);
      if (found == account_of.end()) {
        return node->MakeError(Code::policy_value, "no account has the id \"" + name + "\"");
      }
      group_[i] = found->second;
      has_members_[found->second] = true;
    }
    return {};
  }

  // A group may be a member of another; the head is the one above them all.
  Status FindHeads() {
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      std::size_t head = i;
      for (int step = 0; group_[head]; ++step) {
        if (step == kMaxHierarchyDepth) {
          return accounts_[i].MakeError(Code::policy_value, "the groups of \"" + std::string(out_.ids[i]) +
                                                                "\" lead back to themselves, or over more than " +
                                                                std::to_string(kMaxHierarchyDepth) + " others");
        }
        head = *group_[head];
      }
      head_of_.push_back(rule_.roll_up == RollUp::group ? head : i);
    }
    return {};
  }

  void NumberUnits() {
    out_.unit_of.resize(accounts_.size());
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      if (head_of_[i] != i) continue;
      out_.unit_of[i] = static_cast<std::int32_t>(out_.heads.size());
      out_.heads.push_back(i);
      out_.places.push_back(places_[i]);
    }
    for (std::size_t i = 0; i < accounts_.size(); ++i) out_.unit_of[i] = out_.unit_of[head_of_[i]];
  }

  // As many for all accounts.
  Status ReadMonths() {
    std::optional<std::size_t> count;
    for (const JsonNode account : accounts_) {
      months_.emplace_back();
      const auto node = form_.Get(account, "months");
      if (!node) continue;
      KEYHAUL_TRY(months_.back(), ReadElements(request_.context, *node, KeyPath("months[]")));
      const std::size_t given = months_.back().size();
      if (!count) count = given;
      if (given == 0 || given != *count || given > static_cast<std::size_t>(kMaxWindowMonths)) {
        return node->MakeError(Code::policy_value,
                               std::to_string(given) + " months; expected " +
                                   (given == *count ? "1 to " + std::to_string(kMaxWindowMonths)
                                                    : std::to_string(*count) + ", as many for all accounts"));
      }
    }
    has_months_ = count.has_value();
    out_.window_months = has_months_ ? static_cast<std::int32_t>(*count) : rule_.window.months;
    return {};
  }

  // The figures of an account that are in units of the value.
  Status AddCells(std::size_t account, std::vector<Cell>* cells) const {
    const std::vector<JsonNode>& months = months_[account];
    const auto value = form_.Get(accounts_[account], "value");
    if (value.has_value() != months.empty()) {
      const Code code = value ? Code::policy_value : Code::policy_missing_key;
      return accounts_[account].MakeError(code, "expected either value or months");
    }
    if (has_months_ && value) {
      return value->MakeError(Code::policy_value, "expected months, which other accounts have");
    }
    if (value) cells->push_back({account, *value, kValue});
    for (std::size_t month = 0; month < months.size(); ++month) {
      if (months[month].kind() == JsonKind::null) continue;  // a month without rows
      cells->push_back({account, months[month], static_cast<int>(month)});
    }
    if (const auto previous = form_.Get(accounts_[account], "previous")) {
      cells->push_back({account, *previous, kPrevious});
    }
    return {};
  }

  // The value, its months and the value before, at one scale.
  Status ReadValue() {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < accounts_.size(); ++i) KEYHAUL_CHECK(AddCells(i, &cells));
    KEYHAUL_TRY(const DecimalColumn column, ColumnOf(cells));
    CalcPopulation::Metric& metric = out_.metrics.emplace_back();
    metric.scale = column.scale;
    metric.values.resize(out_.units());
    if (std::any_of(cells.begin(), cells.end(), [](const Cell& cell) { return cell.what == kPrevious; })) {
      metric.previous.resize(out_.units());
    }
    MonthTable months(has_months_ ? static_cast<std::size_t>(out_.window_months) : 0, out_.units());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const auto& [account, node, what] = cells[c];
      const std::size_t unit = UnitOf(account);
      std::vector<int128>& sums = what == kPrevious ? metric.previous : metric.values;
      KEYHAUL_CHECK(AddTo(column.values[c], node, &sums[unit]));
      if (what < 0) continue;
      const auto month = static_cast<std::size_t>(what);
      KEYHAUL_CHECK(AddTo(column.values[c], node, &months.values[month][unit]));
      months.has_rows[month][unit] = true;
    }
    if (has_months_) LookAtMonths(months, &metric);
    return {};
  }

  void LookAtMonths(const MonthTable& months, CalcPopulation::Metric* metric) {
    metric->least_month = months.values.front();
    metric->greatest_month = months.values.front();
    out_.active_months.resize(out_.units());
    for (std::size_t month = 0; month < months.values.size(); ++month) {
      for (std::size_t unit = 0; unit < out_.units(); ++unit) {
        const int128 value = months.values[month][unit];
        metric->least_month[unit] = std::min(metric->least_month[unit], value);
        metric->greatest_month[unit] = std::max(metric->greatest_month[unit], value);
        out_.active_months[unit] += months.has_rows[month][unit] ? 1 : 0;
      }
    }
  }

  // Given where there are no months to count; a group has as many as the one of it that has the most.
  Status ReadActiveMonths() {
    std::size_t given = 0;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "active_months");
      if (has_months_ && node) {
        return node->MakeError(Code::policy_value, "the months say themselves which of them are active");
      }
      if (!node) continue;
      ++given;
      out_.active_months.resize(out_.units());
      KEYHAUL_TRY(const std::int64_t months, ReadInteger(*node, 0, out_.window_months));
      std::int32_t& active = out_.active_months[UnitOf(i)];
      active = std::max(active, static_cast<std::int32_t>(months));
    }
    if (given == 0 || given == accounts_.size()) return {};
    for (const JsonNode account : accounts_) {
      if (form_.Get(account, "active_months")) continue;
      return account.MakeError(Code::policy_missing_key, "active_months is missing, which other accounts have");
    }
    return {};
  }

  // Every metric is a column at its own scale; where an account does not have it, it is 0.
  Status ReadMetrics() {
    std::map<std::string, std::vector<Cell>, std::less<>> cells_of;
    for (std::size_t i = 0; i < accounts_.size(); ++i) {
      const auto node = form_.Get(accounts_[i], "metrics");
      if (!node) continue;
      KEYHAUL_TRY(const auto members, ReadNamedMembers(request_.context, *node, KeyPath("metrics.*")));
      for (const JsonNode member : members) cells_of[std::string(member.key())].push_back({i, member, kValue});
    }
    for (const auto& [name, cells] : cells_of) {
      KEYHAUL_TRY(const DecimalColumn column, ColumnOf(cells));
      CalcPopulation::Metric& metric = out_.metrics.emplace_back();
      metric.name = name;
      metric.scale = column.scale;
      metric.values.resize(out_.units());
      for (std::size_t c = 0; c < cells.size(); ++c) {
        KEYHAUL_CHECK(AddTo(column.values[c], cells[c].node, &metric.values[UnitOf(cells[c].account)]));
      }
    }
    return {};
  }

  // Of a group, those of its head.
  Status ReadFacts(std::size_t account) {
    CalcPopulation::Facts& facts = out_.facts.emplace_back();
    facts.head = has_members_[account];
    facts.member = group_[account].has_value();
    for (const auto& [key, fact] :
         {std::pair("industry", &facts.industry), std::pair("city", &facts.city), std::pair("region", &facts.region)}) {
      const auto node = form_.Get(accounts_[account], key);
      if (!node) continue;
      KEYHAUL_CHECK(ReadText(*node));
      *fact = node->text();
    }
    const auto tags = form_.Get(accounts_[account], "tags");
    if (!tags) return {};
    KEYHAUL_TRY(const auto elements, ReadElements(request_.context, *tags, KeyPath("tags[]")));
    for (const JsonNode tag : elements) {
      KEYHAUL_CHECK(ReadText(tag));
      facts.tags.push_back(tag.text());
    }
    return {};
  }

  // The segment that an account names where the rule tiers by a dimension, otherwise the fact that the rule names.
  Result<std::string> SegmentOf(std::size_t unit) const {
    const CalcPopulation::Facts& facts = out_.facts[unit];
    const auto given = form_.Get(accounts_[out_.heads[unit]], "segment");
    if (!TiersByDimension()) {
      if (rule_.within.name == "industry") return std::string(facts.industry);
      return std::string(rule_.within.name == "city" ? facts.city : facts.region);
    }
    if (!given) {
      return accounts_[out_.heads[unit]].MakeError(Code::policy_missing_key, "the key \"segment\" is missing");
    }
    KEYHAUL_TRY(std::string name, ReadText(*given));
    if (Contains(rule_.within.values, name)) return name;
    return given->MakeError(Code::policy_value, "\"" + name + "\" is no value that the rule tiers by");
  }

  // Segments stand in the order of the rule's values, or in that of the facts' bytes.
  Status ReadSegments() {
    out_.segment_names = {""};
    if (rule_.within.kind == TierWithin::Kind::none) return {};
    std::vector<std::string> names;
    for (std::size_t unit = 0; unit < out_.units(); ++unit) {
      KEYHAUL_TRY(std::string name, SegmentOf(unit));
      names.push_back(std::move(name));
    }
    const std::set<std::string> sorted(names.begin(), names.end());
    if (TiersByDimension()) out_.segment_names = rule_.within.values;
    if (!TiersByDimension() && !sorted.empty()) out_.segment_names.assign(sorted.begin(), sorted.end());
    for (const std::string& name : names) {
      const auto found = std::find(out_.segment_names.begin(), out_.segment_names.end(), name);
      out_.segments.push_back(static_cast<std::int32_t>(found - out_.segment_names.begin()));
    }
    return {};
  }

  const CalcRequest& request_;
  const TieringRule& rule_;
  std::vector<JsonNode> accounts_;
  ObjectForm form_;
  CalcPopulation out_;
  // By account.
  std::vector<std::int32_t> places_;
  std::vector<std::optional<std::size_t>> group_;
  std::vector<bool> has_members_;
  std::vector<std::size_t> head_of_;
  std::vector<std::vector<JsonNode>> months_;
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
  // The facts and not this, which may move while the view is in use.
  view.has_fact = [of_units = std::span(facts), &rule, tiers = std::move(tiers)](std::size_t unit, const FactIs& fact) {
    if (fact.fact == "tier") return Contains(fact.values, TierName(rule, (*tiers)[unit]));
    return HasFact(of_units[unit], fact);
  };
  return view;
}

namespace {

// What figures there are, the accounts say.
bool IsAnyMetric(std::string_view) { return true; }

}  // namespace

Status CheckFacts(const TieringRule& rule, const TierCondition& condition, const std::string& path) {
  return policy_internal::CheckConditionNames(rule, IsAnyMetric, condition, path);
}

Result<TieringRule> ReadCalcTiering(const CalcRequest& request, JsonNode node) {
  KEYHAUL_TRY(TieringRule rule, ReadTiering(request.context, node, "calc.tiering.tiering"));
  // Values are given: which measure they are of is not asked.
  if (rule.value.kind == TierValue::Kind::measure && rule.value.measure.empty()) rule.value.measure = "value";
  Status status = CheckTieringRule(rule);
  if (status.ok()) status = policy_internal::CheckTierNames(rule, IsAnyMetric);
  if (!status.ok()) return Located(request.document, node, std::move(status).error());
  return rule;
}

Result<CalcPopulation> ReadCalcPopulation(const CalcRequest& request, JsonNode node, const std::string& path,
                                          const TieringRule& rule) {
  KEYHAUL_TRY(std::vector<JsonNode> accounts, ReadElements(request.context, node, path));
  return PopulationReader(request, rule, std::move(accounts)).Read();
}

Error TieringError(const CalcRequest& request, JsonNode rule_node, JsonNode accounts, const CalcPopulation& population,
                   Error error) {
  // What the accounts lack, the request lacks.
  if (error.code == Code::invalid_argument) error.code = Code::policy_value;
  if (!error.path.empty()) return Located(request.document, rule_node, std::move(error));
  if (error.row < 0) return ErrorAt(accounts, std::move(error));
  const std::size_t account = population.heads[static_cast<std::size_t>(error.row)];
  error.row = -1;
  return ErrorAt(accounts.Children()[account], std::move(error));
}

}  // namespace v1
}  // namespace keyhaul

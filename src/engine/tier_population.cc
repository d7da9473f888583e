#include "src/engine/tier_population.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "src/engine/tier_cells.h"

namespace keyhaul {
inline namespace v1 {
namespace {

std::string_view FactText(const AccountFacts& facts, std::string_view name) {
  if (name == "industry") return facts.industry;
  if (name == "city") return facts.city;
  if (name == "region") return facts.region;
  return {};
}

bool HasGroupRole(const GroupRole& role, std::string_view word) {
  if (word == "head") return role.head;
  if (word == "member") return role.member;
  return word == "none" && !role.head && !role.member;
}

// Of one account and one value.
bool HasFact(const AccountFacts& facts, const GroupRole& role, std::string_view fact, std::string_view value) {
  if (fact == "tag") return HasTag(facts.tags, value);
  if (fact == "group") return HasGroupRole(role, value);
  return !value.empty() && FactText(facts, fact) == value;
}

std::int64_t FirstOfLedger(const Book& book, std::int64_t otherwise) {
  const std::optional<Period> days = book.LedgerDays();
  return days.has_value() ? kMonths.IndexOf(days->begin) : otherwise;
}

// The last day of a month that the run has seen.
Result<Day> LastDayOf(std::int64_t month, Day as_of) {
  KEYHAUL_TRY(const Period days, kMonths.At(month));
  return std::min(Day(days.end.value() - 1), as_of);
}

}  // namespace

class PopulationBuilder {
 public:
  PopulationBuilder(const CompiledPolicy& compiled, const Book& book, Day as_of)
      : rule_(*compiled.policy.tiering),
        policy_(compiled.policy),
        book_(book),
        as_of_(as_of),
        last_(kMonths.IndexOf(as_of)),
        first_of_ledger_(FirstOfLedger(book, last_)),
        needs_(NeedsOf(compiled.policy)),
        cells_(compiled.policy, book, needs_),
        groups_(book),
        common_(MonthsOf(rule_.window, last_, first_of_ledger_, std::nullopt)) {
    out_.part_count_ = TierParts(rule_);
  }

  Result<TierPopulation> Build(std::span<const AccountId> order) && {
    KEYHAUL_CHECK(cells_.Check());
    KEYHAUL_CHECK(FindHeads());
    if (HasOwnWindows()) KEYHAUL_CHECK(FindOpened());
    KEYHAUL_CHECK(AreUnitsAccounts() ? TakeAllAccounts() : FindUnits());
    KEYHAUL_CHECK(SumMonths());
    KEYHAUL_CHECK(FindMonths());
    FindSegments();
    FindPlaces(order);
    if (needs_.groups) out_.roles_ = GroupRolesOn(book_, as_of_);
    MakePopulation();
    return std::move(out_);
  }

 private:
  bool RollsUp() const { return rule_.roll_up == RollUp::group; }
  bool IsByDimension() const { return rule_.within.kind == TierWithin::Kind::dimension; }
  bool AreUnitsAccounts() const { return !RollsUp() && !IsByDimension(); }
  bool HasOwnWindows() const { return rule_.window.kind == TierWindow::Kind::anniversary; }

  TierMonths WindowsOf(AccountId account) const {
    if (!HasOwnWindows()) return common_;
    return MonthsOf(rule_.window, last_, first_of_ledger_, opened_[account.index()]);
  }

  // The first month that some unit looks at.
  std::int64_t FirstMonth() const {
    const bool before = IsByDimension() || std::any_of(needs_.metrics.begin(), needs_.metrics.end(),
                                                       [](const TierMetric& metric) { return metric.growth; });
    if (HasOwnWindows()) return last_ + 1 - (before ? 2 : 1) * kMonthsOfYear;
    return before && common_.before.Count() > 0 ? common_.before.first : common_.window.first;
  }

  // The units of a month; by head and part while units are not numbered yet.
  Result<UnitMap> MapOf(std::int64_t month) {
    UnitMap map{.heads = {}, .units = out_.units_, .parts = out_.part_count_, .size = out_.size()};
    if (!RollsUp()) return map;
    KEYHAUL_TRY(const Day day, LastDayOf(month, as_of_));
    KEYHAUL_TRY(map.heads, groups_.On(day));
    return map;
  }

  Status FindHeads() {
    if (!RollsUp()) return {};
    KEYHAUL_TRY(const std::span<const AccountId> heads, groups_.On(as_of_));
    out_.heads_.assign(heads.begin(), heads.end());
    return {};
  }

  // The month of opening; that of the first row where it is not known.
  Status FindOpened() {
    opened_.resize(book_.account_count());
    for (std::size_t i = 0; i < opened_.size(); ++i) {
      const AccountFacts facts = book_.facts(AccountId(static_cast<std::int32_t>(i)));
      if (facts.opened.has_value()) opened_[i] = kMonths.IndexOf(*facts.opened);
    }
    for (std::int64_t month = first_of_ledger_; month <= last_; ++month) {
      KEYHAUL_TRY(const UnitMap map, MapOf(month));
      cells_.ForEachWithRows(month, [&](std::size_t account, std::size_t) {
        std::optional<std::int64_t>& opened = opened_[map.SlotOf(account, 0) / map.parts];
        if (!opened.has_value()) opened = month;
      });
    }
    return {};
  }

  Status TakeAllAccounts() {
    out_.accounts_.reserve(book_.account_count());
    for (std::size_t i = 0; i < book_.account_count(); ++i) {
      out_.accounts_.emplace_back(static_cast<std::int32_t>(i));
    }
    return {};
  }

  Status FindUnits() {
    const std::size_t parts = out_.part_count_;
    std::vector<bool> is_unit(book_.account_count() * parts, false);
    if (!IsByDimension()) {
      for (const AccountId head : out_.heads_) is_unit[head.index()] = true;
    }
    for (std::int64_t month = FirstMonth(); month <= last_; ++month) {
      KEYHAUL_TRY(const UnitMap map, MapOf(month));
      cells_.ForEachWithRows(month, [&](std::size_t account, std::size_t part) {
        const std::size_t slot = map.SlotOf(account, part);
        const TierMonths windows = WindowsOf(AccountId(static_cast<std::int32_t>(slot / parts)));
        const bool counts = windows.window.Contains(month) || (IsByDimension() && windows.before.Contains(month));
        if (counts) is_unit[slot] = true;
      });
    }
    return NumberUnits(is_unit);
  }

  Status NumberUnits(const std::vector<bool>& is_unit) {
    const std::size_t parts = out_.part_count_;
    if (std::count(is_unit.begin(), is_unit.end(), true) >= kMaxAccounts) {
      return MakeError(Code::overflow, "accounts by values of " + rule_.within.name + " are more than " +
                                           std::to_string(kMaxAccounts - 1));
    }
    out_.units_.assign(is_unit.size(), -1);
    for (std::size_t slot = 0; slot < is_unit.size(); ++slot) {
      if (!is_unit[slot]) continue;
      out_.units_[slot] = static_cast<std::int32_t>(out_.accounts_.size());
      out_.accounts_.emplace_back(static_cast<std::int32_t>(slot / parts));
      if (IsByDimension()) out_.parts_.push_back(static_cast<std::int32_t>(slot % parts));
    }
    return {};
  }

  Status SumMonths() {
    for (const TierMetric& metric : needs_.metrics) {
      TierPopulation::Figures& figures = out_.figures_.emplace_back();
      figures.values.assign(out_.size(), 0);
      if (metric.by_month) figures.least.assign(out_.size(), kInt128Max);
      if (metric.by_month) figures.greatest.assign(out_.size(), kInt128Min);
      if (metric.months) figures.months.assign(static_cast<std::size_t>(common_.window.Count()), {});
      if (metric.growth && common_.before.Count() > 0) figures.previous.assign(out_.size(), 0);
    }
    if (needs_.rows) out_.active_months_.assign(out_.size(), 0);
    for (std::int64_t month = FirstMonth(); month <= last_; ++month) {
      if (!HasOwnWindows() && !common_.window.Contains(month) && !common_.before.Contains(month)) continue;
      KEYHAUL_TRY(const UnitMap map, MapOf(month));
      for (std::size_t metric = 0; metric < out_.figures_.size(); ++metric) {
        KEYHAUL_TRY(const std::span<const int128> figures, cells_.Figures(metric, month, map));
        AddMonth(month, figures, &out_.figures_[metric]);
      }
      if (needs_.rows) AddActiveMonth(month, cells_.Rows(month, map));
    }
    return {};
  }

  // A window before that begins before the ledger is not known: nothing is measured against it.
  void AddMonth(std::int64_t month, std::span<const int128> figures, TierPopulation::Figures* out) const {
    const bool by_month = !out->least.empty();
    if (!out->months.empty() && common_.window.Contains(month)) {
      std::vector<int128>& kept = out->months[static_cast<std::size_t>(month - common_.window.first)];
      kept.assign(figures.begin(), figures.end());
      kept.resize(out_.size(), 0);
    }
    const std::size_t end = by_month ? out_.size() : figures.size();
    for (std::size_t unit = 0; unit < end; ++unit) {
      const int128 figure = unit < figures.size() ? figures[unit] : int128(0);
      const TierMonths windows = WindowsOf(out_.accounts_[unit]);
      if (windows.window.Contains(month)) {
        out->values[unit] += figure;
        if (by_month) out->least[unit] = std::min(out->least[unit], figure);
        if (by_month) out->greatest[unit] = std::max(out->greatest[unit], figure);
      } else if (!out->previous.empty() && windows.before.Contains(month) && windows.before.first >= first_of_ledger_) {
        out->previous[unit] += figure;
      }
    }
  }

  void AddActiveMonth(std::int64_t month, std::span<const std::int64_t> rows) {
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
      if (rows[unit] == 0 || !WindowsOf(out_.accounts_[unit]).window.Contains(month)) continue;
      ++out_.active_months_[unit];
    }
  }

  Status FindMonths() {
    MonthRange all = HasOwnWindows() ? MonthRange{last_, last_} : common_.window;
    if (HasOwnWindows()) {
      for (const AccountId account : out_.accounts_) {
        const MonthRange window = WindowsOf(account).window;
        out_.months_.push_back(window.Count());
        all.first = std::min(all.first, window.first);
      }
    }
    const Result<Period> days = DaysOf(all);
    if (!days.ok()) {
      return MakeError(Code::overflow, "as_of: the " + std::to_string(all.Count()) +
                                           " months of tiering.window up to " + as_of_.ToText() +
                                           " begin before the year 0001");
    }
    out_.days_ = *days;
    return {};
  }

  void FindSegments() {
    if (IsByDimension()) {
      out_.segments_ = out_.parts_;
      out_.segment_names_ = rule_.within.values;
    } else if (rule_.within.kind == TierWithin::Kind::fact) {
      FindFactSegments();
    } else {
      out_.segment_names_ = {""};
    }
  }

  void FindFactSegments() {
    std::map<std::string_view, std::int32_t> numbers;
    const auto name_of = [&](AccountId account) { return FactText(book_.facts(account), rule_.within.name); };
    for (const AccountId account : out_.accounts_) numbers.emplace(name_of(account), 0);
    for (auto& [name, number] : numbers) {
      number = static_cast<std::int32_t>(out_.segment_names_.size());
      out_.segment_names_.emplace_back(name);
    }
    for (const AccountId account : out_.accounts_) out_.segments_.push_back(numbers.at(name_of(account)));
  }

  // Units in the order of their accounts and then of the dimension's values.
  void FindPlaces(std::span<const AccountId> order) {
    out_.places_.resize(out_.size());
    std::int32_t place = 0;
    for (const AccountId account : order) {
      for (std::size_t part = 0; part < out_.part_count_; ++part) {
        const std::size_t slot = account.index() * out_.part_count_ + part;
        const std::int32_t unit = out_.units_.empty() ? account.value() : out_.units_[slot];
        if (unit >= 0) out_.places_[static_cast<std::size_t>(unit)] = place++;
      }
    }
  }

  // Last, because the population borrows from what it is made of.
  void MakePopulation() {
    out_.metrics_ = needs_.metrics;
    Population& population = out_.population_;
    for (std::size_t i = 0; i < out_.metrics_.size(); ++i) {
      const TierPopulation::Figures& figures = out_.figures_[i];
      population.metrics.push_back({.name = out_.metrics_[i].name,
                                    .values = figures.values,
                                    .scale = ScaleOf(policy_, out_.metrics_[i]),
                                    .active_months = out_.active_months_,
                                    .least_month = figures.least,
                                    .greatest_month = figures.greatest,
                                    .previous = figures.previous});
    }
    population.months = out_.months_;
    population.window_months = common_.window.Count();
    population.places = out_.places_;
    population.segments = out_.segments_;
    population.segment_count = static_cast<std::int32_t>(out_.segment_names_.size());
    population.has_fact = [&book = book_, accounts = std::span<const AccountId>(out_.accounts_),
                           roles = std::span<const GroupRole>(out_.roles_)](std::size_t unit, const FactIs& fact) {
      const AccountFacts facts = book.facts(accounts[unit]);
      const GroupRole role = roles.empty() ? GroupRole() : roles[accounts[unit].index()];
      return std::any_of(fact.values.begin(), fact.values.end(),
                         [&](const std::string& value) { return HasFact(facts, role, fact.fact, value); });
    };
  }

  const TieringRule& rule_;
  const Policy& policy_;
  const Book& book_;
  Day as_of_;
  std::int64_t last_;
  std::int64_t first_of_ledger_;
  TierNeeds needs_;
  TierCells cells_;
  GroupHeads groups_;
  TierMonths common_;                                // of anniversary windows only the last month means something
  std::vector<std::optional<std::int64_t>> opened_;  // months, by account; for anniversary windows
  TierPopulation out_;
};

Result<TierPopulation> BuildPopulation(const CompiledPolicy& policy, const Book& book, Day as_of,
                                       std::span<const AccountId> order) {
  return PopulationBuilder(policy, book, as_of).Build(order);
}

}  // namespace v1
}  // namespace keyhaul

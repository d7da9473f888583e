#include "src/engine/settle_stage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "keyhaul/statement.h"
#include "keyhaul/terms/clawback.h"
#include "keyhaul/terms/proportion.h"
#include "src/engine/benefit_tables.h"
#include "src/engine/group_dues.h"
#include "src/engine/line_dues.h"
#include "src/engine/line_parties.h"
#include "src/engine/settlement_tables.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// One period of one line for one account, ready to be settled: by itself, or as the sum of its parts in groups.
struct AccountPeriod {
  std::size_t period = 0;  // place among the line's periods
  SettlementRow row;
  std::optional<int128> target;
  std::string groups;
  std::string text;
};

class Settler {
 public:
  Settler(const CompiledPolicy& policy, const Book& book, Day as_of, bool omit_explanations, const Forecasts& forecasts,
          TierStage* tiers)
      : policy_(policy),
        book_(book),
        as_of_(as_of),
        line_periods_(policy, book, as_of, tiers),
        order_(book.OrderByExternalId()),
        periods_(policy.lines.size()),
        calculator_(policy, book, periods_, forecasts, order_, !omit_explanations),
        settlements_(policy, as_of),
        benefits_(policy, !omit_explanations),
        explain_(!omit_explanations) {}

  Status SettleAll(std::span<const Booked> all) {
    KEYHAUL_TRY(parties_, LineParties::Make(policy_, book_));
    std::vector<Booked> booked;
    std::vector<Booked> later;
    for (const Booked& entry : all) {
      KEYHAUL_TRY(const Period days,
                  policy_.policy.terms[static_cast<std::size_t>(entry.key.line)].period.At(entry.key.period));
      (days.begin > as_of_ ? later : booked).push_back(entry);
    }
    KEYHAUL_CHECK(PreparePeriods(booked));
    KEYHAUL_TRY(groups_, GroupCalculator(policy_, book_, periods_, calculator_).All());
    IndexGroups();
    std::span<const Booked> booked_left = booked;
    std::span<const Booked> later_left = later;
    for (std::size_t place = 0; place < order_.size(); ++place) {
      const std::span<const Booked> own = TakeOfAccount(place, &booked_left);
      KEYHAUL_CHECK(SettleAccount(order_[place], own, TakeOfAccount(place, &later_left)));
    }
    return {};
  }

  void Take(std::vector<Table>* tables) {
    settlements_.Take(tables);
    benefits_.Take(tables);
  }

 private:
  struct Part {
    const GroupDues* group;
    std::size_t due;     // place among the group's periods of the line
    std::size_t member;  // place among the members
  };
  using LinePeriodKey = std::pair<std::size_t, std::size_t>;  // line, and place among its periods

  // The entries of the account at the head of those that are left, which are in the order of accounts.
  static std::span<const Booked> TakeOfAccount(std::size_t place, std::span<const Booked>* left) {
    const auto is_of_account = [place](const Booked& b) { return b.key.place == static_cast<std::int32_t>(place); };
    const std::span<const Booked> own(left->begin(), std::find_if_not(left->begin(), left->end(), is_of_account));
    *left = left->subspan(own.size());
    return own;
  }

  // All periods of every line that somebody may have to be settled for, in order.
  Status PreparePeriods(std::span<const Booked> booked) {
    std::vector<std::set<std::int64_t>> indexes(policy_.lines.size());
    for (const Booked& entry : booked) indexes[static_cast<std::size_t>(entry.key.line)].insert(entry.key.period);
    for (std::size_t line = 0; line < policy_.lines.size(); ++line) {
      for (const std::int64_t index : line_periods_.Indexes(line)) indexes[line].insert(index);
      for (const std::int64_t index : indexes[line]) {
        KEYHAUL_TRY(LinePeriod period, line_periods_.Make(line, index, *parties_));
        periods_[line].push_back(std::move(period));
      }
    }
    for (const Booked& entry : booked) KEYHAUL_CHECK(CheckGoesForward(entry));
    return {};
  }

  // A run that goes back to where a period was not over yet would take back what only a final one owes.
  Status CheckGoesForward(const Booked& entry) const {
    if (!entry.mark.is_final.value_or(false) || entry.mark.as_of.value_or(as_of_) <= as_of_) return {};
    const auto line = static_cast<std::size_t>(entry.key.line);
    const auto period =
        std::lower_bound(periods_[line].begin(), periods_[line].end(), entry.key.period,
                         [](const LinePeriod& candidate, std::int64_t index) { return candidate.index < index; });
    if (period->is_final) return {};
    const std::string then = entry.mark.as_of->ToText();
    Error error = MakeError(Code::data_value, "\"" + then + "\": " + period->name + " of " +
                                                  policy_.policy.terms[line].id + " was final then and is not as of " +
                                                  as_of_.ToText() + "; a run goes on from the one before it");
    error.table = "booked";
    error.row = static_cast<std::int64_t>(entry.row);
    error.column = "as_of";
    error.value = then;
    return error;
  }

  void IndexGroups() {
    for (const GroupDues& group : groups_) {
      groups_of_[group.group].push_back(&group);
      for (std::size_t line = 0; line < group.lines.size(); ++line) {
        for (std::size_t due = 0; due < group.lines[line].size(); ++due) {
          const GroupPeriodDue& own = group.lines[line][due];
          for (std::size_t member = 0; member < own.members.size(); ++member) {
            parts_[own.members[member].account][{line, own.pooled.period}].push_back({&group, due, member});
          }
        }
      }
    }
  }

  // What was booked for periods that begin after the as-of day, by a run that went further, stays as it is.
  Status SettleAccount(AccountId account, std::span<const Booked> booked, std::span<const Booked> later) {
    KEYHAUL_CHECK(FindDues(account));
    for (std::size_t line = 0; line < policy_.lines.size(); ++line) {
      KEYHAUL_CHECK(SettleLine(account, line, booked));
      for (const Booked& entry : later) {
        if (entry.key.line == static_cast<std::int32_t>(line))
          KEYHAUL_CHECK(settlements_.Keep(book_.external_id(account), entry));
      }
    }
    const auto groups = groups_of_.find(account);
    if (groups == groups_of_.end()) return {};
    for (const GroupDues* group : groups->second) KEYHAUL_CHECK(WriteGroup(*group));
    return {};
  }

  static const Booked* FindBooked(std::span<const Booked> booked, std::size_t line, std::int64_t period) {
    for (const Booked& entry : booked) {
      if (entry.key.line == static_cast<std::int32_t>(line) && entry.key.period == period) return &entry;
    }
    return nullptr;
  }

  // What the account has by itself. What was booked brings nothing about: where no row is left, it is taken back.
  Status FindDues(AccountId account) {
    dues_.resize(policy_.lines.size());
    for (std::size_t line = 0; line < policy_.lines.size(); ++line) {
      dues_[line].clear();
      if (!parties_->IsFor(line, account)) continue;
      for (std::size_t i = 0; i < periods_[line].size(); ++i) {
        const LinePeriod& period = periods_[line][i];
        PartyBases bases = BasesOfAccount(period, account);
        const bool owes = parties_->OwesWithoutRows(line) && !period.valid.IsEmpty();
        if (bases.rows == 0 && !owes) continue;
        KEYHAUL_TRY(bases.total.baseline, BaselineFor(policy_, line, CellOf(period.baseline, account)));
        PeriodDue& due = dues_[line].emplace_back();
        due.period = i;
        due.bases = std::move(bases);
      }
    }
    return calculator_.Complete(account, &dues_);
  }

  Status SettleLine(AccountId account, std::size_t line, std::span<const Booked> booked) {
    std::vector<AccountPeriod> periods = OwnPeriods(line);
    AddParts(account, line, &periods);
    AddBookedOnly(line, booked, &periods);
    if (periods.empty()) return {};
    std::vector<PeriodState> states;
    std::vector<int128> targets;
    states.reserve(periods.size());
    targets.reserve(periods.size());
    for (AccountPeriod& own : periods) {
      const Booked* entry = FindBooked(booked, line, periods_[line][own.period].index);
      if (entry != nullptr) {
        KEYHAUL_TRY(own.row.before,
                    StateUnder(policy_.policy.terms[line].clawback, PeriodState{entry->amount, entry->balance}));
      }
      states.push_back(own.row.before);
      targets.push_back(own.target.value_or(own.row.before.booked));
    }
    std::vector<PeriodPayout> paid(periods.size());
    Status status = SettlePeriods(policy_.policy.terms[line].clawback, targets, states, paid);
    for (std::size_t i = 0; i < periods.size() && status.ok(); ++i) {
      periods[i].row.after = states[i];
      periods[i].row.paid = paid[i];
      status = Write(account, line, periods[i]);
    }
    if (status.ok()) return {};
    Error error = Under("terms[" + std::to_string(line) + "]", std::move(status).error());
    error.message = "account " + std::string(book_.external_id(account)) + ": " + error.message;
    return error;
  }

  std::vector<AccountPeriod> OwnPeriods(std::size_t line) {
    std::vector<AccountPeriod> periods;
    periods.reserve(dues_[line].size());
    for (PeriodDue& due : dues_[line]) {
      AccountPeriod& own = periods.emplace_back();
      own.period = due.period;
      own.row.bases = due.bases.total;
      own.row.bracket = due.benefit.bracket;
      own.row.earned = due.benefit.earned;
      own.row.limited = due.limited;
      own.row.accrued = due.accrued;
      own.target = due.target;
      own.text = std::move(due.benefit.text);
    }
    return periods;
  }

  static AccountPeriod& PeriodAt(std::size_t period, std::vector<AccountPeriod>* periods) {
    const auto place = std::lower_bound(periods->begin(), periods->end(), period,
                                        [](const AccountPeriod& a, std::size_t other) { return a.period < other; });
    if (place != periods->end() && place->period == period) return *place;
    AccountPeriod fresh;
    fresh.period = period;
    return *periods->insert(place, std::move(fresh));
  }

  // The account's parts of what its groups earn.
  void AddParts(AccountId account, std::size_t line, std::vector<AccountPeriod>* periods) const {
    const auto parts = parts_.find(account);
    if (parts == parts_.end()) return;
    const auto end = parts->second.lower_bound({line + 1, 0});
    for (auto i = parts->second.lower_bound({line, 0}); i != end; ++i) {
      AccountPeriod& own = PeriodAt(i->first.second, periods);
      for (const Part& part : i->second) AddPart(line, part, &own);
    }
  }

  // Sums of parts stay within the totals that were rounded for the groups, which fit.
  void AddPart(std::size_t line, const Part& part, AccountPeriod* own) const {
    const GroupPeriodDue& due = part.group->lines[line][part.due];
    const MemberDue& member = due.members[part.member];
    SettlementRow& row = own->row;
    row.bases = AddBases(row.bases, member.bases.total);
    row.bracket = due.pooled.benefit.bracket;
    row.earned += member.due;
    row.limited.due += member.due;
    if (member.accrued) row.accrued = row.accrued.value_or(0) + *member.accrued;
    if (member.target) own->target = own->target.value_or(0) + *member.target;
    const std::string_view id = book_.external_id(part.group->group);
    own->groups += (own->groups.empty() ? "" : "; ") + std::string(id);
    if (explain_) own->text += (own->text.empty() ? "" : "; ") + PartText(line, due, member, id);
  }

  // "1338.03 of 2007.04 of G1, for 8.00 of 12.00"
  std::string PartText(std::size_t line, const GroupPeriodDue& due, const MemberDue& member,
                       std::string_view group) const {
    const int scale = policy_.lines[line].units.qualifying_scale;
    return statement_internal::MinorText(member.due, policy_.money_scale) + " of " +
           statement_internal::MinorText(due.pooled.limited.due, policy_.money_scale) + " of " + std::string(group) +
           ", for " + statement_internal::MinorText(member.bases.total.qualifying, scale) + " of " +
           statement_internal::MinorText(due.pooled.bases.total.qualifying, scale);
  }

  // What was booked and has nothing behind it any more: nothing is due.
  void AddBookedOnly(std::size_t line, std::span<const Booked> booked, std::vector<AccountPeriod>* periods) const {
    for (const Booked& entry : booked) {
      if (entry.key.line != static_cast<std::int32_t>(line)) continue;
      std::size_t period = 0;
      while (periods_[line][period].index != entry.key.period) ++period;
      AccountPeriod& own = PeriodAt(period, periods);
      if (own.groups.empty() && FindDue(line, period) == nullptr) own.target = int128(0);
    }
  }

  const PeriodDue* FindDue(std::size_t line, std::size_t period) const {
    for (const PeriodDue& due : dues_[line]) {
      if (due.period == period) return &due;
    }
    return nullptr;
  }

  Status Write(AccountId account, std::size_t line, AccountPeriod& own) {
    const SettlementPlace place{book_.external_id(account), line, &periods_[line][own.period]};
    own.row.groups = own.groups;
    own.row.text = own.text;
    KEYHAUL_CHECK(settlements_.Add(place, own.row));
    const PeriodDue* due = FindDue(line, own.period);
    if (due == nullptr) return {};
    benefits_.Add(place, *due);
    benefits_.AddConversions(place, account);
    return {};
  }

  Status WriteGroup(const GroupDues& group) {
    for (std::size_t line = 0; line < group.lines.size(); ++line) {
      for (const GroupPeriodDue& due : group.lines[line]) {
        const LinePeriod& period = periods_[line][due.pooled.period];
        KEYHAUL_CHECK(benefits_.AddGroup({book_.external_id(group.group), line, &period}, due, book_));
      }
    }
    return {};
  }

  const CompiledPolicy& policy_;
  const Book& book_;
  const Day as_of_;
  const LinePeriods line_periods_;
  const std::vector<AccountId> order_;
  std::vector<std::vector<LinePeriod>> periods_;  // by line
  const DueCalculator calculator_;
  std::optional<LineParties> parties_;
  std::vector<GroupDues> groups_;
  std::map<AccountId, std::vector<const GroupDues*>> groups_of_;           // by the group's own account
  std::map<AccountId, std::map<LinePeriodKey, std::vector<Part>>> parts_;  // by member
  PartyDues dues_;                                                         // of the account at hand
  SettlementTables settlements_;
  BenefitTables benefits_;
  const bool explain_;
};

}  // namespace

Status AddSettlements(const CompiledPolicy& policy, const Book& book, Day as_of, bool omit_explanations,
                      const SettlementInputs& known, TierStage* tiers, std::vector<Table>* tables) {
  Settler settler(policy, book, as_of, omit_explanations, known.forecasts, tiers);
  KEYHAUL_CHECK(settler.SettleAll(known.booked));
  settler.Take(tables);
  return {};
}

}  // namespace v1
}  // namespace keyhaul

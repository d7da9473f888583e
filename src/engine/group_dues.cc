#include "src/engine/group_dues.h"

#include <algorithm>
#include <utility>

#include "keyhaul/terms/proportion.h"
#include "src/kernels/allocation_kernel.h"
#include "src/kernels/schedule_kernel.h"

namespace keyhaul {
inline namespace v1 {
namespace {

// The place of a member in the byte order of ids; one who has no rows yet is put in.
std::size_t PlaceOf(AccountId account, const Book& book, std::vector<MemberDue>* members) {
  const auto place = std::lower_bound(
      members->begin(), members->end(), book.external_id(account),
      [&](const MemberDue& member, std::string_view id) { return book.external_id(member.account) < id; });
  const auto index = static_cast<std::size_t>(place - members->begin());
  if (place != members->end() && place->account == account) return index;
  MemberDue none;
  none.account = account;
  members->insert(place, std::move(none));
  return index;
}

// Who has the part of a pool that nobody has rows in: the one who gets all where that is agreed, else the group.
AccountId HeadOf(const Agreement& agreement, const Book& book, AccountId group) {
  return agreement.head_office.empty() ? group : book.Find(agreement.head_office);
}

void AddTo(const PartyBases& own, PartyBases* sum) {
  sum->total = AddBases(sum->total, own.total);
  sum->rows += own.rows;
  if (sum->stretches.size() < own.stretches.size()) sum->stretches.resize(own.stretches.size());
  for (std::size_t i = 0; i < own.stretches.size(); ++i) {
    sum->stretches[i] = AddBases(sum->stretches[i], own.stretches[i]);
  }
}

}  // namespace

Result<std::vector<GroupDues>> GroupCalculator::All() {
  std::vector<GroupDues> all;
  for (std::size_t i = 0; i < policy_.policy.agreements.size(); ++i) {
    const Agreement& agreement = policy_.policy.agreements[i];
    const std::string path = "agreements[" + std::to_string(i) + "]";
    for (std::size_t k = 0; k < agreement.groups.size(); ++k) {
      const AccountId group = book_.Find(agreement.groups[k]);
      if (group.IsNone()) {
        return MakeErrorAt(Code::data_unknown_account, path + ".groups[" + std::to_string(k) + "]",
                           "the book has no account \"" + agreement.groups[k] + "\"");
      }
      KEYHAUL_TRY(GroupDues dues, Of(agreement, group));
      all.push_back(std::move(dues));
    }
  }
  return all;
}

Result<GroupDues> GroupCalculator::Of(const Agreement& agreement, AccountId group) {
  const std::size_t lines = policy_.lines.size();
  GroupDues dues{group, std::vector<std::vector<GroupPeriodDue>>(lines)};
  PartyDues pooled(lines);
  for (std::size_t line = 0; line < lines; ++line) {
    const int own = policy_.lines[line].agreement;
    if (own < 0 || &policy_.policy.agreements[static_cast<std::size_t>(own)] != &agreement) continue;
    for (std::size_t period = 0; period < periods_[line].size(); ++period) {
      KEYHAUL_TRY(GroupPeriodDue due, Pool(line, period, group));
      const bool owes = OwesWithoutRows(policy_.policy.terms[line]) && !periods_[line][period].valid.IsEmpty();
      if (due.pooled.bases.rows == 0 && !owes) continue;
      pooled[line].push_back(due.pooled);
      dues.lines[line].push_back(std::move(due));
    }
  }
  KEYHAUL_CHECK(calculator_.Complete(group, &pooled));
  for (std::size_t line = 0; line < lines; ++line) {
    for (std::size_t i = 0; i < pooled[line].size(); ++i) {
      GroupPeriodDue& due = dues.lines[line][i];
      due.pooled = std::move(pooled[line][i]);
      KEYHAUL_CHECK(Share(agreement, dues, line, &due));
    }
  }
  return dues;
}

void GroupCalculator::AddCells(const LinePeriod& period, std::size_t stretch, int item, int128 Bases::*basis,
                               Pools* pools) const {
  if (item < 0) return;
  const bool has_stretches = period.stretches.size() > 1;
  for (const SplitCell& cell : book_.SplitCells(item, period.index)) {
    MemberDue& member = (*pools)[cell.group][book_.external_id(cell.account)];
    member.account = cell.account;
    PartyBases& bases = member.bases;
    bases.stretches.resize(has_stretches ? period.stretches.size() : 0);
    bases.total.*basis += cell.sum;
    if (has_stretches) bases.stretches[stretch].*basis += cell.sum;
    if (basis == &Bases::qualifying) bases.rows += cell.rows;
  }
}

const GroupCalculator::Pools& GroupCalculator::PoolsOf(std::size_t line, std::size_t period) {
  const auto [place, is_new] = pools_.try_emplace({line, period});
  Pools& pools = place->second;
  if (!is_new) return pools;
  const LinePeriod& own = periods_[line][period];
  for (std::size_t i = 0; i < own.stretches.size(); ++i) {
    const LineItems& items = policy_.lines[line].stretches[own.stretches[i].stretch].pooled;
    AddCells(own, i, items.qualifying, &Bases::qualifying, &pools);
    AddCells(own, i, items.payable, &Bases::payable, &pools);
    AddCells(own, i, items.counted, &Bases::counted, &pools);
  }
  return pools;
}

Result<GroupPeriodDue> GroupCalculator::Pool(std::size_t line, std::size_t period, AccountId group) {
  const Pools& pools = PoolsOf(line, period);
  const auto found = pools.find(group);
  Members members = found == pools.end() ? Members() : found->second;
  PartyBases own = BasesOfAccount(periods_[line][period], group);
  if (own.rows > 0) {
    MemberDue& head = members[book_.external_id(group)];
    head.account = group;
    AddTo(own, &head.bases);
  }
  if (policy_.lines[line].baseline_item >= 0) AddMembersWithoutRows(periods_[line][period], group, &members);
  const Agreement& agreement = policy_.policy.agreements[static_cast<std::size_t>(policy_.lines[line].agreement)];
  const AccountId head = HeadOf(agreement, book_, group);
  if (members.empty()) members[book_.external_id(head)].account = head;
  GroupPeriodDue due;
  due.pooled.period = period;
  for (auto& [id, member] : members) due.members.push_back(std::move(member));
  KEYHAUL_CHECK(AddBaselines(line, periods_[line][period], &due));
  for (const MemberDue& member : due.members) AddTo(member.bases, &due.pooled.bases);
  const std::optional<Baseline>& baseline = policy_.policy.terms[line].baseline;
  if (baseline && baseline->from == BaselineFrom::fixed) {
    KEYHAUL_TRY(due.pooled.bases.total.baseline, BaselineFor(policy_, line, 0));  // the group's, not each member's
  }
  return due;
}

// Who is a member on a valid day of the period. One who stops to buy must not vanish from the baseline.
void GroupCalculator::AddMembersWithoutRows(const LinePeriod& period, AccountId group, Members* members) const {
  for (const Membership& membership : book_.Memberships()) {
    if (membership.group != group || !Overlap(membership.period, period.valid)) continue;
    (*members)[book_.external_id(membership.member)].account = membership.member;
  }
  (*members)[book_.external_id(group)].account = group;
}

// Growth is like for like: against what those who are members now had then, members then or not.
Status GroupCalculator::AddBaselines(std::size_t line, const LinePeriod& period, GroupPeriodDue* due) const {
  if (!policy_.policy.terms[line].baseline) return {};
  for (MemberDue& member : due->members) {
    KEYHAUL_TRY(member.bases.total.baseline, BaselineFor(policy_, line, CellOf(period.baseline, member.account)));
  }
  return {};
}

// The members' parts of the discounts that the pool's bases are net of; their lines have been shared out already. Who
// has a part of one is a member of the pool, so that the members' bases add up to it.
Status GroupCalculator::TakeOffDiscounts(std::size_t line, const GroupDues& dues, GroupPeriodDue* due) const {
  const std::int64_t index = periods_[line][due->pooled.period].index;
  for (const std::size_t discount : policy_.lines[line].net_of) {
    for (const GroupPeriodDue& taken : dues.lines[discount]) {
      if (periods_[discount][taken.pooled.period].index != index) continue;
      for (const MemberDue& part : taken.members) {
        if (part.due == 0) continue;
        Bases& total = due->members[PlaceOf(part.account, book_, &due->members)].bases.total;
        KEYHAUL_TRY(total.qualifying, CheckedDifference(total.qualifying, part.due));
        KEYHAUL_TRY(total.payable, CheckedDifference(total.payable, part.due));
      }
    }
  }
  return {};
}

Status GroupCalculator::Share(const Agreement& agreement, const GroupDues& dues, std::size_t line,
                              GroupPeriodDue* due) const {
  KEYHAUL_CHECK(TakeOffDiscounts(line, dues, due));
  const std::size_t head_office = agreement.share == GroupShare::head_office
                                      ? PlaceOf(HeadOf(agreement, book_, dues.group), book_, &due->members)
                                      : 0;
  for (MemberDue& member : due->members) {
    if (!due->pooled.gets_it) continue;
    KEYHAUL_TRY(const Benefit alone, calculator_.BenefitOf(line, due->pooled.period, member.bases));
    member.standalone = alone.earned;
  }
  GroupShares of_due;
  KEYHAUL_TRY(const std::vector<int128> parts,
              PartsOf(agreement, line, *due, head_office, due->pooled.limited.due, &of_due));
  std::vector<int128> targets = parts;
  std::vector<int128> accrued;
  GroupShares unused;
  if (due->pooled.target && *due->pooled.target != due->pooled.limited.due) {
    KEYHAUL_TRY(targets, PartsOf(agreement, line, *due, head_office, *due->pooled.target, &unused));
  }
  if (due->pooled.accrued) {
    KEYHAUL_TRY(accrued, PartsOf(agreement, line, *due, head_office, *due->pooled.accrued, &unused));
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    MemberDue& member = due->members[i];
    member.due = parts[i];
    if (due->pooled.target) member.target = targets[i];
    if (due->pooled.accrued) member.accrued = accrued[i];
  }
  due->standalone = of_due.standalone;
  KEYHAUL_TRY(due->gain, CheckedDifference(due->pooled.benefit.earned, due->standalone));
  if (of_due.negative_basis) due->flags = "negative_basis";
  if (of_due.no_positive_basis) due->flags += std::string(due->flags.empty() ? "" : " ") + "no_positive_basis";
  return {};
}

// The parts of a total that the pool owes. What marginal_by_order gives adds up to what was earned; where limits or
// accruals make the total more, or turn it, the difference goes by contribution. Where they leave less of it, what is
// left goes by the parts of what was earned, as it does under standalone_first: nobody pays for what another may keep.
Result<std::vector<int128>> GroupCalculator::PartsOf(const Agreement& agreement, std::size_t line,
                                                     const GroupPeriodDue& due, std::size_t head_office, int128 total,
                                                     GroupShares* shares) const {
  std::vector<std::string_view> ids;
  std::vector<int128> bases;
  std::vector<int128> standalone;
  for (const MemberDue& member : due.members) {
    ids.push_back(book_.external_id(member.account));
    bases.push_back(member.bases.total.qualifying);
    standalone.push_back(member.standalone);
  }
  const GroupShare share = ShareOf(agreement, policy_.policy.terms[line]);
  const int128 earned = due.pooled.benefit.earned;
  const bool is_cut =
      share != GroupShare::contribution && share != GroupShare::head_office && total >= 0 && total < earned;
  GroupBenefit benefit{share, total, policy_.lines[line].step, ids, bases, standalone, {}, head_office};
  std::vector<int128> running;
  if (share == GroupShare::marginal_by_order) {
    KEYHAUL_TRY(running, Running(line, due));
    benefit.running = running;
  }
  if (is_cut || share == GroupShare::marginal_by_order) benefit.total = earned;
  KEYHAUL_TRY(*shares, terms_internal::ShareGroupWith(benefit, kernels::Allocate));
  std::vector<int128> parts = shares->parts;
  if (benefit.total == total) return parts;
  benefit.share = GroupShare::contribution;
  if (is_cut) {
    benefit.bases = parts;
    benefit.total = total;
    KEYHAUL_TRY(GroupShares left, terms_internal::ShareGroupWith(benefit, kernels::Allocate));
    return std::move(left.parts);
  }
  KEYHAUL_TRY(benefit.total, CheckedDifference(total, earned));
  KEYHAUL_TRY(const GroupShares rest, terms_internal::ShareGroupWith(benefit, kernels::Allocate));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    KEYHAUL_TRY(parts[i], CheckedSum(parts[i], rest.parts[i]));
  }
  return parts;
}

// What the line gives for the first member, the first two, ...
Result<std::vector<int128>> GroupCalculator::Running(std::size_t line, const GroupPeriodDue& due) const {
  std::vector<int128> running;
  PartyBases sum;
  for (const MemberDue& member : due.members) {
    AddTo(member.bases, &sum);
    if (!due.pooled.gets_it) {
      running.emplace_back(0);
      continue;
    }
    KEYHAUL_TRY(const Benefit benefit, calculator_.BenefitOf(line, due.pooled.period, sum));
    running.push_back(benefit.earned);
  }
  return running;
}

}  // namespace v1
}  // namespace keyhaul

// The parts of all members of a pool.
//
// A pool says how many members have a part. Where the statements of all of them are here, their bases add up to the
// pool's and their parts to what is due, and the parts are those of the agreement's way of sharing:
//
//   contribution       due by the members' bases, in steps, by largest remainder; of equals to the first id
//   standalone_first   what each would have earned alone, and of due less all of that a part by bases
//   marginal_by_order  what each basis adds to those before it, and of due less earned a part by bases
//   head_office        all to one, which one statement tells
//
// Of the two in the middle, where less is due than was earned, it is shared by the parts of what was earned.
//
// Where some are missing, the pool's bases are taken as they are given, and the report says so.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/document_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

class MembersCheck {
 public:
  explicit MembersCheck(const PoolMembers& members) : pool_(members.begin()->second) {
    for (const auto& [account, pool] : members) {
      pools_.push_back(&pool);
      members_.push_back(pool.place.Member("member"));
      bases_.push_back(members_.back().Amount("qualifying"));
      payables_.push_back(members_.back().Amount("payable"));
    }
  }

  void Check() const {
    for (const LineCase* pool : pools_) CompareTold(*pool);
    for (std::size_t i = 0; i < members_.size(); ++i) CheckStandalone(i);
    const Number count(static_cast<std::int64_t>(members_.size()));
    const Number all = pool_.place.Amount("members");
    if (count < all) {
      pool_.place.CannotJudge("qualifying", "of " + TextOf(all) + " members, the statements of " + TextOf(count) +
                                                " are here: the pool is taken as given");
      return;
    }
    pool_.place.Expect("members", count);
    CheckSums();
    CheckFlags();
    CheckParts();
  }

 private:
  // All members are told the same of their pool.
  void CompareTold(const LineCase& other) const {
    constexpr const char* kFigures[] = {
        "share", "period",  "period_end", "state", "qualifying", "payable", "bracket", "earned",  "capped",  "top_up",
        "due",   "accrued", "standalone", "gain",  "members",    "flags",   "text",    "counted", "baseline"};
    for (const char* key : kFigures) other.place.ExpectText(key, pool_.place.Text(key));
  }

  // What a line gives on some bases; nothing where more than those two decide it.
  std::optional<Number> EarnedOn(const Number& basis, const Number& payable) const {
    const std::vector<LineVersion> versions = VersionsOf(pool_);
    const bool is_known = versions.size() == 1 && pool_.rule->Find("counts_on") == nullptr &&
                          pool_.rule->Find("baseline") == nullptr && pool_.rule->Find("tiers") == nullptr;
    const std::optional<Number> exact = is_known ? ExactOf(versions.front(), {basis, payable, {}, {}}) : std::nullopt;
    return exact ? std::optional<Number>(pool_.Rounded(*exact)) : std::nullopt;
  }

  void CheckStandalone(std::size_t i) const {
    const std::optional<Number> alone = EarnedOn(bases_[i], payables_[i]);
    if (alone) members_[i].Expect("standalone", *alone);
  }

  void CheckSums() const {
    Number parts = 0;
    Number basis = 0;
    Number payable = 0;
    Number alone = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      parts += members_[i].Amount("part");
      alone += members_[i].Amount("standalone");
      basis += bases_[i];
      payable += payables_[i];
    }
    pool_.place.Expect("qualifying", basis);
    pool_.place.Expect("payable", payable);
    pool_.place.Expect("due", parts);
    pool_.place.Expect("standalone", alone);
  }

  void CheckFlags() const {
    const auto is_below = [](const Number& basis) { return basis < 0; };
    const auto is_above = [](const Number& basis) { return basis > 0; };
    const bool by_basis = Share() == "contribution" || Share() == "standalone_first";
    std::string flags = std::any_of(bases_.begin(), bases_.end(), is_below) ? "negative_basis" : "";
    if (by_basis && std::none_of(bases_.begin(), bases_.end(), is_above)) {
      flags += flags.empty() ? "no_positive_basis" : " no_positive_basis";
    }
    pool_.place.ExpectText("flags", flags);
  }

  std::string_view Share() const { return pool_.place.Text("share"); }

  // A total by weights, in steps, or in units of money where it is no multiple of a step.
  std::vector<Number> By(const std::vector<Number>& bases, const Number& total) const {
    std::vector<Number> weights;
    weights.reserve(bases.size());
    for (const Number& basis : bases) weights.push_back(std::max(basis, Number(0)));
    const Number steps = total / pool_.rounding.step;
    const bool is_whole = Number(FloorOf(steps)) == steps;
    return PartsOf(total, weights, is_whole ? pool_.rounding.step : pool_.policy->MoneyUnit());
  }

  // What each basis adds to those before it; nothing where it is not known.
  std::vector<Number> Marginal() const {
    std::vector<Number> parts;
    Number basis = 0;
    Number payable = 0;
    Number before = 0;
    for (std::size_t i = 0; i < bases_.size(); ++i) {
      basis += bases_[i];
      payable += payables_[i];
      const std::optional<Number> earned = EarnedOn(basis, payable);
      if (!earned) return {};
      parts.emplace_back(*earned - before);
      before = *earned;
    }
    return parts;
  }

  void CheckParts() const {
    if (Share() == "head_office") return;
    const Number due = pool_.place.Amount("due");
    const Number earned = pool_.place.Amount("earned");
    const bool is_cut = Share() != "contribution" && due >= 0 && due < earned;
    std::vector<Number> parts = PartsOfTotal(is_cut ? earned : due);
    if (is_cut && !parts.empty()) parts = By(parts, due);
    for (std::size_t i = 0; i < parts.size(); ++i) members_[i].Expect("part", parts[i]);
  }

  // Nothing where they are not known.
  std::vector<Number> PartsOfTotal(const Number& total) const {
    std::vector<Number> parts(bases_.size());
    Number rest = total;
    if (Share() == "standalone_first") {
      for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = members_[i].Amount("standalone");
      rest -= pool_.place.Amount("standalone");
    } else if (Share() == "marginal_by_order") {
      parts = Marginal();
      rest -= pool_.place.Amount("earned");
    }
    if (parts.empty()) return parts;
    const std::vector<Number> more = By(bases_, rest);
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i] += more[i];
    return parts;
  }

  const LineCase& pool_;
  std::vector<const LineCase*> pools_;
  std::vector<Place> members_;
  std::vector<Number> bases_;
  std::vector<Number> payables_;
};

}  // namespace

void CheckMembers(const PoolMembers& members) { MembersCheck(members).Check(); }

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

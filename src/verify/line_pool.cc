// What groups earned, and the account's part of it.
//
// The pool stands on the statement of each member: its bases, what its benefit was made of, and what is due for it. So
// it is computed again as an account's line is. That the members' parts add up to it is told where the statements of
// all members are here (pool_members.cc).
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// The groups of the agreement that the line was pooled in, in the agreement's order.
std::string GroupsText(const LineCase& line) {
  std::string text;
  for (const JsonTree& group : line.agreement->Find("groups")->elements) {
    for (std::size_t i = 0; i < line.place.Size("pools"); ++i) {
      if (line.place.Element("pools", i).Text("group") != group.text) continue;
      text += (text.empty() ? "" : "; ") + group.text;
    }
  }
  return text;
}

// One promise of all has no part that a member would owe alone.
std::string ShareOf(const LineCase& line) {
  const std::string_view share = line.agreement->TextAt("share");
  const bool by_basis = share.empty() || (line.rule->Find("commitment") != nullptr && share != "head_office");
  return std::string(by_basis ? "contribution" : share);
}

void CheckWordsOfPool(const LineCase& pool) {
  const Place& place = pool.place;
  place.ExpectText("agreement", pool.agreement->TextAt("id"));
  place.ExpectText("share", ShareOf(pool));
  place.Expect("gain", Number(place.Amount("earned") - place.Amount("standalone")));
  const std::string_view flags = place.Text("flags");
  const bool is_known = flags.empty() || flags == "negative_basis" || flags == "no_positive_basis" ||
                        flags == "negative_basis no_positive_basis";
  place.ExpectThat(is_known, "flags", "negative_basis, no_positive_basis or nothing");
  const bool has_one_basis =
      pool.rule->Find("pays_on") == nullptr || pool.rule->TextAt("pays_on") == pool.rule->TextAt("qualifies_on");
  if (has_one_basis) place.Expect("payable", place.Amount("qualifying"));
  if (pool.rule->Find("counts_on") == nullptr) place.ExpectText("counted", "");
  if (pool.rule->Find("baseline") == nullptr) place.ExpectText("baseline", "");
  place.ExpectThat(place.Amount("members") >= 1, "members", "a number of members");
}

// One member's part, as far as the pool alone tells it.
void CheckMemberPart(const LineCase& line, const LineCase& pool) {
  const Place member = pool.place.Member("member");
  const Number part = member.Amount("part");
  const Number due = pool.place.Amount("due");
  if (ShareOf(line) == "head_office") {
    const std::string_view office = line.agreement->TextAt("head_office");
    const bool gets_all = line.party == (office.empty() ? std::string_view(pool.party) : office);
    member.Expect("part", gets_all ? due : Number(0));
  }
  const Number all = pool.place.Amount("qualifying");
  if (ShareOf(line) != "contribution" || !pool.place.Text("flags").empty() || all <= 0) return;
  const Number exact = due * member.Amount("qualifying") / all;
  const bool is_near = part > exact - line.rounding.step && part < exact + line.rounding.step;
  member.ExpectThat(is_near, "part", TextOf(exact) + " up to a step");
}

}  // namespace

std::vector<LineCase> PoolsOf(const LineCase& line) {
  std::vector<LineCase> pools;
  for (std::size_t i = 0; i < line.place.Size("pools"); ++i) {
    LineCase pool = line;
    pool.place = line.place.Element("pools", i);
    pool.party = pool.place.Text("group");
    pool.is_pool = true;
    pools.push_back(pool);
  }
  return pools;
}

void CheckPools(const LineCase& line) {
  if (!line.IsForGroups()) return;  // told already: the line has no pools
  Number parts = 0;
  Number qualifying = 0;
  Number payable = 0;
  bool accrues_due = true;
  const std::vector<LineCase> pools = PoolsOf(line);
  for (const LineCase& pool : pools) {
    const Place& place = pool.place;
    for (const char* key : {"period", "period_end", "state"}) place.ExpectText(key, line.place.Text(key));
    if (!place.Has("member")) {
      place.Differ("member", "nothing", "the account's part");
      continue;
    }
    CheckWordsOfPool(pool);
    CheckEarned(pool);
    CheckLimits(pool);
    CheckAccrued(pool);
    CheckText(pool);
    CheckMemberPart(line, pool);
    const Place member = place.Member("member");
    parts += member.Amount("part");
    qualifying += member.Amount("qualifying");
    payable += member.Amount("payable");
    accrues_due = accrues_due && place.Has("accrued") && place.Amount("accrued") == place.Amount("due");
  }
  line.place.ExpectText("group", GroupsText(line));
  line.place.Expect("qualifying", qualifying);
  line.place.Expect("payable", payable);
  line.place.Expect("earned", parts);
  line.place.Expect("due", parts);
  line.place.Expect("capped", Number(0));
  line.place.Expect("top_up", Number(0));
  if (line.rule->Find("accrual") == nullptr || line.IsBooked()) line.place.ExpectText("accrued", "");
  if (accrues_due && !line.IsBooked()) line.place.Expect("accrued", parts);
  // The bracket of the last group in the agreement's order stands on the line.
  std::string_view bracket;
  for (const JsonTree& group : line.agreement->Find("groups")->elements) {
    for (const LineCase& pool : pools) {
      if (pool.party == group.text) bracket = pool.place.Text("bracket");
    }
  }
  line.place.ExpectText("bracket", bracket);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

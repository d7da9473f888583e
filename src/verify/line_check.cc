#include "src/verify/line_check.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

const JsonTree* ValidOf(const LineCase& line) {
  return line.agreement == nullptr ? nullptr : line.agreement->Find("valid");
}

std::int64_t ValidBegin(const LineCase& line) {
  const JsonTree* const valid = ValidOf(line);
  const std::int64_t begin = *line.begin;
  return valid == nullptr ? begin : std::max(begin, DayNumberOf(valid->TextAt("from")).value_or(begin));
}

// A limit of a line, or the cap of its agreement, for the days on which it is valid; nothing without one.
std::optional<Number> LimitOf(const LineCase& line, const JsonTree* object, std::string_view key) {
  if (object == nullptr || object->Find(key) == nullptr) return std::nullopt;
  const std::optional<Number> amount = NumberOf(object->TextAt(key));
  return amount ? std::optional<Number>(line.Rounded(*amount * line.Proration())) : std::nullopt;
}

// What is owed beyond the spend: -(overage or true-up), by the figures of commitment.h's essay, done once more.
void CheckCommitment(const LineCase& line) {
  if (line.place.Size("commitments") != 1) {
    line.place.Differ("commitments", std::to_string(line.place.Size("commitments")), "1");
    return;
  }
  const Place figures = line.place.Element("commitments", 0);
  const JsonTree& rule = *line.rule.Find("commitment");
  const Number factor = NumberOf(rule.TextAt("overage")).value_or(Number(1));
  const Number promised = NumberOf(rule.TextAt("amount")).value_or(Number(0)) * line.Proration();
  Number used = line.place.Amount("qualifying");
  if (rule.TextAt("negative_usage") == "zero") used = std::max(used, Number(0));
  const Number utilised = std::min(used, promised);
  const Number beyond = used > promised  ? Number((used - promised) * factor)
                        : line.IsFinal() ? Number(promised - used)
                                         : Number(0);
  const Number total = line.Rounded(utilised + beyond);
  const Number billed = total - line.Rounded(utilised);
  figures.Expect("used", used);
  figures.Expect("committed", line.Rounded(promised));
  figures.Expect("utilised", line.Rounded(utilised));
  const bool is_over = used > promised && beyond != 0;
  figures.Expect("overage", is_over ? billed : Number(0));
  figures.Expect("true_up", is_over ? Number(0) : billed);
  figures.Expect("total", total);
  if (line.begin && line.end) {
    figures.Expect("prorated_days", Number(std::max<std::int64_t>(line.ValidEnd() - ValidBegin(line), 0)));
    figures.Expect("of_days", Number(*line.end - *line.begin));
  }
  line.place.Expect("earned", Number(used - total));
}

bool IsGroupOf(const LineCase& line, std::string_view group) {
  const JsonTree* const groups = line.agreement == nullptr ? nullptr : line.agreement->Find("groups");
  return groups != nullptr && std::any_of(groups->elements.begin(), groups->elements.end(),
                                          [&](const JsonTree& id) { return id.text == group; });
}

// The account's parts of what groups earned. Of a contribution, the part is due × own / all, up to one step.
void CheckPools(const LineCase& line) {
  Number sum = 0;
  Number basis = 0;
  std::string groups;
  for (std::size_t i = 0; i < line.place.Size("pools"); ++i) {
    const Place pool = line.place.Element("pools", i);
    groups += (i == 0 ? "" : "; ") + std::string(pool.Text("group"));
    pool.ExpectThat(IsGroupOf(line, pool.Text("group")), "group", "a group of the agreement");
    if (!pool.Has("member")) {
      pool.Differ("member", "nothing", "the account's part");
      continue;
    }
    const Place member = pool.Member("member");
    if (line.agreement != nullptr) {
      const std::string_view share = line.agreement->TextAt("share");
      pool.ExpectText("share", share.empty() ? "contribution" : share);
    }
    const Number part = member.Amount("part");
    const Number own = member.Amount("qualifying");
    const Number all = pool.Amount("qualifying");
    const Number due = pool.Amount("due");
    sum += part;
    basis += own;
    if (pool.Text("share") == "head_office") member.ExpectThat(part == 0 || part == due, "part", "0 or " + TextOf(due));
    const std::string_view flags = pool.Text("flags");
    const bool is_known = flags.empty() || flags.find("negative_basis") != std::string_view::npos ||
                          flags.find("no_positive_basis") != std::string_view::npos;
    pool.ExpectThat(is_known, "flags", "negative_basis, no_positive_basis or nothing");
    if (pool.Text("share") != "contribution" || !flags.empty() || all <= 0) continue;
    const Number exact = due * own / all;
    const bool is_near = part > exact - line.rounding.step && part < exact + line.rounding.step;
    member.ExpectThat(is_near, "part", TextOf(exact) + " up to a step");
  }
  line.place.ExpectThat(line.place.Size("pools") > 0, "pools", "the account's part of each group");
  line.place.ExpectText("group", groups);
  line.place.Expect("qualifying", basis);
  line.place.Expect("earned", sum);
  line.place.Expect("capped", Number(0));
  line.place.Expect("top_up", Number(0));
}

// What the line's own cap takes off.
Number OwnCut(const LineCase& line) {
  const std::optional<Number> cap = line.GetsNothing() ? std::nullopt : LimitOf(line, line.rule.Find("limits"), "cap");
  return cap ? std::max(Number(line.place.Amount("earned") - *cap), Number(0)) : Number(0);
}

// Of a cumulative guarantee, what other periods lack is not known here.
void CheckTopUp(const LineCase& line) {
  const JsonTree* const limits = line.rule.Find("limits");
  const std::optional<Number> guarantee = line.GetsNothing() ? std::nullopt : LimitOf(line, limits, "guarantee");
  if (!guarantee || !line.IsFinal()) {
    line.place.Expect("top_up", Number(0));
  } else if (limits->TextAt("guarantee_kind") == "per_period") {
    const Number received = line.place.Amount("earned") - OwnCut(line);
    line.place.Expect("top_up", std::max(Number(*guarantee - received), Number(0)));
  } else {
    line.place.ExpectThat(line.place.Amount("top_up") >= 0, "top_up", "0 or more");
  }
}

// due = earned − capped + top-up. Of a shared cap, what lines of other statements took is not known here.
void CheckLimits(const LineCase& line) {
  const Number capped = line.place.Amount("capped");
  line.place.Expect("due", Number(line.place.Amount("earned") - capped + line.place.Amount("top_up")));
  if (line.IsPooled()) return;
  CheckTopUp(line);
  const std::optional<Number> shared = SharedCapOf(line);
  if (!shared) {
    line.place.Expect("capped", OwnCut(line));
  } else {
    line.place.ExpectThat(capped >= OwnCut(line), "capped", "at least " + TextOf(OwnCut(line)));
    line.place.ExpectThat(line.place.Amount("due") <= *shared, "due", "at most " + TextOf(*shared));
  }
}

// What is to be booked now, before the period is over and after.
Number TargetOf(const LineCase& line, const Number& before) {
  const std::string_view interim = line.rule.TextAt("interim_pays");
  Number due = line.place.Amount("due");
  if (line.IsFinal() || interim.empty() || interim == "due") return due;
  const std::optional<Number> accrued = line.place.Optional("accrued");
  return interim == "accrued" && accrued ? std::min(due, *accrued) : before;
}

// The amount of a line is that of the part it tells.
void CheckAmount(const LineCase& line) {
  const std::string_view part = line.place.Text("flags");
  const Number before = line.place.Amount("booked_before");
  const Number payout = line.place.Amount("payout");
  const bool is_change = part == "correction" || part == "continued";
  line.place.Expect("amount", line.IsBooked() ? before : is_change ? payout : Number(before + payout));
}

void CheckBooking(const LineCase& line) {
  const Number before = line.place.Amount("booked_before");
  const std::string_view clawback = line.rule.TextAt("clawback");
  // Members' parts of an accrual are shared out by themselves, so the smaller of the two cannot be told here.
  const bool is_shared_interim = line.IsPooled() && !line.IsFinal() && line.rule.TextAt("interim_pays") == "accrued";
  // What was booked before is told without the accrual of now.
  const bool has_no_accrual = line.IsBooked() && !line.IsFinal() && line.rule.TextAt("interim_pays") == "accrued";
  const bool is_open = is_shared_interim || has_no_accrual;
  const Number delta = is_open ? line.place.Amount("delta") : Number(TargetOf(line, before) - before);
  const bool keeps = clawback == "floor_at_zero" && delta < 0;
  line.place.Expect("delta", delta);
  line.place.Expect("booked", keeps ? before : Number(before + delta));
  const Number payout = line.place.Amount("payout");
  if (line.IsBooked()) {
    for (const char* key : {"accrued", "accrual_difference", "balance"}) line.place.ExpectText(key, "");
  } else {
    line.place.ExpectThat(line.place.Amount("balance") <= 0, "balance", "0 or less");
  }
  const Number paid = std::max(delta, Number(0));
  if (clawback.empty() || clawback == "receivable") {
    line.place.Expect("payout", delta);
  } else if (clawback == "floor_at_zero") {
    line.place.Expect("payout", paid);
  } else {
    line.place.ExpectThat(payout >= 0 && payout <= paid, "payout", "0 to " + TextOf(paid));
  }
  if (line.place.Has("accrual_difference")) {
    line.place.Expect("accrual_difference", Number(line.place.Amount("accrued") - line.place.Amount("due")));
  }
}

void CheckWords(const LineCase& line) {
  const std::string_view kind = line.rule.TextAt("kind");
  line.place.ExpectText("kind", kind);
  line.place.ExpectText("section", kind);
  line.place.ExpectText("agreement", line.rule.TextAt("agreement"));
  const std::string_view pays_on =
      line.rule.Find("pays_on") ? line.rule.TextAt("pays_on") : line.rule.TextAt("qualifies_on");
  line.place.ExpectText("qualifying_unit", line.policy.UnitOf(line.rule.TextAt("qualifies_on")));
  line.place.ExpectText("payable_unit", line.policy.UnitOf(pays_on));
  line.place.ExpectText("counted_unit", line.policy.UnitOf(line.rule.TextAt("counts_on")));
  for (const auto& [key, of] : {std::pair("counted", "counts_on"), std::pair("baseline", "baseline")}) {
    if (line.rule.Find(of) == nullptr) line.place.ExpectText(key, "");
  }
  if (line.rule.Find("schedule") == nullptr) line.place.ExpectText("bracket", "");
  if (!line.begin || !line.end) {
    line.place.Differ("period_begin", line.place.Shown("period_begin"), "the days of a period");
    return;
  }
  const bool is_period = ArePeriodOf(line.rule.TextAt("period"), *line.begin, *line.end);
  line.place.ExpectThat(is_period, "period_begin", "a " + std::string(line.rule.TextAt("period")));
  line.place.ExpectText("state", line.ValidEnd() <= line.as_of + 1 ? "final" : "interim");
  if (line.rule.TextAt("qualifies_on") == pays_on) line.place.Expect("payable", line.place.Amount("qualifying"));
}

}  // namespace

std::int64_t LineCase::ValidEnd() const {
  const JsonTree* const valid = agreement == nullptr ? nullptr : agreement->Find("valid");
  const std::int64_t last = end.value_or(0);
  return valid == nullptr ? last : std::min(last, DayNumberOf(valid->TextAt("until")).value_or(last));
}

Number LineCase::Proration() const {
  if (!begin || !end || *end <= *begin) return Number(1);
  const std::int64_t days = std::max<std::int64_t>(ValidEnd() - ValidBegin(*this), 0);
  return Number(days) / Number(*end - *begin);
}

bool LineCase::GetsNothing() const {
  if (rule.Find("tiers") == nullptr) return false;
  return !place.Has("bracket") && place.Size("stack_lines") == 0 && place.Size("commitments") == 0;
}

std::optional<Number> SharedCapOf(const LineCase& line) {
  if (line.rule.Find("commitment") != nullptr || line.IsPooled()) return std::nullopt;
  return LimitOf(line, line.agreement, "cap");
}

Number OwnDueOf(const LineCase& line) {
  return line.place.Amount("earned") - OwnCut(line) + line.place.Amount("top_up");
}

void CheckLine(const LineCase& line) {
  CheckWords(line);
  const bool has_schedule = line.rule.Find("schedule") != nullptr;
  if (line.IsPooled()) {
    CheckPools(line);
  } else if (line.GetsNothing() && !has_schedule) {
    line.place.Expect("earned", Number(0));
  } else if (line.rule.Find("commitment") != nullptr) {
    CheckCommitment(line);
  } else if (line.rule.Find("stack") != nullptr) {
    CheckStack(line);
  } else {
    CheckSchedule(line);
  }
  CheckLimits(line);
  CheckBooking(line);
  CheckAmount(line);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

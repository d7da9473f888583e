#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/verify/line_check.h"

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

// A limit of a line, or the cap of its agreement, for the days on which it is valid; nothing without one.
std::optional<Number> LimitOf(const LineCase& line, const JsonTree* object, std::string_view key) {
  if (object == nullptr || object->Find(key) == nullptr) return std::nullopt;
  const std::optional<Number> amount = NumberOf(object->TextAt(key));
  return amount ? std::optional<Number>(line.Rounded(*amount * line.Proration())) : std::nullopt;
}

// What the line's own cap takes off.
Number OwnCut(const LineCase& line) {
  const std::optional<Number> cap = line.GetsNothing() ? std::nullopt : LimitOf(line, line.rule->Find("limits"), "cap");
  return cap ? std::max(Number(line.place.Amount("earned") - *cap), Number(0)) : Number(0);
}

// Of a cumulative guarantee, what other periods lack is not known here.
void CheckTopUp(const LineCase& line) {
  const JsonTree* const limits = line.rule->Find("limits");
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

// What is to be booked now, before the period is over and after.
Number TargetOf(const LineCase& line, const Number& before) {
  const std::string_view interim = line.rule->TextAt("interim_pays");
  Number due = line.place.Amount("due");
  if (line.IsFinal() || interim.empty() || interim == "due" || line.IsGone()) return due;
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

// What moves: all of it, or what is left after earlier balances, which are not on the statement.
void CheckPayout(const LineCase& line, const Number& delta) {
  const std::string_view clawback = line.rule->TextAt("clawback");
  const Number paid = std::max(delta, Number(0));
  const Number payout = line.place.Amount("payout");
  if (clawback.empty() || clawback == "receivable" || line.KeepsBooked()) {
    line.place.Expect("payout", delta);
  } else {
    line.place.ExpectThat(payout >= 0 && payout <= paid, "payout", "0 to " + TextOf(paid));
  }
}

// What is accrued at the pace of the days so far: f(Q · n / m) · m / n.
std::optional<Number> Annualised(const LineCase& line, const LineVersion& version) {
  const std::int64_t elapsed = std::min(line.ValidEnd(), line.as_of + 1) - line.ValidBegin();
  if (elapsed < 1) return std::nullopt;
  const Number pace = Number(line.ValidDays()) / Number(elapsed);
  LineBases bases = line.Bases();
  bases.qualifying *= pace;
  bases.payable *= pace;
  if (bases.counted) *bases.counted *= pace;
  const std::optional<Number> exact = ExactOf(version, bases);
  return exact ? std::optional<Number>(*exact / pace) : std::nullopt;
}

}  // namespace

std::optional<Number> SharedCapOf(const LineCase& line) {
  if (line.rule->Find("commitment") != nullptr || line.IsPooled() || line.IsGone()) return std::nullopt;
  return LimitOf(line, line.agreement, "cap");
}

Number OwnDueOf(const LineCase& line) {
  return line.place.Amount("earned") - OwnCut(line) + line.place.Amount("top_up");
}

// due = earned − capped + top-up. What a shared cap takes off is told where the lines before it are known
// (document_check.cc).
void CheckLimits(const LineCase& line) {
  const Number capped = line.place.Amount("capped");
  line.place.Expect("due", Number(line.place.Amount("earned") - capped + line.place.Amount("top_up")));
  CheckTopUp(line);
  if (!SharedCapOf(line)) {
    line.place.Expect("capped", OwnCut(line));
  } else {
    line.place.ExpectThat(capped >= OwnCut(line), "capped", "at least " + TextOf(OwnCut(line)));
  }
}

// What is accrued by a forecast is not told where the forecast may be the host's.
void CheckAccrued(const LineCase& line) {
  const JsonTree* const accrual = line.rule->Find("accrual");
  if (accrual == nullptr || line.IsBooked()) {
    line.place.ExpectText("accrued", "");
    return;
  }
  const std::string_view method = accrual->TextAt("method");
  const std::vector<LineVersion> versions = VersionsOf(line);
  if (line.GetsNothing()) {
    line.place.Expect("accrued", Number(0));
  } else if (method == "fixed") {
    const std::string_view key = accrual->Find("rate") != nullptr ? "rate" : "per_unit";
    const Number benefit = NumberOf(accrual->TextAt(key)).value_or(Number(0));
    line.place.Expect("accrued", line.Rounded(benefit * line.place.Amount("payable")));
  } else if (method == "to_date" || versions.size() != 1) {
    line.place.Expect("accrued", line.place.Amount("earned"));
  } else if (method == "annualised") {
    const std::optional<Number> accrued = Annualised(line, versions.front());
    if (accrued) line.place.Expect("accrued", line.Rounded(*accrued));
  } else {
    line.place.ExpectThat(line.place.Has("accrued"), "accrued", "what is set aside");
  }
}

void CheckBooking(const LineCase& line) {
  const Number before = line.place.Amount("booked_before");
  const bool is_interim_of_accrued = !line.IsFinal() && line.rule->TextAt("interim_pays") == "accrued";
  // Members' parts of an accrual are shared out by themselves, so the smaller of the two cannot be told here; and what
  // was booked before is told without the accrual of now.
  const bool is_open = is_interim_of_accrued && !line.IsGone() && (line.IsPooled() || line.IsBooked());
  const Number change = is_open ? line.place.Amount("delta") : Number(TargetOf(line, before) - before);
  const Number delta = line.BookedNow(change);
  line.place.Expect("delta", delta);
  line.place.Expect("booked", Number(before + delta));
  CheckPayout(line, delta);
  if (line.IsBooked()) {
    for (const char* key : {"accrued", "accrual_difference", "balance"}) line.place.ExpectText(key, "");
  } else {
    line.place.ExpectThat(line.place.Amount("balance") <= 0, "balance", "0 or less");
    const std::optional<Number> accrued = line.IsFinal() ? line.place.Optional("accrued") : std::nullopt;
    line.place.Expect("accrual_difference",
                      accrued ? std::optional<Number>(*accrued - line.place.Amount("due")) : std::nullopt);
  }
  CheckAmount(line);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

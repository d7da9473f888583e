// Every limit of Keyhaul, each with its reason. A limit that is passed is refused with an error that names it; nothing
// is ever silently capped.
#ifndef KEYHAUL_BASE_LIMITS_H_
#define KEYHAUL_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace keyhaul {
inline namespace v1 {

// Digits after the decimal point of any number. 18 covers every published rate (12 is the most seen in tariffs) and
// keeps 10^scale within 64 bits, so that one multiplication aligns two numbers.
inline constexpr int kMaxDecimalScale = 18;

// Further digits that a policy may ask for below the minor unit of its currency (fuel surcharges per kilogram are
// quoted in tenths of cents).
inline constexpr int kMaxExtraMoneyDigits = 4;

// Bytes of an external account id, of a document number and of a dimension value. Longer ones are data errors in
// every ledger seen; the limit bounds what one row can cost.
inline constexpr int kMaxTextBytes = 1024;

// Accounts in one book: dense ids are 32 bits, so that a ledger column of them stays narrow.
inline constexpr std::int64_t kMaxAccounts = std::int64_t{1} << 31;

// Dimensions and measures of a ledger. The row check works on one 64-bit mask of each.
inline constexpr int kMaxDimensions = 32;
inline constexpr int kMaxMeasures = 32;

// Further day columns of a ledger, and rules that say which of them a row counts on. Agreements seen have under five.
inline constexpr int kMaxDayColumns = 16;
inline constexpr int kMaxAttributionRules = 64;

// Exchange rates of one policy: the days of five years for nine currencies.
inline constexpr int kMaxExchangeRates = 1 << 14;

// Levels of parents above an account. Real groups have under ten; the limit bounds the walk that looks for cycles.
inline constexpr int kMaxHierarchyDepth = 64;

// Brackets of one schedule. The longest published carrier tables have under 300.
inline constexpr int kMaxBrackets = 1024;

// Tiers of one tiering rule, classes of accounts, and conditions of all of them: decisions name a condition by 16 bits.
inline constexpr int kMaxTiers = 64;
inline constexpr int kMaxClasses = 64;
inline constexpr int kMaxConditions = 1024;

// Criteria of one scorecard, inner nodes included, and its bands. Published scorecards have under a hundred criteria.
inline constexpr int kMaxCriteria = 1024;
inline constexpr int kMaxScoreBands = 64;

// Scorecards of one policy.
inline constexpr int kMaxScorecards = 64;

// Rankings of one policy.
inline constexpr int kMaxRankings = 64;

// Lines of one policy's terms.
inline constexpr int kMaxTermLines = 1024;

// Agreements of one policy, and changes of one line's schedule: one every working day for four years.
inline constexpr int kMaxAgreements = 1024;
inline constexpr int kMaxScheduleChanges = 1024;

// Days of payment, of a policy or of an account: ten years.
inline constexpr int kMaxPaymentDays = 3650;

// Discounts on one amount, and how many of them are tried in every order: 8 have 40,320.
inline constexpr std::size_t kMaxStackLines = 64;
inline constexpr std::size_t kMaxPermutedLines = 8;

// Days that are understood: years 1 to 9999 of the proleptic Gregorian calendar, as ISO 8601 writes them.
inline constexpr std::int32_t kMinDay = -719162;  // 0001-01-01
inline constexpr std::int32_t kMaxDay = 2932896;  // 9999-12-31

// Months or weeks in one window of a rolling calendar: a hundred years of months.
inline constexpr int kMaxRollingLength = 1200;

// Bytes of one field and number of columns of a CSV file. No field of a ledger comes near; without the first limit a
// quote that is never closed would swallow the rest of the file into memory.
inline constexpr std::size_t kMaxCsvFieldBytes = std::size_t{1} << 20;
inline constexpr std::size_t kMaxCsvColumns = 4096;

// Periods of one calendar in which a book has rows: the weeks of 78 years. A period costs memory by the number of
// accounts, and a ledger of random days must not be able to ask for all the weeks up to the year 9999.
inline constexpr int kMaxPeriods = 4096;

// Bytes of the name of a dimension, a measure or a unit. Names become column names in databases, of which PostgreSQL's
// have the lowest limit.
inline constexpr int kMaxNameBytes = 63;

// Bytes and nesting of a policy or of a calc request, which may come from anybody.
inline constexpr std::int64_t kMaxDocumentBytes = 16 << 20;
inline constexpr int kMaxDocumentDepth = 32;

// Values of one such document. A tiering of half a million accounts fits; the limit bounds the memory that sixteen
// megabytes of brackets and commas can ask for.
inline constexpr std::int32_t kMaxDocumentValues = 1 << 21;

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_LIMITS_H_

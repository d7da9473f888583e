// The accounts of a sample express carrier.
//
// Sizes follow Zipf's law (the k-th largest account is 1/k of the largest; beyond 2,000 accounts Mandelbrot's shifted
// form of it), which puts about 80 % of the business with the top 20 %, as in real account books. Around that stand the
// cases that tiers and rebates are about: groups with their members, growing, declining, new and lapsed accounts,
// accounts with a flat monthly fee (equal values), accounts that only get credit notes any more (negative values), and
// accounts that never ship. What people know of an account is there too: tags such as "strategic", and its first day.
#ifndef KEYHAUL_CLI_SAMPLE_ACCOUNTS_H_
#define KEYHAUL_CLI_SAMPLE_ACCOUNTS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace keyhaul::cli {

struct SampleOptions {
  std::uint64_t rows = 0;      // of the ledger
  std::uint32_t accounts = 0;  // in all, groups included
  std::uint64_t seed = 1;
  std::string currency = "CNY";
  std::int32_t exponent = 2;  // of the currency's minor unit
  std::int32_t begin_year = 2024;
  std::uint32_t begin_month = 7;  // 1 to 12
  std::uint32_t months = 24;
};

enum class Trend : std::uint8_t { steady, growing, declining, joining, lapsing, credited, flat_fee, dormant };

struct SampleAccount {
  std::uint64_t weight = 0;  // relative size; 0 for those without shipments
  Trend trend = Trend::steady;
  std::uint8_t turning_month = 0;  // of joining, lapsing and credited: the month in which it starts or stops
  std::uint8_t cost_centers = 1;
  std::uint8_t region = 0;
  std::uint32_t discount_permille = 0;  // what large accounts pay less
};

// The share of its weight with which an account ships in a month, in permille.
std::uint32_t ActivityPermille(const SampleAccount& account, std::uint32_t month, std::uint32_t months);

// "C000042", "G000007" (groups come first).
std::string SampleAccountId(const SampleOptions& options, std::uint32_t account);
std::uint32_t SampleGroupCount(const SampleOptions& options);

std::vector<SampleAccount> MakeSampleAccounts(const SampleOptions& options);

// Names of the regions, for lanes.
const char* SampleRegion(std::uint32_t region);
inline constexpr std::uint32_t kSampleRegions = 5;

// The files, with header. Groups come before their members.
std::string SampleAccountsCsv(const SampleOptions& options, const std::vector<SampleAccount>& accounts);
std::string SampleMembershipsCsv(const SampleOptions& options);

// "2025-01-01" of the first day of month `month` of the sample.
std::string SampleMonthText(const SampleOptions& options, std::uint32_t month);

}  // namespace keyhaul::cli

#endif  // KEYHAUL_CLI_SAMPLE_ACCOUNTS_H_

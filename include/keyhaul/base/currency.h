// Currency: an ISO 4217 code and the number of digits of its minor unit.
//
// A currency is what keeps amounts apart: 100 of one is never added to 100 of another. The exponent says how a minor
// unit relates to the major one: 2 for CNY (fen), 0 for JPY, 3 for BHD, 4 for CLF. Precious metals, bond units and the
// test codes of ISO 4217 have no minor unit and are not currencies here.
//
//   Currency::Parse("CNY")->exponent() == 2
#ifndef KEYHAUL_BASE_CURRENCY_H_
#define KEYHAUL_BASE_CURRENCY_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "keyhaul/base/error.h"

namespace keyhaul {
inline namespace v1 {

namespace currency_internal {

struct CodesOfExponent {
  std::int8_t exponent;
  std::string_view codes;  // sorted, each followed by a space
};

// ISO 4217 list one as of January 2026. Codes that were withdrawn from 2021 on (ANG, BGN, CUC, HRK, SLL, ZWL) stay:
// their ledgers are settled and corrected for years afterwards.
inline constexpr std::array<CodesOfExponent, 4> kCodes = {{
    {2,
     "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
     "CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
     "GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR "
     "LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
     "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP "
     "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ZWL "},
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "},
    {3, "BHD IQD JOD KWD LYD OMR TND "},
    {4, "CLF UYW "},
}};

inline constexpr std::size_t kCodeWidth = 4;  // three letters and the space

// Whether `codes` holds `code`, by bisection.
constexpr bool Holds(std::string_view codes, std::string_view code) {
  std::size_t low = 0;
  std::size_t high = codes.size() / kCodeWidth;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const int order = codes.substr(middle * kCodeWidth, kCodeWidth - 1).compare(code);
    if (order == 0) return true;
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
}

}  // namespace currency_internal

class Currency {
 public:
  // No currency: what a policy holds before it names one. Its code is ISO 4217's own "XXX".
  constexpr Currency() = default;

  // The currency of a code in capital letters. Code::policy_value where ISO 4217 has no such currency.
  static Result<Currency> Parse(std::string_view code) {
    for (const auto& [exponent, codes] : currency_internal::kCodes) {
      if (currency_internal::Holds(codes, code)) return Currency(code, exponent);
    }
    Error error = MakeError(Code::policy_value,
                            "currency is not known; expected a code of ISO 4217 that has a minor unit, such as CNY");
    error.value = std::string(code);
    return error;
  }

  constexpr std::string_view code() const { return {code_.data(), code_.size()}; }
  constexpr int exponent() const { return exponent_; }
  constexpr bool IsNone() const { return code() == "XXX"; }

  friend constexpr bool operator==(const Currency&, const Currency&) = default;

 private:
  constexpr Currency(std::string_view code, std::int8_t exponent)
      : code_{code[0], code[1], code[2]}, exponent_(exponent) {}

  std::array<char, 3> code_ = {'X', 'X', 'X'};
  std::int8_t exponent_ = 0;
};

}  // namespace v1
}  // namespace keyhaul

#endif  // KEYHAUL_BASE_CURRENCY_H_

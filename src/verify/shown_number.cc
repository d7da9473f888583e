#include "src/verify/shown_number.h"

#include <algorithm>
#include <cstddef>

namespace keyhaul {
inline namespace v1 {
namespace verify {
namespace {

constexpr int kShownDecimals = 6;

bool Ends(const Number& number) { return TextOf(number).find('/') == std::string::npos; }

// The magnitude's first digits, by the sign of the number.
std::string CutAt(const Number& number, int decimals) {
  Number unit = 1;
  for (int i = 0; i < decimals; ++i) unit /= 10;
  const Number magnitude = number < 0 ? Number(-number) : number;
  const std::string digits = Shown(Number(FloorOf(magnitude / unit)) * unit, decimals);
  return (number < 0 ? "-" : "") + digits + "…";
}

}  // namespace

std::string Shown(const Number& number, int decimals) {
  std::string text = TextOf(number);
  if (decimals == 0 || !Ends(number)) return text;
  std::size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  const std::size_t wanted = point + 1 + static_cast<std::size_t>(decimals);
  if (text.size() < wanted) text.append(wanted - text.size(), '0');
  return text;
}

std::string ShownOrCut(const Number& number, int decimals) {
  return Ends(number) ? Shown(number, decimals) : CutAt(number, std::max(kShownDecimals, decimals + 1));
}

std::string ShownCut(const Number& number, int decimals) {
  const int most = std::max(kShownDecimals, decimals);
  Number times = number;
  for (int i = 0; i < most; ++i) times *= 10;
  const bool ends = Number(FloorOf(times)) == times;
  return ends ? Shown(number, decimals) : CutAt(number, most);
}

}  // namespace verify
}  // namespace v1
}  // namespace keyhaul

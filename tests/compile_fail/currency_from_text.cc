// BASE-21: text is not a currency until it has been looked up.
// expect: operand
#include "keyhaul/base/currency.h"

bool IsYuan(const keyhaul::Currency& currency) {
#ifdef KEYHAUL_CONTROL
  return currency == *keyhaul::Currency::Parse("CNY");
#else
  return currency == "CNY";
#endif
}

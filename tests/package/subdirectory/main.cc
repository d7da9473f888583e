// A host that takes in the headers of one room.
#include <cstdio>

#include "keyhaul/base.h"

int main() {
  const auto rate = keyhaul::Decimal::Parse("2.5%");
  if (!rate.ok()) return 1;
  std::printf("%s\n", rate->ToText().c_str());
  return 0;
}

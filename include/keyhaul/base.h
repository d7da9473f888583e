// The door of the base room: numbers that are exact, days and periods, and how things are refused.
//
//   Decimal, Rate, Money, Currency   what people write: "2.5%", 1234.50 CNY
//   int128, DivideRounded, Rounding  what is computed with, and where and how it is rounded
//   Wide                             integers of 512 bits, for comparisons and ratios of products
//   Exact, Explanation               a value before rounding, and the steps behind it
//   Allocate                         parts that add up to a total
//   Day, Period, Calendar            civil days; months, quarters, contract years
//   Error, Result                    no exceptions, and always the place
//   ids, digests, limits             what names things, and how large they may be
//
// Binary floating point does not occur.
#ifndef KEYHAUL_BASE_H_
#define KEYHAUL_BASE_H_

#include "keyhaul/base/allocation.h"
#include "keyhaul/base/calendar.h"
#include "keyhaul/base/currency.h"
#include "keyhaul/base/day.h"
#include "keyhaul/base/decimal.h"
#include "keyhaul/base/digest.h"
#include "keyhaul/base/error.h"
#include "keyhaul/base/exact.h"
#include "keyhaul/base/explanation.h"
#include "keyhaul/base/ids.h"
#include "keyhaul/base/int128.h"
#include "keyhaul/base/limits.h"
#include "keyhaul/base/money.h"
#include "keyhaul/base/period.h"
#include "keyhaul/base/rate.h"
#include "keyhaul/base/rounding.h"
#include "keyhaul/base/rounding_rule.h"
#include "keyhaul/base/version.h"
#include "keyhaul/base/wide.h"

#endif  // KEYHAUL_BASE_H_

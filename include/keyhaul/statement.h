// The room of statements: figures as a person reads them.
//
//   render.h      an explanation as one line of a bill
//   render_sum.h  figures that add up: discounts, versions
#ifndef KEYHAUL_STATEMENT_H_
#define KEYHAUL_STATEMENT_H_

#include "keyhaul/statement/render.h"
#include "keyhaul/statement/render_sum.h"

#endif  // KEYHAUL_STATEMENT_H_

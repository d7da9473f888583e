// The room of statements: figures as a person reads them.
//
//   render.h  an explanation as one line of a bill
#ifndef KEYHAUL_STATEMENT_H_
#define KEYHAUL_STATEMENT_H_

#include "keyhaul/statement/render.h"

#endif  // KEYHAUL_STATEMENT_H_

// The door of the engine: policies, books and runs for C++ hosts that link keyhaul::engine. Hosts in other languages
// use capi/keyhaul.h, which is the same with plain C types.
#ifndef KEYHAUL_ENGINE_H_
#define KEYHAUL_ENGINE_H_

#include "keyhaul/engine/catalogue.h"
#include "keyhaul/engine/engine.h"
#include "keyhaul/engine/input.h"
#include "keyhaul/engine/table.h"

#endif  // KEYHAUL_ENGINE_H_

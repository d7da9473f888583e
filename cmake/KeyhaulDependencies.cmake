# Abseil and Boost, as headers only. This file is installed and serves the package config too.
#
# `find_package(absl)` is not used on purpose: Debian's gives shared libraries, and Keyhaul needs no compiled part of
# Abseil (docs/ARCHITECTURE.md). The folders found may be Debian's or those of another package manager.

function(keyhaul_find_headers name header)
  if(TARGET keyhaul::${name}_headers)
    return()
  endif()
  find_path(KEYHAUL_${name}_INCLUDE_DIR NAMES ${header} DOC "Folder that has ${header}")
  mark_as_advanced(KEYHAUL_${name}_INCLUDE_DIR)
  if(NOT KEYHAUL_${name}_INCLUDE_DIR)
    set(keyhaul_missing "${keyhaul_missing} ${header}" PARENT_SCOPE)
    return()
  endif()
  add_library(keyhaul::${name}_headers INTERFACE IMPORTED GLOBAL)
  target_include_directories(keyhaul::${name}_headers SYSTEM INTERFACE "${KEYHAUL_${name}_INCLUDE_DIR}")
endfunction()

set(keyhaul_missing "")
keyhaul_find_headers(abseil absl/numeric/int128.h)
keyhaul_find_headers(boost boost/crc.hpp)
if(keyhaul_missing AND NOT CMAKE_FIND_PACKAGE_NAME)
  message(FATAL_ERROR "Keyhaul: headers not found:${keyhaul_missing} (Debian: libabsl-dev libboost-dev)")
endif()

# The compiler and its flags. Consumers see none of this: warnings and sanitizers stop at our own targets.

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(PROJECT_IS_TOP_LEVEL)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Type of build" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
  find_program(KEYHAUL_CCACHE ccache)
  mark_as_advanced(KEYHAUL_CCACHE)
  if(KEYHAUL_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_C_COMPILER_LAUNCHER "${KEYHAUL_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${KEYHAUL_CCACHE}")
  endif()
endif()

if(KEYHAUL_SANITIZE)
  add_compile_options(-fsanitize=${KEYHAUL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KEYHAUL_SANITIZE})
endif()

# What our own sources are compiled with; linked as PRIVATE, so that it is never handed on.
add_library(keyhaul_own_flags INTERFACE)
target_compile_features(keyhaul_own_flags INTERFACE cxx_std_20)
target_compile_options(keyhaul_own_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
                                                   $<$<BOOL:${KEYHAUL_WERROR}>:-Werror>)
# A symbol that g++ makes unique in the process ties the shared library to any other build of it; clang never does.
target_compile_options(keyhaul_own_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
target_include_directories(keyhaul_own_flags INTERFACE "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/src")

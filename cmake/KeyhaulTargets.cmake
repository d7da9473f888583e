# How rooms, parts and their tests become targets. A new file in a folder that exists needs no change of CMake.

# A room of the domain: the door include/keyhaul/<room>.h and the folder behind it.
function(keyhaul_add_room room)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" USES)
  file(GLOB headers CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/include/keyhaul/${room}.h"
       "${PROJECT_SOURCE_DIR}/include/keyhaul/${room}/*.h")
  add_library(keyhaul_${room} INTERFACE)
  add_library(keyhaul::${room} ALIAS keyhaul_${room})
  set_target_properties(keyhaul_${room} PROPERTIES EXPORT_NAME ${room})
  target_sources(keyhaul_${room} INTERFACE FILE_SET HEADERS BASE_DIRS "${PROJECT_SOURCE_DIR}/include" FILES ${headers})
  target_compile_features(keyhaul_${room} INTERFACE cxx_std_20)
  target_link_libraries(keyhaul_${room} INTERFACE ${room_USES})
endfunction()


# The tests of one folder beside the CMakeLists.txt that calls this:
#   *_test.cc  together one program keyhaul_<room>_test, each case of it one test;
#   *_test.c   one C99 program each;
#   *_test.py  one script each, which finds in its environment what it may need; exit code 77 says "skipped".
function(keyhaul_add_tests room)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "" LINK)
  set_property(DIRECTORY APPEND PROPERTY keyhaul_test_folders ${room})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${room}/*_test.cc")
  if(sources)
    add_executable(keyhaul_${room}_test ${sources})
    target_link_libraries(keyhaul_${room}_test PRIVATE ${test_LINK} keyhaul_own_flags GTest::gmock GTest::gtest_main)
    target_compile_definitions(keyhaul_${room}_test PRIVATE KEYHAUL_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                                            KEYHAUL_BINARY_DIR="${PROJECT_BINARY_DIR}")
    gtest_discover_tests(keyhaul_${room}_test TEST_PREFIX "${room}." DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                         PROPERTIES LABELS ${room} TIMEOUT 300)
  endif()

  file(GLOB programs CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${room}/*_test.c")
  foreach(program IN LISTS programs)
    cmake_path(GET program STEM name)
    add_executable(keyhaul_${room}_${name} "${program}")
    target_link_libraries(keyhaul_${room}_${name} PRIVATE ${test_LINK})
    target_compile_options(keyhaul_${room}_${name} PRIVATE -Wall -Wextra -Wpedantic -Werror)
    set_target_properties(keyhaul_${room}_${name} PROPERTIES C_STANDARD 99 C_EXTENSIONS OFF)
    if(KEYHAUL_SANITIZE)  # the sanitizers' run-time for C++ comes with the C++ driver only
      set_target_properties(keyhaul_${room}_${name} PROPERTIES LINKER_LANGUAGE CXX)
    endif()
    add_test(NAME ${room}.${name} COMMAND keyhaul_${room}_${name})
    set_tests_properties(${room}.${name} PROPERTIES LABELS ${room} TIMEOUT 300)
  endforeach()

  # Scripts run whole programs and take longest: they start first, so that no processor waits for one at the end.
  file(GLOB scripts CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${room}/*_test.py")
  foreach(script IN LISTS scripts)
    cmake_path(GET script STEM name)
    add_test(NAME ${room}.${name} COMMAND Python3::Interpreter "${script}")
    set_tests_properties(${room}.${name} PROPERTIES LABELS ${room} COST 100 TIMEOUT 900 SKIP_RETURN_CODE 77
                                                    ENVIRONMENT "${keyhaul_test_environment}")
  endforeach()
endfunction()

# A check of tools/checks as a test; every check also runs alone.
function(keyhaul_add_check name)
  add_test(NAME check.${name} COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tools/checks/${name}.py" ${ARGN})
  set_tests_properties(check.${name} PROPERTIES LABELS check TIMEOUT 900)
endfunction()

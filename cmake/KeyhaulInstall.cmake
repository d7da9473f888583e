# Export sets apart: who takes the C library alone needs neither Abseil nor Boost.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/keyhaul")

install(TARGETS keyhaul_base keyhaul_ledger keyhaul_book keyhaul_tiering keyhaul_scoring keyhaul_terms keyhaul_statement
                keyhaul_policy keyhaul_headers
        EXPORT keyhaul-headers FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT keyhaul-headers NAMESPACE keyhaul:: DESTINATION "${package_dir}")

if(KEYHAUL_BUILD_LIBRARY)
  install(TARGETS keyhaul_kernels keyhaul_engine EXPORT keyhaul-engine ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  # Nothing of ours includes it: only who times a scoring rule of their own needs Google Benchmark.
  install(FILES benchmarks/scoring_rule_fixture.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/keyhaul/benchmarks")
  install(EXPORT keyhaul-engine NAMESPACE keyhaul:: DESTINATION "${package_dir}")

  install(TARGETS keyhaul_c EXPORT keyhaul-c LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  install(EXPORT keyhaul-c NAMESPACE keyhaul:: DESTINATION "${package_dir}")
  # Paths in the pkg-config file are relative, so that the installed tree can be moved.
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX BASE_DIRECTORY "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig"
             OUTPUT_VARIABLE KEYHAUL_PC_PREFIX)
  configure_file(cmake/keyhaul.pc.in keyhaul.pc @ONLY)
  install(FILES "${PROJECT_BINARY_DIR}/keyhaul.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
if(TARGET keyhaul)
  install(TARGETS keyhaul RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file(cmake/keyhaulConfig.cmake.in keyhaulConfig.cmake INSTALL_DESTINATION "${package_dir}"
                              NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(keyhaulConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/keyhaulConfig.cmake" "${PROJECT_BINARY_DIR}/keyhaulConfigVersion.cmake"
              cmake/KeyhaulDependencies.cmake
        DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")

# Shared by tools/demo, tools/test and .ci/run: Debian packages, and a configured and built tree. To be sourced by bash.
#
#   . "$(dirname "$0")/lib/setup.sh"
#   keyhaul_need_packages yes "${KEYHAUL_BUILD_PACKAGES[@]}"     # "no" refuses to install
#   keyhaul_build "$KEYHAUL_ROOT/build/demo" default -DKEYHAUL_BUILD_TESTS=OFF
#   "$(keyhaul_command "$KEYHAUL_ROOT/build/demo")" --version

KEYHAUL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# What it takes to build the libraries and the command line, and what the tests need beyond that.
KEYHAUL_BUILD_PACKAGES=(g++ cmake ninja-build libabsl-dev libboost-dev nlohmann-json3-dev libcli11-dev zlib1g-dev)
KEYHAUL_TEST_PACKAGES=(libgtest-dev libgmock-dev pkg-config python3)

# One line to standard error, then the end.
keyhaul_fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit "${2:-1}"
}

# Prints those of the named packages that are not installed.
keyhaul_missing_packages() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || printf '%s\n' "$package"
  done
}

# keyhaul_need_packages yes|no PACKAGE...: installs what is missing, or says why it does not and ends with code 69
# (EX_UNAVAILABLE). Elsewhere than on Debian it leaves the judgement to CMake.
keyhaul_need_packages() {
  local install=$1 missing
  shift
  if ! command -v dpkg-query >/dev/null; then
    printf 'No Debian packages here; expected are the equivalents of: %s\n' "$*" >&2
    return 0
  fi
  mapfile -t missing < <(keyhaul_missing_packages "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  if [ "$install" != yes ]; then
    keyhaul_fail "not installed, and --no-install was given: ${missing[*]}" 69
  fi
  if [ "$(id -u)" -ne 0 ]; then
    keyhaul_fail "not installed, and only root can install: run  sudo apt-get install ${missing[*]}" 69
  fi
  printf 'Installing %s\n' "${missing[*]}"
  local options=(-qq -o Dpkg::Use-Pty=0)
  apt-get "${options[@]}" update || printf 'The package lists could not be refreshed; trying with those at hand.\n' >&2
  DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install --yes --no-install-recommends "${missing[@]}" \
    >/dev/null || keyhaul_fail "apt-get could not install: ${missing[*]}" 69
}

# keyhaul_build BUILD_DIR PRESET [CMAKE_ARGUMENT...]: configures by the preset and builds.
keyhaul_build() {
  local build_dir=$1 preset=$2
  shift 2
  mkdir -p "$build_dir"
  printf 'Configuring %s\n' "$build_dir"
  (cd "$KEYHAUL_ROOT" && cmake --preset "$preset" -B "$build_dir" "$@") >"$build_dir/configure.log" 2>&1 || {
    cat "$build_dir/configure.log" >&2
    keyhaul_fail "CMake could not configure $build_dir"
  }
  cmake --build "$build_dir" --parallel "$(nproc)" || keyhaul_fail "the build in $build_dir failed"
}

# Where a built tree has the command line.
keyhaul_command() {
  printf '%s/bin/keyhaul\n' "$1"
}

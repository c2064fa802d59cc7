# shellcheck shell=bash
# What the project's scripts share. Source it after `set -euo pipefail`.
#
#   say TEXT                     one plain line
#   die CODE SENTENCE            the sentence on stderr, then exit CODE (1 failure, 2 wrong usage)
#   step TEXT COMMAND...         a progress line with the seconds COMMAND took; its output is shown only if it fails
#   await SECONDS COMMAND...     repeats COMMAND until it succeeds; fails after SECONDS
#   ensure_commands CMD:PKG...   installs, through apt, the packages of the commands that are missing

say() { printf '%s\n' "$*"; }

die() {
  local code=$1
  shift
  printf '%s%s: %s%s\n' "$(style 31 2)" "${0##*/}" "$*" "$(style 0 2)" >&2
  exit "$code"
}

# style CODE [FD]: the ANSI sequence, or nothing where FD (stdout unless told) is no terminal or NO_COLOR is set.
# Within $(...) stdout is a pipe, so what is asked about fd 1 was looked up when this file was read.
[[ -t 1 ]] && STDOUT_IS_TERMINAL=yes || STDOUT_IS_TERMINAL=
style() {
  [[ -z ${NO_COLOR:-} ]] || return 0
  if [[ ${2:-1} == 1 ]]; then
    [[ -n $STDOUT_IS_TERMINAL ]] || return 0
  else
    [[ -t $2 ]] || return 0
  fi
  printf '\e[%sm' "$1"
}

# EPOCHREALTIME has the locale's decimal separator.
now_micros() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }

# Do not call it after `if`, `!`, `&&` or `||`: bash would then ignore `set -e` within COMMAND.
# COMMAND runs in a subshell: it cannot set variables for later. What it leaves running must not keep its stdout or
# stderr open, or the step lasts as long.
step() {
  local text=$1 output started tenths status
  shift
  started=$(now_micros)
  printf '  %-46s' "$text"
  set +e
  output=$(
    set -e
    "$@" 2>&1 </dev/null
  )
  status=$?
  set -e
  tenths=$((($(now_micros) - started) / 100000))
  if ((status == 0)); then
    printf '%s%3d.%d s%s\n' "$(style 2)" $((tenths / 10)) $((tenths % 10)) "$(style 0)"
    return 0
  fi
  printf '%sfailed after %d.%d s%s\n' "$(style 31)" $((tenths / 10)) $((tenths % 10)) "$(style 0)"
  tail -n 15 <<<"$output" | sed 's/^/    /' >&2
  exit "$status"
}

await() {
  local deadline=$(($(now_micros) + $1 * 1000000))
  shift
  until "$@"; do
    (($(now_micros) < deadline)) || return 1
    sleep 0.1
  done
}

# CMD:PKG, or CMD:PKG1,PKG2 where distributions differ: the first that apt knows is taken.
ensure_commands() {
  local pair missing=() packages=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("$pair")
  done
  ((${#missing[@]})) || return 0
  local names=("${missing[@]%%:*}")
  command -v apt-get >/dev/null || die 1 "these commands are missing and there is no apt-get to install them: ${names[*]}"
  ((EUID == 0)) || die 1 "these commands are missing and only root can install them: ${names[*]}"
  for pair in "${missing[@]}"; do packages+=("$(known_package "${pair#*:}")"); done
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
  step "installing ${packages[*]}" install_packages "${packages[@]}"
  for pair in "${missing[@]}"; do
    command -v "${pair%%:*}" >/dev/null || die 1 "apt installed ${pair#*:}, yet there is still no command ${pair%%:*}"
  done
}

known_package() {
  local package
  for package in ${1//,/ }; do
    if apt-cache show "$package" >/dev/null 2>&1; then break; fi
  done
  printf '%s\n' "$package"
}

install_packages() {
  apt_install "$@" || { apt-get update && apt_install "$@"; } || die 1 "apt could not install: $*"
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

# shellcheck shell=bash
# How the checks of this directory tell their results. Source it after `set -euo pipefail`.
#
#   check FACT COMMAND...  a line that says whether COMMAND succeeded; COMMAND prints the reason where it does not
#   indent [FILE...]       such a reason, set in
#   all_held               the last line; fails if a check has failed
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'; else green='' red='' plain=''; fi

failures=0
indent() { sed 's/^/      /' "$@"; }
ok() { printf '%sok%s    %s\n' "$green" "$plain" "$1"; }
failed() { printf '%sFAIL%s  %s\n' "$red" "$plain" "$1"; failures=$((failures + 1)); }
check() { # fact command...
  local fact=$1
  shift
  if "$@"; then ok "$fact"; else failed "$fact"; fi
}

all_held() {
  if ((failures)); then
    echo "$failures did not hold."
    return 1
  fi
  echo "All held."
}

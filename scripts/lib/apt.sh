# shellcheck shell=bash
# What this machine's apt knows of its mirrors. Source it after common.sh.

suite() {
  local name
  name=$(os_release UBUNTU_CODENAME)
  printf '%s' "${name:-$(os_release VERSION_CODENAME)}"
}

os_release() { sed -n "s/^$1=\"\\?\\([^\"]*\\)\"\\?\$/\\1/p" /etc/os-release; }

apt_mirror() {
  local uri suite
  suite=$(suite)
  [[ -n $suite ]] || die 1 "/etc/os-release names no Debian or Ubuntu release"
  # shellcheck disable=SC2016 # apt expands these
  uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(CODENAME)' 'Created-By: Packages' 'Component: main' |
    awk -v suite="$suite" '!found && ($2 == suite || $3 == suite) { print $1; found = 1 }')
  [[ $uri == *:/* ]] || die 1 "apt on this machine knows no mirror of '$suite'; run apt-get update, or add one to its sources"
  printf '%s' "$uri"
}

# shellcheck shell=bash
# The nginx of newer Debian releases, beside the machine's own and without touching it: their packages are unpacked into a
# cache folder with the libraries they need, and the program is told to use these. Source it after common.sh and apt.sh.
#
#   nginx_versions            the versions there are, one a line
#   nginx_folder VERSION      the folder that holds its program `nginx`, to be put first in PATH
#   has_nginx VERSION         whether it is in the cache and runs
#   fetch_nginx VERSION       fetches it
NGINX_CACHE=${MANDOR_CACHE:-/var/cache/mandor}/nginx
declare -A NGINX_SUITES=([1.26]=trixie [1.30]=forky)

nginx_versions() { printf '%s\n' "${!NGINX_SUITES[@]}" | sort; }

nginx_folder() { printf '%s/%s/bin' "$NGINX_CACHE" "$1"; }

nginx_says() { "$(nginx_folder "$1")/nginx" -v 2>&1 | sed -n 's|^nginx version: nginx/||p'; }

has_nginx() { [[ -x $(nginx_folder "$1")/nginx && $(nginx_says "$1") == "$1".* ]]; }

# The other process that fetches the same one is waited for, and then there is nothing left to do.
fetch_nginx() (
  local version=$1 target=$NGINX_CACHE/$1 work
  mkdir -p "$NGINX_CACHE" || die 1 "$NGINX_CACHE cannot be written; say another folder by MANDOR_CACHE"
  exec 8>"$NGINX_CACHE/lock"
  flock 8
  ! has_nginx "$version" || return 0
  work=$(mktemp -d "$NGINX_CACHE/work.XXXXXX")
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  download_nginx "${NGINX_SUITES[$version]}" "$work"
  unpack_nginx "$work" "$target"
  has_nginx "$version" || die 1 "the unpacked nginx says that it is '$(nginx_says "$version")', not $version"
)

# An apt with folders of its own: the machine's sources, packages and lists stay as they are. Of its settings only how
# to reach a mirror is taken over. Signatures are checked; how old a mirror's index may be is not, since one that is kept
# at some day serves for tests as well.
download_nginx() {
  local suite=$1 work=$2 mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ -e $key ]] || die 1 "nginx of Debian's $suite can only be fetched on a Debian machine: there is no $key"
  mirror=$(apt_mirror)
  mkdir -p "$work"/{etc/{apt.conf.d,preferences.d},state,cache}
  : >"$work/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$key" "$mirror" "$suite" >"$work/etc/sources.list"
  {
    apt-config dump Acquire
    printf '%s "%s";\n' Dir::Etc "$work/etc" Dir::State "$work/state" Dir::State::status "$work/status" \
      Dir::Cache "$work/cache" Acquire::Check-Valid-Until false Acquire::Languages none Acquire::Retries 2 \
      APT::Sandbox::User root Debug::NoLocking true APT::Update::Error-Mode any
  } >"$work/apt.conf"
  APT_CONFIG=$work/apt.conf apt-get update ||
    die 1 "this machine's Debian mirror cannot be reached, or does not have '$suite'"
  APT_CONFIG=$work/apt.conf apt-get install --download-only --no-install-recommends --yes nginx ||
    die 1 "this machine's Debian mirror does not hand out the packages of nginx of '$suite'"
}

# Not by a wrapper that starts it through the unpacked ld.so: `nginx: master process`, which ps shows and the
# installer looks for, and the binary that nginx starts anew at an upgrade, are those of a program started as usual.
unpack_nginx() {
  local work=$1 target=$2 package libraries
  for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/root"; done
  libraries=$(dirname "$(find "$work/root" -name 'libc.so.6' -print -quit)")
  mkdir -p "$work/new/bin" "$work/new/lib"
  cp -a "$libraries"/*.so* "$work/new/lib/"
  cp "$work/root/usr/sbin/nginx" "$work/new/bin/nginx"
  patchelf --set-interpreter "$target/lib/$(basename "$(patchelf --print-interpreter "$work/new/bin/nginx")")" \
    --force-rpath --set-rpath "$target/lib" "$work/new/bin/nginx"
  rm -rf "$target"
  mv -T "$work/new" "$target"
}

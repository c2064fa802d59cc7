# Takes CONF.new into use as CONF: swap, check, reload, verify, or put everything back. Runs where nginx runs, by "sh -c",
# behind ask-version.sh. Arguments: CONF PORT VERSION BYTES NGINX-COMMAND... Exit codes: 0 done, 3 refused by nginx -t,
# 4 not reloaded, 5 reloaded and nothing came of it, else not even swapped.
set -eu
conf=$1
port=$2
version=$3
bytes=$4
shift 4
PATH=$PATH:/usr/local/sbin:/usr/sbin

# The last file that nginx took, empty if there was none. It lies there only while an install is under way.
good=$conf.good
placeholder=${conf%/*}/default.conf
aside=$placeholder.disabled-by-mandor
moved=no

# The rename brings the good file back and ends the install in one step, so being cut off here does no harm.
restore() {
    if [ -s "$good" ]; then mv -f "$good" "$conf"; else rm -f "$conf" "$good"; fi
    if [ "$moved" = yes ]; then mv -f "$aside" "$placeholder"; fi
}

# One per line, without those that only finish what they have. This very script, a command line too, does not begin so.
workers() {
    # shellcheck disable=SC2013 # no blanks in these paths
    for process in $(grep -l '^nginx: worker process' /proc/[0-9]*/cmdline 2>/dev/null); do
        grep -q 'shutting down' "$process" 2>/dev/null || echo "$process"
    done
}

# The process that a reload signals; nothing if that cannot be found out. Arguments: NGINX-COMMAND...
master() {
    file=$("$@" -T 2>/dev/null | sed -n '/^[[:space:]]*#/d; s/^\(.*[;[:space:]]\)*pid[[:space:]][[:space:]]*\([^;]*\);.*/\2/p' |
        head -n 1)
    if [ -z "$file" ]; then file=$("$@" -V 2>&1 | sed -n 's/.*--pid-path=\([^ ]*\).*/\1/p'); fi
    pid=$(cat "$file" 2>/dev/null)
    if grep -q '^nginx: master' "/proc/$pid/cmdline" 2>/dev/null; then echo "$pid"; fi
}

# Whether nginx has begun a worker since the reload, or hides its processes from us. There may be other nginxes than the one
# that was reloaded, in containers too. Arguments: NGINX-COMMAND...
has_new_worker() {
    [ -n "$old_workers" ] || return 0
    ours=$(master "$@")
    for worker in $(workers); do
        if ! echo "$old_workers" | grep -qx "$worker" &&
            grep -q "^PPid:[[:space:]]*${ours:-[0-9]*}\$" "${worker%cmdline}status" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

# In hundredths of a second; 0 where there is no such clock. Setting the wall clock does not move it.
uptime() {
    read -r up rest 2>/dev/null </proc/uptime || up=0.0
    echo "${up%.*}${up#*.}"
}

# The old workers go on accepting for about 100 ms beside the new ones, so one answer says little. Arguments: NGINX-COMMAND...
verified() {
    start=$(uptime)
    tries=0
    hits=0
    while [ "$hits" -lt 3 ]; do
        answer=$version
        if [ -n "$asker" ]; then
            answer=$(ask_version "$port")
        elif ! has_new_worker "$@"; then
            answer=
        fi
        if [ "$answer" = "$version" ]; then
            hits=$((hits + 1))
            continue
        fi
        hits=0
        tries=$((tries + 1))
        if [ "$tries" -ge 60 ] || [ $(($(uptime) - start)) -ge 200 ]; then return 1; fi
        sleep 0.02 2>/dev/null || sleep 1
    done
}

is_version() {
    case $1 in *[!0-9a-f]*) return 1 ;; esac
    [ "${#1}" = "${#version}" ]
}

# A copy that was given up may still be written by a slow engine: what is swapped must be the whole of this very file.
if [ "$(wc -c <"$conf.new")" -ne "$bytes" ] || ! grep -q "\"$version" "$conf.new"; then
    echo "the copy $conf.new is not complete" >&2
    exit 1
fi

# What a cut-off install left in place was never verified; unless nginx says so now, the file before it is the good one.
if [ -f "$good" ] && [ -f "$conf" ]; then
    answer=$(ask_version "$port")
    if is_version "$answer" && grep -q "\"$answer" "$conf"; then rm -f "$good"; fi
fi
if [ ! -f "$good" ]; then
    if [ -f "$conf" ]; then cp -p "$conf" "$good.part"; else : >"$good.part"; fi
    mv -f "$good.part" "$good"
fi
mv -f "$conf.new" "$conf"

# The official image comes with a site for "localhost" on port 80, which would answer in our place whoever asks for
# localhost. It is moved aside; a default.conf that names any other host is the user's own and stays.
if [ -f "$placeholder" ] && [ "$placeholder" != "$conf" ] &&
    grep -Eq "listen[[:space:]]+([^;]*:)?${port}[ ;]" "$placeholder" &&
    grep -Eq 'server_name[[:space:]]+localhost[[:space:]]*;' "$placeholder" &&
    ! grep -E 'server_name' "$placeholder" | grep -Evq 'server_name[[:space:]]+localhost[[:space:]]*;'; then
    if mv -f "$placeholder" "$aside" 2>/dev/null; then
        moved=yes
    else
        echo "$placeholder cannot be moved aside and answers requests for localhost"
    fi
fi

if ! "$@" -t -q; then
    restore
    exit 3
fi
old_workers=$(workers)
if ! "$@" -s reload; then
    restore
    exit 4
fi

if verified "$@"; then
    if [ -z "$asker" ]; then
        echo "there is neither curl nor wget to ask nginx which configuration it runs: new worker processes have to do"
    fi
elif [ -n "$asker" ] && ! is_version "$answer" && has_new_worker "$@"; then
    echo "nginx was reloaded, but another site answers at 127.0.0.1:$port, or $conf is not included"
else
    restore
    "$@" -s reload || true
    exit 5
fi

if [ -s "$good" ]; then mv -f "$good" "$conf.before"; else rm -f "$good" "$conf.before"; fi
if [ "$moved" = yes ]; then echo "moved the image's placeholder site aside: $aside"; fi

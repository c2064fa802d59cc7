# Takes a new file into use: lock, check, swap, nginx -t, reload, verify, or put everything back. Runs where nginx runs, by
# "sh -c" behind ask-version.sh, in any POSIX sh with the usual small programs, those of busybox too, and with /proc.
#
# Arguments: CONF KEEP PORT VERSION BYTES MINE SECONDS NGINX-COMMAND...
#   CONF     nginx's file, absolute
#   KEEP     the folder of the helper files, without a slash at its end. The caller has put the new file there, as .NAME.new, where
#            NAME is the last part of CONF. All that lies there is believed: nobody else than the caller may write there. If it
#            is CONF's own folder, a link at CONF is kept, and the file that it leads to is replaced; else a link is refused
#   PORT     of our site: nginx is asked there which version it runs
#   VERSION  of the new file, lower-case hex digits
#   BYTES    the length of the new file
#   MINE     HOST:PORT as in the first line of our own files: a file that names another is left alone. "-": none is
#   SECONDS  after so many the caller does not wait any longer
#
# Helper files in KEEP, hidden, since no "*" of nginx's takes such names in: .NAME.next, being installed; .NAME.good, the last file
# that nginx took, empty if there was none, and only there while an install is under way or was cut off; .NAME.before, the
# file before the one in place; .NAME.lock.N, see below.
#
# Exit codes: 0 done, and what is printed should be known; 3 refused by nginx -t; 4 not reloaded; 5 reloaded, and nothing came of
# it; 6 another install is under way; 7 another manager's file lies there; 8 CONF cannot be replaced where it lies; else
# something failed before the swap. After 3 to 5 everything is as it was; 6 to 8 have changed nothing.
set -eu
given=$1
keep=$2
port=$3
version=$4
bytes=$5
mine=$6
seconds=$7
shift 7
PATH=$PATH:/usr/local/sbin:/usr/sbin
umask 022

name=${given##*/}
folder=${given%/*}
new=$keep/.$name.new
next=$keep/.$name.next
good=$keep/.$name.good
before=$keep/.$name.before
lock=$keep/.$name.lock
placeholder=$folder/default.conf
aside=$folder/.default.conf.disabled-by-mandor
moved=no

# In hundredths of a second; 0 where there is no such clock. Setting the wall clock does not move it.
uptime() {
    read -r up rest 2>/dev/null </proc/uptime || up=0.0
    echo "${up%.*}${up#*.}"
}
begun=$(uptime)

# When a process began, in hundredths of a second as above; nothing if it has ended. With its number it tells a process from
# any later one. Argument: PID.
start_of() {
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 0
    # shellcheck disable=SC2086 # the fields behind the name, which may hold anything
    set -- ${stat##*)}
    case $1 in Z | X) ;; *) echo "${20}" ;; esac
}

newest_lock() {
    newest=0
    for link in "$lock".*; do
        case ${link##*.} in '' | *[!0-9]*) continue ;; esac
        if [ "${link##*.}" -gt "$newest" ]; then newest=${link##*.}; fi
    done
}

# Argument: since when the other is at work, in hundredths of a second of uptime.
give_way() {
    echo "another install is under way, since $((($(uptime) - ${1:-$begun}) / 100)) s" >&2
    exit 6
}

# The lock is the link .NAME.lock.N with the highest N, held by the process that it names, "PID:START", for as long as that lives.
# So it needs no release, and nothing has to be removed before it can be taken from one who died, which two might do at once:
# whoever makes the link N+1 has it, and only one can. The newest link is never removed; so one who was slow, and makes a
# number that was already used and cleared away, sees a higher one afterwards.
take_lock() {
    newest_lock
    holder=$(readlink "$lock.$newest" || true)
    if [ -n "$holder" ] && [ "$(start_of "${holder%:*}")" = "${holder#*:}" ]; then give_way "${holder#*:}"; fi
    own=$((newest + 1))
    if ! complaint=$(ln -s "$$:$(start_of $$)" "$lock.$own" 2>&1); then
        if [ -L "$lock.$own" ]; then give_way; fi
        echo "$complaint" >&2
        exit 1
    fi
    newest_lock
    if [ "$newest" -ne "$own" ]; then
        rm -f "$lock.$own"
        give_way
    fi
    for link in "$lock".*; do
        case ${link##*.} in '' | *[!0-9]* | "$own") ;; *) rm -f "$link" ;; esac
    done
}

cannot_be_replaced() {
    echo "$1" >&2
    exit 8
}

# Not by trying: a rename over a mount fails, with words that help nobody. Argument: a path.
is_mount() {
    while read -r _ _ _ _ point _; do
        if [ "$point" = "$1" ]; then return 0; fi
    done 2>/dev/null </proc/self/mountinfo
    return 1
}

# Where the file really lies.
find_conf() {
    conf=$given
    if [ -L "$given" ]; then
        if [ "$keep" != "$folder" ]; then cannot_be_replaced "$given is a link, which is not followed here"; fi
        conf=$(readlink -f "$given" || true)
    fi
    case $conf in /*) ;; *) cannot_be_replaced "the link $given leads to no folder" ;; esac
    home=${conf%/*}
    if is_mount "$conf"; then
        cannot_be_replaced "$conf is a mount of that single file, which cannot be replaced: mount its folder, $home, instead"
    fi
    if [ -d "$conf" ]; then cannot_be_replaced "$conf is a folder"; fi
}

# Versions before this one had helper files that nginx takes in where it includes every name.
clear_old_names() {
    if [ "$keep" != "$folder" ]; then return; fi
    rm -f "$given.new" "$given.good.part"
    if [ -f "$given.good" ] && [ ! -f "$good" ]; then mv -f "$given.good" "$good"; fi
    if [ -f "$given.before" ] && [ ! -f "$before" ]; then mv -f "$given.before" "$before"; fi
    rm -f "$given.good" "$given.before"
    if [ -f "$placeholder.disabled-by-mandor" ]; then mv -f "$placeholder.disabled-by-mandor" "$aside"; fi
}

# Puts a helper file in place, so that whoever reads sees the old or the new one, whole: by rename, or where it does not lie
# beside, and so perhaps on another file system, by way of a hidden file that does. Argument: the file, which is used up.
place() {
    if [ "$keep" = "$home" ]; then
        mv -f "$1" "$conf"
    else
        part=$home/.${conf##*/}.part
        rm -f "$part" && (set -C && cat "$1" >"$part") && mv -f "$part" "$conf" && rm -f "$1"
    fi
}

# Removes only what this install has put there.
restore() {
    if [ -s "$good" ]; then
        place "$good"
    else
        if grep -q "\"$version" "$conf" 2>/dev/null; then rm -f "$conf"; fi
        rm -f "$good"
    fi
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

# How long to wait for the new version after the reload, in hundredths of a second. nginx reads everything once more, as for the
# test before, while it also serves; and all has to end in time. Argument: how long the test took.
patience() {
    wanted=$((200 + 3 * $1))
    left=$((100 * seconds - ($(uptime) - begun)))
    if [ "$wanted" -gt "$left" ]; then wanted=$left; fi
    if [ "$wanted" -lt 200 ]; then wanted=200; fi
    echo "$wanted"
}

# The old workers go on accepting for about 100 ms beside the new ones, so one answer says little. Arguments: HUNDREDTHS
# NGINX-COMMAND...
verified() {
    start=$(uptime)
    most=$1
    shift
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
        if [ "$tries" -ge $((most * 3 / 10)) ] || [ $(($(uptime) - start)) -ge "$most" ]; then return 1; fi
        sleep 0.02 2>/dev/null || sleep 1
    done
}

is_version() {
    is_hex "$1" && [ "${#1}" = "${#version}" ]
}

take_lock
find_conf
clear_old_names

if [ "$mine" != - ] && [ -f "$conf" ]; then
    writer=$(head -n 1 "$conf" | sed -n 's/^# Written by Mandor on \([A-Za-z0-9.:-]*\)\. .*/\1/p')
    if [ -n "$writer" ] && [ "$writer" != "$mine" ]; then
        echo "another manager, $writer, writes this nginx" >&2
        exit 7
    fi
fi

if [ ! -f "$new" ]; then
    echo "the file that was copied to $new is not there: if $keep is a tmpfs, docker cp writes beneath it; mount a volume there" >&2
    exit 1
fi
# Taken out of the way of whoever copies the next one. A copy that was given up may still be written by a slow engine, or be
# somebody else's: what is swapped must be the whole of this very file.
mv -f "$new" "$next"
if [ "$(wc -c <"$next")" -ne "$bytes" ] || ! grep -q "\"$version" "$next"; then
    rm -f "$next"
    echo "the copy $new is not complete" >&2
    exit 1
fi

answer=$(ask_version "$port")
# An install that nobody waited for may have done it all, and what runs is not loaded again. The file may have been lost.
if [ "$answer" = "$version" ] && [ "$(ask_version "$port")$(ask_version "$port")" = "$version$version" ]; then
    place "$next"
    rm -f "$good"
    exit 0
fi

# What a cut-off install left in place was never verified; unless nginx says so now, the file before it is the good one. If
# there was none, it is the best there is, provided that nginx would start with it.
if [ -f "$good" ] && [ -f "$conf" ]; then
    if is_version "$answer" && grep -q "\"$answer" "$conf"; then
        rm -f "$good"
    elif [ ! -s "$good" ] && "$@" -t -q 2>/dev/null; then
        rm -f "$good"
    fi
fi
if [ ! -f "$good" ]; then
    if [ -f "$conf" ]; then cp -p "$conf" "$good.part"; else : >"$good.part"; fi
    mv -f "$good.part" "$good"
fi
place "$next"

# The official image comes with a site for "localhost" on port 80, which would answer in our place whoever asks for
# localhost. It is moved aside; a default.conf that names any other host is the user's own and stays.
if [ -f "$placeholder" ] && [ "$placeholder" != "$given" ] &&
    grep -Eq "listen[[:space:]]+([^;]*:)?${port}[ ;]" "$placeholder" &&
    grep -Eq 'server_name[[:space:]]+localhost[[:space:]]*;' "$placeholder" &&
    ! grep -E 'server_name' "$placeholder" | grep -Evq 'server_name[[:space:]]+localhost[[:space:]]*;'; then
    if mv -f "$placeholder" "$aside" 2>/dev/null; then
        moved=yes
    else
        echo "$placeholder cannot be moved aside and answers requests for localhost"
    fi
fi

test_begun=$(uptime)
if ! "$@" -t -q; then
    restore
    exit 3
fi
test_took=$(($(uptime) - test_begun))
old_workers=$(workers)
if ! "$@" -s reload; then
    restore
    exit 4
fi

if verified "$(patience "$test_took")" "$@"; then
    if [ -z "$asker" ]; then
        echo "there is neither curl nor wget to ask nginx which configuration it runs: new worker processes have to do"
    fi
elif [ -n "$asker" ] && ! is_version "$answer" && has_new_worker "$@"; then
    echo "nginx was reloaded, but another site answers at 127.0.0.1:$port, or $given is not included"
else
    restore
    "$@" -s reload || true
    exit 5
fi

if [ -s "$good" ]; then mv -f "$good" "$before"; else rm -f "$good" "$before"; fi
if [ "$moved" = yes ]; then echo "moved the image's placeholder site aside: $aside"; fi

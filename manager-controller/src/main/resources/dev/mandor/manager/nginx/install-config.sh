# Takes CONF.new into use as CONF: swap, check, reload, or put everything back. Runs where nginx runs, by "sh -c".
# Arguments: CONF PORT NGINX-COMMAND... Exit codes: 0 done, 3 refused by nginx -t, 4 not reloaded, else not even swapped.
set -eu
conf=$1
port=$2
shift 2
PATH=$PATH:/usr/local/sbin:/usr/sbin

before=$conf.before
placeholder=${conf%/*}/default.conf
aside=$placeholder.disabled-by-mandor
moved=no

restore() {
    if [ -f "$before" ]; then mv -f "$before" "$conf"; else rm -f "$conf"; fi
    if [ "$moved" = yes ]; then mv -f "$aside" "$placeholder"; fi
}

if [ -f "$conf" ]; then cp -p "$conf" "$before"; else rm -f "$before"; fi
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
if ! "$@" -s reload; then
    restore
    exit 4
fi
if [ "$moved" = yes ]; then echo "moved the image's placeholder site aside: $aside"; fi

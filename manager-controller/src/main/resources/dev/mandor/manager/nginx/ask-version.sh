# Defines ask_version PORT: prints the version of the configuration that nginx runs, in nginx's own answer; nothing, or
# whatever else was answered, if the site there is not ours. $asker is empty if there is no program to ask with.
if command -v curl >/dev/null 2>&1; then
    asker=curl
elif command -v wget >/dev/null 2>&1; then
    # GNU's wget would try twenty times, and that of busybox 1.35 crashes on -T.
    if timeout 1 true >/dev/null 2>&1; then asker='timeout 1 wget'; else asker='wget -T 1'; fi
else
    asker=
fi
unset http_proxy HTTP_PROXY all_proxy ALL_PROXY

ask_version() {
    case $asker in
    curl) curl -s -f -m 1 "http://127.0.0.1:$1/.mandor/version" ;;
    *wget*) $asker -q -O - "http://127.0.0.1:$1/.mandor/version" ;;
    esac 2>/dev/null | head -n 1
}

# Whether these are hex digits, as a version of ours.
is_hex() {
    case $1 in '' | *[!0-9a-f]*) return 1 ;; esac
}

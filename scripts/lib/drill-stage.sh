# shellcheck shell=bash
# The fire drill's stage: three workers and a manager with keys on the Swarm lab, clients that ask for one site by its name,
# and what looks at them. Sourced by scripts/fire-drill after common.sh and build.sh.
LAB=$here/swarm-lab
RUN=/run/mandor-lab # the lab's own link to its folder
HOST=shop.example
RATE=10
PATIENCE=60
EXTRA=12
WORKERS=(worker1 worker2 worker3)
JVM=(java -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
declare -A PID=()
MANAGER_CLOCK=() PLANTED=0 MEND='' LAB_WAS_UP=yes DIR='' LOG_LINES=0

set_stage() {
  local node
  ensure_commands faketime:faketime perl:perl-base iptables:iptables
  if [[ -n $keep ]]; then
    mkdir -p "$keep"
    WORK=$(cd "$keep" && pwd)
  else
    WORK=$(mktemp -d "${TMPDIR:-/tmp}/mandor-drill.XXXXXX")
  fi
  MANAGER_LOG=$WORK/manager.log
  LIBFAKETIME=$(dpkg -L libfaketime | grep '/libfaketime\.so\.1$')
  if "$LAB" status >/dev/null 2>&1; then LAB_WAS_UP=yes; else LAB_WAS_UP=no; fi
  "$LAB" up "${#WORKERS[@]}"
  grep -q " $HOST\$" "$RUN/client/hosts" || printf '192.168.56.101 %s\n' "$HOST" >>"$RUN/client/hosts"
  make_keys
  touch "$MANAGER_LOG"
  start_manager
  for node in "${WORKERS[@]}"; do
    "$LAB" mem "$node" $((400 - 50 * ${node#worker}))M >/dev/null
    start_agent "$node"
  done
  "$LAB" sh client timeout 1800 "$here/lib/requests" "http://$HOST/" "$RATE" >"$WORK/requests.log" 2>/dev/null &
  PID[requests]=$!
}

make_keys() {
  local node
  umask 077
  : >"$WORK/manager.keys"
  for node in "${WORKERS[@]}"; do
    "${JVM[@]}" -jar "$MANAGER_JAR" keys new "$node" >"$WORK/$node.key"
    cat "$WORK/$node.key" >>"$WORK/manager.keys"
  done
  umask 022
}

strike_stage() {
  local name
  set +e
  [[ -z $MEND ]] || "mend_${MEND//-/_}" >/dev/null 2>&1
  for name in "${!PID[@]}"; do kill "${PID[$name]}" 2>/dev/null; done
  for name in "${!PID[@]}"; do wait "${PID[$name]}" 2>/dev/null; done
  [[ $LAB_WAS_UP == yes ]] || "$LAB" down
  [[ -n $keep || -z ${WORK:-} ]] || rm -rf "$WORK"
}

# ---------------------------------------------------------------------------------------------------------- who is there

# Options beyond the usual ones. MANAGER_CLOCK: words before the program, such as a wrong clock.
start_manager() {
  "$LAB" sh manager env "${MANAGER_CLOCK[@]}" "${JVM[@]}" -jar "$MANAGER_JAR" --tolerance 6 --interval 1 \
    --service "web=8080@$HOST" --key-file "$WORK/manager.keys" "$@" >>"$MANAGER_LOG" 2>&1 &
  PID[manager]=$!
}

# NODE [OPTION...]
start_agent() {
  local node=$1
  shift
  start_program "$node" "$node" "$@"
}

# KEY NODE [OPTION...]: an agent on NODE, to be found as KEY. A later option wins.
start_program() {
  local key=$1 node=$2
  shift 2
  local options=(--manager 192.168.56.101 --interval 1 --key-file "$WORK/$node.key")
  [[ " $* " != *' --key-file '* ]] || options=(--manager 192.168.56.101 --interval 1)
  "$LAB" sh "$node" env "${AGENT_CLOCK[@]}" "${JVM[@]}" -jar "$AGENT_JAR" "${options[@]}" "$@" >>"$WORK/$key.log" 2>&1 &
  PID[$key]=$!
}
AGENT_CLOCK=()

# KEY [SIGNAL]: ends it and waits.
end_program() {
  local pid=${PID[$1]:-}
  [[ -n $pid ]] || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  unset "PID[$1]"
}

wrong_clock() { printf '%s\n' "LD_PRELOAD=$LIBFAKETIME" "FAKETIME=$1" FAKETIME_DONT_FAKE_MONOTONIC=1; }

start_anew() {
  local node
  end_program manager
  for node in "${WORKERS[@]}"; do
    end_program "$node"
    start_agent "$node"
  done
  start_manager
  await_calm "" 60 || say "  (all was started anew, and still is not well)"
}

docker_here() { "$LAB" sh manager timeout 30 docker "$@"; }

container() { docker_here ps -q --filter label=com.docker.swarm.service.name=nginx; }

in_nginx() { docker_here exec "$(container)" "$@"; }

# ------------------------------------------------------------------------------------------------------------ looking

mandor() { timeout 30 "$LAB" sh manager "${JVM[@]}" -jar "$MANAGER_JAR" "$@" 2>&1; }

# What each of the three says now, into a file of its name. EXIT is what status ended with.
look() {
  EXIT=0
  mandor status >"$DIR/status" || EXIT=$?
  mandor explain >"$DIR/explain" || true
  mandor check --key-file "$WORK/manager.keys" --listen-seconds 0 |
    awk '/^(OK|WARN|FAIL)/ { shown = $1 != "OK" } shown' >"$DIR/check" || true
}

says_it() { grep -qiE -- "${NAMED[$1]}" "$DIR/status" "$DIR/check" "$DIR/explain" 2>/dev/null; }

forget_what_was_said() {
  AT_STATUS=- AT_CHECK=- AT_EXPLAIN=- AT_READYZ=- AT_LOG=- EXIT=- EXIT_NAMED=- LOSING='' REMEDY=no ENDED=-
  [[ ! -e $WORK/calm/status ]] || cp "$WORK"/calm/{status,check,explain} "$DIR/"
}

# Until status and check name it, and clients lose nothing or status knows it; PATIENCE at most, and EXTRA after one of them.
watch_until_named() {
  local row=$1 deadline=$((PLANTED + PATIENCE * 1000000)) round=0
  while (($(now_micros) < deadline)); do
    round=$((round + 1))
    look
    note_what_is_named "$row"
    cp "$DIR/status" "$DIR/status.$round" && cp "$DIR/check" "$DIR/check.$round" && cp "$DIR/explain" "$DIR/explain.$round"
    if is_losing; then LOSING=yes; else LOSING=; fi
    [[ -n $LOSING && $EXIT == 0 ]] || ! is_named_enough || return 0
    [[ -z ${HEALS[$row]:-} || $AT_LOG == - || -n $LOSING ]] || return 0
  done
}

is_named_enough() {
  [[ $AT_STATUS$AT_CHECK != -- ]] || return 1
  [[ $AT_STATUS != - && $AT_CHECK != - ]] || (($(seconds_since "$PLANTED") >= ${AT_STATUS/#-/$AT_CHECK} + EXTRA))
}

note_what_is_named() {
  local row=$1 seconds code
  seconds=$(seconds_since "$PLANTED")
  code=$("$LAB" sh manager curl -s -o /dev/null -m 2 -w '%{http_code}' http://127.0.0.1:9797/readyz || true)
  tail -n "+$((LOG_LINES + 1))" "$MANAGER_LOG" >"$DIR/log"
  [[ $AT_READYZ != - || $code != 503 ]] || AT_READYZ=$seconds
  [[ $AT_STATUS != - ]] || ! names "$row" status || AT_STATUS=$seconds
  [[ $AT_CHECK != - ]] || ! names "$row" check || AT_CHECK=$seconds
  [[ $AT_EXPLAIN != - ]] || ! names "$row" explain || AT_EXPLAIN=$seconds
  [[ $AT_LOG != - ]] || ! names "$row" log || AT_LOG=$seconds
  if grep -qiE -- "${HELPS[$row]}" "$DIR"/{status,check,explain,log}; then REMEDY=yes; fi
}

names() { grep -qiE -- "${NAMED[$1]}" "$DIR/$2"; }

seconds_since() { printf '%d' $((($(now_micros) - $1) / 1000000)); }

# A page of a worker or of the fallback is what clients came for; another site's is as good as none.
is_good='$2 == 200 && $4 == "Name" && $5 ~ /^HOST:/'

# MICROS: "LOST/SENT" since then.
lost_since() {
  awk -v since=$(($1 / 1000)) "\$1 >= since { sent++; if (!($is_good)) lost++ } END { printf \"%d/%d\", lost, sent }" "$WORK/requests.log"
}

# Of those that were sent in the last five seconds.
is_losing() { [[ $(lost_since $(($(now_micros) - 5000000))) != 0/* ]]; }

# ROW SECONDS: status ends with 0, nobody loses requests, and nothing names ROW's fault any more (an empty ROW: of none).
await_calm() {
  local row=$1 deadline=$(($(now_micros) + $2 * 1000000)) was=$DIR
  DIR=$WORK/calm
  mkdir -p "$DIR"
  until look && [[ $EXIT == 0 ]] && ! is_losing && ! { [[ -n $row ]] && says_it "$row"; }; do
    if (($(now_micros) > deadline)); then
      DIR=$was
      return 1
    fi
  done
  DIR=$was
}

require_calm() { await_calm "" "$1" || die 1 "the manager does not serve: $(cat "$WORK/calm/status")"; }

# shellcheck shell=bash
# What clients notice of a fault, by front, under 20 new connections a second unless told; sourced by scripts/bench.
#
# One front after the other gets the same event, always on worker1: it has the most free memory, so Mandor serves from
# it. All at once would be quicker, but six loads on a small machine measure that machine.
MANDOR_FLAGS=(--tolerance 30 --interval 3)
MANDOR_FAST_FLAGS=(--fast)
MANDOR_FAST_AGENT_FLAGS=(--fast)
RATE=20
RELOADS=500
CLIENTS=200
EVENTS=(cut return web agent memory reload)
FRONTS=(mandor fast nginx nginx-tuned haproxy haproxy-tuned)
PEER=haproxy-tuned # the ratios are to this one
declare -A LABEL=(
  [mandor]="Mandor, defaults"
  [fast]="Mandor, fast (\`${MANDOR_FAST_FLAGS[*]}\`, agents \`${MANDOR_FAST_AGENT_FLAGS[*]}\`)"
  [nginx]="nginx round robin, default timeouts"
  ["nginx-tuned"]="nginx round robin, connect timeout 300 ms"
  [haproxy]="HAProxy, agent-check, connect timeout 5 s"
  ["haproxy-tuned"]="HAProxy, agent-check, connect timeout 300 ms, redispatch"
)
declare -A PORT=([mandor]=80 [fast]=80 [nginx]=8081 ["nginx-tuned"]=8082 [haproxy]=8091 ["haproxy-tuned"]=8092)
declare -A HEADLINE=(
  [cut]="The serving node's link is cut"
  [return]="The cut node returns"
  [web]="The web service on the serving node is killed, and Swarm starts it again"
  [agent]="Mandor's agent on the serving node is killed, its web service goes on"
  [memory]="The serving node's memory shrinks from 400 to 200 MiB"
  [reload]="nginx is reloaded $RELOADS times under $CLIENTS keep-alive clients"
)
KEPT=$PROJECT/target/bench-failover

events=("${EVENTS[@]}")
seconds=30
while (($#)); do
  case $1 in
    --events) IFS=, read -ra events <<<"${2:-}" ;;
    --seconds) seconds=${2:-} ;;
    --rate) RATE=${2:-} ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  shift $(($# > 1 ? 2 : 1))
done
[[ $seconds =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--seconds takes a number from 1 to 999"
[[ $RATE =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--rate takes a number from 1 to 999"
((${#events[@]})) || die 2 "--events takes one or more of: ${EVENTS[*]}"
for event in "${events[@]}"; do
  [[ " ${EVENTS[*]} " == *" $event "* ]] || die 2 "there is no event '$event'; there are: ${EVENTS[*]}"
done

wanted() { [[ " ${events[*]} " == *" $1 "* ]]; }
now_millis() { printf '%d' $(($(now_micros) / 1000)); }
url_of() { printf 'http://192.168.56.101:%d/' "${PORT[$1]}"; }
page() { "$LAB" sh client curl -s --max-time 1 "$1"; }
front_serves() { [[ $(page "$(url_of "$1")") == "Name HOST:${2:-}"* ]]; }
container_of() { "$LAB" sh "$1" docker ps -q --filter "label=com.docker.swarm.service.name=$2"; }

# Called by scripts/bench however this ends.
restore() {
  "$LAB" heal worker1
  set_memory
} >/dev/null

# bash runs a trap only between commands, but `wait` lets it run at once.
pause() {
  sleep "$1" &
  PID[pause]=$!
  wait "${PID[pause]}"
  unset "PID[pause]"
}

set_memory() {
  "$LAB" mem worker1 400M >/dev/null
  "$LAB" mem worker2 350M >/dev/null
}

# --------------------------------------------------------------------------------------------------------- the fronts

start_front() {
  case $1 in
    mandor) start_mandor "$1" "${MANDOR_FLAGS[@]}" ;;
    fast) start_mandor "$1" "${MANDOR_FAST_FLAGS[@]}" -- "${MANDOR_FAST_AGENT_FLAGS[@]}" ;;
    nginx) start_nginx "$1" "" ;;
    nginx-tuned) start_nginx "$1" "proxy_connect_timeout 300ms;" ;;
    haproxy) start_haproxy "$1" "timeout connect 5s" ;;
    haproxy-tuned) start_haproxy "$1" "timeout connect 300ms" "retries 3" "option redispatch 1" ;;
  esac
}

# Whatever runs beside the load belongs to the front.
stop_front() {
  local key
  for key in "${!PID[@]}"; do stop "$key"; done
}

# start_mandor FRONT MANAGER-FLAG... [-- AGENT-FLAG...]
start_mandor() {
  local front=$1 manager=() worker
  shift
  while (($#)) && [[ $1 != -- ]]; do
    manager+=("$1")
    shift
  done
  (($# == 0)) || shift
  on manager manager java -jar "$MANAGER_JAR" "${manager[@]}"
  for worker in worker1 worker2; do
    on "$worker" "$worker" java -jar "$AGENT_JAR" --manager 192.168.56.101 "$@"
  done
  await 30 logged manager because || die 1 "the manager does not decide"
  await 30 front_serves "$front" worker1 || die 1 "worker1 does not serve"
}

start_nginx() {
  local front=$1 settings=$2
  cat >"$WORK/$front.conf" <<CONF
daemon off;
worker_processes auto;
pid $WORK/$front.pid;
error_log $WORK/$front-error.log notice;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path $WORK/$front-body;
    proxy_temp_path $WORK/$front-proxy;
    fastcgi_temp_path $WORK/$front-fastcgi;
    uwsgi_temp_path $WORK/$front-uwsgi;
    scgi_temp_path $WORK/$front-scgi;
    upstream workers {
        server 192.168.56.102:8080;
        server 192.168.56.103:8080;
    }
    server {
        listen ${PORT[$front]};
        $settings
        location / { proxy_pass http://workers; }
    }
}
CONF
  on manager "$front" nginx -c "$WORK/$front.conf"
  await 10 front_serves "$front" || die 1 "${LABEL[$front]} does not serve: $(tail -n 3 "$WORK/$front.log")"
}

# start_haproxy FRONT SETTING...
start_haproxy() {
  local front=$1 worker
  shift
  cat >"$WORK/free-percent" <<'AGENT'
awk '/^MemTotal:/ { total = $2 } /^MemAvailable:/ { printf "%d%%\n", 100 * $2 / total }' /proc/meminfo
AGENT
  {
    printf 'global\n    log stdout format iso local0 notice\n'
    printf 'defaults\n    mode http\n    log global\n    timeout client 30s\n    timeout server 30s\n'
    printf '    %s\n' "$@"
    printf 'frontend site\n    bind :%d\n    default_backend workers\n' "${PORT[$front]}"
    printf 'backend workers\n    balance roundrobin\n'
    printf '    server %s %s:8080 weight 100 check agent-check agent-port 9998\n' worker1 192.168.56.102 worker2 192.168.56.103
  } >"$WORK/$front.cfg"
  for worker in worker1 worker2; do
    on "$worker" "$worker" socat TCP-LISTEN:9998,fork,reuseaddr "EXEC:bash $WORK/free-percent"
  done
  on manager "$front" haproxy -db -f "$WORK/$front.cfg"
  await 10 front_serves "$front" || die 1 "${LABEL[$front]} does not serve: $(tail -n 3 "$WORK/$front.log")"
}

# --------------------------------------------------------------------------------------------------------- the events

# measure FRONT EVENT [EVENT-AFTER-IT]: a fresh front under load, the events, and the Swarm as it was before.
measure() {
  local front=$1 event
  shift
  set_memory
  await 90 swarm_is_well || die 1 "the lab does not come back: $("$LAB" status || true)"
  start_front "$front"
  on client requests "$here/lib/requests" "$(url_of "$front")" "$RATE"
  sleep 5
  local -a times=()
  for event in "$@"; do
    times+=("$(now_millis)")
    "strike_$event" "$front"
  done
  times+=("$(now_millis)")
  stop requests
  keep_logs "$1-$front" "${times[0]}"
  stop_front
  restore
  local index=0
  for event in "$@"; do
    summary "$KEPT/$1-$front" "${times[index]}" "${times[index + 1]}" "${times[0]}" >"$WORK/$event-$front.row"
    say "  $event: ${LABEL[$front]}: $(awk -F '|' '{ printf "%d of %d failed, p99 %s ms", $2, $1, $6 }' "$WORK/$event-$front.row")"
    index=$((index + 1))
  done
}

# The events return when enough has been seen. So that Mandor's slow defaults are seen to the end, up to 10 s more are
# given to the new plan; the figures of requests are for all of that time.
strike_cut() {
  "$LAB" cut worker1 >/dev/null
  watch "$seconds" "$1"
}

strike_return() {
  "$LAB" heal worker1 >/dev/null
  pause $((seconds * 2 / 3 + 1))
}

strike_web() {
  "$LAB" sh worker1 docker kill "$(container_of worker1 web)" >/dev/null
  pause $((seconds / 3 + 1))
}

strike_agent() {
  kill -9 "${PID[worker1]}"
  wait "${PID[worker1]}" 2>/dev/null || true # or bash reports the kill
  unset "PID[worker1]"
  if [[ $1 == fast ]]; then pause $((seconds / 3 + 1)); else watch "$seconds" "$1"; fi
}

strike_memory() {
  "$LAB" mem worker1 200M >/dev/null
  pause $((seconds / 3 + 1))
}

watch() {
  local line=1
  [[ $2 != mandor ]] || line=$(($(lines_of manager) + 1))
  pause "$1"
  [[ $2 != mandor ]] || await 10 logged manager "applied to nginx" "$line" || true
}

# A returned node is Ready some seconds before its web service is replaced by a new one, hence the second look.
swarm_is_well() {
  pages_answer || return 1
  sleep 2
  pages_answer
}

pages_answer() {
  "$LAB" status >/dev/null &&
    [[ $(page http://192.168.56.102:8080/) == "Name HOST:worker1" && $(page http://192.168.56.103:8080/) == "Name HOST:worker2" ]]
}

# -------------------------------------------------------------------------------------------------------- the figures

# keep_logs NAME SINCE-MILLIS: for whoever wants to know why a request failed.
keep_logs() {
  local front=${1#*-} folder=$KEPT/$1
  mkdir -p "$folder"
  cp "$WORK/requests.log" "$folder"
  case $front in
    mandor | fast)
      cp "$WORK/manager.log" "$folder/front.log"
      "$LAB" sh manager docker logs --since "$(($2 / 1000))" "$(container_of manager nginx)" >"$folder/nginx.log" 2>&1 || true
      ;;
    nginx*) cp "$WORK/$front-error.log" "$folder/front.log" ;;
    *) cp "$WORK/$front.log" "$folder/front.log" ;;
  esac
}

# summary FOLDER FROM TO FAULT: "ASKED|FAILED|GAP|FAILING|P50|P99|SLOWEST|NOTICED|CALM" of the requests that were under
# way at FROM or began later, up to TO. GAP is the longest time between two successful answers with a failure in it,
# FAILING from the first failed request to the end of the last, NOTICED until the front took notice, in seconds. CALM is
# the p99 before the first FAULT: what of the other p99 is the machine's own noise.
summary() {
  local folder=$1 from=$2 to=$3 fault=$4 calm
  window "$folder" 0 "$fault"
  calm=$(latencies)
  window "$folder" "$from" "$to"
  printf '%s|%s|%s|%s\n' "$(failures "$from")" "$(latencies)" "$(noticed "$folder/front.log" "$from" "$to")" \
    "$(cut -d '|' -f 2 <<<"$calm")"
}

# window FOLDER FROM TO: lines "START END MILLIS WORKED" into $WORK/window.
window() {
  awk -v from="$2" -v to="$3" '{ end = $1 + $3 * 1000 }
    end >= from && $1 < to { printf "%.0f %.0f %.3f %d\n", $1, end, $3 * 1000, $2 == 200 }' \
    "$1/requests.log" >"$WORK/window"
}

# A failed request counts where it begins and where it ends; with a time of an answer before and after each, the longest
# gap is the largest step between answers that has such a point in it.
failures() {
  awk '$4 { print $2, "answer" } !$4 { print $1, "failed"; print $2, "failed" }' "$WORK/window" | sort -n |
    awk -v last="$1" '
      { now = $1 }
      $2 == "failed" { if (!points++) first = now; final = now; inside = 1; next }
      { asked++; close_gap() }
      function close_gap() { if (inside && now - last > gap) gap = now - last; last = now; inside = 0 }
      END {
        close_gap()
        printf "%d|%d|", asked + points / 2, points / 2
        if (points) printf "%.1f|%.1f", gap / 1000, (final - first) / 1000; else printf "-|-"
      }'
}

latencies() {
  awk '$4 { print $3 }' "$WORK/window" | sort -n | awk '
    { value[NR] = $1 }
    function rank(share) { return int(share * NR) + (share * NR > int(share * NR)) }
    END { if (NR) printf "%.1f|%.1f|%.1f", value[rank(0.5)], value[rank(0.99)], value[NR]; else printf "-|-|-" }'
}

# noticed LOG FROM TO: nginx round robin says nothing of the kind, and goes on trying.
noticed() {
  local line stamp millis
  while read -r line; do
    # Mandor writes "2026-11-21 22:01:57.123 INFO ...", HAProxy "2026-11-21T22:01:57.123456+00:00 ...".
    [[ ${line:10:1} == T ]] && stamp=${line%% *} || stamp=${line:0:23}
    millis=$(date -d "$stamp" +%s%3N)
    if ((millis >= $2 && millis <= $3)); then
      printf '%d.%d\n' $(((millis - $2) / 1000)) $(((millis - $2) % 1000 / 100))
      return
    fi
  done < <(grep -E '^[0-9].*(applied to nginx|Server workers/worker1 is (DOWN|UP))' "$1")
  printf -- '-\n'
}

# table EVENT: from the rows of its fronts.
table() {
  local event=$1 front peer=
  [[ ! -e $WORK/$event-$PEER.row ]] || peer=$(cut -d '|' -f 6 "$WORK/$event-$PEER.row")
  {
    printf '\n**%s** (%d requests/s)\n\n' "${HEADLINE[$event]}" "$RATE"
    printf '| front | failed | longest gap without an answer | failing for | p50 | p99 | slowest | p99 to tuned HAProxy | p99 before | taken notice after |\n'
    printf '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n'
    for front in "${FRONTS[@]}"; do
      [[ -e $WORK/$event-$front.row ]] || continue
      awk -F '|' -v label="${LABEL[$front]}" -v peer="$peer" '
        function unit(value, name) { return value == "-" ? "-" : value " " name }
        # Latencies are of what was answered: where requests failed, the slow ones are not among them.
        { ratio = peer > 0 && $6 != "-" && $2 == 0 ? sprintf("%.2f", $6 / peer) : "-"
          printf "| %s | %d of %d | %s | %s | %s | %s | %s | %s | %s | %s |\n", label, $2, $1, unit($3, "s"), unit($4, "s"),
            unit($5, "ms"), unit($6, "ms"), unit($7, "ms"), ratio, unit($9, "ms"), unit($8, "s") }
      ' "$WORK/$event-$front.row"
    done
  } | tee -a "$RESULT"
}

# --------------------------------------------------------------------------------------------------------- reloading

# The master's process id on this machine, where the lab's containers are processes like others.
nginx_master() {
  if [[ $1 == nginx ]]; then
    printf '%d' "${PID[nginx]}"
  else
    "$LAB" sh manager docker inspect -f '{{.State.Pid}}' "$(container_of manager nginx)"
  fi
}

# nginx_size MASTER: "WORKERS RSS-MB", the master's memory included; what they share is counted for each.
nginx_size() {
  local pids
  read -ra pids <"/proc/$1/task/$1/children" || true # it has no end of line
  local workers=${#pids[@]} pid
  for pid in "$1" "${pids[@]}"; do cat "/proc/$pid/status" 2>/dev/null || true; done |
    awk -v workers="$workers" '/^VmRSS/ { sum += $2 } END { printf "%d workers, %.1f MB\n", workers, sum / 1024 }'
}

# Bounded by its count also when this script is killed. nginx takes a little over 0.1 s for each, which it mostly sleeps.
reload_loop() {
  # shellcheck disable=SC2016 # the inner shell expands these
  local loop='count=$1; shift; while [ "$count" -gt 0 ]; do "$@" || exit 1; count=$((count - 1)); sleep 0.1; done'
  if [[ $1 == nginx ]]; then
    "$LAB" sh manager sh -c "$loop" sh "$RELOADS" nginx -c "$WORK/nginx.conf" -s reload
  else
    "$LAB" sh manager docker exec "$(container_of manager nginx)" sh -c "$loop" sh "$RELOADS" nginx -s reload
  fi
}

# A signal that comes while nginx handles the one before is lost.
reloads_done() { grep -c "[0-9]: reconfiguring" "$WORK/$1" || true; }

reload_row() {
  local front=$1 master before after started took log=nginx-error.log
  set_memory
  await 90 swarm_is_well || die 1 "the lab does not come back: $("$LAB" status || true)"
  start_front "$front"
  master=$(nginx_master "$front")
  before=$(nginx_size "$master")
  # Followed, because Docker keeps no more than 10 MB of it, and each request is a line.
  if [[ $front == mandor ]]; then
    log=nginx-log.log
    on manager nginx-log docker logs --follow --tail 0 "$(container_of manager nginx)"
  fi
  # A background process ignores SIGINT, on which hey prints what it saw.
  on client hey env --default-signal=INT hey -z 300s -c "$CLIENTS" -q 5 -t 5 "$(url_of "$front")"
  sleep 2
  started=$(now_micros)
  reload_loop "$front" >"$WORK/reload.log" 2>&1 || die 1 "nginx refused to reload: $(tail -n 3 "$WORK/reload.log")"
  took=$(seconds_since "$started")
  kill -INT "${PID[hey]}"
  wait "${PID[hey]}" 2>/dev/null || true
  unset "PID[hey]"
  sleep 5
  after="$(reloads_done "$log") | $(nginx_size "$master")"
  mkdir -p "$KEPT"
  cp "$WORK/hey.log" "$KEPT/reload-$front.hey.log"
  stop_front
  awk -v label="${LABEL[$front]}" -v before="$before" -v after="$after" -v took="$took" '
    /Slowest:/ { slowest = $2 * 1000 }
    /99% in/ { p99 = $3 * 1000 }
    /^Error distribution/ { errors = 1 }
    /^ *\[[0-9]+\]/ {
      number = $1; gsub(/[][]/, "", number)
      if (errors) { asked += number; failed += number }
      else { asked += $2; if (number != 200) failed += $2 }
    }
    END { printf "| %s | %d of %d | %.0f ms | %.0f ms | %s s | %s | %s |\n", label, failed, asked, p99, slowest, took, after, before }
  ' "$WORK/hey.log"
}

reload_table() {
  printf '\n**%s**\n\n' "${HEADLINE[reload]}"
  printf '| nginx of | failed | p99 | slowest | they took | of them done | nginx 5 s after | nginx before |\n'
  printf '| --- | --- | --- | --- | --- | --- | --- | --- |\n'
}

# -----------------------------------------------------------------------------------------------------------------------

ensure_commands nginx:nginx-light,nginx haproxy:haproxy socat:socat hey:hey curl:curl
"$LAB" up 2
rm -rf "$KEPT"
mkdir -p "$KEPT"
: >"$RESULT"
set_memory

# A return needs a cut before it: the two are one run.
if wanted cut || wanted return; then
  for front in "${FRONTS[@]}"; do
    if wanted return; then measure "$front" cut return; else measure "$front" cut; fi
  done
  ! wanted cut || table cut
  ! wanted return || table return
fi
if wanted web; then
  for front in "${FRONTS[@]}"; do measure "$front" web; done
  table web
fi
if wanted agent; then
  for front in mandor fast; do measure "$front" agent; done
  table agent
fi
# Round robin knows nothing of memory.
if wanted memory; then
  for front in mandor fast haproxy-tuned; do measure "$front" memory; done
  table memory
fi
if wanted reload; then
  reload_table | tee -a "$RESULT"
  for front in mandor nginx; do
    reload_row "$front" >"$WORK/reload.row"
    tee -a "$RESULT" <"$WORK/reload.row"
  done
fi

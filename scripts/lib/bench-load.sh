# shellcheck shell=bash
# Throughput, response times, and CPU and memory of each node by the number of clients, with and without Mandor; sourced by
# scripts/bench.
#
# Each of the three nodes of small-nodes.sh has a memory and a share of a core of its own, and a web service whose requests cost
# both. All fronts are one and the same nginx, that of the Swarm, and differ in its file only: who writes it, and what it says.
# The clients are wrk's: each asks again as soon as it was answered (closed loop), so that clients = throughput x response time.
#
# The nodes' limits are set so that they, and not this machine, are what gives way: with all three busy a third of its two
# cores is left for nginx and the clients.
SERVICE_PORT=8000
REQUEST_MIB=2
NODE_CPU_PERCENT=30 # of a core
CALM_PERCENT=85     # of this machine's CPU; beyond it the figures are the machine's
CALM_LOAD=3         # processes that want a core, at the start of a step
WARM_SECONDS=5
SEED=20181121
CUT_RATE=100 # requests a second, at random moments
CUT_NODE=worker3
PATIENCE_MILLIS=1000
PEER=nginx-rr # the ratios are to this one
ACCESS_LOG=/var/log/nginx/mandor.log
# shellcheck source=small-nodes.sh
source "$here/lib/small-nodes.sh"
# shellcheck source=load/report.sh
source "$here/lib/load/report.sh"

FRONTS=(one-node nginx-rr nginx-tuned max-free-memory memory-weighted round-robin least-conn score)
KEPT=$PROJECT/target/bench-load

fronts=(one-node nginx-rr max-free-memory memory-weighted)
cut_fronts=(nginx-rr nginx-tuned max-free-memory)
clients=(50 250 500)
memory=(300 600 900)
REQUEST_CPU_MICROS=500
seconds=15
cut_seconds=60
while (($#)); do
  case $1 in
    --quick)
      fronts=(nginx-rr memory-weighted) clients=(500) seconds=8 cut_seconds=0
      shift
      continue
      ;;
    --clients) IFS=, read -ra clients <<<"${2:-}" ;;
    --fronts)
      IFS=, read -ra fronts <<<"${2:-}"
      cut_fronts=("${fronts[@]}")
      ;;
    --memory) IFS=, read -ra memory <<<"${2:-}" ;;
    --cpu) REQUEST_CPU_MICROS=${2:-} ;;
    --seconds) seconds=${2:-} ;;
    --cut-seconds) cut_seconds=${2:-} ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  (($# > 1)) || die 2 "$1 takes a value; try --help"
  shift 2
done
[[ $seconds =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--seconds takes a number from 1 to 999"
[[ $REQUEST_CPU_MICROS =~ ^(0|[1-9][0-9]{0,5})$ ]] || die 2 "--cpu takes a number of microseconds from 0 to 999999"
[[ $cut_seconds =~ ^(0|[1-9][0-9]{0,2})$ ]] || die 2 "--cut-seconds takes a number from 0 to 999"
((${#clients[@]})) || die 2 "--clients takes numbers, with commas between them"
for count in "${clients[@]}"; do
  # Each takes two of nginx's connections, and one of the 1024 files that wrk may open.
  [[ $count =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--clients takes numbers from 1 to 999, with commas between them"
done
((${#fronts[@]})) || die 2 "--fronts takes one or more of: ${FRONTS[*]}"
for front in "${fronts[@]}"; do
  [[ " ${FRONTS[*]} " == *" $front "* ]] || die 2 "there is no front '$front'; there are: ${FRONTS[*]}"
done
((${#memory[@]} == ${#NODES[@]})) || die 2 "--memory takes ${#NODES[@]} numbers of MiB, with commas between them"
for size in "${memory[@]}"; do
  [[ $size =~ ^[1-9][0-9]{1,3}$ ]] || die 2 "--memory takes numbers of MiB from 10 to 9999, with commas between them"
done

is_mandor() { [[ $1 != one-node && $1 != nginx-* ]]; }

# --------------------------------------------------------------------------------------------------------- the fronts

start_front() {
  fresh_nginx
  in_nginx sed -i 's/worker_connections .*/worker_connections  4096;/' /etc/nginx/nginx.conf
  case $1 in
    one-node) configure_nginx "" "" worker3 ;;
    nginx-rr) configure_nginx "" "" "${NODES[@]}" ;;
    nginx-tuned)
      configure_nginx "zone workers 64k;" \
        "proxy_connect_timeout 100ms; proxy_next_upstream error timeout http_502 http_503 http_504;" "${NODES[@]}"
      ;;
    *)
      in_nginx nginx -s reload 2>/dev/null
      start_mandor "${NODES[@]}" -- --strategy "$1" --access-log "$ACCESS_LOG"
      ;;
  esac
}

in_nginx() { "$LAB" sh manager docker exec "$(nginx_container)" "$@"; }

# configure_nginx UPSTREAM-SETTINGS SERVER-SETTINGS NODE...: without settings it is what nginx's own page on load balancing shows.
# The log is Mandor's.
configure_nginx() {
  local upstream=$1 server=$2 node
  shift 2
  {
    cat <<'CONF'
log_format mandor escape=json
    '{"time":$msec,"site":"$server_name","method":"$request_method","status":"$status","bytes":"$bytes_sent",'
    '"request_time":$request_time,"upstream_addr":"$upstream_addr","upstream_status":"$upstream_status",'
    '"upstream_connect_time":"$upstream_connect_time","upstream_response_time":"$upstream_response_time"}';
CONF
    printf 'upstream workers {\n    %s\n' "$upstream"
    for node in "$@"; do printf '    server %s:%d;\n' "${ADDRESS[$node]}" "$SERVICE_PORT"; done
    cat <<CONF
}
server {
    listen 80 default_server;
    access_log $ACCESS_LOG mandor;
    $server
    location / { proxy_pass http://workers; }
}
CONF
  } >"$WORK/loadbalancer.conf"
  "$LAB" sh manager docker cp "$WORK/loadbalancer.conf" "$(nginx_container):/etc/nginx/conf.d/loadbalancer.conf" >/dev/null
  in_nginx nginx -s reload 2>/dev/null
}

# fresh FRONT HOLD-MILLIS: nothing is left of what ran before.
fresh() {
  local front=$1 node
  HOLD_MILLIS=$2
  stop_all
  await 5 groups_are_gone || die 1 "$GROUPS_ROOT cannot be removed: something runs in it"
  make_groups "${memory[@]}"
  limit_cpu "$NODE_CPU_PERCENT"
  start_feeding
  for node in "${NODES[@]}"; do start_service "$node"; done
  await 10 serving "${NODES[@]}" || die 1 "the services do not answer"
  start_front "$front"
  await 30 answers "$SITE" || die 1 "$front does not serve: $(tail -n 3 "$WORK/manager.log" 2>/dev/null)"
  await 10 at_rest || die 1 "the services do not come to rest"
}

# ---------------------------------------------------------------------------------------------------------- sampling

# watch: once a second, lines "MILLIS NODE CPU-MICROS USED-MIB FREE-MIB" into $WORK/samples. Of what a node uses: its web
# service, its containers, its Docker daemons and what Mandor runs there. The memory of a worker is what its agent reads;
# the manager's, which has no limit, is that of its containers and of Mandor. `mandor` is the manager's process alone.
# shellcheck disable=SC2046 # two words
watch() {
  local node now programs used
  while true; do
    now=$(now_millis)
    for node in "${NODES[@]}"; do
      programs=$(cpu_of "${PID[agent-$node]:-}" $(daemons_of "$node"))
      used=$(meminfo_used "$node")
      printf '%d %s %d %s\n' "$now" "$node" \
        $((programs + $(group_cpu "mandor-bench/$node") + $(group_cpu "mandor-lab/$node"))) "$used"
    done
    programs=$(cpu_of "${PID[manager]:-}")
    used=$(rss_mib "${PID[manager]:-}")
    printf '%d mandor %d %d -\n' "$now" "$programs" "$used"
    programs=$((programs + $(cpu_of $(daemons_of manager))))
    used=$((used + $(group_mib mandor-lab/manager)))
    printf '%d manager %d %d -\n' "$now" $((programs + $(group_cpu mandor-lab/manager))) "$used"
    sleep 0.9
  done
}

daemons_of() { cat "/run/mandor-lab/$1/dockerd.pid" "/run/mandor-lab/$1/containerd.pid"; }

# cpu_of PROCESS...: with the programs that they started and that have ended, in microseconds.
cpu_of() {
  local process sum=0 field
  for process in "$@"; do
    [[ -n $process ]] && read -ra field <"/proc/$process/stat" || continue
    sum=$((sum + field[13] + field[14] + field[15] + field[16]))
  done 2>/dev/null
  printf '%d' $((sum * TICK_MICROS))
}
TICK_MICROS=$((1000000 / $(getconf CLK_TCK)))

rss_mib() {
  [[ -n $1 ]] || {
    printf 0
    return
  }
  awk '/^VmRSS/ { kib = $2 } END { printf "%d", kib / 1024 }' "/proc/$1/status"
}

# group_cpu GROUP: microseconds, of what ended too.
group_cpu() {
  local key value
  if [[ -e $ACCOUNTS/$1/cpuacct.usage ]]; then
    read -r value <"$ACCOUNTS/$1/cpuacct.usage"
    printf '%d' $((value / 1000))
  else
    while read -r key value; do [[ $key != usage_usec ]] || printf '%d' "$value"; done <"$ACCOUNTS/$1/cpu.stat"
  fi
}

# group_mib GROUP: without the page cache that was not used lately.
group_mib() {
  local folder=${GROUPS_ROOT%/*}/$1 key value used cache=0
  read -r used <"$folder/$USAGE"
  while read -r key value; do [[ $key != "$INACTIVE" ]] || cache=$value; done <"$folder/memory.stat"
  printf '%d' $(((used - cache) >> 20))
}

# "USED-MIB FREE-MIB" of a worker, as its agent reads it.
meminfo_used() {
  awk '/^MemTotal:/ { total = $2 } /^MemAvailable:/ { free = $2 } END { printf "%d %d", (total - free) / 1024, free / 1024 }' \
    "$(meminfo_of "$1")"
}

start_watching() {
  watch >"$WORK/samples" 2>"$WORK/watch.log" &
  PID[watch]=$!
}

# ---------------------------------------------------------------------------------------------------------- measuring

# measure FRONT CLIENTS: what lies behind its figures, in $KEPT/FRONT-CLIENTS.
measure() {
  local front=$1 count=$2 folder=$KEPT/$1-$2 begin before after load
  fresh "$front" 1000
  start_watching
  read -r load _ </proc/loadavg
  begin=$(now_millis)
  on client wrk wrk -t1 -c"$count" -d$((WARM_SECONDS + seconds + 1))s --timeout 10s -s "$here/lib/load/clients.lua" "$SITE"
  pause "$WARM_SECONDS"
  before=$(cpu)
  pause "$seconds"
  after=$(cpu)
  wait "${PID[wrk]}" || die 1 "wrk ended early: $(tail -n 3 "$WORK/wrk.log")"
  unset "PID[wrk]"
  ! is_mandor "$front" || running manager || die 1 "the manager ended: $(tail -n 3 "$WORK/manager.log")"
  keep "$folder" "$front" "$begin"
  cp "$WORK/wrk.log" "$folder/wrk.txt"
  load_row "$folder" "$front" "$count" "$begin" "$(cpu_percent "$before" "$after")" "$load" >>"$KEPT/load.csv"
  node_rows "$folder" "$front" "$count" "$begin" >>"$KEPT/nodes.csv"
  timelines "$folder" "$front" "$count" "$begin"
  say "  $(tail -n 1 "$KEPT/load.csv" | awk -F , '{
    printf "%s, %d clients: %s/s, %s %% failed, p50 %s ms, p99 %s ms, %d kills, CPU %d %%, load %s",
      $1, $2, $3, $4, $6, $8, $10, $12, $13 }')"
}

# measure_cut FRONT: the link of a node that serves is cut for the second third of the time.
measure_cut() {
  local front=$1 folder=$KEPT/cut-$1 begin third=$((cut_seconds / 3)) cut
  fresh "$front" 20
  start_watching
  begin=$(now_millis)
  on client load "$WORK/load" "${SITE%/}:80/" "$SEED" "$CUT_RATE:$((third * 3))"
  pause "$third"
  cut=$(now_millis)
  "$LAB" cut "$CUT_NODE" >/dev/null
  pause "$third"
  "$LAB" heal "$CUT_NODE" >/dev/null
  wait "${PID[load]}" || die 1 "the load ended early: $(tail -n 3 "$WORK/load.log")"
  unset "PID[load]"
  keep "$folder" "$front" "$begin"
  cp "$WORK/load.log" "$folder/clients.txt"
  cut_row "$folder" "$front" "$cut" >>"$KEPT/cut.csv"
  timelines "$folder" "$front" cut "$begin"
  say "  $(tail -n 1 "$KEPT/cut.csv" | awk -F , '{
    printf "%s, link cut: %d of %d failed, %d late, %s s without an answer", $1, $3, $2, $4, $5 }')"
}

# keep FOLDER FRONT SINCE-MILLIS: the logs, and nginx's of the requests as a page too.
keep() {
  local folder=$1 front=$2 since=$3 node
  mkdir -p "$folder"
  in_nginx cat "$ACCESS_LOG" >"$WORK/access.log"
  java -jar "$MANAGER_JAR" report "$WORK/access.log" --names "$WORK/names.jsonl" --out "$folder/requests.html" \
    >"$folder/requests.txt"
  requests_since "$since" <"$WORK/access.log" >"$folder/requests.log"
  gzip -9 <"$WORK/access.log" >"$folder/access.log.gz"
  since "$since" <"$WORK/samples" >"$folder/samples.log"
  for node in "${NODES[@]}"; do
    since "$since" <"$WORK/service-$node.log" | sed -n "/ ended /s/^/$node /p"
  done >"$folder/ended.log"
  ! is_mandor "$front" || cp "$WORK/manager.log" "$folder"
  "$LAB" sh manager docker logs "$(nginx_container)" >"$folder/nginx.log" 2>&1 || true
}

# requests_since MILLIS: lines "MILLIS STATUS MILLIS-TAKEN NODE" of nginx's log, by the end of the request; NODE is that of the last
# worker asked, or a dash.
requests_since() {
  awk -F '"' -v since="$1" -v nodes="${NODES[*]}" -v port="$SERVICE_PORT" '
    BEGIN { split(nodes, names, " "); for (i in names) node["192.168.56." (101 + i) ":" port] = names[i] }
    {
      millis = substr($3, 2) * 1000
      last = split($24, asked, /, | : /)
      if (millis >= since)
        printf "%.0f %d %.0f %s\n", millis, $14, substr($21, 2) * 1000, asked[last] in node ? node[asked[last]] : "-"
    }'
}

# Each block of fronts in an order of its own: a machine that slows down must not always hit the same one.
shuffled() { printf '%s\n' "$@" | awk -v seed="$RANDOM" 'BEGIN { srand(seed) } { print rand(), $0 }' | sort -n | cut -d ' ' -f 2; }

# As the agents themselves say it, so that the pages of requests know the nodes by name.
name_nodes() {
  local node
  for node in "${NODES[@]}"; do
    "$LAB" sh "$node" java -jar "$AGENT_JAR" --manager 192.168.56.101 --backend-port "$SERVICE_PORT" --health none --dry-run
  done >"$WORK/names.jsonl"
}

# -----------------------------------------------------------------------------------------------------------------------

ensure_commands wrk:wrk curl:curl gnuplot:gnuplot-nox gcc:build-essential
for program in hungry-web load; do
  gcc -O2 -Wall -D_GNU_SOURCE -pthread -o "$WORK/$program" "$here/lib/overload/$program.c" -lm
done
"$LAB" up 3
save_memory
name_nodes
RANDOM=$SEED
rm -rf "$KEPT"
mkdir -p "$KEPT"
: >"$RESULT"
csv_heads

for count in "${clients[@]}"; do
  for front in $(shuffled "${fronts[@]}"); do measure "$front" "$count"; done
done
if ((cut_seconds)); then
  for front in $(shuffled "${cut_fronts[@]}"); do measure_cut "$front"; done
fi
stop_all
report

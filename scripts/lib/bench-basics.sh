# shellcheck shell=bash
# Default settings on a Swarm of three nodes; sourced by scripts/bench.
quiet_minutes=10
case ${1:-} in
  '') ;;
  --quiet-minutes)
    quiet_minutes=${2:-}
    [[ $quiet_minutes =~ ^[0-9]{1,3}$ ]] || die 2 "--quiet-minutes takes a number"
    ;;
  *) die 2 "unknown option '$1'; try --help" ;;
esac

# As in scripts/systemd/mandor-worker-agent.service.
read -ra UNIT_FLAGS < <(sed -n 's/^Environment="MANDOR_JAVA_OPTS=\(.*\)"$/\1/p' "$here/systemd/mandor-worker-agent.service")

start_agent() {
  local node=$1
  shift
  on "$node" "$node" java "$@" -jar "$AGENT_JAR" --manager 192.168.56.101
}

rss_mb() { awk '/^VmRSS/ { printf "%d\n", $2 / 1024 }' "/proc/$1/status"; }
# With the programs that it started and that have ended: the manager's docker calls.
cpu_ticks() { awk '{ print $14 + $15 + $16 + $17 }' "/proc/$1/stat"; }

# cost KEY...: prints a line "KEY RSS-MB CPU-PERCENT" for each, over a minute.
cost() {
  local key before=()
  for key in "$@"; do before+=("$(cpu_ticks "${PID[$key]}")"); done
  sleep 60
  local index=0
  for key in "$@"; do
    awk -v key="$key" -v rss="$(rss_mb "${PID[$key]}")" -v hz="$(getconf CLK_TCK)" \
      -v ticks=$(($(cpu_ticks "${PID[$key]}") - before[index])) \
      'BEGIN { printf "%s %d %.2f\n", key, rss, 100 * ticks / hz / 60 }'
    index=$((index + 1))
  done
}

# scrape: what a Prometheus server would do to the exporter.
scrape() {
  while true; do
    "$LAB" sh client curl -s -o /dev/null http://192.168.56.103:9100/metrics || true
    sleep 5
  done
}

nginx_state() {
  local container
  container=$("$LAB" sh manager docker ps -q --filter label=com.docker.swarm.service.name=nginx)
  "$LAB" sh manager docker exec "$container" sh -c 'grep -l nginx /proc/[0-9]*/comm | sort'
}

ensure_commands prometheus-node-exporter:prometheus-node-exporter
"$LAB" up 2
"$LAB" mem worker1 400M >/dev/null
"$LAB" mem worker2 350M >/dev/null
printf '| figure | measured |\n| --- | --- |\n' | tee "$RESULT"

on manager manager java -jar "$MANAGER_JAR" --tolerance 30 --interval 3
start_agent worker1
start_agent worker2 "${UNIT_FLAGS[@]}"
await 30 serves worker1 || die 1 "worker1 does not serve"
await 30 logged manager because || die 1 "the manager does not decide"

started=$(now_micros)
"$LAB" mem worker2 600M >/dev/null
await 30 serves worker2 || die 1 "traffic does not follow memory"
row "from a memory change to the switch" "$(seconds_since "$started") s"
"$LAB" mem worker2 350M >/dev/null
await 30 serves worker1 || die 1 "traffic does not follow memory back"

on client requests "$here/lib/requests" "$SITE" 20
line=$(($(lines_of manager) + 1))
started=$(now_micros)
"$LAB" cut worker1 >/dev/null
await 60 logged manager "applied to nginx" "$line" || die 1 "no new plan"
row "from cutting the serving node to the new plan" "$(seconds_since "$started") s"
stop requests
row "requests at 20/s in that time" "$(requests_summary "$WORK/requests.log")"
"$LAB" heal worker1 >/dev/null
await 60 serves worker1 || die 1 "worker1 does not come back"

on worker2 exporter prometheus-node-exporter --web.listen-address=:9100
scrape &
PID["scrape"]=$!
while read -r key rss cpu; do
  case $key in
    worker1) row "agent, \`java -jar\` without flags, over a minute" "$rss MB, $cpu % of a core" ;;
    worker2) row "agent, with the flags of its systemd unit" "$rss MB, $cpu % of a core" ;;
    manager) row "manager, \`java -jar\` without flags, with its docker calls" "$rss MB, $cpu % of a core" ;;
    *) row "prometheus-node-exporter scraped every 5 s" "$rss MB, $cpu % of a core" ;;
  esac
done < <(cost worker1 worker2 manager exporter)
stop scrape
stop exporter

line=$(($(lines_of manager) + 1))
state=$(nginx_state)
sleep $((quiet_minutes * 60))
reloads=$(tail -n "+$line" "$WORK/manager.log" | grep -c "applied to nginx" || true)
[[ $(nginx_state) == "$state" ]] && same="the same nginx worker processes" || same="other nginx worker processes"
row "reloads in $quiet_minutes quiet minutes" "$reloads, $same"

# shellcheck shell=bash
# What it costs nginx to tell the manager what clients got: throughput with it and without; sourced by scripts/bench. Needs
# neither root nor the lab: all is on loopback.
rounds=8
seconds=6
clients=50
while (($#)); do
  case $1 in
    --rounds) rounds=${2:-} ;;
    --seconds) seconds=${2:-} ;;
    --clients) clients=${2:-} ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  (($# > 1)) || die 2 "$1 takes a value; try --help"
  shift 2
done
for number in "$rounds" "$seconds" "$clients"; do
  [[ $number =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--rounds, --seconds and --clients take numbers from 1 to 999"
done

RESULT=$PROJECT/target/bench-traffic.md
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mandor-bench.XXXXXX")
JVM=(java -Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
declare -A PID=() PORT=()
PATH=$PATH:/usr/sbin

finish() {
  local status=$? key
  trap - EXIT
  trap '' INT TERM # `timeout` sends it twice, and impatient people too
  for key in "${!PID[@]}"; do kill "${PID[$key]}" 2>/dev/null || true; done
  for key in "${!PID[@]}"; do wait "${PID[$key]}" 2>/dev/null || true; done
  rm -rf "$WORK"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# start KEY CMD...: beside this script; its output goes to $WORK/KEY.log.
start() {
  local key=$1
  shift
  "$@" </dev/null >"$WORK/$key.log" 2>&1 &
  PID[$key]=$!
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Ten ports in a row, below those that the kernel hands out by itself.
choose_ports() {
  local port
  until
    BASE=$((20000 + RANDOM % 10000))
    for ((port = BASE; port < BASE + 10; port++)); do is_free "$port" || break; done
    ((port == BASE + 10))
  do :; done
}

# start_nginx NAME HTTP: with the log of the official image, so that there is one to go on beside ours.
start_nginx() {
  mkdir -p "$WORK/$1/conf.d"
  cat >"$WORK/$1/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $WORK/$1/nginx.pid;
error_log $WORK/$1/error.log;
events { worker_connections 1024; }
http {
    log_format main '\$remote_addr - \$remote_user [\$time_local] "\$request" \$status \$body_bytes_sent "\$http_referer" '
                    '"\$http_user_agent" "\$http_x_forwarded_for"';
    access_log $WORK/$1/access.log main;
    client_body_temp_path $WORK/$1/body;
    proxy_temp_path $WORK/$1/proxy;
    fastcgi_temp_path $WORK/$1/fastcgi;
    uwsgi_temp_path $WORK/$1/uwsgi;
    scgi_temp_path $WORK/$1/scgi;
    keepalive_requests 1000000000;
    $2
    include $WORK/$1/conf.d/*.conf;
}
CONF
  start "nginx-$1" nginx -c "$WORK/$1/nginx.conf"
}

# start_front NAME NUMBER TRAFFIC: an nginx, its manager, two agents whose web service is the same third nginx.
start_front() {
  local port=$((BASE + 3 * $2)) number
  PORT[$1]=$port
  start_nginx "$1" ''
  start "manager-$1" "${JVM[@]}" -jar "$MANAGER_JAR" --bind 127.0.0.1 --port $((port + 1)) --http "127.0.0.1:$((port + 2))" \
    --interval 1 --tolerance 10 --strategy round-robin --nginx-local "$WORK/$1/conf.d/loadbalancer.conf" --listen "$port" \
    --traffic "$3"
  for number in 1 2; do
    start "agent-$1-$number" "${JVM[@]}" -jar "$AGENT_JAR" --manager "127.0.0.1:$((port + 1))" --interval 1 --health none \
      --name "worker$number" --advertise "127.0.0.1$number" --backend-port $((BASE + 9))
  done
}

serves() { [[ $(curl -s "http://127.0.0.1:${PORT[$1]}/") == worker ]]; }

set_stage() {
  choose_ports
  start_nginx workers "server { listen $((BASE + 9)); access_log off; location / { return 200 'worker\n'; } }"
  start_front without 0 off
  start_front with 1 "127.0.0.1:$((BASE + 8))"
  await 60 serves without || die 1 "no worker serves: $(tail -n 5 "$WORK/manager-without.log")"
  await 60 serves with || die 1 "no worker serves: $(tail -n 5 "$WORK/manager-with.log")"
  grep -q 'access_log syslog' "$WORK/with/conf.d/loadbalancer.conf" || die 1 "nginx is not told to tell of its requests"
}

# Hundredths of a second that the worker processes of NAME's nginx have had of a core.
worker_cpu() {
  local child
  for child in $(</proc/"${PID[nginx-$1]}"/task/"${PID[nginx-$1]}"/children); do
    sed 's/.*) //' "/proc/$child/stat"
  done | awk '{ sum += $12 + $13 } END { print sum }'
}

# load NAME SECONDS: prints requests a second, the 99th percentile in ms, and microseconds of a core for each request. The last
# does not depend on what else this machine does, as long as it does not cool the caches for one front only.
load() {
  local before
  before=$(worker_cpu "$1")
  wrk -t1 -c"$clients" -d"${2}s" --latency "http://127.0.0.1:${PORT[$1]}/" >"$WORK/wrk"
  awk -v cpu=$(($(worker_cpu "$1") - before)) '$2 == "requests" { requests = $1 } /^Requests\/sec/ { rate = $2 }
    $1 == "99%" { time = $2; unit = 1; if (time ~ /us$/) unit = 0.001; else if (time ~ /[0-9]s$/) unit = 1000; sub(/[a-z]+$/, "", time) }
    END { printf "%.0f %.2f %.1f\n", rate, time * unit, cpu * 10000 / requests }' "$WORK/wrk"
}

sampled() { sed -n "s/^log_format mandor_traffic_[^|]*|[^|]*|\([0-9]*\)|.*/\1/p" "$WORK/with/conf.d/loadbalancer.conf"; }
received() { curl -sf "http://127.0.0.1:$((PORT[with] + 2))/metrics" | sed -n 's/^mandor_traffic_lines_received_total //p'; }

measure() {
  local round before after
  : >"$WORK/figures"
  for ((round = 1; round <= rounds; round++)); do
    # Who is first changes, lest the second of each pair find the machine otherwise.
    if ((round % 2)); then
      printf 'without %s\n' "$(load without "$seconds")" >>"$WORK/figures"
    fi
    before=$(received)
    printf 'with %s\n' "$(load with "$seconds")" >>"$WORK/figures"
    after=$(received)
    awk -v a="$before" -v b="$after" -v s="$seconds" 'BEGIN { printf "lines %.0f\n", (b - a) / s }' >>"$WORK/figures"
    if ((round % 2 == 0)); then
      printf 'without %s\n' "$(load without "$seconds")" >>"$WORK/figures"
    fi
  done
}

report() {
  awk -v rounds="$rounds" -v seconds="$seconds" -v clients="$clients" -v sampled="$(sampled)" '
    function median(list, n,   i, j, t) {
      for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (list[j] < list[i]) { t = list[i]; list[i] = list[j]; list[j] = t }
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    $1 == "with" { w[++a] = $2; wp[a] = $3; wc[a] = $4; pair[a] = $2 } $1 == "without" { o[++b] = $2; op[b] = $3; oc[b] = $4; other[b] = $2 }
    $1 == "lines" { l[++c] = $2 }
    END {
      for (i = 1; i <= a; i++) { ratio[i] = pair[i] / other[i]; saved[i] = oc[i] / wc[i] }
      print "| nginx, one worker process | requests a second | 99th percentile | CPU for each request |\n| --- | --- | --- | --- |"
      printf "| tells the manager nothing (--traffic off) | %.0f | %.1f ms | %.1f us |\n", median(o, b), median(op, b), median(oc, b)
      printf "| tells it of one request of %d: %.0f lines a second | %.0f | %.1f ms | %.1f us |\n", sampled, median(l, c), median(w, a),
        median(wp, a), median(wc, a)
      printf "\nThroughput with : without %.3f, the median of %d pairs (quartiles %.3f and %.3f) of %d s with %d clients of wrk each;", \
        median(ratio, a), rounds, ratio[int((a + 3) / 4)], ratio[int((3 * a + 3) / 4)], seconds, clients
      printf " by the CPU that a request takes of nginx %.3f.\n", median(saved, a)
    }' "$WORK/figures"
}

ensure_commands wrk:wrk curl:curl nginx:nginx-light,nginx
ensure_jars
mkdir -p "$PROJECT/target"
set_stage
say "  warming up, and the sampling finds its step"
load with 8 >/dev/null
load without 4 >/dev/null
say "  measuring, $((rounds * seconds * 2)) seconds"
measure
report | tee "$RESULT"
say "written to ${RESULT#"$PROJECT"/}"

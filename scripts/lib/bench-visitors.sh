# shellcheck shell=bash
# What requests that an application answers badly do to the others; sourced by scripts/bench. Three nodes on loopback
# addresses, with real agents, a real manager and a real nginx; needs neither the lab nor root.
#
# The peer is nginx's round robin with the retries that its manual shows for an application server, over the same nodes.
KINDS=(503 504 header-12k header-60k slow closed half crash)
STRATEGIES=(max-free-memory memory-weighted score round-robin least-conn)
declare -A BAD_PATH=([503]=/503 [504]=/504 [header-12k]=/header/12288 [header-60k]=/header/61440 [slow]=/slow/4 [closed]=/closed
  [half]=/half [crash]=/crash)
declare -A HEADLINE=([503]="answers 503" [504]="answers 504" [header-12k]="12 KB of headers" [header-60k]="60 KB of headers"
  [slow]="slower than a timeout of 2 s" [closed]="closes the connection" [half]="breaks off half way"
  [crash]="ends the process, every 5 s")
NODES=(1 2 3)
WEB=18080
FRONT=18000
PEER=18001
UDP=19999
RATE=50

seconds=20
kinds=("${KINDS[@]}")
strategies=("${STRATEGIES[@]}")
while (($#)); do
  case $1 in
    --seconds) seconds=${2:-} ;;
    --kinds) IFS=, read -ra kinds <<<"${2:-}" ;;
    --strategies) IFS=, read -ra strategies <<<"${2:-}" ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  (($# > 1)) || die 2 "$1 takes a value; try --help"
  shift 2
done
[[ $seconds =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--seconds takes a number from 1 to 999"
for kind in "${kinds[@]}"; do
  [[ -n ${BAD_PATH[$kind]:-} ]] || die 2 "there is no kind '$kind'; there are: ${KINDS[*]}"
done
for strategy in "${strategies[@]}"; do
  [[ " ${STRATEGIES[*]} " == *" $strategy "* ]] || die 2 "there is no strategy '$strategy'; there are: ${STRATEGIES[*]}"
done

RESULT=$PROJECT/target/bench-visitors.md
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mandor-bench.XXXXXX")
PATH=$PATH:/usr/sbin
declare -A PID=()
JVM=(java -Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

finish() {
  local status=$? key
  trap - EXIT
  trap '' INT TERM
  for key in "${!PID[@]}"; do kill "${PID[$key]}" 2>/dev/null || true; done
  for key in "${!PID[@]}"; do wait "${PID[$key]}" 2>/dev/null || true; done
  rm -rf "$WORK"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# An application that is started again a second after it ended, as a service manager does.
keep_app() {
  trap 'kill $! 2>/dev/null; exit 0' TERM
  while true; do
    python3 "$here/lib/visitors/app.py" "$@" 2>>"$WORK/app.log" &
    wait $! || true
    sleep 1 &
    wait $!
  done
}

start_stage() {
  local node
  for node in "${NODES[@]}"; do
    keep_app "n$node" "127.0.0.1$node" "$WEB" &
    PID[app$node]=$!
  done
  keep_app fallback 127.0.0.1 "$WEB" &
  PID[fallback]=$!
  mkdir -p "$WORK/conf.d"
  cat >"$WORK/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $WORK/nginx.pid;
error_log $WORK/error.log;
events { worker_connections 2048; }
http {
    access_log off;
    client_body_temp_path $WORK/body;
    proxy_temp_path $WORK/proxy;
    fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi;
    scgi_temp_path $WORK/scgi;
    proxy_read_timeout 2s;
    upstream peer {
$(for node in "${NODES[@]}"; do printf '        server 127.0.0.1%s:%s;\n' "$node" "$WEB"; done)
        server 127.0.0.1:$WEB backup;
    }
    server {
        listen $PEER;
        proxy_connect_timeout 100ms;
        proxy_next_upstream error timeout http_502 http_503 http_504;
        location / { proxy_pass http://peer; }
    }
    include $WORK/conf.d/*.conf;
}
CONF
  nginx -c "$WORK/nginx.conf" 2>>"$WORK/error.log" &
  PID[nginx]=$!
  for node in "${NODES[@]}"; do
    "${JVM[@]}" -jar "$AGENT_JAR" --manager "127.0.0.1:$UDP" --interval 1 --name "n$node" --advertise "127.0.0.1$node" \
      --backend-port "$WEB" >"$WORK/agent$node.log" 2>&1 &
    PID[agent$node]=$!
  done
  await 20 answers "$PEER" || die 1 "the peer does not answer"
}

answers() { [[ $(curl -s --max-time 1 "http://127.0.0.1:$1/") =~ ^(n[123]|fallback)$ ]]; }
serves() { [[ $(curl -s --max-time 1 "http://127.0.0.1:$FRONT/") =~ ^n[123]$ ]] && grep -q 'n1.*n2.*n3\|n[123].*backups: n[123], n[123]' "$WORK/manager.log"; }

start_manager() {
  "${JVM[@]}" -jar "$MANAGER_JAR" --bind 127.0.0.1 --port "$UDP" --interval 1 --tolerance 10 --fallback "127.0.0.1:$WEB" \
    --nginx-local "$WORK/conf.d/loadbalancer.conf" --listen "$FRONT" --http off --strategy "$1" >"$WORK/manager.log" 2>&1 &
  PID[manager]=$!
  await 30 serves || die 1 "no plan of all three nodes with $1: $(tail -n 2 "$WORK/manager.log")"
}

stop_manager() {
  kill "${PID[manager]}"
  wait "${PID[manager]}" || true
  unset "PID[manager]"
}

# measure FRONT-NAME PORT KIND: one row.
measure() {
  local rate=$RATE asked failed fallback slowest answers
  [[ $3 != crash ]] || rate=0.2
  read -r asked failed fallback slowest answers < <(python3 "$here/lib/visitors/visitors.py" "http://127.0.0.1:$2" "${BAD_PATH[$3]}" \
    "$rate" "$RATE" "$seconds")
  printf '| %-36s | %-28s | %4d of %-5d | %5d | %6d ms | %s |\n' "$1" "${HEADLINE[$3]}" "$failed" "$asked" "$fallback" "$slowest" \
    "$answers" | tee -a "$RESULT"
  ((failed + fallback == 0)) || [[ $2 == "$PEER" ]] || broken=yes
}

ensure_commands nginx:nginx-light,nginx curl:curl python3:python3
ensure_jars
cp "$AGENT_JAR" "$MANAGER_JAR" "$WORK"
AGENT_JAR=$WORK/${AGENT_JAR##*/} MANAGER_JAR=$WORK/${MANAGER_JAR##*/}
mkdir -p "$PROJECT/target"
broken=no
{
  printf 'Three nodes, %d ordinary requests/s beside %d bad ones for %d s each; nginx %s\n\n' "$RATE" "$RATE" "$seconds" \
    "$(nginx -v 2>&1 | cut -d/ -f2)"
  printf '| %-36s | %-28s | %-13s | %5s | %9s | %s |\n' front "bad requests: the application" "others failed" "by fb" slowest "bad ones"
  printf '| --- | --- | --- | --- | --- | --- |\n'
} | tee "$RESULT"
start_stage
for strategy in "${strategies[@]}"; do
  start_manager "$strategy"
  for kind in "${kinds[@]}"; do measure "Mandor, $strategy" "$FRONT" "$kind"; done
  stop_manager
done
for kind in "${kinds[@]}"; do
  measure "nginx round robin, usual retries" "$PEER" "$kind"
  sleep 11 # until nginx has forgotten
done
[[ $broken == no ]] || die 1 "an ordinary request failed, or was answered by the fallback"

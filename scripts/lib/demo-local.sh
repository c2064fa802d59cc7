# shellcheck shell=bash
# The demo's stage on one machine without Docker: loopback addresses, one nginx a node and one in front.
# shellcheck disable=SC2034  # scripts/demo reads SITE, DASHBOARD and PACE
SITE=http://127.0.0.1:18000/
DASHBOARD=http://127.0.0.1:19797/
PACE=15
declare -A NODE_ADDRESS=([manager]=127.0.0.1 [worker1]=127.0.0.11 [worker2]=127.0.0.12 [worker3]=127.0.0.13)
declare -A PID=()
JVM=(java -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1)

set_stage() {
  PATH=$PATH:/usr/sbin
  ensure_commands nginx:nginx-light,nginx curl:curl
  STAGE_DIR=$(mktemp -d "${TMPDIR:-/tmp}/mandor-demo.XXXXXX")
  MANAGER_LOG=$STAGE_DIR/manager.log
  ! curl -s --max-time 1 "$SITE" >/dev/null || die 1 "something else answers at $SITE; end it first"
  local node
  for node in manager worker1 worker2 worker3; do
    nginx_conf "$node" "server { listen ${NODE_ADDRESS[$node]}:18080; return 200 'Name HOST:$node\n'; }"
    start_web "$node"
  done
  nginx_conf front "include $STAGE_DIR/front/conf.d/*.conf;"
  mkdir "$STAGE_DIR/front/conf.d"
  start_web front
}

strike_stage() {
  local name
  for name in "${!PID[@]}"; do kill "${PID[$name]}" 2>/dev/null || true; done
  for name in "${!PID[@]}"; do wait "${PID[$name]}" 2>/dev/null || true; done
  [[ -z ${STAGE_DIR:-} ]] || rm -rf "$STAGE_DIR"
}

start_manager() {
  "${JVM[@]}" -jar "$MANAGER_JAR" --bind 127.0.0.1 --port 19999 --tolerance 4 --interval 1 --fallback 127.0.0.1:18080 \
    --nginx-local "$STAGE_DIR/front/conf.d/loadbalancer.conf" --listen 18000 --http 127.0.0.1:19797 >"$MANAGER_LOG" 2>&1 &
  PID[manager-daemon]=$!
}

start_agent() {
  local node=$1
  "${JVM[@]}" -Doshi.util.proc.path="$STAGE_DIR/$node/proc" -jar "$AGENT_JAR" --manager 127.0.0.1:19999 --interval 1 \
    --name "$node" --advertise "${NODE_ADDRESS[$node]}" --backend-port 18080 >"$STAGE_DIR/$node/agent.log" 2>&1 &
  PID[$node-agent]=$!
}

# OSHI is pointed at a folder that is /proc but for its meminfo.
set_memory() {
  local proc=$STAGE_DIR/$1/proc available=$(($2 * 1024)) entry
  if [[ ! -d $proc ]]; then
    mkdir "$proc"
    for entry in /proc/[a-z]*; do ln -s "$entry" "$proc/"; done
    rm "$proc/meminfo"
  fi
  printf '%-16s%8d kB\n' MemTotal: $((700 * 1024)) MemFree: "$available" MemAvailable: "$available" >"$proc/meminfo.new"
  mv "$proc/meminfo.new" "$proc/meminfo"
}

kill_node() {
  kill -9 "${PID[$1-agent]}"
  wait "${PID[$1-agent]}" 2>/dev/null || true # or bash reports the kill
  stop_web "$1"
}

revive_node() {
  start_web "$1"
  start_agent "$1"
}

ask() { curl -s --fail --max-time 1 "$SITE"; }

nginx_conf() {
  local name=$1 site=$2 dir=$STAGE_DIR/$1
  mkdir -p "$dir"
  cat >"$dir/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $dir/nginx.pid;
error_log $dir/error.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $dir/body;
    proxy_temp_path $dir/proxy;
    fastcgi_temp_path $dir/fastcgi;
    uwsgi_temp_path $dir/uwsgi;
    scgi_temp_path $dir/scgi;
    $site
}
CONF
}

start_web() {
  nginx -c "$STAGE_DIR/$1/nginx.conf" 2>>"$STAGE_DIR/$1/error.log" &
  PID[$1-web]=$!
}

stop_web() {
  kill "${PID[$1-web]}"
  wait "${PID[$1-web]}" 2>/dev/null || true
}

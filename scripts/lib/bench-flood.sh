# shellcheck shell=bash
# What a flood of forged datagrams does to a manager beside ten real agents; sourced by scripts/bench. Needs root, not the
# lab: it has network namespaces of its own, on a bridge in the manager's, with addresses meant for benchmarks (RFC 2544).
CASES=(none forged random names restless unsigned wrong-key replay burst)
declare -A HEADLINE=(
  [none]="no flood"
  [forged]="forged: the nodes' names"
  [random]="random bytes"
  [names]="a new name in each"
  [restless]="one real node, 20,000 times too often"
  [unsigned]="keys: forged, not signed"
  [wrong-key]="keys: forged, wrongly signed"
  [replay]="keys: recorded and sent again")
NODES=10
SITE=198.18.0.1
ATTACKER=198.18.0.66
FILE=loadbalancer.conf

rate=20000
seconds=60
cases=("${CASES[@]}")
while (($#)); do
  case $1 in
    --rate) rate=${2:-} ;;
    --seconds) seconds=${2:-} ;;
    --cases) IFS=, read -ra cases <<<"${2:-}" ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  (($# > 1)) || die 2 "$1 takes a value; try --help"
  shift 2
done
[[ $rate =~ ^[1-9][0-9]{0,5}$ ]] || die 2 "--rate takes a number from 1 to 999999"
[[ $seconds =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--seconds takes a number from 1 to 999"
((${#cases[@]})) || die 2 "--cases takes one or more of: ${CASES[*]}"
for case in "${cases[@]}"; do
  [[ " ${CASES[*]} " == *" $case "* ]] || die 2 "there is no case '$case'; there are: ${CASES[*]}"
done
((EUID == 0)) || die 1 "network namespaces need root"

RESULT=$PROJECT/target/bench-flood.md
KEPT=$PROJECT/target/bench-flood
WORK=$(mktemp -d "${TMPDIR:-/tmp}/mandor-bench.XXXXXX")
BUFFER_LIMIT=$(</proc/sys/net/core/rmem_max)
declare -A PID=()
PATH=$PATH:/usr/sbin

finish() {
  local status=$? key
  trap - EXIT
  trap '' INT TERM # `timeout` sends it twice, and impatient people too
  for key in "${!PID[@]}"; do kill "${PID[$key]}" 2>/dev/null || true; done
  for key in "${!PID[@]}"; do wait "${PID[$key]}" 2>/dev/null || true; done
  for key in "${NAMESPACES[@]}"; do ip netns delete "mandor-flood-$key" 2>/dev/null || true; done
  printf '%s' "$BUFFER_LIMIT" >/proc/sys/net/core/rmem_max
  rm -rf "$WORK"
  exit "$status"
}

# ---------------------------------------------------------------------------------------------------------- the stage

NAMESPACES=(manager attacker)
for ((node = 1; node <= NODES; node++)); do NAMESPACES+=("worker$node"); done

in_namespace() {
  local namespace=$1
  shift
  ip netns exec "mandor-flood-$namespace" "$@"
}

# start NAMESPACE KEY CMD...: as `in_namespace`, beside this script; its output goes to $WORK/KEY.log, its process id to PID[KEY]. `ip netns exec` becomes CMD.
start() {
  local namespace=$1 key=$2
  shift 2
  : >"$WORK/$key.log" # now, lest somebody read the one before
  ip netns exec "mandor-flood-$namespace" "$@" <&0 >"$WORK/$key.log" 2>&1 &
  PID[$key]=$!
}

# stop KEY: SIGTERM, and waits for the end.
stop() {
  kill "${PID[$1]}"
  wait "${PID[$1]}" 2>/dev/null || true
  unset "PID[$1]"
}

logged() { grep -q "$2" "$WORK/$1.log"; }

plug_in() {
  ip link add port netns mandor-flood-manager type veth peer name eth0 netns "mandor-flood-$1"
  in_namespace manager ip link set port name "$1" master bridge up
  in_namespace "$1" ip address add "$2/16" dev eth0
  in_namespace "$1" ip link set eth0 up
  in_namespace "$1" ip link set lo up
}

set_stage() {
  local name
  for name in "${NAMESPACES[@]}"; do
    ! ip netns list | grep -qw "mandor-flood-$name" || die 1 "there is a namespace mandor-flood-$name; is this running twice?"
  done
  for name in "${NAMESPACES[@]}"; do ip netns add "mandor-flood-$name"; done
  in_namespace manager ip link set lo up
  in_namespace manager ip link add bridge type bridge
  in_namespace manager ip address add "$SITE/16" dev bridge
  in_namespace manager ip link set bridge up
  plug_in attacker "$ATTACKER"
  for ((node = 1; node <= NODES; node++)); do plug_in "worker$node" "198.18.0.$((10 + node))"; done
}

# As in the systemd unit of $1.
unit_flags() { sed -n 's/^Environment="MANDOR_JAVA_OPTS=\(.*\)"$/\1/p' "$here/systemd/mandor-$1.service"; }

make_keys() {
  umask 077
  java -jar "$MANAGER_JAR" keys new --shared >"$WORK/shared.keys"
  for ((node = 1; node <= NODES; node++)); do
    java -jar "$MANAGER_JAR" keys new "worker$node" | tee "$WORK/worker$node.key" >>"$WORK/nodes.keys"
  done
  cat "$WORK/nodes.keys" >>"$WORK/shared.keys"
}

start_nginx() {
  mkdir "$WORK/conf.d"
  cat >"$WORK/nginx.conf" <<CONF
daemon off;
worker_processes 1;
pid $WORK/nginx.pid;
error_log $WORK/error.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $WORK/body;
    proxy_temp_path $WORK/proxy;
    fastcgi_temp_path $WORK/fastcgi;
    uwsgi_temp_path $WORK/uwsgi;
    scgi_temp_path $WORK/scgi;
    include $WORK/conf.d/*.conf;
}
CONF
  start manager nginx nginx -c "$WORK/nginx.conf"
}

# Once a second instead of every 5 s: the figures come to rest sooner. They always sign: a manager without keys reads on.
start_agents() {
  local flags
  read -ra flags < <(unit_flags worker-agent)
  for ((node = 1; node <= NODES; node++)); do
    start "worker$node" "worker$node" java "${flags[@]}" -jar "$AGENT_JAR" --manager "$SITE" --interval 1 --health none \
      --name "worker$node" --key-file "$WORK/worker$node.key"
  done
}

start_manager() {
  local flags
  read -ra flags < <(unit_flags manager)
  start manager manager java "${flags[@]}" -XX:+ExitOnOutOfMemoryError -jar "$MANAGER_JAR" --verbose --tolerance 5 --interval 1 \
    --nginx-local "$WORK/conf.d/$FILE" --listen 8000 "$@"
}

all_heard() { (($(grep -o 'received worker[0-9]*' "$WORK/manager.log" | sort -u | wc -l) == NODES)); }

# ------------------------------------------------------------------------------------------------------------ figures

# In KiB, of what is alive.
heap() {
  jcmd "${PID[manager]}" GC.run >/dev/null
  jcmd "${PID[manager]}" GC.heap_info | awk '/generation/ { sub(/.*used /, ""); used += $1 } END { printf "%d", used }'
}
rss() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/${PID[manager]}/status"; }
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/${PID[manager]}/stat"; }
lines_of() { wc -l <"$WORK/$1.log"; }
plan() { sha256sum <"$WORK/conf.d/$FILE"; }
# Datagrams and ICMP messages that left the manager's namespace.
answers() {
  in_namespace manager awk '/^(Udp|Icmp):/ {
      if ($1 in head) sum += $(head[$1]); else for (i = 1; i <= NF; i++) if ($i ~ /^Out(Datagrams|Msgs)$/) head[$1] = i
    } END { print sum }' /proc/net/snmp
}
# What the kernel had no room for in the manager's socket, UDP port 9999.
kernel_drops() {
  in_namespace manager awk '$2 ~ /:270F$/ { drops += $NF } END { print drops + 0 }' /proc/net/udp /proc/net/udp6
}

# lost FROM-LINES: prints "SENT LOST" of what the agents sent since; each line is a node and its line number.
lost() {
  local node line until
  while read -r node line until; do
    sed -n "$((line + 1)),${until}p" "$WORK/$node.log" | sed -n "s/.* sent .* (seq \([0-9]*\).*/$node \1/p"
  done <"$1" >"$WORK/sent"
  sed -n 's/.* received \([^ ]*\) .*, seq \([0-9]*\).*/\1 \2/p' "$WORK/manager.log" >"$WORK/received"
  awk 'NR == FNR { heard[$0]; next } { sent++; if (!($0 in heard)) lost++ } END { print sent + 0, lost + 0 }' \
    "$WORK/received" "$WORK/sent"
}

# The most lines of level WARN and ERROR within ten seconds, in what follows line $1. The clock that spaces them is not
# the one that stamps them, hence the tenth of a second.
most_warnings() {
  tail -n "+$(($1 + 1))" "$WORK/manager.log" | awk '$3 == "WARN" || $3 == "ERROR" {
      split($2, t, ":"); at[++n] = t[1] * 3600 + t[2] * 60 + t[3]
      while (at[n] - at[first + 1] > 9.9) first++
      if (n - first > most) most = n - first
    } END { print most + 0 }'
}

since() { tail -n "+$(($1 + 1))" "$WORK/manager.log" | grep -c "$2" || true; }

# -------------------------------------------------------------------------------------------------------------- cases

datagrams() { java -cp "$MANAGER_JAR" "$here/lib/flood/Datagrams.java" "$@"; }

prepare_flood() {
  case $1 in
    none) : ;;
    replay) in_namespace manager "$WORK/capture" 9999 $((5 * NODES)) ;;
    unsigned) datagrams forged "$WORK/nodes.keys" 1 ;;
    *) datagrams "$1" "$WORK/nodes.keys" 1 ;;
  esac >"$WORK/datagrams"
}

run_case() {
  local case=$1 options=() node line before_line before_cpu before_answers before_drops before_plan heaps
  case $case in unsigned | wrong-key | replay) options=(--key-file "$WORK/nodes.keys") ;; esac
  rm -f "$WORK/conf.d/$FILE"
  start_manager "${options[@]}"
  await 60 all_heard || die 1 "the agents are not heard; see $KEPT"
  await 30 logged manager 'applied to nginx' || die 1 "nginx was not told"
  prepare_flood "$case"
  sleep 2

  heaps=$(heap)
  before_line=$(lines_of manager) before_cpu=$(cpu_ticks) before_answers=$(answers) before_drops=$(kernel_drops)
  before_plan=$(plan)
  for ((node = 1; node <= NODES; node++)); do printf 'worker%d %d\n' "$node" "$(lines_of "worker$node")"; done >"$WORK/marks"
  local began
  began=$(now_micros)
  if [[ $case == none ]]; then
    start attacker flood sleep "$seconds"
  else
    start attacker flood "$WORK/flood" "$SITE" 9999 "$rate" "$seconds" <"$WORK/datagrams"
  fi
  sleep "$((seconds / 2))"
  heaps+=" $(heap)"
  wait "${PID[flood]}" || true
  unset "PID[flood]"
  local elapsed=$(($(now_micros) - began)) ticks=$(($(cpu_ticks) - before_cpu))
  while read -r node line; do printf '%s %d %d\n' "$node" "$line" "$(lines_of "$node")"; done <"$WORK/marks" >"$WORK/spans"
  sleep 2
  local answered=$(($(answers) - before_answers)) dropped=$(($(kernel_drops) - before_drops)) size
  size=$(rss)
  heaps+=" $(heap)"
  local flooded=0 heard=0 took real missing plan=same
  [[ $case == none ]] || read -r flooded took heard <"$WORK/flood.log"
  read -r real missing < <(lost "$WORK/spans")
  [[ $before_plan == "$(plan)" ]] || plan=another
  local down lines
  down=$(since "$before_line" 'worker[0-9]* is down')
  lines=$(($(lines_of manager) - before_line))
  cp "$WORK/manager.log" "$KEPT/$case.log"
  stop manager
  awk -v case="${HEADLINE[$case]}" -v flooded="$flooded" -v took="${took:-0}" -v real="$real" -v missing="$missing" -v down="$down" \
    -v heaps="$heaps" -v size="$size" -v ticks="$ticks" -v hz="$(getconf CLK_TCK)" -v micros="$elapsed" \
    -v warnings="$(most_warnings "$before_line")" -v lines="$lines" -v answers="$((answered + heard))" \
    -v dropped="$dropped" -v plan="$plan" 'BEGIN {
      split(heaps, heap, " ")
      printf "| %-37s | %11d | %5d | %5.2f %% | %4d | %4.1f, %4.1f, %4.1f | %3d | %5.1f %% | %8d | %8d | %7d | %9d | %-7s |\n",
        case, took ? flooded / took : 0, real, real ? 100 * missing / real : 0, down,
        heap[1] / 1024, heap[2] / 1024, heap[3] / 1024, size, 100 * ticks / hz / (micros / 1e6),
        warnings, lines, answers, dropped, plan
    }' | tee -a "$RESULT"
}

flood_table() {
  local case
  {
    printf '| %-37s | %11s | %5s | %7s | %4s | %16s | %3s | %7s | %8s | %8s | %7s | %9s | %-7s |\n' \
      "flood" "datagrams/s" "real" "lost" "down" "heap MiB" "RSS" "CPU" "warnings" "lines" "answers" "no room" "plan"
    printf '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n'
  } | tee -a "$RESULT"
  for case in "${cases[@]}"; do [[ $case == burst ]] || run_case "$case"; done
}

nodes_received() { grep -o "received node[0-9]* .*, seq $1[,)]" "$WORK/manager.log" | awk '!seen[$2]++' | wc -l; }
whole_burst() { (($(nodes_received "$1") == 1000)); }

# burst SEQ: sends it, prints "RECEIVED KERNEL-DROPS MILLIS".
burst() {
  local before took
  before=$(kernel_drops)
  in_namespace attacker "$WORK/flood" "$SITE" 9999 0 0 <"$WORK/burst$1" >"$WORK/flood.log"
  await 10 whole_burst "$1" || true
  read -r _ took _ <"$WORK/flood.log"
  awk -v received="$(nodes_received "$1")" -v drops=$(($(kernel_drops) - before)) -v took="$took" \
    'BEGIN { printf "%d %d %.1f\n", received, drops, took * 1000 }'
}

burst_row() {
  printf '| %-11d | %-22s | %8d | %8d | %7s |\n' "$@" | tee -a "$RESULT"
}

# Three cold starts for each size of the buffer; the fourth burst to one manager is the warm one.
burst_table() {
  local limit try seq
  {
    printf '\n| %-11s | %-22s | %8s | %8s | %7s |\n' rmem_max "1,000 nodes at once" received "no room" "sent ms"
    printf '| --- | --- | ---: | ---: | ---: |\n'
  } | tee -a "$RESULT"
  for limit in 4194304 212992; do
    printf '%d' "$limit" >/proc/sys/net/core/rmem_max
    for try in 1 2 3; do
      for seq in 1 2 3 4; do datagrams burst "$WORK/shared.keys" "$seq" >"$WORK/burst$seq"; done
      start_manager --key-file "$WORK/shared.keys" --max-nodes 2000
      await 30 logged manager 'listening on UDP' || die 1 "the manager does not start"
      # shellcheck disable=SC2046
      burst_row "$limit" "start $try, cold" $(burst 1)
      burst 2 >/dev/null
      burst 3 >/dev/null
      # shellcheck disable=SC2046
      burst_row "$limit" "start $try, warm" $(burst 4)
      cp "$WORK/manager.log" "$KEPT/burst-$limit-$try.log"
      stop manager
    done
    printf '%s' "$BUFFER_LIMIT" >/proc/sys/net/core/rmem_max
  done
}

ensure_commands ip:iproute2 nginx:nginx-light,nginx gcc:build-essential
ensure_jars
trap finish EXIT
trap 'exit 130' INT TERM
# Copies: a build meanwhile must not pull the jars from under the running JVMs.
cp "$AGENT_JAR" "$MANAGER_JAR" "$WORK"
AGENT_JAR=$WORK/${AGENT_JAR##*/} MANAGER_JAR=$WORK/${MANAGER_JAR##*/}
mkdir -p "$KEPT"
: >"$RESULT"
for program in flood capture; do
  gcc -std=gnu11 -O2 -Wall -D_GNU_SOURCE -o "$WORK/$program" "$here/lib/flood/$program.c"
done
make_keys
set_stage
start_nginx
start_agents
flood_table
[[ " ${cases[*]} " != *" burst "* ]] || burst_table
say "written to ${RESULT#"$PROJECT"/}; the manager's logs to ${KEPT#"$PROJECT"/}/"

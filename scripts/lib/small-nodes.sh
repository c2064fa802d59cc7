# shellcheck shell=bash
# Three nodes of the Swarm lab, each with a web service whose requests cost memory in a control group of its own, as far as the
# benchmarks that need such nodes share it. Sourced by them; SERVICE_PORT, REQUEST_MIB and HOLD_MILLIS are theirs.
#
# The node's /proc/meminfo shows what its control group has left, so that agents see what they would see on a small machine.
# A node that is given more requests than it holds is out of memory: the kernel kills the service, and it is back 3 s later.
SETTLED_SECONDS=12 # without a change of the plan, at Mandor's start: two heartbeats
NODES=(worker1 worker2 worker3)
declare -A ADDRESS=([worker1]=192.168.56.102 [worker2]=192.168.56.103 [worker3]=192.168.56.104)
declare -A LIMIT=() # MiB

now_millis() { printf '%d' $(($(now_micros) / 1000)); }
nginx_container() { "$LAB" sh manager docker ps -q --filter label=com.docker.swarm.service.name=nginx; }
running() { [[ -n ${PID[$1]:-} ]] && kill -0 "${PID[$1]}" 2>/dev/null; }

# bash runs a trap only between commands, but `wait` lets it run at once.
pause() {
  sleep "$1" &
  PID[pause]=$!
  wait "${PID[pause]}"
  unset "PID[pause]"
}

# ------------------------------------------------------------------------------------------- memory, CPU and services

# Hierarchies of version 1, one for each kind of resource, or the single one of version 2.
if [[ -e /sys/fs/cgroup/memory/memory.limit_in_bytes ]]; then
  GROUPS_ROOT=/sys/fs/cgroup/memory/mandor-bench
  QUOTAS_ROOT=/sys/fs/cgroup/cpu/mandor-bench
  ACCOUNTS=/sys/fs/cgroup/cpuacct
  USAGE=memory.usage_in_bytes INACTIVE=total_inactive_file
else
  GROUPS_ROOT=/sys/fs/cgroup/mandor-bench
  QUOTAS_ROOT=$GROUPS_ROOT
  ACCOUNTS=/sys/fs/cgroup
  USAGE=memory.current INACTIVE=inactive_file
fi

# make_groups LIMIT-MIB...: one for each node, without swap.
make_groups() {
  local node group
  mkdir -p "$GROUPS_ROOT"
  delegate memory
  for node in "${NODES[@]}"; do
    group=$GROUPS_ROOT/$node
    mkdir "$group"
    if [[ $USAGE == memory.current ]]; then
      printf '%dM' "$1" >"$group/memory.max"
      [[ ! -e $group/memory.swap.max ]] || printf 0 >"$group/memory.swap.max"
    else
      printf '%dM' "$1" >"$group/memory.limit_in_bytes"
      [[ ! -e $group/memory.memsw.limit_in_bytes ]] || printf '%dM' "$1" >"$group/memory.memsw.limit_in_bytes"
    fi
    LIMIT[$node]=$1
    shift
  done
}

# delegate CONTROLLER: version 2 wants to be told what a group may limit.
delegate() {
  [[ $USAGE == memory.current ]] || return 0
  printf '+%s' "$1" >/sys/fs/cgroup/cgroup.subtree_control
  printf '+%s' "$1" >"$GROUPS_ROOT/cgroup.subtree_control"
}

# limit_cpu PERCENT: of one core, for each node of make_groups. In slices of 20 ms: with the usual 100 ms a service that
# has used up its own would stand still for so long that each request showed it.
limit_cpu() {
  local node
  delegate cpu
  for node in "${NODES[@]}"; do
    mkdir -p "$QUOTAS_ROOT/$node" "$ACCOUNTS/mandor-bench/$node"
    if [[ $USAGE == memory.current ]]; then
      printf '%d 20000' $(($1 * 200)) >"$QUOTAS_ROOT/$node/cpu.max"
    else
      printf 20000 >"$QUOTAS_ROOT/$node/cpu.cfs_period_us"
      printf '%d' $(($1 * 200)) >"$QUOTAS_ROOT/$node/cpu.cfs_quota_us"
    fi
  done
}

# What a process of NODE's service is to be written into, with commas between them.
procs_of() {
  local root found=
  for root in "$GROUPS_ROOT" "$QUOTAS_ROOT" "$ACCOUNTS/mandor-bench"; do
    [[ $found == *"$root/$1/"* || ! -e $root/$1 ]] || found+=,$root/$1/cgroup.procs
  done
  printf '%s' "${found#,}"
}

groups_are_gone() {
  local root
  for root in "$GROUPS_ROOT" "$QUOTAS_ROOT" "$ACCOUNTS/mandor-bench"; do
    find "$root" -depth -type d -exec rmdir {} + 2>/dev/null || true
    [[ ! -e $root ]] || return 1
  done
}

meminfo_of() { printf '/run/mandor-lab/%s/meminfo' "$1"; }

# As scripts/swarm-lab writes it, in place and in one write(); `swarm-lab mem` itself takes too long for five times a second.
# It also leaves a line "MILLIS MIB-AVAILABLE..." for whoever wants to see what happened.
feed() {
  local node key value used cache available line
  while sleep 0.2; do
    line=$(now_millis)
    for node in "${NODES[@]}"; do
      read -r used <"$GROUPS_ROOT/$node/$USAGE"
      while read -r key value; do [[ $key != "$INACTIVE" ]] || cache=$value; done <"$GROUPS_ROOT/$node/memory.stat"
      available=$((LIMIT[$node] * 1024 - (used - cache) / 1024))
      ((available > 0)) || available=1
      printf '%-16s%8d kB\n' MemTotal: $((LIMIT[$node] * 1024)) MemFree: "$available" MemAvailable: "$available" \
        1<>"$(meminfo_of "$node")"
      line+=" $((available / 1024))"
    done
    printf '%s\n' "$line"
  done
}

start_feeding() {
  feed >"$WORK/memory.log" &
  PID[feeder]=$!
}

save_memory() {
  local node
  for node in "${NODES[@]}"; do cp "$(meminfo_of "$node")" "$WORK/$node.meminfo"; done
}

# Called by scripts/bench however this ends.
restore() {
  local node
  [[ -e $WORK/${NODES[0]}.meminfo ]] || return 0 # nothing was begun
  stop_all
  await 5 groups_are_gone || say "$GROUPS_ROOT cannot be removed: something runs in it"
  for node in "${NODES[@]}"; do
    "$LAB" heal "$node" >/dev/null
    dd if="$WORK/$node.meminfo" of="$(meminfo_of "$node")" bs=64K conv=notrunc status=none
  done
}

start_service() {
  on "$1" "service-$1" "$here/lib/overload/supervise" "$(procs_of "$1")" \
    "$WORK/hungry-web" "$SERVICE_PORT" $((REQUEST_MIB << 20)) "$HOLD_MILLIS" "$1" "${REQUEST_CPU_MICROS:-0}"
}

answers() { "$LAB" sh client curl -s --max-time 3 "$1" 2>/dev/null | grep -q "^Name HOST:worker"; }

# serving NODE...: all at once, since each answer takes its time.
serving() {
  local node pids=() pid
  for node in "$@"; do
    answers "http://${ADDRESS[$node]}:$SERVICE_PORT/" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || return 1; done
}

# Together: an agent's last words and a JVM's end take their time.
stop_all() {
  local key
  [[ -z ${PID[manager]:-} ]] || stop manager # first, or it would write the leaving of each agent into nginx
  for key in "${!PID[@]}"; do kill "${PID[$key]}" 2>/dev/null || true; done
  for key in "${!PID[@]}"; do
    wait "${PID[$key]}" 2>/dev/null || true
    unset "PID[$key]"
  done
}

# -------------------------------------------------------------------------------------------------------- nginx, Mandor

# With an nginx that knows nothing of the front before.
fresh_nginx() {
  local before
  before=$(nginx_container)
  "$LAB" sh manager docker kill "$before" >/dev/null
  await 20 another_nginx_than "$before" || die 1 "Swarm does not start nginx again"
}

another_nginx_than() {
  local container
  container=$(nginx_container)
  [[ -n $container && $container != "$1" ]]
}

# start_mandor NODE... -- MANAGER-FLAG...: on an nginx as it is.
start_mandor() {
  local node nodes=()
  while [[ $1 != -- ]]; do
    nodes+=("$1")
    shift
  done
  shift
  on manager manager java -jar "$MANAGER_JAR" --tolerance 30 --interval 3 "$@"
  for node in "${nodes[@]}"; do start_agent "$node"; done
  for node in "${nodes[@]}"; do
    await 30 logged manager "$node" || die 1 "the manager knows nothing of $node: $(tail -n 3 "$WORK/manager.log")"
  done
  await 60 settled || die 1 "the manager does not come to rest: $(tail -n 3 "$WORK/manager.log")"
}

# Nodes whose first heartbeats come one after the other get their full shares one after the other.
settled() {
  local stamp
  stamp=$(awk '/applied to nginx/ { stamp = $1 " " $2 } END { print stamp }' "$WORK/manager.log")
  [[ -n $stamp ]] && (($(date +%s) - $(date -d "$stamp" +%s) > SETTLED_SECONDS))
}

start_agent() { on "$1" "agent-$1" java -jar "$AGENT_JAR" --manager 192.168.56.101 --backend-port "$SERVICE_PORT"; }

# ---------------------------------------------------------------------------------------------------------- measuring

# "BUSY ALL" of the whole machine, in ticks: the load and other people's work included, for both disturb.
cpu() { awk 'NR == 1 { for (i = 2; i <= 9; i++) all += $i; print all - $5 - $6, all }' /proc/stat; }

since() { awk -v begin="$1" '$1 >= begin'; }

# What the step before left has been answered, and the memory is back: at most two requests' worth is in use.
at_rest() {
  local node used
  for node in "${NODES[@]}"; do
    read -r used <"$GROUPS_ROOT/$node/$USAGE"
    ((used < (REQUEST_MIB * 2 + 12) << 20)) || return 1
  done
}

cpu_percent() { awk -v before="$1" -v after="$2" 'BEGIN { split(before, b, " "); split(after, a, " ")
  printf "%.0f", 100 * (a[1] - b[1]) / (a[2] - b[2]) }'; }

joined() {
  local IFS=,
  printf '%s' "$*"
}


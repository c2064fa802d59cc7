# shellcheck shell=bash
# The demo's stage on a real Docker Swarm: three workers and a manager, built by scripts/swarm-lab.
# shellcheck disable=SC2034  # scripts/demo reads SITE and PACE
SITE=http://192.168.56.101/
PACE=40 # a healed node is back in the Swarm, and its page up again, after some seconds
LAB=$here/swarm-lab
declare -A PID=()
JVM=(java -Xmx32m -XX:+UseSerialGC)

set_stage() {
  STAGE_DIR=$(mktemp -d "${TMPDIR:-/tmp}/mandor-demo.XXXXXX")
  MANAGER_LOG=$STAGE_DIR/manager.log
  if "$LAB" status >/dev/null 2>&1; then LAB_WAS_UP=yes; else LAB_WAS_UP=no; fi
  "$LAB" up 3
}

strike_stage() {
  local name
  for name in "${!PID[@]}"; do kill "${PID[$name]}" 2>/dev/null || true; done
  for name in "${!PID[@]}"; do wait "${PID[$name]}" 2>/dev/null || true; done
  [[ ${LAB_WAS_UP:-yes} == yes ]] || "$LAB" down
  [[ -z ${STAGE_DIR:-} ]] || rm -rf "$STAGE_DIR"
}

# A tolerance of 30 s would make the story long.
start_manager() {
  "$LAB" sh manager "${JVM[@]}" -jar "$MANAGER_JAR" --tolerance 4 --interval 1 >"$MANAGER_LOG" 2>&1 &
  PID[manager]=$!
}

start_agent() {
  "$LAB" sh "$1" "${JVM[@]}" -jar "$AGENT_JAR" --manager 192.168.56.101 --interval 1 >"$STAGE_DIR/$1.log" 2>&1 &
  PID[$1]=$!
}

set_memory() { "$LAB" mem "$1" "$2M" >/dev/null; }
kill_node() { "$LAB" cut "$1" >/dev/null; }
revive_node() { "$LAB" heal "$1" >/dev/null; }
ask() { "$LAB" sh client curl -s --fail --max-time 1 "$SITE"; }

# shellcheck shell=bash
# What a service whose requests cost memory does under load, by front; sourced by scripts/bench.
#
# On each of the three nodes of small-nodes.sh a web service (overload/hungry-web.c) has a memory limit of its own. Load arrives
# at random and in open loop (overload/load.c), at the same moments for each front.
#
# The services stand beside the lab's own on port 8080, which answer from no memory worth counting: from a worker's, an
# answer would be no proof, and one from the manager's, Mandor's fallback, is counted as failed.
SERVICE_PORT=8000
REQUEST_MIB=6
HOLD_MILLIS=1200
CALM_PERCENT=70 # of this machine's CPU; beyond it the figures are the machine's
WARM_SECONDS=8  # at 0.6 of the rate: caches, JVMs, and a memory that is not empty
SEED=20181121
BROKEN_PERCENT=0.5
# shellcheck source=small-nodes.sh
source "$here/lib/small-nodes.sh"

SHAPES=(unequal equal eater join burst overload)
FRONTS=(nginx-rr nginx-lc haproxy oracle max-free-memory memory-weighted round-robin least-conn score max-conns)
declare -A LIMITS=([unequal]="300 600 900" [equal]="600 600 600" [eater]="300 600 900" [join]="300 600 900"
  [burst]="300 600 900" [overload]="300 600 900")
declare -A RATES=([unequal]="40 70 100 120 140 160 180 200 220" [equal]="80 140" [eater]="130" [join]="140" [burst]="80"
  [overload]="300")
declare -A SHAPE_FRONTS=([unequal]="${FRONTS[*]}" [equal]="nginx-rr memory-weighted max-conns"
  [eater]="nginx-rr haproxy oracle memory-weighted max-conns" [join]="nginx-rr haproxy memory-weighted"
  [burst]="nginx-rr haproxy oracle memory-weighted max-conns" [overload]="oracle memory-weighted max-conns")
declare -A HEADLINE=(
  [unequal]="Unequal nodes, a steady load"
  [equal]="Equal nodes, a load they bear"
  [eater]="Unequal nodes; another job takes 450 MiB of the largest, 30 MiB/s, holds them for 15 s and ends"
  [join]="The largest node joins after 20 s; after 10 s more the load doubles to the rate shown"
  [burst]="Unequal nodes; every 15 s the load doubles for 5 s"
  [overload]="Unequal nodes, more load than they can bear"
)
KEPT=$PROJECT/target/bench-overload

shapes=("${SHAPES[@]}")
fronts=()
rates=()
seconds=25
while (($#)); do
  case $1 in
    --shapes) IFS=, read -ra shapes <<<"${2:-}" ;;
    --fronts) IFS=, read -ra fronts <<<"${2:-}" ;;
    --rates) IFS=, read -ra rates <<<"${2:-}" ;;
    --seconds) seconds=${2:-} ;;
    *) die 2 "unknown option '$1'; try --help" ;;
  esac
  (($# > 1)) || die 2 "$1 takes a value; try --help"
  shift 2
done
[[ $seconds =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--seconds takes a number from 1 to 999"
((${#shapes[@]})) || die 2 "--shapes takes one or more of: ${SHAPES[*]}"
for shape in "${shapes[@]}"; do
  [[ " ${SHAPES[*]} " == *" $shape "* ]] || die 2 "there is no shape '$shape'; there are: ${SHAPES[*]}"
done
for front in "${fronts[@]}"; do
  [[ " ${FRONTS[*]} " == *" $front "* ]] || die 2 "there is no front '$front'; there are: ${FRONTS[*]}"
done
for rate in "${rates[@]}"; do
  [[ $rate =~ ^[1-9][0-9]{0,2}$ ]] || die 2 "--rates takes numbers from 1 to 999, with commas between them"
done

is_mandor() { [[ $1 != nginx-* && $1 != haproxy && $1 != oracle ]]; }

url_of() {
  local port=80
  case $1 in nginx-* | oracle) port=8081 ;; haproxy) port=8091 ;; esac
  printf 'http://192.168.56.101:%d/' "$port"
}

# --------------------------------------------------------------------------------------------------------- the fronts

# start_front FRONT NODE...: the nodes that are there; a front that reads its servers from a file has all in it.
start_front() {
  local front=$1
  shift
  case $front in
    nginx-rr) start_nginx "" 1 1 1 ;;
    nginx-lc) start_nginx "least_conn;" 1 1 1 ;;
    oracle) start_nginx "" "${LIMIT[worker1]}" "${LIMIT[worker2]}" "${LIMIT[worker3]}" ;;
    haproxy) start_haproxy ;;
    max-conns)
      fresh_nginx
      start_mandor "$@" -- --strategy memory-weighted --max-conns auto
      ;;
    *)
      fresh_nginx
      start_mandor "$@" -- --strategy "$front"
      ;;
  esac
}

# What Mandor writes into its own nginx is what the peers get, and what it does not limit they do not either.
start_nginx() {
  local method=$1
  shift
  {
    cat <<CONF
daemon off;
worker_processes auto;
worker_rlimit_nofile 16384;
pid $WORK/nginx.pid;
error_log $WORK/nginx-error.log warn;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path $WORK/nginx-body;
    proxy_temp_path $WORK/nginx-proxy;
    fastcgi_temp_path $WORK/nginx-fastcgi;
    uwsgi_temp_path $WORK/nginx-uwsgi;
    scgi_temp_path $WORK/nginx-scgi;
    server {
        listen 8081;
        proxy_connect_timeout 100ms;
        proxy_next_upstream error timeout http_502 http_503 http_504;
        location / { proxy_pass http://workers; }
    }
    upstream workers {
        zone workers 64k;
        $method
CONF
    for node in "${NODES[@]}"; do
      printf '        server %s:%d weight=%d max_fails=1 fail_timeout=10s;\n' "${ADDRESS[$node]}" "$SERVICE_PORT" "$1"
      shift
    done
    printf '    }\n}\n'
  } >"$WORK/nginx.conf"
  on manager front nginx -c "$WORK/nginx.conf"
}

# Its checks once a second instead of every two; on what nginx is told to pass on, it tries elsewhere too; and as with
# max_fails=1, one refused connection takes a server out, here until two checks in a row succeed.
start_haproxy() {
  local node
  cat >"$WORK/free-percent" <<'AGENT'
awk '/^MemTotal:/ { total = $2 } /^MemAvailable:/ { printf "%d%%\n", 100 * $2 / total }' /proc/meminfo
AGENT
  cat >"$WORK/haproxy.cfg" <<CONF
global
    maxconn 8192
    log stdout format iso local0 notice
defaults
    mode http
    log global
    timeout connect 100ms
    timeout client 30s
    timeout server 30s
    retries 3
    option redispatch 1
    retry-on conn-failure empty-response response-timeout 502 503 504
frontend site
    bind :8091
    default_backend workers
backend workers
    balance roundrobin
    default-server weight 100 check inter 1s fall 2 rise 2 agent-check agent-port 9998 agent-inter 1s observe layer4 error-limit 1 on-error mark-down
CONF
  for node in "${NODES[@]}"; do
    printf '    server %s %s:%d\n' "$node" "${ADDRESS[$node]}" "$SERVICE_PORT" >>"$WORK/haproxy.cfg"
    on "$node" "percent-$node" socat TCP-LISTEN:9998,fork,reuseaddr "EXEC:bash $WORK/free-percent"
  done
  on manager front haproxy -db -f "$WORK/haproxy.cfg"
}

# --------------------------------------------------------------------------------------------------------- the shapes

# phases SHAPE RATE: what the load does after the warm-up, as overload/load takes it.
phases() {
  case $1 in
    burst) printf '%s:10 %s:5 %s:10 %s:5 %s:10 %s:5' "$2" $(($2 * 2)) "$2" $(($2 * 2)) "$2" $(($2 * 2)) ;;
    eater) printf '%s:60' "$2" ;;
    join) printf '%s:30 %s:30' $(($2 / 2)) "$2" ;;
    *) printf '%s:%s' "$2" "$seconds" ;;
  esac
}

seconds_of() { tr ' ' '\n' <<<"$1" | awk -F : '{ sum += $2 } END { print sum }'; }

# play SHAPE FRONT SECONDS: what happens meanwhile.
play() {
  case $1 in
    eater)
      pause 10
      on worker3 eater sh -c "printf '%d' \$\$ >$GROUPS_ROOT/worker3/cgroup.procs
        exec $WORK/eater $((450 << 20)) $((30 << 20)) 15"
      pause $(($3 - 10))
      wait "${PID[eater]}" || die 1 "the other job failed: $(tail -n 1 "$WORK/eater.log")"
      unset "PID[eater]"
      ;;
    join)
      pause 20
      start_service worker3
      ! is_mandor "$2" || start_agent worker3
      pause $(($3 - 20))
      ;;
    *) pause "$3" ;;
  esac
}

# fresh SHAPE FRONT: nothing is left of what ran before.
fresh() {
  local shape=$1 front=$2 nodes=("${NODES[@]}") node
  [[ $shape != join ]] || nodes=(worker1 worker2)
  stop_all
  await 5 groups_are_gone || die 1 "$GROUPS_ROOT cannot be removed: something runs in it"
  # shellcheck disable=SC2086 # three words
  make_groups ${LIMITS[$shape]}
  start_feeding
  for node in "${nodes[@]}"; do start_service "$node"; done
  await 10 serving "${nodes[@]}" || die 1 "the services do not answer"
  start_front "$front" "${nodes[@]}"
  await 30 answers "$(url_of "$front")" || die 1 "$front does not serve: $(tail -n 3 "$WORK/front.log" "$WORK/manager.log" 2>/dev/null)"
}

# ---------------------------------------------------------------------------------------------------------- measuring

# measure SHAPE FRONT RATE: a line of $KEPT/SHAPE.tsv, and what lies behind it in $KEPT/SHAPE/FRONT-RATE.
measure() {
  local shape=$1 front=$2 rate=$3 wanted length begin before after
  local folder=$KEPT/$shape/$front-$rate
  wanted=$(phases "$shape" "$rate")
  length=$(seconds_of "$wanted")
  await 10 at_rest || die 1 "the services do not come to rest"
  begin=$(now_millis)
  # shellcheck disable=SC2086 # one word a phase
  on client load "$WORK/load" "$(url_of "$front")" "$SEED" $((rate * 6 / 10)):$WARM_SECONDS $wanted
  pause "$WARM_SECONDS"
  before=$(cpu)
  play "$shape" "$front" "$length"
  after=$(cpu)
  wait "${PID[load]}" || die 1 "the load ended early: $(tail -n 3 "$WORK/load.log")"
  unset "PID[load]"
  ! is_mandor "$front" || running manager || die 1 "the manager ended: $(tail -n 3 "$WORK/manager.log")"
  mkdir -p "$folder"
  cp "$WORK/load.log" "$folder"
  printf '%d\n' "$begin" >"$folder/begin"
  since "$begin" <"$WORK/memory.log" >"$folder/memory.log"
  local node
  for node in "${NODES[@]}"; do
    [[ ! -e $WORK/service-$node.log ]] || since "$begin" <"$WORK/service-$node.log" | sed "s/^/$node /"
  done | awk '/ ended /' >"$folder/ended.log"
  if is_mandor "$front"; then cp "$WORK/manager.log" "$folder/front.log"; else cp "$WORK/front.log" "$folder"; fi
  [[ $front != nginx-* && $front != oracle ]] || cp "$WORK/nginx-error.log" "$folder"
  printf '%s\t%d\t%s\t%d\t%s\t%s\n' "$front" "$rate" "$(requests_of "$folder" $((begin + WARM_SECONDS * 1000)) "$length")" \
    "$(kills_of "$folder")" "$(changes_of "$front" "$begin")" "$(cpu_percent "$before" "$after")" >"$folder/row.tsv"
  say "  $shape: $(awk -F '\t' '{ printf "%s at %d/s: %s good, %s %% failed, p99 %s ms, %d kills, %s changes, CPU %s %%",
    $1, $2, $3, $4, $6, $7, $8, $9 }' "$folder/row.tsv")"
}

# requests_of FOLDER FROM SECONDS: "GOODPUT <tab> FAILED-PERCENT <tab> P50 <tab> P99" of the requests that began in that time.
requests_of() {
  awk -v from="$2" -v to=$(($2 + $3 * 1000)) '$1 >= from && $1 < to {
      print ($2 == 200 && $5 ~ /^HOST:worker/) ? $3 : "failed" }' "$1/load.log" | sort -n |
    awk -v seconds="$3" '
      /failed/ { failed++; next }
      { value[++good] = $1 }
      function rank(share) { return int(share * good) + (share * good > int(share * good)) }
      END { printf "%.1f\t%.2f\t%s\t%s", good / seconds, (good + failed) ? 100 * failed / (good + failed) : 0,
              good ? int(value[rank(0.5)] + 0.5) : "-", good ? int(value[rank(0.99)] + 0.5) : "-" }'
}

kills_of() { grep -c ' 137$' "$1/ended.log" || true; }

# changes_of FRONT BEGIN: plans that Mandor gave to nginx, a reload each.
changes_of() {
  is_mandor "$1" || {
    printf -- '-'
    return
  }
  local stamp
  stamp=$(date -d "@$(($2 / 1000))" '+%F %T')
  awk -v stamp="$stamp" '/applied to nginx/ && $1 " " $2 >= stamp { count++ } END { printf "%d", count }' "$WORK/manager.log"
}

broken() { awk -F '\t' -v bound="$BROKEN_PERCENT" '{ broken = $7 > 0 || $4 > bound } END { exit !broken }' "$KEPT/$1/$2-$3/row.tsv"; }

disturbed() { awk -F '\t' -v bound="$CALM_PERCENT" '{ disturbed = $9 > bound } END { exit !disturbed }' "$KEPT/$1/$2-$3/row.tsv"; }

# step_up SHAPE FRONT RATE...: until it breaks, and one rate more for the chart. Each rate goes on where the one before
# ended, as a load that grows does, but after a fault it begins anew: who learned from one is not asked about the next.
# A step that a machine too busy disturbed is repeated once.
step_up() {
  local shape=$1 front=$2 rate breaks=0
  shift 2
  fresh "$shape" "$front"
  for rate in "$@"; do
    ((breaks == 0)) && [[ $shape != join ]] || fresh "$shape" "$front"
    measure "$shape" "$front" "$rate"
    if disturbed "$shape" "$front" "$rate"; then
      rm -rf "$KEPT/$shape/$front-$rate-disturbed"
      mv "$KEPT/$shape/$front-$rate" "$KEPT/$shape/$front-$rate-disturbed"
      fresh "$shape" "$front"
      measure "$shape" "$front" "$rate"
    fi
    cat "$KEPT/$shape/$front-$rate/row.tsv" >>"$KEPT/$shape.tsv"
    ! broken "$shape" "$front" "$rate" || breaks=$((breaks + 1))
    ((breaks < 2)) || break
  done
  stop_all
}

# ---------------------------------------------------------------------------------------------------------- reporting

table() {
  local shape=$1 limits sum=0 limit
  read -ra limits <<<"${LIMITS[$shape]}"
  for limit in "${limits[@]}"; do sum=$((sum + limit)); done
  {
    printf '\n**%s** (%s MiB; %d MiB a request held for 1.2 s; the arithmetic limit is %d/s)\n\n' "${HEADLINE[$shape]}" \
      "${LIMITS[$shape]// //}" "$REQUEST_MIB" $((sum * 1000 / REQUEST_MIB / HOLD_MILLIS))
    printf '| front | rate | goodput/s | failed | p50 | p99 | OOM kills | plan changes | CPU |\n'
    printf '| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n'
    awk -F '\t' -v bound="$CALM_PERCENT" '
      function millis(value) { return value == "-" ? "-" : value " ms" }
      { printf "| %s | %d/s | %s | %s %% | %s | %s | %d | %s | %d %%%s |\n", $1, $2, $3, $4, millis($5), millis($6), $7, $8, $9,
          ($9 > bound ? " (!)" : "") }' "$KEPT/$shape.tsv"
    if [[ $(awk -F '\t' -v bound="$CALM_PERCENT" '$9 > bound' "$KEPT/$shape.tsv") ]]; then
      printf '\n(!) The machine was busier than %d %%, also when this was repeated: it, too, has a part in the figure.\n' "$CALM_PERCENT"
    fi
    ((${#rates_now[@]} < 2)) || best "$shape"
  } | tee -a "$RESULT"
}

# The steps come in rising order: what counts ends at the first fault.
best() {
  printf '\n| front | highest rate without a kill and a failed request |\n| --- | --- |\n'
  awk -F '\t' '
    !($1 in best) { order[++fronts] = $1; best[$1] = "none" }
    $7 > 0 || $4 > 0 { fault[$1] = 1 }
    !fault[$1] { best[$1] = $2 "/s" }
    END { for (i = 1; i <= fronts; i++) printf "| %s | %s |\n", order[i], best[order[i]] }' "$KEPT/$1.tsv"
}

legend() {
  tee -a "$RESULT" <<'TEXT'

Goodput is what the memory-bound service itself answered in full within 5 s; refused requests and Mandor's fallback count as
failed. Kills are those of the warm-up too. CPU is of this machine, the load and other people's work included. All fronts:
connect timeout 100 ms; a request goes on to the next node after a refused or broken connection or a 502, 503 or 504.

- nginx-rr, nginx-lc, oracle: nginx round robin, least_conn, and round robin with the nodes' memory limits as weights; a zone,
  max_fails=1 fail_timeout=10s
- haproxy: weights are the free memory in percent, by agent-check every second (its default is 2 s); checks every second, fall 2,
  rise 2, 3 retries with redispatch, down at once on a refused connection
- max-conns: Mandor with --strategy memory-weighted --max-conns auto; the others are Mandor with --strategy NAME. All else at
  its defaults: tolerance 30 s, checks every 3 s, heartbeats every 5 s
TEXT
}

# plot SHAPE X-LABEL FRONT...: from the files "X ANSWERED" in $WORK/FRONT.answered and "X KILLS" in $WORK/FRONT.kills.
plot() {
  local shape=$1 label=$2 front answered=() kills=()
  shift 2
  for front in "$@"; do
    answered+=("'$WORK/$front.answered' with linespoints title '$front'")
    kills+=("'$WORK/$front.kills' with linespoints notitle")
  done
  gnuplot <<PLOT
set terminal svg size 900,900 background 'white' noenhanced
set output '$PROJECT/target/bench-overload-$shape.svg'
set multiplot layout 2,1
set lmargin 9
set rmargin 22
set grid
set key outside right top
set xrange [0:*]
set yrange [0:*]
set xlabel '$label'
set ylabel 'answered per second'
plot $(joined "${answered[@]}")
set ylabel 'OOM kills'
plot $(joined "${kills[@]}")
PLOT
}

# Against the rate where there are several, else against the time.
chart() {
  local shape=$1 front folder
  shift
  for front in "$@"; do
    if ((${#rates_now[@]} > 1)); then
      awk -F '\t' -v front="$front" '$1 == front { print $2, $3 }' "$KEPT/$shape.tsv" >"$WORK/$front.answered"
      awk -F '\t' -v front="$front" '$1 == front { print $2, $7 }' "$KEPT/$shape.tsv" >"$WORK/$front.kills"
    else
      folder=$KEPT/$shape/$front-${rates_now[0]}
      over_time "$(cat "$folder/begin")" "$folder" "$front"
    fi
  done
  if ((${#rates_now[@]} > 1)); then plot "$shape" 'requests asked per second' "$@"; else plot "$shape" 'seconds' "$@"; fi
}

# By the second in which a request began.
over_time() {
  local begin=$1 folder=$2 front=$3
  awk -v begin="$begin" '$1 >= begin { second = int(($1 - begin) / 1000); if (second > last) last = second }
    $1 >= begin && $2 == 200 && $5 ~ /^HOST:worker/ { good[second]++ }
    END { for (i = 0; i < last; i++) print i, good[i] + 0 }' "$folder/load.log" >"$WORK/$front.answered"
  {
    printf '0 0\n'
    sort -k 2n "$folder/ended.log" | awk -v begin="$begin" '$4 == 137 { print ($2 - begin) / 1000, ++kills }'
  } >"$WORK/$front.kills"
}

# -----------------------------------------------------------------------------------------------------------------------

ensure_commands nginx:nginx-light,nginx haproxy:haproxy socat:socat curl:curl gnuplot:gnuplot-nox gcc:build-essential
for program in hungry-web load eater; do
  gcc -O2 -Wall -D_GNU_SOURCE -pthread -o "$WORK/$program" "$here/lib/overload/$program.c" -lm
done
"$LAB" up 3
save_memory
rm -rf "$KEPT"
mkdir -p "$KEPT"
: >"$RESULT"

for shape in "${shapes[@]}"; do
  read -ra rates_now <<<"${rates[*]:-${RATES[$shape]}}"
  read -ra fronts_now <<<"${fronts[*]:-${SHAPE_FRONTS[$shape]}}"
  for front in "${fronts_now[@]}"; do step_up "$shape" "$front" "${rates_now[@]}"; done
  table "$shape"
  chart "$shape" "${fronts_now[@]}"
done
legend

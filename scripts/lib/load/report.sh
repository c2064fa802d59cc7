# shellcheck shell=bash
# What scripts/lib/bench-load.sh makes of its logs: figures as CSV, tables as Markdown, charts as SVG, and one page with all
# of it. Sourced by it.
declare -A LABEL=(
  [one-node]="one node alone"
  [nginx-rr]="nginx round robin"
  [nginx-tuned]="nginx round robin, tuned"
  [max-free-memory]="Mandor, max-free-memory"
  [memory-weighted]="Mandor, memory-weighted"
  [round-robin]="Mandor, round-robin"
  [least-conn]="Mandor, least-conn"
  [score]="Mandor, score"
)
declare -A COLOUR=(
  [one-node]="#7a828c" [nginx-rr]="#c2410c" [nginx-tuned]="#e0986b" [max-free-memory]="#0b62c4" [memory-weighted]="#15803d"
  [round-robin]="#7e22ce" [least-conn]="#a16207" [score]="#0e7490"
  [worker1]="#e08a3c" [worker2]="#6aa84f" [worker3]="#3b78c4" [manager]="#7a828c" [none]="#111111"
)

# ------------------------------------------------------------------------------------------------------------ figures

csv_heads() {
  printf 'front,clients,good_per_s,failed_percent,mean_ms,p50_ms,p95_ms,p99_ms,max_ms,kills,reloads,machine_cpu_percent,%s\n' \
    'load_average,wrk_socket_errors,wrk_mean_ms,wrk_p50_ms,wrk_p95_ms,wrk_p99_ms,wrk_max_ms' >"$KEPT/load.csv"
  printf 'front,clients,node,cpu_percent_of_a_core,used_mib_mean,used_mib_most\n' >"$KEPT/nodes.csv"
  printf 'front,asked,failed,late,longest_gap_s,p50_ms,p99_ms,slowest_ms,reloads\n' >"$KEPT/cut.csv"
  printf 'front,clients,second,node,cpu_percent_of_a_core,used_mib,free_mib\n' >"$KEPT/nodes-over-time.csv"
  printf 'front,clients,second,node,answered\n' >"$KEPT/requests-over-time.csv"
}

# load_row FOLDER FRONT CLIENTS BEGIN MACHINE-CPU LOAD-AVERAGE: of the requests that ended after the warm-up. The times are
# those of good answers, by nginx's log: wrk counts the failed as well, and who fails at once would look quick.
load_row() {
  local folder=$1 front=$2 from=$(($4 + WARM_SECONDS * 1000)) good failed
  good=$(in_time "$folder" "$from" | awk '$2 == 200 && $4 != "-"' | wc -l)
  failed=$(in_time "$folder" "$from" | awk '$2 != 200 || $4 == "-"' | wc -l)
  printf '%s,%d,%s,%s,%d,%s,%d,%s,%s\n' "$front" "$3" \
    "$(awk -v good="$good" -v failed="$failed" -v seconds="$seconds" \
      'BEGIN { printf "%.1f,%.2f", good / seconds, good + failed ? 100 * failed / (good + failed) : 100 }')" \
    "$(in_time "$folder" "$from" | awk '$2 == 200 && $4 != "-" { print $3 }' | times)" \
    "$(grep -c ' 137$' "$folder/ended.log")" "$(reloads "$folder" "$4")" "$5" "$6" \
    "$(awk '$1 == "wrk" { for (i = 2; i <= NF; i++) { split($i, part, "="); value[part[1]] = part[2] }
        printf "%d,%s,%s,%s,%s,%s", value["connect"] + value["read"] + value["write"] + value["timeout"],
          value["mean"], value["p50"], value["p95"], value["p99"], value["max"] }' "$folder/wrk.txt")"
}

in_time() { awk -v from="$2" -v to=$(($2 + seconds * 1000)) '$1 >= from && $1 < to' "$1/requests.log"; }

# "MEAN,P50,P95,P99,MAX" of a number a line.
times() {
  sort -n | awk '{ value[NR] = $1; sum += $1 }
    function rank(share) { return int(share * NR) + (share * NR > int(share * NR)) }
    END { if (NR) printf "%.0f,%d,%d,%d,%d", sum / NR, value[rank(0.5)], value[rank(0.95)], value[rank(0.99)], value[NR]
      else printf "-,-,-,-,-" }'
}

# reloads FOLDER SINCE-MILLIS: plans that Mandor gave to nginx meanwhile; nobody else reloads it.
reloads() {
  [[ -e $1/manager.log ]] || {
    printf 0
    return
  }
  awk -v stamp="$(date -d "@$(($2 / 1000))" '+%F %T')" '/applied to nginx/ && $1 " " $2 >= stamp { count++ } END { printf "%d", count }' \
    "$1/manager.log"
}

# node_rows FOLDER FRONT CLIENTS BEGIN
node_rows() {
  awk -v front="$2" -v clients="$3" -v from=$(($4 + WARM_SECONDS * 1000)) -v to=$(($4 + (WARM_SECONDS + seconds) * 1000)) '
    $1 < from || $1 > to { next }
    !($2 in first) { order[++nodes] = $2; first[$2] = $1; cpu[$2] = $3 }
    { last[$2] = $1; spent[$2] = $3 - cpu[$2]; sum[$2] += $4; count[$2]++; if ($4 > most[$2]) most[$2] = $4 }
    END {
      for (i = 1; i <= nodes; i++) {
        node = order[i]
        printf "%s,%d,%s,%.1f,%.0f,%d\n", front, clients, node,
          (last[node] > first[node] ? spent[node] / (last[node] - first[node]) / 10 : 0), sum[node] / count[node], most[node]
      }
    }' "$1/samples.log"
}

# timelines FOLDER FRONT CLIENTS BEGIN: by the second, from the beginning of the warm-up. nginx's log calls a request 499 whose client
# went away: wrk at its end, and clients that lost their patience during a cut, which say so themselves.
timelines() {
  local lost=/dev/null
  if [[ -e $1/clients.txt ]]; then
    lost=$WORK/lost
    awk '$1 > 1e9 && !($2 == 200 && $5 ~ /^HOST:worker/) { print $1, $2, $3, "lost" }' "$1/clients.txt" >"$lost"
  fi
  awk -v front="$2" -v clients="$3" -v begin="$4" '
    $2 in before { printf "%s,%s,%.1f,%s,%.1f,%d,%s\n", front, clients, ($1 - begin) / 1000, $2,
      ($3 - spent[$2]) / ($1 - before[$2]) / 10, $4, $5 }
    { before[$2] = $1; spent[$2] = $3 }' "$1/samples.log" >>"$KEPT/nodes-over-time.csv"
  awk -v front="$2" -v clients="$3" -v begin="$4" -v nodes="${NODES[*]} none" '
    { second = int(($1 - begin) / 1000); if (second > last) last = second }
    $2 == 200 && $4 != "-" { answered[second, $4]++; next }
    $4 == "lost" || ($2 != 499 && clients != "cut") { answered[second, "none"]++ }
    END {
      count = split(nodes, name, " ")
      for (i = 0; i < last; i++) for (j = 1; j <= count; j++) printf "%s,%s,%d,%s,%d\n", front, clients, i, name[j], answered[i, name[j]]
    }' "$1/requests.log" "$lost" >>"$KEPT/requests-over-time.csv"
}

# cut_row FOLDER FRONT CUT-MILLIS: what the clients saw from the cut on. Failed: no full answer of a worker within the load's
# 5 s; late: a good answer, but not within $PATIENCE_MILLIS.
cut_row() {
  local after
  after=$(awk -v cut="$3" '$1 >= cut { printf "%.0f %d %.1f\n", $1 + $3, $2 == 200 && $5 ~ /^HOST:worker/, $3 }' "$1/clients.txt" | sort -n)
  printf '%s,%s,%s,%d\n' "$2" \
    "$(awk -v cut="$3" -v patience="$PATIENCE_MILLIS" 'BEGIN { last = cut }
      !$2 { failed++ } $2 && $3 > patience { late++ }
      $2 { if ($1 - last > gap) gap = $1 - last; last = $1 }
      END { printf "%d,%d,%d,%.1f", NR, failed, late, gap / 1000 }' <<<"$after")" \
    "$(awk '$2 { print $3 }' <<<"$after" | times | cut -d , -f 2,4,5)" "$(reloads "$1" "$3")"
}

# ------------------------------------------------------------------------------------------------------------- tables

report() {
  {
    load_table
    node_table 'CPU of each node, percent of a core' 4
    node_table 'Memory used on each node, MiB: mean (most)' 5
    ! ((cut_seconds)) || cut_table
    legend
  } | tee -a "$RESULT"
  charts
  page >"$KEPT/index.html"
  say "page and charts: ${KEPT#"$PROJECT"/}/index.html"
}

load_table() {
  printf '\n**Throughput and response time** (memory %s MiB, %d %% of a core a node; %d MiB for 1 s and %s ms of CPU a request)\n\n' \
    "$(joined "${memory[@]}" | tr , /)" "$NODE_CPU_PERCENT" "$REQUEST_MIB" "$(decimal "$REQUEST_CPU_MICROS")"
  printf '| clients | front | answered/s | to round robin | failed | broken | mean | p50 | p95 | p99 | max | p99 to round robin | %s |\n' \
    'OOM kills | reloads | machine CPU | load before'
  printf '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n'
  local count front
  for count in "${clients[@]}"; do
    for front in "${fronts[@]}"; do
      awk -F , -v front="$front" -v count="$count" -v peer="$PEER" -v label="${LABEL[$front]}" \
        -v cpu="$CALM_PERCENT" -v load="$CALM_LOAD" '
        function unit(value) { return value == "-" ? "-" : value " ms" }
        function ratio(value, to) { return value != "-" && to + 0 ? sprintf("%.2f", value / to) : "-" }
        $2 != count { next }
        $1 == peer { good = $3; p99 = $8 }
        $1 == front { split($0, my, ",") }
        END {
          printf "| %d | %s | %s | %s | %s %% | %d | %s | %s | %s | %s | %s | %s | %d | %d | %d %%%s | %s%s |\n", count, label,
            my[3], ratio(my[3], good), my[4], my[14], unit(my[5]), unit(my[6]), unit(my[7]), unit(my[8]),
            unit(my[9]), ratio(my[8], p99), my[10], my[11], my[12], (my[12] > cpu ? " (!)" : ""), my[13], (my[13] > load ? " (!)" : "")
        }' "$KEPT/load.csv"
    done
  done
  if awk -F , -v cpu="$CALM_PERCENT" -v load="$CALM_LOAD" 'NR > 1 && ($12 > cpu || $13 > load) { found = 1 } END { exit !found }' \
    "$KEPT/load.csv"; then
    printf '\n(!) This machine was busier than %d %%, or its load before was more than %d: it, too, has a part in the figure.\n' \
      "$CALM_PERCENT" "$CALM_LOAD"
  fi
}

decimal() { awk -v micros="$1" 'BEGIN { printf "%g", micros / 1000 }'; }

# node_table HEADLINE COLUMN: as tables of the thesis have it, a node a row; the fronts side by side.
node_table() {
  local headline=$1 column=$2 count node front
  printf '\n**%s**\n\n| clients | node |' "$headline"
  for front in "${fronts[@]}"; do printf ' %s |' "${LABEL[$front]}"; done
  printf '\n| --- | --- |'
  for front in "${fronts[@]}"; do printf ' --- |'; done
  printf '\n'
  for count in "${clients[@]}"; do
    for node in "${NODES[@]}" manager mandor; do
      printf '| %d | %s |' "$count" "${node/mandor/of it Mandor}"
      for front in "${fronts[@]}"; do
        awk -F , -v front="$front" -v count="$count" -v node="$node" -v column="$column" '
          $1 == front && $2 == count && $3 == node { cell = column == 4 ? $4 : $5 " (" $6 ")"; none = node == "mandor" && $6 == 0 }
          END { printf " %s |", cell == "" || none ? "-" : cell }' "$KEPT/nodes.csv"
      done
      printf '\n'
    done
  done
}

cut_table() {
  local front third=$((cut_seconds / 3))
  printf '\n**The link of %s is cut after %d s and comes back after %d s** (%d requests/s of 20 ms; from the cut on)\n\n' \
    "$CUT_NODE" "$third" $((2 * third)) "$CUT_RATE"
  printf '| front | failed | later than %d s | longest time without an answer | p50 | p99 | slowest | reloads |\n' $((PATIENCE_MILLIS / 1000))
  printf '| --- | --- | --- | --- | --- | --- | --- | --- |\n'
  for front in "${cut_fronts[@]}"; do
    awk -F , -v front="$front" -v label="${LABEL[$front]}" '
      $1 == front { printf "| %s | %d of %d | %d | %s s | %s ms | %s ms | %s ms | %d |\n", label, $3, $2, $4, $5, $6, $7, $8, $9 }' \
      "$KEPT/cut.csv"
  done
}

legend() {
  cat <<'TEXT'

All fronts are the Swarm's own nginx, which Debian's wrk asks over connections that are kept; each client asks again at once, so that
clients = answers a second x response time. Times are those of good answers, from nginx's log; what wrk itself saw is in load.csv.
Failed: any other answer than the memory-bound service's own, Mandor's fallback included. Broken: connections that ended without an
answer; a reload of nginx closes those that are kept, and some just as the next request is on its way, which wrk does not repeat as a
browser would. These and the OOM kills count the warm-up too. Nodes, nginx, Mandor and clients share this one machine, whose CPU, and
load average before the step, stand at the end of a row.

- one node alone: nginx with worker3 as its only server
- nginx round robin: an upstream of the three nodes with nothing else said: connect timeout 60 s, max_fails=1 fail_timeout=10s
- tuned: with what Mandor writes too: a zone, connect timeout 100 ms, on to the next node also after a 502, 503 or 504
- Mandor: tolerance 30 s, checks every 3 s, heartbeats every 5 s, all else at its defaults too

CPU of a node is that of its web service, containers, Docker daemons and Mandor; memory of a worker what its agent reads, of the
manager node that of its containers and Mandor, without the Docker daemons.
TEXT
}

# ------------------------------------------------------------------------------------------------------------- charts

STYLE="set terminal svg size WIDTH,HEIGHT font 'sans-serif,13' background 'white' noenhanced
set border 3 lc rgb '#5b6570'
set tics nomirror textcolor rgb '#5b6570'
set grid ytics lc rgb '#d8dde3'
set datafile separator ','"

# plot FILE WIDTH HEIGHT: gnuplot's words come from standard input.
plot() {
  {
    printf '%s\n' "$STYLE" | sed "s/WIDTH/$2/; s/HEIGHT/$3/"
    printf "set output '%s'\n" "$KEPT/$1"
    cat
  } | gnuplot
}

charts() {
  bars throughput.svg 'answered a second' 3
  bars response-mean.svg 'mean response time, ms' 5
  bars response-p95.svg 'response time, 95th percentile, ms' 7
  bars response-p99.svg 'response time, 99th percentile, ms' 8
  bars failed.svg 'failed, percent' 4
  bars kills.svg 'out-of-memory kills' 10
  grid cpu-over-time.svg 'CPU, % of a core' nodes-over-time.csv 5 "${NODES[@]}" manager
  grid free-memory-over-time.svg 'free memory, MiB' nodes-over-time.csv 7 "${NODES[@]}"
  grid requests-over-time.svg 'answered/s' requests-over-time.csv 5 "${NODES[@]}" none
  summary
  ! ((cut_seconds)) || cut_chart
}

# key HEIGHT NAME...: what the colours mean, in one row at that height of the picture. gnuplot's own belongs to one panel and
# lies on it.
key() {
  local height=$1 name index=0
  shift
  printf 'unset key\n'
  for name in "$@"; do
    printf "set label '\u25a0 %s' at screen %s,%s textcolor rgb '%s'\n" "${LABEL[$name]:-${name/none/failed}}" \
      "$(awk -v index_of="$index" -v count="$#" 'BEGIN { printf "%.3f", 0.06 + 0.94 * index_of / count }')" "$height" "${COLOUR[$name]}"
    index=$((index + 1))
  done
}

# cluster COLUMN: gnuplot's words for bars by the number of clients, a colour a front.
cluster() {
  local column=$1 index=0 front width
  width=$(awk -v fronts="${#fronts[@]}" 'BEGIN { printf "%.3f", 0.8 / fronts }')
  printf 'set style fill solid 1 noborder\nset boxwidth %s\nset xrange [-0.6:%s]\nset yrange [0:*]\nset xtics scale 0 (' \
    "$width" "$((${#clients[@]} - 1)).6"
  for ((index = 0; index < ${#clients[@]}; index++)); do
    ((index == 0)) || printf ', '
    printf "'%d clients' %d" "${clients[index]}" "$index"
  done
  printf ')\nplot '
  index=0
  for front in "${fronts[@]}"; do
    awk -F , -v front="$front" -v column="$column" -v clients="${clients[*]}" -v width="$width" -v index_of_front="$index" \
      -v fronts="${#fronts[@]}" '
      BEGIN { count = split(clients, at, " "); for (i = 1; i <= count; i++) place[at[i]] = i - 1 }
      $1 == front { printf "%.3f,%s\n", place[$2] + (index_of_front - (fronts - 1) / 2) * width, $column == "-" ? 0 : $column }
    ' "$KEPT/load.csv" >"$WORK/bars-$column-$front"
    ((index == 0)) || printf ', '
    printf "'%s' with boxes lc rgb '%s' title '%s'" "$WORK/bars-$column-$front" "${COLOUR[$front]}" "${LABEL[$front]}"
    index=$((index + 1))
  done
  printf '\n'
}

# bars FILE LABEL COLUMN: no chart of nothing.
bars() {
  awk -F , -v column="$3" 'NR > 1 && $column > 0 { found = 1 } END { exit !found }' "$KEPT/load.csv" || return 0
  {
    printf "set key outside bottom center horizontal\nset ylabel '%s'\n" "$2"
    cluster "$3"
  } | plot "$1" 760 380
}

# The one for a reader in a hurry.
summary() {
  {
    key 0.035 "${fronts[@]}"
    printf 'set multiplot layout 1,2\nset bmargin 4\nset title "answered a second"\n'
    cluster 3
    printf 'unset label\nset title "response time, 99th percentile, ms"\n'
    cluster 8
  } | plot summary.svg 900 360
}

# grid FILE LABEL CSV COLUMN NODE...: over time, a panel for each number of clients and front.
grid() {
  local file=$1 label=$2 csv=$3 column=$4 count front
  shift 4
  {
    key 0.985 "$@"
    printf 'set multiplot layout %d,%d title " "\nset yrange [0:%s]\nset xrange [0:%d]\n' "${#clients[@]}" "${#fronts[@]}" \
      "$(highest "$csv" "$column" "$@")" $((WARM_SECONDS + seconds))
    for count in "${clients[@]}"; do
      for front in "${fronts[@]}"; do
        printf "set title '%s, %d clients' font ',11'\n" "${LABEL[$front]}" "$count"
        [[ $front == "${fronts[0]}" ]] && printf "set ylabel '%s'\n" "$label" || printf 'unset ylabel\n'
        if [[ $csv == requests-* ]]; then areas "$front" "$count"; else lines "$csv" "$column" "$front" "$count" "$@"; fi
        printf 'unset label\n'
      done
    done
  } | plot "$file" $((300 * ${#fronts[@]} + 20)) $((230 * ${#clients[@]} + 20))
}

# highest CSV COLUMN NODE...: of all panels, so that they can be compared. Requests stand one on the other.
highest() {
  local csv=$1 column=$2
  shift 2
  awk -F , -v column="$column" -v nodes="$*" -v stacked="$([[ $csv != requests-* ]] || printf 1)" '
    BEGIN { count = split(nodes, name, " "); for (i = 1; i <= count; i++) wanted[name[i]] }
    NR == 1 || $2 == "cut" || !($4 in wanted) { next }
    { place = stacked ? $1 "," $2 "," $3 : NR; sum[place] += $column; if (sum[place] > most) most = sum[place] }
    END { printf "%.0f", 1.05 * most + 1 }' "$KEPT/$csv"
}

# lines CSV COLUMN FRONT CLIENTS NODE...
lines() {
  local csv=$1 column=$2 front=$3 count=$4 node file words=()
  shift 4
  for node in "$@"; do
    file=$WORK/line-$column-$front-$count-$node
    awk -F , -v front="$front" -v count="$count" -v node="$node" -v column="$column" '
      $1 == front && $2 == count && $4 == node { printf "%s,%s\n", $3, $column }' "$KEPT/$csv" >"$file"
    words+=("'$file' with lines lw 1.5 lc rgb '${COLOUR[$node]}'")
  done
  printf 'plot %s\n' "$(joined "${words[@]}")"
}

# areas FRONT CLIENTS: requests by server, one on the other.
areas() {
  local file=$WORK/area-$1-$2 names=("${NODES[@]}" none) index words=()
  awk -F , -v front="$1" -v count="$2" -v nodes="${names[*]}" '
    $1 == front && $2 == count { value[$3, $4] = $5; if ($3 > last) last = $3 }
    END {
      nodes_count = split(nodes, name, " ")
      for (i = 0; i <= last; i++) {
        line = i; sum = 0
        for (j = 1; j <= nodes_count; j++) { sum += value[i, name[j]]; line = line "," sum }
        print line
      }
    }' "$KEPT/requests-over-time.csv" >"$file"
  for ((index = ${#names[@]}; index > 0; index--)); do
    words+=("'$file' using 1:$((index + 1)) with filledcurves x1 fs solid 1 noborder lc rgb '${COLOUR[${names[index - 1]}]}'")
  done
  printf 'plot %s\n' "$(joined "${words[@]}")"
}

cut_chart() {
  local front third=$((cut_seconds / 3))
  {
    key 0.985 "${NODES[@]}" none
    printf 'set multiplot layout %d,1 title " "\nset yrange [0:*]\nset xrange [0:%d]\nset ylabel "requests/s"\n' \
      "${#cut_fronts[@]}" $((third * 3))
    printf 'set arrow 1 from %d,graph 0 to %d,graph 1 nohead front dt 2\n' "$third" "$third"
    printf 'set arrow 2 from %d,graph 0 to %d,graph 1 nohead front dt 2\n' $((2 * third)) $((2 * third))
    for front in "${cut_fronts[@]}"; do
      printf "set title '%s: the link of %s is cut from %d to %d s'\n" "${LABEL[$front]}" "$CUT_NODE" "$third" $((third * 2))
      areas "$front" cut
      printf 'unset label\n'
    done
  } | plot cut.svg 900 $((200 * ${#cut_fronts[@]} + 20))
}

# --------------------------------------------------------------------------------------------------------------- page

# One file that needs nothing else, but for the links to the pages of requests beside it.
page() {
  local chart folder
  cat <<'HTML'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mandor: a load test</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:1240px;margin:0 auto;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .3rem}.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid #d8dde3;text-align:right;white-space:nowrap}
:is(th,td):nth-child(-n+2){text-align:left}img{max-width:100%;height:auto}
</style>
</head>
<body>
<h1>A load test, with and without Mandor</h1>
HTML
  markup <"$RESULT"
  for chart in throughput response-mean response-p95 response-p99 failed kills cut cpu-over-time free-memory-over-time \
    requests-over-time; do
    [[ -e $KEPT/$chart.svg ]] || continue
    printf '<h2>%s</h2>\n<img alt="chart: the figures are in the CSV files" src="data:image/svg+xml;base64,%s">\n' \
      "$(title_of "$chart")" "$(base64 -w 0 "$KEPT/$chart.svg")"
  done
  printf '<h2>Requests of each run</h2>\n<p>Pages of <code>manager report</code>, from nginx'\''s log:</p>\n<ul>\n'
  for folder in "$KEPT"/*/; do
    folder=$(basename "$folder")
    printf '<li><a href="%s/requests.html">%s</a></li>\n' "$folder" "$folder"
  done
  printf '</ul>\n</body>\n</html>\n'
}

title_of() {
  case $1 in
    throughput) printf 'Throughput' ;;
    response-mean) printf 'Response time, mean' ;;
    response-p95) printf 'Response time, 95th percentile' ;;
    response-p99) printf 'Response time, 99th percentile' ;;
    failed) printf 'Failed requests' ;;
    kills) printf 'Services killed for want of memory' ;;
    cut) printf 'Requests of each server while a link is cut' ;;
    cpu-over-time) printf 'CPU of each node' ;;
    free-memory-over-time) printf 'Free memory of each node' ;;
    requests-over-time) printf 'Requests of each server' ;;
  esac
}

# The little Markdown of the tables above as HTML.
markup() {
  awk '
    function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text); return text }
    function close_to(next_kind) {
      if (kind != next_kind && kind != "") print kind == "table" ? "</table></div>" : kind == "list" ? "</ul>" : "</p>"
      if (kind != next_kind && next_kind != "")
        print next_kind == "table" ? "<div class=\"wide\"><table>" : next_kind == "list" ? "<ul>" : "<p>"
      kind = next_kind
    }
    /^$/ { close_to(""); next }
    /^\*\*/ { close_to(""); sub(/^\*\*/, ""); split($0, part, /\*\*/); print "<h2>" escaped(part[1]) "</h2>"
      if (part[2] != "") print "<p>" escaped(part[2]) "</p>"; heading = 1; next }
    /^\| ---/ { next }
    /^\|/ {
      close_to("table"); tag = heading ? "th" : "td"; heading = 0
      count = split($0, cell, / *\| */); row = "<tr>"
      for (i = 2; i < count; i++) row = row "<" tag ">" escaped(cell[i]) "</" tag ">"
      print row "</tr>"; next
    }
    /^- / { close_to("list"); print "<li>" escaped(substr($0, 3)); next }
    { if (kind != "list") close_to("text"); print escaped($0) }
    END { close_to("") }'
}

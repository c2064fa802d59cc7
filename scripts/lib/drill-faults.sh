# shellcheck shell=bash
# The fire drill's faults, a row each. Sourced by scripts/fire-drill after drill-stage.sh.
#
#   row NAME WHAT NAMED HELPS    NAMED: what is said of this fault and of no other; HELPS: the remedy; both regular expressions
#   plant_NAME, mend_NAME        mend_NAME does what HELPS says, and may be run without a plant_NAME before it
ROWS=()
declare -A WHAT=() NAMED=() HELPS=() HEALS=()

row() {
  ROWS+=("$1")
  WHAT[$1]=$2
  NAMED[$1]=$3
  HELPS[$1]=$4
}

# ------------------------------------------------------------------------------------------------- nginx and its folder

CONF=/etc/nginx/conf.d

row file-deleted "nginx's file deleted in the container, and reloaded" \
  "has lost its configuration|its file is gone|nginx (runs|has) (no|none of|another|not the)|does not run .*(plan|file|configuration)|loadbalancer\.conf (is|was) (gone|missing|deleted|not there)" \
  "put back|writes it again|again|restart"
HEALS[file-deleted]=yes
plant_file_deleted() { in_nginx sh -c "rm $CONF/loadbalancer.conf && nginx -s reload"; }
mend_file_deleted() { :; }

row other-site "another site in conf.d takes the clients' host name" \
  "aaa\.conf|(another|other) (site|server|program).*$HOST|$HOST.*(another|other) (site|server)|$HOST.*not .*(by|from) .*(worker|Mandor)" \
  "aaa\.conf|server_name"
plant_other_site() {
  in_nginx sh -c "echo 'server { listen 80; server_name $HOST; return 200 other; }' >$CONF/aaa.conf && nginx -s reload"
}
mend_other_site() { in_nginx sh -c "rm -f $CONF/aaa.conf && nginx -s reload"; }

row own-default-server "an own default_server in conf.d, and then a switch is wanted" "own\.conf" "own\.conf"
plant_own_default_server() {
  in_nginx sh -c "echo 'server { listen 80 default_server; return 200 own; }' >$CONF/own.conf"
  "$LAB" mem worker2 600M
}
mend_own_default_server() {
  in_nginx rm -f $CONF/own.conf
  "$LAB" mem worker2 300M
}

row read-only "nginx's folder read-only, and then a switch is wanted" "read-only file system|cannot be written" "writable|read-only"
plant_read_only() {
  in_mounts_of_nginx mount --bind -o ro $CONF $CONF
  "$LAB" mem worker2 600M
}
mend_read_only() {
  in_mounts_of_nginx umount $CONF
  "$LAB" mem worker2 300M
}
# With its processes: /proc there is theirs, and umount reads it.
in_mounts_of_nginx() { nsenter -t "$(master)" -m -p "$@"; }

row nginx-paused "nginx's container paused" "paused" "docker unpause"
plant_nginx_paused() { docker_here pause "$(container)"; }
mend_nginx_paused() { docker_here unpause "$(container)"; }

row nginx-stuck "nginx's master stopped by SIGSTOP, and then a switch is wanted" \
  "master .*(stopped|stuck|not)|(stopped|stuck).*master|took the reload but still runs" "kill -CONT|SIGCONT|master|restart"
plant_nginx_stuck() {
  kill -STOP "$(master)"
  "$LAB" mem worker2 600M
}
mend_nginx_stuck() {
  kill -CONT "$(master)"
  "$LAB" mem worker2 300M
}
master() { docker_here inspect -f '{{.State.Pid}}' "$(container)"; }

row nginx-killed "nginx's container killed; Swarm starts another" "no running container|(new|other|another) (nginx )?container" "docker (service )?ps|applied to nginx"
HEALS[nginx-killed]=yes
plant_nginx_killed() { docker_here kill "$(container)"; }
mend_nginx_killed() { :; }

row nginx-gone "the nginx service scaled to none" "no running container" "docker ps|docker service ps|scale"
plant_nginx_gone() { docker_here service scale -d nginx=0; }
mend_nginx_gone() { docker_here service scale -d nginx=1; }

row second-manager "a second manager that drives the same nginx" "another manager" "stop (it|one|the other)|one of (them|the two)|only one"
plant_second_manager() {
  "$LAB" sh manager "${JVM[@]}" -jar "$MANAGER_JAR" --tolerance 2 --interval 1 --port 9998 --http 127.0.0.1:9796 \
    >"$DIR/second.log" 2>&1 &
  PID["second"]=$!
}
# The other's mark stays in the file until the first manager is told that it may take it over.
mend_second_manager() {
  end_program second
  end_program manager
  start_manager
}

# ------------------------------------------------------------------------------------------------------ workers and web

row node-cut "the serving node unplugged" "worker1 is down|worker1.*no heartbeat" "worker1"
plant_node_cut() { "$LAB" cut worker1; }
mend_node_cut() { "$LAB" heal worker1; }

row agent-killed "the serving node's agent killed" "worker1 is down|worker1.*no heartbeat" "mandor-worker-agent|worker1"
plant_agent_killed() { end_program worker1 KILL; }
mend_agent_killed() { start_agent worker1; }

row backend-dead "the web service of the serving node dead" "worker1.*unhealthy|unhealthy.*worker1" "start (it|the web service)|--health|--backend-port"
plant_backend_dead() { no_web worker1 -I; }
mend_backend_dead() { no_web worker1 -D; }

# NODE -I|-D: before Docker's own rules, from elsewhere and from the node itself.
no_web() {
  "$LAB" sh "$1" iptables -t raw "$2" PREROUTING -p tcp -d "$(web_address "$1")" --dport 8080 -j DROP
  "$LAB" sh "$1" iptables -t raw "$2" OUTPUT -p tcp -d "$(web_address "$1")" --dport 8080 -j DROP
}
web_address() {
  case $1 in
    manager) printf 192.168.56.101 ;;
    *) printf '192.168.56.%d' $((101 + ${1#worker})) ;;
  esac
}

row port-blocked "the serving node's web port closed to the manager node, its heartbeats arrive" \
  "worker1.*(unreachable|cannot be reached|not reachable|cannot connect)|(unreachable|cannot be reached|cannot connect).*(worker1|192\.168\.56\.102:8080)" "firewall|8080"
plant_port_blocked() { port_blocked -I; }
mend_port_blocked() { port_blocked -D; }
port_blocked() { "$LAB" sh worker1 iptables -t raw "$1" PREROUTING -p tcp -s 192.168.56.101 --dport 8080 -j DROP; }

row fallback-dead "no agent left, and nothing answers at the fallback" \
  "fallback.*(does not answer|cannot be reached|unreachable|nothing answers|not reachable|no answer|refused|dead)|nothing answers.*fallback" "fallback|192\.168\.56\.101:8080"
plant_fallback_dead() {
  local node
  no_web manager -I
  for node in "${WORKERS[@]}"; do end_program "$node"; done
}
mend_fallback_dead() {
  local node
  no_web manager -D
  for node in "${WORKERS[@]}"; do start_agent "$node"; done
}

row ingress "the web service published through the routing mesh" "ingress|routing mesh" "mode=host"
plant_ingress() { publish_web host ingress; }
mend_ingress() { publish_web ingress host; }
publish_web() {
  docker_here service update -d --no-resolve-image --update-parallelism 0 \
    --publish-rm "mode=$1,published=8080,target=80" --publish-add "mode=$2,published=8080,target=80" web
}

row label-wrong "a label of the web service that cannot be read" "mandor\.port" "docker service update --label-add"
plant_label_wrong() { docker_here service update -d --no-resolve-image --label-add mandor.enable=true --label-add mandor.port=http web; }
mend_label_wrong() { docker_here service update -d --no-resolve-image --label-rm mandor.enable --label-rm mandor.port web; }

row low-memory "next to no memory left on a worker" "worker3 is low on memory|worker3.*below the floor" "worker3"
plant_low_memory() { "$LAB" mem worker3 10M; }
mend_low_memory() { "$LAB" mem worker3 250M; }

# ------------------------------------------------------------------------------------------- heartbeats, keys and clocks

row udp-blocked "UDP port 9999 of the manager node closed" "firewall|UDP (port )?9999" "firewall|UDP|tcpdump"
plant_udp_blocked() { udp_blocked -I; }
mend_udp_blocked() { udp_blocked -D; }
udp_blocked() { "$LAB" sh manager iptables "$1" INPUT -p udp --dport 9999 -j DROP; }

row worker-clock "a worker's clock two minutes ahead" "worker1.*clock|clock.*worker1" "timedatectl|clock.* right|NTP"
plant_worker_clock() {
  end_program worker1 KILL
  mapfile -t AGENT_CLOCK < <(wrong_clock +120s)
  start_agent worker1
  AGENT_CLOCK=()
}
mend_worker_clock() {
  end_program worker1 KILL
  start_agent worker1
}

row manager-clock "the manager's clock 90 s ahead" "(manager's|our|own|this machine's|this node's) (own )?clock" "timedatectl|clock.* right|NTP"
plant_manager_clock() {
  end_program manager
  mapfile -t MANAGER_CLOCK < <(wrong_clock +90s)
  start_manager
  MANAGER_CLOCK=()
}
mend_manager_clock() {
  end_program manager
  start_manager
}

row wrong-key "a worker with another key than the manager's" "(worker1|192\.168\.56\.102).*(signature|signed|key)|(signature|signed|key).*(worker1|192\.168\.56\.102)" "--key-file|same key|manager\.keys|key file"
plant_wrong_key() {
  end_program worker1 KILL
  (umask 077 && sed 's/[^ ]*$/'"$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')"'/' "$WORK/worker1.key" >"$DIR/wrong.key")
  start_agent worker1 --key-file "$DIR/wrong.key"
}
mend_wrong_key() {
  end_program worker1 KILL
  start_agent worker1
}

row key-file "the manager's key file readable by everybody" "key file" "chmod|nobody else|mode"
plant_key_file() { chmod 644 "$WORK/manager.keys"; }
mend_key_file() { chmod 600 "$WORK/manager.keys"; }

row two-of-one-name "two agents of one name" "two machines report as worker1|name conflict.*worker1|worker1.*name conflict" "name of its own|--name"
plant_two_of_one_name() { start_program twin worker2 --name worker1 --key-file "$WORK/worker1.key"; }
mend_two_of_one_name() { end_program twin; }

# ------------------------------------------------------------------------------------------------ the manager's machine

row engine-stopped "dockerd of the manager node stopped by SIGSTOP, and then a switch is wanted" \
  "(dockerd|docker engine|docker).*(hangs|does not answer|no answer|stopped)" "kill -CONT|SIGCONT|restart docker"
plant_engine_stopped() {
  kill -STOP "$(cat "$RUN/manager/docker.pid")"
  "$LAB" mem worker2 600M
}
mend_engine_stopped() {
  kill -CONT "$(cat "$RUN/manager/docker.pid")"
  "$LAB" mem worker2 300M
}

row udp-port-taken "the manager started anew while another program has UDP port 9999" \
  "9999.*(taken|in use|another program|another process|has it)" "--port|another program|ss -"
plant_udp_port_taken() { taken Proto=\>udp,LocalPort=\>9999; }
mend_udp_port_taken() { no_longer_taken; }

row http-port-taken "the manager started anew while another program has TCP port 9797" "9797.*(taken|in use|another program|has it)" "--http"
plant_http_port_taken() { taken LocalPort=\>9797,LocalAddr=\>\"127.0.0.1\",Listen=\>5,ReuseAddr=\>1; }
mend_http_port_taken() { no_longer_taken; }

# perl-base is on every Debian machine.
taken() {
  end_program manager
  "$LAB" sh manager perl -MIO::Socket::INET -e "\$s = IO::Socket::INET->new($1) or die \$@; sleep 300" &
  PID[taker]=$!
  sleep 1
  start_manager
}
no_longer_taken() {
  end_program taker
  end_program manager
  start_manager
}

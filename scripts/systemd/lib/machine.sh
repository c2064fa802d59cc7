# shellcheck shell=bash
# A throwaway machine whose PID 1 is this computer's own systemd: new namespaces of every kind but users, with this
# computer's files beneath an overlay in memory. What is written stays in the overlay. Nothing is downloaded, and
# systemd-nspawn is not needed. Source it after `set -euo pipefail` and ../../lib/common.sh.
#
#   machine_start     boots it and returns when systemd is up; dies with a sentence where that cannot be had
#   inside COMMAND... runs COMMAND in it, as root
#   machine_stop      ends all its processes; mounts and files go with the last of them
#
# Its processes end with this shell, however that ends: the kernel sees to it (PR_SET_PDEATHSIG). All that a SIGKILL of this
# shell would leave are empty control groups.
MACHINE_INIT=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/machine-init
MACHINE_GROUP=mandor-machine-$$
machine_pid='' # the outer process, unshare
machine_one='' # its child, PID 1 within

# On cgroup v2 this is one mount, on v1 one for each controller.
cgroup_mounts() { findmnt --noheadings --raw --types cgroup,cgroup2 --output TARGET; }

machine_start() {
  machine_log=$(mktemp)
  enter_group_and_boot >"$machine_log" 2>&1 </dev/null &
  machine_pid=$!
  if ! await 30 machine_is_up; then
    sed 's/^/    /' "$machine_log" >&2
    machine_stop
    die 1 "no systemd came up in namespaces of its own: root in a privileged container or a virtual machine is needed"
  fi
}

# The cgroup namespace begins at the group its first process is in.
enter_group_and_boot() {
  local mount group
  for mount in $(cgroup_mounts); do
    group=$mount/$MACHINE_GROUP
    mkdir "$group"
    if [[ -e $mount/cpuset.cpus ]]; then # v1: a new cpuset is empty, and takes nobody
      cat "$mount/cpuset.cpus" >"$group/cpuset.cpus"
      cat "$mount/cpuset.mems" >"$group/cpuset.mems"
    fi
    echo "$BASHPID" >"$group/cgroup.procs"
  done
  exec setpriv --pdeathsig KILL \
    unshare --kill-child=KILL --mount --propagation private --pid --uts --ipc --net --cgroup "$MACHINE_INIT"
}

# Before it becomes systemd, the child that is found may be any of the shell's.
machine_is_up() {
  machine_one=$(pgrep -P "$machine_pid" -x systemd) || return
  inside systemctl is-system-running 2>/dev/null | grep -Eq '^(running|degraded)$'
}

# The caller's terminal and environment are not the machine's.
inside() {
  nsenter --target "$machine_one" --mount --uts --ipc --net --pid --cgroup --root \
    env -i -C / PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 SYSTEMD_PAGER= "$@" </dev/null
}

machine_stop() {
  [[ -n $machine_pid ]] || return 0
  kill -KILL "$machine_pid" 2>/dev/null || true
  wait "$machine_pid" 2>/dev/null || true
  await 10 machine_groups_removed || say "  control groups named $MACHINE_GROUP could not be removed"
  rm -f "$machine_log"
  machine_pid='' machine_one=''
}

# A group can be removed once its last process has been reaped.
machine_groups_removed() {
  local mount left=0
  for mount in $(cgroup_mounts); do
    [[ ! -d $mount/$MACHINE_GROUP ]] || find "$mount/$MACHINE_GROUP" -depth -type d -exec rmdir {} + 2>/dev/null || left=1
  done
  return "$left"
}

# shellcheck shell=sh
# A cluster of Slurm on this machine, for as long as a test runs: two nodes, n1
# and n2, below a directory, with ports of their own, so that a cluster which is
# here already is not touched.
#
#   slurm_start DIR     starts it; 1 if it does not come up, and logs are in DIR
#   slurm_stop          ends what was started
#
# The nodes share the processors of this machine, which does for tests: what
# matters is who is told what. Everything runs as the user who calls this.

export PATH="$PATH:/usr/sbin:/sbin"

slurm_configure() {
	host=$(hostname -s)
	port=$((20000 + $$ % 20000))
	cat >"$slurm/slurm.conf" <<-END
		ClusterName=tgather
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$port
		SlurmUser=$(id -un)
		SlurmdUser=$(id -un)
		AuthType=auth/munge
		AuthInfo=socket=$slurm/munge/socket
		CryptoType=crypto/munge
		StateSaveLocation=$slurm/state
		SlurmdSpoolDir=$slurm/spool.%n
		SlurmctldPidFile=$slurm/slurmctld.pid
		SlurmdPidFile=$slurm/slurmd.%n.pid
		SlurmctldLogFile=$slurm/slurmctld.log
		SlurmdLogFile=$slurm/slurmd.%n.log
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		JobAcctGatherType=jobacct_gather/none
		MpiDefault=none
		SwitchType=switch/none
		SelectType=select/cons_res
		SelectTypeParameters=CR_CPU
		SchedulerParameters=sched_interval=1,batch_sched_delay=0
		SlurmdParameters=config_overrides
		ReturnToService=2
		KillWait=2
		NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=4
		NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=4
		PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
	END
	# a slurmd is not confined by control groups, nor does it look for them
	echo 'CgroupAutomount=no' >"$slurm/cgroup.conf"
}

# Start a daemon that stays in the foreground, and remember it.
slurm_daemon() {
	log=$slurm/${1##*/}.${3-}.out
	"$@" >"$log" 2>&1 &
	slurm_daemons="$! $slurm_daemons"
}

# Wait until a command succeeds, 30 seconds at most.
slurm_await() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || return
		sleep 0.1
	done
}

slurm_is_idle() {
	[ "$(sinfo -h -N -o %T | sort -u)" = idle ]
}

slurm_start() {
	slurm=$1 slurm_daemons=
	mkdir -p "$slurm/munge" "$slurm/state" "$slurm/spool.n1" "$slurm/spool.n2"
	chmod 755 "$slurm" "$slurm/munge"
	head -c 1024 /dev/urandom >"$slurm/munge/key"
	chmod 600 "$slurm/munge/key"
	slurm_configure
	export SLURM_CONF="$slurm/slurm.conf"
	slurm_daemon munged --foreground --force --key-file="$slurm/munge/key" \
		--socket="$slurm/munge/socket" --pid-file="$slurm/munge/pid" \
		--log-file="$slurm/munge/log" --seed-file="$slurm/munge/seed"
	slurm_await munge --socket="$slurm/munge/socket" -n || return
	slurm_daemon slurmctld -D -c
	slurm_daemon slurmd -D -N n1
	slurm_daemon slurmd -D -N n2
	slurm_await slurm_is_idle
}

slurm_is_gone() {
	! kill -0 "$1"
}

# In the order in which they need each other.
slurm_stop() {
	scancel --quiet --user "$(id -un)" 2>/dev/null
	for pid in $slurm_daemons; do
		kill "$pid" 2>/dev/null
		slurm_await slurm_is_gone "$pid" || kill -9 "$pid"
		wait "$pid" 2>/dev/null
	done
	slurm_daemons=
}

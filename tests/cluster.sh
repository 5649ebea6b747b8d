#!/bin/sh
# One result by ranks that Slurm starts, on a cluster of two nodes that is made on
# this machine for the purpose and is gone afterwards: `make check-cluster`. What
# the ranks make together is what one process makes, byte for byte.
# shellcheck disable=SC2016,SC2086,SC2317  # scripts for sbatch; words; callbacks
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/ranks.sh
. "${0%/*}/ranks.sh"
# shellcheck source=tests/slurm.sh
. "${0%/*}/slurm.sh"

for program in slurmctld slurmd munged srun sbatch; do
	command -v "$program" >/dev/null && continue
	echo "Bail out! there is no $program: make cluster-deps"
	exit 1
done
trap 'slurm_stop; rm -rf "$work"' EXIT
if ! slurm_start "$work/slurm"; then
	tail -n 5 "$work"/slurm/*.log "$work"/slurm/*.out >&2
	echo 'Bail out! Slurm does not start'
	exit 1
fi
# A program is found on the nodes by its path, as $PATH is handed on.
words="$job -o out.npy $index"

# batch OPTION... <SCRIPT - run a batch script to its end; its status is that of
# the job, and what it printed is in the files *.log
batch() {
	{
		echo '#!/bin/sh'
		cat
	} >job.sh
	timeout 60 sbatch --quiet --wait --output=%j-%a.log "$@" job.sh
}

# Is what the last job printed this, save for help on how to go on?
says() {
	cat -- *.log
	cat -- *.log | grep -qxF "$1" && [ ! -e out.npy ]
}

# --- steps ------------------------------------------------------------------

by_srun() {
	timeout 60 srun --quiet -N 2 -n 4 tgather --shard auto "$@"
}
ok 'srun' sharded by_srun
ok 'srun, out of range' fails_as_one by_srun

who_is_where() {
	timeout 60 srun --quiet -N 2 -n 4 --ntasks-per-node=2 sh -c '
		tgather -v --shard auto "$@" 2>&1 |
		sed -n "s/.*\(rank [0-9] of 4 (Slurm)\):.*/\1/p" |
		sed "s/\$/ on $SLURMD_NODENAME/"' sh $words | sort
}
prints 'srun tells who is who' 'rank 0 of 4 (Slurm) on n1
rank 1 of 4 (Slurm) on n1
rank 2 of 4 (Slurm) on n2
rank 3 of 4 (Slurm) on n2' who_is_where

# srun ends with the highest status; a rank that was killed has one over 128.
one_is_killed() {
	timeout 60 srun --quiet --kill-on-bad-exit=0 -N 2 -n 4 sh -c '
		[ "$SLURM_PROCID" != 2 ] || kill -9 $$
		exec tgather --shard auto "$@"' sh $words && return 1
	[ ! -e out.npy ] || return
	tgather --shard status -o out.npy >said 2>&1 && return 1
	grep -q '3 of 4 ranks are done; missing: 2' said || return
	by_srun $words && is_as_alone out.npy
}
ok 'srun, one is killed' one_is_killed

by_batch() {
	echo "srun tgather --shard auto $*" | batch -N 2 -n 4
}
ok 'a batch script with srun' sharded by_batch

# --- what is refused --------------------------------------------------------

without_srun() {
	echo "tgather --shard auto $words" | batch -N 2 -n 4
	[ $? = 2 ] && says 'help: let it do so: srun tgather --shard auto ...'
}
ok 'a batch script without srun' without_srun

# sbatch hands on the variables of the step that it is called in.
from_a_step() {
	{
		echo '#!/bin/sh'
		echo "tgather --shard auto $words"
	} >job.sh
	timeout 60 srun --quiet -n 1 \
		sbatch --quiet --wait -n 4 --output=%j.log job.sh
	[ $? = 2 ] && says 'help: let it do so: srun tgather --shard auto ...'
}
ok 'a batch script that a step has handed in' from_a_step

in_salloc() {
	timeout 60 salloc --quiet -n 4 tgather --shard auto $words \
		>salloc.log 2>&1
	[ $? = 2 ] && says 'help: let it do so: srun tgather --shard auto ...'
}
ok 'salloc without srun' in_salloc

# auto_in_array OPTION HELP - auto is refused in each element, with this line
auto_in_array() {
	echo "tgather --shard auto $words" | batch "$1"
	[ $? = 2 ] && says "help: give it: --shard $2"
}
ok 'auto in an array' auto_in_array --array=0-3 '$SLURM_ARRAY_TASK_ID/4'
ok 'auto in an array from 1' auto_in_array --array=1-4 \
	'$((SLURM_ARRAY_TASK_ID - 1))/4, since ranks count from 0 and SLURM_ARRAY_TASK_MIN is 1'
ok 'auto in an element that is run again' auto_in_array --array=2 \
	'$SLURM_ARRAY_TASK_ID/16, where all of it was --array=0-15'
srun_in_array() {
	echo "srun tgather --shard auto $words" | batch -n 1 --array=0-3
	[ $? = 2 ] && says 'help: give it: --shard $SLURM_ARRAY_TASK_ID/4'
}
ok 'srun of one task in an array' srun_in_array

# --- arrays -----------------------------------------------------------------

by_array() {
	echo 'tgather --shard "$SLURM_ARRAY_TASK_ID/4"' "$*" |
		batch -n 1 --array=0-3
}
by_array_from_1() {
	echo 'tgather --shard "$((SLURM_ARRAY_TASK_ID - 1))/4"' "$*" |
		batch -n 1 --array=1-4
}
ok 'an array' sharded by_array
ok 'an array from 1' sharded by_array_from_1

# Elements 1 and 2 fail; which they are is told as --array takes it.
again() {
	echo '[ -e again ] || case $SLURM_ARRAY_TASK_ID in
		[12]) kill -9 $$ ;;
		esac
		exec tgather --shard "$SLURM_ARRAY_TASK_ID/4"' "$words" >array.sh
	batch -n 1 --array=0-3 <array.sh && return 1
	[ ! -e out.npy ] || return
	touch again
	missing=$(tgather --shard status --json -o out.npy 2>/dev/null |
		sed 's/.*"missing":"\([0-9,-]*\)".*/\1/')
	[ "$missing" = 1-2 ] || return
	batch -n 1 --array="$missing" <array.sh && is_as_alone out.npy
}
ok 'elements that are run again' again

# --- the scripts of the manual ----------------------------------------------

# manual_script N - print the N-th of its scripts for sbatch
manual_script() {
	sed -n '/^#!\/bin\/bash/,/^\.Ed/p' "$root/man/tgather.1" |
		sed 's/\\e$/\\/' |
		awk -v n="$1" '/^#!/ { k++ } k == n && !/^\.Ed/'
}

# They ask for more processors than there are; sbatch can say otherwise.
of_the_manual() {
	n=$1
	shift
	{
		npy_header '<i4' False '(300000,)'
		perl -e 'print pack "l<*", 1 .. 300000'
	} >table.npy
	{
		npy_header '<i4' False '(300000,)'
		perl -e 'print pack "l<*", map { 299999 - $_ } 0 .. 299999'
	} >index.npy
	tgather --dim 0 -o one.npy table.npy index.npy || return
	manual_script "$n" >job.sh
	timeout 120 sbatch --quiet --wait --output=%j.log -c 1 "$@" job.sh &&
		cmp one.npy out.npy
}
ok 'the script of the manual' of_the_manual 1 -N 2 -n 8
ok 'the array of the manual' of_the_manual 2
ok 'there are these two' [ -z "$(manual_script 3)" ]

# --- MPI below Slurm --------------------------------------------------------

# The variables of Slurm are then those of the daemons of Open MPI.
by_mpirun() {
	OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
		timeout 60 salloc --quiet -N 2 -n 4 \
		mpirun tgather --shard auto "$@"
}
if command -v mpirun >/dev/null; then
	ok 'mpirun in salloc' sharded by_mpirun
else
	skip 'mpirun in salloc' 'there is no mpirun'
fi
by_pmi2() {
	timeout 60 srun --quiet --mpi=pmi2 -N 2 -n 4 tgather --shard auto "$@"
}
ok 'srun --mpi=pmi2' sharded by_pmi2

finish

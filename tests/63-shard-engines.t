#!/bin/sh
# One result by ranks that real engines start: what they make together is what
# one process makes, byte for byte. An engine that is not installed is skipped,
# but not where .ci/run has installed it.
# shellcheck disable=SC2016,SC2317  # sh -c; functions are called by ranks.sh
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"
# shellcheck source=tests/ranks.sh
. "${0%/*}/ranks.sh"

# has NAME PROGRAM - a case of this name can be tried; if not, all is said
has() {
	command -v "$2" >/dev/null && return
	if [ -n "${TGATHER_CI-}" ]; then
		ok "$1 (there is no $2)" false
	else
		skip "$1" "there is no $2"
	fi
	return 1
}

# --- by hand ----------------------------------------------------------------

# Ranks in an order that is nobody's.
in_turn() {
	for rank in 2 0 4 1 3; do
		tgather --shard "$rank/5" "$@" || return
	done
}
ok 'one after another' sharded in_turn

one_rank() {
	tgather --shard 0/1 "$@"
}
ok 'one alone' sharded one_rank
ok 'one alone, out of range' fails_as_one one_rank

at_once() {
	tgather --shard 0/3 "$@" &
	tgather --shard 1/3 "$@" &
	tgather --shard 2/3 "$@" || return
	wait
}
ok 'at once' sharded at_once

# --- xargs and GNU parallel -------------------------------------------------

by_xargs() {
	seq 0 15 | timeout 100 xargs -P 4 -I{} tgather --shard {}/16 "$@"
}
if has xargs xargs; then
	ok xargs sharded by_xargs
	ok 'xargs, out of range' fails_as_one by_xargs
fi

by_parallel() {
	seq 0 15 | timeout 100 parallel --will-cite -j 4 \
		tgather --shard {}/16 "$@"
}
auto_by_parallel() {
	seq 0 3 | timeout 100 parallel --will-cite -j 4 \
		tgather --shard auto "$@" '# {}' 2>&1 | grep give | sort -u
}
if has 'GNU parallel' parallel; then
	ok 'GNU parallel' sharded by_parallel
	ok 'GNU parallel, out of range' fails_as_one by_parallel
	# shellcheck disable=SC2086 # words
	prints 'GNU parallel, auto' \
		'help: give it: seq 0 15 | parallel tgather --shard {}/16 ...' \
		auto_by_parallel $job -o out.npy "$index"
fi

# --- Open MPI ---------------------------------------------------------------

# It does not serve root, unless it is told twice.
as_four_ranks() {
	OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
		timeout 100 mpirun --oversubscribe -n 4 "$@"
}
by_mpirun() {
	as_four_ranks tgather --shard auto "$@"
}
# The engine ends all ranks when one of them is killed; after that the same line
# once more is enough.
kills_one() {
	as_four_ranks sh -c '[ "$OMPI_COMM_WORLD_RANK" != 2 ] || kill -9 $$
		exec tgather --shard auto "$@"' sh "$@" >said.all 2>&1 &&
		return 1
	[ ! -e out.npy ] || return
	by_mpirun "$@" && is_as_alone out.npy
}
# Each tells its own: the lines come in any order.
tells_who_is_who() {
	by_mpirun -v "$@" 2>&1 | sed -n 's/.*\(rank [0-9] of 4 [^:]*\):.*/\1/p' |
		sort
}
if has 'Open MPI' mpirun; then
	ok 'Open MPI' sharded by_mpirun
	ok 'Open MPI, out of range' fails_as_one by_mpirun
	# shellcheck disable=SC2086 # words
	ok 'Open MPI, one is killed' kills_one $job -o out.npy "$index"
	# shellcheck disable=SC2086
	prints 'Open MPI tells who is who' 'rank 0 of 4 (Open MPI)
rank 1 of 4 (Open MPI)
rank 2 of 4 (Open MPI)
rank 3 of 4 (Open MPI)' tells_who_is_who $job -o out.npy "$index"
fi

finish

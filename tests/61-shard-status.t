#!/bin/sh
# What --shard status tells of ranks, and what --shard clean removes. Which ranks
# are missing was counted by hand; keys are shown as KEY.
# shellcheck disable=SC2016,SC2317    # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# make_ranks I/N... - make these shares of x.json, of an INPUT of three elements
make_ranks() {
	for rank in "$@"; do
		tgather --shard "$rank" -d0 -o "${out-x.json}" '[1,2,3]' \
			"${index-[0,1,2,2,1,0,1,1,2,0,1]}" || return
	done
}

# Keys differ from run to run, and what a file takes from disk to disk.
without_keys() {
	sed 's/job [0-9a-f]\{16\}/job KEY/; s/"key":"[0-9a-f]\{16\}"/"key":"KEY"/
		s/"bytes":[0-9]*/"bytes":N/; s/; [0-9.]* [kM]*B on the disk$//'
}
status() {
	tgather --shard status "$@" >said
	set -- $?
	without_keys <said
	return "$1"
}
left() {
	# shellcheck disable=SC2012 # no name is odd here
	ls -A | sed 's/[0-9a-f]\{16\}\.[0-9a-f]\{16\}/HASH.KEY/' | LC_ALL=C sort
}

# --- status -----------------------------------------------------------------

expect nothing 1 'status -o x.json'
expect nothing-but-file 0 'echo 5 >x.json; status -o x.json'
expect first-of-three 1 'make_ranks 0/3 && status -o x.json'
expect last-of-three 1 'make_ranks 2/3 && status -o x.json'
expect ranges 1 'make_ranks 0/10 5/10 6/10 9/10 && status -o x.json'
expect ranges-json 1 'make_ranks 0/10 5/10 6/10 9/10 &&
	status --json -o x.json'
expect all-but-ends 1 'make_ranks 1/4 2/4 && status -o x.json'
expect complete 0 'make_ranks 0/2 1/2 && status -o x.json'
expect complete-json 0 'make_ranks 0/2 1/2 && status --json -o x.json'
expect replaced 0 'echo 5 >x.json; make_ranks 0/2 1/2 && status -o x.json &&
	cat x.json'
expect not-replaced 1 'echo 5 >x.json; make_ranks 0/2 && status -o x.json
	set -- $?; cat x.json; return $1'
expect two-jobs 1 'make_ranks 0/2; index="[0,1]" make_ranks 0/3 1/3
	status -o x.json >lines; set -- $?; sort lines; return $1'
expect one-complete 1 'make_ranks 0/2; index="[0,1]" make_ranks 0/1
	status -o x.json >lines; set -- $?; sort lines; return $1'
bytes_on_disk() {
	npy_header '<i8' False '(300000,)' >in.npy
	zeros 2400000 >>in.npy
	npy_header '<i4' False '(300000,)' >index.npy
	zeros 1200000 >>index.npy
	tgather --shard 0/2 -d0 -o x.npy in.npy index.npy || return
	tgather --shard status -o x.npy 2>/dev/null |
		sed -n 's/.*missing: 1; 1.[0-9] MB on the disk$/1 MiB and a little/p'
}
prints bytes-on-disk '1 MiB and a little' bytes_on_disk
expect quiet 1 'make_ranks 0/2; status -q -o x.json'
expect quiet-complete 0 'make_ranks 0/1; status -q -o x.json'
expect name-in-npz 1 'out=x.npz:a make_ranks 0/2; status -o x.npz:b'
expect link 1 'mkdir d; ln -s d/y.json x.json; make_ranks 0/2
	status -o x.json; status -o d/y.json; left; cd d && left; status -o y.json'
expect control-character 1 'out="$(printf "a\nb.json")"; make_ranks 0/2
	status -o "$out"'
# After an error in a rank there may be what it would have written to.
no_rank() {
	tgather --shard 1/2 -d0 -o x.npy --dtype int64 '[5,6]' '[0,7]' 2>/dev/null
	status "$@" -o x.npy
}
expect no-rank 1 no_rank
expect no-rank-json 1 'no_rank --json'

# --- clean ------------------------------------------------------------------

clean() {
	tgather --shard clean -o x.json "$@"
}
expect clean-nothing 0 clean
expect clean-ranks 0 'make_ranks 0/3 1/3 && clean && left'
expect quotes 1 'out="a b.json"; make_ranks 0/2; status -o "$out"'
expect clean-complete 0 'make_ranks 0/1 && clean && left'
expect clean-two-jobs 0 'make_ranks 0/2; index="[0,1]" make_ranks 0/3 1/3
	clean && left'
expect clean-not-others 0 'make_ranks 0/2 && out=y.json make_ranks 0/2 &&
	touch .tgather.x && clean && left'
expect clean-quiet 0 'make_ranks 0/2 && clean -q && left'
expect cleaned-begins-anew 1 'make_ranks 0/2 && clean && make_ranks 1/2 &&
	status -o x.json'

# --- where OUT cannot be one ------------------------------------------------

expect status-directory 2 'mkdir x.json; status -o x.json'
expect status-pipe 2 'mkfifo x.json; status -o x.json'
expect clean-device 2 'tgather --shard clean -o /dev/null'
expect status-no-directory 3 'status -o d/x.json'
expect status-in-a-file 3 'echo >d; status -o d/x.json'
expect status-link-to-itself 3 'ln -s x.json x.json
	as_glibc_says status -o x.json'

finish

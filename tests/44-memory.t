#!/bin/sh
# Calls with too little memory, at many limits: each prints exactly what it
# should, or fails with status 3 and prints nothing on standard output.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck disable=SC3045    # ulimit -v is tried before it is used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Sanitizers take more memory than any of these limits.
if ! (ulimit -v 40000 && tgather --version; exit) >/dev/null 2>&1; then
	skip 'not enough memory' 'no use of ulimit -v'
	finish
fi

# The limits to try, in KB. They begin above the least with which the program
# starts, so that its stack, too, can grow to what it needs.
from=1024
until (ulimit -v "$from" && tgather --version; exit) >/dev/null 2>&1; do
	from=$((from + 64))
done
from=$((from + 640)) to=$((from + 3640))

# limited KB COMMAND... - as it is, but with a limit; leaves out and err
limited() {
	limit=$1
	shift
	(ulimit -v "$limit" && exec "$@") >out 2>err
}

# says_memory - is the only message one about memory?
says_memory() {
	grep -q '^tgather: .*not enough memory' err && [ "$(wc -l <err)" = 1 ]
}

# starve COMMAND... - with each limit it succeeds and prints what it should, or
# fails as it should; both must happen
starve() {
	right=0 short=0 kb=$from
	"$@" >whole || return
	while [ "$kb" -lt "$to" ]; do
		limited "$kb" "$@"
		status=$?
		if [ "$status" = 0 ] && cmp -s whole out && [ ! -s err ]; then
			right=$((right + 1))
		elif [ "$status" = 3 ] && [ ! -s out ] && says_memory; then
			short=$((short + 1))
		else
			echo "with $kb KB: status $status"
			cat err out
			return 1
		fi
		kb=$((kb + 28))
	done
	echo "right $right times, not enough memory $short times"
	[ "$right" -gt 0 ] && [ "$short" -gt 0 ]
}

x='[[1,2],[3,4]]' i='[[0,0],[1,0]]'
ok 'memory: --explain' starve tgather --explain=2 -d1 "$x" "$i"
ok 'memory: --explain of a fill value' \
	starve tgather --explain -d0 --fill 9 '[1,2,3]' '[0,7]'
ok 'memory: --explain of strings' \
	starve tgather --explain -d0 '["a","é",null]' '[0,1,1,2]'
ok 'memory: a picture' starve tgather -d1 --output-format svg "$x" "$i"
ok 'memory: --dry-run' starve tgather --dry-run -d1 "$x" "$i"

# What is there stays until the new picture is complete.
replacing() {
	former=0 new=0 kb=$from
	tgather -d1 "$x" "$i" -o whole.svg || return
	while [ "$kb" -lt "$to" ]; do
		echo former >o.svg
		limited "$kb" tgather -d1 "$x" "$i" -o o.svg
		status=$?
		if [ "$status" = 0 ] && cmp -s o.svg whole.svg; then
			new=$((new + 1))
		elif [ "$status" = 3 ] && says_memory &&
			[ "$(cat o.svg)" = former ]; then
			former=$((former + 1))
		else
			echo "with $kb KB: status $status"
			cat err
			return 1
		fi
		[ ! -s out ] && [ "$(echo .* *)" = '. .. err o.svg out whole.svg' ] ||
			return
		kb=$((kb + 28))
	done
	[ "$new" -gt 0 ] && [ "$former" -gt 0 ]
}
ok 'memory: a picture in place of another' replacing

finish

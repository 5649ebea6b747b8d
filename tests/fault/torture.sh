#!/bin/sh
# The long form of the harness: every job by every fault, thousands of kills,
# and fuzzing. `make torture` calls this; in the environment are MAKE, TGATHER,
# FAULT and SHIM, the programs, PARTS, those of the driver, SECONDS_EACH, how
# long each target is fuzzed and the random JSON goes on, and JOBS, how many
# targets at once. Ends with a table, and with 1 if there is a finding. What each
# part says is kept in build/torture/.
cd "${0%/*}/../.." || exit
logs=build/torture
mkdir -p "$logs"
: >"$logs/table"
status=0

# Add a row to the table: PART RUNS OUTCOMES FINDINGS
row() {
	printf '%-14s %12s  %-56s %8s\n' "$1" "$2" "$3" "$4" >>"$logs/table"
	[ "$4" = 0 ] || status=1
}

# Add up the numbers before a word, such as "3 found", in a log.
sum() { # WORD LOG
	grep -oE "[0-9]+ $1" "$2" | awk '{ n += $1 } END { print n + 0 }'
}

# A part of fault.c; its own row says how the runs ended.
fault() { # PART
	echo "--- $1"
	"$FAULT" "$TGATHER" "$SHIM" "$1" >"$logs/$1"
	ended=$?
	grep '^finding: ' "$logs/$1"
	# shellcheck disable=SC2046    # numbers
	set -- "$1" $(awk -v part="${1#all-}" '$1 == part' "$logs/$1")
	if [ $# = 8 ]; then
		row "$2" "$3" "$4 right, $5 refused, $6 ended, $7 not begun" "$8"
	else
		row "$1" - "the driver ended with $ended" 1
	fi
}

# Fuzz all targets, with address and undefined behaviour sanitizers.
fuzz() {
	echo "--- fuzz, $SECONDS_EACH seconds each"
	$MAKE -s fuzz SECONDS="$SECONDS_EACH" JOBS="${JOBS:-$(nproc)}" \
		>"$logs/fuzz" 2>&1
	ended=$?
	grep -E 'executions|^not ok' "$logs/fuzz"
	found=$(sum found "$logs/fuzz")
	[ "$ended" = 0 ] || [ "$found" != 0 ] || found=1
	row fuzz "$(sum executions "$logs/fuzz")" "make ended with $ended" \
		"$found"
}

# Random JSON under the thread sanitizer; all sizes of pieces, three threads.
races() {
	flags='-O1 -g -fsanitize=thread'
	echo "--- random JSON under the thread sanitizer"
	$MAKE -s B=build/tsan HARDEN= CFLAGS="$flags" CXXFLAGS="$flags" \
		build/tsan/json_fuzz &&
		TSAN_OPTIONS=halt_on_error=1:exitcode=99 \
			build/tsan/json_fuzz -t "$SECONDS_EACH" \
			>"$logs/races" 2>&1
	ended=$?
	grep -E '^not ok|WARNING: ThreadSanitizer' "$logs/races"
	found=$(grep -c '^not ok' "$logs/races")
	[ "$ended" = 0 ] || [ "$found" != 0 ] || found=1
	row races "$(sum calls "$logs/races")" \
		"$(sum cases "$logs/races") cases, ended with $ended" "$found"
}

for part in $PARTS; do
	fault "all-$part"
done
races
fuzz
printf '\n%-14s %12s  %-56s %8s\n' part runs outcomes findings
cat "$logs/table"
exit "$status"

#!/bin/sh
# Fuzz the targets that are named, or all. `make fuzz` calls this; in the
# environment are SECONDS_EACH, how long each takes; JOBS, how many run at once;
# and JSON_FUZZ, the command of the random JSON, which is no target of libFuzzer.
# What is found goes to build/fuzz/NAME: corpus/, crashes/, and log.
cd "${0%/*}/../.." || exit
. tests/fuzz/targets.sh

# What libFuzzer says of one target, in a line.
summary() { # TARGET
	awk -v name="$1" -v crashes="$(find "build/fuzz/$1/crashes" -type f |
		wc -l)" '
		/^stat::number_of_executed_units:/ { n = $2 }
		/^stat::average_exec_per_sec:/ { speed = $2 }
		/ cov: [0-9]+ ft: / {
			for (i = 1; i < NF; i++)
				fact[$i] = $(i + 1)
		}
		END {
			printf "%-12s %10d executions %7d/s", name, n, speed
			printf "  cov %5d  ft %6d  corpus %-12s  %d found\n",
				fact["cov:"], fact["ft:"], fact["corp:"], crashes
		}' "build/fuzz/$1/log"
}

fuzz() { # TARGET
	mkdir -p "build/fuzz/$1/corpus" "build/fuzz/$1/crashes"
	# shellcheck disable=SC2046    # directories without spaces
	FUZZ=$1 ASAN_OPTIONS=detect_stack_use_after_return=0 build/fuzz/libfuzzer \
		-max_total_time="$SECONDS_EACH" -max_len="$(longest "$1")" \
		-dict="tests/fuzz/dict/$1" -timeout=10 -rss_limit_mb=2048 \
		-malloc_limit_mb=64 -print_final_stats=1 \
		-artifact_prefix="build/fuzz/$1/crashes/" \
		"build/fuzz/$1/corpus" $(seeds "$1") \
		>"build/fuzz/$1/log" 2>&1
}

if [ "${1-}" = --one ]; then
	rm -rf "build/fuzz/$2/crashes"
	fuzz "$2"
	echo "$?" >"build/fuzz/$2/status"
	exit 0
fi

# shellcheck disable=SC2086    # words
[ $# -gt 0 ] || set -- $targets json_fuzz
for target; do
	[ "$target" = json_fuzz ] || printf '%s\n' "$target"
done | xargs -r -P "${JOBS:-1}" -n 1 "$0" --one
status=0
for target; do
	if [ "$target" = json_fuzz ]; then
		$JSON_FUZZ -t "$SECONDS_EACH" || status=1
		continue
	fi
	summary "$target"
	if [ "$(cat "build/fuzz/$target/status")" != 0 ]; then
		echo "not ok - $target: see build/fuzz/$target/log"
		status=1
	fi
done
exit "$status"

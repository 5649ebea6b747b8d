#!/bin/sh
# Keep in tests/fuzz/corpus what fuzzing found in build/fuzz, for the targets
# that are named, or all: the fewest and smallest files that reach all that the
# others reach, too, however often. What make_seeds.py writes stays.
cd "${0%/*}/../.." || exit
. tests/fuzz/targets.sh

# shellcheck disable=SC2086    # words
[ $# -gt 0 ] || set -- $targets
for target; do
	kept=tests/fuzz/corpus/$target
	new=build/fuzz/$target/merged
	rm -rf "$new"
	mkdir -p "$new" "build/fuzz/$target/corpus" "$kept"
	# shellcheck disable=SC2046    # directories without spaces
	FUZZ=$target build/fuzz/libfuzzer -set_cover_merge=1 -use_counters=0 \
		-max_len="$(longest "$target")" \
		"$new" $(seeds "$target") "build/fuzz/$target/corpus" \
		>"build/fuzz/$target/merge.log" 2>&1 || exit
	find "$kept" -type f ! -name 'seed-*' -delete
	mv "$new"/* "$kept"
	rmdir "$new"
	du -bs "$kept"
done

#!/bin/sh
# Lets GCC's analyzer and clang-tidy look for faults, and prints what is neither
# known nor left out: analyzer.txt and .clang-tidy say what is, and why. Other
# versions find other things, so that this is no part of `make check-all`.
#
#   MAKE=make tests/analyze.sh
set -u
cd "${0%/*}/.." || exit 1
command -v clang-tidy >/dev/null || { echo "there is no clang-tidy"; exit 1; }
found=$(mktemp) || exit 1
trap 'rm -f "$found"' EXIT

rm -rf build/analyze
mkdir -p build/analyze
$MAKE -s B=build/analyze HARDEN= CFLAGS='-O1 -fanalyzer' \
	build/analyze/tgather >build/analyze/log 2>&1 ||
	{ cat build/analyze/log; exit 1; }
sed -n 's/^\([^:]*\):[0-9:]* warning: .*\[-Wanalyzer-\(.*\)\]$/\1 \2/p' \
	build/analyze/log | sort -u | while read -r file what; do
	grep -q "^$file $what " tests/analyzer.txt || echo "$file: $what"
done >"$found"

$MAKE -s CC=clang CXX=clang++ compile_commands.json
find src -name '*.c' -print0 |
	xargs -0 -P "$(nproc)" -n 10 clang-tidy -p . --quiet 2>/dev/null \
		>>"$found" || echo "clang-tidy failed" >>"$found"

cat "$found"
[ ! -s "$found" ]

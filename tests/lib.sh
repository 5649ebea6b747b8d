# shellcheck shell=sh
# TAP helpers. A test script begins with `. "${0%/*}/lib.sh"` and ends with
# `finish`; the program under test is $TGATHER, build/release/tgather if unset.
#
#   expect NAME STATUS 'COMMAND'    run by the shell: ends with exactly STATUS
#           and prints tests/golden/NAME.out and NAME.err, byte for byte; a
#           file that is absent means that nothing may be printed
#   prints NAME TEXT COMMAND ARG... ends with 0, prints TEXT and a newline,
#           and nothing on standard error
#   ok NAME COMMAND ARG...          ends with 0; what it prints is shown if not
#   skip NAME REASON                a case that cannot be tried here
#
# A command runs in an empty directory of its own, with standard input empty,
# `tgather` on the PATH, and $data, $in, $golden and $npy as relative paths of
# data/, tests/data/, tests/golden/ and tests/formats/npy/, so that no message
# depends on where this is.
# A status over 128 is death by a signal, and is never another status.
#
# UPDATE_ERR=1 writes the .err files anew; read them before they are kept. The
# .out files come from the references alone: see tests/golden/make.py; but pages
# for people are read like messages: UPDATE_EXPLAIN=1 in tests/54-explain.t.

root=$(cd "${0%/*}/.." && pwd) || exit 1
program=${TGATHER:-build/release/tgather}
case $program in
/*) ;;
*) program=$root/$program ;;
esac
[ -x "$program" ] || { echo "Bail out! no program $program"; exit 1; }

# TGATHER_CHUNK and its kind stay: whatever they are, the bytes are the same.
unset TGATHER COLUMNS NO_COLOR
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 022

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin"
ln -s "$program" "$work/bin/tgather"
ln -s "$root/data" "$work/data"
ln -s "$root/tests/data" "$work/in"
ln -s "$root/tests/golden" "$work/golden"
ln -s "$root/tests/formats/npy" "$work/npy"
PATH=$work/bin:$PATH
data=../data in=../in golden=../golden npy=../npy
export PATH data in golden npy

tests=0 failed=0

# Run a command in a fresh scratch directory; leaves $status, out and err.
run() {
	rm -rf "$work/scratch"
	mkdir "$work/scratch"
	(cd "$work/scratch" && "$@") \
		>"$work/out" 2>"$work/err" </dev/null
	status=$?
}

# Is stream $1 (out or err) what file $2 holds, or empty when $2 is absent?
same() {
	[ -e "$2" ] || set -- "$1" /dev/null
	cmp -s "$2" "$work/$1" && return
	wrong="$wrong std$1"
	diff -au "$2" "$work/$1" | head -n 40 >>"$work/diff"
}

# Print the verdict on case $1, which should have ended with status $2.
verdict() {
	tests=$((tests + 1))
	[ "$status" = "$2" ] || wrong="$wrong status $status, not $2;"
	if [ -z "$wrong" ]; then
		printf "ok %s - %s\n" "$tests" "$1"
		return
	fi
	failed=$((failed + 1))
	printf "not ok %s - %s\n" "$tests" "$1"
	{
		printf "# %s: wrong%s\n" "$1" "$wrong"
		sed 's/^/#   /' "$work/diff"
	} >&2
}

expect() {
	run eval "$3"
	wrong='' && : >"$work/diff"
	if [ -n "${UPDATE_ERR-}" ]; then
		rm -f "$root/tests/golden/$1.err"
		[ ! -s "$work/err" ] ||
			cp "$work/err" "$root/tests/golden/$1.err"
	fi
	same out "$root/tests/golden/$1.out"
	same err "$root/tests/golden/$1.err"
	verdict "$1" "$2"
}

prints() {
	name=$1
	printf '%s\n' "$2" >"$work/expected"
	shift 2
	run "$@"
	wrong='' && : >"$work/diff"
	same out "$work/expected"
	same err /dev/null
	verdict "$name" 0
}

ok() {
	name=$1
	shift
	run "$@"
	wrong=''
	cat "$work/out" "$work/err" >"$work/diff"
	verdict "$name" 0
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

# Can script(1) make a terminal here?
has_terminal() {
	[ "$(script -qec 'test -t 0 && echo yes' /dev/null </dev/null 2>&1 |
		tr -d '\r')" = yes ]
}

finish() {
	echo "1..$tests"
	[ "$failed" = 0 ]
	exit
}

# shellcheck shell=sh
# TAP helpers. A test script begins with `. "${0%/*}/lib.sh"` and ends with
# `finish`; the program under test is $TGATHER, build/release/tgather if unset.
#
#   expect NAME STATUS 'COMMAND' [HOW]
#           run by the shell: ends with exactly STATUS and prints the golden
#           files NAME.out and NAME.err, byte for byte; a file that is absent
#           means that nothing may be printed
#   prints NAME TEXT COMMAND ARG...
#           ends with 0, prints TEXT and a newline, and nothing on standard
#           error
#   ok NAME COMMAND ARG...
#           ends with 0; what it prints is shown if not
#   long expect NAME ..., long prints NAME ..., long ok NAME ...
#           a case that takes long: with LONG=1 or CASE=NAME only
#   skip NAME REASON
#           a case that cannot be tried here
#   cases   expect status 0 for each line "NAME COMMAND" of the golden file
#           called cases, which a generator has written
#   unit PROGRAM ARG...
#           the whole script: the cases of a program made of tests/unit/
#
# The golden files of tests/NN-SCRIPT.t are in tests/golden/SCRIPT/. Where one
# golden file is compared several times, HOW tells in what way, and the case is
# called "NAME (HOW)". Names are written out in full: see tests/README.md.
#
# CASE=NAME in the environment asks for the cases called NAME, or NAME (HOW);
# the others are neither run nor counted.
#
# A command runs in an empty directory of its own, with standard input empty,
# `tgather` on the PATH, HOME one that is nobody's, and as relative paths, so that
# no message depends on where this is: $data data/, $in tests/data/, $golden the
# script's golden files, $formats tests/formats/, and $npy the folder npy in that.
# A status over 128 is death by a signal, and is never another status.
#
# TEST_ERRORS=json in the environment runs each expected failure once more, to
# see that its errors are right as JSON: see error_json.py; nothing else is run.
# A script names in
# of_one_run the cases that cannot be run twice in this way, and in of_two_errors
# those where another error is behind the first.
#
# UPDATE_ERR=1 writes the .err files anew; read them before they are kept. The
# .out files come from the references or were worked out by hand; but pages for
# people are read like messages: UPDATE_EXPLAIN=1 in the script explain.

root=$(cd "${0%/*}/.." && pwd) || exit 1
program=${TGATHER:-build/release/tgather}
case $program in
/*) ;;
*) program=$root/$program ;;
esac
[ -x "$program" ] || { echo "Bail out! no program $program"; exit 1; }

# TGATHER_PIECE and its kind stay: whatever they are, the bytes are the same.
unset TGATHER COLUMNS NO_COLOR
LC_ALL=C TZ=UTC
export LC_ALL TZ
umask 022

script=${0##*/[0-9][0-9]-}
script=${script%.t}
goldens=$root/tests/golden/$script

# Remove a directory, in which a case may have left others without rights.
remove() {
	rm -rf "$1" 2>/dev/null && return
	chmod -R u+rwx "$1"
	rm -rf "$1"
}

work=$(mktemp -d) || exit 1
trap 'remove "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/bin"
ln -s "$program" "$work/bin/tgather"
ln -s "$root/data" "$work/data"
ln -s "$root/tests/data" "$work/in"
ln -s "$goldens" "$work/golden"
ln -s "$root/tests/formats" "$work/formats"
ln -s formats/npy "$work/npy"
mkdir "$work/errors"
ln -s "$root/tests/error_json.py" "$work/errors/tgather"
ERROR_JSON_PROGRAM=$program ERROR_JSON_REPORT=$work/report
ERROR_JSON_COUNT=$work/count
export ERROR_JSON_PROGRAM ERROR_JSON_REPORT ERROR_JSON_COUNT
PATH=$work/bin:$PATH HOME=$work
data=../data in=../in golden=../golden formats=../formats npy=../npy
export PATH HOME data in golden formats npy

tests=0 failed=0

# Is the case $1 among those that CASE asks for?
asked() {
	case $1 in
	"${CASE:-$1}" | "${CASE:-$1} ("*) ;;
	*) false ;;
	esac
}

# Run a command in a fresh scratch directory; leaves $status, out and err, and
# nothing wrong yet.
run() {
	remove "$work/scratch"
	mkdir "$work/scratch" || { echo "Bail out! no scratch directory"; exit 1; }
	(cd "$work/scratch" && "$@") \
		>"$work/out" 2>"$work/err" </dev/null
	status=$?
	wrong='' && : >"$work/diff"
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

# Keep the error messages of the case that ran last as golden file $1.err.
keep_err() {
	mkdir -p "$goldens"
	rm -f "$goldens/$1.err"
	[ ! -s "$work/err" ] || cp "$work/err" "$goldens/$1.err"
}

# Does the program run on a big-endian machine? NATIVE=big says so of one that
# is not this machine.
is_big_endian() {
	[ "${NATIVE-}" = big ] ||
		[ "$(printf '\001\000' | od -An -td2 | tr -d ' ')" = 256 ]
}

# Are errors all that is to be looked at?
only_errors() {
	[ "${TEST_ERRORS-}" = json ]
}

# Run the command $1 of case $2 again, if it has failed, with what error_json.py checks of
# each error as JSON.
check_errors() {
	case $status in [123]) ;; *) return ;; esac
	case " ${of_one_run-} " in *" $2 "*) return ;; esac
	cp "$work/out" "$work/first-out"
	cp "$work/err" "$work/first-err"
	first_status=$status first_wrong=$wrong
	rm -f "$work/report"
	second=
	case " ${of_two_errors-} " in *" $2 "*) second=yes ;; esac
	PATH=$work/errors:$PATH ERROR_JSON_SECOND=$second run eval "$1"
	status=$first_status wrong=$first_wrong
	mv "$work/first-out" "$work/out"
	mv "$work/first-err" "$work/err"
	[ -e "$work/report" ] || return 0
	wrong="$wrong as JSON"
	cat "$work/report" >>"$work/diff"
}

expect() {
	asked "$1${4:+ ($4)}" || return 0
	[ "$2" != 0 ] || ! only_errors || return 0
	case " ${of_little_endian-} " in
	*" $1 "*)
		skip "$1${4:+ ($4)}" 'the golden file is of little-endian machines'
		return
		;;
	esac
	run eval "$3"
	! only_errors || check_errors "$3" "$1"
	[ -z "${UPDATE_ERR-}" ] || keep_err "$1"
	same out "$goldens/$1.out"
	same err "$goldens/$1.err"
	verdict "$1${4:+ ($4)}" "$2"
}

prints() {
	asked "$1" && ! only_errors || return 0
	name=$1
	printf '%s\n' "$2" >"$work/expected"
	shift 2
	run "$@"
	same out "$work/expected"
	same err /dev/null
	verdict "$name" 0
}

ok() {
	asked "$1" && ! only_errors || return 0
	name=$1
	shift
	run "$@"
	cat "$work/out" "$work/err" >"$work/diff"
	verdict "$name" 0
}

skip() {
	asked "$1" || return 0
	tests=$((tests + 1))
	echo "ok $tests - $1 # SKIP $2"
}

long() {
	if [ -n "${LONG-}${CASE-}" ]; then
		"$@"
	else
		skip "$2" 'it takes long: make check LONG=1'
	fi
}

cases() {
	while read -r name command; do
		expect "$name" 0 "$command"
	done <"$goldens/cases"
}

# A program of tests/unit/ speaks TAP itself, and heeds CASE. One that is
# installed has none of these beside it.
unit() {
	! only_errors || finish
	name=${program%/*}/$1
	shift
	case $program in
	"$root"/*) ;;
	*)
		[ -x "$name" ] || {
			echo "1..0 # SKIP no ${name##*/} beside the program"
			exit
		}
		;;
	esac
	timeout 1800 "$name" "$@"
	exit
}

finish() {
	[ ! -e "$work/count" ] ||
		echo "# $(wc -l <"$work/count") errors were right as JSON, too"
	if [ -n "${CASE-}" ] && [ "$tests" = 0 ]; then
		echo "1..0 # SKIP no case of that name"
	elif only_errors && [ "$tests" = 0 ]; then
		echo "1..0 # SKIP no case of an error"
	else
		echo "1..$tests"
	fi
	[ "$failed" = 0 ]
	exit
}

# --- what several scripts need in their cases --------------------------------

# Can script(1) make a terminal here?
has_terminal() {
	[ "$(script -qec 'test -t 0 && echo yes' /dev/null </dev/null 2>&1 |
		tr -d '\r')" = yes ]
}

# Print what a terminal of $1 columns gets from the command $2, and return the
# command's status; $3 is TERM, xterm if unset.
on_terminal() {
	printf 'stty cols %s\nTERM=%s %s\n' "$1" "${3-xterm}" "$2" >terminal.sh
	script -qec 'sh terminal.sh' /dev/null >shown </dev/null
	set -- $? "$(printf '\r')"
	sed "s/$2\$//" shown
	return "$1"
}

# await COMMAND ARG... - wait until it succeeds, a minute at most. Who waits for a
# time instead waits too short a time on some machine.
await() {
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 1200 ] || return
		sleep 0.05
	done
}

# Wait until what was written to standard output, a pipe, has been read. The number
# is FIONREAD; where it is another one, some time has to do.
until_read() {
	perl -e 'my $left = pack "i", 0;
		for (1 .. 6000) {
			ioctl STDOUT, 0x541b, $left or sleep(1), last;
			unpack "i", $left or last;
			select undef, undef, undef, 0.01;
		}'
}

# Does the program map files of more than 4 GB? One of 32 bits says that it
# cannot.
maps_huge_files() {
	[ -n "${huge_files-}" ] && return "$huge_files"
	truncate -s 5G "$work/5G" 2>/dev/null &&
		"$program" --info --dtype u1 --shape=-1 "$work/5G" 2>&1 |
		grep -q 'can be mapped here'
	huge_files=$((! $?))
	rm -f "$work/5G"
	return "$huge_files"
}

# of_huge_file WORD NAME ... - the case of prints or ok, where it can be tried
of_huge_file() {
	if maps_huge_files; then
		"$@"
	else
		skip "$2" 'a program of 32 bits does not map so large a file'
	fi
}

# Run a command. In musl two of the system's errors have other words: print those
# of glibc.
as_glibc_says() {
	"$@" 2>words
	set -- $?
	sed 's/Symbolic link loop$/Too many levels of symbolic links/
		s/Out of memory$/Cannot allocate memory/' words >&2
	rm words
	return "$1"
}

# Print the bytes of standard input as hexadecimal numbers, in one line.
hex() {
	od -An -v -tx1 | tr -s ' \n' '  ' | sed 's/^ //; s/ $//'
	echo
}

# Print text $2 so many times as $1 says.
repeat() {
	awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'
}

# Print so many bytes of 0.
zeros() {
	head -c "$1" /dev/zero
}

# Print the 128 bytes before the data of an NPY file: descr $1, fortran_order $2
# and shape $3, all as in Python.
npy_header() {
	printf '\223NUMPY\001\000\166\000%-117s\n' \
		"{'descr': '$1', 'fortran_order': $2, 'shape': $3, }"
}

# cut_short FILE COPY FROM STEP COMMAND ARG... - FILE is cut short after FROM
# bytes, and after every STEP more; each time COMMAND on that COPY ends with
# status 1, no result, and a message that begins with COPY.
cut_short() {
	file=$1 copy=$2 cut=$3 step=$4
	shift 4
	size=$(wc -c <"$file")
	while [ "$cut" -lt "$size" ]; do
		head -c "$cut" "$file" >"$copy"
		"$@" >out 2>err
		status=$?
		if [ "$status" != 1 ] || [ -s out ] ||
			! grep -q "^tgather: $copy:" err; then
			echo "cut to $cut bytes: status $status"
			cat out err
			return 1
		fi
		cut=$((cut + step))
	done
}

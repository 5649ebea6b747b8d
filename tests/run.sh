#!/bin/sh
# Run the test scripts, several at once. `make check` calls this; in the
# environment are TGATHER, the program, and what may be asked for:
#
#   TEST=errors     tests/NN-errors.t alone
#   CASE=name       the cases of that name alone, in whichever scripts they are
#   LONG=1          the cases that are marked long, too
#   LEAVE_OUT='a b' not tests/NN-a.t and tests/NN-b.t
#
# prove, too, may find itself where the language of the user is not installed.
LC_ALL=C
export LC_ALL
cd "${0%/*}/.." || exit
if [ -n "${TEST-}" ]; then
	set -- tests/[0-9][0-9]-"$TEST".t
	if [ ! -e "$1" ]; then
		echo "TEST=$TEST: there is no script of that name; there are" >&2
		printf '%s\n' tests/*.t |
			sed 's,.*/[0-9]*-,  ,; s/\.t$//' >&2
		exit 2
	fi
else
	# Those that take long begin first, so that nobody waits for one at the
	# end.
	set --
	for name in completion install ranks bombs index-stream shard contents \
		errors gguf binary-pipe; do
		set -- "$@" tests/[0-9][0-9]-"$name".t
	done
	for script in tests/*.t; do
		case " $* " in
		*" $script "*) ;;
		*) set -- "$@" "$script" ;;
		esac
	done
	for script in "$@"; do
		shift
		name=${script#tests/[0-9][0-9]-}
		case " ${LEAVE_OUT-} " in
		*" ${name%.t} "*) ;;
		*) set -- "$@" "$script" ;;
		esac
	done
fi

# One more than there are processors, since some of them wait now and then.
jobs=$(($(nproc) + 1))
[ -n "${CASE-}" ] || exec prove -j "$jobs" -e sh "$@"

# prove does not mind scripts in which nothing is of that name, nor if all are
# such.
said=$(prove -j "$jobs" -e sh "$@")
status=$?
printf '%s\n' "$said" | grep -v ' skipped: no case of that name$'
case $said in
*'Result: NOTESTS'*)
	echo "CASE=$CASE: there is no case of that name${TEST:+ in $TEST}" >&2
	exit 2
	;;
esac
exit "$status"

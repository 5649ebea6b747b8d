#!/bin/sh
# Errors as lines of JSON: --errors json and TGATHER_ERRORS. The messages are
# those of other scripts, which `make check-errors` runs again to see all of them
# so; here is one of each kind, place and step to take, byte for byte.
# shellcheck disable=SC2016,SC2317    # commands are for eval
# shellcheck disable=SC3045           # ulimit -v is tried before it is used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

export TGATHER_ERRORS=json
# What chooses the form is wrong in this one.
# shellcheck disable=SC2034    # lib.sh reads it
of_one_run='variable-unknown'

# --- kinds ------------------------------------------------------------------

expect kind-syntax 1 'tgather -d0 "[1,2" "[0]"'
expect kind-shape 1 'tgather -d1 $data/small.json "[0]"'
expect kind-out-of-range 1 'tgather -d0 "[10,20,30]" "[[1],[3]]" --op index_select'
expect kind-out-of-range-dim 1 'tgather -d3 "[1,2]" "[0]"'
expect kind-type 1 'tgather -d0 "[1,2]" "[1.5]"'
expect kind-name 1 'tgather -d0 $formats/safetensors/small.safetensors:nope "[0]"'
expect kind-unsupported 1 'tgather -d0 $in/hdf5.dat "[0]"'
expect kind-data 1 ': | tgather -d0 - "[0]"'
expect kind-usage 2 'tgather -d0 --threads 0 "[1]" "[0]"'
expect kind-not-found 3 'tgather -d0 nope.npy "[0]"'
if [ -d /sys/kernel ]; then
	expect kind-denied 3 'tgather -d0 -o /sys/x.npy "[1]" "[0]"'
else
	skip kind-denied 'there is no /sys, in which nobody may make a file'
fi
expect kind-full 3 'tgather -d0 "[1]" "[0]" >/dev/full'
expect kind-system 3 'mkdir d; tgather -d0 d "[0]"'
# a file is cut short while it is mapped: the handler of the signal tells it
cut() {
	mkfifo fifo
	tgather -d0 --shape 100000 --dtype u8 "$1" fifo &
	timeout 20 sh -c '{ : >"$1"; echo "[99999]"; } >fifo' - "$1"
	wait $!
}
expect kind-changed 3 'zeros 100000 >x.raw; cut x.raw'
expect kind-changed-odd-name 3 'f=$(printf "a\377\n\"")
	zeros 100000 >"$f"; cut "$f"'

# --- places -----------------------------------------------------------------

expect where-line 1 'printf "[1,\n 2,,]" >x.json; tgather -d0 x.json "[0]"'
expect where-stdin 1 'echo "[5]" | tgather -d0 "[1]"'
expect where-left-out 2 'tgather -d0 "[1]" </dev/null'
expect where-index-file 1 'echo "[0,[9]]" >i.json; tgather -d0 "[1]" i.json'
expect where-member 1 'tgather -d0 --op index_select "[1]" $formats/npz/stored.npz:a.b'
expect where-option 2 'tgather -d0 --dtype flaot32 "[1]" "[0]"'
expect where-variable 2 'TGATHER_THREADS=0 tgather -d0 "[1]" "[0]"'
expect where-output 3 'tgather -d0 -o nope/x.npy "[1]" "[0]"'
expect where-odd-file 3 'tgather -d0 "$(printf "a\377b\\\\xFF\033\n\302\205\".npy")" "[0]"'
expect where-keys 1 'echo "[\"a\",\"b\"]" >k.json
	tgather -d0 --keys k.json "[1,2]" "[\"a\",\"x\"]"'
expect where-in-stream 1 'printf "[0]\n[1,\n7]\n" | tgather --each -d0 "[10,20]" >out'

# --- what to do next --------------------------------------------------------

expect help-call 2 'tgather $data/small.json 0 "(2,0)"'
expect help-quotes 1 'echo "[1,2]" >"a b\\.json"
	tgather -d0 --fill "\"x\"" -q "a b\\.json" "[[0],[0]]"'
expect help-not-utf8 1 'f=$(printf "a\377.json"); echo "[[1,2]]" >"$f"
	tgather -d1 "$f" "[0]"'
expect help-shell 1 'tgather -d0 "[1,2]" "[true,false]"'
expect help-python 1 'npy_header "|b1" False "(2,)" >m.npy
	printf "\001\000" >>m.npy; tgather -d0 "[1,2]" m.npy'
expect help-other-indices 1 'tgather -d0 "[[1,2],[3,4]]" "[9]"'
expect help-instead-of-mode 1 'tgather -d0 --mode raise "[1,2]" "[7]"'
expect help-behind-dashes 1 'echo "[1,2]" >-x.json; tgather -d0 -- -x.json "[7]"'
expect help-clean 1 'tgather --shard 0/2 -d0 -o x.json "[1]" "[0]" &&
	tgather --shard status -o x.json >status || return'

# --- choosing it ------------------------------------------------------------

expect option-first 2 'unset TGATHER_ERRORS
	tgather --errors json --nope'
expect option-last 2 'unset TGATHER_ERRORS
	tgather --nope -d0 "[1]" --errors=json'
expect option-short 2 'unset TGATHER_ERRORS
	tgather --nope --err json'
expect option-one-dash 2 'unset TGATHER_ERRORS
	tgather -errors=json "[1]" "[0]"'
expect option-behind-letters 2 'unset TGATHER_ERRORS
	tgather -qd 0 --errors json "[1]" "[0]" --nope'
expect option-last-counts 2 'tgather --errors json --errors text --nope'
expect option-is-value 2 'unset TGATHER_ERRORS
	tgather -d0 --fill --errors json "[1]" "[0]"'
expect option-behind-dashes 2 'unset TGATHER_ERRORS
	tgather -d0 -- "[1]" "[0]" --errors=json'
expect option-unknown 2 'tgather --errors xml "[1]" "[0]"'
expect option-without-value 2 'tgather -d0 "[1]" "[0]" --errors'
expect variable-unknown 2 'TGATHER_ERRORS=xml tgather -d0 "[1]" "[0]"'
expect variable-unknown-option-json 2 'TGATHER_ERRORS=xml
	tgather -d0 "[1]" "[0]" --errors json'
expect option-over-variable 2 'tgather --errors text --nope'
expect variable-empty 2 'TGATHER_ERRORS= tgather --nope'
expect no-arguments 2 'tgather'
prints 'no error, nothing to tell' '[1]' tgather --errors json -d0 '[1]' '[0]'

# --- what is no error -------------------------------------------------------

expect warning 0 'tgather -d1 "[[1,2],[3,4],[5,6]]" "[[0,1]]" >out'
expect warning-quiet 0 'tgather -q -d1 "[[1,2],[3,4],[5,6]]" "[[0,1]]" >out'
steps() {
	tgather -v "$@" 2>lines >out
	set -- $?
	sed 's/"microseconds":[0-9]*/"microseconds":0/' lines >&2
	return "$1"
}
expect steps 0 'steps -d0 -o out.npy "[1,2]" "[0]"'
expect steps-and-error 1 'steps -d0 "[1,2]" "[7]"'
expect progress 0 'tgather --progress -d0 "[1,2]" "[0]" >out'

# --- everything that fails --------------------------------------------------

expect info 3 'echo "[1]" >a.json; echo "[" >b.json
	tgather --info a.json b.json c.json >out'
expect dry-run 1 'tgather --dry-run -d0 "[1,2]" "[7]"'
expect explain 1 'tgather --explain -d0 "[1,2]" "[7]" >page'
expect shard 2 'mkdir x.json; tgather --shard 0/2 -d0 -o x.json "[1]" "[0]"'
expect shard-status 1 'unset TGATHER_ERRORS
	tgather --shard 0/2 -d0 -o x.json "[1]" "[0]" &&
	tgather --errors json --shard status -o x.json >status || return'
expect shard-clean 0 'tgather --errors json --shard clean -o x.json >cleaned'
expect confined 1 'TGATHER_CONFINE=yes tgather -d0 "[1,2]" "[7]"'
# who cannot be told gets the status all the same
expect nobody-to-tell 1 'tgather -d0 "[1,2]" "[7]" 2>/dev/full'
expect nobody-to-tell-closed 1 'tgather -d0 "[1,2]" "[7]" 2>&-'
ended() {
	mkfifo fifo
	tgather -d0 fifo "[0]" 2>err &
	exec 3>fifo
	kill $! && wait $!
	[ $? = 143 ] && [ ! -s err ]
}
ok 'a signal ends it without a word' ended
can_be_limited() {
	(ulimit -v 100000 && tgather --version) >/dev/null 2>&1
}
if can_be_limited; then
	expect kind-memory 3 '{ zeros 200000000 | { ulimit -v 100000
		tgather --explain -d0 --shape 200000000 --dtype u8 - "[0]"; }
	}'

else
	skip kind-memory 'memory cannot be limited here'
fi

# --- all of them are JSON ---------------------------------------------------

all_are_json() {
	cat ../golden/*.err | grep '^{' >lines &&
		jq -e 'if .status == 0 then (.kind | IN("warning", "step"))
		else (keys_unsorted == ["status", "kind", "where", "message",
			"operands", "details", "help"]) and
			(.help | all((.reason | type) == "string" and
				(length == 1 or (length == 2 and
				(has("argv") or has("shell") or has("python"))))))
		end' lines >said && ! grep -qv true said &&
		[ "$(wc -l <lines)" = "$(wc -l <said)" ] && iconv -f utf-8 lines
}
ok 'each line is an object' all_are_json
# The manual tells of each kind that there is.
kinds_are_told() {
	sed -n 's/^	{ TG_E[A-Z]*, "\(.*\)" },$/\1/p' "$root/src/base/error.c" |
		sort >kinds &&
		sed -n '/^.It Cm kind/,/^.It Cm where/s/^.It Cm \(.*\)/\1/p' \
			"$root/man/tgather.1" |
		grep -vx 'kind\|where' | sort | diff - kinds && [ -s kinds ]
}
ok 'the manual has all kinds' kinds_are_told
every_kind_is_here() {
	kinds_are_told && cat ../golden/*.err | sed -n \
		's/^{"status":[0-9],"kind":"\([a-z-]*\)".*/\1/p' | sort -u |
		grep -vx 'warning\|step' | diff - kinds
}
ok 'each kind has a case here' every_kind_is_here

finish

#!/bin/sh
# A boolean mask in place of an index: what the help says, and that the command
# it shows gives what NumPy's x[mask] does, worked out by hand.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

x='[[1,2,3],[4,5,6]]'

expect mask-file 1 'echo "[true,false,true]" >m.json
	tgather -d1 "[[1,2,3],[4,5,6]]" m.json'
expect mask-inline 1 "tgather -d0 --op index_select '$x' '[false,true]'"
expect mask-input-stdin 1 'echo "[true,false,true]" >"a mask"
	echo "[1,2,3]" | tgather -d0 - "a mask"'
expect mask-stdin 1 'echo "[true,false]" |
	tgather -d0 --index-base 1 --index-shape 2 --fill 0 --pretty "[1,2]"'
expect mask-all-dims 1 "tgather -d0 '[[1,2],[3,4]]' '[[true,false],[true,true]]'"
expect mask-first-dims 1 \
	"tgather -d0 '[[[1],[2]],[[3],[4]]]' '[[true,false],[true,true]]'"
expect mask-other-dims 1 \
	"tgather -d1 '[[[1,2],[3,4]]]' '[[true,false],[true,true]]'"
expect mask-take 1 "tgather --op take '[1,2]' '[true,false]'"
expect mask-fits-not 1 "tgather -d0 '[1,2]' '[true,false,true]'"
expect mask-scalar 1 "echo true | tgather -d0 --op index_select '[1,2]'"
expect mask-each 1 'printf "[0]\n[true,false]\n" | tgather --each -d0 "[1,2]"'
expect mask-each-member 1 \
	'echo "{\"m\":[true,false]}" | tgather --each -d0 "[1,2]" -:m'
expect mask-explain 1 "tgather --explain -d0 '[1,2]' '[true,false]'"
expect mask-member 1 'echo "{\"m\":[true,false],\"n\":1}" >d.json
	tgather -d0 "[1,2]" d.json:m'
expect mask-base64 1 \
	'echo "{\"data\":\"AQA=\",\"dtype\":\"bool\",\"shape\":[2]}" >m.json
	tgather -d0 "[1,2]" m.json'
expect mask-npy 1 'tgather -d0 -o m.npy "[true,false]" "[0,1]"
	tgather -d1 "[[1,2]]" m.npy'
expect mask-npz 1 'tgather -d0 -o m.npz:k "[true,false]" "[0,1]"
	tgather -d1 "[[1,2]]" m.npz:k'
expect mask-safetensors 1 'tgather -d0 -o m.safetensors:k "[true,false]" "[0,1]"
	tgather -d1 "[[1,2]]" m.safetensors:k'
expect mask-raw 1 'printf "\001\000" >m.raw
	tgather -d1 --index-dtype bool --index-shape 2 "[[1,2]]" m.raw'
expect mask-python-tuples 1 \
	'tgather -d0 -o m.npy "[[true,false]]" "[[0,0]]"
	tgather -d0 "[[[1],[2]]]" m.npy'
expect mask-mixed 1 'tgather -d0 "[1,2]" "[true,0]"'

# gives NAME ANSWER ARGUMENTS - the command of the help gives an answer
gives() {
	name=$1 answer=$2
	shift 2
	ok "$name" run_help "$answer" "$@"
}
# shellcheck disable=SC2294    # arguments are for the shell
run_help() {
	answer=$1
	shift
	! eval "$@" 2>message || return 1
	sed -n '/^help:/,$s/^        //p' message | tail -n 1 >shown.sh
	[ "$(eval "${feed-}" sh shown.sh)" = "$answer" ] || {
		cat message
		return 1
	}
}

if command -v jq >/dev/null; then
	gives 'along dim 1' '[[1,3],[4,6]]' \
		"tgather -d1 '$x' '[true,false,true]'"
	gives 'along dim 0' '[[4,5,6]]' "tgather -d0 '$x' '[false,true]'"
	gives 'a pick that meant a mask' '[[4,5,6]]' \
		"tgather -d0 --op pick '$x' '[false,true]'"
	gives 'all dims' '[1,3,4]' \
		"tgather -d0 '[[1,2],[3,4]]' '[[true,false],[true,true]]'"
	gives 'the first dims' '[[1],[3],[4]]' "tgather -d0 \
		'[[[1],[2]],[[3],[4]]]' '[[true,false],[true,true]]'"
	gives 'other dims' '[[1,3,4]]' "tgather -d1 \
		'[[[1,2],[3,4]]]' '[[true,false],[true,true]]'"
	gives 'nothing' '[]' "tgather -d0 '[1,2]' '[false,false]'"
	feed="echo '[7,8,9]' |"
	gives 'INPUT on standard input' '[7,9]' "echo '[true,false,true]' \
		>m.json; echo '[7,8,9]' | tgather -d0 - m.json"
	feed="echo '[true,false,true]' |"
	gives 'INDEX on standard input' '[7,9]' \
		"echo '[true,false,true]' | tgather -d0 '[7,8,9]' -"
else
	skip 'the commands' 'no jq'
fi

finish

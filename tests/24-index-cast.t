#!/bin/sh
# --index-cast: indices that were stored as floats. The answers are worked out
# by hand: an index of value v is the index v, or it is an error.
# shellcheck disable=SC2016    # commands are for expect's shell
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

x='[10,11,12]'

# JSON: the same integer in any notation.
prints 'JSON' '[12,12,12,10,11,10]' \
	tgather --index-cast -d0 "$x" '[2.0,2e0,20e-1,-0.0,1,0.000e9]'
prints 'JSON, 2^53 + 1 is not rounded' '[7]' tgather --index-cast -d0 \
	--fill 7 --ignore-index 9007199254740993 "$x" '[9007199254740993.0]'
prints 'JSON, negative' '[12,11]' \
	tgather --index-cast --negative -d0 "$x" '[-1.0,-2e0]'
prints 'JSON, base' '[10,12]' \
	tgather --index-cast --index-base 1 -d0 "$x" '[1.0,3.0]'
prints 'JSON, ignored' '[10,0,12]' tgather --index-cast --fill 0 \
	--ignore-index -100 -d0 "$x" '[0.0,-1e2,2.0]'
prints 'JSON, wrap' '[11,12]' tgather --index-cast --mode wrap -d0 "$x" \
	'[-2.0,5.0]'
prints 'an index of integers is as it is' '[12,10]' \
	tgather --index-cast -d0 "$x" '[2,0]'
expect cast-json-refused 1 'tgather -d0 "[10,11,12]" "[0,2.0]"'
expect cast-json-fraction-refused 1 'tgather -d0 "[10,11,12]" "[2.5]"'
expect cast-json-fraction 1 'tgather --index-cast -d0 "[1]" "[[0.0],[2.5]]"'
expect cast-json-huge 1 'tgather --index-cast -d0 "[1]" "[1e300]"'
expect cast-json-minus-huge 1 'tgather --index-cast -d0 "[1]" "[-9.3e18]"'
expect cast-json-nan 1 'tgather --index-cast -d0 --fill 0 "[1]" "[NaN]"'
expect cast-json-out-of-range 1 'tgather --index-cast -d0 "[1]" "[5.0]"'
expect cast-json-sign-mix 1 \
	'tgather --index-cast -d0 "[1]" "[-1.0,9223372036854775808]"'

# What a document says of its type.
prints 'JSON of a float dtype' '[10,12]' tgather --index-cast -d0 "$x" \
	--index-dtype float32 '[0,2.0]'
expect cast-json-dtype-inexact 1 \
	'tgather --index-cast -d0 "[1]" --index-dtype f16 "[2049]"'
expect cast-json-dtype-complex 1 \
	'tgather --index-cast -d0 "[1]" --index-dtype c64 "[0]"'

# A stream.
each_is_cast() {
	printf '[2.0]\n[0]\n[1e0,0.0]\n' |
		tgather --each --index-cast -d0 "$x" >answer &&
		printf '[12]\n[10]\n[11,10]\n' | cmp - answer
}
ok 'a stream' each_is_cast
expect cast-each 1 \
	'printf "[2.0]\n[0.5]\n" | tgather --each --index-cast -d0 "[10,11,12]"'

# make_index TYPE FILE: the index [[2,0,1],[1,1,0]] in a float type.
make_index() {
	tgather -d0 --op index_select --dtype "$1" -o "$2" \
		'[[2,0,1],[1,1,0]]' '[0,1]'
}

# Every float type, byte order and format.
types() {
	for type in float64 float32 float16 bfloat16 float8_e4m3fn float8_e5m2 \
		float8_e4m3fnuz float8_e5m2fnuz \
		'>f8' '>f4' '>f2'; do
		make_index "$type" i.raw || return 1
		answer=$(tgather --index-cast -d1 '[[10,11,12],[20,21,22]]' \
			--index-shape 2,3 --index-dtype "$type" i.raw)
		[ "$answer" = '[[12,10,11],[21,21,20]]' ] && continue
		echo "$type: $answer"
		return 1
	done
}
ok 'types' types

formats() {
	make_index float32 i.npy && make_index float64 i.npz:i &&
		make_index bfloat16 i.safetensors || return 1
	for file in i.npy i.npz:i i.safetensors; do
		answer=$(tgather --index-cast -d1 '[[10,11,12],[20,21,22]]' \
			"$file") &&
			[ "$answer" = '[[12,10,11],[21,21,20]]' ] || return 1
	done
}
ok 'formats' formats

# An index that is transposed in the file is read with strides.
fortran() {
	printf '\223NUMPY\001\000\106\000' >i.npy &&
		printf '%-69s\n' "{'descr': '<f4', 'fortran_order': True,\
 'shape': (2, 2), }" >>i.npy &&
		tgather -d0 --dtype float32 -o v.raw '[1,0,1,1]' '[0,1,2,3]' &&
		cat v.raw >>i.npy &&
		[ "$(tgather --index-cast -d1 '[[1,2],[3,4]]' i.npy)" = \
			'[[2,2],[3,4]]' ]
}
ok 'a Fortran order' fortran

# Every operation: each gives what the same index of integers gives.
operations() {
	tgather -d0 -o i.npy '[[1,0],[0,1]]' '[[0,1],[1,1]]' &&
		tgather -d0 --dtype float64 -o f.npy '[[1,0],[0,1]]' \
			'[[0,1],[1,1]]' || return 1
	for call in '-d0' '-d0 --op take_along_dim' '-d0 --op index_select' \
		'-d1 --batch-dims 1' '-d0 --op pick' '--op take' \
		'--op gather_nd' '--op take --fill 9'; do
		in='[[1,2],[3,4]]'
		[ "$call" = '-d0 --op pick' ] && in='[[[1,2],[3,4]],[[5,6],[7,8]]]'
		# shellcheck disable=SC2086    # options without spaces
		tgather $call "$in" i.npy >want &&
			tgather $call --index-cast "$in" f.npy >is &&
			cmp want is || return 1
	done
}
ok 'operations' operations

# Many indices: several batches, pieces and threads, and one culprit.
many() {
	awk 'BEGIN { printf "[0"; for (i = 1; i < 50000; i++)
		printf ",%d", i * 7919 % 50000; print "]" }' >i.json &&
		tgather -d0 -o f.npy --dtype float64 i.json i.json &&
		tgather -d0 -o i.npy i.json i.json || return 1
	for threads in 1 4; do
		TGATHER_PIECE=4096 tgather --threads "$threads" -d0 i.json i.npy \
			>want && TGATHER_PIECE=4096 tgather --threads "$threads" \
			--index-cast -d0 i.json f.npy >is && cmp want is ||
			return 1
	done
	sed 's/,/.0,/g' i.json >f.json &&
		tgather --index-cast -d0 i.json f.json >is &&
		tgather -d0 i.json i.json >want && cmp want is
}
ok 'many' many
expect cast-many-culprit 1 'awk "BEGIN { printf \"[0\"; for (i = 1; i < 5000;
	i++) printf \",%s\", i == 4321 ? \"1.5\" : \"1\"; print \"]\" }" >i.json
	tgather -d0 --dtype float32 -o f.npy i.json \
		"[$(seq -s, 0 4999)]"
	tgather --index-cast -d0 "[1,2]" f.npy -o out.json; s=$?
	[ ! -e out.json ] || exit 9; exit $s'

# What is refused, and what the message says of it.
floats='tgather -d0 --dtype float64 -o f.npy'
expect cast-npy-refused 1 "$floats '[1.0]' '[0]'; tgather -d0 '[1]' f.npy"
expect cast-npy-fraction 1 \
	"$floats '[0,2.5,9,1e300]' '[0,1,2,3]'
	tgather --index-cast -d0 '[10,11,12]' f.npy"
expect cast-npy-nan 1 \
	"$floats '[0,NaN]' '[0,1]'
	tgather --index-cast -d0 --fill 0 '[10,11,12]' f.npy"
expect cast-npy-infinity 1 \
	"$floats '[-Infinity]' '[0]'
	tgather --index-cast -d0 --mode clip '[10,11,12]' f.npy"
expect cast-npy-huge 1 \
	"$floats '[9223372036854775808.0]' '[0]'
	tgather --index-cast -d0 --mode wrap '[10,11,12]' f.npy"
expect cast-npy-complex 1 \
	"tgather -d0 --dtype c64 -o f.npy '[[1,0]]' '[0]'
	tgather --index-cast -d0 '[10,11,12]' f.npy"
prints 'the smallest int64' '[10]' tgather --index-cast -d0 --mode clip "$x" \
	'[-9223372036854775808.0]'
exact() {
	tgather -d0 --dtype float64 -o f.npy '[9007199254740994,-0.0]' '[0,1]' &&
		[ "$(tgather --index-cast -d0 --fill 7 --ignore-index \
			9007199254740994 "$x" f.npy)" = '[7,10]' ]
}
ok 'a float64 above 2^53, and -0.0' exact

# Looking.
dry() {
	tgather -d0 --dtype float32 -o f.npy '[2,0,1]' '[0,1,2]' &&
		tgather --dry-run --index-cast -d0 "$x" f.npy |
		grep -q '"smallest_index":0,"largest_index":2,"out_of_range":0'
}
ok 'a dry run' dry
explained() {
	tgather -d0 --dtype float32 -o f.npy '[2,0,1]' '[0,1,2]' &&
		tgather --explain --index-cast -d0 "$x" f.npy >page &&
		grep -qF 'output[0] = input[index[0]=2] = 12' page &&
		grep -qF 'np.take_along_axis(input, index.astype(np.int64), 0)' page
}
ok 'an explanation' explained
explained_culprit() {
	tgather -d0 --dtype float32 -o f.npy '[2,0.5]' '[0,1]' &&
		! tgather --explain --index-cast -d0 "$x" f.npy >page 2>message &&
		grep -qF 'output[1] = input[index[1]=0.5], no index' page &&
		grep -qF 'index [1] is 0.5, which is not an integer' message
}
ok 'an explanation of a culprit' explained_culprit
picture() {
	tgather -d0 --dtype float32 -o f.npy '[2,0,1]' '[0,1,2]' &&
		tgather --index-cast -d0 "$x" f.npy -o p.svg && grep -q '<svg' p.svg
}
ok 'a picture' picture

finish

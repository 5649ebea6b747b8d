#!/bin/sh
# --info and --dry-run: one line of JSON for each tensor, or for a job. What is
# expected was worked out by hand; sizes in bytes are those of the files, or of
# the same job's output.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# line FILE NAME FORMAT DTYPE SHAPE BYTES ORDER - what --info says; NAME and
# DTYPE as JSON
line() {
	printf '{"file":"%s","name":%s,"format":"%s","dtype":%s,' \
		"$1" "$2" "$3" "$4"
	printf '"shape":[%s],"bytes":%s,"order":"%s"}\n' "$5" "$6" "$7"
}

# valid COMMAND ARG... - what it prints, if jq reads and writes it the same
valid() {
	"$@" >lines || return
	jq -c . <lines >again || return
	cmp lines again && cat lines
}

# given TEXT ARG... - --info with TEXT in x.json
given() {
	printf '%s\n' "$1" >x.json
	shift
	valid tgather --info "$@"
}

# --- JSON -------------------------------------------------------------------

# says DTYPE SHAPE BYTES TEXT - a file of one tensor
says() {
	prints "info: $4" "$(line x.json null json "$1" "$2" "$3" C)" \
		given "$4" x.json
}
says '"int64"' 2,2 13 '[[1,2],[3,4]]'
says '"int64"' 2,2 17 ' [ [1,2] , [3,4] ] '
says '"uint64"' 1 22 '[18446744073709551615]'
says '"float64"' 2 7 '[1,0.5]'
says '"float64"' 1 5 '[NaN]'
says '"bool"' 1,2 14 '[[true,false]]'
says null 3 10 '[1,"x",{}]'
says null 1 5 '["a"]'
says null 3 27 '[1,-1,18446744073709551615]'
says '"float64"' 0 2 '[]'
says '"float64"' 2,0 7 '[[],[]]'
says '"int64"' '' 1 5
says '"int64"' 2,2 9 '{"shape":[2,2],"data":[1,2,3,4]}'
says '"float16"' 4 9 '{"dtype":"FP16","data":[1,2,3,4]}'
says '"complex64"' 1 7 '{"dtype":"complex64","data":[[1,2]]}'

text='{"a":[[1,2],[3,4]],"n":7,"é\n\"":[true,false],"o":{"p":{"q":[1.5]}},'
text=$text'"e":[],"s":"[1]","x/y":["a"]}'
prints 'info: the arrays of an object' "$(
	line x.json '"a"' json '"int64"' 2,2 13 C
	line x.json '"é\n\""' json '"bool"' 2 12 C
	line x.json '"e"' json '"float64"' 0 2 C
	line x.json '"x/y"' json null 1 5 C
)" given "$text" x.json
text='{"a":[5],"b":{"shape":[2,1],"dtype":"FP16","data":[1,2]}}'
prints 'info: envelopes in an object' "$(
	line x.json '"a"' json '"int64"' 1 3 C
	line x.json '"b"' json '"float16"' 2,1 5 C
)" given "$text" x.json
text='{"b":{"data":[1,2]},"c":{"data":[3]}}'
prints 'info: an object of nothing but envelopes' "$(
	line x.json '"b"' json '"int64"' 2 5 C
	line x.json '"c"' json '"int64"' 1 3 C
)" given "$text" x.json
given_gather() {
	printf '%s\n' "$1" >x.json
	tgather -d0 "x.json:$2" '[0]'
}
# One that cannot be read hides no others.
broken='{"a":{"shape":[17],"datatype":"UINT8","parameters":{}},"b":[1],
"c":{"shape":[2],"data":[1]},"d":{"dtype":"f4","data":"AA=="},
"bc":[1],"b\u0063":[2],"/z~":[3],"n\u0000":[4],"cfg":{"dtype":"f4"},
"text":{"data":"hello"},"ragged":[[1],[2,3]],"\ud800":[5],
"e":{"dtype":"f4","data":"AACAPw=="}}'
broken_members() {
	printf '%s\n' "$broken" >x.json
	tgather --info x.json
}
expect info-json-broken-members 1 broken_members
expect info-json-broken-text 1 \
	'echo "{\"a\":[1],\"b\":{\"shape\":[2],\"data\":[1 2]}}" >x.json
	tgather --info x.json'
prints 'info: the name of an escaped slash reads it' '[3]' given_gather \
	"$broken" '/~1z~0'
prints 'info: an object with a shape and one array' \
	"$(line x.json null json '"int64"' 2,2 9 C)" \
	given '{"shape":[2,2],"values":[1,2,3,4]}' x.json
prints 'info: bytes in base64' "$(line x.json null json '"float32"' 1,1 4 C)" \
	given '{"shape":[1,1],"dtype":"FP32","data":"AACAPw=="}' x.json
prints 'info: a shape that is an object' \
	"$(line x.json null json '"float32"' 1 4 C)" given \
	'{"dtype":"DT_FLOAT","tensorShape":{"dim":[{"size":"1"}]},
	"tensorContent":"AACAPw=="}' x.json
prints 'info: a dtype that is not known' "$(line x.json null json null 1 3 C)" \
	given '{"datatype":"BYTES","data":[1]}' x.json
prints 'info: tensors beside a dtype' "$(
	line x.json '"a"' json '"int64"' 1 3 C
	line x.json '"b"' json '"int64"' 1 3 C
)" given '{"dtype":"f4","a":[1],"b":{"data":[2]}}' x.json
# jq would write the characters themselves.
control_names() {
	echo '{"a\u009bb\u007fc":[1],"\u0085é":[2]}' >x.json
	tgather --info x.json >lines && cat lines &&
		jq -r .name lines >names &&
		printf 'a\302\233b\177c\n\302\205é\n' | cmp - names
}
prints 'info: control characters in a name' "$(
	line x.json '"a\u009bb\u007fc"' json '"int64"' 1 3 C
	line x.json '"\u0085é"' json '"int64"' 1 3 C
)" control_names
# Python's surrogateescape: os.fsencode gives the bytes of such a name back.
odd_name=$(printf 'a\377\303\251\200\342\200\256')
odd_file() {
	tgather -d0 -o "$odd_name.npy" '[7,8,9]' '[0,1,2]' &&
		tgather --info "$odd_name.npy"
}
prints 'info: bytes in a name that are no UTF-8, and marks of direction' \
	'{"file":"a\udcffé\udc80\u202e.npy","name":null,"format":"npy","dtype":"int64","shape":[3],"bytes":24,"order":"C"}' \
	odd_file
text='{"a":[1],"b":{"shape":[2,1],"dtype":"FP16","data":[1,2]},"n":7,
"o":{"p":{"q":[1.5]}},"long name, with: a colon":[null]}'
for case in 'a "int64" 1 3' 'b "float16" 2,1 5' '/o/p/q "float64" 1 5' \
	'/o/p "float64" 1 5' '/b/data/1 "int64"  1' 'n "int64"  1'; do
	name=${case%% *} rest=${case#* }
	dtype=${rest%% *} rest=${rest#* }
	prints "info: the member $name" "$(line x.json "\"$name\"" json "$dtype" \
		"${rest% *}" "${rest##* }" C)" given "$text" "x.json:$name"
done
name='long name, with: a colon'
prints 'info: a name with a colon' "$(line x.json "\"$name\"" json null 1 6 C)" \
	given "$text" "x.json:$name"
awkward() {
	echo '[1]' >"$1"
	valid tgather --info "./$1"
}
prints 'info: an awkward file name' "$(
	line './a\\b\"c\n.json' null json '"int64"' 1 3 C)" awkward 'a\b"c
.json'
inline() {
	valid tgather --info '[[1.5]]' "$@" <<-!
		{"a":[1,2],"b":[true]}
	!
}
prints 'info: standard input' "$(
	line input null json '"float64"' 1,1 7 C
	line '<stdin>' '"b"' json '"bool"' 1 6 C
)" inline -:b
prints 'info: --shape of JSON is not said' "$(
	line x.json null json '"int64"' 4 9 C)" given '[1,2,3,4]' --shape 2,2 x.json
many() {
	awk 'BEGIN { for (i = 0; i < 3000; i++)
		printf "%s\"t%d\":[%d]", i ? "," : "{", i, i; print "}" }' >x.json
	valid tgather --info x.json >all && wc -l <all | tr -d ' ' &&
		tail -n 1 all
}
prints 'info: thousands of tensors' "3000
$(line x.json '"t2999"' json '"int64"' 1 6 C)" many

# --- raw --------------------------------------------------------------------

raw() {
	printf '\1\2\3\4' >x.raw
	valid tgather --info "$@" x.raw
}
for case in 'uint8 2,2 4' '>int16 2 4' 'float32 1,1,1 4' 'bfloat16 -1 4' \
	'bool 4 4' 'float32  4'; do
	dtype=${case%% *} shape=${case#* }
	shape=${shape% *}
	prints "info: raw as $case" "$(line x.raw null raw "\"$dtype\"" \
		"$(echo "$shape" | sed s/-1/2/)" 4 C)" \
		raw --dtype "$dtype" --shape "($shape)"
done
prints 'info: --order F' "$(line x.raw null raw '"uint8"' 2,2 4 F)" \
	raw --dtype u8 --shape 2,2 --order F
prints 'info: --offset' "$(line x.raw null raw '"uint8"' 2 2 C)" \
	raw --dtype u8 --shape 2 --offset 1
raw_index() {
	raw --dtype complex64 --shape 0 --offset 4
}
prints 'info: nothing behind the offset' \
	"$(line x.raw null raw '"complex64"' 0 0 C)" raw_index

# --- NPY --------------------------------------------------------------------

# npy FILE DTYPE SHAPE BYTES ORDER
npy() {
	prints "info: $1.npy" "$(line "$npy/$1.npy" null npy "\"$2\"" "$3" "$4" \
		"$5")" valid tgather --info "$npy/$1.npy"
}
npy i4 int32 3,4 48 C
npy f8-big '>float64' 3,4 96 C
npy c16 complex128 3,4 192 C
npy b1 bool 3,4 12 C
npy fortran int32 2,3,4 96 F
npy fortran-big '>int32' 2,3,4 96 F
npy empty-fortran float32 2,0 0 C
npy 0d float64 '' 8 C
npy single int8 3 3 C
npy version-3-fortran int32 2,3 24 F
npy several int32 2,3 24 C
npy marked-big int8 3 3 C
npy S3 '|S3' 3,4 36 C
npy U2-big '>U2' 3,4 96 C
npy M8 '<M8[ns]' 3,4 96 C
npy V33 '|V33' 3,4 396 C
npy f16 '<f16' 3,4 192 C
prints 'info: a record' "$(line "$npy/record-array.npy" null npy "\"[('a', '<i2', (2, 3)), ('b', '|u1', (2,))]\"" 3,4 168 C |
	sed 's/"shape"/"fields":["a","b"],&/')" \
	valid tgather --info "$npy/record-array.npy"
prints 'info: a field' "$(line "$npy/record-array.npy" '"a"' npy '"int16"' \
	3,4,2,3 144 strided)" valid tgather --info "$npy/record-array.npy:a"
info_names() {
	valid tgather --info "$npy/fields-named.npy" | jq -c .fields
}
prints 'info: names of fields' \
	'["it'\''s","say \"x\"","a.b","a:b","a","λ→","x\n\ty","f7","back\\slash"]' \
	info_names
from_pipe() {
	tail -c +1 "$npy/i4.npy" | valid tgather --info -
}
prints 'info: NPY from a pipe' \
	"$(line '<stdin>' null npy '"int32"' 3,4 48 C)" from_pipe
prints 'info: --dtype of raw files beside NPY' "$(
	line x.raw null raw '"uint8"' 4 4 C
	line "$npy/i4.npy" null npy '"int32"' 3,4 48 C
)" eval 'printf "\1\2\3\4" >x.raw;
	valid tgather --info --dtype u8 --shape 4 x.raw "$npy/i4.npy"'
expect info-huge 1 'npy_header "|u1" False "(9007199254740995,)" >x.npy
	tgather --info x.npy'

# --- several files ----------------------------------------------------------

make_files() {
	mkdir d && echo '[1]' >d/a.json && echo '{"b":[2,3],"c":[4]}' >d/b.json &&
		cp "$npy/i4.npy" d/c.npy && echo '[1.5]' >'d/d e.json'
}
all=$(
	line d/a.json null json '"int64"' 1 3 C
	line d/b.json '"b"' json '"int64"' 2 5 C
	line d/b.json '"c"' json '"int64"' 1 3 C
	line d/c.npy null npy '"int32"' 3,4 48 C
	line 'd/d e.json' null json '"float64"' 1 5 C
)
listed() {
	make_files && valid tgather --info d/*
}
prints 'info: several files' "$all" listed
found() {
	make_files && find d -type f -print0 | LC_ALL=C sort -z |
		xargs -0 tgather --info >lines && cat lines
}
prints 'info: from find and xargs' "$all" found
found_one() {
	make_files && find d -type f -exec tgather --info '{}' ';' | LC_ALL=C sort
}
prints 'info: one at a time' "$all" found_one
selected() {
	make_files && tgather --info d/b.json:c d/a.json d/b.json:b -q -- d/c.npy |
		jq -r '[.file, .name, .dtype, .shape[0]] | @tsv' | tr '\t' ' '
}
prints 'info: through jq' 'd/b.json c int64 1
d/a.json  int64 1
d/b.json b int64 2
d/c.npy  int32 3' selected

# What is wrong is said, the rest is listed all the same; the highest status
# is the one in the end.
some() {
	echo '[1]' >a.json
	echo '[2.5]' >z.json
}
expect info-missing 3 'some; tgather --info a.json none.json z.json'
expect info-broken 1 'some; echo "[1,[2]]" >b.json
	tgather --info a.json b.json z.json'
expect info-both 3 'some; echo "{}" >b.json
	tgather --info b.json none.json a.json none.json b.json z.json'
expect info-both-turned 3 'some; echo "[" >b.json
	tgather --info none.json a.json b.json z.json'
expect info-name 1 'some; echo "{\"b\":[1],\"c\":[2]}" >b.json
	tgather --info a.json b.json:bb z.json'
expect info-npy-name 1 'some; tgather --info $npy/i4.npy:x a.json'
expect info-raw 1 'some; printf abc >b.raw; tgather --info b.raw a.json'
expect info-raw-size 1 'some; printf abc >b.raw
	tgather --info --shape 2 --dtype u8 b.raw a.json'
expect info-raw-offset 1 'printf abc >b.raw
	tgather --info --shape 2 --dtype u8 --offset 4 b.raw'
expect info-npy-cut 1 'some; head -c 150 $npy/i4.npy >b.npy
	tgather --info b.npy a.json'
expect info-directory 3 'some; tgather --info . a.json'
expect info-half-of-file 1 'echo "{\"b\":[1],\"c\":[2]" >b.json
	tgather --info b.json'
expect info-no-file 2 'tgather --info'
expect info-bad-option 2 'tgather --info --dtype int33 $npy/i4.npy'
expect info-full 3 'tgather --info $npy/i4.npy >/dev/full'

# --- dry runs ---------------------------------------------------------------

x='[[1,2,3],[4,5,6]]'

# dry NAME EXPECTED ARG... - a dry run's line; the bytes it says must be those
# that the real run writes, which must end with the same status
dry() {
	name=$1 expected=$2
	shift 2
	prints "dry run: $name" "$expected" dry_and_real "$@"
}
dry_and_real() {
	valid tgather --dry-run "$@" >dry || return
	ls -A >left
	printf '%s\n' again dry left lines | cmp - left || return
	tgather "$@" >real || return
	[ ! -e out ] || mv out real
	[ "$(jq .bytes dry)" = "$(wc -c <real | tr -d ' ')" ] || return
	cat dry
}

# job OP DIM INPUT INDEX OUTPUT DTYPE FORMAT BYTES SMALLEST LARGEST OUTSIDE
job() {
	dtype=\"$6\"
	[ "$6" != null ] || dtype=null
	printf '{"op":"%s","dim":%s,"input_shape":[%s],"index_shape":[%s],' \
		"$1" "$2" "$3" "$4"
	printf '"output_shape":[%s],"dtype":%s,"format":"%s","bytes":%s,' \
		"$5" "$dtype" "$7" "$8"
	shift 8
	printf '"smallest_index":%s,"largest_index":%s,"out_of_range":%s}\n' "$@"
}
dry gather "$(job gather 1 2,3 2,2 2,2 int64 json 14 0 2 0)" \
	-d1 "$x" '[[0,2],[1,1]]'
dry take_along_dim "$(job take_along_dim 0 2,3 1,1 1,3 int64 json 10 1 1 0)" \
	--op take_along_dim -d-2 "$x" '[[1]]'
dry 'take_along_dim, negative' \
	"$(job take_along_dim 1 2,3 2,1 2,1 int64 json 10 -3 -1 0)" \
	--op take_along_dim -d1 "$x" '[[-1],[-3]]'
dry index_select "$(job index_select 1 2,3 1,2 2,1,2 int64 json 18 0 2 0)" \
	--op index_select -d-1 "$x" '[[2,0]]'
dry 'batch dims' "$(job index_select 1 2,3 2 2 int64 json 6 0 2 0)" \
	--batch-dims 1 -d1 "$x" '[0,2]'
dry pick "$(job pick 0 2,3 3 3 int64 json 8 0 1 0)" --op pick -d0 "$x" '[0,1,1]'
dry take "$(job take null 2,3 2 2 int64 json 6 -6 5 0)" --op take "$x" '[-6,5]'
dry gather_nd "$(job gather_nd null 2,3 1,2 1 int64 json 4 1 2 0)" \
	--op gather_nd "$x" '[[1,2]]'
dry 'a scalar' "$(job index_select 0 2 1 '' float64 json 4 1 1 0)" \
	--op index_select -d0 --output-shape '()' '[1,2.5]' '[1]'
dry '--output-shape' "$(job gather 0 3 2 2,1 int64 json 10 0 1 0)" \
	-d0 --output-shape 2,1 '[5,6,7]' '[1,0]'
dry '--shape, --index-shape' "$(job gather 1 3,2 3,1 3,1 int64 json 14 0 1 0)" \
	-d1 --shape 3,2 --index-shape 3,1 "$x" '[1,0,1]'
dry '--pretty' "$(job gather 1 2,3 2,1 2,1 int64 json 17 0 0 0)" \
	-d1 --pretty "$x" '[[0],[0]]'
dry '--dtype' "$(job gather 1 2,3 2,1 2,1 uint8 json 10 0 0 0)" \
	-d1 --dtype u8 "$x" '[[0],[0]]'
dry 'elements of several kinds' "$(job gather 0 3 1 1 null json 5 0 0 0)" \
	-d0 '[10,"a",null]' '[0]'
dry 'an empty result' "$(job gather 0 0 0 0 float64 json 3 null null 0)" \
	-d0 '[]' '[]'
dry 'an empty result with shape' \
	"$(job gather 0 2,3 0,3 0,3 int64 json 3 null null 0)" \
	-d0 --index-shape 0,3 "$x" '[]'
dry 'an empty NPY' "$(job gather 0 2,3 0,3 0,3 int64 npy 128 null null 0)" \
	-d0 --index-shape 0,3 --output-format npy "$x" '[]'
dry 'raw output' "$(job gather 0 2 3 3 '>float32' raw 12 0 1 0)" \
	-d0 --dtype '>f4' --output-format raw '[1,2]' '[0,1,1]'
dry 'NPY output' "$(job gather 0 2 3 3 int64 npy 152 0 1 0)" \
	-d0 --output-format npy '[1,2]' '[0,1,1]'
dry 'from NPY' "$(job gather 0 2,3,4 1,3,4 1,3,4 int32 json 51 0 0 0)" -d0 \
	"$npy/fortran.npy" '[[[0,0,0,0],[0,0,0,0],[0,0,0,0]]]'
dry 'the name after -o' "$(job gather 0 2 1 1 int64 json 4 1 1 0)" \
	-d0 -o out --output-format json '[1,2]' '[1]'
dry 'NaN is written' "$(job gather 0 2 1 1 float64 json 6 1 1 0)" \
	-d0 '[1,NaN]' '[1]'

# Policies: out_of_range counts what would be an error without them.
dry 'clip' "$(job gather 1 2,3 2,2 2,2 int64 json 14 -1 5 2)" \
	-d1 --mode clip "$x" '[[0,2],[-1,5]]'
dry 'wrap' "$(job gather 1 2,3 2,2 2,2 int64 json 14 -4 9 3)" \
	-d1 --mode wrap "$x" '[[0,9],[-1,-4]]'
dry 'fill' "$(job gather 1 2,3 2,2 2,2 int64 json 16 -1 3 2)" \
	-d1 --fill 99 "$x" '[[0,2],[-1,3]]'
dry 'fill and --negative' "$(job gather 1 2,3 2,2 2,2 int64 json 15 -4 2 1)" \
	-d1 --fill 99 --negative "$x" '[[0,2],[-1,-4]]'
dry 'a fill of another kind' "$(job gather 0 2 2 2 null json 9 0 2 1)" \
	-d0 --fill null '[1,2]' '[0,2]'
dry '--ignore-index' "$(job gather 1 2,3 2,2 2,2 int64 json 14 -100 2 2)" \
	-d1 --fill 0 --ignore-index -100 "$x" '[[0,-100],[-100,2]]'
dry '--ignore-index in range' "$(job gather 0 3 2 2 int64 json 6 0 1 0)" \
	-d0 --fill 0 --ignore-index 1 '[5,6,7]' '[0,1]'
dry '--negative' "$(job gather 1 2,3 2,2 2,2 int64 json 14 -3 2 0)" \
	-d1 --negative "$x" '[[0,2],[-1,-3]]'
dry '--index-base' "$(job gather 1 2,3 2,2 2,2 int64 json 14 1 3 0)" \
	-d1 --index-base 1 "$x" '[[1,2],[3,3]]'
dry '--index-base and clip' "$(job gather 0 3 3 3 int64 json 8 0 4 2)" \
	-d0 --index-base 1 --mode clip '[5,6,7]' '[0,4,1]'
dry 'clip of gather_nd' "$(job gather_nd null 2,3 2,2 2 int64 json 6 -1 5 2)" \
	--op gather_nd --mode clip "$x" '[[0,2],[-1,5]]'
# jq 1.6 would round these
extremes() {
	tgather --dry-run -d0 --fill 0 '[1]' "$@"
}
prints 'dry run: the ends of int64' "$(job gather 0 1 2 2 int64 json 6 \
	-9223372036854775808 9223372036854775807 2)" \
	extremes '[9223372036854775807,-9223372036854775808]'
prints 'dry run: the end of uint64' "$(job gather 0 1 1 1 int64 json 4 \
	18446744073709551615 18446744073709551615 1)" \
	eval 'printf "\377\377\377\377\377\377\377\377" >i.raw
	extremes i.raw --index-shape 1 --index-dtype u8 --index-dtype uint64'

# Nothing is written, and what is there stays.
kept() {
	echo former >out.json
	tgather --dry-run -d0 -o out.json '[1,2]' '[1]' >/dev/null &&
		tgather --dry-run -d0 -o new.npy '[1,2]' '[1]' >/dev/null &&
		ls -A && cat out.json
}
prints 'dry run: -o' 'out.json
former' kept
stream() {
	printf '[0]\n[1]\n' | tgather --dry-run --each -d0 -o out.json '[1,2]' - \
		>/dev/null 2>&1
	[ ! -e out.json ]
}
ok 'dry run: -o with --each' stream
warned() {
	tgather --dry-run -d0 "$x" '[[0]]' 2>&1 >/dev/null | head -c 17
	tgather -q --dry-run -d0 "$x" '[[0]]' 2>&1 | jq -c .output_shape
}
prints 'dry run: the warning of a real run' 'tgather: warning:[1,1]' warned

# Errors are those of the real run, and nothing else is printed.
# both_fail NAME STATUS ARGS
both_fail() {
	expect "$1" "$2" "tgather $3"
	expect "$1" "$2" "tgather --dry-run $3" --dry-run
	expect "$1" "$2" "tgather --dry-run -o out.json $3; status=\$?
		ls -A; exit \$status" '--dry-run -o'
}
both_fail dry-range 1 '-d1 "[[1,2,3],[4,5,6]]" "[[0,2],[1,5]]"'
both_fail dry-range-nd 1 '--op gather_nd "[[1,2,3],[4,5,6]]" "[[0,2],[2,1]]"'
both_fail dry-range-empty 1 '-d0 --op index_select --shape 2,0 "[]" "[0,2]"'
both_fail dry-ignore 1 '-d0 --fill 0 --ignore-index -1 "[5,6]" "[-1,2]"'
both_fail dry-missing 3 '-d0 none.json "[0]"'
both_fail dry-ragged 1 '-d0 "[1,[2]]" "[0]"'
both_fail dry-fill 1 '-d0 --fill 300 --dtype u8 --output-format raw "[1]" "[1]"'
both_fail dry-value 1 '-d0 --dtype u8 --output-format raw "[1,300]" "[1]"'
both_fail dry-strings 1 '-d0 --output-format npy "[\"a\"]" "[0]"'
both_fail dry-output-shape 1 '-d0 --output-shape 3 "[5,6]" "[0,1]"'
both_fail dry-dtype 1 '--op take $npy/i8.npy --dtype float32 "[0]"'
both_fail dry-nan 1 '--op take --nan error --shape 12 --dtype f2 $in/float16.raw \
	"[0,2]"'
both_fail dry-usage 2 '--op take --dim 0 "[5,6]" "[0,1]"'
# What is wrong with the output is found as well, and nothing is left behind.
dry_output() { # NAME STATUS ARGUMENTS
	expect "$1" "$2" "tgather $3"
	# a call that is suggested has the option, too
	expect "$1" "$2" "tgather --dry-run $3 2>said; status=\$?
		sed 's, --dry-run,,' said >&2
		rm -f pipe said; ls -A; exit \$status" --dry-run
}
dry_output dry-archive 2 '-d0 --output-format npz [1] [0]'
dry_output dry-archive-device 2 '-d0 --output-format npz -o /dev/null [1] [0]'
dry_output dry-directory-missing 3 '-d0 -o none/x.npy [1] [0]'
dry_output dry-directory 3 '-d0 -o / [1] [0]'
dry_output dry-only-read 2 '-d0 -o x.pt [1] [0]'
dry_output dry-no-text 1 '-d0 --op index_select $npy/V2.npy [0]'
dry_pipe() {
	mkfifo pipe && echo '[1]' >x.json || return
	timeout 5 tgather --dry-run -d0 -o pipe x.json '[0]' >line &&
		[ -s line ] || return
	timeout 5 tgather --dry-run -d0 -o pipe --output-format npz \
		x.json '[0]' 2>err
	[ $? = 2 ]
}
ok 'a dry run does not wait for a pipe' dry_pipe
dry_keeps() {
	echo former >x.json
	tgather --dry-run -d0 -o x.json '[1]' '[0]' >line &&
		[ "$(cat x.json)" = former ] && rm line x.json && rmdir "$PWD"
}
ok 'a dry run keeps the output file' dry_keeps
expect dry-mismatch 1 'tgather --dry-run -d0 "[[1,2],[3,4]]" "[0]"'
expect dry-full 3 'tgather --dry-run -d0 "[1,2]" "[0]" >/dev/full'

# What holds no tensor is not passed over in silence.
expect info-pt-module 1 'tgather --info $formats/pt/module.pt'
expect info-no-tensor 1 'echo "{\"a\":{\"b\":1}}" >x.json
	tgather --info x.json'

# --- a table for people -------------------------------------------------------

# on COLUMNS ARGUMENTS - what a terminal gets; status 1 where an error is told
on() {
	on_terminal "$1" "tgather --info $2" >page
	status=$?
	cat page
	return "$status"
}
# layers N - an object with two tensors for each of N layers, and others
layers() {
	printf '{"embed":[[1.5,2],[3,4]]'
	for i in $(seq 0 $(($1 - 1))); do
		printf ',"layers.%d.w1":[%d,2,3],"layers.%d.b":[0.5]' \
			"$i" "$i" "$i"
	done
	printf ',"layers.%d.w2":[1]}\n' $(($1 + 5))
}
listed_on() {
	layers "$2" >x.json
	on "$1" x.json
}
# 30 tensors whose names differ only in a number: [0], [0.5], [2], [0.5], ...
two_dtypes() {
	{
		printf '{"l.0.w":[0],"l.1.w":[0.5]'
		for i in $(seq 2 2 28); do
			printf ',"l.%d.w":[%d],"l.%d.w":[0.5]' "$i" "$i" $((i + 1))
		done
		echo '}'
	} >x.json
	on 80 x.json
}
# files without names are rows of one table
some_files() {
	echo '[[1,2]]' >a.json
	echo '[0.5]' >b.json
	layers 0 | sed 's/,"layers.*/}/' >x.json
	on 80 'a.json b.json x.json none.json b.json 2>err'
	[ $? = 3 ]
}
forced() {
	echo '[[1,2]]' >x.json
	on 80 '--json x.json'
}
# a name that a terminal must not obey, and one that is too long for it
cut() {
	printf '{"a\\u001b[31m":[1],"%s":[1]}' "$(repeat 60 ab)" >x.json
	on 50 x.json
}
if has_terminal; then
	prints 'a table of few tensors' 'x.json: json, 6 tensors
name         dtype    shape   size
embed        float64  (2, 2)  15 B
layers.0.w1  int64    (3)     7 B
layers.0.b   float64  (1)     5 B
layers.1.w1  int64    (3)     7 B
layers.1.b   float64  (1)     5 B
layers.7.w2  int64    (1)     3 B' listed_on 80 2
	# 12 layers: 26 tensors, of which one has a size of its own
	prints 'a long table is folded' 'x.json: json, 26 tensors
name              dtype    shape   size
embed             float64  (2, 2)  15 B
layers.{0-11}.w1  int64    (3)     86 B in 12
layers.{0-11}.b   float64  (1)     60 B in 12
layers.17.w2      int64    (1)     3 B
(--json lists each of the 26)' listed_on 80 12
	prints 'tensors of two dtypes are not one line' 'x.json: json, 30 tensors
name        dtype    shape  size
l.{0-28}.w  int64    (1)    55 B in 15
l.{1-29}.w  float64  (1)    75 B in 15
(--json lists each of the 30)' two_dtypes
	prints 'tables of several files' 'name    dtype    shape   size
a.json  int64    (1, 2)  7 B
b.json  float64  (1)     5 B

x.json: json, 1 tensor
name   dtype    shape   size
embed  float64  (2, 2)  15 B

name    dtype    shape  size
b.json  float64  (1)    5 B' some_files
	prints 'JSON lines are forced' "$(line x.json null json '"int64"' 1,2 7 C)" \
		forced
	prints 'names are cut, and do no harm' 'x.json: json, 2 tensors
name                  dtype  shape  size
a\u001b[31m           int64  (1)    3 B
ababababababababa...  int64  (1)    3 B' cut
else
	for name in 'a table of few tensors' 'a long table is folded' \
		'tensors of two dtypes are not one line' \
		'tables of several files' 'JSON lines are forced' \
		'names are cut, and do no harm'; do
		skip "$name" 'no terminal'
	done
fi
expect info-json-alone 2 "tgather --json -d0 '[1]' '[0]'"
expect info-output 2 'tgather --info -o x $data/small.json'

finish

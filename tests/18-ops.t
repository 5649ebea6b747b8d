#!/bin/sh
# Every operation under every policy. tests/golden/make.py writes the cases
# and the answers of the first part; the second shows its answers by hand.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

cases

# Sizes of 0: shape and text of the result, and the call; dashes where it is
# refused. Empty tensors of many shapes have one text, so both are compared.
sizes_of_0() {
	wrong=0
	while IFS='	' read -r shape text arguments; do
		set -f
		# shellcheck disable=SC2086    # options without spaces
		set -- -q $arguments
		set +f
		if [ "$shape" = - ]; then
			rm -f dry
			tgather "$@" >answer 2>message
			[ $? = 1 ] && [ ! -s answer ] && [ -s message ]
		else
			tgather "$@" >answer &&
				tgather --dry-run "$@" >dry &&
				echo "$text" | cmp -s - answer &&
				grep -qF "\"output_shape\":$shape," dry
		fi && continue
		wrong=$((wrong + 1))
		[ "$wrong" -gt 5 ] ||
			echo "tgather $*: not $shape $text: $(cat answer dry)"
	done <"$golden/zeros"
	[ "$wrong" = 0 ]
}
ok 'sizes of 0' sizes_of_0

# By hand. roi is [[10,11,12],[20,21,22]].
roi='[[10,11,12],[20,21,22]]'
prints 'gather' '[[12,10],[21,21]]' \
	tgather --dim 1 "$roi" '[[2,0],[1,1]]'
prints 'take_along_dim repeats the index' '[[20,11],[20,11]]' \
	tgather --dim 0 --op take_along_dim '[[10,11],[20,21]]' '[[1,0],[1,0]]'
prints 'take_along_dim repeats a row' '[[12,10],[22,20]]' \
	tgather --dim 1 --op take_along_dim "$roi" '[[2,0]]'
prints 'take_along_dim repeats the input' '[[11,10],[12,12]]' \
	tgather --dim 1 --op take_along_dim '[[10,11,12]]' '[[1,0],[2,-1]]'
prints 'take_along_axis is take_along_dim' '[[12],[21]]' \
	tgather --dim 1 --op take_along_axis "$roi" '[[-1],[-2]]'
prints 'index_select' '[[12,10],[22,20]]' \
	tgather --dim 1 --op index_select "$roi" '[2,0]'
prints 'batch dims' '[12,20]' tgather --dim 1 --batch-dims 1 "$roi" '[2,0]'
prints 'pick' '[20,11,22]' tgather --dim 0 --op pick "$roi" '[1,0,1]'
prints 'take' '[[12,20],[22,10]]' tgather --op take "$roi" '[[2,3],[-1,-6]]'
prints 'gather_nd' '[12,20]' tgather --op gather_nd "$roi" '[[0,2],[1,0]]'
prints 'gather_nd takes rows' '[[20,21,22],[10,11,12]]' \
	tgather --op gather_nd "$roi" '[[1],[0]]'
prints 'gather_nd, a tuple' 21 tgather --op gather_nd "$roi" '[1,1]'
prints 'gather_nd, batch dims' '[12,20]' \
	tgather --op gather_nd --batch-dims 1 "$roi" '[[2],[0]]'

# gather_nd on other dims. NumPy's answers, with field =
# np.arange(12).reshape(2, 2, 3) and its indexing in the comment.
field='[[[0,1,2],[3,4,5]],[[6,7,8],[9,10,11]]]'
# field[:, [0, 1, 1], [2, 1, 0]]
prints 'gather_nd, dims 1 and 2' '[[2,4,3],[8,10,9]]' \
	tgather --op gather_nd --dim 1 "$field" '[[0,2],[1,1],[1,0]]'
prints 'gather_nd, a negative dim' '[[2,4,3],[8,10,9]]' \
	tgather --op gather_nd --dim -2 "$field" '[[0,2],[1,1],[1,0]]'
# field[:, [1, 0]]
prints 'gather_nd, slices of dim 1' '[[[3,4,5],[0,1,2]],[[9,10,11],[6,7,8]]]' \
	tgather --op gather_nd --dim 1 "$field" '[[1],[0]]'
# field[:, :, [[2], [0]]]
prints 'gather_nd, the last dim' \
	'[[[[2],[0]],[[5],[3]]],[[[8],[6]],[[11],[9]]]]' \
	tgather --op gather_nd --dim 2 "$field" '[[[2]],[[0]]]'
# field[:, 1, 2]
prints 'gather_nd, a tuple at dim 1' '[5,11]' \
	tgather --op gather_nd --dim 1 "$field" '[1,2]'
prints 'gather_nd, dim 0 is the default' '[1,11]' \
	tgather --op gather_nd --dim 0 "$field" '[[0,0,1],[1,1,2]]'
# np.stack([f[:, i] for f, i in zip(field, [[2, 1], [0, 0]])])
prints 'gather_nd, dim behind a batch dim' '[[[2,1],[5,4]],[[6,6],[9,9]]]' \
	tgather --op gather_nd --batch-dims 1 --dim 2 "$field" \
	'[[[2],[1]],[[0],[0]]]'
prints 'gather_nd at a dim, negative indices' '[[5],[11]]' \
	tgather --op gather_nd --dim 1 --negative "$field" '[[-1,-1]]'
prints 'gather_nd at a dim, filled' '[[0,9],[6,9]]' \
	tgather --op gather_nd --dim 1 --fill 9 "$field" '[[0,0],[0,3]]'
# np.empty((0, 2, 3))[:, [0], [0]] has shape (0, 1)
prints 'gather_nd at a dim, no rows' '[]' \
	tgather --op gather_nd --dim 1 --shape 0,2,3 '[]' '[[0,0]]'
expect nd-dim-rank 1 'tgather --op gather_nd --dim 2 "[[[1,2]]]" "[[0,0]]"'
expect nd-dim-range 1 'tgather --op gather_nd --dim 3 "[[[1,2]]]" "[[0]]"'
expect nd-dim-before-batch 1 \
	'tgather --op gather_nd --dim 0 --batch-dims 1 "[[1,2]]" "[[0]]"'
expect nd-dim-out-of-range 1 \
	'tgather --op gather_nd --dim 1 "[[[1,2]]]" "[[0,1],[0,2]]"'
nd_dry() {
	tgather --op gather_nd --dim -2 --dry-run "$field" '[[0,2]]' |
		grep -qF '"dim":1,"input_shape":[2,2,3],"index_shape":[1,2],'\
'"output_shape":[2,1]'
}
ok 'gather_nd at a dim, dry run' nd_dry

# Binary data: whole blocks of several dims, and the three instruction sets.
nd_blocks() {
	tgather --op gather_nd --dim 1 -o f.npy "$field" '[[1],[0]]' &&
		[ "$(tgather --op gather_nd --dim 1 f.npy '[[1],[0]]')" = \
			"$field" ]
}
ok 'gather_nd at a dim, twice' nd_blocks

# Negative batch dims count from the dims of the index, as in tf.gather:
# batch_dims += indices.shape.ndims.
prints 'batch dims -1' '[[3,1],[5,5]]' \
	tgather --dim 1 --batch-dims -1 '[[1,2,3],[4,5,6]]' '[[2,0],[1,1]]'
prints 'batch dims -2 of an index of 2 dims is none' \
	'[[[3,1],[2,2]],[[6,4],[5,5]]]' \
	tgather --dim 1 --batch-dims -2 '[[1,2,3],[4,5,6]]' '[[2,0],[1,1]]'
prints 'batch dims -1 of an index of 1 dim is none' '[[3,1],[6,4]]' \
	tgather --dim 1 --batch-dims -1 '[[1,2,3],[4,5,6]]' '[2,0]'
expect batch-dims-negative-range 1 \
	'tgather --dim 1 --batch-dims -3 "[[1,2],[3,4]]" "[[1,0],[1,1]]"'

# wrap: -1 mod 3 = 2, 3 mod 3 = 0, -4 mod 3 = 2, 7 mod 3 = 1
prints 'wrap' '[12,10,12,11]' tgather --dim 0 --mode wrap '[10,11,12]' \
	'[-1,3,-4,7]'
prints 'clip' '[10,12,10,12]' tgather --dim 0 --mode clip '[10,11,12]' \
	'[-1,3,-4,7]'
# from 1 on: 1 is the first; 0 - 1 = -1 wraps to the last, and clips to 0
prints 'wrap from 1' '[10,12,12,11]' tgather --dim 0 --mode wrap \
	--index-base 1 '[10,11,12]' '[1,0,-3,2]'
prints 'clip from 1' '[10,10,10,12]' tgather --dim 0 --mode clip \
	--index-base 1 '[10,11,12]' '[1,0,-3,9]'
prints 'wrap, and --negative changes nothing' '[12,10]' tgather --dim 0 \
	--mode wrap --negative '[10,11,12]' '[-1,-3]'
prints 'from 1, from the end' '[10,12,12]' tgather --dim 0 --index-base 1 \
	--negative '[10,11,12]' '[1,3,-1]'
prints '0 is out of range from 1 on' '["x",10,"x",12]' tgather --dim 0 \
	--index-base 1 --fill '"x"' --negative '[10,11,12]' '[0,1,4,-1]'
prints 'the ends of int64' '[12,10,0,0]' tgather --dim 0 --fill 0 --negative \
	--index-base 9223372036854775805 '[10,11,12]' \
	'[9223372036854775807,9223372036854775805,-9223372036854775808,0]'

# Ignored: the index as written, before base and sign.
prints 'ignored' '[null,10,null]' tgather --dim 0 --fill null \
	--ignore-index 1 --index-base 2 '[10,11,12]' '[1,2,1]'
prints 'ignored, not counted from the end' '[null,11]' tgather --dim 0 \
	--fill null --ignore-index -1 --negative '[10,11,12]' '[-1,-2]'
prints 'ignored, though in range' '[0,11]' tgather --dim 0 --fill 0 \
	--ignore-index 0 '[10,11,12]' '[0,1]'
expect ops-ignored-others 1 "tgather --op gather_nd --fill 0 \
	--ignore-index -1 '$roi' '[[-1,3],[0,0],[2,-1]]'"
prints 'one component fills the slice' '[[[7,7],[7,7]],[[5,6],[7,7]]]' \
	tgather --op gather_nd --fill 7 '[[[1,2],[3,4]],[[5,6],[9,9]]]' \
	'[[[0,2],[2,0]],[[1,0],[-1,1]]]'

# --fill: any scalar, verbatim.
for value in '"a,]\u00e9"' null true 1e400 -0 1.10 NaN -Infinity; do
	prints "fill with $value" "[1,$value]" \
		tgather --dim 0 --fill "$value" '[1,2]' '[0,5]'
done
fills() {
	printf '%b' "$2" >x.raw
	tgather --dim 0 --shape -1 --dtype "$1" --fill "$3" x.raw '[1,0]'
}
prints 'fill uint8' '[255,1]' fills u1 '\001' 255
prints 'fill bool' '[true,false]' fills bool '\000' 1
prints 'fill float32' '[NaN,1.0]' fills '>f4' '\077\200\000\000' NaN
prints 'fill float16' '[-Infinity,1.0]' fills '<f2' '\000\074' -Infinity
prints 'fill bfloat16' '[0.1,1.0]' fills '>bf16' '\077\200' 0.1
prints 'fill complex64' '[[0.5,0.0],[1.0,2.0]]' fills '>c8' \
	'\077\200\000\000\100\000\000\000' 0.5
prints 'fill complex64, both parts' '[[0.5,-1.0],[1.0,2.0]]' fills '>c8' \
	'\077\200\000\000\100\000\000\000' '[0.5,-1]'
fills_not() {
	fills u1 '\001' "$1" >out 2>err
	[ $? = 1 ] && [ ! -s out ] && grep -q '^tgather: --fill: ' err
}
for value in 256 -1 1.5 true '"1"' null 1e400 NaN; do
	ok "uint8 is not filled with $value" fills_not "$value"
done

# Elements of each size are fetched ahead from an input that no cache holds, but
# not where they are filled: sanitizers would see that.
fill_large() {
	zeros 4000000 >x.raw
	perl -e 'print "[", join(",", map { $_ % 3 ? $_ * 83 % 250000 :
		9_999_999 } 1 .. 3000), "]"' >i.json
	for dtype in u1 i2 f4 i8 c16; do
		tgather --op take --fill 7 --dtype "$dtype" --shape -1 x.raw \
			i.json | tr -dc 7 | wc -c
	done
}
prints 'fill values beside a large input' '1000
1000
1000
1000
1000' fill_large

# Far ends. A file of 20 GB of nothing, but for some bytes at places that 31,
# 32 and more bits are needed for.
big=$work/big.raw size=21474836480
poke() { # OFFSET OCTAL - write a byte
	printf %b "\\0$2" |
		dd of="$big" bs=1 seek="$1" conv=notrunc status=none
}
make_big() {
	truncate -s $size "$big" && poke $((size - 1)) 011 &&
		poke 2147483647 001 && poke 2147483648 002 &&
		poke 4294967295 003 && poke 4294967296 004 &&
		poke 8589934592 005 && poke 17179869184 006
}
# far NAME TEXT SHAPE DTYPE ARGUMENT... - in seconds, not in minutes
far() {
	name=$1 text=$2 shape=$3 dtype=$4
	shift 4
	prints "far: $name" "$text" timeout 20 \
		tgather -q --shape "$shape" --dtype "$dtype" "$@"
}
# with_index DTYPE BYTES ARGUMENT... - a raw index
with_index() {
	printf '%b' "$2" >i.raw
	type=$1
	shift 2
	timeout 20 tgather --shape -1 --dtype u1 --op take --index-shape -1 \
		--index-dtype "$type" "$@" "$big" i.raw
}
# What it takes in memory, seen while it waits for its next index.
in_little_memory() {
	mkfifo in
	tgather --each --shape -1 --dtype u1 --op take "$big" in >out &
	exec 3<>in
	echo '[21474836479,0]' >&3
	await test -s out
	used=$(awk '/^VmHWM:/ { print $2 }' /proc/$!/status)
	kill $!
	cat out
	echo "$used kB"
	[ "$(cat out)" = '[9,0]' ] && [ "${used:-999999}" -lt 100000 ]
}
# Several blocks for each row of a text, too large to be moved in one go.
large_blocks() {
	perl -e 'print "[", join(",", map { my $row = $_; "[" . join(",", map {
		my $n = 2 * $row + $_; "[" . join(",", map { $n + $_ } 1 .. 70000)
		. "]" } 0, 1) . "]" } 0, 1), "]"' >x.json
	perl -e 'print "[", join(",", map { my $row = $_; "[" . join(",", map {
		my $n = 2 * $row + $_; "[" . join(",", map { $n + $_ } 1 .. 70000)
		. "]" } $row ? (0, 0, 1) : (1, 0, 1)) . "]" } 0, 1), "]\n"' \
		>expected
	tgather --dim 1 --batch-dims 1 x.json '[[1,0,1],[0,0,1]]' >out &&
		cmp out expected
}
ok 'large blocks of a long text' large_blocks
if ! maps_huge_files || ! make_big 2>"$work/no_big"; then
	skip 'far ends of 20 GB' 'no file of 20 GB'
else
	far 'JSON' '[0,1,2,3,4,9]' -1 u1 --op take "$big" \
		'[0,2147483647,2147483648,4294967295,4294967296,21474836479]'
	far 'JSON, index_select' '[0,1,2,3,4,9]' -1 u1 --op index_select \
		--dim 0 "$big" \
		'[0,2147483647,2147483648,4294967295,4294967296,21474836479]'
	far 'from the end' '[9,0,6]' -1 u1 --op take "$big" \
		'[-1,-21474836480,-4294967296]'
	# 2^34, 2^33, -1
	prints 'far: int64' '[6,5,9]' with_index '>i8' \
'\0\0\0\004\0\0\0\0\0\0\0\002\0\0\0\0\0377\0377\0377\0377\0377\0377\0377\0377'
	# 2^32, 2^32 - 1, and 2^63, which clips to the last
	prints 'far: uint64' '[4,3,9]' with_index '>u8' \
'\0\0\0\001\0\0\0\0\0\0\0\0\0377\0377\0377\0377\0200\0\0\0\0\0\0\0' --mode clip
	# 2^31, 2^32 - 1
	prints 'far: uint32' '[2,3]' with_index '>u4' \
		'\0200\0\0\0\0377\0377\0377\0377'
	prints 'far: uint32, little-endian' '[2,3]' with_index '<u4' \
		'\0\0\0\0200\0377\0377\0377\0377'
	# elements of 4 bytes, 2^31, 2^32 and the last, 9 in its highest byte
	far 'more than 2^32 elements of 4 bytes' '[5,6,150994944]' -1 '<u4' \
		--op take "$big" '[2147483648,4294967296,-1]'

	# 20 rows of 2^30: 2 starts row 2, 4 row 4, 5 row 8, 6 row 16; 1 ends
	# row 1, 3 row 3, 9 row 19.
	rows=20,1073741824
	far 'gather along dim 0' '[[4],[6],[2]]' $rows u1 --dim 0 "$big" \
		'[[4],[16],[2]]'
	far 'gather along dim 1' '[[0,0],[0,1],[2,0],[0,3],[4,0]]' $rows u1 \
		--dim 1 --index-shape 5,2 "$big" '[0,1073741823,0,1073741823,
		0,1073741823,0,1073741823,0,1073741823]'
	far 'take_along_dim' '[[0],[1],[0],[3],[0],[0],[0],[0],[0],[0],[0],'\
'[0],[0],[0],[0],[0],[0],[0],[0],[9]]' $rows u1 --dim 1 --op take_along_dim \
		"$big" '[[-1]]'
	far 'index_select' '[0,0,2,0,4,0,0,0,5,0,0,0,0,0,0,0,6,0,0,0]' $rows \
		u1 --dim 1 --op index_select --output-shape 20 "$big" '[0]'
	far 'batch dims' '[0,1,2,3,4,0,0,0,5,0,0,0,0,0,0,0,6,0,0,9]' $rows u1 \
		--dim 1 --batch-dims 1 "$big" '[0,1073741823,0,1073741823,
		0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1073741823]'
	far 'pick' '[0,1,2,3,4,0,0,0,5,0,0,0,0,0,0,0,6,0,0,9]' $rows u1 \
		--dim 1 --op pick "$big" '[0,1073741823,0,1073741823,
		0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1073741823]'
	far 'gather_nd' '[9,4,0]' 20,32768,32768 u1 --op gather_nd "$big" \
		'[[19,32767,32767],[4,0,0],[4,0,1]]'
	if [ -e /proc/self/status ]; then
		ok 'far: in little memory' in_little_memory
	else
		skip 'far: in little memory' 'no /proc'
	fi
	rm -f "$big"
fi

finish

#!/bin/sh
# What is said when shapes do not fit or an index is out of range, and what is
# warned of. Every command line and every option that is suggested is tried.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# tensor NAME SIZE... - a file of 0, 1, 2, ... in that shape
tensor() {
	file=$1
	shift
	jq -nc 'def t($s; $o): if $s == [] then $o else
		[range($s[0]) as $i | t($s[1:]; $o * $s[0] + $i)] end;
		t($ARGS.positional; 0)' --jsonargs "$@" >"$file"
}
# index NAME SIZE... - an index of that shape, in range everywhere
index() {
	tensor "$@"
	sed -i 's/[0-9][0-9]*/0/g' "$1"
}
# with 'SHAPE' 'SHAPE' COMMAND... - an input x.json and an index i.json
with() {
	# shellcheck disable=SC2086
	tensor x.json $1
	# shellcheck disable=SC2086
	index i.json $2
	shift 2
	"$@"
}

# The shape of standard input, as a message has it: (2, 3)
shape() {
	jq -r 'def s: if type == "array" then
			[length] + (if length > 0 then .[0] | s else [] end)
		else [] end;
		"(" + (s | map(tostring) | join(", ")) + ")"'
}

# tried N - run each of the N command lines in the file suggestions: it has to
# give the shape that is promised for it.
tried() {
	promised='' count=0
	while IFS= read -r line; do
		case $line in
		*', giving ('*'):')
			promised=${line##*, giving }
			promised=${promised%:}
			;;
		'        tgather '*)
			count=$((count + 1))
			(eval "$line") >tried 2>try || {
				echo "fails: $line"
				cat try
				return 1
			}
			[ ! -e out.json ] || mv out.json tried
			[ "$(shape <tried)" = "$promised" ] || {
				echo "not $promised: $line"
				return 1
			}
			;;
		esac
	done <suggestions
	[ "$count" = "$1" ] || {
		echo "$count command lines, not $1"
		cat suggestions
		return 1
	}
}
# fits N COMMAND... - which fails, and its N suggestions keep their promise
fits() {
	count=$1
	shift
	("$@") >said 2>suggestions
	tried "$count"
}
# suggests N NAME 'COMMAND' [STATUS] - fails as NAME.err says, with N command
# lines and with 1, if no other status is given
suggests() {
	expect "$2" "${4:-1}" "$3"
	ok "$2 (what is suggested fits)" fits "$1" eval "$3"
}

# The cases everybody meets.
suggests 1 suggest-story \
	'tgather --dim 1 $data/roi_loc.json $data/label.json'
suggests 1 suggest-batch 'with "128 21 4" 128 tgather --dim 1 x.json i.json'
suggests 1 suggest-batch-last \
	'with "2 3 4" "2 3" tgather --dim -1 x.json i.json'
suggests 1 suggest-batch-rest \
	'with "2 3 4" "2 5" tgather --dim 1 x.json i.json'
suggests 1 suggest-pick 'with "4 3 5" "4 5" tgather --dim 1 x.json i.json'
suggests 1 suggest-select 'with "9 3" 7 tgather --dim 0 x.json i.json'
suggests 1 suggest-select-scalar \
	'with "3 4" "" tgather --dim 1 x.json i.json'
suggests 2 suggest-two 'with "3 4" 4 tgather --dim 0 x.json i.json'
suggests 2 suggest-unsqueeze \
	'with "1 2 3" "4 3" tgather --dim 1 x.json i.json'

# An index for some of the other dims: a network's last valid step of each
# sample. It is one call, and the one that is offered first.
suggests 2 suggest-last-step 'with "5 2 3" 2 tgather --dim 0 x.json i.json'
suggests 1 suggest-some-dims 'with "2 3 4 5" "4 5" tgather -d1 x.json i.json'
# torch.take_along_dim(x, torch.tensor([[[4],[2]]]), 0)[0], as x counts from 0
prints 'the last step of each sample' '[[24,25,26],[15,16,17]]' \
	eval 'tensor x.json 5 2 3; tgather --dim 0 --op take_along_dim \
		--index-shape 1,2,1 --output-shape 2,3 x.json "[4,2]"'
# A result that is far larger than what it is made of is not what was meant.
suggests 1 suggest-no-blow-up \
	'with "64 6 128" "64 1 300" tgather --dim 1 x.json i.json'
suggests 1 suggest-no-large-result \
	'with "5 3000" 3000 tgather --dim 0 x.json i.json'
# The shape that is promised is that of the whole call.
suggests 1 suggest-output-shape \
	'with "3 4" 3 tgather --dim 1 --output-shape 3,1 x.json i.json'
suggests 0 suggest-output-shape-not \
	'with "3 4" 2 tgather --dim 1 --output-shape 5 x.json i.json'
# If there is none that is right for these indices, that is said.
expect suggest-none-in-range 1 'tgather -d0 "[[1,2],[3,4]]" "[7]"'
# Calls whose indices are in range come first: 4 is one of 5, not of 2.
suggests 1 suggest-in-range 'tensor x.json 2 5
	tgather --dim 0 x.json "[4,0]"'

# Only its transpose fits.
suggests 0 suggest-transpose \
	'with "4 2" "3 4" tgather --dim 1 --op take_along_dim x.json i.json'
suggests 0 suggest-transpose-gather \
	'with "2 4" "5 2" tgather --dim 1 x.json i.json'
# With gather it is legal, and drops data.
expect warn-transpose 0 \
	"tgather --dim 1 \$in/x42.json '[[0,1,0,1],[1,1,0,0],[1,0,1,0]]'"

# Larger than the input off --dim.
suggests 1 suggest-larger 'with "4 1" "4 5" tgather --dim 0 x.json i.json'
suggests 1 suggest-larger-row 'with "1 4" "3 4" tgather --dim 1 x.json i.json'
suggests 1 suggest-other-dim 'with "4 3" "4 5" tgather --dim 0 x.json i.json'
suggests 0 suggest-more-dims 'with "2 3 4" "5 6 7 8" tgather --dim 1 \
	--op take_along_dim x.json i.json'
suggests 2 suggest-dim-too-high \
	'with "3 4" 2 tgather --dim 5 x.json i.json'
suggests 1 suggest-dim-fits \
	'with "3 4" "3 1" tgather --dim 2 x.json i.json'

# --dim was left out. What else is wrong is said when it is there.
for operands in 'nope.json "[0]"' '"[1" "[0]"' '"[1,2]" "[0.5]"'; do
	expect suggest-no-dim-unreadable 2 "tgather $operands" "$operands"
done
suggests 1 suggest-no-dim-story \
	'tgather $data/roi_loc.json $data/label.json' 2
suggests 2 suggest-no-dim-square 'with "2 2" "2 2" tgather x.json i.json' 2
suggests 1 suggest-no-dim-vector 'with 5 "2 3" tgather --op index_select \
	x.json i.json' 2
suggests 1 suggest-no-dim-in-range 'tensor x.json 2 5
	echo "[[0,0,0,0,4],[0,0,0,0,0]]" >i.json; tgather x.json i.json' 2

# More indices than are read for a suggestion: the file has no bytes on the disk.
expect suggest-no-dim-large 2 'truncate -s 67108865 i.raw
	tgather --index-shape 67108865 --index-dtype u8 "[5]" i.raw'

# Other operations that do not fit.
suggests 1 suggest-for-pick \
	'with "3 4" "3 4" tgather --dim 1 --op pick x.json i.json'
suggests 1 suggest-for-pick-select \
	'with "3 4" 2 tgather --dim 1 --op pick x.json i.json'
suggests 1 suggest-for-batch \
	'with "3 4" 2 tgather --dim 1 --batch-dims 1 x.json i.json'
suggests 1 suggest-for-batch-many \
	'with "3 4" 3 tgather --dim 1 --batch-dims 2 x.json i.json'
suggests 1 suggest-for-nd-batch \
	'with "2 3 4" "3 1" tgather --op gather_nd --batch-dims 1 x.json i.json'
suggests 0 suggest-for-nd \
	'with "2 3 4" "2 4" tgather --op gather_nd x.json i.json'
suggests 2 suggest-coordinates \
	'with "3 4" "5 2" tgather --dim 1 x.json i.json'

# The other options and the operands are repeated, those of the call are not.
suggests 1 suggest-options 'with "2 3 4" 2 tgather -q --axis=1 --pretty \
	--fill "\"a b\"" --ignore-index=-1 --index-base 0 --nan null \
	--op gather --input-format json --negative x.json i.json'
suggests 2 suggest-shapes 'with 8 4 tgather -d1 --shape 2,4 \
	--index-shape 2x2x1 x.json i.json'
suggests 1 suggest-output \
	'with "2 3" 2 tgather -d1 -o out.json x.json i.json'
suggests 1 suggest-inline "tgather --dim 1 '[[1, 2],[3,4]]' '[0, 1]'"
expect suggest-stdin 1 \
	'with "2 3" 2 cat i.json | tgather --dim 1 $data/small.json'
expect suggest-stdin-dash 1 \
	'with "2 3" 2 cat i.json | tgather --dim 1 $data/small.json -'

# Names that a shell would take apart.
odd() {
	tensor x.json 2 3
	mv -- x.json "$1"
	tgather --dim 1 -- "$1" '[0,1]'
}
for name in 'a b' "it's" '$HOME' '`x`' '~' '!x#;&|<>()' '*' 'a\b' '{a,b}' \
	'"' 'a=b,c@d%e^f+g:h' "$(printf 'tab\there')" \
	"$(printf 'new\nline')" "$(printf 'byte\377')" -x --; do
	ok "the file $(printf %s "$name" | tr -c ' -~' '?')" \
		fits 1 odd "$name.json"
done
# What is in a name cannot look like a message, nor reach the terminal.
visible() {
	odd "$(printf 'a\033[31m\ntgather: done')" 2>err
	cat err
	[ "$(wc -l <err)" = 5 ] && ! grep -q "$(printf '\033')" err
}
ok 'a name with control characters' visible

# Long command lines: whole, or not at all.
long() {
	text=$(seq -s, "$1")
	tgather --op index_select --dim 9 --shape 1,1,1,-1 "[$text]" '[0]' \
		2>err
	status=$?
	[ "$status" = 1 ] && ! grep "^ *tgather " err | grep -qv "'$text\|\[0\]'\$"
}
for n in 400 1000 2000 10000; do
	ok "an operand of $n numbers" long $n
done

# Warnings: done, and said.
expect warn-row 0 "tgather --dim 1 \$in/x42.json '[[1,0,1,0]]'"
expect warn-column 0 \
	"tgather --dim 0 \$in/x235.json '[[[1],[0],[1]],[[0],[1],[1]]]'"
expect warn-part 0 \
	"tgather --dim 0 \$in/x235.json '[[[1,0,1,0,1],[0,0,0,1,1]]]'"
expect warn-empty 0 "tgather --dim 1 --index-shape 2,0 \$in/x42.json '[]'"
for option in -q --quiet; do
	prints "$option silences" '[[2,3,2,3]]' \
		tgather --dim 1 $option '[[2,3],[4,5]]' '[[0,1,0,1]]'
done
prints 'no warning along dim' '[[2],[5]]' \
	tgather --dim 1 '[[2,3],[4,5]]' '[[0],[1]]'
prints 'no warning where the index is repeated' '[[2,3],[4,5]]' \
	tgather --dim 1 --op take_along_dim '[[2,3],[4,5]]' '[[0,1]]'

# Names of operations.
unknown() {
	tgather --dim 1 --op "$1" '[[1,2]]' '[[0]]' >out 2>err
	[ $? = 2 ] && [ ! -s out ] || return
	printf 'tgather: --op: unknown operation "%s"\nhelp: %s\n' "$1" "$2" |
		diff -u - err
}
while read -r name help; do
	ok "the operation $name" unknown "$name" "$help"
done <<'END'
GatherElements GatherElements is --op gather here
GatherND GatherND is --op gather_nd here
Gather Gather is --op index_select here
tf.gather tf.gather is --op index_select here
tf.gather_nd tf.gather_nd is --op gather_nd here
isel isel is --op index_select here
torch.gather torch.gather is --op gather here
np.take np.take is --op index_select here
np.take_along_axis np.take_along_axis is --op take_along_dim here
torch.take torch.take is --op take here
mx.pick mx.pick is --op pick here
gahter did you mean gather?
index-select did you mean index_select?
take_along_dm did you mean take_along_dim?
gathernd did you mean gather_nd?
GATHER did you mean gather?
pik did you mean pick?
frobnicate the operations are gather, take_along_dim, index_select, pick, take, gather_nd
choose choose is --op pick --dim 0 here
np.choose np.choose is --op pick --dim 0 here
embedding embedding is --op index_select --dim 0 here
nn.Embedding nn.Embedding is --op index_select --dim 0 here
tf.nn.embedding_lookup tf.nn.embedding_lookup is --op index_select --dim 0 here
batch_take batch_take is --op pick --dim 1 here
mx.nd.batch_take mx.nd.batch_take is --op pick --dim 1 here
mx.nd.take mx.nd.take is --op index_select --dim 0 here
keras.ops.take keras.ops.take is --op index_select here
keras.ops.take_along_axis keras.ops.take_along_axis is --op take_along_axis here
jnp.take jnp.take is --op index_select here
gather_elements gather_elements is --op gather here
gather_along_axis gather_along_axis is --op take_along_dim here
batch_gather batch_gather is --op index_select --batch-dims 1 here
tf.compat.v1.batch_gather tf.compat.v1.batch_gather is --op index_select --batch-dims 1 here
GatherV2 GatherV2 is --op index_select here
paddle.gather paddle.gather is --op index_select here
paddle.gather_nd paddle.gather_nd is --op gather_nd here
index_sample index_sample is --op gather --dim 1 here
NNlib.gather NNlib.gather is --op index_select --dim -1 --index-base 1 here
torch.index_select torch.index_select is --op index_select here
torch.Tensor.gather torch.Tensor.gather is --op gather here
scatter scatter writes to places; tgather only reads from them
torch.scatter_add torch.scatter_add writes to places; tgather only reads from them
topk topk finds positions, tgather only reads what is there: save those of torch.topk as an .npy file, which is INDEX
np.sort np.sort finds positions, tgather only reads what is there: save those of np.argsort as an .npy file, which is INDEX
masked_select --op index_select takes the positions of a mask: jq '[to_entries[] | select(.value).key]'
END

# Wrong indices. x is [[1,2,3],[4,5,6]].
x='[[1,2,3],[4,5,6]]'
# wrong N NAME ARGUMENT... - refused as NAME.err says; each of the N policies
# that it names is accepted
wrong() {
	count=$1 name=$2
	shift 2
	arguments=''
	for argument; do
		arguments="$arguments '$argument'"
	done
	expect "$name" 1 "tgather $arguments"
	ok "$name (the policies that are named are accepted)" \
		accepted "$count" "$@"
}
accepted() {
	count=$1
	shift
	tgather "$@" 2>err
	sed -n 's/^\(help:\|     \) .*: \(--.*\)$/\2/p' err >policies
	[ "$(wc -l <policies)" -eq "$count" ] || {
		echo "not $count policies"
		return 1
	}
	while read -r policy; do
		policy=$(echo "$policy" | sed 's/VALUE/0/')
		# shellcheck disable=SC2086
		tgather "$@" $policy || {
			echo "not accepted: $policy"
			return 1
		}
	done <policies
}
wrong 1 index-negative --dim 1 "$x" '[[0,-1],[-3,2]]'
wrong 3 index-negative-beyond --dim 1 "$x" '[[0,-1],[-4,2]]'
wrong 2 index-marked-negative --dim 1 "$x" '[[0,-1],[-1,2]]'
wrong 1 index-marked --dim 1 "$x" '[[0,-100],[-100,2]]'
wrong 1 index-marked-255 --dim 1 "$x" '[[0,255],[255,2]]'
wrong 3 index-one-255 --dim 1 "$x" '[[0,255],[1,2]]'
wrong 1 index-from-one --dim 1 "$x" '[[1,3],[2,1]]'
wrong 2 index-from-one-or-marked --dim 1 "$x" '[[1,3],[3,1]]'
wrong 1 index-from-one-but-0 --dim 1 "$x" '[[1,3],[3,0]]'
wrong 1 index-from-one-nd --op gather_nd "$x" '[[1,1],[2,3]]'
wrong 1 index-from-one-take --op take "$x" '[1,6]'
wrong 3 index-base --dim 1 --index-base 1 "$x" '[[0,4],[1,3]]'
wrong 2 index-base-marked --dim 1 --index-base 1 "$x" '[[1,-1],[-1,3]]'
wrong 2 index-base-negative --dim 1 --index-base 1 --negative "$x" \
	'[[0,4],[-1,-5]]'
wrong 2 index-negative-allowed --dim 1 --negative "$x" '[[0,-4],[-1,5]]'
wrong 2 index-take --op take "$x" '[6,-7,2]'
wrong 2 index-along --dim 1 --op take_along_dim "$x" '[[3],[-4]]'
wrong 0 index-not-ignored --dim 1 --fill 0 --ignore-index -1 "$x" \
	'[[1,-1],[-2,3]]'
wrong 1 index-size-0 --dim 1 --op index_select '[[],[]]' '[0,-1]'
wrong 0 index-size-0-clip --dim 1 --op index_select --mode clip '[[],[]]' '[0]'
wrong 3 index-size-5 --dim 0 '[1,2,3,4,5]' '[0,7]'
wrong 3 index-mixed --dim 1 "$x" '[[0,-1],[1,3]]'

many() {
	printf '[[0,7,1],\n [2, 9,-5],\n  [3,3,"\\u00e9"]]\n' |
		sed 's/"[^"]*"/3/' >i.json
}
expect index-many 1 \
	"many; tgather --dim 1 --op index_select '$x' i.json"
expect index-many-reshaped 1 \
	"many; tgather --dim 1 --op index_select --index-shape 9 '$x' i.json"
expect index-many-raw 1 "printf '\0\3\0\1\0\4' >i.raw; tgather --dim 1 \
	--op index_select --index-dtype '>u2' --index-shape 3 '$x' i.raw"
expect index-many-stdin 1 "many; tgather --dim 1 --op index_select '$x' <i.json"
expect index-many-member 1 "echo '{\"a\":[0],\"b\":{\"c\":[[5,0],[9,1]]}}' \
	>o.json; tgather --dim 1 --op index_select '$x' o.json:/b/c"

finish

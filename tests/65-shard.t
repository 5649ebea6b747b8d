#!/bin/sh
# --shard: what several ranks make together is what one process makes, in every
# format, and what one process refuses some rank refuses. How the ranks find each
# other is tested in 55-shard-files.t and 64-ranks.t, and the engines that start them in
# 63-shard-engines.t; random cases are in peers/random_shards.py.
# shellcheck disable=SC2016,SC2317    # commands are for eval
# shellcheck disable=SC2154    # set by lib.sh
# Every rank waits for the disk, unless there is none.
[ -w /dev/shm ] && TMPDIR=/dev/shm && export TMPDIR
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What happens to the operands of these happens once.
# shellcheck disable=SC2034    # lib.sh reads it
of_one_run='changed-meanwhile cleaned-meanwhile'

# rank I N ARGUMENTS - one rank, whose result is many.$form
rank() {
	i=$1 n=$2
	shift 2
	tgather -q --shard "$i/$n" -o "many.$form" "$@"
}

# ranks ARGUMENTS - one process, then 1, 2, 3, 7 and 16 ranks, the last one first:
# the result appears with rank 0, and is the same; a record is all that is left.
ranks() {
	tgather -q -o "one.$form" "$@" || return
	for n in 1 2 3 7 16; do
		rm -f "many.$form"
		for i in $(seq $((n - 1)) -1 0); do
			[ ! -e "many.$form" ] || return
			rank "$i" "$n" "$@" || return
		done
		cmp "one.$form" "many.$form" || return
	done
	[ "$(find . -name '.tgather.*' ! -name '*.committed')" = '' ]
}

# ranks of pieces of a few bytes, and of usual ones
all_ranks() {
	TGATHER_PIECE=5 ranks "$@" && TGATHER_PIECE=64 ranks "$@" && ranks "$@"
}

three_dims() {
	perl -e 'print "[", join(",\n ", map { $i = $_; "[" . join(", ",
		map { $j = $_; "[" . join(",", map { "$i.$j$_" } 0 .. 4) . "]" }
		0 .. 3) . "]" } 1 .. 23), "]\n"' >x.json
}
index_of() {
	perl -e '($rows, $columns, $most) = @ARGV; print "[", join(",", map {
		$i = $_; "[" . join(",", map { ($i * 7 + $_ * 3) % $most }
		1 .. $columns) . "]" } 1 .. $rows), "]\n"' "$@"
}
rows_of() {
	perl -e 'print "[", join(",", map { $i = $_; "[" . join(",", map { $i * 10 +
		$_ } 1 .. 6) . "]" } 1 .. 40), "]\n"' >x.json
	index_of 40 3 6 >i.json
	tgather --op index_select --dim 1 -o x.npy x.json '[0,1,2,3,4,5]'
}

# --- formats --------------------------------------------------------------------

for form in json csv tsv txt npy npz raw safetensors gguf fbin ivecs idx; do
	case $form in
	fbin) type=f32 ;;
	ivecs | idx) type=i32 ;;
	*) type=i64 ;;
	esac
	export form type
	ok "rows of JSON ($form)" eval 'rows_of
		all_ranks --dim 1 --dtype "$type" x.json i.json'
done
form=npz
ok 'a name in an archive' eval 'rows_of
	tgather --dim 1 -o one.npz:a.b x.npy i.json &&
	tgather --shard 1/2 --dim 1 -o many.npz:a.b x.npy i.json &&
	tgather --shard 0/2 --dim 1 -o many.npz:a.b x.npy i.json &&
	cmp one.npz many.npz'
# A rank that is late finds a checksum in its place, and leaves it there.
late_in_archive() {
	rows_of
	export TGATHER_PIECE=5
	rank 0 2 --dim 1 x.npy i.json
	rm .tgather.*.done.0
	printf seal | dd of="$(echo .tgather.*.part)" bs=1 seek=14 conv=notrunc
	rank 0 2 --dim 1 x.npy i.json
	dd if="$(echo .tgather.*.part)" bs=1 skip=14 count=4
	echo
}
prints 'a checksum stays in an archive' seal eval 'late_in_archive 2>err.kept'
form=npy
for op in gather take_along_dim index_select; do
	case $op in
	index_select) index='[3,0,0,5]' ;;
	*) index=i.json ;;
	esac
	export op index
	ok "dim 1 of NPY ($op)" eval 'rows_of; all_ranks --op "$op" --dim 1 x.npy "$index"'
done
ok 'pick of NPY' eval 'rows_of; perl -e "print \"[\", join(\",\",
	map { \$_ % 6 } 1 .. 40), \"]\"" >p.json
	all_ranks --op pick --dim 1 x.npy p.json'
ok 'take of NPY' eval 'rows_of; all_ranks --op take x.npy i.json'
ok 'gather_nd of NPY' eval 'rows_of; index_of 17 2 6 >nd.json
	all_ranks --op gather_nd x.npy nd.json'
ok 'rows of NPY, some filled' eval 'rows_of
	all_ranks --op index_select --dim 0 --fill 7 x.npy "[39,40,0,1,-5,2]"'
# These are read in the order of the file, since memory is small.
ok 'rows of a file that is larger than memory' eval '
	npy_header "|u1" False "(20000,500)" >x.npy
	perl -e "print pack \"C*\", map { \$_ * 7 % 251 } 1 .. 10000000" >>x.npy
	perl -e "print \"[\", join(\",\", map { \$_ * 7919 % 20000 } 1 .. 3000), \"]\"" >i.json
	export TGATHER_MEMORY_LIMIT=8000000
	ranks --op index_select --dim 0 x.npy i.json'
form=json
ok 'rows of three dims' eval 'three_dims; index_of 23 4 4 >i.json
	all_ranks --dim 1 --batch-dims 1 x.json i.json'
ok 'two leading dims' eval 'three_dims
	perl -e "print \"[\", join(\",\", map { \"[[0,1],[4,4],[2,0]]\" } 1 .. 20),
		\"]\"" >i.json
	all_ranks --dim 2 x.json i.json'
ok 'columns, which every row has' eval 'three_dims
	all_ranks --op index_select --dim 1 x.json "[3,1]"'
ok 'dim 0 of a text' eval 'three_dims
	all_ranks --op index_select --dim 0 x.json "[22,0,7,7,1]"'
ok 'strings that look like rows' eval '
	perl -e "print \"[\", join(\",\", map { \"[\\\"],[\\\",\\\"$_\\\"]\" } 1 .. 60),
		\"]\"" >x.json
	index_of 60 1 2 >i.json; all_ranks --dim 1 x.json i.json'
# They are no rows, and nothing is cut in them: only their brackets would count.
ok 'brackets in strings' eval '
	perl -e "print \"[\", join(\",\", map { \"[\\\"[[\$_\\\",\\\"]\$_\\\"]\" }
		1 .. 90), \"]\"" >x.json
	index_of 90 1 2 >i.json; all_ranks --dim 1 x.json i.json'
ok 'an element of one dim' eval 'all_ranks --dim 0 "[5,6,7]" "[2]"'
ok 'no dim' eval 'npy_header "<i4" False "()" >index.npy
	printf "\\1\\0\\0\\0" >>index.npy; all_ranks --op index_select --dim 0 "[5,6,7]" index.npy'
ok 'no elements' eval 'all_ranks --dim 0 "[[],[]]" "[[],[]]"'
ok 'no rows' eval 'all_ranks --dim 0 "[1,2]" "[]"'
form=npy
ok 'no elements of NPY' eval 'all_ranks --dim 0 "[1,2]" "[]"'
ok 'the dtype of an element that one rank alone picks' eval '
	perl -e "print \"[\", join(\",\", map { \"[1,2]\" } 1 .. 50), \",[1.5,2]]\"" >x.json
	index_of 51 1 2 >i.json; all_ranks --dim 1 x.json i.json'
form=csv
ok 'columns of a table, and their names' eval '
	perl -e "print \"a,b,c\n\"; print \"\$_,x\$_,-\$_\n\" for 1 .. 40" >x.csv
	all_ranks --header --op index_select --dim 1 x.csv "[2,0]"'
form=gguf
ok 'blocks of GGUF' eval '
	all_ranks --op index_select --dim 0 "$formats/gguf/q4_0.gguf" "[1,0,1]"'

# --- what a rank reads ----------------------------------------------------------

told() {
	tgather -v "$@" 2>&1 | sed -n 's/.*  share .*: \(.*elements .*\)/\1/p'
}
# Of 128 + 40 * 8 bytes it is the first half: 224, 128 of which are the head.
prints 'a share of NPY' 'elements 0 to 11 of 40, reads what it needs of INPUT' \
	eval 'rows_of; export TGATHER_PIECE=8; told --op index_select --dim 1 -o o.npy \
		--shard 0/2 x.npy "[3]" | head -n 1'
export TGATHER_PIECE=64
# The first rank of two has 1 / (1 + 3/4) of 40 rows: 22.
prints 'a share of rows' 'elements 66 to 119 of 120, reads INPUT up to its last row' \
	eval 'rows_of; told --dim 1 -o o.json --shard 1/2 x.json i.json | head -n 1'
prints 'a share of gzip data' 'elements 0 to 11 of 40, reads all of INPUT' \
	eval 'rows_of; gzip x.npy; export TGATHER_PIECE=8; told --op index_select \
		--dim 1 -o o.npy --shard 0/2 x.npy.gz "[3]" | head -n 1'
prints 'a share of dim 0 of a text' 'elements 0 to 5 of 12, reads all of INPUT' \
	eval 'rows_of; told --op index_select --dim 0 -o o.json --shard 0/2 x.json \
		"[1,2]" | head -n 1'
# What was done before is told, too.
again() { # I WHAT-WAS-DONE
	for i in $2; do
		tgather --shard "$i/2" -d0 -o o.json '[5,6]' '[0,1]' || return
	done
	tgather -v --shard "$1/2" -d0 -o o.json '[5,6]' '[0,1]' 2>&1 |
		sed -n 's/.*  share .*  json  //p'
}
prints 'a share that was made before' 'rank 1 of 2: its share was made before
1 of 2 ranks are done' again 1 1
prints 'a result that is complete' 'rank 0 of 2: the result is complete already' \
	again 0 '0 1'
# Of a model in several files only the one that has the tensor is read; the other
# one need not be there.
ok 'a tensor of a model in several files' eval 'mkdir m; form=npy
	cp "$formats/safetensors/model-00002-of-00002.safetensors" \
		"$formats/safetensors/model.safetensors.index.json" m
	all_ranks --op index_select --dim 0 m/model.safetensors.index.json:last "[1,0]"'

# Where a share of a text begins is known once those before it are there: nothing
# has to be joined then. One that is faster has a file of its own.
files_of_ranks() {
	rm -f .tgather.*
	for i in "$@"; do rank "$i" 4 --dim 1 x.json i.json || return; done
	echo "$*: $(find . -name '.tgather.*part*' | sed 's/.*[.]part/part/' |
		sort | tr '\n' ' ')"
}
form=json
prints 'ranks in their order write one file' '0 1 2: part 
1 0: part part.1 
0 2 1: part part.2 ' eval 'rows_of
	files_of_ranks 0 1 2; files_of_ranks 1 0; files_of_ranks 0 2 1'

# --- errors ---------------------------------------------------------------------

# a result that one process refuses: this rank does, others do not, and there is
# no result
refused() {
	form=json
	for i in 0 1 2 3; do
		[ "$i" = "$1" ] || rank "$i" 4 --dim 1 x.json i.json || return 9
	done
	rank "$1" 4 --dim 1 x.json i.json
	result=$?
	[ ! -e many.json ] && return "$result"
}
expect index-out-of-range 1 'rows_of
	sed "s/\],\[/],\n[/g" i.json >j && mv j i.json
	sed -i "30s/[0-9]/6/" i.json; refused 2'
expect ragged-row 1 'rows_of; sed "s/\],\[/],\n[/g" x.json >j && mv j x.json
	sed -i "12s/,/,1,/" x.json; refused 0'
expect text-behind 1 'rows_of; echo "[]" >>x.json; refused 3'
expect row-too-many 1 'rows_of; sed "s/.\$/,[1,2,3,4,5,6]]/" x.json >j && mv j x.json
	sed -i "s/.\$/,[1,2,3,4,5]]/" x.json; refused 3'
expect output-is-input 1 'rows_of
	tgather --dim 1 --shard 0/2 -o ./x.npy x.npy i.json'
# The file that INPUT names says only which other one has the tensor.
expect output-is-index-of-model 1 'cp "$formats"/safetensors/model* .
	tgather --op index_select --dim 0 --shard 0/2 --output-format raw \
		-o model.safetensors.index.json model.safetensors.index.json:last "[1]"'
expect output-is-first-split 1 'cp "$formats"/gguf/split-0000* .
	tgather --op index_select --dim 0 --shard 0/2 --output-format raw \
		-o split-00001-of-00003.gguf split-00001-of-00003.gguf:last "[0]"'
expect output-is-keys 1 'printf "a\nb\n" >keys
	tgather --dim 0 --keys keys --output-format json --shard 0/2 -o keys "[1,2]" "[\"a\"]"'

# Where there is no element all ranks but one have nothing to do.
empty_refused() {
	npy_header "<i4" False "(3,0)" >x.npy
	tgather -q --op index_select --dim 0 -o "many.$1" --shard 1/2 x.npy "[5]" &&
		tgather --op index_select --dim 0 -o "many.$1" --shard 0/2 x.npy "[5]"
	result=$?
	[ ! -e "many.$1" ] && return "$result"
}
for form in raw npy npz gguf json; do
	expect empty-out-of-range 1 "empty_refused $form" "$form"
done

# No room: a file may have 512 bytes, and no signal says so.
without_room() {
	rows_of
	index_of 40 30 6 >i.json
	rank 0 2 --dim 1 x.npy i.json
	(trap "" XFSZ && ulimit -f 1 && rank 1 2 --dim 1 x.npy i.json)
	result=$?
	[ ! -e "many.$form" ] && rank 1 2 --dim 1 x.npy i.json &&
		[ -e "many.$form" ] && return "$result"
}
form=json
expect no-room-json 3 without_room
form=npy
expect no-room-npy 3 without_room

# A rank that is late makes a text no longer, whose end it does not know.
prints 'as long as what is in it' 1600001 eval '
	npy_header "|u1" False "(2,800000)" >x.npy; zeros 1600000 >>x.npy
	tgather --op index_select --dim 0 -o many.json --shard 0/2 x.npy "[0,1]"
	stat -c %s .tgather.*.part'

# While a rank works, or has yet to leave what it made, everything is removed. It is
# stopped as soon as there is a part; where that was too late, it is tried again.
cleaned() {
	npy_header "|u1" False "(16,4194304)" >x.npy
	zeros 67108864 >>x.npy
	for i in $(seq 50); do
		rm -f .tgather.*
		tgather --op index_select --dim 0 --threads 1 -o many.npy --shard 0/2 \
			x.npy "[0,1,2,3,4,5,6,7,8,9]" 2>err &
		until ls .tgather.*.part >/dev/null 2>&1; do :; done
		kill -STOP $! 2>/dev/null
		ls .tgather.*.done.0 >/dev/null 2>&1 || break
		wait
	done
	tgather -q --shard clean -o many.npy
	kill -CONT $!
	wait $!
	result=$?
	cat err >&2
	[ ! -e many.npy ] && return "$result"
}
expect cleaned-meanwhile 3 cleaned

# Nor for a part of its own: what is said names OUT as a shell takes it.
no_room_for_part() {
	perl -e 'print "[", join(",", map { $_ % 2 } 1 .. 9000), "]\n"' >i.json
	(
		ulimit -f 8
		exec tgather --shard 2/3 --dim 0 --op index_select -o "a b.json" \
			'[5,6]' i.json 2>said
	)
	set -- "$?"
	cat said >&2
	return "$1"
}
expect no-room-joined 3 no_room_for_part

# Operands that changed belong to another job: nothing is mixed.
changed() {
	form=npy
	rank 0 2 --dim 1 x.npy i.json
	sed 's/2/1/' i.json >j && mv j i.json
	rank 1 2 --dim 1 x.npy i.json
	[ ! -e many.npy ] || return
	rank 0 2 --dim 1 x.npy i.json
	tgather -q --dim 1 -o one.npy x.npy i.json
	cmp one.npy many.npy
}
ok 'operands have other paths for each rank' eval 'rows_of; form=json
	printf "a\nb\nc\nd\ne\nf\n" >k; mkdir d; cp -p x.npy k d
	rank 0 2 --dim 1 --op index_select --keys k x.npy "[\"b\",\"f\"]" &&
	rank 1 2 --dim 1 --op index_select --keys d/k d/x.npy "[\"b\",\"f\"]" &&
	[ -e many.json ]'
# Of what is inflated the bytes count, and not when or how it was compressed.
inflated() { # WHERE the second index differs
	form=json
	perl -e 'print "[", join(",", map { $_ % 2 } 1 .. 9000), "]\n"' >i
	sed "s/1/0/$1" i >j
	gzip -1 <i >i.json.gz
	gzip -9 <j >j.json.gz
	rank 0 2 --dim 0 --op index_select "[5,6]" i.json.gz &&
		rank 1 2 --dim 0 --op index_select "[5,6]" j.json.gz
}
ok 'the same index, compressed in two ways' eval 'inflated 9999 && [ -e many.json ]'
ok 'an index is changed in the middle, and compressed' eval 'inflated 2222 &&
	[ ! -e many.json ]'
ok 'keys are changed between two ranks' eval 'form=json
	printf "x\nxx\n" >k; printf "xx\nx\n" >l
	rank 0 2 --dim 0 --keys k "[1,2]" "[\"x\",\"x\"]" &&
	rank 1 2 --dim 0 --keys l "[1,2]" "[\"x\",\"x\"]" &&
	[ ! -e many.json ]'
ok 'an operand is changed between two ranks' eval 'rows_of; changed'

unset TGATHER_PIECE

# The rank is stopped as soon as it writes; where that was too late it is tried again.
changed_meanwhile() {
	form=npy
	npy_header '<i4' False '(10,)' >x.npy
	zeros 40 >>x.npy
	npy_header '<i8' False '(1000000,)' >i.npy
	zeros 8000000 >>i.npy
	for second in $(seq 20); do
		rm -f .tgather.*
		rank 0 2 --threads 1 --op index_select --dim 0 x.npy i.npy 2>said &
		while set -- .tgather.*.part && [ ! -e "$1" ] &&
			kill -0 $! 2>/dev/null; do
			:
		done
		kill -STOP $! 2>/dev/null
		touch -d "2001-01-01 00:00:$second" i.npy
		kill -CONT $! 2>/dev/null
		wait $!
		result=$?
		[ "$result" = 0 ] || break
	done
	cat said >&2
	set -- .tgather.*.done.*
	[ ! -e "$1" ] && return "$result"
}
expect changed-meanwhile 3 changed_meanwhile

# --- jobs -----------------------------------------------------------------------

# jobs - how many there are beside many.json
jobs() {
	tgather --shard status -o many.json 2>/dev/null | grep -c "job "
}
prints 'the last of two options counts' 2 eval 'printf "1,2\n3,4\n" >x.csv; form=json
	rank 0 2 --header --no-header --dim 0 --op index_select x.csv "[0]"
	rank 0 2 --no-header --header --dim 0 --op index_select x.csv "[0]"; jobs'
prints 'keys have any path' 1 eval 'printf "a\nb\n" >keys; form=json
	rank 0 3 --keys keys --dim 0 "[1,2]" "[\"b\"]"
	rank 1 3 --keys "$PWD/keys" --dim 0 "[1,2]" "[\"b\"]"; jobs'
prints 'keys are told apart' 2 eval 'printf "a\nb\n" >keys; form=json
	rank 0 3 --keys keys --dim 0 "[1,2]" "[\"b\"]"; printf "b\na\n" >keys
	rank 1 3 --keys keys --dim 0 "[1,2]" "[\"b\"]"; jobs'

# An index of another shape is another job, though all results have one shape.
ok 'another shape of index' eval 'rows_of; form=npy
	echo "[[1,0,2,1],[0,2,1,3]]" >k.json; set -- --op gather --dim 0
	rank 0 2 "$@" --index-shape 2,4 --output-shape 8 x.npy k.json &&
	rank 1 2 "$@" --index-shape 4,2 --output-shape 8 x.npy k.json &&
	[ ! -e many.npy ] && rank 0 2 "$@" --index-shape 4,2 --output-shape 8 x.npy k.json &&
	tgather -q "$@" --index-shape 4,2 --output-shape 8 -o one.npy x.npy k.json &&
	cmp one.npy many.npy'
# A job is the same however its call is said.
ok 'a call that is said in two ways' eval 'rows_of; form=npy
	rank 0 2 --dim 1 x.npy i.json && rank 1 2 --op gather --axis -1 x.npy i.json &&
	tgather -q --dim 1 -o one.npy x.npy i.json && cmp one.npy many.npy'

# --- again ----------------------------------------------------------------------

ok 'a rank twice' eval 'rows_of; form=npy; rank 1 2 --dim 1 x.npy i.json &&
	rank 1 2 --dim 1 x.npy i.json && [ ! -e many.npy ] &&
	rank 0 2 --dim 1 x.npy i.json && tgather --dim 1 -o one.npy x.npy i.json &&
	cmp one.npy many.npy'
ok 'a rank after the end' eval 'rows_of; form=npy; ranks --dim 1 x.npy i.json &&
	cp many.npy kept && rank 3 16 --dim 1 x.npy i.json && cmp kept many.npy &&
	[ "$(find . -name ".tgather.*.part*")" = "" ]'
# What is no file but has the name of one that a rank makes.
for odd in 'ln -s other' mkfifo; do
	ok "a name that a rank needs ($odd)" eval 'rows_of; form=json; echo 5 >other
		rank 1 2 --dim 1 x.json i.json && name=$(echo .tgather.*.part.1) &&
		rm "$name" && $odd "$name" && timeout 20 tgather -q --dim 1 --shard 1/2 \
			-o many.json x.json i.json && rank 0 2 --dim 1 x.json i.json &&
		tgather -q --dim 1 -o one.json x.json i.json && cmp one.json many.json &&
		[ "$(cat other)" = 5 ]'
done
ok 'the result is gone: all begins anew' eval 'rows_of; form=json
	ranks --dim 1 x.json i.json && rm many.json &&
	rank 1 2 --dim 1 x.json i.json && [ ! -e many.json ] &&
	rank 0 2 --dim 1 x.json i.json && cmp one.json many.json'
ok 'another result is in its place: all begins anew' eval 'rows_of; form=json
	ranks --dim 1 x.json i.json && echo other >many.json &&
	rank 1 2 --dim 1 x.json i.json && [ "$(cat many.json)" = other ] &&
	rank 0 2 --dim 1 x.json i.json && cmp one.json many.json'
for form in json npy; do
	export form
	ok "the mode of the former file, and its link ($form)" eval 'rows_of
		mkdir d; echo >d/real; chmod 640 d/real; ln -s d/real "many.$form"
		ranks() { rank 0 2 --dim 1 --output-format "$form" x.npy i.json &&
			rank 1 2 --dim 1 --output-format "$form" x.npy i.json; }
		ranks && tgather -q --dim 1 -o "one.$form" x.npy i.json &&
		cmp "one.$form" d/real && [ -L "many.$form" ] &&
		[ "$(stat -c %a d/real)" = 640 ]'
done
finish

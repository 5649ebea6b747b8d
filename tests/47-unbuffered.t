#!/bin/sh
# --unbuffered: a result is written as it is made, and is the one that is made
# without it; what is written before an error is the beginning of that. That it is
# written at once is tested with co-processes, in 62-pipelines.t.
# shellcheck disable=SC2002,SC2016,SC2317    # commands are for eval; a pipe is meant
# shellcheck disable=SC2154    # set by lib.sh
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# as_ever ARGUMENTS - the same bytes with and without, also by small pieces, for
# the file x and for a pipe.
as_ever() {
	for piece in 8 1000 262144; do
		export TGATHER_PIECE="$piece"
		tgather -q "$@" x "$index" >kept &&
			tgather -q --unbuffered "$@" x "$index" | cmp - kept &&
			cat x | tgather -q --unbuffered "$@" - "$index" |
			cmp - kept || return
	done
}
rows_of_json() {
	perl -e 'print "[", join(",\n", map { "[$_,\"x$_\",-$_.5]" } 1 .. 9999),
		"]\n"'
}
{
	npy_header '<i4' False '(9999, 3)'
	perl -e 'print pack "l<*", 1 .. 29997'
} >"$work/x.npy"
index='[2,0]'
ok 'columns of JSON' eval 'rows_of_json >x; as_ever --op index_select --dim 1'
ok 'columns of NPY' eval 'cp ../x.npy x; as_ever --op index_select --dim 1'
ok 'columns of NPY, as NPY' eval 'cp ../x.npy x
	as_ever --op index_select --dim 1 --output-format npy'
ok 'columns of CSV' eval 'perl -e "print \"\$_,a\$_,-\$_.5\n\" for 1 .. 9999" >x
	as_ever --op index_select --dim 1 --input-format csv --output-format csv'
index='[5000,2,1]'
ok 'rows of JSON' eval 'rows_of_json >x; as_ever --op index_select --dim 0'
ok 'rows of NPY' eval 'cp ../x.npy x; as_ever --op index_select --dim 0'
index='[3,17,9998]'
ok 'rows of NPY in their order' eval 'cp ../x.npy x
	as_ever --op index_select --dim 0'
prints 'a single element' '[5]' tgather --unbuffered --op take '[4,5]' '[1]'
prints 'no elements' '[[],[]]' tgather -q --unbuffered --dim 1 '[[1],[2]]' '[[],[]]'
prints 'each text of a stream' '[5]
[6]' eval 'printf "[0][1]" | tgather --unbuffered --each --dim 0 "[5,6]"'
prints '- is standard output' '[6]' tgather --unbuffered -o - --dim 0 '[5,6]' '[1]'

# --- what is found to be other than its beginning -----------------------------

# A cut that is guessed in a string makes a text odd; it is right all the same.
ok 'a text that turns out to be odd' eval '
	perl -e "print \"[\", join(\",\\n\", (\"[1,2]\") x 50, \"[3,\\\"],[\\\"]\",
		(\"[5,6]\") x 50), \"]\\n\"" >x
	index="[1,0]"; as_ever --op index_select --dim 1'
# The type of all elements stands at the beginning of binary data.
ok 'the type of all elements' eval '
	perl -e "print \"[\", join(\",\", (\"[1,2]\") x 500, \"[3,4.5]\"), \"]\"" >x
	index="[1]"; as_ever --op index_select --dim 1 --output-format npy'

# Rows of a file that the index has no part of are no surprise.
fewer_in_two_dims() {
	echo '[[[1,2],[3,4],[5,6]],[[7,8],[9,10],[11,12]],[[0,0],[0,0],[0,0]]]' >x
	TGATHER_PIECE=8 tgather -q --unbuffered --dim 2 x \
		'[[[1],[0]],[[0],[1]]]'
}
prints 'a file, and fewer rows of index in two dims' '[[[2],[3]],[[7],[10]]]' \
	fewer_in_two_dims

# --- errors -------------------------------------------------------------------

# part STATUS ARGUMENTS - it ends with the status and the message that it has
# without the option, or that of the case $message; some bytes were written, and
# those are the beginning of what is made of the file `right`.
part() {
	wanted=$1
	shift
	export TGATHER_PIECE=64
	tgather -q "$@" right "$index" >kept || return
	cat x | tgather -q "$@" - "$index" >none 2>err.kept
	[ $? = "$wanted" ] && [ ! -s none ] || return
	cat x | tgather -q --unbuffered "$@" - "$index" >some 2>err
	[ $? = "$wanted" ] && [ -s some ] && diff err.kept err &&
		head -c "$(wc -c <some)" kept | cmp - some
}
index='[1,0]'
ok 'NPY that is cut short' eval 'cp ../x.npy right
	head -c 100000 right >x; part 1 --op index_select --dim 1'
ok 'JSON with a short row' eval 'rows_of_json >right
	sed "9000s/.*/[1],/" right >x; part 1 --op index_select --dim 1'
ok 'JSON that ends early' eval 'rows_of_json >right
	head -c 200000 right >x; part 1 --op index_select --dim 1'
# From a file, too, from which the message is that of a whole text.
of_a_file() {
	export TGATHER_PIECE=64
	rows_of_json >right
	sed '9000s/.*/[1],/' right >x
	tgather -q "$@" right "$index" >kept || return
	tgather -q "$@" x "$index" >none 2>err.kept
	[ $? = 1 ] && [ ! -s none ] || return
	tgather -q --unbuffered "$@" x "$index" >some 2>err
	[ $? = 1 ] && [ -s some ] && diff err.kept err &&
		head -c "$(wc -c <some)" kept | cmp - some
}
ok 'a file with a short row' of_a_file --op index_select --dim 1
expect unbuffered-out-of-range 1 'cp ../x.npy x
	perl -e "print \"[\", join(\",\", (1) x 99999, 9999), \"]\"" >i.json
	TGATHER_PIECE=1000 tgather --unbuffered --op index_select --dim 0 x i.json \
		>out; status=$?
	[ "$(head -c 13 out)" = "[[4,5,6],[4,5" ] && return $status'
# A shape that is said behind the elements changes their rows.
expect unbuffered-not-as-expected 1 '
	echo "{\"data\":[[1,2],[3,4]],\"shape\":[4,1]}" >x
	TGATHER_PIECE=8 tgather --unbuffered --op index_select --dim 1 x "[0]" \
		>out; status=$?
	[ "$(cat out)" = "[[1],[3" ] && return $status'

# --- usage --------------------------------------------------------------------

expect unbuffered-file 2 'tgather --unbuffered --dim 0 -o x.json "[1]" "[0]"'
expect unbuffered-picture 2 'tgather --unbuffered --dim 0 -o x.svg "[1]" "[0]"'

finish

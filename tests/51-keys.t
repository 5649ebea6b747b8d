#!/bin/sh
# Names in place of numbers: --keys, and the columns of a table. Row k of the
# table that is gathered from is [k,k+0.5], so that answers are seen at a glance.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

e='[[0,0.5],[1,1.5],[2,2.5],[3,3.5],[4,4.5]]'
words='the\nof\ncat\ndog\n[PAD]\n'

# by_name ARG... - rows of e by the words of v.txt
by_name() {
	# shellcheck disable=SC2059    # words has escapes
	printf "$words" >v.txt
	tgather --op index_select --dim 0 --keys v.txt "$@"
}

# piped TEXT ARG... - the same with an INDEX from standard input
piped() {
	# shellcheck disable=SC2059
	printf "$1" >piped
	shift
	by_name "$@" <piped
}

# --- where names come from ----------------------------------------------------

prints 'a list on the command line' '[[3,3.5],[1,1.5]]' \
	by_name "$e" '["dog","of"]'
prints 'two dims' '[[[3,3.5]],[[1,1.5]]]' by_name "$e" '[["dog"],["of"]]'
prints 'lines' '[[4,4.5],[2,2.5],[2,2.5]]' piped '[PAD]\ncat\ncat\n' "$e"
prints 'lines with CR LF, the last one open' '[[3,3.5],[0,0.5]]' \
	piped 'dog\r\nthe' "$e"
prints 'an escape' '[[2,2.5]]' by_name "$e" '["\u0063at"]'
prints 'JSON from a pipe' '[[1,1.5]]' piped ' [ "of"]' "$e"

# a file of any format can have them
listed() {
	tgather --op index_select --dim 0 --keys "$@"
}
keys_of_json() {
	echo '{"words":["a","b","c"],"other":["c","b","a"]}' >k.json
	listed "$1" '[0,1,2]' '["c","a"]'
}
prints 'keys of a member' '[2,0]' keys_of_json k.json:words
prints 'keys of another member' '[0,2]' keys_of_json k.json:other
prints 'keys on the command line' '[1]' listed '["x","y"]' '[0,1]' '["y"]'
prints 'keys from standard input' '[1]' sh -c \
	'printf "x\ny\n" | tgather --op index_select -d0 --keys - "[0,1]" "[\"y\"]"'
prints 'numbers are names as they are written' '["b"]' \
	listed '[1001,17]' '["a","b"]' '[17]'
prints 'a name with a comma, a blank, and none' '[0,2,1]' sh -c \
	'printf "a, b\n\n#c\n" >k; printf "a, b\n#c\n\n" |
	tgather --op index_select -d0 --keys k "[0,1,2]"'
csv_index() {
	printf '"b, c",a\n' >i.csv
	listed '["a","b, c"]' '[0,1]' i.csv
}
prints 'fields of a CSV' '[[1,0]]' csv_index
# NumPy's strings: two of U2, in little-endian order
npy_keys() {
	{
		printf '\223NUMPY\001\000\166\000%-117s\n' \
			"{'descr': '<U2', 'fortran_order': False, 'shape': (2,)}"
		printf '\351\0\0\0\0\0\0\0a\0\0\0b\0\0\0'
	} >k.npy
	listed k.npy '[5,6]' '["ab","é"]'
}
prints 'strings of NumPy' '[6,5]' npy_keys

# --- what is done with them ---------------------------------------------------

prints 'gather' '[[1,0],[3,4]]' \
	tgather --dim 1 --keys '["x","y"]' '[[0,1],[3,4]]' '[["y","x"],["x","y"]]'
prints 'pick' '[1,3]' \
	tgather --op pick --dim 1 --keys '["x","y"]' '[[0,1],[3,4]]' '["y","x"]'
prints 'take_along_dim, whose numbers may be negative' '[[1],[3]]' \
	tgather --op take_along_dim --dim -1 --keys '["x","y"]' \
	'[[0,1],[3,4]]' '[["y"],["x"]]'
prints 'fill serves unknown ones' '[[7,7],[1,1.5]]' \
	by_name --fill 7 "$e" '["dgo","of"]'
prints 'fill where numbers may be negative' '[[7],[3]]' \
	tgather --op take_along_dim --dim 1 --fill 7 --keys '["x","y"]' \
	'[[0,1],[3,4]]' '[["z"],["x"]]'
each() {
	printf '"dog"\n["cat","the"]\n' | by_name --each "$e" -
}
prints 'each' '[3,3.5]
[[2,2.5],[0,0.5]]' each
each_lines() {
	printf 'dog\n[PAD]\n' | by_name --each --index-format lines "$e"
}
prints 'each, with lines' '[[3,3.5]]
[[4,4.5]]' each_lines
prints 'no names at all' '[]' by_name "$e" '[]'

# --- what is wrong ------------------------------------------------------------

expect keys-unknown 1 "printf '$words' >v.txt
	tgather --op index_select -d0 --keys v.txt '$e' \\
	'[\"dgo\",\"of\",\"xxxxx\",\"teh\"]'"
expect keys-unknown-many 1 \
	"tgather --op index_select -d0 --keys '[\"ab\",\"cd\"]' '[1,2]' \\
	'[[\"ab\",\"a\"],[\"c\",\"d\"],[\"e\",\"f\"],[\"abd\",\"\"]]'"
expect keys-unknown-line 1 "printf '$words' >v.txt
	printf 'dog\nbird\n' | tgather --op index_select -d0 --keys v.txt '$e'"
expect keys-unknown-quoted 1 "printf '\"\"\"dgo\"\n' >i.csv
	tgather --op index_select -d0 --keys '[\"\\\"dog\",\"cat\"]' '[1,2]' i.csv"
expect keys-nul 1 "tgather --op index_select -d0 \\
	--keys '[\"a\\u0000b\",\"c\"]' '[1,2]' '[\"a\"]'"
prints 'a NUL in a name' '[2,1]' listed '["a","a\u0000b"]' '[1,2]' \
	'["a\u0000b","a"]'
prints 'a name that is empty, and no other' '[7]' listed '[""]' '[7]' '[""]'
expect keys-twice 1 "tgather --op index_select -d0 \\
	--keys '[\"a\",\"b\",\"a\"]' '[1,2,3]' '[\"a\"]'"
prints 'a key that stands there twice is not asked for' '[2]' \
	listed '["a","b","a"]' '[1,2,3]' '["b"]'
expect keys-number 1 "tgather --op index_select -d0 \\
	--keys '[\"a\",\"b\"]' '[1,2,3]' '[\"a\"]'"
expect keys-dims 1 "tgather --op index_select -d0 \\
	--keys '[[\"a\",\"b\"]]' '[1,2]' '[\"a\"]'"
expect keys-no-dim 1 "tgather --op index_select -d3 \\
	--keys '[\"a\",\"b\"]' '[1,2]' '[\"a\"]'"
expect keys-absent 3 "tgather -d0 --keys nowhere.txt '[1]' '[\"a\"]'"
expect keys-shapes 1 \
	"tgather -d0 --keys '[\"a\",\"b\"]' '[[1,2],[3,4]]' '[\"a\"]'"
expect keys-control 1 "printf 'a\033b' | tgather -d0 --keys '[\"c\"]' '[1]'"
# shellcheck disable=SC2016    # the command expands it
expect keys-opaque 1 'tgather -d0 --keys "[\"c\"]" "[1]" $npy/V3.npy'
expect keys-flat 2 "tgather --op take --keys '[\"a\"]' '[1]' '[\"a\"]'"
expect keys-tuples 2 "tgather --op gather_nd --keys '[\"a\"]' '[1]' '[\"a\"]'"
expect keys-negative 2 "tgather -d0 --negative --keys k '[1]' '[\"a\"]'"
expect keys-mode 2 "tgather -d0 --mode wrap --keys k '[1]' '[\"a\"]'"
expect keys-base 2 "tgather -d0 --index-base 1 --keys k '[1]' '[\"a\"]'"
expect keys-stdin 2 "echo a | tgather -d0 --keys - '[1]'"

# --- the columns of a table ---------------------------------------------------

# columns ARG... - of t.csv by index_select
columns() {
	printf 'id,price,"a ""name"""\n1,2.5,x\n2,3,y\n' >t.csv
	tgather --header --op index_select --dim 1 "$@"
}
last_column() {
	columns >/dev/null 2>&1
	tgather --header --op index_select --dim -1 "$@"
}
prints 'a column by its name' '[[2.5],[3]]' columns t.csv '["price"]'
prints 'columns by their names' '"a ""name""",id
x,1
y,2' columns --output-format csv t.csv '["a \"name\"","id"]'
prints 'columns by their numbers' '[["x",1],["y",2]]' columns t.csv '[2,0]'
prints 'the last dim' '[[1],[2]]' last_column t.csv '["id"]'
prints 'column numbers, one a line' '[["x",1],["y",2]]' sh -c '
	printf "id,price,name\n1,2.5,x\n2,3,y\n" >t.csv
	printf "2\n0\n" | tgather --header --op index_select --dim 1 t.csv'
each_column() {
	printf '["price"]\n[0]\n[[1],[0]]\n["price","id"]\n' |
		columns --each t.csv -
}
prints 'each, columns by names and numbers' '[[2.5],[3]]
[[1],[2]]
[[[2.5],[1]],[[3],[2]]]
[[2.5,1],[3,2]]' each_column
each_column_lines() {
	printf 'price\n0\n' | columns --each --index-format lines t.csv -
}
prints 'each, columns one a line' '[[2.5],[3]]
[[1],[2]]' each_column_lines
expect keys-column 1 'printf "id,price\n1,2\n" >t.csv
	tgather --header --op index_select --dim 1 t.csv "[\"prize\"]"'
expect keys-column-or-number 1 'printf "id,price\n1,2\n" >t.csv
	tgather --header --op index_select --dim 1 t.csv "[\"price\",1]"'
# only calls that take the names are suggested
expect keys-suggest 1 'printf "a\nb\nc\n" >keys
	tgather -d0 --keys keys "[1,2,3]" "[[\"a\"],[\"c\"]]"'
expect keys-suggest-dim 1 'printf "a\nb\n" >keys
	tgather -d0 --keys keys "[[1,2,3],[4,5,6]]" \
		"[[\"a\",\"b\",\"a\",\"b\"],[\"b\",\"b\",\"a\",\"a\"]]"'
expect keys-column-lines 1 'printf "id,price\n1,2\n" >t.csv
	echo price | tgather --header --op index_select --dim 1 t.csv'
expect keys-column-number 1 'printf "id,price\n1,2\n" >t.csv
	tgather --header --op index_select --dim 1 t.csv "[2]"'
expect keys-column-fraction 1 'printf "id,price\n1,2\n" >t.csv
	tgather --header --op index_select --dim 1 t.csv "[0.5]"'
# a long table is read row by row
long() {
	{
		echo id,price
		seq 1 60000 | sed 's/.*/&,&.5/'
	} >long.csv
	seq 1 60000 | sed 's/.*/&.5/;1i price' >due
	tgather --header --op index_select --dim 1 --output-format csv \
		long.csv '["price"]' | cmp - due
}
ok 'a column of a long table' long

finish

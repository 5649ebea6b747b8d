#!/bin/sh
# Indices that many rows share, as when columns are picked: they are resolved
# once. Inputs and answers are made by the rule that element number e is e % 120.
# shellcheck disable=SC2317    # functions are called by name
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# make_input PACK BLOCK: x.raw of shape (14000,5,BLOCK), which is large enough to be
# mapped.
make_input() {
	perl -e 'my ($pack, $block) = @ARGV;
		print pack("$pack*", map { $_ % 120 } 0 .. 5 * 14_000 * $block - 1)' \
		"$1" "$2" >x.raw
}

# answer BLOCK PLACE...: the elements at these places of dim 1, or 7 for -.
answer() {
	perl -e 'my ($block, @places) = @ARGV;
		sub row {
			my ($r, $p) = @_;
			return join ",", map { $p eq "-" ? 7 :
				(($r * 5 + $p) * $block + $_) % 120 }
				0 .. $block - 1;
		}
		print "[", join(",", map { my $r = $_; "[" . join(",", map {
			"[" . row($r, $_) . "]" } @places) . "]" } 0 .. 13_999), "]\n"' \
		"$@"
}

# picks TYPE PACK BLOCK INDEX PLACES OPTION...: from the file as it is mapped, in
# small pieces that end within rows, and from a pipe.
picks() {
	type=$1 block=$3 index=$4 places=$5
	make_input "$2" "$block"
	shift 5
	set -- --op index_select --dim 1 --shape "14000,5,$block" --dtype "$type" \
		"$@"
	# shellcheck disable=SC2086    # places are words
	answer "$block" $places >wanted
	tgather "$@" x.raw "$index" >out && cmp out wanted &&
		tgather "$@" - "$index" <x.raw >out && cmp out wanted &&
		TGATHER_PIECE=$((block * 5600)) tgather "$@" x.raw "$index" >out &&
		cmp out wanted
}
ok 'a column of 1 byte' picks u8 C 1 '[3]' 3
ok 'a column of 2 bytes' picks '<i2' 's<' 1 '[3]' 3
ok 'a column of 4 bytes' picks '<i4' 'l<' 1 '[0]' 0
ok 'a column of 8 bytes' picks '<i8' 'q<' 1 '[4]' 4
ok 'a column of 16 bytes' picks '<i8' 'q<' 2 '[4]' 4
ok 'a column of 3 bytes' picks u8 C 3 '[2]' 2
ok 'a column of the other byte order' picks '>i4' 'l>' 1 '[2]' 2
ok 'columns of 1 byte' picks u8 C 1 '[3,0,4,4]' '3 0 4 4'
ok 'columns of 4 bytes' picks '<i4' 'l<' 1 '[1,0]' '1 0'
ok 'columns of 8 bytes' picks '<i8' 'q<' 1 '[4,3,2,1,0,0]' '4 3 2 1 0 0'
ok 'columns of 16 bytes' picks '<i4' 'l<' 4 '[1,2]' '1 2'
ok 'columns of 5 bytes' picks u8 C 5 '[1,2]' '1 2'
ok 'columns from the end' picks '<i4' 'l<' 1 '[-1,1,-5]' '4 1 0' --negative
ok 'columns modulo their number' picks '<i4' 'l<' 1 '[-1,7]' '4 2' --mode wrap
ok 'columns and the nearest ones' picks '<i4' 'l<' 1 '[-9,7]' '0 4' --mode clip
ok 'columns and fill values' picks '<i4' 'l<' 1 '[3,9,0]' '3 - 0' \
	--fill 7
ok 'a column of fill values' picks '<i4' 'l<' 1 '[9]' - --fill 7
ok 'columns but an ignored one' picks '<i4' 'l<' 1 '[3,4]' '3 -' \
	--ignore-index 4 --fill 7
ok 'columns counted from 1' picks '<i4' 'l<' 1 '[1,5]' '0 4' --index-base 1

refused() {
	make_input 'l<' 1
	for index in '[3,5]' '[-1]'; do
		tgather --op index_select --dim 1 --shape 14000,5 --dtype '<i4' \
			-o out.json x.raw "$index" 2>message
		[ $? = 1 ] && grep -q 'out of range' message &&
			[ ! -e out.json ] || return
	done
}
ok 'a column that is not there' refused

# Rows of one place each: the index is repeated along the innermost dim, whose
# elements are not side by side.
other_order() {
	{
		printf '\223NUMPY\1\0v\0%-117s\n' "{'descr': '<i4', \
'fortran_order': True, 'shape': (5, 100), }"
		perl -e 'print pack("l<*", 0 .. 499)'
	} >x.npy
	perl -e 'print "[", join(",", map { my $r = $_; "[" . join(",",
		map { $_ * 5 + $r } 0 .. 99) . "]" } 3, 0), "]\n"' >wanted
	tgather --op index_select --dim 0 x.npy '[3,0]' >out && cmp out wanted &&
		TGATHER_PIECE=200 tgather --op index_select --dim 0 x.npy \
			'[3,0]' >out && cmp out wanted
}
ok 'rows of the other order' other_order

# 3 MB are more than stay in cache, so that rows ahead are fetched; 9 columns of
# 2000 are not worth reading all of it.
far_columns() {
	perl -e 'print pack("l<*", 0 .. 799_999)' >x.raw
	perl -e 'print "[", join(",", map { my $r = 2000 * $_; "[" . join(",",
		map { $_ + $r } 1999, 0, 7) . "]" } 0 .. 399), "]\n"' >wanted
	tgather --op index_select --dim 1 --shape 400,2000 --dtype '<i4' x.raw \
		'[1999,0,7]' >out && cmp out wanted
}
ok 'columns far from each other' far_columns

# An index of its own for each row. take_along_dim lets one of them count from
# the end, gather does not; another policy has other answers for those in range.
own_columns() {
	perl -e 'print pack("l<*", 0 .. 4999)' >x.raw
	perl -e 'print pack("q<*", map { $_ == 500 ? -5 : $_ % 5 } 0 .. 999)' \
		>ix.raw
	perl -e 'print "[", join(",", map { "[" . ($_ * 5 + $_ % 5) . "]" }
		0 .. 999), "]\n"' >wanted
	perl -e 'print "[", join(",", map { "[" . ($_ % 5 == 3 ? 7 : $_ * 6 -
		5 * int($_ / 5)) . "]" } 0 .. 999), "]\n"' >wanted_ignored
	set -- --dim 1 --shape 1000,5 --dtype '<i4' --index-shape 1000,1 \
		--index-dtype '<i8' x.raw ix.raw
	for piece in 100 262144; do
		export TGATHER_PIECE="$piece"
		tgather --op take_along_dim "$@" >out && cmp out wanted &&
			tgather --negative --ignore-index 3 --fill 7 "$@" >out &&
			cmp out wanted_ignored || return
	done
	tgather "$@" 2>said
	[ $? = 1 ]
}
ok 'one column a row, one from the end' own_columns

# own_rows N INDEX PACK INPUT PACK: N indices of their own for each of 6000 rows.
own_rows() {
	perl -e 'print pack("$ARGV[0]*", 0 .. 29_999)' "$5" >x.raw
	perl -e 'my ($n, $pack) = @ARGV;
		print pack("$pack*", map { ($_ * 7 + $_ / $n) % 5 }
			0 .. 6000 * $n - 1)' "$1" "$3" >ix.raw
	perl -e 'my $n = shift;
		print "[", join(",", map { my $r = $_; "[" . join(",", map {
			my $k = $r * $n + $_; 5 * $r + ($k * 7 + $k / $n) % 5 }
			0 .. $n - 1) . "]" } 0 .. 5999), "]\n"' "$1" >wanted
	tgather --dim 1 --shape 6000,5 --dtype "$4" --index-shape "6000,$1" \
		--index-dtype "$2" x.raw ix.raw >out && cmp out wanted
}
rows_of_any_length() {
	for n in 1 2 3 4 5 6 7 8 9 16; do
		own_rows "$n" '<i8' 'q<' '<i4' 'l<' &&
			own_rows "$n" '<i4' 'l<' '<i8' 'q<' &&
			own_rows "$n" '<i8' 'q<' '<i8' 'q<' &&
			own_rows "$n" '<i4' 'l<' '<i4' 'l<' || return
	done
}
ok 'rows of 1 to 16 indices' rows_of_any_length

# One index out of range, in the first rows, in the middle and at the end.
wrong_row() {
	perl -e 'print pack("l<*", 0 .. 29_999)' >x.raw
	for at in 0 11999 23999; do
		perl -e 'my $at = shift;
			print pack("q<*", map { $_ == $at ? 5 : 4 } 0 .. 23_999)' \
			"$at" >ix.raw
		tgather --dim 1 --shape 6000,5 --dtype '<i4' \
			--index-shape 6000,4 --index-dtype '<i8' -o out.json \
			x.raw ix.raw 2>message
		[ $? = 1 ] && [ ! -e out.json ] &&
			grep -q 'out of range' message || return
	done
}
ok 'a row with a wrong index' wrong_row

finish

#!/bin/sh
# INPUT from a pipe, which can be read only once, in small pieces: the result and
# the messages are those of the same text in a file, which is read as a whole.
# That it is streamed is seen in the memory that long texts take, at the end.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck disable=SC2086    # options are words
# shellcheck disable=SC3045    # ulimit -v is tried before it is used
# shellcheck disable=SC2002    # a file that is no pipe can be read twice
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# both TEXT INDEX OPTION... - the same from a file in and from a pipe, to
# standard output and to a file, with the same status. An INDEX -:NAME is in the
# text, too.
both() {
	printf %b "$1" >in
	index=$2
	case $2 in
	-*) of_file=in${2#-} ;;
	*) of_file=$2 ;;
	esac
	shift 2
	tgather -q "$@" "in$member" "$of_file" >whole 2>whole.err
	status=$?
	cat in | TGATHER_PIECE=8 tgather -q "$@" "-$member" "$index" >pipe 2>said
	[ $? = $status ] || { echo "not status $status"; return 1; }
	sed 's/<stdin>/in/g; s/ -:\([ab]\)/ in:\1/g; s/ - / in /g
		s/ -$/ in/' said |
		tr -s ' ' >pipe.err
	tr -s ' ' <whole.err | diff - pipe.err && cmp whole pipe || return
	[ $status = 0 ] || return 0
	cat in | TGATHER_PIECE=8 tgather -qv -o out "$@" "-$member" "$index" \
		2>said && cmp whole out
}
# streamed TEXT INDEX OPTION... - the same, and there is a result, for which
# INPUT was read in parts
streamed() {
	both "$@" && grep -q ' input .* in parts ' said && [ $status = 0 ]
}
# wrong ... - the same, and it is an error
wrong() {
	both "$@" && [ "$status" = 1 ]
}
member=

# --- text tables --------------------------------------------------------------

table='1,2,3\n4,5,6\n7,8,9\n10,11,12\n'
csv='--input-format csv --output-format csv'
columns='--op index_select --dim 1'
json='--output-format json'

while IFS='|' read -r title text at options; do
	ok "$title" streamed "$text" "$at" $options
done <<END
columns of CSV|$table|[2,0]|$columns $csv
columns of CSV, to JSON|$table|[2,0]|$columns --input-format csv $json
columns of CSV that nobody says is CSV|$table|[2,0]|$columns $json
a column of CSV, twice|$table|[[1],[1]]|$columns --input-format csv $json
rows of CSV, with an index for each|$table|[[2],[1],[0],[2]]|--dim 1 $csv
fewer rows in the index|$table|[[2],[1]]|--dim 1 $csv
a row of indices that is repeated|$table|[[2,1,1]]|--op take_along_dim --dim 1 $csv
no newline at the end|1,2\n3,4\n5,6|[1]|$columns $csv
CR LF|1,2\r\n3,4\r\n5,6\r\n|[1]|$columns $csv
CR LF, and no LF at the end|1,2\r\n3,4\r\n5,6\r|[1]|$columns $csv
blank lines|\n1,2\n\n3,4\n  \n5,6\n\n\n|[1]|$columns $csv
strings|a,b c,d\n"x, y","""",\n1,,"z\r\nz"\nlast,+1,é\n|[2,1]|$columns $csv
strings, to JSON|a,b c,d\n"x, y","""",\n1,,"z\nz"\nlast,+1,é\n|[2,1]|$columns --input-format csv $json
line ends in quotes|"a\nb","c\n\n"\n"d\n","\n"\n"e\n\nf\n",g\n"\n\n\n\n",""\n|[1,0]|$columns $csv
quotes inside of fields|a"\tb\nb,c""\t1\n5",d\t"2\ne,"\t"f\ng"\t\n|[1,0]|$columns --no-header --input-format tsv $json
a bare quote|a"b,1\n"c\nd",2\ne"f",3\n"g\n",4\n|[1,0]|$columns $csv
a byte order mark|\0357\0273\0277\0357\0273\02771,2\n3,4\n\0357\0273\02775,6\n|[1]|$columns $csv
a header|a,b,c\n$table|[2,0]|$columns --header $csv
a header, to JSON|a,b,c\n$table|[2,0]|$columns --header --input-format csv $json
no header|a,b,c\n$table|[2,0]|$columns --no-header $csv
long lines|$(printf '%s,' 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9)1\n$(printf '%s,' 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9)1\n|[18,1]|$columns $csv
TSV|1\t2\ta b\n3\t\t4\n"\t"\t5\n|[2,1]|$columns --input-format tsv --output-format tsv
text|1 2\n  3\t 4  \n5 6\n\n|[1]|$columns --input-format text --output-format text
text that nobody says is text|1 2\n  3\t 4  \n5 6\n\n|[1]|$columns $json
with --shape|1,2\n3,4\n5,6\n7,8\n|[0,0]|--op index_select --dim 2 --shape 4,2,1 --output-shape -1 --input-format csv $json
from numbers to strings|1,2\n3,4\nx,y\n5,6\n|[1]|$columns $csv
END

while IFS='|' read -r title text at options; do
	ok "$title" wrong "$text" "$at" $options
done <<END
a short line|$table 1,2\n$table|[2,0]|$columns $csv
a long line at the end|${table}1,2,3,4|[2,0]|$columns $csv
a line of one field|$table\n5\n$table|[2,0]|$columns $csv
a quote that is never closed|$table"a,b,c\n$table|[2,0]|$columns $csv
text behind a quote|$table"a"b,b,c\n$table|[2,0]|$columns $csv
text behind a quote, behind line ends in quotes|1,2\n"\n",é"\n"\n\né",\n\n4,5\n7,"é"b\n|[0]|$columns $csv
a NUL|${table}1,2\0000,3\n$table|[2,0]|$columns $csv
a header or not|a,b,c\n$table|[2,0]|$columns $csv
a header of another length|a,b\n$table|[2,0]|$columns --header $csv
few lines|1,2\n3,4\n|[[0],[1],[0]]|--dim 1 $csv
columns that are not there|$table|[3]|$columns $csv
one line|1,2,3\n|[[2],[1]]|--dim 1 $csv
no line||[1]|$columns $csv
a page of HTML|<!DOCTYPE html>\n<html>\n<p>\n</html>\n|[0]|$columns $csv
a tab that TSV cannot have|1,2\n3,4\n5,a\tb\n7,8\n|[1]|$columns --input-format csv --output-format tsv
the same, before a line that is too short|1,2\n3,4\n5,a\tb\n7\n|[1]|$columns --input-format csv --output-format tsv
the same, among line ends in quotes|1,2\n"\n",4\n5,"é\n"\n"é",a\tb\n7,8\n|[1]|$columns --input-format csv --output-format tsv
names of columns that text cannot have|"a b",c\n1,2\n3,4\n|[0]|$columns --header --input-format csv --output-format text
an object that CSV cannot have|[[1,2],[3,4],[5,{}],[6,7]]|[1]|$columns --output-format csv
the same, and a short row behind it|[[1,2],[3,{}],[5],[6,7]]|[1]|$columns --output-format csv
a --shape of another size|$table|[1]|$columns --shape -1,5 $csv
END

# --- members of a document, and --shape ---------------------------------------

# What an object says behind the array may change it: then the text, which was
# kept, is read as a whole.
rows='[[1,2,3],[4,5,6],[7,8,9],[10,11,12],[13,14,15]]'
each='[[2],[1],[0],[1],[2]]'
member=:a
while IFS='|' read -r title text at options; do
	ok "$title" streamed "$text" "$at" $options
done <<END
a member|{"a":$rows}|[2,0]|$columns $json
a member among others|{"n":[[1],{"a":1}],"a":$rows\n,"z":[{"a":2},"]}"]}\n|$each|--dim 1 $json
a member, and another array behind it|{"a":$rows,"b":$rows,"c":$rows}|[1]|$columns $json
a member with rows that are not as the first|{"a":[[1,2],["],[",3],["é\\"",{}],[4,5]],"b":0}|[1]|$columns $json
an index before it|{"b":[2,0],"n":"]","a":$rows,"c":[1]}|-:b|$columns $json
an index before it, with a row for each|{"b":$each,"a":$rows}\n|-:b|--dim 1 $json
END
while IFS='|' read -r title text at options; do
	ok "$title" both "$text" "$at" $options
done <<END
an index behind the member|{"a":$rows,"b":[2,0]}|-:b|$columns $json
an index in base64 before it|{"b":{"data":"AQ==","dtype":"u8","shape":[1]},"a":$rows}|-:b|$columns $json
END
while IFS='|' read -r title text at options; do
	ok "$title" wrong "$text" "$at" $options
done <<END
a member twice|{"a":$rows,\n"a":1}|[2,0]|$columns
no such member|{"c":$rows,"d":$rows}|[2,0]|$columns
a member that is not closed|{"n":1,"a":$rows|[2,0]|$columns
a document that is not closed|{"n":1,"a":$rows,\n"b":[1,2|[2,0]|$columns
a wrong number behind a member|{"n":1,"a":$rows,\n"é":01}|[2,0]|$columns
a wrong member before it|{"n":tru,"a":$rows}|[2,0]|$columns
text behind the document|{"a":$rows}\n x|[2,0]|$columns
a second document|{"a":$rows}\n{"a":$rows}|[2,0]|$columns
a member whose rows are not equally long|{"b":1,\n"a":[[1,2],[3,4],\n[5]]}|[1]|$columns
the same, and more that is wrong|{"b":1,"a":[[1,2],[3,4],[5]],"c":01}|[1]|$columns
an index twice|{"b":[1],"a":$rows,\n"b":[0]}|-:b|$columns
an index with an index that is not there|{"b":[1,3],"a":$rows}|-:b|$columns
an index that is none|{"b":[1,1.5],"a":$rows}|-:b|$columns
an index of another shape|{"b":[[1],[2]],"a":[[1,2]],"c":0}|-:b|--dim 1
an index that fits not all rows|{"b":$each,"a":[[1,2,3],[4,5,6],[7,8,9]]}|-:b|--dim 1
END

while IFS='|' read -r title text at options; do
	ok "$title" streamed "$text" "$at" $options
done <<END
an envelope|{"a":{"data":$rows,"shape":[5,3]},"b":[0]}|[1]|$columns $json
an envelope that begins with its shape|{"a":{"shape":[5,3],"dtype":"f32","data":$rows}}|[1]|$columns $json
an envelope, and an index before it|{"b":[2,1],"a":{"data":$rows,"dtype":"f32"}}|-:b|$columns $json
END
while IFS='|' read -r title text at options; do
	ok "$title" both "$text" "$at" $options
done <<END
an envelope of another shape|{"a":{"data":$rows,"shape":[3,5]},"b":[0]}|[4]|$columns $json
an envelope of another shape, and an index before it|{"b":[4,1],"a":{"data":$rows,"shape":[3,5]},"c":[0]}|-:b|$columns $json
an envelope in another order|{"a":{"data":[[1,2],[3,4],[5,6]],"shape":[3,2],"fortran_order":true}}|[1]|$columns $json
an envelope of pairs|{"a":{"data":[[[1,2],[3,4]],[[5,6],[7,8]],[[1,1],[2,2]]],"dtype":"c64"}}|[1]|$columns $json
bytes beside an array|{"a":{"x":[[1,2],[3,4]],"data":"CQgHBg==","shape":[2,2],"dtype":"u8"}}|[1]|$columns $json
END
while IFS='|' read -r title text at options; do
	ok "$title" wrong "$text" "$at" $options
done <<END
an envelope with a short row|{"a":{"data":[[1,2],[3,4],\n[5]],"shape":[3,2]}}|[1]|$columns
an envelope with a short row, and more that is wrong|{"a":{"data":[[1,2],[3,4],[5]],"shape":[3,2],"n":01}}|[1]|$columns
an envelope of no such shape|{"a":{"data":[[1,2],[3,4],[5,6]],"shape":[4,2]}}|[1]|$columns
an envelope with two arrays|{"a":{"x":[[1,2],[3,4],[5,6]],"y":[[1,2]]}}|[1]|$columns
an envelope that is cut|{"a":{"data":[[1,2],[3,4],[5,6]],"shape":[3|[1]|$columns
an envelope, and an index twice|{"b":[1],"a":{"data":$rows},\n"b":[0]}|-:b|$columns
END
member=
ok 'an envelope without a name' streamed "{\"data\":$rows,\"shape\":[5,3]}" \
	'[1]' $columns $json
ok 'an object with another array behind it' wrong "{\"x\":$rows,\"y\":[5,3]}" \
	'[1]' $columns $json
ok 'data behind another array' both "{\"x\":$rows,\"data\":[[5,3]]}" \
	'[1]' $columns $json

while IFS='|' read -r title text at options; do
	ok "$title" streamed "$text" "$at" $options
done <<END
JSON with its own shape|$rows|[2,0]|$columns --shape 5,3 $json
JSON with another shape|[[1,2,3,4],[5,6,7,8],[9,8,7,6]]|[1]|$columns --shape 6,2 $json
JSON with a shape that is left open|$rows|[2,0]|$columns --shape -1,3 $json
JSON with a shape, and fewer rows in the index|[[1,2,3,4],[5,6,7,8],[9,8,7,6]]|[[1,0],[0,1],[1,1],[0,0]]|--dim 1 --shape 6,2 $json
more dims, and one left open|[[1,2,3,4],[5,6,7,8],[9,8,7,6]]|[[[0,0,0,0],[1,1,1,1]],[[1,0,1,0],[0,1,1,1]]]|--dim 2 --shape -1,2,2 $json
the same, all of them said|[[1,2,3,4],[5,6,7,8],[9,8,7,6]]|[[[0,0,0,0],[1,1,1,1]],[[1,0,1,0],[0,1,1,1]]]|--dim 2 --shape 3,2,2 $json
JSON with more dims|$rows|[[[1]],[[0]],[[0]],[[0]],[[1]]]|--dim 2 --shape -1,1,3 $json
END
while IFS='|' read -r title text at options; do
	ok "$title" wrong "$text" "$at" $options
done <<END
JSON of too few rows for its shape|$rows|[2,0]|$columns --shape 6,3
JSON of too many rows for its shape|$rows|[2,0]|$columns --shape 4,3
JSON of a shape that is left open, and few rows|$rows|[[1],[1],[1],[1],[1],[1]]|--dim 1 --shape -1,3
JSON with a shape, and a short row|[[1,2],[3,4],[5,6],\n[7]]|[1]|$columns --shape -1,2
END

# --- to binary formats --------------------------------------------------------

# binary FORMAT TEXT INDEX OPTION... - the same file from a file and from a pipe,
# and to a pipe.
binary() {
	printf %b "$2" >in
	format=$1
	index=$3
	shift 3
	tgather -q -o "whole.$format" "$@" in "$index" &&
		cat in | TGATHER_PIECE=8 tgather -qv -o "pipe.$format" "$@" - \
			"$index" 2>said && cmp "whole.$format" "pipe.$format" &&
		{ [ "$format" = npz ] ||
			cat in | TGATHER_PIECE=8 tgather -q "$@" - "$index" \
				--output-format "$format" |
			cmp - "whole.$format"; }
}
binary_streamed() {
	binary "$@" && grep -q ' input .* in parts ' said
}
for format in npy raw npz safetensors; do
	ok "rows to $format" binary_streamed "$format" "$rows" "$each" \
		--dim 1 --dtype f32
done
ok 'columns to npy' binary_streamed npy "$rows" '[2,0]' $columns --dtype f64
ok 'columns to raw' binary_streamed raw "$rows" '[2,0]' $columns --dtype i16
ok 'columns to npz' binary npz "$rows" '[2,0]' $columns --dtype f64
ok 'columns to safetensors' binary safetensors "$rows" '[2,0]' $columns \
	--dtype f64
ok 'columns of CSV to npy' binary_streamed npy "$table" '[2,0]' $columns \
	--dtype f64 --input-format csv
ok 'columns of CSV to npy, and to one dim' binary_streamed npy "$table" \
	'[2,0]' $columns --dtype f64 --input-format csv --output-shape -1
for format in npy raw npz safetensors; do
	ok "without a dtype, to $format" binary_streamed "$format" \
		"$rows" "$each" --dim 1
	ok "with a dtype that changes, to $format" binary "$format" \
		'[[1,2],[3,4],[5,6.5]]' '[[0],[1],[1]]' --dim 1
done
ok 'columns without a dtype' binary_streamed npy "$rows" '[1]' $columns
ok 'columns with a dtype that changes' binary npy '[[1,2],[3,4],[5,6.5]]' \
	'[1]' $columns
ok 'a table that has no dtype at its end' wrong '1,2\n3,4\n5,x' '[1]' $columns \
	--input-format csv --output-format npy
ok 'many columns to npy' binary_streamed npy \
	"$(yes 1,2.5,x | sed 's/x/-7/' | head -n 3000)\n" '[1,0,2,2]' \
	$columns --dtype f64
ok 'words of CSV to npy' both '1,2\n3,4\n+5,"6"\n.5,nan\n' '[1]' $columns \
	--dtype f64 --input-format csv --output-format npy
for format in npy raw safetensors; do
	ok "what is no number, to $format" wrong \
		"[[1,2],[3,4],[5,6],\n[\"é\",\"x\"]]" '[[1],[1],[1],[1]]' \
		--dim 1 --dtype f32 --output-format "$format"
done
ok 'a number that does not fit' wrong '1,2\n3,4\n5,600\n7,8' '[1]' $columns \
	--dtype i8 --input-format csv --output-format npy
ok 'the same, and a short line behind it' wrong '1,2\n3,4\n5,600\n7' '[1]' \
	$columns --dtype i8 --input-format csv --output-format npy

# --- another shape of the result -----------------------------------------------

for shape in 5,2 2,-1 -1,5 -1 10 1,-1,2; do
	ok "a result of shape $shape" both "$rows" '[2,0]' $columns $json \
		--output-shape "$shape"
done
for shape in 3,-1 -1,3 9; do
	ok "a result of no shape $shape" wrong "$rows" '[2,0]' $columns $json \
		--output-shape "$shape"
done

# --- how it comes, and how it goes --------------------------------------------

# What no option says is told from enough of the text, however slowly it comes.
slowly() {
	{
		printf 1
		until_read
		printf ',2\n3,'
		until_read
		printf '4\n5,6\n'
	} | TGATHER_PIECE=1 tgather "$@" --op index_select --dim 1 - '[1]'
}
prints 'a table that comes slowly' '[2,4,6]' slowly --output-shape -1
prints 'CSV that comes slowly' '2
4
6' slowly --input-format csv --output-format csv

# A byte order mark comes before a text of which not all is there at once, or a
# part of it does.
marked() {
	{
		printf '\357\273\277'
		perl -e 'print "[", join(",", 0 .. 99_999), "]"'
	} | tgather --op take - '[0,99999]'
}
prints 'a byte order mark before a long text' '[0,99999]' marked
part_of_mark() {
	{
		printf '\357'
		until_read
		printf '\273\277'
		until_read
		printf '[1,2]'
	} | tgather --input-format json --op take - '[1]'
}
prints 'a byte order mark in parts' '[2]' part_of_mark

# A long text that is kept is in a file, or in memory where there is no file.
long_envelope() {
	perl -e 'print "{\"data\":[", join(",", ("[1,\"" . "a" x 9000 . "\"]") x 1200),
		"],\"shape\":[2400,1]}\n"' >in
	tgather -q --op index_select --dim 1 in '[0]' >whole &&
		cat in | tgather -q --op index_select --dim 1 - '[0]' |
		cmp - whole
}
ok 'a long text that is read again' long_envelope
ok 'a long text that is read again, without TMPDIR' \
	eval 'export TMPDIR=/none; long_envelope'

# The file gets full where much comes at once; of what comes then, a little would
# still have room.
in_little_room() {
	long_envelope || return
	perl -e 'open my $in, "<", "in" or die; my ($text, $at) = ("", 0);
		read $in, $text, 20_000_000;
		while ($at < length $text) {
			my $slow = $at > 10_000_000 && $at < 10_700_000;
			my $n = !$slow ? 50_000 : $at % 3_100 ? 100 : 3_000;
			$at += syswrite STDOUT, $text, $n, $at;
			select undef, undef, undef, .001 if $slow;
		}' | (
		ulimit -f 20000
		exec tgather -q --op index_select --dim 1 - '[0]'
	) | cmp - whole
}
ok 'a long text that is read again, in little room' in_little_room
damaged() {
	echo "{\"data\":$rows,\"shape\":[5,3]}" | gzip |
		perl -0777 -pe 'substr($_, -8) = "damaged!"' >in.gz
	tgather -q --op index_select --dim 1 in.gz '[0]' >whole 2>whole.err
	[ $? = 1 ] || return
	cat in.gz | TGATHER_PIECE=8 tgather -q --op index_select --dim 1 - '[0]' \
		2>pipe.err
	[ $? = 1 ] && sed 's/<stdin>/in.gz/' pipe.err | diff whole.err -
}
ok 'damaged gzip data' damaged

# To a pipe nothing is written that is not right to its end, from a file either.
expect pipe-element-behind 1 'echo "[[1,2],[3,4],[5,{}]]" >in.json
	TGATHER_PIECE=8 tgather --output-format csv --op index_select --dim 1 \
		in.json "[1]"'

# Memory does not grow with the text: thin ROW BEFORE BEHIND WANTED ARGUMENTS...
# picks from 24 MB and more of rows, with what stands before and behind them, and
# has little more than the program and the C library reserve.
thin() {
	row=$1
	before=$2
	behind=$3
	wanted=$4
	shift 4
	perl -e 'my ($row, $before, $behind) = @ARGV; my $comma = $row =~ /\[/;
		print $before; print $comma && $_ ? "," : "", $row
			for 0 .. 1_499_999; print $behind' \
		"$row" "$before" "$behind" |
		(ulimit -v 30000 && tgather --threads 1 --op index_select \
			--dim 1 "$@") || return
	[ -z "$wanted" ] ||
		[ "$(sort -u out.csv)" = "$wanted" ]
}
line='12345678,2,abc
'
array='[12345678,2,"a"]'
if (ulimit -v 30000 && tgather --version) >/dev/null 2>&1; then
	ok 'a long table takes little memory' thin "$line" '' '' 'abc,2' \
		--input-format csv -o out.csv - '[2,1]'
	ok 'a long table with a quote in a bare field does' thin "$line" \
		'7,5" pipe,abc
' '' '' --input-format csv -o out.csv - '[2,0]'
	ok 'a long array does' thin "$array" '[' ']' 'a,2' \
		-o out.csv - '[2,1]'
	ok 'a long member does' thin "$array" '{"b":[2,1],"a":[' '],"c":1}' \
		'a,2' -o out.csv -:a -:b
	ok 'a long object does' thin "$array" '{"data":[' \
		'],"shape":[1500000,3]}' 'a,2' -o out.csv - '[2,1]'
	ok 'a long array with --shape does' thin "$array" '[' ']' 'a,2' \
		-o out.csv --shape -1,3 - '[2,1]'
	ok 'a long table to binary does' thin "$line" '' '' '' \
		--input-format csv --dtype f64 -o out.npy - '[1]'
	ok 'a long array to binary, without a dtype, does' thin \
		'[12345678,2,3]' '[' ']' '' -o out.npy - '[1]'
else
	skip 'a long table takes little memory' 'memory cannot be limited'
fi

finish

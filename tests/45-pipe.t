#!/bin/sh
# INPUT from a pipe, which can be read only once, in small pieces: the result and
# the messages are those of the same text in a file, which is read as a whole.
# That it is streamed is told by -v, which tells of INPUT behind INDEX then.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck disable=SC2002    # a file that is no pipe can be read twice
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# both TEXT INDEX OPTION... - the same from a file in and from a pipe, to standard
# output and to a file, with the same status.
both() {
	printf %b "$1" >in
	index=$2
	shift 2
	tgather -q "$@" "in$member" "$index" >whole 2>whole.err
	status=$?
	cat in | TGATHER_PIECE=8 tgather -q "$@" "-$member" "$index" >pipe 2>said
	[ $? = $status ] || { echo "not status $status"; return 1; }
	sed "s/<stdin>/in/; s/ -$member / in$member /; s/ '-$member' / 'in$member' /" said |
		tr -s ' ' >pipe.err
	tr -s ' ' <whole.err | diff - pipe.err && cmp whole pipe || return
	[ $status = 0 ] || return 0
	cat in | TGATHER_PIECE=8 tgather -qv -o out "$@" "-$member" "$index" \
		2>said && cmp whole out || return
	awk '{ printf "%s ", $4 }' said >order
}
# streamed TEXT INDEX OPTION... - the same, and it was streamed
streamed() {
	both "$@" && grep -q 'index input output' order && [ $status = 0 ]
}
# fails ...: the same, and it is an error
wrong() {
	both "$@" && [ "$status" = 1 ]
}
member=

# --- text tables --------------------------------------------------------------

table='1,2,3\n4,5,6\n7,8,9\n10,11,12\n'
csv='--input-format csv --output-format csv'
columns='--op index_select --dim 1'
json='--output-format json'

# shellcheck disable=SC2086    # options are words
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
	# shellcheck disable=SC2086    # options are words
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

# What no option says is told from enough of the text, however slowly it comes.
slowly() {
	{
		printf 1
		sleep 0.1
		printf ',2\n3,'
		sleep 0.1
		printf '4\n5,6\n'
	} | TGATHER_PIECE=1 tgather "$@" --op index_select --dim 1 - '[1]'
}
prints 'a table that comes slowly' '[2,4,6]' slowly --output-shape -1
prints 'CSV that comes slowly' '2
4
6' slowly --input-format csv --output-format csv

# To a pipe nothing is written that is not right to its end, from a file either.
expect pipe-element-behind 1 'echo "[[1,2],[3,4],[5,{}]]" >in.json
	TGATHER_PIECE=8 tgather --output-format csv --op index_select --dim 1 \
		in.json "[1]"'

# Memory does not grow with the text: 40 MB with a limit of 30 in all.
thin() {
	perl -e 'print "12345678,2,abc\n" x 2700000' |
		(ulimit -v 60000 && tgather --threads 1 --input-format csv \
			--output-format csv -o out.csv --op index_select \
			--dim 1 - '[2,1]') &&
		[ "$(sort -u out.csv)" = 'abc,2' ] &&
		[ "$(wc -l <out.csv)" -eq 2700000 ]
}
ok 'a long table takes little memory' thin

finish

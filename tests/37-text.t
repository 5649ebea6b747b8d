#!/bin/sh
# Text tables: CSV, TSV, columns with blanks between them, and lines; which texts
# are tables and which are JSON; headers; and how tables are written. Values were
# worked out by hand; tests/peers/random_text.py compares with other programs.
# shellcheck disable=SC2016,SC2317    # functions are called by their names
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What the rows ROWS of a text are: rows TEXT ROWS [OPTION...]
rows() {
	printf %b "$1" >x
	set -- "$2" "$@"
	at=$1
	shift 3
	tgather --op index_select --dim 0 "$@" x "$at"
}
# What a text picks as an index from 0, 10, 20 ... 90: picks TEXT [OPTION...]
picks() {
	printf %b "$1" >i
	shift
	tgather --op take "$@" '[0,10,20,30,40,50,60,70,80,90]' i
}

# --- the fields of a table ----------------------------------------------------

while IFS='|' read -r name text at options expected; do
	# shellcheck disable=SC2086    # options are words
	prints "$name" "$expected" rows "$text" "$at" $options
done <<'END'
CSV: numbers stay as they are|1.50,2e1\n-0,3\n|[1,0]|--input-format csv|[[-0,3],[1.50,2e1]]
CSV: what is no number of JSON is a string|+1,.5,1.,007\nnan,inf,true,\nNA,0x1,1_0,-\n|[0,1,2]|--input-format csv|[["+1",".5","1.","007"],["nan","inf","true",""],["NA","0x1","1_0","-"]]
CSV: blanks belong to a field|a b, 1 ,2\t\n|[0]|--input-format csv|[["a b"," 1 ","2\t"]]
CSV: quotes|"a,b","say ""x""","1"\n|[0]|--input-format csv|[["a,b","say \"x\"","1"]]
CSV: a line end in quotes|"a\nb",1\n"c\r\nd",2\n|[1,0]|--input-format csv|[["c\r\nd",2],["a\nb",1]]
CSV: a quote inside a field is a byte|a"b,c""\n|[0]|--input-format csv|[["a\"b","c\"\""]]
CSV: empty fields|,,\n1,,\n|[0,1]|--input-format csv|[["","",""],[1,"",""]]
CSV: no newline at the end|1,2\n3,|[1]|--input-format csv|[[3,""]]
CSV: CR LF|1,a\r\n2,b\r\n|[1,0]|--input-format csv|[[2,"b"],[1,"a"]]
CSV: a CR inside a field|a\rb,c\n|[0]|--input-format csv|[["a\rb","c"]]
CSV: blank lines|\n1,2\n\n  \n\t\r\n3,4\n\n|[0,1]|--input-format csv|[[1,2],[3,4]]
CSV: a byte order mark|\0357\0273\02771,2\n|[0]|--input-format csv|[[1,2]]
CSV: # is data in an INPUT|#a,1\n#b,2\n|[1]|--input-format csv|[["#b",2]]
CSV: one line is one row|1,2,3|[0]|--input-format csv|[[1,2,3]]
CSV: one field a line has one dim|5\n6\n7\n|[2]|--input-format csv|[7]
CSV: one field is one of one|5|[0]|--input-format csv|[5]
CSV: UTF-8|Köln,\0303\0251\n|[0]|--input-format csv|[["Köln","é"]]
CSV: bytes that are no UTF-8|\0351t\0351,1\n|[0]|--input-format csv|[["\udce9t\udce9",1]]
CSV: --shape|1,2,3,4\n|[1]|--input-format csv --shape 2,2|[[3,4]]
TSV: quotes are bytes|"a"\tb c\t1\n|[0]|--input-format tsv|[["\"a\"","b c",1]]
TSV: empty fields|\t\n1\t\n|[0,1]|--input-format tsv|[["",""],[1,""]]
TSV: blank lines, CR LF|\n1\t2\r\n \n3\t4\r\n|[1,0]|--input-format tsv|[[3,4],[1,2]]
text: runs of blanks and tabs|  1\t 2  x \n3 4\t\t5\t\n|[0,1]|--input-format text|[[1,2,"x"],[3,4,5]]
text: quotes and commas are bytes|"a b" 1,5\n|[0]|--input-format text|[["\"a","b\"","1,5"]]
lines: each as it is| a b \n\n"x",1\n12\nlast|[0,1,2,3,4]|--input-format lines|[" a b ","","\"x\",1",12,"last"]
lines: a CR belongs to its line|a\r\n5\r\n|[0,1]|--input-format lines|["a\r","5\r"]
lines: a byte order mark, too|\0357\0273\0277a\n|[0]|--input-format lines|["﻿a"]
END

# --- an index -----------------------------------------------------------------

while IFS='|' read -r name text options expected; do
	# shellcheck disable=SC2086    # options are words
	prints "$name" "$expected" picks "$text" $options
done <<'END'
an index: one integer a line has one dim|1\n3\n2\n||[10,30,20]
an index: several have two|1 3\n2 0\n||[[10,30],[20,0]]
an index: one line of several, too|1 3||[[10,30]]
an index: commas|1,3\n2,0\n||[[10,30],[20,0]]
an index: tabs|1\t3\n2\t0\n||[[10,30],[20,0]]
an index: comments, blank lines, CR LF|# one\r\n\r\n1\r\n #two\n3\n#|--index-format text|[10,30]
an index: plus, zeros, blanks, quotes|+1,007," 3", 4 ,"+05"\n|--index-format csv|[[10,70,30,40,50]]
an index: one of one|5|--index-format text|[50]
an index: one of no dims stays JSON|5||50
an index: of lines|5\n+6\n|--index-format lines|[50,60]
an index: nothing|\n# none\n|--index-format text|[]
an index: negative|-1\n-10\n|--negative|[90,0]
an index: --index-cast|1.0,2e0, 3. ,"4"\n|--index-cast --index-format csv|[[10,20,30,40]]
an index: --index-shape|1\n2\n3\n4\n|--index-shape 2,2|[[10,20],[30,40]]
an index: --index-dtype|7\n0\n|--index-dtype int8|[70,0]
END
of_seq() { seq 0 2 4 | tgather --op take '[0,10,20,30,40]'; }
prints 'an index from seq' '[0,20,40]' of_seq
min_and_max() {
	printf '1\n2\n3\n' >x
	printf '9223372036854775807\n9223372036854775806\n' |
		tgather --op take --mode clip --input-format csv x -
}
prints 'an index: the largest integer' '[3,3]' min_and_max

# --- which format wins --------------------------------------------------------

# What a text in a file called NAME is: format NAME TEXT
format() {
	printf %b "$2" >"$1"
	if [ "$1" = stdin ]; then
		tgather --info - <stdin
	else
		tgather --info "$1"
	fi | sed 's/.*"format":"\([a-z]*\)".*"shape":\(\[[^]]*\]\).*/\1 \2/'
}
while IFS='|' read -r name text expected; do
	prints "$name with $text is $expected" "$expected" format "$name" "$text"
done <<'END'
x.csv|1,2\n|csv [1,2]
x.csv|a,b\nc,d\n|csv [2,2]
x.csv|5\n|json []
x.csv|"a"\n|json []
x.csv|true|json []
x.csv|"a",1\n|csv [1,2]
x.csv|1 2\n|csv [1]
x.csv|[1,2]\n|json [2]
x.csv|  \n {"data":[1,2,3]}\n|json [3]
x.tsv|a\tb\n|tsv [1,2]
x.tab|a\tb\n|tsv [1,2]
x.tsv|1,2\n|tsv [1]
x.txt|a b\nc d\n|text [2,2]
x.txt|a,b\nc,d\n|text [2]
x.txt|1,2\n3,4\n|csv [2,2]
x.txt|1\t2\n|tsv [1,2]
x.txt|5|json []
x.txt|\0357\0273\0277 \n[1]|json [1]
x.csv||csv [0]
x.tsv||tsv [0]
x.txt||text [0]
x.csv|\n|csv [0]
x.txt| \n\n|text [0]
x.tsv|\t\n|tsv [1,2]
x.dat|1\n2\n|text [2]
x.dat|1 2\n3 4\n|text [2,2]
x.dat|\n\n 1.5 -2e3\n|text [1,2]
x.dat|1e5,2|csv [1,2]
x.dat|1, 2\n|csv [1,2]
x.dat|1\t2|tsv [1,2]
x.dat|NaN\n1|text [2]
x.dat|nan inf\n1 2|text [2,2]
x.dat|1\nword\n|text [2]
stdin|5\n6\n|text [2]
stdin|5|json []
stdin| 5 \n\n|json []
stdin|1 2\r\n3 4\r\n|text [2,2]
END

# What is written without elements is read again.
written_empty() {
	tgather -d0 --op index_select -o "x.$1" '[1,2]' '[]' &&
		tgather -d0 --op index_select '[1,2]' "x.$1" &&
		tgather -d0 --op index_select "x.$1" '[]'
}
for name in csv tsv txt; do
	prints "an empty result in x.$name" '[]
[]' written_empty "$name"
done
expect text-json-far 1 "printf '%70000s' '' >x.csv; tgather -d0 x.csv '[0]'"

# These are the errors of JSON that they always were.
for case in 'text-json-arrays:[1]\n[2]' 'text-json-strings:"a"\n"b"' \
	'text-json-null:null\n0' 'text-json-nothing:' 'text-json-blanks: \n' \
	'text-json-zero:01' 'text-json-plus:+1' 'text-json-point:.5' \
	'text-json-words:a b\nc d' 'text-json-word-first:a 1\n2 3' \
	'text-json-missing:1,\n2,' 'text-json-semicolons:1;2\n3;4' \
	'text-json-number-then-array:1 [2]'; do
	expect "${case%%:*}" 1 "printf '${case#*:}' >x; tgather -d0 x '[0]'"
done
expect text-json-true 1 "printf true >x; tgather --op take '[1,2]' x"
expect text-json-nan 1 "printf 'NaN\n1' >x; tgather --op take '[1,2]' x"
expect text-json-name 1 "printf '1\n2\n' >x.json; tgather -d0 x.json '[0]'"
expect text-json-index 1 "printf '[1]\n[2]' >x; tgather --op take '[1,2]' x"

# What is known to be something else is no table.
expect text-lfs 1 "printf 'version https://git-lfs.github.com/spec/v1\noid sha256:1\n\
size 1\n' >x.csv; tgather -d0 x.csv '[0]'"
expect text-utf16 1 "printf '\377\3761\0,\0002\0\n\0' >x.csv; tgather -d0 x.csv '[0]'"
expect text-html 1 "printf '<!DOCTYPE html>\n<html>\n' >x.txt; tgather -d0 x.txt '[0]'"

# It is decided within 64 KB.
long_number() {
	head -c 70000 /dev/zero | tr '\0' 1 >x
	tgather --info x | sed 's/.*"format":"\([a-z]*\)".*/\1/'
}
long_line() {
	yes 1 | head -n 40000 | tr '\n' ' ' >x
	tgather --info x 2>&1 | head -n 1 | cut -c1-40
}
expect text-far 1 "printf '%70000s1 2\n' '' | tgather -d0 - '[0]'"
prints 'a number of 70,000 digits is JSON' json long_number
prints 'a line of 80,000 bytes is not looked at' \
	'tgather: x:1:3: a second JSON text begin' long_line

# --- headers ------------------------------------------------------------------

h='x,"y y",z\n1,2,3\n4,5,6\n'
prints '--header leaves line 1 out' '[[1,2,3]]' rows "$h" '[0]' \
	--input-format csv --header
prints '--no-header keeps it' '[["x","y y","z"]]' rows "$h" '[0]' \
	--input-format csv --no-header
expect text-header-unsaid 1 "printf '$h' >x.csv; tgather -d0 x.csv '[[0]]'"
expect text-header-index 1 "printf 'a\n1\n' >x.csv; tgather --op take '[1,2]' \
	x.csv"
expect text-header-of-json 1 "tgather --header -d0 '[1,2]' '[0]'"
expect text-header-of-lines 1 "printf 'a\nb\n' >x; tgather --no-header \
	--input-format lines -d0 x '[0]'"
prints 'no header: a number in line 1' '[["x",1]]' rows 'x,1\n2,3\n' '[0]' \
	--input-format csv
prints 'no header: no number in line 2' '[["x","y"]]' rows 'x,y\nz,\n' '[0]' \
	--input-format csv
prints 'no header: nothing but missing values' '[["NA","nan",""]]' \
	rows 'NA,nan,\n1,2,3\n' '[0]' --input-format csv
prints 'no header: one line' '[["x","y"]]' rows 'x,y\n' '[0]' \
	--input-format csv
expect text-header-missing 1 "printf 'x,NA\n1,2\n' >x.csv; \
	tgather -d0 x.csv '[[0]]'"
expect text-header-ragged 1 "printf 'x,y\n1,2,3\n' >x.csv; \
	tgather --header -d0 x.csv '[[0]]'"
prints 'a header of numbers' '[[1,2]]' rows '2019,2020\n1,2\n' '[0]' \
	--input-format csv --header

# What becomes of names: names EXPECTED INDEX OPTION...
names() {
	printf %b "$h" >x.csv
	index=$1
	shift
	tgather --header "$@" x.csv "$index"
}
prints 'names of picked rows' 'x,"y y",z
4,5,6' names '[1]' --op index_select --dim 0 --output-format csv
prints 'names of rows picked by tuples' 'x,"y y",z
4,5,6' names '[[1]]' --op gather_nd --output-format csv
prints 'names of no rows' 'x,"y y",z' \
	names '[]' --op index_select --dim 0 --output-format csv
prints 'names of picked columns' 'z,x,z
3,1,3
6,4,6' names '[2,0,-1]' --op index_select --dim 1 --negative --output-format csv
prints 'in TSV they have no quotes' 'y y	x
2	1
5	4' names '[1,0]' --op index_select --dim 1 --output-format tsv
prints 'a column that is filled has none' 'z,
3,0
6,0' names '[2,9]' --op index_select --dim 1 --fill 0 --output-format csv
prints 'elements have none' '4,2' \
	names '[[1,0]]' --quiet --dim 0 --output-format csv
prints 'a result of one dim has none' '4
5
6' eval 'echo 1 | names - --op index_select --dim 0 --output-format csv'
prints 'another shape has none' '1,2
3,4
5,6' names '[0,1,2]' --op index_select --dim 0 --shape 3,2 --output-format csv
expect text-header-blank 1 "printf '$h' >x.csv; tgather --header -d0 \
	--op index_select --output-format text x.csv '[0]'"
expect text-header-range 1 "printf '$h' >x.csv; tgather --header -d1 \
	--op index_select --output-format csv x.csv '[3]'"

# --- what is no table ---------------------------------------------------------

expect text-ragged 1 "printf '1,2\n\n3,4,5\n' >x.csv; tgather -d0 x.csv '[[0]]'"
expect text-ragged-index 1 "printf '1 2\n3\n' | tgather -d0 '[[1]]'"
expect text-quote-open 1 "printf 'a,\"b\nc\n' >x.csv; tgather -d0 x.csv '[[0]]'"
expect text-quote-behind 1 "printf 'a,\"b\" \n' >x.csv; tgather -d0 x.csv '[[0]]'"
expect text-nul 1 "printf 'a,b\nc\0d,e\n' >x.csv; tgather -d0 x.csv '[[0]]'"
expect text-nul-lines 1 "printf 'a\n\0\n' >x; tgather -d0 --input-format lines \
	x '[0]'"
expect text-nul-blank 1 "printf 'a\n \0\n' >x; tgather -d0 --input-format csv \
	x '[0]'"
expect text-index-word 1 "printf '1\n2\nx\n' | tgather --op take '[1,2]'"
expect text-index-fraction 1 "printf '1 2\n3 4.0\n' | tgather --op take '[1]'"
expect text-index-half 1 "printf '1 2\n3 4.5\n' | tgather --index-cast --op take '[1]'"
expect text-index-empty 1 "printf '1,\n' | tgather --index-format csv --op take '[1]'"
expect text-index-blank-line 1 "printf '1\n\n' | tgather --index-format lines \
	--op take '[1]'"
expect text-index-large 1 "printf '9223372036854775808\n' | tgather --op take \
	--index-format text '[1]'"
expect text-index-small 1 "printf '1\n-9223372036854775809\n' | tgather \
	--op take '[1]'"
expect text-index-dtype 1 "printf '1\n128\n' | tgather --op take \
	--index-dtype int8 '[1]'"
expect text-index-float 1 "printf '1\n128\n' | tgather --op take \
	--index-dtype float32 '[1]'"
expect text-range 1 "printf '0\n# 5\n1\n2\n' | tgather --op take \
	--index-format text '[1,2]'"
expect text-complex 1 "printf '1,2\n' >x.csv; tgather -d0 --dtype c8 x.csv '[0]'"
expect text-name 1 "printf '1,2\n' >x.csv; tgather -d0 x.csv:a '[0]'"

# --- to binary ----------------------------------------------------------------

# The bytes of a text table as a raw result: raw TEXT DTYPE
raw() {
	printf %b "$1" >x
	shift
	tgather --op index_select --dim 0 --input-format csv "$@" \
		--output-format raw x '[0]' | od -An -tx1 | tr -d ' \n'
	echo
}
prints 'numbers as others write them, as int8' 01050703feff \
	raw '+1,"5",007, 3 ,-2,"-1"\n' --dtype int8
prints 'the same without a type is int64' 0100000000000000 raw '+1\n'
prints 'as float16' 0038003c00bc00b8007c007c00fc00fc007e007e007e \
	raw '.5,1.,-1.,-.5,inf,+Infinity,-inf,-INF,nan,NaN,NAN\n' --dtype f2
prints 'the same without a type is float64' 000000000000e03f raw '.5\n'
prints 'as bool' 01000001 raw 'true,false,0,1\n' --dtype bool
expect text-binary-word 1 "printf '1,NA\n' >x.csv; tgather -d0 --dtype f4 \
	-o x.raw x.csv '[[0,0]]'"
expect text-binary-mixed 1 "printf '12,1x\n' >x.csv; tgather -d0 --dtype u1 \
	-o x.raw x.csv '[[0,0]]'"
expect text-binary-mixed-float 1 "printf '12,1.5.2\n' >x.csv; tgather -d0 \
	--dtype f4 -o x.raw x.csv '[[0,0]]'"
expect text-index-mixed 1 "printf '1\n1x\n' >x.csv; tgather --index-cast --op \
	take '[0,1]' x.csv"
expect text-binary-empty 1 "printf '1,\n' >x.csv; tgather -d0 --dtype f4 \
	-o x.raw x.csv '[[0,0]]'"
expect text-binary-words 1 "printf '1,x\n' >x.csv; tgather -d0 -o x.npy \
	x.csv '[[0,0]]'"
only_picked() {
	printf '1,x\n2,y\n' >x.csv
	tgather --op index_select --dim 1 --dtype u1 --output-format raw \
		x.csv '[0]' | od -An -tu1
}
prints 'only what is picked is converted' '   1   2' only_picked

# --- writing ------------------------------------------------------------------

# What a JSON text is as a table: written FORMAT JSON [OPTION...]
written() {
	printf %s "$2" >x.json
	format=$1
	shift 2
	tgather --op take "$@" --output-format "$format" x.json "$index"
}
index='[0,1,2]'
prints 'CSV: numbers as they are' '1.50
-0
1e400' written csv '[1.50,-0,1e400]'
prints 'CSV: one dim is an element a line; null is empty' 'true
""
NaN' written csv '[true,null,NaN]'
index='[[0,1,2],[3,4,5]]'
prints 'CSV: strings' 'a,"a,b","say ""x"""
" a","a	",b c' written csv '["a","a,b","say \"x\""," a","a\t","b c"]'
prints 'CSV: strings that read as numbers' '"1","-.5","nan"
"+Inf","1e5","007"' written csv '["1","-.5","nan","+Inf","1e5","007"]'
prints 'CSV: strings that do not' '1x,-,N/A
0x1,1_0,' written csv '["1x","-","N/A","0x1","1_0",""]'
line_ends() {
	written csv '["\r\n","\n","\r",null,null,"\u00e9"]' | od -An -tx1 |
		tr -d ' \n'
	echo
}
prints 'CSV: line ends' 220d0a222c220a222c220d220a2c2cc3a90a line_ends
prints 'TSV' 'a	a,b	"
007		b c' written tsv '["a","a,b","\"","007",null,"b c"]'
prints 'text' 'a a,b "
007 true 1.50' written text '["a","a,b","\"","007",true,1.50]'
index='[0,1,2]'
prints 'lines' ' a b 

"x	y"' written lines '[" a b ",null,"\"x\ty\""]'
index=-
prints 'no dims: one line' b eval 'echo 1 | written csv "[1,\"b\"]"'
index='[[[0,1],[2,3]],[[3,2],[1,0]]]'
prints 'three dims: a blank line between slices' '1,2
3,4

4,3
2,1' written csv '[1,2,3,4]'
index='[[[[0],[1]]],[[[2],[3]]]]'
prints 'four dims: the same' '1
2

3
4' written text '[1,2,3,4]'
index='[[],[]]'
prints 'no lines' '' eval \
	'written csv "[1]" --index-shape 0,3 --index-dtype int64 | cat; echo'
index='[[0,1],[1,0]]'
prints '--fill' '1,"x y, z"
"x y, z",1' written csv '[1]' --fill '"x y, z"'
prints '--fill with null' '1,
,1' written csv '[1]' --fill null

expect text-write-empty-size 1 "tgather --op take --output-format csv \
	--index-shape 2,0 '[1]' '[]'"
expect text-write-object 1 "tgather -d0 --output-format csv '[1,{}]' '[1]'"
expect text-write-tab 1 "tgather -d0 --output-format tsv '[1,\"a\\tb\"]' '[1]'"
expect text-write-line-end 1 "tgather -d0 --output-format lines \
	'[1,\"a\\nb\"]' '[1]'"
expect text-write-cr 1 "tgather -d0 --output-format tsv '[1,\"a\\r\"]' '[1]'"
expect text-write-blank 1 "tgather -d0 --output-format text '[1,\"a b\"]' '[1]'"
expect text-write-empty 1 "tgather -d0 --output-format text '[1,\"\"]' '[1]'"
expect text-write-null 1 "tgather -d0 --output-format text '[1,null]' '[1]'"
expect text-write-nul 1 "tgather -d0 --output-format csv '[1,\"\\u0000\"]' '[1]'"
expect text-write-surrogate 1 "tgather -d0 --output-format csv \
	'[1,\"\\ud800\"]' '[1]'"
expect text-write-lines 1 "tgather --op take --output-format lines '[1]' '[[0]]'"
expect text-write-place 1 "printf '1,a b\n' >x.csv; \
	tgather -d0 --output-format text x.csv '[[0,0]]'"
# Nothing is printed before all is known to be right.
expect text-write-late 1 "printf '1,2\n3, 4\n' >x.csv; tgather --op index_select \
	-d0 --output-format text x.csv '[0,1]'"
expect text-write-pretty 2 "tgather --pretty -d0 --output-format csv '[1]' '[0]'"

# From one table to another: between FROM TO TEXT ROWS
between() {
	printf %b "$3" >x
	tgather --op index_select --dim 0 --input-format "$1" \
		--output-format "$2" --no-header x "$4"
}
prints 'CSV to CSV: quotes stay' '"1",""
"a", b ' between csv csv '"a", b \n"1",""\n' '[1,0]'
prints 'CSV to CSV: an empty field alone gets quotes' '""
1' eval 'printf "1,\n2,1\n" >x; tgather --op index_select --dim 1 \
	--input-format csv --output-format csv x "[1]"'
prints 'CSV to TSV: quotes go' 'say "x"	a,b	1' \
	between csv tsv '"say ""x""","a,b",1\n' '[0]'
prints 'TSV to CSV: quotes come' '"a,b","""",007," c"' \
	between tsv csv 'a,b\t"\t007\t c\n' '[0]'
prints 'text to TSV' '1	a' between text tsv ' 1  a\n' '[0]'
same_lines() {
	printf 'a\r\n\n  b, "c"\t\n\0351\nlast' >x
	seq 0 4 | tgather -d0 --input-format lines --output-format lines \
		x - >y
	{ cat x && echo; } | cmp - y
}
ok 'lines are written as they were read' same_lines
lines_by_name() {
	printf 'b c\n\na\n' >x
	seq 2 -1 0 | tgather -d0 --input-format lines -o y.txt x &&
		cat y.txt
}
prints 'lines to .txt are lines' 'a

b c' lines_by_name

# What the endings say.
for ending in csv:1,2 tsv:'1	2' tab:'1	2' txt:'1 2'; do
	prints "-o x.${ending%%:*}" "${ending#*:}" sh -c "tgather --op take \
		-o 'x.${ending%%:*}' '[1,2]' '[[0,1]]' && cat x.*"
done
prints 'without a name the result is JSON' '[[1,2]]' \
	sh -c "printf '1,2\n' >x.csv; tgather --op index_select -d0 x.csv '[0]'"

# From binary: the shortest text.
prints 'from float32' '0.1,-0.0
1e+30,NaN' sh -c "tgather --op take --dtype f4 -o x.npy \
	'[0.1,-0.0,1e30,NaN]' '[0,1,2,3]' && tgather --op take \
	--output-format csv x.npy '[[0,1],[2,3]]'"
prints 'from strings' 'ßλ,ac,cß,a😀
ßä,c→,→c,ä😀' tgather --op index_select -d0 --output-format csv "$npy/U2.npy" '[2,0]'
bytes() {
	tgather --op index_select -d0 --output-format tsv "$npy/S3.npy" '[0]' |
		od -An -tx1 | tr -d ' \n'
	echo
}
prints 'from bytes' 516a3609f0fada09ab648509f1a1ec0a bytes

# --- in pieces ----------------------------------------------------------------

# A table of 300 lines with some that are no plain numbers; its elements, and the
# same from the table in pieces, by each instruction set.
awk 'BEGIN { for (i = 0; i < 300; i++) printf "%d,%s,-%d.5,%s\n", i,
	i % 7 ? i * i : "x y", i, i % 50 ? "1e" i : "\"a,\"\"\"" }' >"$work/table.csv"
awk 'BEGIN { for (i = 0; i < 300; i++) print i % 4 "," (i * 7) % 4 }' \
	>"$work/index.csv"
awk 'BEGIN { for (i = 0; i < 300; i++) print (i * 7) % 300 }' >"$work/lines"
export work
in_pieces() { # OUTPUT [OPTION...]
	output=$1
	shift
	tgather "$@" -o "whole$output" || return
	for isa in portable sse2 avx2 neon; do
		[ "$(TGATHER_ISA=$isa tgather -d0 '[1]' '[0]' 2>&1)" = '[1]' ] ||
			continue
		for piece in 1 7 64 200 1000; do
			TGATHER_ISA=$isa TGATHER_PIECE=$piece \
				tgather "$@" -o "pieces$output" || return
			cmp "whole$output" "pieces$output" || return
		done
	done
}
for output in .csv .json .txt .npy; do
	set -- --no-header -d1 "$work/table.csv" "$work/index.csv"
	case $output in
	.txt) set -- --no-header -d1 "$work/index.csv" "$work/index.csv" \
		--mode wrap ;;
	.npy) set -- -d1 --no-header --mode wrap --dtype float64 "$work/index.csv" \
		"$work/index.csv" ;;
	esac
	ok "rows that go together, to $output" in_pieces "$output" "$@"
done
ok 'rows, by numbers' in_pieces .csv -d0 --op index_select --no-header \
	"$work/table.csv" "$work/lines"
ok 'lines, by numbers' in_pieces .txt -d0 --input-format lines \
	"$work/table.csv" "$work/lines"
crlf() {
	sed 's/$/\r/' "$work/table.csv" >crlf.csv
	tgather -d1 --no-header crlf.csv "$work/index.csv" >a &&
		tgather -d1 --no-header "$work/table.csv" "$work/index.csv" >b &&
		TGATHER_PIECE=70 tgather -d1 --no-header crlf.csv \
			"$work/index.csv" >c && cmp a b && cmp b c
}
ok 'CR LF in pieces' crlf
# What is wrong is said as if the table were read as a whole.
pieces='export TGATHER_PIECE=16; awk "BEGIN { for (i = 0; i < 40; i++) print i \",\" i }" >x.csv'
expect text-pieces-ragged 1 "$pieces; echo 1 >>x.csv; tgather -d1 x.csv \
	\$work/index.csv"
expect text-pieces-quote 1 "$pieces; echo '\"a,1' >>x.csv; tgather -d1 x.csv \
	\$work/index.csv"
expect text-pieces-index 1 "$pieces; echo '1,x' >>x.csv; tgather -d1 \
	\$work/table.csv x.csv"
expect text-pieces-header 1 "$pieces; { echo a,b; cat x.csv; } >y.csv; tgather \
	-d1 y.csv x.csv"
line_ends_in_quotes() {
	awk 'BEGIN { for (i = 0; i < 99; i++) printf "\"a\n,%d\",%d\n", i, i }' >x.csv
	awk 'BEGIN { for (i = 0; i < 99; i++) print i % 2 }' >i.csv
	awk 'BEGIN { for (i = 0; i < 99; i++)
		if (i % 2) print i; else printf "\"a\n,%d\"\n", i }' >wanted
	TGATHER_PIECE=16 tgather --no-header --op take_along_dim -d1 \
		--index-shape 99,1 -o out.csv x.csv i.csv && cmp out.csv wanted
}
ok 'line ends in quotes, in pieces' line_ends_in_quotes

# --- --each -------------------------------------------------------------------

a='[[1,2],[3,4],[5,6]]'
answer() {
	format=$1
	printf %b "$2" | tgather --each --index-format "$format" \
		--op index_select -d0 "$a"
}
prints 'each line is an index' '[[1,2]]
[[3,4],[5,6]]
[[5,6]]' answer text '0\n 1 2\n\n# a comment\r\n+2'
prints 'of CSV' '[[1,2],[3,4]]' answer csv '0,"1"\n'
prints 'of TSV' '[[1,2],[3,4]]' answer tsv '0\t1\n'
prints 'of lines' '[[5,6]]
[[1,2]]' answer lines '2\n0\n'
prints 'without the option a stream is JSON' '[1,2]
[5,6]' sh -c "printf '0\n2\n' | tgather --each --op index_select -d0 '$a'"
expect text-each-word 1 "printf '1\n2 x\n0\n' | tgather --each \
	--index-format text --op index_select -d0 '$a'"
expect text-each-range 1 "printf '1\n\n2 3\n0\n' | tgather --each \
	--index-format text --op index_select -d0 '$a'"
expect text-each-blank 1 "printf '1\n\n' | tgather --each \
	--index-format lines --op index_select -d0 '$a'"
expect text-each-format 2 "tgather --each --index-format npy -d0 '$a'"

# A co-process: an answer to each line, before the next one.
ask() {
	printf %b "$1" >&3
	[ -z "$2" ] || timeout 10 sh -c 'read -r line && echo "$line"' <&4 ||
		echo "no answer to $1"
}
coprocess() {
	mkfifo in out
	exec 3<>in 4<>out
	timeout 60 tgather --each --index-format text --op index_select -d0 \
		"$a" - <in >out 2>err 3>&- 4>&- &
	ask '0\n' yes
	ask '1 2\n' yes
	ask '2' ''              # half a line
	until_read >&3
	ask ' 0\n' yes
	ask '# nothing\n\n0\n1\n' yes
	ask '' yes
	exec 3>&-
	wait $!
	status=$?
	cat err
	return "$status"
}
prints 'a co-process' '[[1,2]]
[[3,4],[5,6]]
[[5,6],[1,2]]
[[1,2]]
[[3,4]]' coprocess

finish

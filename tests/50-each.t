#!/bin/sh
# --each: a stream of indices, one result a line for each.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

x='[[10,11,12],[20,21,22]]'

# each TEXT ARGUMENT... - gather along dim 1 with that stream as the index;
# backslashes as printf %b has them
each() {
	printf %b "$1" >stream
	shift
	timeout 20 tgather --each --dim 1 "$@" <stream
}
# rows TEXT ARGUMENT... - the same, of a row by its number
rows() {
	printf %b "$1" >stream
	shift
	timeout 20 tgather --each --dim 0 --op index_select "$@" "$x" <stream
}
two='[[11],[20]]
[[12],[22]]'

# Where a text ends.
prints 'one a line' "$two" each '[[1],[0]]\n[[2],[2]]\n' "$x"
prints 'no newline at the end' "$two" each '[[1],[0]]\n[[2],[2]]' "$x"
prints 'several on a line' "$two" each '[[1],[0]][[2],[2]]\n' "$x"
prints 'CRLF' "$two" each '[[1],[0]]\r\n[[2],[2]]\r\n' "$x"
prints 'blank lines' "$two" each '\n\r\n [[1],[0]]\n\n\t\n[[2],[2]]\n\n' "$x"
prints 'pretty-printed' "$two" each \
	'[\n  [\n    1\n  ],\n  [\n    0\n  ]\n]\n[\n  [2\n],\n  [2]]\n' "$x"
prints 'RFC 7464' "$two" each '\036[[1],[0]]\n\036[[2],[2]]\n' "$x"
prints 'a byte order mark' "$two" each \
	'\0357\0273\0277[[1],[0]]\n[[2],[2]]\n' "$x"
prints 'scalars' '[20,21,22]
[10,11,12]
[20,21,22]' rows '1 0\n1\n'
prints 'a scalar at the end' '[20,21,22]' rows '1'
prints 'a scalar behind a record separator' '[20,21,22]
[10,11,12]' rows '\00361\n\00360\n'
prints 'scalars and arrays' '[20,21,22]
[[10,11,12]]
[20,21,22]' rows '1 [0] 1'
prints 'brackets in strings' "$two" each \
	'{"a":"]}[{\\\\\\"]","b":[[1],[0]]}{"b":[[2],[2]]}' "$x" -:b
prints 'a text larger than a read' 1 sh -c \
	'(seq -s, 0 99999 | sed "s/.*/[&]/"; echo "[1]") >stream
	seq -s, 0 99999 | sed "s/.*/[&]/" >x.json
	timeout 20 tgather --each --dim 0 x.json stream >out
	(cat x.json; echo "[1]") | cmp - out && echo 1'
prints 'thousands of texts' "$(seq 0 2999 | sed 's/.*/[&]/')" sh -c \
	'seq -s, 0 2999 | sed "s/.*/[&]/" >x.json
	seq 0 2999 | sed "s/.*/[&]/" |
		timeout 20 tgather --each --dim 0 x.json'
prints 'no text' '' sh -c 'timeout 20 tgather --each --dim 0 "[1]"; echo'
prints 'nothing but white space' '' sh -c \
	'printf " \n\r\n" | timeout 20 tgather --each --dim 0 "[1]"; echo'

# Shapes may differ from text to text.
prints 'other shapes' '[20,21,22]
[[10,11,12],[20,21,22]]
[[[20,21,22]]]
[]' rows '1 [0,1] [[1]] []'
prints 'a shape for all of them' '[[[10,11,12]],[[20,21,22]]]
[[[20,21,22]],[[20,21,22]]]' rows '[0,1] [[1],[1]]' --index-shape 2,1
prints 'the policies' '[20,21,22]
[[20,21,22],[0,0,0]]' rows '2 [-1,3]' --index-base 1 --negative --fill 0
prints 'another operation' '[12,20]
[10,22]' each '[2,0][0,2]' --op pick "$x"
prints 'raw input, and a shape for the result' '[2,4]
[1,3]' sh -c 'printf "\1\2\3\4" >x.raw; printf "[[1],[1]]\n[[0],[0]]\n" |
	timeout 20 tgather --each -d1 --shape 2,2 --dtype u1 x.raw \
	--output-shape 2'

# Where the stream comes from.
prints 'a file' "$two" sh -c 'printf "[[1],[0]]\n[[2],[2]]\n" >s.json
	timeout 20 tgather --each --dim 1 "[[10,11,12],[20,21,22]]" s.json'
prints 'a member of each text' "$two" each \
	'{"i":[[1],[0]],"k":0}\n{"k":[],"i":[[2],[2]]}' "$x" -:i
prints 'a member of each text in a file' "$two" sh -c \
	'echo "{\"i\":[[1],[0]]}{\"i\":[[2],[2]]}" >s.json; timeout 20 tgather \
		--each --dim 1 "[[10,11,12],[20,21,22]]" s.json:i'
prints 'a JSON Pointer' "$two" each \
	'{"a":{"i":[[1],[0]]}} {"a":{"i":[[2],[2]]}}' "$x" -:/a/i
prints 'a pipe' "$two" sh -c 'mkfifo p; (echo "[[1],[0]]"; echo "[[2],[2]]") \
	>p & timeout 20 tgather --each --dim 1 "[[10,11,12],[20,21,22]]" p'

# Errors: the text and its line; what came before stays.
# second NAME TEXT - the second text is wrong, the first is answered
second() {
	expect "$1" 1 "each '[[1],[0]]\n$2' '$x'"
}
second each-out-of-range '\n[[0],\n [3]]\n[[0],[0]]\n'
second each-shape '[0]\n'
second each-not-integer '\n\n[[0],[1.5]]\n'
second each-cut '[[0],\n[1'
second each-cut-string '{"a\n'
second each-cut-word '[[0],[tru'
second each-ragged '[[0],[1,2]]'
second each-bracket ']\n[[0],[0]]'
second each-comma ',[[0],[0]]'
second each-word 'x'
second each-bytes '\0377'
second each-control '[[0],\001[0]]'
expect each-first 1 "each '[[0],[3]]\n[[0],[0]]' '$x'"
expect each-member 1 "each '{\"j\":[[1],[0]]}' '$x' -:i"
expect each-object 1 "each '{\"j\":1}' '$x'"
expect each-scalar-bracket 1 "rows '1[1]'"
prints 'texts before a wrong one' "$(yes '[20,21,22]' | head -n 5000)" sh -c '
	(yes 1 | head -n 5000; echo 2) >s
	timeout 20 tgather --each --dim 0 --op index_select \
		"[[10,11,12],[20,21,22]]" s 2>err
	[ $? = 1 ] && grep -q "in text 5001 of s, from line 5001 on" err'
expect each-no-input 3 'each "" missing.json'
expect each-no-stream 3 "tgather --each --dim 1 '$x' missing.json"

# -o: whole or not at all.
to_file() {
	each "$1" -o out.json "$x" >said 2>&1
	status=$?
	ls
	cat said out.json
	return "$status"
}
prints 'a file as output' "out.json
said
stream
$two" to_file '[[1],[0]]\n[[2],[2]]\n'
prints 'an empty file as output' 'out.json
said
stream' to_file ''
kept() {
	echo former >out.json
	each '[[1],[0]]\n[[2],[3]]\n' -o out.json "$x" 2>err
	[ $? = 1 ] && [ -s err ] && [ "$(cat out.json) $(ls)" = "former err
out.json
stream" ]
}
ok 'after an error the former file is as it was' kept
none() {
	each '[[1],[0]]\n[[2],[3]]\n' -o out.json "$x" 2>err
	[ $? = 1 ] && [ -s err ] && [ "$(ls)" = 'err
stream' ]
}
ok 'after an error there is no file' none

# Warned once, not for each text.
prints_warning() {
	each '[[0]][[1]][[2]]' "$x" 2>err
	[ "$(wc -l <err)" = 1 ] && grep -q '^tgather: warning: ' err
}
ok 'one warning' prints_warning

# What --each cannot do.
expect each-usage-raw 2 "tgather --each --dim 1 --output-format raw '$x'"
expect each-usage-file 2 "tgather --each --dim 1 -o out.npy '$x'"
expect each-usage-pretty 2 "tgather --each --dim 1 --pretty '$x'"
expect each-usage-index-raw 2 "tgather --each --dim 1 --index-format raw '$x'"
expect each-usage-inline 2 "tgather --each --dim 1 '$x' '[0]'"
expect each-usage-input 2 'tgather --each --dim 1 -'
expect each-usage-input-member 2 'tgather --each --dim 1 -:x i.json'

# A co-process: an answer before the next question. Pipes are opened for
# reading and writing here, so that nothing waits if tgather does not come.
ask() {
	printf %b "$1" >&3
	[ -z "$2" ] || timeout 10 sh -c 'read -r line && echo "$line"' <&4 ||
		echo "no answer to $1"
}
coprocess() {
	mkfifo in out
	exec 3<>in 4<>out
	timeout 60 tgather --each --dim 0 --op index_select "$x" - \
		<in >out 2>err 3>&- 4>&- &
	ask '[1]\n' yes
	ask '[0,1]' yes         # its brackets close: no newline is waited for
	ask '\n1\n' yes         # a scalar, at white space
	ask '[0' ''             # half a text
	until_read >&3
	ask ',0]' yes
	ask '[1][0]' yes        # two at once
	ask '' yes
	exec 3>&-
	wait $!
	status=$?
	cat err
	return "$status"
}
prints 'a co-process' '[[20,21,22]]
[[10,11,12],[20,21,22]]
[20,21,22]
[[10,11,12],[10,11,12]]
[[20,21,22]]
[[10,11,12]]' coprocess

# It is told of an error at once, and the pipe ends.
wrong_question() {
	mkfifo in out
	exec 3<>in 4<>out
	timeout 60 tgather --each --dim 0 "$1" - <in >out 2>err 3>&- 4>&- &
	ask '[1]' yes
	ask '[2]' ''
	wait $!
	echo $?
	grep -o 'in text 2 of <stdin>, from line 1 on' err
}
prints 'a co-process that is asked wrongly' '[6]
1
in text 2 of <stdin>, from line 1 on' wrong_question '[5,6]'

# Who reads may stop reading.
closed() {
	(
		yes '[[1],[0]]' | timeout 20 tgather --each --dim 1 "$x"
		echo $? >code
	) | head -n 1
	[ "$(cat code)" != 124 ] && [ "$(cat code)" != 0 ]
}
ok 'a closed pipe' closed

expect each-named-output 2 \
	'echo "[0]" | tgather --each -d0 -o y.npz:foo "[1,2]" - 2>&1 | wc -l >&2
	echo "[0]" | tgather --each -d0 -o y.npz:foo "[1,2]" -'
expect each-dry-run 2 'echo "[0]" | tgather --each --dry-run -d0 "[1,2]" -'

finish

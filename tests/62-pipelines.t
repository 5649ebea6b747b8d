#!/bin/sh
# Command lines as people write them, with other programs before and behind.
# The expected values are counted off by hand in the 3 by 3 tensor of
# data/small.json, [[1,2,3],[4,5,6],[7,8,9]].
# shellcheck disable=SC2016,SC2317    # commands are for another shell, or eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# pipeline NAME EXPECTED COMMAND - the command is for bash; nothing in it fails
pipeline() {
	prints "$1" "$2" timeout 60 bash -eu -o pipefail -c "$3"
}

pipeline 'from jq' '[[3],[6],[9]]' \
	'jq -c "map([index(max)])" $data/small.json |
	tgather --dim 1 $data/small.json'
pipeline 'to jq' '[4,2,9]
15' 'tgather --dim 0 $data/small.json "[[1,0,2]]" | jq -c ".[], (.[] | add)"'
pipeline 'from jq to jq' '9' \
	'jq -c "[.[0] | {input: ., index: [2,1]}][0]" $data/small.json |
	tgather --dim 0 -:input -:index | jq ".[0] * .[0]"'
pipeline 'tee in the middle' '3
[[3,1],[6,4],[9,7]]' \
	'tgather --dim 1 --op index_select $data/small.json "[2,0]" |
	tee picks.json | jq length
	cat picks.json'
pipeline 'process substitution for both' '[3,1]' \
	'tgather --dim 0 <(jq -c ".[0]" $data/small.json) <(echo "[2,0]")'
pipeline 'process substitution of binary data' '[7,1]' \
	'gzip -c <(printf "\1\2\3\4\5\6\7") >x.gz
	tgather --dim 0 --shape 7 --dtype u8 <(gzip -dc x.gz) \
		--index-shape 2 --index-dtype u8 <(printf "\6\0")'
pipeline 'process substitution as output' '"[[3,3],[6,6]]"' \
	'tgather -q --dim 1 -o >(jq -c tojson >out) $data/small.json \
		"[[2,2],[2,2]]"
	until [ -s out ]; do sleep 0.05; done
	cat out'
pipeline 'a here-document' '[30,20]' \
	'tgather --dim 0 "[10,20,30]" <<-END
		[2,
		 1]
	END'
pipeline 'a here-string' '["c"]' \
	'tgather --dim 0 "[\"a\",\"b\",\"c\"]" - <<<"[2]"'
pipeline 'output to a named pipe' '[2]' \
	'mkfifo pipe
	cat pipe >got &
	tgather --dim 0 -o pipe "[1,2]" "[1]"
	wait $!
	cat got'
pipeline 'named pipes for both' '[5,7]' \
	'mkfifo x i
	echo "[5,6,7]" >x & echo "[0,2]" >i &
	tgather --dim 0 x i'
pipeline 'columns of CSV in the middle' '6,4
3,1' \
	'printf "1,2,3\n4,5,6\n" | tgather --op index_select --dim 1 \
		--output-format csv - "[2,0]" | sort -r'
pipeline 'a stream to a while loop' 'got [10]
got [20]' \
	'printf "[0][1]" | tgather --each --dim 0 "[10,20,30]" |
	while read -r line; do echo "got $line"; done'
pipeline 'a co-process' '[[7,8,9]]
[[1,2,3]]' \
	'coproc tgather --each --dim 0 --op index_select $data/small.json
	pid=$COPROC_PID
	for row in 2 0; do
		echo "[$row]" >&"${COPROC[1]}"
		read -r -t 20 answer <&"${COPROC[0]}"
		echo "$answer"
	done
	exec {COPROC[1]}>&-
	wait "$pid"'
pipeline 'a co-process that gets rows of bytes, and answers each' '66
68
70' \
	'coproc tgather --unbuffered --op index_select --dim 1 --shape 3,2 \
		--dtype u8 --output-format csv - "[1]"
	pid=$COPROC_PID
	exec 4<&"${COPROC[0]}"
	for row in AB CD EF; do
		printf "$row" >&"${COPROC[1]}"
		read -r -t 20 answer <&4
		echo "$answer"
	done
	exec {COPROC[1]}>&-
	wait "$pid"'
# What text is a table of is known from its second line on.
pipeline 'a co-process that gets lines, and answers each' '2
b,4
6' \
	'coproc tgather --unbuffered --op index_select --dim 1 \
		--input-format csv --no-header --output-format csv - "[1]"
	pid=$COPROC_PID
	exec 4<&"${COPROC[0]}"
	printf "1,2\n" >&"${COPROC[1]}"
	for line in "3,\"b,4\"" 5,6 ; do
		printf "%s\n" "$line" >&"${COPROC[1]}"
		read -r -t 20 answer <&4
		echo "$answer" | tr -d "\""
	done
	printf 7, >&"${COPROC[1]}"
	read -r -t 20 answer <&4
	echo "$answer"
	printf "8\n" >&"${COPROC[1]}"
	exec {COPROC[1]}>&-
	wait "$pid"'
pipeline 'a co-process that gets rows of JSON, and answers each' '2
4
6' \
	'coproc tgather --unbuffered --op index_select --dim 1 \
		--output-format csv -:rows "[1]"
	pid=$COPROC_PID
	exec 4<&"${COPROC[0]}"
	printf "{\"rows\":[" >&"${COPROC[1]}"
	for row in 1,2 3,4 5,6; do
		printf "[$row]," >&"${COPROC[1]}"
		read -r -t 20 answer <&4
		echo "$answer"
	done
	printf "[7,8]]}" >&"${COPROC[1]}"
	exec {COPROC[1]}>&-
	wait "$pid"'
pipeline 'a co-process that gets indices, and answers each' '8
9
7' \
	'coproc tgather --unbuffered --dim 0 --output-format text "[7,8,9]" -
	pid=$COPROC_PID
	exec 4<&"${COPROC[0]}"
	echo 1 >&"${COPROC[1]}"
	for index in 2 0; do
		echo "$index" >&"${COPROC[1]}"
		read -r -t 20 answer <&4
		echo "$answer"
	done
	exec {COPROC[1]}>&-
	wait "$pid"
	cat <&4'
pipeline 'find and xargs' './a b.npy [2]
./c:d.npy [1]' \
	'tgather --dim 0 -o "a b.npy" "[1.5,2.5]" "[1,0]"
	tgather --dim 0 -o "c:d.npy" "[1.5,2.5]" "[1]"
	find . -name "*.npy" -print0 | sort -z | xargs -0 tgather --info |
	jq -r "\"\(.file) \(.shape)\""'
pipeline 'a result that becomes a shell variable' 'n: [6]' \
	'n=$(tgather --op take $data/small.json "[5]"); echo "n: $n"'

if command -v parallel >/dev/null; then
	pipeline 'GNU parallel' '[[7,8,9],[1,2,3]]
[[4,5,6]]
2' \
		'echo "[2,0]" >i1.json; echo "[1]" >i2.json
	parallel tgather --dim 0 --op index_select -o "{.}.out.json" \
		$data/small.json {} ::: i1.json i2.json 2>/dev/null
	cat i1.out.json i2.out.json
	ls *.out.json | wc -l'
	pipeline 'GNU parallel, an index a job' '[1]
[2]
[3]' \
		'printf "[0]\n[1]\n[2]\n" | parallel -k --pipe -N 1 \
		tgather --dim 0 "[1,2,3]" 2>/dev/null'
else
	skip 'GNU parallel' 'it is not here'
fi

# What a pipeline can tell of a failure.
prints 'a failure in the middle is seen' '1 0' bash -c \
	'echo "[7]" | tgather --dim 0 "[1,2]" 2>/dev/null | cat
	echo "${PIPESTATUS[1]} ${PIPESTATUS[2]}"'

# On a terminal rows stand below each other; nobody else gets JSON like that.
shows() {
	on_terminal 80 "$1" >page && printf '%s\n' "$2" | diff - page
}
# What a person types on a terminal, who ends it with Ctrl-D, and sees.
types() {
	printf 'stty cols 80 -echo\n: >begun\n%s\n: >ended\n' "$1" >typed.sh
	{
		await test -e begun
		printf '%b' "$2"
		await test -e ended
	} | timeout 60 script -qec 'sh typed.sh' /dev/null >typed &&
		tr -d '\r' <typed | sed 's/\^D\x08\x08//' | diff shall -
}
if has_terminal; then
	a='[[1,2],[3,4]]' i='[[0,0],[1,0]]'
	rows='[
  [1, 1],
  [4, 3]
]'
	ok 'rows on a terminal' shows "tgather -d1 '$a' '$i'" "$rows"
	ok 'one dim on a terminal' shows "tgather -d0 '[5,6]' '[1,0]'" '[6,5]'
	ok 'rows on a terminal, but not wanted' \
		shows "tgather -d1 --no-pretty '$a' '$i'" '[[1,1],[4,3]]'
	ok 'rows of a stream on a terminal' \
		shows "echo '$i' | tgather -d1 --each '$a'" '[[1,1],[4,3]]'
	ok 'rows to a file' \
		shows "tgather -d1 -o x.json '$a' '$i'; cat x.json" \
		'[[1,1],[4,3]]'
	ok 'a dry run on a terminal' \
		shows "tgather -d1 --dry-run '$a' '$i' | jq -M .bytes
			tgather -d1 --dry-run '$a' '$i' | jq -M .bytes" '14
14'
	typed() {
		printf '%s\n' 'tgather: type the index, and Ctrl-D on a line of its own' \
			'[6,5]' >shall
		types "tgather -d0 '[5,6]'" '[1,0]\n\004'
	}
	ok 'an index that is typed' typed
	typed_quietly() {
		printf '%s\n' '[6]' '[5]' >shall
		types "tgather -q -d0 --each '[5,6]'" '[1]\n[0]\n\004'
	}
	ok 'indices that are typed, quietly' typed_quietly
	typed_for_programs() {
		printf '%s\n' '[6,5]' >shall
		types "tgather --errors json -d0 '[5,6]'" '[1,0]\n\004'
	}
	ok 'an index that is typed, and errors are JSON' typed_for_programs
else
	skip 'rows on a terminal' 'no script(1) that makes a terminal'
fi
prints 'rows to a pipe' '[[1,1],[4,3]]' \
	tgather -d1 '[[1,2],[3,4]]' '[[0,0],[1,0]]'
prints '--no-pretty to a pipe' '[[1,1],[4,3]]' \
	tgather -d1 --no-pretty '[[1,2],[3,4]]' '[[0,0],[1,0]]'

# An object on the command line is JSON, unless it is the name of a file.
prints 'an object as INPUT' '[2]' tgather -d0 '{"a":[1,2]}' '[1]'
prints 'members of objects' '[20]' tgather -d0 '{"a":[1,2],"b}":[10,20]}:b}' \
	'{"\"{":[0],"i":[1]}:i'
object_file() {
	echo '[7,8]' >'{"a":[1,2]}'
	[ "$(tgather -d0 '{"a":[1,2]}' '[1]')" = '[8]' ]
}
ok 'a file that is called like an object' object_file

finish

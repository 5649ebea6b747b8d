#!/bin/sh
# Where bytes come from and go to: files that are missing, closed, full, cut
# short; output that appears whole or not at all.
# shellcheck disable=SC2016,SC2317    # commands are for eval, in functions too
# shellcheck disable=SC3045    # ulimit -v is tried before it is used
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# What happens to the file of these happens once.
# shellcheck disable=SC2034    # lib.sh reads it
of_one_run="io-changed-late io-shrunk-raw io-shrunk-json io-shrunk-name \
io-shrunk-name-control io-shrunk-in-page"

# Somebody without root's rights, who must be able to come here.
rm "$work/bin/tgather"
cp "$program" "$work/bin/tgather"
chmod 711 "$work"
nobody() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
no_nobody=
(cd "$work" && nobody tgather --version) >/dev/null 2>&1 ||
	no_nobody='root, and no setpriv'

# What ls -A says, in one line.
files() {
	# shellcheck disable=SC2012    # names that the tests chose
	ls -A "$@" | tr '\n' ' '
}

mode() {
	# shellcheck disable=SC2012    # the mode alone is wanted
	ls -l "$1" | cut -c 1-10
}

is() {
	[ "$1" = "$2" ] || { echo "is '$1', not '$2'" && return 1; }
}

# --- input ------------------------------------------------------------------

expect io-missing-input 3 'tgather -d0 nowhere.json "[0]"'
# What is there beside it: misspelt, in a folder, with a member, of another format
small() {
	mkdir -p d
	echo "{\"a\":[5,6]}" >d/small.json
	echo "[1]" >label.json
}
expect io-misspelt 3 'small; tgather -d0 d/smal.json:a label.json'
expect io-misspelt-index 3 'small; tgather -d0 d/small.json:a labels.json'
expect io-misspelt-case 3 'small; tgather -d0 d/Small.json:a label.json'
expect io-misspelt-format 3 'small; mv label.json label.txt
	tgather -d0 d/small.json:a label.tsv'
expect io-misspelt-info 3 'small; tgather --info d/smal.json:a'
# Two are as near, another number is another file, so is another short name; and
# a directory is none.
expect io-misspelt-two 3 'echo "[1]" | tee label.jso >label.jsn
	tgather -d0 "[1]" label.json'
expect io-misspelt-number 3 'echo "[1]" >step1.json
	tgather -d0 "[1]" step2.json'
expect io-misspelt-short 3 'echo "[1]" >x.json; tgather -d0 "[1]" y.json'
expect io-misspelt-directory 3 'mkdir labels; tgather -d0 "[1]" label'
expect io-misspelt-many 3 'seq 10000 | sed s/^/f/ | xargs touch label.json
	tgather -d0 "[1]" labl.json'
expect io-missing-address 3 'tgather -d0 https://a.b/c?d=e "[0]"'
expect io-missing-address-index 3 'tgather -d0 - http://a.b/c <$in/x42.json'
expect io-missing-pattern 3 'echo "[1]" >a.json; tgather -d0 "*.json" "[0]"'
expect io-missing-index 3 'tgather -d0 "[1]" nowhere.json'
expect io-missing-name 3 'tgather -d0 nowhere.json:input "[0]"'
expect io-missing-newline 3 'tgather -d0 "no
where" "[0]"'
expect io-not-a-directory 3 ': >x; tgather -d0 x/y.json "[0]"'
expect io-directory 3 'mkdir d; tgather -d0 d "[0]"'
expect io-directory-index 3 'mkdir d; tgather -d0 "[1]" d'
expect io-directory-stdin 3 'tgather -d0 "[1]" <.'
expect io-closed-stdin 3 'tgather -d0 "[1]" <&-'
expect io-closed-stdin-input 3 'tgather -d0 - "[0]" <&-'
if [ -z "$no_nobody" ]; then
	expect io-unreadable 3 'echo "[1]" >x.json; chmod 0 x.json
		nobody tgather -d0 x.json "[0]"'
	expect io-unreadable-index 3 'echo "[0]" >i.json; chmod 0 i.json
		nobody tgather -d0 "[1]" i.json'
	expect io-unreachable 3 'mkdir d; echo "[1]" >d/x.json; chmod 0 d
		nobody tgather -d0 d/x.json "[0]"'
else
	skip 'an unreadable file' "$no_nobody"
fi

no_index() {
	echo '[1,0]' | tgather -d0 '[5,6]'
}
prints 'INDEX left out is standard input' '[6,5]' no_index
expect io-no-index-empty-stdin 2 'tgather -d0 "[1]"'

rest_of_stdin() {
	printf '[8,9]\n[1]\n' >x.txt
	{ read -r line && echo "$line" && tgather -d0 '[5,6]' -; } <x.txt
}
prints 'standard input that was read in part' '[8,9]
[6]' rest_of_stdin

large_rest_of_stdin() {
	{ echo first && zeros 100000 && printf '\1\2'; } >x.raw
	{ read -r line && tgather -d0 --shape 100002 --dtype u8 - \
		'[100001,0,100000]'; } <x.raw
}
prints 'the same with a large file' '[2,0,1]' large_rest_of_stdin

# A descriptor that is closed must not become the output file.
closed_descriptors() {
	printf '[1,2]' >x.json
	tgather -d0 -o out.json x.json '[1]' <&- >&- 2>&- || return
	is "$(cat out.json)" '[2]'
}
ok 'all descriptors closed' closed_descriptors
quiet_death() {
	tgather -d0 -o out.json x '[1]' <&- >&- 2>&-
	[ $? = 3 ] && is "$(files)" ''
}
ok 'an error with all descriptors closed' quiet_death

# --- names that a terminal must not see as they are ---------------------------

expect io-name-not-utf8 3 'tgather -d0 "$(printf "%b" "caf\351")" "[0]"'
expect io-name-control 3 'tgather -d0 "$(printf "%b" "a\nb\033[2J")" "[0]"'
expect io-name-c1-control 3 'tgather -d0 "$(printf "%b" "a\302\233b")" "[0]"'
expect io-name-cut 1 'name=$(printf "%039d" 0)$(printf "%b" "\303\251")
	echo "[[1]]" >"$name"; tgather -d0 "$name" "[0]"'
expect io-name-control-in-shapes 1 'name=$(printf "%b" "a\nb")
	echo "[[1]]" >"$name"; tgather -d0 "$name" "[0]"'

# --- a file that is cut short -----------------------------------------------

# Run tgather with the arguments, INDEX being a FIFO: when somebody reads it,
# x.raw has been mapped, and is cut short before the index is there.
shrink() {
	mkfifo fifo
	tgather "$@" fifo &
	timeout 20 sh -c '{ : >x.raw && echo "[99999]"; } >fifo'
	wait $!
}
expect io-shrunk-raw 3 'zeros 100000 >x.raw
	shrink -d0 --shape 100000 --dtype u8 x.raw'
expect io-shrunk-json 3 '{ printf "[1"; zeros 99999 | sed "s/./,0/g"; echo ]
	} >x.raw; shrink -d0 --input-format json x.raw'
expect io-shrunk-name 3 '{ printf "[1"; zeros 99999 | sed "s/./,0/g"; echo ]
	} >"x.raw"; mv x.raw "odd %s name.json"; ln -s "odd %s name.json" x.raw
	shrink -d0 "odd %s name.json"'
expect io-shrunk-name-control 3 '{ printf "[1"; zeros 99999 | sed "s/./,0/g"
	echo ]; } >"x.raw"; name=$(printf "%b" "a\nb.json"); mv x.raw "$name"
	ln -s "$name" x.raw; shrink -d0 "$name"'
shrunk_output() {
	zeros 100000 >x.raw
	echo former >old.raw
	shrink -d0 --shape 100000 --dtype u8 -o "$1" x.raw 2>err
	is "$?" 3 && is "$(cat err)" \
		'tgather: x.raw: was cut short while it was read' &&
		is "$(files)" 'err fifo old.raw x.raw ' &&
		is "$(cat old.raw)" former
}
ok 'no output from a file cut short' shrunk_output out.raw
ok 'a former output stays when a file is cut short' shrunk_output old.raw
# In the page in which a file ends that was cut short, there are zero bytes.
shrunk_in_page() {
	zeros 100000 | tr '\0' '\1' >x.raw
	mkfifo fifo
	tgather -d0 --shape 100000 --dtype u8 "$@" x.raw fifo &
	timeout 20 sh -c '{ truncate -s 10 x.raw && echo "[5,20]"; } >fifo'
	wait $!
}
expect io-shrunk-in-page 3 'echo former >old.raw; shrunk_in_page -o old.raw
	status=$?; [ "$(cat old.raw)" = former ] && exit $status'
expect io-shrunk-in-page 3 'shrunk_in_page --dry-run' '--dry-run'
expect io-shrunk-in-page 3 'shrunk_in_page --explain' '--explain'
# INDEX is made while INPUT is waited for.
appears_later() {
	mkfifo fifo
	tgather -d0 fifo late.json >out &
	timeout 20 sh -c '{ echo "[1]" >late.json; echo "[5,6]"; } >fifo'
	wait $! && is "$(cat out)" '[6]'
}
ok 'an operand that appears while another is waited for' appears_later
# Four threads find at once that the file was cut short.
shrunk_for_threads() {
	export TGATHER_PIECE=64
	perl -e 'print "[", join(",", map { 7919 * $_ % 100000 } 1 .. 20000), "]"
		' >i.json
	mkfifo fifo
	for _ in $(seq 30); do
		zeros 100000 >x.raw
		tgather --threads 4 -d0 --shape 100000 --dtype u8 \
			-o out.raw x.raw fifo 2>err &
		timeout 20 sh -c '{ : >x.raw && cat i.json; } >fifo'
		wait $!
		is "$?" 3 && is "$(cat err)" \
			'tgather: x.raw: was cut short while it was read' &&
			is "$(files)" 'err fifo i.json x.raw ' || return
	done
}
ok 'a file cut short under four threads' shrunk_for_threads

# --- standard output --------------------------------------------------------

row=$(zeros 20000 | sed 's/./,0/g')
expect io-full 3 'tgather -d0 "[1]" "[0]" >/dev/full'
expect io-full-large 3 'echo "[0$row]" | tgather -d0 "[12345]" >/dev/full'
expect io-full-help 3 'tgather --help >/dev/full'
expect io-full-version 3 'tgather --version >/dev/full'
expect io-closed-stdout 3 'tgather -d0 "[1]" "[0]" >&-'
expect io-closed-stdout-help 3 'tgather --help >&-'
expect io-read-only-stdout 3 'tgather -d0 "[1]" "[0]" 1<.'

closed_pipe() {
	{
		zeros 1000000 | tgather -d0 --op index_select --shape 1000,1000 \
			--dtype u8 - "$index" 2>err
		echo $? >status
	} | head -c 1 >first
	is "$(cat first)" '[' && is "$(cat status)" 141 && is "$(cat err)" ''
}
index=[0$(zeros 200 | sed 's/./,0/g')]
if sh -c 'kill -PIPE $$' 2>/dev/null; then
	skip 'a closed pipe' 'SIGPIPE is ignored here'
else
	ok 'a closed pipe' closed_pipe
fi
closed_pipe_error() {
	tgather -d0 '[1]' '[7]' 2>err | :
	is "$(grep -c out.of.range err)" 1
}
ok 'an error whatever the pipe does' closed_pipe_error

# Nothing goes to a pipe before every index has been checked.
late_index() {
	echo "[0$row$row$row,1]" >i.json
	tgather -d0 '[12345]' i.json >out 2>err
	is $? 1 && is "$(cat out)" ''
}
ok 'nothing is printed before the last index is checked' late_index
late_value() {
	zeros 200000 >x.raw
	printf '\0\176' >>x.raw
	tgather -d0 --op index_select --shape 1,100001 --dtype '<f2' \
		--output-format json --nan keep x.raw '[0]' >out || return
	printf '\0\174' | dd of=x.raw bs=1 seek=200000 conv=notrunc 2>/dev/null
	tgather -d0 --op index_select --shape 1,100001 --dtype '<f2' \
		--nan error x.raw '[0]' >out 2>err
	is $? 1 && is "$(cat out)" ''
}
ok 'nor before the last value is tried' late_value
late_element() {
	echo "[12$row,300]" >x.json
	tgather -d0 --op index_select --shape 1,-1 --dtype u8 \
		--output-format raw x.json '[0]' >out 2>err
	is $? 1 && is "$(cat out)" ''
}
ok 'nor before the last element has become binary' late_element

# --- -o ---------------------------------------------------------------------

expect io-output-no-directory 3 'tgather -d0 -o none/x.json "[1]" "[0]"'
expect io-output-not-directory 3 ': >x; tgather -d0 -o x/y.json "[1]" "[0]"'
expect io-output-directory 3 'mkdir d; tgather -d0 -o d "[1]" "[0]"'
expect io-output-loop 3 'ln -s b a; ln -s a b
	as_glibc_says tgather -d0 -o a "[1]" "[0]"'
if [ -z "$no_nobody" ]; then
	expect io-output-unwritable 3 'mkdir d; chmod 555 d
		nobody tgather -d0 -o d/x.json "[1]" "[0]"'
	expect io-output-read-only 3 'chmod 777 .; echo former >x.json
		chmod 444 x.json; [ "$(id -u)" != 0 ] || chown 65534 x.json
		nobody tgather -d0 -o x.json "[1]" "[0]"
		status=$?; [ "$(cat x.json)" = former ] && exit $status'
else
	skip 'output that cannot be written' "$no_nobody"
fi

new_file() {
	tgather -d0 -o out.json '[1,2]' '[1]' || return
	is "$(cat out.json)" '[2]' && is "$(mode out.json)" -rw-r--r-- &&
		is "$(files)" 'out.json '
}
ok 'a new file' new_file
new_file_umask() {
	umask 027
	tgather -d0 -o out.json '[1,2]' '[1]' || return
	is "$(mode out.json)" -rw-r-----
}
ok 'a new file has the mode that umask leaves' new_file_umask
dash() {
	tgather -d0 -o - '[1,2]' '[1]'
}
prints '-o - is standard output' '[2]' dash

replace() {
	echo former >out.json
	chmod 764 out.json
	tgather -d0 -o out.json '[1,2]' '[1]' || return
	is "$(cat out.json)" '[2]' && is "$(mode out.json)" -rwxrw-r-- &&
		is "$(files)" 'out.json '
}
ok 'a file that is replaced keeps its mode' replace
replace_not() {
	echo former >out.json
	chmod 606 out.json
	ln out.json same
	tgather -d0 -o out.json '[1,2]' '[2]' 2>/dev/null
	is $? 1 && is "$(cat out.json)" former &&
		is "$(mode out.json)" -rw----rw- &&
		is "$(files)" 'out.json same ' && echo more >>same &&
		is "$(tail -n 1 out.json)" more
}
ok 'a file that is not replaced is as it was' replace_not
replace_shared() {
	echo former >out.json
	exec 3<out.json
	tgather -d0 -o out.json '[1,2]' '[1]' || return
	is "$(cat <&3)" former
}
ok 'who reads the former file still reads it' replace_shared

itself() {
	echo '[[1,2],[3,4]]' >x.json
	tgather -d0 -o x.json x.json '[[1,0]]' || return
	is "$(cat x.json)" '[[3,2]]'
}
ok 'INPUT as output' itself
index_itself() {
	echo '[1,0]' >i.json
	tgather -d0 -o i.json '[5,6]' i.json || return
	is "$(cat i.json)" '[6,5]'
}
ok 'INDEX as output' index_itself
mapped_itself() {
	{ zeros 100000 && zeros 100000 | tr '\0' a; } >x.raw
	tgather -d0 --op index_select --shape 2,100000 --dtype u8 -o x.raw \
		x.raw '[1,0,1]' || return
	{ zeros 100000 | tr '\0' a && zeros 100000 &&
		zeros 100000 | tr '\0' a; } | cmp - x.raw
}
ok 'a mapped INPUT as output' mapped_itself

link_stays() {
	mkdir d
	echo former >d/real.json
	chmod 600 d/real.json
	ln -s real.json d/second
	ln -s d/second first
	tgather -d0 -o first '[1,2]' '[1]' || return
	[ -L first ] && [ -L d/second ] && [ ! -L d/real.json ] &&
		is "$(cat d/real.json)" '[2]' &&
		is "$(mode d/real.json)" -rw------- &&
		is "$(files . d)" '.: d first  d: real.json second '
}
ok 'output through symbolic links' link_stays
link_dangles() {
	mkdir d
	ln -s d/new.json link
	tgather -d0 -o link '[1,2]' '[1]' || return
	[ -L link ] && is "$(cat d/new.json)" '[2]' &&
		is "$(files d)" 'new.json '
}
ok 'output through a dangling link' link_dangles
link_absolute() {
	mkdir d
	ln -s "$PWD/d/new.json" link
	tgather -d0 -o link '[1,2]' '[1]' || return
	[ -L link ] && is "$(cat d/new.json)" '[2]'
}
ok 'output through an absolute link' link_absolute
link_error() {
	ln -s new.json link
	tgather -d0 -o link '[1,2]' '[2]' 2>/dev/null
	is $? 1 && is "$(files)" 'link '
}
ok 'no output through a link after an error' link_error

to_fifo() {
	mkfifo fifo
	tgather -d0 -o fifo '[1,2]' '[1]' &
	timeout 20 cat fifo
	wait $! && [ -p fifo ]
}
prints 'output to a FIFO' '[2]' to_fifo
# Rows of a long text go with those of the index, but dim 1 of the index is
# smaller: what is seen at the end of the text must not end the FIFO.
long_to_fifo() {
	mkfifo fifo
	perl -e 'print "[", join(",", map { "[[$_,0],[0,0]]" } 1 .. 200000), "]"
		' >x.json
	perl -e 'print "[", join(",", ("[[0]]") x 200000), "]"' >i.json
	perl -e 'print "[", join(",", map { "[[$_]]" } 1 .. 200000), "]\n"' \
		>expected
	timeout 20 tgather -q -d2 x.json i.json -o fifo &
	timeout 20 cat fifo >out
	wait $! && cmp out expected
}
ok 'a long result to a FIFO' long_to_fifo
# Somebody may have set O_NONBLOCK on a pipe that is shared: all the same it is
# waited for, whether it is full or still empty.
full_pipe() {
	perl -e 'print "[", join(",", map { "[$_,0]" } 1 .. 99999), "]"' >x.json
	perl -e 'print "[", join(",", ("[0]") x 99999), "]"' >i.json
	perl -e 'print "[", join(",", map { "[$_]" } 1 .. 99999), "]\n"' \
		>expected
	{
		perl -e 'use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY|O_NONBLOCK);
			exec "tgather", "-q", "-d1", "x.json", "i.json"'
		echo $? >status
	} | { sleep 0.1; cat; } >out
	is "$(cat status)" 0 && cmp out expected
}
ok 'a full pipe that does not wait' full_pipe
empty_pipe() {
	{ sleep 0.1; echo '[1,0]'; } | perl -e 'use Fcntl;
		fcntl(STDIN, F_SETFL, O_RDONLY|O_NONBLOCK);
		exec "tgather", "-d0", @ARGV' -- "$@"
}
prints 'an empty pipe that does not wait' '[6,5]' empty_pipe '[5,6]' -
prints 'the same with a stream of texts' '[6,5]' empty_pipe --each '[5,6]'
# The text was right when it was checked; half of the result is in the FIFO when
# its end becomes another.
changed_late() {
	mkfifo fifo
	perl -e 'print "[", join(",", map { "[$_,0]" } 100001 .. 300000), "]"
		' >x.json
	perl -e 'print "[", join(",", ("[0]") x 200000), "]"' >i.json
	{
		head -c 1000 >begin
		perl -e 'open F, "+<", "x.json"; seek F, -10, 2; print F "?"'
		cat >rest
	} <fifo &
	timeout 20 tgather --threads 1 -d1 -q x.json i.json >fifo
}
expect io-changed-late 3 changed_late
# As /dev/stdout is, but not in /dev: a program that is wrong replaces this one.
to_stdout() {
	ln -s /proc/self/fd/1 stdout
	tgather -d0 -o stdout '[1,2]' '[1]' | cat
	[ -L stdout ]
}
to_stdout_file() {
	ln -s /proc/self/fd/1 stdout
	{ echo head && tgather -d0 -o stdout '[1,2]' '[1]' && echo tail; } >file
	cat file
	[ -L stdout ]
}
if [ -d /proc/self/fd ]; then
	prints 'output to /dev/stdout, a pipe' '[2]' to_stdout
	prints 'output to /dev/stdout, a file that others write too' 'head
[2]
tail' to_stdout_file
else
	skip 'output to /dev/stdout' 'no /proc'
fi
# Not as root, who could replace a device.
to_dev_null() {
	nobody tgather -d0 -o /dev/null '[1,2]' '[1]' && [ -c /dev/null ]
}
if [ -z "$no_nobody" ]; then
	ok 'output to /dev/null' to_dev_null
	expect io-full-output 3 'nobody tgather -d0 -o /dev/full "[1]" "[0]"'
else
	skip 'output to a device' "$no_nobody"
fi

# Three files and the standard streams: none is open that is not needed. Those
# that make or whoever else leaves open are closed.
few_descriptors() {
	perl -e 'print pack "q<*", map { 7919 * $_ % 99999 } 1 .. 20000' >i.raw
	zeros 99999 >x.raw
	for file in new former; do
		(exec 3<&- 4<&- 5<&-
		ulimit -n 6 && exec tgather -d0 --shape 99999 --dtype u8 \
			--index-shape 20000 --index-dtype i64 -o out.raw \
			x.raw i.raw) || { echo "a $file file" && return 1; }
	done
	is "$(wc -c <out.raw)" 20000
}
if (ulimit -n 6 && exec tgather --version) >/dev/null 2>&1; then
	ok 'no more descriptors than are needed' few_descriptors
else
	skip 'few descriptors' 'the program needs more to start here'
fi
# A limit of the size of files is an error of writing, and not death by SIGXFSZ.
large_file() {
	ulimit -f 8
	: >x.raw
	tgather -d0 --op index_select --shape 1,4611686018427387904,0 \
		--dtype u8 "$@" x.raw '[0]'
}
expect io-file-too-large 3 'large_file -o new.json'
expect io-file-too-large-replaced 3 'echo former >old.json
	large_file -o old.json; status=$?
	[ "$(files) $(cat old.json)" = "old.json x.raw  former" ] && exit $status'
expect io-file-too-large-stdout 3 'large_file >out.json'

long_name() {
	name=$(zeros 250 | tr '\0' n).json
	tgather -d0 -o "$name" '[1,2]' '[1]' &&
		tgather -d0 -o "$name" '[1,2]' '[0]' || return
	is "$(cat "$name")" '[1]' && is "$(files)" "$name "
}
ok 'a name as long as names can be' long_name
many_runs() {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		tgather -d0 -o a.json '[1,2]' '[0,1]' || return
		tgather -d0 -o a.json '[1,2]' '[0,2]' 2>/dev/null && return 1
		tgather -d0 -o "b$i.raw" --output-format raw '[1,"a"]' \
			'[0]' 2>/dev/null && return 1
		tgather -d0 -o c.raw --dtype u8 '[1,300]' '[0,1]' \
			2>/dev/null && return 1
	done
	is "$(files)" 'a.json '
}
ok 'many runs leave no temporary files' many_runs

# --- a result that would change what is read ---------------------------------

# Standard output, or what -o leads there, is the file that is mapped.
ones_and_zeros() {
	zeros 100000 | tr '\0' '\1' >input
	{ printf '[0'; zeros 99999 | sed 's/./,0/g'; echo ']'; } >index
	tgather -d0 --shape 100000 --dtype u8 --input-format raw \
		--output-format raw "$@" input index
}
expect io-output-is-input 2 'ones_and_zeros 1<>input'
expect io-output-is-input 2 'ones_and_zeros -o /dev/stdout 1<>input' '-o'
expect io-output-is-input 2 'ones_and_zeros --dry-run 1<>input' --dry-run
expect io-output-is-index 2 'ones_and_zeros 1<>index'

# --- what the process gives up ------------------------------------------------

# While it waits for a text of the stream, INPUT is open. Call 444 asks for the
# version of Landlock.
gives_up() {
	mkfifo stream
	echo '[5,6]' >x.json
	tgather --each -d0 x.json stream >out &
	exec 9>stream
	await grep -q 'NoNewPrivs:.*1' "/proc/$!/status"
	status=$?
	exec 9>&-
	wait $! && return "$status"
}
if [ "${TGATHER_CONFINE-yes}" = no ] ||
	! perl -e 'exit !(syscall(444, 0, 0, 1) > 0)' 2>/dev/null; then
	skip 'the file system is given up' 'there is no Landlock here'
else
	ok 'the file system is given up' gives_up
fi

# --- signals ----------------------------------------------------------------

# Is a file of process $1 open that is to be OUT, with a name or without?
has_begun_output() {
	# shellcheck disable=SC2010,SC2012    # links and their ends
	{ ls -l "/proc/$1/fd" && ls -A; } | grep -q '(deleted)\|^\..*json'
}
# An input whose end does not come: the signal is sent when the first rows are in
# the output's file.
interrupted() {
	echo former >old.json
	mkfifo rows
	perl -e 'print "[", "[1,2]," x 400000; sleep 100' >rows &
	writer=$!
	TGATHER_PIECE=1000 tgather -d1 --op index_select -o "$2" rows '[0]' &
	await has_begun_output $!
	kill "-$1" $!
	wait $! 2>/dev/null
	status=$?
	kill "$writer" 2>/dev/null
	is "$(kill -l "$status")" "$1" && is "$(files)" 'old.json rows ' &&
		is "$(cat old.json)" former
}
if [ -d /proc/self/fd ]; then
	ok 'SIGTERM while a new file is written' interrupted TERM new.json
	ok 'SIGTERM while a file is replaced' interrupted TERM old.json
	if sh -c 'kill -HUP $$' 2>/dev/null; then
		skip 'SIGHUP while a new file is written' 'nohup ignores it'
	else
		ok 'SIGHUP while a new file is written' interrupted HUP new.json
	fi
else
	skip 'signals while a file is written' 'no /proc'
fi

# A bare chroot has no /proc; there a file cannot get its name by it.
without_proc() {
	echo former >old.json
	unshare -m sh -c 'mount -t tmpfs none /proc && [ ! -e /proc/self ] &&
		tgather -d0 -o old.json "[5,6]" "[1]" &&
		tgather -d0 -o new.json "[5,6]" "[0]"' &&
		is "$(files) $(cat old.json new.json)" 'new.json old.json  [6]
[5]' && is "$(mode new.json)" -rw-r--r--
}
# A sanitizer needs /proc, even for this.
if { unshare -m sh -c 'mount -t tmpfs none /proc && tgather --version'
} >/dev/null 2>&1; then
	ok 'output where /proc is not mounted' without_proc
else
	skip 'output where /proc is not mounted' 'no right to try'
fi

# --- pieces -----------------------------------------------------------------

# Each row of the input is a piece, and all but the first give nothing.
empty_pieces() {
	{ echo '[[1,2]'; yes ',[3,4]' | head -n 3000; echo ']'; } >x.json
	TGATHER_PIECE=1 tgather -q --threads 8 -d1 -o y.json x.json '[[1]]'
	is "$(cat y.json)" '[[2]]'
}
ok 'pieces that give nothing' empty_pieces

# --- memory -----------------------------------------------------------------

# From the memory that the program needs to start, up to what is enough: all of
# the result is in the pipe, or nothing.
memory_of_threads() {
	export TGATHER_PIECE=2000
	zeros 100000 >x.raw
	perl -e 'print pack "q<*", map { 7919 * $_ % 100000 } 1 .. 20000' >i.raw
	all_or_nothing 8000 tgather -q --threads 4 -d0 --shape 100000 \
		--dtype u8 --index-shape 20000 --index-dtype i64 \
		--output-format "$1" x.raw i.raw
}
# Rows of a text, whose chunks differ in length.
memory_of_rows() {
	export TGATHER_PIECE=20000
	perl -e 'srand 3; print "[", join(",", map { "[" . join(",", map { "\""
		. "x" x rand(40) . "\"" } 1 .. 4) . "]" } 1 .. 6000), "]"' \
		>x.json
	perl -e 'print "[", join(",", map { "[" . $_ % 4 . "]" } 1 .. 6000), "]"
		' >i.json
	all_or_nothing 40000 tgather -q --threads 4 -d1 x.json i.json
}
all_or_nothing() {
	largest=$1
	shift
	"$@" >expected
	most=1000 failures=0
	until (ulimit -v "$most" && tgather --version) >/dev/null 2>&1; do
		most=$((most + 100))
	done
	for more in $(seq 200 $((largest / 32)) "$largest"); do
		{
			(ulimit -v $((most + more)) && exec "$@") 2>err
			echo $? >status
		} | cat >out
		case $(cat status) in
		0) cmp out expected || return ;;
		3)
			is "$(cat out)" '' && grep -q memory err || return
			failures=$((failures + 1))
			;;
		*) echo "$more more: status $(cat status)" && return 1 ;;
		esac
	done
	echo "$failures failures"
	[ "$failures" -gt 2 ] && [ "$failures" -lt 30 ]
}

if { (ulimit -v 40000 && tgather --version); } >/dev/null 2>&1; then
	expect memory-reading 3 'ulimit -v 40000
		{ echo "["; yes 1, | head -n 30000000; } |
			tgather -d0 - "[0]" -o out.json'
	expect memory-map 3 'ulimit -v 40000; echo former >out.json
		truncate -s 100M x.json
		as_glibc_says tgather -d0 x.json "[0]" -o out.json'
	expect memory-elements 3 '{ echo "["; yes 1, | head -n 7000000; echo "1]"
		} >x.json; ulimit -v 40000; tgather -d0 x.json "[0]"'
	expect memory-element 3 '{ echo "[\""; zeros 20000000; echo "\"]"
		} | tr "\0\n" a\  >x.json; ulimit -v 40000
		tgather -d0 x.json "[0]"'
	for format in npy json raw; do
		ok "no memory for threads, and a pipe ($format)" \
			memory_of_threads $format
	done
	ok 'no memory for rows, and a pipe' memory_of_rows
else
	skip 'not enough memory' 'no use of ulimit -v'
fi

# --- the ending of the output ------------------------------------------------

# The format of an ending that no format has is said; -q and --output-format
# silence it.
expect ending-xlsx 0 'tgather -d0 -o x.xlsx "[1]" "[0]"'
expect ending-h5 0 'tgather -d0 --dtype f4 --output-format npy -o i.npy "[1]" "[0]"
	tgather -d0 -o x.h5 i.npy "[0]"; tgather --info x.h5 |
		grep -q "\"npy\""'
expect ending-capitals 0 'tgather -d0 -o x.NPY "[1]" "[0]"'
expect ending-capitals-picture 0 'tgather -d0 -o x.SVG "[1]" "[0]"'
expect ending-dry-run 0 'tgather --dry-run -d0 -o x.xml "[1]" "[0]" >line'
for name in -q --output-format=json --output-format=npy; do
	silent() { tgather -d0 "$1" -o x.xml '[1]' '[0]' 2>&1 | cmp - /dev/null; }
	ok "no warning with $name" silent "$name"
done
for name in x x.json x.jsonl x.ndjson x.geojson x.tmp x.out x.1 .hidden \
	tmp.aBcDeFgHiJ ./a.b/x x. x.a-b /dev/null; do
	silent() { tgather -d0 -o "$1" '[1]' '[0]' 2>&1 | cmp - /dev/null; }
	ok "no warning for $name" eval "mkdir a.b; silent '$name'"
done

finish

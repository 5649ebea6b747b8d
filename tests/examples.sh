# shellcheck shell=sh disable=SC2154     # lib.sh sets root and work
# Runs the examples of a page. They stand in its indented blocks, which a list
# may indent further: after `$ ` a command, which a backslash at its end
# continues on the next line, and a here-document down to its END, then what a
# terminal shows.
#
#   examples NAME <PAGE             in Markdown; how many there are is in
#                                   $examples then
#
# All examples of a page share one directory, in which data/ is the example
# data, so that one may use what another before it wrote; `echo $?` tells how
# the last one ended. For the same reason, those before one that CASE asks for
# are run, but not judged. They are for bash, and end within a minute. What
# changes the machine, or is Python's, is left out.

# Split the page into files: 1.cmd, 1.out, 2.cmd, ...
split() {
	awk -v dir="$1" '
	function close_example() {
		sub(/\n+$/, "", out)
		if (inside && out != "")
			print out >(dir "/" n ".out")
		close(dir "/" n ".out")
		close(dir "/" n ".cmd")
		out = ""
	}
	!more && match($0, /^(    |(> )*\t+)\$ /) {
		close_example()
		n++
		inside = more = 1
		indent = substr($0, 1, RLENGTH - 2)
		sub(/\$ /, "")
	}
	inside && index($0, indent) == 1 {
		$0 = substr($0, length(indent) + 1)
		if (more) {
			print >(dir "/" n ".cmd")
			if (/<<END$/)
				document = 1
			if (/^END$/)
				document = 0
			more = document || /\\$/
		} else {
			out = out $0 "\n"
		}
		next
	}
	/^[ \t]*$/ { out = out "\n"; next }
	{ close_example(); inside = 0 }
	END { close_example() }'
}

# Take the command and the title of example $example of page $1, if it is one to
# be run here.
take_example() {
	command=$(cat "$work/examples/$example.cmd")
	title="$1: $(printf %s "$command" | tr -s '\n\t ' ' ')"
	case $command in
	make* | sudo* | git* | cd* | man* | python* | apt*) false ;;
	esac
}

run_example() {
	(
		cd "$work/page" || exit
		timeout 60 bash -c "(exit $status); $command"
	) >"$work/out" 2>&1 </dev/null
	status=$?
}

examples() {
	mkdir "$work/examples" "$work/page"
	ln -s "$root/data" "$work/page/data"
	split "$work/examples"
	examples=0 example=1 last=0
	while [ -e "$work/examples/$example.cmd" ]; do
		if take_example "$1"; then
			examples=$((examples + 1))
			! asked "$title" || last=$example
		fi
		example=$((example + 1))
	done
	status=0 example=1
	while [ "$example" -le "$last" ]; do
		if take_example "$1"; then
			run_example
			judge_example
		fi
		example=$((example + 1))
	done
	rm -rf "$work/examples" "$work/page"
}

judge_example() {
	asked "$title" || return 0
	wrong='' && : >"$work/diff"
	same out "$work/examples/$example.out"
	[ "$status" -lt 128 ] || wrong="$wrong: death by a signal"
	verdict "$title" "$status"
}

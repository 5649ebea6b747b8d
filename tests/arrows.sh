#!/bin/sh
# Arrows between the folders of src/ point downwards: a file includes headers of
# its own folder and of those below, and never one of a folder above. `make lint`
# runs this; -t prints the arrows there are instead, and how many includes each
# stands for. -s DIR reads the sources in DIR, not those in src/.

# From the top down. A folder in one of these belongs to it, unless it is listed.
folders='main.c picture explain explain/libraries job cli pipeline format'
folders="$folders gather tensor shard io base"

table=0 src=src
while getopts s:t option; do
	case $option in
	s) src=$OPTARG ;;
	t) table=1 ;;
	*) exit 2 ;;
	esac
done
cd "$src" || exit 2

# shellcheck disable=SC2016 # they are awk's
find . -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) | sort |
	xargs awk -v folders="$folders" -v table="$table" -v src="$src" '
	# The folder in the list that a path from src/ lies in; else its first one.
	function folder_of(path, part) {
		split(path, part, "/")
		if (part[1] "/" part[2] in rank)
			return part[1] "/" part[2]
		return part[1]
	}

	function complain(what) {
		print src "/" path ":" FNR ": " what
		bad = 1
	}

	BEGIN {
		n = split(folders, name, " ")
		for (i = 1; i <= n; i++)
			rank[name[i]] = i
	}

	FNR == 1 {
		path = substr(FILENAME, 3)
		from = folder_of(path)
		if (!(from in rank))
			complain(from " is not in the list of tests/arrows.sh")
	}

	/^[ \t]*#[ \t]*include[ \t]*"/ {
		split($0, quoted, "\"")
		to = folder_of(quoted[2])
		if (!(to in rank))
			complain("includes " quoted[2] ", whose folder is not " \
				"in the list of tests/arrows.sh")
		else if (from in rank && rank[to] < rank[from])
			complain(from " includes " quoted[2] ", but " to \
				" is above it")
		arrows[from, to]++
	}

	END {
		for (i = 1; table && i <= n; i++)
			for (k = i; k <= n; k++)
				if (i != k && (name[i], name[k]) in arrows)
					printf "%s -> %s %d\n", name[i],
						name[k],
						arrows[name[i], name[k]]
		exit bad
	}' || exit 1

# shellcheck shell=sh disable=SC2154,SC2034,SC2086,SC2317   # lib.sh sets work
# What the tests that start engines share: a job of some megabytes, so that each
# of a few ranks has a part of the result that no other has, and its result by
# one process, which is what the ranks have to make together.
#
#   $job        the words of the job, without INDEX
#   $index, $past_end   INDEX; and the same with a number that is out of range
#   sharded ENGINE   is the result of ENGINE that of one process? ENGINE is a
#               function that starts all ranks with the words it gets
#   fails_as_one ENGINE   is an error that of one process, and told once?

ranks=$work/ranks
mkdir "$ranks" "$ranks/alone"
index=$ranks/index.npy past_end=$ranks/past_end.npy
{
	npy_header '<f4' False '(4000, 64)'
	perl -e 'print pack "f<*", map { $_ / 7 } 1 .. 256000'
} >"$ranks/table.npy"
{
	npy_header '<i4' False '(20000,)'
	perl -e 'print pack "l<*", map { $_ * 7919 % 4000 } 1 .. 20000'
} >"$index"
{
	npy_header '<i4' False '(20000,)'
	perl -e 'print pack "l<*", map { $_ * 7919 % 4000 } 1 .. 19000;
		print pack "l<*", 4000, map { $_ * 7919 % 4000 } 19002 .. 20000'
} >"$past_end"
job="--dim 0 --op index_select $ranks/table.npy"
for ending in npy json npz; do
	tgather $job -o "$ranks/alone/out.$ending" "$index" || exit
done

# Is this result that of one process, and nothing left but a record?
is_as_alone() {
	cmp "$1" "$ranks/alone/$1" || return
	for left in .tgather.*; do
		case $left in
		*.committed | '.tgather.*') ;;
		*) echo "left: $left"; return 1 ;;
		esac
	done
}

# Each is made twice: the second time all ranks find it there.
sharded() {
	for ending in npy json npz; do
		for time in first second; do
			echo "out.$ending, $time time"
			"$1" $job -o "out.$ending" "$index" || return
			is_as_alone "out.$ending" || return
		done
	done
}

fails_as_one() {
	tgather $job -o one.npy "$past_end" 2>one.err
	[ $? = 1 ] || return
	"$1" $job -o out.npy "$past_end" >said.all 2>&1 && return 1
	sed -n '/^tgather: /p' said.all >said
	head -n 1 one.err | diff - said && [ ! -e out.npy ] && [ ! -e one.npy ]
}

# Sums up what `gcov -nb` prints of each source file by folder: the share of its
# lines that were run, and of its branches that were taken. Read with -F "'".

# The share and the number in a line such as "Lines executed:95.00% of 120".
function count(line) {
	split(line, part, /[:%]| of /)
}
function print_row(lines, run, branches, taken, name) {
	return sprintf("%5.1f %%  %5d lines  %5.1f %%  %5d branches  %s",
		100 * run / lines, lines, branches > 0 ? 100 * taken / branches : 100,
		branches, name)
}
/^File / { file = $2; next }
!(file ~ /^src\/.*\.cc?$/) { next }
/^Lines executed:/ && !(file in seen) {
	count($0)
	folder = file
	sub(/\/[^\/]*$/, "", folder)
	seen[file] = 1
	lines[folder] += part[4]
	run[folder] += part[2] * part[4] / 100
}
/^Taken at least once:/ && !(file in branched) {
	count($0)
	branched[file] = 1
	branches[folder] += part[4]
	taken[folder] += part[2] * part[4] / 100
}
END {
	for (folder in lines) {
		print print_row(lines[folder], run[folder], branches[folder],
			taken[folder], folder) | "sort -k 9"
		all += lines[folder]
		ran += run[folder]
		forks += branches[folder]
		took += taken[folder]
	}
	close("sort -k 9")
	if (all > 0)
		print print_row(all, ran, forks, took, "in all")
}

# Sums up what `gcov -n` prints of each source file by folder: the share of its
# lines that were run. Read with -F "'".
/^File / { file = $2; next }
/^Lines executed:/ && file ~ /^src\/.*\.cc?$/ && !(file in seen) {
	split($0, part, /[:%]| of /)
	folder = file
	sub(/\/[^\/]*$/, "", folder)
	seen[file] = 1
	lines[folder] += part[4]
	run[folder] += part[2] * part[4] / 100
}
END {
	for (folder in lines) {
		printf "%5.1f %%  %5d lines  %s\n", 100 * run[folder] / lines[folder],
			lines[folder], folder | "sort -k 5"
		all += lines[folder]
		ran += run[folder]
	}
	close("sort -k 5")
	if (all > 0)
		printf "%5.1f %%  %5d lines  in all\n", 100 * ran / all, all
}

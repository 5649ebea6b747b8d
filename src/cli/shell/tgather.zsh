# FILE:NAME. The longest path that exists is the file, as in tgather.
_tgather_operand()
{
	local file=${(Q)PREFIX} path_
	local -a names

	while [[ $file == *:* ]]; do
		file=${file%:*}
		path_=${file/#\~\//$HOME/}
		[[ -e $path_ ]] || continue
		compset -P $(( ${#file//[^:]/} + 1 )) '*:'
		names=(${(f)"$(command tgather --info -- "$path_" \
			2>/dev/null </dev/null | sed -nE "$_tgather_names")"})
		compadd -a names
		return
	done
	_files
}

_tgather()
{
	_arguments -s -S : "$_tgather_options[@]" '*:operand:_tgather_operand'
}

# The file is either the function that zsh looks for, or read on its own.
if [[ $funcstack[1] == _tgather ]]; then
	_tgather "$@"
else
	compdef _tgather tgather
fi

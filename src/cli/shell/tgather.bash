# Sets plain to text as it is without its quotes; quote to the one that is still
# open, or to nothing, and before to what is plain in front of that one.
_tgather_unquote()
{
	local text=$1 c

	plain='' quote='' before=''
	while [[ $text ]]; do
		c=${text:0:1} text=${text:1}
		if [[ $c == "$quote" ]]; then
			quote=''
		elif [[ ! $quote && $c == [\'\"] ]]; then
			quote=$c before=$plain
		elif [[ $c == \\ && $quote != \' &&
			(! $quote || ${text:0:1} == [\\\"\$\`]) ]]; then
			plain+=${text:0:1} text=${text:1}
		else
			plain+=$c
		fi
	done
}

# Bash splits words at colons and equal signs, too. Sets joined to the words as
# they were, up to the cursor, and head to what stands before the piece of the
# last one that a reply takes the place of.
_tgather_join()
{
	local rest=${COMP_LINE:0:COMP_POINT} last='' gap piece i

	joined=() head=''
	for ((i = 0; i <= COMP_CWORD; i++)); do
		gap=${rest%%[!$' \t\n']*}
		rest=${rest#"$gap"}
		piece=${COMP_WORDS[i]}
		[[ $i -lt $COMP_CWORD ]] || piece=$rest
		rest=${rest#"$piece"}
		if [[ $i -gt 0 && ! $gap && ($last == *[:=@] ||
			$piece == [:=@]*) ]]; then
			head=${joined[-1]}
			joined[-1]+=$piece
		else
			head=''
			joined+=("$piece")
		fi
		[[ $piece != *[:=@] ]] || head=${joined[-1]}
		last=$piece
	done
}

# One name of a tensor, quoted as the word is that it becomes a part of.
_tgather_reply()
{
	local text=$1

	case $quote in
	\') text=${text#"$before"} COMPREPLY+=("${text//\'/\'\\\'\'}") ;;
	\")
		text=${text#"$before"} text=${text//\\/\\\\}
		text=${text//\"/\\\"} text=${text//\$/\\\$}
		COMPREPLY+=("${text//\`/\\\`}")
		;;
	*)
		text=${text#"$2"}
		[[ ! $text ]] || printf -v text %q "$text"
		COMPREPLY+=("$text")
		;;
	esac
}

# FILE:NAME. The longest path that exists is the file, as in tgather.
_tgather_tensors()
{
	local plain quote before file path name typed start

	_tgather_unquote "$head"
	start=$plain
	_tgather_unquote "$1"
	file=$plain
	while [[ $file == *:* ]]; do
		file=${file%:*} path=$file
		# shellcheck disable=SC2088 # it stands for itself here
		[[ $1 != '~/'* ]] || path=$HOME${file:1}
		[[ -e $path ]] || continue
		typed=${plain:${#file} + 1}
		while IFS= read -r name; do
			[[ $name != "$typed"* ]] ||
				_tgather_reply "$file:$name" "$start"
		done < <(command tgather --info -- "$path" \
			2>/dev/null </dev/null | sed -nE "$_tgather_names")
		compopt +o default
		return
	done
}

_tgather()
{
	local joined head value='' words='' word option i

	COMPREPLY=()
	_tgather_join
	word=${joined[-1]} option=${joined[-2]}
	for ((i = 1; i < ${#joined[@]} - 1; i++)); do
		[[ ${joined[i]} != -- ]] || { _tgather_tensors "$word"; return; }
	done
	[[ $word != --*=* ]] || { option=${word%%=*} word=${word#*=}; }
	_tgather_value "$option"
	case $value in
	words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word") ;;
	any) compopt +o default ;;
	file) ;;
	*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(
				compgen -W "$_tgather_options" -- "$word")
		else
			_tgather_tensors "$word"
		fi
		;;
	esac
}

complete -o default -F _tgather tgather

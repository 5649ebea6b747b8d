#!/bin/sh
# What --completion prints, in the shells that it is for: keys are typed at a
# terminal, and what tgather is then called with is compared.
# shellcheck disable=SC2016,SC2317    # commands are for other shells
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# A directory of files to complete. The tensors of models are named when they
# are written.
model() {
	tgather -q --dim 0 --dtype float32 -o "$1" '[1,2]' '[0]'
}
fill() {
	mkdir 'a dir'
	model 'w.safetensors:layer.0.weight'
	model 'a dir/m x.npz:token'
	model 'b:c.npz:scores'
	model 'names.safetensors:it'\''s a "$x"'
	model "u.safetensors:größe"
	echo '{"best":[[1]],"worst":[[0]],"other":3}' >picks.json
	echo '[[1]]' >plain.json
	cp "$root/tests/formats/npy/record-quote.npy" fields.npy
	cp "$root/tests/formats/pt/one-unreadable.pt" partly.pt
	tgather -q --dim 0 --op index_select -o records.npz:table \
		"$root/tests/formats/npy/record.npy" '[0]'
	cp "$root"/tests/formats/gguf/split-*.gguf .
	gzip -nc <b:c.npz >packed.npz.gz
	for index in model.safetensors.index.json pytorch_model.bin.index.json; do
		echo '{"weight_map":{"layer.0.weight":"w.safetensors"}}' >"$index"
	done
}

# How each shell is started in $work/person, where tgather is a function that
# writes down what it is called with.
start_bash() {
	tgather --completion bash >"$work/person/rc"
	cat >>"$work/person/rc" <<-'END'
		tgather() { printf '<%s>\n' "$@" >../got.new; mv ../got.new ../got; }
		PS1='ready> '
	END
	command='bash --noprofile --rcfile ../person/rc -i'
}
start_zsh() {
	{
		echo 'autoload -U compinit && compinit -D -u'
		tgather --completion zsh
		cat <<-'END'
			tgather() { printf '<%s>\n' "$@" >../got.new; mv ../got.new ../got; }
			unsetopt beep
			PS1='ready> '
		END
	} >"$work/person/.zshrc"
	command='zsh -d -i'
}
start_fish() {
	{
		tgather --completion fish
		cat <<-'END'
			function tgather
				printf '<%s>\n' $argv >../got.new; mv ../got.new ../got
			end
			function fish_prompt; echo 'ready> '; end
			function fish_greeting; end
		END
	} >"$work/person/rc"
	command="fish --no-config --init-command 'source ../person/rc'"
}

# type KEYS - what the shell calls tgather with after these, one a line
type_in() {
	fill
	rm -f "$work/got" "$work/screen"
	mkfifo "$work/keys"
	timeout 100 script -qefc "$command" "$work/screen" \
		<"$work/keys" >/dev/null 2>&1 &
	exec 3>"$work/keys"
	rm "$work/keys"
	await grep -qs 'ready> ' "$work/screen"
	printf '%b' "$1" >&3
	printf '\n' >&3
	await [ -e "$work/got" ]
	printf '\004' >&3
	exec 3>&-
	wait
	[ -e "$work/got" ] || cat "$work/screen"
	cat "$work/got"
}

# completes NAME KEYS WORD... - typing KEYS calls tgather with the words
completes() {
	title="$shell: $1" keys=$2
	shift 2
	prints "$title" "$(printf '<%s>\n' "$@")" type_in "$keys"
}

# Where the script is installed, zsh reads it when it is first needed.
start_zsh_installed() {
	mkdir "$work/person/functions"
	tgather --completion zsh >"$work/person/functions/_tgather"
	{
		echo 'fpath=(~/functions $fpath)'
		sed '/^#compdef/,/^fi$/d' "$work/person/.zshrc"
	} >"$work/person/rc"
	mv "$work/person/rc" "$work/person/.zshrc"
}

# On a terminal of known size, in a language with letters.
export LC_ALL=C.UTF-8 TERM=vt100 HOME="$work/person" ZDOTDIR="$work/person"
export XDG_CONFIG_HOME="$work/person" XDG_DATA_HOME="$work/person"
export XDG_CACHE_HOME="$work/person"

if ! has_terminal; then
	skip completion 'no terminal'
	finish
fi
(cd "$work" && model t.npz:inner)
for shell in bash zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		skip "$shell" "there is no $shell"
		continue
	fi
	rm -rf "$work/person"
	mkdir "$work/person"
	"start_$shell"
	cp "$work/t.npz" "$work/person"
	completes 'a long option' 'tgather --batch\t 1' --batch-dims 1
	completes 'an operation' 'tgather --op gather_\t' --op gather_nd
	completes 'a mode' 'tgather --mode w\t' --mode wrap
	completes 'a word for ranks' 'tgather --shard st\t' --shard status
	completes 'a type' 'tgather --dtype bf\t' --dtype bfloat16
	completes 'a format behind =' 'tgather --output-format=sa\t' \
		--output-format=safetensors
	completes 'a file' 'tgather pla\t' plain.json
	completes 'a file behind -o' 'tgather -o pla\t' -o plain.json
	completes 'a tensor' 'tgather w.safetensors:l\t' \
		w.safetensors:layer.0.weight
	completes 'a tensor behind the colon' 'tgather w.safetensors:\t' \
		w.safetensors:layer.0.weight
	completes 'a second operand' \
		'tgather -d 0 w.safetensors:l\t picks.json:w\t' \
		-d 0 w.safetensors:layer.0.weight picks.json:worst
	completes 'a tensor behind --' 'tgather -- w.safetensors:\t' \
		-- w.safetensors:layer.0.weight
	completes 'spaces, escaped' 'tgather a\\ dir/m\\ x.npz:\t' \
		'a dir/m x.npz:token'
	completes 'spaces, in single quotes' \
		"tgather 'a dir/m x.npz:t\\t" 'a dir/m x.npz:token'
	completes 'a tilde' 'tgather ~/t.npz:\t' "$work/person/t.npz:inner"
	completes 'spaces, in double quotes' \
		'tgather "a dir/m x.npz:t\t' 'a dir/m x.npz:token'
	completes 'a colon in a file name' 'tgather b:c.npz:\t' b:c.npz:scores
	completes 'a tensor that needs quotes' \
		'tgather names.safetensors:i\t' \
		"names.safetensors:it's a \"\$x\""
	completes 'UTF-8' 'tgather u.safetensors:g\t' u.safetensors:größe
	completes 'a field' 'tgather fields.npy:s\t' 'fields.npy:say "x"'
	completes 'a field with a quote' 'tgather fields.npy:i\t' "fields.npy:it's"
	completes 'a field of a named array' 'tgather records.npz:table:b\t' \
		records.npz:table:b
	completes 'a tensor of several files' \
		'tgather model.safetensors.index.json:l\t' \
		model.safetensors.index.json:layer.0.weight
	completes 'a tensor of several files of PyTorch' \
		'tgather pytorch_model.bin.index.json:l\t' \
		pytorch_model.bin.index.json:layer.0.weight
	completes 'a tensor of another part of a split model' \
		'tgather split-00001-of-00003.gguf:l\t' \
		split-00001-of-00003.gguf:last
	completes 'a tensor beside one that cannot be read' \
		'tgather partly.pt:la\t' partly.pt:last
	completes 'a tensor in gzip data' 'tgather packed.npz.gz:s\t' \
		packed.npz.gz:scores
	[ "$shell" = zsh ] || continue
	start_zsh_installed
	completes 'installed, a tensor' 'tgather --negative w.safetensors:\t' \
		--negative w.safetensors:layer.0.weight
	completes 'installed, an option' 'tgather --op ta\t_a\t' \
		--op take_along_dim
done

finish

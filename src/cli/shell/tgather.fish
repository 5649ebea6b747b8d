# The FILE of FILE:NAME, or failure where there is none. The longest path that
# exists is the file, as in tgather.
function __tgather_file
    set -l file
    # a quote that is open is closed first
    for close in '' "'" '"'
        set file (string unescape -- (commandline -ct)$close 2>/dev/null)
        and break
    end
    while string match -q '*:*' -- $file
        set file (string replace -r ':[^:]*$' '' -- $file)
        if test -e (__tgather_path $file)
            echo $file
            return
        end
    end
    false
end

function __tgather_path
    string replace -r '^~/' -- $HOME/ $argv
end

function __tgather_tensors
    set -l file (__tgather_file)
    command tgather --info -- (__tgather_path $file) 2>/dev/null </dev/null \
        | sed -nE $__tgather_names \
        | while read -l name
            printf '%s:%s\n' $file $name
        end
end

# -f, lest files be offered in the place of NAME.
complete -c tgather -n "__tgather_file >/dev/null" -f -a '(__tgather_tensors)'

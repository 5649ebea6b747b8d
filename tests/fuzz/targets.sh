# shellcheck shell=sh
# The targets of libFuzzer, for the scripts beside this one.

# shellcheck disable=SC2034    # used where this is read
targets='json raw npy npz pt safetensors shards vectors idx onnx
	options call stream pieces text window gzip'

# The files that a target begins with: those of the tests are among them.
seeds() { # TARGET
	echo "tests/fuzz/corpus/$1"
	case $1 in
	npy | idx) echo "tests/formats/$1" ;;
	npz | pt | safetensors | onnx)
		echo "tests/formats/$1" "tests/formats/broken-$1"
		;;
	esac
}

# How many bytes an input may have: the fewer, the more can be tried.
longest() { # TARGET
	case $1 in
	npz | pt | safetensors) echo 1024 ;;
	npy) echo 512 ;;
	*) echo 256 ;;
	esac
}

#!/bin/sh
# What is refused with --shard before any file is opened, and what --shard auto
# says where an engine does not tell which rank this is, of how many.
# shellcheck disable=SC2016,SC2317    # commands are for eval
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

# Engines may run these tests, too.
for name in $(env | sed -n 's/=.*//; /^\(OMPI\|PMI\|SLURM\)_/p') PARALLEL_SEQ \
	JOB_COMPLETION_INDEX RANK WORLD_SIZE; do
	unset "$name"
done

# refused NAME 'WORDS' - a call with these words ends with 2, and leaves no file
refused() {
	expect "$1" 2 "tgather -d0 $2"'; status=$?; ls -A; (exit $status)'
}

# --- the value --------------------------------------------------------------

of_json='-o x.json "[1,2]" "[0]"'
refused rank-past-last "--shard 4/4 $of_json"
refused rank-negative "--shard -1/4 $of_json"
refused rank-huge "--shard 99999999999999999999/4 $of_json"
refused rank-empty "--shard \$NO_SUCH_VARIABLE/4 $of_json"
refused ranks-empty "--shard 1/\$NO_SUCH_VARIABLE $of_json"
refused ranks-none "--shard 0/0 $of_json"
refused ranks-negative "--shard 0/-4 $of_json"
refused ranks-many "--shard 0/1000001 $of_json"
refused ranks-huge "--shard 0/99999999999999999999 $of_json"
refused value-words "--shard 1-of-4 $of_json"
refused value-empty "--shard '' $of_json"
refused value-blank "--shard ' 1/4' $of_json"
refused value-plus "--shard +1/4 $of_json"
refused value-three "--shard 1/4/2 $of_json"
refused value-long "--shard \$(repeat 40 1)/4 $of_json"
refused value-misspelt "--shard atuo $of_json"
refused value-missing "$of_json --shard"

# --- what it does not go with -----------------------------------------------

mkfifo "$work/fifo"

refused output-missing '--shard 0/2 "[1,2]" "[0]"'
refused output-stdout '--shard 0/2 -o - "[1,2]" "[0]"'
refused auto-output-missing '--shard auto "[1,2]" "[0]"'
refused input-stdin '--shard 0/2 -o x.json - "[0]"'
refused input-stdin-name '--shard 0/2 -o x.json -:a "[0]"'
refused index-stdin '--shard 0/2 -o x.json "[1,2]" -'
refused index-left-out '--shard 0/2 -o x.json "[1,2]"'
refused keys-stdin '--op index_select --shard 0/2 --keys - -o x.json "[1]" "[\"a\"]"'
refused input-pipe '--shard 0/2 -o x.json ../fifo "[0]"'
refused input-pipe-name '--shard 0/2 -o x.json ../fifo:a:b "[0]"'
refused index-device '--shard 0/2 -o x.json "[1,2]" /dev/null'
refused keys-pipe '--op index_select --shard 0/2 --keys ../fifo -o x.json "[1]" "[\"a\"]"'
refused picture "--shard 0/2 -o x.svg '[1,2]' '[0]'"
refused picture-format "--shard 0/2 --output-format svg $of_json"
refused explain '--shard 0/2 --explain "[1,2]" "[0]"'
refused dry-run "--shard 0/2 --dry-run $of_json"
refused unbuffered "--shard 0/2 --unbuffered $of_json"
refused each '--shard 0/2 --each -o x.json "[1,2]"'
expect info 2 'tgather --shard 0/2 --info x.json'
expect info-status 2 'tgather --shard status --info -o x.json'
expect json-of-rank 2 'tgather -d0 --shard 0/2 --json -o x.json "[1,2]" "[0]"'

# --- status and clean -------------------------------------------------------

expect status-no-output 2 'tgather --shard status'
expect status-stdout 2 'tgather --shard status -o -'
expect status-operand 2 'tgather --shard status -o x.json y.json'
expect status-dim 2 'tgather --shard status -d0 -o x.json'
expect clean-no-output 2 'tgather --shard clean'
expect clean-operand 2 'tgather --shard clean -o x.json y.json'
expect clean-json 2 'tgather --shard clean --json -o x.json'
expect clean-threads 2 'tgather --shard clean --threads 1 -o x.json'

# --- auto -------------------------------------------------------------------

# refused_in NAME VARIABLE=VALUE... - auto is refused where these are set
refused_in() {
	name=$1
	shift
	expect "$name" 2 "env $* tgather -d0 --shard auto $of_json"'
		status=$?; ls -A; (exit $status)'
}
refused_in engine-none
refused_in engine-torchrun RANK=1 WORLD_SIZE=4
refused_in batch-without-srun SLURM_JOB_ID=7 SLURM_PROCID=0 SLURM_NTASKS=4
refused_in salloc-without-srun SLURM_JOB_ID=7 SLURM_NTASKS=4
refused_in array SLURM_JOB_ID=8 SLURM_PROCID=0 SLURM_ARRAY_TASK_ID=3 \
	SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=15 SLURM_ARRAY_TASK_COUNT=16
refused_in array-from-1 SLURM_JOB_ID=8 SLURM_PROCID=0 SLURM_ARRAY_TASK_ID=3 \
	SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=16 SLURM_ARRAY_TASK_COUNT=16
refused_in array-again SLURM_JOB_ID=8 SLURM_PROCID=0 SLURM_ARRAY_TASK_ID=3 \
	SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_COUNT=1
refused_in array-in-steps SLURM_JOB_ID=8 SLURM_PROCID=0 SLURM_ARRAY_TASK_ID=3 \
	SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=30 SLURM_ARRAY_TASK_COUNT=4
refused_in array-of-steps SLURM_STEP_ID=0 SLURM_STEP_NUM_TASKS=1 \
	SLURM_PROCID=0 SLURM_ARRAY_TASK_ID=3
refused_in kubernetes JOB_COMPLETION_INDEX=3
refused_in gnu-parallel PARALLEL_SEQ=3
refused_in gnu-parallel-in-batch PARALLEL_SEQ=3 SLURM_JOB_ID=7 SLURM_PROCID=0
refused_in ompi-no-size OMPI_COMM_WORLD_RANK=3
refused_in ompi-rank-past-last OMPI_COMM_WORLD_RANK=4 OMPI_COMM_WORLD_SIZE=4
refused_in ompi-word OMPI_COMM_WORLD_RANK=zero OMPI_COMM_WORLD_SIZE=4
refused_in pmi-no-ranks PMI_RANK=0 PMI_SIZE=0
refused_in pmi-negative PMI_RANK=-1 PMI_SIZE=2
refused_in pmi-many PMI_RANK=0 PMI_SIZE=1000001
refused_in slurm-no-procid SLURM_STEP_ID=0 SLURM_STEP_NUM_TASKS=2
refused_in slurm-blank SLURM_STEP_ID=0 SLURM_STEP_NUM_TASKS='"2 "' SLURM_PROCID=0

finish

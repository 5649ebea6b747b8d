#!/bin/sh
# Processes that make one result, each ended, late or failing at each system
# call, while the others go on.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit shard_test

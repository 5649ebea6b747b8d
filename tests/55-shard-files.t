#!/bin/sh
# What processes that make one result do with files that they find.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit shard_files_test

#!/bin/sh
# What a process can do that has given up the file system.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit confine_test

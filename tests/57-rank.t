#!/bin/sh
# Which rank a process is, by the variables of engines that tell it: see
# unit/rank_test.c.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit rank_test

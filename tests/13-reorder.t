#!/bin/sh
# The buffer in which threads leave what they made, and which puts it in order.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit reorder_test

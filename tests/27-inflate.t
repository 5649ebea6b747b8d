#!/bin/sh
# The two ways to inflate a member of a ZIP archive: the fast one may take only
# what the other one takes.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit inflate_test

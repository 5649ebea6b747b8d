#!/bin/sh
# UTF-8, and text that a terminal must not obey.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit utf8_test

#!/bin/sh
# ZIP archives of more than 4 GB, which are sparse files here.
# shellcheck source=tests/lib.sh
. "${0%/*}/lib.sh"

unit zip_test "$work/archive.zip"

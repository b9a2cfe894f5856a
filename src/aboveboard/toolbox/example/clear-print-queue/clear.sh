#!/bin/sh
# The person's own jobs, and no others: cancel -u without a printer's name goes over all printers.
set -u
if ! command -v lpstat >/dev/null || ! command -v cancel >/dev/null; then
    echo "This computer has no CUPS commands (lpstat, cancel). Nothing was changed."
    exit 3
fi
me=$(id -un)
echo "Before:"
lpstat -o -u "$me" || exit 4
cancel -a -u "$me" || exit 5
echo "After:"
lpstat -o -u "$me"

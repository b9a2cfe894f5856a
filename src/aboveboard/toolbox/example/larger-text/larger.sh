#!/bin/sh
# What was set before is kept for the undo; the companion holds it until it is closed.
set -u
if ! command -v gsettings >/dev/null; then
    echo "This computer has no gsettings. Nothing was changed."
    exit 3
fi
before=$(gsettings get org.gnome.desktop.interface text-scaling-factor) || exit 4
printf '%s\n' "$before" >"$KEPT_FOLDER/before"
gsettings set org.gnome.desktop.interface text-scaling-factor 1.25 || exit 5
echo "Text was at $before, and is at 1.25 now."

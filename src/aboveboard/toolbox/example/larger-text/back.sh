#!/bin/sh
set -u
read -r before <"$KEPT_FOLDER/before" || exit 3
gsettings set org.gnome.desktop.interface text-scaling-factor "$before" || exit 4
echo "Text is at $before again."

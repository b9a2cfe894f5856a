#!/bin/sh
# One line an entry, the largest first. Sizes are what they take on the disk; other disks below are left out.
set -u
cd "$HOME" || exit 3
df -h . | tail -n 1 | while read -r _ size used free share _; do
    echo "The disk: $size, $used used, $free free ($share full)."
done
du -x -h -d 1 -a . 2>/dev/null | sort -r -h | sed -n '2,16p'

#!/bin/sh
# Only services of this person (--user), and only those that are running now.
set -u
if ! command -v systemctl >/dev/null; then
    echo "This computer has no systemctl. Nothing was changed."
    exit 3
fi
found=""
for service in wireplumber pipewire pipewire-pulse pulseaudio; do
    if systemctl --user --quiet is-active "$service.service"; then
        found="$found $service.service"
    fi
done
if [ -z "$found" ]; then
    echo "No sound service of yours is running. Nothing was changed."
    exit 4
fi
echo "Starting anew:$found"
# shellcheck disable=SC2086  # one word a service
systemctl --user restart $found || exit 5
systemctl --user --no-pager --lines=0 status $found | grep -E '●|Active:'

"""Programs whose windows stop input from afar, by the class of their windows.

A question for a password that a desktop draws by itself (GNOME's shell), or that a terminal asks (``sudo``), has no
window of its own and cannot be known here.
"""

from __future__ import annotations

from typing import Final

LOCKERS: Final = frozenset(
    [
        "i3lock",
        "swaylock",
        "slock",
        "xlock",
        "xsecurelock",
        "xtrlock",
        "xscreensaver",
        "light-locker",
        "kscreenlocker_greet",
        "betterlockscreen",
        "xfce4-screensaver",
        "mate-screensaver",
        "mate-screensaver-dialog",
        "cinnamon-screensaver",
        "gnome-screensaver",
        "vlock",
    ]
)
"""Window classes of programs that lock the screen."""
RIGHTS: Final = frozenset(
    [
        "polkit-gnome-authentication-agent-1",
        "polkit-kde-authentication-agent-1",
        "polkit-mate-authentication-agent-1",
        "xfce-polkit",
        "lxpolkit",
        "lxqt-policykit-agent",
        "lxqt-policykit",
        "mate-polkit",
        "ukui-polkit",
        "polkit-dumb-agent",
        "gksu",
        "gksudo",
        "kdesu",
        "kdesudo",
        "lxsu",
        "lxsudo",
        "lxqt-sudo",
        "sux",
        "beesu",
        "pinentry",
        "pinentry-gtk",
        "pinentry-gtk-2",
        "pinentry-gnome3",
        "pinentry-qt",
        "pinentry-qt4",
        "pinentry-qt5",
        "pinentry-x11",
        "pinentry-fltk",
        "pinentry-tqt",
        "ssh-askpass",
        "x11-ssh-askpass",
        "gnome-ssh-askpass",
        "gnome-ssh-askpass3",
        "ksshaskpass",
        "lxqt-openssh-askpass",
        "gcr-prompter",
        "seahorse-daemon",
        "kwalletd5",
        "kwalletd6",
    ]
)
"""Window classes of programs that ask for a password or for administrator's rights."""

"""``os-release`` as the distributions write it, with the kernels that go with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """The text of ``/etc/os-release``, and ``uname -r``."""

    text: str
    kernel: str
    arch: str = "x86_64"


DEBIAN_12 = Release(
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n'
    "VERSION_CODENAME=bookworm\nID=debian\n"
    'HOME_URL="https://www.debian.org/"\nBUG_REPORT_URL="https://bugs.debian.org/"\n',
    "6.1.0-40-amd64",
)
DEBIAN_13 = Release(
    'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\n'
    "VERSION_CODENAME=trixie\nDEBIAN_VERSION_FULL=13.2\nID=debian\n",
    "6.12.57+deb13-amd64",
)
DEBIAN_TESTING = Release(
    'PRETTY_NAME="Debian GNU/Linux forky/sid"\nNAME="Debian GNU/Linux"\nVERSION_CODENAME=forky\nID=debian\n',
    "6.17.8+deb14-amd64",
)
UBUNTU_22 = Release(
    'PRETTY_NAME="Ubuntu 22.04.5 LTS"\nNAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION="22.04.5 LTS (Jammy Jellyfish)"\n'
    "VERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=jammy\n",
    "5.15.0-161-generic",
)
UBUNTU_24 = Release(
    'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.3 LTS (Noble Numbat)"\n'
    "VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=noble\nLOGO=ubuntu-logo\n",
    "6.14.0-35-generic",
)
MINT_22 = Release(
    'NAME="Linux Mint"\nVERSION="22.2 (Zara)"\nID=linuxmint\nID_LIKE="ubuntu debian"\nPRETTY_NAME="Linux Mint 22.2"\n'
    'VERSION_ID="22.2"\nVERSION_CODENAME=zara\nUBUNTU_CODENAME=noble\n',
    "6.14.0-33-generic",
)
FEDORA = Release(
    'NAME="Fedora Linux"\nVERSION="44 (Workstation Edition)"\nRELEASE_TYPE=stable\nID=fedora\nVERSION_ID=44\n'
    'VERSION_CODENAME=""\nPLATFORM_ID="platform:f44"\nPRETTY_NAME="Fedora Linux 44 (Workstation Edition)"\n'
    'SUPPORT_END=2027-05-19\nVARIANT="Workstation Edition"\nVARIANT_ID=workstation\n',
    "6.19.9-200.fc44.x86_64",
)
FEDORA_ARM = Release(FEDORA.text, "6.19.9-400.asahi.fc44.aarch64+16k", "aarch64")
SILVERBLUE = Release(
    FEDORA.text.replace("Workstation Edition", "Silverblue").replace("=workstation", "=silverblue")
    + "OSTREE_VERSION='44.20261115.0'\n",
    FEDORA.kernel,
)
TUMBLEWEED = Release(
    'NAME="openSUSE Tumbleweed"\n# VERSION="20261119"\nID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n'
    'VERSION_ID="20261119"\nPRETTY_NAME="openSUSE Tumbleweed"\n',
    "6.19.8-1-default",
)
ARCH = Release(
    'NAME="Arch Linux"\nPRETTY_NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\nANSI_COLOR="38;2;23;147;209"\n',
    "6.19.8-arch1-1",
)
STEAM_OS = Release(
    'NAME="SteamOS"\nPRETTY_NAME="SteamOS"\nVERSION_CODENAME=holo\nID=steamos\nID_LIKE=arch\nVARIANT_ID=steamdeck\n'
    'VERSION_ID="3.7.17"\nBUILD_ID=20251008.1\nSTEAMOS_DEFAULT_UPDATE_BRANCH=stable\n',
    "6.11.11-valve24-3-neptune-611-g2ba5f5ab3a64",
)
ALPINE = Release(
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.2\nPRETTY_NAME="Alpine Linux v3.23"\n', "6.18.4-0-lts"
)
NIXOS = Release(
    'ANSI_COLOR="0;38;2;126;186;228"\nBUILD_ID="26.05.20261118.0dd7f2c"\nID=nixos\nID_LIKE=""\nNAME=NixOS\n'
    'PRETTY_NAME="NixOS 26.05 (Yarara)"\nVERSION="26.05 (Yarara)"\nVERSION_CODENAME=yarara\nVERSION_ID="26.05"\n'
    "SUPPORT_END=2026-12-31\n",
    "6.18.38",
)
RASPBERRY = Release(DEBIAN_13.text, "6.12.47+rpt-rpi-2712", "aarch64")
DEBIAN_ARM = Release(DEBIAN_13.text, "6.12.57+deb13-arm64", "aarch64")
UBUNTU_ARM = Release(UBUNTU_24.text, "6.8.0-88-generic", "aarch64")
RHEL_9 = Release(
    'NAME="Red Hat Enterprise Linux"\nVERSION="9.6 (Plow)"\nID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.6"\n'
    'PLATFORM_ID="platform:el9"\nPRETTY_NAME="Red Hat Enterprise Linux 9.6 (Plow)"\n',
    "5.14.0-570.62.1.el9_6.x86_64",
)
ALMA_10 = Release(
    'NAME="AlmaLinux"\nVERSION="10.1 (Heliotrope Lion)"\nID="almalinux"\nID_LIKE="rhel centos fedora"\n'
    'VERSION_ID="10.1"\nPLATFORM_ID="platform:el10"\nPRETTY_NAME="AlmaLinux 10.1 (Heliotrope Lion)"\n'
    "SUPPORT_END=2035-06-01\n",
    "6.12.0-124.8.1.el10_1.x86_64",
)
ROCKY_8 = Release(
    'NAME="Rocky Linux"\nVERSION="8.10 (Green Obsidian)"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.10"\n'
    'PLATFORM_ID="platform:el8"\nPRETTY_NAME="Rocky Linux 8.10 (Green Obsidian)"\nSUPPORT_END="2029-05-31"\n',
    "4.18.0-553.83.1.el8_10.x86_64",
)
PROXMOX = Release(DEBIAN_13.text, "6.17.2-1-pve")
WSL_UBUNTU = Release(UBUNTU_24.text, "6.6.87.2-microsoft-standard-WSL2")
CROSTINI = Release(DEBIAN_12.text, "6.6.99-09128-g14e87a8a9b71")
END_OF_2020 = Release(UBUNTU_22.text.replace("22.04.5", "20.04.6").replace("22.04", "20.04"), "5.4.0-216-generic")

"""Healthy containers and virtual machines."""

from __future__ import annotations

from dataclasses import replace

from tests.diagnostics.machines import board, canaries, network, parts, power, processor, records, releases
from tests.diagnostics.machines.base import base
from tests.diagnostics.machines.memory import Memory, lent, memory
from tests.diagnostics.machines.network import ETHERNET, Link
from tests.diagnostics.machines.programs import Program
from tests.diagnostics.machines.storage import Disk, Mounted, disk, efi, mounts
from tests.diagnostics.machines.tree import DAY, GB, GIB, HOUR, MB, MIB, MINUTE, TB, Tree

_FEW = (Program(1, "nginx", parent=0), Program(29, "nginx", own=20 * MIB), Program(30, canaries.PROGRAM, own=90 * MIB))
_VIRTIO = Disk("vda", 40 * GB, "virtio", number=3, parts=(40 * GB,))
_LENT = replace(ETHERNET, name="eth0", device="")


def docker_container() -> Tree:
    """nginx in Docker on a laptop: the host's board, battery, load and memory are seen and are not ours."""
    tree = base(
        releases.DEBIAN_12,
        processor.I7_1165G7,
        Memory(15 * GIB, 900 * MIB, swap=2 * GIB, swap_used=2 * GIB),
        up=50 * DAY,
        listed=_FEW,
        fifteen=9,
    )
    board.dmi(tree, "Dell Inc.", "XPS 13 9310", board.NOTEBOOK)
    power.mains(tree)
    power.battery(tree)
    power.sensor(tree, 2, "coretemp", ("Package id 0", 70))
    tree.text("/.dockerenv", "")
    tree.text("/proc/1/cgroup", "0::/\n")
    lower = "lowerdir=/var/lib/docker/overlay2/l/CANARY,upperdir=/var/lib/docker/overlay2/x/diff"
    root = Mounted(
        "/",
        "overlay",
        "overlay",
        "0:67",
        490 * GB,
        300 * GB,
        held=f"rw,{lower}",
        fstab=None,
        inodes=31_000_000,
        inodes_used=2_000_000,
    )
    lend = [
        Mounted(
            f"/etc/{name}",
            "ext4",
            "/dev/dm-1",
            "253:1",
            490 * GB,
            300 * GB,
            f"/var/lib/docker/containers/x/{name}",
            fstab=None,
        )
        for name in ("resolv.conf", "hostname", "hosts")
    ]
    mounts(tree, (root, *lend))
    lent(tree, 512 * MIB, 200 * MIB, 40 * MIB)
    network.network(tree, _LENT, resolver="127.0.0.11")
    tree.answers |= {"failed_services": None, "starts": None, "clock": {"unsynchronised": True}}
    records.dpkg(tree)
    return tree


def container_on_a_busy_host() -> Tree:
    """All that its host suffers from is shown inside; the container itself has enough of everything."""
    tree = docker_container()
    host = Memory(15 * GIB, 500 * MIB, swap=2 * GIB, swap_used=2 * GIB - MIB, stalled=43.0, swapped=912_000_000)
    memory(tree, host)
    processor.load(tree, 61.0, 58.0, 55.0)
    calm = "avg10=0.00 avg60=0.00 avg300=0.00 total=0"
    tree.lines("/sys/fs/cgroup", {"memory.pressure": f"some {calm}\nfull {calm}"})
    return tree


def podman_container() -> Tree:
    """Rootless podman on Fedora: a network by a user's program, storage by overlay on btrfs."""
    tree = base(releases.FEDORA, processor.RYZEN_5825U, Memory(13 * GIB, 7 * GIB), up=3 * DAY, listed=_FEW)
    tree.text("/run/.containerenv", f'engine="podman-5.6"\nname="{canaries.PROGRAM}"\n')
    tree.text("/proc/1/cgroup", "0::/\n")
    root = Mounted("/", "overlay", "fuse-overlayfs", "0:60", 510 * GB, 150 * GB, held="rw,userxattr", fstab=None)
    mounts(tree, (root,))
    network.network(tree, replace(_LENT, name="tap0", kind=1))
    tree.answers |= {"failed_services": None, "starts": None, "clock": {"unsynchronised": False}}
    return tree


def lxc_container() -> Tree:
    """A whole Debian in LXC on Proxmox: lxcfs plays /proc, so memory and uptime are its own."""
    tree = base(releases.DEBIAN_12, processor.EPYC, Memory(1 * GIB, 700 * MIB, swap=512 * MIB), up=20 * DAY)
    board.dmi(tree, "ASUSTeK COMPUTER INC.", "KRPA-U16 Series", board.SERVER)
    tree.text("/run/systemd/container", "lxc")
    tree.text("/proc/1/cgroup", "0::/.lxc/init.scope\n")
    root = Mounted("/", "ext4", "/dev/mapper/pve-vm--101--disk--0", "253:9", 8 * GB, 3 * GB, fstab=None)
    mounts(tree, (root,), ["401 100 0:50 /proc/meminfo /proc/meminfo rw,nosuid,nodev,relatime - fuse.lxcfs lxcfs rw"])
    network.network(tree, _LENT, resolver=canaries.GATEWAY)
    parts.debian_kept(tree, desktop=False)
    tree.answers["starts"] = None
    return tree


def kvm_guest() -> Tree:
    """A rented virtual server with two gigabytes and forty of disk."""
    tree = base(releases.DEBIAN_13, processor.KVM_2, Memory(1960 * MIB, 1400 * MIB, 0), up=11 * DAY)
    board.dmi(tree, "QEMU", "Standard PC (Q35 + ICH9, 2009)", board.OTHER, bios="SeaBIOS")
    board.cards(tree, board.VIRTIO_GPU)
    disk(tree, _VIRTIO)
    mounts(tree, (Mounted("/", "ext4", "/dev/vda1", "254:33", 40 * GB, 9 * GB),))
    network.network(tree, replace(ETHERNET, name="ens3"), resolver=canaries.GATEWAY)
    parts.debian_kept(tree, desktop=False)
    return tree


def vmware_guest() -> Tree:
    """A virtual server in a company's VMware."""
    tree = base(releases.RHEL_9, processor.VMWARE_4, Memory(7 * GIB + 500 * MIB, 5 * GIB, stalled=None), up=18 * DAY)
    board.dmi(tree, "VMware, Inc.", "VMware Virtual Platform", board.OTHER, bios="Phoenix Technologies LTD")
    board.cards(tree, board.SVGA_II)
    virtual = Disk("sda", 107 * GB, "scsi", "Virtual disk", "VMware", parts=(1 * GB, 106 * GB))
    disk(tree, virtual)
    held = "rw,attr2,inode64,noquota"
    mounts(
        tree,
        (
            Mounted(
                "/", "xfs", "/dev/sda2", "8:2", 106 * GB, 20 * GB, held=held, inodes=52_000_000, inodes_used=120_000
            ),
        ),
    )
    network.network(tree, replace(ETHERNET, name="ens192"))
    parts.fedora_kept(tree, desktop=False)
    return tree


def hyper_v_guest() -> Tree:
    """An Ubuntu desktop in Hyper-V, whose clock is kept by the host and calls itself unsynchronised."""
    tree = base(releases.UBUNTU_24, processor.WSL_8, Memory(3 * GIB + 800 * MIB, 2 * GIB), up=6 * HOUR)
    board.dmi(tree, "Microsoft Corporation", "Virtual Machine", board.DESKTOP, bios="Microsoft Corporation")
    virtual = Disk("sda", 127 * GB, "scsi", "Virtual Disk", "Msft", parts=(1 * GB, 126 * GB))
    disk(tree, virtual)
    root = Mounted("/", "ext4", "/dev/sda2", "8:2", 126 * GB, 22 * GB, fstab="errors=remount-ro")
    mounts(tree, (root, efi("8:1", "/dev/sda1")))
    network.network(tree, replace(ETHERNET, name="eth0", device="LNXSYSTM:00/LNXSYBUS:00/VMBUS:00/f8615163"))
    parts.ubuntu_kept(tree)
    tree.answers["clock"] = {"unsynchronised": True}
    return tree


def wsl_2() -> Tree:
    """Linux in Windows: the disk of the host is seen at /mnt/c and nearly full, which is Windows' own matter."""
    tree = base(
        releases.WSL_UBUNTU,
        processor.WSL_8,
        Memory(7 * GIB + 700 * MIB, 6 * GIB, swap=2 * GIB, stalled=None),
        up=9 * HOUR,
    )
    wide = Disk("sdc", 1100 * GB, "scsi", "Virtual Disk", "Msft", number=3)
    disk(tree, wide)
    mounts(
        tree,
        (
            Mounted(
                "/",
                "ext4",
                "/dev/sdc",
                "8:32",
                1081 * GB,
                9 * GB,
                held="rw,discard,errors=remount-ro,data=ordered",
                fstab=None,
            ),
            Mounted(
                "/mnt/c",
                "9p",
                "C:\\134",
                "0:80",
                475 * GB,
                471 * GB,
                held="rw,aname=drvfs;path=C:\\;uid=1000",
                fstab=None,
            ),
            Mounted(
                "/usr/lib/wsl/drivers",
                "9p",
                "none",
                "0:50",
                475 * GB,
                471 * GB,
                options="ro,nosuid,nodev,noatime",
                held="ro,aname=drivers",
                fstab=None,
            ),
            Mounted(
                "/mnt/wslg/distro",
                "ext4",
                "/dev/sdc",
                "8:32",
                1081 * GB,
                9 * GB,
                options="ro,relatime",
                held="rw,discard",
                fstab=None,
            ),
        ),
    )
    tree.text("/proc/sys/fs/binfmt_misc/WSLInterop", "enabled\ninterpreter /init\n")
    power.mains(tree, name="AC1")
    power.battery(tree, "BAT1", full=5_000_000, design=5_000_000, now=4_900_000, status="Discharging", charge=True)
    tree.drop("/sys/class/power_supply/AC1")
    network.network(
        tree,
        replace(ETHERNET, name="eth0", device="LNXSYSTM:00/LNXSYBUS:00/VMBUS:00/aa815163"),
        resolver="10.255.255.254",
    )
    records.dpkg(tree)
    # Windows ends it like a lamp: there is no shutdown in its record of starts.
    records.wtmp(tree, records.power_cuts(5 * DAY, 4 * DAY, 3 * DAY, 2 * DAY, 9 * HOUR)[:-2])
    tree.answers |= {"clock": {"unsynchronised": True}, "starts": None}
    return tree


def crostini() -> Tree:
    """The Linux of a Chromebook: a container in a virtual machine; tools of the host are mounted read-only."""
    tree = base(
        releases.CROSTINI,
        replace(processor.J4105, hypervisor=True),
        Memory(2800 * MIB, 1900 * MIB, 0, stalled=None),
        up=5 * HOUR,
    )
    tree.text("/run/systemd/container", "lxc")
    tree.text("/proc/1/cgroup", "0::/init.scope\n")
    disk(tree, replace(_VIRTIO, name="vdb", parts=()))
    mounts(
        tree,
        (
            Mounted(
                "/",
                "btrfs",
                "/dev/vdb",
                "0:29",
                20 * GB,
                9 * GB,
                "/lxd/storage-pools/default/containers/penguin/rootfs",
                held="rw,discard,space_cache=v2,user_subvol_rm_allowed,subvolid=260,subvol=/lxd",
                fstab=None,
            ),
            Mounted(
                "/opt/google/cros-containers",
                "ext4",
                "/dev/vdd",
                "254:48",
                170 * MB,
                168 * MB,
                options="ro,relatime",
                held="ro",
                fstab=None,
            ),
            Mounted("/mnt/chromeos", "9p", "9p", "0:40", 50 * GB, 49 * GB, held="rw,trans=fd", fstab=None),
        ),
    )
    network.network(tree, _LENT, resolver=canaries.GATEWAY)
    parts.debian_kept(tree, desktop=False)
    tree.answers |= {"starts": None}
    return tree


def virtualbox_desktop() -> Tree:
    """Mint in VirtualBox with a shared folder; its disk is small and has room."""
    tree = base(
        releases.MINT_22,
        replace(processor.I5_8250U, cores=2, threads=1, hypervisor=True),
        Memory(3900 * MIB, 2 * GIB),
        up=2 * HOUR,
    )
    board.dmi(tree, "innotek GmbH", "VirtualBox", board.OTHER, bios="innotek GmbH")
    virtual = Disk("sda", 27 * GB, "ata", "VBOX HARDDISK", "ATA", spinning=True, parts=(513 * MB, 26 * GB))
    disk(tree, virtual)
    shared = Mounted(
        f"/media/sf_{canaries.DATA_MOUNT}", "vboxsf", canaries.DATA_MOUNT, "0:50", 1 * TB, 990 * GB, fstab=None
    )
    root = Mounted("/", "ext4", "/dev/sda2", "8:2", 26 * GB, 12 * GB, fstab="errors=remount-ro")
    mounts(tree, (root, shared, efi("8:1", "/dev/sda1")))
    power.mains(tree)
    power.battery(tree, "BAT0", full=50_000, design=50_000, status="Full", charge=True)
    network.network(tree, replace(ETHERNET, name="enp0s3"))
    parts.ubuntu_kept(tree, snaps=False)
    return tree


def bare_qemu() -> Tree:
    """No DMI, no sensors, one card without a cable: a machine on which little can be known."""
    tree = base(releases.ALPINE, processor.KVM_2, Memory(512 * MIB, 400 * MIB, 0, stalled=None), up=60)
    disk(tree, _VIRTIO)
    mounts(tree, (Mounted("/", "ext4", "/dev/vda1", "254:33", 40 * GB, 1 * GB),))
    network.network(tree, Link("eth0", carrier=False))
    tree.answers |= {"failed_services": None, "starts": None, "clock": None}
    return tree


def live_usb() -> Tree:
    """Ubuntu tried from a stick on somebody's laptop: the root is kept in memory over an image that is full."""
    tree = base(releases.UBUNTU_24, processor.I7_1165G7, Memory(15 * GIB, 11 * GIB, 0), up=20 * MINUTE)
    board.dmi(tree, "Dell Inc.", "XPS 13 9310", board.NOTEBOOK, bios="Dell Inc.")
    board.cards(tree, board.IRIS_XE)
    stick = Disk("sda", 32 * GB, "usb", "Ultra Fit", "SanDisk", parts=(6 * GB, 26 * GB), removable=True)
    disk(tree, parts.NVME)
    disk(tree, stick)
    image = "ro,noatime"
    layers = "rw,lowerdir=/minimal.standard.live.squashfs:/minimal.squashfs,upperdir=/cow/upper,workdir=/cow/work"
    mounts(
        tree,
        (
            Mounted("/", "overlay", "/cow", "0:25", 8 * GB, 90 * MB, held=layers, fstab=None, inodes=2_000_000),
            Mounted("/cdrom", "iso9660", "/dev/sda1", "8:1", 6 * GB, 6 * GB, options=image, held="ro", fstab=None),
            Mounted("/rofs", "squashfs", "/dev/loop0", "7:0", 2 * GB, 2 * GB, options=image, held="ro", fstab=None),
        ),
    )
    parts.laptop(tree)
    network.network(tree, replace(ETHERNET, name="enp0s31f6"))
    records.dpkg(tree)
    return tree


def amazon_guest() -> Tree:
    """A virtual server whose disks look like NVMe and are somewhere else; a hundred mounts of containers."""
    tree = base(releases.UBUNTU_24, processor.KVM_2, Memory(15 * GIB, 9 * GIB, 0), up=9 * DAY, fifteen=2.5)
    board.dmi(tree, "Amazon EC2", "m7i.xlarge", board.OTHER, bios="Amazon EC2")
    played = Disk("nvme0n1", 107 * GB, model="Amazon Elastic Block Store", parts=(106 * GB, 1 * GB))
    disk(tree, played)
    lower = "lowerdir=/var/lib/containerd/x/fs,upperdir=/var/lib/containerd/y/fs"
    pods = [
        f"{500 + number} 100 0:{60 + number} / /run/containerd/io.containerd.runtime.v2.task/k8s.io/{number:064x}/root"
        f"fs rw,relatime shared:{500 + number} - overlay overlay rw,{lower}"
        for number in range(100)
    ]
    mounts(tree, (Mounted("/", "ext4", "/dev/nvme0n1p1", "259:1", 106 * GB, 61 * GB),), pods)
    network.network(
        tree, replace(ETHERNET, name="ens5"), *(Link(f"cali{number:011x}", device="") for number in range(40))
    )
    parts.ubuntu_kept(tree, desktop=False, snaps=False)
    return tree


def distrobox() -> Tree:
    """A box for development on an image-based laptop: the person's own files are lent, the rest is its host's."""
    tree = base(releases.ARCH, processor.RYZEN_5825U, Memory(13 * GIB, 7 * GIB), up=3 * DAY, listed=_FEW)
    board.dmi(tree, "HP", "HP EliteBook 845 14 inch G9", board.NOTEBOOK, bios="HP")
    tree.text("/run/.containerenv", f'engine="podman-5.6"\nname="{canaries.PROGRAM}"\n')
    power.mains(tree, online=False)
    power.battery(tree, "BAT1", full=4_600_000, design=4_920_000, now=2_000_000, status="Discharging", charge=True)
    source, size, used = f"/dev/mapper/luks-{canaries.CRYPT_UUID}", 510 * GB, 300 * GB
    home = f"rw,compress=zstd:1,subvolid=257,subvol=/home/{canaries.USER}"
    mounts(
        tree,
        (
            Mounted("/", "overlay", "overlay", "0:60", size, used, held="rw,lowerdir=/x", fstab=None),
            Mounted(
                f"/home/{canaries.USER}",
                "btrfs",
                source,
                "0:35",
                size,
                used,
                f"/home/{canaries.USER}",
                held=home,
                fstab=None,
            ),
            Mounted(
                "/run/host",
                "overlay",
                "composefs",
                "0:31",
                12 * MB,
                12 * MB,
                options="ro,relatime",
                held="ro",
                fstab=None,
            ),
        ),
    )
    network.network(tree, replace(ETHERNET, name="enp0s31f6"), replace(network.WIFI, signal=-60))
    records.no_dumps(tree)
    tree.answers |= {"failed_services": None, "starts": None}
    return tree


HEALTHY = (
    docker_container, container_on_a_busy_host, podman_container, lxc_container, kvm_guest, vmware_guest, hyper_v_guest,
    wsl_2, crostini, virtualbox_desktop, bare_qemu, live_usb, amazon_guest,
    distrobox,
)  # fmt: skip

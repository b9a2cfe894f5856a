"""The board and its case, and what sits on the PCI bus."""

from __future__ import annotations

from dataclasses import dataclass

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import Tree

DESKTOP, LAPTOP, NOTEBOOK, HAND_HELD, CONVERTIBLE, SERVER, MINI_PC, ALL_IN_ONE, OTHER = 3, 9, 10, 11, 31, 23, 35, 13, 1


@dataclass(frozen=True)
class Card:
    """A PCI device; ``kind`` is its class."""

    vendor: int
    device: int
    kind: int
    maker: str
    name: str
    slot: str = "0000:00:02.0"
    driver: str = ""


UHD_620 = Card(0x8086, 0x5917, 0x030000, "Intel Corporation", "UHD Graphics 620", driver="i915")
IRIS_XE = Card(0x8086, 0x9A49, 0x030000, "Intel Corporation", "TigerLake-LP GT2 [Iris Xe Graphics]", driver="i915")
ALDER_N = Card(0x8086, 0x46D0, 0x030000, "Intel Corporation", "Alder Lake-N [UHD Graphics]", driver="i915")
MX_250 = Card(0x10DE, 0x1D13, 0x030200, "NVIDIA Corporation", "GP108M [GeForce MX250]", "0000:01:00.0", "nvidia")
RTX_4070 = Card(0x10DE, 0x2786, 0x030000, "NVIDIA Corporation", "AD104 [GeForce RTX 4070]", "0000:01:00.0", "nvidia")
BARCELO = Card(0x1002, 0x15E7, 0x030000, "Advanced Micro Devices, Inc. [AMD/ATI]", "Barcelo", "0000:04:00.0", "amdgpu")
VAN_GOGH = Card(
    0x1002,
    0x163F,
    0x030000,
    "Advanced Micro Devices, Inc. [AMD/ATI]",
    "VanGogh [AMD Custom GPU 0405 / 1002]",
    "0000:04:00.0",
    "amdgpu",
)
ASPEED = Card(0x1A03, 0x2000, 0x030000, "ASPEED Technology, Inc.", "ASPEED Graphics Family", "0000:03:00.0", "ast")
VIRTIO_GPU = Card(0x1AF4, 0x1050, 0x030000, "Red Hat, Inc.", "Virtio 1.0 GPU", "0000:00:01.0", "virtio-pci")
SVGA_II = Card(0x15AD, 0x0405, 0x030000, "VMware", "SVGA II Adapter", "0000:00:0f.0", "vmwgfx")
GEMINI = Card(0x8086, 0x3185, 0x030000, "Intel Corporation", "GeminiLake [UHD Graphics 600]", driver="i915")


def dmi(tree: Tree, vendor: str, product: str, chassis: int, *, bios: str = "American Megatrends Inc.") -> None:
    """``/sys/class/dmi/id``; what only root may read there is planted too, as a sloppy capture would hold it."""
    folder = "/sys/devices/virtual/dmi/id"
    tree.lines(
        folder,
        {
            "sys_vendor": vendor,
            "product_name": product,
            "product_version": "1.0",
            "product_family": product,
            "board_vendor": vendor,
            "board_name": product,
            "chassis_vendor": vendor,
            "chassis_type": chassis,
            "bios_vendor": bios,
            "bios_date": "03/14/2025",
            "product_serial": canaries.SYSTEM_SERIAL,
            "product_uuid": canaries.SYSTEM_UUID,
            "board_serial": canaries.BOARD_SERIAL,
            "chassis_serial": canaries.CHASSIS_SERIAL,
            "chassis_asset_tag": canaries.ASSET_TAG,
        },
    )
    tree.link("/sys/class/dmi/id", folder)


def device_tree(tree: Tree, model: str, compatible: str, chassis: str = "") -> None:
    """What small ARM computers tell of themselves: strings that end with a zero byte."""
    folder = "/sys/firmware/devicetree/base"
    tree.text(f"{folder}/model", f"{model}\0")
    tree.text(f"{folder}/compatible", compatible.replace(" ", "\0") + "\0")
    tree.text(f"{folder}/serial-number", f"{canaries.SYSTEM_SERIAL}\0")
    if chassis:
        tree.text(f"{folder}/chassis-type", f"{chassis}\0")
    tree.link("/proc/device-tree", folder)


_BRIDGE = Card(
    0x8086, 0x5914, 0x060000, "Intel Corporation", "Xeon E3-1200 v6/7th Gen Core Host Bridge", "0000:00:00.0"
)


def cards(tree: Tree, *listed: Card) -> None:
    """PCI devices, with the names that the system's own list has for them."""
    makers: dict[int, tuple[str, list[str]]] = {}
    for card in (_BRIDGE, *listed):
        folder = f"/sys/devices/pci0000:00/{card.slot}"
        tree.lines(
            folder,
            {
                "vendor": f"0x{card.vendor:04x}",
                "device": f"0x{card.device:04x}",
                "class": f"0x{card.kind:06x}",
                "subsystem_vendor": "0x17aa",
                "subsystem_device": "0x225d",
                "revision": "0x07",
                "power_state": "D0",
                "uevent": f"DRIVER={card.driver}\nPCI_ID={card.vendor:04X}:{card.device:04X}",
            },
        )
        tree.link(f"/sys/bus/pci/devices/{card.slot}", folder)
        makers.setdefault(card.vendor, (card.maker, []))[1].append(f"\t{card.device:04x}  {card.name}")
    listing = "".join(
        f"{vendor:04x}  {maker}\n" + "".join(f"{row}\n" for row in sorted(rows))
        for vendor, (maker, rows) in sorted(makers.items())
    )
    tree.text("/usr/share/misc/pci.ids", "#\n#\tList of PCI ID's\n#\n" + listing + "\nC 03  Display controller\n")

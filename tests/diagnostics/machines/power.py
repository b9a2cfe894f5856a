"""Batteries, mains and sensors: ``/sys/class/power_supply``, ``hwmon``, ``thermal``."""

from __future__ import annotations

from tests.diagnostics.machines import canaries
from tests.diagnostics.machines.tree import Tree

_ACPI = "/sys/devices/LNXSYSTM:00/LNXSYBUS:00"


def mains(tree: Tree, online: bool = True, name: str = "AC", kind: str = "Mains") -> None:
    """The plug; ``kind`` USB for those of type C."""
    folder = f"{_ACPI}/ACPI0003:00/power_supply/{name}"
    tree.lines(folder, {"type": kind, "online": int(online), "uevent": f"POWER_SUPPLY_NAME={name}"})
    tree.link(f"/sys/class/power_supply/{name}", folder)


def battery(
    tree: Tree,
    name: str = "BAT0",
    *,
    full: int = 48_000_000,
    design: int = 50_000_000,
    now: int | None = None,
    status: str = "Full",
    charge: bool = False,
    present: int = 1,
) -> None:
    """A battery in µWh, or in µAh with ``charge``. ``status`` in the kernel's words."""
    unit = "charge" if charge else "energy"
    left = full if now is None else now
    folder = f"{_ACPI}/PNP0C0A:0{name[-1]}/power_supply/{name}"
    told = {
        "type": "Battery",
        "present": present,
        "technology": "Li-poly",
        "status": status,
        "cycle_count": 312,
        "voltage_min_design": 11_520_000,
        "voltage_now": 12_410_000,
        f"{unit}_full_design": design,
        f"{unit}_full": full,
        f"{unit}_now": left,
        "capacity": min(100, left * 100 // full) if full else None,
        "capacity_level": "Normal",
        "manufacturer": "SMP",
        "model_name": "5B10W13930",
        "serial_number": canaries.BATTERY_SERIAL,
    }
    tree.lines(folder, told if present else {"type": "Battery", "present": 0, "status": "Unknown"})
    tree.link(f"/sys/class/power_supply/{name}", folder)


def mouse_battery(tree: Tree, capacity: int = 40) -> None:
    """A wireless mouse: it always discharges, and is no business of the mains."""
    name = "hidpp_battery_0"
    folder = f"/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.2/0003:046D:C52B.0003/power_supply/{name}"
    tree.lines(
        folder,
        {
            "type": "Battery",
            "scope": "Device",
            "online": 1,
            "status": "Discharging",
            "capacity": capacity,
            "model_name": "Wireless Mouse MX Master 3",
            "serial_number": canaries.BATTERY_SERIAL,
        },
    )
    tree.link(f"/sys/class/power_supply/{name}", folder)


def lid(tree: Tree) -> None:
    """A switch at a lid."""
    folder = f"{_ACPI}/PNP0C0D:00"
    tree.lines(folder, {"hid": "PNP0C0D", "path": "\\_SB_.LID_"})
    tree.link("/sys/bus/acpi/devices/PNP0C0D:00", folder)


def sensor(tree: Tree, number: int, chip: str, *degrees: tuple[str, float], device: str = "") -> None:
    """One ``hwmon``: its chip's name, then label and degrees Celsius of each of its sensors."""
    folder = f"{device or '/sys/devices/platform/' + chip + '.0'}/hwmon/hwmon{number}"
    tree.lines(folder, {"name": chip})
    for which, (label, celsius) in enumerate(degrees, 1):
        told = {"input": round(celsius * 1000), "label": label or None, "crit": 100_000, "max": 100_000}
        tree.lines(folder, {f"temp{which}_{name}": value for name, value in told.items()})
    tree.link(f"/sys/class/hwmon/hwmon{number}", folder)
    if device:
        tree.link(f"{folder}/device", device)


def zone(tree: Tree, number: int, kind: str, celsius: float) -> None:
    """A thermal zone."""
    folder = f"/sys/devices/virtual/thermal/thermal_zone{number}"
    tree.lines(folder, {"type": kind, "temp": round(celsius * 1000), "mode": "enabled", "policy": "step_wise"})
    tree.link(f"/sys/class/thermal/thermal_zone{number}", folder)

"""Processors: ``/proc/cpuinfo`` and ``/sys/devices/system/cpu`` as kernels of today write them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.diagnostics.machines.tree import Tree

INTEL_FLAGS = (
    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush dts acpi mmx fxsr sse sse2 ss ht "
    "tm pbe syscall nx pdpe1gb rdtscp lm constant_tsc art arch_perfmon pebs bts rep_good nopl nonstop_tsc cpuid "
    "aperfmperf tsc_known_freq pni pclmulqdq dtes64 monitor ds_cpl vmx est tm2 ssse3 sdbg fma cx16 xtpr pdcm sse4_1 "
    "sse4_2 x2apic movbe popcnt tsc_deadline_timer aes xsave avx f16c rdrand lahf_lm abm avx2 bmi1 bmi2"
)
AMD_FLAGS = (
    "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx "
    "mmxext fxsr_opt pdpe1gb rdtscp lm constant_tsc rep_good nopl nonstop_tsc cpuid extd_apicid aperfmperf rapl pni "
    "pclmulqdq monitor ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand lahf_lm cmp_legacy svm "
    "extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw topoext avx2 bmi1 bmi2 rdseed adx smap sha_ni"
)


@dataclass(frozen=True)
class Processor:
    """``sockets`` of ``cores`` with ``threads`` each; ``arm`` holds implementer and part of each core."""

    name: str = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz"
    vendor: str = "GenuineIntel"
    family: int = 6
    model: int = 142
    sockets: int = 1
    cores: int = 4
    threads: int = 2
    mhz: float = 1800.0
    hypervisor: bool = False
    arm: tuple[tuple[str, str], ...] = ()
    tail: str = ""

    @property
    def count(self) -> int:
        """How many processors the kernel sees."""
        return len(self.arm) or self.sockets * self.cores * self.threads

    @property
    def is_intel(self) -> bool:
        return self.vendor == "GenuineIntel"


I5_8250U = Processor()
I7_1165G7 = Processor("11th Gen Intel(R) Core(TM) i7-1165G7 @ 2.80GHz", model=140, mhz=2800.0)
I3_N305 = Processor("Intel(R) Core(TM) i3-N305", model=190, cores=8, threads=1, mhz=1800.0)
J4105 = Processor("Intel(R) Celeron(R) J4105 CPU @ 1.50GHz", model=122, threads=1, mhz=1500.0)
RYZEN_5825U = Processor("AMD Ryzen 7 5825U with Radeon Graphics", "AuthenticAMD", 25, 80, cores=8, mhz=2000.0)
RYZEN_7950X = Processor("AMD Ryzen 9 7950X 16-Core Processor", "AuthenticAMD", 25, 97, cores=16, mhz=4500.0)
STEAM_DECK = Processor("AMD Custom APU 0405", "AuthenticAMD", 23, 144, mhz=2800.0)
XEON_2 = Processor("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", model=85, sockets=2, cores=24, mhz=3000.0)
EPYC = Processor("AMD EPYC 7302P 16-Core Processor", "AuthenticAMD", 23, 49, cores=16, mhz=3000.0)
KVM_2 = Processor("Intel Xeon Processor (Cascadelake)", model=85, cores=2, threads=1, mhz=2095.0, hypervisor=True)
VMWARE_4 = Processor(
    "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz", model=106, sockets=2, cores=2, threads=1, mhz=1995.3, hypervisor=True
)
WSL_8 = Processor("12th Gen Intel(R) Core(TM) i7-1255U", model=154, hypervisor=True, mhz=2611.2)
PI_5 = Processor(
    "", arm=(("0x41", "0xd0b"),) * 4, mhz=0, tail="Revision\t: d04171\nSerial\t\t: {serial}\nModel\t\t: {board}\n"
)
APPLE_M2 = Processor("", arm=(("0x61", "0x032"),) * 4 + (("0x61", "0x033"),) * 4, mhz=0)
AMPERE_80 = Processor("", arm=(("0x41", "0xd0c"),) * 80, mhz=0)
ROCKCHIP = Processor("", arm=(("0x41", "0xd05"),) * 4 + (("0x41", "0xd0b"),) * 4, mhz=0)


def processor(tree: Tree, chip: Processor, *, serial: str = "", board: str = "") -> None:
    """All that the kernel tells of the processors."""
    blocks = [_arm(chip, number) if chip.arm else _x86(chip, number) for number in range(chip.count)]
    tail = chip.tail.format(serial=serial, board=board)
    tree.text("/proc/cpuinfo", "\n\n".join(blocks) + "\n\n" + tail)
    folder = "/sys/devices/system/cpu"
    every = f"0-{chip.count - 1}" if chip.count > 1 else "0"
    tree.lines(folder, {"online": every, "present": every, "possible": every, "offline": ""})
    for number in range(min(chip.count, 8)):
        place = _place(chip, number)
        tree.lines(f"{folder}/cpu{number}/topology", {"physical_package_id": place[0], "core_id": place[1]})


def throttled(tree: Tree, chip: Processor, times: int) -> None:
    """Intel's counters of how often the processor slowed itself down because of heat, since the start."""
    for number in range(min(chip.count, 8)):
        tree.lines(
            f"/sys/devices/system/cpu/cpu{number}/thermal_throttle",
            {"core_throttle_count": times, "package_throttle_count": times * 2, "core_throttle_total_time_ms": times},
        )


def load(tree: Tree, one: float, five: float, fifteen: float) -> None:
    """``/proc/loadavg``."""
    tree.text("/proc/loadavg", f"{one:.2f} {five:.2f} {fifteen:.2f} 2/1143 48213\n")


def _place(chip: Processor, number: int) -> tuple[int, int]:
    if chip.arm:
        return 0, number
    whole = chip.sockets * chip.cores
    return number % whole // chip.cores, number % whole % chip.cores


def _x86(chip: Processor, number: int) -> str:
    package, core = _place(chip, number)
    flags = (INTEL_FLAGS if chip.is_intel else AMD_FLAGS) + (" hypervisor" if chip.hypervisor else "")
    fields = {
        "processor\t": number,
        "vendor_id\t": chip.vendor,
        "cpu family\t": chip.family,
        "model\t\t": chip.model,
        "model name\t": chip.name,
        "stepping\t": 10,
        "microcode\t": "0xf6",
        "cpu MHz\t\t": f"{chip.mhz:.3f}",
        "cache size\t": "6144 KB",
        "physical id\t": package,
        "siblings\t": chip.cores * chip.threads,
        "core id\t\t": core,
        "cpu cores\t": chip.cores,
        "apicid\t\t": number,
        "initial apicid\t": number,
        "fpu\t\t": "yes",
        "fpu_exception\t": "yes",
        "cpuid level\t": 22,
        "wp\t\t": "yes",
        "flags\t\t": flags,
        "bugs\t\t": "spectre_v1 spectre_v2 spec_store_bypass swapgs",
        "bogomips\t": f"{chip.mhz * 2:.2f}",
        "clflush size\t": 64,
        "cache_alignment\t": 64,
        "address sizes\t": "39 bits physical, 48 bits virtual",
        "power management": "",
    }
    return "\n".join(f"{name}: {value}" for name, value in fields.items())


def _arm(chip: Processor, number: int) -> str:
    implementer, part = chip.arm[number]
    return "\n".join(
        (
            f"processor\t: {number}",
            "BogoMIPS\t: 108.00",
            "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop",
            f"CPU implementer\t: {implementer}",
            "CPU architecture: 8",
            "CPU variant\t: 0x4",
            f"CPU part\t: {part}",
            "CPU revision\t: 1",
        )
    )

"""What the helper runs on Windows: one PowerShell that asks CIM and Windows Update's own store, and ends.

Only the properties that are read are asked for: no serial number, user or path is ever taken up. Nothing is sent:
Windows Update is asked for what it found at its own last search.
"""

from __future__ import annotations

import base64
from typing import Final

_STORAGE: Final = "-Namespace root/Microsoft/Windows/Storage"
_WMI: Final = "-Namespace root/wmi"


def _cim(name: str, properties: str, more: str = "") -> str:
    return f"Get-CimInstance {more} -ClassName {name} | {_only(properties)}".replace("  ", " ")


def _only(properties: str) -> str:
    """These properties and no other: what is not taken up cannot come out."""
    listed = ", ".join(f"'{one}'" for one in properties.split(","))
    return f"Select-Object -Property @({listed})"


QUESTIONS: Final[dict[str, str]] = {
    "computer.json": _cim("Win32_ComputerSystem", "Manufacturer,Model"),
    "enclosure.json": _cim("Win32_SystemEnclosure", "ChassisTypes"),
    "video.json": _cim("Win32_VideoController", "Name"),
    "disks.json": _cim(
        "MSFT_PhysicalDisk", "DeviceId,FriendlyName,MediaType,BusType,HealthStatus,OperationalStatus", _STORAGE
    ),
    "diskdrives.json": _cim("Win32_DiskDrive", "Index,PNPDeviceID,Status"),
    "battery-static.json": _cim("BatteryStaticData", "DesignedCapacity", _WMI),
    "battery-full.json": _cim("BatteryFullChargedCapacity", "FullChargedCapacity", _WMI),
    "defender.json": _cim(
        "MSFT_MpComputerStatus",
        "AMServiceEnabled,AntivirusEnabled,RealTimeProtectionEnabled,AntivirusSignatureLastUpdated",
        "-Namespace root/Microsoft/Windows/Defender",
    ),
    "antivirus.json": _cim("AntiVirusProduct", "displayName,productState", "-Namespace root/SecurityCenter2"),
    "encryption.json": (
        "$s = New-Object -ComObject Shell.Application; [pscustomobject]@{MountPoint = $env:SystemDrive; "
        "Protection = $s.NameSpace($env:SystemDrive).Self.ExtendedProperty('System.Volume.BitLockerProtection')}"
    ),
    "services.json": _cim(
        "Win32_Service",
        "Name,DisplayName,StartMode,State,ExitCode",
        "-Filter \"StartMode='Auto' AND State='Stopped'\"",
    ),
    "devices.json": _cim(
        "Win32_PnPEntity", "Name,PNPClass,ConfigManagerErrorCode", '-Filter "ConfigManagerErrorCode<>0"'
    ),
    "reliability.json": (
        f"Get-CimInstance {_STORAGE} -ClassName MSFT_PhysicalDisk | Get-CimAssociatedInstance "
        f"-ResultClassName MSFT_StorageReliabilityCounter | {_only('DeviceId,Wear,Temperature')}"
    ),
    "smart.json": (
        f"{_cim('MSStorageDriver_FailurePredictStatus', 'InstanceName,PredictFailure', _WMI)}; "
        f"{_cim('MSStorageDriver_FailurePredictData', 'InstanceName,VendorSpecific', _WMI)}"
    ),
    "bitlocker.json": f"Get-BitLockerVolume | {_only('MountPoint,VolumeStatus,ProtectionStatus')}",
    "time.txt": "& $env:SystemRoot\\System32\\w32tm.exe /query /status /verbose",
    "updates.json": (
        "$s = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher(); $s.Online = $false; "
        "$s.Search('IsInstalled=0 and IsHidden=0').Updates | ForEach-Object { [pscustomobject]@{"
        "Categories = @($_.Categories | ForEach-Object { $_.CategoryID }); MsrcSeverity = $_.MsrcSeverity; "
        "LastDeploymentChangeTime = $_.LastDeploymentChangeTime } }"
    ),
}
"""In the order in which they are asked: the quick ones first, Windows Update's own last."""

FRESH: Final = {
    **dict.fromkeys(("services.json", "defender.json", "antivirus.json", "time.txt"), 3600.0),
}
"""Seconds after which an answer is no longer told, where that is less than a day."""

_HEAD: Final = """
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
function Tell($name, $ask) {
  [Console]::Out.WriteLine([char]0x1e + $name)
  try {
    $found = @(& $ask)
    if ($name.EndsWith('.txt')) { $said = $found -join "`n" }
    elseif ($found.Count -eq 0) { $said = '[]' }
    else { $said = ConvertTo-Json -InputObject $found -Depth 3 -Compress }
  } catch {
    $code = $_.Exception.HResult
    $native = "$($_.Exception.NativeErrorCode)"
    # -2147024891 is 0x80070005, -2147217405 is 0x80041003: both mean that access was denied.
    if ($native -eq 'AccessDenied' -or $code -in -2147024891, -2147217405) { $said = '{"refused":true}' }
    elseif ($native -match 'InvalidClass|InvalidNamespace|NotSupported|NotFound') { $said = '{"missing":true}' }
    else { $said = '{"failed":true}' }
  }
  [Console]::Out.WriteLine($said)
  [Console]::Out.Flush()
}
"""


def script() -> str:
    """The whole script. After each question its answer, JSON in one line; last the end, so that a half is known."""
    told = [f"Tell '{name}' {{ {ask} }}" for name, ask in QUESTIONS.items()]
    return "\n".join([_HEAD.strip(), *told, "[Console]::Out.WriteLine([char]0x1e + 'end')", ""])


def command(root: str) -> list[str]:
    """The command line that runs it. ``root``: Windows' own folder; no other PowerShell is looked for."""
    coded = base64.b64encode(script().encode("utf-16-le")).decode("ascii")
    program = f"{root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
    return [program, "-NoLogo", "-NoProfile", "-NonInteractive", "-EncodedCommand", coded]

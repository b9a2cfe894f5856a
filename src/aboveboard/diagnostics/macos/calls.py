"""macOS' own calls that are needed to read it, with the types that they take. Elsewhere this module is empty.

None of them sends anything or asks for a right. What CoreFoundation holds is taken out as a property list.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, c_bool, c_char_p, c_int32, c_int64, c_long, c_size_t, c_uint8, c_uint32, c_uint64, c_void_p
from typing import Any, ClassVar, Final

Fields = list[tuple[str, Any]]


class Pages(ctypes.Structure):
    """vm_statistics64: counts of pages."""

    _fields_: ClassVar[Fields] = [
        *((name, c_uint32) for name in ("free", "active", "inactive", "wired")),
        *((name, c_uint64) for name in ("zeroed", "reactivated", "pageins", "pageouts", "faults", "copied")),
        *((name, c_uint64) for name in ("lookups", "hits", "purges")),
        *((name, c_uint32) for name in ("purgeable", "speculative")),
        *((name, c_uint64) for name in ("decompressions", "compressions", "swapins", "swapouts")),
        *((name, c_uint32) for name in ("compressor", "throttled", "external", "internal")),
        ("uncompressed", c_uint64),
    ]


class Swap(ctypes.Structure):
    """xsw_usage, in bytes."""

    _fields_: ClassVar[Fields] = [
        *((name, c_uint64) for name in ("total", "free", "used")),
        ("page", c_uint32),
        ("encrypted", c_uint8),
    ]


if sys.platform == "darwin":
    _FRAMEWORKS: Final = "/System/Library/Frameworks"
    libc: Final = ctypes.CDLL("/usr/lib/libSystem.B.dylib", use_errno=True)
    core: Final = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    io: Final = ctypes.CDLL(f"{_FRAMEWORKS}/IOKit.framework/IOKit")
    store: Final = ctypes.CDLL(f"{_FRAMEWORKS}/SystemConfiguration.framework/SystemConfiguration")

    Ref = c_void_p
    UTF8: Final = 0x0800_0100
    _XML: Final = 100
    _VM_INFO: Final = 4

    def call(library: Any, name: str, gives: Any, *takes: Any) -> Any:
        """One function with its types: without them ctypes would cut pointers to 32 bits."""
        found = getattr(library, name)
        found.restype, found.argtypes = gives, takes
        return found

    sysctl = call(libc, "sysctlbyname", c_int32, c_char_p, c_void_p, POINTER(c_size_t), c_void_p, c_size_t)
    this_host = call(libc, "mach_host_self", c_uint32)
    host_statistics = call(libc, "host_statistics64", c_int32, c_uint32, c_int32, c_void_p, POINTER(c_uint32))
    release = call(core, "CFRelease", None, Ref)
    make_text = call(core, "CFStringCreateWithCString", Ref, Ref, c_char_p, c_uint32)
    make_array = call(core, "CFArrayCreate", Ref, Ref, POINTER(Ref), c_long, Ref)
    make_list = call(core, "CFPropertyListCreateData", Ref, Ref, Ref, c_int64, c_uint64, Ref)
    data_pointer = call(core, "CFDataGetBytePtr", c_void_p, Ref)
    data_length = call(core, "CFDataGetLength", c_long, Ref)
    url_of = call(core, "CFURLCreateFromFileSystemRepresentation", Ref, Ref, c_char_p, c_long, c_bool)
    url_value = call(core, "CFURLCopyResourcePropertyForKey", c_bool, Ref, Ref, POINTER(Ref), Ref)
    number_value = call(core, "CFNumberGetValue", c_bool, Ref, c_long, c_void_p)
    matching = call(io, "IOServiceMatching", Ref, c_char_p)
    service = call(io, "IOServiceGetMatchingService", c_uint32, c_uint32, Ref)
    properties = call(io, "IORegistryEntryCreateCFProperties", c_int32, c_uint32, POINTER(Ref), Ref, c_uint32)
    release_object = call(io, "IOObjectRelease", c_int32, c_uint32)
    store_make = call(store, "SCDynamicStoreCreate", Ref, Ref, Ref, Ref, Ref)
    store_values = call(store, "SCDynamicStoreCopyMultiple", Ref, Ref, Ref, Ref)

    def as_plist(ref: int | None) -> bytes:
        """A CoreFoundation value as an XML property list; the value is released. Raises ``OSError``."""
        if not ref:
            raise OSError("no value")
        try:
            data = make_list(None, ref, _XML, 0, None)
            if not data:
                raise OSError("not a property list")
            try:
                return ctypes.string_at(data_pointer(data), data_length(data))
            finally:
                release(data)
        finally:
            release(ref)

    def registry(kind: str) -> bytes | None:
        """What IOKit's registry holds of the first such thing, as ``ioreg -a`` shows it; ``None``: there is none."""
        entry = service(0, matching(kind.encode()))
        if not entry:
            return None
        try:
            found = Ref()
            if properties(entry, ctypes.byref(found), None, 0):
                raise OSError("no properties")
            return as_plist(found.value)
        finally:
            release_object(entry)

    def dynamic_store(patterns: tuple[str, ...]) -> bytes:
        """What ``scutil`` shows of the keys that match, by key."""
        name = make_text(None, b"aboveboard", UTF8)
        session = store_make(None, name, None, None)
        release(name)
        if not session:
            raise OSError("no dynamic store")
        texts = [make_text(None, one.encode(), UTF8) for one in patterns]
        # Without callbacks the array does not hold its texts: they are released after it.
        listed = make_array(None, (Ref * len(texts))(*texts), len(texts), None)
        try:
            return as_plist(store_values(session, None, listed))
        finally:
            for one in (listed, *texts, session):
                release(one)

    def important_space(path: str) -> int | None:
        """Bytes that macOS would make free on this volume for something important; ``None``: it does not say."""
        url = url_of(None, path.encode(), len(path.encode()), True)
        if not url:
            return None
        found, count = Ref(), c_int64()
        try:
            key = Ref.in_dll(core, "kCFURLVolumeAvailableCapacityForImportantUsageKey")
            if not url_value(url, key, ctypes.byref(found), None) or not found.value:
                return None
            number_value(found, 4, ctypes.byref(count))
            release(found)
            return count.value
        except ValueError:
            return None  # An older macOS has no such key.
        finally:
            release(url)

    def raw(name: str, room: int = 4096) -> bytes | None:
        """One value of sysctl as it lies in memory; ``None``: this system does not have it."""
        data, size = ctypes.create_string_buffer(room), c_size_t(room)
        if sysctl(name.encode(), data, ctypes.byref(size), None, 0):
            return None
        return data.raw[: size.value]

    def pages() -> Pages:
        """The counts of pages. Raises ``OSError``."""
        found, count = Pages(), c_uint32(ctypes.sizeof(Pages) // 4)
        if host_statistics(this_host(), _VM_INFO, ctypes.byref(found), ctypes.byref(count)):
            raise OSError("no counts of pages")
        return found

"""Windows' own calls, with the types that they take. On other systems there is nothing in this module."""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, c_int32, c_int64, c_size_t, c_uint16, c_uint32, c_uint64, c_void_p, c_wchar_p
from typing import Any, Final

from aboveboard.companion.host import windows_layout as w

if sys.platform == "win32":
    user32: Final = ctypes.WinDLL("user32", use_last_error=True)
    gdi32: Final = ctypes.WinDLL("gdi32", use_last_error=True)
    kernel32: Final = ctypes.WinDLL("kernel32", use_last_error=True)
    advapi32: Final = ctypes.WinDLL("advapi32", use_last_error=True)
    dwmapi: Final = ctypes.WinDLL("dwmapi")
    wtsapi32: Final = ctypes.WinDLL("wtsapi32")

    Handle = c_void_p
    EachWindow = ctypes.WINFUNCTYPE(c_int32, Handle, c_int64)
    EachMonitor = ctypes.WINFUNCTYPE(c_int32, Handle, Handle, POINTER(w.Rectangle), c_int64)
    Hook = ctypes.WINFUNCTYPE(c_int64, c_int32, c_uint64, c_int64)

    def _call(library: Any, name: str, gives: Any, *takes: Any) -> Any:
        """One function with its types: without them ctypes would cut handles to 32 bits."""
        found = getattr(library, name)
        found.restype, found.argtypes = gives, takes
        return found

    enum_windows = _call(user32, "EnumWindows", c_int32, EachWindow, c_int64)
    is_visible = _call(user32, "IsWindowVisible", c_int32, Handle)
    is_minimised = _call(user32, "IsIconic", c_int32, Handle)
    window_rect = _call(user32, "GetWindowRect", c_int32, Handle, POINTER(w.Rectangle))
    window_text = _call(user32, "GetWindowTextW", c_int32, Handle, c_wchar_p, c_int32)
    class_name = _call(user32, "GetClassNameW", c_int32, Handle, c_wchar_p, c_int32)
    window_long = _call(user32, "GetWindowLongPtrW", c_int64, Handle, c_int32)
    get_window = _call(user32, "GetWindow", Handle, Handle, c_uint32)
    window_process = _call(user32, "GetWindowThreadProcessId", c_uint32, Handle, POINTER(c_uint32))
    region_box = _call(user32, "GetWindowRgnBox", c_int32, Handle, POINTER(w.Rectangle))
    ancestor = _call(user32, "GetAncestor", Handle, Handle, c_uint32)
    window_at = _call(user32, "WindowFromPoint", Handle, w.Point)
    foreground = _call(user32, "GetForegroundWindow", Handle)
    metric = _call(user32, "GetSystemMetrics", c_int32, c_int32)
    enum_monitors = _call(user32, "EnumDisplayMonitors", c_int32, Handle, Handle, EachMonitor, c_int64)
    monitor_info = _call(user32, "GetMonitorInfoW", c_int32, Handle, POINTER(w.MonitorInfo))
    aware_of_scaling = _call(user32, "SetProcessDpiAwarenessContext", c_int32, Handle)
    display_affinity = _call(user32, "SetWindowDisplayAffinity", c_int32, Handle, c_uint32)
    get_dc = _call(user32, "GetDC", Handle, Handle)
    release_dc = _call(user32, "ReleaseDC", c_int32, Handle, Handle)
    cursor_info = _call(user32, "GetCursorInfo", c_int32, POINTER(w.CursorInfo))
    icon_info = _call(user32, "GetIconInfo", c_int32, Handle, POINTER(w.IconInfo))
    send_input = _call(user32, "SendInput", c_uint32, c_uint32, POINTER(w.Input), c_int32)
    key_of_sign = _call(user32, "VkKeyScanW", ctypes.c_int16, c_uint16)
    map_key = _call(user32, "MapVirtualKeyW", c_uint32, c_uint32, c_uint32)
    open_input_desktop = _call(user32, "OpenInputDesktop", Handle, c_uint32, c_int32, c_uint32)
    close_desktop = _call(user32, "CloseDesktop", c_int32, Handle)
    object_information = _call(
        user32, "GetUserObjectInformationW", c_int32, Handle, c_int32, c_void_p, c_uint32, POINTER(c_uint32)
    )
    set_hook = _call(user32, "SetWindowsHookExW", Handle, c_int32, Hook, Handle, c_uint32)
    unhook = _call(user32, "UnhookWindowsHookEx", c_int32, Handle)
    next_hook = _call(user32, "CallNextHookEx", c_int64, Handle, c_int32, c_uint64, c_int64)
    register_hot_key = _call(user32, "RegisterHotKey", c_int32, Handle, c_int32, c_uint32, c_uint32)
    get_message = _call(user32, "GetMessageW", c_int32, POINTER(w.Message), Handle, c_uint32, c_uint32)
    post_to_thread = _call(user32, "PostThreadMessageW", c_int32, c_uint32, c_uint32, c_uint64, c_int64)
    open_clipboard = _call(user32, "OpenClipboard", c_int32, Handle)
    close_clipboard = _call(user32, "CloseClipboard", c_int32)
    empty_clipboard = _call(user32, "EmptyClipboard", c_int32)
    clipboard_data = _call(user32, "GetClipboardData", Handle, c_uint32)
    set_clipboard_data = _call(user32, "SetClipboardData", Handle, c_uint32, Handle)
    clipboard_owner = _call(user32, "GetClipboardOwner", Handle)
    clipboard_number = _call(user32, "GetClipboardSequenceNumber", c_uint32)
    next_format = _call(user32, "EnumClipboardFormats", c_uint32, c_uint32)
    format_name = _call(user32, "GetClipboardFormatNameW", c_int32, c_uint32, c_wchar_p, c_int32)

    make_dc = _call(gdi32, "CreateCompatibleDC", Handle, Handle)
    delete_dc = _call(gdi32, "DeleteDC", c_int32, Handle)
    make_section = _call(
        gdi32,
        "CreateDIBSection",
        Handle,
        Handle,
        POINTER(w.BitmapHeader),
        c_uint32,
        POINTER(c_void_p),
        Handle,
        c_uint32,
    )
    select_object = _call(gdi32, "SelectObject", Handle, Handle, Handle)
    delete_object = _call(gdi32, "DeleteObject", c_int32, Handle)
    get_object = _call(gdi32, "GetObjectW", c_int32, Handle, c_int32, c_void_p)
    get_bits = _call(
        gdi32, "GetDIBits", c_int32, Handle, Handle, c_uint32, c_uint32, c_void_p, POINTER(w.BitmapHeader), c_uint32
    )
    copy_bits = _call(
        *(gdi32, "BitBlt", c_int32, Handle, c_int32, c_int32, c_int32, c_int32, Handle, c_int32, c_int32, c_uint32)
    )

    this_thread = _call(kernel32, "GetCurrentThreadId", c_uint32)
    this_process = _call(kernel32, "GetCurrentProcess", Handle)
    open_process = _call(kernel32, "OpenProcess", Handle, c_uint32, c_int32, c_uint32)
    process_file = _call(
        kernel32, "QueryFullProcessImageNameW", c_int32, Handle, c_uint32, c_wchar_p, POINTER(c_uint32)
    )
    close_handle = _call(kernel32, "CloseHandle", c_int32, Handle)
    allocate = _call(kernel32, "GlobalAlloc", Handle, c_uint32, c_size_t)
    free = _call(kernel32, "GlobalFree", Handle, Handle)
    lock_memory = _call(kernel32, "GlobalLock", c_void_p, Handle)
    unlock_memory = _call(kernel32, "GlobalUnlock", c_int32, Handle)
    memory_size = _call(kernel32, "GlobalSize", c_size_t, Handle)

    open_token = _call(advapi32, "OpenProcessToken", c_int32, Handle, c_uint32, POINTER(Handle))
    token_information = _call(
        advapi32, "GetTokenInformation", c_int32, Handle, c_int32, c_void_p, c_uint32, POINTER(c_uint32)
    )
    sid_count = _call(advapi32, "GetSidSubAuthorityCount", POINTER(ctypes.c_uint8), c_void_p)
    sid_part = _call(advapi32, "GetSidSubAuthority", POINTER(c_uint32), c_void_p, c_uint32)

    window_attribute = _call(dwmapi, "DwmGetWindowAttribute", c_int32, Handle, c_uint32, c_void_p, c_uint32)
    session_information = _call(
        *(wtsapi32, "WTSQuerySessionInformationW", c_int32, Handle, c_uint32, c_int32),
        *(POINTER(c_void_p), POINTER(c_uint32)),
    )
    free_memory = _call(wtsapi32, "WTSFreeMemory", None, c_void_p)

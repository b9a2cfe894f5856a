"""What a machine knows of its person and must not tell: one mark for each kind of thing, planted in every machine.

Each is strange enough to be found by plain search, in whole or by its telling part. Addresses are of the ranges that
are kept for examples.
"""

HOST = "kanarienkiste"
USER = "piepmatz"
PERSON = "Gesine Goldammer"
MACHINE_ID = "ca9a41e5ca9a41e5ca9a41e5ca9a41e5"
BOOT_ID = "ca9ab007-ca9a-4a9a-8a9a-ca9aca9aca9a"
SYSTEM_SERIAL = "CANSYS5117KX"
BOARD_SERIAL = "CANBRD9034QQ"
CHASSIS_SERIAL = "CANCHS7781ZV"
ASSET_TAG = "CANASSET-0042"
SYSTEM_UUID = "ca9a4100-5e1a-4c0d-9b1e-c0ffeeca9a17"
DISK_SERIAL = "CANDSK20D4E9F7"
DISK_WWID = "eui.00ca9a41c0ffee25"
FILE_SYSTEM_UUID = "ca9af5f5-0d0d-4e4e-8f8f-ca9a00f5f5f5"
CRYPT_UUID = "ca9ac7ec7e0d4e4e8f8fca9a00c7e7e7"
BATTERY_SERIAL = "CANBAT33170"
MAC = "5e:ca:9a:41:70:07"
GATEWAY_MAC = "5e:ca:9a:41:fe:01"
ADDRESS = "198.51.100.217"
GATEWAY = "198.51.100.203"
ADDRESS_6 = "20010db8ca9a041e5ca9a4fffe417007"
ADDRESS_6_TEXT = "2001:db8:ca9a:41e:5ca9:a4ff:fe41:7007"
SSID = "Nest-of-Goldammer-5G"
DATA_MOUNT = "Goldammers-Fotoalben"
STICK = "GESINES_STICK"
DOCUMENT = "Testament-Entwurf-Gesine.odt"
PROGRAM = "goldammerbuch"
SERVICE = "goldammer-sicherung.service"
AUTOSTART = "goldammer-sync.desktop"
PACKAGE = "goldammer-werkzeug"
PROXY_USER = "gesineproxy"
PROXY_PASSWORD = "kanarien-geheim-7"
PROXY_HOST = "proxy.goldammer.example"
KEYFILE = "goldammer-schluessel.key"
DOMAIN = "goldammer.example"
PHONE_MOUNT = "gvfsd-goldammer-phone"

ALL = {name: value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str)}
"""Every one of them by name."""
TELLING = ("goldammer", "piepmatz", "kanarien", "ca9a4", "ca:9a", "cansys", "gesine", HOST, "198.51.100", "2001:db8")
"""Parts that betray a canary which was cut, folded or joined to something."""


def found_in(text: str) -> list[str]:
    """The names of the canaries that a text holds, in whatever case; the telling parts by themselves."""
    folded = text.casefold()
    whole = [name for name, value in ALL.items() if value.casefold() in folded]
    plain = [MAC.replace(":", ""), MAC.replace(":", "-"), SYSTEM_UUID.replace("-", "")]
    return whole + [part for part in (*TELLING, *plain) if part in folded]

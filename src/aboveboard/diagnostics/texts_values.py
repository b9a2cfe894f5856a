"""Measured values in words, in English and German: ``{x}`` is the number with its unit."""

from __future__ import annotations

from typing import Final

VALUES: Final[dict[str, tuple[str, str]]] = {
    "used_share": ("{x} used", "{x} belegt"),
    "free": ("{x} free", "{x} frei"),
    "free_until_zero": ("full in {x}", "voll in {x}"),
    "inodes_used_share": ("{x} of the possible files", "{x} der möglichen Dateien"),
    "bad_sectors": ("bad spots: {x}", "schadhafte Stellen: {x}"),
    "bad_sectors_rise": ("new ones: {x}", "neue: {x}"),
    "wear_share": ("{x} worn", "{x} verschlissen"),
    "celsius": ("{x}", "{x}"),
    "trash": ("{x} in the trash", "{x} im Papierkorb"),
    "temporary": ("{x} of temporary files", "{x} temporäre Dateien"),
    "available_share": ("{x} of the memory available", "{x} des Arbeitsspeichers verfügbar"),
    "available": ("{x} available", "{x} verfügbar"),
    "stalled_share": ("waiting {x} of the time", "wartet {x} der Zeit"),
    "swap_used_share": ("{x} of the swap space used", "{x} des Auslagerungsspeichers belegt"),
    "swapped_pages_rise": ("pages moved: {x}", "bewegte Seiten: {x}"),
    "out_of_memory_kills_rise": ("programs stopped: {x}", "beendete Programme: {x}"),
    "resident": ("{x} now", "jetzt {x}"),
    "resident_grown": ("{x} more", "{x} mehr"),
    "resident_grown_share": ("grown by {x}", "um {x} gewachsen"),
    "fitted": ("{x} of memory", "{x} Arbeitsspeicher"),
    "cpu_seconds_rate": ("{x} of a core", "{x} eines Kerns"),
    "person_away": ("nobody there for {x}", "niemand da seit {x}"),
    "load_each_core": ("tasks for each core: {x}", "Aufgaben je Kern: {x}"),
    "load": ("tasks: {x}", "Aufgaben: {x}"),
    "cores": ("cores: {x}", "Kerne: {x}"),
    "throttled_rise": ("slowed down, times: {x}", "gebremst, Male: {x}"),
    "full_share": ("{x} of what it held when new", "{x} der ursprünglichen Kapazität"),
    "charge_share": ("{x} charged", "{x} geladen"),
    "days_past_end": ("out of support for {x}", "ohne Updates seit {x}"),
    "security_pending": ("waiting: {x}", "wartend: {x}"),
    "oldest_pending": ("the oldest for {x}", "das älteste seit {x}"),
    "same_failed": ("failures: {x}", "Fehlschläge: {x}"),
    "pending_for": ("waiting for {x}", "wartet seit {x}"),
    "up": ("running for {x}", "läuft seit {x}"),
    "off": ("off by {x}", "Abweichung von {x}"),
    "took_least": ("{x} at least", "mindestens {x}"),
    "crashes_7d": ("crashes in 7 days: {x}", "Abstürze in 7 Tagen: {x}"),
    "unclean_7d": ("in 7 days: {x}", "in 7 Tagen: {x}"),
    "failed_for": ("failed for {x}", "ausgefallen seit {x}"),
    "crashes_24h": ("crashes in 24 hours: {x}", "Abstürze in 24 Stunden: {x}"),
    "broken": ("unfinished: {x}", "unvollständig: {x}"),
    "count": ("in the list: {x}", "in der Liste: {x}"),
    "error_code": ("code {x}", "Code {x}"),
    "signal": ("signal {x}", "Signal {x}"),
    "definitions_age": ("not renewed for {x}", "nicht erneuert seit {x}"),
}
"""By the names that outcomes and shared findings use."""

THINGS: Final[dict[str, tuple[str, str]]] = {
    "system": ("", ""),
    "data": ("data disk {n}", "Datenträger {n}"),
    "disk": ("disk {n}", "Festplatte {n}"),
    "battery": ("battery {n}", "Akku {n}"),
}
"""What a thing is called whose name is not known here, by the kind in its subject."""

TIMES: Final[dict[str, tuple[tuple[str, str], tuple[str, str, str]]]] = {
    "s": (("second", "seconds"), ("Sekunde", "Sekunden", "Sekunden")),
    "min": (("minute", "minutes"), ("Minute", "Minuten", "Minuten")),
    "h": (("hour", "hours"), ("Stunde", "Stunden", "Stunden")),
    "d": (("day", "days"), ("Tag", "Tage", "Tagen")),
}
"""One, several, and in German several after ``seit``, ``in`` and ``von``."""

MONTHS: Final = (
    ("January", "Januar"),
    ("February", "Februar"),
    ("March", "März"),
    ("April", "April"),
    ("May", "Mai"),
    ("June", "Juni"),
    ("July", "Juli"),
    ("August", "August"),
    ("September", "September"),
    ("October", "Oktober"),
    ("November", "November"),
    ("December", "Dezember"),
)

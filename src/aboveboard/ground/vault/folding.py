"""How a value is written so that two spellings of it are one: what the blind index takes fingerprints of."""

import re
import unicodedata

PREFIX_FROM, PREFIX_TO = 3, 8
MOST_WORDS = 6
MOST_TOKENS = 48
# Letters that are no base letter with an accent, as people type them who do not have them.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)
# Besides without its dots, a German umlaut is found as it is written in an address.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[^\W_]+")


def email(text: str) -> str:
    """An address without case, without the part after a plus, and in one form of Unicode; empty where it is none."""
    local, at, domain = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if not (at and local and domain):
        return ""
    try:
        domain = domain.rstrip(".").encode("idna").decode()
    except UnicodeError:
        pass  # a domain that no resolver would take is compared as it was written
    return f"{local}@{domain}"


def phone(text: str) -> str:
    """The digits of a number with its country code (+49 …, 0049 …), 7 to 15 of them; empty where it is none."""
    digits = unicodedata.normalize("NFKC", text).replace("(0)", "")
    national = "".join(letter for letter in digits if letter.isascii() and letter.isdigit())
    national = national.removeprefix("00")
    return national if 7 <= len(national) <= 15 else ""


def _fold(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a name without case and accents, at most `MOST_WORDS`, each once."""
    return list(dict.fromkeys(_fold(word) for word in _split(text)))[:MOST_WORDS]


def _split(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(plain.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))


def name_tokens(text: str) -> set[str]:
    """What a name is found by: each word and its beginnings of 3 to 8 letters; at most `MOST_TOKENS`."""
    spellings = list(
        dict.fromkeys([*words(text), *(_fold(w.translate(_WRITTEN_OUT)) for w in _split(text)[:MOST_WORDS])])
    )
    tokens = list(spellings)
    for length in range(PREFIX_TO, PREFIX_FROM - 1, -1):
        tokens += [word[:length] for word in spellings if len(word) > length]
    return set(list(dict.fromkeys(tokens))[:MOST_TOKENS])


def name_questions(text: str) -> list[str]:
    """The tokens that a person must have to be found by these words, or beginnings of words."""
    return words(text)

"""The data map as JSON-LD in terms of the Data Privacy Vocabulary: who handles what, why, how long, and for whom."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

from aboveboard.notice.document import Notice
from aboveboard.notice.model import LANGUAGES, Category, Text

_BASES: Final = {
    "contract": "dpv:Contract",
    "consent": "dpv:Consent",
    "legitimate-interest": "dpv:LegitimateInterest",
    "legal-obligation": "dpv:LegalObligation",
}
_SOURCES: Final = {
    "given": ("dpv:ProvidedPersonalData", "dpv:DataSubjectDataSource"),
    "automatic": ("dpv:ObservedPersonalData", "dpv:DataSubjectDataSource"),
    "third-party": ("dpv:CollectedPersonalData", "dpv:ThirdPartyDataSource"),
    "ours": ("dpv:GeneratedPersonalData", "dpv:DataControllerDataSource"),
}


@cache
def vocabulary() -> dict[str, Any]:
    """The shipped list of terms: `namespace`, and the names of `classes`, `instances` and `properties`."""
    return tomllib.loads((files("aboveboard.notice.exports") / "dpv.toml").read_text(encoding="utf-8"))


def data_map(notice: Notice, base: str) -> dict[str, Any]:
    """The whole map, with its context inside. base: the address of the site, without a slash at its end."""
    here = f"{base}/privacy/versions/{notice.source_hash}"
    return {
        "@context": {
            "dpv": vocabulary()["namespace"],
            "dct": "http://purl.org/dc/terms/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": here,
        "@type": "dpv:PrivacyNotice",
        "dct:title": _said(Text(en="Privacy notice", de="Datenschutzhinweise")),
        "dct:valid": {"@value": notice.effective.isoformat(), "@type": "xsd:date"},
        "dpv:hasIdentifier": notice.source_hash,
        "dct:hasVersion": notice.version,
        "dpv:hasDataController": _controller(notice, here),
        "dpv:hasPersonalDataHandling": [
            _handling(notice, key, here) for key, purpose in notice.purposes.items() if purpose.offered
        ],
        "dct:hasPart": [
            *(_category(key, one, here) for key, one in notice.categories.items() if one.offered),
            *_recipients(notice, here),
        ],
    }


def _said(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.say(language), "@language": language} for language in LANGUAGES]


def _controller(notice: Notice, here: str) -> dict[str, Any]:
    company, officer = notice.head.controller, notice.head.privacy_officer
    return {
        "@id": f"{here}#controller",
        "@type": "dpv:DataController",
        "dpv:hasName": company.legal_name,
        "dpv:hasAddress": ", ".join(company.address),
        "dpv:hasContact": [f"mailto:{company.email}", f"tel:{company.phone.replace(' ', '')}"],
        "dpv:hasDataProtectionOfficer": {
            "@id": f"{here}#officer",
            "@type": "dpv:DataProtectionOfficer",
            "dpv:hasName": officer.name,
            "dpv:hasContact": f"mailto:{officer.email}",
        },
    }


def _handling(notice: Notice, key: str, here: str) -> dict[str, Any]:
    """One purpose that is in use, with what it may use and who receives some of it."""
    purpose = notice.purposes[key]
    used = [one for one in notice.matrix.get(key, ()) if one in notice.categories and notice.categories[one].offered]
    about_people = [one for one in used if _personal(one)]
    found: dict[str, Any] = {
        "@id": f"{here}#handling-{key}",
        "@type": ["dpv:PersonalDataHandling", "dpv:Process"],
        "dpv:hasPurpose": {
            "@id": f"{here}#purpose-{key}",
            "@type": "dpv:Purpose",
            "dct:title": _said(purpose.name),
            "dct:description": _said(purpose.text),
        },
        "dpv:hasLegalBasis": {"@id": _BASES[purpose.basis]},
        "dpv:hasDataController": {"@id": f"{here}#controller"},
        "dpv:hasPersonalData": [{"@id": f"{here}#category-{one}"} for one in about_people],
    }
    rest = [{"@id": f"{here}#category-{one}"} for one in used if one not in about_people]
    if rest:
        found["dpv:hasData"] = rest
    for property_name, kind in (("dpv:hasDataProcessor", True), ("dpv:hasRecipientThirdParty", False)):
        receivers = [
            {"@id": f"{here}#recipient-{one}"}
            for one, recipient in notice.recipients.items()
            if recipient.offered and (recipient.ground == "processor") is kind and set(recipient.categories) & set(used)
        ]
        if receivers:
            found[property_name] = receivers
    return found


def _personal(key: str) -> bool:
    """Only the facts about our own system concern nobody; a random number that joins what is yours is about you."""
    return key != "operational"


def _category(key: str, category: Category, here: str) -> dict[str, Any]:
    kind, source = _SOURCES[category.source]
    found: dict[str, Any] = {
        "@id": f"{here}#category-{key}",
        "@type": [kind, "dpv:PersonalData"] if _personal(key) else "dpv:NonPersonalData",
        "dct:title": _said(category.name),
        "dct:description": _said(category.why),
        "dpv:hasDataSource": {"@id": source},
    }
    if category.stored:
        fixed = not category.duration.is_zero
        span: dict[str, Any] = {"@type": "dpv:TemporalDuration" if fixed else "dpv:UntilEventDuration"}
        if fixed:
            span["dct:extent"] = {"@value": category.keep_for, "@type": "xsd:duration"}
        span["dct:description"] = category.counted_from
        conditions: list[dict[str, Any]] = [{"@type": "dpv:StorageDuration", "dpv:hasDuration": span}]
        if category.then == "delete":
            conditions.append({"@type": "dpv:StorageDeletion"})
        found["dpv:hasStorageCondition"] = conditions
    return found


def _recipients(notice: Notice, here: str) -> list[dict[str, Any]]:
    return [
        {
            "@id": f"{here}#recipient-{key}",
            "@type": ["dpv:DataProcessor" if one.ground == "processor" else "dpv:ThirdParty", "dpv:Recipient"],
            "dpv:hasName": one.name,
            "dct:description": _said(one.does),
            "dct:source": {"@id": one.policy},
        }
        for key, one in notice.recipients.items()
        if one.offered
    ]

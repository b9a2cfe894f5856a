"""Template tags of every page. Loaded as a builtin: `TEMPLATES[…]["OPTIONS"]["builtins"]` names this module."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from aboveboard.evidence import reading

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the local sprite. Decoration unless it has a label."""
    address = f"{static('icons.svg')}#{name}"
    if label:
        shape = '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(shape, label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name: "Ana Castro" → "AC"."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def broken_promises() -> list[str]:
    """The ids of the promises that the newest checks found broken."""
    return reading.broken()

"""What can stand in the ledger: a closed list, each kind with what it says."""

from typing import Final

KINDS: Final[dict[str, str]] = {
    "opened": "Somebody opened sealed values of a person, for a purpose; one entry an actor, purpose and hour.",
    "notice.published": "A version of the notice was published.",
    "notice.told": "A person was told of a change of the notice.",
    "notice.agreed": "A person agreed to a version of the notice.",
    "terms.accepted": "A person accepted a version of the terms of service.",
    "session.joined": "A customer joined a session.",
    "session.ended": "A session ended; the entry is bound to the whole record that its receipt shows.",
    "session.counted": "A count of an ended session came late; the entry is bound to the record as it stands now.",
    "session.keyed": "A customer's end signed a count with a key that it had shown; the key's digest, once a key.",
    "grant.begun": "A customer said yes to one scope for one technician.",
    "grant.ended": "Such a yes is over.",
    "egress.begun": "Data is about to leave, to a recipient that the notice names.",
    "egress.done": "It left, or did not.",
    "hold.placed": "Data is kept beyond its time, with a reason.",
    "hold.released": "Such a hold was lifted.",
    "hold.expired": "Such a hold ran out.",
    "retention.purged": "Data went at the end of its time.",
    "person.erased": "A person's data and key were destroyed.",
    "statement.signed": "A member of staff signed the statement of confidentiality.",
    "staff.added": "A member of staff was added.",
    "staff.suspended": "A member of staff was suspended.",
    "staff.reinstated": "A suspended member of staff was let in again.",
    "staff.role": "A member of staff got another role.",
    "backup.made": "A backup was made.",
    "backup.restored": "Older data was restored; where the tree lost entries by it, the lost head is named.",
    "keys.rotated": "Keys were changed for new ones.",
}

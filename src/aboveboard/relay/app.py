"""The relay of the product: the shell around the machine, on the product's own database."""

from aboveboard.relay.journeys_store import JourneysStore
from aboveboard.relay.shell import Relay

relay = Relay(JourneysStore())

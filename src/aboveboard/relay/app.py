"""The relay of the product: the shell around the machine, on the product's own database."""

from django.conf import settings

from aboveboard.ground.throttle import network_of
from aboveboard.relay.doorstep import Site
from aboveboard.relay.journeys_store import JourneysStore
from aboveboard.relay.shell import Relay

relay = Relay(JourneysStore(), Site(settings.ABOVEBOARD_BASE_URL, settings.ABOVEBOARD_TRUSTED_PROXIES, network_of))

"""Who a name means: names found in texts, resolved to entities, uncertain ones left open."""

from parallaxe.identity.mention import Candidate, Mention, Resolution
from parallaxe.identity.names import Names, names_of

__all__ = ["Candidate", "Mention", "Names", "Resolution", "names_of"]

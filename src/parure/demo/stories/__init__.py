"""The people whose stories are written by hand: they fit together over the years and lead up to today."""

from parure.demo.company import Company
from parure.demo.seasons import Seasons
from parure.demo.stories.families import tell_families
from parure.demo.stories.lovers import tell_lovers
from parure.demo.stories.regulars import tell_regulars
from parure.demo.stories.telling import Teller


def tell_stories(company: Company, seasons: Seasons) -> list[int]:
    """Tell all of them through the operations that people at the counter use; returns the customers' ids."""
    teller = Teller(company, seasons.today)
    shen = tell_families(teller)
    tell_lovers(teller)
    tell_regulars(teller, shen)
    return teller.finish()

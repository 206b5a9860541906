"""What the measures mean, for the reader of a newspaper."""

TIV_NOTE = (
    "**TIV**, the trend-indicator value, is SIPRI's unit for the *volume* of major arms delivered. "
    "It rates what a weapon can do, not what was paid for it: a donated tank counts like a bought "
    "one. It is not money and must not be read as dollars or compared with budgets. Small arms, "
    "ammunition and services are not counted. Less than half a million stands as < 0.5, and as 0 "
    "in releases that have whole millions."
)
SHARE_NOTE = (
    "A **share of imports** is the part of all major arms that a country received in the period, "
    "by volume (TIV), that came from one supplier. SIPRI compares five-year periods, because "
    "single years swing with a few large deliveries. A share is computed only where the loaded "
    "release is complete for the country and the period.\n\n" + TIV_NOTE
)
RANKING_NOTE = (
    "Suppliers and recipients by their part of the world's volume (TIV) in five years. The change "
    "compares the volume, not the share, with the five years before.\n\n" + TIV_NOTE
)
REGION_NOTE = (
    "Regions are SIPRI's own five: Türkiye, Egypt, Iran and Israel count as Middle East; Russia, "
    "Cyprus and the South Caucasus as Europe; Central Asia as Asia and Oceania. Armed groups "
    "count in the region where they fight; organisations and unknown parties in none.\n\n"
    + TIV_NOTE
)
GROUP_NOTE = (
    "**Groups.** In a year a group is made up of the states that were its members at the end of "
    "that year, in a period of those that were at the end of its last year: Sweden counts for NATO "
    "in 2020–24 and not before, the United Kingdom for the European Union up to 2015–19. So a "
    "group can grow by new members alone; for the same states throughout, make a group of your "
    "own. Trade within a group counts, which makes its imports larger than what came from outside. "
    "What the organisations NATO and European Union bought themselves does not count for their "
    "members. A group needs figures for the whole world."
)
CONCENTRATION_NOTE = (
    "The **Herfindahl–Hirschman index** is the sum of the squared percentage shares of all "
    "partners. 10,000 means a single partner; two equal ones give 5,000. It says how much depends "
    "on few, not whether that is good or bad. In the index deliveries from unknown suppliers are "
    "those of one partner; where partners are counted, only states are, as SIPRI does."
)
INHABITANTS_NOTE = (
    "The volume **per million inhabitants** divides the volume of the whole period by how many "
    "people lived in the country on average of its years, as far as the World Bank has them; the "
    "source line names its last year. It says how much a country took in or sent out for its "
    "size. Without a number are Taiwan, which the World Bank does not list, former states, armed "
    "groups and organisations; of a group or region they are left out, with their volume. "
    "Inhabitants are those of today's borders in all years: Germany's before 1990 include the "
    "East's."
)
CATEGORY_NOTE = (
    "SIPRI sorts major arms into categories; engines and sensors are counted apart only where they "
    "were delivered apart.\n\n" + TIV_NOTE
)
WORLD_NOTE = (
    "The line averages each year with the four before it, as SIPRI does to show the trend. Each "
    "release is a series of its own, because SIPRI revises all years with every release; the two "
    "are drawn together and never joined.\n\n" + TIV_NOTE
)
WORLD_BANK_NOTE = (
    "The World Bank republishes SIPRI's yearly totals by country under CC BY 4.0. What they lack: "
    "Taiwan and former states are missing (Russia begins in 1992), a gap can mean unknown or no "
    "deliveries, and they follow SIPRI's releases with a delay. The Bank once labelled them "
    "dollars; they are TIV.\n\n" + TIV_NOTE
)

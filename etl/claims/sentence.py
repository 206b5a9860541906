"""A sentence that quotes a figure, taken apart into what the form asks for.

Plain rules find the periods, the number, the parties by their names, and the words that tell who
supplies and who receives. What they do not settle stays empty, so that nothing is guessed: two
numbers, two suppliers, a part of a continent that is no known party. It is a proposal to correct.
"""

import re
from collections.abc import Mapping

from etl.claims.metrics import METRICS, SHARES, Metric
from etl.claims.numbers import DOWN, LEADS, UP, WORDS
from etl.claims.parties import with_parties
from etl.claims.tongues import in_english
from etl.common.signs import with_hyphens
from etl.sources.reference import is_group

_LONGEST = 1_000  # characters
_FOOTNOTE = re.compile(r"\[(?:\w{1,3}|note \d+|citation needed)\]|[¹²³⁰⁴-⁹]+")

# Periods, which then stand as ‹P0›.
_YEAR = r"(?:19|20)[0-9]{2}"
_PERIOD = re.compile(
    rf"(?<![-–.,$\d])\b(?:{_YEAR}\s?[-–—/]\s?(?:{_YEAR}|[0-9]{{2}})"
    rf"|{_YEAR} (?:to|through|until|till) {_YEAR}(?!\s?[-–—/])"
    rf"|(?<=[Bb]etween ){_YEAR} and {_YEAR}(?!\s?[-–—/])|{_YEAR})\b(?![-–.,]?\d)"
    r"(?! (?:report|edition|fact|data|study|yearbook|release|article))"
)
_NO_PERIOD = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? (?:\d\d?, )?$"
    r"|\b(?:since|by|until|as of|published|edition)(?: in)? $", re.IGNORECASE,
)  # fmt: skip
# A year alone that bounds the period, or is that of the source.
_BOUND = re.compile(
    r"(?<!\bup )(?<!\bdown )(?<!% )(?<!cent )\bfrom $|\bbetween $"
    r"|(?<!compared )(?<!relative )(?<!\d )\bto $"
    r"|\b(?:through|ending|ended|preceding|early|mid|late|(?:half|quarter|end) of|released|issued"
    r"|fiscal(?: year)?|dated|SIPRI(?:'s)?[,:]?)"
    r"(?: in)?[ -]$|\b(?:since|before|after|until)\b[^,;]*$", re.IGNORECASE,
)  # fmt: skip
_SOURCE = re.compile(r",? SIPRI\b(?!.{0,20}$)")
_YEARS_TO = re.compile(
    rf"\b(?:the )?(?:(?:last|past) )?(?:(\d\d?|{'|'.join(WORDS[2:])})[- ]years?|decade)"
    rf"(?:[- ]period)?,? (?:(?:up )?to|ending(?: in)?|through|until) ({_YEAR})\b", re.IGNORECASE,
)  # fmt: skip
_TWO_YEARS = re.compile(r".*\b(?:from|between) (\d{4}) [a-z]+ (\d{4})", re.IGNORECASE)
_TWO_PERIODS = re.compile(r"(?:from|between) ‹P(\d)› (?:to|and) ‹P(\d)›")
_COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|against|than(?: (?:in|during|over|for))?|relative to|versus|vs\.?"
    r"|as(?= in)|above|below|(?:up |down |(?<=% )|(?<=cent ))from|on)"
    r"(?: the period| (?:those|that) (?:in|of))?(?: in)? ‹P(\d)›"
)

# What a share was before, which is not the number quoted.
_PER_CENT = r"[0-9]{1,2}(?:\.[0-9]+)? ?(?:%|per cent)"
_FROM_BEFORE = re.compile(
    r"(?:,? (?:(?:up|down) from|compared (?:with|to)|against|versus)"
    rf"|\b((?:{UP}|{DOWN}) (?=from .{{1,40}} to {_PER_CENT})|to {_PER_CENT}(?: in \S+)? )from)"
    rf" (?:[a-z]+ )?{_PER_CENT}(?: (?:in|during) (?:the (?:period|years) )?[^\s,.;]+)?"
)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}(?=\W|$)")  # U.S., U.A.E.
_ELIDED = re.compile(r"\b([dl])'(?=\w)", re.IGNORECASE)  # l'Arabie, d'Iran

# Numbers, of which one then stands as ‹V›.
_LEAD = rf"(?:(?:{LEADS}) ?)?(?<![\w.])"
_DIGITS = r"[-+–]?[0-9]+(?:[.,' \u202f][0-9]{3})*(?:[.,][0-9]+)?"
_AMOUNTS = tuple(
    re.compile(_LEAD + form, re.IGNORECASE)
    for form in (
        rf"{_DIGITS} ?(?:%|per ?cent\b)(?! points?)",
        r"(?:(?:an?|one|two|three|four)[ -](?:half|thirds?|quarters?|fifths?|tenths?)|half"
        rf"|(?:{'|'.join(WORDS[1:])}|\d) in (?:three|four|five|ten|\d))\b",
        r"(?:doubled|tripled|trebled|quadrupled|halved)\b",
        rf"(?:{_DIGITS}|two|three|four|five|six|seven|eight|nine|ten)(?:[- ]?fold| times)\b"
        r"(?! (?:less|fewer|lower|smaller))(?: more\b)?"
        r"|twice\b",
        rf"(?:us ?)?(?:\$|€|usd) ?{_DIGITS}(?: ?(?:billion|million|bn|mn|m)\b)?"
        rf"|{_DIGITS} ?(?:(?:billion|million|bn|mn) ?(?:tivs?|us dollars|dollars|euros?)?|tivs?)\b",
    )
)
_PARTS_OF_WHOLE, (_MULTIPLIED, _TIMES, _SUMS) = _AMOUNTS[:2], _AMOUNTS[2:]
# What makes the number another one: a denial, a bound in words that are not read, a range, an
# average, a part of what was before.
_NOT_IT = re.compile(
    r"\b(?:not?|nor|neither|never|nothing|false|untrue|wrong(?:ly)?|nicht|nie(?:mals)?|keine?|pas"
    r"|jamais|aucune?|nunca|jamás|ningun[ao]s?|не|никогда)\b(?!\.? ?\d|-)"
    r"|\b(?:if|whether|will|would|could|might|should|(?-i:may)|planned|projected)\b[^,;]*‹V›"
    r"|‹V›[^,;]*\b(?:will|would|could|might|should|(?-i:may))\b"
    r"|n't\b|\b(?:barely|hardly|upwards? of|excess of|(?:minimum|maximum) of|as [a-z]+ as) ‹V›"
    r"|(?<!from )(?:(?<![\d.,])[\d.,]+|two|three|four|five|six|seven|eight|nine) ?(?:%|per cent)?"
    r" ?(?:[-–—]|to|and|or|bis|à|a|до) ?‹V›"
    r"|‹V› or (?:more|less|fewer|higher|lower|above|below)\b"
    r"|\b(?:annually|averag(?:e|ed|ing)|(?:an?|per|each|every) (?:year|capita|head))\b"
    r"|‹V› of (?:its|their|the|what)\b[^,;‹]*\b(?:level|former|previous|earlier|peak|size)\b",
    re.IGNORECASE,
)  # fmt: skip
_SO_MANY = rf"\d{{1,2}}|{'|'.join(WORDS[2:])}"
_PLACE = re.compile(
    r"(?:(?:among|one of|at least) the (?:world's )?)?(?:(?:second|third|fourth|fifth|sixth|seventh"
    r"|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))[- ]?(?:largest|biggest|top|leading|main)?"
    rf"|top (?:{_SO_MANY})|(?:(?:{_SO_MANY}) )?(?:largest|biggest|leading|top|main)|no\. ?1|#1"
    r"|number one)"
    r"(?= (?:arms |weapons? |major |importer|exporter|supplier|recipient|customer|buyer|seller))",
    re.IGNORECASE,
)
_COUNT = r"(?:\d{1,3}(?:,\d{3})*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_STATES = r" (?:other |different |foreign )?(?:states|countries|nations)\b"
_COUNTED = re.compile(rf"{_LEAD}{_COUNT}(?={_STATES})", re.IGNORECASE)
_MOVE = re.compile(
    rf"(?<!made )(?<!makes )(?<!make )(?<!making )\b(?:({UP}|higher|above)|{DOWN}|lower|below)\b"
    "(?!-)",
    re.IGNORECASE,
)

# What stands between commas tells more of a party: neither it nor its denials are of the number.
_ASIDE = re.compile(
    r"(?<=›), (?:which|who|whose|an?|the(?! rest\b)) (?:[^,;:‹›\d]{8,}"
    r"|(?!.*\b(?:its|their)\b)(?:[^,;:‹›\d]|‹[\d+]+›){8,}), (?=(?:has |had |also |still )*"
    r"(?:supplie|deliver|export|import|sold|sells|provide|bought|buys|received|purchased|acquired|obtained"
    r"|got|took|takes|account|made|makes|is|was|remain|became)[a-z]*\b)"
)

# Trades, and who plays which part in them.
_ANY_ARMS = r"(?:total|all|overall|combined|major|conventional|arms|weapons?|military|defen[cs]e)"
_ARMS = rf"(?:(?:its|their|{_ANY_ARMS}) )*"
_OF_ARMS = rf"(?: of(?: {_ANY_ARMS})+\b)?+"
_EXPORTS = rf"{_ARMS}(?:exports?|sales|deliveries|supplies|shipments|transfers)\b{_OF_ARMS}"
_IMPORTS = rf"{_ARMS}(?:imports?|purchases|acquisitions)\b{_OF_ARMS}"
_GOODS = r"(?: (?:major|conventional|arms|weapons|military equipment))*"
_WORLD = r"(?:all |the )*(?:world's|world|global|worldwide|international) "
_OF_WORLD = rf"{_WORLD}(?:{_EXPORTS}|{_IMPORTS}|(?:{_ANY_ARMS} )+trade\b)"
_SUPPLIES = (
    r"(?:supplie[sd]|supply|deliver(?:s|ed)|export(?:s|ed)|sold|sells|provide[sd]|sent|shipped)"
)
_RECEIVES = (
    r"(?:import(?:s|ed)|bought|buys|received?s?|purchased|acquired|took|takes|obtained|gets?|got"
    r"|source[sd])"
)
_GIVEN = "sold "  # before whom, and then what
_SALE = r"\bsales?(?: of [^‹›]{1,60})?(?: worth ‹V›)?"
_OTHERS_GOODS = (
    r"(?! (?:imports?|purchases|acquisitions|exports?|deliveries|sales|transfers|embargo|comes?"
    r"|came|were))"
)
_NOT_A_NOUN = r"(?! (?:rose|fell|grew|were|was|have|to ‹\d+› (?:rose|fell|grew)))"
_ALSO = r"(?:alone |together |has |had |also )*"
_CHANGES = r"(?:raised|increased|cut|reduced|doubled|tripled|halved|expanded)"
_MAKES_UP = (
    r",? (?:(?:alone|together|still|also|now|which|who|has|had|have|is|are|was|were|with|for|a"
    r"|share|of|account(?:s|ed|ing)?|ma[dk]es?|up|represent(?:s|ed)|responsible|cover(?:s|ed)|held|holds?"
    r"|constitute[sd]?|took|takes) )*"
)
_ROLES = {
    "supplier": (
        rf"‹A›(?:'s?)? {_EXPORTS}",
        rf"(?<!{_GIVEN})‹A› (?:arms|weapons|jets|tanks)\b{_OTHERS_GOODS}",
        rf"{_EXPORTS} (?:by|from|of) ‹A›",
        rf"(?:{_IMPORTS}|arms|weapons|bought|comes?|came|imported|received|purchased)(?: ‹V›)?"
        r"(?: (?:of|by) ‹[\d+]+›)? from ‹A›",
        rf"{_RECEIVES} [^‹›]{{1,60}} from ‹A›",
        r"‹A› (?:has |had |also )*(?:approved|cleared|notified|authori[sz]ed)\b",
        r"(?:supplied|delivered|sold|exported|provided) by ‹A›",
        r"‹A› (?:is|was|remains?) the (?:supplier|source) of ‹V›",
        rf"‹A› {_ALSO}{_SUPPLIES}\b{_NOT_A_NOUN}",
        rf"‹A›(?:'s?)? share (?:of|in) {_WORLD}{_EXPORTS}",
        rf"‹A›{_MAKES_UP}‹V› (?:of|in) {_WORLD}{_EXPORTS}",
        rf"‹A› (?:has |had )?(?:{_CHANGES}|‹V›) {_EXPORTS}",
    ),
    "recipient": (
        rf"‹A›(?:'s?)? {_IMPORTS}",
        rf"{_IMPORTS} (?:by|of|to|into) ‹A›(?!'| (?:arms|weapons)\b)",
        rf"(?:{_EXPORTS}|arms|weapons|goe?s?|went|going|{_SUPPLIES})(?: ‹V›)?(?: [a-z]+)?"
        r"(?: (?:from|of|by) ‹[\d+]+›)? to ‹A›",
        rf"{_SALE} to ‹A›",
        r"‹V› of [^‹›]{1,60} (?:for|to) ‹A›",
        rf"(?<={_GIVEN})‹A› (?:arms|weapons|jets|tanks)\b",
        r"‹V› of ‹A›'s? (?:arms|weapons) (?:came|comes?|were supplied)",
        r"‹A› (?:is|was|remains?) the (?:recipient|destination|buyer) of ‹V›",
        rf"{_SUPPLIES} ‹V› of ‹A›'s? (?:arms|weapons|{_IMPORTS})",
        r"(?:imported|bought|received|purchased|acquired) by ‹A›",
        rf"‹A› {_ALSO}{_RECEIVES}\b{_NOT_A_NOUN}",
        rf"‹A›(?:'s?)? share (?:of|in) {_WORLD}{_IMPORTS}",
        rf"‹A›{_MAKES_UP}‹V› (?:of|in) {_WORLD}{_IMPORTS}",
        rf"‹A› (?:has |had )?(?:{_CHANGES}|‹V›) {_IMPORTS}",
    ),
}
# Who makes up a part of a state's trade is its partner; of a group's it may be a member as well.
_PART = rf"(?<!, and )‹([\d+]+)›(?:{_MAKES_UP}‹V› of|(?:'s?)? share (?:of|in)) ‹([\d+]+)›(?:'s?)? "
_PARTNERS = {"supplier": re.compile(_PART + _IMPORTS), "recipient": re.compile(_PART + _EXPORTS)}
_KINDS = (
    r"(?:[a-z-]+ )?(?:aircraft|fighters|jets|helicopters|tanks|ships|frigates|submarines|missiles"
    r"|drones|systems|ammunition|artillery)\b"
)
_RANKED = re.compile(
    rf"‹([\d+]+)›,? (?:(?:is|was|became|remained|remains|remain|as|still|now|the) )*"
    rf"(?:‹([\d+]+)›(?:'s?)? |{_WORLD})?‹V› {_ARMS}(?:(suppliers?|exporters?|sellers?)"
    r"|(?:importers?|recipients?|buyers?|customers?))\b"
    # Not of some goods alone, of a part of the world, or by another measure.
    rf"(?!{_OF_ARMS} (?:of (?!{_ANY_ARMS}|‹)|(?:in|on|within) (?!the world\b)"
    r"|(?:to|for) (?!‹)|(?:per|by|outside|among)\b)|.*\b(?:region|continent)\b)"
    rf"{_OF_ARMS}(?: (?:to|of|for) ‹([\d+]+)›(?! {_KINDS}))?"
)
_SHARES = {
    "share_of_world_exports": rf"(?:‹V›|share) (?:of|in) {_WORLD}{_EXPORTS}(?! to )"
    rf"|{_SUPPLIES} ‹V› of {_WORLD}(?:arms|weapons)(?= ?[.,;]|$)",
    "share_of_world_imports": rf"(?:‹V›|share) (?:of|in) {_WORLD}{_IMPORTS}(?! from )"
    rf"|{_RECEIVES} ‹V› of {_WORLD}(?:arms|weapons)(?= ?[.,;]|$)",
    "share_of_recipient_imports": rf"(?:‹V›|share) (?:of|in) (?:‹A›(?:'s?)? {_IMPORTS}(?! from )"
    rf"|{_IMPORTS} (?:by|of) ‹A›(?! from )|(?:the )?(?:arms|weapons) imported by ‹A›)"
    rf"|{_SUPPLIES} ‹V› of ‹A›'s? (?:arms|weapons)"
    r"|‹V› of ‹A›'s? (?:arms|weapons) (?:came|comes?|were supplied)"
    rf"|came ‹V› of {_IMPORTS} of ‹A›"
    rf"|‹A› {_ALSO}{_RECEIVES} ‹V› of (?:its|their) (?:arms|weapons|{_IMPORTS})"
    rf"|{_RECEIVES} ‹V› of (?:its|their) (?:arms|weapons|{_IMPORTS}) from ‹",
    "share_of_supplier_exports": rf"(?:‹V›|share) (?:of|in) (?:‹A›(?:'s?)? {_EXPORTS}(?! to )"
    rf"|{_EXPORTS} (?:by|of|from) ‹A›(?! to )"
    r"|‹A›(?:'s?)? (?:arms|weapons) (?:went|goe?s?|were delivered))"
    rf"|‹A› {_ALSO}{_SUPPLIES} ‹V› of (?:its|their) (?:{_EXPORTS}|(?:arms|weapons)\b(?! imp))",
}  # fmt: skip
# A trade in one kind of goods alone, of which nothing here tells; and what has such goods.
_OF_KIND = re.compile(
    rf"(?:{_EXPORTS}|{_IMPORTS}) of (?!(?:{_ANY_ARMS}|the|its|their)\b)[a-z]"
    rf"|\bof (?:arms|weapons) and (?!{_ANY_ARMS})[a-z]", re.IGNORECASE,
)  # fmt: skip
_KIND = re.compile(rf"‹[\d+]+›(?:'s?)? {_KINDS}")
# What rose or fell, where that is no volume.
_NO_VOLUME = re.compile(
    r"\b(?:share|number|values?|revenues?|spending|expenditures?|budgets?|costs?|prices?|profits?"
    r"|orders?|licen[cs]es|compan(?:y|ies)|firms?|makers?|permits|approvals|contracts"
    r"|(?:ex|im)port deals|rest of the world)\b[^,;]*‹V›",
    re.IGNORECASE,
)  # fmt: skip
# The 2022 invasion is of no period, and the 2011 level is what was in 2011.
_LEVEL = re.compile(
    rf"\b(?:[Tt]he|its|their) ({_YEAR}) (?:levels?|totals?|figures?|volumes?|peaks?|highs?|lows?)\b"
)
_EVENT = re.compile(
    rf"(\b(?:[Tt]he|[Aa]n?|its|their)|›'s?) {_YEAR} (?=[a-z])"
    rf"(?!{_EXPORTS}|{_IMPORTS}|(?:arms|share)\b)"
)
# Whose trade it is, of what or with whom, where that is not known: Moscow's, small, to allies.
_UNKNOWN = {
    side: re.compile(
        rf"\b(?!(?:{_ANY_ARMS}|the|of|in|on|to|and|but|while|as|s|annual|global|worldwide"
        rf"|international|world's?)\b)[^\W\d][\w'-]* {own}"
        rf"|(?:{others}) {word} (?!‹|\d)\w", re.IGNORECASE,
    )
    for side, own, others, word in (
        ("supplier", _EXPORTS, f"{_IMPORTS}|{_RECEIVES}", "from"),
        ("recipient", _IMPORTS, f"{_EXPORTS}|{_SUPPLIES}", "to"),
    )
}  # fmt: skip
# Before its own trade, if a party is named.
_OWN = re.compile(rf"(?:its|their|saw|boosted|up|approved|{_CHANGES})\b", re.IGNORECASE)
_TRADES = rf"(?:({_EXPORTS}|{_SUPPLIES})|{_IMPORTS}|{_RECEIVES})"
_RATIO = re.compile(
    rf"‹(\d+)›(?:'s?)? (?:share (?:of|in) {_WORLD})?{_TRADES}(?: (?:is|are|was|were|now|still))*"
    r" ‹V› "
    r"(?:as (?:much|many|large|big|high)(?: arms| weapons)? as |(?:that|those) of )*‹(\d+)›(?:'s?)?"
    r"(?= ?[.,;]|$)"
)
_HIGHER = re.compile(
    rf"‹(\d+)›(?:'s?)? {_TRADES}(?: (?:is|are|was|were|now|still))* ‹V›"
    r" (higher|more|larger|greater|bigger|lower|less|smaller) than (?:that of |those of )?‹(\d+)›"
    r"(?:'s?)?(?= ?[.,;—–-]|$)"
)
_PARTNERS_OF = re.compile(
    rf"‹(\d+)›(?: (?:has|had|also))* (?:({_SUPPLIES}){_GOODS}(?: to)?|{_RECEIVES}{_GOODS} from) ‹V›"
    + _STATES
)
_ALL_PARTNERS = re.compile(rf"^‹V›{_STATES} (?:({_SUPPLIES})|{_RECEIVES}){_GOODS}(?= ?[.,;]|$)")
_NAMED = r"(?:[A-Z]|\S*\d)[^\s,;]*[^\s,.;]"  # a word of a weapon's designation
_ITEMS = re.compile(
    r"^‹(\d+)›(?: (?:has|had))? (?:(supplied|delivered|exported|gave|donated|(sold))"
    r"|(?:imported|received|(bought|purchased|acquired))|(ordered))(?: ‹(\d+)›)? "
    rf"((?:(?:{LEADS}) ?)?{_COUNT}) (?!states|countries|nations|arms|weapons|per|[mb]illion|times)"
    rf"(?:({_NAMED}(?: {_NAMED})*)(?: [a-z -]+?)?|([a-z-]{{2,}}(?: [a-z-]+)?))"
    r"(?: (?:to|from) ‹(\d+)›)?(?= ?[.,;]|$)"
)
_OF_ANOTHER = re.compile(r"‹V› (?:higher|lower|more|less|larger|as|that of|those of)\b[^‹]*‹\d")
_SIPRI = re.compile(r"\bSIPRI\b|Stockholm International Peace Research Institute", re.IGNORECASE)
_DESIGNATION = re.compile(r"\b[A-Z]{1,5}-?\d[A-Z0-9]*(?=s?\b)")  # F-35, M1A2
_ACCORDING = re.compile(r"according to (?:the )?([^,.;:‹›]{2,60})", re.IGNORECASE)


def propose(sentence: str, names: Mapping[str, str]) -> dict[str, str]:
    """What a sentence says of each field: ``metric``, ``supplier``, ``recipient``, ``other`` as
    codes, ``weapon``, ``value`` with its words, ``period``, ``compared`` and ``attributed_to``.

    Args:
        sentence: One sentence, in English or in a language of :mod:`~etl.claims.tongues`.
        names: The code of each name that may stand in it.
    """
    sentence = with_hyphens(sentence)
    text = _FOOTNOTE.sub("", sentence.translate({0x2019: "'", 0x2039: None, 0x203A: None}))
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return {}
    fields = {}
    if credited := _SIPRI.search(text) or _ACCORDING.search(text):
        fields["attributed_to"] = "SIPRI" if credited.re is _SIPRI else credited[1].strip()
    text = _DOTTED.sub(lambda name: name[0].replace(".", ""), text)
    text = _FROM_BEFORE.sub(lambda was: (was[1] or "").rstrip(), _ELIDED.sub(r"\1' ", text))
    text, codes = with_parties(text, names)
    text, years = _with_periods(in_english(text))
    fields |= years
    text = _ASIDE.sub(" ", text)
    if items := _items(text, codes):
        return fields | items
    text, amount, kind = _with_number(text)
    if kind is None:
        return fields | {side: code for side, code in _parties(text, codes).items() if code}
    said = _said(text, amount, kind, codes)
    is_price = re.search(r"\$|usd|dollar", amount, re.IGNORECASE) and "supplier" not in said
    if is_price and (weapon := designation(sentence)):
        said["weapon"] = weapon
    if said.get("metric", "change_pct") != "change_pct":
        fields.pop("compared", None)
    return fields | said


def designation(text: str) -> str:
    """The first word of a text that designates a weapon by letters and digits; else nothing."""
    found = _DESIGNATION.search(text)
    return found[0] if found else ""


def _with_periods(text: str) -> tuple[str, dict[str, str]]:
    """The text with its periods marked, and which of them is the period, which that before."""
    found, is_unsure = list[str](), list[bool]()
    text = _EVENT.sub(r"\1 ", _LEVEL.sub(r"\1", _YEARS_TO.sub(_as_years, text)))

    def marked(year: re.Match[str]) -> str:
        before = text[: year.start()]
        is_no_period = _NO_PERIOD.search(before) or (
            len(year[0]) == 4 and (_BOUND.search(before) or _SOURCE.match(text, year.end()))
        )
        if is_no_period or len(found) == 9:
            return year[0]
        found.append(re.sub(" ?(?:to|and|through|until|till|[-–—/]) ?", "–", year[0]))
        if two := _TWO_YEARS.fullmatch(before[-8:] + year[0]):
            # A change between them may be that of one against the other, save SIPRI's five years.
            is_unsure.append(int(two[2]) - int(two[1]) != 4 and bool(_MOVE.search(text)))
        return f"‹P{len(found) - 1}›"

    text = _PERIOD.sub(marked, text)
    fields = {}
    if two := _TWO_PERIODS.search(text):
        compared, others = found[int(two[1])], {found[int(two[2])]}
    elif (of := _COMPARED.search(text)) and not any(is_unsure):
        compared = found[int(of[1])]
        others = {*found} - {compared}
    else:
        compared, others = "", {*found}
    if compared:
        fields["compared"] = compared
    if len(others) == 1 and not any(is_unsure):
        fields["period"] = others.pop()
    return re.sub(r",? ?(?:(?:in|during|over|between|from) )?‹P\d›", "", text), fields


def _as_years(told: re.Match[str]) -> str:
    """``the five years to 2020`` as ``2016–2020``."""
    count, last = (told[1] or "ten").lower(), int(told[2])
    years = WORDS.index(count) if count in WORDS else int(count)
    return f"{last - years + 1}–{last}"


def _with_number(text: str) -> tuple[str, str, re.Pattern[str] | None]:
    """The text with its one number marked, the number, and the form by which it was found.

    A number that the text denies, or that is one end of a range, is not the one it states.
    """
    found = [(form, one) for form in _AMOUNTS for one in form.finditer(text)]
    found = [
        (form, one)
        for form, one in found
        if not any(
            other is not one and other.start() <= one.start() and one.end() <= other.end()
            for _, other in found
        )
    ]
    if not found:
        found = [(form, one) for form in (_PLACE, _COUNTED) for one in form.finditer(text)]
    if len(found) != 1:
        return text, "", None
    form, one = found[0]
    marked = f"{text[: one.start()]}‹V›{text[one.end() :]}"
    return (text, "", None) if _NOT_IT.search(marked) else (marked, one[0], form)


def _said(text: str, amount: str, kind: re.Pattern[str], codes: list[str]) -> dict[str, str]:
    """The measure, the parties and the number as the form reads them."""
    if kind is _PLACE:
        return _ranked(text, amount, codes)
    if kind is _COUNTED:
        return _counted(text, amount, codes)
    if ratio := _RATIO.search(text) if kind is _TIMES and len(_marks(text)) == 2 else None:
        who, supplies, other = codes[int(ratio[1])], ratio[2], codes[int(ratio[3])]
        parties = {"supplier" if supplies else "recipient": who, "other": other}
        return parties | {"value": amount, "metric": "ratio"} if who and other else {}
    if higher := _HIGHER.search(text) if kind in _PARTS_OF_WHOLE else None:
        who, supplies, other = codes[int(higher[1])], higher[2], codes[int(higher[4])]
        parties = {"supplier" if supplies else "recipient": who, "other": other}
        is_told = who and other and len(_marks(text)) == 2
        return parties | {"value": f"{amount} {higher[3]}", "metric": "ratio"} if is_told else {}
    if _OF_ANOTHER.search(text) or (kind is _TIMES and len(codes) > 1 and not _MOVE.search(text)):
        return {}
    moves = {bool(move[1]) for move in _MOVE.finditer(text)}
    level = re.search(rf"(?:{UP}|{DOWN})(?: from \S+)? to ‹V›|‹V› of\b", text, re.IGNORECASE)
    is_signed = amount[0] in "-+–"
    parties = _parties(text, codes)
    metric = ""
    if kind is _SUMS:
        is_unit_told = re.search(r"tiv|[$€]|usd|dollar|euro", amount, re.IGNORECASE)
        metric = "volume" if is_unit_told and (not moves or level) else ""
    elif kind not in _PARTS_OF_WHOLE or is_signed or (moves and not level):
        if len(moves) < 2 and not _NO_VOLUME.search(text):
            metric = "change_pct"
            if moves and not is_signed and kind is not _MULTIPLIED:
                amount = _moved(text, amount, True in moves)
    elif len(fitting := [name for name, form in _SHARES.items() if _seen(form, text)]) == 1:
        metric = fitting[0]
    for side, partner in _PARTNERS.items():
        part = partner.search(text) if metric in SHARES else None
        if part and side not in parties:
            parties[side], whose = (_one(one, codes) for one in part.groups())
            if is_group(whose):
                return {"value": amount}
    named = {side: code for side, code in parties.items() if code}
    is_pair = metric in SHARES and metric.startswith(("share_of_rec", "share_of_sup"))
    if not is_pair and (len(named) < len(_marks(text)) or not (named or _seen(_OF_WORLD, text))):
        metric = ""  # it may be of somebody who is not placed
    if METRICS.get(metric, Metric()).about is None and "$" not in amount:
        is_owned = any(
            not (side in named and _OWN.match(one[0]))
            for side, form in _UNKNOWN.items()
            for one in form.finditer(text)
        )
        metric = "" if is_owned else metric
    if metric and any(getattr(METRICS[metric], side) is False for side in named):
        metric = ""
    is_of_two = is_pair and parties.get(METRICS[metric].wholes[0]) == ""
    if is_of_two or _OF_KIND.search(text) or (kind is not _SUMS and _KIND.search(text)):
        metric = ""
    return named | {"value": amount} | ({"metric": metric} if metric else {})


def _parties(text: str, codes: list[str]) -> dict[str, str]:
    """Who supplies and who receives, as far as somebody is named as that: empty if several are."""
    found = {
        side: {one for form in forms for one in _seen(form, text)} for side, forms in _ROLES.items()
    }
    both = found["supplier"] & found["recipient"]
    return {
        side: _one("+".join(sorted(refs)), codes) if not refs & both else ""
        for side, refs in found.items()
        if refs
    }


def _ranked(text: str, amount: str, codes: list[str]) -> dict[str, str]:
    """A place: of whom, and among whose suppliers or recipients."""
    ranked = _RANKED.search(text)
    if ranked is None:
        return {"value": amount}
    who, owner, supplies, other = ranked.groups()
    side, others = ("supplier", "recipient") if supplies else ("recipient", "supplier")
    parties = {side: _one(who, codes)}
    if whose := owner or other:
        parties[others] = _one(whose, codes)
    if owner and is_group(parties[others]):  # one of its members
        return {"value": amount}
    if not all(parties.values()) or len(parties) < len(_marks(text)):
        return {"value": amount}
    return parties | {"value": amount, "metric": f"rank_among_{side}s"}


def _counted(text: str, amount: str, codes: list[str]) -> dict[str, str]:
    """A number of states that one supplies, or receives from; or that all supply or receive."""
    if (all_of := _ALL_PARTNERS.search(text)) and not _marks(text):
        metric = "number_of_suppliers" if all_of[1] else "number_of_recipients"
        return {"value": amount, "metric": metric}
    of = _PARTNERS_OF.search(text)
    if not of or len(_marks(text)) > 1 or not codes[int(of[1])]:
        return {side: code for side, code in _parties(text, codes).items() if code}
    side, metric = ("supplier", "recipients") if of[2] else ("recipient", "suppliers")
    return {side: codes[int(of[1])], "value": amount, "metric": f"number_of_{metric}"}


def _items(text: str, codes: list[str]) -> dict[str, str]:
    """Items of a weapon that one party delivered to another; nothing if it is no such sentence."""
    found = _ITEMS.search(text)
    if not found:
        return {}
    who, supplies, sold, bought, ordered, given, amount, named, kind, other = found.groups()
    parties = [codes[int(ref)] for ref in (who, given or other) if ref]
    if not all(parties) or len(_marks(text)) > len(parties):
        return {}
    sides = ("supplier", "recipient") if supplies else ("recipient", "supplier")
    weapon = (named or kind).removesuffix("s")
    told = {"value": amount, "weapon": weapon}
    if not (sold or bought):  # which may mean an order, or what was delivered
        told["metric"] = "items_ordered" if ordered else "items"
    return dict(zip(sides, parties, strict=False)) | told


def _moved(text: str, amount: str, is_up: bool) -> str:
    """A change with the word that says which way, as the text has it or in one of ours."""
    if told := re.search(rf"\b(?:{UP}|{DOWN})(?: by| of)? ‹V›", text, re.IGNORECASE):
        return told[0].replace("‹V›", amount)
    return f"{'up' if is_up else 'down'} {amount}"


def _seen(form: str, text: str) -> list[str]:
    """What a form of :data:`_ROLES` or :data:`_SHARES` finds: numbers of parties, or a hit."""
    # Exports to India's neighbours are not to India, nor is what France and Germany do Germany's.
    form = re.sub("‹A›$", "‹A›(?!')", re.sub("^‹A›", r"(?<!, and )‹A›", form))
    return re.findall(form.replace("‹A›", r"‹([\d+]+)›"), text, re.IGNORECASE)


def _marks(text: str) -> set[str]:
    """The parties that a text names."""
    return set(re.findall(r"‹([\d+]+)›", text))


def _one(refs: str, codes: list[str]) -> str:
    """The code of a party; empty where several are meant, or one that is unknown."""
    meant = {codes[int(ref)] for ref in refs.split("+")}
    return meant.pop() if len(meant) == 1 else ""

"""Words of other languages in a sentence that quotes a figure, as the English ones.

Only what tells who supplies and who receives, which way a number moved, and what stands between:
names and numbers are read as they are. A sentence is taken for the language of which most words of
trade stand in it; an English one stays as it is.
"""

import re

# By language: the English word, and those that it stands for. The first five are words of trade.
_WORDS = {
    "de": {
        "supplied": r"lieferten?|exportierten?|verkauften?",
        "received": r"importierten?|kauften?|erhielt(?:en)?|bezog(?:en)?",
        "arms exports": r"(?:waffen|rüstungs)?(?:exporten?|ausfuhren)",
        "arms imports": r"(?:waffen|rüstungs)?(?:importen?|einfuhren)",
        "arms": r"waffen|rüstungsgütern?",
        "more than": r"(?:etwas )?mehr als|gut(?= (?:ein|zwei|drei|die|[0-9]))",
        "less than": r"weniger als",
        "nearly": r"fast|beinahe|nahezu|knapp",
        "up to": r"bis zu(?= [0-9])",
        "barely": r"kaum",
        "annually": r"(?:jähr|monat)lich|(?:pro|im|jedes) jahr(?! [0-9])",
        "number": r"zahl|anzahl",
        "share": r"anteile?s?",
        "value": r"werte?s?|umsatz|umsätze|ausgaben|kosten|genehmigungen",
        "rose": r"stieg(?:en)?|wuchs(?:en)?",
        "fell": r"sank(?:en)?|fiel(?:en)?",
        "doubled": r"verdoppelten? sich|hat sich verdoppelt",
        "a third": r"ein drittel",
        "two thirds": r"zwei drittel",
        "half": r"(?:die )?hälfte",
        "a quarter": r"ein viertel",
        "came": r"stammten?|kam(?:en)?",
        "went": r"ging(?:en)?",
        "per cent": r"prozent",
        "million": r"mio\.?|millionen",
        "billion": r"mrd\.?|milliarden",
        "between": r"zwischen",
        "and": r"und",
        "from": r"aus|seit|ab(?= [0-9])",
        "before": r"vor",
        "compared with": r"(?:im vergleich|verglichen) (?:zu[mr]?|mit)|gegenüber",
        "by": r"um",
        "to": r"an|nach|auf|bis(?= [0-9]{4}\b)",
        "of its": r"ihrer|seiner",
        "of": r"der|des|von",
        "": r"die|das|den|dem",
    },
    "fr": {
        "supplied": r"(?:a|ont) (?:fourni|livré|exporté|vendu)",
        "received": r"(?:a|ont) (?:importé|acheté|reçu)",
        "arms exports": r"exportations(?: d' arm(?:es|ements))?",
        "arms imports": r"importations(?: d' arm(?:es|ements))?",
        "arms": r"armes|armements",
        "more than": r"plus d(?:es?|u|')",
        "less than": r"moins d(?:es?|u|')",
        "nearly": r"près d(?:es?|u|')|presque",
        "up to": r"jusqu' ?à(?= [0-9])",
        "barely": r"à peine",
        "annually": r"(?:par|chaque) (?:an|année)|annuellement",
        "number": r"nombre",
        "share": r"part",
        "value": r"valeur|revenus?|dépenses|coûts?|chiffre d' affaires",
        "rose": r"(?:a|ont) (?:augmenté|progressé|bondi)",
        "fell": r"(?:a|ont) (?:baissé|reculé|diminué|chuté)",
        "doubled": r"(?:a|ont) doublé",
        "a third": r"un tiers",
        "two thirds": r"deux tiers",
        "half": r"(?:la )?moitié",
        "a quarter": r"un quart",
        "came from": r"(?:pro)?(?:vien(?:nen)?t|venai(?:en)?t) d(?:es?|u|')",
        "went to": r"(?:sont|est) allée?s? (?:à|en|aux?|vers)",
        "per cent": r"pour cent",
        "billion": r"milliards",
        "between": r"entre",
        "and": r"et",
        "from": r"depuis|en provenance d(?:es?|u|')",
        "before": r"avant|précédant",
        "compared with": r"(?:par rapport|comparée?s?) (?:à|aux?)",
        "of its": r"de (?:ses|leurs)",
        "by": r"de(?= [0-9])",
        "to": r"à|aux?|jusqu' ?en",
        "of": r"de|des|du|d'",
        "": r"les?|la|l'|ses",
    },
    "es": {
        "supplied": r"suministr(?:ó|aron)|entreg(?:ó|aron)|export(?:ó|aron)|vendi(?:ó|eron)",
        "received": r"import(?:ó|aron)|compr(?:ó|aron)|recibi(?:ó|eron)",
        "arms exports": r"exportaciones(?: de arm(?:as|amento))?",
        "arms imports": r"importaciones(?: de arm(?:as|amento))?",
        "arms": r"armas|armamento",
        "more than": r"más de(?:l| una?(?= [0-9]))?",
        "less than": r"menos de(?:l| una?(?= [0-9]))?",
        "nearly": r"(?:cerca|casi)(?: de)?l?",
        "about": r"alrededor del?",
        "barely": r"apenas",
        "annually": r"(?:al|por|cada) año|anual(?:es|mente)?",
        "number": r"número",
        "share": r"cuota|participación|proporción",
        "value": r"valor|ingresos|gastos?|costes?|costos?",
        "rose": r"aument(?:ó|aron)|creci(?:ó|eron)|subi(?:ó|eron)",
        "fell": r"ca(?:yó|yeron)|disminuy(?:ó|eron)|baj(?:ó|aron)",
        "doubled": r"se duplic(?:ó|aron)",
        "a third": r"un tercio",
        "two thirds": r"dos tercios",
        "half": r"(?:la )?mitad",
        "a quarter": r"un cuarto|una cuarta parte",
        "came from": r"(?:procedía|procedían|provino|provinieron|vino|vinieron) de",
        "went to": r"(?:fue|fueron) a",
        "per cent": r"por ciento",
        "billion": r"mil millones",
        "million": r"millones",
        "between": r"entre",
        "and": r"y",
        "from": r"desde",
        "before": r"antes de",
        "compared with": r"(?:en comparación|comparad[oa]s?) con|respecto (?:a|de)|frente a",
        "of its": r"de sus?",
        "to": r"a|al|hasta(?= [0-9]{4}\b)",
        "of": r"de|del",
        "": r"el|la|los|las|un|sus",
    },
    "ru": {
        "supplied": r"поставил[аио]?|экспортировал[аио]?|продал[аио]?",
        "received": r"импортировал[аио]?|купил[аио]?|получил[аио]?",
        "arms exports": r"экспорт\w*(?: (?:оружия|вооружений))?",
        "arms imports": r"импорт\w*(?: (?:оружия|вооружений))?",
        "arms": r"оружия|вооружени[яй]",
        "more than": r"более(?: чем)?|больше(?: чем)?|свыше",
        "less than": r"менее(?: чем)?|меньше(?: чем)?",
        "nearly": r"почти",
        "barely": r"едва",
        "annually": r"ежегодно|в год|каждый год",
        "number": r"число|количество",
        "share": r"дол[яюие]",
        "value": r"стоимость|доход\w*|расход\w*|выручка",
        "rose": r"вырос(?:ла|ло|ли)?|увеличил(?:ся|ась|ось|ись)",
        "fell": r"упал[аио]?|сократил(?:ся|ась|ось|ись)|снизил(?:ся|ась|ось|ись)",
        "doubled": r"удвоил(?:ся|ась|ось|ись)",
        "a third": r"треть",
        "two thirds": r"две трети",
        "half": r"половин[ау]",
        "a quarter": r"четверть",
        "per cent": r"процент\w*",
        "million": r"млн\.?|миллион\w*",
        "billion": r"млрд\.?|миллиард\w*",
        "and": r"и",
        "by": r"на(?= [0-9])",
        "compared with": r"по сравнению с",
        "from": r"из|с(?= [0-9]{4})",
        "before": r"до(?= [0-9]{4})",
        "to": r"по(?= [0-9]{4})",
        "": r"год(?:у|ах|ы)|гг?\.",
    },
    "tr": {
        "supplied": r"sağladı|tedarik etti|ihraç etti|sattı",
        "received": r"ithal etti|satın aldı|aldı",
        "arms exports": r"(?:silah )?ihracatı(?:n[ıd]\w*)?",
        "arms imports": r"(?:silah )?ithalatı(?:n[ıd]\w*)?",
        "arms": r"silah(?:lar)?ı?n?",
        "annually": r"yıllık|her yıl|yılda",
        "share": r"payı\w*",
        "value": r"değeri\w*|geliri\w*|harcama\w*",
        "rose": r"arttı|yükseldi",
        "fell": r"azaldı|düştü|geriledi",
        "doubled": r"iki katına çıktı",
        "a third": r"üçte bir\w*",
        "half": r"yarısın?ı?",
        "a quarter": r"dörtte bir\w*",
        r"\1 per cent": r"(?:yüzde|%) ?([0-9.,]+)(?:'\w+)?",
        "million": r"milyon",
        "billion": r"milyar",
        "and": r"ve",
        r"from \1": r"([0-9]{4})'\w+ (?:beri|itibaren|bu yana)",
        r"compared with \1": r"([0-9]{4}[-–][0-9]{2,4})(?:'\w+)?(?: dönemi\w*)? (?:göre|kıyasla)",
        "'s": r"(?<=›)'\w+",
        "": r"dönem\w*|yıl\w*",
    },
}  # fmt: skip
_FORMS = {
    tongue: [
        (re.compile(rf"(?<![\w‹])(?:{form})(?![\w›])", re.IGNORECASE), english)
        for english, form in words.items()
    ]
    for tongue, words in _WORDS.items()
}
_OF_TRADE = 5
# What may follow a trade, and is no adjective.
_ENGLISH = "of|to|by|from|in|rose|fell|doubled|came|went|and|compared"


def in_english(text: str) -> str:
    """The text with the words of its language as English ones; names and numbers are left."""
    found = {
        tongue: sum(len(form.findall(text)) for form, _ in forms[:_OF_TRADE])
        for tongue, forms in _FORMS.items()
    }
    tongue = max(found, key=lambda one: found[one])
    for form, english in _FORMS[tongue] if found[tongue] else ():
        text = form.sub(english, text)
        # A genitive says *of*.
        text = re.sub(r"(arms (?:ex|im)ports) (?=‹)", r"\1 of ", text)
        text = re.sub(r"(%|cent|thirds?|half|quarter) (?=arms (?:ex|im)ports)", r"\1 of ", text)
    if tongue in ("fr", "es"):  # whose trade it is stands behind it
        text = re.sub(rf"(arms (?:ex|im)ports) (?!(?:{_ENGLISH})\b)([^\W\d]+)", r"\2 \1", text)
    return " ".join(text.split())

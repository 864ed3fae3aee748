"""The names of States in the language of the page."""

from functools import lru_cache

UNITED_NATIONS_NAMES = {
    "ar": {
        "BJ": "بنن",
        "BN": "بروني دار السلام",
        "BQ": "بونير وسانت يوستاتيوس وسابا",
        "CD": "جمهورية الكونغو الديمقراطية",
        "CG": "الكونغو",
        "CI": "كوت ديفوار",
        "CL": "شيلي",
        "CV": "كابو فيردي",
        "CZ": "تشيكيا",
        "FK": "جزر فوكلاند (مالفيناس)",
        "FM": "ولايات ميكرونيزيا الموحدة",
        "HK": "هونغ كونغ",
        "IR": "جمهورية إيران الإسلامية",
        "IS": "أيسلندا",
        "KP": "جمهورية كوريا الشعبية الديمقراطية",
        "KR": "جمهورية كوريا",
        "LA": "جمهورية لاو الديمقراطية الشعبية",
        "LU": "لكسمبرغ",
        "MD": "جمهورية مولدوفا",
        "MF": "سان مارتن (الجزء الفرنسي)",
        "MM": "ميانمار",
        "MO": "ماكاو",
        "MT": "مالطة",
        "MV": "ملديف",
        "PS": "دولة فلسطين",
        "RU": "الاتحاد الروسي",
        "SX": "سانت مارتن (الجزء الهولندي)",
        "SY": "الجمهورية العربية السورية",
        "TZ": "جمهورية تنزانيا المتحدة",
        "US": "الولايات المتحدة الأمريكية",
        "UY": "أوروغواي",
        "VA": "الكرسي الرسولي",
        "VN": "فييت نام",
    },
    "es": {
        "BD": "Bangladesh",
        "BH": "Bahrein",
        "BN": "Brunei Darussalam",
        "BO": "Bolivia (Estado Plurinacional de)",
        "BQ": "Bonaire, San Eustaquio y Saba",
        "BT": "Bhután",
        "BW": "Botswana",
        "BY": "Belarús",
        "DJ": "Djibouti",
        "FJ": "Fiji",
        "FK": "Islas Malvinas (Falkland Islands)",
        "FM": "Micronesia (Estados Federados de)",
        "GW": "Guinea-Bissau",
        "IQ": "Iraq",
        "IR": "Irán (República Islámica del)",
        "KE": "Kenya",
        "KN": "Saint Kitts y Nevis",
        "KP": "República Popular Democrática de Corea",
        "KR": "República de Corea",
        "KZ": "Kazajstán",
        "LA": "República Democrática Popular Lao",
        "LS": "Lesotho",
        "MD": "República de Moldova",
        "MF": "San Martín (parte francesa)",
        "ML": "Malí",
        "MM": "Myanmar",
        "MW": "Malawi",
        "NZ": "Nueva Zelandia",
        "PS": "Estado de Palestina",
        "PW": "Palau",
        "QA": "Qatar",
        "RO": "Rumania",
        "RU": "Federación de Rusia",
        "RW": "Rwanda",
        "SA": "Arabia Saudita",
        "SR": "Suriname",
        "SX": "San Martín (parte neerlandesa)",
        "SY": "República Árabe Siria",
        "SZ": "Eswatini",
        "TR": "Türkiye",
        "TZ": "República Unida de Tanzanía",
        "US": "Estados Unidos de América",
        "VA": "Santa Sede",
        "VE": "Venezuela (República Bolivariana de)",
        "VN": "Viet Nam",
        "ZW": "Zimbabwe",
    },
}
"""What the United Nations call a State where common usage differs. Beside these, CLDR's names
serve: the Arabic ones of the ISO 3166 catalogue are old and in part misspelt."""


@lru_cache(maxsize=4096)
def state_name_in(code: str, name: str, language: str) -> str:
    """The name of a State in a language; `name`, the English one, where none is known."""
    short = language.split("-")[0]
    if short == "en":
        return name
    if short in UNITED_NATIONS_NAMES:
        return UNITED_NATIONS_NAMES[short].get(code) or _in_cldr(code, short) or name
    return _in_iso_catalogue(code, name, short) or _in_cldr(code, short) or name


def _in_cldr(code: str, language: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(language).territories.get(code, ""))
    except (UnknownLocaleError, ValueError):
        return ""


def _in_iso_catalogue(code: str, name: str, language: str) -> str:
    import gettext

    import pycountry

    try:
        catalogue = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
    except OSError:
        return ""
    country = pycountry.countries.get(alpha_2=code)
    known = [name]
    if country is not None:
        known += [getattr(country, "common_name", country.name), country.name]
    for original in known:
        translated = catalogue.gettext(original)
        if translated != original:
            return translated
    return ""

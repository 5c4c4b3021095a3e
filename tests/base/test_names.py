"""Finding a person in any transliteration: what must meet, what must not, and what holds for every text."""

import unicodedata
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.base.names import (
    MOST_KEYS,
    fold,
    name_keys,
    parse_birth_date,
    phone_digits,
    query_keys,
    query_words,
    skeleton,
)

TODAY = date(2026, 11, 22)

# Every name of a line must find every other of the same line.
ONE_NAME = [
    "Müller Mueller Muller MÜLLER Мюллер Mu\u0308ller",
    "محمد مُحَمَّد Muhammad Mohammed Mohamed Mohammad Muhammed Мухаммад Мохаммед",
    "Олександр Oleksandr Aleksandr Alexander Александр Alexandr",
    "Олексій Oleksii Алексей Alexej Alexei",
    "Олена Olena Елена Elena Jelena Yelena",
    "Yusuf Jusuf Yousef Youssef Yusef يوسف یوسف Юсуф",
    "Schmidt Schmitt Шмидт",
    "Dschihad Jihad Djihad Dzhihad جهاد Джихад",
    "أحمد احمد Ahmad Ahmed Achmed",
    "حسين حسین Hussein Husain Hussain Hossein Husein Хусейн",
    "علي علی Ali Aly Али",
    "فاطمة فاطمه Fatima Fatemeh Fatma Fatimah",
    "خديجة خدیجه Khadija Chadidscha Khadidja",
    "عائشة Aisha Aischa Ayscha Aïcha Ayşe",
    "ليلى لیلا Leila Layla Laila Leyla",
    "سعيد Said Saeed Sa'id Saïd Sa‘id",
    "نور Nour Nur Noor",
    "عثمان Othman Osman Uthman Usman",
    "رضا Reza Resa",
    "رضا Rida Ridha",
    "قاسم Qasem Kasem Kassem",
    "قاسم Qasem Ghasem",
    "غلام Ghulam Gholam",
    "توفيق Tawfiq Taufik Tawfik",
    "داود Dawud Daoud Dawoud",
    "وليد Walid Waleed Valid",
    "عمر Omar Umar Omer",
    "سامي Sami Samy",
    "سارة سارا Sara Sarah",
    "صالح Saleh Salih",
    "طه Taha",
    "فؤاد Fuad Fouad",
    "ياسمين Jasmin Yasmin Yasmeen",
    "شيماء Shaima Schaima Chaima",
    "عبدالله عبدالّله Abdullah Abdallah Abdulla",
    "پرویز Parviz Parwiz",
    "چنگیز Çingiz Chingiz Tschingis",
    "گلناز Golnaz Gulnas",
    "ژاله Zhaleh Jaleh",
    "ربيع Rabi Rabie",
    "Şükrü Schükrü",
    "Şükrü Sukru",
    "Çelik Celik",
    "Çelik Tschelik",
    "Yıldız Yildiz Jildis",
    "Erdoğan Erdogan",
    "Işık Isik",
    "Юлія Юлия Yuliia Julia Iuliia Yulia",
    "Євген Yevhen Ievgen Jewgen",
    "Тетяна Татьяна Tetiana Tatjana Tetyana",
    "Людмила Liudmyla Ljudmila Lyudmila Ludmila",
    "Сергій Сергей Serhii Serhij Sergej Sergey",
    "Михайло Mykhailo Michailo Michail",
    "Мар'яна Марʼяна Marjana Mariana",
    "Щербак Shcherbak Schtscherbak",
    "Кузнецов Kusnezow Kuznetsov Kuznezov",
    "Жуков Schukow Zhukov Shukow",
    "Йованович Јовановић Jovanović Jovanovic Jovanovitsch",
    "გიორგი Giorgi",
    "Հովհաննես Hovhannes",
    "ኣብርሃም Abraham Abrham",
    "ብርሃን Berhan Birhan",
    "ተስፋይ Tesfay Tesfai",
    "Meier Meyer Maier Mayer",
    "Schulz Schulze Schultz",
    "Weiß Weiss",
    "O'Brien O’Brien OBrien",
    "Nguyễn Nguyen",
    "Хайт Khayt Hait Chait",
    "خان Khan Chan Хан",
    "Hoxha Hodscha Hodja",
    "Matthias Mathias",
    "Łukasz Lukasz",
]

# No two names of a line may find each other.
TWO_NAMES = [
    "Müller Miller Möller Mahler Meier",
    "Мюллер Miller",
    "Mehmet Muhammad",
    "Mehmet Mohammed",
    "Mehmet محمد",
    "Hans Heinz",
    "Omar Amir",
    "Ahmad Hamid Emad",
    "أحمد حميد",
    "محمد أحمد",
    "Hassan Hussein",
    "Ali Ela",
    "Ali Ala",
    "Sami Sima Sam Sama",
    "Amin Amina",
    "Nour Nora Nuri",
    "Said Saida",
    "Dina Tina",
    "Ivan Jan",
    "Walid Khalid",
    "كريم كمال",
    "Lena Luna",
    "Ng Nga Nguyen",
    "Bauer Brauer",
    "Anna Hanna",
    "Fatima Fadime",
]


def finds(query: str, name: str) -> bool:
    return not set(query_keys(query).skeletons).isdisjoint(name_keys(name).skeletons)


@pytest.mark.parametrize("line", ONE_NAME)
def test_every_spelling_of_a_name_finds_every_other(line: str) -> None:
    missed = [(a, b) for a in line.split() for b in line.split() if not finds(a, b)]
    assert not missed


@pytest.mark.parametrize("line", TWO_NAMES)
def test_different_names_do_not_find_each_other(line: str) -> None:
    merged = [(a, b) for a, b in combinations(line.split(), 2) if finds(a, b) or finds(b, a)]
    assert not merged


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "muller"),
        ("MUELLER", "muller"),
        ("Weiß", "weiss"),
        ("Anna-Lena  Groß", "anna lena gross"),
        ("O'Brien", "obrien"),
        ("Sa‘id", "said"),
        ("Şükrü Işık İnan", "sukru isik inan"),
        ("Søren Ærø", "soren aro"),
        ("Łukasz Đorđević", "lukasz dordevic"),
        ("Олександр", "oleksandr"),
        ("يوسف", "iusf"),
        ("محمد\u200cعلی", "mhmd ali"),
        ("(geb. Meyer)", "geb meyer"),
        ("😀 …", ""),
        ("", ""),
    ],
)
def test_folding_gives_plain_words(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "names",
    [
        "Müller Mueller Muller Мюллер",
        "محمد Muhammad Mohammed Mohamed",
        "يوسف Yusuf Jusuf Yousef",
        "جهاد Jihad Dschihad",
    ],
)
def test_the_skeleton_of_a_name_is_the_same_in_every_spelling(names: str) -> None:
    assert len({skeleton(name) for name in names.split()}) == 1


def test_every_latin_letter_of_a_german_register_leaves_something_to_search_by() -> None:
    # The blocks from which DIN 91379 takes its composed letters, and its letters with combining signs.
    blocks = (*range(0xC0, 0x180), *range(0x1CD, 0x234), *range(0x1E00, 0x1F00), *map(ord, "ƏəƗɨƠơƯưƵƶƷʒ"))
    latin = [chr(code) for code in blocks if chr(code).isalpha()] + ["m\u0302", "c\u0306", "l\u0325\u0304", "h\u032d"]
    unreadable = [letter for letter in latin if not fold(letter) or not skeleton("b" + letter)]
    assert not unreadable


@pytest.mark.parametrize(
    "name", ["გიორგი", "Հովհաննես", "ኣብርሃም", "ፅጌ", "김", "陈", "Γιώργος", "राम", "אברהם", "ব", "ไทย", "Ng", "Aya"]
)
def test_a_name_in_any_script_gets_keys(name: str) -> None:
    assert fold(name)
    assert skeleton(name)
    assert name_keys(name).skeletons


def test_the_order_of_names_does_not_matter() -> None:
    assert name_keys("Yusuf", "Al-Hassan Müller") == name_keys("Al-Hassan Müller", "Yusuf")
    assert finds("Hassan Yusuf", "Yusuf Hassan")


@pytest.mark.parametrize(
    "query", ["Rahman", "Abdul Rahman", "Abdulrahman", "Abd al-Rahman", "عبد الرحمن", "عبدالرحمن", "Abdurrahman"]
)
@pytest.mark.parametrize(
    "stored", ["Abdul Rahman", "Abdulrahman", "Abdurrahman", "عبد الرحمن", "عبدالرحمن", "Abdel-Rahman"]
)
def test_a_name_with_abd_is_found_joined_or_apart(query: str, stored: str) -> None:
    assert finds(query, stored)


@pytest.mark.parametrize("query", ["Hassan", "al-Hassan", "Alhassan", "الحسن", "El Hassan"])
def test_an_article_may_be_apart_joined_or_missing(query: str) -> None:
    assert finds(query, "Al-Hassan")


def test_an_article_alone_does_not_find_everybody_who_has_one() -> None:
    assert not finds("Al-Hassan", "Al-Masri")
    assert not finds("von Müller", "von Schmidt")
    assert not finds("A. Müller", "A. Schmidt")


def test_someone_whose_only_name_looks_like_an_article_is_found() -> None:
    assert finds("An", "An Nguyen")
    assert finds("Abdul", "Abdul Rahman")


def test_a_double_barrelled_name_is_found_by_either_half() -> None:
    assert finds("Lüdenscheidt", "Müller-Lüdenscheidt")
    assert finds("Mueller", "Müller-Lüdenscheidt")


def fits(query: str, name: str) -> bool:
    stored = set(name_keys(name).skeletons)
    return bool(query_words(query)) and all(not stored.isdisjoint(word) for word in query_words(query))


@pytest.mark.parametrize(
    "query",
    ["Mohammed Müller", "Mueller, Muhammad", "محمد Müller", "von Müller", "M. Müller", "Мюллер", "Abdul Mohamed"],
)
def test_a_person_fits_a_query_when_every_telling_word_is_found(query: str) -> None:
    assert fits(query, "Muhammad von Müller")


@pytest.mark.parametrize("query", ["Mohammed Miller", "Ahmad Müller", "Mohammed Müller Schmidt", "", "1990", "…"])
def test_a_person_does_not_fit_a_query_with_another_word(query: str) -> None:
    assert not fits(query, "Muhammad von Müller")


def test_numbers_in_a_query_are_no_name() -> None:
    assert query_keys("Müller 1990").skeletons == query_keys("Müller").skeletons
    assert query_keys("1990").skeletons == ()


def test_a_name_has_few_keys() -> None:
    everyday = [name for line in ONE_NAME for name in line.split()]
    assert sum(len(name_keys(name).skeletons) for name in everyday) / len(everyday) < 6


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folded_text_is_lower_case_ascii_words(text: str) -> None:
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in fold(text).split(" ") if word)


@given(st.text(alphabet=st.characters()), st.text())
def test_no_text_breaks_the_keys(name: str, other: str) -> None:
    keys = name_keys(name, other)
    assert name_keys(other, name) == keys
    assert all(key.isascii() and ":" in key for key in keys.skeletons)
    assert skeleton(name).isascii()
    query_keys(name)


@given(st.text(alphabet=st.characters(codec="utf-16", categories=["L", "M"]), max_size=12))
def test_one_word_has_a_bounded_number_of_keys(word: str) -> None:
    assert len(query_keys(word).skeletons) <= 2 * MOST_KEYS * max(1, len(word.split()))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßçşğéмюлерنيوسف", min_size=1))
def test_a_name_finds_itself_in_capitals_and_decomposed(name: str) -> None:
    if query_keys(name).skeletons:
        assert finds(name.upper(), name) or "ß" in name
        assert finds(unicodedata.normalize("NFD", name), name)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("02365 99-0", "02365990"),
        ("+49 2365 99-0", "02365990"),
        ("+49 (0) 2365 / 99-0", "02365990"),
        ("0049 2365 990", "02365990"),
        ("(02365) 990", "02365990"),
        ("0171/123 45 67", "01711234567"),
        ("+380 44 123 45 67", "00380441234567"),
        ("00380 44 1234567", "00380441234567"),
        ("+39 06 1234", "0039061234"),
        ("٠١٧١ ١٢٣", "0171123"),
        ("99 12", "9912"),
        ("Tel. +49 171 1", "01711"),
        ("+49", ""),
        ("keine", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_becomes_comparable_digits(written: str, digits: str) -> None:
    assert phone_digits(written) == digits


@given(st.text(alphabet="+0123456789 ()/-"))
def test_phone_digits_of_phone_digits_change_nothing(text: str) -> None:
    assert phone_digits(phone_digits(text)) == phone_digits(text)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("01.02.1990", date(1990, 2, 1)),
        (" 1.2.1990 ", date(1990, 2, 1)),
        ("1.2.90", date(1990, 2, 1)),
        ("1. 2. 90", date(1990, 2, 1)),
        ("1990-02-01", date(1990, 2, 1)),
        ("01/02/1990", date(1990, 2, 1)),
        ("1-2-1990", date(1990, 2, 1)),
        ("01021990", date(1990, 2, 1)),
        ("19900201", date(1990, 2, 1)),
        ("٠١.٠٢.١٩٩٠", date(1990, 2, 1)),
        ("22.11.26", date(2026, 11, 22)),
        ("23.11.26", date(1926, 11, 23)),
        ("29.2.00", date(2000, 2, 29)),
        ("22.11.2026", date(2026, 11, 22)),
        ("23.11.2026", None),
        ("31.2.1990", None),
        ("1.13.1990", None),
        ("29.2.1900", None),
        ("1.1.1899", None),
        ("1369/05/12", None),
        ("Müller", None),
        ("1990", None),
        ("", None),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(written: str, born: date | None) -> None:
    assert parse_birth_date(written, TODAY) == born


def test_without_a_given_day_the_birth_date_is_read_as_of_today() -> None:
    assert parse_birth_date("01.02.1990") == date(1990, 2, 1)


@given(st.text())
def test_no_text_breaks_the_birth_date(text: str) -> None:
    parse_birth_date(text, TODAY)


@given(
    st.dates(min_value=date(1927, 1, 1), max_value=date(2026, 11, 22)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y"]),
)
def test_every_written_birth_date_is_read_back(born: date, style: str) -> None:
    assert parse_birth_date(born.strftime(style), TODAY) == born

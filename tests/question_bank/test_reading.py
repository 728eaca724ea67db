"""What is wrong with a file is named by file, line and field; what is right is read as it is."""

import io
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from question_bank.checks import checked_together
from question_bank.faults import Fault, UnreadableFile
from question_bank.formats import FORMATS, gift, json_files, markup
from question_bank.question import Question
from question_bank.reading import Placed, Reader
from tests.question_bank.made import FIELDS, question

NUL = "a\0b"
TWO_PRICES = "Costa 5$ oggi.\nE 10$ domani."
HEAD = (
    "subject,topic,difficulty,text,option_a,option_b,option_c,option_d,option_e,"
    "correct_answer,explanation"
)
ROW = "physics,Fluidi,2,Quanto?,1,2,3,4,5,a,Perché sì."
WRONG_ROW = ROW.replace(",2,", ",9,", 1)
OPTIONS = "{ =uno ~due ~tre ~quattro ~cinque ####Perché sì. }"
ANSWERS = "".join(
    f'<answer fraction="{100 if number == 1 else 0}"><text>{number}</text></answer>'
    for number in range(1, 6)
)
MOODLE_TEXTS = (
    '<questiontext format="html"><text>Quanto?</text></questiontext>'
    '<generalfeedback format="html"><text>Perché sì.</text></generalfeedback>'
)
YAML_QUESTION = """\
  - topic: Fluidi
    difficulty: 2
    text: Quanto?
    options: {a: uno, b: due, c: tre, d: quattro, e: cinque}
    correct_answer: a
    explanation: Perché sì.
"""
YAML = f"subject: physics\ntopics: [Fluidi]\nquestions:\n{YAML_QUESTION}"


def found_in(tmp_path: Path, name: str, content: str | bytes, reader: Reader) -> list[object]:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(reader.read([path]))


def faults(tmp_path: Path, name: str, content: str | bytes) -> list[str]:
    """The faults of a file, without its folder."""
    reader = Reader(defaults={"topic": "Fluidi", "difficulty": 2}, overrides={"subject": "physics"})
    message = found_in(tmp_path, name, content, reader)
    return [str(one).removeprefix(f"{tmp_path}/") for one in message if isinstance(one, Fault)]


def moodle(*questions: str) -> str:
    return "<quiz>\n" + "\n".join(questions) + "\n</quiz>"


def multichoice(content: str) -> str:
    return f'<question type="multichoice">{content}</question>'


def as_json(**changes: object) -> str:
    return json.dumps({**FIELDS, **changes}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        # CSV
        ("a.csv", f"{HEAD}\n{ROW}\n{ROW.replace(',2,', ',4,')}\n", "a.csv:3: difficulty: Input"),
        ("a.csv", f"{HEAD}\n{ROW.replace(',a,', ',f,')}\n", "a.csv:2: correct_answer: Input"),
        ("a.csv", f"{HEAD}\n{ROW.replace(',3,', ',,')}\n", "a.csv:2: option_c: is missing"),
        ("a.csv", f"{HEAD}\n{ROW.replace(',3,', ',1,')}\n", "a.csv:2: options: two of them are"),
        ("a.csv", f"{HEAD}\n{ROW},more\n", "a.csv:2: has 12 cells, the first row names 11"),
        ("a.csv", f"sep=,\n{HEAD},colour\n{ROW},red\n", "a.csv:2: no column of ours is called"),
        ("a.csv", f"\n\n{HEAD}\n{WRONG_ROW}\n", "a.csv:4: difficulty: Input"),
        ("a.csv", f"{HEAD},,\n{ROW},x,\n", "a.csv:2: has 13 cells, the first row names 11"),
        ("a.csv", f"{HEAD},colour\n{ROW},red\n", "a.csv:1: no column of ours is called 'colour'"),
        ("a.csv", f"{HEAD},topic\n{ROW},x\n", "a.csv:1: the first row names a column twice"),
        ("a.csv", f'{HEAD}\n{ROW}\n"open', "a.csv:3: is no CSV: unexpected end of data"),
        ("a.csv", f"{HEAD}\n{ROW}\n".encode() + b"\xff", "a.csv:3: is not UTF-8 (byte 1)"),
        (
            "a.csv",
            f'{HEAD}\n"physics",Fluidi,2,"Su\npiù\nrighe",1,2,3,4,5,a,x\n{WRONG_ROW}',
            "a.csv:5: difficulty: Input",
        ),
        # JSON
        ("a.json", f"[\n{as_json()},\n{as_json(difficulty=0)}]", "a.json:3: difficulty: Input"),
        ("a.json", f"[\n{as_json(colour='red')}]", "a.json:2: colour: is no field of a question"),
        ("a.json", f"[{as_json(text=7)}]", "a.json:1: text: Input should be a valid string"),
        ("a.json", f"[{as_json()}\n{as_json()}]", "a.json:2: is no JSON: Expecting ',' delimiter"),
        ("a.json", f"[{as_json()},\n7]", "a.json:2: an object is missing here"),
        ("a.json", f"[{as_json()},\n]", "a.json:"),
        ("a.json", as_json(), "a.json:1: an array of objects is missing here"),
        ("a.json", '[{"text":\n\n"open', "a.json:3: is no JSON: Unterminated string"),
        ("a.json", '[{"difficulty":\nNaN}]', "a.json:1: is no JSON: NaN is no JSON number"),
        ("a.json", f"[{as_json()}]\nmore", "a.json:2: is no JSON: Extra data"),
        ("a.json", f"[{as_json()},\n".encode() + b"\xff", "a.json:2: is not UTF-8"),
        ("a.json", "[" + '{"a":' * 100_000, "a.json:1: is nested too deeply"),
        ("a.json", '[\n{"text": "a", "text": "b"}]', "a.json:2: an object here has two members"),
        ("a.json", f"[{as_json(text='A $ sign')}]", "a.json:1: text: has an odd number of $"),
        ("a.json", f"[{as_json(text='$$x^2$$')}]", "a.json:1: text: has an empty $…$, or one"),
        ("a.json", f"[{as_json(text=TWO_PRICES)}]", "a.json:1: text: has an empty $…$, or one"),
        ("a.json", f"[{as_json(text=NUL)}]", "a.json:1: text: holds a character that no"),
        ("a.json", f"[{as_json(image_url='ftp://x')}]", "a.json:1: image_url: String should"),
        ("a.json", f"[{as_json(passage_text='?')}]", "a.json:1: passage_text: a passage has a"),
        ("a.csv", f"{HEAD},{'x' * 10**5}\n", "a.csv:1: no column of ours is called 'xxxx"),
        ("a.json", f"[{as_json(text='e' + 31 * chr(0x301))}]", "a.json:1: text: holds a letter"),
        # YAML
        ("a.yaml", "subject: &a x\ntopics: [*a]\n", "a.yaml:2: an alias (*) stands here"),
        ("a.yaml", "subject: x\nquestions:\n  - {topic: [" + "y, " * 10**5 + "]}\n", "a.yaml:3: "),
        # Moodle XML
        ("a.xml", moodle(multichoice(MOODLE_TEXTS)), "a.xml:2: options: are 0; a question has"),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS), multichoice(ANSWERS)),
            "a.xml:3: text: is missing",
        ),
        ("a.xml", moodle('<question type="essay"/>'), "a.xml:2: is of the type 'essay', not"),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS.replace('"0"', '"50"', 1))),
            "a.xml:2: correct_answer: exactly one option must be right, and earn 100 %",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS.replace('"0"', '"x"', 1))),
            "a.xml:2: correct_answer: a fraction is no number",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS.replace("Quanto?", "&lt;img src='@@X@@'>") + ANSWERS)),
            "a.xml:2: text: holds an image of its own",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS.replace("<text>3", "<text>&lt;svg/>3"))),
            "a.xml:2: options: hold what a plain text cannot show",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS.replace('"100"', '"50"', 1))),
            "a.xml:2: correct_answer: exactly one option must be right, and earn 100 %",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS + ANSWERS.replace("<text>3", "<text><b>3</b>"))),
            "a.xml:2: a text holds elements or entities",
        ),
        (
            "a.xml",
            moodle(multichoice("<name><text>Uno</text></name>" + MOODLE_TEXTS)),
            "a.xml:2 (Uno): options: are 0; a question has five",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS.replace("Quanto?", "Se x&lt;y e z>0?") + ANSWERS)),
            "a.xml:2: text: holds <y>, which a plain text cannot show",
        ),
        (
            "a.xml",
            moodle(multichoice(MOODLE_TEXTS.replace("Quanto", "&lt;u>Quanto&lt;/u>") + ANSWERS)),
            "a.xml:2: text: holds underlined text, which a plain text cannot show",
        ),
        ("a.xml", "<quiz>\n<question>", "a.xml:2: is no XML: "),
        ("a.xml", "<html/>", "a.xml:1: holds a html, not a quiz"),
        ("a.xml", "", "a.xml: is no XML: "),
        # GIFT
        (
            "a.gift",
            f"Uno? {OPTIONS}\n\nDue?\n{{ =a ~b }}\n",
            "a.gift:3: options: are 2; a question",
        ),
        ("a.gift", "Uno? {T}", "a.gift:1: is true or false, no question of five options"),
        ("a.gift", "Uno? {}", "a.gift:1: is an essay, no question of five options"),
        ("a.gift", "Uno? {#3:1}", "a.gift:1: wants a number, and has no options"),
        ("a.gift", "Uno? {=a -> b =c -> d}", "a.gift:1: is a matching question, and has no"),
        ("a.gift", "Uno? {=a =b}", "a.gift:1: wants a short answer, and has no options"),
        ("a.gift", "// a comment\nUno?", "a.gift:2: has no answers between { and }"),
        ("a.gift", "Uno? {=a ~b", "a.gift:1: has no } after its {"),
        (
            "a.gift",
            f"Uno? {OPTIONS.replace('~due', '=due')}",
            "a.gift:1: correct_answer: exactly one option must be right",
        ),
        (
            "a.gift",
            f"::Q::Uno? {OPTIONS}\nDue? {OPTIONS}",
            "a.gift:1 (Q): goes on after its answers: a blank line",
        ),
        (
            "a.gift",
            f"Uno? {OPTIONS}\n$CATEGORY: a/b\n\nDue? {OPTIONS}",
            "a.gift:1: goes on after its answers: a blank line",
        ),
        # YAML
        ("a.yaml", "[" * 50_000, "a.yaml:1: is nested too deeply"),
        ("a.yaml", YAML.replace("difficulty: 2", "difficulty: no"), "a.yaml:4: difficulty: Input"),
        ("a.yaml", YAML.replace("[Fluidi]", "[Ottica]"), "a.yaml:4: topic: 'Fluidi' is none of"),
        ("a.yaml", YAML.replace("e: cinque", "f: sei"), "a.yaml:4: options: must be a mapping"),
        ("a.yaml", YAML.replace("    text:", "   text:"), "a.yaml:6: is no YAML: "),
        ("a.yaml", YAML.replace("topics", "topic"), "a.yaml:1: 'topic' is none of passages,"),
        ("a.yaml", f"{YAML}  - 7\n", "a.yaml:10: a question must stand here"),
        ("a.yaml", YAML.replace("  - topic", "  - text: x\n    topic"), "a.yaml:4: a name stands"),
        ("a.yaml", "subject: physics\nquestions: 7", "a.yaml:2: a list must stand here"),
        ("a.yaml", "7", "a.yaml:1: a mapping of passages, questions, subject, topics must stand"),
        ("a.yaml", b"a:\n\xff\xfe\xff", "a.yaml:2: is not UTF-8 (byte 1)"),
    ],
)
def test_a_fault_is_named_by_file_line_and_field(
    tmp_path: Path, name: str, content: str | bytes, expected: str
) -> None:
    message = faults(tmp_path, name, content)
    assert [one[: len(expected)] for one in message[:1]] == [expected], message


HOSTILE: dict[str, Callable[[int], object]] = {
    "spaces": lambda size: markup.read(f"<p>a{' ' * size}b</p>", is_html=True),
    "backslashes": lambda size: markup.read("<p>" + "\\" * size, is_html=True),
    "formulae in brackets": lambda size: markup.read("<p>" + r"\(" * (size // 2), is_html=True),
    "displayed formulae": lambda size: markup.read("<p>" + r"\[" * (size // 2), is_html=True),
    "dollars": lambda size: markup.read("<p>" + r"$\$" * (size // 3), is_html=True),
    "tags": lambda size: markup.read("<p>" + "<a " * (size // 3), is_html=True),
    "items": lambda size: markup.read("<ol>" + "<li>" * (size // 4), is_html=True),
    "a style": lambda size: markup.read(
        f'<p style="{"text-decoration" * (size // 15)}">a</p>', is_html=True
    ),
    "marks": lambda size: markup.read("a" + "\u0316\u0301" * (size // 2), is_html=False),
    "comments": lambda size: [
        *gift.read(io.BytesIO(b"// " + b"[id:" * (size // 4) + b"\na {=b ~c}\n"))
    ],
}


@pytest.mark.parametrize("read", HOSTILE.values(), ids=HOSTILE)
def test_the_time_of_reading_grows_with_the_length_of_a_text(
    read: Callable[[int], object],
) -> None:
    def seconds(size: int) -> float:
        times = []
        for _ in range(3):
            started = time.process_time()
            read(size)
            times.append(time.process_time() - started)
        return min(times)

    # With eight times the length: eight times the time, where it grows with its square 64 times.
    assert seconds(96_000) < 24 * max(seconds(12_000), 0.001)


@pytest.mark.parametrize("is_html", [True, False])
def test_a_text_that_is_far_too_long_is_refused_before_it_is_read(is_html: bool) -> None:
    content = markup.read("<p>" + "x" * 10**6, is_html=is_html)
    assert content.text == ""
    assert content.problems == ["has more than 100,000 characters"]


def test_what_follows_data_in_a_sentence_stays() -> None:
    assert markup.read("<p>Sia data:x=3 in <b>metri</b>.</p>", is_html=True).text == (
        "Sia data:x=3 in metri."
    )


def test_an_image_within_a_text_is_refused_as_one_whatever_its_length() -> None:
    image = f'<p>a<img src="data:image/png;base64,{"A" * 10**6}"></p>'
    (problem,) = markup.read(image, is_html=True).problems
    assert problem.startswith("holds an image of its own")


def test_a_fault_quotes_little_of_the_file(tmp_path: Path) -> None:
    told = faults(tmp_path, "a.csv", f"{HEAD},{'x' * 10**5}\n")
    assert max(map(len, told)) < 1000


def test_what_is_missing_can_be_given_and_the_fault_says_how(tmp_path: Path) -> None:
    (message, *_rest) = found_in(tmp_path, "a.gift", f"Uno? {OPTIONS}", Reader())
    assert str(message).endswith("subject: is missing; --subject gives one to all that lack it")


def test_every_fault_of_a_question_is_told(tmp_path: Path) -> None:
    content = f"[{as_json(difficulty=9, text='')}]"
    message = faults(tmp_path, "a.json", content)
    assert [one.split(": ")[1] for one in message] == ["difficulty", "text"]


def test_a_file_of_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"notes\.md: its name must end in one of \.csv, \.json"):
        found_in(tmp_path, "notes.md", "", Reader())


def fields_of(tmp_path: Path, name: str, content: str) -> Question:
    (one,) = found_in(tmp_path, name, content, Reader(defaults={"difficulty": 2}))
    assert isinstance(one, Placed), one
    return one.question


def test_a_category_and_tags_tell_what_moodle_has_no_place_for(tmp_path: Path) -> None:
    category = "<category><text>$course$/top/physics/Fluidi // gas</text></category>"
    tags = "<tags><tag><text>difficulty: 3</text></tag><tag><text>di Anna</text></tag></tags>"
    identity = "<idnumber> f-1 </idnumber>"
    content = moodle(
        f'<question type="category">{category}</question>',
        multichoice(MOODLE_TEXTS + ANSWERS + identity + tags),
    )
    one = fields_of(tmp_path, "a.xml", content)
    assert (one.subject, one.topic, one.difficulty) == ("physics", "Fluidi / gas", 3)
    assert one.key == "f-1"
    assert one.right_option == "1"


def test_a_question_that_moodle_hides_is_one_to_be_retired(tmp_path: Path) -> None:
    message = "<hidden>1</hidden><tags><tag><text>subject:physics</text></tag></tags>"
    category = "<category><text>physics/Fluidi</text></category>"
    content = moodle(
        f'<question type="category">{category}</question>',
        multichoice(MOODLE_TEXTS + ANSWERS + message),
    )
    assert fields_of(tmp_path, "a.xml", content).active is False


def test_a_gift_title_stands_at_the_beginning_and_comments_may_be_indented(tmp_path: Path) -> None:
    options = OPTIONS.replace("~due", "~due\n  // la giusta è uno\n")
    content = f"$CATEGORY: physics/x\n\n::T::Che cosa indica A::B::C? {options}"
    one = fields_of(tmp_path, "a.gift", content)
    assert one.text == "Che cosa indica A::B::C?"
    assert "due" in one.options.values()


def test_feedback_may_have_another_format_than_its_answer(tmp_path: Path) -> None:
    options = "{ =uno#[html]<p>Perch&eacute; <b>s&igrave;</b></p> ~due ~tre ~quattro ~cinque }"
    content = f"$CATEGORY: physics/x\n\n[plain]Quanto? {options}"
    assert fields_of(tmp_path, "a.gift", content).explanation == "Perché sì"


def test_gift_s_comments_tell_key_and_tags(tmp_path: Path) -> None:
    content = (
        "$CATEGORY: top/physics/Fluidi\n\n// [id:f\\]1] [tag:difficulty:1] [tag:altro]\n"
        f"::Titolo::Quanto fa 1 \\= 1? {OPTIONS}"
    )
    one = fields_of(tmp_path, "a.gift", content)
    assert (one.key, one.subject, one.topic, one.difficulty) == ("f]1", "physics", "Fluidi", 1)
    assert one.text == "Quanto fa 1 = 1?"
    assert one.right_option == "uno"


def test_a_missing_word_is_a_gap(tmp_path: Path) -> None:
    content = f"$CATEGORY: physics/Fluidi\n\nL'acqua {OPTIONS} bolle."
    assert fields_of(tmp_path, "a.gift", content).text == "L'acqua _____ bolle."


def test_the_right_option_s_feedback_explains_where_nothing_else_does(tmp_path: Path) -> None:
    options = "{ ~due#Troppo. =uno#Proprio così. ~tre ~quattro ~cinque }"
    content = f"$CATEGORY: physics/Fluidi\n\nQuanto? {options}"
    assert fields_of(tmp_path, "a.gift", content).explanation == "Proprio così."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>Una &egrave; <b>vera</b></p><p>Quale?</p>", "Una è vera\n\nQuale?"),
        ("x<sup>2</sup> e H<sub>2</sub>O", "x² e H₂O"),
        ("x<sup>a+b</sup>", "x^(a+b)"),
        (r"Se \(x &lt; 1\), allora $$y$$", "Se $x < 1$, allora $y$"),
        (r"<p>Se \(x < y\) e a < b</p>", "Se $x < y$ e a < b"),
        ("a < b e c > d", "a < b e c > d"),
        ("costa 5 $", r"costa 5 \$"),
        ("uno<br>due<!-- nota --><script>x()</script>", "uno\ndue"),
        ("<ol><li>Alfa</li><li>Beta</li></ol>Quale?", "1. Alfa\n2. Beta\n\nQuale?"),
        ("<p>Se a<b e b<c, poi <b>no</b></p>", "Se a<b e b<c, poi no"),
        ("<p>Uno\n   su due righe?</p>", "Uno su due righe?"),
        ("<ul>\n<li>Alfa</li>\n<li>Beta</li>\n</ul>", "– Alfa\n– Beta"),
        ("<p>5<sup></sup> m<sup>2 </sup><o:p></o:p></p>", "5 m²"),
        ('<p dir="ltr" style="text-align: left;">Uno<wbr>due</p>', "Unodue"),
        ("<pre>uno\ndue</pre>", "uno\ndue"),
        ("<ul><li>Alfa</li><li>Beta</li></ul>", "– Alfa\n– Beta"),
        ("<blockquote>Nel mezzo</blockquote>Chi?", "Nel mezzo\n\nChi?"),
        ("&nbsp;  spazi \t doppi ", "spazi doppi"),
    ],
)
def test_html_becomes_plain_text_with_formulae(tmp_path: Path, source: str, expected: str) -> None:
    text = f"<questiontext format='html'><text><![CDATA[{source}]]></text></questiontext>"
    rest = MOODLE_TEXTS[MOODLE_TEXTS.index("<generalfeedback") :]
    message = {"subject": "physics", "topic": "Fluidi", "difficulty": 2}
    (one,) = found_in(
        tmp_path, "a.xml", moodle(multichoice(text + rest + ANSWERS)), Reader(defaults=message)
    )
    assert isinstance(one, Placed), one
    assert one.question.text == expected


@pytest.mark.parametrize(
    "source",
    [
        "Se a<b e c>d, quale è vera?",
        "<p>Sia a<p oppure a>q: quale?</p>",
        '<p>La <span style="text-decoration: underline;">parola</span></p>',
        '<p>La <span style="color: red; text-decoration-line: line-through">parola</span></p>',
        r"<p>Quanto vale \(x<sub>1</sub>\)?</p>",
        '<ol type="I"><li>A</li></ol>La I?',
        '<ol start="3"><li>A</li></ol>La 3?',
        '<ol style="list-style-type: upper-roman"><li>A</li></ol>La I?',
        "Che cosa manca? <table><tr><td>1</td></tr></table>",
    ],
)
def test_html_that_a_plain_text_cannot_show_is_refused(tmp_path: Path, source: str) -> None:
    content = MOODLE_TEXTS.replace("Quanto?", f"<![CDATA[{source}]]>") + ANSWERS
    (message,) = faults(tmp_path, "a.xml", moodle(multichoice(content)))
    assert message.startswith("a.xml:2: text: holds ")


def test_an_image_in_an_explanation_is_refused(tmp_path: Path) -> None:
    image = '&lt;img src="https://images.example/a.png">'
    content = MOODLE_TEXTS.replace("Perché sì.", f"Vedi {image}") + ANSWERS
    assert faults(tmp_path, "a.xml", moodle(multichoice(content))) == [
        "a.xml:2: explanation: holds an image: a question can have one, in its text"
    ]


def test_an_address_of_an_image_is_kept(tmp_path: Path) -> None:
    image = '&lt;p>Quale?&lt;/p>&lt;img src="https://images.example/a.png">'
    category = "<category><text>physics/Fluidi</text></category>"
    content = moodle(
        f'<question type="category">{category}</question>',
        multichoice(MOODLE_TEXTS.replace("Quanto?", image) + ANSWERS),
    )
    one = fields_of(tmp_path, "a.xml", content)
    assert (one.text, one.image_url) == ("Quale?", "https://images.example/a.png")


def test_xml_expands_no_entity_and_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    declared = f'<!DOCTYPE quiz [<!ENTITY it SYSTEM "{secret.as_uri()}">]>'
    content = moodle(multichoice(MOODLE_TEXTS.replace("Quanto?", "Quanto&it;?") + ANSWERS))
    assert faults(tmp_path, "a.xml", declared + content) == [
        "a.xml:2: a text holds elements or entities: HTML stands in CDATA, or is escaped"
    ]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 50}">' for n in range(1, 9))
    bomb = f'<!DOCTYPE quiz [<!ENTITY l0 "ha">{laughs}]>' + moodle(
        multichoice(MOODLE_TEXTS.replace("Quanto?", "&l8;") + ANSWERS)
    )
    assert len(faults(tmp_path, "b.xml", bomb)) == 1


def test_a_comment_in_xml_is_ignored(tmp_path: Path) -> None:
    content = moodle(multichoice(MOODLE_TEXTS.replace("Quanto", "Quan<!-- x -->to") + ANSWERS))
    reader = Reader(defaults={"subject": "physics", "topic": "x", "difficulty": 1})
    (one,) = found_in(tmp_path, "a.xml", content, reader)
    assert isinstance(one, Placed), one
    assert one.question.text == "Quanto?"


def test_a_spreadsheet_s_ways_are_understood(tmp_path: Path) -> None:
    content = f"\ufeffsep=;\n{HEAD.upper()},ACTIVE,KEY,,\n{ROW.replace(',a,', ',A ,')},FALSO , ,,\n"
    (one,) = found_in(tmp_path, "a.csv", content.replace(",", ";"), Reader())
    assert isinstance(one, Placed), one
    assert (one.question.correct_answer, one.question.active) == ("a", False)
    assert one.question.key is None


def test_what_looks_the_same_is_the_same() -> None:
    message = question(text="Perche\u0301\u00a0 no?\r\n\r\n\r\n \tDavvero? ")
    assert message.text == "Perché no?\n\nDavvero?"
    with pytest.raises(ValueError, match="two of them are the same"):
        question(option_a="10 cm", option_b="10\u00a0 cm")
    for unwanted in ("\x01", "\x0b", "\x7f", "\x85", "\ufffe"):
        with pytest.raises(ValueError, match=rf"no text has \(U\+{ord(unwanted):04X}\)"):
            question(text=f"a{unwanted}b")


def test_options_that_a_player_would_shuffle_are_put_in_no_telling_order(tmp_path: Path) -> None:
    content = "\n\n".join(f"Domanda {number}? {OPTIONS}" for number in range(200))
    reader = Reader(defaults={"subject": "physics", "topic": "x", "difficulty": 1})
    message = found_in(tmp_path, "a.gift", content, reader)
    letters: list[str] = [one.question.correct_answer for one in message if isinstance(one, Placed)]
    assert min(letters.count(letter) for letter in "abcde") > 20  # 40 are to be expected
    again = found_in(tmp_path, "a.gift", content, reader)
    assert again == message


def test_defaults_are_for_what_a_file_does_not_tell_and_overrides_for_all(tmp_path: Path) -> None:
    content = f"$CATEGORY: chemistry/Fluidi\n\nQuanto? {OPTIONS}"
    reader = Reader(defaults={"topic": "x", "difficulty": 3}, overrides={"subject": "physics"})
    (one,) = found_in(tmp_path, "a.gift", content, reader)
    assert isinstance(one, Placed)
    assert (one.question.subject, one.question.topic) == ("physics", "Fluidi")
    assert one.question.difficulty == 3


def test_what_is_unfit_may_be_ignored_and_what_is_wrong_may_not(tmp_path: Path) -> None:
    content = f"Uno? {{T}}\n\nDue? {OPTIONS}\n\nTre? {OPTIONS.replace('####Perché sì.', '')}"
    reader = Reader(defaults={"topic": "x", "difficulty": 3, "subject": "physics"}, skip_unfit=True)
    message = found_in(tmp_path, "a.gift", content, reader)
    assert [isinstance(one, Placed) for one in message] == [True, False]
    assert "explanation: is missing" in str(message[1])
    assert [str(one.place).rpartition(":")[2] for one in reader.skipped] == ["1"]


def told_together(tmp_path: Path, *questions: str) -> list[str]:
    (tmp_path / "a.json").write_text("[\n" + ",\n".join(questions) + "]")
    items = checked_together(Reader().read([tmp_path / "a.json"]), {"physics"})
    return [str(one).replace(f"{tmp_path}/", "") for one in items if isinstance(one, Fault)]


def test_questions_that_do_not_go_together_are_faults(tmp_path: Path) -> None:
    message = told_together(
        tmp_path,
        as_json(),
        as_json(key="b"),
        as_json(text="x"),
        as_json(subject="magic", key="c", text="y"),
    )
    assert message == [
        "a.json:3: text: asks the same as a.json:2, in the same words",
        "a.json:4: key: 'made-001' stands already at a.json:2",
        "a.json:5: subject: no exam type draws from 'magic'; they draw from physics",
    ]


def test_one_passage_under_two_titles_is_a_fault(tmp_path: Path) -> None:
    one = as_json(passage_title="Uno", passage_text="Testo.")
    two = as_json(passage_title="Due", passage_text="Testo.", key="b", text="x")
    message = ["a.json:3: passage_title: this passage has the title 'Uno' elsewhere"]
    assert told_together(tmp_path, one, two) == message


def test_a_retired_question_s_text_may_go_to_another(tmp_path: Path) -> None:
    assert told_together(tmp_path, as_json(active=False), as_json(key="b")) == []


class Endless(io.RawIOBase):
    """A file that is longer than any memory, and says how much of it was read."""

    def __init__(self, head: bytes, again: bytes) -> None:
        self.head, self.again = head, again
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while len(self.head) < len(view):
            self.head += self.again
        piece, self.head = self.head[: len(view)], self.head[len(view) :]
        view[: len(piece)] = piece
        self.size += len(piece)
        return len(piece)


@pytest.mark.parametrize(
    ("ending", "head", "again"),
    [
        (".csv", f"{HEAD}\n", f"{ROW}\n"),
        (".xml", "<quiz>", multichoice(MOODLE_TEXTS + ANSWERS)),
        (".gift", "", f"Quanto? {OPTIONS}\n\n"),
    ],
)
def test_a_file_is_read_as_a_stream(ending: str, head: str, again: str) -> None:
    endless = Endless(head.encode(), again.encode())
    found = FORMATS[ending].read(io.BufferedReader(endless))
    for _ in range(100):
        assert next(found).refused == {}
    assert endless.size < 1_000_000


def test_a_json_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_files, "MAX_BYTES", 2 * 1024 * 1024)
    endless = Endless(f"[{as_json()}".encode(), f",{as_json()}".encode())
    with pytest.raises(UnreadableFile, match="is larger than 2 MiB"):
        next(FORMATS[".json"].read(io.BufferedReader(endless)))
    assert endless.size < 3_000_000


def test_a_question_says_what_it_is() -> None:
    one = question()
    assert one.right_option == "8"
    assert "active" not in one.fields()
    assert question(active=False).fields()["active"] is False

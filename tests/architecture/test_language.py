"""Both languages are complete: every sentence is in the catalogue, compiled, whole, and good Chinese."""

import operator
import re

from tests.architecture.sentences import Compiled, Unreadable, entries, python_files, said, said_too_early

CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Latin words a Chinese reader of this desk reads as they are: names of things, formats and commands.
AS_THEY_ARE = re.compile(
    r"%\(\w+\)[sd]|\{\w+\}|https?://|smtps?://|imaps://|\b(?:ABCD-EFGH-JKMN-P|S[123]|VIP|App|QR|Cookie|Redress|English|PDF|JPG|PNG|MP[34]"
    r"|MB|CSV|JSON|Idempotency-Key|ASCII|next|KB|Excel|Word|WPS|UTF-?8|XLSX|xlsx?|DATABASE_URL|REDIS_URL|REDRESS_HOSTS|PostgreSQL|SQLite|Redis|Django"
    r"|Python|python3|manage\.py|collectstatic|no-input|migrate|chmod|WAL|NTP|C\.UTF-8|ctype|maxmemory-policy"
    r"|EncodingAESKey|Secret|Token|ID|URL|noeviction|worker|beat|SMTP|IMAP|Webhook|REDRESS_SMTP_HOST|Authentication-Results"
    r"|message/rfc822|email|message|body-mime|MIME|From|Subject|SHA-256|ISO|GB/T|Ctrl|Enter)\b"
)
#: Words this house does not use: a complaint is no ticket and no case (domain.md, Words).
FOREIGN = re.compile("工单|案件|个案|客诉单|承办人")
#: What a customer is never told: vague time, and brushing off (COM-3).
VAGUE = re.compile("尽快|稍后|稍候|马上|尽早|近期|耐心等待|无法解决|不关我们")
#: Where sentences stand that customers read.
FOR_CUSTOMERS = re.compile(r"templates/portal/|/portal/|complaints/services/(message_words|tracking|self_service)\.py")
#: Bilingual by nature: what is printed before the language is known, and what recognises words of both.
BOTH_LANGUAGES = re.compile(
    r"config/(demo/|command|environment|keys|preparation|supervisor|verification|management/commands/(prepare|load_demo))"
    r"|complaints/imports/widgets|complaints/deadlines/(hours|own_days|spans)|complaints/words/(moments|personal/)"
    r"|review/services/warnings/content|knowledge/services/library/checklist"
    r"|(accounts/models/user|complaints/models/word_rule)"
)
ENTRIES = entries()


def told(entry):
    return f"{entry.text} → {entry.chinese}"


def test_the_catalogue_holds_exactly_what_the_product_says():
    sentences = list(said())
    assert [one for one in sentences if isinstance(one, Unreadable)] == []
    in_source, in_catalogue = {one.key for one in sentences}, {entry.key for entry in ENTRIES}
    assert in_source - in_catalogue == set(), "say them in the catalogue: makemessages, then translate"
    assert in_catalogue - in_source == set(), "nobody says them any more: makemessages --no-obsolete"


def test_every_sentence_is_translated_and_none_is_a_guess():
    assert [entry.text for entry in ENTRIES if not entry.chinese.strip() or "fuzzy" in entry.flags] == []


def test_what_runs_is_what_was_written():
    compiled = Compiled()
    assert compiled.count() == len(ENTRIES)
    assert [entry.text for entry in ENTRIES if compiled.chinese(entry) != entry.chinese] == []


def test_nothing_is_translated_before_there_is_a_reader():
    assert list(said_too_early()) == []


def test_a_translation_fills_the_same_places():
    assert [told(entry) for entry in ENTRIES if operator.ne(*entry.placeholders())] == []


def test_a_percent_sign_beside_a_filled_place_is_written_twice():
    """Where it stands alone the template falls back to English, without a word."""
    filled = [entry for entry in ENTRIES if "%(" in entry.text]
    assert [told(entry) for entry in filled if "%" in re.sub(r"%\(\w+\)[sd]|%%", "", entry.chinese)] == []


def test_chinese_sentences_end_and_pause_as_chinese_does():
    western = re.compile(r"[\u3400-\u9fff][,;:!?.()](?!\w)|[,;:!?()][\u3400-\u9fff]|[\"']|\.$")
    assert [told(entry) for entry in ENTRIES if western.search(entry.chinese)] == []
    unfinished = [
        told(entry)
        for entry in ENTRIES
        if re.search(r"\w\.$", entry.text) and " " in entry.text and not re.search("[。？！）]$", entry.chinese)
    ]
    assert unfinished == []


def test_chinese_stands_without_gaps_and_keeps_its_distance_from_figures():
    gap = re.compile(r"[\u3400-\u9fff，。：；！？“”（）、] +[\u3400-\u9fff，。：；！？“”（）、]")
    touching = re.compile(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")
    plain = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
    assert [told(entry) for entry in ENTRIES if gap.search(entry.chinese)] == []
    assert [told(entry) for entry in ENTRIES if touching.search(plain.sub("", entry.chinese))] == []


def test_no_english_word_is_left_in_a_chinese_sentence():
    left = re.compile("[A-Za-z]{2,}")
    assert [told(entry) for entry in ENTRIES if left.search(AS_THEY_ARE.sub("", entry.chinese))] == []


def test_the_house_calls_things_by_their_names():
    assert [told(entry) for entry in ENTRIES if FOREIGN.search(entry.chinese)] == []


def test_customers_are_told_no_vague_time():
    for_customers = {one.key for one in said() if FOR_CUSTOMERS.search(one.file)}
    assert len(for_customers) > 100
    assert [told(entry) for entry in ENTRIES if entry.key in for_customers and VAGUE.search(entry.chinese)] == []


def test_the_source_speaks_english():
    assert [entry.text for entry in ENTRIES if CHINESE.search(entry.text)] == []


def test_no_chinese_is_written_into_the_code():
    """A text in code reaches readers of both languages; a docstring or a comment reaches none."""
    written = [
        f"{path.name}: {line.strip()}"
        for path in python_files()
        if not BOTH_LANGUAGES.search(str(path))
        for line in re.sub(r'"""[\s\S]*?"""', "", path.read_text(encoding="utf-8")).splitlines()
        if CHINESE.search(line.split(" #")[0])
    ]
    assert written == []

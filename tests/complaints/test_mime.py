"""Mails as they come: broken, huge, nested, in every encoding; read as text within bounds (A09, A36, A45)."""

import contextlib
import time

import pytest

from complaints.channels import mail_signs, mime
from complaints.channels.html_text import text_of_html
from complaints.channels.inbox import folder_name
from tests.mail_servers import a_mail


def read(raw, **headers):
    return mime.read(raw if isinstance(raw, bytes) else a_mail(raw, **headers).as_bytes())


def raw(body=b"x", *lines):
    return b"\r\n".join([b"From: Lin <lin@customer.example.cn>", *lines, b"", body])


def test_a_plain_mail_is_read():
    mail = read("你好")
    assert (mail.sender, mail.sender_name, mail.subject, mail.text) == (
        "lin@customer.example.cn",
        "林岚",
        "保温壶漏水",
        "你好",
    )


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8", "big5", "no-such-set"])
def test_text_and_subject_are_read_in_the_charset_they_name(charset):
    codec = "utf-8" if charset == "no-such-set" else charset
    words = "電池漏液" if charset == "big5" else "电池漏液"
    mail = read(raw(words.encode(codec), f"Content-Type: text/plain; charset={charset}".encode()))
    assert mail.text == words


def test_a_sign_beyond_what_the_named_set_holds_is_read():
    """Programs name gb2312 and mean gb18030; 镕 is not in gb2312."""
    mail = read(raw("陆镕𠮷".encode("gb18030"), b"Content-Type: text/plain; charset=gb2312"))
    assert mail.text == "陆镕𠮷"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_headers_written_without_encoding_are_read(codec):
    mail = read(b"From: " + "林岚".encode(codec) + b" <a@b.cn>\r\nSubject: " + "漏水了".encode(codec) + b"\r\n\r\nx")
    assert (mail.sender_name, mail.subject) == ("林岚", "漏水了")


@pytest.mark.parametrize(
    "subject",
    [b"a\r\n Bcc: x@y.cn", b"=?utf-8?q?a=0D=0ABcc:_x@y.cn?=", b"=?utf-8?b?YQ0KQmNjOiB4QHkuY24=?=", b"a\x00b"],
)
def test_no_header_holds_a_line_break(subject):
    """A36."""
    mail = read(raw(b"x", b"Subject: " + subject))
    assert not set("\r\n\x00") & set(mail.subject)


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe" * 500,
        b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: <<<>>>\r\nSubject: =?utf-8?b?////?=\r\n\r\n",
        b"From: a@b.cn\r\nContent-Type: text/plain; charset*=utf-8''%FF\r\n\r\nx",
        b"From: a@b.cn\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64",
        b"From: a@b.cn\r\nContent-Type: text/plain; name*0*=a''%; name*1=b\r\n\r\nx",
        b"From: " + b"a" * 200_000 + b"@b.cn\r\n\r\nx",
        b"References: " + b"<a@b> " * 20_000 + b"\r\n\r\nx",
    ],
)
def test_what_no_program_writes_is_read_or_refused_and_never_breaks(hostile):
    try:
        mail = mime.read(hostile)
    except mime.Unreadable:
        return
    assert len(mail.sender) <= 200
    assert len(mail.answers) <= mime.MOST_ADDRESSES


def test_thousands_of_parts_and_deep_nesting_end_soon():
    leaf = b"--b\r\nContent-Type: text/plain\r\n\r\nword\r\n"
    wide = raw(leaf * 5_000 + b"--b--", b"Content-Type: multipart/mixed; boundary=b")
    deep = b"From: a@b.cn\r\n"
    for level in range(3_000):
        deep += f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode()
    begun = time.monotonic()
    assert len(read(wide).text.split()) <= mime.MOST_PARTS
    with contextlib.suppress(mime.Unreadable):
        read(deep)
    assert time.monotonic() - begun < 20


def test_ten_megabytes_of_text_are_cut():
    assert len(read(raw(b"a" * 10_000_000)).text) <= 1_000_000


def test_a_mail_inside_a_mail_is_a_file_and_its_words_are_nobodys():
    inner = a_mail("我同意撤诉")
    outer = a_mail("见附件")
    outer.add_attachment(inner)
    mail = mime.read(outer.as_bytes())
    assert "撤诉" not in mail.text
    assert [part.name for part in mail.parts] == ["message.eml"]


def test_text_is_preferred_to_html():
    mail = a_mail("纯文本")
    mail.add_alternative("<p>HTML</p>", subtype="html")
    assert mime.read(mail.as_bytes()).text == "纯文本"


HOSTILE = """<html><head><title>t</title><style>body{background:url(https://spy.example/css)}</style>
<meta http-equiv=refresh content="0;url=https://spy.example"></head><body onload=alert(1)>
<p>第一行<br>第二行</p><a href="javascript:alert(1)">点我</a><form action=https://spy.example><input value=secret>
</form><div>1 &lt; 2 &amp; 3</div><img src="https://spy.example/p.gif"><script>alert(1)</script>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<svg><style><img src=x onerror=alert(1)></style></svg><math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
</math></body></html>"""


def test_html_becomes_text_and_nothing_of_it_acts():
    """A09: what is left is words; the page escapes them like any other."""
    text = text_of_html(HOSTILE)
    assert "第一行\n第二行" in text
    assert "点我" in text
    assert "1 < 2 & 3" in text
    for forbidden in ("spy.example", "alert", "onerror", "javascript", "background", "secret"):
        assert forbidden not in text


@pytest.mark.parametrize(
    "quote",
    [
        "On Wed, 18 Nov 2026 at 12:00, Desk <d@e.cn> wrote:\n> old",
        "在 2026年11月18日 星期三 12:00,客服 <d@e.cn> 写道:\n> old",
        "------------------ 原始邮件 ------------------\n发件人: x",
        "-----Original Message-----\nFrom: x",
        "发件人: 客服 <d@e.cn>\n发送时间: 2026年11月18日\n收件人: x",
        "客服 <d@e.cn> 于2026年11月18日周三 12:00写道:\n> old",
        "> old\n> older",
    ],
)
def test_an_answer_is_read_without_what_it_cites(quote):
    assert mail_signs.without_quote(f"还是漏水。\n\n{quote}") == "还是漏水。"


def test_an_answer_that_only_cites_is_read_whole():
    assert mail_signs.without_quote("> 请退款") == "> 请退款"


@pytest.mark.parametrize(
    ("header", "result"),
    [
        ("mx.desk.cn; dkim=pass; dmarc=pass header.from=a.cn", "pass"),
        ("mx.desk.cn; dmarc=fail (p=reject)", "fail"),
        ("mx.desk.cn; spf=none", "none"),
        ("evil.example; dmarc=pass", "missing"),
        ("mx.desk.cn.evil.example; dmarc=pass", "missing"),
        (None, "missing"),
    ],
)
def test_only_our_own_servers_result_counts(header, result):
    """A35."""
    assert mail_signs.dmarc_of(read("x", Authentication_Results=header), "mx.desk.cn") == result
    assert mail_signs.dmarc_of(read("x", Authentication_Results=header), "") == "unchecked"


def test_a_result_below_the_topmost_was_written_by_the_sender():
    forged = raw(
        b"x", b"Authentication-Results: relay.example; none", b"Authentication-Results: mx.desk.cn; dmarc=pass"
    )
    assert mail_signs.dmarc_of(mime.read(forged), "mx.desk.cn") == "missing"


@pytest.mark.parametrize("second", [b"From: boss@desk.cn", b"X: y"])
def test_two_senders_prove_nothing(second):
    mail = mime.read(raw(b"x", second, b"Authentication-Results: mx.desk.cn; dmarc=pass"))
    assert mail_signs.dmarc_of(mail, "mx.desk.cn") == ("fail" if second.startswith(b"From") else "pass")


@pytest.mark.parametrize(
    ("name", "written"), [("INBOX", "INBOX"), ("投诉", "&YpWLyQ-"), ("A&B", "A&-B"), ("Mail/投诉", "Mail/&YpWLyQ-")]
)
def test_the_name_of_a_folder_is_written_as_imap_wants_it(name, written):
    assert folder_name(name) == written

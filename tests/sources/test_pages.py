"""HTML and PDF to text."""

import io
from pathlib import Path

import pytest

from parallaxe.sources import load
from parallaxe.vocabulary.errors import UnreadableInputError

PAGE = """<!doctype html><html lang="pt-BR"><head><title>x | Site</title>
<meta property="article:published_time" content="2025-07-15T08:00:00Z"><meta property="og:site_name" content="The Courier">
<link rel="canonical" href="https://example.org/a"><style>p{color:red}</style><script>var views = 48213;</script></head><body>
<nav><a href="/">Markets +1.2%</a></nav><article><h1>Nvidia gets nod</h1>
<p>Revenue came to <b>$44.1 billion</b>, the company said on Monday, three months after the export halt of April.</p>
<table><caption>Sheets</caption><tr><th>Model</th><th>Price</th></tr><tr><td>Kimi K2</td><td>0.60</td></tr></table>
<p>Controls on advanced accelerators date back to October 2022 and were tightened a year later.</p></article>
<footer>Tel. 020 7946 0123</footer></body></html>"""


def page(folder: Path, markup: str | bytes, name: str = "page.html") -> Path:
    path = folder / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return path


def test_a_page_gives_its_article_its_table_and_what_it_declares(tmp_path: Path) -> None:
    loaded = load(page(tmp_path, PAGE))
    text = loaded.document.text
    assert "Revenue came to $44.1 billion," in text
    assert "| Model | Price |" in text
    assert "| Kimi K2 | 0.60 |" in text
    assert text.index("Sheets") < text.index("| Model")
    for noise in ("48213", "+1.2%", "7946", "color"):
        assert noise not in text
    assert loaded.source.title == "Nvidia gets nod"
    assert loaded.source.publisher == "The Courier"
    assert loaded.source.url == "https://example.org/a"
    assert loaded.source.published == "2025-07-15"
    assert loaded.document.language == "pt-BR"
    assert loaded.extractor is not None
    assert loaded.extractor.startswith("trafilatura/")


def test_a_year_in_the_footer_is_no_date_of_publication(tmp_path: Path) -> None:
    loaded = load(page(tmp_path, "<html><body><p>Some text about models.</p><footer>© 2025</footer></body></html>"))
    assert loaded.source.published is None


@pytest.mark.parametrize(
    "declared", ['<script type="application/ld+json">{"datePublished":"2024-05-06T01:00"}</script>',
                 '<article><time datetime="2024-05-06">May</time></article>']
)  # fmt: skip
def test_dates_are_taken_from_declarations(tmp_path: Path, declared: str) -> None:
    loaded = load(page(tmp_path, f"<html><body>{declared}<p>Some text about models.</p></body></html>"))
    assert loaded.source.published == "2024-05-06"


def test_an_impossible_declared_date_is_ignored(tmp_path: Path) -> None:
    loaded = load(page(tmp_path, '<html><meta name="date" content="2025-02-31"><p>Text of some length.</p></html>'))
    assert loaded.source.published is None


def test_the_charset_a_page_declares_is_used(tmp_path: Path) -> None:
    markup = (
        '<html><head><meta charset="gb2312"></head><body><p>通义千问发布了新模型，参数为七百二十亿。</p></body></html>'
    )
    assert "通义千问" in load(page(tmp_path, markup.encode("gb2312"))).document.text


@pytest.mark.parametrize(
    "broken",
    [
        "<html><body><p>DeepSeek raised <b>$1 billion",
        "<p>DeepSeek raised $1 billion</div></table></p><tr><td",
        "<html><head><title>x</title><body><div><div><p>DeepSeek raised $1 billion<!-- never closed",
        "<html>" + "<div>" * 3000 + "DeepSeek raised $1 billion",
    ],
)
def test_broken_markup_still_gives_its_text(tmp_path: Path, broken: str) -> None:
    assert "DeepSeek raised $1 billion" in load(page(tmp_path, broken)).document.text


def test_a_page_without_an_article_falls_back_to_what_is_visible(tmp_path: Path) -> None:
    markup = "<html><body><nav>Home</nav><table><tr><td>K2</td><td>1T</td></tr><tr><td>V3</td><td>671B</td></tr></table></body></html>"
    text = load(page(tmp_path, markup)).document.text
    assert text == "| K2 | 1T |\n| V3 | 671B |"


def pdf(text: str, *, password: str | None = None) -> bytes:
    """A one-page PDF with a line of text, made by hand: pypdf writes no text itself."""
    from pypdf import PdfReader, PdfWriter

    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    raw = body + b"xref\n0 6\n0000000000 65535 f \n" + table
    raw += b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    if password is None:
        return raw
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_gives_its_text(tmp_path: Path) -> None:
    loaded = load(page(tmp_path, pdf("Qwen3 has 235B parameters"), "sheet.pdf"))
    assert loaded.document.text == "Qwen3 has 235B parameters"
    assert loaded.document.media_type == "application/pdf"
    assert loaded.extractor is not None
    assert loaded.extractor.startswith("pypdf/")


def test_pdfs_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="encrypted PDF"):
        load(page(tmp_path, pdf("secret", password="x"), "locked.pdf"))
    with pytest.raises(UnreadableInputError, match="without text"):
        load(page(tmp_path, pdf(""), "scan.pdf"))
    with pytest.raises(UnreadableInputError, match="damaged PDF"):
        load(page(tmp_path, pdf("text")[:120], "cut.pdf"))


def test_the_lines_of_a_pdf_run_on_in_their_paragraph(tmp_path: Path) -> None:
    from pypdf import PdfReader

    lines = [
        "Evaluation",
        "The new model of the laboratory in Hangzhou has 671",
        "billion parameters, of which 37 billion are at work",
        "for each token that it writes.",
        "It was published in January of this year under the",
        "MIT licence.",
    ]
    drawn = pdf(") Tj 0 -14 Td (".join(lines))
    assert len(PdfReader(io.BytesIO(drawn)).pages[0].extract_text().splitlines()) == len(lines)
    text = load(page(tmp_path, drawn, "paper.pdf")).document.text
    assert text.splitlines() == [lines[0], " ".join(lines[1:4]), " ".join(lines[4:])]

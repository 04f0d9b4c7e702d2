"""Small Word files, made part by part."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_NUMBERING = f"""<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
_STYLES = f"""<w:styles {_W}><w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style></w:styles>"""
_HEADER = f"<w:hdr {_W}>{{}}</w:hdr>"
_NOTES = f'<w:footnotes {_W}><w:footnote w:id="2">{{}}</w:footnote></w:footnotes>'


def paragraph(text: str, style: str = "", more: str = "") -> str:
    set_ = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{set_}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{more}</w:p>'


def item(text: str) -> str:
    return (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"
    )


def link(text: str) -> str:
    """To https://www.example.org/gauges."""
    return (
        f'<w:hyperlink r:id="rId9"><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:hyperlink>'
    )


def word_file(*body: str, header: str = "", note: str = "", more: Mapping[str, str] = {}) -> bytes:
    """body: paragraphs as XML. note: text of footnote 2. more: further parts, or others in place of ours."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships {_PACKAGE}><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{''.join(body)}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships {_PACKAGE}>"
        f'<Relationship Id="rId9" Type="{_OFFICE}/hyperlink" Target="https://www.example.org/gauges" TargetMode="External"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId4" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/numbering.xml": _NUMBERING,
        "word/styles.xml": _STYLES,
        "word/footnotes.xml": _NOTES.format(paragraph(note)),
    }
    if header:
        parts["word/header1.xml"] = _HEADER.format(paragraph(header))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**parts, **more}.items():
            archive.writestr(name, text)
    return made.getvalue()

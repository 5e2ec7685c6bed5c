"""WeasyPrint: the same words as HTML with print styles, fonts read once. Run by the bench."""

import json
import sys
import time
from html import escape
from pathlib import Path

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
except (ImportError, OSError):
    sys.exit(3)

STYLE = """
@page { size: A4 %s; margin: 56pt %spt 62pt;
  @bottom-right { content: "page " counter(page) " / " counter(pages) } }
body { font: 9.2pt "Source Sans Pro"; color: #1b2430 } table { width: 100%%; border-collapse: collapse }
td, th { text-align: left; vertical-align: top; border-bottom: .5pt solid #d5dbe2; padding: 3pt 4pt }
thead { display: table-header-group } tr { break-inside: avoid } h2 { color: #17566e; font-size: 11.5pt }
small { color: #566576 } .box { background: #e6eff2; padding: 12pt }
.sign td { border: .7pt solid #94a0ad; height: 138pt }
.cover { background: #17566e; color: white; padding: 36pt } .page { break-before: page }
.toc a::after { content: target-counter(attr(href), page); float: right }
.grid td { border: .5pt solid #94a0ad; height: 22pt }
"""


def table(head, rows, kind=""):
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table class='{kind}'><thead><tr>{top}</tr></thead>{body}</table>"


def quote(view, logo):
    facts = [*view["facts"], *view["terms"]]
    parts = [
        f"<img src='{logo}' height=40><b>{escape(view['organisation'])}</b> <small>",
        escape(" · ".join(view["letterhead"])) + f"</small><h1>Devis {escape(view['number'])}</h1>",
        "<div class=box>" + "<br>".join(map(escape, view["client"])) + "</div>",
        "<br>".join(map(escape, view["references"])) + f"<h1>{escape(view['title'])}</h1>",
        table([], [view["glance"]]) + "<h2>Prix</h2>",
        table(["Désignation", "Détail", "Quantité", "Prix unitaire", "Montant"], view["lines"]),
        table([], view["totals"]) + "".join(f"<p>{escape(text)}" for text in view["mentions"]),
        "<h2>Options</h2>" + table([], view["options"]) + "<h2>Échéancier</h2>" + table([], view["schedule"]),
        "<h2>L’action</h2>" + table([], [[one["label"], " • ".join(one["texts"])] for one in facts]),
        *(f"<h2>{escape(one['title'])}</h2>" + table([], one["parts"]) for one in view["modules"]),
        "<h2>Calendrier</h2>" + table(["Module", "Jour", "Horaires", "Durée", "Lieu"], view["calendar"]),
        table(["Par", "Préavis", "Dû"], view["bands"]) + f"<div class=box>{escape(view['statement'])}</div>",
        table([], [["Pour le client", "Pour l’organisme"]], "sign"),
        "<small>" + escape(" · ".join(view["legal"])) + "</small>",
    ]
    return "".join(parts)


def attendance(view, logo):
    parts = []
    for band in view["bands"]:
        head = ["Stagiaire", *(" ".join(slot) for slot in band["slots"]), "Heures"]
        blank = [""] * len(band["slots"])
        rows = [[" ".join(one), *blank, "/ 14 h"] for one in view["participants"]]
        rows += [[name, *blank, ""] for name in band["trainers"]]
        parts.append(f"<img src='{logo}' height=30><b>Feuille d’émargement {escape(view['number'])}</b>")
        parts.append(
            "<p>" + escape(" · ".join(view["facts"])) + table(head, rows, "grid") + "<p>Observations :"
        )
    return "".join(parts)


def proposal(view, logo):
    parts = [f"<img src='{logo}' height=40><div class=cover><h1>{escape(view['title'])}</h1></div>"]
    parts += [
        table([], [[text for _label, text in view["figures"]]]),
        "<br>".join(map(escape, view["client"])),
    ]
    parts.append("<div class=page>")
    for rank, section in enumerate(view["sections"]):
        parts.append(f"<p class=toc><a href='#s{rank}'>{escape(section['title'])}</a>")
    parts.append("</div><div class=page></div>")
    for rank, section in enumerate(view["sections"]):
        parts.append(f"<h1 id=s{rank}>{escape(section['title'])}</h1>")
        parts += [f"<p>{escape(text)}" for text in section["texts"]]
        for one in section["tables"]:
            parts += [
                f"<h2>{escape(one['title'])}</h2>" if one["title"] else "",
                table(one["heads"], one["rows"]),
            ]
    return "".join([*parts, "<small>" + escape(" · ".join(view["legal"])) + "</small>"])


def main(kind: str, job: str) -> None:
    told = json.loads(Path(job).read_text())
    config = FontConfiguration()
    faces = "".join(
        f"@font-face {{ font-family: 'Source Sans Pro'; font-weight: {weight};"
        f" src: url(file://{told['fonts']}/SourceSansPro-{name}.ttf) }}"
        for name, weight in (("Regular", 400), ("Semibold", 700))
    )
    page = STYLE % (("", "54") if kind != "attendance" else ("landscape", "30"))
    style = weasyprint.CSS(string=faces + page, font_config=config)
    html = {"quote": quote, "attendance": attendance, "proposal": proposal}[kind]
    views = told["views"][:4]
    for _turn in range(2):
        start = time.perf_counter()
        for view in views:
            text = html(view, f"file://{told['logo']}")
            made = weasyprint.HTML(string=text).write_pdf(stylesheets=[style], font_config=config)
        taken = time.perf_counter() - start
    if told.get("keep"):
        Path(told["keep"]).write_bytes(made)
    found = {"per_second": len(views) / taken, "bytes": len(made), "version": weasyprint.__version__}
    print(json.dumps(found))


main(*sys.argv[1:])

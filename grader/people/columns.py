"""The columns that rosters and learning platforms have, by their names.

In English, Chinese, German, French, Spanish, Italian and Portuguese, as Moodle's language packs have them, and as
Canvas, Gradescope, GitHub Classroom and schools do.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

NAMES: dict[str, tuple[str, ...]] = {  # an earlier name wins over a later one
    "platform": ("identifier", "participant", "canvasid", "canvasuserid", "moodleid", "lmsid", "userid", "标识符",
        "identifikator", "identifiant", "identificador", "identificativo", "orgdefinedid"),
    "id": ("id", "studentid", "studentnumber", "studentno", "idnumber", "sisuserid", "sid", "matriculationnumber",
        "matrikelnummer", "学号", "学生编号", "编号", "idnummer", "numérodidentification", "númerodeid",
        "númerodeidentificação", "numeroid", "codiceidentificativo", "integrationid"),
    "account": ("username", "login", "sisloginid", "loginid", "user", "account", "githubusername", "github",
        "用户名", "账号", "anmeldename", "nomdutilisateur", "nombredeusuario", "nomeutente", "nomedeutilizador",
        "nomedeusuário"),
    "name": ("name", "fullname", "student", "studentname", "姓名", "名字", "学生姓名", "全名", "vollständigername",
        "nomcomplet", "nombrecompleto", "nomecompleto", "cognomeenome", "nomecognome"),
    "first": ("firstname", "givenname", "forename", "名", "vorname", "prénom", "nombre", "nome"),
    "last": ("lastname", "surname", "familyname", "姓", "nachname", "nomdefamille", "apellidos", "apellido",
        "cognome", "apelido", "sobrenome"),
    "email": ("email", "emailaddress", "mail", "邮箱", "电子邮箱", "电子邮件", "电子邮件地址", "email地址",
        "邮箱地址", "emailadresse", "adressedecourriel", "adressecourriel", "direccióndecorreo",
        "direccióndecorreoelectrónico", "indirizzoemail", "endereçodeemail", "endereçoemail"),
    "section": ("section", "sections", "group", "class", "班级", "班", "小组", "组", "行政班", "教学班",
        "sectionname"),
    "submitted": ("submitted", "submittedat", "submissiontime", "lastmodifiedsubmission", "上次修改作业",
        "最后修改提交", "最后修改学生", "提交时间", "zuletztgeändertabgabe", "zuletztgeändertlösung",
        "dernièremodificationtravailremis", "dernièremodificationremise", "últimamodificaciónentrega",
        "últimamodificaciónenvío", "ultimamodificaconsegna", "últimamodificaçãoenvio", "últimamodificaçãosubmissão",
        "últimaalteraçãotrabalho", "últimamodificaçãotrabalho"),
    "late": ("lateseconds", "secondslate", "迟交秒数"),
    "status": ("status", "状态", "statut", "estado", "stato", "estatuto"),
    "grade": ("grade", "成绩", "bewertung", "note", "calificación", "valutazione", "voto", "nota", "avaliação"),
    "maximum": ("maximumgrade", "最高分", "bestwertung", "höchstebewertung", "notemaximale", "calificaciónmáxima",
        "valutazionemassima", "votomassimo", "notamáxima", "avaliaçãomáxima"),
    "changeable": ("gradecanbechanged", "允许更改成绩", "bewertungkanngeändertwerden", "lanotepeutêtremodifiée",
        "lacalificaciónpuedesercambiada", "lacalificaciónpuedecambiarse", "lavalutazionepuòesseremodificata",
        "anotapodeseralterada", "anotapodesermudada"),
    "comments": ("feedbackcomments", "反馈评论", "反馈评语", "反馈意见", "feedbackalskommentar",
        "feedbackkommentare", "commentairesdefeedback", "comentariosderetroalimentación",
        "comentariosderetroalimentacióncomentarios", "commentidifeedback", "comentáriosdefeedback",
        "comentáriosdofeedback"),
}
NO = {"no", "否", "nein", "non", "não"}
PARTICIPANT = r"(?:participante?|partecipante|teilnehmer(?:[/:*_]?in(?:nen)?)?|参与人|参与者)"
NUMBERED = re.compile(rf"{PARTICIPANT}\s*(\d+)", re.I)
DATED = re.compile(r"modif|geändert|alteraç|修改")
WORK = re.compile(r"submission|abgabe|lösung|entrega|envío|remis|consegna|envio|submissão|trabalho|作业|提交")


def plain(name: str) -> str:
    """A column's name without what spelling may differ by."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def find(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Which column holds what. Moodle's numbers are known by their cells, «Participant 12», whatever the header is."""
    names = [plain(cell) for cell in header]
    if canvas(header) and "id" in names:  # there, ID is Canvas's own number
        names[names.index("id")] = "canvasid"
    found: dict[str, int] = {}
    for kind, known in NAMES.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            found[kind] = place
    for column in range(len(header)):
        cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
        if cells and all(NUMBERED.fullmatch(cell) for cell in cells):
            found = {kind: at for kind, at in found.items() if at != column} | {"platform": column}
            break
    if "submitted" not in found:
        dated = [i for i, name in enumerate(names) if DATED.search(name) and WORK.search(name)]
        if len(dated) == 1:
            found["submitted"] = dated[0]
    if "name" not in found and "first" in found and "last" not in found:
        found["name"] = found.pop("first")  # «Nombre», «Nome» alone
    return found


def canvas(header: Sequence[str]) -> bool:
    """Whether this is Canvas's gradebook: its ID is Canvas's own number, and no school's."""
    cells = {cell.strip().casefold() for cell in header}
    return bool({"student", "lastname"} & cells) and any(
        cell.startswith("sis ") or re.search(r" \(\d+\)$", cell) for cell in cells)


def number(text: str) -> str:
    """The platform's number in a cell: that of «Participant 12», or the cell as it is."""
    found = NUMBERED.fullmatch(text.strip())
    return found[1] if found else text.strip()

"""What no page of the site may contain: anything the content security policy would refuse to run or load."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

# Where an element names something that the browser fetches by itself when it shows the page.
LOADING_ATTRIBUTES = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "audio": ("src",),
    "video": ("src", "poster"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
    "form": ("action",),
}
DATA_SCRIPTS = {"application/json", "application/ld+json"}


class Inspector(HTMLParser):
    """Collects in `problems` what is wrong with one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.ids: set[str] = set()
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        shown = f"<{tag} {' '.join(f'{name}={value!r}' for name, value in attrs)}>"[:160]
        if tag == "html":
            self.language = values.get("lang")
        if tag == "style":
            self.problems.append("inline style sheet <style>")
        if tag == "base":
            self.problems.append("<base> changes where every link leads")
        if tag == "script" and "src" not in values and values.get("type") not in DATA_SCRIPTS:
            self.problems.append(f"inline script {shown}")
        for name, value in values.items():
            if name == "style":
                self.problems.append(f"inline style in {shown}")
            elif name.startswith("on"):
                self.problems.append(f"inline handler in {shown}")
            elif value.strip().lower().startswith("javascript:"):
                self.problems.append(f"script as address in {shown}")
        for name in LOADING_ATTRIBUTES.get(tag, ()):
            given = values.get(name, "")
            for address in given.split(",") if name == "srcset" else [given]:
                parts = urlsplit(address.strip().split(" ")[0])
                if parts.netloc or parts.scheme not in {"", "data"}:
                    self.problems.append(f"address of a third party in {shown}")
        if identity := values.get("id"):
            if identity in self.ids:
                self.problems.append(f"id {identity!r} stands twice on the page")
            self.ids.add(identity)


def problems_of(markup: str, *, whole_page: bool) -> list[str]:
    """Say in one line each what is wrong with the markup; a whole page must also name its language."""
    inspector = Inspector()
    inspector.feed(markup)
    inspector.close()
    if whole_page and not (inspector.language or "").startswith("de"):
        inspector.problems.append(f'<html lang="de"> is missing (found: {inspector.language!r})')
    return inspector.problems

"""IIIF manifests and METS files: the pages that they name, in their order, and none elsewhere."""

import json
from pathlib import Path

import pytest

from recto.errors import RectoError
from recto.places.listing import listed
from recto.places.lists import is_list, pages

V3 = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "items": [
        {"items": [{"items": [{"body": {"id": "https://h/1.jpg", "type": "Image"}}]}]},
        {
            "items": [
                {
                    "items": [
                        {
                            "body": {
                                "id": "https://h/small.jpg",
                                "service": [{"id": "https://h/iiif/2", "type": "ImageService3"}],
                            }
                        }
                    ]
                }
            ]
        },
    ],
}
V2 = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "sequences": [{
        "canvases": [
            {"images": [{"resource": {"@id": "https://h/a.jpg"}}]},
            {"images": [{"resource": {
                "@id": "https://h/b.jpg", "service": {"@id": "https://h/iiif/b"}
            }}]},
        ]
    }],
}  # fmt: skip
METS = """<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink">
<fileSec><fileGrp USE="THUMBS"><file ID="t1" MIMETYPE="image/png"><FLocat xlink:href="t/1.png"/>
</file></fileGrp><fileGrp USE="OCR-D-IMG">
<file ID="f1" MIMETYPE="image/png"><FLocat xlink:href="{0}"/></file>
<file ID="f2" MIMETYPE="image/png"><FLocat xlink:href="img/2.png"/></file>
</fileGrp></fileSec>
<structMap TYPE="PHYSICAL"><div><div ORDER="1"><fptr FILEID="f2"/><fptr FILEID="t1"/></div>
<div ORDER="2"><fptr FILEID="f1"/></div></div></structMap></mets>"""


@pytest.mark.parametrize(
    ("manifest", "addresses"),
    [
        (V3, ["https://h/1.jpg", "https://h/iiif/2/full/max/0/default.jpg"]),
        (V2, ["https://h/a.jpg", "https://h/iiif/b/full/full/0/default.jpg"]),
    ],
    ids=["3", "2"],
)
def test_a_manifest_names_its_images(
    tmp_path: Path, manifest: object, addresses: list[str]
) -> None:
    """As large as their server gives them."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    assert is_list(str(path))
    assert pages(str(path)) == addresses


def test_a_mets_file_names_its_best_images_in_the_order_of_its_pages(tmp_path: Path) -> None:
    """Not the thumbnails, and not in the order of the files."""
    path = tmp_path / "mets.xml"
    path.write_text(METS.format("img/1.png"))
    assert is_list(str(path))
    assert pages(str(path)) == [str(tmp_path / "img/2.png"), str(tmp_path / "img/1.png")]


@pytest.mark.parametrize(
    "href",
    ["../secret.png", "/etc/passwd", "file:///etc/passwd", "ftp://h/1.png", "file://host/1.png"],
)
def test_a_list_leads_nowhere_else(tmp_path: Path, href: str) -> None:
    """Whoever made it could have any picture of this machine read."""
    path = tmp_path / "in" / "mets.xml"
    path.parent.mkdir()
    path.write_text(METS.format(href))
    with pytest.raises(RectoError, match="mets.xml"):
        pages(str(path))


def test_a_link_beside_a_list_leads_nowhere_else(tmp_path: Path) -> None:
    """It is looked where it leads."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.png").symlink_to("/etc/passwd")
    (folder / "mets.xml").write_text(METS.format("link.png"))
    with pytest.raises(RectoError):
        pages(str(folder / "mets.xml"))


def test_pages_on_the_web_are_fetched_only_when_asked(tmp_path: Path) -> None:
    """Without --fetch the command says where they are, and opens nothing."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(V3))
    with pytest.raises(RectoError, match="on the web .h.; give --fetch"):
        list(listed([str(path)]))
    found = list(listed([str(path)], fetch=True))
    assert [each.relative for each in found] == ["manifest/00001.jpg", "manifest/00002.jpg"]


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": "http://iiif.io/api/presentation/3/context.json", "items": 7}',
        '{"x": "iiif.io/api/presentation/"',
        "<mets xmlns='http://www.loc.gov/METS/'>",
        "<!DOCTYPE m [<!ENTITY a SYSTEM 'x'>]><m xmlns='http://www.loc.gov/METS/'>&a;</m>",
    ],
)
def test_a_list_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    """As one error of ours."""
    path = tmp_path / ("m.json" if text.startswith("{") else "m.xml")
    path.write_text(text)
    with pytest.raises(RectoError, match=path.name):
        pages(str(path))


def test_other_json_and_xml_are_no_lists(tmp_path: Path) -> None:
    """An earlier result is read as before."""
    path = tmp_path / "a.json"
    path.write_text('{"schema": "1", "pages": []}')
    assert not is_list(str(path))
    assert not is_list(str(tmp_path / "gone.json"))

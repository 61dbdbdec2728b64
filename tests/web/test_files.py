"""Built files on the wire: compressed, kept for good, with the headers of every answer."""

import gzip
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import Client
from werkzeug.wrappers import Response

from beteiligung.web import files
from beteiligung.web.layout import asset
from tests.visitor import Visitor


def test_a_style_sheet_is_sent_compressed_and_kept_for_good(app: Flask, visitor: Visitor):
    with app.test_request_context("/"):
        path = asset("residents.css")
    packed = visitor.get(path, Accept_Encoding="gzip")
    plain = visitor.get(path, Accept_Encoding="identity")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Access-Control-Allow-Origin" not in packed.headers


def test_a_file_that_is_not_there_is_answered_in_words(visitor: Visitor):
    assert visitor.get("/static/nichts.js", 404).heading


def test_no_file_outside_the_folder_is_sent(visitor: Visitor):
    assert visitor.get("/static/../files.py", 404).heading
    assert visitor.get("/static/%2e%2e/files.py", 404).heading


def test_a_newer_version_on_the_disk_leaves_what_the_server_sends_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    script = tmp_path / "answer.0123456789ab.js"
    script.write_text("earlier", encoding="utf-8")
    monkeypatch.setattr(files, "STATIC", tmp_path)
    browser = Client(files.served(Response("nothing", 404)))
    script.unlink()
    assert browser.get(f"/static/{script.name}").text == "earlier"
    assert browser.head(f"/static/{script.name}").headers["Content-Length"] == "7"
    script.write_text("a longer one that came later", encoding="utf-8")
    assert browser.get(f"/static/{script.name}", headers={"Range": "bytes=0-1"}).text == "earlier"
    assert browser.post(f"/static/{script.name}").status_code == 405


def test_a_browser_that_has_a_file_is_told_that_it_is_the_same(app: Flask, visitor: Visitor):
    with app.test_request_context("/"):
        path = asset("residents.css")
    known = visitor.get(path).headers["ETag"]
    assert not visitor.get(path, 304, If_None_Match=known).body

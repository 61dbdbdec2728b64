"""Built files on the wire: compressed, kept for good, with the headers of every answer."""

import gzip

from flask import Flask

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

"""What an operator can set or call is described where operators look."""

import re
import subprocess
import sys
from dataclasses import fields

import click
import pytest

from beteiligung.cli import main
from beteiligung.config import PREFIX, Settings
from beteiligung.media.taking import LARGEST_UPLOAD
from tests.house.sources import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"


def commands(group: click.Command, path: str = "beteiligung") -> list[str]:
    """Every command with its way to it, as it is typed."""
    if not isinstance(group, click.Group):
        return [path]
    below = group.commands.items()
    return [way for name, item in below for way in commands(item, f"{path} {name}")]


@pytest.mark.parametrize("setting", [PREFIX + item.name.upper() for item in fields(Settings)])
def test_every_setting_is_described(setting: str):
    assert f"`{setting}`" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands(main))
def test_every_command_is_described(command: str):
    assert f"`{command}" in OPERATIONS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("server", "line", "unit"),
    [
        ("docs/proxy/nginx.conf", r"client_max_body_size (\d+)m;", 2**20),
        ("beteiligung/operation/deployment/nginx.conf", r"client_max_body_size (\d+)m;", 2**20),
        ("docs/proxy/Caddyfile", r"max_size (\d+)MB", 10**6),
        ("docs/proxy/apache.conf", r"LimitRequestBody (\d+)", 1),
    ],
)
def test_a_web_server_in_front_lets_through_what_pages_take(server: str, line: str, unit: int):
    """Else a photo of a phone is refused by a page in English that is none of ours."""
    found = re.findall(line, (ROOT / server).read_text(encoding="utf-8"))
    assert [int(size) * unit >= LARGEST_UPLOAD for size in found] == [True]


def test_every_setting_says_what_it_means():
    assert all(item.metadata["meaning"] for item in fields(Settings))


def test_the_picture_of_the_tree_is_true():
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "tree.py", "--check"], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()

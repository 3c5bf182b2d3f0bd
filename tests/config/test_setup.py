from __future__ import annotations

import json
import re

import polib
import pytest
from environs import Env

from kominn.config import catalogues
from kominn.config.launch import setup
from kominn.config.launch.places import PACKAGE, ROOT

LOCKS = [
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-node.txt",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    ".npmrc",
]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_no_lock_names_a_place_to_fetch_from(self, name):
        text = (ROOT / name).read_text()
        # Who to thank is an address too, but nothing is fetched from it.
        text = re.sub(r'"funding": \{[^}]*\}', "", text)

        assert "://" not in text
        assert "index-url" not in text
        assert '"resolved"' not in text
        assert not re.search(r"registry\s*=", text)

    def test_npm_is_told_to_leave_addresses_out(self):
        assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()

    @pytest.mark.parametrize("name", [name for name in LOCKS if name.startswith("requirements")])
    def test_every_python_package_is_pinned_and_hashed(self, name):
        text = (ROOT / name).read_text().replace("\\\n", " ")
        for line in filter(None, text.splitlines()):
            assert re.match(r"[a-z0-9.-]+==\S+ ", line), line
            assert "--hash=sha256:" in line, line

    def test_every_npm_package_has_its_integrity(self):
        lock = json.loads((ROOT / "package-lock.json").read_text())
        for name, package in lock["packages"].items():
            assert not name or package["integrity"].startswith("sha512-")

    def test_no_other_kind_of_lock_is_kept(self):
        assert not (ROOT / "uv.lock").exists()
        assert not (ROOT / "pylock.toml").exists()


class TestEnvironment:
    def test_every_name_the_settings_read_is_explained(self):
        settings = (PACKAGE / "config" / "settings.py").read_text()
        names = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', settings))
        example = (ROOT / ".env.example").read_text()
        explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", example, re.MULTILINE))

        assert names
        assert names == explained

    def test_the_example_can_be_read(self, tmp_path, monkeypatch):
        env = Env()
        monkeypatch.setattr("os.environ", {})
        env.read_env(str(ROOT / ".env.example"))

        assert env.str("KOMINN_FROM") == "KomINN <kominn@example.no>"


class TestBrowserFiles:
    def test_every_file_our_styles_name_is_fetched(self):
        named = set()
        for path in (PACKAGE / "core" / "static" / "core").glob("*.css"):
            named |= set(re.findall(r"\.\./vendor/([^\"')]+)", path.read_text()))

        assert named
        assert named <= setup.BROWSER_FILES.keys()

    def test_no_font_is_fetched_that_no_style_names(self):
        styles = (PACKAGE / "core" / "static" / "core" / "fonts.css").read_text()

        for name in setup.BROWSER_FILES:
            assert not name.startswith("fonts/") or name in styles

    def test_source_maps_are_not_named_in_what_is_copied(self, tmp_path):
        for name, origin in setup.BROWSER_FILES.items():
            text = "a{}\n/*# sourceMappingURL=index.css.map */" if name.endswith(".css") else "font"
            write(tmp_path / "from" / origin, text)

        setup.copy_browser_files(tmp_path / "from", tmp_path / "to")

        assert (tmp_path / "to" / "designsystemet.css").read_text() == "a{}\n"
        for name in setup.BROWSER_FILES:
            assert (tmp_path / "to" / name).exists()


class TestCatalogues:
    @pytest.fixture
    def compiled(self, tmp_path):
        path = tmp_path / "locale" / "so" / "LC_MESSAGES" / "django.po"
        catalogue = polib.POFile()
        catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "so"}
        for msgid, context, comment in [
            ("Call 112.", "vital", "machine"),
            ("You may stay anonymous.", "vital", "Machine translation, not read yet"),
            ("Keep the receipt.", "vital", "read by a person"),
            ("Send", None, "machine"),
        ]:
            catalogue.append(
                polib.POEntry(msgid=msgid, msgstr="x", msgctxt=context, tcomment=comment)
            )
        path.parent.mkdir(parents=True)
        catalogue.save(str(path))
        return catalogues.compile_all(tmp_path)

    def test_a_catalogue_counts_the_vital_texts_only_a_machine_has_seen(self, compiled):
        header = polib.mofile(str(compiled[0])).metadata

        assert header["X-Vital-Unreviewed"] == "2"

    def test_the_texts_are_in_it_and_nothing_is_left_over(self, compiled):
        catalogue = polib.mofile(str(compiled[0]))

        assert len(catalogue) == 4
        assert [path.name for path in compiled[0].parent.iterdir()] in (
            ["django.po", "django.mo"],
            ["django.mo", "django.po"],
        )

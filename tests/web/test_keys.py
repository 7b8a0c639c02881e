from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from gateway_web.keys import Keys, clean_name
from gateway_web.limits import Limiter

KEY = b"k" * 32


def test_a_cookie_says_who_somebody_is_and_cannot_be_changed() -> None:
    keys = Keys(KEY)
    ann = replace(keys.new_visitor(), name="Änn 🎞")
    cookie = keys.cookie(ann)
    assert keys.visitor(cookie) == ann
    for place in range(len(cookie)):
        other = "0" if cookie[place] != "0" else "1"
        assert keys.visitor(cookie[:place] + other + cookie[place + 1 :]) is None
    assert Keys(b"x" * 32).visitor(cookie) is None
    assert keys.visitor("é" * 20) is None
    assert keys.visitor("") is None


def test_a_new_secret_closes_the_door_to_those_who_knew_the_old_one() -> None:
    host = replace(Keys(KEY, "the old one").new_visitor(), host=True)
    cookie = Keys(KEY, "the old one").cookie(host)
    assert Keys(KEY, "the old one").visitor(cookie) == host
    again = Keys(KEY, "the new one").visitor(cookie)
    assert again is not None
    assert (again.id, again.host) == (host.id, False)


def test_only_rooms_that_were_given_out_exist() -> None:
    keys = Keys(KEY)
    room = keys.new_room()
    assert str(keys.session(room)) == f"web.{room}"
    assert keys.session(room[:-1] + ("0" if room[-1] != "0" else "1")) is None
    assert Keys(b"x" * 32).session(room) is None
    assert str(keys.session("default")) == "web.default"


def test_the_key_is_kept_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "key"
    room = Keys.load(path, "").new_room()
    assert Keys.load(path, "").session(room) is not None
    assert path.stat().st_mode & 0o077 == 0


def test_a_name_is_one_line() -> None:
    assert clean_name("\n A\x00nn\u2028B ") == "A nn B"
    assert len(clean_name("x" * 300)) == 40


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limiter = Limiter(burst=2, rate=0.5, clock=lambda: now[0])
    assert [limiter.take("ann"), limiter.take("ann")] == [0, 0]
    assert limiter.take("ann") == 2
    assert limiter.take("bob") == 0
    now[0] = 2.0
    assert limiter.take("ann") == 0
    assert limiter.take("ann") > 0


def test_the_plugin_costs_nothing_until_it_is_asked() -> None:
    heavy = ("starlette", "uvicorn", "jinja2", "gateway_web.platform")
    code = f"import gateway_web; print([m for m in {heavy} if m in sys.modules])"
    path = str(Path(__file__).parents[2] / "plugins" / "web")
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r}); {code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert shown.stdout.strip() == "[]"

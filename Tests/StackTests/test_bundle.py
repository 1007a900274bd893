"""The bundle on Debian: TLS, the floor below all limits, and proxies in front. It runs in a root of its own."""

import http.client
import json
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from support import stack
from support.bundle import VISITOR, Bundle, serving
from support.school import School, Teacher
from support.waiting import eventually

VISITORS, SCHOOLS, CONNECTIONS = 40, 100, 5
READERS, WATCHERS = 20, 40
PROXY = "127.0.0.30"
FIGURES = {
    "zone=visitors:16m rate=500r/s;": "zone=visitors:16m rate=1r/s;",
    "limit_req zone=visitors burst=4000 nodelay;": f"limit_req zone=visitors burst={VISITORS} nodelay;",
    "zone=readers:16m rate=100r/s;": "zone=readers:16m rate=1r/s;",
    "limit_req zone=readers burst=3000 nodelay;": f"limit_req zone=readers burst={READERS} nodelay;",
    "zone=watchers:1m rate=20r/s;": "zone=watchers:1m rate=1r/s;",
    "zone=schools:1m rate=5000r/s;": "zone=schools:1m rate=1r/s;",
    "limit_req zone=schools burst=10000 nodelay;": f"limit_req zone=schools burst={SCHOOLS} nodelay;",
    "limit_conn connections 2000;": f"limit_conn connections {CONNECTIONS};",
}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundle]:
    root: Path = tmp_path_factory.mktemp("debian")
    with serving(root, FIGURES, PROXY) as bundle:
        yield bundle


def get(
    connection: http.client.HTTPConnection, target: str, host: str, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection.request("GET", target, headers={"Host": host, **headers})
    answer = connection.getresponse()
    fields = answer.getheaders()
    assert len(fields) == len({name.lower() for name, _ in fields}), "no header is there twice"
    return answer.status, {name.lower(): value for name, value in fields}, answer.read()


def flood(bundle: Bundle, school: School, source: str, count: int, **headers: str) -> list[int]:
    """The statuses of so many requests of one address to one school."""
    with closing(bundle.connect(source)) as connection:
        return [get(connection, "/api/v1/session", school.host, **headers)[0] for _ in range(count)]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_pages_and_answers_come_by_tls(bundle: Bundle, school: School, version: ssl.TLSVersion) -> None:
    with closing(bundle.connect(minimum_version=version, maximum_version=version)) as connection:
        for target, media in (("/", "text/html"), ("/api/v1/teachers", "application/json")):
            status, headers, _ = get(connection, target, school.host)
            assert status == 200 and headers["content-type"].startswith(media)
            assert headers["strict-transport-security"] == "max-age=63072000"
        assert connection.sock.version() == version.name.replace("_", ".")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_older_versions_are_refused(bundle: Bundle) -> None:
    context = bundle.context()
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with closing(http.client.HTTPSConnection("127.0.0.1", bundle.https, context=context, timeout=10)) as connection:
        with pytest.raises(ssl.SSLError, match="(?i)protocol.version"):
            connection.connect()


def test_http_2_is_spoken(bundle: Bundle) -> None:
    key = bundle.root / "etc/ssl/slotboard/chain.pem"
    options = ["-sS", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--http2", "--cacert", key]
    said = subprocess.run(
        ["curl", *options, "--resolve", f"localhost:{bundle.https}:127.0.0.1", f"https://localhost:{bundle.https}/"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "2 200"


def test_plain_http_leads_to_tls(bundle: Bundle, school: School) -> None:
    with closing(bundle.connect_plainly()) as connection:
        status, headers, _ = get(connection, "/teachers/7?slot=8", school.host)
    assert status == 301 and headers["location"] == f"https://{school.host}/teachers/7?slot=8"
    assert "strict-transport-security" not in headers


def test_the_edge_cache_works_there_too(bundle: Bundle, teacher: Teacher) -> None:
    target = f"/api/v1/teachers/{teacher.teacher_id}"

    def ask() -> str:
        status, headers, _ = get(connection, target, teacher.school.host)
        assert status == 200 and headers["vary"] == "Accept-Encoding"
        return headers["x-cache"]

    with closing(bundle.connect("127.0.0.21")) as connection:
        assert ask() == "MISS"
        eventually(lambda: ask() == "HIT", every=0.3)


def test_a_flood_from_one_address_is_refused_and_others_are_served(bundle: Bundle, school: School) -> None:
    statuses = flood(bundle, school, "127.0.0.22", VISITORS + 20)
    assert statuses[: VISITORS + 1] == [200] * (VISITORS + 1) and statuses.count(429) >= 10
    with closing(bundle.connect("127.0.0.22")) as connection:
        status, headers, body = get(connection, "/api/v1/session", school.host)
        assert status == 429 and headers["retry-after"] == "1"
        assert headers["content-type"].startswith("application/problem+json")
        assert json.loads(body)["type"] == "/problems/too-many-requests" and json.loads(body)["status"] == 429
        assert get(connection, "/", school.host)[0] == 200, "pages and their files are not counted"
    assert flood(bundle, school, VISITOR, 1) == [200]


@pytest.mark.parametrize(
    ("target", "at_once", "source"),
    [
        ("/api/v1/teachers/{}", READERS, "127.0.2.1"),
        ("/api/v1/teachers/{}/slots?from=2030-01-01&days=1", READERS, "127.0.2.2"),
        ("/api/v1/teachers?limit={}", READERS, "127.0.2.3"),
        ("/health?{}", WATCHERS, "127.0.2.4"),
    ],
)
def test_what_no_cache_can_have_is_limited_before(
    bundle: Bundle, school: School, target: str, at_once: int, source: str
) -> None:
    with closing(bundle.connect(source)) as connection:
        statuses = [get(connection, target.format(1 + i), school.host)[0] for i in range(at_once + 15)]
        assert 429 not in statuses[: at_once + 1] and statuses.count(429) >= 5, statuses
        assert get(connection, "/api/v1/teachers", school.host)[0] == 200, "the directory as a page opens it"
    assert flood(bundle, school, VISITOR, 1) == [200]


@pytest.mark.parametrize(("school", "key"), [("demo", "$limited_site"), ("", "$limited_school")])
def test_where_every_host_is_the_default_school_all_hosts_share_a_limit(school: str, key: str) -> None:
    script = 'source "$1/ops/shell/nginx.sh"; write_floor_zones'
    figures = {name: "7" for name in ("ADDRESS_REQUESTS", "SCHOOL_REQUESTS", "ADDRESS_CONNECTIONS")}
    said = subprocess.run(
        ["bash", "-euc", script, "bash", stack.setting("SLOTBOARD_ROOT")],
        env={"PATH": os.environ["PATH"], "SLOTBOARD_DEFAULT_SCHOOL": school}
        | {f"SLOTBOARD_EDGE_{name}": figure for name, figure in figures.items()},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"limit_req_zone {key} zone=schools:1m rate=7r/s;" in said.splitlines()


def test_a_flood_to_one_school_is_refused_and_other_schools_are_served(
    bundle: Bundle, school: School, other_school: School
) -> None:
    sources = [f"127.0.1.{i}" for i in range(1, 6)]
    statuses = [status for source in sources for status in flood(bundle, school, source, VISITORS - 10)]
    assert statuses.count(200) >= SCHOOLS and statuses.count(429) >= 20
    assert flood(bundle, other_school, sources[-1], 1) == [200]


def test_connections_of_one_address_are_bounded(bundle: Bundle, teacher: Teacher) -> None:
    target = f"/api/v1/events?teacher={teacher.teacher_id}"
    with ExitStack() as open_streams:

        def stream(source: str) -> int:
            connection = open_streams.enter_context(closing(bundle.connect(source)))
            connection.request("GET", target, headers={"Host": teacher.school.host})
            answer = open_streams.enter_context(closing(connection.getresponse()))
            assert answer.getheader("Strict-Transport-Security")
            return answer.status

        assert [stream("127.0.0.23") for _ in range(CONNECTIONS + 2)] == [200] * CONNECTIONS + [429] * 2
        assert stream("127.0.0.24") == 200


def test_nobody_chooses_an_address_but_a_trusted_proxy_tells_it(bundle: Bundle, school: School) -> None:
    said = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    flood(bundle, school, "127.0.0.25", 1, **said)
    flood(bundle, school, PROXY, 1, **said)

    def addresses() -> set[str]:
        return {json.loads(line)["from"] for line in bundle.log().splitlines() if school.host in line}

    eventually(lambda: len(addresses()) == 2)
    assert addresses() == {"127.0.0.25", "198.51.100.7"}


def test_past_the_edge_there_are_figures_for_whoever_watches(bundle: Bundle) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", bundle.origin, timeout=10)) as connection:
        status, _, body = get(connection, "/nginx-status", "localhost")
    assert status == 200 and body.startswith(b"Active connections:")
    with closing(bundle.connect()) as connection:
        assert get(connection, "/nginx-status", "localhost")[0] == 404
